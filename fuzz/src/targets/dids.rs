//! DIDs and the documents that they lead to: the first line is a URL, the rest is what is found at its place.

use super::text;
use crate::Target;
use crate::judge::{leads_somewhere, same_when_read};
use crate::material::{self, DID, METHOD};
use crate::mutate::Shape;
use crate::seeds::{Seeds, files};
use crate::support;
use microcred::codec::base64url;
use microcred::resolve::did::{self, Did, DidUrl};
use microcred::resolve::{Answer, Found, KeyReference, NeedKind, Plan, Purpose, Source, interpret, plan};

pub const TARGET: Target = Target { name: "dids", shape: Shape::Lines, longest: 8 * 1024, hold, seeds };

const PURPOSES: [&str; 3] = ["assertionMethod", "authentication", "keyAgreement"];

fn hold(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let (url, document) = text.split_once('\n').unwrap_or((text, ""));
    if let Ok(did) = Did::parse(url) {
        assert_eq!(did.as_str(), url);
        assert_eq!(format!("did:{}:{}", did.method(), did.identifier()), url);
        if let Ok(document) = did::document(&did) {
            same_when_read(&document, &document.to_string());
            assert_eq!(document.get("id").and_then(|id| id.as_str()), Some(url));
        }
        if let Ok(address) = did::web::document_url(&did) {
            assert!(address.starts_with("https://") && !address.contains(['@', '?', '#', '\\']), "{address}");
            assert!(!address[8..].split('/').any(|segment| matches!(segment, "." | "..")), "{address}");
        }
    }
    if let Ok(parsed) = DidUrl::parse(url) {
        assert_eq!(parsed.as_str(), url);
        let part = |mark: &str, part: Option<&str>| part.map_or(String::new(), |part| format!("{mark}{part}"));
        let path = parsed.path().unwrap_or_default();
        let whole = format!("{}{path}{}{}", parsed.did(), part("?", parsed.query()), part("#", parsed.fragment()));
        assert_eq!(whole, url);
    }
    let answer = Answer::found(Found::supplied(url, document));
    if let Ok(Plan::Needs(need)) = plan(url) {
        assert!(leads_somewhere(&need) && need.before_proof, "{need:?}");
        assert!(matches!(need.kind, NeedKind::DidDocument | NeedKind::KeyDocument | NeedKind::KeySet), "{need:?}");
        same_when_read(&need.to_json(), &need.to_json().to_string());
    }
    for purpose in PURPOSES.into_iter().filter_map(Purpose::from_name) {
        let Ok(method) = interpret(url, &answer, purpose) else { continue };
        assert_eq!(method.url(), url);
        // A DID speaks for itself alone.
        if url.starts_with("did:") && matches!(method.source(), Source::Did | Source::ControllerDocument) {
            assert_eq!(Some(method.controller()), DidUrl::parse(url).ok().map(|url| url.did().to_string()).as_deref());
        }
        let _ = (method.key().is_ok(), method.check_at(support::instant(support::NOW)).is_ok());
    }
    let reference = KeyReference::from_kid(url);
    for issuer in [None, Some("did:web:vet.example"), Some("https://vet.example/"), Some(DID.as_str())] {
        if let Ok(Plan::Needs(need)) = reference.plan(issuer) {
            assert!(leads_somewhere(&need), "{need:?}");
        }
    }
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(material::WORDS.iter().cloned());
    seeds.words([
        "did:key:",
        "did:web:",
        "did:jwk:",
        "%3A8443",
        "%2F",
        "xn--",
        "[::1]",
        "/.well-known/did.json",
        "..",
        "controller",
    ]);
    let key = support::issuing_key();
    let known = support::issuer_document("did:web:vet.example", "did:web:vet.example#key", &key, "assertionMethod");
    seeds.add(format!("did:web:vet.example#key\n{known}"));
    let hosted = support::issuer_document(
        "https://vet.example/issuers/1",
        "https://vet.example/issuers/1#key",
        &key,
        "assertionMethod",
    );
    seeds.add(format!("https://vet.example/issuers/1#key\n{hosted}"));
    let jwk = microcred::json::Value::from(microcred::key::Jwk::new(key.public_key().clone()).to_json()).to_string();
    seeds.add(format!("did:jwk:{}#0", base64url::encode(jwk.as_bytes())));
    seeds.add(format!("https://vet.example/jwks.json\n{{\"keys\":[{jwk}]}}"));
    seeds.add(format!("https://vet.example/key#1\n{jwk}"));
    seeds.add(METHOD.as_str());
    seeds.add(DID.as_str());
    seeds.add("did:web:a.example%3A8443:b:c/d?e=f#g");
    for key in material::keys() {
        seeds.add(support::did_key(&key));
    }
    for file in files(&["json"]) {
        let Some(document) = text(&file).and_then(super::value) else { continue };
        if let Some(id) =
            document.get("id").and_then(|id| id.as_str()).filter(|_| document.get("verificationMethod").is_some())
        {
            seeds.add(format!("{id}#key-1\n{document}"));
        }
    }
}
