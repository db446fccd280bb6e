//! Badges of Open Badges 2.0 that describe their badge class and their issuer, which are described at their own addresses too.

use crate::support::cases::case;
use crate::support::open_badges_2::{
    ASSERTION, CLASS, ISSUER, KEY, LIST, Places, class, hosted, issuer, issuers_key, key_document, pem, sign,
    signed_assertion,
};
use crate::support::{at, attackers_key, json, object, verifier};
use microcred::json::{Object, Value};
use microcred::openbadges2::OpenBadge;
use microcred::report::{Code, Outcome, Trust, code};
use microcred::resolve::Answer;
use microcred::verify::Verification;

fn verify(text: &str, places: &Places) -> Verification {
    let verification = verifier().verify(text, places);
    crate::support::cases::saw(&verification);
    verification
}

#[track_caller]
fn assert_refused(verification: &Verification, code: Code) {
    let primary = verification.primary.as_ref().map(|primary| primary.code);
    assert_eq!((verification.outcome, primary), (Outcome::Invalid, Some(code)), "{verification}");
    assert!(verification.accept::<OpenBadge>().is_err());
    assert!(verification.to_json().get("verified").is_none());
}

/// A badge with its class and its issuer described in it.
fn describing(mut badge: Value) -> Value {
    let mut own = class();
    object(&mut own, "").insert("issuer", issuer());
    object(&mut badge, "").insert("badge", own);
    badge
}

type Change = fn(&mut Object);

