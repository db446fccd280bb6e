//! What an engine has at hand, what it holds others to, and what nobody may ask of it.

use crate::calling::{allowed, call, issued, key};
use crate::{MICRO_CREDENTIAL, PATHWAY};
use microcred::Environment;
use microcred::badge::AchievementCredential;
use microcred::codec::base64;
use microcred::json::Tree;
use microcred::key::KeyFile;
use microcred::limits::Limits;
use microcred::ops::{self, Error};
use serde_json::{Value, json};

#[test]
fn every_operation_keeps_to_the_budgets_of_its_engine() {
    let configured =
        |limits: &str| ops::Engine::configured(&format!(r#"{{"limits": {limits}}}"#), Environment::system(), None);
    let (less, key) = (configured(r#"{"bytes": 3000}"#).unwrap(), call("keygen", &json!({})).unwrap());
    let key = &key["privateKeyJwk"];
    for (name, mut request) in [
        ("issue", json!({"key": key})),
        ("check", json!({})),
        ("inspect", json!({})),
        ("convert", json!({"to": "elm"})),
        ("bake", json!({})),
        ("render", json!({"view": "badge-image"})),
    ] {
        request["document"] = MICRO_CREDENTIAL.into();
        let refused = less.call(name, &request.to_string()).unwrap_err();
        assert_eq!(refused.findings().iter().next().unwrap().code.as_str(), "input.too_large", "{name}: {refused}");
    }
    // Nor is anything made that the same engine would not read.
    let template = format!(r#"<svg xmlns="http://www.w3.org/2000/svg"><path d="{}"/></svg>"#, "M0 0".repeat(700));
    let request = json!({"document": r#"{"type": ["VerifiableCredential"], "name": "Green skills for VET trainers"}"#, "image": template});
    let refused = less.call("bake", &request.to_string()).unwrap_err();
    assert_eq!(refused.findings().iter().next().unwrap().code.as_str(), "input.too_large", "{refused}");
    ops::Engine::default().call("bake", &request.to_string()).unwrap();
    // No budget may be larger than the stack.
    let refused = configured(r#"{"depth": 513}"#).unwrap_err();
    assert_eq!(refused.findings().iter().next().unwrap().pointer.as_str(), "/limits/depth");
    configured(r#"{"depth": 512}"#).unwrap();
}

/// Whoever configures an engine may hand it more than a stranger may send.
#[test]
fn a_configuration_is_as_large_as_its_host_has_it() {
    let anchors: Vec<_> = (0..15_000)
        .map(|number| json!({"id": format!("did:web:school-{number}.example"), "name": "A school"}))
        .collect();
    let configured =
        |configuration: Value| ops::Engine::configured(&configuration.to_string(), Environment::system(), None);
    configured(json!({"anchors": {"anchors": anchors}})).unwrap();
    configured(json!({"anchors": json!({"anchors": anchors}).to_string()})).unwrap();
    configured(json!({"resources": {"did:web:vet.example": " ".repeat(17 << 20)}})).unwrap();
    let raised = configured(json!({"limits": {"values": 4_000_000}})).unwrap();
    let request = json!({"document": "{}", "anchors": {"anchors": anchors}}).to_string();
    raised.call("verify", &request).unwrap();
    let refused = ops::Engine::default().call("verify", &request).unwrap_err().to_json().to_string();
    assert!(refused.contains("resource.limit.values") && refused.contains("raise the limit `values`"), "{refused}");
}

/// A port is fetched from where the configuration opens it, and from public addresses alone all the same.
#[cfg(feature = "http")]
#[test]
fn an_engine_fetches_from_the_ports_that_it_was_given() {
    let configured =
        |configuration: Value| ops::Engine::configured(&configuration.to_string(), Environment::system(), None);
    let request = json!({"id": "did:web:localhost%3A8443"}).to_string();
    for (more, code) in [
        (json!({}), "net.blocked.port"),
        (json!({"dangerWithPort": 8080}), "net.blocked.port"),
        (json!({"dangerWithPort": 8443}), "net.blocked.private_address"),
        (json!({"dangerWithPort": [8080, 8443]}), "net.blocked.private_address"),
    ] {
        let mut configuration = more;
        configuration["offline"] = false.into();
        let refused = configured(configuration).unwrap().call("did_resolve", &request).unwrap_err();
        assert_eq!(refused.findings().iter().next().unwrap().code.as_str(), code, "{refused}");
    }
    for wrong in [json!(0), json!(65_536), json!([443, 65_979]), json!("8443")] {
        let refused = configured(json!({"offline": false, "dangerWithPort": wrong})).unwrap_err();
        assert_eq!(refused.findings().iter().next().unwrap().pointer.as_str(), "/dangerWithPort", "{refused}");
    }
    // Where it changes nothing, it is not taken.
    let refused = configured(json!({"dangerWithPort": 8443})).unwrap_err();
    assert!(refused.to_string().contains("leave it out"), "{refused}");
    let asked = Some(std::sync::Arc::new(microcred::resolve::Offline) as std::sync::Arc<_>);
    let configuration = json!({"offline": false, "dangerWithPort": 8443}).to_string();
    assert!(ops::Engine::configured(&configuration, Environment::system(), asked).is_err());
}

/// What is made on a thread with the stack that threads of Rust have.
fn on_a_usual_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap()
}

/// How many organisations stand above an issuer, and how many parts an assessment has, is a stranger's choice.
#[test]
fn what_holds_its_own_kind_does_not_exhaust_the_stack() {
    let mut organisation = json!({"id": "https://vet.example/o", "type": ["Profile"], "name": "Above all"});
    for number in 0..110 {
        let id = format!("https://vet.example/o{number}");
        organisation = json!({"id": id, "type": ["Profile"], "name": "Another", "parentOrg": organisation});
    }
    let badge = call("convert", &json!({"document": MICRO_CREDENTIAL, "to": "ob3"})).unwrap();
    let mut badge = badge["document"].clone();
    badge["issuer"] = organisation;
    let (read, whole) = on_a_usual_stack(move || {
        let deep = ops::Engine::configured(r#"{"limits": {"depth": 512}}"#, Environment::system(), None).unwrap();
        let request = json!({"document": badge}).to_string();
        deep.call("inspect", &request).unwrap();
        deep.call("verify", &request).unwrap();
        let limits = Limits { depth: 512, ..Limits::default() };
        let tree = Tree::parse(&badge.to_string(), &limits).unwrap();
        let (read, findings) = AchievementCredential::read(tree.root()).unwrap();
        let ninth = format!("/issuer{}", "/parentOrg".repeat(9));
        let told = findings.iter().find(|finding| finding.detail.contains("8 organisations above one another"));
        assert_eq!(told.unwrap().pointer.as_str(), ninth, "{findings}");
        (read.to_json().to_string(), badge)
    });
    let read: Value = serde_json::from_str(&read).unwrap();
    assert_eq!(read["issuer"], whole["issuer"], "nothing of it is lost");

    let elm = call("convert", &json!({"document": MICRO_CREDENTIAL, "to": "elm"})).unwrap();
    let mut elm = elm["document"].clone();
    let name = |number: usize| format!("urn:part:{number}");
    let parts: Vec<_> = (0..9_000)
        .map(|number| json!({"id": name(number), "type": "LearningAssessment", "hasPart": name(number + 1)}))
        .collect();
    let mut assessment = &mut elm["credentialSubject"];
    for member in ["hasClaim", "provenBy"] {
        assessment = &mut assessment[member];
        assessment = if assessment.is_array() { &mut assessment[0] } else { assessment };
    }
    assessment["hasPart"] = name(0).into();
    elm["credentialSubject"]["parts"] = parts.into();
    on_a_usual_stack(move || {
        let read = call("convert", &json!({"document": elm.to_string(), "to": "ob3"})).unwrap();
        assert_eq!(read["type"], "Converted");
    });
}

/// Whatever reads a credential knows the contexts that its engine was given: each operation either proves it here, or reads none.
#[test]
fn every_operation_knows_the_contexts_of_its_engine() {
    const URL: &str = "https://library.example/contexts/shelves/v1";
    let body = r#"{"@context": {"shelf": "https://library.example/terms#shelf"}}"#;
    let contexts = json!([{"url": URL, "document": body, "sha256": microcred::codec::digest::sha256_hex(body)}]);
    let engine = |more: Value| {
        let mut configuration = json!({"now": "2026-11-23T11:00:00Z"});
        configuration.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ops::Engine::configured(&configuration.to_string(), Environment::system(), None).unwrap()
    };
    let (knowing, plain) = (engine(json!({"contexts": contexts})), engine(json!({})));
    let answer = |engine: &ops::Engine, name: &str, request: &Value| -> Result<Value, Error> {
        Ok(serde_json::from_str(&engine.call(name, &allowed(name, request.clone()).to_string())?.to_string()).unwrap())
    };
    let mut proven = std::collections::BTreeSet::new();
    // It does so for the engine that knows the context, and for no other.
    let mut proves = |name: &'static str, request: Value, good: &dyn Fn(&Value) -> bool| -> Value {
        proven.insert(name);
        let found = answer(&knowing, name, &request).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(good(&found), "{name}: {found}");
        match answer(&plain, name, &request) {
            Ok(found) => assert!(!good(&found), "{name} has other contexts than its engine: {found}"),
            Err(error) => assert!(error.to_string().contains("context"), "{name}: {error}"),
        }
        found
    };
    // A credential, or an endorsement, under the context.
    let shelved = |mut document: Value| {
        let urls = document["@context"].as_array_mut().unwrap();
        let last = urls.iter().position(|url| url == "https://w3id.org/microcred/draft-1").unwrap_or(urls.len());
        urls.insert(last, URL.into());
        document["shelf"] = "A3".into();
        document
    };
    let any = |_: &Value| true;
    let did = |key: &Value| -> Value { key["verificationMethod"].as_str().unwrap().split('#').next().unwrap().into() };
    let text = |answer: &Value| answer["credential"].as_str().unwrap().to_owned();
    let [provider, college, holder] = [key(None), key(None), key(None)];
    let p256 = call("keygen", &json!({"type": "p256"})).unwrap();
    let unsigned = |own: Value| {
        let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
        document["learner"]["id"] = did(&holder);
        document["offer"]["awardingBodies"] = json!([{"id": did(&own), "name": "Example", "country": "IE"}]);
        document["offer"].as_object_mut().unwrap().remove("issuerLocations");
        let request = json!({"document": document, "from": "microcredential", "to": "ob3", "carrier": "extended", "issuer": did(&own)});
        shelved(call("convert", &request).unwrap()["document"].clone())
    };
    let request = json!({"document": unsigned(provider.clone()), "key": provider["privateKeyJwk"]});
    let badge = text(&proves("issue", request.clone(), &any));
    let mut elsewhere = request;
    elsewhere["key"] = json!({"verificationMethod": provider["verificationMethod"], "publicKeyMultibase": provider["publicKeyMultibase"]});
    let waiting = proves("issue_prepare", elsewhere, &any);
    let signer =
        microcred::key::InMemorySigner::new(KeyFile::parse(&provider["privateKeyJwk"].to_string()).unwrap().into_key());
    let message = base64::decode(waiting["message"].as_str().unwrap()).unwrap();
    let signature = microcred::key::Signer::sign(&signer.unwrap(), &message).unwrap();
    let request = json!({"prepared": waiting["prepared"], "signature": base64::encode(&signature)});
    proves("issue_complete", request, &any);

    proves("verify", json!({"document": badge}), &|found| found["outcome"] == "valid");
    proves("check", json!({"document": badge}), &|found| !found.to_string().contains("context.unknown"));
    proves("render", json!({"document": badge, "view": "certificate"}), &any);
    let asked = json!({"credentials": [badge], "key": holder["privateKeyJwk"], "challenge": "n"});
    proves("present", asked, &any);
    let base = json!({"document": unsigned(p256.clone()), "key": p256["privateKeyJwk"], "suite": "ecdsa-sd-2023"});
    let base = text(&answer(&knowing, "issue", &base).unwrap());
    proves("derive", json!({"document": base, "show": ["/shelf"]}), &any);
    proves("info", json!({}), &|found| found["contexts"].to_string().contains(URL));

    let mut pathway: Value = serde_json::from_str(PATHWAY).unwrap();
    pathway.as_object_mut().unwrap().remove("groups");
    pathway["requirements"] = json!([{"id": "volume", "totalCredits": {"atLeast": "2"}}]);
    let mut request = json!({"pathway": pathway, "credentials": [badge]});
    let complete = |found: &Value| found["evaluation"]["complete"] == true;
    proves("stack_evaluate", request.clone(), &complete);
    request["key"] = college["privateKeyJwk"].clone();
    let request = json!({"pathway": pathway, "credentials": [badge], "key": college["privateKeyJwk"], "bundle": true});
    let awarded = answer(&knowing, "stack_award", &request).unwrap();
    assert!(complete(&awarded) && awarded["bundle"]["kind"] == "record", "{awarded}");
    assert_eq!(
        answer(&knowing, "verify", &json!({"document": awarded["bundle"]["document"]})).unwrap()["outcome"],
        "valid"
    );
    assert!(answer(&plain, "stack_award", &request).unwrap_err().to_string().contains("not complete"));

    #[cfg(feature = "batch")]
    {
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("operations-contexts");
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        let badges = folder.join("badge.ndjson");
        std::fs::write(&badges, format!("{badge}\n")).unwrap();
        let verify = |engine: &ops::Engine, reports: &str| {
            let request = json!({"credentials": badges, "reports": folder.join(reports)});
            answer(engine, "batch_verify", &request).unwrap()["accepted"].clone()
        };
        assert_eq!([verify(&knowing, "knowing"), verify(&plain, "plain")], [json!(1), json!(0)]);
        std::fs::remove_dir_all(&folder).unwrap();
    }
    proven.extend(["stack_award", "batch_verify"]);
    // What they read is under no context but those of the library, or is shown as it stands and not believed.
    proven.extend([
        "keygen",
        "endorse",
        "batch_issue",
        "inspect",
        "convert",
        "bake",
        "unbake",
        "did_resolve",
        "stack_explain",
    ]);
    proven.extend([
        "levels_convert",
        "self_test",
        "status_allocate",
        "status_change",
        "status_publish",
        "status_inspect",
    ]);
    let unproven: Vec<_> = ops::operations().map(|(name, _)| name).filter(|name| !proven.contains(name)).collect();
    assert!(unproven.is_empty(), "{unproven:?}: prove that they know the contexts, or say that they read none");
}

/// What an engine has at hand, and the schemas that it holds credentials to, reach every operation that looks something up.
#[test]
fn every_operation_asks_its_engine() {
    let engine = |configuration: Value| {
        ops::Engine::configured(&configuration.to_string(), Environment::system(), None).unwrap()
    };
    let assertion = json!({
        "@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://old.example/a/1",
        "recipient": {"type": "email", "hashed": false, "identity": "ana@example.org"},
        "badge": "https://old.example/b/1", "verification": {"type": "hosted"}, "issuedOn": "2020-01-01T00:00:00Z",
    });
    let class = json!({
        "@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass", "id": "https://old.example/b/1",
        "name": "Welding", "description": "Welds", "criteria": {"narrative": "Welds"}, "image": "https://old.example/i.png",
        "issuer": {"type": "Issuer", "id": "https://old.example/", "name": "Old", "url": "https://old.example/", "email": "a@old.example"},
    });
    let request = json!({"document": assertion, "to": "ob3"}).to_string();
    let knowing = engine(json!({"resources": {"https://old.example/b/1": class}}));
    knowing.call("convert", &request).unwrap();
    assert!(engine(json!({})).call("convert", &request).is_err());

    // A credential that its schema refuses counts nowhere.
    let provider = key(None);
    let schema = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "required": ["shelf"]});
    let mut badge: Value = serde_json::from_str(&issued(&provider)).unwrap();
    badge.as_object_mut().unwrap().remove("proof");
    badge["credentialSchema"] = json!([{"id": "https://library.example/s.json", "type": "JsonSchema"}]);
    let badge =
        call("issue", &json!({"document": badge, "key": provider["privateKeyJwk"]})).unwrap()["credential"].clone();
    let mut pathway: Value = serde_json::from_str(PATHWAY).unwrap();
    pathway.as_object_mut().unwrap().remove("groups");
    pathway["requirements"] = json!([{"id": "volume", "totalCredits": {"atLeast": "2"}}]);
    let schemas = json!({"https://library.example/s.json": schema});
    let refused = |engine: ops::Engine, request: Value| {
        let evaluated = engine.call("stack_evaluate", &allowed("stack_evaluate", request).to_string()).unwrap();
        serde_json::from_str::<Value>(&evaluated.to_string()).unwrap()["refused"].as_array().unwrap().len()
    };
    let request = json!({"pathway": pathway, "credentials": [badge], "now": "2026-11-23T11:00:00Z"});
    assert_eq!(refused(engine(json!({})), request.clone()), 0);
    assert_eq!(refused(engine(json!({"schemas": schemas})), request.clone()), 1);
    let mut own = request;
    own["schemas"] = schemas;
    assert_eq!(refused(engine(json!({})), own), 1);
}
