//! What is made of a badge, where its issuer says something about it at its addresses.

use crate::support;
use crate::support::open_badges_2::{
    ASSERTION, CLASS, ISSUER, LIST, Places, class, hosted, issuer, issuers_key, sign, signed_assertion,
};
use microcred::json::Value;
use microcred::ops::{Convert, Converted, CredentialFormat, Error, Inspect, InspectedBadge, Inspection, Operation};
use microcred::ops::{Render, Rendered, View};
use microcred::report::code;
use microcred::resolve::{Answer, Found};

type Documents<'d> = &'d [(&'d str, Value)];

fn converted(badge: &str, documents: Documents<'_>) -> Result<Converted, Error> {
    let mut convert = Convert::new(badge, CredentialFormat::OpenBadges3);
    documents.iter().for_each(|(url, document)| convert.resources.insert(*url, document.to_string()));
    convert.run(&support::environment())
}

fn drawn(badge: &str, documents: Documents<'_>) -> Result<Rendered, Error> {
    let mut render = Render::new(badge);
    render.view = View::BadgeImage;
    documents.iter().for_each(|(url, document)| render.verify.resources.insert(*url, document.to_string()));
    render.run(&support::environment())
}

fn inspected(badge: &str, documents: Documents<'_>) -> InspectedBadge {
    let mut inspect = Inspect::new(badge);
    documents.iter().for_each(|(url, document)| inspect.resources.insert(*url, document.to_string()));
    match inspect.run(&support::environment()).unwrap() {
        Inspection::Badge(inspected) => *inspected,
        _ => panic!("a set"),
    }
}

fn describing(mut badge: Value, name: &str, issuer_name: &str) -> Value {
    let (mut own, mut profile) = (class(), issuer());
    support::object(&mut own, "").insert("name", name);
    support::object(&mut profile, "").insert("name", issuer_name);
    support::object(&mut own, "").insert("issuer", profile);
    support::object(&mut badge, "").insert("badge", own);
    badge
}

fn list(id: &str) -> Value {
    support::json(&format!(
        r#"{{"@context": "https://w3id.org/openbadges/v2", "id": "{LIST}", "type": "RevocationList", "revokedAssertions": ["{id}"]}}"#
    ))
}

fn documents() -> Vec<(&'static str, Value)> {
    vec![(ASSERTION, hosted()), (CLASS, class()), (ISSUER, issuer()), (LIST, list("urn:uuid:5"))]
}

#[test]
fn nothing_is_made_of_what_the_issuer_does_not_say() {
    for (name, issuer_name) in [("Doctor of Medicine", "Example VET"), ("Green skills", "Famous University")] {
        let forged = describing(hosted(), name, issuer_name).to_string();
        let all = documents();
        // With all documents at hand, and with those alone that the badge describes.
        for (documents, expected) in [(&all[..], code::ob2::HOSTED_DIFFERS), (&all[1..], code::ob2::EMBEDDED_DIFFERS)] {
            let refused = converted(&forged, documents).unwrap_err();
            assert!(refused.findings().contains(expected), "{refused}");
            let refused = drawn(&forged, documents).unwrap_err();
            assert!(refused.findings().contains(expected), "{refused}");
            let shown = inspected(&forged, documents);
            assert!(shown.recovered.findings.contains(expected), "{}", shown.recovered.findings);
            assert_eq!(shown.recovered.elements.title.to_string(), "Green skills");
            assert_eq!(shown.issuer.1.as_deref(), Some("Example VET"));
        }
        // Only the profile is at hand.
        let own = converted(&forged, &all[2..]);
        assert_eq!(own.is_err(), issuer_name != "Example VET");
    }
}

/// A host that points to another one says nothing through that: each speaks for itself.
#[test]
fn what_comes_from_another_host_does_not_speak_for_the_one_that_was_asked() {
    let cases = [
        (ASSERTION, code::ob2::HOSTED_REDIRECTED),
        (CLASS, code::ob2::ID_MISMATCH),
        (ISSUER, code::ob2::ID_MISMATCH),
        (LIST, code::status::LIST_UNRESOLVED),
    ];
    for (moved, expected) in cases {
        let mut places = Places::default();
        for (url, document) in documents() {
            let from = if url == moved { "https://attacker.example/copy" } else { url };
            let found = Found::supplied(url, document.to_string()).fetched(from, support::environment().now());
            places = places.answering(url, Answer::found(found));
        }
        let convert = Convert::new(hosted().to_string(), CredentialFormat::OpenBadges3).with_resolver(places);
        match convert.run(&support::environment()) {
            Ok(made) => assert!(moved == LIST && made.findings.contains(expected), "{moved}: {}", made.findings),
            Err(refused) => assert!(moved != LIST && refused.findings().contains(expected), "{moved}: {refused}"),
        }
    }
}

#[test]
fn what_stands_at_the_addresses_is_what_is_made() {
    let outdated = describing(hosted(), "Green skill", "Example School");
    let mut all = documents();
    all[0].1 = outdated.clone();
    let made = converted(&outdated.to_string(), &all).unwrap();
    assert!(made.findings.contains(code::ob2::EMBEDDED_OUTDATED), "{}", made.findings);
    let text = made.document.to_string();
    assert!(text.contains("Green skills") && text.contains("Example VET"), "{text}");
    // What is signed says what was awarded, as it does where it is verified.
    let token = sign(&describing(signed_assertion(), "Green skill", "Example School"), &issuers_key());
    let made = converted(&token, &documents()).unwrap();
    assert!(made.findings.contains(code::ob2::EMBEDDED_OUTDATED), "{}", made.findings);
    let text = made.document.to_string();
    assert!(!text.contains("Green skills") && text.contains("Example School"), "{text}");
}

#[test]
fn nothing_is_made_of_what_was_withdrawn_where_that_is_said() {
    let token = sign(&signed_assertion(), &issuers_key());
    let mut listed = documents();
    listed[3].1 = list(ASSERTION);
    let gone = format!(r#"{{"@context": "https://w3id.org/openbadges/v2", "id": "{ASSERTION}", "revoked": true}}"#);
    let mut withdrawn = documents();
    withdrawn[0].1 = support::json(&gone);
    for (badge, documents) in [(&token, &listed), (&hosted().to_string(), &listed), (&hosted().to_string(), &withdrawn)]
    {
        let refused = converted(badge, documents).unwrap_err();
        assert!(refused.findings().contains(code::status::REVOKED), "{refused}");
        let shown = inspected(badge, documents);
        assert!(shown.recovered.findings.contains(code::status::REVOKED), "{}", shown.recovered.findings);
    }
    // Where it cannot be told, that is told.
    let made = converted(&token, &documents()).unwrap();
    assert!(!made.findings.contains(code::status::LIST_UNRESOLVED), "{}", made.findings);
    let made = converted(&token, &documents()[1..3]).unwrap();
    assert!(made.findings.contains(code::status::LIST_UNRESOLVED), "{}", made.findings);
    let made = converted(&hosted().to_string(), &documents()[1..]).unwrap();
    assert!(made.findings.contains(code::ob2::HOSTED_UNRESOLVED), "{}", made.findings);
}

/// Made without its end, it would never end.
#[test]
fn an_end_that_cannot_be_read_is_not_left_out() {
    for end in [Value::from("2026-01-01"), Value::from(1_483_228_799), Value::from("soon")] {
        let mut badge = hosted();
        support::object(&mut badge, "").insert("expires", end);
        let refused = converted(&badge.to_string(), &documents()[1..]).unwrap_err();
        assert!(refused.findings().contains(code::validity::MALFORMED), "{refused}");
    }
    let mut badge = hosted();
    support::object(&mut badge, "").insert("expires", "2031-09-01T00:00+0000");
    support::object(&mut badge, "").insert("issuedOn", "September");
    let made = converted(&badge.to_string(), &documents()[1..]).unwrap();
    let end = made.document.get("validUntil").and_then(Value::as_str);
    assert_eq!(end, Some("2031-09-01T00:00:00Z"));
    let lost: Vec<_> = made.losses.iter().map(|loss| loss.pointer.to_string()).collect();
    assert!(lost.contains(&"/issuedOn".to_owned()), "{lost:?}");
}
