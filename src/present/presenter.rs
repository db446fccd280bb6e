use super::derive::{one, sd_jwt};
use crate::badge::Profile;
use crate::env::Environment;
use crate::issue::{IssueError, Issuer, ProofOptions, Secured};
use crate::jsonld::Contexts;
use crate::key::Signer;
use crate::limits::Limits;
use crate::proof::{Suite, TokenError, Unwrapped};
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
    suite: Suite,
    contexts: Contexts,
    limits: Limits,
    environment: Environment,
}

impl Presenter {
    /// A holder with a signer. The suite is the one [for its key](Suite::for_key).
    pub fn new(signer: impl Signer + 'static) -> Self {
        let suite = Suite::for_key(signer.identity().public_key().key_type());
        Self {
            signer: Arc::new(signer),
            suite,
            contexts: Contexts::bundled(),
            limits: Limits::default(),
            environment: Environment::system(),
        }
    }

    /// The same with another suite.
    #[must_use]
    pub fn with_suite(self, suite: impl Into<Suite>) -> Self {
        Self { suite: suite.into(), ..self }
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
    /// If it is not well made, something in it would not be signed, its holder could not be shown to have signed, or the
    /// suite has no place for the challenge.
    pub fn present(&self, presentation: &Presentation, asked: &Asked) -> Result<Secured, IssueError> {
        if !self.suite.answers() {
            return Err(IssueError::Unanswering(self.suite.name()));
        }
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

    /// Binds an SD-JWT that was issued to this holder's key to whoever asked ([`SdJwt::bind_as_holder`]). It is shown as
    /// it is, in no presentation; [`derive`](super::derive()) comes before.
    ///
    /// [`SdJwt::bind_as_holder`]: crate::proof::sd_jwt::SdJwt::bind_as_holder
    ///
    /// # Errors
    /// If it is no SD-JWT, or was issued to another key or to none, or if it is not said [who asked](Asked::by).
    pub fn bind(&self, token: impl AsRef<[u8]>, asked: &Asked) -> Result<Secured, IssueError> {
        let refused = |findings| IssueError::Token(TokenError::Refused(findings));
        let held = Unwrapped::read(token.as_ref(), &self.limits).map_err(|finding| refused(one(finding)))?;
        let token = sd_jwt(&held, &self.limits).map_err(refused)?;
        let audience = asked.domain.as_deref().unwrap_or_default();
        let now = self.environment.now();
        let unsigned = token.bind_as_holder(audience, &asked.challenge, now, self.signer.identity())?;
        Ok(Secured::of_text(unsigned.sign(&self.signer)?, Suite::SdJwt))
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
