//! Issuing, deriving and verifying.

use crate::client::Wire;
use crate::process::Server;
use microcred::key::{InMemorySigner, PrivateKey, Signer};
use microcred::present::{Asked, Presenter};
use microcred::vc::{NestedCredential, Presentation};
use serde_json::{Value, json};
use std::fs;

const MICRO_CREDENTIAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/micro-credential.json");

pub fn credential(issuer: &str) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:0b5e7a3c-3f5e-4f0e-9d55-0f4f6a5f7b11",
        "type": ["VerifiableCredential"],
        "issuer": issuer,
        "name": "Green skills",
        "validFrom": "2026-06-15T00:00:00Z",
        "credentialSubject": {"id": "did:example:ana", "name": "Ana Silva"}
    })
}

pub fn issue_path(suite: &str) -> String {
    format!("/issuers/{suite}/credentials/issue")
}

fn issued(server: &Server, suite: &str) -> Value {
    let body = json!({"credential": credential(&server.issuer(suite)), "options": {}});
    server.post(&issue_path(suite), &body).is(201).json()["verifiableCredential"].take()
}

pub fn verdict(server: &Server, credential: &Value) -> u16 {
    let reply = server.post("/credentials/verify", &json!({"verifiableCredential": credential}));
    assert_eq!(reply.json()["verified"], reply.status == 200);
    reply.status
}

#[test]
fn every_suite_issues_what_verifies() {
    let server = Server::start("suites", &["--public-url", "https://localhost/vc"]);
    let suites = server.suites();
    for wanted in [
        "eddsa-rdfc-2022",
        "eddsa-jcs-2022",
        "ecdsa-rdfc-2019",
        "ecdsa-jcs-2019",
        "ecdsa-sd-2023",
        "Ed25519Signature2020",
        "EnvelopingProof",
        "JWT",
        "vc2.0",
        "vc-api",
    ] {
        assert!(suites.iter().any(|suite| suite == wanted), "{wanted}");
    }
    for suite in suites {
        let held = issued(&server, &suite);
        let selective = ["ecdsa-sd-2023", "bbs-2023"].contains(&suite.as_str());
        assert_eq!(verdict(&server, &held), if selective { 400 } else { 200 }, "{suite}");
        if selective {
            let options = json!({"selectivePointers": ["/name"]});
            let shown = server.post("/credentials/derive", &json!({"verifiableCredential": held, "options": options}));
            let shown = shown.is(201).json()["verifiableCredential"].take();
            assert_eq!(verdict(&server, &shown), 200, "{suite}");
            assert_eq!((&shown["name"], &shown["credentialSubject"]["name"]), (&json!("Green skills"), &Value::Null));
        }
        match suite.as_str() {
            "EnvelopingProof" => assert_eq!(held["type"], "EnvelopedVerifiableCredential"),
            "JWT" => assert!(held.is_string()),
            _ => assert_eq!(held["issuer"], server.issuer(&suite)),
        }
    }
}

