//! What a credential points to: schemas, resources with digests, newer copies, and endorsements (case 132).

use super::strangers::{wrapped, wrapped_by};
use super::{assert_invalid, assert_refused, assert_valid, valid, verify, within};
use crate::support::cases::{case, saw};
use crate::support::{
    Counting, attackers_key, badge, badge_of, did_key, edited, issuer, issuer_as, issuing_key, json, key, multikey,
    object, secure, secure_with, sign_by_hand, verifier,
};
use microcred::Limits;
use microcred::badge::AchievementCredential;
use microcred::issue::{Disclosure, IssueError, Issuer};
use microcred::json::{Object, Pointer, Value};
use microcred::key::{Jwk, PrivateKey};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::sd_jwt::SdJwt;
use microcred::report::{Code, Outcome, Status, Trust, code};
use microcred::resolve::{Answer, Found, Need, Resolver};
use microcred::trust::Anchors;
use microcred::verify::{Schemas, Verification};
use std::time::Duration;

const V2: &str = "https://www.w3.org/ns/credentials/v2";
const EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
const CREDENTIAL: &str = "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000001";
const ACHIEVEMENT: &str = "https://vet.example/achievements/green";

fn agencys_key() -> PrivateKey {
    key(31)
}

fn issuer_with(key: PrivateKey) -> Issuer {
    let did = did_key(&key);
    let method = format!("{did}#{}", multikey(&key));
    issuer_as(&did, key, &method)
}

/// What the agency says about something, not signed yet.
fn unsigned(number: usize, about: &str) -> Value {
    let mut endorsement = json(
        r#"{"type": ["VerifiableCredential", "EndorsementCredential"], "name": "Accreditation",
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {"type": ["EndorsementSubject"], "endorsementComment": "Good."}}"#,
    );
    let agency = Object::new().with("id", did_key(&agencys_key())).with_all("type", ["Profile"]).with("name", "Agency");
    object(&mut endorsement, "").insert("@context", badge().get("@context").unwrap().clone());
    object(&mut endorsement, "").insert("id", format!("urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-{number:012}"));
    object(&mut endorsement, "").insert("issuer", Value::from(agency));
    object(&mut endorsement, "/credentialSubject").insert("id", about);
    endorsement
}

/// The same, signed by the agency.
fn endorsement(number: usize, about: &str) -> Value {
    let signed = issuer_with(agencys_key()).secure(&unsigned(number, about).to_string(), Cryptosuite::EddsaRdfc2022);
    json(signed.unwrap().as_str())
}

/// A badge with something in the member `endorsement` or `endorsementJwt` of a place.
fn endorsed(place: &str, member: &str, endorsements: Vec<Value>) -> Value {
    let mut badge = badge();
    object(&mut badge, place).insert(member, Value::Array(endorsements));
    badge
}

/// The badge stands, its endorsement does not, and the warning says why it is not heard.
#[track_caller]
fn assert_unheard(badge: &Value, warning: Code, cause: Code) {
    let verification = valid(&secure(badge));
    assert_eq!(verification.trust, Trust::IssuerBound);
    let check = verification.checks.iter().find(|check| check.code() == Some(warning)).unwrap();
    assert_eq!(check.status, Status::Warn, "{verification}");
    crate::support::cases::say(format!("valid, warning {warning}"));
    let says_why = check.detail.contains(cause.as_str()) && check.detail.contains(cause.sentence());
    assert!(says_why || warning == code::endorsement::UNSIGNED, "{verification}");
    let [(pointer, child)] = verification.endorsements() else { panic!("{verification}") };
    assert_eq!(*pointer, check.pointer);
    assert_refused(child, Outcome::Invalid, cause);
    let accepted = verification.accept::<AchievementCredential>().unwrap();
    let standing: Vec<_> = accepted.provenance().endorsements.iter().map(|it| (it.outcome, &it.credential)).collect();
    assert_eq!(standing, [(Outcome::Invalid, &None)]);
}

