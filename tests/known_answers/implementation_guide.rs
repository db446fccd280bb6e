//! The vector of the implementation guide of Open Badges 3.0.

use super::{assert_signature_holds, diagnosing, proof_value, values};
use crate::support::{self, edited, environment_at, issuer_as, json, multikey, object, read};
use microcred::codec::hex;
use microcred::issue::Issuer;
use microcred::json::Value;
use microcred::jsonld::Contexts;
use microcred::key::PrivateKey;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::code;
use microcred::resolve::Offline;

const PRIVATE: &str = "6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4";
const PUBLIC: &str = "4bdeafde2ea8beefadd8c699b5c7e0704cf51154d52e17b20b71337ca04cc5a5";
const MULTIKEY: &str = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
const CREATED: &str = "2010-01-01T19:23:24Z";
const OPTIONS_HASH: &str = "d34009cea0dbc1ca941e09dc01c8c9d3e3ce3c5b853f67ee44698dcea10f5d19";
const DOCUMENT_HASH: &str = "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773";
const PROOF_VALUE: &str = "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr";

fn key() -> PrivateKey {
    PrivateKey::from_ed25519_seed(&hex::decode(PRIVATE).unwrap().try_into().unwrap())
}

fn issuer() -> Issuer {
    let id = "https://example.edu/issuers/565049";
    issuer_as(id, key(), &format!("{id}#{MULTIKEY}")).with_environment(environment_at(CREATED))
}

#[test]
fn the_key() {
    assert_eq!(hex::encode(key().public_key().as_bytes()), PUBLIC);
    assert_eq!(multikey(&key()), MULTIKEY);
}

#[test]
fn canonical_forms_and_hashes() {
    let Some(text) = read("1edtech-spec/impl-guide-testvector-ob.json") else { return };
    let verification = diagnosing(Contexts::bundled()).verify(&text, &Offline);
    assert_signature_holds(&verification);
    let values = values(&verification);
    // The published files lack the newline after the last statement, which is part of what is hashed.
    let published =
        |name: &str| format!("{}\n", read(&format!("1edtech-spec/test-vectors/obv3p0/{name}")).unwrap().trim_end());
    assert_eq!(values.document, published("document-canon.txt"));
    assert_eq!(values.options, published("proof-canon.txt"));
    assert_eq!(values.document_hash, DOCUMENT_HASH);
    assert_eq!(values.options_hash, OPTIONS_HASH);
    assert_eq!(values.sign(key()), PROOF_VALUE);
}

#[test]
fn issuing_it_again_gives_the_published_proof() {
    let Some(text) = read("1edtech-spec/impl-guide-testvector-ob.json") else { return };
    let unsigned = edited(&text, |badge| drop(object(badge, "").remove("proof")));
    let prepared = issuer().prepare_secure(&unsigned, Cryptosuite::EddsaRdfc2022).unwrap();
    assert_eq!(hex::encode(prepared.message()), format!("{OPTIONS_HASH}{DOCUMENT_HASH}"));
    let secured = json(issuer().secure(&unsigned, Cryptosuite::EddsaRdfc2022).unwrap().as_str());
    assert_eq!(proof_value(&secured), PROOF_VALUE);
    let members = |value: &Value| {
        let proof = value.get("proof").unwrap();
        let proof = proof.as_array().map_or(proof, |proofs| &proofs[0]).as_object().unwrap().clone();
        let mut members: Vec<(String, String)> =
            proof.iter().map(|(name, value)| (name.to_owned(), value.to_string())).collect();
        members.sort();
        members
    };
    assert_eq!(members(&secured), members(&json(&text)));
}

/// Without the issuer's own document the signature is intact and nothing more.
#[test]
fn its_issuer_is_not_shown() {
    let Some(text) = read("1edtech-spec/impl-guide-testvector-ob.json") else { return };
    let verification = support::verifier().verify(&text, &Offline);
    assert_eq!(verification.primary.as_ref().map(|primary| primary.code), Some(code::issuer::KEY_UNRESOLVED));
}
