//! `w3c-ccg/data-integrity-test-suite-assertion` and the published vectors: proofs that build on others, and proofs by keys that
//! are not the issuer's.

use super::{Desk, fixtures};
use crate::support;

#[test]
fn proofs_that_build_on_others_hold_only_with_them() {
    let desk = Desk::new("chains");
    let mut counted = 0;
    for (name, credential) in fixtures("data-integrity-test-suite-assertion/eddsa-rdfc-2022") {
        let verdict = desk.verify(&credential.to_string(), "conformance");
        match name.contains("Ok") {
            true => assert!(matches!(verdict, 0 | 2), "{name}: {verdict}"),
            false => assert!(matches!(verdict, 1 | 3), "{name}: {verdict}"),
        }
        counted += 1;
    }
    assert!(support::corpus().is_none() || counted == 12, "{counted}");
}

/// The vectors name an issuer that has nothing to do with their keys.
#[test]
fn the_published_vectors_are_valid_under_the_policy_and_not_otherwise() {
    let Some(corpus) = support::corpus() else { return };
    let desk = Desk::new("vectors");
    for name in
        ["eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019-p256", "ecdsa-jcs-2019-p384", "ed25519signature2020"]
    {
        let text = std::fs::read_to_string(corpus.join(format!("w3c-vectors/{name}.json"))).unwrap();
        let bundle: serde_json::Value = serde_json::from_str(&text).unwrap();
        let signed = bundle["signed"].to_string();
        assert_eq!(desk.verify(&signed, "conformance"), 2, "{name}");
        assert_eq!(desk.verify(&signed, "strict"), 1, "{name}");
    }
}