#[test]
fn endorsements_that_hold() {
    let did = did_key(&crate::support::issuing_key());
    let at_the_top = [(901, CREDENTIAL), (902, ACHIEVEMENT), (906, &*did)];
    let at_the_top = at_the_top.into_iter().map(|(number, about)| endorsement(number, about));
    let mut badge = endorsed("", "endorsement", at_the_top.collect());
    object(&mut badge, "/credentialSubject/achievement")
        .insert("endorsement", Value::Array(vec![endorsement(903, ACHIEVEMENT)]));
    object(&mut badge, "/issuer").insert("endorsement", Value::Array(vec![endorsement(904, &did)]));
    let token =
        issuer_with(agencys_key()).secure(&unsigned(905, ACHIEVEMENT).to_string(), Suite::OpenBadgesJwt).unwrap();
    object(&mut badge, "/credentialSubject/achievement")
        .insert("endorsementJwt", Value::Array(vec![token.as_str().into()]));
    for suite in [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022] {
        let verification = valid(&secure_with(&badge, suite));
        let places: Vec<&str> = verification.endorsements().iter().map(|(pointer, _)| pointer.as_str()).collect();
        let mut sorted = places.clone();
        sorted.sort_unstable();
        let expected = [
            "/credentialSubject/achievement/endorsement/0",
            "/credentialSubject/achievement/endorsementJwt/0",
            "/endorsement/0",
            "/endorsement/1",
            "/endorsement/2",
            "/issuer/endorsement/0",
        ];
        assert_eq!(sorted, expected, "{verification}");
        for (pointer, child) in verification.endorsements() {
            assert_eq!((child.outcome, child.trust), (Outcome::Valid, Trust::IssuerBound), "{pointer} {child}");
        }
        assert!(!verification.checks.iter().any(|check| check.status == Status::Warn), "{verification}");
        assert_eq!(verification.report().children.len(), 6);
        let accepted = verification.accept::<AchievementCredential>().unwrap();
        let endorsers = accepted.provenance().endorsements.iter().map(|it| it.credential.as_ref().unwrap().issuer.id());
        assert!(endorsers.into_iter().all(|id| id == Some(did_key(&agencys_key()).as_str())));
    }
}

/// An anchor that speaks for a badge does not make its issuer one.
#[test]
fn endorsement_never_raises_trust() {
    case!(132);
    let anchors = Anchors::parse(&format!(r#"{{"anchors": [{{"id": "{}"}}]}}"#, did_key(&agencys_key())));
    let Ok(anchors) = anchors else { panic!("{anchors:?}") };
    let text = secure(&endorsed("", "endorsement", vec![endorsement(901, CREDENTIAL)]));
    let verification = verifier().with_anchors(anchors).verify(&text, &Counting::new());
    saw(&verification);
    assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound));
    assert_eq!(verification.endorsements()[0].1.trust, Trust::Trusted);
}

/// An endorser that goes by the name of an anchor is pointed out in what is told of the endorsement.
#[test]
fn an_endorser_by_the_name_of_an_anchor() {
    let anchors = Anchors::parse(
        r#"{"anchors": [{"id": "did:web:agency.example", "name": "The Agency"}, {"id": "did:web:b.example", "name": "agency!"}]}"#,
    );
    let Ok(anchors) = anchors else { panic!("{anchors:?}") };
    let text = secure(&endorsed("", "endorsement", vec![endorsement(901, CREDENTIAL)]));
    let verification = verifier().with_anchors(anchors).verify(&text, &Counting::new());
    let (_, endorsement) = &verification.endorsements()[0];
    let check = endorsement.checks.iter().find(|check| check.code() == Some(code::issuer::UNICODE)).unwrap();
    assert!(check.detail.contains("did:web:b.example"), "{endorsement}");
    assert!(!verification.has(code::issuer::UNICODE), "{verification}");
}

