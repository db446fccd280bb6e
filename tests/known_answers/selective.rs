//! The vectors of the W3C for selective disclosure, through the verifier. Their stages stand in the unit tests of the suites.
//!
//! Only `/issuer` is mandatory in them: validity is shown by the holder's choice, which proves nothing, and their issuer is
//! not the key. A strict verifier says so; with both relaxed by name, nothing else is wrong with them.

use super::with_citizenship;
use crate::support::{self, at, edited, environment_at, json, object, read};
use microcred::Limits;
use microcred::json::{Pointer, Tree, Value};
use microcred::proof::data_integrity::selective::{Selecting, derive};
use microcred::report::{Effect, Outcome, Status, Trust, code};
use microcred::resolve::Offline;
use microcred::vc;
use microcred::verify::{NotAccepted, Policy, Verifier};

/// When all of them are valid.
const THEN: &str = "2025-01-01T00:00:00Z";

fn verifier() -> Verifier {
    support::verifier().with_contexts(with_citizenship()).with_environment(environment_at(THEN))
}

fn check(name: &str) {
    let Some(text) = read(&format!("w3c-vectors/{name}.json")) else { return };
    let derived = json(&text).get("derived").unwrap().to_string();
    let verification = verifier().verify(&derived, &Offline);
    let signature = verification.check("proof.signature").map(|check| check.status);
    assert_eq!((verification.outcome, signature), (Outcome::Invalid, Some(Status::Pass)), "{verification}");
    assert!(verification.has(code::proof::MANDATORY_DISCLOSURE), "{verification}");
    assert!(verification.has(code::issuer::KEY_UNBOUND), "{verification}");
    assert_eq!(verification.trust, Trust::Integrity);

    let relaxed = Policy::strict()
        .danger_set_effect(code::proof::MANDATORY_DISCLOSURE, Effect::Warn)
        .danger_set_effect(code::issuer::KEY_UNBOUND, Effect::Warn)
        .danger_require_trust(Trust::Integrity);
    let relaxed = verifier().with_policy(relaxed);
    let verification = relaxed.verify(&derived, &Offline);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert!(matches!(verification.accept::<vc::Credential>(), Err(NotAccepted::Selection { .. })));
    let shown = verification.accept::<vc::Partial>().unwrap().into_inner();
    assert_eq!(shown.shown().get("validUntil"), json(&derived).get("validUntil"));

    // The base proof is for the holder alone; nothing in what he shows can be changed.
    let base = json(&text).get("signedBase").unwrap().to_string();
    assert!(verifier().verify(&base, &Offline).has(code::proof::BASE));
    let changes: [fn(&mut Value); 3] = [
        |document| object(document, "").insert("validUntil", "2039-12-16T23:59:59Z"),
        |document| object(document, "/proof").insert("created", "2023-08-15T23:36:39Z"),
        |document| *at(document, "/issuer/id") = "did:example:another".into(),
    ];
    for change in changes {
        let verification = relaxed.verify(edited(&derived, change), &Offline);
        assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
        assert_ne!(verification.check("proof.signature").map(|check| check.status), Some(Status::Pass));
    }
    // Without anything that decides, nobody can tell what was left out.
    let nothing = derived_from(&base, "/credentialSubject/givenName");
    let verification = relaxed.verify(&nothing, &Offline);
    let primary = verification.primary.as_ref().map(|primary| primary.code);
    assert_eq!(primary, Some(code::proof::MANDATORY_WITHHELD), "{verification}");
    assert_eq!(verification.outcome, Outcome::Indeterminate);

    // What is shown counts, even by choice.
    let expired = relaxed.clone().with_environment(environment_at("2030-01-01T00:00:00Z")).verify(&derived, &Offline);
    assert!(expired.has(code::validity::EXPIRED), "{expired}");
}

/// A selection of one place, made here from a base proof of the W3C.
fn derived_from(base: &str, place: &str) -> String {
    let limits = Limits::default();
    let tree = Tree::parse(base, &limits).unwrap();
    let selecting = Selecting::new([Pointer::from_text(place)]);
    derive(tree.root(), &selecting, &with_citizenship(), &limits).unwrap_or_else(|error| panic!("{error}")).to_string()
}

#[test]
fn ecdsa_sd_2023_employment() {
    check("ecdsa-sd-2023-employ");
}

#[test]
fn ecdsa_sd_2023_residence() {
    check("ecdsa-sd-2023-prc");
}

#[cfg(feature = "bbs")]
#[test]
fn bbs_2023_residence() {
    check("bbs-2023-prc");
}

/// It stands under a context of its own inside the document, which is never plain.
#[cfg(feature = "bbs")]
#[test]
fn bbs_2023_windsurf() {
    let Some(text) = read("w3c-vectors/bbs-2023-windsurf.json") else { return };
    let derived = json(&text).get("derived").unwrap().to_string();
    let verification = verifier().verify(&derived, &Offline);
    assert_ne!(verification.outcome, Outcome::Valid);
    assert!(verification.acceptable().is_err(), "{verification}");
}

/// Those with pseudonyms and holder binding carry other headers, for which there is no standard: no suite here reads them.
#[cfg(feature = "bbs")]
#[test]
fn bbs_2023_with_features_at_risk() {
    for name in ["bbs-2023-holder-binding", "bbs-2023-pseudonym", "bbs-2023-pseudonym-holder-binding"] {
        let Some(text) = read(&format!("w3c-vectors/{name}.json")) else { return };
        let derived = json(&text).get("derived").unwrap().to_string();
        let verification = verifier().verify(&derived, &Offline);
        assert_ne!(verification.outcome, Outcome::Valid, "{name}");
        assert_ne!(verification.check("proof.signature").map(|check| check.status), Some(Status::Pass), "{name}");
    }
}

/// Without the feature nobody can tell, and nothing else is said.
#[cfg(not(feature = "bbs"))]
#[test]
fn bbs_2023_is_left_open_without_its_feature() {
    let Some(text) = read("w3c-vectors/bbs-2023-prc.json") else { return };
    let derived = json(&text).get("derived").unwrap().to_string();
    let verification = verifier().verify(&derived, &Offline);
    assert_eq!(verification.outcome, Outcome::Indeterminate, "{verification}");
}
