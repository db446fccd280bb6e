//! A document on its way to a signature: what is added to it, and what keeps it from being signed.

use super::super::ground::Ground;
use super::super::prepared::Embedded;
use super::super::status::with_places;
use super::super::structure::{add_context, names_party, party, refusals, structure};
use super::super::{IssueError, Misfit, Prepared, Secured};
use super::{Content, Issuable, Issuer};
use crate::json::{Node, Object, Tree, Value};
use crate::jsonld::{self, plain};
use crate::key::{self, PublicKey};
use crate::proof::Suite;
use crate::proof::data_integrity::Cryptosuite;
use crate::proof::sd_jwt::Issuance;
use crate::report::{Finding, Findings, Severity, code};
use crate::resolve::{self, Plan, Purpose, Refusal, Source};
use crate::status::registry::Place;
use crate::trust;
use crate::vc::parties;
use crate::vc::types::is_presentation;
use chrono::SecondsFormat;

impl Issuer {
    /// Issues typed content: VC 2.0, with ids, dates and contexts added, and everything checked that a strict verifier
    /// checks.
    ///
    /// # Errors
    /// Everything that a strict verifier would refuse, at once; or that the key could never be the issuer's.
    pub fn issue(&self, content: &impl Issuable) -> Result<Secured, IssueError> {
        self.sign(self.prepare_typed(content.carry(self)?, None)?)
    }

    /// Issues as [`issue`](Self::issue), with places in status lists that [`StatusLists::allocate_all`](crate::issue::StatusLists::allocate_all) gave to the id that the
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
        let tree = Tree::of(&content.document, &self.limits)?;
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
            Some(document) => Tree::of(&document, &self.limits)?,
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
        self.refuse_others(root)?;
        let identity = self.signer.identity();
        if !suite.takes(identity.public_key().key_type()) {
            let found = identity.public_key().key_type();
            return Err(IssueError::KeyMismatch { suite: suite.name(), found });
        }
        if let Some(what) = Misfit::find(suite, root, &self.options, &self.holder_choice, &self.key_reference) {
            return Err(IssueError::NoPlace { suite: suite.name(), what });
        }
        match suite {
            Suite::DataIntegrity(cryptosuite) => self.prepare_embedded(root, cryptosuite),
            _ => self.prepare_token(root, suite),
        }
    }

    /// Refuses to speak in the name of somebody whose key this is not: of whoever is named, be it in a way that nobody reads.
    fn refuse_others(&self, root: Node<'_>) -> Result<(), IssueError> {
        let method = self.signer.identity().verification_method();
        let unbound = match (party(root), names_party(root)) {
            (Some(party), _) => trust::may_bind(party, method).err(),
            (None, true) => Some(Refusal::new(code::issuer::KEY_UNBOUND, "nobody can tell who it is that is named")),
            (None, false) => None,
        };
        match unbound.filter(|refusal| !self.tolerated.contains(&refusal.code)) {
            Some(refusal) => Err(IssueError::Unbound(refusal)),
            None => Ok(()),
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
        let embedded = Embedded::new(document, proof, suite, key, &self.holder_choice.mandatory, ground)?;
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
        let (document, identity) = (root.to_json_string(), self.signer.identity());
        let presentation = is_presentation(root);
        let claims = || self.options.claims(self.environment.now());
        let key = &self.key_reference;
        match suite {
            Suite::OpenBadgesJwt if !presentation => Prepared::open_badges_jwt(&document, key, identity, &self.limits),
            Suite::SdJwt => {
                let mut issuance = Issuance::concealing(self.holder_choice.selective.clone());
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

/// The key of a subject that is its key.
fn holder_key(root: Node<'_>) -> Option<PublicKey> {
    let subject = parties::id_of(parties::subjects(root).next()?)?;
    match resolve::plan(subject) {
        Ok(Plan::Immediate(method)) if *method.source() == Source::Did => method.key().ok().cloned(),
        _ => None,
    }
}
