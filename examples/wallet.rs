//! A wallet: a badge whose holder chooses what to show, a part of it, and a presentation to somebody who asked.
//!
//! `cargo run --release --example wallet`

use microcred::badge::Profile;
use microcred::issue::HolderChoice;
use microcred::json::Pointer;
use microcred::jsonld::Contexts;
use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
use microcred::present::{self, Asked, Presenter};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::data_integrity::selective::Selecting;
use microcred::report::Outcome;
use microcred::resolve::Offline;
use microcred::vc::{Partial, Presentation};
use microcred::{Environment, Issuer, Limits, MicroCredential, Verifier};
use std::error::Error;

const ASKED_BY: &str = "https://employer.example";

fn main() -> Result<(), Box<dyn Error>> {
    let (contexts, limits) = (Contexts::bundled(), Limits::default());
    let university = signer(Algorithm::EcdsaP256)?;
    let ana = signer(Algorithm::Ed25519)?;
    let holder = ana.identity().did().ok_or("a did:key")?.to_owned();

    println!("Issued, so that all but the name of the achievement is the holder's choice:");
    let profile = Profile::new(university.identity().did().ok_or("a did:key")?).name("Example University");
    let issuer = Issuer::new(profile, university)
        .with_suite(Cryptosuite::EcdsaSd2023)
        .with_holder_choice(HolderChoice::new().always([Pointer::from_text("/credentialSubject/achievement/name")]));
    let text = include_str!("data/micro-credential.json");
    let known = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    let held = issuer.issue(&MicroCredential::from_json(&text.replace(known, &holder))?)?;
    println!("  {} bytes in the wallet", held.as_bytes().len());

    println!("Derived, showing whose it is, and neither name nor grade:");
    let selecting = Selecting::new([Pointer::from_text("/credentialSubject/id")]);
    let shown = present::derive(&held, &selecting, &contexts, &limits)?;
    println!("  {} bytes are shown", shown.as_bytes().len());
    assert!(!shown.as_str().contains("Ana Silva"));

    println!("Presented to whoever asked:");
    let asked = Asked::new("u7kqV9…").by(ASKED_BY);
    let badge = present::presentable(&shown, &limits)?;
    let presentation = Presentation::new().verifiable_credential(badge);
    let presentation = Presenter::new(ana).present(&presentation, &asked)?;

    println!("Verified:");
    let verifier = Verifier::new().with_challenge("u7kqV9…").with_domain(ASKED_BY);
    let verification = verifier.verify(&presentation, &Offline);
    println!("{verification}");
    assert_eq!(verification.outcome, Outcome::Valid);
    for (_, member) in verification.members() {
        let part = member.accept::<Partial>()?;
        println!("  believed as far as it is shown, from {}", part.provenance().issuer);
    }
    let replayed = Verifier::new().with_challenge("another").with_domain(ASKED_BY).verify(&presentation, &Offline);
    println!("  shown again to another question: {}", replayed.outcome.as_str());
    assert_eq!(replayed.outcome, Outcome::Invalid);
    Ok(())
}

fn signer(algorithm: Algorithm) -> Result<InMemorySigner, Box<dyn Error>> {
    Ok(InMemorySigner::new(PrivateKey::generate(algorithm, &Environment::system())?)?)
}
