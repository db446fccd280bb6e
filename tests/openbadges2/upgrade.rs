//! What becomes of a badge of 2.0, and of the elements of Annex I in it.

use crate::support;
use microcred::json::{Pointer, Tree, Value};
use microcred::microcredential::carrier::{Lost, Recovered, Rule};
use microcred::openbadges2::OpenBadge;
use microcred::ops::{Answer, Convert, CredentialFormat, Inspect, Inspection, Operation};
use microcred::report::{Finding, Outcome, Trust, code};
use microcred::resolve::Offline;
use microcred::{Limits, MicroCredential};

pub const BADGE: &str = include_str!("../../examples/data/open-badge-2.json");

fn old() -> OpenBadge {
    OpenBadge::read(Tree::parse(BADGE, &Limits::default()).unwrap().root()).unwrap().0
}

#[test]
fn every_element_is_carried_over_and_says_whence() {
    let upgraded = old().upgrade(&support::environment()).unwrap();
    let found = Recovered::from_badge(&upgraded.badge);
    let elements = &found.elements;
    assert_eq!(elements.workload.ects.unwrap().to_string(), "2.5");
    assert_eq!(elements.levels.len(), 1);
    assert_eq!(
        elements.learning_outcomes.iter().map(|it| it.text.any()).collect::<Vec<_>>(),
        ["Builds a dike", "develop digital content"]
    );
    assert_eq!(elements.languages[0].as_str(), "nl");
    assert_eq!(elements.issuer_locations[0].country, "NL");
    assert!(elements.supervision.unwrap().identity_verified);
    assert!(elements.stackability.is_some());
    // All that is missing is what this badge does not say.
    let gaps = found.complete().unwrap_err();
    let missing: Vec<_> =
        gaps.iter().filter(|gap| gap.code == code::ec::MISSING).map(|gap| gap.pointer.to_string()).collect();
    assert_eq!(missing, ["/offer/qualityAssurance"], "{gaps}");

    // Each source is there, and the document holds something at its place.
    let tree = Tree::parse(BADGE, &Limits::default()).unwrap();
    for source in &upgraded.sources {
        assert!(tree.root().pointer(&source.from).is_some(), "{source:?}");
    }
    let from = |member: &str| -> Vec<(String, Rule)> {
        let own = upgraded.sources.iter().filter(|source| source.member == member);
        own.map(|source| (source.from.to_string(), source.rule)).collect()
    };
    assert_eq!(from("/offer/workload"), [("/badge/extensions:ECTSExtension".to_owned(), Rule::EdubadgesExtension)]);
    assert_eq!(from("/offer/level"), [("/badge/extensions:EQFExtension".to_owned(), Rule::EdubadgesExtension)]);
    assert_eq!(from("/offer/assessmentTypes"), [("/badge/assessmentType".to_owned(), Rule::EdubadgesTerm)]);
    assert_eq!(from("/issued"), [("/issuedOn".to_owned(), Rule::OpenBadges)]);
    assert!(from("/offer/learningOutcomes").contains(&("/badge/alignment/0".to_owned(), Rule::AlignmentScheme)));
}

/// As every class of Badgr has it: the place is in the assertion that was given, and the name is there.
#[test]
fn an_extension_that_nobody_reads_is_named_where_it_stands() {
    let mut own: serde_json::Value = serde_json::from_str(BADGE).unwrap();
    let class = own["badge"].as_object_mut().unwrap();
    let standard = ["id", "type", "name", "description", "image", "criteria", "issuer", "@context"];
    class.retain(|name, _| standard.contains(&name.as_str()));
    class.insert(
        "extensions:CategoryExtension".into(),
        serde_json::json!({"type": ["Extension", "extensions:CategoryExtension"], "Category": "participation"}),
    );
    let text = own.to_string();
    let tree = Tree::parse(&text, &Limits::default()).unwrap();
    let upgraded = OpenBadge::read(tree.root()).unwrap().0.upgrade(&support::environment()).unwrap();
    let lost: Vec<_> = upgraded.losses.iter().map(|loss| loss.pointer.to_string()).collect();
    assert!(lost.contains(&"/badge/extensions:CategoryExtension".to_owned()), "{lost:?}");
    assert!(upgraded.losses.iter().all(|loss| tree.root().pointer(&loss.pointer).is_some()), "{lost:?}");
}

