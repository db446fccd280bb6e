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
        // Nothing is fetched unless the server was started to: whether there is such a document, it does not know.
        ("did:web:vet.example".to_owned(), "", "didResolutionMetadata", "internalError"),
    ] {
        let reply = server.get(&format!("/1.0/identifiers/{}{query}", encoded(&did)));
        let status = match error {
            "notFound" => 404,
            "methodNotSupported" => 501,
            "internalError" => 500,
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
        let found = Server::start(name, arguments).get(&path).is(500).json();
        let message = found["didResolutionMetadata"]["message"].as_str().unwrap();
        assert_eq!(message.contains("8443 was not opened"), is_closed, "{message}");
        assert_eq!(message.contains("no public address"), !is_closed, "{message}");
    }
    let (code, _) = Server::refuses("without-network", &["--danger-with-port", "8443"]);
    assert_eq!(code, Some(64));
    let (code, _) = Server::refuses("over-stdio", &["--stdio", "--network"]);
    assert_eq!(code, Some(64));
}

/// As the binding of DID Resolution to HTTP has it: the whole result or the document alone, each under its own name.
#[test]
fn whoever_asks_says_in_which_form() {
    let server = Server::start("forms", &[]);
    let url = format!("{DID}#{KEY}");
    let got = |did: &str, accept: &str| {
        server.send("GET", &format!("/1.0/identifiers/{}", encoded(did)), &[("accept", accept)], None)
    };
    for (did, accept, media_type) in [
        (DID, "application/json", "application/json"),
        (DID, "*/*", "application/json"),
        (DID, "", "application/json"),
        (DID, "application/ld+json;profile=\"https://w3id.org/did-resolution\"", "application/json"),
        (DID, "application/did-resolution", "application/did-resolution"),
        (DID, "text/html, application/did-resolution;q=0.9, */*;q=0.8", "application/did-resolution"),
        (&url, "application/did-url-dereferencing", "application/did-url-dereferencing"),
    ] {
        let reply = got(did, accept).is(200);
        assert_eq!(reply.header("content-type"), Some(media_type), "{accept}");
        assert!(reply.json()["didDocument"].is_object());
    }
    for accept in ["application/did", "application/did+ld+json", "Application/DID+json"] {
        let reply = got(DID, accept).is(200);
        assert_eq!(reply.header("content-type"), Some(accept.to_ascii_lowercase().as_str()));
        assert_eq!(reply.json()["id"], DID);
        assert_eq!(got(&url, accept).is(200).json()["id"], url.as_str());
        // Where there is no document, the result says why.
        let reply = got("did:key:@", accept).is(400);
        assert_eq!(reply.header("content-type"), Some("application/did-resolution"));
        assert_eq!(reply.json()["didResolutionMetadata"]["error"], "invalidDid");
    }
    for accept in ["text/turtle", "application/did-url-dereferencing", "text/html, image/*"] {
        got(DID, accept).is(406).says("request.accept", "");
    }
}
