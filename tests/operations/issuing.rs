//! Credentials are signed, here or elsewhere, and revoked again.

use crate::MICRO_CREDENTIAL;
use crate::calling::{DOUBTS, allowed, call, codes, doubtful, issued, key, refused, schema, unsigned};
use microcred::Environment;
use microcred::codec::base64;
use microcred::key::KeyFile;
use microcred::ops::{self, Error};
use serde_json::{Value, json};

#[test]
fn the_public_side_of_a_key_signs_nothing_where_nobody_does() {
    let key = call("keygen", &json!({})).unwrap();
    let public =
        json!({"verificationMethod": key["verificationMethod"], "publicKeyMultibase": key["publicKeyMultibase"]});
    let refused = call("issue", &json!({"document": MICRO_CREDENTIAL, "key": public})).unwrap_err();
    let finding = refused.findings().iter().next().unwrap().clone();
    assert_eq!((finding.code.as_str(), finding.pointer.as_str()), ("request.member", "/key"));
    assert!(finding.detail.contains("`issue_prepare`"), "{finding}");
}

#[test]
fn a_key_elsewhere_signs_at_another_time() {
    use microcred::codec::base64;
    use microcred::key::{InMemorySigner, KeyFile, Signer};
    let key = key(None);
    let public =
        json!({"verificationMethod": key["verificationMethod"], "publicKeyMultibase": key["publicKeyMultibase"]});
    let held: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let request = json!({"document": held, "key": public, "carrier": "extended"});
    let waiting = call("issue_prepare", &allowed("issue_prepare", request)).unwrap();
    assert_eq!(waiting["algorithm"], "ed25519");
    let message = base64::decode(waiting["message"].as_str().unwrap()).unwrap();
    let module = InMemorySigner::new(KeyFile::parse(&key["privateKeyJwk"].to_string()).unwrap().into_key()).unwrap();
    let complete = |signature: &[u8]| {
        let request = json!({"prepared": waiting["prepared"], "signature": base64::encode(signature)});
        call("issue_complete", &allowed("issue_complete", request))
    };
    let badge = complete(&module.sign(&message).unwrap()).unwrap();
    assert_eq!(call("verify", &json!({"document": badge["credential"]})).unwrap()["outcome"], "valid");
    let Err(Error::Request(findings)) = complete(&module.sign(b"another").unwrap()) else { panic!("it does not fit") };
    assert_eq!(findings.iter().next().unwrap().pointer.as_str(), "/signature");
    let members = |name: &str| {
        let (_, schema) = ops::operations().find(|(own, _)| *own == name).unwrap();
        let mut members = serde_json::from_str::<Value>(schema).unwrap()["properties"].clone();
        members.as_object_mut().unwrap().remove("key");
        members
    };
    assert_eq!(members("issue_prepare"), members("issue"), "what can be issued can be prepared");
    let private = json!({"document": held, "key": key["privateKeyJwk"]});
    assert_eq!(refused("issue_prepare", &private), ["request.member /key"], "the private half has no business here");
    assert_eq!(refused("issue_complete", &json!({})), ["request.member /prepared", "request.member /signature"]);
}

/// What is lost on the way is told to whoever signs elsewhere as well, before and after.
#[test]
fn a_key_elsewhere_is_told_what_is_lost() {
    use microcred::key::Signer;
    let key = key(None);
    let public =
        json!({"verificationMethod": key["verificationMethod"], "publicKeyMultibase": key["publicKeyMultibase"]});
    let held: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let at_once = call("issue", &json!({"document": held, "key": key["privateKeyJwk"]})).unwrap();
    assert!(!at_once["losses"].as_array().unwrap().is_empty());
    let waiting = call("issue_prepare", &json!({"document": held, "key": public})).unwrap();
    assert_eq!(waiting["losses"], at_once["losses"]);
    let signer = KeyFile::parse(&key["privateKeyJwk"].to_string()).unwrap().into_signer().unwrap();
    let signature = signer.sign(&base64::decode(waiting["message"].as_str().unwrap()).unwrap()).unwrap();
    let mut request = json!({"prepared": waiting["prepared"], "signature": base64::encode(&signature)});
    assert_eq!(call("issue_complete", &request).unwrap()["losses"], at_once["losses"]);
    request["prepared"]["losses"] = json!([{"pointer": "/grade", "lost": "found"}]);
    assert_eq!(refused("issue_complete", &request), ["request.member /prepared"]);
}

