use super::prepared::Ground;
use super::{IssueError, Prepared, ProofOptions, Secured};
use crate::badge::{self, AchievementCredential, ClrCredential, EndorsementCredential, Profile};
use crate::env::Environment;
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::jsonld::Contexts;
use crate::key::Signer;
use crate::limits::Limits;
use crate::microcredential::MicroCredential;
use crate::microcredential::carrier::{Carrier, LossReport};
use crate::proof::data_integrity::Cryptosuite;
use crate::report::{Finding, Findings, code};
use crate::resolve::Purpose;
use crate::trust;
use crate::vc::context_urls::{DataModel, Family};
use crate::vc::{DateTimeStamp, Presentation};
use chrono::SecondsFormat;
use std::fmt;
use std::sync::Arc;

/// Issues credentials in the name of one profile, signing with one key.
#[derive(Clone)]
pub struct Issuer {
    profile: Profile,
    signer: Arc<dyn Signer>,
    suite: Cryptosuite,
    options: ProofOptions,
    carrier: Carrier,
    contexts: Contexts,
    limits: Limits,
    environment: Environment,
}

/// Typed content that an issuer can issue: a micro-credential, a badge, an endorsement, a learner record.
pub trait Issuable {
    /// The document that carries it, complete but for the proof.
    ///
    /// # Errors
    /// What keeps it from being carried.
    fn carry(&self, issuer: &Issuer) -> Result<Content, IssueError>;
}

/// Content on its way to being issued.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Content {
    /// The document, without proof.
    pub document: Value,
    /// What it could not carry.
    pub losses: LossReport,
}

impl Content {
    /// A document that carries everything.
    pub fn whole(document: Value) -> Self {
        Self { document, losses: LossReport::default() }
    }
}

