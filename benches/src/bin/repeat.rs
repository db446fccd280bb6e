//! `repeat N [STAGE]` verifies the badge N times, or repeats one stage of that: two runs under callgrind differ by the instructions of
//! the repetitions alone. `repeat stages` names the stages.

use microcred::Limits;
use microcred::json::Tree;
use microcred::jsonld::{Contexts, Hash, Work, statements};
use microcred::key::{InMemorySigner, PrivateKey, Signer};
use microcred_benches::{badge, ours::Ours};
use std::hint::black_box;

/// What a verification does in its order, without proof options and further checks; the whole; and the whole with its report as JSON.
const STAGES: [&str; 8] = [
    "parse",
    "walk",
    "check the badge",
    "canonicalise",
    "digest",
    "signature",
    "verify",
    "verify and write the report",
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|argument| argument == "stages") {
        return STAGES.iter().for_each(|stage| println!("{stage}"));
    }
    let count: usize = arguments.first().and_then(|count| count.parse().ok()).expect("how many times");
    let stage = arguments.get(1).map_or("verify", String::as_str);
    let (ours, limits, contexts) = (Ours::new(), Limits::default(), Contexts::bundled());
    let signed = ours.issue(&badge::unsigned());
    let tree = badge::tree(&signed);
    let dataset = statements(tree.root(), &contexts, &["proof"], &limits).expect("a plain document").dataset;
    let canonicalize =
        || dataset.canonicalize(Hash::Sha256, &mut Work::new(limits.canonicalisation)).expect("within the budget");
    let canonical = canonicalize();
    let signer = InMemorySigner::new(PrivateKey::from_ed25519_seed(&badge::SEED)).expect("a signer");
    let (key, message) = (signer.identity().public_key().clone(), [7; 64]);
    let signature = signer.sign(&message).expect("a signature");
    for _ in 0..count {
        let is_good = match stage {
            "parse" => Tree::parse_bytes(black_box(signed.as_bytes()), &limits).is_ok(),
            "check the badge" => !microcred::badge::check(black_box(&tree).root()).has_errors(),
            "walk" => statements(black_box(&tree).root(), &contexts, &["proof"], &limits).is_ok(),
            "canonicalise" => !black_box(canonicalize()).names().is_empty(),
            "digest" => !black_box(&canonical).digest(Hash::Sha256).is_empty(),
            "signature" => key.verify(black_box(&message), &signature).is_ok(),
            "verify" => ours.verify(black_box(&signed)),
            "verify and write the report" => ours.report(black_box(&signed)).len() > 1000,
            other => panic!("{other} is none of {STAGES:?}"),
        };
        assert!(is_good, "{}", ours.report(&signed));
    }
}
