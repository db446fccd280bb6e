//! What stands in the parts of a badge: carried over, or told as lost.

use crate::support;
use crate::upgrade::BADGE;
use microcred::Limits;
use microcred::json::{Pointer, Tree, Value};
use microcred::microcredential::carrier::Recovered;
use microcred::openbadges2::{OpenBadge, Upgraded};
use microcred::ops::{Convert, CredentialFormat, Operation};
use microcred::report::{Outcome, code};
use microcred::resolve::Offline;
use serde_json::json;

fn with(place: &str, members: serde_json::Value) -> serde_json::Value {
    let mut badge: serde_json::Value = serde_json::from_str(BADGE).unwrap();
    let own = badge.pointer_mut(place).unwrap().as_object_mut().unwrap();
    own.extend(members.as_object().unwrap().clone());
    badge
}

fn upgraded(badge: &serde_json::Value) -> Upgraded {
    let tree = Tree::parse(&badge.to_string(), &Limits::default()).unwrap();
    let upgraded = OpenBadge::read(tree.root()).unwrap().0.upgrade(&support::environment()).unwrap();
    assert!(upgraded.losses.iter().all(|loss| tree.root().pointer(&loss.pointer).is_some()), "{}", upgraded.losses);
    upgraded
}

/// What is lost beside the old proof.
fn lost(upgraded: &Upgraded) -> Vec<String> {
    let lost = upgraded.losses.iter().map(|loss| loss.pointer.to_string());
    lost.filter(|pointer| pointer != "/verification").collect()
}

fn stands(upgraded: &Upgraded, pointer: &str) -> Option<String> {
    let tree = Tree::parse(&upgraded.badge.to_json().to_string(), &Limits::default()).unwrap();
    tree.root().pointer(&Pointer::from_text(pointer)).map(|node| node.as_str().unwrap().to_owned())
}

#[test]
fn versions_and_kinds_of_targets_are_carried_over() {
    let related =
        json!({"related": {"id": "https://uni.example/badges/classes/water-1", "version": 1, "@language": "nl"}});
    let badge = upgraded(&with("/badge", related));
    let at = |name: &str| stands(&badge, &format!("/credentialSubject/achievement/related/1/{name}"));
    assert_eq!(at("id").as_deref(), Some("https://uni.example/badges/classes/water-1"));
    assert_eq!((at("version").as_deref(), at("inLanguage").as_deref()), (Some("1"), Some("nl")));
    assert_eq!(lost(&badge), [""; 0]);
    let badge = upgraded(&with("/badge/alignment/0", json!({"targetType": "ext:ESCOSkill"})));
    let kind = stands(&badge, "/credentialSubject/achievement/alignment/0/targetType");
    assert_eq!((kind.as_deref(), lost(&badge).len()), (Some("ext:ESCOSkill"), 0));
}

#[test]
fn what_nobody_reads_in_a_part_is_told() {
    for (place, member) in [
        ("/recipient", "own"),
        ("/evidence", "@language"),
        ("/badge/criteria", "extensions:Rubric"),
        ("/badge/alignment/0", "own"),
    ] {
        let badge = upgraded(&with(place, json!({ member: "x" })));
        assert_eq!(lost(&badge), [format!("{place}/{member}")]);
    }
    let image = json!({"image": {"id": "https://uni.example/water.png", "caption": "A dike", "own": 1}});
    assert_eq!(lost(&upgraded(&with("/badge", image))), ["/badge/image/own"]);
    let badge = with("", json!({"evidence": [{"id": "work/1", "narrative": "Planned a polder."}]}));
    assert_eq!(lost(&upgraded(&badge)), ["/evidence/0/id"]);
}

