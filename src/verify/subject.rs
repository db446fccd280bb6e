//! Whether the credential was issued to somebody in particular.

use super::Verifier;
use super::checks::Checks;
use super::opened::Opened;
use super::proof::signature::Proven;
use crate::badge::{IdentifierType, IdentityMatch, IdentityObject};
use crate::json::{Node, Pointer};
use crate::proof::sd_jwt::Confirmation;
use crate::report::{Finding, Findings, Group, code};
use crate::trust::Binding;
use crate::vc::reader::Read;
use std::fmt;

/// Somebody that a credential should have been issued to, known otherwise than from the credential.
///
/// ```
/// use microcred::verify::Recipient;
/// let recipient = Recipient::email("ana@example.org");
/// assert!(!format!("{recipient:?}").contains("ana"));
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recipient {
    /// The subject's id, such as a DID.
    Id(String),
    /// An identifier of some type, in plain text.
    Identifier(IdentifierType, String),
}

impl Recipient {
    /// The holder of an e-mail address.
    pub fn email(address: impl Into<String>) -> Self {
        Self::Identifier(IdentifierType::EmailAddress, address.into())
    }

    /// What a value most likely is: an e-mail address if it holds `@`, an id if it starts like a URI, else a name.
    pub fn guess(value: &str) -> Self {
        match value.split_once(':') {
            Some((scheme, _)) if scheme.chars().all(|letter| letter.is_ascii_alphanumeric()) => {
                Self::Id(value.to_owned())
            }
            _ if value.contains('@') => Self::email(value),
            _ => Self::Identifier(IdentifierType::Name, value.to_owned()),
        }
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Id(_) => "Recipient::Id(…)",
            Self::Identifier(..) => "Recipient::Identifier(…)",
        })
    }
}

/// [Verify the recipient](https://www.imsglobal.org/spec/ob/v3p0/#verify-recipient).
pub(super) fn check(
    verifier: &Verifier,
    opened: &Opened,
    proven: &Proven,
    presented_by: Option<&Binding>,
    checks: &mut Checks<'_>,
) {
    recipient(verifier, opened.root(), checks);
    if let Some(holder) = presented_by {
        let confirmation = proven.token(opened).map_or(Ok(None), |token| token.confirmation(&verifier.limits));
        presenter(opened.root(), confirmation, holder, checks);
    }
}

/// Whether the one who presents the credential is the one whom it is about, with the key that it was issued to, if it names one.
fn presenter(
    root: Node<'_>,
    confirmation: Result<Option<Confirmation>, Finding>,
    holder: &Binding,
    checks: &mut Checks<'_>,
) {
    let is_confirmed = match confirmation {
        Ok(None) => false,
        Ok(Some(key)) if is_of(&key, holder) => true,
        Ok(Some(_)) => {
            let detail = "it was issued to another key; whoever has that has to present it";
            let at = Pointer::root().member("cnf");
            return checks.found("subject.presenter", Finding::new(code::subject::HOLDER_MISMATCH, at, detail));
        }
        Err(finding) => return checks.found("subject.presenter", finding),
    };
    let ids = ids(root);
    let place = root.path().member("credentialSubject");
    let code = match ids.contains(&holder.issuer()) || is_confirmed && ids.is_empty() {
        true => return checks.holds("subject.presenter", Group::Subject),
        false if ids.is_empty() => code::subject::HOLDER_UNKNOWN,
        false => code::subject::HOLDER_MISMATCH,
    };
    checks.found("subject.presenter", Finding::new(code, place, ""));
}

/// The ids of those whom a credential is about.
pub(super) fn ids(root: Node<'_>) -> Vec<&str> {
    let subjects = root.get("credentialSubject").into_iter().flat_map(Node::each);
    subjects.filter_map(|subject| subject.as_str().or_else(|| subject.get("id")?.as_str())).collect()
}

/// Whether a credential was issued to the key with which it is presented.
fn is_of(confirmation: &Confirmation, holder: &Binding) -> bool {
    match confirmation {
        Confirmation::Jwk(jwk) => jwk.key() == holder.key(),
        Confirmation::Kid(kid) => kid.split('#').next() == Some(holder.issuer()),
    }
}

fn recipient(verifier: &Verifier, root: Node<'_>, checks: &mut Checks<'_>) {
    let Some(recipient) = &verifier.recipient else {
        return checks.not_applicable("subject.recipient", Group::Subject);
    };
    let subjects: Vec<Node<'_>> = root.get("credentialSubject").into_iter().flat_map(Node::each).collect();
    let place = root.path().member("credentialSubject");
    let matched = subjects.iter().map(|subject| matches(*subject, recipient)).max().unwrap_or(Match::Unknown);
    match matched {
        Match::Same => checks.holds("subject.recipient", Group::Subject),
        Match::Different => {
            checks.found("subject.recipient", Finding::new(code::subject::RECIPIENT_MISMATCH, place, ""))
        }
        Match::Unknown => checks.found("subject.recipient", Finding::new(code::subject::RECIPIENT_UNKNOWN, place, "")),
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Unknown,
    Different,
    Same,
}

fn matches(subject: Node<'_>, recipient: &Recipient) -> Match {
    match recipient {
        Recipient::Id(id) => match subject.get("id").and_then(Node::as_str) {
            Some(own) if own == id => Match::Same,
            Some(_) => Match::Different,
            None => Match::Unknown,
        },
        Recipient::Identifier(kind, known) => {
            let identities = subject.get("identifier").into_iter().flat_map(Node::each);
            let compared = identities
                .filter_map(|node| <IdentityObject as Read>::read(node, &mut Findings::new()))
                .map(|identity| match identity.matches(kind, known) {
                    IdentityMatch::Same => Match::Same,
                    IdentityMatch::Different => Match::Different,
                    IdentityMatch::NotComparable => Match::Unknown,
                });
            compared.max().unwrap_or(Match::Unknown)
        }
    }
}
