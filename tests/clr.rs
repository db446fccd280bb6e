//! Comprehensive Learner Record 2.0: read and written whole, checked, issued and verified.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)] // a test may panic and print

mod generators;
mod lossless;
mod support;

use lossless::lost;
use microcred::badge::{self, *};
use microcred::json::{Object, Tree, Value};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Outcome, Severity, code};
use microcred::resolve::Offline;
use microcred::vc::{NestedCredential, context_urls};
use microcred::{Environment, Limits, Verified};
use proptest::prelude::*;
use support::{issuer, verifier};

fn tree(text: &str) -> Tree {
    Tree::parse(text, &Limits::default()).unwrap()
}

fn read(record: &Value) -> ClrCredential {
    ClrCredential::read(tree(&record.to_string()).root()).unwrap().0
}

fn achievement(name: &str) -> Achievement {
    Achievement::new(name, "What it is", Criteria::narrative("Do it.")).id(format!("https://vet.example/{name}"))
}

/// A badge of its own issuer, signed.
fn badge(name: &str) -> NestedCredential {
    let subject = AchievementSubject::new(achievement(name)).id("did:example:ana");
    let badge = AchievementCredential::new(Profile::new("https://vet.example/"), subject).name(name);
    let badge = badge.id(format!("https://vet.example/badges/{name}"));
    NestedCredential::parse(issuer().issue(&badge).unwrap().as_str()).unwrap()
}

/// A record of two badges that are part of a third achievement.
fn record() -> ClrCredential {
    let part = |name: &str| {
        let of = |name: &str| format!("https://vet.example/{name}");
        Association::new(of(name), AssociationType::IsPartOf, of("whole"))
    };
    let subject = ClrSubject::new()
        .id("did:example:ana")
        .verifiable_credential(badge("one"))
        .verifiable_credential(badge("two"))
        .achievement(achievement("whole"))
        .association(part("one"))
        .association(part("two"));
    ClrCredential::new(Profile::new("https://vet.example/"), "Record", subject).partial(true)
}

/// The record as it would be issued, but for the proof.
fn complete(mut record: ClrCredential) -> Value {
    record.valid_from = Some(microcred::vc::DateTimeStamp::parse(support::NOW).unwrap());
    record.complete_ids(&Environment::system()).unwrap();
    record.complete_contexts();
    record.to_json()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_written_is_read_again(record in generators::clr_credential()) {
        let written = record.to_json();
        let (again, findings) = ClrCredential::read(tree(&written.to_string()).root()).unwrap();
        prop_assert!(findings.is_empty(), "{findings}");
        prop_assert!(again == record);
        prop_assert_eq!(again.to_json().to_string(), written.to_string());
    }

    #[test]
    fn what_is_written_is_well_made(record in generators::clr_credential()) {
        let findings = badge::check(tree(&record.to_json().to_string()).root());
        prop_assert!(!findings.has_errors(), "{findings}\n{}", record.to_json().to_string_pretty());
        prop_assert!(!findings.contains(code::model::ASSOCIATION), "{findings}");
    }

    /// Whatever stands in a nested credential, and in whatever order, stands there again.
    #[test]
    fn nested_credentials_are_written_as_they_came(own in generators::json(), extra in generators::extra()) {
        let nested = extra.with("zeta", own).with("null", Value::Null).with("none", Value::Array(Vec::new()));
        let mut json = complete(record());
        let subject = json.as_object_mut().unwrap().get_mut("credentialSubject").unwrap();
        subject.as_object_mut().unwrap().insert("verifiableCredential", vec![nested.clone()]);
        let written = read(&json).to_json();
        let kept = written.get("credentialSubject").unwrap().get("verifiableCredential").unwrap();
        prop_assert_eq!(kept.to_string(), Value::from(vec![nested]).to_string());
    }

    #[test]
    fn ids_and_contexts_are_completed_outside_the_credentials(record in generators::clr_credential()) {
        let before = record.to_json();
        let mut completed = record.clone();
        completed.complete_ids(&Environment::system()).unwrap();
        completed.complete_contexts();
        let after = completed.to_json();
        prop_assert_eq!(lost(&before, &after), None::<String>);
        prop_assert!(completed.credential_subject.verifiable_credential == record.credential_subject.verifiable_credential);
        let outer: Vec<&Value> = after.get("@context").unwrap().as_array().unwrap().iter().collect();
        for nested in &completed.credential_subject.verifiable_credential {
            for url in nested.context_urls() {
                prop_assert!(outer.contains(&&Value::from(url)), "{url}");
            }
        }
    }
}

