use super::*;
use crate::codec::base64url;
use crate::report::Code;
use crate::resolve::{Found, Memory, Plan, Resolver, interpret, plan};
use proptest::prelude::*;

pub(in crate::trust) const KEY: &str = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
pub(in crate::trust) const ATTACKER: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";

/// The whole way, as a session goes it: may it bind, plan, fetch, interpret, bind, fetch again.
fn verify(issuer: &str, url: &str, documents: &Memory) -> Result<Binding, Code> {
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

fn basis(issuer: &str, url: &str, documents: &Memory) -> Result<Basis, Code> {
    verify(issuer, url, documents).map(|binding| binding.basis())
}

pub(in crate::trust) fn did_key(multikey: &str) -> Binding {
    let did = format!("did:key:{multikey}");
    verify(&did, &format!("{did}#{multikey}"), &Memory::new()).unwrap()
}

fn key(id: &str, controller: &str, multikey: &str) -> String {
    format!(r#"{{"id": "{id}", "type": "Multikey", "controller": "{controller}", "publicKeyMultibase": "{multikey}"}}"#)
}

fn document(id: &str, method: &str) -> String {
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

const SCHOOL: &str = "https://school.example/";
const UPLOAD: &str = "https://school.example/uploads/x.json";

/// What comes of a learner's upload on the issuer's host that calls the issuer its controller, by what the issuer's own document is.
fn uploaded(own: &str) -> Result<Basis, Code> {
    let documents = Memory::new().with(UPLOAD, key(UPLOAD, SCHOOL, ATTACKER)).with(SCHOOL, own);
    basis(SCHOOL, UPLOAD, &documents)
}

fn jwk(multikey: &str) -> String {
    let key = PublicKey::from_multikey(multikey).unwrap();
    format!(r#"{{"kty": "OKP", "crv": "Ed25519", "x": "{}"}}"#, base64url::encode(key.as_bytes()))
}

/// As 1EdTech has it: a profile without keys, a page, or nothing.
#[test]
fn an_issuer_that_speaks_of_no_keys_is_taken_at_the_word_of_its_key_document() {
    for silent in [
        "<!DOCTYPE html><title>School</title>",
        "{}",
        r#"{"id": "https://school.example/", "type": "Profile", "name": "School"}"#,
        r#"{"id": "https://school.example/", "type": "Profile", "verificationMethod": null}"#,
        r#"{"id": "https://www.school.example/", "type": "Profile"}"#,
        r#"{"id": "https://school.example/", "jwks": "https://school.example/keys"}"#,
    ] {
        assert_eq!(uploaded(silent), Ok(Basis::KeyDocument), "{silent}");
    }
}

/// It has said which keys are its own, and whoever can put a file on its host says nothing for it.
#[test]
fn an_issuer_that_lists_its_keys_has_no_others_below() {
    let own = |members: &str| format!(r#"{{"id": "{SCHOOL}", {members}}}"#);
    let its = key("#key-1", SCHOOL, KEY);
    for (lists, refused) in [
        (own(&format!(r##""verificationMethod": [{its}], "assertionMethod": ["#key-1"]"##)), code::issuer::KEY_UNBOUND),
        (own(&format!(r#""verificationMethod": [{its}]"#)), code::issuer::KEY_UNBOUND),
        (own(&format!(r#""assertionMethod": {its}"#)), code::issuer::KEY_UNBOUND),
        (own(&format!(r#""publicKey": {its}"#)), code::issuer::KEY_UNBOUND),
        (own(r#""assertionMethod": "https://school.example/keys/1""#), code::issuer::KEY_UNBOUND),
        (own(r#""assertionMethod": []"#), code::issuer::KEY_UNBOUND),
        // The name is the upload's, the key is not.
        (own(&format!(r#""assertionMethod": [{}]"#, key(UPLOAD, SCHOOL, KEY))), code::issuer::KEY_UNBOUND),
        // Listed, for something else.
        (
            own(&format!(
                r#""verificationMethod": [{}], "authentication": ["{UPLOAD}"]"#,
                key(UPLOAD, SCHOOL, ATTACKER)
            )),
            code::proof::PURPOSE_NOT_AUTHORIZED,
        ),
        (own(&format!(r#""keyAgreement": [{}]"#, key("#a", SCHOOL, ATTACKER))), code::proof::PURPOSE_NOT_AUTHORIZED),
        (
            own(&format!(r#""assertionMethod": [{}]"#, key("#a", "https://attacker.example/", ATTACKER))),
            code::proof::PURPOSE_NOT_AUTHORIZED,
        ),
        // Keys of somebody under the issuer's address: another spelling of the issuer may be meant, and it lists others.
        (document("https://school.example", &its), code::issuer::DID_MISMATCH),
        (format!(r#"{{"keys": [{}]}}"#, jwk(KEY)), code::issuer::KEY_UNBOUND),
        (own(&format!(r#""jwks": {{"keys": [{}]}}"#, jwk(KEY))), code::issuer::KEY_UNBOUND),
    ] {
        assert_eq!(uploaded(&lists), Err(refused), "{lists}");
    }
    for lists in [
        own(&format!(r#""assertionMethod": ["{UPLOAD}"]"#)),
        own(&format!(r#""verificationMethod": ["{UPLOAD}"]"#)),
        own(&format!(r#""assertionMethod": [{its}, {}]"#, key(UPLOAD, SCHOOL, ATTACKER))),
        // The same key under the issuer's own name for it.
        own(&format!(r##""verificationMethod": [{}], "assertionMethod": ["#a"]"##, key("#a", SCHOOL, ATTACKER))),
        format!(r#"{{"keys": [{}, {}]}}"#, jwk(KEY), jwk(ATTACKER)),
        own(&format!(r#""jwks": {{"keys": [{}]}}"#, jwk(ATTACKER))),
    ] {
        assert_eq!(uploaded(&lists), Ok(Basis::Both), "{lists}");
    }
}

#[test]
fn an_issuer_that_revokes_a_key_revokes_what_stands_below() {
    let end = "2026-01-01T00:00:00Z";
    let ended =
        |id: &str, member: &str| key(id, SCHOOL, ATTACKER).replacen('{', &format!(r#"{{"{member}": "{end}", "#), 1);
    for (id, listed) in [(UPLOAD, UPLOAD), ("#a", "#a"), ("#a", UPLOAD)] {
        for member in ["revoked", "expires"] {
            let own = format!(
                r#"{{"id": "{SCHOOL}", "verificationMethod": [{}], "assertionMethod": ["{listed}"]}}"#,
                ended(id, member)
            );
            let documents = Memory::new().with(UPLOAD, key(UPLOAD, SCHOOL, ATTACKER)).with(SCHOOL, own);
            let binding = verify(SCHOOL, UPLOAD, &documents).unwrap();
            assert_eq!(binding.check_at("2025-12-31T23:59:59Z".parse().unwrap()), Ok(()));
            let refusal = binding.check_at(end.parse().unwrap()).unwrap_err();
            assert_eq!(refusal.code, code::proof::KEY_REVOKED, "{id} {member}");
        }
    }
}

/// An issuer need not say anything; but who was not asked, or not heard, was not silent. A stranger can see to that: by uploads whose
/// addresses are asked for first, until the issuer's host has had enough.
#[test]
fn what_was_not_heard_is_not_silence() {
    let purpose = Purpose::AssertionMethod;
    let Ok(Plan::Needs(need)) = plan(UPLOAD) else { panic!("it is looked up") };
    let upload = Memory::new().with(UPLOAD, key(UPLOAD, SCHOOL, ATTACKER));
    let method = interpret(UPLOAD, &upload.resolve(&need), purpose).unwrap();
    let Ok(Bond::Needs(need)) = bind(SCHOOL, &method) else { panic!("the issuer is asked") };
    assert_eq!((need.kind, need.url.as_str(), need.before_proof), (NeedKind::KeyDocument, SCHOOL, true));
    let comes_of = |answer: &Answer| bind_by_document(SCHOOL, &method, answer, purpose).map(|bound| bound.basis());
    let failed = |code| Answer::Unavailable { code, reason: "it failed".to_owned() };
    let elsewhere = "https://attacker.example/";
    let redirected = Found::supplied(SCHOOL, document(SCHOOL, &key("#key-1", SCHOOL, KEY)));
    for silent in [
        Answer::NotFound,
        failed(Some(code::net::MEDIA_TYPE)),
        Answer::found(Found::supplied(SCHOOL, document(SCHOOL, "")).served_as("text/html")),
        Answer::found(Found::supplied(SCHOOL, "\n<!DOCTYPE html>")),
        Answer::found(Found::supplied(SCHOOL, "")),
    ] {
        assert_eq!(comes_of(&silent), Ok(Basis::KeyDocument), "{silent:?}");
    }
    // Nor is what cannot be read here: it may list keys, and others than this one.
    let its_own = document(SCHOOL, &key("#key-1", SCHOOL, KEY));
    let twice = its_own.replacen('{', r#"{"name": "A", "name": "B", "#, 1);
    let long = its_own.replacen('{', &format!(r#"{{"counts": [{}0], "#, "0, ".repeat(11_000)), 1);
    for unread in ["[]".to_owned(), format!("[{its_own}]"), twice, long]
        .map(|text| Found::supplied(SCHOOL, text))
        .into_iter()
        .chain([redirected.fetched(elsewhere, DateTime::default())])
    {
        let refusal = comes_of(&Answer::found(unread)).unwrap_err();
        assert_eq!(refusal.code, code::issuer::KEY_UNRESOLVED);
    }
    let net = [
        code::net::STATUS,
        code::net::CONNECTION,
        code::net::DNS,
        code::net::TLS,
        code::net::REDIRECT,
        code::net::TOO_LARGE,
        code::net::TOO_MANY,
        code::net::TIMEOUT,
    ];
    for unheard in net.into_iter().chain([code::input::LIMIT_NEEDS]).map(Some).chain([None]) {
        let refusal = comes_of(&failed(unheard)).unwrap_err();
        assert_eq!(refusal.code, code::issuer::KEY_UNRESOLVED, "{unheard:?}");
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
