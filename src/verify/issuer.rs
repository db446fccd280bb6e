//! Whether the key is the issuer's, and whether the issuer is one that the verifier knows.

use super::Verifier;
use super::session::{Checks, Opened};
use super::signature::Proven;
use crate::json::{Node, Pointer};
use crate::report::{Check, Finding, Group, Trust, code};
use crate::trust;

/// The issuer's id, be the issuer a string or an object.
pub(super) fn id(root: Node<'_>) -> Option<&str> {
    let issuer = root.get("issuer")?.each().next()?;
    issuer.as_str().or_else(|| issuer.get("id")?.as_str())
}

pub(super) fn check(verifier: &Verifier, opened: &Opened, proven: &Proven, checks: &mut Checks<'_>) -> Trust {
    let root = opened.root();
    let place = Pointer::root().member("issuer");
    let Some(issuer) = id(root) else {
        checks
            .found("issuer.key_bound", Finding::new(code::issuer::MISSING, place, "name the issuer by its DID or URL"));
        return Trust::Integrity;
    };
    if let Err(refusal) = trust::bind(issuer, &proven.method) {
        checks.found("issuer.key_bound", Finding::new(refusal.code, place, refusal.detail));
        return Trust::Integrity;
    }
    checks.push(Check::holds("issuer.key_bound", Group::Issuer).at(place.clone()));
    if verifier.anchors.is_empty() {
        checks.not_applicable("issuer.registry", Group::Issuer);
        return Trust::IssuerBound;
    }
    if verifier.anchors.find(issuer, proven.method.key().ok()).is_none() {
        checks.found("issuer.registry", Finding::new(code::issuer::NOT_ANCHORED, place, ""));
        return Trust::IssuerBound;
    }
    checks.push(Check::holds("issuer.registry", Group::Issuer).at(place));
    Trust::Trusted
}
