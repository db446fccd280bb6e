mod binding;
mod disclosures;
mod issuing;

use super::*;
use crate::codec::{base64url, digest};
use crate::env::Environment;
use crate::json::{Object, Pointer, Value};
use crate::key::{InMemorySigner, Jwk, PrivateKey, Signer};
use crate::proof::jose::{KeyNaming, Unsigned};
use crate::proof::{TokenError, TokenKind};
use crate::report::Code;
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

fn signer(seed: u8) -> InMemorySigner {
    InMemorySigner::new(PrivateKey::from_ed25519_seed(&[seed; 32])).unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-23T11:00:00Z".parse().unwrap()
}

fn limits() -> Limits {
    Limits::default()
}

fn disclosure(json: &str) -> String {
    base64url::encode(json.as_bytes())
}

fn digest_of(disclosure: &str) -> String {
    base64url::encode(&digest::sha256(disclosure))
}

/// A token with whatever payload and disclosures, signed.
fn forge(payload: &str, disclosures: &[&str]) -> String {
    let header = Object::new().with("typ", "vc+sd-jwt");
    let token = Unsigned::new(header, payload.as_bytes(), signer(1).identity()).sign(&signer(1)).unwrap();
    let disclosures: String = disclosures.iter().flat_map(|text| [text, "~"]).collect();
    format!("{token}~{disclosures}")
}

fn process(payload: &str, disclosures: &[&str]) -> Result<Processed, Finding> {
    SdJwt::parse(&forge(payload, disclosures), &limits())?.process(&limits())
}

const CREDENTIAL: &str = r#"{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"https://vet.example/","validFrom":"2026-09-01T00:00:00Z","credentialSubject":{"id":"did:example:ana","familyName":"Silva","results":[{"value":"B","points":81.50},{"value":"A"}]}}"#;

fn environment() -> Environment {
    let counter = std::sync::atomic::AtomicU8::new(1);
    Environment::system().at(now()).with_entropy(move |bytes| {
        bytes.fill(counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        Ok(())
    })
}

fn pointers(texts: &[&str]) -> Vec<Pointer> {
    texts.iter().map(|text| Pointer::from_text(*text)).collect()
}

fn issue(issuance: &Issuance) -> Result<SdJwt, TokenError> {
    let unsigned =
        issuance.issue(CREDENTIAL, &KeyNaming::VerificationMethod, signer(1).identity(), &environment(), &limits())?;
    Ok(SdJwt::parse(&unsigned.sign(&signer(1)).unwrap(), &limits()).unwrap())
}

fn held() -> SdJwt {
    let holder = signer(2).identity().public_key().clone();
    issue(&Issuance::concealing(pointers(&["/credentialSubject/familyName"])).to_holder(holder)).unwrap()
}

#[test]
fn other_tokens_are_no_sd_jwt_credentials() {
    let token = |typ: &str| {
        let unsigned = Unsigned::new(Object::new().with("typ", typ), CREDENTIAL.as_bytes(), signer(1).identity());
        let token = SdJwt::parse(&format!("{}~", unsigned.sign(&signer(1)).unwrap()), &limits()).unwrap();
        token.claims(&token.process(&limits()).unwrap(), &limits()).map(|claims| claims.kind())
    };
    for typ in ["vc+sd-jwt", "dc+sd-jwt", "application/vc+sd-jwt"] {
        assert_eq!(token(typ), Ok(TokenKind::Credential), "{typ}");
    }
    for typ in ["JWT", "kb+jwt", "vc+jwt", "example+sd-jwt", "vp+sd-jwt"] {
        assert_eq!(token(typ).unwrap_err().code, code::jose::TYP, "{typ}");
    }
}

#[test]
fn debug_says_nothing_about_learners() {
    let held = held();
    let processed = held.process(&limits()).unwrap();
    let shown = format!("{held:?} {:?} {processed:?} {:?}", held.disclosures(), processed.confirmation());
    assert!(!shown.contains("Silva") && !shown.contains("ana"), "{shown}");
}
