//! What a holder may not choose about: whether the credential still holds.
//!
//! A validity or a status that is shown by the holder's choice proves nothing, since another one may have been withheld. And
//! where nothing of the kind is shown at all, everything of the kind may have been.

use super::checks::Checks;
use super::opened::Opened;
use super::proof::signature::Proven;
use crate::json::{Node, Pointer};
use crate::proof::DECIDES_VALIDITY;
use crate::proof::data_integrity::selective::{Disclosed, Shown};
use crate::proof::sd_jwt::Processed;
use crate::report::{Finding, Findings, Group, code};

/// What a holder could have chosen; nothing where there was no choice at all.
pub(super) fn findings(opened: &Opened, proven: &Proven) -> Option<Findings> {
    match (&proven.disclosed, proven.token(opened).and_then(|token| token.processed())) {
        (Some(disclosed), _) => Some(of_statements(opened.root(), disclosed)),
        (None, Some(processed)) => Some(of_claims(processed)),
        (None, None) => None,
    }
}

pub(super) fn check(findings: Option<Findings>, checks: &mut Checks<'_>) {
    if let Some(findings) = findings {
        checks.result("proof.mandatory_disclosure", Group::Signature, findings);
    }
}

fn of_statements(root: Node<'_>, disclosed: &Disclosed) -> Findings {
    let shown = DECIDES_VALIDITY.map(|name| (name, disclosed.member(root, name)));
    if shown.iter().all(|(_, shown)| *shown == Shown::Not) {
        return Findings::from_iter([withheld()]);
    }
    let is_shown = |name: &str| shown.iter().any(|(own, shown)| *own == name && *shown != Shown::Not);
    let mut findings: Findings = end_unknown(is_shown).into_iter().collect();
    let by_choice = shown.into_iter().filter(|(_, shown)| *shown == Shown::ByChoice);
    findings.extend(
        by_choice.map(|(name, _)| Finding::new(code::proof::MANDATORY_DISCLOSURE, Pointer::root().member(name), "")),
    );
    findings
}

fn of_claims(processed: &Processed) -> Findings {
    let mut findings = processed.findings();
    let is_withholding_at_top = processed.withheld_in().iter().any(|place| place.as_str().is_empty());
    let is_shown = |name: &str| processed.root().get(name).is_some();
    if is_withholding_at_top && !is_shown("exp") && !DECIDES_VALIDITY.into_iter().any(is_shown) {
        findings.push(withheld());
    } else if is_withholding_at_top {
        findings.extend(end_unknown(is_shown));
    }
    findings
}

/// When it starts says nothing about whether it has ended or been revoked.
fn end_unknown(is_shown: impl Fn(&str) -> bool) -> Option<Finding> {
    let says = ["validUntil", "expirationDate", "exp", "credentialStatus"].into_iter().any(is_shown);
    let detail = "ask the issuer whether it gives out what cannot be left out";
    (!says).then(|| Finding::new(code::proof::MANDATORY_END_UNKNOWN, Pointer::root(), detail))
}

fn withheld() -> Finding {
    let detail = "ask for it, or ask the issuer to make it mandatory";
    Finding::new(code::proof::MANDATORY_WITHHELD, Pointer::root(), detail)
}
