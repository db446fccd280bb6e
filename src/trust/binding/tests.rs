use super::*;
use crate::report::Code;
use crate::resolve::{Found, Memory, Plan, Resolver, interpret, plan};
use proptest::prelude::*;

pub(in crate::trust) const KEY: &str = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
pub(in crate::trust) const ATTACKER: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";

/// The whole way, as a session goes it: may it bind, plan, fetch, interpret, bind, fetch again.
pub(super) fn verify(issuer: &str, url: &str, documents: &Memory) -> Result<Binding, Code> {
    let purpose = Purpose::AssertionMethod;
    let run = || {
        may_bind(issuer, url)?;
        let method = match plan(url)? {
            Plan::Immediate(method) => method,
            Plan::Needs(need) => interpret(url, &documents.resolve(&need), purpose)?,
        };
        match bind(issuer, &method)? {
            Bond::Bound(binding) => Ok(binding),
            Bond::Needs(need) => bind_by_document(issuer, &method, &documents.resolve(&need), purpose),
        }
    };
    run().map_err(|refusal: Refusal| refusal.code)
}

pub(super) fn basis(issuer: &str, url: &str, documents: &Memory) -> Result<Basis, Code> {
    verify(issuer, url, documents).map(|binding| binding.basis())
}

pub(in crate::trust) fn did_key(multikey: &str) -> Binding {
    let did = format!("did:key:{multikey}");
    verify(&did, &format!("{did}#{multikey}"), &Memory::new()).unwrap()
}