impl Issuer {
    /// An issuer with its profile and its signer. The proof is `eddsa-rdfc-2022`, the carrier the standard one.
    pub fn new(profile: Profile, signer: impl Signer + 'static) -> Self {
        Self {
            profile,
            signer: Arc::new(signer),
            suite: Cryptosuite::EddsaRdfc2022,
            options: ProofOptions::default(),
            carrier: Carrier::default(),
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

    /// The same, with what the proofs say beside their signatures.
    #[must_use]
    pub fn with_proof_options(self, options: ProofOptions) -> Self {
        Self { options, ..self }
    }

    /// The same with another carrier for micro-credentials.
    #[must_use]
    pub fn with_carrier(self, carrier: Carrier) -> Self {
        Self { carrier, ..self }
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

    /// The profile that credentials are issued in the name of.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Clock and entropy.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Issues typed content: VC 2.0, with ids, dates and contexts added, and everything checked that a strict verifier
    /// checks.
    ///
    /// # Errors
    /// Everything that a strict verifier would refuse, at once; or that the key could never be the issuer's.
    pub fn issue(&self, content: &impl Issuable) -> Result<Secured, IssueError> {
        let content = content.carry(self)?;
        Ok(self.sign(self.prepare_typed(&content)?)?.with_losses(content.losses))
    }

    /// Prepares typed content for a signature that is made elsewhere.
    ///
    /// # Errors
    /// As [`issue`](Self::issue), signing aside.
    pub fn prepare(&self, content: &impl Issuable) -> Result<Prepared, IssueError> {
        self.prepare_typed(&content.carry(self)?)
    }

    fn prepare_typed(&self, content: &Content) -> Result<Prepared, IssueError> {
        let tree = Tree::parse(&content.document.to_string(), &self.limits)?;
        let findings = badge::check(tree.root());
        if findings.has_errors() {
            return Err(IssueError::Findings(findings));
        }
        self.prepare_document(tree.root(), self.suite)
    }

    /// Signs a document as it is given: a credential of VC 2.0 or 1.1, or another secured document. Only the proof is
    /// added, and the context that it needs. A document that has proofs already gets one more.
    ///
    /// # Errors
    /// If the document is not one that a proof may go on, or something in it would not be signed.
    pub fn secure(&self, document: &str, suite: Cryptosuite) -> Result<Secured, IssueError> {
        self.sign(self.prepare_secure(document, suite)?)
    }

    /// Prepares a document for a signature that is made elsewhere.
    ///
    /// # Errors
    /// As [`secure`](Self::secure), signing aside.
    pub fn prepare_secure(&self, document: &str, suite: Cryptosuite) -> Result<Prepared, IssueError> {
        let tree = Tree::parse(document, &self.limits)?;
        self.prepare_document(tree.root(), suite)
    }

    fn sign(&self, prepared: Prepared) -> Result<Secured, IssueError> {
        let signature = self.signer.sign(prepared.message())?;
        Ok(prepared.release(&signature))
    }

    fn prepare_document(&self, root: Node<'_>, suite: Cryptosuite) -> Result<Prepared, IssueError> {
        let findings = structure(root);
        if findings.has_errors() {
            return Err(IssueError::Findings(findings));
        }
        let identity = self.signer.identity().clone();
        if let Some(party) = party(root) {
            trust::may_bind(party, identity.verification_method()).map_err(IssueError::Unbound)?;
        }
        let Value::Object(mut document) = root.to_value() else {
            return Err(IssueError::Findings(structure(root)));
        };
        add_context(&mut document, suite)?;
        let now = self.environment.now().to_rfc3339_opts(SecondsFormat::Secs, true);
        let mut proof = Object::new();
        if suite.repeats_context() {
            proof = proof.with_some("@context", document.get("@context").cloned());
        }
        for (name, value) in suite.type_members() {
            proof.insert(&name, value);
        }
        let purpose = if is_presentation(root) { Purpose::Authentication } else { Purpose::AssertionMethod };
        for (name, value) in self.options.members(&now, identity.verification_method(), purpose.as_str()) {
            proof.insert(&name, value);
        }
        let ground = Ground { contexts: &self.contexts, limits: &self.limits };
        Prepared::new(document, proof, suite, identity, ground)
    }
}

/// What every secured credential must have, of either version.
fn structure(root: Node<'_>) -> Findings {
    if is_presentation(root) {
        return Presentation::check(root);
    }
    let mut findings = Findings::new();
    let pointer = Pointer::root();
    let mut wrong = |code, member: &str, detail: &str| {
        findings.push(Finding::new(code, pointer.member(member), detail));
    };
    let first = root.get("@context").and_then(|context| context.each().next()).and_then(Node::as_str);
    let model = first.and_then(DataModel::of);
    if model.is_none() {
        wrong(code::format::VERSION, "@context", "start with https://www.w3.org/ns/credentials/v2");
    }
    if !has_type(root, "VerifiableCredential") {
        wrong(code::format::TYPE, "type", "the types must hold VerifiableCredential");
    }
    if party(root).is_none() {
        wrong(code::issuer::MISSING, "issuer", "name the issuer by its DID or URL");
    }
    if root.get("credentialSubject").is_none_or(|subject| subject.each().next().is_none()) {
        wrong(code::model::REQUIRED, "credentialSubject", "say what the credential says, and about whom");
    }
    let dates: &[&str] = match model {
        Some(DataModel::V1) => &["issuanceDate", "expirationDate"],
        _ => &["validFrom", "validUntil"],
    };
    for date in dates {
        if let Some(value) = root.get(date)
            && let Some(error) = value.as_str().map_or(Some(None), |text| DateTimeStamp::parse(text).err().map(Some))
        {
            let detail = error.map_or_else(|| "write one date as a string".to_owned(), |error| error.to_string());
            wrong(code::validity::MALFORMED, date, &detail);
        }
    }
    findings
}

fn is_presentation(root: Node<'_>) -> bool {
    has_type(root, "VerifiablePresentation")
}

fn has_type(root: Node<'_>, class: &str) -> bool {
    root.get("type").is_some_and(|types| types.each().any(|name| name.as_str() == Some(class)))
}

/// In whose name it speaks: the issuer, or the holder of a presentation.
fn party(root: Node<'_>) -> Option<&str> {
    let party = root.get(if is_presentation(root) { "holder" } else { "issuer" })?;
    party.as_str().or_else(|| party.get("id")?.as_str())
}

/// Adds the context that defines the proof, where the others do not: last, but before ours.
fn add_context(document: &mut Object, suite: Cryptosuite) -> Result<(), IssueError> {
    let has_proof = document.get("proof").is_some();
    let Some(context) = document.get_mut("@context") else { return Ok(()) };
    let mut items = match std::mem::replace(context, Value::Null) {
        Value::Array(items) => items,
        one => vec![one],
    };
    let urls: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
    if let Some(needed) = suite.required_context(&urls) {
        if has_proof {
            return Err(IssueError::ContextAfterProof(needed));
        }
        let place = urls.iter().position(|url| Family::of(url) == Family::Microcred).unwrap_or(items.len());
        items.insert(place, needed.into());
    }
    *context = Value::Array(items);
    Ok(())
}

impl Issuable for MicroCredential {
    fn carry(&self, issuer: &Issuer) -> Result<Content, IssueError> {
        let held = self.clone().with_ids(&issuer.environment)?;
        let carried = issuer.carrier.carry(&held, &issuer.profile).map_err(IssueError::Findings)?;
        let mut badge = carried.badge;
        badge.complete_ids(&issuer.environment)?;
        Ok(Content { document: badge.to_json(), losses: carried.losses })
    }
}

impl Issuable for AchievementCredential {
    fn carry(&self, issuer: &Issuer) -> Result<Content, IssueError> {
        let mut badge = self.clone();
        badge.issuer = issuer.profile.clone().into();
        if badge.valid_from.is_none() {
            badge.valid_from = Some(now(&issuer.environment)?);
        }
        badge.complete_ids(&issuer.environment)?;
        Ok(Content::whole(badge.to_json()))
    }
}

impl Issuable for EndorsementCredential {
    fn carry(&self, issuer: &Issuer) -> Result<Content, IssueError> {
        let mut endorsement = self.clone();
        endorsement.issuer = issuer.profile.clone().into();
        if endorsement.valid_from.is_none() {
            endorsement.valid_from = Some(now(&issuer.environment)?);
        }
        endorsement.complete_ids(&issuer.environment)?;
        Ok(Content::whole(endorsement.to_json()))
    }
}

impl Issuable for ClrCredential {
    fn carry(&self, issuer: &Issuer) -> Result<Content, IssueError> {
        let mut record = self.clone();
        record.issuer = issuer.profile.clone().into();
        if record.valid_from.is_none() {
            record.valid_from = Some(now(&issuer.environment)?);
        }
        record.complete_ids(&issuer.environment)?;
        record.complete_contexts();
        Ok(Content::whole(record.to_json()))
    }
}

/// The moment of issuing, to the second.
fn now(environment: &Environment) -> Result<DateTimeStamp, IssueError> {
    let text = environment.now().to_rfc3339_opts(SecondsFormat::Secs, true);
    DateTimeStamp::parse(&text).map_err(|error| {
        let finding = Finding::new(code::validity::MALFORMED, Pointer::root().member("validFrom"), error.to_string());
        IssueError::Findings(Findings::from_iter([finding]))
    })
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
