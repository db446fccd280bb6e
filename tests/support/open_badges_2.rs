//! An issuer of Open Badges 2.0 and whatever stands at its addresses.

use super::{json, key};
use microcred::codec::{base64, base64url};
use microcred::json::{Object, Value};
use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
use microcred::resolve::{Answer, Found, Need, Resolver};
use std::collections::HashMap;
use std::sync::Mutex;

pub const ASSERTION: &str = "https://vet.example/assertions/1";
pub const CLASS: &str = "https://vet.example/classes/green";
pub const ISSUER: &str = "https://vet.example/issuer";
pub const KEY: &str = "https://vet.example/keys/1";
pub const LIST: &str = "https://vet.example/revoked";

/// What stands at which address, and what was asked for.
#[derive(Default)]
pub struct Places {
    places: HashMap<String, Answer>,
    asked: Mutex<Vec<String>>,
}

impl Places {
    /// A host with badge class, issuer, key and an empty list of withdrawn badges.
    pub fn of_the_issuer() -> Self {
        let key = issuers_key();
        Self::default()
            .with(CLASS, &class())
            .with(ISSUER, &issuer())
            .with(KEY, &key_document(KEY, ISSUER, &key))
            .with(LIST, &json(&format!(r#"{{"@context": "https://w3id.org/openbadges/v2", "id": "{LIST}", "type": "RevocationList", "revokedAssertions": []}}"#)))
    }

    pub fn with(self, url: &str, document: &Value) -> Self {
        self.answering(url, Answer::found(Found::supplied(url, document.to_string())))
    }

    pub fn answering(mut self, url: &str, answer: Answer) -> Self {
        self.places.insert(url.to_owned(), answer);
        self
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Resolver for Places {
    fn resolve(&self, need: &Need) -> Answer {
        self.asked.lock().unwrap().push(need.url.clone());
        self.places.get(&need.url).cloned().unwrap_or_else(|| Answer::unavailable("nothing is known of that address"))
    }
}

pub fn issuers_key() -> PrivateKey {
    key(41)
}

pub fn issuer() -> Value {
    json(&format!(
        r#"{{"@context": "https://w3id.org/openbadges/v2", "type": "Issuer", "id": "{ISSUER}", "name": "Example VET",
            "url": "https://vet.example/", "email": "badges@vet.example", "publicKey": ["{KEY}"], "revocationList": "{LIST}"}}"#
    ))
}

pub fn class() -> Value {
    json(&format!(
        r#"{{"@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass", "id": "{CLASS}", "name": "Green skills",
            "description": "Energy audits.", "criteria": {{"narrative": "Pass."}}, "issuer": "{ISSUER}",
            "image": "https://vet.example/green.png"}}"#
    ))
}

/// An assertion about whoever has the address `a@example.com`.
pub fn assertion(verification: &str) -> Value {
    json(&format!(
        r#"{{"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "{ASSERTION}",
            "recipient": {{"type": "email", "hashed": true, "salt": "Kosher",
                "identity": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"}},
            "badge": "{CLASS}", "issuedOn": "2026-09-01T00:00:00Z", "expires": "2031-09-01T00:00:00Z",
            "evidence": {{"id": "https://vet.example/work/1", "narrative": "Audited a school."}},
            "verification": {verification}}}"#
    ))
}

pub fn hosted() -> Value {
    assertion(r#"{"type": "HostedBadge"}"#)
}

pub fn signed_assertion() -> Value {
    assertion(&format!(r#"{{"type": "SignedBadge", "creator": "{KEY}"}}"#))
}

/// A compact JWS over a document.
pub fn sign(document: &Value, key: &PrivateKey) -> String {
    sign_as(&format!(r#"{{"alg":"{}"}}"#, key.algorithm().jose_name()), document, key)
}

pub fn sign_as(header: &str, document: &Value, key: &PrivateKey) -> String {
    let [header, payload] = [header, &document.to_string()].map(|part| base64url::encode(part.as_bytes()));
    let signature = InMemorySigner::new(key.clone()).unwrap().sign(format!("{header}.{payload}").as_bytes()).unwrap();
    format!("{header}.{payload}.{}", base64url::encode(&signature))
}

pub fn key_document(id: &str, owner: &str, key: &PrivateKey) -> Value {
    Object::new()
        .with("@context", "https://w3id.org/openbadges/v2")
        .with("type", "CryptographicKey")
        .with("id", id)
        .with("owner", owner)
        .with("publicKeyPem", pem(key).as_str())
        .into()
}

/// The SubjectPublicKeyInfo of a key of Ed25519 (RFC 8410).
pub fn pem(key: &PrivateKey) -> String {
    assert_eq!(key.algorithm(), Algorithm::Ed25519);
    let head = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    let der = [&head[..], key.public_key().as_bytes()].concat();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", base64::encode(&der))
}
