//! The operations as hosts in other languages call them: JSON in, JSON out, each request described by a JSON Schema.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "support/reference.rs"]
mod reference;

use microcred::Environment;
use microcred::badge::AchievementCredential;
use microcred::codec::base64;
use microcred::json::Tree;
use microcred::key::KeyFile;
use microcred::limits::Limits;
use microcred::ops::{self, Error, Inspect, LevelsConvert, Operation, StackAward, StackEvaluate};
use microcred::report::Severity;
use microcred::stack::{CredentialKey, Ledger, LedgerError, LedgerView, MemoryLedger, Use};
use serde_json::{Value, json};
use std::sync::Arc;

const OFFER: &str = include_str!("../examples/data/offer.json");
const PATHWAY: &str = include_str!("../examples/data/pathway.json");
const MICRO_CREDENTIAL: &str = include_str!("../examples/data/micro-credential.json");

fn call(name: &str, request: &Value) -> Result<Value, Error> {
    let environment = Environment::system().at("2026-11-23T11:00:00Z".parse().unwrap());
    let answer = ops::call(name, &request.to_string(), &environment);
    let answer = answer.inspect_err(|error| {
        promised("error", include_str!("../vocab/schemas/operation-error.schema.json"), &error.to_json().to_string());
    })?;
    let (_, schema) = ops::responses().find(|(own, _)| *own == name).unwrap();
    promised(name, schema, &answer.to_string());
    Ok(serde_json::from_str(&answer.to_string()).unwrap())
}

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

/// Holds an answer to its schema, and the schema to telling of every member.
fn promised(name: &str, schema: &str, answer: &str) {
    let (schema, answer): (Value, Value) =
        (serde_json::from_str(schema).unwrap(), serde_json::from_str(answer).unwrap());
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&answer), "{name}: {:?}", validator.iter_errors(&answer).next());
    let mut untold = Vec::new();
    untold_members(&schema, &schema, &answer, name, &mut untold);
    assert!(untold.is_empty(), "{untold:?}");
}

/// The members of an answer that its schema does not tell of, where it tells of any.
fn untold_members(root: &Value, schema: &Value, value: &Value, place: &str, untold: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap();
        return untold_members(root, target, value, place, untold);
    }
    match value {
        Value::Object(members) => {
            // A key and a document have members that others define.
            let Some(properties) = schema["properties"].as_object().filter(|own| !own.contains_key("kty")) else {
                return;
            };
            for (name, member) in members {
                match properties.get(name) {
                    Some(own) => untold_members(root, own, member, &format!("{place}/{name}"), untold),
                    None => untold.push(format!("{place}/{name}")),
                }
            }
        }
        Value::Array(items) => {
            items.iter().for_each(|item| untold_members(root, &schema["items"], item, &format!("{place}/*"), untold));
        }
        _ => {}
    }
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

/// All the rest call the others: each answer is held to its schema in [`call`].
#[test]
fn every_operation_answers_as_its_schema_says() {
    let told = call("info", &allowed("info", json!({"schemas": true}))).unwrap();
    assert_eq!(told["operations"].as_array().unwrap().len(), ops::operations().count());
    let tested = call("self_test", &allowed("self_test", json!({}))).unwrap();
    assert_eq!(tested["passed"], true, "{tested}");
    let did = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    let resolved = call("did_resolve", &allowed("did_resolve", json!({"id": did}))).unwrap();
    assert_eq!(resolved["document"]["id"], did);
    let held: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let converted = call("convert", &allowed("convert", json!({"document": held, "to": "ob3"}))).unwrap();
    assert_eq!((&converted["format"], &converted["verified"]), (&json!("ob3"), &json!(false)));
    let calls = include_str!("operations.rs");
    for (name, _) in ops::operations() {
        assert!(calls.contains(&format!("call(\"{name}\"")), "no test here calls {name}");
    }
}

/// Where the errors of a request are.
fn refused(name: &str, request: &Value) -> Vec<String> {
    match call(name, request) {
        Err(Error::Request(findings)) => {
            findings.iter().map(|finding| format!("{} {}", finding.code, finding.pointer)).collect()
        }
        other => panic!("{name} {request}: {other:?}"),
    }
}

