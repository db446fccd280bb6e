//! What waits for a signature that is made elsewhere, for days if need be.

use crate::calling::{allowed, call, codes, key, unsigned};
use microcred::Environment;
use microcred::codec::base64;
use microcred::key::{KeyFile, Signer};
use microcred::ops;
use serde_json::{Value, json};

/// What was prepared on the 23rd, and its signature.
fn waiting(own: &Value, document: &Value, more: Value) -> Value {
    let public =
        json!({"verificationMethod": own["verificationMethod"], "publicKeyMultibase": own["publicKeyMultibase"]});
    let mut request = json!({"document": document, "key": public});
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let told = call("issue_prepare", &allowed("issue_prepare", request)).unwrap();
    let signer = KeyFile::parse(&own["privateKeyJwk"].to_string()).unwrap().into_signer().unwrap();
    let signature = signer.sign(&base64::decode(told["message"].as_str().unwrap()).unwrap()).unwrap();
    json!({"prepared": told["prepared"], "signature": base64::encode(&signature)})
}

fn completed_on(day: &str, request: &Value) -> Result<Value, String> {
    let later = Environment::system().at(format!("2026-11-{day}T11:00:00Z").parse().unwrap());
    let answer = ops::call("issue_complete", &request.to_string(), &later).map_err(|error| error.to_string())?;
    let (_, schema) = ops::responses().find(|(name, _)| *name == "issue_complete").unwrap();
    crate::calling::promised("issue_complete", schema, &answer.to_string());
    Ok(serde_json::from_str(&answer.to_string()).unwrap())
}

/// What nobody would believe is not released, and what is over is told, as when it is signed at once.
#[test]
fn what_has_ended_while_it_waited_is_told() {
    let own = key(None);
    let mut badge = unsigned(&own["privateKeyJwk"]);
    badge["validUntil"] = "2026-11-25T00:00:00Z".into();
    let request = waiting(&own, &badge, json!({"expires": "2026-11-26T00:00:00Z"}));
    assert_eq!(completed_on("24", &request).unwrap()["findings"], json!([]));
    assert_eq!(codes(&completed_on("25", &request).unwrap()["findings"]), ["ec.date.past"]);
    let told = completed_on("27", &request).unwrap_err();
    assert!(told.contains("/prepared") && told.contains("expired while it waited"), "{told}");
    // Tokens say of themselves until when they hold.
    let token = waiting(&own, &badge, json!({"suite": "vc+jwt"}));
    assert_eq!(codes(&completed_on("27", &token).unwrap()["findings"]), ["ec.date.past"]);
}

/// Nothing but disclosures follows a signature, and the suite is the one that was signed.
#[test]
fn a_token_is_completed_as_it_was_prepared() {
    let own = key(None);
    let badge = unsigned(&own["privateKeyJwk"]);
    for suite in ["vc-jwt", "vc+jwt", "vc+sd-jwt"] {
        let request = waiting(&own, &badge, json!({"suite": suite}));
        completed_on("24", &request).unwrap_or_else(|told| panic!("{suite}: {told}"));
        for other in ["vc-jwt", "vc+jwt", "vc+sd-jwt"].into_iter().filter(|other| *other != suite) {
            let mut changed = request.clone();
            changed["prepared"]["suite"] = other.into();
            assert!(completed_on("24", &changed).unwrap_err().contains("`suite`"), "{suite} as {other}");
        }
        let mut followed = request;
        followed["prepared"]["after"] = "~x".into();
        completed_on("24", &followed).unwrap_err();
    }
}
