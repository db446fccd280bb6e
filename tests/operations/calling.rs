//! Calls, each answer held to its schema, and what most of them are about.

use crate::MICRO_CREDENTIAL;
use microcred::Environment;
use microcred::ops::{self, Error};
use serde_json::{Value, json};

pub(crate) fn call(name: &str, request: &Value) -> Result<Value, Error> {
    let environment = Environment::system().at("2026-11-23T11:00:00Z".parse().unwrap());
    let answer = ops::call(name, &request.to_string(), &environment);
    let answer = answer.inspect_err(|error| {
        promised(
            "error",
            include_str!("../../vocab/schemas/operation-error.schema.json"),
            &error.to_json().to_string(),
        );
    })?;
    let (_, schema) = ops::responses().find(|(own, _)| *own == name).unwrap();
    promised(name, schema, &answer.to_string());
    Ok(serde_json::from_str(&answer.to_string()).unwrap())
}

/// Holds an answer to its schema, and the schema to telling of every member.
pub(crate) fn promised(name: &str, schema: &str, answer: &str) {
    let (schema, answer): (Value, Value) =
        (serde_json::from_str(schema).unwrap(), serde_json::from_str(answer).unwrap());
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&answer), "{name}: {:?}", validator.iter_errors(&answer).next());
    let mut untold = Vec::new();
    untold_members(&schema, &schema, &answer, name, &mut untold);
    assert!(untold.is_empty(), "{untold:?}");
}

/// The members of an answer that its schema does not tell of, where it tells of any.
pub(crate) fn untold_members(root: &Value, schema: &Value, value: &Value, place: &str, untold: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap();
        return untold_members(root, target, value, place, untold);
    }
    match value {
        Value::Object(members) => {
            // A key and a document have members that others define.
            let Some(properties) = schema["properties"].as_object().filter(|own| !own.contains_key("kty")) else {
                return;
            };
            for (name, member) in members {
                match properties.get(name) {
                    Some(own) => untold_members(root, own, member, &format!("{place}/{name}"), untold),
                    None => untold.push(format!("{place}/{name}")),
                }
            }
        }
        Value::Array(items) => {
            items.iter().for_each(|item| untold_members(root, &schema["items"], item, &format!("{place}/*"), untold));
        }
        _ => {}
    }
}

/// Where the errors of a request are.
pub(crate) fn refused(name: &str, request: &Value) -> Vec<String> {
    match call(name, request) {
        Err(Error::Request(findings)) => {
            findings.iter().map(|finding| format!("{} {}", finding.code, finding.pointer)).collect()
        }
        other => panic!("{name} {request}: {other:?}"),
    }
}

pub(crate) fn schema(name: &str) -> jsonschema::Validator {
    let (_, schema) = ops::operations().find(|(own, _)| *own == name).unwrap();
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

/// A request that its schema allows.
pub(crate) fn allowed(name: &str, request: Value) -> Value {
    assert!(schema(name).is_valid(&request), "{name}: {:?}", schema(name).iter_errors(&request).next());
    request
}

pub(crate) fn key(verification_method: Option<&str>) -> Value {
    let request = match verification_method {
        Some(url) => json!({"type": "ed25519", "verificationMethod": url}),
        None => json!({}),
    };
    call("keygen", &allowed("keygen", request)).unwrap()
}

pub(crate) fn issued(key: &Value) -> String {
    let document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let request = json!({"document": document, "key": key["privateKeyJwk"], "carrier": "extended"});
    let issued = call("issue", &allowed("issue", request)).unwrap();
    assert_eq!(issued["losses"], json!([]));
    issued["credential"].as_str().unwrap().to_owned()
}

/// A micro-credential that is signed with warnings, and what stands in the way of signing it.
pub(crate) fn doubtful() -> Value {
    let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    document["issued"] = "2026-12-24".into();
    document["offer"]["workload"] = json!({"ects": "3", "hours": 900});
    document["offer"]["level"] = json!({"eqf": 6, "nqf": [{"country": "IE", "framework": "NFQ", "level": "9"}]});
    document
}

pub(crate) const DOUBTS: [&str; 3] = ["ec.workload.implausible", "ec.level.disagrees", "ec.date.future"];

pub(crate) fn codes(findings: &Value) -> Vec<&str> {
    findings.as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

/// An unsigned badge of the example.
pub(crate) fn unsigned(key: &Value) -> Value {
    let issued = call("issue", &json!({"document": MICRO_CREDENTIAL, "key": key})).unwrap();
    let mut badge: Value = serde_json::from_str(issued["credential"].as_str().unwrap()).unwrap();
    badge.as_object_mut().unwrap().remove("proof");
    badge
}
