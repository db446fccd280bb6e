//! An issuer: in whose name it issues, with which key, and how.

mod content;
mod preparing;

pub use content::{Content, Issuable};

use super::{Freshness, HolderChoice, ProofOptions, StatusLists};
use crate::badge::Profile;
#[cfg(feature = "batch")]
use crate::codec::digest;
use crate::env::Environment;
#[cfg(feature = "batch")]
use crate::json::{Object, Pointer, Value};
use crate::jsonld::Contexts;
use crate::key::{KeyType, Signer};
use crate::limits::Limits;
use crate::microcredential::carrier::Carrier;
use crate::proof::Suite;
use crate::proof::jose::KeyNaming;
use crate::report::Code;
use std::fmt;
use std::sync::Arc;

/// Issues credentials in the name of one profile, signing with one key.
#[derive(Clone)]
pub struct Issuer {
    profile: Profile,
    signer: Arc<dyn Signer>,
    suite: Suite,
    options: ProofOptions,
    holder_choice: HolderChoice,
    key_reference: KeyNaming,
    carrier: Carrier,
    status: Option<StatusLists>,
    endorsements: Vec<Vec<u8>>,
    freshness: Freshness,
    contexts: Contexts,
    limits: Limits,
    environment: Environment,
    tolerated: Vec<Code>,
}

impl Issuer {
    /// An issuer with its profile and its signer. The suite is the one [for its key](Suite::for_key), the carrier the standard
    /// one.
    pub fn new(profile: Profile, signer: impl Signer + 'static) -> Self {
        let suite = Suite::for_key(signer.identity().public_key().key_type());
        Self {
            profile,
            signer: Arc::new(signer),
            suite,
            options: ProofOptions::default(),
            holder_choice: HolderChoice::default(),
            key_reference: KeyNaming::VerificationMethod,
            carrier: Carrier::default(),
            status: None,
            endorsements: Vec::new(),
            freshness: Freshness::new(),
            contexts: Contexts::bundled(),
            limits: Limits::default(),
            environment: Environment::system(),
            tolerated: Vec::new(),
        }
    }

    /// The same with another suite.
    #[must_use]
    pub fn with_suite(self, suite: impl Into<Suite>) -> Self {
        Self { suite: suite.into(), ..self }
    }

    /// The same, with what the proofs say beside their signatures.
    #[must_use]
    pub fn with_proof_options(self, options: ProofOptions) -> Self {
        Self { options, ..self }
    }

    /// The same, letting holders choose what they show, where the suite can.
    #[must_use]
    pub fn with_holder_choice(self, holder_choice: HolderChoice) -> Self {
        Self { holder_choice, ..self }
    }

    /// The same, naming the key in the headers of tokens in another way than by its verification method.
    #[must_use]
    pub fn with_key_reference(self, key_reference: KeyNaming) -> Self {
        Self { key_reference, ..self }
    }

    /// The same with another carrier for micro-credentials.
    #[must_use]
    pub fn with_carrier(self, carrier: Carrier) -> Self {
        Self { carrier, ..self }
    }

    /// The same, giving what it [issues](Self::issue) places in status lists, so that it can be revoked later.
    ///
    /// A place is given right before signing; if that fails, nobody has the place.
    #[must_use]
    pub fn with_status(self, status: StatusLists) -> Self {
        Self { status: Some(status), ..self }
    }

    /// The same, putting signed endorsements into every badge and micro-credential that it issues: each into what it is about, as
    /// [`attach`](super::attach) does. Where one of them is about neither the badge, nor what it awards, nor this issuer, nothing is issued.
    #[must_use]
    pub fn with_endorsements(self, endorsements: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        Self { endorsements: endorsements.into_iter().map(|one| one.as_ref().to_vec()).collect(), ..self }
    }

    /// The same, publishing [status lists](Self::status_list) that last for longer or shorter.
    #[must_use]
    pub fn with_freshness(self, freshness: Freshness) -> Self {
        Self { freshness, ..self }
    }

    /// The same with other contexts.
    #[must_use]
    pub fn with_contexts(self, contexts: Contexts) -> Self {
        Self { contexts, ..self }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The same with another clock and source of entropy.
    #[must_use]
    pub fn with_environment(self, environment: Environment) -> Self {
        Self { environment, ..self }
    }

    /// The same, signing although one of these is found, for which a strict verifier refuses the document. What would leave
    /// the signature incomplete is refused all the same.
    ///
    /// Named for the danger: with `issuer.key.unbound` among them, this key speaks in anybody's name.
    #[must_use]
    pub fn danger_tolerating(self, codes: impl IntoIterator<Item = Code>) -> Self {
        Self { tolerated: codes.into_iter().collect(), ..self }
    }

    /// The profile that credentials are issued in the name of.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Clock and entropy.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// What everything that it issues depends on besides the content, each under what it is called: to notice that it changed.
    #[cfg(feature = "batch")]
    pub(crate) fn terms(&self) -> Vec<(&'static str, String)> {
        let identity = self.signer.identity();
        let pointers = |places: &[Pointer]| places.iter().map(|place| place.as_str().into()).collect();
        let proof = self.options.members("", identity.verification_method(), "");
        let key_reference = match &self.key_reference {
            KeyNaming::VerificationMethod => None,
            KeyNaming::Kid(kid) => Some(format!("kid {kid}")),
            KeyNaming::Jwk => Some("jwk".to_owned()),
        };
        let mut tolerated: Vec<_> = self.tolerated.iter().map(|code| code.as_str()).collect();
        tolerated.sort_unstable();
        // What is as usual is left out, as before it was asked for: cohorts that were begun then go on.
        let settings = Object::new()
            .with_some("proof", (self.options != ProofOptions::default()).then_some(proof))
            .with_some("keyReference", key_reference)
            .with_all("tolerated", tolerated)
            .with("suite", self.suite.name())
            .with("carrier", self.carrier.name())
            .with("always", Value::Array(pointers(&self.holder_choice.mandatory)))
            .with("byChoice", Value::Array(pointers(&self.holder_choice.selective)))
            .with_some("status", self.status.as_ref().map(StatusLists::terms));
        vec![
            ("the key", format!("{} {}", identity.verification_method(), identity.public_key().to_multikey())),
            ("the issuer's profile", self.profile.to_json().to_string()),
            ("what endorses it", self.endorsements.iter().map(digest::sha256_hex).collect()),
            ("how it is secured, carried or made revocable", Value::from(settings).to_string()),
        ]
    }

    /// The budgets.
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn freshness(&self) -> Freshness {
        self.freshness
    }

    /// How what it issues is secured.
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// Where what it issues gets places in status lists.
    pub fn status(&self) -> Option<&StatusLists> {
        self.status.as_ref()
    }

    pub(super) fn key_type(&self) -> KeyType {
        self.signer.identity().public_key().key_type()
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Issuer")
            .field("profile", &self.profile.id)
            .field("signer", self.signer.identity())
            .field("suite", &self.suite)
            .finish_non_exhaustive()
    }
}
