//! The model of Open Badges 3.0 reads what there is, keeps all of it, and writes what there should be.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)] // a test may panic and print

mod generators;
mod lossless;

use lossless::lost;
use microcred::badge::{self, *};
use microcred::json::{Number, Object, Tree, Value};
use microcred::report::{Findings, code};
use microcred::vc::{DateTimeStamp, Text, context_urls};
use microcred::{Environment, Limits};
use proptest::prelude::*;

fn tree(text: &str) -> Tree {
    Tree::parse(text, &Limits::default()).unwrap()
}

fn read(badge: &Value) -> (AchievementCredential, Findings) {
    AchievementCredential::read(tree(&badge.to_string()).root()).unwrap()
}

/// A small badge in strict form.
fn small_badge() -> AchievementCredential {
    let mut achievement = Achievement::new("Green skills", "Energy audits", Criteria::narrative("Audit a building."));
    achievement.id = Some("https://vet.example/achievements/1".into());
    let subject = AchievementSubject::new(achievement).id("did:example:ana");
    AchievementCredential::new(Profile::new("https://vet.example/").name("Example VET"), subject)
        .id("urn:uuid:4f6d2a3e-0000-4000-8000-000000000001")
        .name("Green skills")
        .valid_from(DateTimeStamp::parse("2026-11-23T11:00:00Z").unwrap())
}

/// The small badge with one member set to something else; the path goes through objects only.
fn with(path: &[&str], value: impl Into<Value>) -> Value {
    let mut badge = small_badge().to_json();
    let (name, parents) = path.split_last().unwrap();
    let parent = parents.iter().fold(&mut badge, |place, step| place.as_object_mut().unwrap().get_mut(step).unwrap());
    parent.as_object_mut().unwrap().insert(name, value);
    badge
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_is_read_again(badge in generators::achievement_credential()) {
        let (again, findings) = read(&badge.to_json());
        prop_assert!(findings.is_empty(), "{findings}");
        prop_assert_eq!(again.to_json().to_string_pretty(), badge.to_json().to_string_pretty());
        prop_assert!(again == badge);
    }

    #[test]
    fn what_is_written_is_well_made(badge in generators::achievement_credential()) {
        let findings = badge::check(tree(&badge.to_json().to_string()).root());
        prop_assert!(!findings.has_errors(), "{findings}\n{}", badge.to_json().to_string_pretty());
    }

    #[test]
    fn endorsements_too(endorsement in generators::endorsement_credential()) {
        let written = endorsement.to_json();
        let (again, findings) = EndorsementCredential::read(tree(&written.to_string()).root()).unwrap();
        prop_assert!(findings.is_empty(), "{findings}");
        prop_assert!(again == endorsement);
        let embedded = EndorsementCredential::read_embedded(written.as_object().unwrap()).unwrap();
        prop_assert!(embedded.0 == endorsement);
        prop_assert!(badge::check(tree(&written.to_string()).root()).is_empty());
    }

    #[test]
    fn language_values_are_read_again(name in generators::language_text(), description in generators::language_text()) {
        let badge = small_badge().name(name).description(description);
        let (again, findings) = read(&badge.to_json());
        prop_assert!(findings.is_empty() && again == badge);
    }

    /// Whatever is done to one place of a badge, nothing that was readable as JSON is gone afterwards.
    #[test]
    fn nothing_is_lost_however_odd(badge in generators::achievement_credential(), place: prop::sample::Index, odd in odd()) {
        let mut json = badge.to_json();
        replace(&mut json, place, odd);
        let text = json.to_string();
        if let Ok((read_badge, _)) = AchievementCredential::read(tree(&text).root()) {
            let written = read_badge.to_json();
            prop_assert_eq!(lost(&json, &written), None::<String>, "{}", written.to_string_pretty());
            let again = read(&written).0;
            prop_assert_eq!(again.to_json().to_string_pretty(), written.to_string_pretty());
            prop_assert!(again == read_badge, "a second reading differs: {}", written);
        }
    }
}

