//! Whether there is a newer copy of the credential: `1EdTechCredentialRefresh`
//! ([VCCR 1.0](https://www.imsglobal.org/spec/vccr/v1p0/)).
//!
//! It is asked for only if the verifier wants it, only after the proof holds, and only once: the copy's own refresh service is
//! not followed. The copy has a story of its own, and takes the place of the credential if that ends well, it is newer, and it
//! is the same credential by the same issuer, bound to its key in the same way, for the same learner, and as whole as the credential
//! is. Otherwise the credential is judged as it is.

use super::checks::Checks;
use super::opened::Opened;
use super::proof::signature::Proven;
use super::referral::{Arrived, Content, Errand, Referral, Referred};
use super::session::Place;
use super::{Verification, Verifier};
use crate::json::{Node, Pointer, jcs};
use crate::proof::sd_jwt::Confirmation;
use crate::report::{Check, Effect, Fact, Finding, Group, code};
use crate::resolve::{HttpsUrl, Need, NeedKind};
use crate::trust::Basis;
use crate::vc::context_urls::DataModel;
use crate::vc::types::has_type;
use crate::vc::{DateTimeStamp, parties};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

const ID: &str = "refresh";

/// Asks for the newer copy, if that is wanted and may be.
pub(super) fn ask<'v>(
    verifier: &Verifier,
    opened: &Opened,
    place: &Place<'_>,
    may_ask: bool,
    checks: &mut Checks<'_>,
) -> Option<Referral<'v>> {
    // What stands in a presentation or a record is a part of that, and stays.
    let service = service(opened.root()).filter(|_| place.errand == Errand::Itself && place.depth == 0)?;
    let mut found = |code, detail: &str| checks.found(ID, Finding::new(code, service.path(), detail));
    if !verifier.refreshing {
        found(code::refresh::AVAILABLE, "");
    } else if !may_ask {
        found(code::refresh::REJECTED, "it is not asked for while the credential itself is in doubt");
    } else if let Some(Ok(url)) = service.get("id").and_then(Node::as_str).map(HttpsUrl::parse) {
        let need = Need::new(NeedKind::Refresh, url.document(), url.document());
        return Some(Referral::story(need, Errand::Refresh));
    } else {
        found(code::refresh::REJECTED, "it is looked up at https URLs only");
    }
    None
}

