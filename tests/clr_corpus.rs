//! Learner records of others: the fixtures of 1EdTech's validator, and the published schema as a judge of what is
//! written here.
//!
//! `MICROCRED_CORPUS` names the folder that holds `1edtech-validator` and `schemas/2026`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)] // a test may panic and print

mod generators;
mod lossless;
mod support;

use lossless::lost;
use microcred::badge::{self, ClrCredential};
use microcred::json::{Tree, Value};
use microcred::report::{Code, Severity, code};
use microcred::{Environment, Limits};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const FOLDER: &str = "1edtech-validator/inspector-clr/clr20";
const FIXTURES: [&str; 5] =
    ["simple.json", "complex.json", "simple_v1.json", "simple-noproof.json", "simple_old_safesigned.json"];

fn fixture(name: &str) -> Option<Tree> {
    support::read(&format!("{FOLDER}/{name}")).map(|text| Tree::parse(&text, &Limits::default()).unwrap())
}

#[test]
fn every_record_is_read_without_loss() {
    for name in FIXTURES {
        let Some(tree) = fixture(name) else { return };
        let original = tree.root().to_value();
        let (record, _) = ClrCredential::read(tree.root()).unwrap_or_else(|findings| panic!("{name}: {findings}"));
        let written = record.to_json();
        assert_eq!(lost(&original, &written), None, "{name}");
        let text = written.to_string();
        let again = Tree::parse(&text, &Limits::default()).unwrap();
        assert_eq!(ClrCredential::read(again.root()).unwrap().0.to_json().to_string(), text, "{name}");
        // What is signed by itself stands there member for member and number for number.
        let nested = |record: &Value| record.get("credentialSubject").unwrap().get("verifiableCredential").cloned();
        assert_eq!(nested(&written).unwrap().to_string(), nested(&original).unwrap().to_string(), "{name}");
        let badges = record.credential_subject.badges();
        assert_eq!(
            badges.filter(|(_, badge)| badge.is_ok()).count(),
            nested(&original).unwrap().as_array().unwrap().len()
        );
    }
}

/// What the check has to say about each of them, and nothing else.
#[test]
fn records_of_others_are_told_what_they_lack() {
    let subject = "/credentialSubject";
    let nowhere = |place: &str| (code::model::ASSOCIATION, format!("{subject}/association/{place}"));
    // Both are the same record of VC 1.1 with six badges, whose associations lead out of it; one of the two writes single
    // types.
    let issuers = (0..6).flat_map(|badge| {
        ["/address", "/parentOrg/address", "/parentOrg", ""]
            .map(|place| (code::model::TYPE_FORM, format!("{subject}/verifiableCredential/{badge}/issuer{place}/type")))
    });
    let old = ["/@context/1", "/@context/2"].map(|place| (code::model::CONTEXT_OLD, place.to_owned()));
    let complex: Vec<_> = old
        .into_iter()
        .chain(issuers)
        .chain([(code::model::TYPE_FORM, format!("{subject}/type"))])
        .chain(["2/targetId", "3/targetId", "4/sourceId"].map(nowhere))
        .collect();
    // From before CLR 2.0 had its context.
    let draft =
        vec![(code::model::CONTEXT, "/@context/1".to_owned()), (code::model::CONTEXT_OLD, "/@context/2".to_owned())];
    let expected: [(&str, Vec<(Code, String)>); 5] = [
        ("simple.json", vec![]),
        ("simple_v1.json", complex.iter().filter(|(code, _)| *code != code::model::TYPE_FORM).cloned().collect()),
        ("complex.json", complex),
        ("simple-noproof.json", draft.clone()),
        ("simple_old_safesigned.json", draft),
    ];
    for (name, expected) in expected {
        let Some(tree) = fixture(name) else { return };
        let findings = badge::check(tree.root());
        let found: Vec<_> =
            findings.iter().map(|finding| (finding.code, finding.pointer.as_str().to_owned())).collect();
        assert_eq!(found, expected, "{name}: {findings}");
    }
}

/// 1EdTech publishes one generation of schemas for CLR 2.0, the lenient one.
#[test]
fn the_published_schema_accepts_every_record_that_is_written() {
    let path = "schemas/2026/clr/v2_0/clr_v2p0_clrcredential_schema.json";
    let Some(schema) = support::read(path) else { return };
    let schema = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft201909)
        .should_validate_formats(true)
        .build(&serde_json::from_str(&schema).unwrap())
        .unwrap();
    let accept = |record: &Value| match schema.iter_errors(&record.clone().into()).next() {
        None => Ok(()),
        Some(error) => Err(format!("{error} at {}\n{}", error.instance_path(), record.to_string_pretty())),
    };
    let config = Config { failure_persistence: None, ..Config::with_cases(60) };
    let run = TestRunner::new(config).run(&generators::clr_credential(), |mut record| {
        prop_assert_eq!(accept(&record.to_json()), Ok(()));
        record.complete_ids(&Environment::system()).unwrap();
        record.complete_contexts();
        prop_assert_eq!(accept(&record.to_json()), Ok(()));
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
    // Those of others, brought to VC 2.0 by reading and writing, but for the credentials in them, which stay as they are.
    for name in FIXTURES {
        let Some(tree) = fixture(name) else { return };
        let (mut record, _) = ClrCredential::read(tree.root()).unwrap();
        let is_old = |url: &str| url.starts_with("https://www.w3.org/2018/");
        let old =
            record.credential_subject.verifiable_credential.iter().any(|nested| nested.context_urls().any(is_old));
        record.complete_ids(&Environment::system()).unwrap();
        let accepted = accept(&record.to_json());
        assert_eq!(accepted.is_err(), old && name != "simple.json", "{name}: {accepted:?}");
        let written = Tree::parse(&record.to_json().to_string(), &Limits::default()).unwrap();
        let errors = badge::check(written.root());
        let generations = errors.iter().filter(|finding| finding.severity() == Severity::Error);
        assert_eq!(generations.count() > 0, old, "{name}: {errors}");
    }
}
