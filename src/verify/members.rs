//! The credentials inside a presentation or a learner record: each is verified by itself, under its own contexts.

use super::checks::Checks;
use super::opened::{Opened, Role};
use super::proof::signature::Proven;
use super::session::{Place, Story};
use super::{Verification, Verifier, subject};
use crate::json::{Node, Pointer};
use crate::report::{Code, Finding, Findings, Group, Outcome, Report, Trust, code};
use crate::trust::Binding;
use crate::vc::parties;
use crate::vc::types::has_type;

/// A credential inside, on its way to being judged.
#[derive(Debug)]
pub(super) struct Member<'v> {
    pub(super) pointer: Pointer,
    pub(super) story: Story<'v>,
}

/// Opens what stands inside, now that the outside is known to be signed.
pub(super) fn open<'v>(
    verifier: &'v Verifier,
    opened: &Opened,
    place: &Place<'v>,
    checks: &mut Checks<'_>,
) -> Vec<Member<'v>> {
    let nodes: Vec<Node<'_>> = inside(opened).take(verifier.limits.embedded.saturating_add(1)).collect();
    if nodes.is_empty() {
        return Vec::new();
    }
    if !place.in_common.may_open(nodes.len(), verifier.limits.embedded) || place.depth > verifier.limits.embedded_depth
    {
        let at = nodes[0].path();
        checks.found("members", Finding::new(code::input::LIMIT_EMBEDDED, at, "take it apart and verify the parts"));
        return Vec::new();
    }
    let member = |node: Node<'_>| {
        let story = Story::open(verifier, node.token_or_json().as_bytes(), place.clone());
        Member { pointer: node.path(), story }
    };
    nodes.into_iter().map(member).collect()
}

/// What follows from the credentials inside for the whole.
///
/// A presentation stands and falls with them. A learner record says that its publisher knows of them, which stays true
/// if one of them has ended.
pub(super) fn check(
    opened: &Opened,
    proven: Option<&Proven>,
    shown: Option<&Shown<'_>>,
    inside: &[(Pointer, Verification)],
    checks: &mut Checks<'_>,
) {
    for (pointer, member) in inside {
        let report = member.report();
        if let Some(finding) = another_learner(opened, proven, pointer, member) {
            checks.found("members", finding);
        }
        let is_presented = opened.role == Role::Presentation || shown.is_some_and(|shown| shown.presents(report));
        let code = match (is_presented, report.outcome) {
            (_, Outcome::Valid) => {
                checks.holds("members", Group::Members);
                pass_on(opened, pointer, report, checks);
                continue;
            }
            (true, Outcome::Invalid) => code::member::PRESENTED_INVALID,
            (true, Outcome::Indeterminate) => code::member::PRESENTED_INDETERMINATE,
            (false, Outcome::Invalid) => code::member::RECORDED_INVALID,
            (false, Outcome::Indeterminate) => code::member::RECORDED_INDETERMINATE,
        };
        checks.found("members", Finding::new(code, pointer.clone(), report.cause()));
    }
}

/// A learner record that somebody shows.
pub(super) struct Shown<'s> {
    /// Who presents it.
    pub(super) holder: &'s Binding,
    /// Who published it.
    pub(super) publisher: Option<&'s Binding>,
    /// How far the publisher is known.
    pub(super) trust: Trust,
    /// Whether it was found to be about the one who presents it.
    pub(super) is_theirs: bool,
}

impl Shown<'_> {
    /// Whether what stands in the record counts as if it were presented without one. Anybody can publish a record, so one's own is
    /// no way round what is asked of a presenter; and that somebody else's credential is one's own, only a publisher can say who
    /// is trusted, in a record about the one who presents it.
    fn presents(&self, member: &Report) -> bool {
        let is_own = self.publisher.is_some_and(|publisher| {
            publisher.issuer() == self.holder.issuer() || publisher.key() == self.holder.key()
        });
        let is_vouched_for = self.trust >= Trust::Trusted && self.is_theirs;
        is_own || !is_vouched_for && NOT_THEIRS.into_iter().any(|code| member.has(code))
    }
}

/// What a member's report says of one that is not known to be the presenter's, or in which something is that is not.
const NOT_THEIRS: [Code; 4] = [
    code::subject::HOLDER_MISMATCH,
    code::subject::HOLDER_WITHHELD,
    code::member::PRESENTED_INVALID,
    code::member::PRESENTED_INDETERMINATE,
];

