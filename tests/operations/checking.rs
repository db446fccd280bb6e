//! What `check` finds, and what keeps something from being issued or converted.

use crate::MICRO_CREDENTIAL;
use crate::calling::{allowed, call, codes, doubtful, issued, key, unsigned};
use microcred::Environment;
use microcred::ops::{Error, Inspect, Operation};
use microcred::report::Severity;
use serde_json::{Value, json};

/// What is signed with such a date is refused until the day comes.
#[test]
fn a_check_warns_of_a_date_in_the_future() {
    let told = |issued: &str| {
        let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
        document["issued"] = issued.into();
        let checked = call("check", &allowed("check", json!({"document": document}))).unwrap();
        assert_eq!(checked["passed"], true);
        let found = checked["findings"].as_array().unwrap();
        found.iter().any(|own| own["code"] == "ec.date.future" && own["pointer"] == "/issued")
    };
    // The day after has begun where it begins first.
    assert_eq!([told("2026-11-23"), told("2026-11-24"), told("2026-11-25")], [false, false, true]);
}

/// What keeps a credential from being issued needs no key to be told.
#[test]
fn a_check_finds_what_issuing_refuses() {
    let key = key(None)["privateKeyJwk"].clone();
    let good = unsigned(&key);
    let checked = call("check", &json!({"document": good})).unwrap();
    assert_eq!(checked["passed"], true, "{checked}");
    let status = |index: Value| json!({"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": index, "statusListCredential": "https://vet.example/status/1"});
    let missing = json!({"id": "https://vet.example/status/1#1", "type": "BitstringStatusListEntry"});
    for (member, value, code) in [
        ("credentialStatus", status(7.into()), "status.index.number"),
        ("credentialStatus", missing, "status.entry.malformed"),
        ("relatedResource", json!([{"id": "https://vet.example/x"}]), "related_resource.malformed"),
        ("validUntil", "2020-01-01T00:00:00Z".into(), "validity.window.inverted"),
    ] {
        let mut badge = good.clone();
        badge[member] = value;
        let Err(Error::Refused(refused)) = call("issue", &json!({"document": badge, "key": key})) else {
            panic!("{member}");
        };
        assert!(refused.iter().any(|found| found.code.as_str() == code), "{member}: {refused}");
        let checked = call("check", &json!({"document": badge})).unwrap();
        assert_eq!(checked["passed"], false, "{member}");
        let told = codes(&checked["findings"]);
        assert!(refused.iter().all(|found| told.contains(&found.code.as_str())), "{member}: {checked}");
        for (place, finding) in checked["findings"].as_array().unwrap().iter().enumerate() {
            let is_same =
                |other: &Value| (&other["code"], &other["pointer"]) == (&finding["code"], &finding["pointer"]);
            assert!(!checked["findings"].as_array().unwrap()[..place].iter().any(is_same), "once: {checked}");
        }
    }
}

/// What `convert` and `render` refuse of the elements, because it contradicts itself, does not pass; that some are missing does.
#[test]
fn a_check_of_a_badge_tells_contradictions() {
    let good = unsigned(&key(None)["privateKeyJwk"]);
    let told = |change: &dyn Fn(&mut Value)| {
        let mut badge = good.clone();
        change(&mut badge["credentialSubject"]);
        let checked = call("check", &allowed("check", json!({"document": badge}))).unwrap();
        let found = checked["findings"].as_array().unwrap().iter();
        let errors = found.filter(|own| own["severity"] == "error").map(|own| own["code"].as_str().unwrap().to_owned());
        (checked["passed"] == true, errors.collect::<Vec<_>>())
    };
    assert_eq!(told(&|_| {}), (true, vec![]));
    assert_eq!(
        told(&|subject| subject["result"][0]["value"] = "3".into()),
        (false, vec!["ec.grade.below_pass".into()])
    );
    let not_achieved = (false, vec!["ec.result.not_achieved".to_owned()]);
    assert_eq!(told(&|subject| subject["result"][0]["status"] = "Enrolled".into()), not_achieved);
    let more_credits = |subject: &mut Value| subject["achievement"]["creditsAvailable"] = 20.into();
    assert_eq!(told(&more_credits), (false, vec!["carrier.disagreement".into()]));
    assert_eq!(told(&|subject| subject["achievement"]["alignment"] = json!([])).1, Vec::<String>::new());
}