/// A value that fits few places.
fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Bool(true)),
        Just(Value::from("2026-13-01")),
        Just(Value::Number(Number::from_text("-1.50").unwrap())),
        Just(Value::Array(vec![Value::from("one"), Value::from(2), Value::from(Object::new().with("three", 3))])),
        Just(Value::from(Object::new().with("unexpected", "member"))),
        Just(Value::from(Object::new().with("en", "English").with("pt-PT", "português"))),
        Just(Value::Array(vec![Value::Array(vec![Value::from("nested")])])),
        generators::json(),
    ]
}

/// Puts a value at one of the places below the root.
fn replace(json: &mut Value, place: prop::sample::Index, value: Value) {
    let count = places(json);
    let mut left = place.index(count);
    put(json, &mut left, value);
}

fn places(json: &Value) -> usize {
    match json {
        Value::Object(members) => members.iter().map(|(_, member)| 1 + places(member)).sum(),
        Value::Array(items) => items.iter().map(|item| 1 + places(item)).sum(),
        _ => 0,
    }
}

fn put(json: &mut Value, left: &mut usize, value: Value) -> bool {
    let names: Vec<String> = json.as_object().into_iter().flat_map(Object::iter).map(|(name, _)| name.into()).collect();
    for name in names {
        let member = json.as_object_mut().unwrap().get_mut(&name).unwrap();
        if *left == 0 {
            *member = value;
            return true;
        }
        *left -= 1;
        if put(member, left, value.clone()) {
            return true;
        }
    }
    if let Value::Array(items) = json {
        for item in items {
            if *left == 0 {
                *item = value;
                return true;
            }
            *left -= 1;
            if put(item, left, value.clone()) {
                return true;
            }
        }
    }
    false
}

#[test]
fn reading_is_liberal() {
    let strict = small_badge();
    let id_only = strict.clone().image(Image::new("https://vet.example/badge.png"));
    let mut earned = strict.clone();
    earned.credential_subject.credits_earned = Number::from_text("3.0");
    let mut tagged = strict.clone();
    tagged.credential_subject.achievement.tag = vec!["energy".into()];
    let mut plain = strict.clone();
    plain.issuer = ProfileRef::Id("https://vet.example/".into());
    let subject = "credentialSubject";
    for (json, expected, what) in [
        (with(&["image"], "https://vet.example/badge.png"), &id_only, "a string for an image"),
        (with(&["issuer"], "https://vet.example/"), &plain, "a string for the issuer"),
        (with(&[subject, "creditsEarned"], "3.0"), &earned, "a number in a string"),
        (with(&[subject, "achievement", "tag"], "energy"), &tagged, "one for many"),
        (with(&[subject], vec![strict.credential_subject.to_json()]), &strict, "many for one"),
        (with(&[subject, "achievement", "type"], "Achievement"), &strict, "one type"),
        (with(&[subject, "result"], Value::Array(Vec::new())), &strict, "an empty array"),
        (with(&["description"], Value::Null), &strict, "null"),
        (with(&["name"], Object::new().with("@value", "Green skills")), &strict, "a language value without language"),
    ] {
        let (badge, findings) = read(&json);
        assert!(
            badge == *expected && findings.is_empty(),
            "{what}: {findings}\n{}",
            badge.to_json().to_string_pretty()
        );
    }
    let map = Object::new().with("en", "Green skills").with("pt-PT", "Competências verdes");
    let (badge, _) = read(&with(&["name"], map));
    assert_eq!(badge.name, Some(Text::in_language("en", "Green skills").and("pt-PT", "Competências verdes")));
}

