//! A micro-credential travels as a badge and comes back: Extended loses nothing, Standard loses exactly what its report names.

#![allow(clippy::unwrap_used)]

#[path = "support/losses.rs"]
mod losses;
#[path = "generators/microcredential.rs"]
mod microcredentials;

use microcred::Limits;
use microcred::badge::{self, AchievementCredential, Profile};
use microcred::json::{Pointer, Tree, Value};
use microcred::microcredential::carrier::mapping::MAPPING;
use microcred::microcredential::carrier::{CONTEXT, Carrier, Recovered};
use microcred::microcredential::{Agency, Concept, MicroCredential, QualityAssurance, QualityAssuranceType, annex};
use microcred::report::{Severity, code};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::PathBuf;

const EXAMPLE: &str = include_str!("../examples/data/micro-credential.json");
const RECORD_ID: &str = "urn:uuid:6f0f4f0a-3a40-4a6e-9a4b-0d5f7b1c2d3e";

/// The example, with an id.
fn example() -> MicroCredential {
    MicroCredential::from_json(&EXAMPLE.replacen('{', &format!("{{\"id\":\"{RECORD_ID}\","), 1)).unwrap()
}

fn issuer() -> Profile {
    Profile::new("https://issuer.example/").name("Example Issuer")
}

/// The badge as somebody else reads it: through its JSON text.
fn received(badge: &AchievementCredential) -> AchievementCredential {
    let tree = Tree::parse(&badge.to_json().to_string(), &Limits::default()).unwrap();
    let (badge, findings) = AchievementCredential::read(tree.root()).unwrap();
    assert!(findings.is_empty(), "{findings}");
    badge
}

fn read(json: &str) -> AchievementCredential {
    AchievementCredential::read(Tree::parse(json, &Limits::default()).unwrap().root()).unwrap().0
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn extended_loses_nothing(held in microcredentials::micro_credential()) {
        let carried = Carrier::Extended.carry(&held, &issuer()).unwrap();
        prop_assert!(carried.losses.is_empty(), "{}", carried.losses);
        let (back, findings) = MicroCredential::from_badge(&received(&carried.badge)).unwrap();
        prop_assert_eq!(back.to_json(), held.to_json());
        prop_assert!(back == held);
        prop_assert!(findings.is_empty(), "{}", findings);
    }

    #[test]
    fn standard_loses_exactly_what_its_report_names(held in microcredentials::micro_credential()) {
        let carried = Carrier::Standard.carry(&held, &issuer()).unwrap();
        let back = Recovered::from_badge(&received(&carried.badge));
        losses::are_exactly(&carried.losses, &held.to_json(), &back.to_json())?;
        for loss in &carried.losses {
            let row = MAPPING.iter().find(|row| loss.pointer.as_str().starts_with(row.member)).unwrap();
            prop_assert!(!row.lost.is_empty(), "{} cannot get lost", loss.pointer);
        }
        prop_assert!(back.findings.iter().all(|finding| finding.severity() < Severity::Error), "{}", back.findings);
    }

    #[test]
    fn the_json_form_is_lossless(held in microcredentials::micro_credential()) {
        prop_assert_eq!(MicroCredential::from_json(&held.to_json().to_string()).unwrap(), held);
    }

    #[test]
    fn what_is_carried_is_well_made(held in microcredentials::micro_credential()) {
        for carrier in [Carrier::Standard, Carrier::Extended] {
            let badge = carrier.carry(&held, &issuer()).unwrap().badge.to_json().to_string();
            let findings = badge::check(Tree::parse(&badge, &Limits::default()).unwrap().root());
            prop_assert!(findings.iter().all(|finding| finding.severity() < Severity::Error), "{}\n{}", findings, badge);
        }
    }
}

