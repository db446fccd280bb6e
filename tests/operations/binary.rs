//! What one operation gives in base64, the others take in it.

use crate::calling::{allowed, call, issued, key};
use microcred::codec::base64;
use serde_json::json;

/// A badge in an image is the same badge for a host that has text alone.
#[test]
fn what_is_given_out_in_base64_is_taken_back_in_it() {
    let own = key(None);
    let badge = issued(&own);
    let mut forms = Vec::new();
    for drawn in ["svg", "png"] {
        if drawn == "svg" || cfg!(feature = "pdf") {
            let baked = call("bake", &allowed("bake", json!({"document": badge, "drawn": drawn}))).unwrap();
            forms.push(baked["image"].as_str().unwrap().to_owned());
        }
    }
    if cfg!(feature = "cose") {
        let request = json!({"document": crate::MICRO_CREDENTIAL, "key": own["privateKeyJwk"], "suite": "vc+cose", "carrier": "extended"});
        let issued = call("issue", &allowed("issue", request)).unwrap();
        assert_eq!(issued["encoding"], "base64");
        forms.push(issued["credential"].as_str().unwrap().to_owned());
    }
    for form in &forms {
        let start = &form[..12];
        let verified = call("verify", &allowed("verify", json!({"document": form}))).unwrap();
        assert_eq!(verified["outcome"], "valid", "{start} {verified}");
        let inspected = call("inspect", &allowed("inspect", json!({"document": form}))).unwrap();
        assert_eq!(inspected["complete"], true, "{start} {inspected}");
        let asked = json!({"pathway": crate::PATHWAY, "credentials": [form], "ledger": []});
        let evaluated = call("stack_evaluate", &allowed("stack_evaluate", asked)).unwrap();
        assert_eq!(evaluated["refused"], json!([]), "{start}");
        let asked = json!({"credentials": [form], "key": own["privateKeyJwk"], "challenge": "u7kqV9"});
        call("present", &allowed("present", asked)).unwrap_or_else(|told| panic!("{start} {told}"));
    }
    // What is something else in base64 stays the text that it is, and is told as before.
    for text in [base64::encode(badge.as_bytes()), base64::encode(b"hello"), "AAAA".to_owned()] {
        let verified = call("verify", &json!({"document": text})).unwrap();
        assert_eq!(verified["primary"]["code"], "input.format", "{text}");
    }
}
