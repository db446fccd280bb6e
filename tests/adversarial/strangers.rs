//! What strangers add to a credential that is not theirs: a proof beside its own, or a token of theirs around it.
//!
//! The signature of its issuer holds all the same, and nothing that they add says anything about what he has signed.

use super::{assert_refused, verify};
use crate::support::{
    add_proof, at, attackers_key, badge, badge_of, did_key, edited, environment, issuer_as, json, key, multikey,
    object, secure_with, verifier,
};
use microcred::badge::AchievementCredential;
use microcred::codec::{base64url, digest};
use microcred::json::{Object, Pointer, Tree, Value};
use microcred::jsonld::Contexts;
use microcred::key::{Curve, InMemorySigner, Jwk, PrivateKey, Signer};
use microcred::present::{Asked, Presenter};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::data_integrity::selective::{Selecting, derive};
use microcred::report::{Outcome, code};
use microcred::vc::{NestedCredential, Presentation};
#[cfg(feature = "schema")]
use microcred::verify::Schemas;
use microcred::verify::Verifier;
use microcred::{Limits, verify as verifying};

const SUITES: [Cryptosuite; 2] = [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022];

/// A token by a stranger around whatever it is.
pub(super) fn wrapped(document: &str, typ: &str, claims: Object) -> String {
    wrapped_by(document, typ, claims, &attackers_key())
}