#[test]
fn the_example_loses_what_open_badges_has_no_place_for() {
    let carried = Carrier::Standard.carry(&example(), &issuer()).unwrap();
    let lost: Vec<_> = carried.losses.iter().map(|loss| format!("{:?} {}", loss.lost, loss.pointer)).collect();
    let expected = [
        "Altered /offer/title",
        "Altered /offer/description",
        "Altered /offer/awardingBodies/0/name",
        "Missing /offer/awardingBodies/1",
        "Altered /offer/learningOutcomes/0/text",
        "Missing /offer/learningOutcomes/0/kind",
        "Altered /offer/learningOutcomes/0/skills/0/name",
        "Altered /offer/learningOutcomes/1/text",
        "Missing /offer/learningOutcomes/1/kind",
        "Altered /offer/learningOutcomes/1/skills/0/name",
        "Altered /offer/learningOutcomes/2",
        "Missing /offer/qualityAssurance/0/agency/id",
        "Altered /offer/qualityAssurance/0/agency/name",
        "Missing /offer/qualityAssurance/0/validFrom",
        "Missing /offer/qualityAssurance/0/validUntil",
        "Missing /offer/prerequisites",
        "Altered /offer/gradingScheme/name",
        "Missing /offer/gradingScheme/url",
        "Altered /offer/stackability/towards/0/name",
        "Missing /offer/furtherInformation/1",
    ];
    assert_eq!(lost, expected);
    assert!(carried.losses.to_string().contains("/offer/title is carried in part: one wording is kept"));
    let of_a_name = carried.losses.iter().find(|loss| loss.pointer.as_str() == "/offer/gradingScheme/name").unwrap();
    assert!(of_a_name.reason.contains("one wording is kept"), "{}", of_a_name.reason);
    let (back, _) = MicroCredential::from_badge(&received(&carried.badge)).unwrap();
    assert_eq!(back.offer().title.any(), "Competências verdes para formadores", "the first language of the learning");
    assert_eq!(back.learner(), example().learner());
    assert_eq!(back.offer().workload, example().offer().workload);
}

/// Other readers find every controlled value under the URI that the EU gave it.
#[test]
fn the_standard_badge_reads_as_open_badges() {
    let badge = Carrier::Standard.carry(&example(), &issuer()).unwrap().badge.to_json();
    let achievement = badge.get("credentialSubject").and_then(|subject| subject.get("achievement")).unwrap();
    let alignments: BTreeSet<String> = achievement
        .get("alignment")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|alignment| {
            let member = |name| alignment.get(name).and_then(Value::as_str).unwrap_or("-");
            format!("{} {} {}", member("targetType"), member("targetUrl"), member("targetCode"))
        })
        .collect();
    for expected in [
        "ext:EQF http://data.europa.eu/snb/eqf/4 4",
        "ext:NQF http://data.europa.eu/snb/qdr/c_7d534b92 4",
        "ext:AssessmentType http://data.europa.eu/snb/assessment/6a4db9f11d -",
        "ext:AssessmentType http://data.europa.eu/snb/assessment/4f03b91c0e -",
        "ext:Participation http://data.europa.eu/snb/learning-assessment/e92d221e4d -",
        "ext:QualityAssurance http://data.europa.eu/snb/accreditation/820101cba6 -",
        "ext:QualityAssurance https://qa.example/decisions/2025-118 http://data.europa.eu/snb/accreditation/820101cba6",
        "ext:Supervision http://data.europa.eu/snb/supervision-verification/70be69aaf9 -",
        "ext:Workload http://data.europa.eu/snb/education-credit/6fcec5c5af 2",
        "ext:Workload https://w3id.org/microcred#hour 60",
        "ext:ISCEDF http://data.europa.eu/snb/isced-f/0713 0713",
        "ext:ESCO http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a -",
        "ceterms:Credential https://vet.example/certificates/sustainable-training -",
    ] {
        assert!(alignments.contains(expected), "{expected} is not among {alignments:#?}");
    }
    assert_eq!(achievement.get("creditsAvailable").unwrap().to_string(), "2");
    assert_eq!(achievement.get("achievementType"), Some(&"MicroCredential".into()));
    assert_eq!(achievement.get("inLanguage"), Some(&"pt".into()));
    assert_eq!(badge.get("awardedDate"), Some(&"2026-06-15T00:00:00Z".into()));
    assert_eq!(badge.get("issuer").unwrap().get("address").unwrap().get("addressCountryCode"), Some(&"PT".into()));
    assert_eq!(
        badge.get("credentialSubject").unwrap().get("source").unwrap().get("id"),
        Some(&"https://vet.example/".into())
    );
    assert!(!badge.to_string().contains("microcred/draft"), "Standard needs no context of ours");
    let narrative = achievement.get("criteria").unwrap().get("narrative").unwrap().as_str().unwrap();
    for line in [
        "- **Workload:** 2 ECTS, 60 hours",
        "- **Prerequisites:** Experiência",
        "https://qa.example/decisions/2025-118",
    ] {
        assert!(narrative.contains(line), "{line} is not in\n{narrative}");
    }
}

