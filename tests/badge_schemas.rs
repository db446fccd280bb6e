//! The two generations of JSON Schemas that 1EdTech has published for Open Badges 3.0, as judges of what is written
//! here and of [`badge::check`].
//!
//! `MICROCRED_CORPUS` names the folder that holds them in `schemas/2024` and `schemas/2026`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)] // a test may panic and print

mod generators;

use jsonschema::Validator;
use microcred::badge;
use microcred::json::{Object, Tree, Value};
use microcred::report::Group;
use microcred::{Environment, Limits};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use std::path::{Path, PathBuf};

/// The strict schema of 2024 and the lenient one of 2026 for one kind of credential.
struct Schemas {
    strict: Validator,
    lenient: Validator,
}

impl Schemas {
    /// The schemas, or nothing with a message.
    fn load(kind: &str) -> Option<Self> {
        let Some(corpus) = std::env::var_os("MICROCRED_CORPUS").map(PathBuf::from) else {
            println!("skipped: set MICROCRED_CORPUS to the folder of the corpus");
            return None;
        };
        let schemas = corpus.join("schemas");
        Some(Self {
            strict: compile(&schemas.join(format!("2024/{kind}.json"))),
            lenient: compile(&schemas.join(format!("2026/open-badges/v3_0/ob_v3p0_{kind}_schema.json"))),
        })
    }

    fn accept(&self, credential: &Value) -> Result<(), String> {
        let json = serde_json::Value::from(credential.clone());
        for (generation, schema) in [("2024", &self.strict), ("2026", &self.lenient)] {
            if let Some(error) = schema.iter_errors(&json).next() {
                return Err(format!(
                    "{generation}: {error} at {}\n{}",
                    error.instance_path(),
                    credential.to_string_pretty()
                ));
            }
        }
        Ok(())
    }
}

fn compile(path: &Path) -> Validator {
    let schema = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft201909)
        .should_validate_formats(true)
        .build(&schema)
        .unwrap()
}

fn run<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { failure_persistence: None, ..Config::with_cases(cases) };
    TestRunner::new(config).run(&strategy, test).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn both_generations_accept_every_badge_that_is_written() {
    let Some(schemas) = Schemas::load("achievementcredential") else { return };
    run(150, generators::achievement_credential(), |mut badge| {
        prop_assert_eq!(schemas.accept(&badge.to_json()), Ok(()));
        badge.complete_ids(&Environment::system()).unwrap();
        prop_assert_eq!(schemas.accept(&badge.to_json()), Ok(()));
        Ok(())
    });
}

#[test]
fn both_generations_accept_every_endorsement_that_is_written() {
    let Some(schemas) = Schemas::load("endorsementcredential") else { return };
    run(150, generators::endorsement_credential(), |mut endorsement| {
        endorsement.complete_ids(&Environment::system()).unwrap();
        prop_assert_eq!(schemas.accept(&endorsement.to_json()), Ok(()));
        Ok(())
    });
}

/// Badges with one fault each: what even the lenient schema refuses is an error here, and what passes here without a
/// word is accepted by the strict one.
#[test]
fn the_schemas_and_the_check_agree_about_faulty_badges() {
    let Some(schemas) = Schemas::load("achievementcredential") else { return };
    let (refused, silent) = (std::cell::Cell::new(0_u32), std::cell::Cell::new(0_u32));
    let strategy = (generators::achievement_credential(), any::<Index>(), fault());
    run(FAULTY_BADGES, strategy, |(badge, place, fault)| {
        let mut json = badge.to_json();
        let Some(name) = fault.apply(&mut json, place) else { return Ok(()) };
        let tree = Tree::parse(&json.to_string(), &Limits::default()).unwrap();
        let findings = badge::check(tree.root());
        let judgement = || format!("{fault:?} at {name}: {:?}\n{findings}", schemas.accept(&json));
        // Several statuses and refresh services are allowed by VC Data Model 2.0, and so here.
        let several = matches!(fault, Fault::Wrap) && ["credentialStatus", "refreshService"].contains(&name.as_str());
        if !several && !schemas.lenient.is_valid(&json.clone().into()) {
            refused.set(refused.get() + 1);
            prop_assert!(findings.has_errors(), "{}", judgement());
        }
        // A status needs no id in VC Data Model 2.0, nor in the schemas of 2026.
        let anonymous_status = json.get("credentialStatus").is_some_and(|status| status.get("id").is_none());
        if !anonymous_status && findings.iter().all(|finding| finding.code.group() == Group::Privacy) {
            silent.set(silent.get() + 1);
            prop_assert!(schemas.strict.is_valid(&json.clone().into()), "{}", judgement());
        }
        Ok(())
    });
    let (refused, silent) = (refused.get(), silent.get());
    println!(
        "of {FAULTY_BADGES} faulty badges the lenient schema refused {refused}, and {silent} passed without a word"
    );
    assert!(refused > FAULTY_BADGES / 2 && silent > FAULTY_BADGES / 50);
}

const FAULTY_BADGES: u32 = 800;

