//! What the schema of a request refuses, its operation refuses too.

use crate::calling::{call, issued, key, refused, schema};
use crate::{MICRO_CREDENTIAL, OFFER, PATHWAY};
use microcred::ops::Error;
use serde_json::{Value, json};

/// Values that a host may have put where something else was meant: variables that were never filled, above all.
fn values() -> Vec<Value> {
    let numbers = [json!(0), json!(1), json!(-1), json!(1.5)];
    let others = [json!(null), json!(true), json!(""), json!("x"), json!([]), json!([null]), json!([1]), json!(["x"])];
    numbers.into_iter().chain(others).chain([json!({}), json!({"x": 1})]).collect()
}

#[test]
fn what_a_schema_refuses_is_refused() {
    let own = key(None);
    let badge = issued(&own);
    let secret = &own["privateKeyJwk"];
    let p256 = call("keygen", &json!({"type": "p256"})).unwrap()["privateKeyJwk"].take();
    let base = call("issue", &json!({"document": MICRO_CREDENTIAL, "key": p256, "suite": "ecdsa-sd-2023"})).unwrap();
    let public =
        json!({"verificationMethod": own["verificationMethod"], "publicKeyMultibase": own["publicKeyMultibase"]});
    let requests = [
        ("keygen", json!({})),
        ("issue", json!({"document": MICRO_CREDENTIAL, "key": secret})),
        ("issue_prepare", json!({"document": MICRO_CREDENTIAL, "key": public})),
        ("derive", json!({"document": base["credential"], "show": []})),
        ("present", json!({"credentials": [badge], "key": secret, "challenge": "c"})),
        ("verify", json!({"document": badge})),
        ("inspect", json!({"document": badge})),
        ("check", json!({"document": OFFER})),
        ("convert", json!({"document": badge, "to": "elm"})),
        ("endorse", json!({"id": "urn:x:1", "name": "n", "comment": "c", "key": secret})),
        ("bake", json!({"document": badge})),
        ("render", json!({"document": badge})),
        ("did_resolve", json!({"id": own["verificationMethod"].as_str().unwrap().split('#').next()})),
        ("stack_evaluate", json!({"pathway": PATHWAY, "credentials": [badge]})),
        ("stack_explain", json!({"pathway": PATHWAY})),
        ("levels_convert", json!({"country": "IE", "level": "6"})),
    ];
    let mut carried_out = Vec::new();
    for (name, request) in requests {
        let schema = schema(name);
        call(name, &request).unwrap();
        let (_, text) = microcred::ops::operations().find(|(own, _)| *own == name).unwrap();
        let members: Value = serde_json::from_str(text).unwrap();
        for member in members["properties"].as_object().unwrap().keys() {
            for value in values() {
                let mut asked = request.clone();
                asked[member] = value.clone();
                let told = || call(name, &asked);
                if !schema.is_valid(&asked) && !matches!(told(), Err(Error::Request(_) | Error::Refused(_))) {
                    carried_out.push(format!("{name} {member}: {value}"));
                }
            }
        }
    }
    assert!(carried_out.is_empty(), "{carried_out:#?}");
}