#[test]
fn endorsement_of_other_id() {
    case!(132);
    let elsewhere = "https://other.example/achievements/1";
    for (place, about) in [
        ("/credentialSubject/achievement", CREDENTIAL),
        ("/credentialSubject/achievement", elsewhere),
        ("/issuer", ACHIEVEMENT),
        ("", elsewhere),
        ("", "did:example:ana"),
    ] {
        let badge = endorsed(place, "endorsement", vec![endorsement(901, about)]);
        assert_unheard(&badge, code::endorsement::INVALID, code::endorsement::SUBJECT);
    }
    // Nor of somebody whom the badge merely names.
    for place in ["/credentialSubject/source", "/credentialSubject/achievement/creator"] {
        let famous = "https://famous.example/";
        let mut badge = endorsed("", "endorsement", vec![endorsement(901, famous)]);
        let profile = Object::new().with("id", famous).with_all("type", ["Profile"]).with("name", "Famous University");
        let (around, name) = place.rsplit_once('/').unwrap();
        object(&mut badge, around).insert(name, profile);
        assert_unheard(&badge, code::endorsement::INVALID, code::endorsement::SUBJECT);
    }
    // A badge of the endorser about the achievement is no endorsement of it.
    let mut other = badge_of(&did_key(&agencys_key()));
    object(&mut other, "").insert("id", "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000909");
    object(&mut other, "/credentialSubject").insert("id", ACHIEVEMENT);
    let other = issuer_with(agencys_key()).secure(&other.to_string(), Suite::OpenBadgesJwt).unwrap();
    let badge = endorsed("/credentialSubject/achievement", "endorsementJwt", vec![other.as_str().into()]);
    assert_unheard(&badge, code::endorsement::INVALID, code::format::TYPE);
}

#[test]
fn self_endorsement() {
    case!(132);
    let did = did_key(&crate::support::issuing_key());
    for about in [ACHIEVEMENT, CREDENTIAL, &did] {
        let mut own = unsigned(901, about);
        object(&mut own, "").insert("issuer", badge().get("issuer").unwrap().clone());
        let own = json(issuer().secure(&own.to_string(), Cryptosuite::EddsaRdfc2022).unwrap().as_str());
        assert_unheard(&endorsed("", "endorsement", vec![own]), code::endorsement::INVALID, code::endorsement::SELF);
    }
}

#[test]
fn endorser_forged() {
    case!(132);
    let forged = json(&sign_by_hand(&unsigned(901, CREDENTIAL), &attackers_key(), &[]));
    let badge = endorsed("", "endorsement", vec![forged]);
    assert_unheard(&badge, code::endorsement::INVALID, code::issuer::KEY_UNBOUND);
}

#[test]
fn endorsement_invalid() {
    case!(132);
    let mut better = endorsement(901, CREDENTIAL);
    object(&mut better, "/credentialSubject").insert("endorsementComment", "The best.");
    let badge = endorsed("", "endorsement", vec![better]);
    assert_unheard(&badge, code::endorsement::INVALID, code::proof::SIGNATURE_INVALID);

    let mut ended = unsigned(901, CREDENTIAL);
    object(&mut ended, "").insert("validUntil", "2026-02-01T00:00:00Z");
    let ended = issuer_with(agencys_key()).secure(&ended.to_string(), Cryptosuite::EddsaRdfc2022).unwrap();
    let badge = endorsed("", "endorsement", vec![json(ended.as_str())]);
    assert_unheard(&badge, code::endorsement::INVALID, code::validity::EXPIRED);
}

/// What is kept beside a badge is held to the same as what stands in it.
#[test]
fn endorsements_beside() {
    let text = secure(&badge());
    let did = did_key(&crate::support::issuing_key());
    let beside = |endorsement: &str| verifier().with_endorsements([endorsement]).verify(&text, &Counting::new());
    for about in [CREDENTIAL, ACHIEVEMENT, did.as_str()] {
        let verification = beside(&endorsement(901, about).to_string());
        let [(pointer, child)] = verification.endorsements() else { panic!("{verification}") };
        assert_eq!(
            (pointer.as_str(), child.outcome, verification.outcome),
            ("", Outcome::Valid, Outcome::Valid),
            "{child}"
        );
        assert_eq!(verification.trust, Trust::IssuerBound, "and raises no trust");
        assert_eq!(verification.accept::<AchievementCredential>().unwrap().provenance().endorsements.len(), 1);
    }
    let own = issuer()
        .secure(
            &{
                let mut own = unsigned(902, ACHIEVEMENT);
                object(&mut own, "/issuer").insert("id", did.as_str());
                own.to_string()
            },
            Cryptosuite::EddsaRdfc2022,
        )
        .unwrap();
    let forged = edited(&endorsement(903, ACHIEVEMENT).to_string(), |value| {
        object(value, "/credentialSubject").insert("endorsementComment", "Very good.");
    });
    for (text, cause) in [
        (endorsement(904, "https://vet.example/achievements/other").to_string(), code::endorsement::SUBJECT),
        (own.into_string(), code::endorsement::SELF),
        (forged, code::proof::SIGNATURE_INVALID),
        (secure(&badge()), code::format::TYPE),
    ] {
        let verification = beside(&text);
        assert!(
            verification.outcome == Outcome::Valid && verification.has(code::endorsement::INVALID),
            "{verification}"
        );
        let [(_, child)] = verification.endorsements() else { panic!("{verification}") };
        assert!(child.outcome == Outcome::Invalid && child.has(cause), "{cause} {child}");
        let accepted = verification.accept::<AchievementCredential>().unwrap();
        assert_eq!(accepted.provenance().endorsements[0].credential, None);
    }
    // A badge that nobody signed has nobody who endorses it.
    let unproven = verifier().with_endorsements([endorsement(905, CREDENTIAL).to_string()]);
    assert!(unproven.verify(badge().to_string(), &Counting::new()).endorsements().is_empty());
}

