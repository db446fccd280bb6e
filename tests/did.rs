//! `did_resolve`: the documents of DIDs, offline, as an operation and on the command line. And issuers whose DIDs are of methods that
//! are not resolved here.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use microcred::Environment;
use microcred::codec::{multibase, multicodec};
use microcred::key::{Curve, InMemorySigner, Jwk, PrivateKey, Signer, thumbprint};
use microcred::ops::{self, Error, Operation};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::jose::KeyNaming;
use microcred::report::{Outcome, Trust, code as codes};
use microcred::resolve::{Answer, Found, Memory, Need, NeedKind, Offline, Resolver};
use serde_json::{Value, json};
use support::{Counting, attackers_key, badge_of, issuer_as, issuer_document, verifier};

const KEY: &str = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
/// RFC 8037, Appendix A.2, as a did:jwk.
const DID_JWK: &str = "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IjExcVlBWUt4Q3JmVlNfN1R5V1FIT2c3aGN2UGFwaU1scndJYWFQY0hVUm8ifQ";

/// A did:key of walt.id's tests (OpenId4VciTest) that is a JWK, as EBSI has those of natural persons.
const DID_KEY_OF_JWK: &str = "did:key:z2dmzD81cgPx8Vki7JbuuMmFYrWPgYoytykUZ3eyqht1j9Kboj7g9PfXJxbbs4KYegyr7ELnFVnpDMzbJJDDNZjavX6j\
                              vtDmALMbXAGW67pdTgFea2FrGGSFs8Ejxi96oFLGHcL4P6bjLDPBJEvRRHSrG4LsPne52fczt2MWjHLLJBvhAC";

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

    let answer = resolve(&json!({"id": DID_KEY_OF_JWK})).unwrap();
    let method = &answer["document"]["verificationMethod"][0];
    let identifier = DID_KEY_OF_JWK.strip_prefix("did:key:").unwrap();
    assert_eq!(method["id"], format!("{DID_KEY_OF_JWK}#{identifier}"));
    assert_eq!(answer["document"]["assertionMethod"], json!([method["id"]]));
    // Whoever reads Multikeys alone can read it.
    assert!(method["publicKeyMultibase"].as_str().unwrap().starts_with("zDn"), "{method}");
}

