//! Two ways to sign with a key that never comes near this process: a callback, and two phases.
//!
//! `cargo run --release --example hsm_signer`

use microcred::badge::Profile;
use microcred::issue::Prepared;
use microcred::key::{Algorithm, CallbackSigner, InMemorySigner, PrivateKey, Signer, SignerIdentity};
use microcred::report::Outcome;
use microcred::resolve::Offline;
use microcred::{Environment, Issuer, MicroCredential, Verifier};
use std::error::Error;
use std::sync::Arc;

fn main() -> Result<(), Box<dyn Error>> {
    let held = MicroCredential::from_json(include_str!("data/micro-credential.json"))?;

    // Stands for the hardware: all that leaves it are a public key and signatures.
    let module = Arc::new(InMemorySigner::new(PrivateKey::generate(Algorithm::Ed25519, &Environment::system())?)?);
    let identity = SignerIdentity::did_key(module.identity().public_key().clone());
    let profile = Profile::new(identity.did().ok_or("a did:key")?).name("Example VET Centre");

    println!("A callback, for modules that answer at once:");
    let slot = Arc::clone(&module);
    let signer = CallbackSigner::new(identity, move |message: &[u8]| slot.sign(message));
    let issuer = Issuer::new(profile, signer);
    let badge = issuer.issue(&held)?;
    println!("  the badge is {}", Verifier::new().verify(&badge, &Offline).outcome.as_str());

    println!("Two phases, for queues and for people with a token:");
    let prepared = issuer.prepare(&held)?;
    let stored = prepared.to_json().to_string();
    println!("  {} bytes wait in a queue; {} bytes go to the module", stored.len(), prepared.message().len());
    let waiting = Prepared::from_json(&stored)?;
    let signature = module.sign(waiting.message())?;
    let badge = waiting.complete(signature)?;
    let verification = Verifier::new().verify(&badge, &Offline);
    println!("  the badge is {}", verification.outcome.as_str());
    assert_eq!(verification.outcome, Outcome::Valid);

    println!("A signature by another key releases nothing:");
    let other = InMemorySigner::new(PrivateKey::generate(Algorithm::Ed25519, &Environment::system())?)?;
    let waiting = Prepared::from_json(&stored)?;
    let wrong = other.sign(waiting.message())?;
    match waiting.complete(wrong) {
        Err(error) => println!("  {error}"),
        Ok(_) => return Err("a foreign signature was accepted".into()),
    }
    Ok(())
}
