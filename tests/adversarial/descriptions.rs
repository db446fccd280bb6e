//! One signature, several readings: what is said about a node moved, copied, removed or respelled.

use super::{accepted, assert_only_the_screen_refuses, assert_refused, assert_valid, leniently, verify};
use crate::support::cases::case;
use crate::support::{at, badge, edited, json, object, said, secure};
use microcred::badge::AchievementCredential;
use microcred::json::{Object, Value};
use microcred::report::{Outcome, Status, code};
use microcred::verify::Verification;

const ACHIEVEMENT: &str = "/credentialSubject/achievement";

/// A badge whose issuer also made the achievement, described in both places.
fn described_twice() -> Value {
    let mut badge = badge();
    let issuer = badge.get("issuer").unwrap().clone();
    object(&mut badge, ACHIEVEMENT).insert("creator", issuer);
    badge
}

#[test]
fn node_properties_moved_between_copies() {
    case!(133);
    let signed = secure(&described_twice());
    assert_valid(&signed);
    for member in ["name", "url"] {
        let text = edited(&signed, |badge| drop(object(badge, "/issuer").remove(member)));
        assert_only_the_screen_refuses(&text, code::context::NODE_DESCRIBED_TWICE);
    }
    let text = edited(&signed, |badge| {
        object(badge, "/issuer").remove("name");
        object(badge, &format!("{ACHIEVEMENT}/creator")).remove("url");
    });
    assert_only_the_screen_refuses(&text, code::context::NODE_DESCRIBED_TWICE);
}

/// A whole copy may go, since what is left says it all; a part of one may not.
#[test]
fn copy_stripped() {
    case!(134);
    let signed = secure(&described_twice());
    let content = accepted(&signed);
    for place in ["/issuer", &format!("{ACHIEVEMENT}/creator")] {
        for bare in [true, false] {
            let text = edited(&signed, |badge| {
                let id = at(badge, place).get("id").unwrap().clone();
                *at(badge, place) = if bare { id } else { Object::new().with("id", id).into() };
            });
            same_or_refused(&text, &content);
        }
        let text = edited(&signed, |badge| drop(object(badge, place).remove("type")));
        assert_refused(&verify(text), Outcome::Invalid, code::context::NODE_DESCRIBED_TWICE);
    }
}

#[test]
fn set_reordered() {
    case!(135);
    let signed = secure(&badge());
    for place in [
        "/type",
        &format!("{ACHIEVEMENT}/alignment"),
        &format!("{ACHIEVEMENT}/resultDescription"),
        "/credentialSubject/result",
        "/evidence",
    ] {
        let text = edited(&signed, |badge| {
            let Value::Array(items) = at(badge, place) else { panic!() };
            items.reverse();
        });
        assert_ne!(text, signed);
        assert_valid(&text);
    }
}

