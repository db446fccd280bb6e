//! The library under test, through its public doors.

use crate::badge;
use chrono::{DateTime, Utc};
use microcred::badge::Profile;
use microcred::issue::Issuer;
use microcred::key::{InMemorySigner, PrivateKey};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::resolve::Offline;
use microcred::verify::Verifier;

/// An issuer and a strict verifier, kept between calls.
pub struct Ours {
    issuer: Issuer,
    verifier: Verifier,
}

impl Ours {
    /// The issuer of the badge, and a verifier whose clock stands within the badge's validity.
    pub fn new() -> Self {
        let signer = InMemorySigner::new(PrivateKey::from_ed25519_seed(&badge::SEED)).expect("a signer");
        let moment: DateTime<Utc> = "2026-04-01T00:00:00Z".parse().expect("a moment");
        Self { issuer: Issuer::new(Profile::new(badge::ISSUER), signer), verifier: Verifier::new().as_of(moment) }
    }

    /// Parses, checks and signs the badge.
    pub fn issue(&self, unsigned: &str) -> String {
        self.issuer.secure(unsigned, Cryptosuite::EddsaRdfc2022).expect("a signature").into_string()
    }

    /// Parses and verifies a signed badge under the strict policy, down to the question whether it is acceptable.
    pub fn verify(&self, signed: &str) -> bool {
        self.verifier.verify(signed, &Offline).acceptable().is_ok()
    }

    /// The report on a signed badge, as JSON.
    pub fn report(&self, signed: &str) -> String {
        self.verifier.verify(signed, &Offline).to_json_string()
    }
}

impl Default for Ours {
    fn default() -> Self {
        Self::new()
    }
}
