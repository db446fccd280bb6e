//! The official JSON Schema Test Suite, as far as it fits: what it holds valid is valid here, what it holds invalid is not,
//! and what is refused is refused for a reason that is meant.
//!
//! `MICROCRED_JSON_SCHEMA_SUITE` names its folder (github.com/json-schema-org/JSON-Schema-Test-Suite).

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a test may panic and print

use super::compiled::Compiled;
use super::{SchemaError, Schemas};
use crate::json::{Node, Tree};
use crate::limits::Limits;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const DIALECTS: [(&str, &str); 3] = [
    ("draft7", "http://json-schema.org/draft-07/schema#"),
    ("draft2019-09", "https://json-schema.org/draft/2019-09/schema"),
    ("draft2020-12", "https://json-schema.org/draft/2020-12/schema"),
];

#[test]
fn the_official_suite() {
    let Some(suite) = std::env::var_os("MICROCRED_JSON_SCHEMA_SUITE").map(PathBuf::from) else {
        println!("skipped: MICROCRED_JSON_SCHEMA_SUITE is not set");
        return;
    };
    let (mut agreed, mut refused, mut wrong) = (0, BTreeMap::<String, usize>::new(), Vec::new());
    for (folder, dialect) in DIALECTS {
        let known = remotes(&suite.join("remotes"), folder);
        for file in json_files(&suite.join("tests").join(folder)) {
            let text = std::fs::read_to_string(&file).unwrap();
            let Ok(groups) = Tree::parse(&text, &Limits::default()) else { continue };
            for group in groups.root().items() {
                let Some(schema) = group.get("schema").filter(|schema| schema.is_object()) else { continue };
                let schema = with_dialect(schema, dialect);
                let schema = Tree::parse(&schema, &Limits::default()).unwrap();
                let name = group.get("description").and_then(Node::as_str).unwrap();
                let compiled = match Compiled::new(schema.root(), "https://suite.example/schema", &known) {
                    Ok(compiled) => compiled,
                    Err(error) => {
                        let kind = format!("{error:?}").split(['(', ' ']).next().unwrap_or_default().to_owned();
                        println!("{folder} {} · {name}: {error}", file.file_stem().unwrap().to_string_lossy());
                        *refused.entry(kind).or_default() += 1;
                        assert!(!matches!(error, SchemaError::Json(_) | SchemaError::NotASchema), "{name}");
                        continue;
                    }
                };
                for test in group.get("tests").into_iter().flat_map(Node::items) {
                    let expected = test.get("valid").and_then(Node::as_bool).unwrap();
                    let findings = compiled.evaluate(test.get("data").unwrap());
                    if findings.contains(crate::report::code::schema::UNUSABLE) {
                        *refused.entry("Costly".to_owned()).or_default() += 1;
                    } else if findings.is_empty() == expected {
                        agreed += 1;
                    } else {
                        let test = test.get("description").and_then(Node::as_str).unwrap();
                        wrong.push(format!(
                            "{folder} {} · {name} · {test}",
                            file.file_stem().unwrap().to_string_lossy()
                        ));
                    }
                }
            }
        }
    }
    println!("{agreed} agree; refused: {refused:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(agreed > 3_000, "{agreed}");
}

/// The schema with its dialect named, as the suite means it.
fn with_dialect(schema: Node<'_>, dialect: &str) -> String {
    let mut schema = schema.to_value();
    if let Some(schema) = schema.as_object_mut().filter(|schema| schema.get("$schema").is_none()) {
        schema.insert("$schema", dialect);
    }
    schema.to_string()
}

/// What the suite expects to find at `http://localhost:1234`.
fn remotes(folder: &Path, dialect: &str) -> Schemas {
    let mut left: Vec<(String, Vec<u8>)> = Vec::new();
    for file in json_files(folder) {
        let name = file.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        let of_another = DIALECTS.iter().any(|(other, _)| name.starts_with(other) && *other != dialect);
        if !of_another && !name.starts_with("draft3") && !name.starts_with("draft4") && !name.starts_with("draft6") {
            left.push((format!("http://localhost:1234/{name}"), std::fs::read(&file).unwrap()));
        }
    }
    // Each may refer to those before it, so that some have to wait for others.
    let mut known = Schemas::new();
    loop {
        let before = left.len();
        left.retain(|(url, bytes)| match known.clone().with(url.clone(), bytes.clone()) {
            Ok(more) => {
                known = more;
                false
            }
            Err(_) => true,
        });
        if left.len() == before {
            return known;
        }
    }
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            true if name == "format" || name == "optional" => {}
            true => files.extend(json_files(&path)),
            false => files.extend(name.ends_with(".json").then_some(path)),
        }
    }
    files.sort();
    files
}

