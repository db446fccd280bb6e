use super::status::KnownLists;
use super::{Policy, Recipient, Schemas, Session, Verification};
use crate::env::Environment;
use crate::jsonld::Contexts;
use crate::limits::Limits;
use crate::resolve::Resolver;
use crate::status::registry::list_number;
use crate::trust::Anchors;
use chrono::{DateTime, Utc};
use std::collections::HashSet;

/// Verifies credentials: policy, contexts, anchors, limits and clock, for as many of them as come.
///
/// ```
/// use microcred::resolve::Offline;
/// use microcred::verify::Verifier;
/// let verification = Verifier::new().verify(br#"{"no": "credential"}"#, &Offline);
/// assert_eq!(verification.outcome, microcred::report::Outcome::Invalid);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Verifier {
    pub(super) policy: Policy,
    pub(super) contexts: Contexts,
    pub(super) schemas: Schemas,
    pub(super) anchors: Anchors,
    pub(super) limits: Limits,
    pub(super) environment: Environment,
    pub(super) recipient: Option<Recipient>,
    pub(super) challenge: Option<String>,
    pub(super) domain: Option<String>,
    pub(super) endorsements: Vec<Vec<u8>>,
    pub(super) as_of: Option<DateTime<Utc>>,
    pub(super) diagnostics: bool,
    pub(super) refreshing: bool,
    pub(super) fetching_schemas: bool,
    pub(super) lists: KnownLists,
    /// Where whoever verifies makes status lists itself.
    pub(super) own_lists: Option<String>,
}

impl Verifier {
    /// A strict verifier with the bundled contexts, no anchors, the default limits and the system's clock.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same under another policy.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// The same with other contexts.
    #[must_use]
    pub fn with_contexts(self, contexts: Contexts) -> Self {
        Self { contexts, ..self }
    }

    /// The same with schemas: a credential that declares one of them is held to it (feature `schema`).
    #[must_use]
    pub fn with_schemas(self, schemas: Schemas) -> Self {
        Self { schemas, ..self }
    }

    /// The same with anchors: issuers that the verifier knows otherwise. Theirs are [`Trusted`](crate::report::Trust::Trusted); by
    /// themselves, anchors are no reason not to accept what is anybody else's. The operation [`Verify`](crate::ops::Verify) and the
    /// command line make them one, as a policy does that requires such trust:
    ///
    /// ```
    /// use microcred::report::Trust;
    /// use microcred::trust::Anchors;
    /// use microcred::verify::{Policy, Verifier};
    /// let anchors = Anchors::parse(r#"{"anchors": [{"id": "did:web:vet.example", "name": "Example VET"}]}"#)?;
    /// let policy = Policy::strict().requiring(Trust::Trusted);
    /// let verifier = Verifier::new().with_anchors(anchors).with_policy(policy);
    /// # let _ = verifier;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_anchors(self, anchors: Anchors) -> Self {
        Self { anchors, ..self }
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

    /// The same, judging validity for another moment than now.
    #[must_use]
    pub fn as_of(self, moment: DateTime<Utc>) -> Self {
        Self { as_of: Some(moment), ..self }
    }

    /// The same, checking that a credential was issued to somebody in particular.
    #[must_use]
    pub fn for_recipient(self, recipient: Recipient) -> Self {
        Self { recipient: Some(recipient), ..self }
    }

    /// The same, taking presentations only if they answer this challenge: something unguessable that the verifier has just
    /// made up and handed to the holder. An SD-JWT answers by its key binding, which names the verifier too: give
    /// [`with_domain`](Self::with_domain) as well.
    #[must_use]
    pub fn with_challenge(self, challenge: impl Into<String>) -> Self {
        Self { challenge: Some(challenge.into()), ..self }
    }

    /// The same, taking presentations only if they were made for this domain, such as the verifier's own origin.
    #[must_use]
    pub fn with_domain(self, domain: impl Into<String>) -> Self {
        Self { domain: Some(domain.into()), ..self }
    }

    /// The same, with endorsements that are kept beside a badge. Once the badge's proof holds, each is verified as if it stood in it:
    /// it has to be about the badge, or an achievement or a profile in it, and be somebody else's. It is told among the
    /// [`endorsements`](super::Verification::endorsements), at the root, and only once, however often it is given. What is no badge by itself
    /// has none beside it.
    #[must_use]
    pub fn with_endorsements(self, endorsements: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        let mut known = HashSet::new();
        let each = endorsements.into_iter().map(|one| one.as_ref().to_vec());
        let each = each.filter(|one| known.insert(one.trim_ascii().to_vec())).collect();
        Self { endorsements: each, ..self }
    }

    /// The same, with canonical forms and hashes in the report: for comparing two implementations that disagree.
    #[must_use]
    pub fn with_diagnostics(self) -> Self {
        Self { diagnostics: true, ..self }
    }

    /// The same, asking for the newer copy of a credential that says where it is to be had (`1EdTechCredentialRefresh`),
    /// whether it has expired or not: once, and after its proof holds. Credentials in presentations and records stay as they
    /// are. A copy that is newer, stands by itself, and is the same
    /// credential by the same issuer takes the credential's place, and the verification is the copy's. Otherwise the
    /// credential is judged as it is, with the warning `refresh.rejected`.
    #[must_use]
    pub fn refreshing(self) -> Self {
        Self { refreshing: true, ..self }
    }

    /// The same, asking for schemas that a credential declares and that are not [registered](Self::with_schemas), after its
    /// proof holds. A JsonSchemaCredential is never asked for: it is used only if it is registered.
    #[must_use]
    pub fn fetching_schemas(self) -> Self {
        Self { fetching_schemas: true, ..self }
    }

    /// Starts verifying, without any I/O: the caller answers what the session [`needs`](Session::needs).
    pub fn start(&self, input: impl AsRef<[u8]>) -> Session<'_> {
        Session::start(self, input.as_ref())
    }

    /// Verifies, asking a resolver for whatever is needed.
    ///
    /// A bad badge is a report, not an error.
    pub fn verify(&self, input: impl AsRef<[u8]>, resolver: &dyn Resolver) -> Verification {
        let mut session = self.start(input);
        let budgeted = resolver.for_verification();
        session.ask(budgeted.as_deref().unwrap_or(resolver));
        session.finish()
    }

    /// The same, for a run over many credentials: a status list that was verified less than a minute ago is not verified again.
    #[cfg(feature = "batch")]
    pub(crate) fn remembering_lists(self) -> Self {
        Self { lists: KnownLists::some(), ..self }
    }

    /// The same for a server that makes the status lists under a URL itself, and whose resolver gives them without asking anybody: these
    /// need no https, which is there for what is fetched.
    #[cfg(feature = "server")]
    #[must_use]
    pub(crate) fn making_lists_under(self, url: String) -> Self {
        Self { own_lists: Some(url), ..self }
    }

    /// Whether a list is one that whoever verifies makes itself.
    pub(super) fn makes_list(&self, url: &str) -> bool {
        let name = self.own_lists.as_deref().and_then(|own| url.strip_prefix(own)?.strip_prefix('/'));
        name.and_then(list_number).is_some()
    }

    /// Starts verifying, and stops before anything is judged: see [`Session::judge`].
    #[cfg(feature = "batch")]
    pub(crate) fn start_held_back(&self, input: &[u8]) -> Session<'_> {
        Session::start_held_back(self, input)
    }

    /// The clock and the random bytes.
    #[cfg(feature = "batch")]
    pub(crate) fn environment(&self) -> &Environment {
        &self.environment
    }
}
