//! Badges are verified and looked at, with what the host has at hand.

use crate::desk::{Desk, keygen, pointing, without};
use crate::{MICRO_CREDENTIAL, OFFER};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn a_badge_lives() {
    let desk = Desk::with_badge("life");
    desk.run(&["verify", "badge.json"]).ends(0).says("VALID").says("issuer_bound");
    desk.run(&["inspect", "badge.json"])
        .ends(0)
        .says("NOT VERIFIED")
        .says("Ana Silva")
        .says("2 ECTS")
        .says("EQF Level 4")
        .says("GS-101");
    desk.run(&["check", "badge.json"]).ends(0).says("PASSED");
    assert_eq!(desk.files(), ["badge.json", "key.json"], "nothing half-written is left behind");
}

#[test]
fn a_badge_travels_in_an_image() {
    let desk = Desk::with_badge("image");
    desk.write("plain.svg", r#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><path d="M0 0h9"/></svg>"#);
    desk.run(&["bake", "badge.json", "--template", "plain.svg", "--out", "badge.svg"]).ends(0).complains("onload");
    desk.run(&["verify", "badge.svg"]).ends(0).says("VALID");
    desk.run(&["inspect", "badge.svg"]).ends(0).says("Ana Silva");
    desk.run(&["unbake", "badge.svg", "--out", "again.json"]).ends(0);
    assert_eq!(desk.read("again.json").trim_end(), desk.read("badge.json").trim_end());
    desk.run(&["bake", "badge.json", "--template", "badge.svg"]).ends(1).complains("container.already_baked");
    desk.run(&["bake", "badge.json", "--template", "badge.svg", "--replace", "--out", "badge.svg", "--force"]).ends(0);
    desk.run(&["unbake", "plain.svg"]).ends(1).complains("container.empty");
    desk.run(&["bake", "badge.json", "--out", "drawn.svg"]).ends(0);
    desk.run(&["verify", "drawn.svg"]).ends(0);
}

#[test]
fn a_badge_is_looked_at() {
    let desk = Desk::with_badge("look");
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--carrier", "extended", "--out", "whole.json"]).ends(0);
    desk.run(&["render", "whole.json", "--lang", "pt", "--out", "page.html"]).ends(0);
    assert!(desk.read("page.html").contains("Competências verdes"));
    desk.run(&["render", OFFER, "--view", "badge-image"]).ends(0).says("<svg");
    desk.run(&["verify", "whole.json", "--format", "html"]).ends(0).says("<h1 class=\"valid\">");
    desk.run(&["verify", "whole.json", "--format", "junit"]).ends(0).says("<testsuite");
    desk.run(&["verify", "whole.json", "--format", "vc-api"]).ends(0).says("\"verified\": true");
    desk.run(&["render", OFFER, "--format", "svg"]).ends(0).says("<svg");
    desk.run(&["render", "whole.json", "--view", "report", "--format", "svg"]).ends(64).complains("/format");
    desk.run(&["verify", "whole.json"]).ends(0).says("VALID — ");
    desk.run(&["verify", "whole.json", "--colour", "always"]).ends(0).says("\u{1b}[1;32mVALID\u{1b}[0m");
    desk.run(&["render", "whole.json", "--lang", "tlh"]).ends(64).complains("there are words in en");
    let forged = desk.read("whole.json").replace("Green skills", "Greener skills");
    desk.write("forged.json", forged);
    desk.run(&["render", "forged.json"]).ends(1).complains("proof.signature.invalid");
}

#[test]
fn whatever_is_changed_is_refused() {
    let desk = Desk::with_badge("tampered");
    let badge = desk.read("badge.json");
    for (name, from, to) in [
        ("grade", r#""17""#, r#""18""#),
        ("learner", "Ana Silva", "Ana Sousa"),
        ("credits", r#""creditsAvailable":2"#, r#""creditsAvailable":20"#),
        ("level", "http://data.europa.eu/snb/eqf/4", "http://data.europa.eu/snb/eqf/7"),
    ] {
        let changed = badge.replace(from, to);
        assert_ne!(changed, badge, "{name}");
        desk.write("changed.json", changed);
        let run = desk.run(&["verify", "changed.json"]).ends(1).says("proof.signature.invalid");
        assert!(!run.stdout().contains("Ana"), "{name}");
    }
    desk.write("stripped.json", serde_json::to_string(&without(&badge, "proof")).unwrap());
    desk.run(&["verify", "stripped.json"]).ends(1).says("proof.missing");
}

#[test]
fn reports_are_json_when_asked() {
    let desk = Desk::with_badge("json");
    let report = desk.run(&["verify", "badge.json", "--format", "json"]).ends(0).json();
    assert_eq!((&report["outcome"], &report["trust"]), (&"valid".into(), &"issuer_bound".into()));
    assert_eq!(report["verified"]["credentialSubject"]["result"][0]["value"], "17");

    desk.write("changed.json", desk.read("badge.json").replace(r#""17""#, r#""18""#));
    let report = desk.run(&["verify", "changed.json", "--format", "json"]).ends(1).json();
    assert_eq!(report["primary"]["code"], "proof.signature.invalid");
    assert!(report.get("verified").is_none(), "nothing unproven is shown as fact");

    let inspection = desk.run(&["inspect", "changed.json", "--format", "json"]).ends(0).json();
    assert_eq!((&inspection["verified"], &inspection["microCredential"]["grade"]), (&false.into(), &"18".into()));

    let checked = desk.run(&["check", OFFER, "--format", "json"]).ends(0).json();
    assert_eq!((&checked["kind"], &checked["passed"]), (&"offer".into(), &true.into()));
}

#[test]
fn standard_input_is_a_dash() {
    let desk = Desk::with_badge("stdin");
    let badge = desk.read("badge.json");
    desk.run_with(&["verify", "-"], badge.as_bytes()).ends(0);
    desk.run_with(&["inspect", "-"], badge.as_bytes()).ends(0);
    desk.run_with(&["check", "-"], badge.as_bytes()).ends(0);
    let held = fs::read(MICRO_CREDENTIAL).unwrap();
    let issued = desk.run_with(&["issue", "-", "--key", "key.json"], &held).ends(0).stdout();
    desk.run_with(&["verify", "-"], issued.as_bytes()).ends(0);
}

#[test]
fn resources_and_anchors() {
    let desk = Desk::new("anchors");
    let made = desk
        .run(&["keygen", "--out", "key.json", "--verification-method", "did:web:vet.example#key-1"])
        .ends(0)
        .stdout();
    assert!(made.contains("as https://vet.example/.well-known/did.json"), "{made}");
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "badge.json"]).ends(0);
    desk.write("did.json", &made[made.find('{').unwrap()..]);
    desk.write("anchors.json", r#"{"anchors": [{"id": "did:web:vet.example", "name": "Example VET"}]}"#);
    desk.write("others.json", r#"{"anchors": [{"id": "did:web:other.example"}]}"#);
    desk.write("broken.json", r#"{"anchors": [{"id": "other.example"}]}"#);

    desk.run(&["verify", "badge.json"]).ends(3).says("INDETERMINATE").says("proof.vm.unresolved");
    let known = "did:web:vet.example=did.json";
    desk.run(&["verify", "badge.json", "--resource", known]).ends(0).says("issuer_bound");
    desk.run(&["verify", "badge.json", "--resource", "https://vet.example/.well-known/did.json=did.json"]).ends(0);
    desk.run(&["verify", "badge.json", "--resource", known, "--anchors", "anchors.json"]).ends(0).says("trusted");
    desk.run(&["verify", "badge.json", "--resource", known, "--anchors", "others.json"])
        .ends(2)
        .says("VALID")
        .complains("trusted is required");
    desk.run(&["verify", "badge.json", "--resource", known, "--anchors", "broken.json"])
        .ends(64)
        .complains("request.member at broken.json")
        .complains("\n  /anchors/0: ");
    desk.run(&["verify", "badge.json", "--resource", "did.json"]).ends(64);
    desk.run(&["verify", "badge.json", "--resource", "did:web:vet.example=none.json"])
        .ends(64)
        .complains("file.unreadable");
}

#[test]
fn moments_recipients_and_policies() {
    let desk = Desk::with_badge("policies");
    let mut held: Value = serde_json::from_slice(&fs::read(MICRO_CREDENTIAL).unwrap()).unwrap();
    held["issued"] = "2999-06-15".into();
    desk.write("held.json", held.to_string());
    desk.run(&["issue", "held.json", "--key", "key.json", "--out", "early.json"]).ends(0);
    desk.run(&["verify", "early.json"]).ends(1).says("validity.not_yet");
    desk.run(&["verify", "early.json", "--now", "2999-06-15T12:00:00+02:00"]).ends(0);
    desk.run(&["verify", "badge.json", "--now", "1999-06-15T00:00:00Z"]).ends(1).says("validity.not_yet");
    // What no credential may say is no moment here either.
    for moment in [
        "yesterday",
        "2026-12-31T23:59:60Z",
        "2026-12-31 23:00:00Z",
        "2026-12-31T23:00:00+23:00",
        "2026-12-31t23:00:00z",
    ] {
        desk.run(&["verify", "badge.json", "--now", moment]).ends(64);
    }

    desk.run(&["verify", "badge.json", "--recipient", "Ana Silva"]).ends(0);
    // What only looks like the beginning of a URI is a name.
    desk.write("titled.json", fs::read_to_string(MICRO_CREDENTIAL).unwrap().replace("Ana Silva", "Dr: Ana Silva"));
    desk.run(&["issue", "titled.json", "--key", "key.json", "--out", "titled-badge.json"]).ends(0);
    desk.run(&["verify", "titled-badge.json", "--recipient", "Dr: Ana Silva"]).ends(0);
    desk.run(&["verify", "badge.json", "--recipient", "Rui Sousa"]).ends(1).says("subject.recipient");

    desk.run(&["verify", "badge.json", "--policy", "lenient"]).ends(0).says("lenient");
    desk.write("policy.json", r#"{"id": "ours", "effects": {"validity.not_yet": "warn"}}"#);
    desk.run(&["verify", "early.json", "--policy", "policy.json"]).ends(0).says("ours");
    desk.write("policy.json", r#"{"effects": {"validity.not_yt": "warn"}}"#);
    desk.run(&["verify", "badge.json", "--policy", "policy.json"])
        .ends(64)
        .complains("at policy.json: ")
        .complains("at /effects/validity.not_yt");
    desk.run(&["verify", "badge.json", "--policy", "loose"]).ends(64).complains("file.unreadable at loose");
}

#[test]
fn key_sets_are_resources() {
    let desk = Desk::new("key-set");
    let keys = "https://vet.example/.well-known/jwks.json";
    desk.run(&["keygen", "--type", "p256", "--out", "key.json", "--verification-method", "https://vet.example/keys/1"])
        .ends(0);
    let line =
        ["issue", MICRO_CREDENTIAL, "--key", "key.json", "--suite", "vc-jwt", "--kid", "key-1", "--out", "badge"];
    desk.run(&line).ends(0);
    let mut key: Value = serde_json::from_str(&desk.read("key.json")).unwrap();
    key.as_object_mut().unwrap().remove("d").unwrap();
    key["kid"] = "key-1".into();
    desk.write("keys.json", format!(r#"{{"keys": [{key}]}}"#));
    desk.run(&["verify", "badge"]).ends(3);
    desk.run(&["verify", "badge", "--resource", &format!("{keys}=keys.json")]).ends(0);
}

#[test]
fn dids_are_resolved() {
    let desk = Desk::new("dids");
    for kind in ["ed25519", "p256"] {
        let did = keygen(&desk, kind, &format!("{kind}.json"));
        let document = desk.run(&["did", "resolve", &did]).ends(0).json();
        assert_eq!(document["id"], did.as_str());
    }
    desk.run(&["did", "resolve", "did:web:vet.example"]).ends(1).complains("proof.vm.unresolved");
}

#[test]
fn declared_schemas_are_handed_over() {
    let desk = Desk::with_badge("schemas");
    let url = "https://vet.example/schemas/badge.json";
    let declared = serde_json::json!([{"id": url, "type": "1EdTechJsonSchemaValidator2019"}]);
    desk.write("unsigned.json", pointing(&desk, &[("credentialSchema", declared)]).to_string());
    desk.run(&["issue", "unsigned.json", "--key", "key.json", "--out", "declaring.json"]).ends(0);
    desk.run(&["verify", "declaring.json"]).ends(0).says("schema.unchecked");
    for (schema, code) in [(r#"{"required": ["issuer"]}"#, 0), (r#"{"required": ["serial"]}"#, 1)] {
        desk.write("schema.json", schema);
        let (registered, resource) = (format!("{url}=schema.json"), format!("{url}=schema.json"));
        desk.run(&["verify", "declaring.json", "--schema", &registered]).ends(code);
        desk.run(&["verify", "declaring.json", "--resource", &resource]).ends(0).says("schema.unchecked");
        desk.run(&["verify", "declaring.json", "--resource", &resource, "--fetch-schemas"]).ends(code);
    }
    desk.write("schema.json", r#"{"$ref": "file:///etc/hostname"}"#);
    let registered = format!("{url}=schema.json");
    desk.run(&["verify", "declaring.json", "--schema", &registered]).ends(64).complains("request.schema");
}

#[test]
fn a_newer_copy_is_taken_once() {
    let desk = Desk::with_badge("refresh");
    let url = "https://vet.example/refresh/1";
    let service = serde_json::json!({"id": url, "type": "1EdTechCredentialRefresh"});
    for (name, from, until) in [("old", "2024", "2025"), ("new", "2026", "2099")] {
        let dates = [("validFrom", from), ("validUntil", until)]
            .map(|(name, year)| (name, format!("{year}-01-01T00:00:00Z").into()));
        let badge = pointing(&desk, &[("refreshService", service.clone()), dates[0].clone(), dates[1].clone()]);
        desk.write("unsigned.json", badge.to_string());
        desk.run(&["issue", "unsigned.json", "--key", "key.json", "--out", &format!("{name}.json")]).ends(0);
    }
    let resource = format!("{url}=new.json");
    desk.run(&["verify", "old.json", "--resource", &resource]).ends(1).says("validity.expired");
    desk.run(&["verify", "old.json", "--resource", &resource, "--refresh"]).ends(0).says("VALID");
    desk.run(&["verify", "old.json", "--refresh"]).ends(1).says("refresh.rejected");
}

/// As the suite of the W3C for VC JSON Schema asks for it.
#[test]
fn json_schema_validate() {
    let desk = Desk::new("json-schema");
    let url = "https://vet.example/schemas/name.json";
    let credential = serde_json::json!({"credentialSubject": {"name": "Ben"}, "credentialSchema": {"id": url, "type": "JsonSchema"}});
    desk.write("credential.json", credential.to_string());
    let schema = |dialect: &str, wanted: &str| {
        serde_json::json!({"$id": url, "$schema": format!("https://json-schema.org/draft/{dialect}/schema"),
            "properties": {"credentialSubject": {"required": [wanted]}}})
    };
    for (schema, format, result, code) in [
        (schema("2020-12", "name"), "JsonSchema", "success", 0),
        (schema("2020-12", "email"), "JsonSchema", "failure", 1),
        (schema("2020-12", "name"), "JsonSchemaCredential", "failure", 1),
        (schema("unknown", "name"), "JsonSchema", "indeterminate", 3),
    ] {
        desk.write("schema.json", schema.to_string());
        let files = ["--schema", "schema.json", "--credential", "credential.json", "--output", "result.json"];
        desk.run(&[&["json-schema", "validate", "--format", format], &files[..]].concat()).ends(code);
        assert_eq!(desk.read("result.json").trim(), format!(r#"{{"result":"{result}"}}"#));
    }
}

/// What is checked may have come as `verify` and `inspect` take it, and places lead into the document itself.
#[test]
fn a_check_opens_what_a_badge_came_in() {
    let desk = Desk::with_badge("check");
    for (suite, file) in [("vc-jwt", "badge.jwt"), ("vc+jwt", "vc.jwt"), ("vc+sd-jwt", "badge.sd-jwt")] {
        desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--suite", suite, "--out", file]).ends(0);
    }
    #[cfg(feature = "cose")]
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--suite", "vc+cose", "--out", "badge.cose"]).ends(0);
    desk.run(&["bake", "badge.json", "--out", "badge.svg"]).ends(0);
    desk.run(&["bake", "badge.jwt", "--out", "token.svg"]).ends(0);
    for file in desk.files().iter().filter(|name| !name.ends_with(".json")) {
        desk.run(&["check", file]).ends(0).says("PASSED").says("checked as a badge");
    }
    let mut broken: Value = serde_json::from_str(&desk.read("badge.json")).unwrap();
    broken["credentialSubject"]["achievement"].as_object_mut().unwrap().remove("criteria");
    broken.as_object_mut().unwrap().remove("proof");
    let payload = microcred::codec::base64url::encode(broken.to_string().as_bytes());
    desk.write("broken.jwt", format!("eyJhbGciOiJFZERTQSJ9.{payload}.AAAA"));
    desk.run(&["bake", "broken.jwt", "--template", "badge.svg", "--replace", "--out", "broken.svg"]).ends(0);
    for file in ["broken.jwt", "broken.svg"] {
        desk.run(&["check", file]).ends(1).says("/credentialSubject/achievement");
    }
    desk.write("plain.svg", r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#);
    desk.run(&["check", "plain.svg"]).ends(1).complains("container.empty");
}

/// An Open Badge 2.0 is drawn as what it becomes; a certificate of it would say that somebody verified that.
#[test]
fn an_open_badge_2_is_drawn_and_not_certified() {
    let desk = Desk::new("old");
    let badge = Path::new(OFFER).with_file_name("open-badge-2.json");
    let badge = badge.to_str().unwrap();
    let drawn = desk.run(&["render", badge, "--format", "svg"]).ends(0).says("Water management");
    drawn.complains("upgraded to 3.0");
    let missing = fs::read_to_string(badge).unwrap();
    let mut missing: Value = serde_json::from_str(&missing).unwrap();
    let mut class = missing["badge"].take();
    class["@context"] = "https://w3id.org/openbadges/v2".into();
    missing["badge"] = "https://uni.example/badges/classes/water".into();
    desk.write("linked.json", missing.to_string());
    desk.write("class.json", class.to_string());
    let line = ["render", "linked.json", "--format", "svg"];
    desk.run(&line).ends(1).complains("ob2.linked.unresolved").complains("as a resource");
    let resource = ["--resource", "https://uni.example/badges/classes/water=class.json"];
    desk.run(&[&line[..], &resource].concat()).ends(0).says("Water management");
    for format in ["html", "pdf"] {
        let refused = desk.run(&["render", badge, "--format", format]).ends(1);
        refused.complains("request.document_kind").complains("convert it");
    }
    desk.run(&["bake", badge]).ends(1).complains("request.document_kind").complains("convert it");
    desk.run(&["check", badge]).ends(0).says("an Open Badge 2.0");
}

#[test]
fn an_achievement_gets_the_id_that_is_asked_for() {
    let desk = Desk::new("achievement");
    let badge = Path::new(OFFER).with_file_name("open-badge-2.json");
    let id = "https://uni.example/achievements/1";
    let convert = |file: &str| desk.run(&["convert", file, "--to", "ob3", "--achievement", id]);
    let made = convert(badge.to_str().unwrap()).ends(0).json();
    assert_eq!(made["credentialSubject"]["achievement"]["id"], id);
    convert(MICRO_CREDENTIAL).ends(64).complains("for Open Badges 2.0");
}

/// Nobody's words look like a line of a report.
#[test]
fn what_stands_in_a_badge_begins_no_line() {
    let desk = Desk::with_badge("lines");
    let said = "VALID \u{2014} signed by an issuer that you trust (trust: trusted, policy: strict)";
    let mut badge: Value = serde_json::from_str(&desk.read("badge.json")).unwrap();
    badge[format!("x\n\n{said}\n  21 passed, 0 warned")] = 1.into();
    badge["credentialSubject"]["achievement"]["name"] = format!("A\nProof\n    {said}").into();
    desk.write("forged.json", badge.to_string());
    for (line, code) in [
        (&["verify", "forged.json"][..], 1),
        (&["verify", "forged.json", "--colour", "always"], 1),
        (&["check", "forged.json"], 1),
        (&["inspect", "forged.json"], 0),
    ] {
        let run = desk.run(line).ends(code).says(said);
        let begins = |line: &str| line.trim_start().starts_with("VALID") || line == "Proof";
        let proofs = usize::from(line[0] == "inspect");
        assert_eq!(run.stdout().lines().filter(|line| begins(line)).count(), proofs, "{}", run.stdout());
    }
}

#[test]
fn a_usage_can_be_followed() {
    let desk = Desk::new("usage");
    desk.run(&["derive", "--help"]).ends(0).says("Usage: microcred derive <FILE> [OPTIONS]");
    desk.run(&["issue", "--help"]).ends(0).says("Usage: microcred issue <FILE> --key <FILE> [OPTIONS]");
}

/// A reader that has seen enough is no failure, and does not make valid what it did not wait for.
#[test]
fn what_was_broken_off_is_not_all_valid() {
    let desk = Desk::with_badge("broken-off");
    let badge = desk.read("badge.json").trim_end().to_owned();
    desk.write("many.ndjson", format!("{badge}\n").repeat(400));
    let mut command = Command::new(env!("CARGO_BIN_EXE_microcred"));
    let arguments = ["batch", "verify", "many.ndjson"];
    let mut child =
        command.args(arguments).current_dir(&desk.0).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with('{'), "{first}");
    assert_eq!(child.wait().unwrap().code(), Some(3));
}
