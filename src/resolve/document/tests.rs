use super::*;
use crate::json::Value;
use crate::key::{Jwk, KeyType};
use crate::report::Code;
use crate::resolve::{Found, Memory, Offline, Plan, Resolver, Source, plan};
use chrono::{DateTime, Utc};
use proptest::prelude::*;

const VICTIM: &str = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
const ATTACKER: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

/// A document as issuers publish it: one key by reference, one embedded for another purpose, one of an unknown type.
fn good() -> String {
    format!(
        r##"{{
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": "did:web:victim.example",
        "verificationMethod": [
            {{"id": "did:web:victim.example#key-1", "type": "Multikey", "controller": "did:web:victim.example",
              "publicKeyMultibase": "{VICTIM}"}},
            {{"id": "#key-2", "type": "JsonWebKey", "controller": "did:web:victim.example",
              "publicKeyJwk": {{"kty": "OKP", "crv": "Ed25519", "x": "{X}"}}}},
            {{"id": "#old", "type": "Ed25519VerificationKey2018", "controller": "did:web:victim.example", "publicKeyBase58": "x"}}
        ],
        "authentication": [{{"id": "did:web:victim.example#login", "type": "Ed25519VerificationKey2020",
            "controller": "did:web:victim.example", "publicKeyMultibase": "{VICTIM}"}}],
        "assertionMethod": ["did:web:victim.example#key-1", "#key-2", "#old", "#gone"]
    }}"##
    )
}

fn look_up(fragment: &str, document: &str) -> Result<VerificationMethod, Refusal> {
    let url = format!("did:web:victim.example#{fragment}");
    let Ok(Plan::Needs(need)) = plan(&url) else { panic!("a did:web is looked up") };
    let memory = Memory::new().with("did:web:victim.example", document);
    super::super::interpret(&url, &memory.resolve(&need), Purpose::AssertionMethod)
}

fn refused(fragment: &str, document: &str) -> Code {
    look_up(fragment, document).unwrap_err().code
}

#[test]
fn methods_are_found_by_absolute_and_relative_ids() {
    let first = look_up("key-1", &good()).unwrap();
    assert_eq!(first.key(), Ok(&PublicKey::from_multikey(VICTIM).unwrap()));
    assert_eq!((first.controller(), first.source()), ("did:web:victim.example", &Source::ControllerDocument));
    let second = look_up("key-2", &good()).unwrap();
    assert_eq!(second.key().unwrap().as_bytes(), crate::codec::base64url::decode(X).unwrap());
}

/// Case 71: the attacker signs with a key of their own and writes it as the fragment of somebody's DID.
#[test]
fn di_fragment_key_forgery() {
    assert_eq!(refused(ATTACKER, &good()), code::proof::VM_NOT_FOUND);
    // Nor does the key that really is the victim's count under a name that the document does not give it.
    assert_eq!(refused(VICTIM, &good()), code::proof::VM_NOT_FOUND);
    // Without the document nothing is concluded from the fragment at all.
    let url = format!("did:web:victim.example#{ATTACKER}");
    let Ok(Plan::Needs(need)) = plan(&url) else { panic!("a did:web is looked up") };
    let refusal = super::super::interpret(&url, &Offline.resolve(&need), Purpose::AssertionMethod).unwrap_err();
    assert_eq!(refusal.code, code::proof::VM_UNRESOLVED);
}

