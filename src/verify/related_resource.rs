//! Whether what the credential points to has the digests that it says.

use super::Verifier;
use super::checks::Checks;
use super::opened::Opened;
use super::proof::signature::Proven;
use crate::codec::hex;
use crate::codec::integrity::{Algorithm, Digest};
use crate::report::{Group, code};
use crate::vc::related_resource;

/// Compares digests with those of the contexts and schemas that are known here. Nothing is fetched for it: what is not at
/// hand is said not to have been compared.
pub(super) fn check(verifier: &Verifier, opened: &Opened, proven: &Proven, checks: &mut Checks<'_>) {
    if opened.root().get("relatedResource").is_none() {
        return;
    }
    let id = "related_resource";
    let findings = related_resource::check(opened.root(), |url| at_hand(verifier, url));
    if findings.is_empty() {
        checks.holds(id, Group::Context);
    }
    let is_partial = proven.selection(opened).is_some();
    // Of what is shown in part, the id or the digest may have been withheld.
    for finding in findings.into_iter().filter(|finding| !is_partial || finding.code != code::resource::MALFORMED) {
        checks.found(id, finding);
    }
}

/// The digests of what is known under a URL.
fn at_hand(verifier: &Verifier, url: &str) -> Vec<Digest> {
    let contexts = verifier.contexts.urls().filter(|(known, _)| *known == url).flat_map(|(_, digests)| digests);
    let of_context = |sha256: &str| Digest::from_bytes(Algorithm::Sha256, hex::decode(sha256).ok()?).ok();
    let mut digests: Vec<Digest> = contexts.filter_map(of_context).collect();
    if let Some(bytes) = verifier.schemas.bytes(url) {
        digests.extend(Algorithm::ALL.map(|algorithm| Digest::of(algorithm, bytes)));
    }
    digests
}
