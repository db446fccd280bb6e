//! A little of everything that reads or writes JSON, as one text.

use microcred::badge::{AchievementCredential, Profile};
use microcred::codec::digest;
use microcred::issue::{Issuer, Prepared};
use microcred::json::{Tree, Value};
use microcred::key::{InMemorySigner, Jwk, KeyType, PrivateKey, Signer};
use microcred::microcredential::{MicroCredential, Offer};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::resolve::Offline;
use microcred::verify::{Policy, Verifier};
use microcred::{Environment, Limits};

/// What comes out with serde_json as the library itself asks for it.
pub const EXPECTED: &str = include_str!("../expected.txt");

const MICRO_CREDENTIAL: &str = include_str!("../../../examples/data/micro-credential.json");
const OFFER: &str = include_str!("../../../examples/data/offer.json");

/// Names out of order, and numbers in every spelling.
const NUMBERS: &str = r#"{
    "zebra": [3, 3.0, 2.50, 25e-1, 1e2, 1E21, 7.5e-7, 0.1, -0, -0.0, 100000000000000000000, 18446744073709551615, -9223372036854775808, 123456789012345678901234567890, 1.7976931348623157e308, 5e-324],
    "apple": {"b": {"d": null, "c": true}, "a": "\u00e9\"\\"},
    "mango": []
}"#;

const BADGE: &str = r#"{
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000001",
    "name": "Green skills",
    "issuer": {"id": "ISSUER", "type": ["Profile"], "name": "Example VET"},
    "validFrom": "2026-09-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:ana",
        "type": ["AchievementSubject"],
        "creditsEarned": CREDITS,
        "achievement": {
            "type": ["Achievement"],
            "id": "https://vet.example/achievements/green",
            "name": "Green skills",
            "description": "Plans an energy audit.",
            "criteria": {"narrative": "An audit of one building."},
            "creditsAvailable": 3.0,
            "resultDescription": [{
                "id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000002", "type": ["ResultDescription"], "name": "Grade",
                "resultType": "LetterGrade", "allowedValue": ["F", "B", "A"]
            }]
        }
    }
}"#;

/// Everything, line by line; of long texts the digest.
pub fn run() -> String {
    let mut out = String::new();
    let mut line = |name: &str, text: &str| {
        let shown = match text.len() {
            0..400 => text.replace('\n', "\\n"),
            length => format!("{length} bytes, SHA-256 {}", digest::sha256_hex(text)),
        };
        out.push_str(&format!("{name}: {shown}\n"));
    };
    values(&mut line);
    models(&mut line);
    credentials(&mut line);
    others(&mut line);
    out
}

/// The first line that is not as expected.
pub fn first_difference(found: &str) -> Option<String> {
    let length = found.lines().count().max(EXPECTED.lines().count());
    let line = |text: &str, number: usize| text.lines().nth(number).unwrap_or("(nothing)").to_owned();
    (0..length)
        .map(|number| (line(found, number), line(EXPECTED, number)))
        .find(|(found, expected)| found != expected)
        .map(|(found, expected)| format!("found:    {found}\nexpected: {expected}"))
}

fn tree(text: &str) -> Tree {
    Tree::parse(text, &Limits::default()).expect("strict JSON")
}

fn values(line: &mut impl FnMut(&str, &str)) {
    let value = tree(NUMBERS).root().to_value();
    line("value, written", &value.to_string());
    line("value, written by serde_json", &serde_json::to_string(&value).expect("JSON"));
    let read: Value = serde_json::from_str(NUMBERS).expect("JSON");
    line("value, read by serde_json", &read.to_string());
    let again: Value = serde_json::from_str(&serde_json::to_string(&value).expect("JSON")).expect("JSON");
    line("value, there and back", &again.to_string());
    let through: Value = serde_json::to_value(&read).and_then(serde_json::from_value).expect("JSON");
    line("a number through serde_json's value", &through.get("zebra").expect("numbers").to_string());
}