/// What the old badge says in words of its own keeps them.
#[test]
fn free_words_are_carried_over() {
    let old: serde_json::Value = serde_json::from_str(BADGE).unwrap();
    let mut own = old.clone();
    own["badge"]["assessmentType"] = "viva voce".into();
    own["badge"]["participation"] = "evening classes".into();
    let tree = Tree::parse(&own.to_string(), &Limits::default()).unwrap();
    let upgraded = OpenBadge::read(tree.root()).unwrap().0.upgrade(&support::environment()).unwrap();
    let elements = Recovered::from_badge(&upgraded.badge).elements;
    assert_eq!(elements.assessment_types.iter().map(ToString::to_string).collect::<Vec<_>>(), ["viva voce"]);
    assert_eq!(elements.participation.iter().map(ToString::to_string).collect::<Vec<_>>(), ["evening classes"]);
}

/// As Open Educational Badges writes them: several competencies in one extension, on the badge class or on the assertion.
#[test]
fn competencies_are_carried_over() {
    let context =
        |name: &str| format!("https://api.openbadges.education/static/extensions/{name}Extension/context.json");
    let competency = |name: &str, more: serde_json::Value| {
        let mut competency = serde_json::json!({
            "@context": context("Competency"), "type": ["Extension", "extensions:CompetencyExtension"],
            "name": name, "description": name, "studyLoad": 60, "category": "skill"
        });
        competency.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        competency
    };
    let plain: serde_json::Value = serde_json::from_str(BADGE).unwrap();
    for place in ["/badge", ""] {
        let mut own = plain.clone();
        let class = own["badge"].as_object_mut().unwrap();
        class.remove("extensions:LearningOutcomeExtension");
        class.remove("alignment");
        let class = own.pointer_mut(place).unwrap();
        class["extensions:CompetencyExtension"] = serde_json::json!([
            competency(
                "Baut einen Deich",
                serde_json::json!({"escoID": "/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a"})
            ),
            competency("Misst Pegel", serde_json::json!({"framework": "", "framework_identifier": ""})),
        ]);
        class["extensions:StudyLoadExtension"] = serde_json::json!({
            "@context": context("StudyLoad"), "type": ["Extension", "extensions:StudyLoadExtension"], "StudyLoad": 120
        });
        let tree = Tree::parse(&own.to_string(), &Limits::default()).unwrap();
        let (badge, findings) = OpenBadge::read(tree.root()).unwrap();
        assert!(findings.is_empty(), "{findings}");
        let upgraded = badge.upgrade(&support::environment()).unwrap();
        let elements = Recovered::from_badge(&upgraded.badge).elements;
        let words: Vec<_> = elements.learning_outcomes.iter().map(|outcome| outcome.text.any()).collect();
        assert_eq!(words, ["Baut einen Deich", "Misst Pegel"]);
        let skill = "http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a";
        assert_eq!(elements.learning_outcomes[0].skills[0].uri, skill);
        assert_eq!(elements.workload.hours.unwrap().to_string(), "2");
        let from = format!("{place}/extensions:CompetencyExtension");
        let source = upgraded.sources.iter().find(|source| source.member == "/offer/learningOutcomes").unwrap();
        assert_eq!((source.from.as_str(), source.rule), (from.as_str(), Rule::OpenEducationalBadges));
        // What kind of outcome it is has no place in Open Badges 3.0, and how long each took has none anywhere.
        let lost: Vec<_> = upgraded.losses.iter().map(|loss| (loss.pointer.to_string(), loss.lost)).collect();
        let [one, other] = [0, 1].map(|index| (format!("{from}/{index}/studyLoad"), Lost::Missing));
        let verification = ("/verification".to_owned(), Lost::Missing);
        assert_eq!(lost, [verification, (from.clone(), Lost::Altered), one, other], "{}", upgraded.losses);
        // Each has to be an object.
        own.pointer_mut(place).unwrap()["extensions:CompetencyExtension"] = serde_json::json!([{"name": "x"}, "y"]);
        let tree = Tree::parse(&own.to_string(), &Limits::default()).unwrap();
        let (_, findings) = OpenBadge::read(tree.root()).unwrap();
        assert!(findings.iter().any(|finding| finding.code == code::ob2::EXTENSION), "{findings}");
    }
}