/// Whatever fits into the limits of a document can be completed, however long its stored form is.
#[test]
fn what_was_prepared_can_be_completed() {
    use microcred::key::Signer;
    let key = key(None);
    let public =
        json!({"verificationMethod": key["verificationMethod"], "publicKeyMultibase": key["publicKeyMultibase"]});
    let signer = KeyFile::parse(&key["privateKeyJwk"].to_string()).unwrap().into_signer().unwrap();
    let did = signer.identity().did().unwrap();
    let engine = |bytes: usize| {
        let configuration = json!({"limits": {"bytes": bytes}}).to_string();
        ops::Engine::configured(&configuration, Environment::system(), None).unwrap()
    };
    let ask = |engine: &ops::Engine, name: &str, request: &Value| -> Value {
        let answer = engine.call(name, &request.to_string()).unwrap_or_else(|error| panic!("{name}: {error}"));
        serde_json::from_str(&answer.to_string()).unwrap()
    };
    // A little below what the engine takes.
    for (engine, length) in [(engine(20_000), 19_000), (engine(6 * 1024 * 1024), 4_500_000)] {
        let document = json!({
            "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": did,
            "name": "\"".repeat(length / 2), "credentialSubject": {"id": "did:example:ana"},
        });
        for suite in ["eddsa-jcs-2022", "vc+jwt", "vc+sd-jwt", "vc+cose"] {
            let by_choice = if suite == "vc+sd-jwt" { json!(["/name"]) } else { json!([]) };
            let request = json!({"document": document, "key": public, "suite": suite, "byChoice": by_choice});
            let waiting = ask(&engine, "issue_prepare", &request);
            let signature = signer.sign(&base64::decode(waiting["message"].as_str().unwrap()).unwrap()).unwrap();
            let request = json!({"prepared": waiting["prepared"], "signature": base64::encode(&signature)});
            assert_eq!(ask(&engine, "issue_complete", &request)["type"], "Completed", "{suite}");
        }
    }
}

#[test]
fn somebody_endorses() {
    let key = key(None);
    let request = json!({"id": "https://vet.example/1", "name": "Accredited", "comment": "Until 2030.", "key": key["privateKeyJwk"]});
    let endorsement = call("endorse", &allowed("endorse", request)).unwrap();
    let report = call("verify", &json!({"document": endorsement["credential"]})).unwrap();
    assert_eq!(report["outcome"], "valid", "{report}");
    let wanted = ["request.member /id", "request.member /name", "request.member /comment", "request.member /key"];
    assert_eq!(refused("endorse", &json!({})), wanted);
}

/// It is said which endorsement does not go into a credential, and not that the credential is wrong.
#[test]
fn an_endorsement_that_does_not_fit_is_called_by_its_place() {
    let (own, another) = (key(None), key(None));
    let document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let endorse = |id: &str, key: &Value| {
        let request = json!({"id": id, "name": "Accredited", "comment": "Good.", "key": key["privateKeyJwk"]});
        call("endorse", &request).unwrap()["credential"].as_str().unwrap().to_owned()
    };
    let achievement = document["offer"]["id"].as_str().unwrap();
    let good = endorse(achievement, &another);
    for (endorsement, wanted) in [
        (&*endorse("https://vet.example/1", &another), "endorsement.subject /endorsements/1/credentialSubject/id"),
        (&*endorse(achievement, &own), "endorsement.self /endorsements/1/issuer"),
        ("{", "input.json.syntax /endorsements/1"),
        ("{}", "model.required /endorsements/1"),
    ] {
        let endorsements = [&good, endorsement];
        let request = json!({"document": document, "key": own["privateKeyJwk"], "endorsements": endorsements});
        let error = call("issue", &request).unwrap_err();
        let mut found = error.findings().iter().map(|finding| format!("{} {}", finding.code, finding.pointer));
        assert!(found.any(|found| found == wanted), "{error:?}");
    }
}

