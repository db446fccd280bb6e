//! Resolving: what the test suite of did:key asks of a resolver.

use crate::process::Server;
use serde_json::{Value, json};

const DID: &str = "did:key:z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b";
const KEY: &str = "z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b";

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| match byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
        true => encoded + char::from(byte).encode_utf8(&mut [0; 4]),
        false => encoded + &format!("%{byte:02X}"),
    })
}

#[test]
fn documents_and_methods_are_found() {
    let server = Server::start("found", &[]);
    let found = server.get(&format!("/1.0/identifiers/{}", encoded(DID))).is(200).json();
    assert_eq!((&found["didDocument"]["id"], &found["didDocumentMetadata"]), (&json!(DID), &json!({})));
    let method = server.get(&format!("/1.0/identifiers/{}?publicKeyFormat=Multikey", encoded(&format!("{DID}#{KEY}"))));
    let method = method.is(200).json();
    assert_eq!(method["didDocument"]["controller"], DID);
    assert_eq!(method["didDocument"]["publicKeyMultibase"], KEY);
    assert!(method["didDereferencingMetadata"].is_object());
    let own = server.issuer("ecdsa-rdfc-2019-P-384");
    server.get(&format!("/1.0/identifiers/{}", encoded(&own))).is(200);
}

/// The errors of <https://w3c-ccg.github.io/did-key-spec/>, each as the suite of that specification provokes it.
#[test]
fn errors_have_their_names() {
    let server = Server::start("errors", &[]);
    let multibase = &KEY[1..];
    let agreement = format!("{DID}#z6LSfHfAMAopsuBxaBzvp51GXrPf38Az13j2fmwqadbwwrzJ");
    let older = "?publicKeyFormat=Ed25519VerificationKey2018&enableExperimentalPublicKeyTypes=false";
    for (did, query, metadata, error) in [
        (format!("notDid:key:{KEY}"), "", "didResolutionMetadata", "invalidDid"),
        (format!("did:experimental:{KEY}"), "", "didResolutionMetadata", "methodNotSupported"),
        (format!("did:key:-4:{KEY}"), "", "didResolutionMetadata", "invalidDid"),
        (format!("did:key:{multibase}"), "", "didResolutionMetadata", "invalidDid"),
        ("did:key:@".to_owned(), "", "didResolutionMetadata", "invalidDid"),
        ("did:key:zTjsVPtY".to_owned(), "", "didResolutionMetadata", "invalidPublicKeyLength"),
        (format!("{DID}/^bar^/?query=`#{KEY}"), "", "didDereferencingMetadata", "invalidDidUrl"),
        (DID.to_owned(), "?publicKeyFormat=unknown", "didResolutionMetadata", "unsupportedPublicKeyType"),
        (format!("{DID}#{KEY}"), older, "didDereferencingMetadata", "invalidPublicKeyType"),
        (agreement.clone(), older, "didDereferencingMetadata", "invalidPublicKeyType"),
        (agreement, "", "didDereferencingMetadata", "notFound"),
        // Nothing is fetched unless the server was started to.
        ("did:web:vet.example".to_owned(), "", "didResolutionMetadata", "notFound"),
    ] {
        let reply = server.get(&format!("/1.0/identifiers/{}{query}", encoded(&did)));
        let status = match error {
            "notFound" => 404,
            "methodNotSupported" => 501,
            _ => 400,
        };
        let found = reply.is(status).json();
        assert_eq!(found[metadata]["error"], Value::from(error), "{did}");
        assert!(found["didDocument"].is_object());
    }
    server.get("/1.0/identifiers/%ff").is(400);
    server.get(&format!("/1.0/identifiers/{}?format=x", encoded(DID))).is(400).says("request.member", "/format");
    let perhaps = server.get(&format!("/1.0/identifiers/{}?enableExperimentalPublicKeyTypes=perhaps", encoded(DID)));
    perhaps.is(400).says("request.member", "/enableExperimentalPublicKeyTypes");
}

/// A server fetches from the ports that it was started with, and from public addresses alone all the same.
#[test]
fn ports_are_opened_at_the_start() {
    let path = format!("/1.0/identifiers/{}", encoded("did:web:localhost%3A8443"));
    for (name, arguments, is_closed) in
        [("closed", &["--network"][..], true), ("opened", &["--network", "--danger-with-port", "8443"][..], false)]
    {
        let found = Server::start(name, arguments).get(&path).is(404).json();
        let message = found["didResolutionMetadata"]["message"].as_str().unwrap();
        assert_eq!(message.contains("8443 was not opened"), is_closed, "{message}");
        assert_eq!(message.contains("private or reserved"), !is_closed, "{message}");
    }
    let (code, _) = Server::refuses("without-network", &["--danger-with-port", "8443"]);
    assert_eq!(code, Some(64));
    let (code, _) = Server::refuses("over-stdio", &["--stdio", "--network"]);
    assert_eq!(code, Some(64));
}
