//! A larger award is issued as whatever else is.

use crate::calling::{allowed, call, codes, issued, key};
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

/// What nobody was asked is not known: where no ledger is given, no double use cannot be told, and nothing is awarded that takes it.
#[test]
fn without_a_ledger_nobody_knows_what_was_counted_already() {
    let [provider, college] = [key(None), key(None)];
    let badge = issued(&provider);
    let mut pathway: Value = serde_json::from_str(PATHWAY).unwrap();
    pathway.as_object_mut().unwrap().remove("groups");
    let volume = json!({"id": "volume", "totalCredits": {"atLeast": "2"}});
    let mut asked = |requirements: &[&Value], more: Value| {
        pathway["requirements"] = json!(requirements);
        let mut request = json!({"pathway": pathway, "credentials": [badge]});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    let once = json!({"id": "once", "noDoubleUse": {"awards": 1}});
    let of = |evaluated: &Value, id: &str| {
        let all = evaluated["evaluation"]["requirements"].as_array().unwrap();
        let own = all.iter().find(|own| own["id"] == id).cloned().unwrap_or_default();
        (evaluated["evaluation"]["complete"] == true, own["status"].as_str().unwrap_or("unsaid").to_owned())
    };
    let evaluated = |request: Value| call("stack_evaluate", &allowed("stack_evaluate", request)).unwrap();
    let unasked = evaluated(asked(&[&volume, &once], json!({})));
    assert_eq!(of(&unasked, "once"), (false, "not_evaluable".to_owned()), "{unasked}");
    let way = "no ledger was asked: give one, an empty one if nothing was counted yet";
    assert_eq!(unasked["evaluation"]["way"], json!([{"words": way}]));
    let told = evaluated(asked(&[&volume, &once], json!({"ledger": []})));
    assert_eq!(of(&told, "once"), (true, "pass".to_owned()));
    // What no pathway says is asked all the same, and somebody should look.
    let undemanded = evaluated(asked(&[&volume], json!({})));
    assert_eq!(of(&undemanded, "doubleUse"), (true, "warn".to_owned()));
    assert_eq!(of(&evaluated(asked(&[&volume], json!({"ledger": []}))), "doubleUse"), (true, "unsaid".to_owned()));
    let mut optional = once.clone();
    optional["optional"] = true.into();
    assert_eq!(of(&evaluated(asked(&[&volume, &optional], json!({}))), "once"), (true, "warn".to_owned()));

    let key = &college["privateKeyJwk"];
    let award = |mut request: Value| {
        request["key"] = key.clone();
        call("stack_award", &allowed("stack_award", request))
    };
    let refused = award(asked(&[&volume, &once], json!({}))).unwrap_err().to_string();
    assert!(refused.contains("stack.incomplete") && refused.contains("no ledger was asked"), "{refused}");
    let first = award(asked(&[&volume, &once], json!({"ledger": []}))).unwrap();
    assert!(!first.to_string().contains("stack.ledger"), "{first}");
    award(asked(&[&volume, &once], json!({"ledger": first["ledger"]}))).unwrap_err();
    let warned = award(asked(&[&volume], json!({}))).unwrap();
    assert!(codes(&warned["findings"]).contains(&"stack.ledger_unasked"), "{warned}");
}

/// A host of any language names the file of a ledger, which compares and sets: of two awards, one is made.
#[cfg(feature = "store")]
#[test]
fn a_ledger_in_a_file_counts_each_credential_once() {
    let [provider, college] = [key(None), key(None)];
    let mut pathway: Value = serde_json::from_str(PATHWAY).unwrap();
    pathway.as_object_mut().unwrap().remove("groups");
    pathway["requirements"] =
        json!([{"id": "volume", "totalCredits": {"atLeast": "2"}}, {"id": "once", "noDoubleUse": {"awards": 1}}]);
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("operations-ledger");
    drop(std::fs::remove_file(&file));
    let request = json!({"pathway": pathway, "credentials": [issued(&provider)], "ledgerStore": file});
    let evaluated = || call("stack_evaluate", &allowed("stack_evaluate", request.clone()));
    // Whoever only asks makes none.
    let missing = evaluated().unwrap_err().to_string();
    assert!(missing.contains("/ledgerStore") && missing.contains("there is no ledger of that name"), "{missing}");
    assert!(!file.exists());
    let mut award = request.clone();
    award["key"] = college["privateKeyJwk"].clone();
    let awarded = call("stack_award", &allowed("stack_award", award.clone())).unwrap();
    assert!(codes(&awarded["findings"]).contains(&"stack.ledger_new"), "{awarded}");
    let refused = call("stack_award", &award).unwrap_err().to_string();
    assert!(refused.contains("stack.incomplete"), "{refused}");
    assert!(evaluated().unwrap().to_string().contains("was counted towards an award already"));
    award["ledger"] = json!([]);
    assert_eq!(crate::calling::refused("stack_award", &award), ["request.member /ledgerStore"]);
}