fn schema(name: &str) -> jsonschema::Validator {
    let (_, schema) = ops::operations().find(|(own, _)| *own == name).unwrap();
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

/// A request that its schema allows.
fn allowed(name: &str, request: Value) -> Value {
    assert!(schema(name).is_valid(&request), "{name}: {:?}", schema(name).iter_errors(&request).next());
    request
}

fn key(verification_method: Option<&str>) -> Value {
    let request = match verification_method {
        Some(url) => json!({"type": "ed25519", "verificationMethod": url}),
        None => json!({}),
    };
    call("keygen", &allowed("keygen", request)).unwrap()
}

fn issued(key: &Value) -> String {
    let document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let request = json!({"document": document, "key": key["privateKeyJwk"], "carrier": "extended"});
    let issued = call("issue", &allowed("issue", request)).unwrap();
    assert_eq!(issued["losses"], json!([]));
    issued["credential"].as_str().unwrap().to_owned()
}

#[test]
fn one_operation_works_on_what_another_gave() {
    let badge = issued(&key(None));

    let as_text = call("verify", &allowed("verify", json!({"document": badge}))).unwrap();
    assert_eq!((&as_text["outcome"], &as_text["trust"]), (&json!("valid"), &json!("issuer_bound")));
    assert_eq!(as_text["verifiedAt"], "2026-11-23T11:00:00Z", "the clock is the host's");

    let parsed: Value = serde_json::from_str(&badge).unwrap();
    let as_json = call("verify", &allowed("verify", json!({"document": parsed}))).unwrap();
    assert_eq!(as_json["outcome"], "valid");

    let inspection = call("inspect", &allowed("inspect", json!({"document": badge}))).unwrap();
    assert_eq!((&inspection["verified"], &inspection["complete"]), (&json!(false), &json!(true)));
    let held: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    for member in ["learner", "issued", "grade", "offer"] {
        assert_eq!(inspection["microCredential"][member], held[member]);
    }

    let checked = call("check", &allowed("check", json!({"document": badge}))).unwrap();
    assert_eq!((&checked["kind"], &checked["passed"]), (&json!("badge"), &json!(true)));
}

#[test]
fn images_go_in_and_out() {
    let badge = issued(&key(None));
    let svg = "<svg xmlns='http://www.w3.org/2000/svg'/>";
    let baked = call("bake", &allowed("bake", json!({"document": badge, "image": svg}))).unwrap();
    assert_eq!((&baked["mediaType"], &baked["removed"]), (&json!("image/svg+xml"), &json!([])));
    let unbaked = call("unbake", &allowed("unbake", json!({"image": baked["image"]}))).unwrap();
    assert_eq!((unbaked["credential"].as_str(), &unbaked["findings"]), (Some(badge.as_str()), &json!([])));
    let again = json!({"document": badge, "image": baked["image"], "replace": true});
    assert_eq!(call("bake", &allowed("bake", again)).unwrap()["removed"], json!(["credential"]));
    let wrong = json!({"document": badge, "image": "!", "replace": 1});
    assert_eq!(refused("bake", &wrong), ["request.member /image", "request.member /replace"]);
    assert!(matches!(call("unbake", &json!({"image": svg})), Err(Error::Refused(_))));
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

#[test]
fn what_is_accepted_can_be_looked_at() {
    let badge = issued(&key(None));
    let request = json!({"document": badge, "language": "el", "colour": "#003399", "link": "https://vet.example/1"});
    let page = call("render", &allowed("render", request)).unwrap();
    assert_eq!(page["mediaType"], "text/html");
    assert!(page["content"].as_str().unwrap().contains("<html lang=\"el\">"));
    let forged = badge.replace("Green skills", "Greener skills");
    assert!(matches!(call("render", &json!({"document": forged})), Err(Error::Refused(_))));
    let report = call("render", &allowed("render", json!({"document": forged, "format": "junit"}))).unwrap();
    assert!(report["content"].as_str().unwrap().contains("<failure"));
    let told = call("render", &allowed("render", json!({"document": forged, "format": "vc-api"}))).unwrap();
    let told: Value = serde_json::from_str(told["content"].as_str().unwrap()).unwrap();
    assert_eq!((&told["verified"], &told["report"]["outcome"]), (&json!(false), &json!("invalid")));
    let wrong = json!({"document": badge, "language": "tlh", "view": "picture", "format": "gif", "colour": "red"});
    assert_eq!(
        refused("render", &wrong),
        ["request.member /format", "request.member /view", "request.member /language", "request.member /colour"]
    );
    let request = json!({"document": badge, "view": "report", "format": "pdf"});
    assert_eq!(refused("render", &request), ["request.member /format"]);
    for (format, media_type, magic) in [("pdf", "application/pdf", "%PDF"), ("png", "image/png", "PNG")] {
        let made = call("render", &allowed("render", json!({"document": badge, "format": format})));
        if cfg!(feature = "pdf") {
            let made = made.unwrap();
            assert_eq!((&made["mediaType"], &made["encoding"]), (&json!(media_type), &json!("base64")));
            let content = base64::decode(made["content"].as_str().unwrap()).unwrap();
            assert!(String::from_utf8_lossy(&content[..8]).contains(magic));
        } else {
            let Err(Error::Refused(findings)) = made else { panic!("{made:?}") };
            let told = findings.to_string();
            assert!(told.contains("feature.missing") && told.contains("--features pdf"), "{told}");
        }
    }
}

/// A badge in pixels says which of its characters are empty boxes, however it came to be.
#[cfg(feature = "pdf")]
#[test]
fn an_image_without_letters_is_told() {
    let mut held: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let made = |held: &Value, format: &str| {
        let rendered = json!({"document": held, "view": "badge-image", "format": format});
        let badge = json!({"document": held, "to": "ob3", "issuer": "did:web:vet.example"});
        let badge = &call("convert", &allowed("convert", badge)).unwrap()["document"];
        let baked = call("bake", &json!({"document": badge, "drawn": format})).unwrap();
        let rendered = call("render", &allowed("render", rendered)).unwrap();
        assert_eq!(rendered["notes"], baked["notes"]);
        rendered["notes"].as_array().unwrap().clone()
    };
    assert!(made(&held, "png").is_empty());
    held["offer"]["title"] = json!({"ar": "أب"});
    let notes = made(&held, "png");
    assert!(notes[0].as_str().unwrap().ends_with("U+0623, U+0628"), "{notes:?}");
    assert!(made(&held, "svg").is_empty());
}

#[test]
fn the_host_supplies_what_is_needed() {
    let key = key(Some("did:web:vet.example#key-1"));
    let badge = issued(&key);
    let did = json!({
        "id": "did:web:vet.example",
        "verificationMethod": [{
            "id": "#key-1", "type": "Multikey", "controller": "did:web:vet.example",
            "publicKeyMultibase": key["publicKeyMultibase"],
        }],
        "assertionMethod": ["#key-1"],
    });
    let ask = |request: Value| {
        let report = call("verify", &allowed("verify", request)).unwrap();
        (
            report["outcome"].as_str().unwrap().to_owned(),
            report["trust"].as_str().unwrap().to_owned(),
            report.get("verified").is_some(),
        )
    };
    let seen = |outcome: &str, trust: &str, accepted| (outcome.to_owned(), trust.to_owned(), accepted);
    let known = json!({"did:web:vet.example": did});
    let anchors = |id: &str| json!({"anchors": [{"id": id}]});

    assert_eq!(ask(json!({"document": badge})), seen("indeterminate", "none", false));
    assert_eq!(ask(json!({"document": badge, "resources": known})), seen("valid", "issuer_bound", true));
    let trusted = json!({"document": badge, "resources": known, "anchors": anchors("did:web:vet.example")});
    assert_eq!(ask(trusted), seen("valid", "trusted", true));
    let unknown =
        json!({"document": badge, "resources": known, "anchors": anchors("did:web:other.example").to_string()});
    assert_eq!(ask(unknown), seen("valid", "issuer_bound", false));
}

#[test]
fn a_holder_derives_and_presents() {
    let issuer = call("keygen", &allowed("keygen", json!({"type": "p256"}))).unwrap();
    let holder = key(None);
    let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    document["learner"]["id"] = holder["verificationMethod"].as_str().unwrap().split('#').next().unwrap().into();
    let issue = |more: Value| {
        let mut request = json!({"document": document, "key": issuer["privateKeyJwk"]});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        call("issue", &allowed("issue", request)).unwrap()["credential"].clone()
    };
    let base = issue(json!({"suite": "ecdsa-sd-2023", "always": "/credentialSubject/achievement/name"}));
    let token = issue(json!({"suite": "vc+sd-jwt", "byChoice": ["/credentialSubject/result"]}));
    let show = json!({"document": base, "show": ["/credentialSubject/id"]});
    let derived = call("derive", &allowed("derive", show)).unwrap()["credential"].clone();
    let bound = json!({"document": token, "key": holder["privateKeyJwk"], "challenge": "n", "domain": "d"});
    let bound = call("derive", &allowed("derive", bound)).unwrap()["credential"].clone();
    // What is withheld is not shown, and is no empty text.
    let seen = |document: &Value| call("inspect", &json!({"document": document})).unwrap();
    let (whole, part) = (seen(&base), seen(&derived));
    assert_eq!((&whole["isSelection"], &part["isSelection"]), (&Value::Null, &json!(true)));
    assert_eq!(seen(&token)["isSelection"], Value::Null);
    assert!(whole["microCredential"]["offer"].get("description").is_some());
    assert_eq!(part["microCredential"]["offer"].get("description"), None);
    let shown =
        |document: &Value| Inspect::new(document.as_str().unwrap()).run(&Environment::system()).unwrap().to_string();
    assert!(shown(&derived).contains("    not shown\n") && !shown(&derived).contains("    not stated\n"));
    let verify = |request: Value| call("verify", &allowed("verify", request)).unwrap()["outcome"].clone();
    assert_eq!(verify(json!({"document": bound, "challenge": "n", "domain": "d"})), "valid");
    assert_eq!(verify(json!({"document": bound, "challenge": "m", "domain": "d"})), "invalid");

    let request = json!({"credentials": [derived, token], "key": holder["privateKeyJwk"], "challenge": "n"});
    let shown = call("present", &allowed("present", request)).unwrap()["presentation"].clone();
    assert_eq!(verify(json!({"document": shown, "challenge": "n"})), "valid");
    assert_eq!(verify(json!({"document": shown, "challenge": "n", "domain": "d"})), "invalid");
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

#[test]
fn everything_wrong_with_a_request_is_said_at_once() {
    for (name, request, places) in [
        ("keygen", json!({"type": "rsa", "kid": "x"}), vec!["request.member /type", "request.unknown_member /kid"]),
        (
            "issue",
            json!({"suite": 7}),
            vec!["request.member /document", "request.member /key", "request.member /suite"],
        ),
        ("issue", json!({"document": "{}", "key": {"kty": "OKP"}}), vec!["request.key /key"]),
        (
            "verify",
            json!({"dokument": "{}", "now": "soon", "policy": "loose", "resources": [], "anchors": {"anchors": [{}]}}),
            vec![
                "request.member /document",
                "request.member /policy",
                "request.member /now",
                "request.member /resources",
                "request.member /anchors/anchors/0",
                "request.unknown_member /dokument",
            ],
        ),
        ("inspect", json!({}), vec!["request.member /document"]),
        (
            "issue",
            json!({"document": "{}", "key": {}, "always": "name", "keyReference": "kid", "expires": "soon"}),
            vec![
                "request.key /key",
                "request.member /always",
                "request.member /expires",
                "request.member /keyReference",
            ],
        ),
        (
            "derive",
            json!({"document": "{}", "show": [7], "domain": "d"}),
            vec!["request.member /show", "request.member /key"],
        ),
        (
            "present",
            json!({"credentials": [], "suite": "vc+cose"}),
            vec![
                "request.member /credentials",
                "request.member /key",
                "request.member /challenge",
                "request.member /suite",
            ],
        ),
        ("check", json!({"document": "{}", "strict": true}), vec!["request.unknown_member /strict"]),
        (
            "issue",
            json!({"document": "{}", "key": "{}", "status": {"store": 7, "urls": [], "suspension": 1}}),
            vec![
                "request.key /key",
                "request.member /status/store",
                "request.member /status/url",
                "request.member /status/suspension",
                "request.unknown_member /status/urls",
            ],
        ),
        (
            "status_allocate",
            json!({"store": "s", "url": "u", "entries": -1}),
            vec!["request.member /entries", "request.member /issuer", "request.member /credential"],
        ),
        (
            "status_change",
            json!({"credential": "c", "index": 1, "change": "revoke", "value": 1}),
            vec![
                "request.member /store",
                "request.member /credential",
                "request.member /value",
                "request.member /reason",
            ],
        ),
        (
            "status_publish",
            json!({"lists": ["1"], "suite": "eddsa"}),
            vec![
                "request.member /store",
                "request.member /key",
                "request.member /folder",
                "request.member /lists",
                "request.member /suite",
            ],
        ),
        ("check", json!({"document": OFFER, "country": "ZZ"}), vec!["request.member /country"]),
        ("check", json!({"document": OFFER, "profiles": "zz"}), vec!["request.member /profiles"]),
        (
            "stack_evaluate",
            json!({"credentials": "none", "ledger": [{"issuer": "i"}]}),
            vec!["request.member /pathway", "request.member /credentials", "request.member /ledger"],
        ),
        ("stack_explain", json!({}), vec!["request.member /pathway"]),
        (
            "stack_explain",
            json!({"pathway": {"version": 1}, "tables": ["level\teqf\n", 7]}),
            vec![
                "request.member /tables/0",
                "request.member /tables/1",
                "ec.form /pathway/id",
                "ec.form /pathway/version",
                "ec.form /pathway/award",
            ],
        ),
        (
            "stack_evaluate",
            json!({"pathway": PATHWAY, "credentials": [], "country": 7, "profiles": [{"id": "x"}, 7]}),
            vec![
                "request.member /country",
                "ec.form /profiles/0/title",
                "ec.form /profiles/0/status",
                "ec.form /profiles/0/confidence",
                "ec.form /profiles/0/source",
                "ec.form /profiles/0/rules",
                "request.member /profiles",
            ],
        ),
        ("levels_convert", json!({"country": "IE", "level": "11"}), vec!["request.member /level"]),
        ("levels_convert", json!({"country": "ZZ", "level": "1"}), vec!["request.member /country"]),
        ("levels_convert", json!({"country": "EQF", "level": "9"}), vec!["request.member /level"]),
        ("levels_convert", json!({"country": "GB", "level": "99"}), vec!["request.member /level"]),
        ("levels_convert", json!({"country": "I", "level": "1"}), vec!["request.member /country"]),
        ("levels_convert", json!({"country": "IE", "level": "8", "to": "ZZ"}), vec!["request.member /to"]),
    ] {
        assert_eq!(refused(name, &request), places, "{name}");
    }
    // Where a schema can say the same, it does.
    assert!(!schema("keygen").is_valid(&json!({"type": "rsa"})));
    assert!(!schema("issue").is_valid(&json!({"document": "{}"})));
    assert!(!schema("verify").is_valid(&json!({"document": "{}", "resources": []})));
    assert!(!schema("derive").is_valid(&json!({"document": "{}", "challenge": "n"})));
    assert!(!schema("present").is_valid(&json!({"credentials": [], "key": "{}", "challenge": "n"})));
    assert!(!schema("check").is_valid(&json!({"document": "{}", "strict": true})));
    let change = |more: Value| {
        let mut request = json!({"store": "s", "reason": "r"});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        schema("status_change").is_valid(&request)
    };
    assert!(change(json!({"credential": "c", "issuer": "i", "change": "revoke"})));
    assert!(change(json!({"list": 1, "index": 0, "change": "message", "value": 2})));
    assert!(!change(json!({"credential": "c", "index": 1, "change": "revoke"})));
    assert!(!change(json!({"credential": "c", "change": "revoke", "value": 1})));
    assert!(!change(json!({"credential": "c", "change": "message"})));
    assert_eq!(refused("frobnicate", &json!({})), ["request.operation "]);
    for text in ["", "{", "[]", "7", r#"{"document":"{}","document":"{}"}"#] {
        let error = ops::call("check", text, &Environment::system()).unwrap_err();
        assert_eq!(error.kind(), "request", "{text}");
    }
}

#[test]
fn a_refused_document_is_told_from_a_bad_request() {
    let key = key(None);
    let error = call("issue", &json!({"document": {"learner": {"name": "Ana Silva"}}, "key": key["privateKeyJwk"]}))
        .unwrap_err();
    let told: Value = serde_json::from_str(&error.to_json().to_string()).unwrap();
    assert_eq!((&told["type"], &told["kind"]), (&json!("OperationError"), &json!("refused")));
    assert!(
        told["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|finding| finding["pointer"] == "/offer" || finding["pointer"] == "/issued")
    );
    assert!(!told.to_string().contains("Ana") && !format!("{error} {error:?}").contains("Ana"));

    let failing = Environment::system().with_entropy(|_| Err(microcred::env::EntropyError::default()));
    assert_eq!(ops::call("keygen", "{}", &failing).unwrap_err().kind(), "failed");
}

#[test]
fn the_table_of_the_manual_lists_the_operations() {
    let manual = include_str!("../src/ops/mod.rs");
    for (name, schema) in ops::operations() {
        assert!(manual.contains(&format!("//! | `{name}` |")), "{name}");
        let schema: Value = serde_json::from_str(schema).unwrap();
        assert!(ops::responses().any(|(own, _)| own == name));
        assert!(schema["$id"].as_str().unwrap().ends_with(&format!("/{name}.schema.json")));
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

#[cfg(feature = "batch")]
#[test]
fn a_cohort_is_issued_and_verified() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("operations-batch");
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("roster.csv"), "name,nickname,grade\nAna Silva,A,Pass\nEva Costa,E,Great\n").unwrap();
    let offer: Value = serde_json::from_str(include_str!("../examples/data/offer.json")).unwrap();
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

#[test]
fn credentials_are_stacked_and_awarded() {
    let [provider, college] = [key(None), key(None)];
    let pathway: Value = serde_json::from_str(PATHWAY).unwrap();
    let badges: Vec<Value> = (0..4)
        .map(|number| {
            let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
            document["offer"]["id"] = format!("https://vet.example/offers/{number}").into();
            document["offer"]["workload"] = json!({"ects": "10"});
            let level = if number == 3 { "6" } else { "9" };
            document["offer"]["level"] = json!({"nqf": [{"country": "IE", "framework": "NFQ", "level": level}]});
            let request = json!({"document": document, "key": provider["privateKeyJwk"], "carrier": "extended"});
            call("issue", &request).unwrap()["credential"].clone()
        })
        .collect();
    let explained = call("stack_explain", &allowed("stack_explain", json!({"pathway": pathway}))).unwrap();
    assert!(explained["summary"].as_str().unwrap().contains("exactly 30 ECTS in all"));

    let ask =
        |credentials: &[Value]| allowed("stack_evaluate", json!({"pathway": pathway, "credentials": credentials}));
    let part = call("stack_evaluate", &ask(&[badges[0].clone(), badges[3].clone(), json!("nonsense")])).unwrap();
    assert_eq!(part["evaluation"]["complete"], false);
    assert_eq!(part["evaluation"]["unused"][0]["reasons"][0]["by"], "groups");
    assert_eq!(part["refused"][0]["pointer"], "/credentials/2");
    let step = "2 credentials from group “Special-purpose awards”, together 20 ECTS";
    assert_eq!(part["evaluation"]["way"][0]["words"], step);

    let request = |credentials: &[Value]| {
        let mut request = ask(credentials);
        request["key"] = college["privateKeyJwk"].clone();
        request["bundle"] = true.into();
        allowed("stack_award", request)
    };
    let Err(Error::Refused(findings)) = call("stack_award", &request(&badges[..2])) else { panic!("not complete") };
    assert_eq!(findings.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>(), ["stack.incomplete"]);
    let awarded = call("stack_award", &request(&badges)).unwrap();
    assert_eq!((&awarded["evaluation"]["complete"], awarded["ledger"].as_array().unwrap().len()), (&json!(true), 3));
    let verified = call("verify", &json!({"document": awarded["credential"]})).unwrap();
    assert_eq!(verified["outcome"], "valid");

    assert_eq!(awarded["bundle"]["kind"], "record");
    let record = call("verify", &json!({"document": awarded["bundle"]["document"]})).unwrap();
    assert_eq!(
        (&record["outcome"], record["children"].as_array().map(Vec::len)),
        (&json!("valid"), Some(4)),
        "{record}"
    );

    let mut again = ask(&badges);
    again["ledger"] = awarded["ledger"].clone();
    let again = call("stack_evaluate", &allowed("stack_evaluate", again)).unwrap();
    assert_eq!(again["evaluation"]["credits"], "0", "each was counted already");
}

/// One organisation that issues the parts and the award is one in the record of both, whatever it says of itself; and where it does
/// not say the same everywhere, there is a presentation instead, with the reason.
#[test]
fn an_organisation_bundles_its_own() {
    let own = key(None);
    let id = own["verificationMethod"].as_str().unwrap().split('#').next().unwrap();
    let mut pathway: Value = serde_json::from_str(PATHWAY).unwrap();
    pathway["award"]["awardingBodies"] = json!([{"id": id, "name": "Example College", "country": "IE"}]);
    let part = |number: u8, name: &str| {
        let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
        document["offer"]["id"] = format!("https://vet.example/offers/{number}").into();
        document["offer"]["awardingBodies"] = json!([{"id": id, "name": name, "country": "IE"}]);
        document["offer"].as_object_mut().unwrap().remove("issuerLocations");
        document["offer"]["workload"] = json!({"ects": "10"});
        document["offer"]["level"] = json!({"nqf": [{"country": "IE", "framework": "NFQ", "level": "9"}]});
        let request = json!({"document": document, "key": own["privateKeyJwk"], "carrier": "extended"});
        call("issue", &request).unwrap()["credential"].clone()
    };
    let bundled = |parts: [Value; 3]| {
        let request = json!({"pathway": pathway, "credentials": parts, "key": own["privateKeyJwk"], "bundle": true});
        call("stack_award", &request).unwrap()["bundle"].clone()
    };
    let record = bundled([1, 2, 3].map(|number| part(number, "Example College")));
    assert_eq!(record["kind"], "record", "{}", record["because"]);
    assert_eq!(call("verify", &json!({"document": record["document"]})).unwrap()["outcome"], "valid");

    let renamed = [part(1, "Example College"), part(2, "Example College"), part(3, "Example Institute")];
    let presented = bundled(renamed);
    assert_eq!(presented["kind"], "presentation");
    let because = presented["because"].as_array().unwrap();
    assert_eq!((because.len(), &because[0]["pointer"]), (1, &json!("/credentials/2")), "{because:?}");
    assert!(because[0]["detail"].as_str().unwrap().contains("otherwise than the award does"), "{because:?}");
}

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
    assert_eq!([told("2026-11-23"), told("2026-11-24")], [false, true]);
}

/// A micro-credential that is signed with warnings, and what stands in the way of signing it.
fn doubtful() -> Value {
    let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    document["issued"] = "2026-12-24".into();
    document["offer"]["workload"] = json!({"ects": "3", "hours": 900});
    document["offer"]["level"] = json!({"eqf": 6, "nqf": [{"country": "IE", "framework": "NFQ", "level": "9"}]});
    document
}

const DOUBTS: [&str; 3] = ["ec.workload.implausible", "ec.level.disagrees", "ec.date.future"];

fn codes(findings: &Value) -> Vec<&str> {
    findings.as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
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

/// An unsigned badge of the example.
fn unsigned(key: &Value) -> Value {
    let issued = call("issue", &json!({"document": MICRO_CREDENTIAL, "key": key})).unwrap();
    let mut badge: Value = serde_json::from_str(issued["credential"].as_str().unwrap()).unwrap();
    badge.as_object_mut().unwrap().remove("proof");
    badge
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

/// A result that says that nothing was achieved yet is told when the badge is signed, and whenever it is looked at.
#[test]
fn an_unfinished_result_is_told() {
    let key = key(None)["privateKeyJwk"].clone();
    let mut badge = unsigned(&key);
    badge["credentialSubject"]["result"][0]["status"] = "Failed".into();
    let issued = call("issue", &json!({"document": badge, "key": key})).unwrap();
    assert!(codes(&issued["findings"]).contains(&"model.result.unfinished"), "{issued}");
    let signed = &issued["credential"];
    let report = call("verify", &json!({"document": signed})).unwrap();
    assert!(report.to_string().contains("model.result.unfinished"), "{report}");
    let pathway: Value = serde_json::from_str(PATHWAY).unwrap();
    let evaluated = call("stack_evaluate", &json!({"pathway": pathway, "credentials": [signed]})).unwrap();
    assert!(evaluated.to_string().contains("ec.result.not_achieved"), "{evaluated}");
    let Err(Error::Refused(findings)) = call("render", &json!({"document": signed, "view": "certificate"})) else {
        panic!();
    };
    assert!(findings.iter().any(|found| found.code.as_str() == "ec.result.not_achieved"), "{findings}");
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

/// Verification would refuse it before the pathway is asked; the pathway's own rule lowers that for its evaluation, and nothing else.
#[test]
fn a_pathway_may_count_what_has_expired() {
    let provider = key(None);
    let mut badge: Value = serde_json::from_str(&issued(&provider)).unwrap();
    badge.as_object_mut().unwrap().remove("proof");
    badge["validUntil"] = "2026-12-31T00:00:00Z".into();
    let badge =
        call("issue", &json!({"document": badge, "key": provider["privateKeyJwk"]})).unwrap()["credential"].clone();
    let evaluated = |rule: Value| {
        let mut pathway: Value = serde_json::from_str(PATHWAY).unwrap();
        pathway.as_object_mut().unwrap().remove("groups");
        pathway["requirements"] = json!([{"id": "volume", "totalCredits": {"atLeast": "2"}}, rule]);
        let request = json!({"pathway": pathway, "credentials": [badge], "now": "2027-06-01T00:00:00Z"});
        let evaluated = call("stack_evaluate", &allowed("stack_evaluate", request)).unwrap();
        (evaluated["evaluation"]["complete"].clone(), evaluated["refused"].as_array().unwrap().len())
    };
    assert_eq!(evaluated(json!({"id": "valid", "stillValid": {"expired": "counts"}})), (json!(true), 0));
    assert_eq!(evaluated(json!({"id": "valid", "stillValid": {"expired": "refused"}})), (json!(false), 1));
}

/// Between the look at the ledger and the commit somebody else counts one of the credentials: nothing is awarded.
#[test]
fn an_award_that_another_one_overtakes_is_refused() {
    struct Overtaken(MemoryLedger);
    impl Ledger for Overtaken {
        fn view(&self, keys: &[CredentialKey]) -> Result<LedgerView, LedgerError> {
            let seen = self.0.view(keys)?;
            let other = Use::new("urn:x:other", "https://elsewhere.example/pathways/1", "2026-11-23".parse().unwrap());
            self.0.commit(&seen, &keys[..1], &other)?;
            Ok(seen)
        }

        fn commit(&self, seen: &LedgerView, keys: &[CredentialKey], used: &Use) -> Result<(), LedgerError> {
            self.0.commit(seen, keys, used)
        }
    }
    let [provider, college] = [key(None), key(None)];
    let badges = (0..3).map(|number| {
        let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
        document["offer"]["id"] = format!("https://vet.example/offers/{number}").into();
        document["offer"]["workload"] = json!({"ects": "10"});
        document["offer"]["level"] = json!({"eqf": 7});
        let request = json!({"document": document, "key": provider["privateKeyJwk"], "carrier": "extended"});
        call("issue", &request).unwrap()["credential"].as_str().unwrap().as_bytes().to_vec()
    });
    let mut evaluate = StackEvaluate::new(StackEvaluate::pathway(PATHWAY).unwrap(), badges.collect());
    let ledger = Arc::new(Overtaken(MemoryLedger::new()));
    evaluate.now = Some("2026-11-23T11:00:00Z".parse().unwrap());
    let evaluate = evaluate.with_ledger(ledger.clone());
    let award = StackAward::new(evaluate, KeyFile::parse(&college["privateKeyJwk"].to_string()).unwrap());
    let Err(Error::Refused(findings)) = award.run(&Environment::system()) else { panic!("it was overtaken") };
    let told: Vec<_> = findings.iter().map(|finding| (finding.code.as_str(), finding.detail.as_str())).collect();
    let detail = "since it was looked at, one of the credentials was counted towards urn:x:other; evaluate again";
    assert_eq!(told, [("stack.ledger_changed", detail)]);
}

/// Levels and credits that only a table of one's own knows, and a profile of one's own, reach an evaluation and an award.
#[test]
fn tables_and_profiles_of_ones_own_reach_an_award() {
    let [provider, college] = [key(None), key(None)];
    let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    document["offer"]["workload"] = json!({"credits": [{"system": "credit hours", "points": "5"}]});
    document["offer"]["level"] = json!({"nqf": [{"country": "NZ", "framework": "NZQCF", "level": "7"}]});
    let request = json!({"document": document, "key": provider["privateKeyJwk"], "carrier": "extended"});
    let badge = call("issue", &request).unwrap()["credential"].clone();
    let mut pathway: Value = serde_json::from_str(PATHWAY).unwrap();
    let level = json!({"country": "NL", "framework": "NLQF", "level": "Entry"});
    pathway["credits"] = json!({"convert": ["US"]});
    pathway["groups"] = json!([]);
    pathway["requirements"] = json!([
        {"id": "volume", "totalCredits": {"atLeast": "10"}},
        {"id": "level", "credits": {"of": {"level": {"atLeast": level}}, "atLeast": "10"}},
    ]);
    let levels = "country\tframework\tlevel\teqf\tconfidence\tsource\nNZ\tNZQCF\t7\t6\tmedium\tx\nNL\tNLQF\tEntry\t1\tlow\tours\n";
    let systems =
        "code\tlabel\tnames\tnumerator\tdenominator\tconfidence\tsource\nUS\tcredit hours\t\t2\t1\tmedium\tx\n";
    let faculty = json!({
        "id": "faculty", "title": "Faculty of ours", "status": "house rule", "confidence": "high", "source": "the handbook",
        "rules": [{"states": "workload.ects", "because": "we say so"}],
    });
    let mut request = json!({"pathway": pathway, "credentials": [badge]});
    assert_eq!(
        refused("stack_evaluate", &request),
        ["pathway.bounds /pathway/credits/convert/0", "ec.level.range /pathway/requirements/1/credits/of/level"]
    );
    request["tables"] = json!([levels, systems]);
    request["profiles"] = json!([faculty]);
    request["country"] = "NL".into();
    let request = allowed("stack_evaluate", request);
    let evaluated = call("stack_evaluate", &request).unwrap();
    assert_eq!(evaluated["evaluation"]["complete"], true, "{evaluated}");
    assert_eq!(evaluated["evaluation"]["counted"][0]["conversion"], "5 US × 2 = 10 ECTS");
    let told: Vec<_> =
        evaluated["profiles"].as_array().unwrap().iter().map(|own| (&own["pointer"], &own["profile"])).collect();
    let [part, award] = [json!("/credentials/0"), json!("/pathway/award")];
    assert_eq!(
        told,
        [(&part, &json!("faculty")), (&award, &json!("nl-higher-education")), (&award, &json!("faculty"))]
    );
    assert_eq!(evaluated["profiles"][0]["findings"][0]["code"], "profile.missing");

    let mut request = request;
    request["key"] = college["privateKeyJwk"].clone();
    let awarded = call("stack_award", &allowed("stack_award", request)).unwrap();
    assert_eq!(
        (&awarded["evaluation"]["complete"], &awarded["profiles"][0]["profile"]),
        (&json!(true), &json!("faculty"))
    );
    // The award of the pathway is of 30 ECTS, and it asks for 10.
    let noticed = &awarded["findings"][0];
    assert_eq!((&noticed["code"], &noticed["pointer"]), (&json!("stack.sum"), &json!("/pathway/award/workload")));
    assert_eq!((&noticed["severity"], awarded["findings"].as_array().unwrap().len()), (&json!("warning"), 1));
}

#[test]
fn levels_and_profiles_are_looked_up() {
    let request = allowed("levels_convert", json!({"country": "IE", "level": "8", "to": "SI"}));
    let converted = call("levels_convert", &request).unwrap();
    assert_eq!((&converted["levels"][0]["eqf"], &converted["levels"][0]["confidence"]), (&json!(6), &json!("high")));
    assert_eq!(converted["levels"][0]["same"], json!([{"country": "SI", "framework": "SQF/SOK", "level": "7"}]));
    let unplaced = call("levels_convert", &json!({"country": "NL", "level": "Entry"})).unwrap();
    assert_eq!((unplaced["levels"][0].get("eqf"), &unplaced["levels"][0]["same"]), (None, &json!([])));
    let designed = call("levels_convert", &json!({"country": "BA", "level": "7"})).unwrap();
    assert_eq!((&designed["levels"][0]["eqf"], &designed["levels"][0]["referenced"]), (&json!(7), &json!(false)));
    let names = |of: &Value| {
        let levels = of.as_array().unwrap().iter();
        levels.map(|level| level["country"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&designed["levels"][0]["designed"]), ["BE-DE", "GE", "MD", "UA"]);
    assert!(!names(&designed["levels"][0]["same"]).iter().any(|country| country == "UA"), "{designed}");

    // Who asks for a country that is not there is told what to write.
    for (request, told) in [
        (json!({"country": "IE", "level": "8", "to": "ZZ"}), "write AL or AT or BA or BE-DE or"),
        (json!({"country": "IE", "level": "8", "to": "gr"}), "write EL (HQF)"),
        (
            json!({"country": "IE", "level": "8", "to": "GB-XX"}),
            "write UK-ENG-NIR (RQF) or UK-SCT (SCQF) or UK-WLS (CQFW)",
        ),
        (json!({"country": "uk", "level": "8"}), "write UK-ENG-NIR (RQF) or UK-SCT (SCQF) or UK-WLS (CQFW)"),
        (
            json!({"country": "GB", "level": "13"}),
            "SCQF (UK-SCT) has 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12; CQFW (UK-WLS) has",
        ),
        (json!({"country": "GR", "level": "9"}), "HQF (EL) has 1, 2, 3, 4, 5, 6, 7, 8"),
    ] {
        let error = call("levels_convert", &request).unwrap_err().to_string();
        assert!(error.contains(told), "{request}: {error}");
    }
    let same = |to: &str| {
        let request = json!({"country": "IE", "level": "8", "to": to});
        call("levels_convert", &request).unwrap()["levels"][0]["same"].as_array().unwrap().len()
    };
    assert_eq!([same("GB"), same("GB-SCT"), same("UK-NIR"), same("GR"), same("EQF")], [4, 2, 1, 1, 0]);
    let mut none = LevelsConvert::new("SE", "1");
    none.to = Some("NO".into());
    let shown = none.run(&Environment::system()).unwrap().to_string();
    assert!(shown.contains("nothing else of NO is EQF Level 1"), "{shown}");

    let table = "country\tframework\tlevel\teqf\tconfidence\tsource\nNZ\tNZQCF\t7\t6\tmedium\tcomparison 2016\n";
    let own = json!({"country": "NZ", "level": "7", "tables": [table]});
    assert_eq!(call("levels_convert", &allowed("levels_convert", own)).unwrap()["levels"][0]["eqf"], 6);
    let faculty = json!({
        "id": "faculty", "title": "Faculty of ours", "status": "house rule", "confidence": "high", "source": "the handbook",
        "rules": [{"states": "workload.ects", "because": "we say so"}],
    });
    for profiles in [faculty.clone(), json!([faculty.to_string(), "eu-2022"])] {
        let checked = call("check", &allowed("check", json!({"document": OFFER, "profiles": profiles}))).unwrap();
        assert_eq!(
            (&checked["profiles"][0], &checked["findings"][0]["code"]),
            (&json!("faculty"), &json!("profile.missing"))
        );
    }
    let mut year: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    year["issued"] = "2025-06-01".into();
    let checked = call("check", &json!({"document": year, "country": "SI"})).unwrap();
    assert_eq!(checked["profiles"], json!(["si-higher-education (perhaps in force)"]));

    let mut small: Value = serde_json::from_str(OFFER).unwrap();
    small["workload"] = json!({"credits": [{"system": "EAP", "points": "2"}]});
    let checked = call("check", &allowed("check", json!({"document": small, "country": "EE"}))).unwrap();
    assert_eq!((&checked["profiles"], &checked["passed"]), (&json!(["ee-micro-qualification"]), &json!(true)));
    let codes: Vec<_> = checked["findings"].as_array().unwrap().iter().map(|finding| finding["code"].clone()).collect();
    assert_eq!(codes, ["profile.volume"], "it has five at least");

    // A country is asked for all the same where it has no profile, and one that is named as well is told once.
    let checked = call("check", &allowed("check", json!({"document": OFFER, "country": "DE"}))).unwrap();
    let told = &checked["findings"][0];
    assert_eq!((&told["code"], &checked["passed"]), (&json!("profile.none_applies"), &json!(true)));
    assert!(told["detail"].as_str().unwrap().contains("there is no profile of DE"), "{told}");
    let mut german = faculty;
    german["country"] = "DE".into();
    let checked = call("check", &json!({"document": OFFER, "country": "DE", "profiles": german})).unwrap();
    assert_eq!((&checked["profiles"], checked["findings"].as_array().unwrap().len()), (&json!(["faculty"]), 1));
    // However a country is written, it is that one.
    for (country, meant) in [("ie", "IE"), ("EL", "GR"), ("el", "GR"), ("UK", "GB"), ("eu", "EU")] {
        let of = |country: &str| call("check", &json!({"document": OFFER, "country": country})).unwrap();
        assert_eq!(of(country), of(meant), "{country}");
    }
    let request = json!({"document": OFFER, "country": "zz"});
    assert!(
        call("check", &request).unwrap_err().to_string().contains("“ZZ” is none; write EU, or two capital letters")
    );
}

/// What a badge says that is no element of Annex I, or that nobody here reads, is named where it is shown and where it is lost.
#[test]
fn what_a_badge_says_beyond_the_elements_is_told() {
    let badge = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:9f1c7a52-0d0e-4d0c-8a53-6c3e2d6b1a01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Data Science", "validFrom": "2026-01-12T00:00:00Z", "validUntil": "2031-01-12T00:00:00Z",
        "issuer": {"id": "https://school.example/", "type": ["Profile"], "name": "School", "email": "office@school.example"},
        "credentialSubject": [{
            "id": "urn:uuid:754208fc-d60e-4977-897f-54f58ed54707", "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://school.example/data", "type": ["Achievement"], "name": "Data Science",
                "description": "The fundamentals.", "criteria": {"narrative": "Pass the assessments with 80%."},
                "tag": ["data"], "creditsAvailable": 5, "inLanguage": "en",
                "alignment": [{
                    "type": ["Alignment"], "targetName": "Analyse test data",
                    "targetUrl": "http://data.europa.eu/esco/skill/81a2db2c-7e55-44d0-9cd9-74c25147d7cd",
                }],
            },
        }],
    });
    let pointers = |answer: &Value| -> Vec<String> {
        let losses = answer["losses"].as_array().unwrap();
        losses.iter().map(|loss| loss["pointer"].as_str().unwrap().to_owned()).collect()
    };
    let beyond = [
        "/validUntil",
        "/issuer/email",
        "/credentialSubject/achievement/criteria",
        "/credentialSubject/achievement/tag",
        "/credentialSubject/achievement/creditsAvailable",
    ];
    let seen = call("inspect", &allowed("inspect", json!({"document": badge}))).unwrap();
    let sorted = |mut places: Vec<String>| {
        places.sort();
        places
    };
    let beyond = sorted(beyond.map(str::to_owned).to_vec());
    assert_eq!(sorted(pointers(&seen)), beyond);
    let converted = json!({"document": badge, "to": "microcredential"});
    assert_eq!(sorted(pointers(&call("convert", &allowed("convert", converted)).unwrap())), beyond);
    let stays = call("convert", &allowed("convert", json!({"document": badge, "to": "ob3"}))).unwrap();
    assert!(pointers(&stays).is_empty());
    // Elements may well stand in a narrative: it is not that there is no place for them.
    let reason = |pointer: &str| {
        let losses = seen["losses"].as_array().unwrap();
        losses.iter().find(|loss| loss["pointer"] == pointer).unwrap()["reason"].as_str().unwrap().to_owned()
    };
    assert!(reason("/credentialSubject/achievement/criteria").contains("narrative for people"));
    assert!(reason("/credentialSubject/achievement/tag").contains("have no place for it"));

    // What the extended carrier repeats in terms of Open Badges is nothing beyond.
    let own: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let request = json!({"document": own, "to": "ob3", "carrier": "extended", "issuer": "did:web:vet.example"});
    let carried = call("convert", &allowed("convert", request)).unwrap();
    let seen = call("inspect", &json!({"document": carried["document"]})).unwrap();
    // Who issued it is not: the awarding body has another id.
    assert_eq!(pointers(&seen), ["/issuer/id", "/issuer/name"]);
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

/// To Europass and back: what is made says what it was made from, what is lost and what was made up, and is verified by nobody.
#[test]
fn european_digital_credentials_are_converted_and_inspected() {
    let own: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let there = call("convert", &allowed("convert", json!({"document": own, "to": "elm"}))).unwrap();
    assert_eq!((&there["verified"], &there["madeFrom"]["format"]), (&json!(false), &json!("microcredential")));
    let document = &there["document"];
    assert_eq!(document["type"], json!(["VerifiableCredential", "EuropeanDigitalCredential"]));
    assert!(there["synthesised"].as_array().unwrap().iter().any(|part| part["pointer"] == "/issuer/eIDASIdentifier"));
    assert!(there["losses"].as_array().unwrap().iter().any(|loss| loss["pointer"] == "/offer/gradingScheme/minimum"));
    let image = &document["displayParameter"]["individualDisplay"][0]["displayDetail"][0]["image"];
    assert_eq!(image["contentType"]["prefLabel"]["en"], "SVG", "the badge image of the library");

    let back = call("convert", &allowed("convert", json!({"document": document, "to": "microcredential"}))).unwrap();
    assert_eq!((&back["verified"], &back["madeFrom"]["format"]), (&json!(false), &json!("elm")));
    assert_eq!(back["document"]["offer"]["title"], own["offer"]["title"]);
    assert!(back["gaps"].as_array().unwrap().is_empty());
    let badge =
        call("convert", &allowed("convert", json!({"document": document, "from": "elm", "to": "ob3"}))).unwrap();
    assert_eq!(badge["document"]["credentialSubject"]["achievement"]["humanCode"], own["offer"]["code"]);
    let again = call(
        "convert",
        &allowed("convert", json!({"document": badge["document"], "to": "elm", "issuer": "did:web:vet.example"})),
    );
    assert_eq!(again.unwrap()["document"]["issuer"]["id"], "did:web:vet.example");

    let seen = call("inspect", &allowed("inspect", json!({"document": document}))).unwrap();
    assert_eq!((&seen["verified"], &seen["format"], &seen["complete"]), (&json!(false), &json!("elm"), &json!(true)));
    assert_eq!(seen["findings"][0]["code"], "elm.seal.none");
    assert!(!seen["losses"].as_array().unwrap().is_empty());

    // A seal that cannot be checked is shown as what it is.
    let sealed = json!({"payload": document.to_string(), "signatures": [{"protected": "eyJiNjQiOmZhbHNlfQ", "signature": "AA"}]});
    let seen = call("inspect", &allowed("inspect", json!({"document": sealed}))).unwrap();
    assert_eq!(seen["seals"][0]["state"], "not checked");
    let made = call("convert", &json!({"document": sealed, "to": "microcredential"})).unwrap();
    assert_eq!(
        made["madeFrom"]["seals"][0]["unchecked"],
        "the chain of certificates, timestamps and revocation were not checked"
    );

    // What lacks an element is shown, and not made into what would claim it.
    let mut defective = document.clone();
    defective["credentialSubject"]["hasClaim"][0]["specifiedBy"].as_object_mut().unwrap().remove("accreditation");
    let shown = call("convert", &json!({"document": defective, "to": "microcredential"})).unwrap();
    assert_eq!(shown["gaps"][0]["pointer"], "/offer/qualityAssurance");
    assert!(matches!(call("convert", &json!({"document": defective, "to": "ob3"})), Err(Error::Refused(_))));
}

/// Of a European Digital Credential, `check` says what is found in reading it.
#[test]
fn european_digital_credentials_are_checked() {
    let own: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let document = call("convert", &json!({"document": own, "to": "elm"})).unwrap()["document"].take();
    let checked = |document: &Value, country: &str| {
        call("check", &allowed("check", json!({"document": document, "country": country}))).unwrap()
    };
    let codes = |checked: &Value| -> Vec<(String, String)> {
        let text = |own: &Value| own.as_str().unwrap().to_owned();
        let findings = checked["findings"].as_array().unwrap().iter();
        findings.map(|own| (text(&own["code"]), text(&own["pointer"]))).collect()
    };
    let found = checked(&document, "IE");
    assert_eq!((&found["kind"], &found["passed"]), (&json!("european-digital-credential"), &json!(true)), "{found}");
    assert_eq!(codes(&found)[0].0, "elm.seal.none");
    assert!(!found["profiles"].as_array().unwrap().is_empty(), "{found}");

    let mut defective = document.clone();
    defective["credentialSubject"]["hasClaim"][0]["specifiedBy"].as_object_mut().unwrap().remove("accreditation");
    let found = checked(&defective, "IE");
    assert!(codes(&found).iter().any(|(code, _)| code == "elm.missing"), "{found}");
    assert!(codes(&found).contains(&("profile.none_applies".to_owned(), String::new())), "{found}");

    let sealed = |signature: &str| json!({"payload": document.to_string(), "signatures": [{"protected": "eyJiNjQiOmZhbHNlfQ", "signature": signature}]});
    let found = checked(&sealed("AA"), "IE");
    assert_eq!(found["kind"], "european-digital-credential");
    assert!(codes(&found).iter().any(|(code, _)| code == "elm.seal.unreadable"), "{found}");

    // A badge is one under whatever context it stands, as for whoever issues it.
    let mut badge = call("convert", &json!({"document": document, "to": "ob3"})).unwrap()["document"].take();
    badge["@context"].as_array_mut().unwrap().push(json!("http://data.europa.eu/snb/model/context/edc-ap"));
    let found = checked(&badge, "IE");
    assert_eq!((&found["kind"], &found["passed"]), (&json!("badge"), &json!(false)), "{found}");

    let drawn = call("render", &json!({"document": document, "view": "badge-image", "format": "svg"})).unwrap();
    assert!(drawn["content"].as_str().unwrap().contains("<svg"), "{drawn}");
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
