//! Verifying inside an asynchronous host: the session says what it needs, the host fetches in its own way.
//!
//! `cargo run --release --example async_host`

use microcred::badge::Profile;
use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
use microcred::resolve::{Answer, Found, Need};
use microcred::verify::Verification;
use microcred::{Environment, Issuer, MicroCredential, Verifier};
use std::error::Error;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Verifies a badge with a client that fetches asynchronously. This is all that a host has to write.
async fn verify(verifier: &Verifier, badge: &[u8], client: &Client) -> Verification {
    let mut session = verifier.start(badge);
    while let Some(need) = session.needs().first().cloned() {
        let answer = client.fetch(&need).await;
        session.supply(&need.id, answer);
    }
    session.finish()
}

/// Stands for an HTTP client. A real one guards its addresses, stops after `need.max_bytes`, and follows no redirects.
struct Client {
    did_document: String,
}

impl Client {
    async fn fetch(&self, need: &Need) -> Answer {
        println!("  GET {} ({}, at most {} bytes)", need.url, need.kind.as_str(), need.max_bytes);
        Turn::default().await;
        match need.url.as_str() {
            "https://vet.example/.well-known/did.json" => Answer::found(
                Found::supplied(&need.url, self.did_document.as_bytes()).served_as("application/did+json"),
            ),
            _ => Answer::NotFound,
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let held = MicroCredential::from_json(include_str!("data/micro-credential.json"))?;
    let key = PrivateKey::generate(Algorithm::Ed25519, &Environment::system())?;
    let signer = InMemorySigner::new(key)?.with_verification_method("did:web:vet.example#key-1")?;
    let public_key = signer.identity().public_key().to_multikey();
    let badge = Issuer::new(Profile::new("did:web:vet.example").name("Example VET Centre"), signer).issue(&held)?;

    let client = Client {
        did_document: format!(
            r##"{{"id": "did:web:vet.example", "assertionMethod": ["#key-1"], "verificationMethod": [
                {{"id": "#key-1", "type": "Multikey", "controller": "did:web:vet.example", "publicKeyMultibase": "{public_key}"}}]}}"##
        ),
    };
    println!("The session asks:");
    let verifier = Verifier::new();
    let verification = block_on(verify(&verifier, badge.as_ref(), &client));
    print!("{verification}");
    verification.accept::<MicroCredential>()?;

    println!("A host that finds nothing:");
    let empty = Client { did_document: "{}".to_owned() };
    print!("{}", block_on(verify(&verifier, badge.as_ref(), &empty)));
    Ok(())
}

/// Lets others run once, as waiting for the network would.
#[derive(Default)]
struct Turn(bool);

impl Future for Turn {
    type Output = ();

    fn poll(mut self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// The smallest executor there is; a host has a better one.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
