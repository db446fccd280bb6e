//! `did_resolve`: the documents of DIDs, offline, as an operation and on the command line.

#![allow(clippy::unwrap_used, clippy::panic)]

use microcred::Environment;
use microcred::ops::{self, Error};
use serde_json::{Value, json};

const KEY: &str = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
/// RFC 8037, Appendix A.2, as a did:jwk.
const DID_JWK: &str = "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IjExcVlBWUt4Q3JmVlNfN1R5V1FIT2c3aGN2UGFwaU1scndJYWFQY0hVUm8ifQ";

fn resolve(request: &Value) -> Result<Value, Error> {
    let (_, schema) = ops::operations().find(|(name, _)| *name == "did_resolve").unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    assert!(schema.is_valid(request), "{request}");
    let answer = ops::call("did_resolve", &request.to_string(), &Environment::system())?;
    Ok(serde_json::from_str(&answer.to_string()).unwrap())
}

fn code(request: &Value) -> (&'static str, String) {
    match resolve(request) {
        Err(error) => (error.kind(), error.findings().iter().next().unwrap().code.to_string()),
        Ok(answer) => panic!("{answer}"),
    }
}

/// The document that the did:key specification gives for an Ed25519 key (§ "Ed25519", without the derived X25519 key), in
/// the form of Controlled Identifiers 1.0.
#[test]
fn documents_of_dids_that_carry_their_key() {
    let did = format!("did:key:{KEY}");
    let method = format!("{did}#{KEY}");
    let answer = resolve(&json!({"id": did})).unwrap();
    assert_eq!(
        answer["document"],
        json!({
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": did,
            "verificationMethod": [{
                "id": method, "type": "Multikey", "controller": did, "publicKeyMultibase": KEY,
            }],
            "authentication": [method],
            "assertionMethod": [method],
            "capabilityInvocation": [method],
            "capabilityDelegation": [method],
        })
    );
    assert_eq!((&answer["provenance"], answer.get("sha256")), (&json!("did"), None));
    assert_eq!(resolve(&json!({"id": method})).unwrap()["document"], answer["document"]);

    let answer = resolve(&json!({"id": DID_JWK})).unwrap();
    let method = &answer["document"]["verificationMethod"][0];
    assert_eq!(method["id"], format!("{DID_JWK}#0"));
    assert_eq!(method["publicKeyJwk"]["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    resolve(&json!({"id": format!("{DID_JWK}#0")})).unwrap();
}

/// What the generated documents say is what verifying goes by: their methods are found in them by the rules for documents.
#[test]
fn generated_documents_hold_up_as_documents() {
    use microcred::resolve::{Answer, Found, Plan, Purpose, interpret, plan};
    for id in [format!("did:key:{KEY}"), DID_JWK.to_owned()] {
        // The document of another DID, with this one's method: read as the document of a did:web would be.
        let document = resolve(&json!({"id": id})).unwrap()["document"].to_string();
        let document = document.replace(&id, "did:web:vet.example");
        let name = if id == DID_JWK { "0" } else { KEY };
        let url = format!("did:web:vet.example#{name}");
        for purpose in [Purpose::AssertionMethod, Purpose::Authentication, Purpose::CapabilityInvocation] {
            let answer = Answer::found(Found::supplied("did:web:vet.example", document.clone()));
            let found = interpret(&url, &answer, purpose).unwrap();
            let Ok(Plan::Immediate(own)) = plan(&id) else { panic!("{id} carries its key") };
            assert_eq!(found.key(), own.key(), "{id}");
        }
        let answer = Answer::found(Found::supplied("did:web:vet.example", document));
        assert!(interpret(&url, &answer, Purpose::KeyAgreement).is_err());
    }
}

#[test]
fn documents_at_hand() {
    let document = json!({"id": "did:web:vet.example", "verificationMethod": [{"id": "#key-1"}]});
    let at_hand = json!({"did:web:vet.example": document});
    let answer = resolve(&json!({"id": "did:web:vet.example#key-1", "resources": at_hand})).unwrap();
    assert_eq!((&answer["document"], &answer["provenance"]), (&document, &json!("supplied")));
    assert_eq!(answer["sha256"].as_str().unwrap().len(), 64);
    let profile = json!({"id": "https://vet.example/issuer"});
    let answer = resolve(
        &json!({"id": "https://vet.example/issuer#key-1", "resources": {"https://vet.example/issuer": profile}}),
    );
    assert_eq!(answer.unwrap()["document"], profile);

    for (request, kind, expected) in [
        (json!({"id": "did:web:vet.example#key-2", "resources": at_hand}), "refused", "proof.vm.not_found"),
        (
            json!({"id": "did:web:vet.example:a", "resources": {"did:web:vet.example:a": document}}),
            "refused",
            "issuer.did.mismatch",
        ),
        (json!({"id": "did:web:vet.example"}), "refused", "proof.vm.unresolved"),
        (
            json!({"id": "did:web:vet.example", "resources": {"did:web:vet.example": "{"}}),
            "refused",
            "input.json.syntax",
        ),
        (json!({"id": "did:ion:abc"}), "refused", "did.method_unsupported"),
        (json!({"id": format!("did:key:{KEY}#key-1")}), "refused", "proof.vm.not_found"),
        (json!({"id": "did:key:z6Mk"}), "refused", "did.malformed"),
        (json!({"id": "did:web:127.0.0.1"}), "request", "request.member"),
        (json!({"id": "did:web:vet.example/path"}), "request", "request.member"),
        (json!({"id": "did:"}), "request", "request.member"),
        (json!({"id": "vet.example"}), "request", "request.member"),
        (json!({"id": "http://vet.example/"}), "request", "request.member"),
        (json!({"id": "urn:uuid:1"}), "request", "request.member"),
    ] {
        assert_eq!(code(&request), (kind, expected.to_owned()), "{request}");
    }
}

#[cfg(feature = "cli")]
mod command_line {
    use super::{DID_JWK, KEY};
    use serde_json::Value;
    use std::path::Path;
    use std::process::{Command, Output};

    fn run(arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_microcred"))
            .args(["did", "resolve"])
            .args(arguments)
            .current_dir(env!("CARGO_TARGET_TMPDIR"))
            .output()
            .unwrap()
    }

    fn ends(arguments: &[&str], code: i32) -> (String, String) {
        let output = run(arguments);
        let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{stdout}\n{stderr}");
        (stdout, stderr)
    }

    #[test]
    fn did_resolve() {
        let did = format!("did:key:{KEY}");
        let (document, _) = ends(&[&did], 0);
        let document: Value = serde_json::from_str(&document).unwrap();
        assert_eq!(document["id"], did);
        let (answer, _) = ends(&[DID_JWK, "--format", "json"], 0);
        assert_eq!(serde_json::from_str::<Value>(&answer).unwrap()["provenance"], "did");

        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("did.json");
        std::fs::write(&file, r#"{"id":"did:web:vet.example"}"#).unwrap();
        let (document, _) = ends(&["did:web:vet.example", "--resource", "did:web:vet.example=did.json"], 0);
        assert!(document.contains("did:web:vet.example"));

        for (arguments, code, complaint) in [
            (&["did:web:vet.example"][..], 1, "proof.vm.unresolved"),
            (&["did:ion:abc"], 1, "did.method_unsupported"),
            (&["did:web:10.0.0.1"], 64, "request.member"),
            (&["did:web:vet.example", "--resource", "did:web:vet.example=missing.json"], 64, "file.unreadable"),
            (&[], 64, "required"),
        ] {
            let (stdout, stderr) = ends(arguments, code);
            assert!(stdout.is_empty() && stderr.contains(complaint), "{arguments:?}: {stderr}");
        }
    }

    /// Without the feature there is no such flag; with it, a private address ends before anything is fetched.
    #[test]
    fn the_network_is_asked_for_by_name() {
        let (_, stderr) = ends(&["did:web:localhost", "--network"], if cfg!(feature = "http") { 1 } else { 64 });
        let complaint = if cfg!(feature = "http") { "net." } else { "--network" };
        assert!(stderr.contains(complaint), "{stderr}");
    }
}