/// Whoever has given up a DID signs nothing with it any more.
#[test]
fn a_deactivated_did_has_no_keys() {
    let saying = |said: &str| good().replacen('{', &format!(r#"{{"deactivated": {said},"#), 1);
    for said in ["true", "\"true\"", "null", "1"] {
        assert_eq!(refused("key-1", &saying(said)), code::proof::KEY_REVOKED, "{said}");
    }
    assert!(look_up("key-1", &saying("false")).is_ok());
    let did = Did::parse("did:web:victim.example").unwrap();
    let key = PublicKey::from_multikey(VICTIM).unwrap();
    let vouch = |document: String| {
        let answer = Answer::found(Found::supplied("https://victim.example/.well-known/did.json", document));
        vouch_for_key(
            &did,
            "https://victim.example/.well-known/did.json",
            &answer,
            &key,
            None,
            Purpose::AssertionMethod,
        )
    };
    assert!(vouch(good()).is_ok());
    assert_eq!(vouch(saying("true")).unwrap_err().code, code::proof::KEY_REVOKED);
}

/// Case 74.
#[test]
fn di_controller_other() {
    let document =
        good().replacen(r#""controller": "did:web:victim.example""#, r#""controller": "did:web:attacker.example""#, 1);
    assert_eq!(refused("key-1", &document), code::proof::VM_CONTROLLER);
}

/// Case 75.
#[test]
fn di_purpose_authentication() {
    assert_eq!(refused("login", &good()), code::proof::PURPOSE_NOT_AUTHORIZED);
    let for_agreement = good().replace("assertionMethod", "keyAgreement");
    assert_eq!(refused("key-1", &for_agreement), code::proof::PURPOSE_NOT_AUTHORIZED);
    let for_nothing =
        good().replace(r#""assertionMethod": ["did:web:victim.example#key-1","#, r#""assertionMethod": ["#);
    assert_eq!(refused("key-1", &for_nothing), code::proof::PURPOSE_NOT_AUTHORIZED);
}

#[test]
fn a_purpose_that_is_asked_for_is_a_purpose_that_counts() {
    let url = "did:web:victim.example#login";
    let answer = Answer::found(Found::supplied(url, good()));
    assert!(super::super::interpret(url, &answer, Purpose::Authentication).is_ok());
}

/// Case 105.
#[test]
fn web_doc_id_mismatch() {
    for id in ["did:web:other.example", "did:web:Victim.example", "did:web:victim.example#", ""] {
        let document = good().replace(r#""id": "did:web:victim.example","#, &format!(r#""id": "{id}","#));
        assert_eq!(refused("key-1", &document), code::issuer::DID_MISMATCH, "{id}");
    }
    let document = good().replace(r#""id": "did:web:victim.example","#, "");
    assert_eq!(refused("key-1", &document), code::issuer::DID_MISMATCH);
}

/// Case 106, as far as it arrives here.
#[test]
fn what_is_no_document_decides_nothing() {
    for document in ["<html></html>", "", "[]", "\"x\"", r#"{"id": "a", "id": "b"}"#, "{\"a\":1e999}"] {
        assert_eq!(refused("key-1", document), code::proof::VM_UNRESOLVED, "{document}");
    }
    assert_eq!(refused("key-1", &" ".repeat(300 * 1024)), code::proof::VM_UNRESOLVED);
    let url = "did:web:victim.example#key-1";
    let page = Answer::found(Found::supplied(url, good()).served_as("text/html"));
    for answer in [page, Answer::NotFound] {
        let refusal = super::super::interpret(url, &answer, Purpose::AssertionMethod).unwrap_err();
        assert_eq!(refusal.code, code::proof::VM_UNRESOLVED);
    }
    let blocked = Answer::Unavailable { code: Some(code::input::LIMIT_NEEDS), reason: "blocked".to_owned() };
    let refusal = super::super::interpret(url, &blocked, Purpose::AssertionMethod).unwrap_err();
    assert_eq!(refusal, Refusal::new(code::input::LIMIT_NEEDS, "blocked"));
}

/// Case 103, for hosts whose own client follows redirects.
#[test]
fn web_redirects_are_not_followed() {
    let url = "did:web:victim.example#key-1";
    let now = "2026-11-23T12:00:00Z".parse().unwrap();
    let from = |last: &str| {
        let answer = Answer::found(Found::supplied(url, good()).fetched(last, now));
        super::super::interpret(url, &answer, Purpose::AssertionMethod).map_err(|refusal| refusal.code)
    };
    assert!(from("https://victim.example/.well-known/did.json").is_ok());
    assert!(from("https://victim.example:443/.well-known/did.json").is_ok());
    for last in ["https://attacker.example/did.json", "https://victim.example/did.json", "http://169.254.169.254/", ""]
    {
        assert_eq!(from(last), Err(code::proof::VM_UNRESOLVED), "{last}");
    }
}

#[test]
fn two_descriptions_of_one_method_are_refused() {
    let embedded = |key: &str| {
        good().replace(
            r##""#key-2", "##,
            &format!(
                r##"{{"id": "did:web:victim.example#key-1", "type": "Multikey", "controller": "did:web:victim.example",
                "publicKeyMultibase": "{key}"}}, "##
            ),
        )
    };
    assert_eq!(refused("key-1", &embedded(ATTACKER)), code::proof::KEY_MALFORMED);
    assert!(look_up("key-1", &embedded(VICTIM)).is_ok());
}

#[test]
fn methods_are_read_strictly() {
    let with = |from: &str, to: &str| good().replacen(from, to, 1);
    let multikey = format!(r#""publicKeyMultibase": "{VICTIM}""#);
    assert_eq!(refused("old", &good()), code::proof::UNSUPPORTED);
    assert_eq!(refused("gone", &good()), code::proof::VM_NOT_FOUND);
    assert_eq!(refused("key-1", &with(&multikey, r#""publicKeyMultibase": "z6Mk""#)), code::proof::KEY_MALFORMED);
    assert_eq!(refused("key-1", &with(&multikey, r#""publicKeyMultibase": 7"#)), code::proof::KEY_MALFORMED);
    assert_eq!(refused("key-1", &with(&multikey, r#""x": 7"#)), code::proof::KEY_MALFORMED);
    let both = format!(r#"{multikey}, "publicKeyJwk": {{"kty": "OKP", "crv": "Ed25519", "x": "{X}"}}"#);
    assert_eq!(refused("key-1", &with(&multikey, &both)), code::proof::KEY_MALFORMED);
    assert_eq!(refused("key-1", &with(r#""type": "Multikey""#, r#""type": "JsonWebKey""#)), code::proof::KEY_MALFORMED);
    assert_eq!(
        refused("key-1", &with(r#""type": "Multikey""#, r#""type": "DataIntegrityProof""#)),
        code::proof::UNSUPPORTED
    );
    assert_eq!(refused("key-1", &with(r#", "type": "Multikey""#, "")), code::proof::KEY_MALFORMED);
    let weak = crate::codec::multibase::base58btc(&[&[0xed, 0x01][..], &[0; 32]].concat());
    assert_eq!(refused("key-1", &with(VICTIM, &weak)), code::proof::KEY_WEAK);
    let p256 = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP";
    assert_eq!(look_up("key-1", &with(VICTIM, p256)).unwrap().key(), Ok(&PublicKey::from_multikey(p256).unwrap()));
    let secp256k1 = "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme";
    assert_eq!(look_up("key-1", &with(VICTIM, secp256k1)).unwrap().key(), Err(KeyType::Secp256k1));
    let p256_in_2020 = with(VICTIM, p256).replacen("Multikey\"", "Ed25519VerificationKey2020\"", 1);
    assert_eq!(refused("key-1", &p256_in_2020), code::proof::KEY_MALFORMED);
}

/// Case 67, for keys that are published in documents.
#[test]
fn published_private_keys_are_flagged_and_not_echoed() {
    let in_jwk = good().replace(r#""kty": "OKP","#, r#""kty": "OKP", "d": "c2VjcmV0","#);
    let beside =
        good().replacen(r#""type": "Multikey","#, r#""type": "Multikey", "secretKeyMultibase": "c2VjcmV0","#, 1);
    for (fragment, document) in [("key-2", in_jwk), ("key-1", beside)] {
        let refusal = look_up(fragment, &document).unwrap_err();
        assert_eq!(refusal.code, code::proof::KEY_PRIVATE_EXPOSED);
        assert!(!refusal.to_string().contains("c2VjcmV0"));
    }
}

#[test]
fn expiry_and_revocation_are_read_and_judged() {
    let with = |member: &str, value: &str| {
        look_up(
            "key-1",
            &good().replacen(r#""type": "Multikey","#, &format!(r#""type": "Multikey", "{member}": {value},"#), 1),
        )
    };
    let noon: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
    let second = chrono::TimeDelta::seconds(1);
    for member in ["expires", "revoked"] {
        let method = with(member, r#""2026-11-23T13:00:00+01:00""#).unwrap();
        assert_eq!(method.check_at(noon - second), Ok(()));
        assert_eq!(method.check_at(noon).unwrap_err().code, code::proof::KEY_REVOKED);
        for bad in [
            r#""2026-11-23""#,
            r#""2026-11-23T12:00:00""#,
            r#""2026-11-23 12:00:00Z""#,
            r#""2026-11-23T12:00:00z""#,
            r#""2026-11-23T11:59:60Z""#,
            r#""2026-11-23T12:00:00+23:00""#,
            "7",
            "null",
        ] {
            assert_eq!(with(member, bad).unwrap_err().code, code::proof::KEY_MALFORMED, "{bad}");
        }
    }
}

/// A document of many methods, and this one last.
fn after_many(count: usize, last: &str) -> String {
    let other =
        |at: usize| format!(r##"{{"id": "#other-{at}", "type": "X", "controller": "did:web:victim.example"}}"##);
    let others: Vec<_> = (0..count).map(other).collect();
    format!(
        r##"{{"id": "did:web:victim.example", "verificationMethod": [{}, {last}], "assertionMethod": ["#key-1"]}}"##,
        others.join(",")
    )
}

/// And what it says of a key by its value, its id, or the URL of its method.
fn said_of(document: &str) -> [Result<Lifetime, Code>; 3] {
    let did = Did::parse("did:web:victim.example").unwrap();
    let answer = Answer::found(Found::supplied(did.as_str(), document));
    let address = "https://victim.example/.well-known/did.json";
    let (key, purpose) = (PublicKey::from_multikey(VICTIM).unwrap(), Purpose::AssertionMethod);
    [
        vouch_for_key(&did, address, &answer, &key, None, purpose),
        interpret_id(&did, address, &answer, "key-1", purpose).map(|method| method.lifetime),
        interpret(&DidUrl::parse("did:web:victim.example#key-1").unwrap(), address, &answer, purpose)
            .map(|method| method.lifetime),
    ]
    .map(|said| said.map_err(|refusal| refusal.code))
}

fn method(id: &str, more: &str) -> String {
    format!(
        r##"{{"id": "#{id}", "type": "Multikey", "controller": "did:web:victim.example", {more} "publicKeyMultibase": "{VICTIM}"}}"##
    )
}

#[test]
fn a_method_is_found_wherever_in_a_document_it_stands() {
    assert_eq!(said_of(&after_many(1_500, &method("key-1", ""))), [Ok(Lifetime::default()); 3]);
    // Also where that counts against a key.
    let twice = format!("{}, {}", method("key-1", ""), method("key-1", r#""expires": "2026-01-01T00:00:00Z","#));
    let [by_value, by_id, by_url] = said_of(&after_many(1_500, &twice));
    assert_eq!(by_value, Err(code::issuer::KEY_UNBOUND));
    assert_eq!((by_id, by_url), (Err(code::proof::KEY_MALFORMED), Err(code::proof::KEY_MALFORMED)));
    // More than may be read of a document leaves open what is in it.
    let [by_value, by_id, by_url] = said_of(&after_many(4_000, &method("key-1", "")));
    assert_eq!(by_value, Err(code::issuer::KEY_UNRESOLVED));
    assert_eq!((by_id, by_url), (Err(code::proof::VM_UNRESOLVED), Err(code::proof::VM_UNRESOLVED)));
}

/// Documents list a key as a Multikey and as a JWK. Where one of them says that it has ended, it has.
#[test]
fn a_key_ends_under_all_of_its_names() {
    let revoked = r#""revoked": "2026-01-01T00:00:00Z","#;
    let in_jwk = format!(
        r##"{{"id": "#old", "type": "JsonWebKey", "controller": "did:web:victim.example", {revoked} "publicKeyJwk": {}}}"##,
        Value::from(Jwk::new(PublicKey::from_multikey(VICTIM).unwrap()).to_json())
    );
    let of_another = method("old", revoked).replace("did:web:victim.example", "did:web:other.example");
    let of_another_type = method("old", revoked).replace("Multikey\"", "AnotherKey\"");
    for old in [method("old", revoked), in_jwk, of_another, of_another_type] {
        for said in said_of(&after_many(500, &format!("{}, {old}", method("key-1", "")))) {
            assert_eq!(said.map(|lifetime| lifetime.revoked.is_some()), Ok(true), "{old}");
        }
    }
    let exposed = method("old", r#""secretKeyMultibase": "z","#);
    let [_, by_id, by_url] = said_of(&after_many(1, &format!("{}, {exposed}", method("key-1", ""))));
    assert_eq!((by_id, by_url), (Err(code::proof::KEY_PRIVATE_EXPOSED), Err(code::proof::KEY_PRIVATE_EXPOSED)));
}

proptest! {
    #[test]
    fn no_document_makes_it_panic(bytes: Vec<u8>) {
        let url = "did:web:victim.example#key-1";
        let answer = Answer::found(Found::supplied(url, bytes));
        prop_assert!(super::super::interpret(url, &answer, Purpose::AssertionMethod).is_err());
    }

    /// Any one character of a good document changed: a panic never, another key never.
    #[test]
    fn no_damaged_document_makes_it_panic(at in 0..1000_usize, byte in prop::sample::select(&b"\"{}[]:,#0\\ "[..])) {
        let mut bytes = good().into_bytes();
        let place = at % bytes.len();
        bytes[place] = byte;
        let url = "did:web:victim.example#key-1";
        let answer = Answer::found(Found::supplied(url, bytes));
        if let Ok(method) = super::super::interpret(url, &answer, Purpose::AssertionMethod) {
            prop_assert_eq!(method.key().unwrap().to_multikey(), VICTIM);
        }
    }
}