#[test]
fn version_1_1_is_read_and_version_2_0_is_written() {
    let mut json = small_badge().to_json();
    let members = json.as_object_mut().unwrap();
    let from = members.remove("validFrom").unwrap();
    members.insert("issuanceDate", from);
    members.insert("expirationDate", "2030-01-01T01:00:00+01:00");
    members.insert(
        "@context",
        vec![context_urls::CREDENTIALS_V1, context_urls::OPEN_BADGES_3_0_1, "https://example.org/own"],
    );
    let (badge, findings) = read(&json);
    assert!(findings.is_empty());
    assert_eq!(badge.valid_until.as_ref().unwrap().as_str(), "2030-01-01T01:00:00+01:00");
    let written = badge.to_json();
    assert_eq!(written.get("validUntil").unwrap().as_str(), Some("2030-01-01T00:00:00Z"));
    assert!(written.get("issuanceDate").is_none() && written.get("expirationDate").is_none());
    let contexts = vec![context_urls::CREDENTIALS_V2, context_urls::OPEN_BADGES_3_0_3, "https://example.org/own"];
    assert_eq!(written.get("@context"), Some(&Value::from(contexts)));
}

#[test]
fn what_does_not_fit_is_kept_and_reported() {
    let (badge, findings) = read(&with(&["validUntil"], "next year"));
    assert_eq!(badge.valid_until, None);
    assert_eq!(badge.to_json().get("validUntil").unwrap().as_str(), Some("next year"));
    let finding = findings.iter().next().unwrap();
    assert_eq!((finding.code, finding.pointer.as_str()), (code::model::SHAPE, "/validUntil"));

    let alignments = vec![Value::from("loose"), Alignment::new("EQF 4", "https://a.example/4").to_json()];
    let (badge, findings) = read(&with(&["credentialSubject", "achievement", "alignment"], alignments));
    let achievement = &badge.credential_subject.achievement;
    assert_eq!(achievement.alignment.len(), 1);
    assert_eq!(achievement.to_json().get("alignment").unwrap().as_array().unwrap().len(), 2);
    assert_eq!(findings.iter().next().unwrap().pointer.as_str(), "/credentialSubject/achievement/alignment/0");
}

#[test]
fn without_issuer_or_achievement_there_is_no_badge() {
    for name in ["issuer", "credentialSubject"] {
        let mut json = small_badge().to_json();
        json.as_object_mut().unwrap().remove(name);
        let findings = AchievementCredential::read(tree(&json.to_string()).root()).unwrap_err();
        assert!(findings.contains(code::model::REQUIRED), "{name}");
    }
    let findings = AchievementCredential::read(tree("[]").root()).unwrap_err();
    assert!(findings.has_errors());
}

#[test]
fn a_missing_text_is_reported_and_empty() {
    let mut json = small_badge().to_json();
    let subject = json.as_object_mut().unwrap().get_mut("credentialSubject").unwrap();
    subject.as_object_mut().unwrap().get_mut("achievement").unwrap().as_object_mut().unwrap().remove("description");
    let (badge, findings) = read(&json);
    assert!(badge.credential_subject.achievement.description.is_empty());
    assert!(findings.contains(code::model::REQUIRED));
}

#[test]
fn numbers_keep_their_text() {
    for text in ["3", "3.0", "2.50", "1e1"] {
        let number = Number::from_text(text).unwrap();
        let (badge, _) = read(&with(&["credentialSubject", "creditsEarned"], number));
        let written = badge.to_json();
        let credits = written.get("credentialSubject").unwrap().get("creditsEarned").unwrap();
        assert_eq!(credits.to_string(), text);
    }
}

#[test]
fn the_extensions_context_stands_there_if_it_is_needed() {
    let contexts = |badge: &AchievementCredential| badge.to_json().get("@context").unwrap().to_string();
    let plain = small_badge();
    assert!(!contexts(&plain).contains(context_urls::OPEN_BADGES_EXTENSIONS));
    for (member, kind) in [
        ("credentialStatus", "1EdTechRevocationList"),
        ("credentialSchema", "1EdTechJsonSchemaValidator2019"),
        ("refreshService", "1EdTechCredentialRefresh"),
    ] {
        let service = Object::new().with("id", "https://vet.example/service").with("type", kind);
        let (badge, _) = read(&with(&[member], service));
        assert!(contexts(&badge).contains(context_urls::OPEN_BADGES_EXTENSIONS), "{member}");
    }
    let bitstring = Object::new().with("type", "BitstringStatusListEntry");
    assert!(!contexts(&plain.credential_status(bitstring)).contains(context_urls::OPEN_BADGES_EXTENSIONS));
}

