//! Where learners stand: two hundred credentials against forty requirements, and ten thousand learners with twenty each;
//! and how that grows.

use microcred::badge::Profile;
use microcred::chrono::NaiveDate;
use microcred::key::{InMemorySigner, PrivateKey, Signer};
use microcred::microcredential::carrier::Carrier;
use microcred::resolve::Offline;
use microcred::stack::{Holdings, LedgerView, Optimality, Pathway};
use microcred::{Issuer, MicroCredential, Verified, Verifier};
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    let shelf = shelf(400);
    println!("one learner, forty groups and requirements");
    for count in [25, 50, 100, 200, 400] {
        let pathway = pathway(8, 32);
        let held: Holdings = shelf[..count].iter().collect();
        let (took, proven) = time(7, || evaluate(&pathway, held.clone()));
        println!("  {count:4} credentials: {took:10.3?}, proven best: {proven}");
    }
    println!("two hundred credentials");
    for requirements in [8, 16, 32, 64, 128] {
        let pathway = pathway(8, requirements);
        let held: Holdings = shelf[..200].iter().collect();
        let (took, proven) = time(7, || evaluate(&pathway, held.clone()));
        println!("  {requirements:4} requirements and 8 groups: {took:10.3?}, proven best: {proven}");
    }
    println!("many learners with twenty credentials each");
    for learners in [1_000, 10_000] {
        let pathway = pathway(4, 12);
        let began = Instant::now();
        let mut proven = 0;
        for learner in 0..learners {
            let held: Holdings = (0..20).map(|index| &shelf[(learner * 7 + index * 13) % shelf.len()]).collect();
            proven += usize::from(evaluate(&pathway, held));
        }
        let took = began.elapsed();
        println!("  {learners:6} learners: {took:8.3?}, {:.1?} each, {proven} proven best", took / learners as u32);
    }
}

/// The shortest of so many runs.
fn time(runs: usize, mut run: impl FnMut() -> bool) -> (Duration, bool) {
    let mut shortest = Duration::MAX;
    let mut proven = true;
    for _ in 0..runs {
        let began = Instant::now();
        proven &= run();
        shortest = shortest.min(began.elapsed());
    }
    (shortest, proven)
}

/// Whether the evaluation is proven to be the best.
fn evaluate(pathway: &Pathway, held: Holdings) -> bool {
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    let evaluation = black_box(pathway.evaluate(black_box(held), &LedgerView::empty(), day));
    matches!(evaluation.optimality, Optimality::Proven { .. })
}

fn offer(id: usize) -> Value {
    json!({
        "id": format!("https://provider.example/{id}"),
        "title": format!("Course {id}"),
        "awardingBodies": [{"id": "https://provider.example/", "name": "Example Provider", "country": "IE"}],
        "learningOutcomes": [format!("Outcome {id}")],
        "workload": {"ects": (["2.5", "5", "5", "7.5", "10"][id * 7 % 5])},
        "level": {"eqf": 5 + id * 11 % 3},
        "assessmentTypes": (["portfolio", "written examination", "project work"][id % 3..=id % 3]),
        "participation": ["online"],
        "qualityAssurance": ["institutional quality assurance"],
        "learningSetting": (["formal", "non-formal"][id * 5 % 2]),
        "fields": (["0613", "0311", "0713", "0410", "0232"][id * 3 % 5..=id * 3 % 5]),
    })
}

/// Credentials of one learner, issued and verified.
fn shelf(count: usize) -> Vec<Verified<MicroCredential>> {
    let signer = InMemorySigner::new(PrivateKey::from_ed25519_seed(&[7; 32])).expect("a signer");
    let did = signer.identity().did().expect("its own DID").to_owned();
    let issuer = Issuer::new(Profile::new(did).name("Example Provider"), signer).with_carrier(Carrier::Extended);
    let verifier = Verifier::new();
    let one = |id: usize| {
        let record = json!({
            "id": format!("urn:example:{id}"),
            "learner": {"id": "did:example:ana"},
            "issued": format!("20{}-{:02}-{:02}", 20 + id % 6, 1 + id % 12, 1 + id % 28),
            "offer": offer(id),
        });
        let held = MicroCredential::from_json(&record.to_string()).expect("complete");
        let badge = issuer.issue(&held).expect("issued");
        verifier.verify(&badge, &Offline).accept().expect("accepted")
    };
    (0..count).map(one).collect()
}

/// Groups of 10 to 20 credits by field and level, no more than 15 for each group in all, and requirements of every kind.
fn pathway(groups: usize, requirements: usize) -> Pathway {
    let fields = ["061", "031", "071", "041", "023"];
    let group = |index: usize| {
        json!({
            "id": format!("g{index}"),
            "select": {"credits": {"atLeast": "10", "atMost": "20"}},
            "credentials": [
                {"field": [fields[index % 5]]},
                {"and": [{"field": [fields[(index + 1) % 5]]}, {"level": {"atLeast": 6}}]},
            ],
        })
    };
    let total = (groups * 15).to_string();
    let requirement = |index: usize| {
        let field = json!({"field": [fields[index % 5]]});
        let mut own = match index % 8 {
            0 => json!({"totalCredits": {"atLeast": total, "atMost": total}}),
            1 => json!({"credits": {"of": {"level": {"atLeast": 6}}, "atLeast": "20"}}),
            2 => json!({"credits": {"of": {"level": {"atMost": 5}}, "atMost": "40"}}),
            3 => json!({"share": {"of": {"setting": ["formal"]}, "atLeast": "25"}}),
            4 => json!({"credits": {"of": field, "atLeast": "5"}}),
            5 => json!({"count": {"of": {"assessment": ["portfolio"]}, "atLeast": 2}}),
            6 => json!({"maximumAge": {"months": 84}}),
            _ => json!({"credits": {"of": {"and": [field, {"setting": ["non-formal"]}]}, "atMost": "30"}}),
        };
        own["id"] = format!("r{index}").into();
        own
    };
    let own = json!({
        "id": "https://college.example/pathways/1",
        "version": "1",
        "award": offer(0),
        "groups": (0..groups).map(group).collect::<Vec<_>>(),
        "requirements": (0..requirements).map(requirement).collect::<Vec<_>>(),
    });
    Pathway::from_json(&own.to_string()).unwrap_or_else(|findings| panic!("{findings}"))
}
