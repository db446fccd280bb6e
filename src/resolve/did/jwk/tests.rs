use crate::codec::base64url;
use crate::key::{KeyType, PublicKey};
use crate::report::{Code, code};
use crate::resolve::did::{self, Did};
use crate::resolve::{Plan, Source, VerificationMethod, plan};
use proptest::prelude::*;

/// RFC 8037, Appendix A.2, and the same key as a Multikey.
const JWK: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
/// The second sample of the method's specification: a key for agreeing on secrets.
const X25519: &str = "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJYMjU1MTkiLCJ1c2UiOiJlbmMiLCJ4IjoiM3A3YmZYdDl3YlRUVzJIQzdPUTFOei1EUThoYmVHZE5yZngtRkctSUswOCJ9";

fn did(jwk: &str) -> String {
    format!("did:jwk:{}", base64url::encode(jwk.as_bytes()))
}

fn method(url: &str) -> Result<VerificationMethod, Code> {
    match plan(url) {
        Ok(Plan::Immediate(method)) => Ok(method),
        Ok(Plan::Needs(need)) => panic!("a did:jwk needs nothing, not {need:?}"),
        Err(refusal) => Err(refusal.code),
    }
}

#[test]
fn both_ways_of_writing_it() {
    for url in [did(JWK), format!("{}#0", did(JWK))] {
        let method = method(&url).unwrap();
        let bytes = base64url::decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").unwrap();
        assert_eq!(method.key(), Ok(&PublicKey::from_ed25519(&bytes.try_into().unwrap()).unwrap()));
        assert_eq!((method.url(), method.source()), (url.as_str(), &Source::Did));
        assert_eq!(method.controller(), did(JWK));
    }
}

/// Case 73, for this method.
#[test]
fn the_fragment_is_zero_or_nothing() {
    for fragment in ["1", "00", "key-1", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"] {
        assert_eq!(method(&format!("{}#{fragment}", did(JWK))), Err(code::proof::VM_MISMATCH), "{fragment}");
    }
    assert_eq!(method(&format!("{}/path#0", did(JWK))), Err(code::proof::DID_MALFORMED));
}

#[test]
fn keys_of_other_kinds_are_found_and_named() {
    assert_eq!(method(X25519).unwrap().key(), Err(KeyType::X25519));
    assert_eq!(did::document(&Did::parse(X25519).unwrap()).unwrap_err().code, code::proof::KEY_TYPE_MISMATCH);
}

/// Case 67: a DID that holds a private key.
#[test]
fn a_private_key_is_flagged_and_not_echoed() {
    let private = JWK.replace("\"x\"", "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\",\"x\"");
    let refusal = plan(&did(&private)).unwrap_err();
    assert_eq!(refusal.code, code::proof::KEY_PRIVATE_EXPOSED);
    assert!(!format!("{refusal} {refusal:?}").contains("nWGx"));
    assert!(did::document(&Did::parse(&did(&private)).unwrap()).is_err());
}

#[test]
fn reads_strictly() {
    let malformed = Err(code::proof::DID_MALFORMED);
    let good = did(JWK);
    for (what, url) in [
        ("padding", format!("{good}%3D")),
        ("no base64url", "did:jwk:a.b".to_owned()),
        ("trailing bits", format!("{}R", did(&JWK.replace("}", " }")))),
        ("no JSON", did("{")),
        ("no object", did("[]")),
        ("a text", did(r#""kty""#)),
        ("two objects", did(&format!("{JWK}{JWK}"))),
        ("a member twice", did(&JWK.replace("{", r#"{"kty":"OKP","#))),
        ("no member x", did(r#"{"kty":"OKP","crv":"Ed25519"}"#)),
        ("not on the curve", did(&JWK.replace("11qYA", "21qYA"))),
    ] {
        let found = method(&url).map(|_| ());
        assert!(found == malformed || what == "not on the curve" && found.is_err(), "{what}: {found:?}");
    }
    let weak = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, base64url::encode(&[0; 32]));
    assert_eq!(method(&did(&weak)), Err(code::proof::KEY_WEAK));
    let encrypts = JWK.replace("\"x\"", "\"use\":\"enc\",\"x\"");
    assert_eq!(method(&did(&encrypts)), Err(code::proof::PURPOSE_NOT_AUTHORIZED));
}

#[test]
fn its_document_repeats_the_key_as_the_did_has_it() {
    let did = did(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"k"}"#);
    let document = did::document(&Did::parse(&did).unwrap()).unwrap().to_string();
    let expected = format!(
        concat!(
            r#"{{"@context":["https://www.w3.org/ns/did/v1","https://w3id.org/security/jwk/v1"],"id":"{did}","#,
            r##""verificationMethod":[{{"id":"{did}#0","type":"JsonWebKey","controller":"{did}","##,
            r#""publicKeyJwk":{{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"k"}}}}],"#,
            r##""authentication":["{did}#0"],"assertionMethod":["{did}#0"],"##,
            r##""capabilityInvocation":["{did}#0"],"capabilityDelegation":["{did}#0"]}}"##
        ),
        did = did
    );
    assert_eq!(document, expected);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}|\\{\"kty\":\"(OKP|EC)\",\"x\":\"[\\w-]{0,44}\"\\}") {
        let _ = plan(&did(&text)).map(drop);
        let _ = plan(&format!("did:jwk:{text}")).map(drop);
    }
}