/// What the generated documents say is what verifying goes by: their methods are found in them by the rules for documents.
#[test]
fn generated_documents_hold_up_as_documents() {
    use microcred::resolve::{Answer, Found, Plan, Purpose, interpret, plan};
    for id in [format!("did:key:{KEY}"), DID_JWK.to_owned(), DID_KEY_OF_JWK.to_owned()] {
        // The document of another DID, with this one's method: read as the document of a did:web would be.
        let document = resolve(&json!({"id": id})).unwrap()["document"].to_string();
        let document = document.replace(&id, "did:web:vet.example");
        let name = id.strip_prefix("did:key:").unwrap_or("0");
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
            "proof.vm.unresolved",
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

/// A document that a verification would not take for the DID's is not shown as that: one that is found where the address redirects to, a
/// page, one that was deactivated, JSON that is no document.
#[test]
fn what_is_resolved_is_what_a_verification_reads() {
    const DID: &str = "did:web:vet.example";
    const ADDRESS: &str = "https://vet.example/.well-known/did.json";
    struct Served(&'static str, &'static str, String);
    impl Resolver for Served {
        fn resolve(&self, need: &Need) -> Answer {
            assert_eq!((&*need.subject, &*need.url), (DID, ADDRESS));
            let at = "2026-06-01T00:00:00Z".parse().unwrap();
            Answer::found(Found::supplied(&*need.url, &*self.2).served_as(self.1).fetched(self.0, at))
        }
    }
    let document = json!({"id": DID}).to_string();
    let deactivated = json!({"id": DID, "deactivated": true}).to_string();
    let json = "application/did+ld+json";
    for (address, media_type, body, refused) in [
        (ADDRESS, json, &document, None),
        ("https://vet.example/uploads/did.json", json, &document, Some("proof.vm.unresolved")),
        ("https://other.example/.well-known/did.json", json, &document, Some("proof.vm.unresolved")),
        (ADDRESS, "text/html", &document, Some("proof.vm.unresolved")),
        (ADDRESS, json, &deactivated, Some("proof.key.revoked")),
        (ADDRESS, json, &"[]".to_owned(), Some("proof.vm.unresolved")),
    ] {
        let operation = ops::DidResolve::new(DID).with_resolver(Served(address, media_type, body.clone()));
        let name = operation.clone().resolution(None, &Environment::system()).error().map(|error| error.name);
        // Of a document that was not to be had, nobody knows whether it is there.
        let expected = refused.map(|code| match code {
            "proof.key.revoked" => ops::DidResolutionErrorName::NotFound,
            _ => ops::DidResolutionErrorName::InternalError,
        });
        assert_eq!(name, expected, "{address} {media_type} {body}");
        let code = match operation.run(&Environment::system()) {
            Ok(resolved) => {
                assert_eq!(resolved.provenance, "network");
                None
            }
            Err(error) => Some(error.findings().iter().next().unwrap().code.to_string()),
        };
        assert_eq!(code.as_deref(), refused, "{address} {media_type} {body}");
    }
}

/// As the European Blockchain Services Infrastructure has its issuers: a P-256 key under its thumbprint.
const EBSI: &str = "did:ebsi:zvHWX359A3CvfJnCYaAiAde";

fn ebsi_key() -> PrivateKey {
    PrivateKey::from_ec_scalar(Curve::P256, &[7; 32]).unwrap()
}

fn ebsi_method() -> String {
    format!("{EBSI}#{}", thumbprint(ebsi_key().public_key()))
}

fn ebsi_document() -> Value {
    let key = ebsi_key().public_key().clone();
    let jwk = Jwk::new(key.clone()).with_kid(thumbprint(&key)).to_json();
    let jwk: Value = serde_json::from_str(&microcred::json::Value::from(jwk).to_string()).unwrap();
    let method = ebsi_method();
    json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
        "id": EBSI,
        "controller": [EBSI],
        "verificationMethod": [{"id": method, "type": "JsonWebKey2020", "controller": EBSI, "publicKeyJwk": jwk}],
        "authentication": [method],
        "assertionMethod": [method]
    })
}

/// A badge of such an issuer, in every way of naming the key.
fn ebsi_badges() -> Vec<Vec<u8>> {
    let kid = |kid: String| KeyNaming::Kid(kid);
    let thumb = || thumbprint(ebsi_key().public_key());
    let mut ways: Vec<(Suite, KeyNaming)> = vec![
        (Cryptosuite::EcdsaRdfc2019.into(), KeyNaming::VerificationMethod),
        (Cryptosuite::EcdsaJcs2019.into(), KeyNaming::VerificationMethod),
    ];
    for token in [Suite::OpenBadgesJwt, Suite::Jwt, Suite::SdJwt] {
        for reference in [KeyNaming::VerificationMethod, kid(thumb()), kid(format!("#{}", thumb()))] {
            ways.push((token, reference));
        }
    }
    if cfg!(feature = "cose") {
        ways.push((Suite::Cose, KeyNaming::VerificationMethod));
    }
    ways.extend([Suite::OpenBadgesJwt, Suite::Jwt, Suite::SdJwt].map(|token| (token, KeyNaming::Jwk)));
    let issue = |(suite, reference): (Suite, KeyNaming)| {
        let issuer = issuer_as(EBSI, ebsi_key(), &ebsi_method()).with_key_reference(reference);
        issuer.secure(&badge_of(EBSI).to_string(), suite).unwrap().into()
    };
    ways.into_iter().map(issue).collect()
}

