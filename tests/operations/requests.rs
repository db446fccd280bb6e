//! Requests as their schemas describe them, and what is said of any other.

use crate::calling::{allowed, call, key, refused, schema};
use crate::{MICRO_CREDENTIAL, OFFER, PATHWAY};
use microcred::Environment;
use microcred::framework::Confidence;
use microcred::ops::{self, CredentialFormat, Format, View};
use microcred::proof::sd_jwt::HashAlgorithm;
use microcred::report::UnknownName;
use microcred::resolve::Purpose;
use serde_json::{Value, json};
use std::fmt::{Debug, Display};
use std::str::FromStr;

/// All the rest call the others: each answer is held to its schema in [`call`].
#[test]
fn every_operation_answers_as_its_schema_says() {
    let told = call("info", &allowed("info", json!({"schemas": true}))).unwrap();
    assert_eq!(told["operations"].as_array().unwrap().len(), ops::operations().count());
    let tested = call("self_test", &allowed("self_test", json!({}))).unwrap();
    assert_eq!(tested["passed"], true, "{tested}");
    let did = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    let resolved = call("did_resolve", &allowed("did_resolve", json!({"id": did}))).unwrap();
    assert_eq!(resolved["document"]["id"], did);
    let held: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let converted = call("convert", &allowed("convert", json!({"document": held, "to": "ob3"}))).unwrap();
    assert_eq!((&converted["format"], &converted["verified"]), (&json!("ob3"), &json!(false)));
    let calls = concat!(
        include_str!("checking.rs"),
        include_str!("engine.rs"),
        include_str!("european.rs"),
        include_str!("issuing.rs"),
        include_str!("looking.rs"),
        include_str!("requests.rs"),
        include_str!("stacking.rs")
    );
    for (name, _) in ops::operations() {
        assert!(calls.contains(&format!("call(\"{name}\"")), "no test here calls {name}");
    }
}

#[test]
fn everything_wrong_with_a_request_is_said_at_once() {
    for (name, request, places) in [
        ("keygen", json!({"type": "rsa", "kid": "x"}), vec!["request.member /type", "request.unknown_member /kid"]),
        (
            "issue",
            json!({"suite": 7}),
            vec!["request.member /document", "request.member /key", "request.member /suite"],
        ),
        ("issue", json!({"document": "{}", "key": {"kty": "OKP"}}), vec!["request.key /key"]),
        (
            "verify",
            json!({"dokument": "{}", "now": "soon", "policy": "loose", "resources": [], "anchors": {"anchors": [{}]}}),
            vec![
                "request.member /document",
                "request.member /policy",
                "request.member /now",
                "request.member /resources",
                "request.member /anchors/anchors/0",
                "request.unknown_member /dokument",
            ],
        ),
        ("inspect", json!({}), vec!["request.member /document"]),
        (
            "issue",
            json!({"document": "{}", "key": {}, "always": "name", "keyReference": "kid", "expires": "soon"}),
            vec![
                "request.key /key",
                "request.member /always",
                "request.member /expires",
                "request.member /keyReference",
            ],
        ),
        (
            "derive",
            json!({"document": "{}", "show": [7], "domain": "d"}),
            vec!["request.member /show", "request.member /key"],
        ),
        (
            "derive",
            json!({"document": "{}", "key": key(None)["privateKeyJwk"]}),
            vec!["request.member /challenge", "request.member /domain"],
        ),
        (
            "present",
            json!({"credentials": [], "suite": "vc+cose"}),
            vec![
                "request.member /credentials",
                "request.member /key",
                "request.member /challenge",
                "request.member /suite",
            ],
        ),
        ("check", json!({"document": "{}", "strict": true}), vec!["request.unknown_member /strict"]),
        (
            "issue",
            json!({"document": "{}", "key": "{}", "status": {"store": 7, "urls": [], "suspension": 1}}),
            vec![
                "request.key /key",
                "request.member /status/store",
                "request.member /status/url",
                "request.member /status/suspension",
                "request.unknown_member /status/urls",
            ],
        ),
        (
            "status_allocate",
            json!({"store": "s", "url": "u", "entries": -1}),
            vec!["request.member /entries", "request.member /issuer", "request.member /credential"],
        ),
        (
            "status_change",
            json!({"credential": "c", "index": 1, "change": "revoke", "value": 1}),
            vec![
                "request.member /store",
                "request.member /credential",
                "request.member /value",
                "request.member /reason",
            ],
        ),
        (
            "status_publish",
            json!({"lists": ["1"], "suite": "eddsa"}),
            vec![
                "request.member /store",
                "request.member /key",
                "request.member /folder",
                "request.member /lists",
                "request.member /suite",
            ],
        ),
        ("check", json!({"document": OFFER, "country": "ZZ"}), vec!["request.member /country"]),
        ("check", json!({"document": OFFER, "profiles": "zz"}), vec!["request.member /profiles"]),
        (
            "stack_evaluate",
            json!({"credentials": "none", "ledger": [{"issuer": "i"}]}),
            vec!["request.member /pathway", "request.member /credentials", "request.member /ledger/0"],
        ),
        ("stack_explain", json!({}), vec!["request.member /pathway"]),
        (
            "stack_explain",
            json!({"pathway": {"version": 1}, "tables": ["level\teqf\n", 7]}),
            vec![
                "request.member /tables/0",
                "request.member /tables/1",
                "ec.form /pathway/id",
                "ec.form /pathway/version",
                "ec.form /pathway/award",
            ],
        ),
        (
            "stack_evaluate",
            json!({"pathway": PATHWAY, "credentials": [], "country": 7, "profiles": [{"id": "x"}, 7]}),
            vec![
                "request.member /country",
                "ec.form /profiles/0/title",
                "ec.form /profiles/0/status",
                "ec.form /profiles/0/confidence",
                "ec.form /profiles/0/source",
                "ec.form /profiles/0/rules",
                "request.member /profiles",
            ],
        ),
        ("levels_convert", json!({"country": "IE", "level": "11"}), vec!["request.member /level"]),
        ("levels_convert", json!({"country": "ZZ", "level": "1"}), vec!["request.member /country"]),
        ("levels_convert", json!({"country": "EQF", "level": "9"}), vec!["request.member /level"]),
        ("levels_convert", json!({"country": "GB", "level": "99"}), vec!["request.member /level"]),
        ("levels_convert", json!({"country": "I", "level": "1"}), vec!["request.member /country"]),
        ("levels_convert", json!({"country": "IE", "level": "8", "to": "ZZ"}), vec!["request.member /to"]),
    ] {
        assert_eq!(refused(name, &request), places, "{name}");
    }
    // Where a schema can say the same, it does.
    assert!(!schema("keygen").is_valid(&json!({"type": "rsa"})));
    assert!(!schema("issue").is_valid(&json!({"document": "{}"})));
    assert!(!schema("verify").is_valid(&json!({"document": "{}", "resources": []})));
    assert!(!schema("derive").is_valid(&json!({"document": "{}", "challenge": "n"})));
    assert!(!schema("present").is_valid(&json!({"credentials": [], "key": "{}", "challenge": "n"})));
    assert!(!schema("check").is_valid(&json!({"document": "{}", "strict": true})));
    let change = |more: Value| {
        let mut request = json!({"store": "s", "reason": "r"});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        schema("status_change").is_valid(&request)
    };
    assert!(change(json!({"credential": "c", "issuer": "i", "change": "revoke"})));
    assert!(change(json!({"list": 1, "index": 0, "change": "message", "value": 2})));
    assert!(!change(json!({"credential": "c", "index": 1, "change": "revoke"})));
    assert!(!change(json!({"credential": "c", "change": "revoke", "value": 1})));
    assert!(!change(json!({"credential": "c", "change": "message"})));
    assert_eq!(refused("frobnicate", &json!({})), ["request.operation "]);
    for text in ["", "{", "[]", "7", r#"{"document":"{}","document":"{}"}"#] {
        let error = ops::call("check", text, &Environment::system()).unwrap_err();
        assert_eq!(error.kind(), "request", "{text}");
    }
}

