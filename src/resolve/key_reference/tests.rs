use super::*;
use crate::codec::base64url;
use crate::key::PrivateKey;
use crate::report::Code;
use crate::resolve::{Memory, Resolver};
use proptest::prelude::*;

fn key(seed: u8) -> PublicKey {
    PrivateKey::from_ed25519_seed(&[seed; 32]).public_key().clone()
}

fn jwk(seed: u8, more: &str) -> String {
    format!(r#"{{{more}"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, base64url::encode(key(seed).as_bytes()))
}

/// The key, its source, and what was asked for on the way.
fn find(reference: &KeyReference, issuer: &str, host: &Memory) -> Result<(PublicKey, Source), Code> {
    let run = || {
        let method = match reference.plan(Some(issuer))? {
            Plan::Immediate(method) => method,
            Plan::Needs(need) => reference.interpret(Some(issuer), &host.resolve(&need), Purpose::AssertionMethod)?,
        };
        Ok((method.key().unwrap().clone(), method.source().clone()))
    };
    run().map_err(|refusal: Refusal| refusal.code)
}

fn asks(reference: &KeyReference, issuer: Option<&str>) -> String {
    match reference.plan(issuer) {
        Ok(Plan::Immediate(_)) => "nothing".to_owned(),
        Ok(Plan::Needs(need)) => need.id,
        Err(refusal) => refusal.code.as_str().to_owned(),
    }
}

#[test]
fn where_a_key_is_looked_for() {
    let did_key = format!("did:key:{}", key(1).to_multikey());
    let kid = KeyReference::from_kid;
    for (reference, issuer, expected) in [
        (kid("did:web:a.example#k"), Some("did:web:a.example"), "did_document:did:web:a.example"),
        (kid("https://a.example/k#1"), Some("https://a.example/"), "key_document:https://a.example/k"),
        (kid("k"), Some("did:web:a.example"), "did_document:did:web:a.example"),
        (kid("#k"), Some("did:web:a.example"), "did_document:did:web:a.example"),
        (kid("k"), Some("https://a.example/i"), "key_set:https://a.example/.well-known/jwks.json"),
        (kid("k"), Some("https://A.example:8443/i"), "key_set:https://a.example:8443/.well-known/jwks.json"),
        (kid("#k"), Some("https://a.example/i#me"), "key_document:https://a.example/i"),
        (
            kid("https://a.example/.well-known/jwks.json#k"),
            Some("https://a.example/i"),
            "key_set:https://a.example/.well-known/jwks.json",
        ),
        (kid("k"), Some(&did_key), "proof.vm.mismatch"),
        (kid("k"), Some("urn:uuid:1"), "proof.vm.unresolved"),
        (kid("k"), Some("http://a.example/"), "proof.vm.unresolved"),
        (kid("k"), Some("did:ion:abc"), "did_document:did:ion:abc"),
        (kid("did:ion:abc#k"), Some("did:ion:abc"), "did_document:did:ion:abc"),
        (kid("did:ion:abc"), Some("did:ion:abc"), "did.method_unsupported"),
        (kid("k"), Some("did:web:127.0.0.1"), "did.malformed"),
        (kid("k"), None, "proof.vm.unresolved"),
        (kid(""), Some("https://a.example/i"), "key_set:https://a.example/.well-known/jwks.json"),
        (KeyReference::embedded(key(1)), Some("https://a.example/i"), "nothing"),
        (KeyReference::embedded(key(1)), None, "nothing"),
    ] {
        assert_eq!(asks(&reference, issuer), expected, "{reference:?} of {issuer:?}");
    }
}

#[test]
fn an_issuer_that_is_its_key_has_one_key() {
    let multikey = key(1).to_multikey();
    let did_key = format!("did:key:{multikey}");
    let did_jwk = format!("did:jwk:{}", base64url::encode(jwk(1, r#""kid":"mine","#).as_bytes()));
    let none = Memory::new();
    let print = thumbprint(&key(1));
    for id in [multikey.as_str(), &format!("#{multikey}"), &print] {
        assert_eq!(find(&KeyReference::from_kid(id), &did_key, &none), Ok((key(1), Source::Did)), "{id}");
    }
    for id in ["0", "#0", "mine", &print] {
        assert_eq!(find(&KeyReference::from_kid(id), &did_jwk, &none), Ok((key(1), Source::Did)), "{id}");
    }
    for (id, issuer) in [("0", &did_key), ("mine", &did_key), ("1", &did_jwk), (&multikey, &did_jwk), ("", &did_jwk)] {
        assert_eq!(find(&KeyReference::from_kid(id), issuer, &none), Err(code::proof::VM_MISMATCH), "{id}");
    }
}

#[test]
fn an_id_in_a_did_document() {
    let did = "did:web:a.example";
    let method = |id: &str, seed: u8, more: &str| {
        format!(r#"{{"id":"{id}","type":"JsonWebKey","controller":"{did}","publicKeyJwk":{}}}"#, jwk(seed, more))
    };
    let methods = [
        method("#one", 1, ""),
        method(&format!("{did}#two"), 2, r#""kid":"second","#),
        method("#three", 3, r#""kid":"one","#),
        method("#four", 4, r#""kid":"twice","#),
        method("#five", 5, r#""kid":"twice","#),
        method("#six", 6, r#""kid":"unlisted","#),
    ];
    let document = format!(
        r##"{{"id":"{did}","verificationMethod":[{}],"assertionMethod":["#one","#two","#three","#four","#five"],"authentication":["#six"]}}"##,
        methods.join(",")
    );
    let host = Memory::new().with(did, document);
    let found = |id: &str| find(&KeyReference::from_kid(id), did, &host).map(|(key, _)| key);
    for (id, seed) in [("one", 1), ("#one", 1), ("#two", 2), ("second", 2), (thumbprint(&key(3)).as_str(), 3)] {
        assert_eq!(found(id), Ok(key(seed)), "{id}");
    }
    assert_eq!(found("twice"), Err(code::proof::VM_NOT_FOUND));
    assert_eq!(found("nobody"), Err(code::proof::VM_NOT_FOUND));
    assert_eq!(found("unlisted"), Err(code::proof::PURPOSE_NOT_AUTHORIZED));
    assert_eq!(found("#six"), Err(code::proof::PURPOSE_NOT_AUTHORIZED));
    let elsewhere = Memory::new().with("did:web:b.example", host_text(&host, did));
    assert_eq!(find(&KeyReference::from_kid("one"), "did:web:b.example", &elsewhere), Err(code::issuer::DID_MISMATCH));
}

fn host_text(host: &Memory, did: &str) -> Vec<u8> {
    match host.resolve(&Need::new(NeedKind::DidDocument, did, "https://a.example/.well-known/did.json")) {
        Answer::Found(found) => found.bytes.to_vec(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_may_stand_under_the_url_of_a_kid() {
    let (issuer, url) = ("https://a.example/i", "https://a.example/keys/1");
    let at = |text: String| Memory::new().with(url, text);
    let found =
        |fragment: &str, host: Memory| find(&KeyReference::from_kid(&format!("{url}{fragment}")), issuer, &host);
    let bare = Ok((key(1), Source::Jwk));
    assert_eq!(found("", at(jwk(1, ""))), bare);
    assert_eq!(found("", at(jwk(1, r#""kid":"whatever","#))), bare);
    assert_eq!(found("#k", at(jwk(1, r#""kid":"k","#))), bare);
    assert_eq!(found("#k", at(jwk(1, ""))), Err(code::proof::VM_NOT_FOUND));
    assert_eq!(found("#k", at(jwk(1, r#""kid":"j","#))), Err(code::proof::VM_NOT_FOUND));
    assert_eq!(found("", at(format!(r#"{{"keys":[{}]}}"#, jwk(1, "")))), bare);
    assert_eq!(found("#k", at(format!(r#"{{"keys":[{},{}]}}"#, jwk(2, ""), jwk(1, r#""kid":"k","#)))), bare);
    assert_eq!(found("", at(format!(r#"{{"keys":[{},{}]}}"#, jwk(2, ""), jwk(1, "")))), Err(code::proof::VM_NOT_FOUND));
    assert_eq!(found("", at(jwk(1, r#""use":"enc","#))), Err(code::proof::KEY_MALFORMED));
    assert_eq!(found("", at(jwk(1, r#""d":"AA","#))), Err(code::proof::KEY_PRIVATE_EXPOSED));
    let document = format!(
        r#"{{"id":"{url}","type":"Multikey","controller":"{issuer}","publicKeyMultibase":"{}"}}"#,
        key(1).to_multikey()
    );
    assert_eq!(found("", at(document)), Ok((key(1), Source::KeyDocument)));
    assert_eq!(found("", Memory::new()), Err(code::proof::VM_UNRESOLVED));
}

/// A proof's verification method is never a bare JWK: it would have no controller.
#[test]
fn a_proof_needs_more_than_a_bare_jwk() {
    let url = "https://a.example/keys/1";
    let answer = Answer::found(crate::resolve::Found::supplied(url, jwk(1, "")));
    assert!(plan::interpret(url, &answer, Purpose::AssertionMethod).is_err());
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(kid in "(did:|https://|#)?\\PC{0,30}", issuer in "(did:(key|jwk|web):|https://)?\\PC{0,30}") {
        let reference = KeyReference::from_kid(&kid);
        let _ = reference.plan(Some(&issuer)).map(drop);
        let _ = reference.interpret(Some(&issuer), &Answer::NotFound, Purpose::AssertionMethod).map(drop);
    }
}
