use super::*;
use crate::codec::multibase;
use crate::key::PublicKey;
use crate::report::Code;
use crate::resolve::{Found, Plan, interpret, plan};
use proptest::prelude::*;

const KEY: &str = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
const OTHER: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
const ISSUER: &str = "https://victim.example/issuers/1";

fn found(text: &str) -> Answer {
    Answer::found(Found::supplied(ISSUER, text))
}

fn look_up(url: &str, document: &str) -> Result<VerificationMethod, Code> {
    interpret(url, &found(document), Purpose::AssertionMethod).map_err(|refusal| refusal.code)
}

/// A profile as the badgr family of servers publishes it: one method, not in an array, called after the suite, for no
/// stated purpose, in a document with an empty controller.
fn profile() -> String {
    format!(
        r#"{{"@context": ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "https://www.w3.org/ns/did/v1"],
        "type": "Issuer", "id": "{ISSUER}?v=3_0", "name": "Werkstatt", "controller": "",
        "verificationMethod": {{"id": "{ISSUER}?v=3_0#key-0", "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdf-2022",
            "controller": "{ISSUER}?v=3_0", "publicKeyMultibase": "{KEY}"}}}}"#
    )
}

#[test]
fn the_need_is_the_document_without_the_fragment() {
    let Ok(Plan::Needs(need)) = plan(&format!("{ISSUER}?v=3_0#key-0")) else { panic!("an https key is looked up") };
    assert_eq!(
        (need.kind, need.url.as_str(), need.before_proof),
        (NeedKind::KeyDocument, "https://victim.example/issuers/1?v=3_0", true)
    );
    assert_eq!(need.subject, need.url);
}

#[test]
fn a_profile_lists_its_key() {
    let method = look_up(&format!("{ISSUER}?v=3_0#key-0"), &profile()).unwrap();
    assert_eq!(method.key(), Ok(&PublicKey::from_multikey(KEY).unwrap()));
    assert_eq!(method.source(), &Source::ControllerDocument);
    assert_eq!(method.controller(), format!("{ISSUER}?v=3_0"));

    let in_public_key = profile().replace("\"verificationMethod\": {", "\"publicKey\": {");
    assert!(look_up(&format!("{ISSUER}?v=3_0#key-0"), &in_public_key).is_ok());
}

