//! The bridge to ssi: keys and credentials there and back, and its DID resolvers in the place of ours.

#![cfg(feature = "ssi")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)] // a test may panic and print

mod generators;
mod lossless;
mod support;

use lossless::lost;
use microcred::Limits;
use microcred::chrono::Datelike;
use microcred::json::{Node, Pointer, Tree};
use microcred::key::{self, Jwk, PrivateKey, PublicKey, Secret, thumbprint};
use microcred::report::{Outcome, code};
use microcred::resolve::{Answer, Need, NeedKind, Plan, Resolver, plan};
use microcred::ssi::{
    DidResolver, Error, credential_to_ssi, document_from_ssi, jwk_from_ssi, jwk_to_ssi, private_key_from_ssi,
    private_key_to_ssi, secured_to_ssi,
};
use microcred::status::Bitstring;
use microcred::vc::Document;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use ssi::dids::resolution::{Output, StaticDIDResolver};
use ssi::dids::{DID, DIDBuf, DIDResolver};
use ssi::jwk::JWK;
use ssi::status::bitstring_status_list::{BitString, EncodedList, SizedBitString, StatusSize};
use std::time::Duration;
use support::{did_key, issuer_as, key, multikey, verifier};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn keys_go_there_and_come_back(seed: [u8; 32], kid in proptest::option::of("\\PC{1,20}")) {
        let private = PrivateKey::from_ed25519_seed(&seed);
        let public = Jwk::new(private.public_key().clone());
        let public = kid.iter().fold(public, |jwk, kid| jwk.with_kid(kid));
        prop_assert_eq!(jwk_from_ssi(&jwk_to_ssi(&public).unwrap()).unwrap(), public.clone());

        let theirs = private_key_to_ssi(&private, kid.as_deref()).unwrap();
        let (again, found) = private_key_from_ssi(&theirs).unwrap();
        prop_assert!(matches!(again.secret(), Secret::Ed25519(found) if *found == seed));
        prop_assert_eq!(found, kid);
        prop_assert_eq!(jwk_from_ssi(&theirs.to_public()).unwrap(), public.clone());
        // ssi's own thumbprint of its key is ours of ours.
        prop_assert_eq!(theirs.thumbprint().unwrap(), thumbprint(public.key()));
        prop_assert_eq!(jwk_from_ssi(&theirs), Err(Error::Key(key::Error::PrivateExposed)));
    }
}

#[test]
fn keys_that_ssi_makes_sign_here() {
    let theirs = JWK::generate_ed25519().unwrap();
    let (ours, _) = private_key_from_ssi(&theirs).unwrap();
    assert_eq!(ours.public_key(), jwk_from_ssi(&theirs.to_public()).unwrap().key());
    assert!(matches!(private_key_from_ssi(&theirs.to_public()), Err(Error::Key(key::Error::NotPrivate))));
}

fn need(did: &str) -> Need {
    Need::new(NeedKind::DidDocument, did, "https://a.example/.well-known/did.json")
}

/// The key in a DID document, in whichever form it stands there.
fn key_in(document: Node<'_>) -> PublicKey {
    let method = document.get("verificationMethod").unwrap().items().next().unwrap();
    match method.get("publicKeyMultibase").and_then(Node::as_str) {
        Some(multikey) => PublicKey::from_multikey(multikey).unwrap(),
        None => Jwk::read(method.get("publicKeyJwk").unwrap()).unwrap().key().clone(),
    }
}

#[test]
fn did_keys_are_resolved_as_here() {
    let resolver = DidResolver::offline();
    for seed in 1..20 {
        let did = did_key(&key(seed));
        let url = format!("{did}#{}", multikey(&key(seed)));
        let Answer::Found(found) = resolver.resolve(&need(&did)) else { panic!("{did}") };
        let tree = Tree::parse_bytes(&found.bytes, &Limits::default()).unwrap();
        let Ok(Plan::Immediate(ours)) = plan(&url) else { panic!("{url}") };
        assert_eq!(Ok(&key_in(tree.root())), ours.key());
        assert_eq!(tree.root().get("id").and_then(Node::as_str), Some(did.as_str()));
        let method = tree.root().get("verificationMethod").unwrap().items().next().unwrap();
        assert_eq!(method.get("id").and_then(Node::as_str), Some(ours.url()));
        assert_eq!(method.get("controller").and_then(Node::as_str), Some(ours.controller()));
    }
}

proptest! {
    /// Status lists of either, read by the other. ssi knows entries of up to eight bits.
    #[test]
    fn status_lists_go_there_and_come_back(size in 1..=8_u8, values in proptest::collection::vec(any::<u8>(), 1..400)) {
        let values: Vec<u8> = values.iter().map(|value| value & (0xff >> (8 - size))).collect();
        let theirs = StatusSize::try_from(size).unwrap();
        let list = SizedBitString::new_with(theirs, values.len(), |index| values[index]).unwrap();
        let encoded = serde_json::to_value(list.encode()).unwrap();
        let read = Bitstring::decode(encoded.as_str().unwrap(), size, 1 << 20).unwrap();
        let mut written = Bitstring::smallest(size).unwrap();
        for (index, value) in values.iter().enumerate() {
            prop_assert_eq!(read.value(index), Some(u32::from(*value)));
            written.set(index, (*value).into()).unwrap();
        }
        let bytes = EncodedList::new(written.encode().unwrap()).decode(None).unwrap();
        let back = BitString::from_bytes(bytes);
        for (index, value) in values.iter().enumerate() {
            prop_assert_eq!(back.get(theirs, index), Some(*value));
        }
    }
}

