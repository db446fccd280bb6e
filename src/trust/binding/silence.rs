//! What issuers say of keys below their own address, and what is silence.

use super::tests::{ATTACKER, KEY, basis, document, key, verify};
use super::*;
use crate::codec::base64url;
use crate::report::Code;
use crate::resolve::{Found, Memory, Plan, Resolver, interpret, plan};

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

/// As 1EdTech has it: a profile without keys, or a page.
#[test]
fn an_issuer_that_speaks_of_no_keys_is_taken_at_the_word_of_its_key_document() {
    for silent in [
        "<!DOCTYPE html><title>School</title>",
        r#"{"id": "https://school.example/", "type": "Profile", "name": "School"}"#,
        r#"{"id": "https://school.example/", "type": "Profile", "verificationMethod": null}"#,
        r#"{"id": "https://school.example/", "type": "Profile", "deactivated": false, "jwks_uri": null}"#,
    ] {
        assert_eq!(uploaded(silent), Ok(Basis::KeyDocument), "{silent}");
    }
}

/// The form in which issuers publish a key is a document that is the key: then no other is the issuer's.
#[test]
fn an_issuer_whose_document_is_a_key_has_no_other() {
    let named = |id: &str| key(id, SCHOOL, KEY);
    let own = |multikey: &str| key(SCHOOL, SCHOOL, multikey);
    let in_jwk = format!(
        r#"{{"id": "{SCHOOL}", "type": "JsonWebKey", "controller": "{SCHOOL}", "publicKeyJwk": {}}}"#,
        jwk(KEY)
    );
    for other in [own(KEY), named("https://school.example/#key-1"), in_jwk, jwk(KEY)] {
        assert_eq!(uploaded(&other), Err(code::issuer::KEY_UNBOUND), "{other}");
    }
    let anothers = key(SCHOOL, "https://attacker.example/", ATTACKER);
    assert_eq!(uploaded(&anothers), Err(code::issuer::KEY_UNBOUND));
    for same in [own(ATTACKER), jwk(ATTACKER)] {
        assert_eq!(uploaded(&same), Ok(Basis::Both), "{same}");
    }
    let exposed = jwk(KEY).replacen('{', r#"{"d": "AA", "#, 1);
    assert_eq!(uploaded(&exposed), Err(code::proof::KEY_PRIVATE_EXPOSED));
    for unread in [named("https://elsewhere.example/"), own("z6Mk"), own(KEY).replace("Multikey\"", "Key\"")] {
        assert_eq!(uploaded(&unread), Err(code::issuer::KEY_UNRESOLVED), "{unread}");
    }
    let deactivated = format!(r#"{{"id": "{SCHOOL}", "type": "Profile", "deactivated": true}}"#);
    assert_eq!(uploaded(&deactivated), Err(code::proof::KEY_REVOKED));
}

/// What may list keys in a form that is not read here, or somewhere else, has said something.
#[test]
fn what_is_heard_and_not_understood_is_not_silence() {
    let lists = document(SCHOOL, &key("#key-1", SCHOOL, KEY));
    for unread in [
        "{}".to_owned(),
        r#"{"id": "https://www.school.example/", "type": "Profile"}"#.to_owned(),
        format!(r#"{{"@graph": [{lists}]}}"#),
        format!(r#"{{"id": "{SCHOOL}", "@graph": [{lists}]}}"#),
        format!(r#"{{"type": ["VerifiableCredential"], "credentialSubject": {lists}}}"#),
        lists.replace("verificationMethod", "sec:verificationMethod").replace("assertionMethod", "sec:assertionMethod"),
        lists
            .replace("\"id\"", "\"@id\"")
            .replace("verificationMethod", "https://w3id.org/security#verificationMethod")
            .replace("assertionMethod", "a"),
        format!(r#"{{"id": "{SCHOOL}", "jwks": "https://school.example/keys"}}"#),
        format!(r#"{{"id": "{SCHOOL}", "jwks_uri": "https://school.example/keys"}}"#),
    ] {
        assert_eq!(uploaded(&unread), Err(code::issuer::KEY_UNRESOLVED), "{unread}");
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
        failed(Some(code::net::PAGE)),
        Answer::found(Found::supplied(SCHOOL, [0x89, b'P', b'N', b'G', 0xff]).served_as("image/png")),
        Answer::found(Found::supplied(SCHOOL, "Our school").served_as("text/plain")),
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
        .chain([
            redirected.fetched(elsewhere, DateTime::default()),
            // A host that knows no better type, and one that keeps its files compressed.
            Found::supplied(SCHOOL, its_own.as_str()).served_as("text/html"),
            Found::supplied(SCHOOL, its_own.as_str()).served_as("application/octet-stream"),
            Found::supplied(SCHOOL, [0x1f, 0x8b, 0x08, 0xff]),
        ])
    {
        let refusal = comes_of(&Answer::found(unread)).unwrap_err();
        assert_eq!(refusal.code, code::issuer::KEY_UNRESOLVED);
    }
    let net = [
        code::net::MEDIA_TYPE,
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
