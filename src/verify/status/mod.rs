//! Whether the credential was withdrawn.
//!
//! First [`ask`]: what the credential says is read, and each list that it names becomes a [`Referral`]. Then, with the lists
//! at hand, [`answer`]. A list counts only if its own proof holds under its issuer's key, that is known no less than the
//! credential's, its issuer is the credential's, and it is current: whatever stands against it leaves the status unknown.

mod list;
mod opened_list;
mod revocations;

use super::Verifier;
use super::checks::Checks;
use super::opened::Opened;
use super::proof::signature::Proven;
use super::referral::{Errand, Referral, Referred};
use super::session::{InCommon, Place};
use crate::json::{Node, Pointer};
use crate::report::{Finding, Group, Trust, code};
use crate::resolve::{HttpsUrl, Need, NeedKind};
use crate::status::{StatusEntry, StatusPurpose};
use chrono::{DateTime, Utc};
pub(super) use opened_list::{KnownLists, OpenedList};
pub(super) use revocations::Revocations;

/// A credential with more entries than these is not looked up to the end.
const MOST_ENTRIES: usize = 16;

/// What has to be found out about a credential's status.
#[derive(Debug, Default)]
pub(super) struct Questions {
    questions: Vec<Question>,
    /// The place among the checks where the answers belong.
    at: usize,
}

/// One entry, and the need under which its list is asked for.
#[derive(Debug)]
struct Question {
    pointer: Pointer,
    entry: StatusEntry,
    need: Need,
}

impl Questions {
    /// The lists, each once.
    pub(super) fn referrals<'v>(&self) -> Vec<Referral<'v>> {
        let mut known = Vec::new();
        let mut referrals = Vec::new();
        for Question { entry, need, .. } in &self.questions {
            if !known.contains(&&need.id) {
                known.push(&need.id);
                referrals.push(match entry {
                    StatusEntry::RevocationList(_) => Referral::document(need.clone()),
                    _ => Referral::story(need.clone(), Errand::StatusList),
                });
            }
        }
        referrals
    }
}

/// Reads what a credential says about its status, now that its proof holds. If what is readable is not exactly what its
/// issuer signed, nothing in it is asked for.
pub(super) fn ask(
    verifier: &Verifier,
    opened: &Opened,
    place: &Place<'_>,
    is_issuers: bool,
    proven: &Proven,
    checks: &mut Checks<'_>,
) -> Questions {
    let root = opened.root();
    let mut questions = Questions { questions: Vec::new(), at: checks.report.checks.len() };
    let entries: Vec<Node<'_>> = root.get("credentialStatus").into_iter().flat_map(Node::each).collect();
    if entries.is_empty() {
        checks.not_applicable("status", Group::Status);
    } else if !is_issuers {
        let detail = "its place may not be the one that the issuer signed, so nothing is asked for";
        checks.found("status", Finding::new(code::status::LIST_UNRESOLVED, entries[0].path(), detail));
    } else if proven.binding.is_err() && verifier.policy.required_trust() >= Trust::IssuerBound {
        // Nothing is asked for on behalf of a stranger.
        checks.not_run("status", Group::Status, "issuer.key_bound");
    } else {
        for entry in entries.iter().take(MOST_ENTRIES) {
            match question(verifier, opened, *entry, place) {
                Ok(question) => {
                    for finding in question.entry.departures(*entry) {
                        checks.found("status", finding);
                    }
                    questions.questions.push(question);
                }
                Err(finding) => checks.found("status", finding),
            }
        }
        if entries.len() > MOST_ENTRIES {
            let detail = format!("no more than {MOST_ENTRIES} entries are looked up");
            checks.found("status", Finding::new(code::status::LIST_TOO_MANY, entries[MOST_ENTRIES].path(), detail));
        }
    }
    questions
}

