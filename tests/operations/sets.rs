//! What holds more than is read says so.

use crate::calling::{allowed, call, issued, key};
use serde_json::{Value, json};

/// A badge inside of what says nothing of its own.
fn holding(credentials: Value) -> Value {
    json!({"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"],
        "verifiableCredential": credentials})
}

#[test]
fn no_credential_is_dropped_without_a_word() {
    let badge: Value = serde_json::from_str(&issued(&key(None))).unwrap();
    let inspected = |document: Value| call("inspect", &allowed("inspect", json!({"document": document}))).unwrap();
    let some = inspected(holding(json!(vec![badge.clone(); 64])));
    assert_eq!((some["credentials"].as_array().unwrap().len(), some.get("truncated")), (64, None));
    let many = inspected(holding(json!(vec![badge.clone(); 80])));
    assert_eq!((many["credentials"].as_array().unwrap().len(), &many["truncated"]), (64, &json!(16)));
    let told = &many["findings"][0];
    let place = json!("/verifiableCredential/64");
    assert_eq!((&told["code"], &told["pointer"]), (&json!("resource.limit.embedded"), &place), "{told}");

    let mut deep = holding(json!([badge]));
    for _ in 0..9 {
        deep = holding(json!([deep]));
    }
    let mut inside = inspected(deep);
    while inside.get("credentials").is_some() {
        inside = inside["credentials"][0].take();
    }
    assert!(inside["error"].to_string().contains("resource.limit.embedded"), "{inside}");
}
