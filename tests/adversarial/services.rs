//! What a credential points to: resources with digests, and newer copies.

use super::endorsements::{agencys_key, issuer_with};
use super::strangers::{wrapped, wrapped_by};
use super::{assert_invalid, assert_refused, assert_valid, valid};
use crate::support::cases::case;
use crate::support::{
    attackers_key, badge, did_key, edited, issuer, issuing_key, json, key, object, secure, sign_by_hand, verifier,
};
use microcred::Limits;
use microcred::badge::AchievementCredential;
use microcred::issue::{HolderChoice, IssueError};
use microcred::json::{Object, Pointer, Value};
use microcred::key::{Jwk, PrivateKey};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::sd_jwt::SdJwt;
use microcred::report::{Outcome, Status, Trust, code};
use microcred::resolve::{Answer, Found, Need, Resolver};

pub(super) const EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
const V2: &str = "https://www.w3.org/ns/credentials/v2";

/// A digest that is not that of a resource that is known here, and what is not named as it must be, at either door.
#[test]
fn related_resource_with_another_digest() {
    let with = |resources: &str| {
        let mut badge = badge();
        object(&mut badge, "").insert("relatedResource", json(resources));
        badge
    };
    let right = r#""digestSRI": "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg""#;
    let wrong = r#""digestMultibase": "uEiAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA""#;
    assert_valid(&secure(&with(&format!(r#"[{{"id": "{V2}", {right}}}]"#))));
    let elsewhere = valid(&secure(&with(&format!(r#"[{{"id": "https://vet.example/report.pdf", {wrong}}}]"#))));
    assert!(elsewhere.has(code::resource::UNCHECKED), "{elsewhere}");
    for (resources, code) in [
        (format!(r#"[{{"id": "{V2}", {wrong}}}]"#), code::resource::DIGEST_MISMATCH),
        (format!(r##"[{{"id": "{V2}#", {wrong}}}]"##), code::resource::DIGEST_MISMATCH),
        (format!(r##"[{{"id": "{V2}#part", {wrong}}}]"##), code::resource::DIGEST_MISMATCH),
        (format!(r#"[{{"id": "{V2}"}}]"#), code::resource::MALFORMED),
        (format!(r#"[{{"id": "{V2}", {right}}}, {{"id": "{V2}", {right}}}]"#), code::resource::MALFORMED),
        (format!(r#""{V2}""#), code::resource::MALFORMED),
    ] {
        let document = with(&resources);
        match issuer().secure(&document.to_string(), Cryptosuite::EddsaRdfc2022) {
            Err(IssueError::Findings(findings)) => assert!(findings.contains(code), "{findings}"),
            other => panic!("{other:?}"),
        }
        assert_invalid(&sign_by_hand(&document, &crate::support::issuing_key(), &[]), code);
    }
}

const REFRESH: &str = "https://vet.example/refresh/1";

/// A badge that says where a newer copy of it is to be had, valid for these years.
fn renewable(from: u16, until: u16, refresh: &str) -> Value {
    let mut badge = badge();
    let service = Object::new().with("id", refresh).with("type", "1EdTechCredentialRefresh");
    object(&mut badge, "").insert("refreshService", Value::from(service));
    object(&mut badge, "").insert("validFrom", format!("{from}-01-01T00:00:00Z"));
    object(&mut badge, "").insert("validUntil", format!("{until}-01-01T00:00:00Z"));
    object(&mut badge, "").insert("name", format!("Green skills of {from}"));
    if let Some(Value::Array(contexts)) = object(&mut badge, "").get_mut("@context") {
        contexts.push(EXTENSIONS.into());
    }
    badge
}

/// Serves some documents, and notes what was asked for.
pub(super) struct Host<'d> {
    documents: Vec<(&'d str, Answer)>,
    pub(super) asked: std::cell::RefCell<Vec<String>>,
}

impl<'d> Host<'d> {
    pub(super) fn with(documents: &[(&'d str, &str)]) -> Self {
        let documents =
            documents.iter().map(|(url, text)| (*url, Answer::found(Found::supplied(*url, *text)))).collect();
        Self { documents, asked: std::cell::RefCell::default() }
    }
}

impl Resolver for Host<'_> {
    fn resolve(&self, need: &Need) -> Answer {
        self.asked.borrow_mut().push(need.url.clone());
        let known = self.documents.iter().find(|(url, _)| *url == need.url);
        known.map_or(Answer::NotFound, |(_, answer)| answer.clone())
    }
}

/// The old copy is kept, with a warning why.
#[track_caller]
fn assert_kept(old: &str, host: &Host<'_>) -> String {
    let verification = verifier().refreshing().verify(old, host);
    crate::support::cases::say(format!("kept, warning {}", code::refresh::REJECTED));
    assert_refused(&verification, Outcome::Invalid, code::validity::EXPIRED);
    let check = verification.checks.iter().find(|check| check.code() == Some(code::refresh::REJECTED));
    assert_eq!(check.map(|check| check.status), Some(Status::Warn), "{verification}");
    check.map(|check| check.detail.clone()).unwrap()
}

/// A copy that is newer and by the same issuer takes the place of one that has ended, if the verifier wants it.
#[test]
fn refreshed() {
    let old = secure(&renewable(2024, 2025, REFRESH));
    let new = secure(&renewable(2026, 2028, REFRESH));
    let host = Host::with(&[(REFRESH, &new)]);
    let unasked = verifier().verify(&old, &host);
    assert_refused(&unasked, Outcome::Invalid, code::validity::EXPIRED);
    assert!(unasked.has(code::refresh::AVAILABLE) && host.asked.borrow().is_empty());

    let verification = verifier().refreshing().verify(&old, &host);
    assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
    assert_eq!(verification.check("refresh").map(|check| check.status), Some(Status::Pass));
    let accepted = verification.accept::<AchievementCredential>().unwrap();
    assert_eq!(accepted.name.as_ref().unwrap().to_string(), "Green skills of 2026");
    assert_eq!(accepted.provenance().input_sha256, microcred::codec::digest::sha256_hex(&new));
    assert!(verification.report().resources.iter().any(|resource| resource.url == REFRESH));
    // Once: the copy says where a newer one is as well.
    assert_eq!(*host.asked.borrow(), [REFRESH]);
    // A token is as good.
    let token = issuer().secure(&renewable(2026, 2028, REFRESH).to_string(), Suite::OpenBadgesJwt).unwrap();
    let verification = verifier().refreshing().verify(&old, &Host::with(&[(REFRESH, token.as_str())]));
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
}

#[test]
fn refresh_other_issuer() {
    case!(122);
    let old = secure(&renewable(2024, 2025, REFRESH));
    let mut theirs = renewable(2026, 2028, REFRESH);
    object(&mut theirs, "/issuer").insert("id", did_key(&attackers_key()));
    let theirs = issuer_with(attackers_key()).secure(&theirs.to_string(), Cryptosuite::EddsaRdfc2022).unwrap();
    assert_kept(&old, &Host::with(&[(REFRESH, theirs.as_str())]));
    // In the issuer's name, and signed by somebody else or by nobody.
    let forged = sign_by_hand(&renewable(2026, 2028, REFRESH), &attackers_key(), &[]);
    assert_kept(&old, &Host::with(&[(REFRESH, &forged)]));
    assert_kept(&old, &Host::with(&[(REFRESH, &renewable(2026, 2028, REFRESH).to_string())]));
}

/// A copy that has ended too, and points to a third one; one that is older, the same, or another credential.
#[test]
fn refresh_chain() {
    case!(122);
    let (second, third) = ("https://vet.example/refresh/2", "https://vet.example/refresh/3");
    let old = secure(&renewable(2024, 2025, REFRESH));
    let ended = secure(&renewable(2025, 2026, second));
    let fresh = secure(&renewable(2026, 2028, third));
    let host = Host::with(&[(REFRESH, &ended), (second, &fresh)]);
    assert_kept(&old, &host);
    assert_eq!(*host.asked.borrow(), [REFRESH]);

    let older = secure(&renewable(2023, 2030, REFRESH));
    let mut another = renewable(2026, 2028, REFRESH);
    object(&mut another, "").insert("id", "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000077");
    for copy in [&old, &older, &secure(&another), "{}", "<html>"] {
        assert_kept(&old, &Host::with(&[(REFRESH, copy)]));
    }
    assert_kept(&old, &Host::with(&[]));
}

/// Which of two copies is the newer is for their issuer to say, and for nobody who puts one into a token of his own.
#[test]
fn refresh_is_not_dated_by_strangers() {
    let undated = |until: u16| {
        let signed = sign_by_hand(&renewable(2024, until, REFRESH), &issuing_key(), &[("created", "null")]);
        edited(&signed, |badge| drop(object(badge, "/proof/0").remove("created")))
    };
    let (old, other) = (undated(2025), undated(2028));
    assert_valid(&other);
    assert_eq!(assert_kept(&old, &Host::with(&[(REFRESH, &other)])), "it is no newer");
    let dated = wrapped(&other, "vc+jwt", Object::new().with("iat", 1_790_000_000));
    assert_eq!(assert_kept(&old, &Host::with(&[(REFRESH, &dated)])), "it is no newer");
}

/// A newer copy is one for the same learner.
#[test]
fn refresh_for_another_learner() {
    case!(122);
    let to = |subject: Option<&str>, address: Option<&str>, from, until| {
        let mut badge = renewable(from, until, REFRESH);
        let learner = object(&mut badge, "/credentialSubject");
        learner.remove("id");
        if let Some(id) = subject {
            learner.insert("id", id);
        }
        if let Some(address) = address {
            let identity = Object::new()
                .with("type", "IdentityObject")
                .with("hashed", false)
                .with("identityHash", address)
                .with("identityType", "emailAddress");
            learner.insert("identifier", vec![Value::from(identity)]);
        }
        secure(&badge)
    };
    let (ana, eva) = (Some("did:example:ana"), Some("did:example:eva"));
    let (anas, evas) = (Some("ana@vet.example"), Some("eva@vet.example"));
    for ((old, old_address), (new, new_address)) in [
        ((ana, None), (eva, None)),
        ((ana, anas), (None, anas)),
        ((None, anas), (ana, anas)),
        ((None, anas), (None, evas)),
    ] {
        let copy = to(new, new_address, 2026, 2028);
        let detail = assert_kept(&to(old, old_address, 2024, 2025), &Host::with(&[(REFRESH, &copy)]));
        assert_eq!(detail, "it is about somebody else, or was issued to another key");
    }
    for (id, address) in [(ana, None), (ana, anas), (None, anas)] {
        let host = Host::with(&[(REFRESH, &to(id, address, 2026, 2028))]);
        let verification = verifier().refreshing().verify(to(id, address, 2024, 2025), &host);
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    }
    // One that was issued to a key, and its copy to another or to none.
    let with_key = |key: Option<&PrivateKey>, from, until| {
        let mut badge = renewable(from, until, REFRESH);
        if let Some(key) = key {
            let jwk = Value::from(Jwk::new(key.public_key().clone()).to_json());
            object(&mut badge, "").insert("cnf", Object::new().with("jwk", jwk));
        }
        wrapped_by(&badge.to_string(), "vc+jwt", Object::new(), &issuing_key())
    };
    for (other, is_taken) in [(Some(&agencys_key()), true), (Some(&key(32)), false), (None, false)] {
        let (old, new) = (with_key(Some(&agencys_key()), 2024, 2025), with_key(other, 2026, 2028));
        let host = Host::with(&[(REFRESH, &new)]);
        match is_taken {
            true => assert_eq!(verifier().refreshing().verify(&old, &host).outcome, Outcome::Valid),
            false => drop(assert_kept(&old, &host)),
        }
    }
}

/// The whole is not replaced by a part of which the holder of the copy has left out the rest.
#[test]
fn refresh_by_a_part() {
    case!(122);
    let old = secure(&renewable(2024, 2025, REFRESH));
    let choosing = HolderChoice::new().by_choice([Pointer::from_text("/name")]);
    let issuer = issuer().with_holder_choice(choosing);
    let token = issuer.secure(&renewable(2026, 2028, REFRESH).to_string(), Suite::SdJwt).unwrap();
    let token = SdJwt::parse(token.as_str(), &Limits::default()).unwrap();
    let shown = |places: &[Pointer]| token.present(places, &Limits::default()).unwrap();
    let detail = assert_kept(&old, &Host::with(&[(REFRESH, &shown(&[]))]));
    assert!(detail.contains("in part"), "{detail}");
    let whole = shown(&[Pointer::from_text("/name")]);
    let verification = verifier().refreshing().verify(&old, &Host::with(&[(REFRESH, &whole)]));
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
}

#[test]
fn refresh_private_host() {
    case!(122);
    let old = secure(&renewable(2024, 2025, "http://169.254.169.254/latest"));
    let host = Host::with(&[]);
    assert_kept(&old, &host);
    assert!(host.asked.borrow().is_empty());
    let mut host = Host::with(&[]);
    let blocked = Answer::Unavailable { code: Some(code::net::PRIVATE_ADDRESS), reason: "10.0.0.1".to_owned() };
    host.documents.push((REFRESH, blocked));
    let detail = assert_kept(&secure(&renewable(2024, 2025, REFRESH)), &host);
    assert_eq!(detail, "net.blocked.private_address: 10.0.0.1");
}

/// A copy makes up for the end of a credential, and for nothing else; and nothing is asked for on a forgery's word.
#[test]
fn refresh_heals_nothing_else() {
    let new = secure(&renewable(2026, 2028, REFRESH));
    let host = Host::with(&[(REFRESH, &new)]);
    let old = secure(&renewable(2024, 2025, REFRESH));
    let verification = verifier().refreshing().with_challenge("7f3a").verify(&old, &host);
    assert_eq!(verification.outcome, Outcome::Invalid);
    assert!(verification.has(code::subject::CHALLENGE) && verification.has(code::refresh::REJECTED), "{verification}");

    let host = Host::with(&[(REFRESH, &new)]);
    let forged = sign_by_hand(&renewable(2024, 2025, REFRESH), &attackers_key(), &[]);
    let changed = edited(&old, |badge| object(badge, "").insert("name", "Another"));
    for stranger in [forged, changed] {
        let verification = verifier().refreshing().verify(&stranger, &host);
        assert_eq!(verification.outcome, Outcome::Invalid);
    }
    assert!(host.asked.borrow().is_empty());
}
