//! What badges of edubadges say is written in terms of Open Badges 3.0, or told as lost.

use crate::support;
use crate::upgrade::BADGE;
use microcred::microcredential::Level;
use microcred::microcredential::carrier::{Lost, Recovered, Source};
use microcred::openbadges2::{OpenBadge, Upgraded};
use microcred::{Limits, MicroCredential, json::Tree};
use serde_json::json;

/// The badge with other members of its class, upgraded; nothing in it is as it should not be.
fn with(members: serde_json::Value) -> Upgraded {
    let mut badge: serde_json::Value = serde_json::from_str(BADGE).unwrap();
    badge["badge"].as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    upgraded(&badge)
}

fn upgraded(badge: &serde_json::Value) -> Upgraded {
    let tree = Tree::parse(&badge.to_string(), &Limits::default()).unwrap();
    let (badge, findings) = OpenBadge::read(tree.root()).unwrap();
    assert!(findings.is_empty(), "{findings}");
    badge.upgrade(&support::environment()).unwrap()
}

/// What is lost beside the old proof.
fn lost(upgraded: &Upgraded) -> Vec<(String, Lost)> {
    let lost = upgraded.losses.iter().map(|loss| (loss.pointer.to_string(), loss.lost));
    lost.filter(|(pointer, _)| pointer != "/verification").collect()
}

fn missing(pointer: &str) -> (String, Lost) {
    (pointer.to_owned(), Lost::Missing)
}

fn extension(name: &str, member: &str, value: serde_json::Value) -> serde_json::Value {
    let context = format!("https://openbadgespec.org/extensions/{name}/context.json");
    json!({ format!("extensions:{name}"): {"@context": context, "type": ["Extension", format!("extensions:{name}")], member: value} })
}

#[test]
fn only_a_micro_credential_is_called_one() {
    let named = with(json!({"typeBadgeClass": "micro_credential"}));
    let kind =
        named.badge.credential_subject.achievement.achievement_type.as_ref().map(|kind| kind.as_str().to_owned());
    assert_eq!((kind.as_deref(), lost(&named)), (Some("MicroCredential"), Vec::new()));
    for other in ["regular", "extra_curricular"] {
        let upgraded = with(json!({ "typeBadgeClass": other }));
        assert_eq!(upgraded.badge.credential_subject.achievement.achievement_type, None);
        assert!(!upgraded.sources.iter().any(|source| source.member == "/offer/kind"), "{:?}", upgraded.sources);
        assert_eq!(lost(&upgraded), [missing("/badge/typeBadgeClass")]);
    }
}

/// A programme has one number or several.
#[test]
fn numbers_of_programmes_stand_in_a_list() {
    let programme = |value| with(extension("EducationProgramIdentifierExtension", "EducationProgramIdentifier", value));
    let code = |upgraded: &Upgraded| upgraded.badge.credential_subject.achievement.human_code.clone();
    for one in [json!(56823), json!("56823"), json!([56823])] {
        let upgraded = programme(one);
        assert_eq!((code(&upgraded).as_deref(), lost(&upgraded)), (Some("56823"), Vec::new()));
    }
    let upgraded = programme(json!([56823, 56824]));
    assert_eq!(code(&upgraded).as_deref(), Some("56823"));
    let at = "/badge/extensions:EducationProgramIdentifierExtension/EducationProgramIdentifier/1";
    assert_eq!(lost(&upgraded), [missing(at)]);
    // It is a number or a text all the same.
    let mut badge: serde_json::Value = serde_json::from_str(BADGE).unwrap();
    let own = extension("EducationProgramIdentifierExtension", "EducationProgramIdentifier", json!([56823, true]));
    badge["badge"].as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    let tree = Tree::parse(&badge.to_string(), &Limits::default()).unwrap();
    let (_, findings) = OpenBadge::read(tree.root()).unwrap();
    assert!(findings.to_string().contains("no number or text or list of such"), "{findings}");
}

#[test]
fn a_grading_table_stands_where_the_criteria_have_no_page() {
    let table = "https://uni.example/grading";
    let own = extension("GradingTableExtension", "GradingTableURL", json!(table));
    let alone = with(own.clone());
    assert_eq!(alone.badge.credential_subject.achievement.criteria.id.as_deref(), Some(table));
    assert_eq!(lost(&alone), []);
    let information: Vec<_> =
        alone.sources.iter().filter(|source| source.member == "/offer/furtherInformation").collect();
    assert_eq!(information.len(), 1, "{information:?}");
    let mut members = own;
    members["criteria"] = json!({"id": "https://uni.example/criteria"});
    let both = with(members);
    assert_eq!(both.badge.credential_subject.achievement.criteria.id.as_deref(), Some("https://uni.example/criteria"));
    assert_eq!(lost(&both), [missing("/badge/extensions:GradingTableExtension")]);
}

#[test]
fn the_language_of_the_class_is_the_first_of_several() {
    let upgraded = with(json!({"@language": "en"}));
    let elements = Recovered::from_badge(&upgraded.badge).elements;
    assert_eq!(elements.languages.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(), ["en", "nl"]);
    assert_eq!(lost(&upgraded), []);
    // A badge of Open Badges 3.0 has no language of its own.
    let mut badge: serde_json::Value = serde_json::from_str(BADGE).unwrap();
    badge["@language"] = "fr".into();
    assert_eq!(lost(&self::upgraded(&badge)), [missing("/@language")]);
}

/// With them, what edubadges says of a micro-credential is whole.
#[test]
fn grade_and_quality_assurance_are_read() {
    let upgraded = with(json!({
        "grade_achieved": "8.5", "qualityAssuranceName": "Register of courses",
        "qualityAssuranceUrl": "https://quality.example/register/7", "qualityAssuranceDescription": "Looked at each year."
    }));
    assert_eq!(lost(&upgraded), [missing("/badge/qualityAssuranceDescription")]);
    let (held, _) = MicroCredential::from_badge(&upgraded.badge).unwrap();
    assert_eq!(held.grade().unwrap().value, "8.5");
    assert_eq!(held.offer().levels, [Level::Eqf(6)]);
    let [assurance] = &held.offer().quality_assurance[..] else { panic!("{:?}", held.offer().quality_assurance) };
    assert_eq!(assurance.kind.to_string(), "Register of courses");
    assert_eq!(assurance.decision.as_deref(), Some("https://quality.example/register/7"));
    for (member, from) in [
        ("/grade", "/badge/grade_achieved"),
        ("/offer/qualityAssurance", "/badge/qualityAssuranceName"),
        ("/offer/qualityAssurance", "/badge/qualityAssuranceUrl"),
    ] {
        let is_it = |source: &Source| source.member == member && source.from.as_str() == from;
        assert!(upgraded.sources.iter().any(is_it), "{from}: {:?}", upgraded.sources);
    }
}
