//! Whether the key is the issuer's, and whether the issuer is one that the verifier knows.

use super::Verifier;
use super::checks::Checks;
use super::proof::signature::Proven;
use crate::json::{Node, Pointer};
use crate::report::{Check, Finding, Group, Resource, Trust, code};
use crate::trust::{self, Standing};

/// The issuer's id, be the issuer a string or an object. Of several, nobody is the issuer.
pub(super) fn id(root: Node<'_>) -> Option<&str> {
    let mut issuers = root.get("issuer")?.each();
    let issuer = issuers.next().filter(|_| issuers.next().is_none())?;
    issuer.as_str().or_else(|| issuer.get("id")?.as_str())
}

pub(super) fn check(verifier: &Verifier, root: Node<'_>, proven: &Proven, checks: &mut Checks<'_>) -> Trust {
    look_alikes(root, checks);
    let place = Pointer::root().member("issuer");
    let binding = match &proven.binding {
        Ok(binding) => binding,
        Err(refusal) => {
            checks.found("issuer.key_bound", Finding::new(refusal.code, place, refusal.detail.clone()));
            return Trust::Integrity;
        }
    };
    checks.push(
        Check::holds("issuer.key_bound", Group::Issuer).at(place.clone()).with("basis", binding.basis().as_str()),
    );
    if verifier.anchors.is_empty() {
        checks.not_applicable("issuer.registry", Group::Issuer);
        return Trust::IssuerBound;
    }
    checks.report.resources.push(Resource::new("anchors", "", verifier.anchors.sha256(), "supplied"));
    let detail = match verifier.anchors.judge(binding) {
        Standing::Anchored(_) => {
            checks.push(Check::holds("issuer.registry", Group::Issuer).at(place));
            return Trust::Trusted;
        }
        Standing::OtherKey(_) => "it is an anchor, but signed with a key that is not noted for it",
        Standing::Unknown => "add it to the anchors if you trust it",
    };
    checks.found("issuer.registry", Finding::new(code::issuer::NOT_ANCHORED, place, detail));
    Trust::IssuerBound
}

/// Whether the issuer's name or host could be taken for another.
fn look_alikes(root: Node<'_>, checks: &mut Checks<'_>) {
    let Some(issuer) = root.get("issuer").and_then(|issuer| issuer.each().next()) else { return };
    let name = issuer.get("name").and_then(Node::as_str);
    for finding in trust::look_alikes(id(root).unwrap_or_default(), name, &issuer.path()) {
        let pointer = if issuer.is_object() { finding.pointer.clone() } else { issuer.path() };
        checks.found("issuer.unicode", Finding { pointer, ..finding });
    }
}
