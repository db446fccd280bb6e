//! Three special-purpose awards of 10 ECTS at level 9 of the Irish framework become a certificate of 30 ECTS; a fourth
//! does not count, and it is said why.
//!
//! `cargo run --release --example stacking`

use microcred::badge::{AchievementCredential, Profile};
use microcred::chrono::NaiveDate;
use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
use microcred::microcredential::carrier::Carrier;
use microcred::resolve::Offline;
use microcred::stack::{Holdings, Ledger, MemoryLedger, Pathway, audit};
use microcred::{
    AssessmentType, AwardingBody, Environment, Issuer, Learner, LearningOutcome, Level, MicroCredential, Offer,
    Participation, QualityAssurance, Secured, Verified, Verifier, Workload,
};
use std::error::Error;
use std::fs;

fn main() -> Result<(), Box<dyn Error>> {
    heading("1. What the award takes");
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/pathway.json"))?;
    let pathway = Pathway::from_json(&text)?;
    print!("{}", pathway.summary());

    heading("2. What a learner holds");
    let provider = issuer("Example Provider")?;
    let mut badges = Vec::new();
    for (title, level, month) in [
        ("Data collection", "9", 2),
        ("Data analysis", "9", 4),
        ("Spreadsheets for beginners", "6", 5),
        ("Data communication", "9", 6),
    ] {
        let badge = provider.issue(&award(title, level, month)?)?;
        println!("{title}, NFQ level {level}");
        badges.push(badge);
    }

    heading("3. Where the learner stands");
    let verifier = Verifier::new();
    let held: Vec<Verified<MicroCredential>> =
        badges.iter().map(|badge| accept(&verifier, badge)).collect::<Result<_, _>>()?;
    let holdings = Holdings::from(&held);
    let ledger = MemoryLedger::new();
    let keys: Vec<_> = holdings.keys().cloned().collect();
    let day = day(2026, 11, 23)?;
    let first_two = pathway.evaluate(&[held[0].clone(), held[1].clone()], &ledger.view(&keys)?, day);
    for step in &first_two.way {
        println!("After two of them: {}", step.words);
    }
    let seen = ledger.view(&keys)?;
    let evaluation = pathway.evaluate(holdings.clone(), &seen, day);
    print!("{evaluation}");

    heading("4. The organisation decides, and issues the certificate in its own name");
    let environment = Environment::system();
    let composed = pathway.award_for(&evaluation, &holdings)?.with_ids(&environment)?;
    let college = issuer("Example College")?.with_carrier(Carrier::Extended);
    let certificate = college.issue(&composed)?;
    let (counted, used) = composed.to_commit().ok_or("the award has an id by now")?;
    ledger.commit(&seen, &counted, &used)?;
    println!("{} parts, {} bytes", composed.parts.len(), certificate.as_str().len());
    match ledger.commit(&seen, &counted, &used) {
        Err(refused) => println!("A second time: {refused}"),
        Ok(()) => return Err("the ledger counted twice".into()),
    }

    heading("5. Somebody else checks it");
    let award: Verified<AchievementCredential> = verifier.verify(&certificate, &Offline).accept()?;
    let parts = badges.iter().map(|badge| verifier.verify(badge, &Offline).accept());
    let parts: Vec<Verified<AchievementCredential>> = parts.collect::<Result<_, _>>()?;
    let audited = audit(&award, &parts);
    println!("{} parts come to {} ECTS; all checked: {}", audited.parts.len(), audited.counted, audited.is_checked());
    Ok(())
}

/// An issuer with a fresh key, which is its own DID.
fn issuer(name: &str) -> Result<Issuer, Box<dyn Error>> {
    let signer = InMemorySigner::new(PrivateKey::generate(Algorithm::Ed25519, &Environment::system())?)?;
    let did = signer.identity().did().ok_or("a fresh key is its own DID")?.to_owned();
    Ok(Issuer::new(Profile::new(did).name(name), signer))
}

fn award(title: &str, level: &str, month: u32) -> Result<MicroCredential, Box<dyn Error>> {
    let offer = Offer::builder()
        .title(title)
        .awarding_body(AwardingBody::new("https://provider.example/", "Example Provider").country("IE"))
        .learning_outcome(LearningOutcome::new(format!("Masters {}", title.to_lowercase())))
        .workload(Workload::ects("10")?)
        .level(Level::nqf("IE", "NFQ", level))
        .assessment(AssessmentType::Portfolio)
        .participation(Participation::Online)
        .quality_assurance(QualityAssurance::institution("https://qa.example/decisions/3"))
        .build()?;
    let learner = Learner::named("Ana Silva").did("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK");
    Ok(offer.award_to(learner).on(day(2026, month, 15)?).build()?)
}

fn accept(verifier: &Verifier, badge: &Secured) -> Result<Verified<MicroCredential>, Box<dyn Error>> {
    Ok(verifier.verify(badge, &Offline).accept()?)
}

fn day(year: i32, month: u32, day: u32) -> Result<NaiveDate, &'static str> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or("no such day")
}

fn heading(text: &str) {
    println!("\n{text}\n{}", "─".repeat(text.len()));
}