#[cfg(feature = "store")]
#[test]
fn a_status_is_kept_in_a_file() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("operations-status");
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    let store = folder.join("status.db").to_str().unwrap().to_owned();
    let key = key(None);
    let document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let issue = |document: &Value| {
        let status =
            json!({"store": store, "url": "https://vet.example/status", "messages": ["in order", "look again"]});
        let request = json!({"document": document, "key": key["privateKeyJwk"], "status": status});
        call("issue", &allowed("issue", request)).unwrap()["credential"].as_str().unwrap().to_owned()
    };
    let verify = |badge: &str| {
        let request =
            json!({"store": store, "key": key["privateKeyJwk"], "folder": folder, "keptFor": 60, "validFor": 3600});
        let published = call("status_publish", &allowed("status_publish", request)).unwrap();
        let lists = published["lists"].as_array().unwrap().iter().map(|list| {
            let text = std::fs::read_to_string(list["file"].as_str().unwrap()).unwrap();
            (list["url"].as_str().unwrap().to_owned(), Value::from(text))
        });
        let resources: serde_json::Map<_, _> = lists.collect();
        call("verify", &allowed("verify", json!({"document": badge, "resources": resources}))).unwrap()
    };
    let change = |more: Value| {
        let mut request = json!({"store": store, "reason": "because"});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        call("status_change", &allowed("status_change", request)).unwrap()
    };

    let badge = issue(&document);
    let id = serde_json::from_str::<Value>(&badge).unwrap()["id"].clone();
    assert_eq!(verify(&badge)["outcome"], "valid");
    change(json!({"credential": id, "change": "message", "value": 1}));
    let report = verify(&badge);
    assert!(report["outcome"] == "valid" && report.to_string().contains("look again"), "{report}");
    let changed = change(json!({"credential": id, "change": "revoke"}));
    assert_eq!((&changed["statusPurpose"], &changed["new"]), (&json!("revocation"), &json!(true)));
    assert_eq!(verify(&badge)["primary"]["code"], "status.revoked");

    // A credential that is not yet signed gets one as well.
    let unsigned = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "id": "urn:uuid:7",
        "issuer": key["verificationMethod"].as_str().unwrap().split('#').next(), "credentialSubject": {"id": "did:example:ana"},
    });
    let credential = issue(&unsigned);
    assert!(credential.contains("BitstringStatusListEntry"));
    assert_eq!(verify(&credential)["outcome"], "valid");
    let request = json!({"store": store, "url": "https://vet.example/status", "issuer": unsigned["issuer"], "credential": "urn:uuid:7"});
    let places = call("status_allocate", &allowed("status_allocate", request)).unwrap();
    let signed: Value = serde_json::from_str(&credential).unwrap();
    assert_eq!(places["credentialStatus"][0], signed["credentialStatus"][0], "the place that it has");
}

