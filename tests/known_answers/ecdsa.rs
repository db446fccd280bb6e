//! The vectors of the W3C for ECDSA on P-256 and P-384.
//!
//! ECDSA is randomised wherever it is not made after RFC 6979, as these vectors and the provider `rustcrypto` do: there the
//! very signature comes out again, elsewhere one that verifies.

use super::{
    CITIZENSHIP, EXAMPLES, Vector, assert_only_vocabulary_departs, assert_signature_holds, diagnosing, proof_value,
    values, with_citizenship,
};
use crate::support::{at, did_key, edited, environment_at, issuer_as, json, multikey, object};
use microcred::codec::{digest, hex, multibase};
use microcred::json::{Object, Value};
use microcred::jsonld::Contexts;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Status, Trust, code};
use microcred::resolve::Offline;

/// Forms, digests and signature as published, and the same again from here.
fn check(name: &str, suite: Cryptosuite) {
    let Some(vector) = Vector::read(name) else { return };
    let employment = name.ends_with("-employ");
    let verification = vector.check(if employment { with_citizenship() } else { Contexts::bundled() });
    assert_eq!(verification.trust, Trust::Integrity, "the issuer is somebody else than the key");
    if employment {
        assert_eq!(verification.primary.as_ref().map(|primary| primary.code), Some(code::issuer::KEY_UNBOUND));
        assert_eq!(verification.check("context.compacted_form").map(|check| check.status), Some(Status::Pass));
    } else {
        assert_only_vocabulary_departs(&verification);
    }
    signing_again(&vector);
    issuing_again(&vector, suite, employment);
    nothing_can_be_changed(&vector, employment);
}

/// The published signature comes out again where it is made after RFC 6979.
fn signing_again(vector: &Vector) {
    #[cfg(feature = "rustcrypto")]
    {
        use microcred::key::provider::RustCrypto;
        use microcred::key::{InMemorySigner, Signer};
        let message = hex::decode(vector.text("combinedHashHex")).unwrap();
        let signer = InMemorySigner::with_provider(vector.key(), &RustCrypto).unwrap();
        assert_eq!(multibase::base58btc(&signer.sign(&message).unwrap()), vector.text("proofValue"));
    }
    let signed = edited(&vector.signed().to_string(), |document| {
        let message = hex::decode(vector.text("combinedHashHex")).unwrap();
        let signer = microcred::key::InMemorySigner::new(vector.key()).unwrap();
        let value = multibase::base58btc(&microcred::key::Signer::sign(&signer, &message).unwrap());
        object(document, "/proof").insert("proofValue", value);
    });
    assert_signature_holds(&diagnosing(with_citizenship()).verify(signed, &Offline));
}

/// Issued here with the published key under its own name, the options are the published ones to the last byte, and what
/// is signed is what the verifier reads. (The vectors name another issuer than the key, which is refused here.)
fn issuing_again(vector: &Vector, suite: Cryptosuite, employment: bool) {
    let key = vector.key();
    let did = did_key(&key);
    let contexts = if employment { with_citizenship() } else { with_defined_terms() };
    let proof = vector.signed().get("proof").unwrap();
    let member = |name: &str| proof.get(name).and_then(Value::as_str).unwrap();
    assert_eq!(member("verificationMethod"), format!("{did}#{}", multikey(&key)));
    let issuer = issuer_as(&did, key, member("verificationMethod"))
        .with_environment(environment_at(member("created")))
        .with_contexts(contexts.clone());
    let unsigned = edited(&vector.signed().to_string(), |document| {
        object(document, "").remove("proof");
        match at(document, "/issuer") {
            Value::Object(issuer) => issuer.insert("id", did.as_str()),
            issuer => *issuer = did.as_str().into(),
        }
    });
    let prepared = issuer.prepare_secure(&unsigned, suite).unwrap_or_else(|error| panic!("{error}"));
    let (options_hash, document_hash) = prepared.message().split_at(prepared.message().len() / 2);
    assert_eq!(hex::encode(options_hash), vector.text("proofHashHex"));

    let secured = issuer.secure(&unsigned, suite).unwrap();
    let verification = diagnosing(contexts).verify(&secured, &Offline);
    let found = values(&verification);
    assert_eq!(found.options, vector.text("canonicalProofConfig"));
    assert_eq!(found.document_hash, hex::encode(document_hash));
    assert_eq!(verification.trust, Trust::IssuerBound, "{verification}");
    let mut again = json(secured.as_str());
    let again = match at(&mut again, "/proof") {
        Value::Array(proofs) => proofs[0].as_object().unwrap().clone(),
        proof => proof.as_object().unwrap().clone(),
    };
    let sorted = |proof: &Object| {
        let mut members: Vec<(String, String)> = proof
            .iter()
            .filter(|(name, _)| *name != "proofValue")
            .map(|(name, value)| (name.to_owned(), value.to_string()))
            .collect();
        members.sort();
        members
    };
    assert_eq!(sorted(&again), sorted(proof.as_object().unwrap()));
}

