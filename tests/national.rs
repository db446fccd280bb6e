//! What an institution states in the terms of its own country, its credits, its levels, its languages, arrives everywhere: in a
//! badge, in the European Learning Model and back, and in the award of an organisation elsewhere.

#![allow(clippy::unwrap_used, clippy::panic)]

use microcred::Environment;
use microcred::ops;
use serde_json::{Value, json};

fn call(name: &str, request: &Value) -> Value {
    let environment = Environment::system().at("2026-11-23T11:00:00Z".parse().unwrap());
    let answer = ops::call(name, &request.to_string(), &environment).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_str(&answer.to_string()).unwrap()
}

/// Country, languages, workload and level as they are stated, and what they are in ECTS and in the EQF.
type Case = (&'static str, [&'static str; 2], Value, Value, &'static str, u8);

fn cases() -> [Case; 14] {
    let nqf = |country: &str, framework: &str, level: &str| json!({"nqf": [{"country": country, "framework": framework, "level": level}]});
    let credits = |system: &str, points: &str| json!({"credits": [{"system": system, "points": points}]});
    let ects = |ects: &str, hours: u16| json!({"ects": ects, "hours": hours});
    [
        ("IE", ["en", "ga"], ects("10", 250), nqf("IE", "NFQ", "9"), "10", 7),
        ("ES", ["es", "ca"], ects("6", 150), nqf("ES", "MECU", "6"), "6", 6),
        ("EE", ["et", "en"], credits("EKAP", "10"), nqf("EE", "EKR", "4"), "10", 4),
        ("NL", ["nl", "en"], ects("3", 84), nqf("NL", "NLQF", "4+"), "3", 4),
        ("NO", ["nb", "en"], credits("studiepoeng", "7.5"), nqf("NO", "NKR", "6.1"), "7.5", 6),
        ("BE", ["nl", "en"], ects("3", 75), nqf("BE", "FQF", "6"), "3", 6),
        ("HR", ["hr", "en"], ects("4", 100), nqf("HR", "HKO", "4.2"), "4", 4),
        ("MT", ["mt", "en"], ects("5", 125), nqf("MT", "MQF", "5"), "5", 5),
        ("GB", ["en", "gd"], credits("SCQF", "20"), nqf("GB-SCT", "SCQF", "11"), "10", 7),
        ("GB", ["cy", "en"], credits("CQFW credit", "20"), nqf("GB-WLS", "CQFW", "4"), "10", 5),
        ("SE", ["sv", "en"], credits("hp", "7.5"), nqf("SE", "SeQF", "6"), "7.5", 6),
        ("FI", ["fi", "sv"], credits("op", "5"), nqf("FI", "FiNQF", "6"), "5", 6),
        ("IT", ["it", "de"], credits("CFU", "3"), nqf("IT", "QNQ", "6"), "3", 6),
        ("GR", ["el", "en"], ects("3", 75), nqf("GR", "HQF", "6"), "3", 6),
    ]
}

#[test]
fn what_is_stated_in_a_countrys_terms_arrives_everywhere() {
    let provider = call("keygen", &json!({}));
    for (country, languages, workload, level, ects, eqf) in cases() {
        let words = |words: &str| json!({languages[0]: format!("{words} 1"), languages[1]: format!("{words} 2")});
        let document = json!({
            "learner": {"id": "did:example:ana", "name": "Ana"}, "issued": "2026-06-15",
            "offer": {
                "id": "https://body.example/offers/1", "title": words("Title"),
                "awardingBodies": [{"id": "https://body.example/", "name": words("Body"), "country": country}],
                "learningOutcomes": [{"text": words("Outcome")}], "workload": workload, "level": level,
                "assessmentTypes": ["portfolio"], "participation": ["online"],
                "qualityAssurance": ["institutional quality assurance"], "languages": [languages[0]],
            },
        });
        let checked = call("check", &json!({"document": document}));
        assert_eq!((&checked["passed"], &checked["findings"]), (&json!(true), &json!([])), "{country}");
        // As it is written once it was read.
        let held =
            call("convert", &json!({"document": document, "to": "microcredential"}))["document"]["offer"].clone();
        for carrier in ["standard", "extended"] {
            let request = json!({"document": document, "key": provider["privateKeyJwk"], "carrier": carrier});
            let badge = call("issue", &request)["credential"].clone();
            let told = call("verify", &json!({"document": badge}));
            assert_eq!(told["outcome"], "valid", "{country} {carrier}: {told}");
            let elm = call("convert", &json!({"document": badge, "to": "elm"}))["document"].clone();
            for (from, document) in [("the badge", &badge), ("ELM", &elm)] {
                let back = call("convert", &json!({"document": document, "to": "microcredential"}));
                let offer = &back["document"]["offer"];
                assert_eq!(offer["workload"], held["workload"], "{country} {carrier}, from {from}");
                assert_eq!(offer["level"], held["level"], "{country} {carrier}, from {from}");
                assert_eq!(offer["languages"], held["languages"], "{country} {carrier}, from {from}");
                if carrier == "extended" {
                    assert_eq!(offer["title"], held["title"], "{country}, from {from}");
                }
                assert_eq!(back["gaps"], json!([]), "{country} {carrier}, from {from}");
            }
            let of_level = json!({"level": {"exactly": eqf}});
            let pathway = json!({
                "id": "https://college.example/pathways/1", "version": "1",
                "award": {
                    "kind": "certificate", "title": "Award", "learningOutcomes": ["Has what the award takes"],
                    "awardingBodies": [{"id": "https://college.example/", "name": "College", "country": "PT"}],
                    "workload": {"ects": ects}, "assessmentTypes": ["portfolio"], "participation": ["blended"],
                    "qualityAssurance": ["institutional quality assurance"],
                },
                "credits": {"convert": ["UK", "EKAP", "hp", "studiepoeng", "op", "CFU"]},
                "requirements": [
                    {"id": "volume", "totalCredits": {"atLeast": ects, "atMost": ects}},
                    {"id": "level", "count": {"of": of_level, "atLeast": 1}},
                ],
            });
            let evaluated = call("stack_evaluate", &json!({"pathway": pathway, "credentials": [badge]}));
            assert_eq!(evaluated["evaluation"]["complete"], true, "{country} {carrier}: {evaluated}");
        }
    }
}

