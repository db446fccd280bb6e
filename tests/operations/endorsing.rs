//! Who speaks for a badge speaks once.

use crate::MICRO_CREDENTIAL;
use crate::calling::{allowed, call, issued, key};
use serde_json::{Value, json};

#[test]
fn one_endorsement_counts_once_however_often_it_is_given() {
    let [own, agency] = [key(None), key(None)];
    let badge = issued(&own);
    let document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let request = json!({"id": document["offer"]["id"], "name": "Accredited", "comment": "Good.", "key": agency["privateKeyJwk"]});
    let one = call("endorse", &allowed("endorse", request)).unwrap()["credential"].take();
    let thrice = json!([one, one, format!(" {}\n", one.as_str().unwrap())]);
    let children = |document: &Value, endorsements: &Value| {
        let request = json!({"document": document, "endorsements": endorsements});
        let report = call("verify", &allowed("verify", request)).unwrap();
        assert_eq!(report["outcome"], "valid", "{report}");
        report["children"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(children(&json!(badge), &thrice), 1);
    let page = call("render", &json!({"document": badge, "endorsements": thrice})).unwrap();
    let endorser = agency["verificationMethod"].as_str().unwrap().split('#').next().unwrap();
    assert_eq!(page["content"].as_str().unwrap().matches(endorser).count(), 1, "{page}");

    let request = json!({"document": MICRO_CREDENTIAL, "key": own["privateKeyJwk"], "endorsements": thrice});
    let endorsed = call("issue", &allowed("issue", request)).unwrap()["credential"].take();
    assert_eq!(endorsed.as_str().unwrap().matches("EndorsementCredential").count(), 1);
    assert_eq!(children(&endorsed, &json!([])), 1);
    assert_eq!(children(&endorsed, &thrice), 1, "what stands in it is not another one beside it");
}
