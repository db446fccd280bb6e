//! Whom a server trusts, and what it has at hand.

use crate::credentials::{credential, verdict};
use crate::process::Server;
use microcred::Environment;
use microcred::key::{InMemorySigner, PrivateKey, Signer};
use microcred::ops;
use microcred::present::{Asked, Presenter};
use microcred::vc::{NestedCredential, Presentation};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const ISSUER: &str = "did:web:vet.example";

fn call(name: &str, request: &Value) -> Value {
    let answer = ops::call(name, &request.to_string(), &Environment::system()).unwrap();
    serde_json::from_str(&answer.to_string()).unwrap()
}

/// A credential of an issuer that the server has never heard of, and the document of its DID.
fn elsewhere(members: Value, learner: &str) -> (Value, Value) {
    let key = call("keygen", &json!({"type": "ed25519", "verificationMethod": format!("{ISSUER}#key-1")}));
    let mut document = credential(ISSUER);
    document["credentialSubject"]["id"] = learner.into();
    document.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let issued = call("issue", &json!({"document": document, "key": key["privateKeyJwk"]}));
    let signed = serde_json::from_str(issued["credential"].as_str().unwrap()).unwrap();
    (signed, key["didDocument"].clone())
}

fn folder(name: &str, files: &[(&str, &Value)]) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("server-{name}"));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    files.iter().for_each(|(name, value)| fs::write(folder.join(name), value.to_string()).unwrap());
    folder
}

/// With anchors, nobody else is believed, neither alone nor in a presentation; and who is, is known.
#[test]
fn a_server_believes_its_anchors_alone() {
    let holder = || InMemorySigner::new(PrivateKey::from_ed25519_seed(&[9; 32])).unwrap();
    let (held, did) = elsewhere(json!({}), holder().identity().did().unwrap());
    let shown = |held: &Value| -> Value {
        let nested = NestedCredential::parse(&held.to_string()).unwrap();
        let presentation = Presentation::new().verifiable_credential(nested);
        let presented = Presenter::new(holder()).present(&presentation, &Asked::new("u7kqV9")).unwrap();
        serde_json::from_str(presented.as_str()).unwrap()
    };
    let resource = format!("{ISSUER}=did.json");
    for (anchor, trust, status) in [(ISSUER, "trusted", 200), ("did:web:other.example", "issuer_bound", 400)] {
        let anchors = json!({"anchors": [{"id": anchor}]});
        let folder = folder("anchors", &[("did.json", &did), ("anchors.json", &anchors)]);
        let server = Server::start_in(&folder, &["--resource", &resource, "--anchors", "anchors.json"]);
        let told = [
            server.post("/credentials/verify", &json!({"verifiableCredential": held, "options": {"returnProblemDetails": true}})),
            server.post(
                "/presentations/verify",
                &json!({"verifiablePresentation": shown(&held), "options": {"challenge": "u7kqV9", "returnProblemDetails": true}}),
            ),
        ];
        for (reply, code) in told.into_iter().zip(["issuer.not_anchored", "request.not_accepted"]) {
            let answer = reply.is(status).json();
            let report = &answer["report"];
            assert_eq!((&report["outcome"], &report["trust"]), (&json!("valid"), &json!(trust)), "{report}");
            assert_eq!((&answer["verified"], report.get("verified").is_some()), (&json!(status == 200), status == 200));
            // What is not believed has a problem, although every check is in order.
            let problems = answer["problemDetails"].as_array().unwrap();
            let errors: Vec<_> = problems.iter().filter(|problem| problem["severity"] == "error").collect();
            assert_eq!(errors.len(), usize::from(status == 400), "{problems:?}");
            assert!(
                errors
                    .iter()
                    .all(|problem| problem["code"] == code && problem["detail"].as_str().unwrap().contains("trusted"))
            );
        }
    }
    // A policy that lets anybody's key pass lets in nobody else.
    let anchors = json!({"anchors": [{"id": "did:web:other.example"}]});
    let folder = folder("anchors-conformance", &[("did.json", &did), ("anchors.json", &anchors)]);
    let line = ["--resource", &resource, "--anchors", "anchors.json", "--policy", "conformance"];
    assert_eq!(verdict(&Server::start_in(&folder, &line), &held), 400);
    assert_eq!(verdict(&Server::start_in(&folder, &[&line[..2], &line[4..]].concat()), &held), 200);
}

/// What a server cannot fetch it is started with: for verifying, and for resolving.
#[test]
fn a_server_has_documents_at_hand() {
    let schema_url = "https://vet.example/schemas/green.json";
    let declaring = json!({"credentialSchema": {"id": schema_url, "type": "JsonSchema"}});
    let (held, did) = elsewhere(declaring, "did:example:ana");
    let wanting = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "required": ["serial"]});
    let offline = Server::start("nothing-at-hand", &[]);
    let report = offline.post("/credentials/verify", &json!({"verifiableCredential": held})).is(400).json();
    assert!(report.to_string().contains("start it with --resource"), "{report}");

    let folder = folder("at-hand", &[("did.json", &did), ("schema.json", &wanting)]);
    let resource = format!("{ISSUER}=did.json");
    let server = Server::start_in(&folder, &["--resource", &resource]);
    assert_eq!(verdict(&server, &held), 200);
    let found = server.get(&format!("/1.0/identifiers/{}", ISSUER.replace(':', "%3A"))).is(200).json();
    assert_eq!(found["didDocument"]["id"], ISSUER);
    let schema = format!("{schema_url}=schema.json");
    let server = Server::start_in(&folder, &["--resource", &resource, "--schema", &schema]);
    let report = server.post("/credentials/verify", &json!({"verifiableCredential": held})).is(400).json();
    assert!(report["report"]["primary"]["code"].as_str().unwrap().starts_with("schema."), "{report}");
}

/// A server that could not do what it is asked to is not started.
#[test]
fn what_a_server_is_given_is_read_as_it_starts() {
    for (arguments, said) in [
        (&["--anchors", "absent.json"][..], "absent.json"),
        (&["--resource", "did:web:vet.example=absent.json"], "absent.json"),
        (&["--schema", "https://vet.example/s=absent.json"], "absent.json"),
        (&["--public-url", "https://127.0.0.1:8443"], "https://127.0.0.1:8443/status/"),
    ] {
        let (code, log) = Server::refuses("unread", arguments);
        assert!(code == Some(64) && log.contains(said), "{log}");
    }
}