#[test]
fn keys_are_made_once_and_are_their_owners_alone() {
    let server = Server::start("keys", &["--keys", "made/here"]);
    let issuers = server.get("/issuers").json();
    let folder = server.folder.clone();
    for file in fs::read_dir(folder.join("made/here")).unwrap() {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(file.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
    let held = issued(&server, "eddsa-rdfc-2022");
    drop(server);
    let again = Server::start_in(&folder, &["--keys", "made/here"]);
    let ids = |issuers: &Value| {
        issuers.as_object().unwrap().values().map(|issuer| issuer["id"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&again.get("/issuers").json()), ids(&issuers));
    assert_eq!(verdict(&again, &held), 200);
}

#[test]
fn a_micro_credential_becomes_a_badge() {
    let server = Server::start("badge", &[]);
    let held: Value = serde_json::from_str(&fs::read_to_string(MICRO_CREDENTIAL).unwrap()).unwrap();
    let reply = server.post(&issue_path("eddsa-rdfc-2022"), &json!({"credential": held})).is(201).json();
    assert_eq!(verdict(&server, &reply["verifiableCredential"]), 200);
    assert!(reply["verifiableCredential"]["type"].to_string().contains("AchievementCredential"));
    assert!(reply["losses"].as_array().is_some_and(|losses| !losses.is_empty()));
}

/// Whoever has this id, in all forms in which one issuer can be named.
pub fn forms(id: &str) -> [Value; 4] {
    [json!(id), json!({"id": id}), json!([id]), json!([{"id": id}])]
}

#[test]
fn an_issuer_is_the_same_in_every_form_and_suite() {
    let server = Server::start("issuers", &["--public-url", "https://localhost/vc"]);
    for suite in server.suites() {
        let own = server.issuer(&suite);
        for (form, (own, other)) in forms(&own).into_iter().zip(forms("did:web:university.example")).enumerate() {
            let mut document = credential("");
            // Another credential of the same id would share its place in a status list.
            document["id"] = format!("urn:x:{suite}:{form}").into();
            document["issuer"] = other;
            let refused = server.post(&issue_path(&suite), &json!({"credential": document})).is(400);
            refused.says("issuer.key.unbound", "/credential/issuer");
            document["issuer"] = own;
            server.post(&issue_path(&suite), &json!({"credential": document})).is(201);
        }
    }
}

#[test]
fn what_is_not_the_issuers_to_say_is_not_signed() {
    let server = Server::start("refused", &[]);
    let path = issue_path("vc-api");
    let good = credential(&server.issuer("vc-api"));
    let changed = |member: &str, value: Value| {
        let mut credential = good.clone();
        match value {
            Value::Null => drop(credential.as_object_mut().unwrap().remove(member)),
            value => credential[member] = value,
        }
        json!({"credential": credential})
    };
    for (body, code, pointer) in [
        (changed("issuer", json!("did:example:somebody")), "issuer.key.unbound", "/credential/issuer"),
        (changed("issuer", Value::Null), "issuer.missing", "/credential/issuer"),
        (changed("@context", Value::Null), "format.version", "/credential/@context"),
        (changed("type", json!(["Thing"])), "format.type", "/credential/type"),
        (changed("validFrom", json!("yesterday")), "validity.malformed", "/credential/validFrom"),
        (changed("undefined", json!(1)), "context.undefined_term", "/credential/undefined"),
        (json!({}), "request.member", "/credential"),
        (json!({"credential": 7}), "request.member", "/credential"),
        (json!({"credential": []}), "request.member", "/credential"),
        (json!({"credential": good, "options": 7}), "request.member", "/options"),
        (json!({"credential": good, "options": {"created": "now"}}), "request.member", "/options/created"),
        (
            json!({"credential": good, "options": {"created": "2999-01-01T00:00:00Z"}}),
            "request.member",
            "/options/created",
        ),
        (
            json!({"credential": good, "options": {"expires": "2020-01-01T00:00:00Z"}}),
            "request.member",
            "/options/expires",
        ),
        (json!({"credential": good, "options": {"type": "x"}}), "request.unknown_member", "/options/type"),
        (json!({"credential": good, "more": {}}), "request.unknown_member", "/more"),
        (json!({"credential": good, "options": {"credentialId": "urn:x"}}), "request.member", "/options/credentialId"),
        (
            json!({"credential": good, "options": {"mandatoryPointers": ["/name"]}}),
            "request.member",
            "/options/mandatoryPointers",
        ),
        (json!([]), "request.json", ""),
    ] {
        server.post(&path, &body).is(400).says(code, pointer);
    }
    let shown = json!({"credential": {"@context": good["@context"], "type": "VerifiablePresentation", "holder": good["issuer"]}});
    server.post(&path, &shown).is(400).says("request.document_kind", "/credential");
    // What a suite has no place for is somebody's mistake, and no fault of the server's.
    for suite in ["JWT", "EnvelopingProof"] {
        for option in ["created", "expires"] {
            let body =
                json!({"credential": credential(&server.issuer(suite)), "options": {option: "2026-01-02T03:04:05Z"}});
            server.post(&issue_path(suite), &body).is(400);
        }
        for option in ["domain", "challenge", "mandatoryPointers"] {
            let body = json!({"credential": credential(&server.issuer(suite)), "options": {option: "/name"}});
            let told = server.post(&issue_path(suite), &body);
            told.is(400).says("request.member", &format!("/options/{option}"));
        }
    }
    let twice = format!(r#"{{"credential": {good}, "credential": {good}}}"#);
    for text in ["", "{", "nonsense", "{\"credential\": \"\u{0}\"}", &twice] {
        let reply = server.send("POST", &path, &[("content-type", "application/json")], Some(text));
        reply.is(400).says("request.json", "");
    }
    server.post(&issue_path("nonsense"), &json!({"credential": good})).is(404).says("request.path", "");
    let options = json!({"mandatoryPointers": ["/nothing/here"]});
    let sd = credential(&server.issuer("ecdsa-sd-2023"));
    server.post(&issue_path("ecdsa-sd-2023"), &json!({"credential": sd, "options": options})).is(400);
}

/// A pointer into the request leads to what is there, or to what is missing from something that is.
#[test]
fn pointers_lead_somewhere() {
    let server = Server::start("pointers", &[]);
    let answered = |path: &str, body: &Value| server.post(path, body).is(400).json();
    let token = issued(&server, "JWT");
    let held: Value = serde_json::from_str(include_str!("../../examples/data/micro-credential.json")).unwrap();
    let mut broken = held.clone();
    broken["offer"].as_object_mut().unwrap().remove("workload");
    let mut nowhere = credential(&server.issuer("ecdsa-sd-2023"));
    nowhere["credentialStatus"] = json!({"type": "BitstringStatusListEntry"});
    for (path, body) in [
        ("/credentials/derive", json!({"verifiableCredential": token})),
        ("/credentials/derive", json!({"verifiableCredential": token, "options": {"selectivePointers": ["/x"]}})),
        ("/credentials/derive", json!({"verifiableCredential": "e30.e30.AA"})),
        (&issue_path("vc-api"), json!({"credential": broken})),
        (&issue_path("vc-api"), json!({"credential": held, "options": {"credentialStatus": {}}})),
        (&issue_path("JWT"), json!({"credential": held, "options": {"mandatoryPointers": ["/name"]}})),
        (&issue_path("ecdsa-sd-2023"), json!({"credential": nowhere})),
        ("/credentials/status", json!({"credentialId": "urn:x"})),
        ("/credentials/status", json!({"credentialId": "urn:x", "credentialStatus": 7})),
        ("/credentials/status", json!({})),
    ] {
        for finding in answered(path, &body)["findings"].as_array().unwrap() {
            let pointer = finding["pointer"].as_str().unwrap();
            let around = pointer.rsplit_once('/').map_or("", |(around, _)| around);
            let is_there = body.pointer(pointer).is_some() || body.pointer(around).is_some_and(Value::is_object);
            assert!(is_there, "{path}: {finding} in {body}");
        }
    }
}

#[test]
fn options_are_signed() {
    let server = Server::start("options", &[]);
    let mut unnamed = credential(&server.issuer("eddsa-rdfc-2022"));
    unnamed.as_object_mut().unwrap().remove("id");
    let options = json!({
        "credentialId": "urn:uuid:9d2a6f2e-8a3f-4a65-9c55-7b1c9a0f3d21", "created": "2026-01-02T03:04:05Z",
        "domain": "vet.example", "challenge": "c"
    });
    let reply = server.post(&issue_path("eddsa-rdfc-2022"), &json!({"credential": unnamed, "options": options}));
    let held = reply.is(201).json()["verifiableCredential"].take();
    assert_eq!(held["id"], options["credentialId"]);
    let proof = held["proof"].get(0).unwrap_or(&held["proof"]);
    for member in ["created", "domain", "challenge"] {
        assert_eq!(proof[member], options[member]);
    }
    let verified = |domain: &str| {
        let options = json!({"checks": ["proof"], "domain": domain, "challenge": "c"});
        server.post("/credentials/verify", &json!({"verifiableCredential": held, "options": options})).status
    };
    assert_eq!((verified("vet.example"), verified("other.example")), (200, 400));
}

#[test]
fn what_was_changed_is_not_believed() {
    let server = Server::start("changed", &[]);
    let held = issued(&server, "ecdsa-rdfc-2019");
    let mut changed = held.clone();
    changed["name"] = json!("Greener skills");
    let reply = server.post("/credentials/verify", &json!({"verifiableCredential": changed})).is(400).json();
    assert_eq!((&reply["verified"], &reply["report"]["outcome"]), (&json!(false), &json!("invalid")));
    assert_eq!(reply["report"]["primary"]["code"], "proof.signature.invalid");

    for (body, pointer) in [
        (json!({"options": {}}), "/verifiableCredential"),
        (json!({"verifiableCredential": null}), "/verifiableCredential"),
        (json!({"verifiableCredential": 7}), "/verifiableCredential"),
        (json!({"verifiableCredential": held, "options": {"checks": ["nothing"]}}), "/options/checks"),
        (json!({"verifiableCredential": held, "options": {"checks": 7}}), "/options/checks"),
        (json!({"verifiableCredential": held, "options": null}), "/options"),
    ] {
        server.post("/credentials/verify", &body).is(400).says("request.member", pointer);
    }
    for strange in
        [json!({}), json!(""), json!("nonsense"), json!("e30.e30.AA"), json!({"type": "VerifiableCredential"})]
    {
        assert_eq!(verdict(&server, &strange), 400);
    }
}

/// What the VC-API lets somebody ask for beside the verdict.
#[test]
fn what_was_checked_is_told_to_those_who_ask() {
    let server = Server::start("results", &[]);
    let held = issued(&server, "eddsa-rdfc-2022");
    let options = json!({
        "checks": ["proof", "credentialStatus", "credentialSchema", "validFrom", "validUntil"],
        "returnCredential": true,
        "returnProblemDetails": true,
        "returnResults": true,
    });
    let told =
        server.post("/credentials/verify", &json!({"verifiableCredential": held, "options": options})).is(200).json();
    assert_eq!((&told["verified"], &told["credential"]), (&json!(true), &held));
    assert_eq!(told.get("verifiableCredential"), None, "the VC-API has no such member there");
    let proof = &told["results"]["proof"];
    assert_eq!(proof, &json!([{"verified": true, "valid": true, "input": held["proof"][0]}]));
    assert!(told["problemDetails"].is_array());

    let mut changed = held.clone();
    changed["name"] = json!("Greener skills");
    let told = server
        .post("/credentials/verify", &json!({"verifiableCredential": changed, "options": options}))
        .is(400)
        .json();
    assert_eq!(told.get("credential"), None, "what is not believed does not come back as if it were");
    let proof = &told["results"]["proof"][0];
    assert_eq!((&proof["verified"], &proof["valid"]), (&json!(false), &json!(false)));
    let problems = told["problemDetails"].as_array().unwrap();
    assert!(problems.iter().any(|problem| problem["code"] == "proof.signature.invalid"), "{problems:?}");

    let silent = server.post("/credentials/verify", &json!({"verifiableCredential": held})).is(200).json();
    for member in ["credential", "problemDetails", "results"] {
        assert_eq!(silent.get(member), None);
    }
    for option in ["returnPresentation", "returnEverything"] {
        let body = json!({"verifiableCredential": held, "options": {option: true}});
        server.post("/credentials/verify", &body).is(400).says("request.unknown_member", &format!("/options/{option}"));
    }
    let body = json!({"verifiableCredential": held, "options": {"returnResults": "yes"}});
    server.post("/credentials/verify", &body).is(400).says("request.member", "/options/returnResults");
}

/// A credential, and the presentation in which its holder shows it.
fn shown(server: &Server, asked: &Asked) -> (Value, Value) {
    let holder = InMemorySigner::new(PrivateKey::from_ed25519_seed(&[9; 32])).unwrap();
    let mut unsigned = credential(&server.issuer("vc2.0"));
    unsigned["credentialSubject"]["id"] = json!(holder.identity().did().unwrap());
    let held = server.post(&issue_path("vc2.0"), &json!({"credential": unsigned})).is(201).json();
    let held = held["verifiableCredential"].clone();
    let presentation = Presentation::new().verifiable_credential(NestedCredential::parse(&held.to_string()).unwrap());
    let presentation = Presenter::new(holder).present(&presentation, asked).unwrap();
    (held, serde_json::from_str(presentation.as_str()).unwrap())
}

#[test]
fn presentations_answer_a_challenge() {
    let server = Server::start("presentations", &[]);
    let (_, presentation) = shown(&server, &Asked::new("u7kqV9").by("https://verifier.example"));
    let verified = |challenge: &str, domain: &str| {
        let options = json!({"challenge": challenge, "domain": domain});
        let body = json!({"verifiablePresentation": presentation, "options": options});
        server.post("/presentations/verify", &body).status
    };
    assert_eq!(verified("u7kqV9", "https://verifier.example"), 200);
    assert_eq!(verified("another", "https://verifier.example"), 400);
    assert_eq!(verified("u7kqV9", "https://other.example"), 400);
}

/// Of a presentation, the VC-API tells the results of what its holder says apart from those of each credential.
#[test]
fn what_was_checked_of_a_presentation_is_told_apart() {
    let server = Server::start("shown-results", &[]);
    let (held, presentation) = shown(&server, &Asked::new("u7kqV9").by("https://verifier.example"));
    let told = |challenge: &str| {
        let options = json!({"challenge": challenge, "domain": "https://verifier.example",
            "returnPresentation": true, "returnResults": true});
        let body = json!({"verifiablePresentation": presentation, "options": options});
        server.post("/presentations/verify", &body).json()
    };
    let believed = told("u7kqV9");
    assert_eq!((&believed["verified"], &believed["verifiablePresentation"]), (&json!(true), &presentation));
    let results = &believed["results"];
    assert_eq!(results["presentation"]["challenge"], json!({"verified": true, "valid": true, "input": "u7kqV9"}));
    assert_eq!(results["presentation"]["holder"]["verified"], true);
    assert_eq!(results["presentation"]["proof"][0]["verified"], true);
    let inside = &results["credentials"][0];
    assert_eq!((&inside["verified"], &inside["credential"]), (&json!(true), &held));
    assert_eq!(inside["results"]["proof"][0]["input"], held["proof"][0]);
    assert_eq!(results["credentials"].as_array().map(Vec::len), Some(1));

    let replayed = told("another");
    assert_eq!(replayed.get("verifiablePresentation"), None);
    assert_eq!(replayed["results"]["presentation"]["challenge"]["verified"], false);
}

/// What each endpoint is for, it is for alone: who asks about a credential is not told that a presentation holds.
#[test]
fn a_presentation_is_no_credential() {
    let server = Server::start("kinds", &[]);
    let (held, presentation) = shown(&server, &Asked::new("c"));
    let of_presentation =
        |shown: &Value| server.post("/presentations/verify", &json!({"verifiablePresentation": shown}));
    of_presentation(&presentation).is(200);
    // A byte order mark before the body says nothing.
    let marked = format!("\u{feff}{}", json!({"verifiablePresentation": presentation}));
    let headers = [("content-type", "application/json")];
    Wire::new(server.connect()).exchange("POST", "/presentations/verify", &headers, Some(&marked)).is(200);
    for credential in [&held, &issued(&server, "JWT")] {
        of_presentation(credential).is(400).says("request.document_kind", "/verifiablePresentation");
    }
    let reply = server.post("/credentials/verify", &json!({"verifiableCredential": presentation}));
    reply.is(400).says("request.document_kind", "/verifiableCredential");
    // Nor is one that does not hold left without a word of where it belongs.
    let mut other = presentation;
    other["holder"] = json!("did:example:other");
    let reply = server.post("/credentials/verify", &json!({"verifiableCredential": other}));
    reply.is(400).says("request.document_kind", "/verifiableCredential");
}