/// As wallets of EBSI have the DIDs of natural persons: the JWK of a key, of its required members in their order.
#[test]
fn a_did_key_that_is_a_jwk_is_its_own_proof() {
    let jwk = Jwk::new(ebsi_key().public_key().clone()).to_json();
    let member = |name: &str| jwk.get(name).unwrap().as_str().unwrap().to_owned();
    let text = format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, member("x"), member("y"));
    let identifier = multibase::base58btc(&[&multicodec::JWK_JCS_PUBLIC[..], text.as_bytes()].concat());
    let did = format!("did:key:{identifier}");
    let method = format!("{did}#{identifier}");
    for (suite, reference) in [
        (Cryptosuite::EcdsaRdfc2019.into(), KeyNaming::VerificationMethod),
        (Suite::OpenBadgesJwt, KeyNaming::VerificationMethod),
        (Suite::OpenBadgesJwt, KeyNaming::Kid(identifier.clone())),
        (Suite::Jwt, KeyNaming::Jwk),
    ] {
        let issuer = issuer_as(&did, ebsi_key(), &method).with_key_reference(reference.clone());
        let badge = issuer.secure(&badge_of(&did).to_string(), suite).unwrap();
        let verification = verifier().verify(badge.as_bytes(), &Offline);
        let stands = (verification.outcome, verification.trust);
        assert_eq!(stands, (Outcome::Valid, Trust::IssuerBound), "{suite:?}, {reference:?}: {verification}");
    }
    // Another key is not this one's DID.
    let stranger = InMemorySigner::new(attackers_key()).unwrap().with_verification_method(&*method);
    assert!(stranger.is_err());
    let forged =
        support::sign_by_hand(&badge_of(&did), &attackers_key(), &[("verificationMethod", &format!("\"{method}\""))]);
    assert_eq!(verifier().verify(&forged, &Offline).outcome, Outcome::Invalid);
}

/// Multicodec has more kinds of keys than are used here, and gets more: nobody can tell what one of them would say.
#[test]
fn a_did_key_of_a_kind_that_is_not_known_leaves_it_open_who_signed() {
    for header in [&[0xef, 0x01][..], &[0x90, 0x24][..], &[0xd2, 0xd6, 0x03][..]] {
        let identifier = multibase::base58btc(&[header, &[7; 32][..]].concat());
        let did = format!("did:key:{identifier}");
        let method = format!("\"{did}#{identifier}\"");
        let text = support::sign_by_hand(&badge_of(&did), &attackers_key(), &[("verificationMethod", &method)]);
        let verification = verifier().verify(&text, &Offline);
        assert_eq!((verification.outcome, verification.trust), (Outcome::Indeterminate, Trust::None), "{verification}");
        assert_eq!(verification.primary.as_ref().unwrap().code, codes::proof::UNSUPPORTED, "{verification}");
    }
}

#[test]
fn the_document_of_a_did_that_is_not_resolved_here_may_be_supplied() {
    for badge in ebsi_badges() {
        let host = Counting::new().with(EBSI, ebsi_document().to_string());
        let verification = verifier().verify(&badge, &host);
        assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
        let bound = verification.check("issuer.key_bound").unwrap();
        assert_eq!(bound.params.get("basis").unwrap().as_str(), Some("did_document"));
        let document = verification.resources.iter().find(|resource| resource.kind == "did_document").unwrap();
        assert_eq!((document.url.as_str(), document.provenance), (EBSI, "supplied"));
        // The DID is all the address there is.
        assert_eq!(host.asked(), [EBSI]);
    }
}

/// As long as nobody supplies it, nobody can tell, and nothing is invalid.
#[test]
fn a_did_that_is_not_resolved_here_leaves_open_whose_the_key_is() {
    for badge in ebsi_badges() {
        let verification = verifier().verify(&badge, &Offline);
        assert_eq!(verification.outcome, Outcome::Indeterminate, "{verification}");
        assert_eq!(verification.primary.as_ref().unwrap().code, codes::proof::DID_METHOD_UNSUPPORTED, "{verification}");
        let [need] = verification.unmet() else { panic!("{:?}", verification.unmet()) };
        assert_eq!((need.kind, need.subject.as_str(), need.url.as_str()), (NeedKind::DidDocument, EBSI, EBSI));
        assert!(need.before_proof);
    }
}

