//! The life of a micro-credential: described, issued, verified, tampered with and refused, read back.
//!
//! `cargo run --release --example lifecycle`

use microcred::badge::{AchievementCredential, Profile};
use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
use microcred::microcredential::carrier::Carrier;
use microcred::report::Outcome;
use microcred::resolve::Offline;
use microcred::{Environment, Issuer, MicroCredential, Verified, Verifier};
use std::error::Error;
use std::fs;

fn main() -> Result<(), Box<dyn Error>> {
    heading("1. Described");
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/micro-credential.json"))?;
    let held = MicroCredential::from_json(&text)?;
    show(&held);

    heading("2. Issued");
    let key = PrivateKey::generate(Algorithm::Ed25519, &Environment::system())?;
    let signer = InMemorySigner::new(key)?;
    let did = signer.identity().did().ok_or("a fresh key is its own DID")?.to_owned();
    let profile = Profile::new(did).name("Example VET Centre");
    let issuer = Issuer::new(profile, signer).with_carrier(Carrier::Extended);
    let badge = issuer.issue(&held)?;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/out");
    fs::create_dir_all(folder)?;
    let file = format!("{folder}/badge.json");
    fs::write(&file, badge.as_str())?;
    println!("{} bytes in {file}, nothing lost: {}", badge.as_str().len(), badge.losses().iter().next().is_none());
    let standard = issuer.with_carrier(Carrier::Standard).issue(&held)?;
    println!("In terms of Open Badges alone it would lose:");
    for loss in standard.losses().iter() {
        println!("  {} ({})", loss.pointer, loss.reason);
    }

    heading("3. Verified");
    let verifier = Verifier::new();
    let verification = verifier.verify(fs::read(&file)?, &Offline);
    print!("{verification}");
    let verified: Verified<MicroCredential> = verification.accept()?;

    heading("4. Tampered with");
    let tampered = badge.as_str().replacen("\"2\"", "\"20\"", 1);
    assert_ne!(tampered, badge.as_str(), "the workload stands in the badge");
    let refused = verifier.verify(&tampered, &Offline);
    print!("{refused}");
    assert_eq!(refused.outcome, Outcome::Invalid);
    if let Err(reason) = refused.accept::<AchievementCredential>() {
        println!("  not accepted: {reason}");
    }

    heading("5. Read back from the badge");
    show(&verified);
    println!(
        "The same record as described: {}",
        verified.offer() == held.offer() && verified.learner() == held.learner()
    );
    Ok(())
}

/// The elements that a reader looks for first. The learner is masked: this may end in a log.
fn show(held: &MicroCredential) {
    let offer = held.offer();
    println!("{:14} {}", "Title", offer.title);
    println!("{:14} {}", "Learner", held.learner().masked());
    println!("{:14} {}", "Issued", held.issued());
    for body in &offer.awarding_bodies {
        println!("{:14} {}", "Awarding body", body.name);
    }
    for outcome in &offer.learning_outcomes {
        println!("{:14} {}", "Outcome", outcome.text);
    }
    if let Some(ects) = &offer.workload.ects {
        println!("{:14} {ects} ECTS", "Workload");
    }
    if let Some(hours) = &offer.workload.hours {
        println!("{:14} {hours} hours", "");
    }
    for level in &offer.levels {
        println!("{:14} {level}", "Level");
    }
    for assessment in &offer.assessment_types {
        println!("{:14} {assessment}", "Assessment");
    }
    if let Some(grade) = held.grade() {
        println!("{:14} {}", "Grade", grade.value);
    }
}

fn heading(text: &str) {
    println!("\n{text}\n{}", "─".repeat(text.len()));
}
