use super::application::Application;
use super::issuers::Issuers;
use super::problem::{for_pages, json};
use crate::json::{Object, Tree, Value};
use crate::limits::Limits;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use std::sync::Arc;

/// The description of the server, but for what depends on how it was started.
const DESCRIPTION: &str = include_str!("../../vocab/schemas/vc-api.openapi.json");
const REPORT: &str = include_str!("../../vocab/schemas/report.schema.json");

/// The paths that a token guards.
const GUARDED: [&str; 3] = ["/issuers/{suite}/credentials/issue", "/credentials/derive", "/credentials/status"];

/// The suite of the example.
const EXAMPLE: &str = "vc-api";

/// `GET /openapi.json`
pub(super) async fn openapi(State(app): State<Arc<Application>>) -> Response<Body> {
    for_pages(json(StatusCode::OK, app.openapi.clone()))
}

/// The description of a server at that URL: with the suites of this build, and the schema of reports as it is published.
pub(super) fn describe(url: &str, issuers: &Issuers, guarded: bool) -> String {
    let read = |text| Tree::parse(text, &Limits::default()).map_or(Value::Null, |tree| tree.root().to_value());
    let mut description = read(DESCRIPTION);
    let server = Object::new().with("url", url);
    if let Some(root) = description.as_object_mut() {
        root.insert("servers", Value::Array(vec![server.into()]));
    }
    set(&mut description, &["info", "version"], env!("CARGO_PKG_VERSION").into());
    let suites = issuers.names().map(Value::from).collect();
    set(&mut description, &["components", "parameters", "suite", "schema", "enum"], Value::Array(suites));
    set(&mut description, &["components", "schemas", "VerificationReport"], component(read(REPORT)));
    describe_issuing(&mut description, issuers);
    if guarded {
        let token: Value = Object::new().with("token", Value::Array(Vec::new())).into();
        for path in GUARDED {
            set(&mut description, &["paths", path, "post", "security"], Value::Array(vec![token.clone()]));
        }
    }
    description.to_string()
}

/// An example that is signed if it is sent.
fn describe_issuing(description: &mut Value, issuers: &Issuers) {
    let Some(issuer) = issuers.of(EXAMPLE) else { return };
    set(description, &["components", "parameters", "suite", "example"], EXAMPLE.into());
    let schema = description.get("components").and_then(|components| components.get("schemas")?.get("Credential"));
    let example = schema.and_then(|schema| schema.get("examples")?.as_array()?.first()).cloned();
    // Whose key stands under a URL, nobody but its owner knows.
    let (Some(Value::Object(credential)), Some(did)) = (example, issuer.identity.did()) else { return };
    let request = Object::new().with("credential", credential.with("issuer", did));
    let place = ["paths", GUARDED[0], "post", "requestBody", "content", "application/json", "example"];
    set(description, &place, request.into());
}

fn set(value: &mut Value, path: &[&str], to: Value) {
    let Some(object) = value.as_object_mut() else { return };
    match path {
        [] => {}
        [last] => object.insert(last, to),
        [first, rest @ ..] => {
            if let Some(inner) = object.get_mut(first) {
                set(inner, rest, to);
            }
        }
    }
}

/// A schema as a component: what it refers to in itself is found under its new place.
fn component(schema: Value) -> Value {
    const PLACE: &str = "#/components/schemas/VerificationReport";
    match schema {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter(|(name, _)| name != "$id" && name != "$schema")
                .map(|(name, value)| match (name.as_str(), value.as_str().and_then(|text| text.strip_prefix('#'))) {
                    ("$ref", Some(inside)) => (name, format!("{PLACE}{inside}").into()),
                    _ => (name, component(value)),
                })
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(component).collect()),
        other => other,
    }
}