#[test]
fn stated_purposes_bind() {
    let url = format!("{ISSUER}?v=3_0#key-0");
    let stating = |purposes: &str| profile().replacen("\"type\"", &format!("{purposes}, \"type\""), 1);
    assert!(look_up(&url, &stating(r##""assertionMethod": "#key-0""##)).is_ok());
    assert_eq!(look_up(&url, &stating(r##""authentication": "#key-0""##)), Err(code::proof::PURPOSE_NOT_AUTHORIZED));
    assert_eq!(look_up(&url, &stating(r#""assertionMethod": []"#)), Err(code::proof::PURPOSE_NOT_AUTHORIZED));
}

/// Case 72: the issuer's document is there and does not list the key in the fragment.
#[test]
fn di_https_issuer_fragment_key() {
    let forged = format!("{ISSUER}?v=3_0#{OTHER}");
    let method = look_up(&forged, &profile()).unwrap();
    let Source::Fragment(refusal) = method.source() else { panic!("{method:?}") };
    assert_eq!(refusal.code, code::issuer::KEY_UNBOUND);
    assert_eq!(look_up(&format!("{ISSUER}?v=3_0#key-9"), &profile()), Err(code::proof::VM_NOT_FOUND));
}

/// The key in a fragment whose document nobody can look up lets the bytes be checked, and says nothing about an issuer.
#[test]
fn a_fragment_without_its_document_is_a_claim() {
    let gone = Answer::unavailable("offline");
    let method = interpret(&format!("{ISSUER}#{KEY}"), &gone, Purpose::AssertionMethod).unwrap();
    assert_eq!(method.source(), &Source::Fragment(Refusal::new(code::issuer::KEY_UNRESOLVED, "offline")));
    let refusal = interpret(&format!("{ISSUER}#key-0"), &gone, Purpose::AssertionMethod).unwrap_err();
    assert_eq!(refusal, Refusal::new(code::proof::VM_UNRESOLVED, "offline"));

    let Ok(Plan::Immediate(method)) = plan(&format!("urn:uuid:4ca4a241-fc3b-4d92-978e-f56fa96ae795#{KEY}")) else {
        panic!("a urn cannot be looked up")
    };
    assert!(matches!(method.source(), Source::Fragment(refusal) if refusal.code == code::issuer::KEY_UNBOUND));
    let Ok(Plan::Immediate(method)) = plan(&format!("http://victim.example/1#{KEY}")) else {
        panic!("http is not looked up")
    };
    assert!(matches!(method.source(), Source::Fragment(refusal) if refusal.code == code::issuer::KEY_UNRESOLVED));
}

#[test]
fn a_key_has_a_document_of_its_own() {
    let key = |id: &str| {
        format!(r#"{{"id": "{id}", "type": "Multikey", "controller": "{ISSUER}", "publicKeyMultibase": "{KEY}"}}"#)
    };
    for url in ["https://victim.example/keys/1", "https://victim.example/keys#1"] {
        let method = look_up(url, &key(url)).unwrap();
        assert_eq!((method.source(), method.controller()), (&Source::KeyDocument, ISSUER));
    }
    let elsewhere = key("https://victim.example/keys/2");
    assert_eq!(look_up("https://victim.example/keys/1", &elsewhere), Err(code::issuer::DID_MISMATCH));
}

#[test]
fn a_list_of_somebody_elses_keys_makes_no_controller() {
    let list = format!(
        r#"{{"id": "https://keys.example/", "verificationMethod": [{{"id": "https://keys.example/#1", "type": "Multikey",
            "controller": "{ISSUER}", "publicKeyMultibase": "{KEY}"}}]}}"#
    );
    let method = look_up("https://keys.example/#1", &list).unwrap();
    assert_eq!(method.source(), &Source::KeyDocument);
}

#[test]
fn urls_that_lead_nowhere() {
    let weak = multibase::base58btc(&[&[0xed, 0x01][..], &[0; 32]].concat());
    for (url, expected) in [
        (format!("{ISSUER}#{weak}"), None),
        (format!("urn:uuid:1#{weak}"), Some(code::proof::KEY_WEAK)),
        ("https://user@victim.example/1#k".to_owned(), Some(code::proof::VM_MALFORMED)),
        ("https://victim.example\\@attacker.example/#k".to_owned(), Some(code::proof::VM_MALFORMED)),
        ("https://".to_owned(), Some(code::proof::VM_MALFORMED)),
        ("https://mi\u{442}.edu/#k".to_owned(), Some(code::proof::VM_MALFORMED)),
        ("http://victim.example/#key-1".to_owned(), Some(code::proof::VM_UNRESOLVED)),
        ("urn:uuid:1#key-1".to_owned(), Some(code::proof::VM_MALFORMED)),
        (KEY.to_owned(), Some(code::proof::VM_MALFORMED)),
        (format!("xxx:{KEY}"), Some(code::proof::VM_MALFORMED)),
        ("".to_owned(), Some(code::proof::VM_MALFORMED)),
        ("did:ion:abc#k".to_owned(), None),
        ("did:ion:abc".to_owned(), Some(code::proof::DID_METHOD_UNSUPPORTED)),
        ("did:web:victim.example".to_owned(), Some(code::proof::VM_MALFORMED)),
        ("did:web:victim.example?q#k".to_owned(), Some(code::proof::VM_UNRESOLVED)),
        ("did:web:victim.example/a#k".to_owned(), Some(code::proof::VM_UNRESOLVED)),
        (
            "did:cheqd:mainnet:abc?versionTime=2026-01-01T00:00:00Z#k".to_owned(),
            Some(code::proof::DID_METHOD_UNSUPPORTED),
        ),
        ("did:webvh:QmX:vet.example?versionId=1-Qm#k".to_owned(), Some(code::proof::DID_METHOD_UNSUPPORTED)),
        ("did:web:..:x#k".to_owned(), Some(code::proof::DID_MALFORMED)),
        ("did:web:..:x?q#k".to_owned(), Some(code::proof::DID_MALFORMED)),
        (format!("did:key:{KEY}?q#{KEY}"), Some(code::proof::DID_MALFORMED)),
    ] {
        assert_eq!(plan(&url).err().map(|refusal| refusal.code), expected, "{url}");
    }
}

#[test]
fn below_goes_by_path_segments() {
    let below = |here: &str, above: &str| {
        HttpsUrl::parse(here).is_ok_and(|here| here.is_below(HttpsUrl::parse(above).unwrap()))
    };
    for (here, above) in [
        ("https://a.example/x/keys/1", "https://a.example/x"),
        ("https://a.example/x/keys/1?v=3_0#k", "https://a.example/x#me"),
        ("https://A.example:443/x/keys/1", "https://a.example/x"),
        ("https://a.example/%78/keys/1", "https://a.example/%78"),
        ("https://a.example/x/keys/1", "https://a.example/x/"),
        ("https://a.example/keys/1", "https://a.example"),
        ("https://a.example/keys/1", "https://a.example/"),
    ] {
        assert!(below(here, above), "{here} {above}");
    }
    for (here, above) in [
        ("https://a.example/x2", "https://a.example/x"),
        ("https://a.example/y", "https://a.example/x"),
        ("https://a.example/x/../y/1", "https://a.example/x"),
        ("https://a.example/x/%2e%2e/y/1", "https://a.example/x"),
        ("https://a.example/x/..%2Fy/1", "https://a.example/x"),
        ("https://a.example/x/..%2fy/1", "https://a.example/x"),
        ("https://a.example/x/..%5cy/1", "https://a.example/x"),
        ("https://a.example/x/..%252fy/1", "https://a.example/x"),
        ("https://a.example/x/%252e%252e/y/1", "https://a.example/x"),
        ("https://a.example/x/..;/y/1", "https://a.example/x"),
        ("https://a.example/x/1", "https://a.example/%78"),
        ("https://a.example/?to=/keys/1", "https://a.example/"),
        ("https://a.example/?to=/keys/1", "https://a.example"),
        ("https://a.example/", "https://a.example"),
        ("https://a.example/x", "https://a.example/x"),
        ("https://a.example:8443/x/1", "https://a.example/x"),
        ("https://a.example.evil.example/x/1", "https://a.example/x"),
        ("https://a.example/x/1", "https://a.example/x?id=1"),
        ("https://a.example/x", "https://a.example/x/"),
    ] {
        assert!(!below(here, above), "{here} {above}");
    }
}

proptest! {
    #[test]
    fn no_url_makes_it_panic(url in "(https://|urn:|http://|did:web:)?\\PC{0,40}(#z6Mk\\PC{0,20})?") {
        let _ = plan(&url);
        let _ = interpret(&url, &found(&profile()), Purpose::AssertionMethod);
    }
}
