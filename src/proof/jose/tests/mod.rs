mod headers;
mod payloads;
mod shapes;
mod written;

use super::*;
use crate::env::Environment;
use crate::json::{Object, Value};
use crate::key::{InMemorySigner, Jwk, PrivateKey, SignError, Signer, VerifyError};
use crate::proof::TokenKind;
use crate::report::{Code, Effect};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

fn signer(seed: u8) -> InMemorySigner {
    InMemorySigner::new(PrivateKey::from_ed25519_seed(&[seed; 32])).unwrap()
}

/// A token with whatever header and payload, signed.
fn forge(header: &str, payload: &str) -> String {
    let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
    format!("{input}.{}", base64url::encode(&signer(1).sign(input.as_bytes()).unwrap()))
}

fn parse(token: &str) -> Result<Jws, Finding> {
    Jws::parse(token, &Limits::default())
}

#[track_caller]
fn assert_refused(token: &str, code: Code) {
    let finding = parse(token).and_then(|jws| jws.verify(signer(1).identity().public_key())).unwrap_err();
    assert_eq!(finding.code, code, "{finding}");
}

fn with_header(header: &str) -> String {
    forge(header, CREDENTIAL)
}

fn claims(header: &str, payload: &str) -> Result<Claims, Finding> {
    let jws = parse(&forge(header, payload))?;
    jws.verify(signer(1).identity().public_key())?;
    Claims::of_jws(&jws, &Limits::default())
}

fn codes(claims: &Claims) -> Vec<(&'static str, &str)> {
    claims.findings().iter().map(|finding| (finding.code.as_str(), finding.pointer.as_str())).collect()
}

const JWT: &str = r#"{"alg":"EdDSA","typ":"JWT"}"#;
const VC_JWT: &str = r#"{"alg":"EdDSA","typ":"vc+jwt"}"#;

const CREDENTIAL: &str = r#"{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:1","type":["VerifiableCredential"],"issuer":{"id":"https://vet.example/","name":"Example \u201cVET\u201d"},"validFrom":"2026-09-01T00:00:00.75Z","validUntil":"2031-09-01T02:00:00+02:00","credentialSubject":{"id":"did:example:ana","points":2.50}}"#;

/// The same with claims of a token of Open Badges 3.0.
fn payload(change: impl FnOnce(Object) -> Object) -> String {
    let tree = Tree::parse(CREDENTIAL, &Limits::default()).unwrap();
    let Value::Object(credential) = tree.root().to_value() else { panic!() };
    let whole = credential
        .with("iss", "https://vet.example/")
        .with("jti", "urn:uuid:1")
        .with("sub", "did:example:ana")
        .with("nbf", 1_788_220_800_i64)
        .with("exp", 1_945_987_200_i64);
    Value::from(change(whole)).to_string()
}

#[test]
fn debug_says_nothing_about_learners() {
    let jws = parse(&forge(JWT, &payload(|whole| whole))).unwrap();
    let found = Claims::of_jws(&jws, &Limits::default()).unwrap();
    let unsigned = vc_jwt(CREDENTIAL, &KeyNaming::Jwk, signer(1).identity(), &Limits::default()).unwrap();
    let shown = format!("{jws:?} {found:?} {unsigned:?}");
    assert!(!shown.contains("ana") && !shown.contains("points"), "{shown}");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}|[A-Za-z0-9_=.~-]{0,120}", header in r#"\{"alg":"(EdDSA|ES256|none)"(,"(typ|kid|jwk|crit|cty)":("[a-z+]{0,9}"|\{\}|[0-9]|null|\[\]))?\}"#, payload in r#"\{("(vc|vp|iss|nbf|exp|aud|type|@context|credentialSubject)":("x"|\{\}|-?[0-9]{1,20}|1e99|null|\[\{"id":1\}\]),?){0,2}"a":1\}"#) {
        let _ = parse(&text);
        let _ = claims(&header, &payload);
    }

}