/// Learner records are held to CLR 2.0, as when they are verified.
#[test]
fn a_learner_record_is_checked_as_it_is_verified() {
    let key = key(None)["privateKeyJwk"].clone();
    let member = call("issue", &json!({"document": unsigned(&key), "key": key})).unwrap();
    let member: Value = serde_json::from_str(member["credential"].as_str().unwrap()).unwrap();
    let contexts = [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ];
    let achievement = json!({"id": "https://vet.example/achievements/9", "type": ["Achievement"], "name": "Whole"});
    let mut record = json!({
        "@context": contexts, "id": "urn:uuid:91c82a75-7b2d-4e38-a5d3-78f0c2e9a111",
        "type": ["VerifiableCredential", "ClrCredential"], "name": "Transcript", "issuer": member["issuer"],
        "validFrom": "2026-06-15T00:00:00Z",
        "credentialSubject": {"type": ["ClrSubject"], "id": "did:example:1", "achievement": [achievement], "verifiableCredential": [member]},
    });
    let Err(Error::Refused(refused)) = call("issue", &json!({"document": record, "key": key})) else { panic!() };
    let refused: Vec<_> = refused.iter().map(|found| format!("{} {}", found.code, found.pointer)).collect();
    assert_eq!(refused, ["model.required /credentialSubject/achievement/0"; 2]);
    let checked = call("check", &json!({"document": record})).unwrap();
    assert_eq!((&checked["passed"], &checked["kind"]), (&json!(false), &json!("credential")));
    assert_eq!(codes(&checked["findings"]), ["model.required"; 2]);

    let achievement = &mut record["credentialSubject"]["achievement"][0];
    achievement["description"] = "All of it".into();
    achievement["criteria"] = json!({"narrative": "Do it all."});
    let checked = call("check", &json!({"document": record})).unwrap();
    assert_eq!(checked["passed"], true, "{checked}");
    let issued = call("issue", &json!({"document": record, "key": key})).unwrap();
    let report = call("verify", &json!({"document": issued["credential"]})).unwrap();
    assert_eq!(report["outcome"], "valid", "{report}");
}

/// What refuses is told, and not what was only noticed.
#[test]
fn a_refusal_lists_what_refuses() {
    let mut document = doubtful();
    document["offer"]["gradingScheme"] = json!({"name": "0–20", "minimum": "0", "maximum": "20"});
    document["grade"] = "25".into();
    let key = key(None)["privateKeyJwk"].clone();
    for (name, request) in [
        ("issue", json!({"document": document, "key": key})),
        ("convert", json!({"document": document, "to": "elm"})),
        ("render", json!({"document": document, "format": "svg"})),
    ] {
        let Err(Error::Refused(findings)) = call(name, &request) else { panic!("{name}") };
        let told: Vec<_> = findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(told, ["ec.grade.outside_scheme"], "{name}");
    }
    let checked = call("check", &json!({"document": document})).unwrap();
    assert!(codes(&checked["findings"]).contains(&"ec.level.disagrees"), "a check says everything: {checked}");
}

/// Nobody should take a country's silence for its consent.
#[test]
fn a_check_says_why_no_profile_applies() {
    let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    document["offer"]["workload"] = json!({"credits": [{"system": "UK", "points": "10"}]});
    let checked = call("check", &allowed("check", json!({"document": document, "country": "NL"}))).unwrap();
    let told = &checked["findings"].as_array().unwrap().iter().find(|own| own["code"] == "profile.none_applies");
    let detail = told.unwrap()["detail"].as_str().unwrap().to_owned();
    for why in
        ["nl-higher-education is only for what states workload.ects", "nl-vet is only for what states workload.hours"]
    {
        assert!(detail.contains(why), "{detail}");
    }
    assert_eq!(checked["passed"], true);
    document["offer"]["workload"] = json!({"ects": "10"});
    let checked = call("check", &json!({"document": document, "country": "NL"})).unwrap();
    assert_eq!(checked["profiles"], json!(["nl-higher-education"]));
    assert!(!checked["findings"].to_string().contains("none_applies"), "one does");
}