/// The test list of 1EdTech's validator, in which entry 23 is set.
#[test]
fn a_status_list_is_looked_into() {
    let list = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"], "id": "https://example.com/credentials/status/3",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": "https://1edtech.edu/issuers/565049",
        "validFrom": "2021-04-05T14:27:40Z",
        "credentialSubject": {"id": "https://example.com/status/3#list", "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "uH4sIAAAAAAAA_-3BMQEAAAzDoMy_6cnoA9QFAAAAAAAAAAAAAAAAAAAAbD3uPa2cAEAAAA"}});
    for (index, value) in [(22, 0), (23, 1), (131_071, 0)] {
        let told =
            call("status_inspect", &allowed("status_inspect", json!({"document": list, "index": index}))).unwrap();
        assert_eq!((&told["entries"], &told["set"], &told["value"]), (&json!(131_072), &json!(1), &json!(value)));
        assert_eq!((&told["kind"], &told["purposes"]), (&json!("BitstringStatusList"), &json!(["revocation"])));
    }
    let url = "https://example.com/credentials/status/3";
    let request = json!({"url": url, "size": 2, "resources": {url: list.to_string()}});
    let told = call("status_inspect", &allowed("status_inspect", request)).unwrap();
    assert_eq!((&told["entries"], &told["set"], told.get("value")), (&json!(65_536), &json!(1), None));
    let error = call("status_inspect", &json!({"document": list, "index": 131_072})).unwrap_err();
    assert!(error.findings().contains(microcred::report::code::status::INDEX_OUT_OF_RANGE), "{error}");
    let ids = json!({"issuer": "https://vet.example/", "revokedCredential": [{"id": "urn:uuid:1"}, {"id": "urn:uuid:2", "revoked": false}]});
    let told = call("status_inspect", &allowed("status_inspect", json!({"document": ids}))).unwrap();
    assert_eq!((&told["entries"], &told["set"]), (&json!(2), &json!(1)));
    assert_eq!(refused("status_inspect", &json!({"document": "{}", "url": url})), ["request.member /document"]);
    assert_eq!(refused("status_inspect", &json!({"size": 40})), ["request.member /document", "request.member /size"]);
    assert!(!schema("status_inspect").is_valid(&json!({"document": "{}", "url": url})));
}

#[cfg(feature = "batch")]
#[test]
fn a_cohort_is_issued_and_verified() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("operations-batch");
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("roster.csv"), "name,nickname,grade\nAna Silva,A,Pass\nEva Costa,E,Great\n").unwrap();
    let offer: Value = serde_json::from_str(include_str!("../../examples/data/offer.json")).unwrap();
    let request = json!({"offer": offer, "roster": folder.join("roster.csv"), "folder": folder.join("out"), "issued": "2026-06-15",
        "key": key(None)["privateKeyJwk"], "ignoredColumns": ["nickname"], "image": "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"});
    let summary = call("batch_issue", &allowed("batch_issue", request.clone())).unwrap();
    assert_eq!((&summary["issued"], &summary["refused"][0]["line"]), (&json!(1), &json!(3)));
    assert_eq!(summary["refused"][0]["findings"][0]["pointer"], "/grade");
    // What is issued all the same is told once for all of whom it is true.
    let doubtful = doubtful()["offer"].clone();
    std::fs::write(folder.join("early.csv"), "name,issued\nAna,2026-06-15\nEva,2030-06-15\nIvo,2030-06-15\n").unwrap();
    let early = json!({"offer": doubtful, "roster": folder.join("early.csv"), "folder": folder.join("early"),
        "key": request["key"]});
    let summary = call("batch_issue", &allowed("batch_issue", early)).unwrap();
    assert_eq!((&summary["issued"], codes(&summary["findings"])), (&json!(3), DOUBTS[..2].to_vec()));
    let noticed = &summary["noticed"];
    assert_eq!((&noticed[0]["line"], &noticed[0]["rows"]), (&json!(3), &json!(2)), "{noticed}");
    assert_eq!((&noticed[0]["finding"]["code"], noticed.as_array().unwrap().len()), (&json!("ec.date.future"), 1));
    assert_eq!(noticed[0]["finding"]["pointer"], "/issued");
    // Once it is hashed nobody sees any more that it is no address.
    std::fs::write(folder.join("mail.csv"), "name,emailAddress\nAna,ana@vet.example\nEva,no email\n").unwrap();
    let mail = json!({"offer": offer, "roster": folder.join("mail.csv"), "folder": folder.join("mail"),
        "issued": "2026-06-15", "key": request["key"]});
    let noticed = call("batch_issue", &allowed("batch_issue", mail)).unwrap()["noticed"].clone();
    assert_eq!((&noticed[0]["line"], noticed.as_array().unwrap().len()), (&json!(3), 1), "{noticed}");
    assert_eq!(noticed[0]["finding"]["code"], "ec.learner.email");
    assert_eq!(noticed[0]["finding"]["pointer"], "/emailAddress");
    let mut other = request.clone();
    other["ignoredColumns"] = json!([]);
    assert_eq!(refused("batch_issue", &other), ["request.member /roster"]);

    let request = json!({"credentials": folder.join("out"), "reports": folder.join("reports.ndjson"), "anchors": {"anchors": []}});
    let tally = call("batch_verify", &allowed("batch_verify", request.clone())).unwrap();
    assert_eq!((&tally["accepted"], &tally["belowTrust"]), (&json!(0), &json!(1)), "nobody is trusted");
    let reports = std::fs::read_to_string(folder.join("reports.ndjson")).unwrap();
    let report: Value = serde_json::from_str(reports.trim_end()).unwrap();
    assert!(report["source"].as_str().unwrap().ends_with(".svg") && report["report"]["outcome"] == "valid", "{report}");
    assert_eq!(refused("batch_verify", &request), ["request.member /reports"], "there is one already");
}

