use super::request::Request;
use super::request::document::DocumentKind;
use super::{Answer, Error, Operation, sealed};
use crate::env::Environment;
use crate::json::{Pointer, Value};
use crate::jsonld::Contexts;
use crate::limits::Limits;
use crate::proof::Unwrapped;
use crate::report::{Finding, Findings, Outcome, Trust, code};
use crate::resolve::{Fallback, Memory, Resolver};
use crate::trust::Anchors;
use crate::vc::DateTimeStamp;
use crate::verify::{Policy, Recipient, Schemas, Verification, Verifier};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Says whether a credential may be believed. A bad badge is an answer, not an error; what is no credential but what one is made of, an offer
/// or a micro-credential that nobody has issued, is refused with what is to be done first.
///
/// The document is JSON, or a token or binary message around it; a presentation is judged with all that is in it. What is
/// needed beyond it is among [`resources`](Self::resources), or a [resolver](Self::with_resolver) is asked; by default
/// nothing is fetched.
#[derive(Clone)]
#[non_exhaustive]
pub struct Verify {
    /// The credential, byte for byte as it arrived.
    pub document: Vec<u8>,
    /// What follows from what is found.
    pub policy: Policy,
    /// The moment that validity is judged for ([`Verifier::as_of`]); now if nothing is said. The clock stays where it is: what was
    /// revoked since then is revoked, and a status list is current or not whatever moment is asked for.
    pub now: Option<DateTime<Utc>>,
    /// DID documents, key documents and status lists, each under its DID or its URL.
    pub resources: Memory,
    /// The JSON Schemas that a credential is held to if it declares them.
    pub schemas: Schemas,
    /// Whether schemas that a credential declares and that are not among these are asked for.
    pub fetch_schemas: bool,
    /// Whether the newer copy of a credential is asked for, where it says that there is one.
    pub refresh: bool,
    /// The issuers that are trusted. Where they are given, a credential of anybody else is valid and not accepted.
    pub anchors: Option<Anchors>,
    /// Whom the credential should have been issued to.
    pub recipient: Option<Recipient>,
    /// What whoever presents it was asked to sign. Where it is given, a presentation must answer it.
    pub challenge: Option<String>,
    /// Who is asking: a presentation must be made for it.
    pub domain: Option<String>,
    /// Endorsements that are kept beside a badge: see [`Verifier::with_endorsements`].
    pub endorsements: Vec<Vec<u8>>,
    /// The contexts that are known; those inside the library if nothing is said.
    pub contexts: Contexts,
    /// The budgets.
    pub limits: Limits,
    /// Whom to ask for what is not at hand.
    resolver: Option<Arc<dyn Resolver + Send + Sync>>,
    /// Where the resolver makes status lists itself.
    #[cfg(feature = "server")]
    own_lists: Option<String>,
}

impl Verify {
    /// Verifies strictly, now, offline, without anchors.
    pub fn new(document: impl Into<Vec<u8>>) -> Self {
        Self {
            document: document.into(),
            policy: Policy::strict(),
            now: None,
            resources: Memory::new(),
            schemas: Schemas::new(),
            fetch_schemas: false,
            refresh: false,
            anchors: None,
            recipient: None,
            challenge: None,
            domain: None,
            endorsements: Vec::new(),
            contexts: Contexts::bundled(),
            limits: Limits::default(),
            resolver: None,
            #[cfg(feature = "server")]
            own_lists: None,
        }
    }

    /// The same, asking a resolver for what is not at hand.
    #[must_use]
    pub fn with_resolver(self, resolver: impl Resolver + Send + Sync + 'static) -> Self {
        Self { resolver: Some(Arc::new(resolver)), ..self }
    }

    /// The same for a server whose resolver makes the status lists under a URL itself.
    #[cfg(feature = "server")]
    pub(crate) fn making_lists_under(self, url: String) -> Self {
        Self { own_lists: Some(url), ..self }
    }

    /// A policy by the name of its preset, or from its JSON form.
    ///
    /// # Errors
    /// If it is neither.
    pub fn policy(text: &str) -> Result<Policy, Error> {
        let named = |findings: Findings| {
            let places = findings.iter().map(|finding| match finding.pointer.as_str() {
                "" => finding.detail.to_string(),
                place => format!("{} at {place}", finding.detail),
            });
            let places = places.collect::<Vec<_>>().join("; ");
            Error::member("policy", format!("write strict, lenient, or a policy: {places}"))
        };
        Policy::preset(text).map_or_else(|| Policy::from_json(text).map_err(named), Ok)
    }

