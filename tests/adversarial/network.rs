//! Case 110: nobody is asked for anything before a proof holds, but for the key that makes it hold; and nobody on behalf of
//! what stands inside before what it stands in holds.
//!
//! Connections themselves are counted in `tests/network`.

use super::assert_refused;
use crate::support::cases::{case, saw};
use crate::support::{
    Counting, attackers_key, badge_of, did_key, edited, environment, issuer_as, issuer_document, issuing_key, key,
    multikey, object, verifier,
};
use microcred::codec::base64url;
use microcred::json::{Object, Value};
use microcred::key::InMemorySigner;
use microcred::present::{Asked, Presenter};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Outcome, code};
use microcred::vc::{NestedCredential, Presentation};
use microcred::verify::Verification;

const VET: &str = "did:web:vet.example";
const VET_DOCUMENT: &str = "https://vet.example/.well-known/did.json";

/// A badge that names an address wherever a credential may name one.
fn badge_with_addresses(issuer: &str) -> Value {
    let mut badge = badge_of(issuer);
    let elsewhere =
        |kind: &str| Object::new().with("id", format!("https://attacker.example/{kind}").as_str()).with("type", kind);
    let root = object(&mut badge, "");
    let status = elsewhere("BitstringStatusListEntry")
        .with("statusPurpose", "revocation")
        .with("statusListIndex", "1")
        .with("statusListCredential", "https://attacker.example/list");
    root.insert("credentialStatus", status);
    root.insert("credentialSchema", elsewhere("JsonSchema"));
    root.insert("evidence", elsewhere("Evidence"));
    badge
}

fn secured(issuer: &str, suite: impl Into<Suite>) -> String {
    let method = match issuer.strip_prefix("did:key:") {
        Some(fragment) => format!("{issuer}#{fragment}"),
        None => format!("{issuer}#{}", multikey(&issuing_key())),
    };
    let badge = badge_with_addresses(issuer);
    let issued = issuer_as(issuer, issuing_key(), &method).secure(&badge.to_string(), suite);
    issued.unwrap_or_else(|error| panic!("{error}")).into_string()
}

/// The same with a name that nobody signed.
fn changed(secured: &str) -> String {
    let rename = |text: &str| edited(text, |badge| object(badge, "").insert("name", "Another name"));
    if secured.starts_with('{') {
        return rename(secured);
    }
    let mut parts: Vec<String> = secured.split('.').map(str::to_owned).collect();
    let payload = String::from_utf8(base64url::decode(&parts[1]).unwrap()).unwrap();
    parts[1] = base64url::encode(rename(&payload).as_bytes());
    parts.join(".")
}

fn document() -> String {
    issuer_document(VET, &format!("{VET}#{}", multikey(&issuing_key())), &issuing_key(), "assertionMethod")
}

fn suites() -> impl Iterator<Item = Suite> {
    [
        Cryptosuite::EddsaRdfc2022.into(),
        Cryptosuite::EddsaJcs2022.into(),
        Suite::Jwt,
        Suite::OpenBadgesJwt,
        Suite::SdJwt,
    ]
    .into_iter()
}

#[test]
fn fetch_before_signature() {
    case!(110);
    for suite in suites() {
        let resolver = Counting::new();
        let verification = verifier().verify(changed(&secured(&did_key(&issuing_key()), suite)), &resolver);
        assert_refused(&verification, Outcome::Invalid, code::proof::SIGNATURE_INVALID);
        assert_eq!(resolver.asked(), [""; 0], "{suite}");

        // Where the key stands elsewhere, it is looked up once, and nothing besides.
        let resolver = Counting::new().with(VET, document());
        let verification = verifier().verify(changed(&secured(VET, suite)), &resolver);
        assert_refused(&verification, Outcome::Invalid, code::proof::SIGNATURE_INVALID);
        assert_eq!(resolver.asked(), [VET_DOCUMENT], "{suite}");
    }
}