#[test]
fn a_record_has_its_three_contexts() {
    let contexts = complete(record()).get("@context").unwrap().to_string();
    let expected = [context_urls::CREDENTIALS_V2, context_urls::CLR_2_0_1, context_urls::OPEN_BADGES_3_0_3];
    assert_eq!(contexts, Value::from(expected.to_vec()).to_string());
}

#[test]
fn badges_are_read_where_they_are_wanted() {
    let record = record();
    let badges: Vec<_> = record.credential_subject.badges().collect();
    let names = |badge: &AchievementCredential| badge.credential_subject.achievement.name.to_string();
    let found: Vec<_> = badges.iter().map(|(place, badge)| (*place, names(&badge.as_ref().unwrap().0))).collect();
    assert_eq!(found, [(0, "one".to_owned()), (1, "two".to_owned())]);
}

/// One change to a record, and what is said about it: the code, the place, and whether it is an error.
#[test]
fn what_cannot_stand_in_a_record() {
    let subject = |name: &'static str| vec!["credentialSubject", name];
    let nested = |change: fn(Object) -> Value| {
        let Some(badge) = badge("one").as_object().cloned() else { panic!("an object") };
        Value::from(vec![change(badge)])
    };
    let contexts = |urls: &[&str]| Value::from(urls.to_vec());
    let first = "/credentialSubject/verifiableCredential/0";
    let association = |kind: &str, target: &str| {
        Value::from(vec![
            Object::new()
                .with("type", "Association")
                .with("associationType", kind)
                .with("sourceId", "https://vet.example/one")
                .with("targetId", target),
        ])
    };
    let whole = "https://vet.example/whole";
    let cases: Vec<(Vec<&str>, Value, _, String, Severity)> = vec![
        (
            subject("verifiableCredential"),
            nested(|badge| {
                let old = vec![context_urls::CREDENTIALS_V1, context_urls::OPEN_BADGES_3_0_1];
                let from = badge.get("validFrom").unwrap().clone();
                badge.with("@context", old).with("issuanceDate", from).into()
            }),
            code::model::NESTED_GENERATION,
            format!("{first}/@context/0"),
            Severity::Error,
        ),
        (
            subject("verifiableCredential"),
            nested(|badge| {
                badge.with("@context", vec![context_urls::CREDENTIALS_V2, context_urls::OPEN_BADGES_3_0_2]).into()
            }),
            code::model::NESTED_GENERATION,
            format!("{first}/@context/1"),
            Severity::Error,
        ),
        (
            subject("verifiableCredential"),
            nested(|_| "eyJh.eyJp.c2ln".into()),
            code::model::NESTED_FORM,
            first.into(),
            Severity::Error,
        ),
        (
            subject("verifiableCredential"),
            nested(|_| NestedCredential::enveloped("application/vc+jwt", "eyJh.eyJp.c2ln").to_json()),
            code::model::NESTED_FORM,
            first.into(),
            Severity::Error,
        ),
        (
            subject("verifiableCredential"),
            nested(|mut badge| {
                badge.remove("proof");
                badge.into()
            }),
            code::model::NESTED_PROOF,
            first.into(),
            Severity::Warning,
        ),
        (
            subject("verifiableCredential"),
            nested(|mut badge| {
                badge.remove("issuer");
                badge.into()
            }),
            code::model::REQUIRED,
            first.into(),
            Severity::Error,
        ),
        (subject("verifiableCredential"), nested(|_| 1.into()), code::model::SHAPE, first.into(), Severity::Error),
        (
            subject("verifiableCredential"),
            Value::Null,
            code::model::NULL,
            "/credentialSubject/verifiableCredential".into(),
            Severity::Error,
        ),
        (
            subject("association"),
            association("isPartOf", "https://vet.example/nowhere"),
            code::model::ASSOCIATION,
            "/credentialSubject/association/0/targetId".into(),
            Severity::Warning,
        ),
        (
            subject("association"),
            association("ext:resembles", whole),
            code::model::ENUMERATION,
            "/credentialSubject/association/0/associationType".into(),
            Severity::Error,
        ),
        (
            subject("association"),
            Value::from(vec![
                association("isPartOf", whole).as_array().unwrap()[0].as_object().unwrap().clone().with("weight", 1),
            ]),
            code::model::CLOSED,
            "/credentialSubject/association/0/weight".into(),
            Severity::Error,
        ),
        (vec!["partial"], "yes".into(), code::model::SHAPE, "/partial".into(), Severity::Error),
        (vec!["name"], Value::Null, code::model::NULL, "/name".into(), Severity::Error),
        (
            vec!["@context"],
            contexts(&[context_urls::CREDENTIALS_V2, context_urls::OPEN_BADGES_3_0_3]),
            code::model::CONTEXT,
            "/@context/1".into(),
            Severity::Error,
        ),
        (
            vec!["@context"],
            contexts(&[context_urls::CREDENTIALS_V2, context_urls::CLR_2_0_0, context_urls::OPEN_BADGES_3_0_3]),
            code::model::CONTEXT_OLD,
            "/@context/1".into(),
            Severity::Warning,
        ),
    ];
    let fine = complete(record());
    assert!(badge::check(tree(&fine.to_string()).root()).is_empty());
    for (path, value, code, place, severity) in cases {
        let mut json = fine.clone();
        let (name, parents) = path.split_last().unwrap();
        let parent = parents.iter().fold(&mut json, |at, step| at.as_object_mut().unwrap().get_mut(step).unwrap());
        parent.as_object_mut().unwrap().insert(name, value);
        let findings = badge::check(tree(&json.to_string()).root());
        let found = findings.iter().find(|finding| finding.code == code && finding.pointer.as_str() == place);
        assert!(found.is_some_and(|finding| finding.severity() == severity), "{code} at {place}: {findings}");
    }
}

