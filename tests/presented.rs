//! The presentations that the W3C has for VC Data Model 2.0, signed here and verified: what their names say comes of them.
//!
//! They are unsigned, and so are the credentials in them, in the names of nobody who has a key here. So the credentials are
//! signed first, in the name of an issuer with a key and for the holder, and the holder signs the whole. Contexts inside a
//! document are never plain; they are registered under a URL, as anybody has to who wants to show them.
//!
//! Where more is asked here than there: see [`self_asserted_claims_want_a_proof`] and [`envelopes_are_opened`].

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use microcred::badge::AchievementCredential;
use microcred::codec::{base64url, digest};
use microcred::issue::{IssueError, Issuer, ProofOptions};
use microcred::json::{Tree, Value};
use microcred::jsonld::Contexts;
use microcred::key::{InMemorySigner, Signer};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Outcome, code};
use microcred::resolve::Offline;
use microcred::verify::{Verification, Verifier};
use microcred::{Limits, vc};
use support::{at, did_key, issuer_as, json, key, multikey, object};

const FOLDER: &str = "w3c-vectors/raw/vc-data-model-2.0-test-suite";
const THEIRS: &str = "did:key:z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj";
const CONTEXT: &str = "https://vet.example/contexts/presentations/v1";

fn suites() -> [Suite; 3] {
    [Cryptosuite::EddsaRdfc2022.into(), Cryptosuite::EddsaJcs2022.into(), Suite::Jwt]
}

/// The files whose names hold that, with their names.
fn files(part: &str) -> Vec<(String, Value)> {
    let Some(corpus) = support::corpus() else { return Vec::new() };
    let entries = std::fs::read_dir(corpus.join(FOLDER)).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<(String, Value)> = entries
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, _)| name.starts_with("presentation-") && name.contains(part))
        .map(|(name, path)| {
            let limits = Limits::default();
            (name, Tree::parse_bytes(&std::fs::read(path).unwrap(), &limits).unwrap().root().to_value())
        })
        .collect();
    files.sort_by(|left, right| left.0.cmp(&right.0));
    files
}

