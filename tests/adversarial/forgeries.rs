//! Forgeries that the field's most used toolkit in Rust was measured to accept.

use super::{assert_invalid, assert_refused, verify};
use crate::support::{
    Counting, at, attackers_key, badge, badge_of, did_key, edited, issuer_document, issuing_key, multikey, secure,
    sign_by_hand, verifier,
};
use microcred::json::Value;
use microcred::report::{Outcome, Trust, code};

/// A badge in the victim's name, signed with the attacker's own, perfectly good did:key.
#[test]
fn issued_in_anothers_name() {
    for victim in
        [did_key(&issuing_key()).as_str(), "did:web:university.example", "https://university.example/issuers/1"]
    {
        let text = sign_by_hand(&badge_of(victim), &attackers_key(), &[]);
        let verification = verify(text);
        assert_refused(&verification, Outcome::Invalid, code::issuer::KEY_UNBOUND);
        assert_eq!(verification.trust, Trust::Integrity);
    }
}

/// The key is good and the issuer's; it was not asked to make assertions.
#[test]
fn signed_for_another_purpose() {
    for purpose in ["authentication", "keyAgreement"] {
        let text = sign_by_hand(&badge(), &issuing_key(), &[("proofPurpose", &format!("\"{purpose}\""))]);
        assert_invalid(&text, code::proof::PURPOSE_NOT_AUTHORIZED);
    }
    // Nor does a document help that lists the key for that purpose.
    let did = "did:web:vet.example";
    let method = format!("{did}#{}", multikey(&issuing_key()));
    let options = [("proofPurpose", "\"authentication\""), ("verificationMethod", &*format!("\"{method}\""))];
    let text = sign_by_hand(&badge_of(did), &issuing_key(), &options);
    for relationship in ["authentication", "assertionMethod"] {
        let resolver = Counting::new().with(did, issuer_document(did, &method, &issuing_key(), relationship));
        assert_refused(&verifier().verify(&text, &resolver), Outcome::Invalid, code::proof::PURPOSE_NOT_AUTHORIZED);
    }
}

#[test]
fn an_expired_proof() {
    let text = sign_by_hand(&badge(), &issuing_key(), &[("expires", "\"2026-01-01T00:00:00Z\"")]);
    assert_invalid(&text, code::proof::EXPIRED);
}

/// The members of a list are signed, each in its place.
#[test]
fn a_changed_list() {
    let values = "/credentialSubject/achievement/resultDescription/0/allowedValue";
    let changes: [fn(&mut Vec<Value>); 5] = [
        |values| values[1] = "E".into(),
        |values| values.swap(0, 4),
        |values| drop(values.pop()),
        |values| values.push("A+".into()),
        |values| values.insert(0, values[0].clone()),
    ];
    for change in changes {
        let text = edited(&secure(&badge()), |badge| {
            let Value::Array(values) = at(badge, values) else { panic!() };
            change(values);
        });
        assert_invalid(&text, code::proof::SIGNATURE_INVALID);
    }
}

/// Booleans and decimals are signed under the datatype of their terms.
#[test]
fn changed_natives() {
    let credits = secure(&badge()).replacen("\"creditsEarned\":2.5", "\"creditsEarned\":25", 1);
    assert_invalid(&credits, code::proof::SIGNATURE_INVALID);
}