    /// A moment in the form of [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339), as [credentials have it](DateTimeStamp::parse).
    pub fn moment(text: &str) -> Option<DateTime<Utc>> {
        DateTimeStamp::parse_instant(text).ok()
    }
}

impl Operation for Verify {
    const NAME: &'static str = "verify";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/verify.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/report.schema.json");
    type Answer = Verification;

    fn run(self, environment: &Environment) -> Result<Verification, Error> {
        let (document, limits) = (self.document.clone(), self.limits.clone());
        let verification = self.judged(environment);
        let is_invalid = verification.outcome == Outcome::Invalid;
        match is_invalid.then(|| unissued(&document, &limits)).flatten() {
            Some(detail) => Err(Error::refused(Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail))),
            None => Ok(verification),
        }
    }
}

/// That a document is no credential but what one is made of.
fn unissued(document: &[u8], limits: &Limits) -> Option<String> {
    let unwrapped = Unwrapped::read(document, limits).ok()?;
    DocumentKind::unissued(unwrapped.document().root()).map(|what| format!("{what}, and verify what is issued"))
}

impl Verify {
    /// The report on whatever it is.
    pub(super) fn judged(mut self, environment: &Environment) -> Verification {
        self.require_anchors();
        let (verifier, resolver, document) = self.prepare(environment);
        verifier.verify(&document, &resolver)
    }

    /// Lets an issuer that is no anchor be a reason not to accept.
    pub(super) fn require_anchors(&mut self) {
        if self.anchors.is_some() {
            self.policy = std::mem::take(&mut self.policy).requiring(Trust::Trusted);
        }
    }

    /// What judges, whom it asks, and the document.
    pub(super) fn prepare(self, environment: &Environment) -> (Verifier, Fallback, Vec<u8>) {
        let mut verifier = Verifier::new()
            .with_policy(self.policy)
            .with_contexts(self.contexts)
            .with_limits(self.limits)
            .with_environment(environment.clone())
            .with_schemas(self.schemas)
            .with_endorsements(self.endorsements);
        if let Some(now) = self.now {
            verifier = verifier.as_of(now);
        }
        if self.fetch_schemas {
            verifier = verifier.fetching_schemas();
        }
        if self.refresh {
            verifier = verifier.refreshing();
        }
        if let Some(anchors) = self.anchors {
            verifier = verifier.with_anchors(anchors);
        }
        if let Some(recipient) = self.recipient {
            verifier = verifier.for_recipient(recipient);
        }
        if let Some(challenge) = self.challenge {
            verifier = verifier.with_challenge(challenge);
        }
        if let Some(domain) = self.domain {
            verifier = verifier.with_domain(domain);
        }
        #[cfg(feature = "server")]
        if let Some(url) = self.own_lists {
            verifier = verifier.making_lists_under(url);
        }
        let at_hand = Fallback::new().or(self.resources);
        let resolver = match self.resolver {
            Some(resolver) => at_hand.or(resolver),
            None => at_hand,
        };
        (verifier, resolver, self.document)
    }

    /// Reads everything but the document.
    pub(super) fn read_how(request: &mut Request<'_>) -> Self {
        let policy = request.policy();
        let now = request.named("now", "a date and time such as 2026-11-23T11:00:00Z", Self::moment);
        let resources = request.resources();
        let schemas = request.schemas();
        let (fetch_schemas, refresh) = (request.flag("fetchSchemas"), request.flag("refresh"));
        let anchors = request.anchors();
        let (contexts, limits, resolver) = (request.contexts(), request.limits(), request.resolver());
        let recipient = request.string("recipient").map(Recipient::guess);
        let challenge = request.filled("challenge").map(str::to_owned);
        let domain = request.filled("domain").map(str::to_owned);
        let endorsements = request.documents("endorsements");
        Self {
            document: Vec::new(),
            policy,
            now,
            resources,
            schemas,
            fetch_schemas,
            refresh,
            anchors,
            recipient,
            challenge,
            domain,
            endorsements,
            contexts,
            limits,
            resolver,
            #[cfg(feature = "server")]
            own_lists: None,
        }
    }
}

impl sealed::Sealed for Verify {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let document = request.required_document("document");
        let how = Self::read_how(request);
        Some(Self { document: document?, ..how })
    }
}

impl Answer for Verification {
    /// The report, with what may be shown as fact under `verified`.
    fn to_json(&self) -> Value {
        Self::to_json(self)
    }

    fn to_json_string(&self) -> String {
        Self::to_json_string(self)
    }
}