/// The words stay, and the link to the old assertion is there once.
#[test]
fn evidence_that_is_the_assertion_keeps_its_words() {
    let id = "https://uni.example/badges/assertions/1";
    let badge = upgraded(&with("", json!({"evidence": {"id": id, "name": "Polder", "narrative": "Planned one."}})));
    assert_eq!(stands(&badge, "/evidence/0/name").as_deref(), Some("Polder"));
    assert_eq!(stands(&badge, "/evidence/1/id").as_deref(), Some(id));
    assert_ne!(stands(&badge, "/evidence/0/id").as_deref(), Some(id));
    let bare = upgraded(&with("", json!({ "evidence": id })));
    assert_eq!((bare.badge.evidence.len(), lost(&bare).len()), (1, 0));
}

#[test]
fn of_what_there_is_one_of_the_others_are_told() {
    for (place, name, more) in [
        ("", "recipient", json!({"type": "email", "hashed": false, "identity": "b@example.com"})),
        ("/badge", "criteria", json!({"narrative": "Or do this."})),
        ("/badge", "image", json!("https://uni.example/other.png")),
    ] {
        let old: serde_json::Value = serde_json::from_str(BADGE).unwrap();
        let first = old.pointer(&format!("{place}/{name}")).unwrap().clone();
        let badge = with(place, json!({ name: [first, more] }));
        let made = upgraded(&badge);
        assert_eq!(lost(&made), [format!("{place}/{name}/1")]);
        let tree = Tree::parse(&badge.to_string(), &Limits::default()).unwrap();
        let (read, findings) = OpenBadge::read(tree.root()).unwrap();
        assert!(findings.contains(code::ob2::FORM), "{findings}");
        assert!(read.assertion.recipient.hashed, "the first one counts");
    }
}

#[test]
fn a_badge_without_name_or_criteria_is_not_made() {
    let page = "https://uni.example/badges/classes/water";
    let own = upgraded(&with("/badge", json!({ "criteria": page })));
    let narrative = stands(&own, "/credentialSubject/achievement/criteria/narrative");
    assert_eq!(narrative, Some(format!("<{page}>")));
    for members in
        [json!({"name": {"@value": "Water", "@language": "en"}}), json!({"criteria": {}}), json!({"name": ""})]
    {
        let badge = with("/badge", members);
        let refused =
            Convert::new(badge.to_string(), CredentialFormat::OpenBadges3).run(&support::environment()).unwrap_err();
        assert!(refused.findings().contains(code::ob2::REQUIRED), "{refused}");
    }
}

/// Wallets group by it, and pathways choose by it.
#[test]
fn all_badges_of_a_class_have_one_achievement() {
    let id = |badge: &serde_json::Value| stands(&upgraded(badge), "/credentialSubject/achievement/id").unwrap();
    let one = id(&serde_json::from_str(BADGE).unwrap());
    assert!(one.starts_with("urn:uuid:"));
    let other = with("", json!({"id": "https://uni.example/badges/assertions/2"}));
    assert_eq!(id(&other), one);
    assert_eq!(id(&with("/badge", json!({"id": "http://uni.example/badges/classes/water"}))), one);
    assert_ne!(id(&with("/badge", json!({"id": "https://uni.example/badges/classes/dikes"}))), one);
}

/// As the implementation guide of 3.0 has old classes and profiles link to what they have become.
#[test]
fn a_class_and_a_profile_say_what_they_have_become() {
    let link = |class: &str, id: &str| {
        let vocabulary = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";
        json!({"related": [{"type": [format!("{vocabulary}{class}")], "id": id, "version": "Open Badges v3p0"}]})
    };
    let achievement = "https://uni.example/achievements/1";
    let mut badge = with("/badge", link("Achievement", achievement));
    badge["badge"]["issuer"]["related"] = link("Profile", "did:web:uni.example")["related"].clone();
    let made = upgraded(&badge);
    assert_eq!(stands(&made, "/credentialSubject/achievement/id").as_deref(), Some(achievement));
    assert_eq!(stands(&made, "/credentialSubject/achievement/related/1/id"), None);
    assert_eq!(stands(&made, "/issuer/id").as_deref(), Some("did:web:uni.example"));
    assert_eq!(lost(&made), [""; 0]);
    let converted =
        Convert::new(badge.to_string(), CredentialFormat::OpenBadges3).run(&support::environment()).unwrap();
    let issuer = converted.document.get("issuer").and_then(|issuer| issuer.get("id")).and_then(Value::as_str);
    assert_eq!(issuer, Some("did:web:uni.example"));
}

