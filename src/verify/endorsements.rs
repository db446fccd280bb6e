//! The endorsements in a credential, and those kept beside it: each is verified by its own proof, under its own contexts, and must be about what it
//! stands in. None of them says anything about whether the credential holds, and none raises the trust in it.

use super::checks::Checks;
use super::members::Member;
use super::opened::{Opened, Role};
use super::referral::Errand;
use super::session::{Place, Story};
use super::{Verification, Verifier};
use crate::badge;
use crate::json::{Name, Node, Pointer, Tree};
use crate::limits::Limits;
use crate::report::{Finding, Findings, Group, Outcome, code};
use crate::vc::parties;
use crate::vc::types::has_type;

/// What an endorsement has to be about, and who may not have made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endorsed {
    /// The ids of what it stands in.
    ids: Vec<String>,
    /// The issuer of the credential that it stands in.
    issuer: Option<String>,
}

/// An endorsement where it stands.
struct Found<'t> {
    node: Node<'t>,
    around: Node<'t>,
}

/// Opens the endorsements, now that the credential around them is known to be signed. `others` credentials stand in it too, and
/// `beside` it there are endorsements that nobody put into it.
pub(super) fn open<'v>(
    verifier: &'v Verifier,
    opened: &Opened,
    place: &Place<'v>,
    others: usize,
    beside: &[Vec<u8>],
    checks: &mut Checks<'_>,
) -> Vec<Member<'v>> {
    let root = opened.root();
    let has_some = may_hold_some(root) || !beside.is_empty();
    if opened.role == Role::Presentation || !badge::is_held_to_rules(root) || !has_some {
        return Vec::new();
    }
    let mut found = Vec::new();
    find(root, &mut found);
    let (all, depth) = nested(root);
    let depth = depth.max(usize::from(!beside.is_empty()));
    if depth == 0 {
        return Vec::new();
    }
    let more = found.len() + beside.len();
    if all + beside.len() + others > verifier.limits.embedded
        || !place.in_common.may_open(more, verifier.limits.embedded)
        || place.depth + depth - 1 > verifier.limits.embedded_depth
    {
        let detail = "take the endorsements out and verify them by themselves";
        let at = found.first().map_or_else(Pointer::root, |first| first.node.path());
        checks.found("endorsement", Finding::new(code::input::LIMIT_EMBEDDED, at, detail));
        return Vec::new();
    }
    let by = parties::issuer_id(root);
    let (opened, referred): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| is_whole(found.node));
    for found in referred {
        let detail = "it is only referred to";
        checks.found("endorsement", Finding::new(code::endorsement::INDETERMINATE, found.node.path(), detail));
    }
    // One that stands in the credential already is not another one.
    let beside: Vec<&Vec<u8>> =
        beside.iter().filter(|bytes| !opened.iter().any(|found| is_same(found.node, bytes))).collect();
    let open = |pointer: Pointer, around: Node<'_>, bytes: &[u8]| {
        let endorses = Endorsed { ids: ids_of(around, root), issuer: by.map(str::to_owned) };
        let place = Place { holder: None, errand: Errand::Endorsement(endorses), ..place.clone() };
        Member { pointer, story: Story::open(verifier, bytes, place) }
    };
    let within =
        opened.into_iter().map(|found| open(found.node.path(), found.around, found.node.token_or_json().as_bytes()));
    within.chain(beside.into_iter().map(|bytes| open(Pointer::root(), root, bytes))).collect()
}

/// Whether what is kept beside a credential is what stands in it.
fn is_same(node: Node<'_>, bytes: &[u8]) -> bool {
    match node.as_str() {
        Some(token) => token.as_bytes() == bytes.trim_ascii(),
        None => {
            Tree::parse_bytes(bytes, &Limits::default()).is_ok_and(|tree| tree.root().to_value() == node.to_value())
        }
    }
}

/// Whether it is worth looking for endorsements: most badges have none.
fn may_hold_some(root: Node<'_>) -> bool {
    const NAMES: [Name; 2] = [Name::known("endorsement"), Name::known("endorsementJwt")];
    NAMES.into_iter().any(|name| root.document_may_name(name))
}

/// Whether all of it stands here, rather than its id alone.
fn is_whole(node: Node<'_>) -> bool {
    match node.as_str() {
        Some(text) => crate::vc::is_compact_jws(text),
        None => node.members().any(|(name, _)| name != "id"),
    }
}

