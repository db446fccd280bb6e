//! The vectors of the W3C. They are part of the corpus: set `MICROCRED_CORPUS` to run them.

use super::*;
use crate::codec::hex;
use crate::json::Value;
use crate::jsonld::plain;
use crate::key::{InMemorySigner, PrivateKey, Signer};
use crate::limits::Limits;
use crate::proof::data_integrity::NOT_OPTIONS;
use crate::proof::data_integrity::selective::tests::{Vector, canonical_json};
use crate::proof::data_integrity::selective::{self, Shown};
use zeroize::Zeroizing;

const VECTORS: [&str; 2] = ["bbs-2023-windsurf", "bbs-2023-prc"];

fn key(vector: &Vector) -> PrivateKey {
    let scalar = hex::decode(vector.text("/keyMaterial/privateKeyHex")).unwrap();
    PrivateKey::from_bbs_scalar(&scalar.try_into().unwrap()).unwrap()
}

fn derived_proof(text: &str) -> DerivedProof {
    match ProofValue::parse(text).unwrap() {
        ProofValue::Derived(proof) => proof,
        ProofValue::Base(_) => panic!("a base proof"),
    }
}

#[test]
fn keys_belong_together() {
    for vector in VECTORS.into_iter().filter_map(Vector::read) {
        let key = key(&vector);
        assert_eq!(hex::encode(key.public_key().as_bytes()), vector.text("/keyMaterial/publicKeyHex"));
        let method = vector.text("/signedBase/proof/verificationMethod");
        assert_eq!(method.split_once('#').unwrap().1, key.public_key().to_multikey());
        let secret = key.to_multikey().unwrap();
        assert_eq!(PrivateKey::from_multikey(&secret).unwrap().public_key(), key.public_key());
        let (again, _) = PrivateKey::from_jwk(&key.to_jwk(None)).unwrap();
        assert_eq!(again.public_key(), key.public_key());
    }
}

#[test]
fn base_proofs_are_made_byte_for_byte() {
    for vector in VECTORS.into_iter().filter_map(Vector::read) {
        let signer = InMemorySigner::new(key(&vector)).unwrap();
        let base = vector.document("/signedBase");
        let (root, proof, limits) = (base.root(), base.root().get("proof").unwrap(), Limits::default());
        let set = &plain::contexts(root, &vector.contexts, &limits).unwrap()[0];
        let mut canonicalizer = Canonicalizer::new(set, &limits);
        let walked = canonicalizer.walk(root, &["proof"]).unwrap();
        let options = canonicalizer.walk(proof, &NOT_OPTIONS).unwrap();
        let options = canonicalizer.statements(&options.dataset, Hash::Sha256).unwrap();
        let pending = Pending::prepare_with(
            &mut canonicalizer,
            root,
            &walked,
            &options,
            vector.pointers("/mandatoryPointers"),
            signer.identity().public_key(),
            Zeroizing::new(vector.hmac_key()),
        );
        let pending = Pending::from_text(&pending.unwrap().to_text()).unwrap();
        let message = pending.message(&mut canonicalizer, root, &walked, &options).unwrap();
        let signature = signer.sign(&message).unwrap();
        assert_eq!(signer.identity().public_key().verify(&message, &signature), Ok(()));
        assert_eq!(pending.complete(&signature).unwrap(), vector.text("/signedBase/proof/proofValue"));
    }
}

/// All but the proof itself, which is random: it is checked instead.
#[test]
fn what_is_derived_is_what_was_published() {
    for vector in VECTORS.into_iter().filter_map(Vector::read) {
        let base = vector.document("/signedBase");
        let header = hex::decode(vector.text("/keyMaterial/presentationHeaderHex")).unwrap();
        let selecting = Selecting::new(vector.pointers("/selectivePointers")).with_presentation_header(header.clone());
        let limits = Limits::default();
        let mut derived = selective::derive(base.root(), &selecting, &vector.contexts, &limits).unwrap();
        let text = derived.to_string();
        let tree = crate::json::Tree::parse(&text, &limits).unwrap();
        selective::check(tree.root(), key(&vector).public_key(), &vector.contexts, &limits).unwrap();

        let value =
            |derived: &Value| derived.get("proof").unwrap().get("proofValue").unwrap().as_str().unwrap().to_owned();
        let (ours, published) = (derived_proof(&value(&derived)), vector.text("/derived/proof/proofValue"));
        assert_eq!(ours.presentation_header(), header);
        let published_proof = derived_proof(published);
        assert_eq!(published_proof.to_text(), published);
        assert_eq!(ours.proof.len(), published_proof.proof.len());
        assert_eq!(DerivedProof { proof: published_proof.proof.clone(), ..ours }, published_proof);
        let proof = derived.as_object_mut().unwrap().get_mut("proof").unwrap().as_object_mut().unwrap();
        proof.insert("proofValue", published);
        assert_eq!(canonical_json(&derived), canonical_json(&vector.at("/derived").to_value()));
    }
}

#[test]
fn derived_proofs_hold_and_base_proofs_do_not() {
    for vector in VECTORS.into_iter().filter_map(Vector::read) {
        let (key, limits) = (key(&vector), Limits::default());
        let check = |pointer: &str| {
            let tree = vector.document(pointer);
            selective::check(tree.root(), key.public_key(), &vector.contexts, &limits)
        };
        let disclosed = check("/derived").unwrap();
        assert_eq!(disclosed.member(vector.document("/derived").root(), "issuer"), Shown::Mandatory);
        assert!(check("/signedBase").unwrap_err().contains(code::proof::BASE));
    }
}

/// With points at infinity the pairing says nothing, so that a proof could be made without any signature.
#[test]
fn points_at_infinity_and_zeros_are_refused() {
    let Some(vector) = Vector::read("bbs-2023-prc") else { return };
    let good = derived_proof(vector.text("/derived/proof/proofValue"));
    let derived = vector.document("/derived");
    let refused = |proof: Vec<u8>| {
        let text = DerivedProof { proof, ..good.clone() }.to_text();
        let mut document = derived.root().to_value();
        let member = document.as_object_mut().unwrap().get_mut("proof").unwrap().as_object_mut().unwrap();
        member.insert("proofValue", text);
        let tree = crate::json::Tree::parse(&document.to_string(), &Limits::default()).unwrap();
        let found = selective::check(tree.root(), key(&vector).public_key(), &vector.contexts, &Limits::default());
        found.unwrap_err().iter().next().unwrap().code
    };
    for point in 0..3 {
        let mut proof = good.proof.clone();
        proof[48 * point..48 * (point + 1)].fill(0);
        proof[48 * point] = 0xc0;
        assert_eq!(refused(proof), code::proof::MALFORMED, "point {point}");
    }
    for scalar in 0..(good.proof.len() - 144) / 32 {
        let mut proof = good.proof.clone();
        proof[144 + 32 * scalar..144 + 32 * (scalar + 1)].fill(0);
        assert_eq!(refused(proof), code::proof::MALFORMED, "scalar {scalar}");
    }
    for length in [0, 1, 47, 48, 144, 200, 240, 271, good.proof.len() - 1] {
        assert_eq!(refused(good.proof[..length].to_vec()), code::proof::MALFORMED, "{length} bytes");
    }
    let mut changed = good.proof.clone();
    changed[150] ^= 1;
    assert_eq!(refused(changed), code::proof::SIGNATURE_INVALID);
    let huge = [good.proof.clone(), [1; 32].repeat(50_000)].concat();
    assert_eq!(refused(huge), code::input::LIMIT_QUADS);
}
