//! The vectors of the W3C. They are part of the corpus: set `MICROCRED_CORPUS` to run them.

use super::*;
use crate::json::Value;
use crate::limits::Limits;
use crate::proof::data_integrity::selective::tests::{Vector, canonical_json};
use crate::proof::data_integrity::selective::{self, Shown};

const VECTORS: [&str; 2] = ["ecdsa-sd-2023-employ", "ecdsa-sd-2023-prc"];

fn proof_value(document: &Value) -> &str {
    document.get("proof").and_then(|proof| proof.get("proofValue")).and_then(Value::as_str).unwrap()
}

fn issuer(vector: &Vector) -> PublicKey {
    PublicKey::from_multikey(vector.text("/keyMaterial/baseKeyPair/publicKeyMultibase")).unwrap()
}

#[test]
fn what_is_derived_is_what_was_published() {
    for vector in VECTORS.into_iter().filter_map(Vector::read) {
        let base = vector.document("/signedBase");
        let selecting = Selecting::new(vector.pointers("/selectivePointers"));
        let derived = selective::derive(base.root(), &selecting, &vector.contexts, &Limits::default()).unwrap();
        assert_eq!(proof_value(&derived), vector.text("/derived/proof/proofValue"));
        assert_eq!(canonical_json(&derived), canonical_json(&vector.at("/derived").to_value()));
    }
}

#[test]
fn proof_values_survive() {
    for vector in VECTORS.into_iter().filter_map(Vector::read) {
        let base = vector.text("/signedBase/proof/proofValue");
        let ProofValue::Base(proof) = ProofValue::parse(base).unwrap() else { panic!("a base proof") };
        assert_eq!(proof.to_text(), base);
        assert_eq!(proof.mandatory_pointers(), vector.pointers("/mandatoryPointers"));
        let derived = vector.text("/derived/proof/proofValue");
        let ProofValue::Derived(proof) = ProofValue::parse(derived).unwrap() else { panic!("a derived proof") };
        assert_eq!(proof.to_text(), derived);
    }
}

#[test]
fn derived_proofs_hold_and_base_proofs_do_not() {
    for vector in VECTORS.into_iter().filter_map(Vector::read) {
        let check = |document: &str| {
            let tree = vector.document(document);
            selective::check(tree.root(), &issuer(&vector), &vector.contexts, &Limits::default())
        };
        let disclosed = check("/derived").unwrap();
        let derived = vector.document("/derived");
        let shown = |name| disclosed.member(derived.root(), name);
        assert_eq!([shown("issuer"), shown("type")], [Shown::Mandatory; 2]);
        assert_eq!([shown("validFrom"), shown("validUntil")], [Shown::ByChoice; 2]);
        assert_eq!(shown("credentialStatus"), Shown::Not);
        assert!(check("/signedBase").unwrap_err().contains(code::proof::BASE));
    }
}

/// RustCrypto signs deterministically (RFC 6979), as the signer of the vectors did.
#[cfg(feature = "rustcrypto")]
#[test]
fn base_proofs_are_made_byte_for_byte() {
    use crate::jsonld::plain;
    use crate::key::{InMemorySigner, PrivateKey, Signer, provider::RustCrypto};
    use crate::proof::data_integrity::NOT_OPTIONS;
    use zeroize::Zeroizing;
    for vector in VECTORS.into_iter().filter_map(Vector::read) {
        let signer = |pair: &str| {
            let key = PrivateKey::from_multikey(vector.text(&format!("/keyMaterial/{pair}/secretKeyMultibase")));
            InMemorySigner::with_provider(key.unwrap(), &RustCrypto).unwrap()
        };
        let base = vector.document("/signedBase");
        let (root, proof, limits) = (base.root(), base.root().get("proof").unwrap(), Limits::default());
        let set = &plain::contexts(root, &vector.contexts, &limits).unwrap()[0];
        let mut canonicalizer = Canonicalizer::new(set, &limits);
        let walked = canonicalizer.walk(root, &["proof"]).unwrap();
        let options = canonicalizer.walk(proof, &NOT_OPTIONS).unwrap();
        let options = canonicalizer.statements(&options.dataset, Hash::Sha256).unwrap();
        let secrets = Secrets { hmac_key: Zeroizing::new(vector.hmac_key()), signer: signer("proofKeyPair") };
        let pointers = vector.pointers("/mandatoryPointers");
        let pending = Pending::prepare(&mut canonicalizer, root, &walked, pointers, secrets).unwrap();
        let message = pending.message(&mut canonicalizer, root, &walked, &options).unwrap();
        let pending = Pending::from_text(&pending.to_text()).unwrap();
        pending.recheck(&mut canonicalizer, root, &walked).unwrap();
        let value = pending.complete(&signer("baseKeyPair").sign(&message).unwrap()).unwrap();
        assert_eq!(value, vector.text("/signedBase/proof/proofValue"));
    }
}