fn models(line: &mut impl FnMut(&str, &str)) {
    let held = MicroCredential::from_json(MICRO_CREDENTIAL).expect("a micro-credential");
    line("micro-credential", &held.to_json().to_string());
    line("micro-credential, written by serde_json", &serde_json::to_string(&held).expect("JSON"));
    let read: MicroCredential = serde_json::from_str(MICRO_CREDENTIAL).expect("a micro-credential");
    line("micro-credential, read by serde_json", &read.to_json().to_string());
    let offer = Offer::from_json(OFFER).expect("an offer");
    line("offer", &serde_json::to_string(&offer).expect("JSON"));
    let badge = BADGE.replace("CREDITS", "2.50").replace("ISSUER", "https://vet.example/");
    let (badge, findings) = AchievementCredential::read(tree(&badge).root()).expect("a badge");
    line("badge", &badge.to_json().to_string());
    line("findings", &findings.to_json().to_string());
}

fn environment() -> Environment {
    let counter = std::sync::atomic::AtomicU8::new(1);
    Environment::system().at("2026-11-23T11:00:00Z".parse().expect("an instant")).with_entropy(move |bytes| {
        bytes.fill(counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        Ok(())
    })
}

fn signer() -> InMemorySigner {
    InMemorySigner::new(PrivateKey::from_ed25519_seed(&[7; 32])).expect("a signer")
}

fn issuer() -> Issuer {
    let id = signer().identity().did().expect("a DID").to_owned();
    Issuer::new(Profile::new(id).name("Example VET"), signer()).with_environment(environment())
}

fn credentials(line: &mut impl FnMut(&str, &str)) {
    let id = signer().identity().did().expect("a DID").to_owned();
    let strict = Verifier::new().with_environment(environment()).with_diagnostics();
    let lenient = strict.clone().with_policy(Policy::lenient());
    for credits in ["3", "3.0", "2.50", "1e2", "0.1"] {
        let document = BADGE.replace("CREDITS", credits).replace("ISSUER", &id);
        let fitting = |suite: &Cryptosuite| suite.is_issued() && Suite::from(*suite).takes(KeyType::Ed25519);
        for suite in Cryptosuite::all().filter(fitting) {
            let secured = issuer().secure(&document, suite).expect("a badge that can be issued");
            line(&format!("issued with {credits} credits and {}", suite.name()), secured.as_str());
            let tampered = secured.as_str().replace("An audit of one building", "No audit");
            let respelled = secured.as_str().replace("\"creditsAvailable\":3.0", "\"creditsAvailable\":3.00");
            for (what, text) in [("itself", secured.as_str()), ("tampered", &tampered), ("respelled", &respelled)] {
                let verification = strict.verify(text, &Offline);
                line(&format!("report, {what}"), &verification.to_json().to_string());
                line("the same, by serde_json", &serde_json::to_string(verification.report()).expect("JSON"));
                line("the same, in words", &verification.to_string());
                let accepted = verification.accept::<AchievementCredential>();
                let badge = accepted.map(|badge| badge.to_json().to_string());
                line("accepted", &badge.unwrap_or_else(|error| error.to_string()));
                line("leniently", &digest::sha256_hex(lenient.verify(text, &Offline).to_json().to_string()));
            }
        }
    }
    let held = MicroCredential::from_json(MICRO_CREDENTIAL).expect("a micro-credential");
    let issued = issuer().issue(&held).expect("a micro-credential that can be issued");
    line("issued micro-credential", issued.as_str());
    line("its report", &strict.verify(&issued, &Offline).to_json().to_string());
    let prepared = issuer().prepare(&held).expect("a micro-credential that can be issued");
    let stored = prepared.to_json().to_string();
    line("prepared", &stored);
    let prepared = Prepared::from_json(&stored).expect("what was stored");
    let signature = signer().sign(prepared.message()).expect("a signature");
    line("completed", prepared.complete(signature).expect("a good signature").as_str());
}

fn others(line: &mut impl FnMut(&str, &str)) {
    let policy = Policy::from_json(r#"{"skewSeconds": 60, "id": "ours", "effects": {"validity.expired": "warn"}}"#)
        .expect("a policy");
    line("policy", &policy.to_json().to_string());
    line("policy digest", &policy.reference().sha256);
    line("key", &Value::from(Jwk::new(signer().identity().public_key().clone()).with_kid("one").to_json()).to_string());
}
