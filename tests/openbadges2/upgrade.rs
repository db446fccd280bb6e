//! What becomes of a badge of 2.0, and of the elements of Annex I in it.

use crate::support;
use microcred::Limits;
use microcred::json::{Pointer, Tree, Value};
use microcred::microcredential::carrier::{Recovered, Rule};
use microcred::openbadges2::OpenBadge;
use microcred::ops::{Convert, CredentialFormat, Operation};
use microcred::report::{Outcome, code};
use microcred::resolve::Offline;

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
    // All that is missing is what edubadges does not say in these badges.
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
