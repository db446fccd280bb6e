//! A proof on its way into a document.

use super::unlike;
use crate::codec::multibase;
use crate::issue::ground::Ground;
use crate::issue::{IssueError, Secured};
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::jsonld::{ContextSet, Hash, Walked, plain};
use crate::key::PublicKey;
use crate::limits::Limits;
use crate::proof::Suite;
#[cfg(feature = "bbs")]
use crate::proof::data_integrity::bbs;
use crate::proof::data_integrity::selective::{self, Malformed};
use crate::proof::data_integrity::{
    Canonicalizer, Cryptosuite, Form, Transformation, canonical_json, ecdsa_sd, hash_data, hash_for,
};
use crate::report::{Finding, code};

/// A document, and the proof that it will get.
#[derive(Clone, PartialEq)]
pub(in crate::issue) struct Embedded {
    /// The document as it will be, without the new proof.
    document: Object,
    /// The new proof, without its value.
    proof: Object,
    /// What a proof for selective disclosure holds already.
    pending: Option<Pending>,
}

/// A base proof that waits for the issuer's signature.
#[derive(Clone, PartialEq)]
enum Pending {
    EcdsaSd(Box<ecdsa_sd::Pending>),
    #[cfg(feature = "bbs")]
    Bbs(Box<bbs::Pending>),
}

impl Embedded {
    /// Prepares a document for one more proof. `mandatory` are the places that a holder must always show, besides those
    /// that everybody needs.
    pub(in crate::issue) fn new(
        document: Object,
        proof: Object,
        suite: Cryptosuite,
        key: &PublicKey,
        mandatory: &[Pointer],
        ground: Ground<'_>,
    ) -> Result<Self, IssueError> {
        if !suite.is_issued() {
            return Err(IssueError::ReadOnly(suite.name()));
        }
        let mut embedded = Self { document, proof, pending: None };
        if suite.transformation() == Transformation::Selective {
            embedded.pending = Some(embedded.pend(suite, key, mandatory, ground)?);
        }
        Ok(embedded)
    }

    /// Until when the new proof holds, if it says so.
    pub(super) fn expires(&self) -> Option<&str> {
        self.proof.get("expires")?.as_str()
    }

    fn pend(
        &self,
        suite: Cryptosuite,
        key: &PublicKey,
        mandatory: &[Pointer],
        ground: Ground<'_>,
    ) -> Result<Pending, IssueError> {
        let document = tree(&self.document, ground.limits)?;
        let options = tree(&self.proof, ground.limits)?;
        let root = document.root();
        let set = ground.contexts(root)?;
        let mut forms = Forms::new(suite, Hash::Sha256, &set, ground);
        let walked = forms.screened(root, &["proof"], Pointer::root())?;
        let pointers = selective::mandatory_pointers(root, mandatory);
        if suite == Cryptosuite::EcdsaSd2023 {
            let secrets = ecdsa_sd::Secrets::generate(ground.environment)?;
            let pending = ecdsa_sd::Pending::prepare(&mut forms.canonicalizer, root, &walked, pointers, secrets)?;
            return Ok(Pending::EcdsaSd(Box::new(pending)));
        }
        #[cfg(feature = "bbs")]
        if suite == Cryptosuite::Bbs2023 {
            let options_walked = forms.screened(options.root(), &[], Pointer::root().member("proof"))?;
            let form = forms.form(options.root(), &[], &options_walked)?;
            let canonicalizer = &mut forms.canonicalizer;
            let environment = ground.environment;
            let pending = bbs::Pending::prepare(canonicalizer, root, &walked, &form, pointers, key, environment)?;
            return Ok(Pending::Bbs(Box::new(pending)));
        }
        let _ = (options, key);
        Err(IssueError::ReadOnly(suite.name()))
    }

