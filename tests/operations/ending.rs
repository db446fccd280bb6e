//! Micro-credentials that end, and days that begin elsewhere.

use crate::MICRO_CREDENTIAL;
use crate::calling::{allowed, call, codes, key};
use microcred::Environment;
use microcred::ops;
use serde_json::{Value, json};

fn record(members: &[(&str, &str)]) -> Value {
    let mut record: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    for (pointer, value) in members {
        let (outer, name) = pointer.rsplit_once('/').unwrap();
        record.pointer_mut(outer).unwrap()[name] = (*value).into();
    }
    record
}

fn signed(request: Value) -> (Value, Value) {
    let answer = call("issue", &allowed("issue", request)).unwrap();
    (serde_json::from_str(answer["credential"].as_str().unwrap()).unwrap(), answer)
}

#[test]
fn a_micro_credential_ends_in_every_form_of_it() {
    let key = key(None)["privateKeyJwk"].clone();
    let end = "2028-06-15T23:59:59Z";
    for (place, said) in [("/validUntil", "2028-06-15"), ("/validUntil", end), ("/offer/validFor", "P2Y")] {
        for carrier in ["standard", "extended"] {
            let document = record(&[(place, said)]);
            let (badge, answer) = signed(json!({"document": document, "key": key, "carrier": carrier}));
            assert_eq!(badge["validUntil"], end, "{said}");
            assert!(!answer["losses"].to_string().contains("\"/valid"), "{}", answer["losses"]);
            let verified = call("verify", &json!({"document": badge})).unwrap();
            assert_eq!(verified["outcome"], "valid");
            assert_eq!(
                call("verify", &json!({"document": badge, "now": "2028-06-16T00:06:00Z"})).unwrap()["outcome"],
                "invalid"
            );
            let seen = call("inspect", &json!({"document": badge})).unwrap();
            assert_eq!((&seen["validUntil"], &seen["microCredential"]["validUntil"]), (&json!(end), &json!(end)));
            assert!(seen["microCredential"]["offer"].get("validFor").is_none());
            assert!(!seen["losses"].to_string().contains("\"/validUntil\""), "{}", seen["losses"]);
            let back = |document: &Value, to: &str| {
                call("convert", &json!({"document": document, "to": to})).unwrap()["document"].clone()
            };
            let held = back(&badge, "microcredential");
            assert_eq!(held["validUntil"], end);
            let european = back(&held, "elm");
            assert_eq!((&european["validUntil"], &european["expirationDate"]), (&json!(end), &json!(end)));
            assert_eq!(back(&european, "microcredential")["validUntil"], end);
            assert_eq!(back(&european, "ob3")["validUntil"], end);
        }
    }
}

/// What was given as the end of a badge was the end of its proof: the certificate of it had none, and then nobody had signed it.
#[test]
fn a_proof_that_ends_under_what_does_not_is_told() {
    let key = key(None)["privateKeyJwk"].clone();
    let expires = "2027-06-15T00:00:00Z";
    let (_, answer) = signed(json!({"document": record(&[]), "key": key, "expires": expires}));
    let told = answer["findings"].as_array().unwrap().iter().find(|own| own["code"] == "ec.validity.proof").unwrap();
    assert_eq!((&told["pointer"], &told["severity"]), (&json!("/validUntil"), &json!("info")), "{told}");
    let both = record(&[("/validUntil", "2028-06-15")]);
    let (_, answer) = signed(json!({"document": both, "key": key, "expires": expires}));
    assert!(!codes(&answer["findings"]).contains(&"ec.validity.proof"), "{answer}");
    let ended = record(&[("/validUntil", "2026-11-22")]);
    let (_, answer) = signed(json!({"document": ended, "key": key}));
    let told = answer["findings"].as_array().unwrap().iter().find(|own| own["code"] == "ec.date.past").unwrap();
    assert_eq!(told["pointer"], "/validUntil");
}

/// At ten past one in Tallinn it is the day before in UTC.
#[test]
fn what_is_issued_on_a_day_that_begins_elsewhere_is_valid_at_once() {
    let key = key(None)["privateKeyJwk"].clone();
    let at = |moment: &str, name: &str, request: Value| -> Value {
        let environment = Environment::system().at(moment.parse().unwrap());
        let answer = ops::call(name, &request.to_string(), &environment).unwrap();
        serde_json::from_str(&answer.to_string()).unwrap()
    };
    let document = record(&[("/issued", "2026-11-29")]);
    let issue = |moment: &str| {
        let answer = at(moment, "issue", json!({"document": document, "key": key}));
        let badge: Value = serde_json::from_str(answer["credential"].as_str().unwrap()).unwrap();
        let early = codes(&answer["findings"]).contains(&"ec.date.future");
        let outcome = at(moment, "verify", json!({"document": badge}))["outcome"].clone();
        assert_eq!(badge["awardedDate"], "2026-11-29T00:00:00Z");
        (badge, early, outcome)
    };
    let (badge, early, outcome) = issue("2026-11-28T23:10:00Z");
    assert_eq!((&badge["validFrom"], early, outcome), (&json!("2026-11-28T23:10:00Z"), false, json!("valid")));
    let seen = at("2026-11-28T23:10:00Z", "inspect", json!({"document": badge}));
    assert_eq!(seen["microCredential"]["issued"], "2026-11-29");
    assert!(!seen["losses"].to_string().contains("\"/validFrom\""), "{}", seen["losses"]);
    let (badge, early, outcome) = issue("2026-11-28T10:00:00Z");
    assert_eq!((&badge["validFrom"], early, outcome), (&json!("2026-11-28T10:00:00Z"), false, json!("valid")));
    let (badge, early, outcome) = issue("2026-11-28T09:59:59Z");
    assert_eq!((&badge["validFrom"], early, outcome), (&json!("2026-11-29T00:00:00Z"), true, json!("invalid")));
    let (badge, early, outcome) = issue("2026-11-29T08:00:00Z");
    assert_eq!((&badge["validFrom"], early, outcome), (&json!("2026-11-29T00:00:00Z"), false, json!("valid")));
    let converted = at("2026-11-28T23:10:00Z", "convert", json!({"document": document, "to": "ob3"}));
    assert_eq!(converted["document"]["validFrom"], "2026-11-28T23:10:00Z");
}

/// A newcomer verifies what is to be issued: that is no credential with a hundred faults.
#[test]
fn what_nobody_has_issued_is_verified_by_nobody() {
    for (document, first) in [(MICRO_CREDENTIAL, "issue it first"), (crate::OFFER, "award it to a learner")] {
        let document: Value = serde_json::from_str(document).unwrap();
        let Err(ops::Error::Refused(findings)) = call("verify", &json!({"document": document})) else {
            panic!("{first}")
        };
        let [finding] = &findings.iter().collect::<Vec<_>>()[..] else { panic!("{findings}") };
        assert_eq!(finding.code.as_str(), "request.document_kind");
        assert!(finding.detail.contains("nobody has issued") && finding.detail.contains(first), "{finding}");
    }
    let other = call("verify", &json!({"document": {"learner": "Ana"}, "now": "2026-11-23T11:00:00Z"}));
    assert!(matches!(other, Err(ops::Error::Refused(_))));
    let none = call("verify", &json!({"document": {"some": "thing"}})).unwrap();
    assert_eq!(none["outcome"], "invalid");
}
