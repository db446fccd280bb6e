//! Pathways of receiving organisations: written as they are read, explained, and evaluated over verified credentials within the budget.

use super::{text, value};
use crate::judge::same_when_read;
use crate::material::{self, DID, ISSUER};
use crate::mutate::Shape;
use crate::seeds::{self, Seeds, files};
use crate::{Target, support};
use chrono::NaiveDate;
use microcred::json::{Object, Value};
use microcred::microcredential::MicroCredential;
use microcred::resolve::Offline;
use microcred::stack::{CredentialKey, Holdings, LedgerView, Pathway, Use};
use microcred::verify::Verified;
use std::sync::LazyLock;

pub const TARGET: Target = Target { name: "pathways", shape: Shape::Json, longest: 12 * 1024, hold, seeds };

/// What one learner holds: courses that differ in credits, levels, days, codes and grades.
static HELD: LazyLock<Vec<Verified<MicroCredential>>> = LazyLock::new(|| {
    let template = support::json(&seeds::own("examples/data/micro-credential.json"));
    let one = |number: usize| {
        let mut held = template.clone();
        let course = format!("https://example.org/achievements/SC{number}x");
        support::object(&mut held, "").insert("id", format!("urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-0000000001{number:02}"));
        support::object(&mut held, "").insert("issued", format!("202{}-0{}-10", number % 4 + 2, number % 9 + 1));
        let offer = support::object(&mut held, "/offer");
        offer.insert("id", course.as_str());
        offer.insert("title", format!("Course {number}"));
        offer.insert("code", format!("C-{number}"));
        offer.insert("workload", Object::new().with("ects", ["2", "2.5", "4", "5", "7.5", "0.25"][number % 6]));
        offer.insert("level", Object::new().with("eqf", number as i64 % 4 + 4));
        let held = MicroCredential::from_json(&held.to_string()).unwrap_or_else(|findings| panic!("{findings}"));
        let carrier = microcred::microcredential::carrier::Carrier::Extended;
        let issuer = ISSUER.clone().with_carrier(carrier);
        let badge = issuer.issue(&held).unwrap_or_else(|error| panic!("{error}"));
        let verification = support::verifier().verify(&badge, &Offline);
        verification.accept::<MicroCredential>().unwrap_or_else(|error| panic!("{error}\n{verification}"))
    };
    (0..14).map(one).collect()
});

fn hold(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let pathway = match Pathway::from_json(text) {
        Ok(pathway) => pathway,
        Err(findings) => {
            assert!(!findings.is_empty());
            findings.iter().for_each(|finding| assert!(!finding.to_string().is_empty()));
            return;
        }
    };
    let written = pathway.to_json();
    same_when_read(&written, &written.to_string());
    let again = Pathway::from_json(&written.to_string()).unwrap_or_else(|findings| panic!("{findings}\n{written}"));
    assert_eq!(again, pathway);
    assert!(!pathway.summary().is_empty());

    let day = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    let used = Use::new("https://college.example/awards/1", "https://college.example/pathways/0", day);
    let ledger = LedgerView::empty().with(CredentialKey::of(HELD[3].provenance()), used);
    for count in [0, 5, HELD.len()] {
        let holdings = || -> Holdings { HELD[..count].iter().collect() };
        let evaluation = pathway.evaluate(holdings(), &ledger, day);
        assert!(evaluation.is_of(&pathway));
        let json = evaluation.to_json();
        same_when_read(&json, &json.to_string());
        assert!(!evaluation.to_string().is_empty());
        // Each credential is told of once, and the order in which they come says nothing.
        assert!(evaluation.counted.len() + evaluation.unused.len() <= count);
        let reversed: Holdings = HELD[..count].iter().rev().collect();
        assert_eq!(pathway.evaluate(reversed, &ledger, day).to_json().to_string(), json.to_string());
    }
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(material::WORDS.iter().cloned());
    seeds.add(seeds::own("examples/data/pathway.json"));
    for file in files(&["json"]) {
        let Some(case) = text(&file).and_then(value) else { continue };
        let Some(pathways) = case.get("pathways").and_then(Value::as_object) else { continue };
        for (name, own) in pathways.iter() {
            let mut pathway = own.clone();
            let award = support::json(&format!(
                r#"{{"kind": "certificate", "title": "Award of {name}", "learningOutcomes": ["Has what the award takes"], "workload": {{"ects": "30"}},
                    "awardingBodies": [{{"id": "https://college.example/", "name": "Example College", "country": "IE"}}],
                    "assessmentTypes": ["portfolio"], "participation": ["blended"], "qualityAssurance": ["institutional quality assurance"]}}"#
            ));
            let members = support::object(&mut pathway, "");
            let defaults =
                [("id", "https://college.example/pathways/1".into()), ("version", "1".into()), ("award", award)];
            for (name, value) in defaults {
                if members.get(name).is_none() {
                    members.insert(name, value);
                }
            }
            let mut text = pathway.to_string();
            for issuer in ["one", "two", "three", "university", "college"] {
                text = text.replace(&format!("issuer:{issuer}"), &DID);
            }
            seeds.add(text);
        }
    }
}