/// What an entry asks for, or why that is not looked up.
fn question(verifier: &Verifier, opened: &Opened, node: Node<'_>, place: &Place<'_>) -> Result<Question, Finding> {
    let refused = |code, detail: &str| Err(Finding::new(code, node.path(), detail));
    if is_bare(node).is_some_and(|id| opened.describes(id)) {
        return Err(described_elsewhere(node));
    }
    let entry = StatusEntry::read(node)?;
    if place.errand == Errand::StatusList {
        return refused(code::status::UNSUPPORTED, "the status of a status list is not followed");
    }
    if let StatusEntry::Other { kind } = &entry {
        let detail = format!("its type is {kind:.60}; ask the issuer for a BitstringStatusListEntry");
        return refused(code::status::UNSUPPORTED, &detail);
    }
    if let Some(StatusPurpose::Other(purpose)) = entry.purpose() {
        return refused(code::status::PURPOSE_UNSUPPORTED, &format!("its purpose is {purpose:.60}"));
    }
    let url = entry.list().unwrap_or_default();
    let need = match HttpsUrl::parse(url) {
        Ok(url) => Need::new(NeedKind::StatusList, url.document(), url.document()),
        Err(_) if verifier.makes_list(url) => Need::new(NeedKind::StatusList, url, url),
        Err(_) => return refused(code::status::LIST_UNRESOLVED, "lists are looked up at https URLs only"),
    };
    Ok(Question { pointer: node.path(), entry, need })
}

/// The id of a node that is only named in its place.
fn is_bare(node: Node<'_>) -> Option<&str> {
    match node.as_str() {
        Some(id) => Some(id),
        None => node.get("id").filter(|_| node.members().count() == 1).and_then(Node::as_str),
    }
}

fn described_elsewhere(entry: Node<'_>) -> Finding {
    let detail = "describe the status under credentialStatus, and nowhere else";
    Finding::new(code::status::ENTRY_DESCRIBED_ELSEWHERE, entry.path(), detail)
}

/// The finding about a node that is described twice, in the words of the status if that is what the node is.
pub(super) fn twice_described(root: Node<'_>, finding: Finding) -> Finding {
    let id = |node: Node<'_>| node.get("id").and_then(Node::as_str).map(str::to_owned);
    let node = root.pointer(&finding.pointer).and_then(id);
    let mut entries = root.get("credentialStatus").into_iter().flat_map(Node::each);
    match entries.find(|entry| node.is_some() && id(*entry) == node) {
        Some(entry) if finding.code == code::context::NODE_DESCRIBED_TWICE => described_elsewhere(entry),
        _ => finding,
    }
}

/// What came of the questions, written down where they were asked; and when the oldest of the lists was looked up, if all
/// of them could be. Beside the credential stands the trust in it.
pub(super) fn answer(
    verifier: &Verifier,
    credential: (Node<'_>, Trust),
    asked: &Questions,
    referred: &[Referred],
    in_common: &InCommon<'_>,
    checks: &mut Checks<'_>,
) -> Option<DateTime<Utc>> {
    let at = asked.at.min(checks.report.checks.len());
    let later = checks.report.checks.split_off(at);
    let mut oldest = None;
    let mut reported = Vec::new();
    let mut all_known = !asked.questions.is_empty();
    for question in &asked.questions {
        let list = referred.iter().find(|referred| referred.need.id == question.need.id);
        let shared = asked.questions.iter().filter(|other| other.need.id == question.need.id).count() > 1;
        let list = list.map(|list| (list, in_common));
        let answer = list::look_up(verifier, credential, question, list, shared, checks.report.verified_at);
        all_known &= answer.checked_at.is_some();
        oldest = oldest.into_iter().chain(answer.checked_at).min();
        for check in answer.checks {
            checks.push(check);
        }
        if let Some(report) = answer.list.filter(|_| !reported.contains(&&question.need.id)) {
            reported.push(&question.need.id);
            checks.report.children.push((question.pointer.clone(), report));
        }
    }
    checks.report.checks.extend(later);
    oldest.filter(|_| all_known)
}
