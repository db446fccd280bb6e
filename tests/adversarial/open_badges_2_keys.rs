//! Signed badges of Open Badges 2.0 that name no key, whose issuers list several; and long lists of withdrawn badges.

use crate::support::open_badges_2::{
    ASSERTION, ISSUER, KEY, LIST, Places, assertion, issuer, issuers_key, key_document, sign, signed_assertion,
};
use crate::support::{attackers_key, object, verifier};
use microcred::json::Value;
use microcred::report::{Outcome, Trust, code};
use microcred::resolve::{Answer, Found, Memory, Need, NeedKind, Resolver};
use microcred::verify::Verification;

const RETIRED: &str = "https://vet.example/keys/0";

/// A badge that names no key, of an issuer with these.
fn verify(keys: Vec<Value>, places: impl FnOnce(Places) -> Places) -> Verification {
    let mut profile = issuer();
    object(&mut profile, "").insert("publicKey", Value::Array(keys));
    let token = sign(&assertion(r#"{"type": "SignedBadge"}"#), &issuers_key());
    verifier().verify(token, &places(Places::of_the_issuer().with(ISSUER, &profile)))
}

#[test]
fn a_key_that_did_not_sign_spoils_nothing() {
    let retired = || vec![Value::from(RETIRED), Value::from(KEY)];
    let answers: [Answer; 4] = [
        Answer::unavailable("the host does not answer"),
        Answer::NotFound,
        Answer::found(Found::supplied(RETIRED, "<html>gone</html>")),
        Answer::found(Found::supplied(RETIRED, key_document(RETIRED, ISSUER, &attackers_key()).to_string())),
    ];
    for answer in answers {
        let verification = verify(retired(), |places| places.answering(RETIRED, answer.clone()));
        assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
        // Where the one that signed is not listed, the other one says why.
        let alone = verify(vec![RETIRED.into()], |places| places.answering(RETIRED, answer.clone()));
        assert_ne!(alone.outcome, Outcome::Valid, "{alone}");
    }
    let gone = verify(vec![RETIRED.into()], |places| places);
    let primary = gone.primary.as_ref().map(|primary| primary.code);
    assert_eq!((gone.outcome, primary), (Outcome::Indeterminate, Some(code::proof::VM_UNRESOLVED)), "{gone}");
}

/// What was not looked at is not called wrong.
#[test]
fn keys_beyond_the_limit_leave_it_open() {
    let others = |count: usize| -> Vec<Value> {
        let id = |number: usize| format!("https://vet.example/keys/other-{number}");
        (0..count).map(|number| key_document(&id(number), ISSUER, &attackers_key())).collect()
    };
    let with_own = |count: usize| others(count).into_iter().chain([KEY.into()]).collect();
    assert_eq!(verify(with_own(7), |places| places).outcome, Outcome::Valid);
    let verification = verify(with_own(8), |places| places);
    let primary = verification.primary.as_ref().map(|primary| primary.code);
    let expected = (Outcome::Indeterminate, Some(code::input::LIMIT_NEEDS));
    assert_eq!((verification.outcome, primary), expected, "{verification}");
    assert!(!verification.has(code::proof::SIGNATURE_INVALID), "{verification}");
    let verification = verify(others(8), |places| places);
    assert!(verification.has(code::proof::SIGNATURE_INVALID), "{verification}");
}

/// Large issuers have withdrawn many badges, and say why.
#[test]
fn a_list_of_tens_of_thousands_is_read() {
    let list = |entry: fn(usize) -> String, count: usize, last: &str| {
        let entries: Vec<String> = (0..count).map(entry).collect();
        format!(
            r#"{{"@context": "https://w3id.org/openbadges/v2", "id": "{LIST}", "type": "RevocationList", "revokedAssertions": [{},"{last}"]}}"#,
            entries.join(",")
        )
    };
    let bare = |number: usize| format!(r#""urn:uuid:a953081a-4bbd-4927-9653-{number:012}""#);
    let told = |number: usize| {
        format!(r#"{{"id": "urn:uuid:a953081a-4bbd-4927-9653-{number:012}", "revocationReason": "x"}}"#)
    };
    let token = sign(&signed_assertion(), &issuers_key());
    for (entry, count) in [(bare as fn(usize) -> String, 45_000), (told, 14_000)] {
        for (last, outcome) in [(ASSERTION, Outcome::Invalid), ("urn:uuid:5", Outcome::Valid)] {
            let found = Found::supplied(LIST, list(entry, count, last));
            let places = Places::of_the_issuer().answering(LIST, Answer::found(found));
            let verification = verifier().verify(&token, &places);
            assert_eq!(verification.outcome, outcome, "{count}: {verification}");
        }
    }
    // What is larger still is told with the limit.
    let need = Need::new(NeedKind::RevocationList, LIST, LIST);
    let at_hand = Memory::new().with(LIST, vec![b' '; need.max_bytes + 1]);
    let Answer::Unavailable { reason, .. } = at_hand.resolve(&need) else { panic!("it was taken") };
    assert!(reason.contains("4194305") && reason.contains("4194304"), "{reason}");
}