/// Members that hold nothing of the credential's own: what it is secured with, and other credentials.
const NOT_ITS_OWN: [&str; 3] = ["@context", "proof", "verifiableCredential"];

fn find<'t>(node: Node<'t>, found: &mut Vec<Found<'t>>) {
    for (name, value) in node.members().filter(|(name, _)| !NOT_ITS_OWN.contains(name)) {
        match name {
            "endorsement" | "endorsementJwt" => {
                found.extend(value.each().map(|item| Found { node: item, around: node }))
            }
            _ => value.each().filter(|value| value.is_object()).for_each(|value| find(value, found)),
        }
    }
}

/// How many endorsements there are, those in other endorsements too, and how deeply they stand in each other.
fn nested(node: Node<'_>) -> (usize, usize) {
    let (mut count, mut deepest) = (0, 0);
    for (name, value) in node.members().filter(|(name, _)| !NOT_ITS_OWN.contains(name)) {
        let own = usize::from(matches!(name, "endorsement" | "endorsementJwt"));
        for item in value.each() {
            let (inside, depth) = nested(item);
            count += own + inside;
            deepest = deepest.max(own + depth);
        }
    }
    (count, deepest)
}

/// What an endorsement that stands here may be about: the achievement or the profile that it stands in; in the credential
/// itself, the credential, what it awards, or its issuer
/// ([AchievementCredential](https://www.imsglobal.org/spec/ob/v3p0/#achievementcredential)). Of anybody else anything can be said
/// there: a credential can name whom it likes, and so be adorned with what is true of them.
fn ids_of(around: Node<'_>, root: Node<'_>) -> Vec<String> {
    let mut ids: Vec<&str> = id(around).into_iter().collect();
    if around.index() == root.index() {
        let achievements =
            parties::subjects(root).filter_map(|subject| subject.get("achievement")).flat_map(Node::each);
        ids.extend(achievements.filter_map(parties::id_of));
        ids.extend(parties::issuer_id(root));
    }
    ids.into_iter().map(str::to_owned).collect()
}

fn id(node: Node<'_>) -> Option<&str> {
    node.get("id").and_then(Node::as_str)
}

/// Whether an endorsement is one, about what it stands in, and by somebody else.
pub(super) fn subject(opened: &Opened, endorsed: &Endorsed, checks: &mut Checks<'_>) {
    let root = opened.root();
    let place = Pointer::root().member("credentialSubject");
    let mut findings = Findings::new();
    if !has_type(root, "EndorsementCredential") {
        let detail = "the types of an endorsement hold EndorsementCredential";
        findings.push(Finding::new(code::format::TYPE, Pointer::root().member("type"), detail));
    }
    let subjects: Vec<Node<'_>> = parties::subjects(root).collect();
    let is_endorsed = |subject: &Node<'_>| id(*subject).is_some_and(|id| endorsed.ids.iter().any(|known| known == id));
    if subjects.is_empty() || !subjects.iter().all(is_endorsed) {
        let detail = match endorsed.ids.is_empty() {
            true => "what it stands in has no id, so that nothing can be said about it",
            false => {
                "its subject is to have the id of what it stands in; at the top, of the credential, what it awards or its issuer"
            }
        };
        findings.push(Finding::new(code::endorsement::SUBJECT, place, detail));
    }
    let endorser = parties::issuer_id(root);
    if endorser.is_some() && (endorser == endorsed.issuer.as_deref() || subjects.iter().any(|it| id(*it) == endorser)) {
        findings.push(Finding::new(code::endorsement::SELF, Pointer::root().member("issuer"), ""));
    }
    checks.result("endorsement.subject", Group::Subject, findings);
}

/// What follows for the credential: at most a warning.
pub(super) fn check(inside: &[(Pointer, Verification)], checks: &mut Checks<'_>) {
    for (pointer, endorsement) in inside {
        let report = endorsement.report();
        let code = match report.outcome {
            Outcome::Valid => {
                checks.push(crate::report::Check::holds("endorsement", Group::Members).at(pointer.clone()));
                continue;
            }
            Outcome::Invalid if report.has(code::proof::MISSING) => code::endorsement::UNSIGNED,
            Outcome::Invalid => code::endorsement::INVALID,
            Outcome::Indeterminate => code::endorsement::INDETERMINATE,
        };
        checks.found("endorsement", Finding::new(code, pointer.clone(), report.cause()));
    }
}
