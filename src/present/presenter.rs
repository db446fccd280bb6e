use crate::badge::Profile;
use crate::env::Environment;
use crate::issue::{IssueError, Issuer, ProofOptions, Secured};
use crate::jsonld::Contexts;
use crate::key::Signer;
use crate::limits::Limits;
use crate::proof::data_integrity::Cryptosuite;
use crate::vc::Presentation;
use std::fmt;
use std::sync::Arc;

/// What a verifier asked for: to be answered once, to it alone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Asked {
    /// What it made up for this occasion.
    pub challenge: String,
    /// Who it is, such as its origin.
    pub domain: Option<String>,
}

impl Asked {
    /// A challenge, as the verifier gave it.
    pub fn new(challenge: impl Into<String>) -> Self {
        Self { challenge: challenge.into(), domain: None }
    }

    /// The same by a verifier.
    #[must_use]
    pub fn by(self, domain: impl Into<String>) -> Self {
        Self { domain: Some(domain.into()), ..self }
    }
}

/// Shows credentials in the name of the holder of one key.
#[derive(Clone)]
pub struct Presenter {
    signer: Arc<dyn Signer>,
    suite: Cryptosuite,
    contexts: Contexts,
    limits: Limits,
    environment: Environment,
}

impl Presenter {
    /// A holder with a signer. The proof is `eddsa-rdfc-2022`.
    pub fn new(signer: impl Signer + 'static) -> Self {
        Self {
            signer: Arc::new(signer),
            suite: Cryptosuite::EddsaRdfc2022,
            contexts: Contexts::bundled(),
            limits: Limits::default(),
            environment: Environment::system(),
        }
    }

    /// The same with another suite.
    #[must_use]
    pub fn with_suite(self, suite: Cryptosuite) -> Self {
        Self { suite, ..self }
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

    /// The same with another clock.
    #[must_use]
    pub fn with_environment(self, environment: Environment) -> Self {
        Self { environment, ..self }
    }

    /// Signs a presentation for whoever asked. A presentation that names no holder gets the DID of the key.
    ///
    /// # Errors
    /// If it is not well made, something in it would not be signed, or its holder could not be shown to have signed.
    pub fn present(&self, presentation: &Presentation, asked: &Asked) -> Result<Secured, IssueError> {
        let mut presentation = presentation.clone();
        let identity = self.signer.identity();
        if presentation.holder.is_none() {
            presentation.holder = identity.did().map(|did| did.to_owned().into());
        }
        let options = ProofOptions::new().answering(asked.challenge.as_str());
        let options = match &asked.domain {
            Some(domain) => options.for_domain(domain.as_str()),
            None => options,
        };
        let profile = Profile::new(identity.did().unwrap_or(identity.verification_method()));
        let holder = Issuer::new(profile, Arc::clone(&self.signer))
            .with_proof_options(options)
            .with_contexts(self.contexts.clone())
            .with_limits(self.limits.clone())
            .with_environment(self.environment.clone());
        holder.secure(&presentation.to_json().to_string(), self.suite)
    }
}

impl fmt::Debug for Presenter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Presenter")
            .field("signer", self.signer.identity())
            .field("suite", &self.suite)
            .finish_non_exhaustive()
    }
}