/// Receivers ask for the decision on quality by its address: it has a place of its own beside its type, and is read back with that.
#[test]
fn a_decision_on_quality_is_carried_beside_its_type() {
    let quality = |text: &str| {
        let mut elements = example().offer().clone().into_elements();
        elements.quality_assurance = serde_json::from_str::<serde_json::Value>(text)
            .unwrap()
            .as_array()
            .unwrap()
            .iter()
            .map(|own| {
                let (kind, decision) = (own[0].as_str().unwrap(), own[1].as_str());
                let kind = match kind {
                    "programme" => QualityAssuranceType::ProgramQualityAssurance,
                    "institution" => QualityAssuranceType::InstitutionalQualityAssurance,
                    uri if uri.contains(':') => {
                        QualityAssuranceType::Other(Concept::with_uri(uri).labelled("Own review"))
                    }
                    name => QualityAssuranceType::Other(Concept::with_label(name)),
                };
                let mut assured = QualityAssurance::new(kind);
                assured.decision = decision.map(str::to_owned);
                assured.agency = own[2].as_str().map(|name| {
                    let mut agency = Agency::default();
                    agency.name = name.into();
                    agency
                });
                assured
            })
            .collect();
        elements.complete().unwrap()
    };
    for all in [
        r#"[["programme", "https://nvao.example/1"]]"#,
        r#"[["programme", "https://nvao.example/1", "NVAO"], ["institution"], ["programme", "https://nvao.example/2"]]"#,
        r#"[["peers"], ["peers of others", "https://q.example/3"], ["https://q.example/types/own", "https://q.example/4"]]"#,
    ] {
        let award = quality(all).award_to(example().learner().clone()).id(RECORD_ID).on(example().issued());
        let held = award.build().unwrap();
        let carried = Carrier::Standard.carry(&held, &issuer()).unwrap();
        let mut badge = received(&carried.badge);
        let (back, findings) = MicroCredential::from_badge(&badge).unwrap();
        assert!(findings.is_empty(), "{findings}");
        assert_eq!(back.offer().quality_assurance, held.offer().quality_assurance, "{all}");
        // Statements have no order.
        badge.credential_subject.achievement.alignment.reverse();
        let (back, _) = MicroCredential::from_badge(&badge).unwrap();
        let mut reversed = back.offer().quality_assurance.clone();
        reversed.reverse();
        assert_eq!(reversed, held.offer().quality_assurance, "{all}");
    }
}