proptest! {
    #[test]
    fn ids_are_completed_wherever_an_object_names_itself(mut badge in generators::achievement_credential()) {
        let before = badge.to_json();
        badge.complete_ids(&Environment::system()).unwrap();
        let after = badge.to_json();
        prop_assert_eq!(lost(&before, &after), None::<String>);
        let mut ids = Vec::new();
        nameless(&after, &mut ids);
        prop_assert_eq!(ids, Vec::<String>::new());
        let (id, again) = (badge.id.clone(), badge.clone());
        badge.complete_ids(&Environment::system()).unwrap();
        prop_assert!(badge == again && badge.id == id, "ids that are there stay");
    }
}

/// The classes of the model's own objects that have no id; what was embedded or belongs to others is passed over.
fn nameless(value: &Value, found: &mut Vec<String>) {
    const NAMED: [&str; 12] = [
        "AchievementCredential",
        "OpenBadgeCredential",
        "Profile",
        "Achievement",
        "ResultDescription",
        "RubricCriterionLevel",
        "Result",
        "Alignment",
        "Evidence",
        "Address",
        "GeoCoordinates",
        "EndorsementCredential",
    ];
    for (name, member) in value.as_object().into_iter().flat_map(Object::iter) {
        if name != "endorsement" && !name.starts_with("own") {
            nameless(member, found);
        }
    }
    value.as_array().into_iter().flatten().for_each(|item| nameless(item, found));
    let types = value.get("type").map(Value::to_string).unwrap_or_default();
    let named = NAMED.iter().any(|class| types.contains(&format!("\"{class}\"")));
    if named && value.get("id").and_then(Value::as_str).is_none_or(str::is_empty) {
        found.push(types);
    }
}

/// The sign of the kelvin is a k in small letters, and an address with it another mailbox.
#[test]
fn letters_beyond_ascii_are_compared_as_they_are() {
    let email = IdentifierType::EmailAddress;
    let (own, other) = ("kim@example.com", "\u{212a}im@example.com");
    let hashed = |address: &str| IdentityObject::hashed(email.clone(), address, &Environment::system()).unwrap();
    for (identity, known) in [
        (IdentityObject::plain("emailAddress", own), other),
        (IdentityObject::plain("emailAddress", other), own),
        (hashed(own), other),
        (hashed(other), own),
    ] {
        assert_eq!(identity.matches(&email, known), IdentityMatch::Different, "{known}");
    }
    assert_eq!(hashed(own).matches(&email, "Kim@Example.com"), IdentityMatch::Same);
}

#[test]
fn identity_hashes_are_those_of_the_specification() {
    for (identifier, salt, hash) in [
        ("a@example.com", "Kosher", "b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"),
        ("jjefferson18@example.com", "FleurDeSel", "658625b25ab3d75d613ca97d9a5a77f70e2192feca5557f4ad09a4d4f121f5fc"),
    ] {
        for hash in [hash.to_owned(), hash.to_uppercase()] {
            let mut identity = IdentityObject::plain("emailAddress", format!("sha256${hash}")).salt(salt);
            identity.hashed = true;
            let email = IdentifierType::EmailAddress;
            assert_eq!(identity.matches(&email, identifier), IdentityMatch::Same);
            assert_eq!(
                identity.matches(&email, &identifier.to_uppercase()),
                IdentityMatch::Same,
                "small letters are tried"
            );
            assert_eq!(identity.matches(&email, "somebody@example.com"), IdentityMatch::Different);
            assert_eq!(identity.matches(&IdentifierType::UserName, identifier), IdentityMatch::NotComparable);
            identity.identity_type = IdentifierType::AccountId;
            assert_eq!(
                identity.matches(&IdentifierType::AccountId, &identifier.to_uppercase()),
                IdentityMatch::Different
            );
        }
    }
}