/// Somebody else's signature is not worth a question.
#[test]
fn fetch_for_a_stranger() {
    case!(110);
    for issuer in [VET, "https://vet.example/issuer"] {
        let document = badge_with_addresses(issuer);
        for method in [did_key(&attackers_key()), "did:web:attacker.example".to_owned()] {
            let method = format!("\"{method}#{}\"", multikey(&attackers_key()));
            let changes = [("verificationMethod", method.as_str())];
            let text = crate::support::sign_by_hand(&document, &attackers_key(), &changes);
            let resolver = Counting::new();
            let verification = verifier().verify(text, &resolver);
            assert_refused(&verification, Outcome::Invalid, code::issuer::KEY_UNBOUND);
            assert_eq!(resolver.asked(), [""; 0]);
        }
    }
}

/// What cannot be signed at all is not looked into either.
#[test]
fn fetch_for_what_is_not_defined() {
    case!(110);
    let mut document = badge_with_addresses(VET);
    object(&mut document, "").insert("isAdmin", true);
    let resolver = Counting::new();
    let verification = verifier().verify(document.to_string(), &resolver);
    saw(&verification);
    assert_eq!(verification.outcome, Outcome::Invalid);
    assert_eq!(resolver.asked(), [""; 0]);
}

fn presented(suite: impl Into<Suite>) -> String {
    let held = edited(&badge_of(VET).to_string(), |badge| {
        object(badge, "/credentialSubject").insert("id", did_key(&key(9)));
    });
    let issuer = issuer_as(VET, issuing_key(), &format!("{VET}#{}", multikey(&issuing_key())));
    let badge = issuer.secure(&held, Cryptosuite::EddsaRdfc2022).unwrap();
    let shown = Presentation::new().verifiable_credential(NestedCredential::parse(badge.as_str()).unwrap());
    let presenter = Presenter::new(InMemorySigner::new(key(9)).unwrap()).with_environment(environment());
    presenter.with_suite(suite).present(&shown, &Asked::new("1")).unwrap().into_string()
}

fn verify(text: &str, resolver: &Counting) -> Verification {
    let verification = verifier().with_challenge("1").verify(text, resolver);
    saw(&verification);
    verification
}

/// Members of a presentation that does not hold are not opened.
#[test]
fn fetch_for_members_of_a_presentation() {
    case!(110);
    for suite in [Suite::from(Cryptosuite::EddsaRdfc2022), Cryptosuite::EddsaJcs2022.into(), Suite::Jwt] {
        let good = presented(suite);
        let resolver = Counting::new().with(VET, document());
        let verification = verify(&good, &resolver);
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
        assert_eq!(resolver.asked(), [VET_DOCUMENT], "{suite}");

        let resolver = Counting::new().with(VET, document());
        let verification = verify(&unfitting(&good), &resolver);
        assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
        assert!(verification.has(code::proof::SIGNATURE_INVALID), "{verification}");
        assert!(verification.members().is_empty());
        assert_eq!(resolver.asked(), [""; 0], "{suite}");
    }
}

/// A presentation whose signature is another one.
fn unfitting(presentation: &str) -> String {
    if presentation.starts_with('{') {
        return edited(presentation, |document| object(document, "").insert("id", "urn:uuid:another"));
    }
    let (input, signature) = presentation.rsplit_once('.').unwrap();
    let mut bytes = base64url::decode(signature).unwrap();
    bytes[5] ^= 1;
    format!("{input}.{}", base64url::encode(&bytes))
}

/// A member in the name of somebody else is refused without a question.
#[test]
fn fetch_for_a_forged_member() {
    case!(110);
    let forged = crate::support::sign_by_hand(&badge_of(VET), &attackers_key(), &[]);
    let shown = Presentation::new().verifiable_credential(NestedCredential::parse(&forged).unwrap());
    let presenter = Presenter::new(InMemorySigner::new(key(9)).unwrap()).with_environment(environment());
    let presented = presenter.present(&shown, &Asked::new("1")).unwrap();
    let resolver = Counting::new();
    let verification = verify(presented.as_str(), &resolver);
    assert_eq!(verification.outcome, Outcome::Invalid);
    assert!(verification.members()[0].1.has(code::issuer::KEY_UNBOUND), "{verification}");
    assert_eq!(resolver.asked(), [""; 0]);
}