pub(super) fn key(id: &str, controller: &str, multikey: &str) -> String {
    format!(r#"{{"id": "{id}", "type": "Multikey", "controller": "{controller}", "publicKeyMultibase": "{multikey}"}}"#)
}

pub(super) fn document(id: &str, method: &str) -> String {
    format!(r#"{{"id": "{id}", "verificationMethod": [{method}], "assertionMethod": ["{id}#key-1"]}}"#)
}

#[test]
fn did_key_binds_only_the_issuer_that_it_is() {
    let did = format!("did:key:{KEY}");
    let none = Memory::new();
    assert_eq!(basis(&did, &format!("{did}#{KEY}"), &none), Ok(Basis::Did));
    assert_eq!(basis(&did, &did, &none), Ok(Basis::Did));
    for issuer in [
        "https://victim.example/",
        "did:web:victim.example",
        "urn:uuid:1",
        "",
        &format!("did:key:{ATTACKER}"),
        &format!("{did} "),
    ] {
        assert_eq!(basis(issuer, &format!("{did}#{KEY}"), &none), Err(code::issuer::KEY_UNBOUND), "{issuer}");
    }
}

#[test]
fn did_web_binds_through_its_document() {
    let did = "did:web:victim.example";
    let documents = Memory::new().with(did, document(did, &key(&format!("{did}#key-1"), did, KEY)));
    assert_eq!(basis(did, "did:web:victim.example#key-1", &documents), Ok(Basis::DidDocument));
    assert_eq!(
        basis("https://victim.example/", "did:web:victim.example#key-1", &documents),
        Err(code::issuer::KEY_UNBOUND)
    );
    assert_eq!(
        basis("did:web:Victim.example", "did:web:victim.example#key-1", &documents),
        Err(code::issuer::KEY_UNBOUND)
    );
    // Case 71.
    assert_eq!(basis(did, &format!("{did}#{ATTACKER}"), &documents), Err(code::proof::VM_NOT_FOUND));
}

/// Case 72: the fragment looks like a key, and the issuer's document does not list it.
#[test]
fn di_https_issuer_fragment_key() {
    let issuer = "https://victim.example/iss";
    let documents = Memory::new().with(issuer, document(issuer, &key(&format!("{issuer}#key-1"), issuer, KEY)));
    assert_eq!(basis(issuer, &format!("{issuer}#key-1"), &documents), Ok(Basis::IssuerDocument));
    assert_eq!(basis(issuer, &format!("{issuer}#{ATTACKER}"), &documents), Err(code::issuer::KEY_UNBOUND));
    assert_eq!(basis(issuer, &format!("{issuer}#{KEY}"), &documents), Err(code::issuer::KEY_UNBOUND));
    assert_eq!(basis(issuer, &format!("{issuer}#{KEY}"), &Memory::new()), Err(code::issuer::KEY_UNRESOLVED));
    assert_eq!(basis("urn:uuid:1", &format!("urn:uuid:1#{KEY}"), &documents), Err(code::issuer::KEY_UNBOUND));
}

/// Case 74, for keys under https URLs.
#[test]
fn di_controller_other() {
    let (issuer, url) = ("https://victim.example/iss", "https://victim.example/iss/keys/1");
    let documents = Memory::new().with(url, key(url, "https://attacker.example/", ATTACKER));
    assert_eq!(basis(issuer, url, &documents), Err(code::proof::VM_CONTROLLER));
}

/// Case 80: the issuer's proof was taken away and the attacker's stays, wherever the attacker keeps the key.
#[test]
fn di_strong_removed() {
    let attacker = "https://attacker.example/key";
    let documents = Memory::new().with(attacker, key(attacker, "https://victim.example/iss", ATTACKER)).with(
        "did:web:attacker.example",
        document("did:web:attacker.example", &key("#key-1", "did:web:attacker.example", ATTACKER)),
    );
    for url in [
        attacker,
        "did:web:attacker.example#key-1",
        &format!("did:key:{ATTACKER}#{ATTACKER}"),
        &format!("{attacker}#{ATTACKER}"),
    ] {
        for issuer in ["https://victim.example/iss", "did:web:victim.example"] {
            assert_eq!(basis(issuer, url, &documents), Err(code::issuer::KEY_UNBOUND), "{url}");
        }
    }
}

/// A stranger's address is never fetched: the answer is known before anything is.
#[test]
fn nothing_is_fetched_from_hosts_that_cannot_bind() {
    for (issuer, url) in [
        ("https://victim.example/iss", "https://attacker.example/key#1"),
        ("https://victim.example/iss", "https://victim.example:8443/key#1"),
        ("https://victim.example/iss", "https://victim.example.attacker.example/key#1"),
        ("https://victim.example/iss", "did:web:victim.example#1"),
        ("did:web:victim.example", "https://victim.example/key#1"),
        ("urn:uuid:1", "https://attacker.example/key#1"),
    ] {
        assert_eq!(may_bind(issuer, url).unwrap_err().code, code::issuer::KEY_UNBOUND, "{issuer} {url}");
    }
}

#[test]
fn key_documents_below_the_issuer_are_the_issuers() {
    for (issuer, url) in [
        ("https://vet.example/", "https://vet.example/keys/1"),
        ("https://vet.example", "https://vet.example/keys/1"),
        ("https://vet.example/iss", "https://vet.example/iss/keys/1"),
    ] {
        let alone = Memory::new().with(url, key(url, issuer, KEY));
        assert_eq!(basis(issuer, url, &alone), Err(code::issuer::KEY_UNRESOLVED), "{issuer}");
        let beside_a_page = alone.with(issuer, "<!DOCTYPE html><title>VET</title>");
        assert_eq!(basis(issuer, url, &beside_a_page), Ok(Basis::KeyDocument), "{issuer}");
    }
}

/// What stands at the issuer's own URL is the issuer's word, so nobody else is asked.
#[test]
fn the_issuers_own_document_needs_no_other() {
    let (issuer, url) = ("https://vet.example/iss#me", "https://vet.example/iss#key-1");
    let own = format!(r#"{{"id": "https://vet.example/iss", "verificationMethod": [{}]}}"#, key(url, issuer, KEY));
    let documents = Memory::new().with("https://vet.example/iss", own);
    assert_eq!(basis(issuer, url, &documents), Ok(Basis::KeyDocument));
}

/// Two issuers on one host: the key that one of them publishes cannot speak for the other.
#[test]
fn key_documents_beside_the_issuer_need_its_word() {
    let (issuer, url) = ("https://host.example/victim", "https://host.example/attacker/key");
    let claims = Memory::new().with(url, key(url, issuer, ATTACKER));
    assert_eq!(basis(issuer, url, &claims), Err(code::issuer::KEY_UNRESOLVED));

    let silent = claims.clone().with(issuer, document(issuer, &key(&format!("{issuer}#key-1"), issuer, KEY)));
    assert_eq!(basis(issuer, url, &silent), Err(code::proof::PURPOSE_NOT_AUTHORIZED));

    let foreign = claims.clone().with(issuer, document("https://host.example/attacker", ""));
    assert_eq!(basis(issuer, url, &foreign), Err(code::issuer::DID_MISMATCH));

    let agreeing = claims.clone().with(issuer, format!(r#"{{"id": "{issuer}", "assertionMethod": ["{url}"]}}"#));
    assert_eq!(basis(issuer, url, &agreeing), Ok(Basis::Both));

    let other_key = format!(r#"{{"id": "{issuer}", "assertionMethod": [{}]}}"#, key(url, issuer, KEY));
    assert_eq!(basis(issuer, url, &claims.with(issuer, other_key)), Err(code::issuer::KEY_UNBOUND));
}

#[test]
fn keys_of_other_kinds_bind_nobody() {
    let did = "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme";
    assert_eq!(basis(did, did, &Memory::new()), Err(code::proof::KEY_TYPE_MISMATCH));
    let p256 = "did:key:zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP";
    assert_eq!(basis(p256, p256, &Memory::new()), Ok(Basis::Did));
}

proptest! {
    /// However the attacker writes the method, and whatever the attacker's own documents say: without a word from the
    /// victim's places the victim is not bound.
    #[test]
    fn nothing_of_the_attackers_binds_the_victim(
        issuer in prop::sample::select(vec!["did:web:victim.example", "https://victim.example/iss", "did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"]),
        url in "(https://(victim|attacker)\\.example/(iss|[a-z/#?@.%]{0,8})|did:web:(victim|attacker)\\.example)(#key-1|#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2)?",
        controller in prop::sample::select(vec!["did:web:victim.example", "https://victim.example/iss", "https://attacker.example/"]),
    ) {
        prop_assume!(!url.starts_with("https://victim.example/iss"));
        let body = |id: &str| format!(
            r#"{{"id": "{id}", "assertionMethod": [{}], "verificationMethod": []}}"#,
            key(&url, controller, ATTACKER)
        );
        if let Ok(Plan::Needs(need)) = plan(&url)
            && !need.subject.contains("victim")
        {
            let answer = Answer::found(Found::supplied(need.url.as_str(), body(&need.subject)));
            if let Ok(method) = interpret(&url, &answer, Purpose::AssertionMethod) {
                prop_assert!(!matches!(bind(issuer, &method), Ok(Bond::Bound(_))));
            }
            prop_assert!(may_bind(issuer, &url).is_err());
        }
    }

    #[test]
    fn no_text_makes_it_panic(issuer in "\\PC{0,40}", url in "(did:key:|did:web:|https://)?\\PC{0,40}") {
        prop_assert!(verify(&issuer, &url, &Memory::new()).is_err());
    }
}
