//! `docs/operations.md` is made from the JSON Schemas of the operations. With MICROCRED_RENEW set, the test writes it.

use microcred::ops;
use serde_json::Value;
use std::fs;
use std::path::Path;

const HEAD: &str = "\
# Operations

What can be asked for: JSON in, JSON out. The command line, the server, `microcred serve --stdio` and the C ABI call these and nothing
else, but for `jose-cose` and `json-schema`, with which the command line answers test suites of the W3C. This page is made from the
JSON Schemas in `vocab/schemas/operations`, which say everything exactly, by
`MICROCRED_RENEW=1 cargo test --all-features --test operations`.

Where a request holds a document, it is a string with the text as it arrived, or the JSON itself. A member that is not known is
refused. Where a request says nothing of `policy`, `anchors` and the like, the configuration of the engine holds
(`vocab/schemas/engine.schema.json`). What is refused is an `OperationError` (`vocab/schemas/operation-error.schema.json`).
Within a version, members of answers are only ever added: let pass what you do not know.
";

fn section(name: &str, request: &Value, response: &Value) -> String {
    let words = request["description"].as_str().unwrap_or_default();
    let shape = match response["title"].as_str() {
        Some("VerificationReport") => "the report".to_owned(),
        _ => format!("`{}`", response["properties"]["type"]["const"].as_str().unwrap_or_default()),
    };
    format!(
        "\n## `{name}`\n\n{words}\n\n{}\nAnswer: {shape}\n\n{}",
        table(request, "Request"),
        table(response, "Answer")
    )
}

fn table(schema: &Value, head: &str) -> String {
    let Some(properties) = schema["properties"].as_object() else { return String::new() };
    let required = |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|own| own == name));
    // In the order of their names, whatever order a build of serde_json keeps them in.
    let properties: std::collections::BTreeMap<_, _> = properties.iter().collect();
    let rows = properties.iter().filter(|(name, _)| head == "Request" || **name != "type").map(|(name, own)| {
        let mark = if required(name) { "" } else { " (optional)" };
        let words = own["description"].as_str().unwrap_or_default();
        let default = own.get("default").map(|value| format!(" Default: `{value}`.")).unwrap_or_default();
        let choices = own["enum"].as_array().map(|all| {
            let all: Vec<_> = all.iter().map(|one| format!("`{}`", one.as_str().unwrap_or_default())).collect();
            format!(" One of {}.", all.join(", "))
        });
        let words = format!("{words}{}{default}", choices.unwrap_or_default());
        format!("| `{name}`{mark} | {} | {} |\n", kind(own), words.trim())
    });
    let rows: String = rows.collect();
    if rows.is_empty() { String::new() } else { format!("| {head} | JSON | |\n| --- | --- | --- |\n{rows}") }
}

fn kind(schema: &Value) -> String {
    if let Some(place) = schema["$ref"].as_str() {
        return place.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(all) = schema["anyOf"].as_array() {
        let mut kinds: Vec<String> = all.iter().map(kind).collect();
        kinds.dedup();
        return kinds.join(" or ");
    }
    match &schema["type"] {
        Value::String(one) if one == "array" => format!("array of {}", kind(&schema["items"])),
        Value::String(one) => one.clone(),
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ if schema.get("enum").is_some() || schema["const"].is_string() => "string".to_owned(),
        _ if schema["const"].is_boolean() => "boolean".to_owned(),
        _ => "any".to_owned(),
    }
}

/// The page holds what each operation of this build is; one with fewer features may have fewer.
#[test]
fn the_reference_is_what_the_schemas_say() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operations.md");
    let responses: Vec<_> = ops::responses().collect();
    let sections: Vec<String> = ops::operations()
        .zip(responses)
        .map(|((name, request), (_, response))| {
            section(name, &serde_json::from_str(request).unwrap(), &serde_json::from_str(response).unwrap())
        })
        .collect();
    let page = format!("{HEAD}{}", sections.concat());
    if std::env::var_os("MICROCRED_RENEW").is_some() {
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&place, &page).unwrap();
    }
    let found = fs::read_to_string(&place).unwrap_or_default();
    assert!(found.starts_with(HEAD), "renew docs/operations.md");
    for section in &sections {
        assert!(found.contains(section.as_str()), "renew docs/operations.md with all features:\n{section}");
    }
    if cfg!(all(feature = "batch", feature = "store", feature = "pdf")) {
        assert_eq!(found.len(), page.len(), "docs/operations.md tells of operations that are no more");
    }
}
