//! The OpenAPI document, and replies held to it.

use crate::client::Reply;
use crate::process::Server;
use serde_json::{Value, json};

pub struct Description(Value);

impl Description {
    pub fn new(document: Value) -> Self {
        Self(document)
    }

    /// A reply is as it is described for the path, the status and the media type; and so was the request, if it was carried out.
    pub fn hold(&self, method: &str, path: &str, body: Option<&str>, reply: &Reply) {
        let Some(operation) = self.operation(method, path) else {
            assert!(matches!(reply.status, 404 | 405 | 421), "{method} {path} is not described: {}", reply.status);
            return;
        };
        let responses = &operation["responses"];
        let response = match &responses[reply.status.to_string()] {
            Value::Null => &responses["default"],
            described => described,
        };
        let response = self.followed(response);
        let media_type = reply.header("content-type").unwrap_or_default();
        let schema = &response["content"][media_type]["schema"];
        assert!(schema.is_object(), "{method} {path}: {} in {media_type} is not described", reply.status);
        self.check(schema, &reply.json(), &format!("{method} {path}: {}", reply.status));
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        if let (Some(body), 200..=299, true) = (body, reply.status, schema.is_object()) {
            self.check(schema, &serde_json::from_str(body).unwrap(), &format!("the request to {path}"));
        }
    }

    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let path = path.split('?').next().unwrap();
        let (_, item) = self.0["paths"].as_object().unwrap().iter().find(|(template, _)| {
            let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
            let fits = |(expected, found): (&&str, &&str)| expected.starts_with('{') || expected == found;
            template.len() == path.len() && template.iter().zip(&path).all(fits)
        })?;
        item.get(method.to_lowercase())
    }

    fn followed<'d>(&'d self, node: &'d Value) -> &'d Value {
        match node["$ref"].as_str() {
            Some(reference) => self.0.pointer(reference.trim_start_matches('#')).unwrap(),
            None => node,
        }
    }

    fn check(&self, schema: &Value, value: &Value, what: &str) {
        let whole = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "components": self.0["components"],
            "allOf": [schema],
        });
        let validator = jsonschema::validator_for(&whole).unwrap();
        let errors: Vec<_> =
            validator.iter_errors(value).map(|error| format!("{} at {}", error, error.instance_path())).collect();
        assert!(errors.is_empty(), "{what} is not as described: {}\n{value}", errors.join("; "));
    }
}

/// Every endpoint that is described is there, under the suites that this build has.
#[test]
fn what_is_described_is_there() {
    let server = Server::start("described", &[]);
    let document = server.get("/openapi.json").is(200).json();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], server.url);
    let described = document["components"]["parameters"]["suite"]["schema"]["enum"].as_array().unwrap();
    let mut described: Vec<_> = described.iter().map(|suite| suite.as_str().unwrap()).collect();
    described.sort_unstable();
    assert_eq!(described, server.suites());
    let example = &document["paths"]["/issuers/{suite}/credentials/issue"]["post"]["requestBody"]["content"];
    server.post("/issuers/vc-api/credentials/issue", &example["application/json"]["example"]).is(201);
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path
            .replace("{suite}", "vc-api")
            .replace("{did}", "did:key:z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b");
        let path = path.replace("{list}", "none");
        for method in item.as_object().unwrap().keys() {
            let reply = server.send(&method.to_uppercase(), &path, &[("content-type", "application/json")], Some("{}"));
            assert!(
                reply.status != 405 && (reply.status != 404 || path.contains("none")),
                "{method} {path}: {}",
                reply.status
            );
        }
        let reply = server.send("DELETE", &path, &[], None).is(405);
        assert!(reply.header("allow").is_some_and(|allowed| !allowed.is_empty()), "{path}");
    }
}

/// A schema that lets everything pass would be no test: what is held to it is refused when it is something else.
#[test]
fn the_description_is_one_that_can_be_broken() {
    let server = Server::start("broken", &[]);
    let description = Description::new(server.get("/openapi.json").json());
    let mut reply = server.post("/credentials/verify", &json!({"verifiableCredential": {}})).is(400);
    let broken = [("outcome", json!("perhaps")), ("checks", json!([{"id": "x"}])), ("asOf", json!("yesterday"))];
    for (member, value) in broken {
        let mut body = reply.json();
        body["report"][member] = value;
        reply.body = body.to_string();
        let held = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            description.hold("POST", "/credentials/verify", None, &reply);
        }));
        assert!(held.is_err(), "{member}");
    }
}