#[test]
fn direction_added() {
    case!(136);
    let mut document = badge();
    let text = |extra: &str| json(&format!(r#"{{"@value": "Energiesparen", "@language": "de"{extra}}}"#));
    object(&mut document, "").insert("name", text(""));
    let signed = edited(&secure(&document), |badge| *at(badge, "/name") = text(r#", "@direction": "rtl""#));
    assert_only_the_screen_refuses(&signed, code::context::NOT_PLAIN);
}

/// An endorsement of a node by an agency.
fn endorsement(of: &Value) -> Value {
    let mut endorsement = json(
        r#"{"id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000009", "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Accreditation", "issuer": {"id": "https://agency.example/", "type": ["Profile"], "name": "Agency"},
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {"type": ["EndorsementSubject"], "endorsementComment": "Good."}}"#,
    );
    object(&mut endorsement, "/credentialSubject").insert("id", of.clone());
    object(&mut endorsement, "").insert("@context", badge().get("@context").unwrap().clone());
    endorsement
}

const ENDORSED: &str = "/endorsement/0/credentialSubject";

/// An endorsement describes what it endorses by its comment alone. Were more allowed, the issuer's name could be moved
/// there, and the badge would be shown without it.
#[test]
fn name_moved_into_an_endorsement() {
    let mut document = badge();
    let issuer = at(&mut document, "/issuer/id").clone();
    object(&mut document, "").insert("endorsement", Value::Array(vec![endorsement(&issuer)]));
    let signed = secure(&document);
    assert_valid(&signed);
    let text = edited(&signed, |badge| {
        let name = object(badge, "/issuer").remove("name").unwrap();
        object(badge, ENDORSED).insert("name", name);
    });
    assert_only_the_screen_refuses(&text, code::context::NODE_DESCRIBED_TWICE);
}

/// The comment and the node's own description say different things about one node: exchanged as they are, the issuer would be without
/// its name, or what was endorsed without the comment.
#[test]
fn a_comment_changes_places_with_a_description() {
    let mut document = described_twice();
    let issuer = at(&mut document, "/issuer/id").clone();
    let mut another = endorsement(&issuer);
    object(&mut another, "").insert("id", "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-00000000000a");
    object(&mut document, "").insert("endorsement", vec![endorsement(&issuer), another]);
    let signed = secure(&document);
    assert_valid(&signed);
    let creator = format!("{ACHIEVEMENT}/creator");
    for place in ["/issuer", &*creator] {
        let exchanged = edited(&signed, |badge| {
            let comment = at(badge, ENDORSED).clone();
            *at(badge, ENDORSED) = std::mem::replace(at(badge, place), comment);
        });
        let copied = edited(&signed, |badge| *at(badge, ENDORSED) = at(badge, place).clone());
        let displaced = edited(&signed, |badge| *at(badge, place) = at(badge, ENDORSED).clone());
        for text in [exchanged, copied, displaced] {
            assert_only_the_screen_refuses(&text, code::context::NODE_DESCRIBED_TWICE);
        }
    }
    // Where it is only referred to by its id, too.
    let mut referring = badge();
    *at(&mut referring, "/issuer") = issuer.clone();
    object(&mut referring, "").insert("endorsement", Value::Array(vec![endorsement(&issuer)]));
    let text = edited(&secure(&referring), |badge| {
        let comment = std::mem::replace(at(badge, ENDORSED), Object::new().with("id", issuer.clone()).into());
        *at(badge, "/issuer") = comment;
    });
    assert_only_the_screen_refuses(&text, code::context::NODE_DESCRIBED_TWICE);
}

/// What an endorsement says about the issuer is not who the issuer is.
#[test]
fn an_endorsement_is_no_description_of_the_issuer() {
    let mut document = badge();
    let issuer = at(&mut document, "/issuer/id").clone();
    *at(&mut document, "/issuer") = issuer.clone();
    let plain = accepted(&secure(&document)).issuer;
    object(&mut document, "").insert("endorsement", Value::Array(vec![endorsement(&issuer)]));
    assert_eq!(accepted(&secure(&document)).issuer, plain);
}

/// The description of a result moved to where it is only referred to: the same statements, so the same reading or none.
#[test]
fn description_moved_into_a_link() {
    let signed = secure(&badge());
    let content = accepted(&signed);
    let text = edited(&signed, |badge| {
        let description = at(badge, &format!("{ACHIEVEMENT}/resultDescription/0")).clone();
        *at(badge, &format!("{ACHIEVEMENT}/resultDescription/0")) = description.get("id").unwrap().clone();
        *at(badge, "/credentialSubject/result/0/resultDescription") = description;
    });
    same_or_refused(&text, &content);
    let text = edited(&signed, |badge| {
        let link = at(badge, "/credentialSubject/result/0/resultDescription");
        *link = Object::new().with("id", link.clone()).into();
    });
    same_or_refused(&text, &content);
}

/// A description moved to another reference of the same node, and a nested one pulled out.
#[test]
fn description_moved_to_another_reference() {
    let mut document = badge();
    let issuer = document.get("issuer").unwrap().clone();
    object(&mut document, ACHIEVEMENT).insert("creator", issuer.get("id").unwrap().clone());
    let signed = secure(&document);
    let content = leniently(&signed).accept::<AchievementCredential>().unwrap().into_inner();
    let text = edited(&signed, |badge| {
        *at(badge, "/issuer") = issuer.get("id").unwrap().clone();
        object(badge, ACHIEVEMENT).insert("creator", issuer.clone());
    });
    same_or_refused(&text, &content);
}

/// Numbers and booleans written as the text that is signed for them.
#[test]
fn natives_as_text() {
    let mut document = badge();
    let identity = r#"[{"type": "IdentityObject", "hashed": true, "salt": "salz", "identityType": "emailAddress",
        "identityHash": "sha256$0f1d5e10ec5b1ab0c1b4a47b6f0f8c6c6c6f0a1ed0fbf3b1b9a8d1a1c7c8a1f0"}]"#;
    object(&mut document, "/credentialSubject").insert("identifier", json(identity));
    let signed = secure(&document);
    let content = accepted(&signed);
    for (place, text) in [
        ("/credentialSubject/creditsEarned", "2.5E0"),
        ("/credentialSubject/achievement/creditsAvailable", "3"),
        ("/credentialSubject/identifier/0/hashed", "true"),
    ] {
        let text = edited(&signed, |badge| *at(badge, place) = text.into());
        assert_eq!(verify(&text).check("proof.signature").map(|check| check.status), Some(Status::Pass), "{place}");
        same_or_refused(&text, &content);
        // What is signed is the same, so that only one of the two may be read.
        assert!(verify(&text).has(code::context::NOT_COMPACTED), "{place}");
    }
}

/// Whatever is accepted, under whatever policy, reads the same.
#[track_caller]
fn same_or_refused(text: &str, content: &AchievementCredential) {
    for verification in [verify(text), leniently(text)] {
        match verification.accept::<AchievementCredential>() {
            Ok(badge) => {
                let (left, right) = (said(&badge).to_string_pretty(), said(content).to_string_pretty());
                let differing = left.lines().zip(right.lines()).find(|(left, right)| left != right);
                assert_eq!((left.len(), differing), (right.len(), None));
            }
            Err(_) => assert_eq!(verification.outcome, Outcome::Invalid, "{verification}"),
        }
    }
}

/// Where the other description stands is said, be it that the document itself is the node.
#[test]
fn where_the_other_one_stands() {
    for (id, said) in [
        ("urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000001", "the other one is the document itself"),
        ("https://vet.example/achievements/green", "the other one stands at /credentialSubject/achievement"),
    ] {
        let mut badge = badge();
        let service = Object::new().with("id", id).with("type", "1EdTechCredentialRefresh");
        object(&mut badge, "").insert("refreshService", service);
        let verification = verify(badge.to_string());
        let twice = |check: &&microcred::report::Check| check.code() == Some(code::context::NODE_DESCRIBED_TWICE);
        let found = verification.checks.iter().find(twice).unwrap_or_else(|| panic!("{verification}"));
        assert!(found.detail.contains(said), "{verification}");
    }
}

/// A node described twice, under contexts of its own, in a credential under the contexts of a badge.
fn described_twice_under(nested: &str, related: &str) -> Verification {
    let description = format!(r#"{{"@context": {nested}, "id": "urn:example:q", "name": "A", "description": "B"}}"#);
    verify(format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
            "type": ["VerifiableCredential"], "issuer": "https://vet.example/",
            "credentialSubject": [{{"id": "did:example:ana"}}, {related} {description}, {description}]}}"#
    ))
}