fn contexts() -> Contexts {
    let term = |name: &str| format!(r#""{name}": "https://example.org/examples#{name}""#);
    let terms = ["ExampleVerifiablePresentation", "CredentialManagerPresentation"].map(term).join(", ");
    let body = format!(r#"{{"@context": {{{terms}}}}}"#);
    Contexts::bundled().with(CONTEXT, &body, &digest::sha256_hex(&body)).unwrap()
}

/// The holder, answering a challenge.
fn holder() -> Issuer {
    let did = did_key(&key(9));
    issuer_as(&did, key(9), &format!("{did}#{}", multikey(&key(9))))
        .with_proof_options(ProofOptions::new().answering("1"))
        .with_contexts(contexts())
}

fn verifier() -> Verifier {
    support::verifier().with_contexts(contexts()).with_challenge("1")
}

fn verify(text: impl AsRef<[u8]>) -> Verification {
    verifier().verify(text, &Offline)
}

/// In the names of those who have keys here.
fn ours(mut presentation: Value) -> Value {
    if let Some(Value::Array(contexts)) = object(&mut presentation, "").get_mut("@context") {
        for context in contexts.iter_mut().filter(|context| context.as_object().is_some()) {
            *context = CONTEXT.into();
        }
    }
    let text = presentation.to_string().replace(THEIRS, &did_key(&key(9)));
    let text = text.replace("did:example:subject", &did_key(&key(9)));
    json(&text.replace("did:example:other-subject", &did_key(&key(9))))
}

/// With its credentials signed, where they can be.
fn with_signed_members(mut presentation: Value) -> Value {
    let issuer = did_key(&support::issuing_key());
    if let Some(Value::Array(members)) = object(&mut presentation, "").get_mut("verifiableCredential") {
        for member in members.iter_mut().filter(|member| member.get("issuer").is_some()) {
            object(member, "").insert("issuer", issuer.as_str());
            if let Ok(signed) = support::issuer().secure(&member.to_string(), Cryptosuite::EddsaRdfc2022) {
                *member = json(signed.as_str());
            }
        }
    }
    presentation
}

#[test]
fn what_is_called_right_holds() {
    let files = files("-ok");
    let mut run = 0;
    for (name, presentation) in files.iter().filter(|(name, _)| !name.contains("self-asserted")) {
        if name.contains("enveloped") {
            continue;
        }
        let document = with_signed_members(ours(presentation.clone()));
        for suite in suites() {
            let secured = holder().secure(&document.to_string(), suite);
            let secured = secured.unwrap_or_else(|error| panic!("{name}, {suite}: {error}"));
            let verification = verify(&secured);
            assert_eq!(verification.outcome, Outcome::Valid, "{name}, {suite}: {verification}");
            let shown = verification.accept::<vc::Presentation>().unwrap_or_else(|error| panic!("{name}: {error}"));
            let members = document.get("verifiableCredential").and_then(Value::as_array).map_or(0, <[Value]>::len);
            assert_eq!((shown.verifiable_credential.len(), verification.members().len()), (members, members));
            assert!(verification.members().iter().all(|(_, member)| member.accept::<vc::Credential>().is_ok()));
        }
        run += 1;
    }
    assert!(files.is_empty() || run == 9, "{run}");
}

/// Nobody signs them here, and whoever signs them elsewhere is not believed.
#[test]
fn what_is_called_wrong_is_refused() {
    for (name, presentation) in files("-fail") {
        let document = with_signed_members(ours(presentation));
        for suite in suites() {
            let secured = holder().secure(&document.to_string(), suite);
            assert!(secured.is_err(), "{name}, {suite}");
        }
        let verification = verify(token(&document));
        assert_ne!(verification.outcome, Outcome::Valid, "{name}: {verification}");
        assert!(verification.accept::<vc::Presentation>().is_err());
    }
}

/// A token by the holder, whatever stands in it.
fn token(document: &Value) -> String {
    let mut payload = document.clone();
    object(&mut payload, "").insert("nonce", "1");
    let header = format!(r#"{{"alg":"EdDSA","typ":"vp+jwt","kid":"{}#{}"}}"#, did_key(&key(9)), multikey(&key(9)));
    let parts = [header, payload.to_string()].map(|part| base64url::encode(part.as_bytes())).join(".");
    let signature = InMemorySigner::new(key(9)).unwrap().sign(parts.as_bytes()).unwrap();
    format!("{parts}.{}", base64url::encode(&signature))
}

/// The suite lets a holder put in credentials of his own that are secured by the presentation alone. Here every credential
/// has to show who issued it, be it the holder: what is accepted goes on without its presentation.
#[test]
fn self_asserted_claims_want_a_proof() {
    for (name, presentation) in files("self-asserted") {
        let document = ours(presentation);
        let secured = match holder().secure(&document.to_string(), Cryptosuite::EddsaRdfc2022) {
            Ok(secured) => secured,
            Err(IssueError::Unbound(refusal)) => {
                assert!(name.contains("holder-mismatch"), "{name}");
                assert_eq!(refusal.code, code::issuer::KEY_UNBOUND);
                continue;
            }
            Err(error) => panic!("{name}: {error}"),
        };
        let verification = verify(&secured);
        assert_eq!(verification.outcome, Outcome::Invalid, "{name}");
        assert!(verification.members()[0].1.has(code::proof::MISSING), "{name}: {verification}");
        if name.contains("issuer-mismatch") {
            continue;
        }
        // With a proof of the holder's own, it is his word, and taken for it.
        let mut own = document.clone();
        let member = at(&mut own, "/verifiableCredential/0").to_string();
        let plain = holder().with_proof_options(ProofOptions::new());
        *at(&mut own, "/verifiableCredential/0") =
            json(plain.secure(&member, Cryptosuite::EddsaRdfc2022).unwrap().as_str());
        let secured = holder().secure(&own.to_string(), Cryptosuite::EddsaRdfc2022).unwrap();
        let verification = verify(&secured);
        assert_eq!(verification.outcome, Outcome::Valid, "{name}: {verification}");
    }
}

/// The envelope of the suite holds a token by a key that stands nowhere, under a media type of an old draft: it is well
/// made, and what is in it is nobody's.
#[test]
fn envelopes_are_opened() {
    for (name, presentation) in files("enveloped-vc-ok") {
        let document = ours(presentation);
        let secured = holder().secure(&document.to_string(), Cryptosuite::EddsaRdfc2022);
        let secured = secured.unwrap_or_else(|error| panic!("{name}: {error}"));
        let verification = verify(&secured);
        assert_ne!(verification.outcome, Outcome::Valid, "{name}: {verification}");
        assert!(!verification.members()[0].1.has(code::proof::MISSING), "{name}: {verification}");
        println!("{name}: {verification}");
    }
}

/// Whoever sets every limit as high as it goes has fewer refusals, and no other verdicts.
#[test]
fn limits_at_their_maximum_let_nothing_through() {
    let most = usize::MAX;
    let limits = Limits {
        bytes: most,
        depth: most,
        values: most,
        types: most,
        contexts: most,
        quads: most,
        canonicalisation: most,
        proofs: most,
        statements: most,
        disclosures: most,
        needs: most,
        status_list: most,
        embedded: most,
        embedded_depth: most,
        findings: most,
    };
    let mut badge = support::badge();
    object(&mut badge, "/credentialSubject").insert("id", did_key(&key(9)));
    let good = support::secure(&badge);
    let badge = support::verifier().with_limits(limits.clone()).verify(&good, &Offline);
    assert_eq!(badge.outcome, Outcome::Valid, "{badge}");
    assert!(badge.accept::<AchievementCredential>().is_ok());

    let verifier = verifier().with_limits(limits);
    let bad = good.replace("Green skills\"", "Brown skills\"");
    assert_ne!(good, bad);
    for (member, outcome) in [(&good, Outcome::Valid), (&bad, Outcome::Invalid)] {
        for suite in suites() {
            let presentation = format!(
                r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"],
                "holder": "{}", "verifiableCredential": [{member}]}}"#,
                did_key(&key(9))
            );
            let secured = holder().secure(&presentation, suite).unwrap();
            let verification = verifier.verify(&secured, &Offline);
            assert_eq!(verification.outcome, outcome, "{suite}: {verification}");
            assert_eq!(verification.members().len(), 1, "{suite}");
        }
    }
}