/// The links of the implementation guide, and ids of its own.
#[test]
fn an_upgraded_badge_links_to_the_old_one() {
    let upgraded = old().upgrade_as("did:web:uni.example", &support::environment()).unwrap();
    let badge = upgraded.badge.to_json();
    let at = |pointer: &str| -> Value {
        let tree = Tree::parse(&badge.to_string(), &Limits::default()).unwrap();
        tree.root().pointer(&Pointer::from_text(pointer)).unwrap_or_else(|| panic!("{pointer} in {badge}")).to_value()
    };
    let text = |pointer: &str| at(pointer).as_str().unwrap().to_owned();
    assert!(text("/id").starts_with("urn:uuid:") && text("/credentialSubject/achievement/id").starts_with("urn:uuid:"));
    assert_eq!(text("/credentialSubject/achievement/type/1"), "https://w3id.org/openbadges#BadgeClass");
    assert_eq!(text("/credentialSubject/achievement/related/0/id"), "https://uni.example/badges/classes/water");
    assert_eq!(text("/credentialSubject/achievement/related/0/version"), "Open Badges v2p0");
    assert_eq!(text("/issuer/otherIdentifier/0/identifier"), "https://uni.example/badges/issuer");
    assert_eq!(text("/evidence/1/id"), "https://uni.example/badges/assertions/1");
    assert_eq!(text("/evidence/1/type/1"), "https://w3id.org/openbadges#Assertion");
    assert_eq!(text("/credentialSubject/identifier/0/salt"), "Kosher");
    assert!(badge.get("proof").is_none() && badge.get("credentialStatus").is_none());
    let lost: Vec<_> = upgraded.losses.iter().map(|loss| loss.pointer.to_string()).collect();
    assert_eq!(lost, ["/verification"], "{}", upgraded.losses);
}

/// The issuer, and nobody else, can sign what was made.
#[test]
fn it_is_ready_to_be_issued() {
    let key = support::issuing_key();
    let (did, method) = (support::did_key(&key), format!("{0}#{1}", support::did_key(&key), support::multikey(&key)));
    let mut convert = Convert::new(BADGE, CredentialFormat::OpenBadges3);
    convert.issuer = Some(did.clone());
    let document = convert.run(&support::environment()).unwrap().document;
    let secured = support::issuer_as(&did, key, &method);
    let secured =
        secured.secure(&document.to_string(), microcred::proof::data_integrity::Cryptosuite::EddsaRdfc2022).unwrap();
    let verification = support::verifier().verify(&secured, &Offline);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    // The one that names no other issuer is not signed by a stranger.
    let stranger = support::attackers_key();
    let (did, method) =
        (support::did_key(&stranger), format!("{0}#{1}", support::did_key(&stranger), support::multikey(&stranger)));
    let refused = support::issuer_as(&did, stranger, &method)
        .secure(&document.to_string(), microcred::proof::data_integrity::Cryptosuite::EddsaRdfc2022);
    assert!(refused.is_err());
}

/// Whatever goes in and whatever comes out, nothing that was converted is verified.
#[test]
fn no_bridge_output_is_ever_called_verified() {
    let signed = support::secure(&support::badge());
    let held = include_str!("../../examples/data/micro-credential.json");
    for (document, from) in [
        (BADGE, CredentialFormat::OpenBadges2),
        (signed.as_str(), CredentialFormat::OpenBadges3),
        (held, CredentialFormat::MicroCredential),
    ] {
        for to in CredentialFormat::ALL.into_iter().filter(|format| format.is_written()) {
            let converted = match Convert::new(document, to).run(&support::environment()) {
                Ok(converted) => converted,
                // What lacks an element is made into nothing that would have it.
                Err(error) => {
                    assert!(to == CredentialFormat::Elm && from != CredentialFormat::MicroCredential, "{error}");
                    continue;
                }
            };
            assert_eq!(converted.from, from);
            let json = converted.to_json();
            assert_eq!(json.get("verified"), Some(&Value::Bool(false)), "{from:?} to {to:?}");
            let made_from = json.get("madeFrom").unwrap();
            assert_eq!(made_from.get("format").and_then(Value::as_str), Some(from.as_str()));
            assert_eq!(made_from.get("sha256").and_then(Value::as_str).map(str::len), Some(64));
            assert!(converted.document.get("proof").is_none(), "{from:?} to {to:?}");
            let verification = support::verifier().verify(converted.document.to_string(), &Offline);
            assert_eq!(
                (verification.outcome, verification.trust),
                (Outcome::Invalid, Trust::None),
                "{from:?} to {to:?}"
            );
            assert!(verification.accept::<MicroCredential>().is_err() && verification.accept::<OpenBadge>().is_err());
            assert!(verification.to_json().get("verified").is_none());
        }
    }
}

