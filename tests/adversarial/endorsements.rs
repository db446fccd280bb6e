//! What others say of a badge (case 132).

use super::{assert_refused, valid, verify, within};
use crate::support::cases::{case, saw};
use crate::support::{
    Counting, attackers_key, badge, badge_of, did_key, edited, issuer, issuer_as, json, key, multikey, object, secure,
    secure_with, sign_by_hand, verifier,
};
use microcred::badge::AchievementCredential;
use microcred::issue::Issuer;
use microcred::json::{Object, Value};
use microcred::key::PrivateKey;
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Code, Outcome, Status, Trust, code};
use microcred::trust::Anchors;
use std::time::Duration;

const CREDENTIAL: &str = "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000001";
const ACHIEVEMENT: &str = "https://vet.example/achievements/green";

pub(super) fn agencys_key() -> PrivateKey {
    key(31)
}

pub(super) fn issuer_with(key: PrivateKey) -> Issuer {
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
    let report = verification.to_json();
    let verified = report.get("verified").unwrap().to_string();
    assert!(verified.contains("credentialSubject") && !verified.contains("endorsement"), "{verified}");
    let [child] = report.get("children").and_then(Value::as_array).unwrap() else { panic!("{report}") };
    assert!(child.get("report").unwrap().get("verified").is_none(), "{report}");
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