/// What counts for a did:web counts here.
#[test]
fn a_supplied_document_is_read_as_any_other() {
    let altered = |alter: &dyn Fn(&mut Value)| {
        let mut document = ebsi_document();
        alter(&mut document);
        Memory::new().with(EBSI, document.to_string())
    };
    let thumb = thumbprint(ebsi_key().public_key());
    for (host, outcome) in [
        (altered(&|document| document["id"] = json!("did:ebsi:zvHWX359A3CvfJnCYaAiAdf")), Outcome::Invalid),
        (altered(&|document| document["id"] = json!(EBSI.to_uppercase())), Outcome::Invalid),
        (altered(&|document| document["assertionMethod"] = json!([])), Outcome::Invalid),
        (altered(&|document| drop(document.as_object_mut().unwrap().remove("assertionMethod"))), Outcome::Invalid),
        (altered(&|document| document["verificationMethod"][0]["controller"] = json!("did:ebsi:z")), Outcome::Invalid),
        (altered(&|document| document["verificationMethod"][0]["id"] = json!("#another")), Outcome::Invalid),
        (
            altered(&|document| document["verificationMethod"][0]["revoked"] = json!("2020-01-01T00:00:00Z")),
            Outcome::Invalid,
        ),
        (Memory::new().with(EBSI, "{"), Outcome::Indeterminate),
        (
            Memory::new()
                .with(EBSI, issuer_document(EBSI, &format!("{EBSI}#{thumb}"), &attackers_key(), "assertionMethod")),
            Outcome::Invalid,
        ),
    ] {
        let badges = ebsi_badges();
        for badge in [&badges[0], &badges[2], &badges[5]] {
            let verification = verifier().verify(badge, &host);
            assert_eq!(verification.outcome, outcome, "{verification}");
        }
    }
    // It has no address that it could have been fetched from.
    struct Fetched;
    impl Resolver for Fetched {
        fn resolve(&self, need: &Need) -> Answer {
            let found = Found::supplied(&*need.url, ebsi_document().to_string());
            Answer::found(
                found.fetched(
                    "https://registry.example/zvHWX359A3CvfJnCYaAiAde",
                    microcred::chrono::DateTime::UNIX_EPOCH,
                ),
            )
        }
    }
    let verification = verifier().verify(&ebsi_badges()[0], &Fetched);
    assert_eq!(verification.outcome, Outcome::Indeterminate, "{verification}");
}

/// A key of a DID proves nothing about another issuer, whoever resolves it; so nobody is asked.
#[test]
fn a_did_that_is_not_resolved_here_speaks_for_itself_alone() {
    let signer = InMemorySigner::new(ebsi_key()).unwrap().with_verification_method(ebsi_method()).unwrap();
    let method = format!("\"{}\"", signer.identity().verification_method());
    for issuer in ["https://victim.example/", "did:web:victim.example", "did:ebsi:zvHWX359A3CvfJnCYaAiAdf"] {
        let text = support::sign_by_hand(&badge_of(issuer), &attackers_key(), &[("verificationMethod", &method)]);
        let host = Counting::new().with(EBSI, ebsi_document().to_string());
        let verification = verifier().verify(&text, &host);
        assert_eq!(verification.outcome, Outcome::Indeterminate, "{verification}");
        assert!(verification.has(codes::proof::DID_METHOD_UNSUPPORTED), "{verification}");
        assert_eq!(verification.trust, Trust::None);
        assert!(host.asked().is_empty());
    }
}

/// Nothing is fetched for it, not even the name of a host looked up.
#[cfg(feature = "http")]
#[test]
fn nothing_is_fetched_for_a_did_without_an_address() {
    use microcred::resolve::http::HttpResolver;
    for did in [EBSI, "did:ebsi:https", "did:cheqd:mainnet:7bf81a20-633c-4cc7-bc4a-5a45801005e0"] {
        let network = HttpResolver::new().with_lookup(|host: &str| panic!("{host} was looked up"));
        let answer = network.resolve(&Need::new(NeedKind::DidDocument, did, did));
        let Answer::Unavailable { code: Some(code), .. } = answer else { panic!("{answer:?}") };
        assert_eq!(code, codes::proof::DID_METHOD_UNSUPPORTED);
    }
    let network = HttpResolver::new().with_lookup(|host: &str| panic!("{host} was looked up"));
    let verification = verifier().verify(&ebsi_badges()[0], &network);
    assert_eq!(verification.outcome, Outcome::Indeterminate, "{verification}");
    assert_eq!(verification.primary.as_ref().unwrap().code, codes::proof::DID_METHOD_UNSUPPORTED);
}

