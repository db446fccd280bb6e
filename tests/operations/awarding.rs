//! A larger award is issued as whatever else is.

use crate::calling::{allowed, call, key};
use crate::{MICRO_CREDENTIAL, PATHWAY};
use serde_json::{Value, json};

/// A larger award is secured as is asked for, and can be revoked as everything that is issued can. What cannot be made takes no place.
#[test]
fn an_award_can_be_revoked() {
    let [provider, college] = [key(None), call("keygen", &json!({"type": "p256"})).unwrap()];
    let badges: Vec<Value> = (0..3)
        .map(|number| {
            let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
            document["offer"]["id"] = format!("https://vet.example/offers/{number}").into();
            document["offer"]["workload"] = json!({"ects": "10"});
            document["offer"]["level"] = json!({"nqf": [{"country": "IE", "framework": "NFQ", "level": "9"}]});
            let request = json!({"document": document, "key": provider["privateKeyJwk"], "carrier": "extended"});
            call("issue", &request).unwrap()["credential"].clone()
        })
        .collect();
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("award-status");
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    let store = folder.join("status.db");
    let status = json!({"store": store, "url": "https://college.example/status", "suspension": true});
    let awarded = |credentials: &[Value], more: Value| {
        let mut request = json!({"pathway": serde_json::from_str::<Value>(PATHWAY).unwrap(), "credentials": credentials,
            "key": college["privateKeyJwk"], "status": status});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        call("stack_award", &allowed("stack_award", request))
    };
    // None of these is awarded, and none has opened a list.
    for (credentials, more) in [
        (&badges[..2], json!({})),
        (&badges[..], json!({"issuer": {"id": "did:web:other.example", "type": ["Profile"]}})),
        (&badges[..], json!({"suite": "eddsa-jcs-2022"})),
        (&badges[..], json!({"suite": "ecdsa-sd-2023", "bundle": true})),
    ] {
        awarded(credentials, more).unwrap_err();
        assert!(!store.exists());
    }
    let told = awarded(&badges, json!({"suite": "ecdsa-jcs-2019", "bundle": true})).unwrap();
    let text = told["credential"].as_str().unwrap();
    let award: Value = serde_json::from_str(text).unwrap();
    assert_eq!(award["proof"][0]["cryptosuite"], "ecdsa-jcs-2019");
    let record: Value = serde_json::from_str(told["bundle"]["document"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&told["bundle"]["kind"], &record["proof"][0]["cryptosuite"]),
        (&json!("record"), &json!("ecdsa-jcs-2019"))
    );
    assert_eq!(record.get("credentialStatus"), None, "the award in it can be revoked");
    let purposes: Vec<&Value> =
        award["credentialStatus"].as_array().unwrap().iter().map(|entry| &entry["statusPurpose"]).collect();
    assert_eq!(purposes, ["revocation", "suspension"]);

    let verified = || {
        let public = folder.join("public");
        let request = json!({"store": store, "key": college["privateKeyJwk"], "folder": public});
        std::fs::create_dir_all(&public).unwrap();
        call("status_publish", &request).unwrap();
        let lists = [1, 2].map(|list| {
            let text = std::fs::read_to_string(public.join(list.to_string())).unwrap();
            (format!("https://college.example/status/{list}"), Value::from(text))
        });
        let resources: serde_json::Map<String, Value> = lists.into_iter().collect();
        call("verify", &json!({"document": text, "resources": resources})).unwrap()
    };
    assert_eq!(verified()["outcome"], "valid");
    let revoke =
        json!({"store": store, "credential": award["id"], "change": "revoke", "reason": "an exam was somebody else's"});
    call("status_change", &revoke).unwrap();
    assert_eq!(verified()["primary"]["code"], "status.revoked");

    // In whatever way it is secured, it is handed out as `issue` does.
    let told = awarded(&badges, json!({"suite": "vc+cose", "bundle": true})).unwrap();
    assert_eq!((&told["encoding"], &told["bundle"]["kind"]), (&json!("base64"), &json!("presentation")));
}