#[test]
fn without_an_id_or_an_identifier_it_is_nobodys_record() {
    let mut record = record();
    record.credential_subject.id = None;
    let findings = badge::check(tree(&complete(record).to_string()).root());
    assert!(findings.contains(code::model::SUBJECT_IDENTITY));
}

/// A credential of another generation is kept, with its place, and the way out is said.
#[test]
fn the_way_out_is_said() {
    let mut record = record();
    record.credential_subject.verifiable_credential = vec![NestedCredential::parse("eyJh.eyJp.c2ln").unwrap()];
    let findings = badge::check(tree(&complete(record).to_string()).root());
    let finding = findings.iter().find(|finding| finding.code == code::model::NESTED_FORM).unwrap();
    assert!(finding.detail.contains("VerifiablePresentation") && finding.detail.contains("relatedResource"));
}

#[test]
fn a_record_is_issued_verified_and_accepted() {
    let secured = issuer().with_suite(Cryptosuite::EddsaJcs2022).issue(&record()).unwrap();
    let verification = verifier().verify(&secured, &Offline);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    let accepted: Verified<ClrCredential> = verification.accept().unwrap();
    assert_eq!(accepted.partial, Some(true));
    assert_eq!(accepted.credential_subject.verifiable_credential, record().credential_subject.verifiable_credential);
    // What was taken out of it is signed by itself.
    for nested in &accepted.credential_subject.verifiable_credential {
        let badge = verifier().verify(nested.to_json().to_string().as_bytes(), &Offline);
        assert_eq!(badge.outcome, Outcome::Valid, "{badge}");
    }
}

#[test]
fn a_record_that_could_not_be_believed_is_not_issued() {
    let mut old = record();
    let badge = old.credential_subject.verifiable_credential[0].as_object().unwrap().clone();
    let contexts = vec![context_urls::CREDENTIALS_V2, context_urls::OPEN_BADGES_3_0_2];
    old.credential_subject.verifiable_credential[0] = NestedCredential::Embedded(badge.with("@context", contexts));
    let refused = issuer().issue(&old).unwrap_err().to_string();
    assert!(refused.contains("model.nested.generation"), "{refused}");
}

#[test]
fn debug_does_not_name_the_learner() {
    let mut record = record();
    record.name = "Record of Ana Silva".into();
    record.credential_subject.id = Some("did:example:silva".into());
    record.credential_subject.identifier = vec![IdentityObject::plain("name", "Ana Silva")];
    record.extra = Object::new().with("note", "Silva");
    let shown = format!("{record:?}").to_lowercase();
    assert!(!shown.contains("silva") && !shown.contains("did:example:ana") && shown.contains("vet.example"), "{shown}");
}
