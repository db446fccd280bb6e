//! The operations that other languages, the server and the command line call: the first line is a name, the second a request.

use super::{text, value};
use crate::Target;
use crate::judge::same_when_read;
use crate::material::{self, DID, METHOD};
use crate::mutate::Shape;
use crate::seeds::{self, Seeds};
use crate::support;
use microcred::json::{Object, Value};
use microcred::ops::{Engine, operations};
use std::sync::LazyLock;

pub const TARGET: Target = Target { name: "operations", shape: Shape::Lines, longest: 16 * 1024, hold, seeds };

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(material::environment()));

/// What signs a great deal of things that are known already, whatever the request.
const LONG: &str = "self_test";

fn hold(data: &[u8]) {
    let Some((name, request)) = text(data).and_then(|text| text.split_once('\n')) else { return };
    if name == LONG {
        return;
    }
    if name == "configure" {
        match Engine::configured(request, material::environment(), None) {
            Ok(engine) => drop(engine.call("verify", r#"{"document": "{}"}"#)),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        return;
    }
    let (request, beside) = request.split_once('\n').unwrap_or((request, ""));
    let given: &[(&str, &[u8])] = if beside.is_empty() { &[] } else { &[("document", beside.as_bytes())] };
    match ENGINE.answer(name, request, given) {
        Ok(answer) => {
            let json = answer.to_json();
            same_when_read(&json, &json.to_string());
            let _ = (answer.to_string(), answer.bytes().map(<[u8]>::len));
        }
        Err(error) => {
            let json = error.to_json();
            same_when_read(&json, &json.to_string());
            assert!(!error.to_string().is_empty());
        }
    }
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(material::WORDS.iter().cloned());
    seeds.words(operations().map(|(name, _)| name));
    let schemas = operations().filter_map(|(_, schema)| value(schema));
    let members = schemas.filter_map(|schema| schema.get("properties").and_then(Value::as_object).cloned());
    seeds.words(members.flat_map(|members| members.into_iter().map(|(name, _)| name)));
    let mut add = |name: &str, request: Value| seeds.add(format!("{name}\n{request}"));
    let own = |path: &str| support::json(&seeds::own(path));
    let badge: Value = support::secure(&support::badge_of(&DID)).into();
    let key = support::json(&support::issuing_key().to_jwk(Some(&METHOD)));
    let held = own("examples/data/micro-credential.json");
    let object = |members: &[(&str, Value)]| -> Value {
        members.iter().fold(Object::new(), |object, (name, value)| object.with(name, value.clone())).into()
    };
    let public = object(&[
        ("verificationMethod", METHOD.as_str().into()),
        ("publicKeyMultibase", support::multikey(&support::issuing_key()).into()),
    ]);
    let document = ("document", held.clone());
    add("keygen", object(&[("type", "ed25519".into())]));
    add("issue", object(&[document.clone(), ("key", key.clone())]));
    add(
        "issue",
        object(&[document.clone(), ("key", key.clone()), ("suite", "jwt".into()), ("carrier", "extended".into())]),
    );
    add("issue_prepare", object(&[document.clone(), ("key", public.clone())]));
    if let Ok(prepared) = ENGINE.call("issue_prepare", &object(&[document.clone(), ("key", public)]).to_string()) {
        let prepared = prepared.get("prepared").cloned().unwrap_or(Value::Null);
        add("issue_complete", object(&[("prepared", prepared), ("signature", "AAAA".into())]));
    }
    for name in ["verify", "inspect", "check"] {
        add(name, object(&[("document", badge.clone())]));
        add(name, object(&[document.clone()]));
        add(name, object(&[("document", own("examples/data/open-badge-2.json"))]));
    }
    add(
        "derive",
        object(&[("document", material::SELECTIVE[0].as_str().into()), ("show", Value::Array(vec!["/name".into()]))]),
    );
    add(
        "present",
        object(&[("credentials", Value::Array(vec![badge.clone()])), ("key", key.clone()), ("challenge", "n".into())]),
    );
    for format in ["elm", "badge", "microcredential", "open_badge"] {
        add("convert", object(&[document.clone(), ("to", format.into())]));
        add("convert", object(&[("document", badge.clone()), ("to", format.into())]));
    }
    add(
        "endorse",
        object(&[("id", "urn:a:b".into()), ("name", "A".into()), ("comment", "Good.".into()), ("key", key.clone())]),
    );
    let image: Value = super::svg::PLAIN.into();
    add("bake", object(&[("document", badge.clone()), ("image", image.clone())]));
    add("unbake", object(&[("image", image)]));
    for format in ["html", "svg", "text", "json", "junit", "markdown"] {
        add(
            "render",
            object(&[("document", badge.clone()), ("format", format.into()), ("view", "certificate".into())]),
        );
        add("render", object(&[("document", badge.clone()), ("format", format.into()), ("view", "report".into())]));
    }
    add("did_resolve", object(&[("id", DID.as_str().into())]));
    add("status_inspect", object(&[("document", badge.clone()), ("index", 9_i64.into())]));
    let pathway = own("examples/data/pathway.json");
    let credentials = ("credentials", Value::Array(vec![badge.clone()]));
    add("stack_evaluate", object(&[("pathway", pathway.clone()), credentials.clone()]));
    add("stack_award", object(&[("pathway", pathway.clone()), credentials, ("key", key)]));
    add("stack_explain", object(&[("pathway", pathway)]));
    add("levels_convert", object(&[("country", "IE".into()), ("level", "6".into()), ("to", "eqf".into())]));
    add("info", object(&[]));
    let context = object(&[
        ("url", "https://club.example/v1".into()),
        ("sha256", "00".into()),
        ("document", support::json(r#"{"@context": {}}"#)),
    ]);
    add(
        "configure",
        object(&[
            ("policy", "lenient".into()),
            ("limits", support::json(r#"{"depth": 8, "quads": 10}"#)),
            ("contexts", Value::Array(vec![context])),
            ("anchors", support::json(r#"{"anchors": [{"id": "did:web:vet.example"}]}"#)),
            ("now", "2026-11-23T11:00:00Z".into()),
            ("offline", true.into()),
        ]),
    );
}
