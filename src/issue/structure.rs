//! What a document must have before anybody signs it.

use super::IssueError;
use crate::json::{Node, Object, Pointer, Value};
use crate::proof::data_integrity::Cryptosuite;
use crate::report::{Finding, Findings, code};
use crate::status::StatusEntry;
use crate::vc::context_urls::{DataModel, Family};
use crate::vc::{DateTimeStamp, Presentation, related_resource};

/// What every secured credential must have, of either version.
pub(super) fn structure(root: Node<'_>) -> Findings {
    if is_presentation(root) {
        return Presentation::check(root);
    }
    let mut findings = Findings::new();
    let pointer = Pointer::root();
    let mut wrong = |code, member: &str, detail: &str| {
        findings.push(Finding::new(code, pointer.member(member), detail));
    };
    let first = root.get("@context").and_then(|context| context.each().next()).and_then(Node::as_str);
    let model = first.and_then(DataModel::of);
    if model.is_none() {
        wrong(code::format::VERSION, "@context", "start with https://www.w3.org/ns/credentials/v2");
    }
    if !has_type(root, "VerifiableCredential") {
        wrong(code::format::TYPE, "type", "the types must hold VerifiableCredential");
    }
    if party(root).is_none() {
        wrong(code::issuer::MISSING, "issuer", "name the issuer by its DID or URL");
    }
    if root.get("credentialSubject").is_none_or(|subject| subject.each().next().is_none()) {
        wrong(code::model::REQUIRED, "credentialSubject", "say what the credential says, and about whom");
    }
    let dates: &[&str] = match model {
        Some(DataModel::V1) => &["issuanceDate", "expirationDate"],
        _ => &["validFrom", "validUntil"],
    };
    for date in dates {
        if let Some(value) = root.get(date)
            && let Some(error) = value.as_str().map_or(Some(None), |text| DateTimeStamp::parse(text).err().map(Some))
        {
            let detail = error.map_or_else(|| "write one date as a string".to_owned(), |error| error.to_string());
            wrong(code::validity::MALFORMED, date, &detail);
        }
    }
    for entry in root.get("credentialStatus").into_iter().flat_map(Node::each) {
        match StatusEntry::read(entry) {
            Ok(status) => findings.extend(status.departures(entry)),
            Err(finding) => findings.push(finding),
        }
    }
    findings.extend(related_resource::check(root, |_| Vec::new()));
    findings
}

pub(super) fn is_presentation(root: Node<'_>) -> bool {
    has_type(root, "VerifiablePresentation")
}

fn has_type(root: Node<'_>, class: &str) -> bool {
    root.get("type").is_some_and(|types| types.each().any(|name| name.as_str() == Some(class)))
}

/// In whose name it speaks: the issuer, or the holder of a presentation.
pub(super) fn party(root: Node<'_>) -> Option<&str> {
    let party = root.get(if is_presentation(root) { "holder" } else { "issuer" })?;
    party.as_str().or_else(|| party.get("id")?.as_str())
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
