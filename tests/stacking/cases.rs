//! One file a group of real cases: pathways, credentials, and what an evaluation of them says.

use crate::support;
use chrono::NaiveDate;
use microcred::badge::{Profile, Related};
use microcred::issue::Issuer;
use microcred::key::{InMemorySigner, PrivateKey, Signer};
use microcred::microcredential::carrier::Carrier;
use microcred::resolve::Offline;
use microcred::stack::{CredentialKey, Evaluation, Holdings, LedgerView, Optimality, Pathway, Use};
use microcred::vc::DateTimeStamp;
use microcred::{MicroCredential, Verified};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub(crate) const FILES: [(&str, &str); 14] = [
    ("01", include_str!("cases/01-mit-scm.json")),
    ("02", include_str!("cases/02-hku-space.json")),
    ("03", include_str!("cases/03-stirling.json")),
    ("04", include_str!("cases/04-aberystwyth.json")),
    ("05", include_str!("cases/05-northeastern.json")),
    ("06", include_str!("cases/06-suny-arizona.json")),
    ("07", include_str!("cases/07-taltech.json")),
    ("09", include_str!("cases/09-ireland.json")),
    ("10", include_str!("cases/10-lincoln-ou.json")),
    ("11", include_str!("cases/11-order.json")),
    ("12", include_str!("cases/12-overlap.json")),
    ("13", include_str!("cases/13-mixed-units.json")),
    ("14", include_str!("cases/14-identity.json")),
    ("15", include_str!("cases/15-validity.json")),
];

