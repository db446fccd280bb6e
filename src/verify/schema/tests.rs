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
