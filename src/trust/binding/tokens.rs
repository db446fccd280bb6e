//! The keys that the headers of tokens name.

use super::tests::did_key;
use super::*;
use crate::codec::{base64url, multibase, multicodec};
use crate::key::PrivateKey;
use crate::report::Code;
use crate::resolve::{Found, Memory, Plan, Resolver};
use std::cell::RefCell;

const ISSUER: &str = "https://victim.example/issuers/1";
const SET: &str = "https://victim.example/.well-known/jwks.json";

fn key(seed: u8) -> PublicKey {
    PrivateKey::from_ed25519_seed(&[seed; 32]).public_key().clone()
}

fn jwk(seed: u8, more: &str) -> String {
    format!(r#"{{{more}"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, base64url::encode(key(seed).as_bytes()))
}

fn set(entries: &[String]) -> String {
    format!(r#"{{"keys":[{}]}}"#, entries.join(","))
}

/// A host that notes what it is asked for.
struct Host {
    documents: Memory,
    asked: RefCell<Vec<String>>,
}

impl Host {
    fn new(documents: Memory) -> Self {
        Self { documents, asked: RefCell::default() }
    }

    fn answer(&self, need: &Need) -> Answer {
        self.asked.borrow_mut().push(need.url.clone());
        self.documents.resolve(need)
    }

    /// The whole way, as a session goes it.
    fn verify(&self, issuer: &str, reference: &KeyReference) -> Result<Binding, Code> {
        let purpose = Purpose::AssertionMethod;
        let run = || {
            may_bind_reference(issuer, reference)?;
            let method = match reference.plan(Some(issuer))? {
                Plan::Immediate(method) => method,
                Plan::Needs(need) => reference.interpret(Some(issuer), &self.answer(&need), purpose)?,
            };
            match bind(issuer, &method)? {
                Bond::Bound(binding) => Ok(binding),
                Bond::Needs(need) => bind_by_document(issuer, &method, &self.answer(&need), purpose),
            }
        };
        run().map_err(|refusal: Refusal| refusal.code)
    }
}

fn basis(issuer: &str, reference: KeyReference, documents: Memory) -> Result<Basis, Code> {
    Host::new(documents).verify(issuer, &reference).map(|binding| binding.basis())
}

/// Case 57: the token brings its own key, and names somebody else as issuer.
#[test]
fn jwt_header_jwk_self() {
    let documents = || Memory::new().with(SET, set(&[jwk(1, "")]));
    let attacker = || KeyReference::embedded(key(9));
    assert_eq!(basis(ISSUER, KeyReference::embedded(key(1)), documents()), Ok(Basis::KeySet));
    assert_eq!(basis(ISSUER, attacker(), documents()), Err(code::issuer::KEY_UNBOUND));
    assert_eq!(basis(ISSUER, attacker(), Memory::new()), Err(code::issuer::KEY_UNRESOLVED));
    for issuer in [did_key(&key(1).to_multikey()).issuer(), "urn:uuid:1", "", "victim.example"] {
        assert_eq!(basis(issuer, attacker(), documents()), Err(code::issuer::KEY_UNBOUND), "{issuer}");
    }
    let did = "did:web:victim.example";
    let document = format!(
        r##"{{"id":"{did}","verificationMethod":[{{"id":"#1","type":"JsonWebKey","controller":"{did}","publicKeyJwk":{}}}],"assertionMethod":["#1"]}}"##,
        jwk(1, "")
    );
    assert_eq!(basis(did, attacker(), Memory::new().with(did, document.clone())), Err(code::issuer::KEY_UNBOUND));
    assert_eq!(basis(did, KeyReference::embedded(key(1)), Memory::new().with(did, document)), Ok(Basis::DidDocument));
    assert_eq!(basis(did, attacker(), Memory::new()), Err(code::issuer::KEY_UNRESOLVED));
}

/// Case 58: the key stands on a stranger's host, which hears nothing of it.
#[test]
fn jwt_kid_http_attacker() {
    let url = "https://attacker.example/key";
    for (kid, issuer) in [
        (url, ISSUER),
        (url, "did:web:victim.example"),
        ("https://attacker.example/.well-known/jwks.json#1", ISSUER),
        ("https://victim.example.attacker.example/key", ISSUER),
        ("https://victim.example:8443/key", ISSUER),
        ("did:web:attacker.example#1", ISSUER),
        ("did:web:victim.example#1", ISSUER),
        ("http://victim.example/key", ISSUER),
    ] {
        let documents = Memory::new().with(url, jwk(9, "")).with(SET, set(&[jwk(1, "")]));
        let host = Host::new(documents);
        assert_eq!(host.verify(issuer, &KeyReference::from_kid(kid)), Err(code::issuer::KEY_UNBOUND), "{kid}");
        assert!(host.asked.into_inner().is_empty(), "{kid}");
    }
}

#[test]
fn an_issuer_that_is_its_key_needs_nobody() {
    let multikey = key(1).to_multikey();
    let did_jwk = format!("did:jwk:{}", base64url::encode(jwk(1, "").as_bytes()));
    // As EBSI has it: the JWK of its required members, in their order.
    let ordered = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, base64url::encode(key(1).as_bytes()));
    let did_key_of_jwk = multibase::base58btc(&[&multicodec::JWK_JCS_PUBLIC[..], ordered.as_bytes()].concat());
    for issuer in [format!("did:key:{multikey}"), did_jwk, format!("did:key:{did_key_of_jwk}")] {
        let host = Host::new(Memory::new());
        let bound = host.verify(&issuer, &KeyReference::embedded(key(1))).unwrap();
        assert_eq!((bound.basis(), bound.key(), bound.issuer()), (Basis::Did, &key(1), issuer.as_str()));
        assert_eq!(host.verify(&issuer, &KeyReference::embedded(key(2))), Err(code::issuer::KEY_UNBOUND));
        assert_eq!(host.verify(&issuer, &KeyReference::from_kid(&issuer)).map(|bound| bound.basis()), Ok(Basis::Did));
        let other = format!("{issuer}x");
        assert!(host.verify(&other, &KeyReference::embedded(key(1))).is_err());
        assert!(host.asked.into_inner().is_empty());
    }
}

#[test]
fn the_key_set_of_the_issuers_host() {
    let entries = [jwk(1, r#""kid":"a","#), jwk(2, &format!(r#""kid":"b","iss":"{ISSUER}","#))];
    let documents = || Memory::new().with(SET, set(&entries));
    for kid in ["a", "b", "https://victim.example/.well-known/jwks.json#a"] {
        assert_eq!(basis(ISSUER, KeyReference::from_kid(kid), documents()), Ok(Basis::KeySet), "{kid}");
    }
    assert_eq!(basis(ISSUER, KeyReference::from_kid("c"), documents()), Err(code::proof::VM_NOT_FOUND));
    assert_eq!(basis(ISSUER, KeyReference::from_kid("a"), Memory::new()), Err(code::proof::VM_UNRESOLVED));
    // The second key is another issuer's, though both live on one host.
    let neighbour = "https://victim.example/issuers/2";
    assert_eq!(basis(neighbour, KeyReference::from_kid("b"), documents()), Err(code::issuer::KEY_UNBOUND));
    assert_eq!(basis(neighbour, KeyReference::embedded(key(2)), documents()), Err(code::issuer::KEY_UNBOUND));
    assert_eq!(basis(ISSUER, KeyReference::embedded_with_id(key(2), "b"), documents()), Ok(Basis::KeySet));
    assert_eq!(basis(ISSUER, KeyReference::embedded_with_id(key(2), "a"), documents()), Err(code::issuer::KEY_UNBOUND));
}

/// A bare JWK names nobody, wherever on the issuer's host it stands: also below the issuer's own URL, where a host may
/// publish its learners' keys.
#[test]
fn a_bare_jwk_binds_only_by_the_key_set() {
    for url in ["https://victim.example/k", "https://victim.example/issuers/1/learners/1/key", ISSUER] {
        let reference = || KeyReference::from_kid(url);
        let alone = Memory::new().with(url, jwk(1, ""));
        assert_eq!(basis(ISSUER, reference(), alone.clone()), Err(code::issuer::KEY_UNRESOLVED), "{url}");
        let other = alone.clone().with(SET, set(&[jwk(2, "")]));
        assert_eq!(basis(ISSUER, reference(), other), Err(code::issuer::KEY_UNBOUND), "{url}");
        assert_eq!(basis(ISSUER, reference(), alone.with(SET, set(&[jwk(1, "")]))), Ok(Basis::KeySet), "{url}");
    }
}

/// An open redirect on the issuer's host leads to a stranger's key document, which calls the issuer its controller.
#[test]
fn a_redirect_on_the_issuers_host_binds_nothing() {
    let (issuer, url) = ("https://victim.example/", "https://victim.example/go?to=upload");
    let document = format!(
        r#"{{"id":"{url}","type":"Multikey","controller":"{issuer}","publicKeyMultibase":"{}"}}"#,
        key(9).to_multikey()
    );
    let reference = KeyReference::from_kid(url);
    let read = |last: &str| {
        let found = Found::supplied(url, document.clone()).fetched(last, DateTime::default());
        reference.interpret(Some(issuer), &Answer::found(found), Purpose::AssertionMethod)
    };
    for last in ["https://attacker.example/key", "https://victim.example/uploads/9"] {
        assert_eq!(read(last).unwrap_err().code, code::proof::VM_UNRESOLVED, "{last}");
    }
    assert!(read(url).is_ok());
}

/// What the issuer's document says of a key in a header counts, although the header says nothing.
#[test]
fn a_revoked_key_stays_revoked_in_a_header() {
    let did = "did:web:victim.example";
    let document = format!(
        r##"{{"id":"{did}","verificationMethod":[{{"id":"#1","type":"JsonWebKey","controller":"{did}","revoked":"2026-01-01T00:00:00Z","publicKeyJwk":{}}}],"assertionMethod":["#1"]}}"##,
        jwk(1, "")
    );
    let host = Host::new(Memory::new().with(did, document));
    let binding = host.verify(did, &KeyReference::embedded(key(1))).unwrap();
    assert_eq!(binding.check_at("2025-12-31T23:59:59Z".parse().unwrap()), Ok(()));
    let refusal = binding.check_at("2026-01-01T00:00:00Z".parse().unwrap()).unwrap_err();
    assert_eq!(refusal.code, code::proof::KEY_REVOKED);
}