/// Whoever migrates chooses what the class is called in Open Badges 3.0, and may keep its address.
#[test]
fn an_achievement_has_the_id_that_is_asked_for() {
    let (class, linked) = ("https://uni.example/badges/classes/water", "https://uni.example/achievements/1");
    let related = json!([
        {"type": ["https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement"], "id": linked},
        {"id": "https://uni.example/achievements/2"}
    ]);
    let badge = with("/badge", json!({"related": related, "criteria": class}));
    for (id, kept, is_lost) in [
        (class, &["https://uni.example/achievements/2"][..], true),
        (linked, &[class, "https://uni.example/achievements/2"], false),
        ("https://uni.example/achievements/2", &[class], true),
        ("https://uni.example/achievements/3", &[class, "https://uni.example/achievements/2"], true),
    ] {
        let mut convert = Convert::new(badge.to_string(), CredentialFormat::OpenBadges3);
        convert.achievement = Some(id.to_owned());
        convert.issuer = Some(support::did_key(&support::issuing_key()));
        let mut converted = convert.run(&support::environment()).unwrap();
        let achievement = support::at(&mut converted.document, "/credentialSubject/achievement");
        let text = |value: &Value, member: &str| value.get(member).and_then(Value::as_str).map(str::to_owned);
        assert_eq!(text(achievement, "id").as_deref(), Some(id));
        assert_eq!(text(support::at(achievement, "/criteria"), "id"), None);
        let related = achievement.get("related").and_then(Value::as_array).unwrap();
        let ids: Vec<_> = related.iter().filter_map(|own| text(own, "id")).collect();
        assert_eq!(ids, kept);
        let place = "/badge/related/0";
        assert_eq!(converted.losses.iter().any(|loss| loss.pointer.as_str() == place), is_lost, "{}", converted.losses);
        // No node is described twice.
        let verification = support::verifier().verify(support::secure(&converted.document), &Offline);
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    }
    let refused = |document: String, id: &str| {
        let mut convert = Convert::new(document, CredentialFormat::OpenBadges3);
        convert.achievement = Some(id.to_owned());
        convert.run(&support::environment()).unwrap_err()
    };
    assert!(refused(BADGE.to_owned(), "water").to_string().contains("no absolute IRI"));
    // What has an achievement has its id.
    let other = include_str!("../../examples/data/micro-credential.json").to_owned();
    assert!(refused(other, linked).to_string().contains("for Open Badges 2.0"));
}

#[test]
fn the_name_of_the_recipient_and_the_creator_of_the_class_are_carried_over() {
    let recipient = json!({"extensions:recipientProfile": {
        "@context": "https://openbadgespec.org/extensions/recipientProfile/context.json",
        "type": ["Extension", "extensions:RecipientProfile"], "name": "Ana Silva", "publicKey": "ecdsa-koblitz-pubkey:1"
    }});
    let made = upgraded(&with("", recipient));
    let elements = Recovered::from_badge(&made.badge);
    assert_eq!(elements.learner.name.as_deref(), Some("Ana Silva"));
    assert_eq!(lost(&made), ["/extensions:recipientProfile/publicKey"]);
    let creator = json!({"extensions:OriginalCreator": {
        "@context": "https://openbadgespec.org/extensions/originalCreatorExtension/context.json",
        "type": ["Extension", "extensions:OriginalCreator"], "url": "https://example.org/creator.json"
    }});
    let made = upgraded(&with("/badge", creator));
    let at = stands(&made, "/credentialSubject/achievement/creator/id");
    assert_eq!((at.as_deref(), lost(&made).len()), (Some("https://example.org/creator.json"), 0));
}