    /// What a suite signs. Refuses whatever a verifier would not find plain.
    pub(in crate::issue) fn message(
        &self,
        suite: Cryptosuite,
        key: &PublicKey,
        ground: Ground<'_>,
    ) -> Result<Vec<u8>, IssueError> {
        if !suite.key_types().contains(&key.key_type()) {
            return Err(IssueError::KeyMismatch { suite: suite.name(), found: key.key_type() });
        }
        let limits = ground.limits;
        let document = tree(&self.document, limits)?;
        let options = tree(&self.proof, limits)?;
        let set = ground.contexts(document.root())?;
        let mut forms = Forms::new(suite, hash_for(key), &set, ground);
        let walked = forms.screened(document.root(), &["proof"], Pointer::root())?;
        let options_walked = forms.screened(options.root(), &[], Pointer::root().member("proof"))?;
        let options = forms.form(options.root(), &[], &options_walked)?;
        let canonicalizer = &mut forms.canonicalizer;
        match &self.pending {
            Some(Pending::EcdsaSd(pending)) => {
                pending.message(canonicalizer, document.root(), &walked, &options).map_err(IssueError::refused)
            }
            #[cfg(feature = "bbs")]
            Some(Pending::Bbs(pending)) => {
                pending.message(canonicalizer, document.root(), &walked, &options).map_err(IssueError::refused)
            }
            None => {
                let form = match self.chained()? {
                    None => forms.form(document.root(), &["proof"], &walked)?,
                    Some(chained) => {
                        let chained = tree(&chained, limits)?;
                        let walked = forms.walked(chained.root(), &[])?;
                        forms.form(chained.root(), &[], &walked)?
                    }
                };
                Ok(hash_data(&options, &form))
            }
        }
    }

    /// Whether what a stored proof holds already still fits the document.
    pub(in crate::issue) fn recheck(&self, suite: Cryptosuite, ground: Ground<'_>) -> Result<(), IssueError> {
        let Some(Pending::EcdsaSd(pending)) = &self.pending else { return Ok(()) };
        let document = tree(&self.document, ground.limits)?;
        let set = ground.contexts(document.root())?;
        let mut forms = Forms::new(suite, Hash::Sha256, &set, ground);
        let walked = forms.walked(document.root(), &["proof"])?;
        pending.recheck(&mut forms.canonicalizer, document.root(), &walked).map_err(IssueError::refused)
    }

    /// The document with its proof, once the signature is known to be good.
    pub(in crate::issue) fn complete(self, signature: &[u8], suite: Suite) -> Result<Secured, IssueError> {
        let Self { mut document, proof, pending } = self;
        let malformed = |error: Malformed| IssueError::Prepared(error.to_string());
        let value = match pending {
            None => multibase::base58btc(signature),
            Some(Pending::EcdsaSd(pending)) => pending.complete(signature).map_err(malformed)?,
            #[cfg(feature = "bbs")]
            Some(Pending::Bbs(pending)) => pending.complete(signature).map_err(malformed)?,
        };
        let proof = Value::from(proof.with("proofValue", value));
        let proofs = match document.remove("proof") {
            None => vec![proof],
            Some(Value::Array(mut proofs)) => {
                proofs.push(proof);
                proofs
            }
            Some(one) => vec![one, proof],
        };
        Ok(Secured::of_text(Value::from(document.with("proof", Value::Array(proofs))).to_string(), suite))
    }

    /// The document with the proofs that the new one builds on, which it signs as well; nothing if it builds on none.
    fn chained(&self) -> Result<Option<Object>, IssueError> {
        let one_or_many = |value: Option<&Value>| match value {
            None => Vec::new(),
            Some(Value::Array(items)) => items.clone(),
            Some(one) => vec![one.clone()],
        };
        let previous = one_or_many(self.proof.get("previousProof"));
        if previous.is_empty() {
            return Ok(None);
        }
        let known = one_or_many(self.document.get("proof"));
        let named = |id: &Value| {
            let found = known.iter().find(|proof| proof.get("id") == Some(id)).cloned();
            let place = Pointer::root().member("proof").member("previousProof");
            let detail = "name a proof that the document has";
            found.ok_or_else(|| IssueError::refused(Finding::new(code::proof::CHAIN_BROKEN, place, detail)))
        };
        let proofs = previous.iter().map(named).collect::<Result<_, _>>()?;
        let mut chained = self.document.clone();
        chained.insert("proof", Value::Array(proofs));
        Ok(Some(chained))
    }