/// What is at a national level and states no other.
fn at(country: &str, framework: &str, level: &str) -> Value {
    json!({
        "learner": {"id": "did:example:ana", "name": "Ana Silva"}, "issued": "2026-06-15",
        "offer": {
            "title": "Title", "learningOutcomes": ["Outcome"], "workload": {"ects": "5"},
            "awardingBodies": [{"id": "https://body.example/", "name": "Body", "country": country}],
            "level": {"nqf": [{"country": country, "framework": framework, "level": level}]},
            "assessmentTypes": ["portfolio"], "participation": ["online"],
            "qualityAssurance": ["institutional quality assurance"],
        },
    })
}

/// In a badge it stands by its name, whoever has agreed to it, and comes back as it was stated.
#[test]
fn a_level_without_a_concept_comes_back_from_a_badge() {
    let provider = call("keygen", &json!({}));
    for (country, framework, level) in [
        ("FR", "RNCP", "6"),
        ("HR", "HKO", "7.1.sv"),
        ("NO", "NKR", "4A"),
        ("ES", "MECES", "2"),
        ("CY", "CYQF", "5"),
        ("UA", "NQF-UA", "6"),
        ("CH", "nqf.ch-HS", "1"),
        ("GB", "FHEQ", "Level 7"),
        ("NZ", "NZQCF (of 2024)", "Level 4"),
    ] {
        let document = at(country, framework, level);
        let held =
            call("convert", &json!({"document": document, "to": "microcredential"}))["document"]["offer"].clone();
        let request = json!({"document": document, "key": provider["privateKeyJwk"], "carrier": "standard"});
        let issued = call("issue", &request);
        assert!(!issued["losses"].to_string().contains("/offer/level"), "{issued}");
        let told = call("verify", &json!({"document": issued["credential"]}));
        assert_eq!(told["outcome"], "valid", "{country}: {told}");
        let back = call("convert", &json!({"document": issued["credential"], "to": "microcredential"}));
        assert_eq!(back["document"]["offer"]["level"], held["level"], "{country}");
        assert!(!back["losses"].to_string().contains("/target"), "{country}: {back}");
    }
}

/// Where nobody has agreed to what it corresponds to, Europass shows no level, and whoever converts is told what to state.
#[test]
fn a_level_that_europass_cannot_show_is_told_with_a_way_out() {
    for (country, framework, level) in [("UA", "NQF-UA", "6"), ("CH", "nqf.ch-HS", "1"), ("NZ", "NZQCF", "4")] {
        let made = call("convert", &json!({"document": at(country, framework, level), "to": "elm"}));
        let told = made["losses"].as_array().unwrap().iter().find(|loss| loss["pointer"].to_string().contains("level"));
        assert!(
            told.is_some_and(|loss| loss["reason"].to_string().contains("state the EQF level beside it")),
            "{made}"
        );
    }
}

/// France's numbered levels, Croatia's of 2021 and Norway's 4A have no concept in EU Vocabularies: Europass shows the EQF level that they
/// are referenced to, and it is told that nobody stated it.
#[test]
fn a_level_without_a_concept_is_shown_by_the_eqf_level_of_its_referencing() {
    let eqf_of = |country: &str, framework: &str, level: &str| {
        let made = call("convert", &json!({"document": at(country, framework, level), "to": "elm"}));
        let pointer = "/credentialSubject/hasClaim/0/specifiedBy/eqfLevel";
        let is_told = made.to_string().contains("the EQF level that it is formally referenced to");
        let level = &made["document"].pointer(pointer).map_or(Value::Null, |level| level["id"].clone());
        (level.as_str().unwrap_or_default().replace("http://data.europa.eu/snb/eqf/", ""), is_told)
    };
    assert_eq!(eqf_of("FR", "RNCP", "6"), ("6".to_owned(), true));
    assert_eq!(eqf_of("HR", "HKO", "7.1.sv"), ("7".to_owned(), true));
    assert_eq!(eqf_of("NO", "NKR", "4A"), ("4".to_owned(), true));
    assert_eq!(eqf_of("UA", "NQF-UA", "6"), (String::new(), false), "nobody has agreed to that");
    assert_eq!(eqf_of("IE", "NFQ", "8"), (String::new(), false), "it has a concept of its own");
}