/// What a member's report says of it that nobody should overlook who looks at the whole.
const PASSED_ON: [Code; 6] = [
    code::subject::HOLDER_UNKNOWN,
    code::subject::HOLDER_WITHHELD,
    code::member::RECORDED_INVALID,
    code::member::RECORDED_INDETERMINATE,
    code::member::RECORDED_ANOTHERS,
    code::member::RECORDED_WITHHELD,
];

fn pass_on(opened: &Opened, pointer: &Pointer, member: &Report, checks: &mut Checks<'_>) {
    for check in &member.checks {
        let Some(code) = check.code().filter(|code| PASSED_ON.contains(code)) else { continue };
        // In a token, there is no such place.
        let at = Some(check.pointer.below(pointer)).filter(|at| opened.root().pointer(at).is_some());
        checks.found(check.id, Finding::new(code, at.unwrap_or_else(|| pointer.clone()), check.detail.clone()));
    }
}

/// The finding about a credential in a learner record that is about somebody else than the record, where both name who that is, or
/// may be, where one of them may have left it out.
fn another_learner(
    opened: &Opened,
    proven: Option<&Proven>,
    pointer: &Pointer,
    member: &Verification,
) -> Option<Finding> {
    if opened.role == Role::Presentation {
        return None;
    }
    let (inner, inner_proven) = (member.opened.as_ref()?, member.opened_by().map(|(_, proven)| proven));
    let (learners, subjects) = (subject::ids(opened, proven), subject::ids(inner, inner_proven));
    let may_be_left_out = |ids: &[&str], opened: &Opened, proven: Option<&Proven>| {
        ids.is_empty() && proven.is_some_and(|proven| subject::may_withhold_ids(opened, proven))
    };
    let (code, detail) =
        if may_be_left_out(&learners, opened, proven) || may_be_left_out(&subjects, inner, inner_proven) {
            (code::member::RECORDED_WITHHELD, "ask the holder to show whom both are about")
        } else if !learners.is_empty() && !subjects.is_empty() && !subjects.iter().any(|id| learners.contains(id)) {
            (code::member::RECORDED_ANOTHERS, "ask its publisher for a record about one learner alone")
        } else {
            return None;
        };
    Some(Finding::new(code, pointer.clone(), detail))
}

/// Whether the outside is plain: whether the credentials inside that share nodes with it are kept apart by their own proofs.
pub(super) fn keep_apart(
    opened: &mut Opened,
    trust: Trust,
    inside: &[(Pointer, Verification)],
    checks: &mut Checks<'_>,
) {
    if !opened.plain || opened.shared.is_empty() {
        return;
    }
    let root = opened.root();
    let publisher = parties::issuer_id(root).filter(|_| trust >= Trust::IssuerBound);
    let stands_apart =
        |place: &Pointer| inside.iter().any(|(pointer, member)| pointer == place && member.keeps_apart(publisher));
    let nodes = opened.shared.iter().map(|at| root.sibling(*at));
    let findings: Findings = nodes.filter(|node| !stands_apart(&node.path())).map(not_apart).collect();
    opened.plain = findings.is_empty();
    checks.result("context.compacted_form", Group::Context, findings);
}

/// The finding about a credential inside whose own proof does not keep it apart from the rest.
pub(super) fn not_apart(node: Node<'_>) -> Finding {
    let detail = "it shares nodes with the record, and its own proof does not hold for exactly what is readable in it, or is \
                  made with ECDSA and a key that it does not name by a DID that is the key (did:key), so that the issuer \
                  could have made it fit another text; sign the record as JSON (eddsa-jcs-2022 or a token)";
    Finding::new(code::context::NODE_DESCRIBED_TWICE, node.path(), detail)
}

/// The places where credentials stand inside.
fn inside(opened: &Opened) -> impl Iterator<Item = Node<'_>> {
    let root = opened.root();
    let around = match opened.role {
        Role::Presentation => Some(root),
        Role::Credential => root.get("credentialSubject").filter(|_| has_type(root, "ClrCredential")),
    };
    around.into_iter().flat_map(Node::each).filter_map(|node| node.get("verifiableCredential")).flat_map(Node::each)
}
