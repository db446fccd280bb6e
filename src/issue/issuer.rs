use super::endorse::attach_within;
use super::prepared::Embedded;
use super::status::with_places;
use super::structure::{add_context, party, refusals, structure};
use super::{Disclosure, Freshness, IssueError, Misfit, Prepared, ProofOptions, Secured, StatusLists};
use crate::badge::{AchievementCredential, ClrCredential, EndorsementCredential, Profile};
#[cfg(feature = "batch")]
use crate::codec::digest;
use crate::env::Environment;
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::jsonld::{self, ContextSet, Contexts, plain};
use crate::key::{self, KeyType, PublicKey, Signer};
use crate::limits::Limits;
use crate::microcredential::MicroCredential;
use crate::microcredential::carrier::{Carrier, LossReport};
use crate::proof::Suite;
use crate::proof::data_integrity::Cryptosuite;
use crate::proof::jose::KeyReference;
use crate::proof::sd_jwt::Issuance;
use crate::report::{Code, Finding, Findings, Severity, code};
use crate::resolve::{self, Plan, Purpose, Source};
use crate::status::registry::Place;
use crate::trust;
use crate::vc::DateTimeStamp;
use crate::vc::masked::Masked;
use crate::vc::types::is_presentation;
use chrono::SecondsFormat;
use std::fmt;
use std::sync::Arc;

/// Issues credentials in the name of one profile, signing with one key.
#[derive(Clone)]
pub struct Issuer {
    profile: Profile,
    signer: Arc<dyn Signer>,
    suite: Suite,
    options: ProofOptions,
    disclosure: Disclosure,
    key_reference: KeyReference,
    carrier: Carrier,
    status: Option<StatusLists>,
    endorsements: Vec<Vec<u8>>,
    freshness: Freshness,
    contexts: Contexts,
    limits: Limits,
    environment: Environment,
    tolerated: Vec<Code>,
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
#[derive(Clone, PartialEq)]
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

impl fmt::Debug for Content {
    /// Without the document: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let document = Masked(&self.document);
        formatter.debug_struct("Content").field("document", &document).field("losses", &self.losses).finish()
    }
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
            disclosure: Disclosure::default(),
            key_reference: KeyReference::VerificationMethod,
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
    pub fn with_disclosure(self, disclosure: Disclosure) -> Self {
        Self { disclosure, ..self }
    }