/// What a badge refers to is no badge, and says nothing of anybody who was awarded it.
#[test]
fn the_definition_of_a_badge_is_no_badge() {
    let mut badge = support::json(BADGE);
    let class = support::at(&mut badge, "/badge");
    support::object(class, "").insert("@context", "https://w3id.org/openbadges/v2");
    let told = Inspect::new(class.to_string()).run(&support::environment()).unwrap_err().to_string();
    assert!(told.contains("the definition of a badge; give an assertion") && !told.contains("add `"), "{told}");
    let issuer = support::at(class, "/issuer");
    support::object(issuer, "").insert("@context", "https://w3id.org/openbadges/v2");
    let told = Inspect::new(issuer.to_string()).run(&support::environment()).unwrap_err().to_string();
    assert!(told.contains("who issues badges; give an assertion"), "{told}");
    let verification = support::verifier().verify(class.to_string(), &Offline).to_json().to_string();
    assert!(verification.contains("the definition of a badge; give an assertion"), "{verification}");
}

/// A badge class that stands elsewhere is asked for, given, or named.
#[test]
fn what_a_badge_names_is_given_as_a_resource() {
    let mut badge = support::json(BADGE);
    let mut class = support::object(&mut badge, "").remove("badge").unwrap();
    support::object(&mut class, "").insert("@context", "https://w3id.org/openbadges/v2");
    let at = "https://uni.example/badges/classes/water";
    support::object(&mut badge, "").insert("badge", at);
    let mut convert = Convert::new(badge.to_string(), CredentialFormat::MicroCredential);
    let refused = convert.clone().run(&support::environment()).unwrap_err();
    assert!(refused.findings().contains(code::ob2::LINKED_UNRESOLVED), "{refused}");
    convert.resources.insert(at, class.to_string());
    let converted = convert.run(&support::environment()).unwrap();
    let whole = Convert::new(BADGE, CredentialFormat::MicroCredential).run(&support::environment()).unwrap();
    assert_eq!(
        converted.document.get("offer").unwrap().get("workload"),
        whole.document.get("offer").unwrap().get("workload")
    );
    // `inspect` shows what is there, and says what is not.
    let Inspection::Badge(inspected) = Inspect::new(badge.to_string()).run(&support::environment()).unwrap() else {
        panic!("a set")
    };
    assert_eq!(inspected.format, CredentialFormat::OpenBadges2);
    assert!(inspected.recovered.findings.contains(code::ob2::LINKED_UNRESOLVED));
    // Nobody invents an awarding body for an issuer that was not read.
    assert!(inspected.recovered.elements.awarding_bodies.is_empty());
    assert!(inspected.gaps.iter().any(|gap| gap.pointer.to_string() == "/offer/awardingBodies"), "{}", inspected.gaps);
    assert!(inspected.gaps.has_errors());
    // Nor is it told to add what may well stand in the class.
    let is_missing = |gap: &Finding| gap.code == code::ec::MISSING && gap.pointer.to_string().starts_with("/offer");
    assert!(!inspected.gaps.iter().any(is_missing), "{}", inspected.gaps);
    assert!(inspected.gaps.iter().any(|gap| gap.pointer.to_string() == "/offer"), "{}", inspected.gaps);
    let shown = Inspection::Badge(inspected).to_string();
    assert!(shown.contains("    not read\n") && !shown.contains("    not stated\n"), "{shown}");
    // Given as a resource, it is shown, and what it does not say is missing.
    let inspected = |inspect: Inspect| match inspect.run(&support::environment()).unwrap() {
        Inspection::Badge(inspected) => *inspected,
        _ => panic!("a set"),
    };
    let mut inspect = Inspect::new(badge.to_string());
    inspect.resources.insert(at, class.to_string());
    let (given, whole) = (inspected(inspect), inspected(Inspect::new(BADGE)));
    assert!(!given.recovered.findings.contains(code::ob2::LINKED_UNRESOLVED), "{}", given.recovered.findings);
    assert_eq!(given.recovered.elements.title, whole.recovered.elements.title);
    assert_eq!((given.issuer, given.gaps.to_json()), (whole.issuer, whole.gaps.to_json()));
}

/// Where it is shown, it is told what a conversion to the elements would lose, by where it stands in what was handed over.
#[test]
fn what_would_be_lost_is_told_where_it_is_shown() {
    let Inspection::Badge(inspected) = Inspect::new(BADGE).run(&support::environment()).unwrap() else {
        panic!("a set")
    };
    let converted = Convert::new(BADGE, CredentialFormat::MicroCredential).run(&support::environment()).unwrap();
    assert!(!inspected.losses.is_empty());
    assert_eq!(inspected.losses.to_json(), converted.losses.to_json());
    let badge: serde_json::Value = serde_json::from_str(BADGE).unwrap();
    for loss in &inspected.losses {
        assert!(badge.pointer(loss.pointer.as_str()).is_some(), "{} does not stand in the badge", loss.pointer);
    }
}
