//! Registered claims against the members that they repeat.

use super::Outside;
use crate::json::Node;
use crate::proof::TokenKind;
use crate::proof::jose::registered::{Registered, at};
use crate::report::{Finding, Findings, code};
use crate::vc::DateTimeStamp;
use crate::vc::context_urls::{DataModel, Dates};
use crate::vc::parties;
use chrono::{DateTime, TimeDelta, Utc};

/// The claims against the members that they repeat.
pub(super) fn compare<'n>(node: Node<'n>, kind: TokenKind, claims: &Registered, outside: &Outside<'_>) -> Findings {
    let mut findings = Findings::new();
    // A claim that is left out is filled in from nowhere else, so that only the repeating kinds of tokens miss it.
    let wanted = outside.repeats && kind == TokenKind::Credential;
    let mut compare = |claim: &str, said: Option<&str>, member: Option<&str>, name: &str| match (said, member) {
        (Some(said), Some(member)) if said != member => findings.push(mismatch(claim, name)),
        (None, Some(_)) if wanted => findings.push(missing(claim, name)),
        _ => {}
    };
    let (party, party_name) = party(node, kind);
    compare("iss", claims.iss.as_deref(), party, party_name);
    compare("jti", claims.jti.as_deref(), node.get("id").and_then(Node::as_str), "id");
    let subjects: Vec<&str> = parties::subjects(node).filter_map(parties::id_of).collect();
    let subject = subjects.iter().copied().find(|id| claims.sub.as_deref() == Some(id)).or(subjects.first().copied());
    if kind == TokenKind::Credential {
        compare("sub", claims.sub.as_deref(), subject, "credentialSubject.id");
    }
    // The header repeats the claim; where that is left out, whom the claim would have repeated.
    let inner = claims.iss.as_deref().map(|iss| (iss, "iss")).or(party.map(|party| (party, party_name)));
    if let (Some(outer), Some((inner, name))) = (outside.issuer, inner)
        && outer != inner
    {
        findings.push(mismatch(name, "iss of the header"));
    }
    if outside.repeats && kind == TokenKind::Credential {
        let Dates { from, until } = dates(node);
        for (claim, said, name) in [("nbf", claims.nbf, from), ("exp", claims.exp, until)] {
            // A date that is malformed is found where dates are looked at.
            let member = node.get(name).and_then(Node::as_str).and_then(|text| DateTimeStamp::parse(text).ok());
            match (said, member) {
                (Some(said), Some(member)) if !same_second(said, member.instant()) => {
                    findings.push(mismatch(claim, name));
                }
                (None, Some(_)) => findings.push(missing(claim, name)),
                _ => {}
            }
        }
    }
    findings
}

fn mismatch(claim: &str, member: &str) -> Finding {
    at(claim, code::jose::CLAIMS_MISMATCH, &format!("`{claim}` and `{member}` must be the same"))
}

fn missing(claim: &str, member: &str) -> Finding {
    at(claim, code::jose::CLAIMS_MISSING, &format!("`{claim}` should repeat `{member}`"))
}

pub(super) fn same_second(left: DateTime<Utc>, right: DateTime<Utc>) -> bool {
    (left - right).abs() < TimeDelta::seconds(1)
}

/// The id of who stands for the content, and the member that says it.
pub(super) fn party(node: Node<'_>, kind: TokenKind) -> (Option<&str>, &'static str) {
    match kind {
        TokenKind::Credential => (parties::issuer_id(node), "issuer"),
        TokenKind::Presentation => (parties::holder_id(node), "holder"),
    }
}

/// The members that say from when and until when it is valid.
pub(super) fn dates(node: Node<'_>) -> Dates {
    DataModel::of_document(node).unwrap_or(DataModel::V2).dates()
}