#[test]
fn booleans_are_schemas_below_the_top() {
    let tree = Tree::parse(r#"{"properties": {"a": false, "b": true}}"#, &Limits::default()).unwrap();
    let compiled = Compiled::new(tree.root(), "https://suite.example/schema", &Schemas::new()).unwrap();
    let holds = |text: &str| {
        let tree = Tree::parse(text, &Limits::default()).unwrap();
        compiled.evaluate(tree.root()).is_empty()
    };
    assert!(holds(r#"{"b": 1}"#) && !holds(r#"{"a": 1}"#));
}

/// Each reference costs as much as it has places to lead to, and a schema has no more resources than it needs.
#[test]
fn references_that_lead_to_many_places_are_counted_by_the_place() {
    let refused = |schema: &str| {
        let tree = Tree::parse(schema, &Limits::default()).unwrap();
        Compiled::new(tree.root(), "https://suite.example/schema", &Schemas::new()).err()
    };
    let schema = |definitions: String, references: usize| {
        let all = vec![r##"{"$dynamicRef": "#n"}"##; references].join(",");
        format!(
            r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "$dynamicAnchor": "n", "$defs": {{{definitions}}},
                "properties": {{"a": {{"allOf": [{all}]}}}}}}"#
        )
    };
    let resource = |number: usize| format!(r#""d{number}": {{"$id": "d{number}", "$dynamicAnchor": "n"}}"#);
    let resources = |count: usize| (0..count).map(resource).collect::<Vec<_>>().join(",");
    assert_eq!(refused(&schema(resources(20), 20)), None);
    assert_eq!(refused(&schema(resources(50), 10)), Some(SchemaError::TooMany("references")));
    assert_eq!(refused(&schema(resources(5_000), 1)), Some(SchemaError::TooMany("parts with a URL of their own")));
    // Anchors of one name in one resource are for the compiler to choose from.
    let anchors = (0..2_000).map(|number| format!(r#""d{number}": {{"$anchor": "n"}}"#)).collect::<Vec<_>>().join(",");
    assert_eq!(refused(&schema(anchors, 1)), Some(SchemaError::TooMany("references")));
    let long = format!(r#""d": {{"$id": "{}"}}"#, "d".repeat(3_000));
    assert!(matches!(refused(&schema(long, 1)), Some(SchemaError::Invalid(_))));
}

/// A wide schema over a wide credential is given up before every name was looked for in every part.
#[test]
fn what_is_looked_for_is_counted() {
    let parts = vec![r#"{"properties": {"z": {}}}"#; 5_000].join(",");
    let tree = Tree::parse(&format!(r#"{{"allOf": [{parts}]}}"#), &Limits::default()).unwrap();
    let compiled = Compiled::new(tree.root(), "https://suite.example/schema", &Schemas::new()).unwrap();
    let found = |members: usize| {
        let members: Vec<String> = (0..members).map(|number| format!(r#""m{number}": 1"#)).collect();
        let tree = Tree::parse(&format!("{{{}}}", members.join(",")), &Limits::default()).unwrap();
        compiled.evaluate(tree.root()).iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(found(10), []);
    assert_eq!(found(1_000), [crate::report::code::schema::UNUSABLE]);
}

/// Every name that is missing would be told, everywhere, before anything is left out of that.
#[test]
fn names_that_must_be_there_are_counted() {
    let within = |keyword: &str, values: usize, items: usize| {
        let values: Vec<String> = (0..values).map(|number| format!(r#""a{number}""#)).collect();
        let schema =
            format!(r#"{{"properties": {{"evidence": {{"items": {{"{keyword}": [{}]}}}}}}}}"#, values.join(","));
        let tree = Tree::parse(&schema, &Limits::default()).unwrap();
        let compiled = Compiled::new(tree.root(), "https://suite.example/schema", &Schemas::new()).unwrap();
        let tree = Tree::parse(&format!(r#"{{"evidence": [{}]}}"#, vec!["{}"; items].join(",")), &Limits::default());
        compiled.evaluate(tree.unwrap().root()).iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    for keyword in ["required", "enum"] {
        assert_eq!(within(keyword, 10, 2)[0], crate::report::code::schema::VIOLATION, "{keyword}");
        assert_eq!(within(keyword, 3_000, 1_000), [crate::report::code::schema::UNUSABLE], "{keyword}");
    }
}

/// A pattern is tried on the whole of a text.
#[test]
fn patterns_are_counted_by_what_they_are_tried_on() {
    let patterns = vec![r#"{"pattern": "^[^z]*$"}"#; 400].join(",");
    let tree = Tree::parse(&format!(r#"{{"allOf": [{patterns}]}}"#), &Limits::default()).unwrap();
    let compiled = Compiled::new(tree.root(), "https://suite.example/schema", &Schemas::new()).unwrap();
    let found = |length: usize| {
        let tree = Tree::parse(&format!("\"{}\"", "a".repeat(length)), &Limits::default()).unwrap();
        compiled.evaluate(tree.root()).iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(found(1_000), []);
    assert_eq!(found(100_000), [crate::report::code::schema::UNUSABLE]);
}

/// More declarations than a credential needs are not looked at, and that is not passed over.
#[test]
fn a_credential_is_held_to_so_many_schemas() {
    let url = "https://suite.example/schema";
    let schemas = Schemas::new().with(url, r#"{"required": ["name"]}"#).unwrap();
    let found = |count: usize| {
        let one = format!(r#"{{"id": "{url}", "type": "1EdTechJsonSchemaValidator2019"}}"#);
        let all = vec![one; count].join(",");
        let tree = Tree::parse(&format!(r#"{{"credentialSchema": [{all}]}}"#), &Limits::default()).unwrap();
        schemas.check(tree.root())
    };
    assert!(found(16).len() == 16 && !found(16).contains(crate::report::code::schema::UNUSABLE));
    assert!(found(9_000).len() == 17 && found(9_000).contains(crate::report::code::schema::UNUSABLE));
}