/// What neither the hosted copy nor the documents at the addresses say.
const FORGERIES: [(&str, Change); 6] = [
    ("/badge", |class| class.insert("name", "Doctor of Medicine")),
    ("/badge", |class| class.insert("description", "May practise surgery.")),
    ("/badge", |class| {
        class.insert(
            "extensions:ECTSExtension",
            json(r#"{"type": ["Extension", "extensions:ECTSExtension"], "ECTS": 360}"#),
        )
    }),
    ("/badge", |class| class.insert("issuer", "https://attacker.example/issuer")),
    ("/badge/issuer", |issuer| issuer.insert("name", "Famous University")),
    ("/badge/issuer", |issuer| issuer.insert("image", "https://attacker.example/logo.png")),
];

#[test]
fn case_131_what_is_described_is_what_stands_at_the_addresses() {
    case!(131);
    for original in [hosted(), describing(hosted())] {
        let places = Places::of_the_issuer().with(ASSERTION, &original);
        let honest = describing(hosted());
        let verification = verify(&honest.to_string(), &places);
        assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
        assert_eq!(verification.checks.iter().filter(|check| check.id == "proof.hosted").count(), 1);
        for (place, forge) in FORGERIES {
            let mut forged = honest.clone();
            forge(object(&mut forged, place));
            let verification = verify(&forged.to_string(), &places);
            assert_refused(&verification, code::ob2::HOSTED_DIFFERS);
            assert_eq!(verification.trust, Trust::None);
            let at = verification.check("proof.hosted").unwrap().pointer.to_string();
            assert!(at.starts_with("/badge/"), "{at}");
        }
    }
    // A class without an address stands in the hosted copy, and is held against that.
    let mut original = describing(hosted());
    object(&mut original, "/badge").insert("id", "urn:uuid:5");
    let places = Places::of_the_issuer().with(ASSERTION, &original);
    assert_eq!(verify(&original.to_string(), &places).outcome, Outcome::Valid);
    let mut forged = original.clone();
    object(&mut forged, "/badge").insert("name", "Doctor of Medicine");
    assert_refused(&verify(&forged.to_string(), &places), code::ob2::HOSTED_DIFFERS);
}

/// What was hosted repeats the class and the profile of that day; they are read where they stand.
#[test]
fn a_hosted_copy_may_describe_what_was_edited_since() {
    let original = describing(hosted());
    let mut own = class();
    object(&mut own, "").insert("description", "Energy audits of houses.");
    let mut profile = issuer();
    object(&mut profile, "").insert("email", "new@vet.example");
    let places = Places::of_the_issuer().with(ASSERTION, &original).with(CLASS, &own).with(ISSUER, &profile);
    let verification = verify(&original.to_string(), &places);
    assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
    let outdated = verification.checks.iter().filter(|check| check.code() == Some(code::ob2::EMBEDDED_OUTDATED));
    let places: Vec<_> = outdated.map(|check| check.pointer.to_string()).collect();
    assert_eq!(places, ["/badge/description", "/badge/issuer/email"]);
    let accepted = verification.accept::<OpenBadge>().unwrap();
    assert_eq!(accepted.badge_class.description, "Energy audits of houses.");
    assert_eq!(accepted.issuer.email.as_deref(), Some("new@vet.example"));
}

/// The class says that it lives at another address of its host; the copy that was baked describes it under the old one.
#[test]
fn a_class_that_has_moved_is_described_under_its_old_address() {
    let moved = "https://vet.example/classes/green-2";
    let mut own = class();
    object(&mut own, "").insert("id", moved);
    let places = || Places::of_the_issuer().with(ASSERTION, &hosted()).with(CLASS, &own).with(moved, &own);
    let mut copy = describing(hosted());
    let verification = verify(&copy.to_string(), &places());
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert!(verification.has(code::ob2::MOVED));
    object(&mut copy, "/badge").insert("name", "Doctor of Medicine");
    assert_refused(&verify(&copy.to_string(), &places()), code::ob2::HOSTED_DIFFERS);
}

/// What was signed is what was awarded, whatever the issuer has edited since; about keys and withdrawn badges it says what it says now.
#[test]
fn a_signed_badge_says_what_was_signed() {
    let token = sign(&describing(signed_assertion()), &issuers_key());
    let verification = verify(&token, &Places::of_the_issuer());
    assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
    assert!(!verification.has(code::ob2::EMBEDDED_OUTDATED), "{verification}");

    let mut own = class();
    object(&mut own, "").insert("name", "Greener skills");
    let mut profile = issuer();
    object(&mut profile, "").insert("email", "new@vet.example");
    let edited = || Places::of_the_issuer().with(CLASS, &own).with(ISSUER, &profile);
    let verification = verify(&token, &edited());
    assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
    assert!(verification.has(code::ob2::EMBEDDED_OUTDATED), "{verification}");
    let accepted = verification.accept::<OpenBadge>().unwrap();
    assert_eq!(accepted.badge_class.name, "Green skills");
    assert_eq!(accepted.issuer.email.as_deref(), Some("badges@vet.example"));
    // What was signed names no list, and the profile of today does.
    let mut silent = describing(signed_assertion());
    object(&mut silent, "/badge/issuer").remove("revocationList");
    object(&mut silent, "/badge/issuer").remove("publicKey");
    let list = json(&format!(
        r#"{{"@context": "https://w3id.org/openbadges/v2", "id": "{LIST}", "type": "RevocationList", "revokedAssertions": ["{ASSERTION}"]}}"#
    ));
    let silent = sign(&silent, &issuers_key());
    assert_eq!(verify(&silent, &edited()).outcome, Outcome::Valid);
    assert_refused(&verify(&silent, &edited().with(LIST, &list)), code::status::REVOKED);
    // Nobody blames the key where it is the class that could not be had.
    let verification = verify(&token, &Places::of_the_issuer().answering(CLASS, Answer::NotFound));
    assert_eq!(
        (verification.outcome, verification.trust),
        (Outcome::Indeterminate, Trust::Integrity),
        "{verification}"
    );
    assert!(verification.to_string().contains("its badge class or its issuer cannot be told"), "{verification}");
}

#[test]
fn case_131_a_class_of_another_issuer_is_not_taken_over() {
    case!(131);
    // The attacker's own profile and key, and the class of the honest issuer.
    let (theirs, key_at) = ("https://attacker.example/issuer", "https://attacker.example/key");
    let mut profile = issuer();
    object(&mut profile, "").insert("id", theirs);
    object(&mut profile, "").insert("publicKey", key_at);
    let mut badge = describing(signed_assertion());
    object(&mut badge, "/badge").insert("issuer", profile.clone());
    object(&mut badge, "/verification").insert("creator", key_at);
    let places =
        Places::of_the_issuer().with(theirs, &profile).with(key_at, &key_document(key_at, theirs, &attackers_key()));
    assert_refused(&verify(&sign(&badge, &attackers_key()), &places), code::ob2::EMBEDDED_DIFFERS);

    // The honest issuer, with the attacker's key in what is said of it.
    let near = "https://vet.example/uploads/key";
    for key in [Value::from(near), key_document(near, ISSUER, &attackers_key())] {
        let mut badge = describing(signed_assertion());
        object(&mut badge, "/badge/issuer").insert("publicKey", key);
        object(&mut badge, "/verification").insert("creator", near);
        let places = Places::of_the_issuer().with(near, &key_document(near, ISSUER, &attackers_key()));
        assert_refused(&verify(&sign(&badge, &attackers_key()), &places), code::issuer::KEY_UNBOUND);
    }
}

/// The copies that were baked before an issuer moved to https say http, and Moodle repeats the address.
#[test]
fn a_move_to_https_changes_no_badge() {
    let mut baked = describing(hosted());
    let over_http = |address: &str| address.replace("https://", "http://");
    object(&mut baked, "").insert("id", over_http(ASSERTION).as_str());
    object(&mut baked, "/badge").insert("id", over_http(CLASS).as_str());
    object(&mut baked, "/badge/issuer").insert("id", over_http(ISSUER).as_str());
    let way = json(&format!(r#"{{"type": "hosted", "url": "{}"}}"#, over_http(ASSERTION)));
    object(&mut baked, "").insert("verification", way);
    let places = Places::of_the_issuer().with(ASSERTION, &hosted());
    let verification = verify(&baked.to_string(), &places);
    assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
    assert!(verification.has(code::ob2::HTTP));
    let mut alone = hosted();
    object(&mut alone, "").insert("badge", over_http(CLASS).as_str());
    assert_eq!(verify(&alone.to_string(), &places).outcome, Outcome::Valid);
    *at(&mut alone, "/badge") = over_http("https://vet.example/classes/doctor").into();
    assert_refused(&verify(&alone.to_string(), &places), code::ob2::HOSTED_DIFFERS);
    // A signed one that names its key so.
    let mut badge = signed_assertion();
    object(&mut badge, "/verification").insert("creator", over_http(KEY).as_str());
    let mut profile = issuer();
    let mut own = key_document(KEY, ISSUER, &issuers_key());
    object(&mut own, "").insert("publicKeyPem", pem(&issuers_key()).as_str());
    for listed in [Value::from(KEY), own] {
        object(&mut profile, "").insert("publicKey", listed);
        let places = Places::of_the_issuer().with(ISSUER, &profile);
        assert_eq!(verify(&sign(&badge, &issuers_key()), &places).outcome, Outcome::Valid);
    }
}

/// Seconds, and the colon and the minutes of an offset, may be left out.
#[test]
fn a_moment_is_read_in_every_way_that_the_specification_allows() {
    for (issued, expires) in [
        ("2026-09-01T00:00+00:00", "2031-09-01T00:00Z"),
        ("2026-09-01T00:00:00+0000", "2031-09-01T02:00:00+0200"),
        ("2026-09-01T00:00:00+00", "2031-09-01T00:00:00-00"),
    ] {
        let mut badge = signed_assertion();
        object(&mut badge, "").insert("issuedOn", issued);
        object(&mut badge, "").insert("expires", expires);
        let verification = verify(&sign(&badge, &issuers_key()), &Places::of_the_issuer());
        assert_eq!(verification.outcome, Outcome::Valid, "{issued}, {expires}: {verification}");
        let accepted = verification.accept::<OpenBadge>().unwrap();
        assert_eq!(accepted.assertion.expires.as_ref().unwrap().to_utc().as_str(), "2031-09-01T00:00:00Z");
        object(&mut badge, "").insert("expires", "2026-09-02T00:00+0000");
        let verification = verify(&sign(&badge, &issuers_key()), &Places::of_the_issuer());
        assert_refused(&verification, code::validity::EXPIRED);
    }
}

/// Whoever reads by the context finds an end, or that it was withdrawn, under a name that nobody looks at here.
#[test]
fn nothing_is_said_under_a_second_name() {
    let end = json(r#"{"@type": "xsd:dateTime", "@value": "2026-10-01T00:00:00Z"}"#);
    let revoked = json(r#"{"@type": "xsd:boolean", "@value": "true"}"#);
    for (name, value) in [
        ("sec:expiration", end.clone()),
        ("https://w3id.org/security#expiration", end),
        ("obi:revoked", revoked),
        ("@id", "urn:uuid:other".into()),
        ("@graph", json(r#"[{"id": "urn:uuid:other"}]"#)),
        ("@reverse", json(r#"{"obi:badge": "urn:uuid:other"}"#)),
    ] {
        let mut badge = signed_assertion();
        object(&mut badge, "").insert(name, value.clone());
        let verification = verify(&sign(&badge, &issuers_key()), &Places::of_the_issuer());
        assert_refused(&verification, code::ob2::FORM);
        let mut copy = hosted();
        object(&mut copy, "").insert(name, value);
        let verification = verify(&hosted().to_string(), &Places::of_the_issuer().with(ASSERTION, &copy));
        assert_refused(&verification, code::ob2::FORM);
    }
    // A context that is not read may do the same, and nobody knows.
    for (place, context) in [
        ("", r#"["https://w3id.org/openbadges/v2", "https://attacker.example/context"]"#),
        ("/recipient", r#""https://attacker.example/context""#),
    ] {
        let mut badge = signed_assertion();
        object(&mut badge, place).insert("@context", json(context));
        let verification = verify(&sign(&badge, &issuers_key()), &Places::of_the_issuer());
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
        assert!(verification.has(code::ob2::CONTEXT_FURTHER), "{verification}");
    }
    let mut badge = signed_assertion();
    object(&mut badge, "").insert("@context", json(r#"["https://w3id.org/openbadges/v2", {"@language": "nl"}]"#));
    let verification = verify(&sign(&badge, &issuers_key()), &Places::of_the_issuer());
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert!(!verification.has(code::ob2::CONTEXT_FURTHER), "{verification}");
}

/// An issuer that says nothing of hosts has its classes on its own.
#[test]
fn a_class_that_somebody_else_hosts_is_told() {
    let elsewhere = "https://other.example/class";
    let mut own = class();
    object(&mut own, "").insert("id", elsewhere);
    let mut badge = hosted();
    object(&mut badge, "").insert("badge", elsewhere);
    let places = || Places::of_the_issuer().with(ASSERTION, &badge).with(elsewhere, &own);
    let verification = verify(&badge.to_string(), &places());
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert!(verification.has(code::ob2::CLASS_ORIGIN), "{verification}");
    let mut profile = issuer();
    let scope = json(r#"{"type": "VerificationObject", "allowedOrigins": ["vet.example", "other.example"]}"#);
    object(&mut profile, "").insert("verification", scope);
    assert!(!verify(&badge.to_string(), &places().with(ISSUER, &profile)).has(code::ob2::CLASS_ORIGIN));
}

/// Nobody says that an endorsement is wrong because it is no assertion.
#[test]
fn what_is_of_another_class_is_not_told_to_be_wrong() {
    let endorsement = r#"{"@context": "https://w3id.org/openbadges/v2", "type": "Endorsement", "id": "https://vet.example/e/1",
        "claim": {"id": "https://vet.example/classes/green"}, "issuer": "https://vet.example/issuer",
        "issuedOn": "2026-09-01T00:00:00Z", "verification": {"type": "hosted"}}"#;
    for document in [endorsement.to_owned(), class().to_string(), issuer().to_string()] {
        let places = Places::of_the_issuer();
        let verification = verify(&document, &places);
        let primary = verification.primary.as_ref().map(|primary| primary.code);
        let expected = (Outcome::Indeterminate, Some(code::ob2::OTHER_CLASS));
        assert_eq!((verification.outcome, primary), expected, "{verification}");
        assert!(!verification.has(code::ob2::REQUIRED) && places.asked().is_empty(), "{verification}");
        assert!(verification.accept::<OpenBadge>().is_err());
    }
    let changed = json(&endorsement.replace("Endorsement", "Endorsed"));
    assert_refused(&verify(&changed.to_string(), &Places::of_the_issuer()), code::ob2::TYPE);
}
