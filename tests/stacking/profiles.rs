//! National rules about volume, at their boundaries; and what a profile says about what is not stated.

use microcred::microcredential::profile::{Profile, Profiles};
use microcred::{MicroCredential, Offer};
use serde_json::{Value, json};

const OFFER: &str = include_str!("../../examples/data/offer.json");
const MICRO_CREDENTIAL: &str = include_str!("../../examples/data/micro-credential.json");

fn today() -> chrono::NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn offer_of(workload: Value) -> Offer {
    let mut offer: Value = serde_json::from_str(OFFER).unwrap();
    offer["workload"] = workload;
    Offer::from_json(&offer.to_string()).unwrap()
}

#[test]
fn volumes_are_judged_at_their_boundaries() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("volumes.json")).unwrap();
    for row in &rows {
        let amount = row["amount"].as_str().unwrap();
        let workload = match row["unit"].as_str().unwrap() {
            "ects" => json!({"ects": amount}),
            "hours" => json!({"hours": amount.parse::<u32>().unwrap()}),
            system => json!({"credits": [{"system": system, "points": amount}]}),
        };
        let profile = Profiles::bundled().by_id(row["profile"].as_str().unwrap()).unwrap();
        let findings = profile.check_offer(&offer_of(workload), today());
        let broken = findings.iter().any(|finding| finding.code.as_str() == "profile.volume");
        assert_eq!(!broken, row["volume"].as_bool().unwrap(), "{row}: {findings}");
        assert!(!findings.has_errors(), "a profile never makes anything invalid");
    }
    assert_eq!(rows.len(), 22);
}

#[test]
fn a_country_has_the_profiles_that_were_in_force_and_are_meant() {
    let ids = |country: &str, workload: Value, day: &str| -> Vec<String> {
        let mut record: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
        record["issued"] = day.into();
        record["offer"]["workload"] = workload;
        let held = MicroCredential::from_json(&record.to_string()).unwrap();
        let judged = Profiles::bundled().check(&held, country, today());
        judged.into_iter().map(|judged| judged.profile.id.clone()).collect()
    };
    assert_eq!(ids("NL", json!({"ects": "5"}), "2026-06-15"), ["nl-higher-education"]);
    assert_eq!(ids("NL", json!({"hours": 240}), "2026-06-15"), ["nl-vet"]);
    assert_eq!(ids("NZ", json!({"credits": [{"system": "NZ", "points": "4"}]}), "2021-12-31"), ["nz-2015"]);
    assert_eq!(ids("NZ", json!({"credits": [{"system": "NZ", "points": "4"}]}), "2022-01-01"), ["nz-2022"]);
    assert_eq!(ids("EE", json!({"ects": "5"}), "2025-03-31"), [""; 0]);
    let countries = ["EU", "IE", "ES", "EE", "PL", "SI", "FI", "NL", "NO", "SE", "NZ"];
    for country in countries {
        assert!(Profiles::bundled().iter().any(|own| own.country.as_deref() == Some(country)), "{country}");
    }
}

#[test]
fn the_rulebook_finds_what_is_not_stated() {
    let mut record: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    record["issued"] = "2027-01-01".into();
    record["offer"]["stackability"] = "stackable".into();
    record["offer"]["gradingScheme"] = Value::Null;
    record["offer"].as_object_mut().unwrap().remove("gradingScheme");
    record["offer"]["assessmentTypes"] = json!(["level of attendance"]);
    record["offer"]["learningOutcomes"] = json!([{"text": "Plans", "skills": ["http://data.europa.eu/esco/skill/17"]}]);
    let held = MicroCredential::from_json(&record.to_string()).unwrap();
    let rulebook = Profiles::bundled().by_id("we-build-0.1").unwrap();
    let found: Vec<String> =
        rulebook.check(&held, today()).iter().map(|finding| format!("{} {}", finding.code, finding.pointer)).collect();
    for told in [
        "profile.date /issued",
        "profile.grade /grade",
        "profile.missing /offer/gradingScheme",
        "profile.esco /offer/learningOutcomes/0/skills/0",
        "profile.missing /offer/stackability/towards",
    ] {
        assert!(found.iter().any(|own| own == told), "no {told} in {found:?}");
    }
}

#[test]
fn a_profile_of_ones_own_is_a_file() {
    let own = json!({
        "id": "faculty", "title": "Faculty of ours", "country": "PT", "status": "house rule", "confidence": "high",
        "source": "the handbook", "rules": [{"volume": {"unit": "ECTS", "atLeast": "3", "step": "1.5"}, "because": "we say so"}],
    });
    let profiles = Profiles::bundled().clone().with(Profile::from_json(&own.to_string()).unwrap());
    let judged = profiles.check_offer(&offer_of(json!({"ects": "2"})), "PT", today());
    let found: Vec<String> = judged[0].findings.iter().map(|finding| finding.detail.clone()).collect();
    assert_eq!(found, ["2 ECTS is less than 3 ECTS; we say so", "2 ECTS is no multiple of 1.5 ECTS; we say so"]);
    for (rules, told) in [
        (json!([{"because": "nothing"}]), "ec.form /rules/0"),
        (json!([{"states": "colour"}]), "ec.unknown_value /rules/0/states"),
        (json!([{"states": "grade", "esco": "wellFormed"}]), "ec.form /rules/0"),
        (json!([{"volume": {"atLeast": "3"}}]), "ec.form /rules/0/volume/unit"),
    ] {
        let mut wrong = own.clone();
        wrong["rules"] = rules;
        let findings = Profile::from_json(&wrong.to_string()).unwrap_err();
        let found = findings.iter().next().map(|finding| format!("{} {}", finding.code, finding.pointer));
        assert_eq!(found.as_deref(), Some(told));
    }
}

#[test]
fn the_schema_allows_every_profile() {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let offer = read(include_str!("../../vocab/schemas/offer.schema.json"));
    let schema = read(include_str!("../../vocab/schemas/profile.schema.json"));
    let registry = jsonschema::Registry::new().add(offer["$id"].as_str().unwrap(), &offer).unwrap().prepare().unwrap();
    let validator = jsonschema::draft202012::options().with_registry(&registry).build(&schema).unwrap();
    for profile in Profiles::bundled() {
        let json = read(&profile.to_json().to_string());
        let errors: Vec<_> =
            validator.iter_errors(&json).map(|error| format!("{} {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", profile.id);
    }
}
