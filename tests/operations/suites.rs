//! How endorsements and status lists are secured: as a whole, since nobody derives anything from them.

use crate::calling::{allowed, call};
use serde_json::{Value, json};

/// Whoever endorses with a key that only lets holders derive is told so, instead of being given what is invalid everywhere.
#[test]
fn an_endorsement_is_shown_as_it_is_signed() {
    let request = |key: &Value, more: Value| {
        let mut request = json!({"id": "https://vet.example/1", "name": "Accredited", "comment": "Good.", "key": key["privateKeyJwk"]});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    let refusal = |key: &Value, more: Value| call("endorse", &request(key, more)).unwrap_err().to_string();
    let derivable = call("keygen", &json!({"type": "bls12381"})).unwrap();
    let told = refusal(&derivable, json!({}));
    assert!(told.contains("/suite") && told.contains("use another one"), "{told}");
    let p256 = call("keygen", &json!({"type": "p256"})).unwrap();
    let told = refusal(&p256, json!({"suite": "ecdsa-sd-2023"}));
    assert!(told.contains("/suite") && told.contains("use ecdsa-rdfc-2019, ecdsa-jcs-2019, vc-jwt"), "{told}");
    for said in [json!({"name": ""}), json!({"comment": " "})] {
        assert!(refusal(&p256, said.clone()).contains("says nothing"), "{said}");
    }

    let endorsed = |more: Value| call("endorse", &allowed("endorse", request(&p256, more))).unwrap();
    let jcs = endorsed(json!({"suite": "ecdsa-jcs-2019", "validUntil": "2027-01-01T00:00:00Z"}));
    let document: Value = serde_json::from_str(jcs["credential"].as_str().unwrap()).unwrap();
    assert_eq!(document["validUntil"], "2027-01-01T00:00:00Z");
    assert!(document["proof"].to_string().contains("ecdsa-jcs-2019"), "{document}");
    let verified = call("verify", &json!({"document": document})).unwrap();
    assert_eq!(verified["outcome"], "valid", "{verified}");
    assert_eq!(endorsed(json!({"suite": "vc+cose"}))["encoding"], "base64");
    assert!(refusal(&p256, json!({"validUntil": "tomorrow"})).contains("/validUntil"));
}

/// A suite that secures no list is not taken for another one without a word.
#[cfg(feature = "store")]
#[test]
fn a_status_list_is_secured_as_is_asked_for() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("list-suites");
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    let (store, own) = (folder.join("status.db"), crate::calling::key(None));
    let status = json!({"store": store, "url": "https://vet.example/status"});
    let request = json!({"document": crate::MICRO_CREDENTIAL, "key": own["privateKeyJwk"], "status": status});
    call("issue", &allowed("issue", request)).unwrap();
    let publish = |suite: &str| {
        let request = json!({"store": store, "key": own["privateKeyJwk"], "folder": folder, "suite": suite});
        call("status_publish", &request).map(|_| std::fs::read_to_string(folder.join("1")).unwrap())
    };
    for suite in ["bbs-2023", "ecdsa-sd-2023", "vc+sd-jwt", "vc-jwt"] {
        let told = publish(suite).unwrap_err().to_string();
        assert!(told.contains("/suite") && told.contains("write one of eddsa-rdfc-2022, eddsa-jcs-2022"), "{told}");
    }
    assert!(publish("ecdsa-rdfc-2019").unwrap_err().to_string().contains("/suite"));
    assert!(!folder.join("1").exists(), "nothing was published");
    assert!(publish("eddsa-jcs-2022").unwrap().contains("eddsa-jcs-2022"));
}