/// What was met in a walk is looked up in what that walk knew, also where nobody else remembers it.
#[test]
fn descriptions_under_contexts_that_are_not_remembered() {
    let multikey = "https://w3id.org/security/multikey/v1";
    // As many URLs as a list may have, and one more.
    let list =
        |length: usize| format!("[{} \"{multikey}\"]", "\"https://www.w3.org/ns/credentials/v2\",".repeat(length - 1));
    for _ in 0..2 {
        let found = described_twice_under(&list(8), "");
        assert!(found.has(code::context::NESTED) && !found.has(code::context::NODE_DESCRIBED_TWICE), "{found}");
        let found = described_twice_under(&list(9), "");
        assert!(found.has(code::context::TOO_MANY), "{found}");
    }
    // More contexts than a set remembers, then one more.
    let classes = [
        "Achievement",
        "AchievementSubject",
        "Address",
        "Alignment",
        "EndorsementSubject",
        "Evidence",
        "GeoCoordinates",
        "Image",
        "Profile",
        "Related",
        "ResultDescription",
        "RubricCriterionLevel",
    ];
    let typed = |combination: usize| {
        let chosen = classes.iter().enumerate().filter(|(place, _)| combination >> place & 1 == 1);
        let chosen: Vec<String> = chosen.map(|(_, class)| format!("{class:?}")).collect();
        format!(r#"{{"type": [{}]}},"#, chosen.join(","))
    };
    let related =
        |round: usize| -> String { (0..30).map(|number| typed((round * 30 + number) * 1_103 % 4_095 + 1)).collect() };
    for round in 0..8 {
        let _ = described_twice_under("[]", &related(round));
    }
    for round in [8, 9] {
        let found = described_twice_under(&format!("[\"{multikey}\"]"), &related(round));
        assert!(found.has(code::context::NESTED) && !found.has(code::context::NODE_DESCRIBED_TWICE), "{found}");
    }
}
