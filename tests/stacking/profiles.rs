//! National rules about volume, at their boundaries; and what a profile says about what is not stated.

use microcred::microcredential::profile::{InForce, Profile, Profiles};
use microcred::report::Findings;
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
    assert_eq!(ids("NZ", json!({"credits": [{"system": "NZ", "points": "4"}]}), "2023-01-01"), ["nz-2022"]);
    assert_eq!(ids("EE", json!({"ects": "5"}), "2025-03-31"), [""; 0]);
    assert_eq!(ids("EE", json!({"ects": "5"}), "2025-04-01"), ["ee-micro-qualification"]);
    assert_eq!(ids("ES", json!({"ects": "5"}), "2026-06-15"), ["es-university"]);
    assert_eq!(ids("ES", json!({"hours": 60}), "2026-06-15"), ["es-vet"]);
    assert_eq!(ids("ES", json!({"ects": "2", "hours": 50}), "2026-06-15"), ["es-university"], "one of the two");
    let countries = ["EU", "IE", "ES", "EE", "PL", "SI", "FI", "NL", "NO", "SE", "NZ"];
    for country in countries {
        assert!(Profiles::bundled().iter().any(|own| own.country.as_deref() == Some(country)), "{country}");
    }
}

/// In the year of a change, both what was and what is are told, each with the doubt; a day is not made up.
#[test]
fn where_only_the_year_is_known_the_profile_says_so() {
    let told = |country: &str, workload: Value, day: &str| -> Vec<(String, InForce, Vec<String>)> {
        let mut record: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
        record["issued"] = day.into();
        record["offer"]["workload"] = workload;
        let held = MicroCredential::from_json(&record.to_string()).unwrap();
        let judged = Profiles::bundled().check(&held, country, today());
        let codes = |findings: &Findings| {
            findings.iter().map(|finding| format!("{} {}", finding.code, finding.pointer)).collect()
        };
        judged.into_iter().map(|own| (own.profile.id.clone(), own.in_force, codes(&own.findings))).collect()
    };
    let credits = |points: &str| json!({"credits": [{"system": "NZ", "points": points}]});
    let doubt = |what: &str| vec!["profile.in_force /issued".to_owned(), what.to_owned()];
    let volume = "profile.volume /offer/workload/credits";
    for day in ["2022-01-01", "2022-12-31"] {
        let (old, new) = ("nz-2015".to_owned(), "nz-2022".to_owned());
        let small = [(old.clone(), InForce::Perhaps, doubt(volume)), (new.clone(), InForce::Perhaps, vec![])];
        assert_eq!(told("NZ", credits("4"), day), small, "too small under the one, and not under the other");
        let large = [(old.clone(), InForce::Perhaps, doubt(volume)), (new.clone(), InForce::Perhaps, doubt(volume))];
        assert_eq!(told("NZ", credits("41"), day), large);
        let either = [(old, InForce::Perhaps, vec![]), (new, InForce::Perhaps, vec![])];
        assert_eq!(told("NZ", credits("5"), day), either, "where both allow it there is no doubt about anything");
    }
    assert_eq!(told("NZ", credits("4"), "2021-12-31"), [("nz-2015".into(), InForce::Yes, vec![volume.into()])]);
    assert_eq!(told("NZ", credits("4"), "2023-01-01"), [("nz-2022".into(), InForce::Yes, vec![])]);
    // Hours alone may be those of vocational education, for which the act is not.
    assert_eq!(told("SI", json!({"hours": 60}), "2026-01-01"), []);
    let slovenia = |day| told("SI", json!({"credits": [{"system": "CFU", "points": "3"}]}), day);
    assert_eq!(slovenia("2024-12-31"), []);
    let unmeasured = "profile.missing /offer/workload/ects";
    assert_eq!(slovenia("2025-06-01"), [("si-higher-education".into(), InForce::Perhaps, doubt(unmeasured))]);
    assert_eq!(slovenia("2026-01-01"), [("si-higher-education".into(), InForce::Yes, vec![unmeasured.into()])]);
}

/// Rules for higher education are for what is stated in its credits, by whichever of their names.
#[test]
fn rules_for_higher_education_leave_others_alone() {
    let ids = |country: &str, workload: Value| -> Vec<String> {
        let judged = Profiles::bundled().check_offer(&offer_of(workload), country, today());
        judged.into_iter().map(|judged| judged.profile.id.clone()).collect()
    };
    let credits = |system: &str| json!({"credits": [{"system": system, "points": "5"}]});
    assert_eq!(ids("FI", credits("osp")), [""; 0], "of vocational education");
    assert_eq!(ids("FI", credits("op")), ["fi-higher-education"]);
    assert_eq!(ids("FI", json!({"ects": "5"})), ["fi-higher-education"]);
    assert_eq!(ids("EE", json!({"hours": 150})), [""; 0]);
    assert_eq!(ids("EE", credits("EAP")), ["ee-micro-qualification"]);
    assert_eq!(ids("SI", json!({"hours": 75})), [""; 0]);
    assert_eq!(ids("SE", credits("YH-poäng")), [""; 0], "five a week are no ECTS");
    assert_eq!(ids("SE", credits("hp")), ["se-courses"]);
    assert_eq!(ids("IE", credits("FET credits")), [""; 0]);
    assert_eq!(ids("IE", json!({"ects": "5"})), ["ie-nfq"]);
}