/// The first service of the kind that is followed.
fn service(root: Node<'_>) -> Option<Node<'_>> {
    let is_known = |service: &Node<'_>| has_type(*service, "1EdTechCredentialRefresh");
    root.get("refreshService")?.each().find(is_known)
}

/// The newer copy, if it may stand in the place of the credential; else a warning says why it may not.
pub(super) fn take(
    verifier: &Verifier,
    opened: &Opened,
    proven: &Proven,
    referred: &mut Vec<Referred>,
    checks: &mut Checks<'_>,
) -> Option<Verification> {
    let at = referred.iter().position(|referred| referred.need.kind == NeedKind::Refresh)?;
    let Referred { need, arrived } = referred.remove(at);
    let pointer = service(opened.root()).map_or_else(Pointer::root, Node::path);
    let replaced = checks.report.input.sha256.as_str().to_owned();
    let taken = match arrived {
        _ if !stands_but_for_its_end(verifier, checks) => {
            Err("the credential itself has other faults than that it has ended".to_owned())
        }
        Ok(Arrived { content: Content::Credential(verification), .. }) => {
            standing_in(verifier, opened, proven, *verification)
        }
        Ok(_) => Err("nothing was made of what came".to_owned()),
        Err((code, reason)) => Err(code.map_or_else(|| reason.clone(), |code| format!("{}: {reason}", code.as_str()))),
    };
    match taken {
        Ok(verification) => {
            let check = Check::holds(ID, Group::Status).at(pointer).with("url", need.url);
            let fetched = checks.report.resources.drain(..).filter(|it| it.kind == NeedKind::Refresh.as_str());
            Some(verification.in_place(check.with("replacedSha256", replaced), fetched))
        }
        Err(reason) => {
            checks.found(ID, Finding::new(code::refresh::REJECTED, pointer, reason));
            None
        }
    }
}

/// Whether nothing is the matter with the credential itself but its validity or its status: a copy makes up for nothing else,
/// such as a challenge that was not answered.
fn stands_but_for_its_end(verifier: &Verifier, checks: &Checks<'_>) -> bool {
    checks.report.checks.iter().all(|check| match check.fact {
        Fact::NotRun(_) => false,
        Fact::Found(code) => {
            matches!(code.group(), Group::Validity | Group::Status)
                || verifier.policy.effect(code) < Effect::Indeterminate
        }
        _ => true,
    })
}

/// The copy, if it is the same credential, newer, and as good.
fn standing_in(
    verifier: &Verifier,
    opened: &Opened,
    proven: &Proven,
    copy: Verification,
) -> Result<Verification, String> {
    let old = Identity::of(verifier, opened, proven)?;
    let Some((opened, proven)) = copy.opened_by() else { return Err("its proof does not hold".to_owned()) };
    let new = Identity::of(verifier, opened, proven)?;
    let refused = if old.id.is_none() || old.id != new.id {
        "it is another credential"
    } else if old.issuer != new.issuer {
        "somebody else issued it"
    } else if old.basis != new.basis {
        "its issuer is bound to its key in another way"
    } else if old.learner != new.learner {
        "it is about somebody else, or was issued to another key"
    } else if old.is_whole && !new.is_whole {
        "it is shown in part, so that something may have been left out of it"
    } else if old.made >= new.made {
        "it is no newer"
    } else {
        return match copy.acceptable() {
            Ok(()) => Ok(copy),
            Err(refused) => Err(refused.to_string()),
        };
    };
    Err(refused.to_owned())
}

/// What two copies of a credential have in common, and what tells which is the newer.
struct Identity<'o> {
    id: Option<&'o str>,
    issuer: Option<&'o str>,
    basis: Option<Basis>,
    learner: Learner,
    /// Whether nothing may have been left out.
    is_whole: bool,
    /// From when it is valid, and when it was signed.
    made: (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
}

/// Whom a credential is for.
#[derive(PartialEq, Eq)]
struct Learner {
    /// Those whom it is about: their ids, or what identifies those who have none.
    subjects: BTreeSet<String>,
    /// The key that it was issued to.
    key: Option<Confirmation>,
}

impl Learner {
    fn of(verifier: &Verifier, opened: &Opened, proven: &Proven) -> Result<Self, String> {
        let who = |subject: Node<'_>| match parties::id_of(subject) {
            Some(id) => id.to_owned(),
            None => {
                let identifiers = subject.get("identifier").into_iter().flat_map(Node::each);
                identifiers.map(|node| jcs::canonical(node, &[])).collect::<BTreeSet<_>>().into_iter().collect()
            }
        };
        let key = proven.token(opened).map_or(Ok(None), |token| token.confirmation(&verifier.limits));
        Ok(Self {
            subjects: parties::subjects(opened.root()).map(who).collect(),
            key: key.map_err(|finding| finding.to_string())?,
        })
    }
}

impl<'o> Identity<'o> {
    fn of(verifier: &Verifier, opened: &'o Opened, proven: &Proven) -> Result<Self, String> {
        let root = opened.root();
        let moment = |text: &str| DateTimeStamp::parse(text).ok().map(|stamp| stamp.instant());
        let from = DataModel::of_document(root).unwrap_or(DataModel::V2).dates().from;
        let created = proven.candidate(opened).proof().and_then(|proof| moment(proof.created.as_deref()?));
        let issued = || proven.token(opened).and_then(|token| token.claims.issued_at());
        Ok(Self {
            id: root.get("id").and_then(Node::as_str),
            issuer: parties::issuer_id(root),
            basis: proven.binding.as_ref().ok().map(|binding| binding.basis()),
            learner: Learner::of(verifier, opened, proven)?,
            is_whole: proven.selection(opened).is_none(),
            made: (root.get(from).and_then(Node::as_str).and_then(moment), created.or_else(issued)),
        })
    }
}