/// The examples context with its two terms defined, so that they can be issued at all.
fn with_defined_terms() -> Contexts {
    let term = |name: &str| format!(r#""{name}": "https://www.w3.org/ns/credentials/examples#{name}""#);
    let body = format!(r#"{{"@context": {{{}, {}}}}}"#, term("AlumniCredential"), term("alumniOf"));
    Contexts::bundled().with(EXAMPLES, &body, &digest::sha256_hex(&body)).unwrap()
}

fn nothing_can_be_changed(vector: &Vector, employment: bool) {
    let contexts = if employment { with_citizenship() } else { Contexts::bundled() };
    let signed = vector.signed().to_string();
    let bytes = multibase::decode_base58btc(proof_value(vector.signed())).unwrap();
    let with_value = |bytes: &[u8]| {
        edited(&signed, |document| object(document, "/proof").insert("proofValue", multibase::base58btc(bytes)))
    };
    let mut changed: Vec<String> = (0..bytes.len())
        .step_by(7)
        .map(|place| {
            let mut bytes = bytes.clone();
            bytes[place] ^= 1;
            with_value(&bytes)
        })
        .collect();
    changed.push(with_value(&bytes[1..]));
    changed.push(edited(&signed, |document| object(document, "/proof").insert("created", "2023-02-24T23:36:39Z")));
    changed.push(edited(&signed, |document| object(document, "").insert("validFrom", "2020-01-01T00:00:00Z")));
    for text in changed {
        let verification = diagnosing(contexts.clone()).verify(&text, &Offline);
        assert_ne!(verification.check("proof.signature").map(|check| check.status), Some(Status::Pass), "{text}");
        assert_eq!(verification.outcome, microcred::report::Outcome::Invalid);
    }
}

#[test]
fn ecdsa_rdfc_2019_p256() {
    check("ecdsa-rdfc-2019-p256", Cryptosuite::EcdsaRdfc2019);
}

#[test]
fn ecdsa_rdfc_2019_p384() {
    check("ecdsa-rdfc-2019-p384", Cryptosuite::EcdsaRdfc2019);
}

#[test]
fn ecdsa_rdfc_2019_p256_employment() {
    check("ecdsa-rdfc-2019-p256-employ", Cryptosuite::EcdsaRdfc2019);
}

#[test]
fn ecdsa_rdfc_2019_p384_employment() {
    check("ecdsa-rdfc-2019-p384-employ", Cryptosuite::EcdsaRdfc2019);
}

#[test]
fn ecdsa_jcs_2019_p256() {
    check("ecdsa-jcs-2019-p256", Cryptosuite::EcdsaJcs2019);
}

#[test]
fn ecdsa_jcs_2019_p384() {
    check("ecdsa-jcs-2019-p384", Cryptosuite::EcdsaJcs2019);
}

/// The context of two of them is not inside the library.
#[test]
fn an_unknown_context_is_not_fetched() {
    let Some(vector) = Vector::read("ecdsa-rdfc-2019-p256-employ") else { return };
    let unknown = diagnosing(Contexts::bundled()).verify(vector.signed().to_string(), &Offline);
    assert_eq!(unknown.primary.as_ref().map(|primary| primary.code), Some(code::context::UNKNOWN));
    let known = diagnosing(with_citizenship()).verify(vector.signed().to_string(), &Offline);
    assert!(known.resources.iter().any(|resource| *resource.url == *CITIZENSHIP));
}
