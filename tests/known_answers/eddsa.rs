//! The vectors of the W3C for Ed25519.

use super::{
    CITIZENSHIP, EXAMPLES, Vector, assert_only_vocabulary_departs, diagnosing, proof_value, values, with_citizenship,
};
use crate::support::{self, at, edited, environment_at, issuer_as, json, multikey, object};
use microcred::codec::{digest, hex};
use microcred::issue::IssueError;
use microcred::jsonld::Contexts;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Status, code};
use microcred::resolve::Offline;
use microcred::verify::Verification;

/// What the vector says, and signing it again gives the published proof.
fn check(vector: &Vector, contexts: Contexts) -> Verification {
    let verification = vector.check(contexts);
    assert_eq!(values(&verification).sign(vector.key()), proof_value(vector.signed()));
    verification
}

#[test]
fn eddsa_rdfc_2022() {
    let Some(vector) = Vector::read("eddsa-rdfc-2022") else { return };
    assert_only_vocabulary_departs(&check(&vector, Contexts::bundled()));
}

/// The context of this one is not inside the library: it is registered with its digest.
#[test]
fn eddsa_rdfc_2022_employment() {
    let Some(vector) = Vector::read("eddsa-rdfc-2022-employ") else { return };
    let unknown = support::verifier().verify(vector.signed().to_string(), &Offline);
    assert_eq!(unknown.primary.as_ref().map(|primary| primary.code), Some(code::context::UNKNOWN));

    let verification = check(&vector, with_citizenship());
    let place = verification.resources.iter().find(|resource| *resource.url == *CITIZENSHIP);
    assert_eq!(place.map(|resource| resource.provenance), Some("registered"));
    assert_eq!(verification.check("context.compacted_form").map(|check| check.status), Some(Status::Pass));
}

#[test]
fn eddsa_jcs_2022() {
    let Some(vector) = Vector::read("eddsa-jcs-2022") else { return };
    assert_only_vocabulary_departs(&check(&vector, Contexts::bundled()));
}

#[test]
fn ed25519_signature_2020() {
    let Some(vector) = Vector::read("ed25519signature2020") else { return };
    assert_only_vocabulary_departs(&check(&vector, Contexts::bundled()));
}

/// Issuing refuses what has a meaning through `@vocab` alone, and issues it once a context defines the terms; the
/// statements, and so what is signed of the document, are those of the vector.
#[test]
fn issuing_wants_terms_that_are_defined() {
    let Some(vector) = Vector::read("eddsa-rdfc-2022") else { return };
    let id = "https://vc.example/issuers/5678";
    let created = "2023-02-24T23:36:38Z";
    let method = format!("{id}#{}", multikey(&vector.key()));
    let issuer = issuer_as(id, vector.key(), &method).with_environment(environment_at(created));
    let unsigned = edited(&vector.signed().to_string(), |badge| drop(object(badge, "").remove("proof")));
    match issuer.secure(&unsigned, Cryptosuite::EddsaRdfc2022) {
        Err(IssueError::Findings(findings)) => assert!(findings.contains(code::context::NOT_COMPACTED)),
        other => panic!("{other:?}"),
    }

    let url = "https://school.example/alumni/v1";
    let term = |name: &str| format!(r#""{name}": "https://www.w3.org/ns/credentials/examples#{name}""#);
    let body = format!(r#"{{"@context": {{{}, {}}}}}"#, term("AlumniCredential"), term("alumniOf"));
    let contexts = Contexts::bundled().with(url, &body, &digest::sha256_hex(&body)).unwrap();
    let defined = edited(&unsigned, |badge| *at(badge, "/@context/1") = url.into());
    assert_eq!(at(&mut json(&unsigned), "/@context/1").as_str(), Some(EXAMPLES));
    let issuer = issuer.with_contexts(contexts.clone());
    let prepared = issuer.prepare_secure(&defined, Cryptosuite::EddsaRdfc2022).unwrap();
    assert_eq!(hex::encode(&prepared.message()[32..]), vector.text("documentHashHex"));
    let secured = issuer.secure(&defined, Cryptosuite::EddsaRdfc2022).unwrap();
    let verification = diagnosing(contexts).verify(&secured, &Offline);
    assert_eq!(values(&verification).document, vector.text("canonicalDocument"));
}