#[test]
fn operations_take_the_document_of_any_did() {
    let answer = resolve(&json!({"id": ebsi_method(), "resources": {EBSI: ebsi_document()}})).unwrap();
    assert_eq!((&answer["document"], &answer["provenance"]), (&ebsi_document(), &json!("supplied")));
    let mut another = ebsi_document();
    another["id"] = json!("did:ebsi:zanother");
    let mismatch = json!({"id": EBSI, "resources": {EBSI: another}});
    assert_eq!(code(&mismatch), ("refused", "issuer.did.mismatch".to_owned()));

    let schema: Value = serde_json::from_str(include_str!("../vocab/schemas/report.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let badge: Value = serde_json::from_slice(&ebsi_badges()[0]).unwrap();
    let verify = |resources: Value| {
        let request = json!({"document": badge, "now": support::NOW, "resources": resources});
        let report = ops::call("verify", &request.to_string(), &support::environment()).unwrap().to_string();
        let report: Value = serde_json::from_str(&report).unwrap();
        assert!(schema.is_valid(&report), "{report}");
        report
    };
    assert_eq!(verify(json!({EBSI: ebsi_document()}))["outcome"], "valid");
    let report = verify(json!({}));
    assert_eq!(report["outcome"], "indeterminate");
    assert_eq!(report["needs"][0]["subject"], EBSI);
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
        std::fs::write(file.with_file_name("ebsi.json"), super::ebsi_document().to_string()).unwrap();
        let (document, _) = ends(&[super::EBSI, "--resource", &format!("{}=ebsi.json", super::EBSI)], 0);
        assert!(document.contains(super::EBSI));

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

    /// Whoever asks opens a port by its number, and what answers there has a public address all the same.
    #[cfg(feature = "http")]
    #[test]
    fn a_port_is_opened_by_its_number() {
        let did = "did:web:localhost%3A8443";
        for (arguments, code, complaint) in [
            (&["--network"][..], 1, "net.blocked.port"),
            (&["--network", "--danger-with-port", "8080"], 1, "net.blocked.port"),
            (
                &["--network", "--danger-with-port", "8080", "--danger-with-port", "8443"],
                1,
                "net.blocked.private_address",
            ),
            (&["--danger-with-port", "8443"], 64, "--network"),
            (&["--network", "--danger-with-port", "0"], 64, "--danger-with-port"),
        ] {
            let (_, stderr) = ends(&[&[did], arguments].concat(), code);
            assert!(stderr.contains(complaint), "{arguments:?}: {stderr}");
        }
    }
}

/// That there is no document is said where it is known. Whoever keeps that of a host that was away is told something untrue.
#[test]
fn what_could_not_be_asked_is_not_called_absent() {
    struct Says(Answer);
    impl Resolver for Says {
        fn resolve(&self, _: &Need) -> Answer {
            self.0.clone()
        }
    }
    let unavailable = |code| Answer::Unavailable { code, reason: "the host took too long".to_owned() };
    let other = Answer::found(Found::supplied(
        "https://vet.example/.well-known/did.json",
        r#"{"id": "did:web:other.example"}"#,
    ));
    let text = Answer::found(Found::supplied("https://vet.example/.well-known/did.json", "<html>"));
    for (answer, name) in [
        (Answer::NotFound, "notFound"),
        (unavailable(None), "internalError"),
        (unavailable(Some(codes::net::TIMEOUT)), "internalError"),
        (other, "invalidDidDocument"),
        (text, "internalError"),
    ] {
        let asked = ops::DidResolve::new("did:web:vet.example").with_resolver(Says(answer));
        let resolution = asked.resolution(None, &Environment::system());
        assert_eq!(resolution.error().map(|error| error.name.as_str()), Some(name));
        assert_eq!((resolution.document(), resolution.is_dereferenced()), (None, false));
    }
}
