//! A badge that somebody issues to herself is about one node twice: whatever is moved between issuer and subject, it never reads
//! otherwise than it was signed.

use super::resources::with_some_proof;
use super::{accepted, assert_only_the_screen_refuses, assert_valid, leniently, verify, within};
use crate::support::{at, badge, edited, issuing_key, json, object, said, secure, secure_with, sign_by_hand};
use microcred::badge::AchievementCredential;
use microcred::json::{Object, Value};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Outcome, Status, code};
use std::time::Duration;

const ISSUER: &str = "/issuer";
const SUBJECT: &str = "/credentialSubject";

/// The badge, awarded by its learner.
fn self_asserted() -> Value {
    let mut badge = badge();
    let id = at(&mut badge, "/issuer/id").clone();
    let subject = object(&mut badge, SUBJECT);
    subject.insert("id", id);
    subject.insert("role", "author");
    badge
}

#[test]
fn a_badge_is_issued_by_its_learner() {
    for suite in [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022] {
        let signed = secure_with(&self_asserted(), suite);
        assert_valid(&signed);
        let badge = accepted(&signed);
        assert_eq!(badge.issuer.name().map(ToString::to_string).as_deref(), Some("Example VET"));
        assert_eq!(badge.credential_subject.id.as_deref(), badge.issuer.id());
        assert_eq!(badge.credential_subject.role.map(|role| role.to_string()).as_deref(), Some("author"));
    }
}

/// Where the learner is referred to as the source or the creator, she is meant as the issuer.
#[test]
fn whoever_is_referred_to_is_the_issuer() {
    let profile = at(&mut self_asserted(), ISSUER).clone();
    let id = profile.get("id").unwrap().clone();
    let reference = Value::from(Object::new().with("id", id.clone()));
    // A reference is enough for the lenient policy alone.
    for (meant, strictly) in [(&profile, Outcome::Valid), (&reference, Outcome::Invalid)] {
        let mut document = self_asserted();
        object(&mut document, SUBJECT).insert("source", meant.clone());
        object(&mut document, "/credentialSubject/achievement").insert("creator", meant.clone());
        let signed = sign_by_hand(&document, &issuing_key(), &[]);
        assert_eq!(verify(&signed).outcome, strictly);
        let content = leniently(&signed).accept::<AchievementCredential>().unwrap().into_inner();
        let subject = &content.credential_subject;
        for meant in [&subject.source, &subject.achievement.creator] {
            assert_eq!(meant.as_ref().and_then(|meant| meant.name.as_ref()), content.issuer.name());
        }
        described_elsewhere(&signed, &content, &id);
    }
}

/// The same statements, with the descriptions in other places.
fn described_elsewhere(signed: &str, content: &AchievementCredential, id: &Value) {
    // The subject may stand before the issuer.
    let text = edited(signed, |badge| {
        let issuer = object(badge, "").remove("issuer").unwrap();
        object(badge, "").insert("issuer", issuer);
    });
    same_or_refused(&text, content);
    // The description of the issuer stands elsewhere, or in fewer places.
    for (place, other) in [(ISSUER, "/credentialSubject/source"), ("/credentialSubject/source", ISSUER)] {
        let text = edited(signed, |badge| {
            *at(badge, other) = at(badge, ISSUER).clone();
            *at(badge, place) = id.clone();
        });
        same_or_refused(&text, content);
        let text = edited(signed, |badge| {
            let whole = std::mem::replace(at(badge, SUBJECT), id.clone());
            if other != ISSUER {
                *at(badge, ISSUER) = whole;
            }
        });
        same_or_refused(&text, content);
    }
    // The subject's description stands where the creator is named, and the creator where the subject is.
    let text = edited(signed, |badge| {
        let mut subject = at(badge, SUBJECT).clone();
        let mut achievement = object(&mut subject, "").remove("achievement").unwrap();
        object(&mut achievement, "").insert("creator", subject);
        *at(badge, SUBJECT) = Object::new().with("id", id.clone()).with("achievement", achievement).into();
    });
    same_or_refused(&text, content);
}