/// Credits that are ECTS by the name of a country are judged where they stand, each of them, under their name.
#[test]
fn credits_of_a_country_are_judged_under_their_name() {
    let told = |id: &str, all: &[(&str, &str)]| -> Vec<String> {
        let credits: Vec<_> = all.iter().map(|(system, points)| json!({"system": system, "points": points})).collect();
        let findings =
            Profiles::bundled().by_id(id).unwrap().check_offer(&offer_of(json!({"credits": credits})), today());
        findings.iter().map(|finding| format!("{} {}", finding.pointer, finding.detail)).collect()
    };
    let detail = "/workload/credits 7.5 högskolepoäng is more than 6 ECTS; UHR speaks of 1 to 6 högskolepoäng";
    assert_eq!(told("se-courses", &[("hp", "7.5")]), [detail]);
    let small = "/workload/credits 2 Estonian credits is less than 5 ECTS; a micro-qualification has 5 to 30 EAP";
    assert_eq!(told("ee-micro-qualification", &[("EAP", "2"), ("EKAP", "9")]), [small]);
    assert_eq!(told("ee-micro-qualification", &[("EKAP", "9"), ("EAP", "2")]), [small]);
    assert_eq!(told("ee-micro-qualification", &[("EAP", "5"), ("EKAP", "9")]), [""; 0]);
    assert_eq!(told("eu-2022", &[("EAP", "5")]), [""; 0], "these are ECTS");
    assert_eq!(told("eu-2022", &[("UK", "5")]).len(), 1);
}

/// What each of the national rules expects beyond volume, one statement taken away after another.
/// Published on 1 April, in force twenty days after that.
#[test]
fn the_spanish_act_holds_from_its_day_in_force() {
    let act = Profiles::bundled().by_id("es-vet").unwrap();
    let day = |text: &str| text.parse().unwrap();
    assert_eq!([act.holds_on(day("2022-04-20")), act.holds_on(day("2022-04-21"))], [InForce::No, InForce::Yes]);
}

#[test]
fn what_a_country_wants_stated_is_missed() {
    let full = json!({
        "id": "urn:example:1", "learner": {"givenName": "Ana", "familyName": "Silva"}, "issued": "2026-06-15", "grade": "8",
        "offer": {
            "title": "Data", "awardingBodies": [{"id": "https://a.example/", "name": "A", "country": "NL"}],
            "learningOutcomes": ["Plans"], "workload": {"ects": "5"}, "level": {"eqf": 6},
            "assessmentTypes": ["portfolio"], "participation": ["online"], "languages": ["nl"],
            "gradingScheme": {"name": "1–10", "minimum": "1", "maximum": "10"},
            "qualityAssurance": [{"type": "program quality assurance", "decision": "https://nvao.example/1"}],
            "supervision": {"supervised": true, "identityVerified": true}, "stackability": "stackable",
        },
    });
    let found = |id: &str, record: &Value| -> Vec<String> {
        let held = MicroCredential::from_json(&record.to_string()).unwrap();
        let findings = Profiles::bundled().by_id(id).unwrap().check(&held, today());
        findings.iter().map(|finding| format!("{} {}", finding.code, finding.pointer)).collect()
    };
    let cases: [(&str, &str, &[&str]); 14] = [
        ("nl-higher-education", "/offer/level", &["profile.missing /offer/level"]),
        ("nl-higher-education", "/offer/supervision", &["profile.missing /offer/supervision"]),
        ("nl-higher-education", "/grade", &["profile.missing /grade"]),
        ("nl-higher-education", "/offer/languages", &["profile.missing /offer/languages"]),
        (
            "nl-higher-education",
            "/offer/qualityAssurance/0/decision",
            &["profile.missing /offer/qualityAssurance/decision"],
        ),
        ("nl-vet", "/offer/level", &["profile.unmeasured /offer/workload", "profile.missing /offer/level"]),
        ("es-university", "/offer/level", &["profile.missing /offer/level"]),
        ("es-vet", "/offer/stackability", &["profile.missing /offer/stackability"]),
        ("es-vet", "/offer/level", &["profile.advice /offer/level"]),
        ("we-build-0.1", "/learner/givenName", &["profile.missing /learner/givenName"]),
        ("we-build-0.1", "/learner/familyName", &["profile.missing /learner/familyName"]),
        ("we-build-0.1", "/id", &["profile.missing /id"]),
        ("we-build-0.1", "/offer/gradingScheme", &["profile.missing /offer/gradingScheme"]),
        ("pl-standard", "/offer/supervision", &["profile.advice /offer/supervision"]),
    ];
    for (id, place, wanted) in cases {
        let kept: &[&str] = match id {
            "nl-vet" => &["profile.unmeasured /offer/workload"],
            "we-build-0.1" => &["profile.missing /offer/stackability/towards"],
            _ => &[],
        };
        assert_eq!(found(id, &full), kept, "{id}");
        let mut less = full.clone();
        let (outer, name) = place.rsplit_once('/').unwrap();
        less.pointer_mut(outer).unwrap().as_object_mut().unwrap().remove(name).unwrap();
        let new: Vec<String> = found(id, &less)
            .into_iter()
            .filter(|own| wanted.contains(&own.as_str()) || !kept.contains(&own.as_str()))
            .collect();
        assert_eq!(new, wanted, "{id} without {place}");
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
        (json!("2025-13-01"), "ec.date /validFrom"),
        (json!("25"), "ec.date /validFrom"),
    ] {
        let mut wrong = own.clone();
        let member = if rules.is_array() { "rules" } else { "validFrom" };
        wrong[member] = rules;
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