/// One thing that can be done wrongly at one place.
#[derive(Clone, Debug)]
enum Fault {
    Remove,
    Replace(Value),
    Wrap,
    AddMember,
}

fn fault() -> impl Strategy<Value = Fault> {
    let language_map = Object::new().with("en", "English");
    let values: Vec<Value> = vec![
        Value::Null,
        true.into(),
        Value::from(-5),
        "".into(),
        "words".into(),
        "2026-01-01".into(),
        "xext:foo".into(),
        Value::Array(Vec::new()),
        Value::from(vec!["words", "more"]),
        Object::new().into(),
        language_map.into(),
        Object::new().with("id", "https://a.example/").with("type", "Other").into(),
    ];
    prop_oneof![
        2 => Just(Fault::Remove),
        5 => proptest::sample::select(values).prop_map(Fault::Replace),
        1 => Just(Fault::Wrap),
        1 => Just(Fault::AddMember),
    ]
}

impl Fault {
    /// Does it at one of the places, and says the name of the member there.
    fn apply(&self, json: &mut Value, place: Index) -> Option<String> {
        let mut places = Vec::new();
        collect(json, &mut Vec::new(), &mut places);
        let path = place.get(&places);
        let (last, parents) = path.split_last()?;
        let parent = parents.iter().fold(json, |value, step| step.descend(value));
        match (self, last) {
            (Self::Remove, Step::Member(name)) => {
                parent.as_object_mut()?.remove(name);
            }
            (Self::Remove, Step::Item(index)) => {
                let Value::Array(items) = parent else { return None };
                items.remove(*index);
            }
            (Self::Replace(value), step) => *step.descend(parent) = value.clone(),
            (Self::Wrap, step) => {
                let value = step.descend(parent);
                *value = Value::Array(vec![value.clone()]);
            }
            (Self::AddMember, step) => step.descend(parent).as_object_mut()?.insert("foreign", "member"),
        }
        path.iter().rev().find_map(|step| match step {
            Step::Member(name) => Some(name.clone()),
            Step::Item(_) => None,
        })
    }
}

#[derive(Clone)]
enum Step {
    Member(String),
    Item(usize),
}

impl Step {
    fn descend<'v>(&self, value: &'v mut Value) -> &'v mut Value {
        match (self, value) {
            (Self::Member(name), Value::Object(members)) => members.get_mut(name).unwrap(),
            (Self::Item(index), Value::Array(items)) => &mut items[*index],
            _ => unreachable!("the path was collected from this value"),
        }
    }
}

/// The paths of everything below the root, but for members of somebody's own.
fn collect(value: &Value, path: &mut Vec<Step>, places: &mut Vec<Vec<Step>>) {
    let members = value.as_object().into_iter().flat_map(Object::iter);
    let members =
        members.filter(|(name, _)| !name.starts_with("own")).map(|(name, value)| (Step::Member(name.into()), value));
    let items = value.as_array().into_iter().flatten().enumerate().map(|(index, value)| (Step::Item(index), value));
    for (step, value) in members.chain(items) {
        path.push(step);
        places.push(path.clone());
        collect(value, path, places);
        path.pop();
    }
}

/// What 1EdTech has signed and held to its own schema holds there for a verifier that knows the schema, and what it is not
/// about does not.
#[cfg(feature = "schema")]
#[test]
fn badges_are_held_to_the_schema_that_they_declare() {
    use microcred::json::Pointer;
    use microcred::report::code;
    use microcred::verify;

    const URL: &str = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";
    let Some(corpus) = std::env::var_os("MICROCRED_CORPUS").map(PathBuf::from) else {
        println!("skipped: set MICROCRED_CORPUS to the folder of the corpus");
        return;
    };
    for generation in
        ["2024/achievementcredential.json", "2026/open-badges/v3_0/ob_v3p0_achievementcredential_schema.json"]
    {
        let schema = std::fs::read(corpus.join("schemas").join(generation)).unwrap();
        let schemas = verify::Schemas::new().with(URL, schema).unwrap();
        for number in ["01", "04", "08", "09"] {
            let text = std::fs::read_to_string(corpus.join(format!("1edtech-spec/spec-2024-04-03-ldp-{number}.json")));
            let badge = Tree::parse(&text.unwrap(), &Limits::default()).unwrap();
            let findings = schemas.check(badge.root());
            assert!(findings.is_empty(), "{number} under {generation}: {findings}");

            let mut faulty = badge.root().to_value();
            let subject = faulty.as_object_mut().unwrap().get_mut("credentialSubject").unwrap();
            let achievement = subject.as_object_mut().unwrap().get_mut("achievement").unwrap();
            achievement.as_object_mut().unwrap().remove("name");
            let faulty = Tree::parse(&faulty.to_string(), &Limits::default()).unwrap();
            let findings = schemas.check(faulty.root());
            let places = findings.iter().filter(|finding| finding.code == code::schema::VIOLATION);
            let places: Vec<&Pointer> = places.map(|finding| &finding.pointer).collect();
            assert_eq!(places, [&Pointer::from_text("/credentialSubject/achievement")], "{number}: {findings}");
        }
    }
}