/// A variable that was never filled is no verdict about a learner's badge, and no list is not all lists.
#[test]
fn nothing_is_taken_for_a_document_or_a_list() {
    for value in [json!(null), json!(true), json!(1.5), json!([]), json!(["x"])] {
        for name in ["verify", "check", "inspect", "render"] {
            assert_eq!(refused(name, &json!({"document": value})), ["request.member /document"], "{name} {value}");
        }
    }
    for (member, place) in [("endorsements", "/endorsements"), ("resources", "/resources/did:web:x")] {
        let value = if member == "resources" { json!({"did:web:x": null}) } else { json!(null) };
        assert_eq!(refused("verify", &json!({"document": "{}", member: value})), [format!("request.member {place}")]);
    }
    let request = json!({"pathway": PATHWAY, "credentials": ["{}", null], "tables": null, "profiles": null});
    let places = ["/tables", "/credentials/1", "/profiles"].map(|place| format!("request.member {place}"));
    assert_eq!(refused("stack_evaluate", &request), places);
    let own = key(None);
    let request = |more: Value| {
        let mut request = json!({"store": "status.db", "key": own["privateKeyJwk"], "folder": "public"});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    for lists in [json!(null), json!([])] {
        assert_eq!(refused("status_publish", &request(json!({"lists": lists}))), ["request.member /lists"]);
    }
    assert_eq!(refused("status_publish", &request(json!({"validFor": 0}))), ["request.member /validFor"]);
    let issue = |member: &str, value: Value| {
        refused("issue", &json!({"document": MICRO_CREDENTIAL, "key": own["privateKeyJwk"], member: value}))
    };
    for member in ["always", "byChoice", "domain", "previousProof", "endorsements"] {
        assert_eq!(issue(member, json!(null)), [format!("request.member /{member}")]);
    }
    let unknown = issue("keyReference", json!({"kid": "x", "extra": 1}));
    assert_eq!(unknown, ["request.unknown_member /keyReference/extra"]);
}

/// What a stranger may have named costs no more than a host would ask for itself.
#[test]
fn more_schemas_and_tables_than_anybody_has_are_refused_at_once() {
    let began = std::time::Instant::now();
    let schemas = |count: usize| -> Value {
        let all = (0..count).map(|at| (format!("https://vet.example/schemas/{at}"), json!({})));
        Value::Object(all.collect())
    };
    assert_eq!(refused("verify", &json!({"document": "{}", "schemas": schemas(6000)})), ["request.member /schemas"]);
    let tables = json!(vec!["x"; 2000]);
    assert_eq!(refused("stack_explain", &json!({"pathway": PATHWAY, "tables": tables})), ["request.member /tables"]);
    assert!(began.elapsed().as_secs() < 10);
    call("verify", &json!({"document": "{}", "schemas": schemas(64)})).unwrap();
}

/// A session variable that was lost must not turn off what protects against replay.
#[test]
fn an_empty_challenge_is_none() {
    let own = key(None);
    let secret = &own["privateKeyJwk"];
    for member in ["challenge", "domain"] {
        let mut asked = json!({"credentials": ["{}"], "key": secret, "challenge": "c", "domain": "d"});
        asked[member] = "".into();
        let place = [format!("request.member /{member}")];
        assert_eq!(refused("present", &asked), place);
        for name in ["verify", "render"] {
            assert_eq!(refused(name, &json!({"document": "{}", member: ""})), place, "{name}");
        }
        assert_eq!(refused("issue", &json!({"document": "{}", "key": secret, member: ""})), place);
        let mut asked = json!({"document": "{}", "show": [], "key": secret, "challenge": "c", "domain": "d"});
        asked[member] = "".into();
        assert_eq!(refused("derive", &asked), place);
    }
    assert_eq!(
        refused("issue", &json!({"document": "{}", "key": secret, "domain": ["a", ""]})),
        ["request.member /domain"]
    );
}

/// One bad row among thousands is found, and what PHP writes for a whole number is one.
#[test]
fn what_is_wrong_is_told_where_it_stands() {
    let row = json!({"issuer": "i", "credential": "c", "award": "a", "pathway": "p", "on": "2026-11-23"});
    let mut bad = row.clone();
    bad["on"] = "soon".into();
    let request = |rows: Value| json!({"pathway": PATHWAY, "credentials": [], "ledger": rows});
    assert_eq!(refused("stack_evaluate", &request(json!([row, bad]))), ["request.member /ledger/1"]);
    assert_eq!(refused("stack_evaluate", &request(json!("none"))), ["request.member /ledger"]);
    let secret = key(None)["privateKeyJwk"].take();
    let told = call("issue", &json!({"document": MICRO_CREDENTIAL, "key": secret, "issuer": null})).unwrap_err();
    assert!(told.to_string().contains("an object with `id`"), "{told}");
    let list = |index: Value| json!({"document": "{}", "index": index});
    for (index, is_whole) in [(json!(1.0), true), (json!(1), true), (json!(1.5), false), (json!(-1), false)] {
        let told = call("status_inspect", &list(index.clone())).unwrap_err().to_string();
        assert_eq!(told.contains("/index"), !is_whole, "{index}: {told}");
    }
}
