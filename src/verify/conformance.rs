//! Whether the credential is made as its specifications say: apart from whether it is authentic.

use super::checks::Checks;
use super::opened::{Opened, Role};
use super::proof::signature::Proven;
use crate::badge;
use crate::json::Pointer;
use crate::microcredential::carrier;
use crate::proof::jose::stray_claims;
use crate::report::{Check, Finding, Findings, Group, code};
use crate::vc::{Credential, Presentation};

pub(super) fn check(opened: &Opened, proven: Option<&Proven>, checks: &mut Checks<'_>) {
    let root = opened.root();
    stray_claims(root).into_iter().for_each(|finding| checks.found("token.claims", finding));
    if opened.role == Role::Presentation {
        return write("model.presentation", Presentation::check(root), checks);
    }
    let selection = proven.map_or_else(|| opened.unproven_selection(), |proven| proven.selection(opened));
    if badge::is_held_to_rules(root) {
        let findings = badge::check(root).into_iter();
        let findings = findings.filter(|finding| selection.is_none_or(|places| !may_be_withheld(finding, places)));
        write("model.open_badges", findings.collect(), checks);
    } else {
        // Dates are looked at by themselves; that there is an issuer, only here: the key of a token may be bound to its claim `iss`.
        let findings = Credential::check(root).into_iter().filter(|finding| {
            (finding.code.group() == Group::Conformance || finding.code == code::issuer::MISSING)
                && selection.is_none_or(|places| !may_be_withheld(finding, places))
        });
        write("model.credential", findings.collect(), checks);
        checks.not_applicable("model.open_badges", Group::Conformance);
    }
    // Whether a part of a micro-credential is whole is no question.
    match selection.is_none().then(|| carrier::own_terms(root)).flatten() {
        Some(findings) => checks.result("model.ec", Group::Conformance, findings),
        None => checks.not_applicable("model.ec", Group::Conformance),
    }
}

/// Writes down what was found. An id that is no IRI was found before where statements are made.
fn write(id: &'static str, findings: Findings, checks: &mut Checks<'_>) {
    let found = |finding: &Finding| {
        let is_same = |check: &Check| check.code() == Some(finding.code) && check.pointer == finding.pointer;
        finding.code == code::model::IDS && checks.report.checks.iter().any(is_same)
    };
    let (known, new): (Vec<_>, Vec<_>) = findings.into_iter().partition(found);
    match known.is_empty() {
        true => checks.result(id, Group::Conformance, new.into_iter().collect()),
        false => new.into_iter().for_each(|finding| checks.found(id, finding)),
    }
}

/// Whether what is missing may be there, and not shown. Where nothing says from which places something may have been
/// withheld, it may have been from any.
fn may_be_withheld(finding: &Finding, places: &[Pointer]) -> bool {
    finding.code == code::model::REQUIRED && (places.is_empty() || places.contains(&finding.pointer))
}
