//! Our context, its vocabulary and the code say the same.

#![allow(clippy::unwrap_used)]

use microcred::codec::digest::sha256_hex;
use microcred::framework::{CreditSystem, Cycle, HOUR_IRI};
use microcred::microcredential::carrier::CONTEXT;
use microcred::microcredential::carrier::mapping::MAPPING;
use microcred::microcredential::{AssessmentType, LearningSetting, Participation, Stackability, Venue};
use serde_json::Value;
use std::collections::BTreeSet;

const BODY: &str = include_str!("../vocab/contexts/microcred-draft-1.jsonld");
const VOCABULARY: &str = include_str!("../vocab/microcred-vocabulary.md");

fn types() -> serde_json::Map<String, Value> {
    let context: Value = serde_json::from_str(BODY).unwrap();
    let mut members = context["@context"].as_object().unwrap().clone();
    members.retain(|_, definition| definition.is_object());
    members
}

fn terms(definition: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let keywords = ["@protected", "id", "type"];
    definition["@context"].as_object().unwrap().iter().filter(move |(name, _)| !keywords.contains(&name.as_str()))
}

/// A URL's bytes never change: another body is another draft number.
#[test]
fn the_body_is_the_one_of_draft_1() {
    let pinned = "998ea8901d2c2983707ca0c82b5573ba49a056f2a6d098620ab527d856f259ef";
    assert_eq!(sha256_hex(BODY), pinned);
    let index: Value = serde_json::from_str(include_str!("../vocab/contexts/index.json")).unwrap();
    let entry = index.as_array().unwrap().iter().find(|entry| entry["url"] == CONTEXT).unwrap();
    assert_eq!((entry["sha256"].as_str(), entry["file"].as_str()), (Some(pinned), Some("microcred-draft-1.jsonld")));
}

#[test]
fn every_term_is_explained() {
    for (kind, definition) in &types() {
        assert!(VOCABULARY.contains(&format!("`{kind}`")), "{kind}");
        assert_eq!(definition["@context"]["@protected"], true, "{kind}");
        for (term, _) in terms(definition) {
            assert!(VOCABULARY.contains(&format!("`{term}`")), "{kind} {term}");
        }
    }
}

/// Two terms for one property in one node would be two spellings of one statement.
#[test]
fn no_two_terms_of_a_type_are_one_property() {
    let open_badges: Value = serde_json::from_str(include_str!("../vocab/contexts/ob-v3p0-3.0.3-2026.jsonld")).unwrap();
    let open_badges = &open_badges["@context"];
    let iri = |definition: &Value| definition["@id"].as_str().or(definition.as_str()).unwrap_or_default().to_owned();
    let of = |definition: &Value| terms(definition).map(|(_, term)| iri(term)).collect::<Vec<_>>();
    let shared: Vec<String> = open_badges.as_object().unwrap().values().map(iri).collect();
    for (kind, definition) in &types() {
        let beside = match kind.as_str() {
            "EcMicroCredential" => of(&open_badges["Achievement"]),
            "EcLearner" => of(&open_badges["AchievementSubject"]),
            "EcStackedPart" => of(&open_badges["Evidence"]),
            _ => Vec::new(),
        };
        let mut seen: BTreeSet<String> = shared.iter().cloned().chain(beside).collect();
        for property in of(definition) {
            assert!(seen.insert(property.clone()), "{kind} has two terms for {property}");
        }
    }
}

#[test]
fn every_term_of_an_achievement_carries_something() {
    let carried: BTreeSet<&str> = MAPPING.iter().flat_map(|row| row.extended.split(", ")).collect();
    for (term, _) in terms(&types()["EcMicroCredential"]) {
        assert!(carried.contains(term.as_str()), "{term} is carried by no row of the mapping");
    }
}

#[test]
fn every_concept_of_ours_is_explained() {
    let uris = |values: &[Option<&str>]| values.iter().flatten().map(|uri| (*uri).to_owned()).collect::<Vec<_>>();
    let mut concepts = uris(&AssessmentType::ALL.iter().map(AssessmentType::uri).collect::<Vec<_>>());
    concepts.extend(uris(&Participation::ALL.iter().map(Participation::uri).collect::<Vec<_>>()));
    concepts.extend(uris(&LearningSetting::ALL.iter().map(LearningSetting::uri).collect::<Vec<_>>()));
    concepts.extend(Cycle::ALL.map(|cycle| cycle.uri().to_owned()));
    concepts.extend(Venue::ALL.map(|venue| venue.uri().to_owned()));
    concepts.extend([Stackability::Standalone, Stackability::stackable()].map(|option| option.uri().to_owned()));
    concepts.push(HOUR_IRI.to_owned());
    let table = include_str!("../vocab/frameworks/credit-systems.tsv").lines();
    let codes = table.filter(|line| !line.starts_with('#')).skip(1).filter_map(|line| line.split('\t').next());
    concepts.extend(codes.filter_map(|code| CreditSystem::from_name(code).iri().map(str::to_owned)));
    let ours: Vec<&str> = concepts.iter().filter_map(|uri| uri.strip_prefix("https://w3id.org/microcred#")).collect();
    assert_eq!(ours.len(), 28);
    for name in ours {
        assert!(VOCABULARY.contains(&format!("`mc:{name}`")), "{name}");
    }
}

/// README counts the countries whose rules are inside; the Union is none.
#[test]
fn the_countries_with_rules_are_as_many_as_readme_says() {
    const WORDS: [&str; 14] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen",
    ];
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("vocab/profiles");
    let profiles =
        std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let countries: BTreeSet<String> = profiles
        .filter_map(|text| Some(serde_json::from_str::<Value>(&text).unwrap()["country"].as_str()?.to_owned()))
        .filter(|country| country != "EU")
        .collect();
    let promise = format!("national rules of {} countries", WORDS[countries.len()]);
    assert!(include_str!("../README.md").contains(&promise), "{promise}: {countries:?}");
}