    /// The same, naming the key in the headers of tokens in another way than by its verification method.
    #[must_use]
    pub fn with_key_reference(self, key_reference: KeyReference) -> Self {
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
            KeyReference::VerificationMethod => None,
            KeyReference::Kid(kid) => Some(format!("kid {kid}")),
            KeyReference::Jwk => Some("jwk".to_owned()),
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
            .with("always", Value::Array(pointers(&self.disclosure.mandatory)))
            .with("byChoice", Value::Array(pointers(&self.disclosure.selective)))
            .with_some("status", self.status.as_ref().map(StatusLists::terms));
        vec![
            ("the key", format!("{} {}", identity.verification_method(), identity.public_key().to_multikey())),
            ("the issuer's profile", self.profile.to_json().to_string()),
            ("what endorses it", self.endorsements.iter().map(digest::sha256_hex).collect()),
            ("how it is secured, carried or made revocable", Value::from(settings).to_string()),
        ]
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

    /// Issues typed content: VC 2.0, with ids, dates and contexts added, and everything checked that a strict verifier
    /// checks.
    ///
    /// # Errors
    /// Everything that a strict verifier would refuse, at once; or that the key could never be the issuer's.
    pub fn issue(&self, content: &impl Issuable) -> Result<Secured, IssueError> {
        self.sign(self.prepare_typed(content.carry(self)?, None)?)
    }

    /// Issues as [`issue`](Self::issue), with places in status lists that [`StatusLists::allocate_all`] gave to the id that the
    /// content has. Where none is given, an issuer with status lists takes some itself.
    ///
    /// # Errors
    /// As there.
    pub fn issue_at(&self, content: &impl Issuable, places: &[Place]) -> Result<Secured, IssueError> {
        self.sign(self.prepare_typed(content.carry(self)?, Some(places))?)
    }

    /// Prepares typed content for a signature that is made elsewhere.
    ///
    /// # Errors
    /// As [`issue`](Self::issue), signing aside.
    pub fn prepare(&self, content: &impl Issuable) -> Result<Prepared, IssueError> {
        self.prepare_typed(content.carry(self)?, None)
    }

    fn prepare_typed(&self, content: Content, places: Option<&[Place]>) -> Result<Prepared, IssueError> {
        let tree = Tree::parse(&content.document.to_string(), &self.limits)?;
        let refusals = refusals(tree.root());
        if !refusals.is_empty() {
            return Err(IssueError::Findings(refusals));
        }
        let with_status = match (places, &self.status) {
            (None | Some([]), None) => None,
            (None | Some([]), Some(status)) => Some(status.add_to(tree.root())?),
            (Some(places), _) => Some(with_places(tree.root(), places)?),
        };
        let tree = match with_status {
            Some(document) => Tree::parse(&document.to_string(), &self.limits)?,
            None => tree,
        };
        Ok(self.prepare_document(tree.root(), self.suite)?.with_losses(content.losses))
    }

    /// Signs a document as it is given: a credential of VC 2.0 or 1.1, or a presentation. Only the proof is added, and the
    /// context that it needs; a token or message holds the document as it is, beside its claims. A document that has proofs
    /// already gets one more.
    ///
    /// # Errors
    /// If the document is not one that a proof may go on, or something in it would not be signed.
    pub fn secure(&self, document: &str, suite: impl Into<Suite>) -> Result<Secured, IssueError> {
        self.sign(self.prepare_secure(document, suite)?)
    }

    /// Prepares a document for a signature that is made elsewhere.
    ///
    /// # Errors
    /// As [`secure`](Self::secure), signing aside.
    pub fn prepare_secure(&self, document: &str, suite: impl Into<Suite>) -> Result<Prepared, IssueError> {
        let tree = Tree::parse(document, &self.limits)?;
        self.prepare_document(tree.root(), suite.into())
    }

    fn sign(&self, prepared: Prepared) -> Result<Secured, IssueError> {
        let signature = key::signature(&self.signer, prepared.message())?;
        prepared.release(&signature, &self.limits)
    }

    fn prepare_document(&self, root: Node<'_>, suite: Suite) -> Result<Prepared, IssueError> {
        let weighing = self.ground().weighing(structure(root)).into_iter();
        let reasons: Findings = weighing.filter(|finding| finding.severity() == Severity::Error).collect();
        if !reasons.is_empty() {
            return Err(IssueError::Findings(reasons));
        }
        let identity = self.signer.identity();
        if let Some(party) = party(root)
            && let Err(refusal) = trust::may_bind(party, identity.verification_method())
            && !self.tolerated.contains(&refusal.code)
        {
            return Err(IssueError::Unbound(refusal));
        }
        if !suite.takes(identity.public_key().key_type()) {
            let found = identity.public_key().key_type();
            return Err(IssueError::KeyMismatch { suite: suite.name(), found });
        }
        if let Some(what) = Misfit::find(suite, root, &self.options, &self.disclosure, &self.key_reference) {
            return Err(IssueError::NoPlace { suite: suite.name(), what });
        }
        match suite {
            Suite::DataIntegrity(cryptosuite) => self.prepare_embedded(root, cryptosuite),
            _ => self.prepare_token(root, suite),
        }
    }

    fn prepare_embedded(&self, root: Node<'_>, suite: Cryptosuite) -> Result<Prepared, IssueError> {
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
        let identity = self.signer.identity().clone();
        let purpose = if is_presentation(root) { Purpose::Authentication } else { Purpose::AssertionMethod };
        for (name, value) in self.options.members(&now, identity.verification_method(), purpose.as_str()) {
            proof.insert(&name, value);
        }
        let (key, ground) = (identity.public_key(), self.ground());
        let embedded = Embedded::new(document, proof, suite, key, &self.disclosure.mandatory, ground)?;
        Prepared::embedded(embedded, suite, identity, ground)
    }

    /// A token holds the document as it is. What would be shown but has no meaning does not go in.
    fn prepare_token(&self, root: Node<'_>, suite: Suite) -> Result<Prepared, IssueError> {
        let ground = self.ground();
        let set = ground.contexts(root)?;
        let walked =
            jsonld::walk(root, &set, &["proof"], &self.limits).map_err(|error| IssueError::refused(error.finding()))?;
        let departures = plain::screen(root, &set, &walked, &["proof"]);
        let departures: Findings = departures.into_iter().map(plain::in_tree).collect();
        // The tree itself is signed, so that it does not matter where a node is described.
        let weighing = |finding: &Finding| finding.code != code::context::NODE_DESCRIBED_TWICE;
        let weighing: Findings = ground.weighing(departures.clone()).into_iter().filter(weighing).collect();
        if !weighing.is_empty() || walked.outside {
            return Err(IssueError::Findings(departures));
        }
        let (document, identity) = (root.to_value().to_string(), self.signer.identity());
        let presentation = is_presentation(root);
        let claims = || self.options.claims(self.environment.now());
        let key = &self.key_reference;
        match suite {
            Suite::OpenBadgesJwt if !presentation => Prepared::open_badges_jwt(&document, key, identity, &self.limits),
            Suite::SdJwt => {
                let mut issuance = Issuance::concealing(self.disclosure.selective.clone());
                if let Some(holder) = holder_key(root) {
                    issuance = issuance.to_holder(holder);
                }
                Prepared::sd_jwt(&document, &issuance, key, identity, self.ground())
            }
            #[cfg(feature = "cose")]
            Suite::Cose => Prepared::cose(&document, presentation, identity, &self.limits),
            #[cfg(not(feature = "cose"))]
            Suite::Cose => Err(IssueError::FeatureMissing(suite.name(), "cose")),
            _ => Prepared::jwt(&document, presentation.then(claims).as_ref(), key, identity, &self.limits),
        }
    }

    fn ground(&self) -> Ground<'_> {
        Ground {
            contexts: &self.contexts,
            limits: &self.limits,
            environment: &self.environment,
            tolerated: &self.tolerated,
        }
    }
}