/// What keeps a badge from being converted is told, and not what was only noticed; and a value that is wrong with where it stands.
#[test]
fn only_what_is_wrong_is_a_reason() {
    let badge = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:9f1c7a52-0d0e-4d0c-8a53-6c3e2d6b1a01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Data Science", "validFrom": "2026-01-12T00:00:00Z",
        "issuer": {"id": "https://school.example/", "type": ["Profile"], "name": "School"},
        "credentialSubject": {
            "id": "urn:uuid:754208fc-d60e-4977-897f-54f58ed54707", "type": ["AchievementSubject"], "name": "Ana",
            "source": {"id": "https://harvard.example/", "type": ["Profile"], "name": "Harvard"},
            "achievement": {
                "id": "https://school.example/data", "type": ["Achievement"], "name": "Data Science", "achievementType": "Skill badge",
                "description": "The fundamentals.", "criteria": {"narrative": "Pass."}, "creditsAvailable": 5,
                "educationProgramIdentifier": 30001,
            },
        },
    });
    let refused = call("convert", &json!({"document": badge, "to": "elm"})).unwrap_err();
    let reasons: Vec<_> = refused.findings().iter().map(|finding| finding.severity()).collect();
    assert!(!reasons.is_empty() && reasons.iter().all(|severity| *severity == Severity::Error), "{refused}");
    let seen = call("inspect", &json!({"document": badge})).unwrap();
    let gaps = seen["gaps"].as_array().unwrap();
    let kind = gaps.iter().find(|gap| gap["pointer"] == "/offer/kind").unwrap()["detail"].as_str().unwrap();
    assert!(
        kind.contains("“Skill badge”") && kind.contains("/credentialSubject/achievement/achievementType"),
        "{kind}"
    );
    let text = Inspect::new(badge.to_string()).run(&Environment::system()).unwrap().to_string();
    assert!(text.contains("Code of the programme\n    30001\n"), "{text}");
    assert!(text.contains("Harvard <https://harvard.example/> (as stated by the issuer)"), "{text}");
}

/// What services hand out around a credential is no offer: it is said what to give instead, as `verify` says it.
#[test]
fn a_credential_in_something_else_is_pointed_at() {
    let badge = issued(&key(None));
    let credential: Value = serde_json::from_str(&badge).unwrap();
    let token = "eyJhbGciOiJFZERTQSJ9.e30.AAAA";
    for (document, place) in [
        // The form that the EC's samples are uploaded in.
        (json!({"credential": credential, "deliveryDetails": {"deliveryAddress": ["a@example.org"]}}), "/credential"),
        (json!({"jwt": token}), "/jwt"),
        // OpenID for Verifiable Credential Issuance 1.0, section 8.3.
        (json!({"credentials": [{"credential": token}]}), "/credentials/0/credential"),
        (json!({"credentials": [{"credential": credential}]}), "/credentials/0/credential"),
    ] {
        let said = format!("what stands at {place} looks like a credential; give that alone");
        for (name, request) in [
            ("check", json!({"document": document})),
            ("inspect", json!({"document": document})),
            ("convert", json!({"document": document, "to": "elm"})),
        ] {
            let Err(Error::Refused(findings)) = call(name, &request) else { panic!("{name}: {document}") };
            let told: Vec<_> = findings.iter().map(|finding| finding.detail.as_str()).collect();
            assert_eq!(told, [said.as_str()], "{name}");
        }
        let report = call("verify", &json!({"document": document})).unwrap();
        assert_eq!(report["outcome"], "invalid");
        assert!(report.to_string().contains(&said), "{report}");
    }
    // A token as an HTTP endpoint gives it that answers JSON.
    let text = json!(token).to_string();
    for (name, request) in [
        ("check", json!({"document": text})),
        ("inspect", json!({"document": text})),
        ("convert", json!({"document": text, "to": "elm"})),
    ] {
        let Err(Error::Refused(findings)) = call(name, &request) else { panic!("{name}") };
        assert!(findings.to_string().contains("without the quotes"), "{name}: {findings}");
    }
    assert!(call("verify", &json!({"document": text})).unwrap().to_string().contains("without the quotes"));
    // An offer with a mistake in it is still one.
    assert_eq!(call("check", &json!({"document": {"titel": "Green skills"}})).unwrap()["kind"], "offer");
}