#[test]
fn identities_that_cannot_be_compared_are_not_called_different() {
    let email = IdentifierType::EmailAddress;
    let mut md5 = IdentityObject::plain("emailAddress", "md5$28f20a02bf8a021fab4fcec48afb584e").salt("Kosher");
    md5.hashed = true;
    assert_eq!(md5.matches(&email, "a@example.com"), IdentityMatch::NotComparable);
    let mut broken = IdentityObject::plain("emailAddress", "sha256$1234");
    broken.hashed = true;
    assert_eq!(broken.matches(&email, "a@example.com"), IdentityMatch::NotComparable);
    let achievement = small_badge().credential_subject.achievement;
    let other = IdentityObject::plain("emailAddress", "b@example.com");
    let subject = AchievementSubject::new(achievement).identifier(other).identifier(md5);
    assert_eq!(subject.identified_by(&email, "a@example.com"), IdentityMatch::NotComparable);
    assert_eq!(subject.identified_by(&email, "B@example.com"), IdentityMatch::Same);
    assert_eq!(subject.identified_by(&IdentifierType::Isbn, "1"), IdentityMatch::NotComparable);
}

#[test]
fn plain_text_that_looks_like_a_hash_is_compared_as_text() {
    let text = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399";
    let identity = IdentityObject::plain("emailAddress", text).salt("Kosher");
    assert_eq!(identity.matches(&IdentifierType::EmailAddress, "a@example.com"), IdentityMatch::Different);
    assert_eq!(identity.matches(&IdentifierType::EmailAddress, text), IdentityMatch::Same);
}

#[test]
fn hashed_identities_have_a_fresh_salt_of_128_bits() {
    let environment = Environment::system();
    let one = IdentityObject::hashed("emailAddress", "Ana@Example.org", &environment).unwrap();
    let two = IdentityObject::hashed("emailAddress", "Ana@Example.org", &environment).unwrap();
    assert_eq!(one.salt.as_ref().unwrap().len(), 32);
    assert_ne!(one.salt, two.salt);
    assert_ne!(one.identity_hash, two.identity_hash);
    assert!(one.identity_hash.starts_with("sha256$"));
    for spelling in ["ana@example.org", "ANA@EXAMPLE.ORG"] {
        assert_eq!(one.matches(&IdentifierType::EmailAddress, spelling), IdentityMatch::Same);
    }
}

#[test]
fn debug_does_not_name_the_learner() {
    let mut badge = small_badge().name("Badge of Ana Silva").description("For Ana Silva");
    let subject = &mut badge.credential_subject;
    subject.id = Some("did:example:ana-silva".into());
    subject.identifier = vec![IdentityObject::plain("emailAddress", "ana.silva@example.org").salt("silva-salt")];
    subject.narrative = Some("Ana Silva audited a building.".into());
    subject.license_number = Some("silva-1".into());
    subject.extra = Object::new().with("name", "Ana Silva");
    badge.evidence = vec![Evidence::new().id("https://silva.example/").narrative("Silva").name("Silva")];
    badge.extra = Object::new().with("note", "Silva");
    let shown = format!("{badge:?}");
    assert!(!shown.to_lowercase().contains("silva"), "{shown}");
    assert!(shown.contains("Green skills") && shown.contains("https://vet.example/"));

    let mut person = Profile::new("did:example:silva").name("Ana Silva").email("silva@example.org");
    person.family_name = Some("Silva".into());
    person.other_identifier = vec![IdentifierEntry::new("nationalIdentityNumber", "silva-2")];
    assert!(!format!("{person:?}").to_lowercase().contains("silva"));
}

#[test]
fn debug_does_not_name_whom_an_endorsement_is_about() {
    let subject = EndorsementSubject::new("did:example:silva").endorsement_comment("Ana Silva is a good colleague");
    let issuer = Profile::new("https://agency.example/").name("Agency");
    let endorsement = EndorsementCredential::new(issuer, "Endorsement of Ana Silva", subject).description("Silva");
    let shown = format!("{endorsement:?}");
    assert!(!shown.to_lowercase().contains("silva") && shown.contains("Agency"), "{shown}");
}
