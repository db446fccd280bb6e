//! What no certificate is made of, and what to do about it.

use crate::calling::{allowed, call, issued, key};
use crate::{MICRO_CREDENTIAL, OFFER};
use microcred::ops::Error;
use serde_json::{Value, json};

fn refusal(request: Value) -> (String, String) {
    match call("render", &allowed("render", request)) {
        Err(Error::Refused(findings)) => {
            let finding = findings.iter().next().unwrap();
            (finding.code.to_string(), finding.detail.clone())
        }
        other => panic!("{other:?}"),
    }
}

/// A registrar's first try: what nobody has issued yet.
#[test]
fn what_is_not_issued_is_to_be_issued_first() {
    for (document, said) in [(MICRO_CREDENTIAL, "issue it first"), (OFFER, "award it to a learner")] {
        let (code, detail) = refusal(json!({"document": document}));
        assert_eq!(code, "request.document_kind");
        assert!(detail.contains(said) && detail.contains("badge image can be made"), "{detail}");
    }
    // Something that is nothing is not told to be issued.
    assert_eq!(refusal(json!({"document": "{}"})).0, "format.type");
}

/// What a wallet hands over: a certificate is made of the credential in it.
#[test]
fn a_presentation_is_taken_apart_first() {
    let key = key(None);
    let badge = issued(&key);
    let asked = json!({"credentials": [badge], "key": key["privateKeyJwk"], "challenge": "u7kqV9"});
    let shown = call("present", &allowed("present", asked)).unwrap();
    let (code, detail) = refusal(json!({"document": shown["presentation"], "challenge": "u7kqV9"}));
    assert_eq!(code, "request.document_kind");
    assert!(detail.contains("it is a presentation") && detail.contains("/verifiableCredential"), "{detail}");
}

/// Words for hosts of every language: no types of one of them.
#[test]
fn a_refusal_says_what_to_do_in_no_language_of_programs() {
    let badge = issued(&key(None));
    let strangers = json!({"anchors": [{"id": "did:web:other.example"}]});
    let (code, detail) = refusal(json!({"document": badge, "anchors": strangers}));
    assert_eq!(code, "issuer.not_anchored");
    assert!(detail.contains("trusted is required") && detail.contains("add it to the anchors"), "{detail}");
    let (code, detail) = refusal(json!({"document": badge.replace("Green skills", "Greener skills")}));
    assert_eq!(code, "proof.signature.invalid");
    assert!(detail.starts_with("the credential is invalid") && detail.contains("the report says all"), "{detail}");
}
