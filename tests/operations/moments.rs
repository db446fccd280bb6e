//! The moment that is judged for, and the clock.

use crate::PATHWAY;
use crate::calling::{allowed, call, issued, key, unsigned};
use serde_json::{Value, json};

/// Nobody verified anything on the day that is asked for, and what says so says on which day that was.
#[test]
fn what_is_judged_for_another_moment_is_verified_now() {
    let own = key(None);
    let mut badge = unsigned(&own["privateKeyJwk"]);
    badge["validUntil"] = "2026-10-01T00:00:00Z".into();
    let badge = call("issue", &json!({"document": badge, "key": own["privateKeyJwk"]})).unwrap()["credential"].take();
    assert!(call("render", &json!({"document": badge})).unwrap_err().to_string().contains("validity.expired"));
    let then = json!({"document": badge, "now": "2026-09-01T09:00:00Z"});
    let report = call("verify", &allowed("verify", then.clone())).unwrap();
    let moments = (&report["outcome"], &report["verifiedAt"], &report["asOf"]);
    assert_eq!(moments, (&json!("valid"), &json!("2026-11-23T11:00:00Z"), &json!("2026-09-01T09:00:00Z")));
    let page = call("render", &allowed("render", then.clone())).unwrap();
    let content = page["content"].as_str().unwrap();
    for (name, moment, words) in [
        ("Verified", "2026-11-23T11:00:00Z", "23 November 2026, 11:00 UTC"),
        ("Judged for", "2026-09-01T09:00:00Z", "1 September 2026, 09:00 UTC"),
    ] {
        let row = format!("<dt>{name}</dt><dd><time datetime=\"{moment}\">{words}</time></dd>");
        assert!(content.contains(&row), "{row}\n{content}");
    }
    let mut report = then;
    report["view"] = "report".into();
    let report = call("render", &allowed("render", report)).unwrap();
    assert!(report["content"].as_str().unwrap().contains("judged for <time datetime=\"2026-09-01T09:00:00Z\">"));
    // Where no moment is asked for, there is one of them.
    let plain = call("render", &json!({"document": issued(&own)})).unwrap();
    assert!(!plain["content"].as_str().unwrap().contains("Judged for"));
}

/// Whether it was good in July and whether it is revoked today: the list of today answers for both.
#[cfg(feature = "store")]
#[test]
fn what_was_revoked_since_is_revoked_whatever_moment_is_judged_for() {
    let own = key(None);
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("moments");
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    let store = folder.join("status.db");
    let status = json!({"store": store, "url": "https://vet.example/status"});
    let request = json!({"document": crate::MICRO_CREDENTIAL, "key": own["privateKeyJwk"], "status": status});
    // Awarded in June, and signed in November.
    let badge = call("issue", &allowed("issue", request)).unwrap()["credential"].take();
    let verified = || {
        call("status_publish", &json!({"store": store, "key": own["privateKeyJwk"], "folder": folder})).unwrap();
        let list = std::fs::read_to_string(folder.join("1")).unwrap();
        let resources = json!({"https://vet.example/status/1": list});
        [None, Some("2026-07-01T00:00:00Z")].map(|now| {
            let mut request = json!({"document": badge, "resources": resources});
            if let Some(now) = now {
                request["now"] = now.into();
            }
            let report = call("verify", &allowed("verify", request)).unwrap();
            (report["outcome"].as_str().unwrap().to_owned(), report["primary"]["code"].as_str().map(str::to_owned))
        })
    };
    assert_eq!(verified(), [("valid".to_owned(), None), ("valid".to_owned(), None)]);
    let id = serde_json::from_str::<Value>(badge.as_str().unwrap()).unwrap()["id"].clone();
    call(
        "status_change",
        &json!({"store": store, "credential": id, "change": "revoke", "reason": "an exam was somebody else's"}),
    )
    .unwrap();
    let revoked = ("invalid".to_owned(), Some("status.revoked".to_owned()));
    assert_eq!(verified(), [revoked.clone(), revoked]);
}

/// An award is made when it is made, whatever moment its parts are judged for.
#[test]
fn an_award_is_dated_by_the_clock() {
    let [provider, college] = [key(None), key(None)];
    let mut pathway: Value = serde_json::from_str(PATHWAY).unwrap();
    pathway.as_object_mut().unwrap().remove("groups");
    pathway["requirements"] = json!([{"id": "volume", "totalCredits": {"atLeast": "2"}}]);
    pathway["award"]["validFor"] = "P1Y".into();
    let request = json!({"pathway": pathway, "credentials": [issued(&provider)], "key": college["privateKeyJwk"],
        "ledger": [], "now": "2027-02-01T00:00:00Z"});
    let awarded = call("stack_award", &allowed("stack_award", request)).unwrap();
    assert_eq!(awarded["evaluation"]["day"], "2027-02-01");
    assert_eq!(awarded["ledger"][0]["on"], "2026-11-23");
    // And it ends when it ends that was made that day.
    let made: Value = serde_json::from_str(awarded["credential"].as_str().unwrap()).unwrap();
    assert_eq!(made["validUntil"], "2027-11-23T23:59:59Z");
    let verified = call("verify", &json!({"document": awarded["credential"]})).unwrap();
    assert_eq!(verified["outcome"], "valid", "{verified}");
}