    /// Adds itself to a stored form.
    pub(super) fn store(&self, stored: Object) -> Object {
        let pending = self.pending.as_ref().map(|pending| match pending {
            Pending::EcdsaSd(pending) => pending.to_text(),
            #[cfg(feature = "bbs")]
            Pending::Bbs(pending) => pending.to_text(),
        });
        stored
            .with("document", self.document.clone())
            .with("proof", self.proof.clone())
            .with_some("pendingProofValue", pending)
    }

    /// Reads itself from a stored form.
    pub(super) fn restore(root: Node<'_>) -> Result<Self, IssueError> {
        let object = |member: &str| match root.get(member).map(Node::to_value) {
            Some(Value::Object(object)) => Ok(object),
            _ => Err(unlike(member)),
        };
        let proof = object("proof")?;
        let pending = match root.get("pendingProofValue").map(Node::as_str) {
            None => None,
            Some(None) => return Err(unlike("pendingProofValue")),
            Some(Some(text)) => Some(restore_pending(&proof, text)?),
        };
        Ok(Self { document: object("document")?, proof, pending })
    }
}

fn restore_pending(proof: &Object, text: &str) -> Result<Pending, IssueError> {
    let malformed = |error: Malformed| IssueError::Prepared(error.to_string());
    #[cfg(feature = "bbs")]
    if proof.get("cryptosuite").and_then(Value::as_str) == Some(bbs::NAME) {
        return bbs::Pending::from_text(text).map(|pending| Pending::Bbs(Box::new(pending))).map_err(malformed);
    }
    match proof.get("cryptosuite").and_then(Value::as_str) {
        Some(ecdsa_sd::NAME) => {
            ecdsa_sd::Pending::from_text(text).map(|pending| Pending::EcdsaSd(Box::new(pending))).map_err(malformed)
        }
        _ => Err(unlike("pendingProofValue")),
    }
}

/// Makes the canonical forms that a suite signs.
struct Forms<'a> {
    suite: Cryptosuite,
    hash: Hash,
    set: &'a ContextSet,
    ground: Ground<'a>,
    canonicalizer: Canonicalizer<'a>,
}

impl<'a> Forms<'a> {
    fn new(suite: Cryptosuite, hash: Hash, set: &'a ContextSet, ground: Ground<'a>) -> Self {
        Self { suite, hash, set, ground, canonicalizer: Canonicalizer::new(set, ground.limits) }
    }

    fn walked(&self, root: Node<'_>, without: &[&str]) -> Result<Walked, IssueError> {
        self.canonicalizer.walk(root, without).map_err(|error| IssueError::refused(error.finding()))
    }

    /// The statements of something that a verifier will find plain, if the proofs of the credentials in it hold.
    fn screened(&self, root: Node<'_>, without: &[&str], place: Pointer) -> Result<Walked, IssueError> {
        let walked = self.walked(root, without)?;
        let mut findings = plain::screen_apart(root, self.set, &walked, without).findings;
        if self.suite.transformation() == Transformation::Jcs {
            let own = findings.into_iter().filter(|finding| finding.code != code::context::NODE_DESCRIBED_TWICE);
            findings = own.map(plain::in_tree).collect();
        }
        if findings.is_empty() || self.ground.weighing(findings.clone()).is_empty() && !walked.outside {
            return Ok(walked);
        }
        Err(IssueError::Findings(findings.below(&place)))
    }

    fn form(&mut self, root: Node<'_>, without: &[&str], walked: &Walked) -> Result<Form, IssueError> {
        match self.suite.transformation() {
            Transformation::Jcs => Ok(canonical_json(root, without, self.hash)),
            _ => self.canonicalizer.statements(&walked.dataset, self.hash).map_err(IssueError::refused),
        }
    }
}

fn tree(object: &Object, limits: &Limits) -> Result<Tree, IssueError> {
    Ok(Tree::of(&object.clone().into(), limits)?)
}
