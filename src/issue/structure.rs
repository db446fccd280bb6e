//! What a document must have before anybody signs it.

use super::IssueError;
use crate::badge;
use crate::json::{Node, Object, Value};
use crate::microcredential::carrier;
use crate::proof::data_integrity::Cryptosuite;
use crate::proof::jose::stray_claims;
use crate::report::{Finding, Findings, Severity, code};
use crate::status::StatusEntry;
use crate::vc::context_urls::Family;
use crate::vc::types::is_presentation;
use crate::vc::{Credential, Presentation, parties, related_resource};

/// What every secured document must have, of either version.
pub(crate) fn structure(root: Node<'_>) -> Findings {
    let mut findings = stray_claims(root);
    if is_presentation(root) {
        findings.extend(Presentation::check(root));
        return findings;
    }
    findings.extend(Credential::check(root));
    findings.extend(related_resource::check(root, |_| Vec::new()));
    for entry in root.get("credentialStatus").into_iter().flat_map(Node::each) {
        match StatusEntry::read(entry) {
            Ok(status) => findings.extend(status.departures(entry)),
            Err(finding) => findings.push(finding),
        }
    }
    findings
}

/// What keeps a badge from being issued.
pub(super) fn refusals(root: Node<'_>) -> Findings {
    rules(root).into_iter().filter(refuses).collect()
}

/// What the rules of Open Badges 3.0, of CLR 2.0 and of our own terms say of a credential that they apply to.
pub(crate) fn rules(root: Node<'_>) -> Findings {
    match badge::is_held_to_rules(root) {
        true => badge::check(root).into_iter().chain(carrier::own_terms(root).into_iter().flatten()).collect(),
        false => Findings::new(),
    }
}

/// Whether something that was found about a badge keeps it from being issued: errors do, and identifiers of the learner that are hashed
/// for show. Those are read from others with a warning, but nobody adds to them.
pub(crate) fn refuses(finding: &Finding) -> bool {
    let hides_nothing = [code::subject::WEAK_HASH, code::subject::UNSALTED_HASH, code::model::IDENTITY_HASH];
    finding.severity() == Severity::Error || hides_nothing.contains(&finding.code)
}

/// In whose name it speaks: the issuer, or the holder of a presentation.
pub(super) fn party(root: Node<'_>) -> Option<&str> {
    if is_presentation(root) { parties::holder_id(root) } else { parties::issuer_id(root) }
}

/// Whether it names anybody there.
pub(super) fn names_party(root: Node<'_>) -> bool {
    root.get(if is_presentation(root) { "holder" } else { "issuer" }).is_some()
}

/// Adds the context that defines the proof, where the others do not: last, but before ours.
pub(super) fn add_context(document: &mut Object, suite: Cryptosuite) -> Result<(), IssueError> {
    let has_proof = document.get("proof").is_some();
    let Some(context) = document.get_mut("@context") else { return Ok(()) };
    let mut items = match std::mem::replace(context, Value::Null) {
        Value::Array(items) => items,
        one => vec![one],
    };
    let urls: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
    if let Some(needed) = suite.required_context(&urls) {
        if has_proof {
            return Err(IssueError::ContextAfterProof(needed));
        }
        let place = urls.iter().position(|url| Family::of(url) == Family::Microcred).unwrap_or(items.len());
        items.insert(place, needed.into());
    }
    *context = Value::Array(items);
    Ok(())
}
