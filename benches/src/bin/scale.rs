//! How a verification grows: with statements, and for a record of 33 courses.
//!
//! `scale` prints a table of minima. `scale COUNT TIMES` verifies one badge with so many pieces of evidence so many times, for
//! counting instructions: `linear.sh`.

use microcred_benches::badge;
use microcred_benches::measure::Samples;
use microcred_benches::ours::Ours;
use serde_json::{Value, json};
use std::hint::black_box;

fn main() {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|argument| argument.parse().expect("a number")).collect();
    let ours = Ours::new();
    if let [count, times] = arguments[..] {
        let signed = ours.issue(&with_evidence(count, true).to_string());
        for _ in 0..times {
            assert!(ours.verify(black_box(&signed)), "{}", ours.report(&signed));
        }
        return;
    }
    println!("| document | bytes | statements | shortest, µs | ns a statement |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    for ids in [true, false] {
        let named = if ids { "with ids" } else { "without ids" };
        for count in [1, 15, 180, 1_780, 2_400] {
            line(&ours, &format!("badge, {count} pieces of evidence {named}"), &with_evidence(count, ids));
        }
        line(&ours, &format!("record of 33 courses {named}"), &record(ids));
    }
}

fn line(ours: &Ours, what: &str, document: &Value) {
    let text = document.to_string();
    let signed = ours.issue(&text);
    assert!(ours.verify(&signed), "{}", ours.report(&signed));
    let statements = statements(&text);
    let mut samples = Samples::new();
    samples.take(40, || ours.verify(black_box(&signed)));
    let shortest = samples.minimum();
    println!(
        "| {what} | {} | {statements} | {shortest:.0} | {:.0} |",
        signed.len(),
        shortest * 1e3 / statements as f64
    );
}

fn statements(text: &str) -> usize {
    let limits = microcred::Limits::default();
    let tree = badge::tree(text);
    let contexts = microcred::jsonld::Contexts::bundled();
    let found = microcred::jsonld::statements(tree.root(), &contexts, &[], &limits).expect("statements");
    found.dataset.len()
}

/// The badge with so much evidence, each piece with its own words.
fn with_evidence(count: usize, ids: bool) -> Value {
    let mut badge: Value = serde_json::from_str(&badge::unsigned()).expect("JSON");
    let evidence = (0..count).map(|number| {
        let mut one = json!({"type": ["Evidence"], "name": format!("Report {number}"), "narrative": format!("Of audit {number}.")});
        if ids {
            one["id"] = format!("https://vet.example/evidence/{number}").into();
        }
        one
    });
    badge["evidence"] = evidence.collect();
    badge
}

/// A learner record of 33 courses, each with four results and four alignments.
fn record(ids: bool) -> Value {
    let named = |mut object: Value, kind: &str, number: usize| {
        if ids {
            object["id"] = format!("https://vet.example/{kind}/{number}").into();
        }
        object
    };
    let course = |course: usize| {
        let results: Value = (0..4)
            .map(|grade| named(json!({"type": ["Result"], "value": grade.to_string()}), "results", course * 4 + grade))
            .collect();
        let alignments: Value = (0..4)
            .map(|at| {
                let target = format!("https://skills.example/{at}");
                let alignment = json!({"type": ["Alignment"], "targetName": "Skill", "targetUrl": target});
                named(alignment, "alignments", course * 4 + at)
            })
            .collect();
        let achievement = json!({"type": ["Achievement"], "name": format!("Course {course}"), "description": "A course.",
            "criteria": {"narrative": format!("All of course {course}.")}, "alignment": alignments});
        let subject = json!({"type": ["AchievementSubject"], "achievement": named(achievement, "achievements", course),
            "result": results});
        let credential = json!({
            "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
            "type": ["VerifiableCredential", "AchievementCredential"], "name": format!("Course {course}"),
            "issuer": "https://vet.example/issuer", "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": subject,
        });
        named(credential, "credentials", course)
    };
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000099",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": badge::ISSUER, "type": ["Profile"], "name": "Example VET"},
        "validFrom": "2026-01-01T00:00:00Z", "name": "Record",
        "credentialSubject": {"id": "did:example:ana", "type": ["ClrSubject"],
            "verifiableCredential": (0..33).map(course).collect::<Value>()},
    })
}