/// Every way to deal out the members and the types to the two places: the same statements, so the same reading or none.
#[test]
fn members_and_types_dealt_out_otherwise() {
    let signed = secure(&self_asserted());
    let content = accepted(&signed);
    let id = at(&mut self_asserted(), "/issuer/id").clone();
    let types = [
        Some(r#"["Profile"]"#),
        Some(r#"["AchievementSubject"]"#),
        Some(r#"["Profile", "AchievementSubject"]"#),
        Some(r#"["https://purl.imsglobal.org/spec/vc/ob/vocab.html#AchievementSubject", "Profile"]"#),
        None,
    ];
    let (mut refused_for_it, mut valid) = (0, 0);
    for places in 0..27 {
        for (of_issuer, of_subject) in types.iter().flat_map(|one| types.iter().map(move |other| (one, other))) {
            let text = edited(&signed, |badge| {
                let mut whole = [ISSUER, SUBJECT].map(|place| object(badge, place).clone());
                for (index, (own, name)) in [(0, "name"), (1, "achievement"), (1, "role")].into_iter().enumerate() {
                    let value = whole[own].remove(name).unwrap();
                    let chosen = places / 3_usize.pow(index as u32) % 3;
                    (0..2)
                        .filter(|place| chosen == 2 || chosen == *place)
                        .for_each(|place| whole[place].insert(name, value.clone()));
                }
                for ((place, mut node), types) in [ISSUER, SUBJECT].into_iter().zip(whole).zip([of_issuer, of_subject])
                {
                    node.remove("type");
                    types.iter().for_each(|types| node.insert("type", json(types)));
                    *at(badge, place) = node.into();
                }
            });
            same_or_refused(&text, &content);
            let verification = verify(&text);
            let is_signed = verification.check("proof.signature").is_some_and(|check| check.status == Status::Pass);
            refused_for_it += usize::from(is_signed && verification.has(code::context::NODE_DESCRIBED_TWICE));
            valid += usize::from(verification.outcome == Outcome::Valid);
        }
    }
    assert_eq!(valid, 1, "the badge as it was signed");
    assert!(refused_for_it > 50, "{refused_for_it}");
    // All of it in one place, and the id in the other.
    for (place, other) in [(ISSUER, SUBJECT), (SUBJECT, ISSUER)] {
        for types in [r#"["Profile", "AchievementSubject"]"#, r#"["AchievementSubject", "Profile"]"#] {
            let text = edited(&signed, |badge| {
                let moved = object(badge, other).clone();
                let whole = object(badge, place);
                moved.into_iter().for_each(|(name, value)| whole.insert(&name, value));
                whole.insert("type", json(types));
                *at(badge, other) = id.clone();
            });
            assert_only_the_screen_refuses(&text, code::context::NODE_DESCRIBED_TWICE);
            // One value, and an array with that alone, are the same statements.
            let text = edited(&text, |badge| {
                [ISSUER, SUBJECT].into_iter().for_each(|place| {
                    let value = at(badge, place).clone();
                    *at(badge, place) = Value::Array(vec![value]);
                })
            });
            same_or_refused(&text, &content);
        }
    }
}

/// What either could have is said at the issuer alone; the way out is told.
#[test]
fn what_either_could_have_is_no_subjects() {
    for (member, value) in [
        ("name", r#""Ana Silva""#),
        ("description", r#""Learns""#),
        ("image", r#"{"id": "https://vet.example/ana.png", "type": "Image"}"#),
        ("url", r#""https://vet.example/ana""#),
        ("familyName", r#""Silva""#),
    ] {
        let mut badge = self_asserted();
        object(&mut badge, SUBJECT).insert(member, json(value));
        let verification = verify(badge.to_string());
        let twice = |check: &&microcred::report::Check| check.code() == Some(code::context::NODE_DESCRIBED_TWICE);
        let found = verification.checks.iter().find(twice).unwrap_or_else(|| panic!("{member}: {verification}"));
        assert!(found.detail.contains("the issuer is the learner"), "{verification}");
    }
    for (member, value) in [("narrative", r#""x""#), ("achievement", "null"), ("role", r#""x""#)] {
        let mut badge = self_asserted();
        object(&mut badge, ISSUER).insert(member, json(value));
        let verification = verify(badge.to_string());
        assert_ne!(verification.outcome, Outcome::Valid, "{member}");
    }
}

/// Another credential of the same statements has its own subject: an embedded one cannot take the description over.
#[test]
fn the_subject_of_an_embedded_credential_is_another_place() {
    let mut document = self_asserted();
    let id = at(&mut document, "/issuer/id").clone();
    let context = document.get("@context").unwrap().clone();
    let mut inner = json(
        r#"{"id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000019", "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Of myself", "validFrom": "2026-01-01T00:00:00Z"}"#,
    );
    for (name, value) in [("@context", context), ("issuer", id.clone()), ("credentialSubject", id)] {
        object(&mut inner, "").insert(name, value);
    }
    object(&mut document, "").insert("endorsement", Value::Array(vec![inner]));
    assert!(verify(document.to_string()).has(code::context::NODE_DESCRIBED_TWICE));
}

/// Whether a node is issuer and subject is asked once, however often it is described and referred to.
#[test]
fn many_descriptions_of_both_classes() {
    let mut document = self_asserted();
    let id = at(&mut document, "/issuer/id").clone();
    let reference = Object::new().with("id", id);
    let both = reference.clone().with_all("type", ["Profile", "AchievementSubject"]);
    object(&mut document, "").insert("evidence", Value::Array(vec![reference.into(); 8_000]));
    *at(&mut document, SUBJECT) = Value::Array(vec![both.into(); 700]);
    let text = with_some_proof(&document);
    let verification = within(Duration::from_secs(5), || verify(&text));
    assert!(verification.has(code::context::NODE_DESCRIBED_TWICE), "{}", verification.outcome.as_str());
}

/// Whatever is accepted, under whatever policy, reads the same.
#[track_caller]
fn same_or_refused(text: &str, content: &AchievementCredential) {
    for verification in [verify(text), leniently(text)] {
        if let Ok(badge) = verification.accept::<AchievementCredential>() {
            assert_eq!(said(&badge).to_string_pretty(), said(content).to_string_pretty(), "{text}");
        }
    }
}
