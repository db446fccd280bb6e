//! Whether the credential was issued to somebody in particular.

use super::checks::Checks;
use super::opened::Opened;
use super::proof::signature::Proven;
use super::session::Presenter;
use super::{Verification, Verifier};
use crate::badge::{IdentifierType, IdentityMatch, IdentityObject};
use crate::codec::iri;
use crate::json::{Node, Pointer};
use crate::proof::sd_jwt::Confirmation;
use crate::report::{Fact, Finding, Findings, Group, Report, code};
use crate::vc::parties;
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

    /// What a value most likely is: an id if it is an absolute URI, an e-mail address if it holds `@`, else a name.
    ///
    /// ```
    /// use microcred::badge::IdentifierType;
    /// use microcred::verify::Recipient;
    /// let name = "Dr: Ana Silva";
    /// assert_eq!(Recipient::guess(name), Recipient::Identifier(IdentifierType::Name, name.to_owned()));
    /// assert_eq!(Recipient::guess("did:example:ana"), Recipient::Id("did:example:ana".to_owned()));
    /// assert_eq!(Recipient::guess("ana@example.org"), Recipient::email("ana@example.org"));
    /// ```
    pub fn guess(value: &str) -> Self {
        match value {
            _ if iri::is_absolute(value) => Self::Id(value.to_owned()),
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
    presented_by: Option<&Presenter>,
    checks: &mut Checks<'_>,
) {
    recipient(verifier, opened, proven, checks);
    if let Some(holder) = presented_by {
        let confirmation = proven.token(opened).map_or(Ok(None), |token| token.confirmation(&verifier.limits));
        presenter(opened, proven, confirmation, holder, checks);
    }
}

/// The check of [`presenter`].
const PRESENTER: &str = "subject.presenter";

/// Whether a credential was found to be that of the one who presents it.
pub(super) fn is_presenters(report: &Report) -> bool {
    report.checks.iter().any(|check| check.id == PRESENTER && check.fact == Fact::Holds)
}

/// Whether the one who presents the credential is the one whom it is about, with the key that it was issued to, if it names one.
fn presenter(
    opened: &Opened,
    proven: &Proven,
    confirmation: Result<Option<Confirmation>, Finding>,
    holder: &Presenter,
    checks: &mut Checks<'_>,
) {
    let is_confirmed = match confirmation {
        Ok(None) => false,
        Ok(Some(key)) if is_of(&key, holder) => true,
        Ok(Some(_)) => {
            let detail = "it was issued to another key; whoever has that has to present it";
            let at = Pointer::root().member("cnf");
            return checks.found(PRESENTER, Finding::new(code::subject::HOLDER_MISMATCH, at, detail));
        }
        Err(finding) => return checks.found(PRESENTER, finding),
    };
    let ids = ids(opened, Some(proven));
    let (code, detail) = match ids.contains(&holder.binding.issuer()) || is_confirmed && ids.is_empty() {
        true => return checks.holds(PRESENTER, Group::Subject),
        false if !ids.is_empty() => (code::subject::HOLDER_MISMATCH, ""),
        false if may_withhold_ids(opened, proven) => {
            (code::subject::HOLDER_WITHHELD, "ask the holder to show whom it is about")
        }
        false => (code::subject::HOLDER_UNKNOWN, ""),
    };
    checks.found(PRESENTER, Finding::new(code, opened.root().path().member("credentialSubject"), detail));
}

/// The ids of those whom a credential is about: those in it, and what the token says in which it stands, if that is the proof
/// that counts.
pub(super) fn ids<'o>(opened: &'o Opened, proven: Option<&Proven>) -> Vec<&'o str> {
    let own = parties::subjects(opened.root()).filter_map(parties::id_of);
    own.chain(proven.and_then(|proven| claimed(opened, proven))).collect()
}

/// Whom the token is about that a credential stands in, by its `sub`: the id of the subject
/// ([Open Badges 3.0 §8.2.4.1](https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof)).
fn claimed<'o>(opened: &'o Opened, proven: &Proven) -> Option<&'o str> {
    proven.token(opened)?.claims.subject()
}

/// The same, where the one subject of a credential has no id of its own.
pub(super) fn claimed_alone<'o>(opened: &'o Opened, proven: &Proven) -> Option<&'o str> {
    let id = claimed(opened, proven)?;
    let mut subjects = parties::subjects(opened.root());
    let one = subjects.next().filter(|_| subjects.next().is_none())?;
    (one.is_object() && one.get("id").is_none()).then_some(id)
}

/// Whether what is shown is a selection from which an id of a subject may have been left out: of a subject that is shown, or with
/// it. A token may say it at its top.
pub(super) fn may_withhold_ids(opened: &Opened, proven: &Proven) -> bool {
    let Some(places) = proven.selection(opened) else { return false };
    let is_array = opened.root().get("credentialSubject").is_some_and(Node::is_array);
    let may_hold_ids = |place: &Pointer| {
        let mut steps = place.steps();
        let is_within = steps.next().is_none_or(|name| name == "credentialSubject");
        let depth = steps.count();
        is_within && (depth == 0 || is_array && depth == 1)
    };
    // Where statements are selected, nothing says whence others were left out.
    places.is_empty() || places.iter().any(may_hold_ids)
}

/// Whether a credential was issued to the key with which it is presented.
fn is_of(confirmation: &Confirmation, holder: &Presenter) -> bool {
    match confirmation {
        Confirmation::Jwk(jwk) => jwk.key() == holder.binding.key(),
        // A DID alone names whoever has one of its keys.
        Confirmation::Kid(kid) if kid.contains('#') => *kid == holder.method,
        Confirmation::Kid(kid) => kid == holder.binding.issuer(),
    }
}

/// Whether one of the credentials in a presentation was issued to whom it should be. Each of them is asked for itself; where there
/// is none, nothing says so.
pub(super) fn recipient_of_members(verifier: &Verifier, inside: &[(Pointer, Verification)], checks: &mut Checks<'_>) {
    let holds = |report: &Report| {
        report.checks.iter().any(|check| check.id == "subject.recipient" && check.fact == Fact::Holds)
    };
    if verifier.recipient.is_none() {
        return;
    }
    match inside.iter().any(|(_, member)| holds(member.report())) {
        true => checks.holds("subject.recipient", Group::Subject),
        false => {
            let detail =
                "nothing in the presentation is shown to have been issued to whom it should be; ask for what was";
            let at = Pointer::root().member("verifiableCredential");
            checks.found("subject.recipient", Finding::new(code::subject::RECIPIENT_UNKNOWN, at, detail));
        }
    }
}

fn recipient(verifier: &Verifier, opened: &Opened, proven: &Proven, checks: &mut Checks<'_>) {
    let Some(recipient) = &verifier.recipient else {
        return checks.not_applicable("subject.recipient", Group::Subject);
    };
    let root = opened.root();
    let claimed = match recipient {
        Recipient::Id(id) => claimed(opened, proven).map(|own| match own == id {
            true => Match::Same,
            false => Match::Different,
        }),
        Recipient::Identifier(..) => None,
    };
    let subjects: Vec<Node<'_>> = parties::subjects(root).collect();
    let place = root.path().member("credentialSubject");
    let matched = subjects.iter().map(|subject| matches(*subject, recipient)).chain(claimed).max();
    match matched.unwrap_or(Match::Unknown) {
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