/// Case 8 is of profiles.
#[test]
fn every_case_is_evaluated_as_its_organisation_would() {
    let mut evaluated = 0;
    let mut wrong = Vec::new();
    for (number, text) in FILES {
        let file: Value = serde_json::from_str(text).unwrap();
        let held = held(&file);
        for case in file["evaluations"].as_array().unwrap() {
            let evaluation = evaluate(&file, case, &held);
            for difference in differences(&evaluation, &case["expect"], &held) {
                wrong.push(format!("{number}, {}: {difference}\n{evaluation}", case["name"].as_str().unwrap()));
            }
            evaluated += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(evaluated, 95, "every evaluation of every file");
}

/// Every pathway is a document that the JSON Schema allows, and is written as it is read.
#[test]
fn the_pathways_are_read_and_written_as_they_are() {
    for (number, text) in FILES {
        let file: Value = serde_json::from_str(text).unwrap();
        for name in file["pathways"].as_object().unwrap().keys() {
            let own = document(&file, name);
            super::pathways::assert_valid(&own);
            let pathway = pathway(&file, name);
            let written = pathway.to_json().to_string();
            super::pathways::assert_valid(&serde_json::from_str(&written).unwrap());
            let again = Pathway::from_json(&written).unwrap_or_else(|findings| panic!("{number} {name}: {findings}"));
            assert_eq!(again, pathway, "{number} {name}");
            assert!(pathway.summary().lines().count() > 4, "{}", pathway.summary());
        }
    }
}

/// The credentials of a file, issued and verified, by their names.
pub(crate) fn held(file: &Value) -> BTreeMap<String, Verified<MicroCredential>> {
    let specifications = file["credentials"].as_object().unwrap();
    let mut held = BTreeMap::new();
    for (name, own) in specifications {
        match own["repeat"].as_u64() {
            None => drop(held.insert(name.clone(), issued(name, own))),
            Some(count) => {
                for number in 1..=count {
                    let name = format!("{name} {number:02}");
                    held.insert(name.clone(), issued(&name, own));
                }
            }
        }
    }
    held
}

/// The document of a pathway: what the file says, with an award that is complete and the issuers' ids.
pub(crate) fn document(file: &Value, name: &str) -> Value {
    let mut own = file["pathways"][name].clone();
    let defaults = json!({
        "id": "https://college.example/pathways/1",
        "version": "1",
        "award": {
            "kind": "certificate",
            "title": format!("Award of “{name}”"),
            "awardingBodies": [{"id": "https://college.example/", "name": "Example College", "country": "IE"}],
            "learningOutcomes": ["Has what the award takes"],
            "workload": {"ects": "30"},
            "assessmentTypes": ["portfolio"],
            "participation": ["blended"],
            "qualityAssurance": ["institutional quality assurance"],
        },
    });
    for (name, value) in defaults.as_object().unwrap() {
        own.as_object_mut().unwrap().entry(name).or_insert_with(|| value.clone());
    }
    let mut text = own.to_string();
    for issuer in ISSUERS {
        text = text.replace(&format!("issuer:{issuer}"), &did(issuer));
    }
    serde_json::from_str(&text).unwrap()
}

pub(crate) fn pathway(file: &Value, name: &str) -> Pathway {
    let text = document(file, name).to_string();
    Pathway::from_json(&text).unwrap_or_else(|findings| panic!("{name}: {findings}"))
}

pub(crate) fn evaluate(file: &Value, case: &Value, held: &BTreeMap<String, Verified<MicroCredential>>) -> Evaluation {
    let names = file["pathways"].as_object().unwrap();
    let name = case["pathway"].as_str().unwrap_or_else(|| names.keys().next().unwrap());
    let holdings: Holdings = names_of(case).iter().map(|name| &held[name]).collect();
    let day = case["on"].as_str().unwrap_or("2025-12-01").parse().unwrap();
    pathway(file, name).evaluate(holdings, &ledger(case, held), day)
}

/// What a case holds; `name*3` stands for three that are numbered.
pub(crate) fn names_of(case: &Value) -> Vec<String> {
    let names = case["hold"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
    let names = names.flat_map(|name| match name.split_once('*') {
        Some((name, count)) => {
            (1..=count.parse::<u64>().unwrap()).map(|number| format!("{name} {number:02}")).collect()
        }
        None => vec![name.to_owned()],
    });
    names.collect()
}

pub(crate) fn ledger(case: &Value, held: &BTreeMap<String, Verified<MicroCredential>>) -> LedgerView {
    let uses = case["ledger"].as_object().cloned().unwrap_or_default();
    uses.iter().fold(LedgerView::empty(), |view, (name, count)| {
        (0..count.as_u64().unwrap()).fold(view, |view, number| {
            let award = format!("https://college.example/awards/{number}");
            let key = CredentialKey::of(held[name].provenance());
            view.with(key, Use::new(award, "https://college.example/pathways/0", day("2025-06-01")))
        })
    })
}

fn differences(
    evaluation: &Evaluation,
    expected: &Value,
    held: &BTreeMap<String, Verified<MicroCredential>>,
) -> Vec<String> {
    let mut different = Vec::new();
    let mut compare = |what: String, found: String, wanted: String| {
        if found != wanted {
            different.push(format!("{what}: {found} instead of {wanted}"));
        }
    };
    compare("complete".into(), evaluation.is_complete.to_string(), expected["complete"].to_string());
    if let Some(credits) = expected["credits"].as_str() {
        compare("credits".into(), evaluation.credits.to_string(), credits.into());
    }
    for (id, status) in members(&expected["requirements"]) {
        let found = evaluation.requirement(&id).unwrap_or_else(|| panic!("no requirement {id}"));
        compare(format!("requirement {id}"), found.status.as_str().into(), status.as_str().unwrap().into());
    }
    for (id, status) in members(&expected["groups"]) {
        let found = evaluation.group(&id).unwrap_or_else(|| panic!("no group {id}"));
        compare(format!("group {id}"), found.status.as_str().into(), status.as_str().unwrap().into());
    }
    if let Some(unused) = expected["unused"].as_object() {
        let found: BTreeMap<&str, &str> =
            evaluation.unused.iter().map(|own| (own.title.as_str(), own.reasons[0].by.as_str())).collect();
        let wanted: BTreeMap<&str, &str> =
            unused.iter().map(|(name, by)| (name.as_str(), by.as_str().unwrap())).collect();
        compare("unused".into(), format!("{found:?}"), format!("{wanted:?}"));
    }
    if let Some(way) = expected["way"].as_array() {
        let found: Vec<&str> = evaluation.way.iter().map(|step| step.words.as_str()).collect();
        let wanted = way.iter().map(|words| {
            ISSUERS.iter().fold(words.as_str().unwrap().to_owned(), |words, issuer| {
                words.replace(&format!("issuer:{issuer}"), &did(issuer))
            })
        });
        compare("way".into(), format!("{found:?}"), format!("{:?}", wanted.collect::<Vec<_>>()));
    }
    compare(
        "best".into(),
        format!("{:?}", evaluation.optimality),
        format!("{:?}", Optimality::Proven { is_first: true }),
    );
    let told = evaluation.counted.len() + evaluation.unused.len();
    compare("told".into(), (told <= held.len()).to_string(), "true".into());
    different
}

fn members(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

const ISSUERS: [&str; 4] = ["provider", "elsewhere", "aberystwyth", "suny"];

pub(crate) fn key_of(issuer: &str) -> PrivateKey {
    let seed = ISSUERS.iter().position(|own| *own == issuer).unwrap();
    support::key(u8::try_from(seed).unwrap() + 100)
}

pub(crate) fn did(issuer: &str) -> String {
    support::did_key(&key_of(issuer))
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A credential as a specification has it, issued and verified.
pub(crate) fn issued(name: &str, own: &Value) -> Verified<MicroCredential> {
    let verification = support::verifier().verify(signed(name, own), &Offline);
    verification.accept().unwrap_or_else(|error| panic!("{name}: {error}\n{verification}"))
}

/// A credential as a specification has it, issued.
pub(crate) fn signed(name: &str, own: &Value) -> String {
    let issuer = own["issuer"].as_str().unwrap_or("provider");
    let record = record(name, own);
    let held = MicroCredential::from_json(&record.to_string()).unwrap_or_else(|findings| panic!("{name}: {findings}"));
    let signer = InMemorySigner::new(key_of(issuer)).unwrap();
    let profile = Profile::new(signer.identity().did().unwrap()).name("Example Provider");
    let mut badge = Carrier::Extended.carry(&held, &profile).unwrap().badge;
    if let Some(until) = own["validUntil"].as_str() {
        badge.valid_until = Some(DateTimeStamp::parse(until).unwrap());
    }
    if let Some(other) = own["related"].as_str() {
        badge.credential_subject.achievement.related.push(Related::new(other));
    }
    let issuer = Issuer::new(profile, signer).with_environment(support::environment());
    issuer.issue(&badge).unwrap_or_else(|error| panic!("{name}: {error}")).into_string()
}

fn record(name: &str, own: &Value) -> Value {
    let slug = name.replace([' ', '.'], "-");
    let or = |member: &str, other: Value| if own[member].is_null() { other } else { own[member].clone() };
    let mut workload = Map::new();
    for unit in ["ects", "hours"] {
        if !own[unit].is_null() {
            workload.insert(unit.into(), own[unit].clone());
        }
    }
    let credits: Vec<Value> =
        members(&own["credits"]).iter().map(|(system, points)| json!({"system": system, "points": points})).collect();
    if !credits.is_empty() {
        workload.insert("credits".into(), credits.into());
    }
    let mut offer = json!({
        "id": or("achievement", format!("https://example.org/achievements/{slug}").into()),
        "title": or("title", name.into()),
        "awardingBodies": [
            {"id": "https://provider.example/", "name": "Example Provider", "country": or("country", "IE".into())},
        ],
        "learningOutcomes": or("outcomes", json!([format!("Outcome of {name}")])),
        "workload": workload,
        "assessmentTypes": or("assessment", json!(["written examination"])),
        "participation": ["online"],
        "qualityAssurance": or("quality", json!(["institutional quality assurance"])),
    });
    let optional = [
        ("kind", "kind"),
        ("level", "level"),
        ("supervision", "supervision"),
        ("setting", "learningSetting"),
        ("scheme", "gradingScheme"),
        ("fields", "fields"),
        ("stackability", "stackability"),
        ("languages", "languages"),
    ];
    for (from, to) in optional {
        if !own[from].is_null() {
            offer[to] = own[from].clone();
        }
    }
    let mut record = json!({
        "id": format!("urn:example:credential:{slug}"),
        "learner": or("learner", json!({"id": "did:example:ana"})),
        "issued": or("on", "2025-01-10".into()),
        "offer": offer,
    });
    if !own["grade"].is_null() {
        record["grade"] = own["grade"].clone();
    }
    record
}