/// The workload is mandatory, whatever it is counted in; so is how something was assessed, in whatever words.
#[test]
fn what_has_only_a_name_is_carried_too() {
    let told = EXAMPLE
        .replacen('{', &format!("{{\"id\":\"{RECORD_ID}\","), 1)
        .replace("\"workload\": { \"ects\": \"2\", \"hours\": 60 }", "\"workload\": WORKLOAD")
        .replace("\"practical assessment\"", "{\"label\": \"viva voce\"}");
    assert!(told.contains("WORKLOAD") && told.contains("viva voce"));
    for (workload, url) in [
        (r#"{"credits":[{"system":"SCQF","points":"10"}]}"#, "https://w3id.org/microcred#ukCredits"),
        (r#"{"credits":[{"system":"hp","points":"7.5"}]}"#, "https://w3id.org/microcred#hogskolepoang"),
        (r#"{"credits":[{"system":"weeks of work","points":"10"}]}"#, "#workload-1"),
    ] {
        let held = MicroCredential::from_json(&told.replace("WORKLOAD", workload)).unwrap();
        for carrier in [Carrier::Standard, Carrier::Extended] {
            let carried = carrier.carry(&held, &issuer()).unwrap();
            assert!(carried.badge.to_json().to_string().contains(&format!("{url}\"")), "{url}");
            let (back, findings) = MicroCredential::from_badge(&received(&carried.badge)).unwrap();
            assert!(findings.is_empty(), "{findings}");
            assert_eq!(back.offer().workload, held.offer().workload, "{workload}");
            assert_eq!(back.offer().assessment_types, held.offer().assessment_types);
            let is_told = |member: &str| carried.losses.iter().any(|loss| loss.pointer.as_str().starts_with(member));
            assert!(!is_told("/offer/workload") && !is_told("/offer/assessmentTypes"), "{}", carried.losses);
        }
    }
}

/// Walks the members that the JSON Schemas know: each needs a row, and each row a carrier that is really written.
#[test]
fn every_member_has_a_carrier() {
    let schema = |text| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let record = schema(include_str!("../vocab/schemas/microcredential.schema.json"));
    let offer = schema(include_str!("../vocab/schemas/offer.schema.json"));
    let members = |schema: &serde_json::Value, at: &str, before: &str| -> Vec<String> {
        schema.pointer(at).unwrap().as_object().unwrap().keys().map(|name| format!("{before}/{name}")).collect()
    };
    let mut all = members(&record, "/properties", "");
    all.retain(|member| member != "/learner" && member != "/offer");
    all.extend(members(&record, "/$defs/learner/properties", "/learner"));
    all.extend(members(&offer, "/properties", "/offer"));
    // What is awarded says its end in place of it.
    all.retain(|member| member != "/offer/validFor");
    let rows: BTreeSet<&str> = MAPPING.iter().map(|row| row.member).collect();
    assert_eq!(all.iter().map(String::as_str).collect::<BTreeSet<_>>(), rows);

    let text = EXAMPLE.replacen('{', &format!("{{\"id\":\"{RECORD_ID}\","), 1);
    let text = text
        .replace("\"eqf\": 4,", "\"eqf\": 6, \"qfEhea\": \"first\",")
        .replace("\"issued\"", "\"validUntil\": \"2028-06-15\", \"issued\"")
        .replace("\"code\"", "\"kind\": \"certificate\", \"code\"");
    let held = MicroCredential::from_json(&text).unwrap();
    let whole = held.to_json();
    let context: serde_json::Value =
        serde_json::from_str(include_str!("../vocab/contexts/microcred-draft-1.jsonld")).unwrap();
    for row in MAPPING {
        let value = Tree::parse(&whole.to_string(), &Limits::default()).unwrap();
        assert!(
            value.root().pointer(&Pointer::from_text(row.member)).is_some(),
            "the example does not state {}",
            row.member
        );
        for (carrier, places) in [(Carrier::Standard, row.standard), (Carrier::Extended, row.extended)] {
            let badge = Carrier::carry(carrier, &held, &issuer()).unwrap().badge.to_json().to_string();
            for place in words_of(places) {
                assert!(badge.contains(&format!("\"{place}\"")), "{}: {place} is not in the badge", row.member);
                let ours = carrier == Carrier::Extended && row.standard != row.extended;
                let defined = |kind: &str| context["@context"][kind]["@context"].get(&place).is_some();
                let ours = ours && !["identifier", "ext:givenName", "ext:familyName"].contains(&place.as_str());
                assert!(!ours || defined("EcMicroCredential") || defined("EcLearner"), "{place} is not in our context");
            }
        }
    }
    for element in [annex::TITLE, annex::LEARNER, annex::GRADE, annex::STACKABILITY, annex::FURTHER_INFORMATION] {
        assert!(MAPPING.iter().any(|row| row.element == Some(element)));
    }
}

/// The names of members and target types in a cell of the table.
fn words_of(cell: &str) -> Vec<String> {
    cell.replace("alignment:", "alignment ")
        .replace("identifier:", "identifier ")
        .split([' ', ',', ';', '.'])
        .filter(|word| word.contains(':') || word.chars().skip(1).any(char::is_uppercase) || PLAIN.contains(word))
        .filter(|word| *word != "ECTS" && *word != "ext:Language" || cell.starts_with("alignment: ext:Language"))
        .map(str::to_owned)
        .collect()
}

const PLAIN: &[&str] = &[
    "id",
    "name",
    "identifier",
    "alignment",
    "issuer",
    "address",
    "source",
    "result",
    "value",
    "narrative",
    "title",
    "summary",
    "prerequisites",
    "supervision",
    "venue",
    "stackability",
    "participation",
    "description",
    "criteria",
];

#[test]
fn a_badge_without_ids_is_not_carried() {
    let held = MicroCredential::from_json(
        &EXAMPLE.replace("\"id\": \"https://vet.example/micro-credentials/green-skills\",", ""),
    )
    .unwrap();
    let findings = Carrier::Standard.carry(&held, &Profile::new("issuer")).unwrap_err();
    let told: Vec<_> = findings.iter().map(|finding| format!("{} {}", finding.code, finding.pointer)).collect();
    assert_eq!(told, ["carrier.ids /id", "carrier.ids /offer/id", "carrier.issuer "]);
    let held = held.with_ids(&microcred::Environment::system()).unwrap();
    assert!(held.offer().id.as_deref().unwrap().starts_with("urn:uuid:"));
    assert!(Carrier::Standard.carry(&held, &issuer()).is_ok());
}

#[test]
fn one_id_names_one_thing() {
    let held = MicroCredential::from_json(&EXAMPLE.replacen('{', "{\"id\":\"https://vet.example/\",", 1)).unwrap();
    let learner = held.learner().id.clone().unwrap();
    let findings = Carrier::Standard.carry(&held, &Profile::new(learner.clone())).unwrap_err();
    let told: Vec<_> = findings.iter().map(|finding| format!("{} {}", finding.code, finding.pointer)).collect();
    assert_eq!(told, ["carrier.ids /offer/awardingBodies/0", "carrier.ids /learner/id"]);
    assert!(!findings.to_string().contains(&learner), "{findings}");

    // The criteria may not be described under the id of the achievement either.
    let page = EXAMPLE
        .replace("https://vet.example/courses/green-skills", "https://vet.example/micro-credentials/green-skills");
    let held = MicroCredential::from_json(&page).unwrap().with_ids(&microcred::Environment::system()).unwrap();
    let carried = Carrier::Standard.carry(&held, &issuer()).unwrap();
    assert_eq!(carried.badge.credential_subject.achievement.criteria.id, None);
    assert!(carried.losses.iter().any(|loss| loss.pointer.as_str() == "/offer/furtherInformation"));
}

#[test]
fn the_issuer_has_to_be_where_the_offer_says() {
    let address = |country: &str| issuer().address(badge::Address::new().address_country_code(country));
    let findings = Carrier::Standard.carry(&example(), &address("FR")).unwrap_err();
    assert_eq!(findings.iter().next().unwrap().code, code::ec::CARRIER_ISSUER);
    assert!(Carrier::Standard.carry(&example(), &address("PT")).is_ok());
}

/// Other readers see only the terms of Open Badges, so an extended badge may not say anything else in them.
#[test]
fn a_badge_that_says_two_things_is_told() {
    let badge = Carrier::Extended.carry(&example(), &issuer()).unwrap().badge.to_json().to_string();
    let changes = [
        (
            "\"targetUrl\":\"http://data.europa.eu/snb/eqf/4\"",
            "\"targetUrl\":\"http://data.europa.eu/snb/eqf/7\"",
            "alignment",
        ),
        ("\"targetCode\":\"60\"", "\"targetCode\":\"90\"", "alignment"),
        ("\"creditsAvailable\":2", "\"creditsAvailable\":20", "creditsAvailable"),
        ("\"point\":\"2\"", "\"point\":\"3\"", "alignment"),
        ("\"inLanguage\":\"pt\"", "\"inLanguage\":\"fr\"", "inLanguage"),
        (
            "\"name\":\"Competências verdes para formadores\",\"description\"",
            "\"name\":\"Doutoramento\",\"description\"",
            "name",
        ),
        ("ext:AssessmentType\"", "ext:Anything\"", ""),
        (
            "http://data.europa.eu/snb/supervision-verification/70be69aaf9\",\"targetFramework",
            "http://data.europa.eu/snb/supervision-verification/c598449d64\",\"targetFramework",
            "alignment",
        ),
    ];
    for (from, to, place) in changes {
        assert!(badge.contains(from), "{from}");
        let found = Recovered::from_badge(&read(&badge.replace(from, to)));
        let told: Vec<_> =
            found.findings.iter().filter(|finding| finding.code == code::ec::CARRIER_DISAGREEMENT).collect();
        match place {
            "" => assert!(told.is_empty(), "{from}: {told:?}"),
            place => {
                assert!(
                    told.iter().any(|finding| finding.pointer.as_str().ends_with(place)),
                    "{to}: {}",
                    found.findings
                );
                assert!(found.complete().is_err());
            }
        }
    }
}

#[test]
fn a_malformed_term_of_ours_is_told() {
    let badge = Carrier::Extended.carry(&example(), &issuer()).unwrap().badge.to_json().to_string();
    for (from, to, term) in [
        ("\"volumeOfLearning\":\"PT60H\"", "\"volumeOfLearning\":\"P60M\"", "volumeOfLearning"),
        ("\"point\":\"2\"", "\"point\":\"2.505\"", "creditPoint"),
        ("\"eqfLevel\":\"http://data.europa.eu/snb/eqf/4\"", "\"eqfLevel\":4", "eqfLevel"),
        ("\"type\":[\"EcLearningOutcome\"]", "\"type\":[\"Thing\"]", "learningOutcome"),
    ] {
        assert!(badge.contains(from), "{from}");
        let found = Recovered::from_badge(&read(&badge.replace(from, to)));
        let unreadable = found.findings.iter().find(|finding| finding.code == code::ec::CARRIER_UNREADABLE);
        assert!(
            unreadable.is_some_and(|finding| finding.pointer.as_str().ends_with(term)),
            "{term}: {}",
            found.findings
        );
    }
}

/// Both generations of the official schema accept what is written.
#[test]
fn the_official_schemas_accept_both_carriers() {
    let Some(corpus) = std::env::var_os("MICROCRED_CORPUS").map(PathBuf::from) else {
        println!("skipped: MICROCRED_CORPUS is not set");
        return;
    };
    let files = ["2024/achievementcredential.json", "2026/open-badges/v3_0/ob_v3p0_achievementcredential_schema.json"];
    let validators = files.map(|file| {
        let schema = std::fs::read(corpus.join("schemas").join(file)).unwrap();
        jsonschema::validator_for(&serde_json::from_slice(&schema).unwrap()).unwrap()
    });
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut held = vec![example()];
    for _ in 0..40 {
        use proptest::strategy::ValueTree;
        held.push(microcredentials::micro_credential().new_tree(&mut runner).unwrap().current());
    }
    for held in held {
        for carrier in [Carrier::Standard, Carrier::Extended] {
            let mut badge = carrier.carry(&held, &issuer()).unwrap().badge;
            badge.complete_ids(&microcred::Environment::system()).unwrap();
            let instance: serde_json::Value = badge.to_json().into();
            for (file, validator) in files.iter().zip(&validators) {
                let errors: Vec<_> = validator
                    .iter_errors(&instance)
                    .map(|error| format!("{error} at {}", error.instance_path()))
                    .collect();
                assert!(errors.is_empty(), "{file}, {carrier:?}: {errors:#?}");
            }
        }
    }
}

#[test]
fn the_qualities_keep_their_types() {
    let (held, _) =
        MicroCredential::from_badge(&received(&Carrier::Standard.carry(&example(), &issuer()).unwrap().badge)).unwrap();
    assert_eq!(held.offer().quality_assurance[0].kind, QualityAssuranceType::ProgramQualityAssurance);
    let extended = Carrier::Extended.carry(&example(), &issuer()).unwrap().badge;
    assert_eq!(extended.to_json().get("@context").unwrap().as_array().unwrap().last(), Some(&CONTEXT.into()));
}