#[test]
fn endorsement_without_proof_says_so() {
    let badge = endorsed("", "endorsement", vec![unsigned(901, CREDENTIAL)]);
    assert_unheard(&badge, code::endorsement::UNSIGNED, code::proof::MISSING);
}

/// Nothing about an endorsement is asked before the badge around it is known to be signed.
#[test]
fn endorsements_of_a_forged_badge_are_not_opened() {
    let text = secure(&endorsed("", "endorsement", vec![endorsement(901, CREDENTIAL)]));
    let forged = edited(&text, |badge| object(badge, "").insert("name", "Another"));
    let verification = verify(forged);
    assert_refused(&verification, Outcome::Invalid, code::proof::SIGNATURE_INVALID);
    assert!(verification.endorsements().is_empty());
}

#[test]
fn struct_64_endorsements_deep9() {
    case!(43);
    let many = |count: usize| (0..count).map(|number| unsigned(2000 + number, CREDENTIAL)).collect::<Vec<_>>();
    let limit = |badge: &Value| {
        within(Duration::from_secs(20), || verify(sign_by_hand(badge, &crate::support::issuing_key(), &[])))
    };
    let verification = limit(&endorsed("", "endorsement", many(64)));
    assert_eq!((verification.outcome, verification.endorsements().len()), (Outcome::Valid, 64));
    let verification = limit(&endorsed("", "endorsement", many(65)));
    assert_refused(&verification, Outcome::Invalid, code::input::LIMIT_EMBEDDED);

    let deep = |levels: usize| {
        let mut inner = unsigned(3000, CREDENTIAL);
        for level in 1..levels {
            let mut outer = unsigned(3000 + level, CREDENTIAL);
            object(&mut outer, "/issuer").insert("id", format!("https://agency.example/{level}"));
            object(&mut outer, "/issuer").insert("endorsement", Value::Array(vec![inner]));
            inner = outer;
        }
        endorsed("", "endorsement", vec![inner])
    };
    assert_eq!(limit(&deep(8)).outcome, Outcome::Valid);
    assert_refused(&limit(&deep(9)), Outcome::Invalid, code::input::LIMIT_EMBEDDED);
}

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

const SCHEMA: &str = "https://vet.example/schemas/badge.json";

/// A signed badge that declares a schema in the way that is named.
fn declaring(kind: &str) -> String {
    declaring_at(SCHEMA, kind)
}

fn declaring_at(url: &str, kind: &str) -> String {
    let mut badge = badge();
    let declared = Object::new().with("id", url).with("type", kind);
    object(&mut badge, "").insert("credentialSchema", Value::Array(vec![declared.into()]));
    if let Some(Value::Array(contexts)) = object(&mut badge, "").get_mut("@context") {
        contexts.push(EXTENSIONS.into());
    }
    secure(&badge)
}

/// What a verifier says that knows the schema.
fn held_to(text: &str, schema: &str) -> Verification {
    let schemas = Schemas::new().with(SCHEMA, schema).unwrap();
    verifier().with_schemas(schemas).verify(text, &Counting::new())
}