/// The same by somebody.
pub(super) fn wrapped_by(document: &str, typ: &str, claims: Object, key: &PrivateKey) -> String {
    let payload = edited(document, |payload| {
        claims.iter().for_each(|(name, value)| object(payload, "").insert(name, value.clone()))
    });
    let header = format!(r#"{{"alg":"EdDSA","typ":"{typ}","kid":"{}#{}"}}"#, did_key(key), multikey(key));
    let input = [header, payload].map(|part| base64url::encode(part.as_bytes())).join(".");
    let signature = InMemorySigner::new(key.clone()).unwrap().sign(input.as_bytes()).unwrap();
    let end = if typ.ends_with("sd-jwt") { "~" } else { "" };
    format!("{input}.{}{end}", base64url::encode(&signature))
}

/// The same, saying that something was left out at the top.
fn wrapped_as_selection(document: &str) -> String {
    wrapped(document, "vc+sd-jwt", Object::new().with_all("_sd", [base64url::encode(&digest::sha256("nothing"))]))
}

fn p256() -> PrivateKey {
    PrivateKey::from_ec_scalar(Curve::P256, &[7; 32]).unwrap()
}

/// A document with a proof of a P-256 key, which is its issuer.
fn by_p256(document: &Value, suite: Cryptosuite) -> String {
    let did = did_key(&p256());
    let issuer = issuer_as(&did, p256(), &format!("{did}#{}", multikey(&p256())));
    issuer.secure(&document.to_string(), suite).unwrap_or_else(|error| panic!("{error}")).into_string()
}

/// What a holder makes of a document with a base proof: nothing is left out of it.
fn derived(document: &Value) -> Value {
    let limits = Limits::default();
    let base = by_p256(document, Cryptosuite::EcdsaSd2023);
    let whole = Selecting::new([Pointer::root()]);
    json(
        &derive(Tree::parse(&base, &limits).unwrap().root(), &whole, &Contexts::bundled(), &limits)
            .unwrap()
            .to_string(),
    )
}

fn proof_of(document: &Value) -> Value {
    let proof = document.get("proof").unwrap();
    proof.as_array().map_or(proof, |proofs| &proofs[0]).clone()
}

/// A document with another proof, after its own and before it.
fn beside(document: &str, proof: &Value) -> [String; 2] {
    let after = edited(document, |document| add_proof(document, proof.clone()));
    let before = edited(&after, |document| {
        let Value::Array(proofs) = at(document, "/proof") else { panic!() };
        proofs.reverse();
    });
    [after, before]
}

/// What strangers make of it so that it looks as if a part of it were shown.
fn as_if_selected(signed: &str) -> Vec<String> {
    let theirs = proof_of(&derived(&badge_of(&did_key(&p256()))));
    beside(signed, &theirs).into_iter().chain([wrapped_as_selection(signed)]).collect()
}

fn incomplete(issuer: &PrivateKey) -> Value {
    let mut badge = badge_of(&did_key(issuer));
    object(&mut badge, "/credentialSubject/achievement").remove("criteria");
    badge
}

#[test]
fn what_is_missing_is_not_said_to_be_withheld() {
    for suite in SUITES {
        let signed = secure_with(&incomplete(&crate::support::issuing_key()), suite);
        assert_refused(&verify(&signed), Outcome::Invalid, code::model::REQUIRED);
        for text in as_if_selected(&signed) {
            assert_refused(&verify(&text), Outcome::Invalid, code::model::REQUIRED);
        }
    }
}

#[test]
fn what_is_whole_is_accepted_as_that() {
    for suite in SUITES {
        for text in as_if_selected(&secure_with(&badge(), suite)) {
            let verification = verify(&text);
            assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
            let accepted = verification.accept::<AchievementCredential>().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(accepted.provenance().disclosure, verifying::Disclosure::Whole);
        }
    }
}

/// An issuer's own proofs too: what one of them shows whole is whole, in whatever order they stand.
#[test]
fn what_the_issuer_has_signed_whole_is_whole() {
    let incomplete = incomplete(&p256());
    let theirs = proof_of(&derived(&incomplete));
    let alone = edited(&incomplete.to_string(), |document| add_proof(document, theirs.clone()));
    assert_eq!(verify(&alone).outcome, Outcome::Valid, "{}", verify(&alone));
    for text in beside(&by_p256(&incomplete, Cryptosuite::EcdsaRdfc2019), &theirs) {
        assert_refused(&verify(&text), Outcome::Invalid, code::model::REQUIRED);
    }
}

/// Nobody can tell what is missing of what nobody is known to have signed.
#[test]
fn a_selection_that_does_not_hold_is_refused_for_that() {
    let mut shown = derived(&incomplete(&p256()));
    object(&mut shown, "").insert("name", "Another name");
    let verification = verify(shown.to_string());
    assert_refused(&verification, Outcome::Invalid, code::proof::SIGNATURE_INVALID);
    assert!(!verification.has(code::model::REQUIRED), "{verification}");
}

#[cfg(feature = "schema")]
#[test]
fn a_schema_is_held_against_it() {
    let url = "https://vet.example/schemas/1";
    let schema = r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://vet.example/schemas/1",
        "required": ["no such member"]}"#;
    let verifier = verifier().with_schemas(Schemas::new().with(url, schema).unwrap());
    let mut document = badge();
    object(&mut document, "").insert("credentialSchema", json(&format!(r#"{{"id": "{url}", "type": "JsonSchema"}}"#)));
    let signed = secure_with(&document, Cryptosuite::EddsaRdfc2022);
    for text in as_if_selected(&signed).into_iter().chain([signed]) {
        let verification = verifier.verify(&text, &crate::support::Counting::new());
        assert_refused(&verification, Outcome::Invalid, code::schema::VIOLATION);
    }
}

/// It was issued to nobody's key, whatever a stranger's token says, and so to nobody else's either.
#[test]
fn whose_key_it_was_issued_to_is_for_its_issuer_to_say() {
    let mut document = badge();
    object(&mut document, "/credentialSubject").remove("id");
    let identifier = r#"[{"type": "IdentityObject", "hashed": false, "identityHash": "ana@example.org", "identityType": "emailAddress"}]"#;
    object(&mut document, "/credentialSubject").insert("identifier", json(identifier));
    let asking: Verifier = verifier().with_challenge("7f3a").with_domain("https://verifier.example");
    for (suite, typ) in SUITES.into_iter().zip(["vc+jwt", "vc+sd-jwt"]) {
        let signed = secure_with(&document, suite);
        for holder in [attackers_key(), key(9)] {
            let jwk: Value = Jwk::new(holder.public_key().clone()).to_json().into();
            let token = wrapped(&signed, typ, Object::new().with("cnf", Object::new().with("jwk", jwk)));
            let member = NestedCredential::enveloped(&format!("application/{typ}"), &token);
            let presenter =
                Presenter::new(InMemorySigner::new(attackers_key()).unwrap()).with_environment(environment());
            let asked = Asked::new("7f3a").by("https://verifier.example");
            let presented = presenter.present(&Presentation::new().verifiable_credential(member), &asked).unwrap();
            let verification = asking.verify(&presented, &crate::support::Counting::new());
            let member = &verification.members()[0].1;
            assert!(member.has(code::subject::HOLDER_UNKNOWN), "{verification}");
            assert!(!member.has(code::subject::HOLDER_MISMATCH), "{verification}");
        }
    }
}

/// A stranger's token may have ended, and then what arrived has.
#[test]
fn a_strangers_token_that_has_ended_is_refused() {
    let signed = secure_with(&badge(), Cryptosuite::EddsaRdfc2022);
    let ended = wrapped(&signed, "vc+jwt", Object::new().with("exp", 1_700_000_000));
    assert_refused(&verify(&ended), Outcome::Invalid, code::validity::EXPIRED);
    assert_eq!(verify(wrapped(&signed, "vc+jwt", Object::new())).outcome, Outcome::Valid);
}