/// Whoever signs hears what a check would have said, and of a badge the same as of what it was made from.
#[test]
fn what_is_signed_all_the_same_is_told() {
    let own = key(None);
    let key = &own["privateKeyJwk"];
    for carrier in ["standard", "extended"] {
        let request = json!({"document": doubtful(), "key": key, "carrier": carrier});
        let issued = call("issue", &allowed("issue", request)).unwrap();
        assert_eq!(codes(&issued["findings"]), DOUBTS);
        assert_eq!(issued["findings"][2]["pointer"], "/issued");
        let badge: Value = serde_json::from_str(issued["credential"].as_str().unwrap()).unwrap();
        let checked = call("check", &json!({"document": badge, "country": "IE"})).unwrap();
        let told = codes(&checked["findings"]);
        assert!(DOUBTS.iter().all(|doubt| told.contains(doubt)), "{carrier}: {checked}");
        for finding in checked["findings"].as_array().unwrap() {
            let code = finding["code"].as_str().unwrap();
            let is_there = badge.pointer(finding["pointer"].as_str().unwrap()).is_some();
            assert!(is_there || !code.starts_with("ec."), "{finding}");
        }

        // A badge that is signed as it is says so too.
        let mut unsigned = badge;
        unsigned.as_object_mut().unwrap().remove("proof");
        let again = call("issue", &json!({"document": unsigned, "key": key})).unwrap();
        let early = again["findings"].as_array().unwrap().iter().find(|own| own["code"] == "ec.date.future");
        assert_eq!(early.unwrap()["pointer"], "/validFrom");
    }
    let public =
        json!({"verificationMethod": own["verificationMethod"], "publicKeyMultibase": own["publicKeyMultibase"]});
    let prepared = call("issue_prepare", &json!({"document": doubtful(), "key": public})).unwrap();
    assert_eq!(codes(&prepared["findings"]), DOUBTS);
    let fine = call("issue", &json!({"document": MICRO_CREDENTIAL, "key": key})).unwrap();
    assert_eq!(fine["findings"], json!([]));
}

/// What strict verifiers refuse in a badge that says in our own terms that it is a micro-credential is not signed.
#[test]
fn a_badge_in_our_own_terms_does_not_contradict_itself() {
    let own = key(None);
    let key = &own["privateKeyJwk"];
    let mut badge: Value = serde_json::from_str(&issued(&own)).unwrap();
    badge.as_object_mut().unwrap().remove("proof");
    assert!(call("issue", &json!({"document": badge, "key": key})).is_ok());
    badge["credentialSubject"]["result"][0]["value"] = "3".into();
    let Err(Error::Refused(refused)) = call("issue", &json!({"document": badge, "key": key})) else { panic!() };
    assert!(refused.iter().any(|found| found.code.as_str() == "ec.grade.below_pass"), "{refused}");
    let checked = call("check", &json!({"document": badge})).unwrap();
    let told = codes(&checked["findings"]);
    assert_eq!(told.iter().filter(|code| **code == "ec.grade.below_pass").count(), 1, "{checked}");
}

/// What has expired is signed, and nobody is left to find that out.
#[test]
fn an_expired_credential_is_told() {
    let key = key(None)["privateKeyJwk"].clone();
    let mut badge = unsigned(&key);
    badge["validUntil"] = "2026-11-23T10:59:59Z".into();
    for (name, request) in [("issue", json!({"document": badge, "key": key})), ("check", json!({"document": badge}))] {
        let answer = call(name, &request).unwrap();
        let found = answer["findings"].as_array().unwrap().iter().find(|own| own["code"] == "ec.date.past");
        assert_eq!(found.unwrap()["pointer"], "/validUntil", "{name}");
    }
    badge["validUntil"] = "2026-11-24T00:00:00Z".into();
    let issued = call("issue", &json!({"document": badge, "key": key})).unwrap();
    assert!(!codes(&issued["findings"]).contains(&"ec.date.past"));
}