/// What is not registered is not fetched, and changes no verdict; what is registered is used, or said not to be.
#[test]
fn schema_not_at_hand() {
    let text = declaring("1EdTechJsonSchemaValidator2019");
    assert!(valid(&text).has(code::schema::UNCHECKED));
    let verification = held_to(&text, r#"{"required": ["name"]}"#);
    if cfg!(feature = "schema") {
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
        assert_eq!(verification.check("schema.declared").map(|check| check.status), Some(Status::Pass));
    } else {
        assert_refused(&verification, Outcome::Indeterminate, code::input::FEATURE_MISSING);
    }
    assert!(verification.report().resources.iter().any(|resource| resource.url == SCHEMA));
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
struct Host<'d> {
    documents: Vec<(&'d str, Answer)>,
    asked: std::cell::RefCell<Vec<String>>,
}

impl<'d> Host<'d> {
    fn with(documents: &[(&'d str, &str)]) -> Self {
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
    let choosing = Disclosure::new().by_choice([Pointer::from_text("/name")]);
    let issuer = issuer().with_disclosure(choosing);
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

/// Schemas are asked for only if the verifier wants it, and only by a credential whose proof holds.
#[test]
fn schema_asked_for() {
    let text = declaring("1EdTechJsonSchemaValidator2019");
    let host = Host::with(&[(SCHEMA, r#"{"required": ["no such member"]}"#)]);
    assert_eq!(verifier().verify(&text, &host).outcome, Outcome::Valid);
    let changed = edited(&text, |badge| object(badge, "").insert("name", "Another"));
    assert!(verifier().fetching_schemas().verify(&changed, &host).has(code::proof::SIGNATURE_INVALID));
    assert!(host.asked.borrow().is_empty());
    let verification = verifier().fetching_schemas().verify(&text, &host);
    let (outcome, found) = match cfg!(feature = "schema") {
        true => (Outcome::Invalid, code::schema::VIOLATION),
        false => (Outcome::Indeterminate, code::input::FEATURE_MISSING),
    };
    assert_refused(&verification, outcome, found);
    let nowhere = verifier().fetching_schemas().verify(&text, &Host::with(&[]));
    assert_eq!(nowhere.outcome, Outcome::Valid);
    assert!(nowhere.has(code::schema::UNCHECKED));
    let broken = verifier().fetching_schemas().verify(&text, &Host::with(&[(SCHEMA, "<html>")]));
    assert_refused(&broken, Outcome::Indeterminate, code::schema::UNUSABLE);
}

#[cfg(feature = "schema")]
mod with_schemas {
    use super::*;
    use microcred::verify::SchemaError;

    /// An empty fragment names the whole document.
    #[test]
    fn schema_with_an_empty_fragment() {
        for kind in ["1EdTechJsonSchemaValidator2019", "JsonSchema"] {
            let text = declaring_at(&format!("{SCHEMA}#"), kind);
            for id in [SCHEMA.to_owned(), format!("{SCHEMA}#")] {
                let schema = |required: &str| {
                    format!(
                        r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "{id}", "required": ["{required}"]}}"#
                    )
                };
                assert_refused(&held_to(&text, &schema("no such member")), Outcome::Invalid, code::schema::VIOLATION);
                let verification = held_to(&text, &schema("name"));
                assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
                assert!(!verification.has(code::schema::UNCHECKED), "{verification}");
                let schema = schema("no such member");
                let host = Host::with(&[(SCHEMA, &schema)]);
                let verification = verifier().fetching_schemas().verify(&text, &host);
                assert_refused(&verification, Outcome::Invalid, code::schema::VIOLATION);
                assert_eq!(*host.asked.borrow(), [SCHEMA]);
            }
        }
    }

    #[track_caller]
    fn refused(schema: &str) -> SchemaError {
        let error = within(Duration::from_secs(2), || Schemas::new().with(SCHEMA, schema)).unwrap_err();
        crate::support::cases::say("not registered");
        error
    }

    /// The place is named and the keyword, and nothing of what stands there.
    #[test]
    fn schema_violated() {
        let schema = r#"{"properties": {"credentialSubject": {"properties": {"id": {"const": "did:example:ben"}}}}}"#;
        let verification = held_to(&declaring("1EdTechJsonSchemaValidator2019"), schema);
        assert_refused(&verification, Outcome::Invalid, code::schema::VIOLATION);
        let check = verification.checks.iter().find(|check| check.code() == Some(code::schema::VIOLATION)).unwrap();
        assert_eq!(check.pointer, Pointer::from_text("/credentialSubject/id"));
        assert_eq!(check.detail, "/properties/credentialSubject/properties/id/const of the schema does not hold");
        assert!(!verification.to_string().contains("example:ana"), "{verification}");
    }

    #[test]
    fn schema_remote_ref() {
        case!(123);
        for reference in
            ["https://attacker.example/more.json", "http://127.0.0.1/", "//attacker.example/x", "more.json"]
        {
            let schema = format!(r#"{{"properties": {{"name": {{"$ref": "{reference}"}}}}}}"#);
            assert!(matches!(refused(&schema), SchemaError::Reference(_)), "{reference}");
            let dynamic = format!(
                r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "$dynamicRef": "{reference}"}}"#
            );
            assert!(matches!(refused(&dynamic), SchemaError::Reference(_)), "{reference}");
        }
        // What is registered may be referred to.
        let schemas = Schemas::new().with("https://vet.example/schemas/name.json", r#"{"const": "No badge"}"#).unwrap();
        let schemas = schemas.with(SCHEMA, r#"{"properties": {"name": {"$ref": "name.json"}}}"#).unwrap();
        let text = declaring("1EdTechJsonSchemaValidator2019");
        let verification = verifier().with_schemas(schemas).verify(&text, &Counting::new());
        assert_refused(&verification, Outcome::Invalid, code::schema::VIOLATION);
    }

    #[test]
    fn schema_file_ref() {
        case!(123);
        for reference in ["file:///etc/hostname", "file:///etc/passwd#/x", "../../../etc/passwd"] {
            let schema = format!(r#"{{"$ref": "{reference}"}}"#);
            assert!(matches!(refused(&schema), SchemaError::Reference(_)), "{reference}");
        }
    }

    #[test]
    fn schema_redos() {
        case!(123);
        let mut badge = badge();
        object(&mut badge, "").insert("name", format!("{}!", "a".repeat(20_000)));
        let declared = Object::new().with("id", SCHEMA).with("type", "JsonSchema");
        object(&mut badge, "").insert("credentialSchema", Value::Array(vec![declared.into()]));
        let tree = microcred::json::Tree::parse(&badge.to_string(), &microcred::Limits::default()).unwrap();
        let schema = |pattern: &str| {
            format!(
                r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "{SCHEMA}",
                    "properties": {{"name": {{"pattern": {}}}}}}}"#,
                Value::from(pattern)
            )
        };
        for pattern in ["^(a+)+$", "^(a|a)*$", "^([a-z]+)*$", "(.*a){12}$"] {
            let schemas = Schemas::new().with(SCHEMA, schema(pattern)).unwrap();
            let allowed = Duration::from_millis(if cfg!(debug_assertions) { 2_000 } else { 100 });
            let findings = within(allowed, || schemas.check(tree.root()));
            assert!(findings.contains(code::schema::VIOLATION), "{pattern}: {findings}");
            crate::support::cases::say(format!("invalid {}", code::schema::VIOLATION));
        }
        for pattern in [r"^(?=a)a+$", r"^(a+)\1$", "(?<!b)a", &"(a{1000}){1000}".repeat(3)] {
            assert!(matches!(refused(&schema(pattern)), SchemaError::Invalid(_)), "{pattern}");
        }
    }

    #[test]
    fn schema_id_collision() {
        case!(123);
        let other = "https://vet.example/schemas/other.json";
        for schema in [
            // Two parts of one name, a part with the name of the whole, and the names of dialects.
            format!(r#"{{"$defs": {{"a": {{"$id": "{other}"}}, "b": {{"$id": "other.json", "const": 1}}}}}}"#),
            format!(r#"{{"$id": "{SCHEMA}", "$defs": {{"a": {{"$id": "{SCHEMA}"}}}}}}"#),
            r#"{"$defs": {"a": {"$id": "https://json-schema.org/draft/2019-09/schema"}}}"#.to_owned(),
            r#"{"$id": "https://json-schema.org/draft/2020-12/meta/core"}"#.to_owned(),
        ] {
            assert!(matches!(refused(&schema), SchemaError::IdTwice(_)), "{schema}");
        }
        // A schema that says to be another one is not the one that is declared, though 1EdTech's own say so.
        let says_other = format!(r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "{other}"}}"#);
        assert_refused(&held_to(&declaring("JsonSchema"), &says_other), Outcome::Invalid, code::schema::MISMATCH);
        assert_eq!(held_to(&declaring("1EdTechJsonSchemaValidator2019"), &says_other).outcome, Outcome::Valid);
        // The name of one that was registered before.
        let schemas = Schemas::new().with(other, r#"{"const": 1}"#).unwrap();
        let usurper =
            format!(r#"{{"$defs": {{"a": {{"$id": "{other}"}}}}, "properties": {{"name": {{"$ref": "{other}"}}}}}}"#);
        assert!(matches!(schemas.with(SCHEMA, usurper), Err(SchemaError::IdTwice(_))));
    }

    /// Schemas of a few lines that would be applied for ever, or 2^40 times.
    #[test]
    fn schema_without_end() {
        let text = declaring("1EdTechJsonSchemaValidator2019");
        let doubling: String = (0..40)
            .map(|n| {
                format!(r##""d{n}": {{"anyOf": [{{"$ref": "#/$defs/d{0}"}}, {{"$ref": "#/$defs/d{0}"}}]}}, "##, n + 1)
            })
            .collect();
        let doubling = format!(r##"{{"$ref": "#/$defs/d0", "$defs": {{{doubling} "d40": {{"const": 1}}}}}}"##);
        let below = r##"{"allOf": [{"additionalProperties": {"$ref": "#"}, "items": {"$ref": "#"}},
            {"additionalProperties": {"$ref": "#"}, "items": {"$ref": "#"}}, {"additionalProperties": {"$ref": "#"}},
            {"additionalProperties": {"$ref": "#"}, "items": {"$ref": "#"}}, {"additionalProperties": {"$ref": "#"}},
            {"additionalProperties": {"$ref": "#"}, "items": {"$ref": "#"}}, {"additionalProperties": {"$ref": "#"}}]}"##;
        for schema in [
            r##"{"$ref": "#"}"##,
            r##"{"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}}}"##,
            r##"{"$recursiveRef": "#"}"##,
            &doubling,
            below,
        ] {
            let verification = within(Duration::from_secs(20), || held_to(&text, schema));
            assert_refused(&verification, Outcome::Indeterminate, code::schema::UNUSABLE);
        }
    }

    /// More than can be compiled in the time that there is.
    #[test]
    fn schema_of_many_parts() {
        let patterns: Vec<Value> =
            (0..2_000).map(|n| Object::new().with("pattern", format!("^(a+)+$|{n}")).into()).collect();
        let patterns = Value::from(Object::new().with("allOf", patterns));
        let mut chain = Object::new().with("d2000", Object::new());
        for n in 0..2_000 {
            chain.insert(&format!("d{n}"), Object::new().with("$ref", format!("#/$defs/d{}", n + 1)));
        }
        let all: Vec<Value> =
            (0..2_000).rev().map(|n| Object::new().with("$ref", format!("#/$defs/d{n}")).into()).collect();
        let chain = Value::from(Object::new().with("allOf", all).with("$defs", chain));
        for schema in [patterns, chain] {
            assert!(matches!(refused(&schema.to_string()), SchemaError::TooMany(_)));
        }
    }

    #[test]
    fn schema_of_an_unknown_dialect() {
        for named in ["https://json-schema.org/draft/unknown/schema", "http://json-schema.org/draft-04/schema#", ""] {
            let schema = format!(r#"{{"$schema": "{named}"}}"#);
            assert_eq!(refused(&schema), SchemaError::Dialect(named.to_owned()));
        }
        for schema in ["[]", "true", r#"{"credentialSubject": {"type": "JsonSchema"}}"#] {
            assert_eq!(refused(schema), SchemaError::NotASchema);
        }
        assert!(matches!(refused(r#"{"type": "no type"}"#), SchemaError::Invalid(_)));
    }
}