/// ssi makes a document for whatever stands behind `did:key:z`; here it has to be a key.
#[test]
fn what_is_no_key_is_none_whoever_resolved_it() {
    let Answer::Found(found) = DidResolver::offline().resolve(&need("did:key:zzz")) else { panic!("ssi says no") };
    assert!(String::from_utf8(found.bytes.to_vec()).unwrap().contains(r#""publicKeyMultibase":"zzz""#));
    assert!(PublicKey::from_multikey("zzz").is_err());
    assert_eq!(plan("did:key:zzz#zzz").unwrap_err().code, code::proof::DID_MALFORMED);
}

#[test]
fn offline_means_offline() {
    let resolver = DidResolver::offline();
    for did in
        ["did:web:localhost", "did:web:127.0.0.1", "did:ion:EiA", "did:tz:tz1abc", "did:ethr:0x0", "did:nowhere:1"]
    {
        assert!(matches!(resolver.resolve(&need(did)), Answer::Unavailable { .. }), "{did}");
    }
    for nonsense in ["did:key:", "did:jwk:e30", "no did", ""] {
        assert!(!matches!(resolver.resolve(&need(nonsense)), Answer::Found(_)), "{nonsense}");
    }
    let list = Need::new(NeedKind::StatusList, "did:key:z6Mk", "https://a.example/list");
    assert!(matches!(resolver.resolve(&list), Answer::Unavailable { .. }));
    let unsupported = DidResolver::danger_network().resolve(&need("did:nowhere:1"));
    assert!(
        matches!(unsupported, Answer::Unavailable { code: Some(code), .. } if code == code::proof::DID_METHOD_UNSUPPORTED)
    );
}

const DID_WEB: &str = "did:web:vet.example";

fn did_web_document() -> String {
    let method = format!("{DID_WEB}#key-1");
    format!(
        r#"{{"id": "{DID_WEB}", "assertionMethod": ["{method}"], "verificationMethod": [{{"id": "{method}",
            "type": "Multikey", "controller": "{DID_WEB}", "publicKeyMultibase": "{}"}}]}}"#,
        multikey(&key(7))
    )
}

fn documents(did: &str, body: impl Into<Vec<u8>>) -> StaticDIDResolver {
    let mut resolver = StaticDIDResolver::new();
    let output = Output::from_content(body.into(), Some("application/did+ld+json".to_owned()));
    resolver.insert(DIDBuf::from_string(did.to_owned()).unwrap(), output);
    resolver
}

fn secured() -> String {
    let issuer = issuer_as(DID_WEB, key(7), &format!("{DID_WEB}#key-1"));
    let unsigned = Tree::parse(include_str!("interop/badges/credits-whole.json"), &Limits::default()).unwrap();
    let (badge, _) = microcred::badge::AchievementCredential::read(unsigned.root()).unwrap();
    issuer.issue(&badge).unwrap().into_string()
}

/// ssi only finds the document: what is in it is judged here.
#[test]
fn a_badge_of_a_did_web_is_verified_with_a_resolver_of_ssi() {
    let badge = secured();
    let good = DidResolver::new(documents(DID_WEB, did_web_document()));
    let verification = verifier().verify(&badge, &good);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");

    let of_another = DidResolver::new(documents(
        DID_WEB,
        did_web_document().replace("\"id\": \"did:web:vet.example\", \"as", "\"id\": \"did:web:eva.example\", \"as"),
    ));
    assert_ne!(verifier().verify(&badge, &of_another).outcome, Outcome::Valid);
    let for_nothing =
        DidResolver::new(documents(DID_WEB, did_web_document().replace("assertionMethod", "authentication")));
    assert_ne!(verifier().verify(&badge, &for_nothing).outcome, Outcome::Valid);
    let nobody = DidResolver::new(StaticDIDResolver::new());
    assert_eq!(nobody.resolve(&need(DID_WEB)), Answer::NotFound);
    assert_eq!(verifier().verify(&badge, &nobody).outcome, Outcome::Indeterminate);
}

