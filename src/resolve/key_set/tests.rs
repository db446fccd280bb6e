use super::*;
use crate::codec::base64url;
use crate::key::{PrivateKey, thumbprint};
use crate::report::Code;
use crate::resolve::Found;

const ISSUER: &str = "https://platform.example/issuers/1";
const SET: &str = "https://platform.example/.well-known/jwks.json";

pub(in crate::resolve) fn key(seed: u8) -> PublicKey {
    PrivateKey::from_ed25519_seed(&[seed; 32]).public_key().clone()
}

/// A JWK with more members, given as `"name":value,`.
fn jwk(seed: u8, more: &str) -> String {
    let x = base64url::encode(key(seed).as_bytes());
    format!(r#"{{{more}"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#)
}

fn set(entries: &[String]) -> Answer {
    Answer::found(Found::supplied(SET, format!(r#"{{"keys":[{}]}}"#, entries.join(","))))
}

fn named(entries: &[String], id: &str) -> Result<PublicKey, Code> {
    interpret(ISSUER, SET, &set(entries), Some(id), Purpose::AssertionMethod)
        .map(|method| {
            assert_eq!((method.source(), method.controller()), (&Source::KeySet, ISSUER));
            method.key().unwrap().clone()
        })
        .map_err(|refusal| refusal.code)
}

fn lists(entries: &[String], seed: u8, id: Option<&str>) -> Result<(), Code> {
    vouch_for_key(ISSUER, SET, &set(entries), &key(seed), id, Purpose::AssertionMethod).map_err(|refusal| refusal.code)
}

#[test]
fn a_key_goes_by_its_kid_or_its_thumbprint() {
    let entries = [jwk(1, r#""kid":"a","#), jwk(2, ""), r#"{"kty":"oct","kid":"a2"}"#.to_owned()];
    assert_eq!(named(&entries, "a"), Ok(key(1)));
    assert_eq!(named(&entries, &thumbprint(&key(2))), Ok(key(2)));
    assert_eq!(
        named(&entries, &thumbprint(&key(1))),
        Err(code::proof::VM_NOT_FOUND),
        "it has a kid, and that is another"
    );
    assert_eq!(named(&entries, "A"), Err(code::proof::VM_NOT_FOUND));
    assert_eq!(named(&[], "a"), Err(code::proof::VM_NOT_FOUND));
    assert_eq!(named(&[jwk(1, r#""kid":"a","#), jwk(2, r#""kid":"a","#)], "a"), Err(code::proof::VM_NOT_FOUND));
    assert_eq!(named(&[jwk(1, r#""kid":"a","#), jwk(1, r#""kid":"a","#)], "a"), Ok(key(1)));
}

#[test]
fn an_entry_for_another_issuer_is_not_for_this_one() {
    let own = format!(r#""kid":"a","iss":"{ISSUER}","#);
    assert_eq!(named(&[jwk(1, &own)], "a"), Ok(key(1)));
    assert_eq!(lists(&[jwk(1, &own)], 1, None), Ok(()));
    for other in ["https://platform.example/issuers/2", "https://platform.example/issuers/1/", ""] {
        let foreign = format!(r#""kid":"a","iss":"{other}","#);
        assert_eq!(named(&[jwk(1, &foreign)], "a"), Err(code::issuer::KEY_UNBOUND), "{other}");
        assert_eq!(lists(&[jwk(1, &foreign)], 1, None), Err(code::issuer::KEY_UNBOUND), "{other}");
        // Two issuers may call their keys alike.
        assert_eq!(named(&[jwk(2, &foreign), jwk(1, &own)], "a"), Ok(key(1)));
        assert_eq!(lists(&[jwk(2, &foreign), jwk(1, &own)], 1, Some("a")), Ok(()));
    }
    assert_eq!(lists(&[jwk(1, r#""iss":null,"#)], 1, None), Err(code::issuer::KEY_UNBOUND));
}

#[test]
fn keys_for_something_else_are_passed_over() {
    for usage in [r#""kid":"a","use":"enc","#, r#""kid":"a","key_ops":["sign"],"#, r#""kid":"a","key_ops":[],"#] {
        assert_eq!(named(&[jwk(1, usage)], "a"), Err(code::proof::PURPOSE_NOT_AUTHORIZED), "{usage}");
        assert!(lists(&[jwk(1, usage)], 1, None).is_err(), "{usage}");
        assert_eq!(named(&[jwk(1, usage), jwk(2, r#""kid":"a","use":"sig","#)], "a"), Ok(key(2)));
    }
    let encrypts =
        r#"{"kid":"a","use":"enc","kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#;
    assert_eq!(named(&[encrypts.to_owned()], "a"), Err(code::proof::PURPOSE_NOT_AUTHORIZED));
}

#[test]
fn an_embedded_key_is_listed_by_value() {
    let entries = [jwk(1, r#""kid":"a","#), jwk(2, "")];
    for seed in [1, 2] {
        assert_eq!(lists(&entries, seed, None), Ok(()));
    }
    assert_eq!(lists(&entries, 3, None), Err(code::issuer::KEY_UNBOUND));
    assert_eq!(lists(&entries, 1, Some("a")), Ok(()));
    assert_eq!(lists(&entries, 2, Some("a")), Err(code::issuer::KEY_UNBOUND), "the id is another key's");
    assert_eq!(lists(&entries, 3, Some("a")), Err(code::issuer::KEY_UNBOUND));
    assert_eq!(lists(&entries, 2, Some("unheard of")), Ok(()), "the value is what counts");
}

/// Case 67, in a set.
#[test]
fn a_private_key_in_a_set_is_flagged() {
    let private = jwk(1, r#""kid":"a","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","#);
    assert_eq!(named(std::slice::from_ref(&private), "a"), Err(code::proof::KEY_PRIVATE_EXPOSED));
    assert_eq!(lists(std::slice::from_ref(&private), 1, None), Err(code::proof::KEY_PRIVATE_EXPOSED));
    assert_eq!(named(&[private.clone(), jwk(1, r#""kid":"a","#)], "a"), Err(code::proof::KEY_PRIVATE_EXPOSED));
    assert_eq!(named(&[private, jwk(2, r#""kid":"b","#)], "b"), Ok(key(2)), "another key of the host's");
}

#[test]
fn what_is_no_set_vouches_for_nobody() {
    for text in ["{}", r#"{"keys":{}}"#, "[]", "", r#"{"keys":["a",null,[]]}"#, r#"{"keys":[],"keys":[]}"#] {
        let answer = Answer::found(Found::supplied(SET, text));
        assert!(interpret(ISSUER, SET, &answer, Some("a"), Purpose::AssertionMethod).is_err(), "{text}");
        assert!(vouch_for_key(ISSUER, SET, &answer, &key(1), None, Purpose::AssertionMethod).is_err(), "{text}");
    }
    let gone =
        |answer: Answer| vouch_for_key(ISSUER, SET, &answer, &key(1), None, Purpose::AssertionMethod).unwrap_err().code;
    assert_eq!(gone(Answer::NotFound), code::issuer::KEY_UNRESOLVED);
    assert_eq!(gone(Answer::unavailable("")), code::issuer::KEY_UNRESOLVED);
    let moved = Found::supplied(SET, "{\"keys\":[]}").fetched("https://cdn.example/jwks.json", Default::default());
    assert_eq!(gone(Answer::found(moved)), code::issuer::KEY_UNRESOLVED);
}

#[test]
fn a_set_says_nothing_of_purposes_but_signing() {
    let answer = set(&[jwk(1, "")]);
    let listed = |purpose| vouch_for_key(ISSUER, SET, &answer, &key(1), None, purpose).map_err(|refusal| refusal.code);
    assert_eq!(listed(Purpose::AssertionMethod), Ok(()));
    assert_eq!(listed(Purpose::Authentication), Ok(()));
    for purpose in [Purpose::KeyAgreement, Purpose::CapabilityInvocation, Purpose::CapabilityDelegation] {
        assert_eq!(listed(purpose), Err(code::proof::PURPOSE_NOT_AUTHORIZED));
    }
}

/// A host has one set for all of its issuers, and each of them has a key.
#[test]
fn a_key_is_found_wherever_in_a_set_it_stands() {
    let others = |count: u32| -> Vec<String> {
        let entry = |at: u32| {
            let mut seed = [7; 32];
            seed[..4].copy_from_slice(&at.to_le_bytes());
            let x = base64url::encode(PrivateKey::from_ed25519_seed(&seed).public_key().as_bytes());
            format!(
                r#"{{"kid":"{at}","iss":"https://platform.example/issuers/{at}x","kty":"OKP","crv":"Ed25519","x":"{x}"}}"#
            )
        };
        (0..count).map(entry).collect()
    };
    let with = |last: String| [others(1_000), vec![last]].concat();
    let own = with(jwk(1, &format!(r#""kid":"a","iss":"{ISSUER}","#)));
    assert_eq!(named(&own, "a"), Ok(key(1)));
    assert_eq!(lists(&own, 1, None), Ok(()));
    assert_eq!(lists(&own, 1, Some("a")), Ok(()));
    assert_eq!(named(&[vec![jwk(2, r#""kid":"a","#)], own].concat(), "a"), Err(code::proof::VM_NOT_FOUND));
    let private = [vec![jwk(1, r#""kid":"a","#)], with(jwk(1, r#""d":"AA","#))].concat();
    assert_eq!(lists(&private, 1, None), Err(code::proof::KEY_PRIVATE_EXPOSED));
    // More than may be read of a set leaves open what is in it.
    let many = [others(2_000), vec![jwk(1, r#""kid":"a","#)]].concat();
    assert_eq!(named(&many, "a"), Err(code::proof::VM_UNRESOLVED));
    assert_eq!(lists(&many, 1, None), Err(code::issuer::KEY_UNRESOLVED));
}
