//! Identifiers of learners that hide nothing, or are spelled otherwise: case 127.

use super::{assert_refused, valid, verify};
use crate::support::cases::case;
use crate::support::{Counting, badge, environment, issuer, object, secure, verifier};
use microcred::Limits;
use microcred::badge::{AchievementCredential, IdentityObject};
use microcred::codec::digest;
use microcred::issue::IssueError;
use microcred::json::{Object, Tree, Value};
use microcred::report::{Code, Outcome, code};
use microcred::verify::{Recipient, Verification};

const ANA: &str = "ana@example.org";
/// The salt of the example in Open Badges 2.0.
const SALT: &str = "deadsea";

/// A badge for somebody with this identifier.
fn badge_for(hashed: bool, hash: &str, salt: Option<&str>) -> Value {
    let identity = Object::new()
        .with("type", "IdentityObject")
        .with("hashed", hashed)
        .with("identityHash", hash)
        .with("identityType", "emailAddress")
        .with_some("salt", salt);
    let mut badge = badge();
    object(&mut badge, "/credentialSubject").insert("identifier", Value::Array(vec![identity.into()]));
    badge
}

fn sha256(identifier: &str) -> String {
    format!("sha256${}", digest::sha256_hex(format!("{identifier}{SALT}")))
}

/// The typed door of issuing.
fn issue(badge: &Value) -> Result<microcred::Secured, IssueError> {
    let text = badge.to_string();
    let tree = Tree::parse(&text, &Limits::default()).unwrap();
    issuer().issue(&AchievementCredential::read(tree.root()).unwrap().0)
}

#[track_caller]
fn assert_not_issued(badge: &Value, code: Code) {
    match issue(badge) {
        Err(IssueError::Findings(findings)) => {
            assert!(findings.contains(code), "{findings}");
            crate::support::cases::say(format!("refused {code}"));
            assert!(!findings.to_string().contains("example.org"), "{findings}");
        }
        other => panic!("{other:?}"),
    }
}

fn for_recipient(badge: &Value, address: &str) -> Verification {
    let verification = verifier().for_recipient(Recipient::email(address)).verify(secure(badge), &Counting::new());
    crate::support::cases::saw(&verification);
    verification
}

#[test]
fn identity_hash_md5() {
    case!(127);
    // The MD5 of the address and the salt, as badges of 2013 have it.
    let badge = badge_for(true, "md5$ba6a4d0f3ff11d5d5d09b7d8a3e3c3f5", Some(SALT));
    assert_not_issued(&badge, code::subject::WEAK_HASH);
    assert!(valid(&secure(&badge)).has(code::subject::WEAK_HASH), "those of others stand, with a warning");
    // It is never computed here, so whose it is cannot be told.
    assert_refused(&for_recipient(&badge, ANA), Outcome::Indeterminate, code::subject::RECIPIENT_UNKNOWN);
}

#[test]
fn identity_empty_salt() {
    case!(127);
    for salt in [None, Some("")] {
        let badge = badge_for(true, &format!("sha256${}", digest::sha256_hex(ANA)), salt);
        assert_not_issued(&badge, code::subject::UNSALTED_HASH);
        let verification = valid(&secure(&badge));
        assert!(verification.has(code::subject::UNSALTED_HASH), "{verification}");
        assert_eq!(for_recipient(&badge, ANA).outcome, Outcome::Valid);
    }
}

/// Whoever has a table of hashes finds nothing in it that is issued here: each has a salt of its own.
#[test]
fn identity_rainbow() {
    case!(127);
    let environment = environment();
    let hash = || IdentityObject::hashed("emailAddress", ANA, &environment).unwrap();
    let (one, other) = (hash(), hash());
    assert_ne!(one.identity_hash, other.identity_hash);
    assert_eq!(one.salt.as_ref().map(String::len), Some(32), "128 bits");
    assert_ne!(one.identity_hash, format!("sha256${}", digest::sha256_hex(ANA)));
    crate::support::cases::say("salted");
}

/// An address is compared as it is given, and in small letters, which is how it is hashed here and by most.
#[test]
fn identity_wrong_case() {
    case!(127);
    let small = badge_for(true, &sha256(ANA), Some(SALT));
    for known in [ANA, "Ana@Example.org", "ANA@EXAMPLE.ORG"] {
        assert_eq!(for_recipient(&small, known).outcome, Outcome::Valid, "{known}");
    }
    let capital = badge_for(true, &sha256("Ana@example.org"), Some(SALT));
    assert_eq!(for_recipient(&capital, "Ana@example.org").outcome, Outcome::Valid, "as it was given");
    assert_refused(&for_recipient(&capital, ANA), Outcome::Invalid, code::subject::RECIPIENT_MISMATCH);
    // Hexadecimal digits are digits.
    let shouted = badge_for(true, &format!("sha256${}", sha256(ANA)["sha256$".len()..].to_uppercase()), Some(SALT));
    assert_eq!(for_recipient(&shouted, ANA).outcome, Outcome::Valid);
}

/// Two spellings of one text in Unicode are two identifiers: what is compared is what was hashed.
#[test]
fn identity_nfd_email() {
    case!(127);
    let (composed, decomposed) = ("jos\u{e9}@example.org", "jose\u{301}@example.org");
    for (hashed, known, outcome) in [
        (composed, composed, Outcome::Valid),
        (decomposed, decomposed, Outcome::Valid),
        (composed, decomposed, Outcome::Invalid),
        (decomposed, composed, Outcome::Invalid),
    ] {
        let badge = badge_for(true, &sha256(hashed), Some(SALT));
        assert_eq!(for_recipient(&badge, known).outcome, outcome);
    }
}

#[test]
fn identity_hashed_false_leak() {
    case!(127);
    let plain = badge_for(false, ANA, None);
    let verification = verify(secure(&plain));
    assert!(verification.outcome == Outcome::Valid && verification.has(code::subject::PLAIN_IDENTIFIER));
    let about_it = verification.checks.iter().filter(|check| check.code().is_some());
    assert!(about_it.map(|check| format!("{check:?}")).all(|shown| !shown.contains(ANA)), "{verification}");
    // A hash that is said to be none is compared as a text, and is nobody's address.
    let pretended = badge_for(false, &sha256(ANA), Some(SALT));
    assert_refused(&for_recipient(&pretended, ANA), Outcome::Invalid, code::subject::RECIPIENT_MISMATCH);
    // An address that is said to be a hash is none.
    let unformed = badge_for(true, ANA, Some(SALT));
    assert_not_issued(&unformed, code::model::IDENTITY_HASH);
    assert!(valid(&secure(&unformed)).has(code::model::IDENTITY_HASH));
    assert_refused(&for_recipient(&unformed, ANA), Outcome::Indeterminate, code::subject::RECIPIENT_UNKNOWN);
}