#[test]
fn limits_hold_whatever_the_resolver_does() {
    struct Slow;
    impl DIDResolver for Slow {
        async fn resolve_representation<'a>(
            &'a self,
            _: &'a DID,
            _: ssi::dids::resolution::Options,
        ) -> Result<Output<Vec<u8>>, ssi::dids::resolution::Error> {
            std::future::pending().await
        }
    }
    struct Broken;
    impl DIDResolver for Broken {
        async fn resolve_representation<'a>(
            &'a self,
            _: &'a DID,
            _: ssi::dids::resolution::Options,
        ) -> Result<Output<Vec<u8>>, ssi::dids::resolution::Error> {
            panic!("a resolver that fails")
        }
    }
    let slow = DidResolver::new(Slow).with_timeout(Duration::from_millis(20));
    assert!(matches!(slow.resolve(&need(DID_WEB)), Answer::Unavailable { .. }));
    assert!(matches!(DidResolver::new(Broken).resolve(&need(DID_WEB)), Answer::Unavailable { .. }));
    let large = DidResolver::new(documents(DID_WEB, vec![b' '; need(DID_WEB).max_bytes + 1]));
    assert!(matches!(large.resolve(&need(DID_WEB)), Answer::Unavailable { .. }));
    let mut gone = Output::from_content(did_web_document().into_bytes(), Some("application/did+json".to_owned()));
    gone.document_metadata.deactivated = Some(true);
    let mut resolver = StaticDIDResolver::new();
    resolver.insert(DIDBuf::from_string(DID_WEB.to_owned()).unwrap(), gone);
    assert!(matches!(DidResolver::new(resolver).resolve(&need(DID_WEB)), Answer::Unavailable { .. }));
}

/// ssi's resolvers want tokio, and so may the caller have it.
#[test]
fn it_does_not_matter_whether_the_caller_is_in_a_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let answer = runtime.block_on(async { DidResolver::offline().resolve(&need(&did_key(&key(7)))) });
    assert!(matches!(answer, Answer::Found(_)));
}

fn document(text: &str) -> Document {
    Document::parse(text.as_bytes(), &Limits::default()).unwrap()
}

#[test]
fn a_badge_goes_there_and_comes_back_and_still_verifies() {
    let text = secured();
    let resolver = DidResolver::new(documents(DID_WEB, did_web_document()));
    for back in [
        document_from_ssi(&credential_to_ssi(&document(&text)).unwrap()).unwrap(),
        document_from_ssi(&secured_to_ssi(&document(&text)).unwrap()).unwrap(),
    ] {
        let verification = verifier().verify(back.tree().text(), &resolver);
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    }
}

#[test]
fn what_ssi_would_change_does_not_cross() {
    for text in ["[]", "{}", r#"{"type": ["VerifiableCredential"]}"#] {
        assert!(matches!(credential_to_ssi(&document(text)), Err(Error::NotRead { .. })), "{text}");
    }
    let error = credential_to_ssi(&document(r#"{"name": "Ana Silva"}"#)).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("Silva"));
}

/// Whatever a badge holds comes back as it was, or the badge does not cross. What keeps it back is known: ssi neither writes
/// integers with an exponent, nor reads the years 1970, 2500 and some other tens.
#[test]
fn badges_of_all_kinds_come_back_whole_or_not_at_all() {
    let whole = std::cell::Cell::new(0);
    let config = Config { failure_persistence: None, ..Config::with_cases(CASES) };
    let run = TestRunner::new(config).run(&generators::achievement_credential(), |badge| {
        let ours = document(&badge.to_json().to_string());
        match credential_to_ssi(&ours) {
            Ok(theirs) => {
                let back = document_from_ssi(&theirs).unwrap().root().to_value();
                prop_assert_eq!(lost(&ours.root().to_value(), &back), None::<String>);
                prop_assert_eq!(lost(&back, &ours.root().to_value()), None::<String>);
                whole.set(whole.get() + 1);
            }
            Err(Error::NotWritten) => prop_assert!(ours.tree().text().contains("1e1")),
            Err(Error::NotRead { .. }) => {
                let dates = [&badge.valid_from, &badge.valid_until].into_iter().flatten();
                prop_assert!(dates.into_iter().any(|date| !(2000..2500).contains(&date.instant().year())));
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
        Ok(())
    });
    run.unwrap();
    assert!(whole.get() > CASES / 3, "only {} of {CASES} crossed", whole.get());
}

const CASES: u32 = 100;

#[test]
fn numbers_keep_their_text_or_do_not_cross() {
    let with = |number: &str| {
        format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
                "issuer": "did:example:vet", "credentialSubject": {{"id": "did:example:ana", "credits": {number}}}}}"#
        )
    };
    for number in ["0", "3", "3.0", "2.50", "100.00", "7.5e-7", "1234567890123"] {
        let theirs = credential_to_ssi(&document(&with(number))).unwrap();
        let back = document_from_ssi(&theirs).unwrap();
        let credits = back.root().get("credentialSubject").unwrap().get("credits").unwrap();
        assert_eq!(credits.number_text(), Some(number));
    }
    let place = Pointer::root().member("credentialSubject").member("credits");
    assert_eq!(credential_to_ssi(&document(&with("-0"))).unwrap_err(), Error::Changed(place));
    for number in ["1e1", "1E5", "12345678901234567890123"] {
        assert_eq!(credential_to_ssi(&document(&with(number))).unwrap_err(), Error::NotWritten, "{number}");
    }
}