#[test]
fn a_refused_document_is_told_from_a_bad_request() {
    let key = key(None);
    let error = call("issue", &json!({"document": {"learner": {"name": "Ana Silva"}}, "key": key["privateKeyJwk"]}))
        .unwrap_err();
    let told: Value = serde_json::from_str(&error.to_json().to_string()).unwrap();
    assert_eq!((&told["type"], &told["kind"]), (&json!("OperationError"), &json!("refused")));
    assert!(
        told["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|finding| finding["pointer"] == "/offer" || finding["pointer"] == "/issued")
    );
    assert!(!told.to_string().contains("Ana") && !format!("{error} {error:?}").contains("Ana"));

    let failing = Environment::system().with_entropy(|_| Err(microcred::env::EntropyError::default()));
    assert_eq!(ops::call("keygen", "{}", &failing).unwrap_err().kind(), "failed");
}

#[test]
fn the_table_of_the_manual_lists_the_operations() {
    let manual = include_str!("../../src/ops/mod.rs");
    for (name, schema) in ops::operations() {
        assert!(manual.contains(&format!("//! | `{name}` |")), "{name}");
        let schema: Value = serde_json::from_str(schema).unwrap();
        assert!(ops::responses().any(|(own, _)| own == name));
        assert!(schema["$id"].as_str().unwrap().ends_with(&format!("/{name}.schema.json")));
    }
}

/// What is a word in JSON is that word in Rust, and is read from it.
#[test]
fn words_are_read_as_they_are_written() {
    fn hold<T: Copy + PartialEq + Debug + Display + FromStr<Err = UnknownName>>(
        all: &[T],
        word: fn(T) -> &'static str,
    ) {
        for one in all {
            assert_eq!(one.to_string(), word(*one));
            assert_eq!(word(*one).parse::<T>().as_ref(), Ok(one));
        }
        let refused = "nonsense".parse::<T>().unwrap_err().to_string();
        assert!(all.iter().all(|one| refused.contains(word(*one))), "{refused}");
    }
    hold(&View::ALL, View::as_str);
    hold(&Format::ALL, Format::as_str);
    hold(&CredentialFormat::ALL, CredentialFormat::as_str);
    hold(&[Confidence::Low, Confidence::Medium, Confidence::MediumHigh, Confidence::High], Confidence::as_str);
    hold(&[HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512], HashAlgorithm::as_str);
    hold(&[Purpose::AssertionMethod, Purpose::Authentication, Purpose::KeyAgreement], Purpose::as_str);
}