/// What a document is prepared under.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) contexts: &'a Contexts,
    pub(super) limits: &'a Limits,
    pub(super) environment: &'a Environment,
    /// What does not keep a document from being signed.
    pub(super) tolerated: &'a [Code],
}

impl Ground<'_> {
    /// The compiled contexts of a document, the likeliest bodies.
    pub(super) fn contexts(&self, root: Node<'_>) -> Result<Arc<ContextSet>, IssueError> {
        let (sets, inline) =
            plain::contexts_with_inline(root, self.contexts, self.limits).map_err(IssueError::Findings)?;
        let inline = self.weighing(inline);
        match sets.into_iter().next() {
            Some(set) if inline.is_empty() => Ok(set),
            _ => Err(IssueError::Findings(inline)),
        }
    }

    /// What of the findings keeps a document from being signed.
    pub(super) fn weighing(&self, findings: Findings) -> Findings {
        findings.into_iter().filter(|finding| !self.tolerated.contains(&finding.code)).collect()
    }
}

/// The key of a subject that is its key.
fn holder_key(root: Node<'_>) -> Option<PublicKey> {
    let subject = root.get("credentialSubject")?.each().next()?.get("id")?.as_str()?;
    match resolve::plan(subject) {
        Ok(Plan::Immediate(method)) if *method.source() == Source::Did => method.key().ok().cloned(),
        _ => None,
    }
}

impl Issuable for MicroCredential {
    fn carry(&self, issuer: &Issuer) -> Result<Content, IssueError> {
        let held = self.clone().with_ids(&issuer.environment)?;
        let carried = issuer.carrier.carry(&held, &issuer.profile).map_err(IssueError::Findings)?;
        let mut badge = carried.badge;
        badge.complete_ids(&issuer.environment)?;
        issuer.endorsements.iter().try_for_each(|own| attach_within(&mut badge, own, &issuer.limits).map(drop))?;
        Ok(Content { document: badge.to_json(), losses: carried.losses })
    }
}

impl Issuable for AchievementCredential {
    fn carry(&self, issuer: &Issuer) -> Result<Content, IssueError> {
        let mut badge = self.clone();
        let mut profile = issuer.profile.clone();
        // What others say of the issuer was put there, and is no part of the profile that it gives itself.
        if let Some(endorsed) = self.issuer.profile().filter(|endorsed| endorsed.id == profile.id) {
            profile.endorsement.extend(endorsed.endorsement.iter().cloned());
            profile.endorsement_jwt.extend(endorsed.endorsement_jwt.iter().cloned());
        }
        badge.issuer = profile.into();
        if badge.valid_from.is_none() {
            badge.valid_from = Some(now(&issuer.environment)?);
        }
        badge.complete_ids(&issuer.environment)?;
        issuer.endorsements.iter().try_for_each(|own| attach_within(&mut badge, own, &issuer.limits).map(drop))?;
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
