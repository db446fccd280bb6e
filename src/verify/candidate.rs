//! A proof on its way to being judged: what it says, whose key it names, and what makes that key somebody's.

use super::Verifier;
use super::opened::{Opened, Role};
use crate::json::{Node, Pointer};
use crate::jsonld::{ContextSet, Walked, walk};
use crate::proof::data_integrity::{NOT_OPTIONS, Proof, Transformation};
use crate::report::{Finding, code};
use crate::resolve::{self, Answer, Need, Plan, Purpose, Refusal, VerificationMethod};
use crate::trust::{self, Binding, Bond};
use std::sync::Arc;

/// One of the proofs of a document.
#[derive(Debug)]
pub(super) struct Candidate {
    /// The index of its node.
    pub(super) at: usize,
    pub(super) proof: Result<Proof, Finding>,
    /// The statements of its options under the likeliest contexts.
    pub(super) options: Option<Walked>,
    /// Whose key it must be: the issuer of a credential, the holder of a presentation.
    party: Option<String>,
    purpose: Purpose,
    /// The key that it names.
    method: Lookup<VerificationMethod>,
    /// What makes that key the party's.
    binding: Lookup<Binding>,
}

/// Something that may have to be looked up first.
#[derive(Debug)]
enum Lookup<T> {
    Done(Result<T, Refusal>),
    Waiting(Need),
}

impl<T> Lookup<T> {
    fn need(&self) -> Option<&Need> {
        match self {
            Self::Waiting(need) => Some(need),
            Self::Done(_) => None,
        }
    }
}

impl Candidate {
    /// The proofs of a document, and what it takes to judge each of them.
    pub(super) fn read_all(verifier: &Verifier, opened: &Opened) -> Vec<Self> {
        let proofs = opened.root().get("proof").into_iter().flat_map(Node::each);
        let set = opened.sets.first();
        proofs.take(verifier.limits.proofs + 1).map(|node| Self::read(verifier, node, set, opened.role)).collect()
    }

    fn read(verifier: &Verifier, node: Node<'_>, set: Option<&Arc<ContextSet>>, role: Role) -> Self {
        let proof = Proof::read(node);
        let own = proof.as_ref().ok().and_then(|proof| proof.suite.options_context());
        let set = match own {
            Some(url) => verifier.contexts.select(&[url]).ok().and_then(|sets| sets.into_iter().next()),
            None => set.cloned(),
        };
        let options =
            set.filter(|_| node.is_object()).and_then(|set| walk(node, &set, &NOT_OPTIONS, &verifier.limits).ok());
        let unread = || Refusal::new(code::proof::VM_UNRESOLVED, "the proof cannot be read");
        let url = proof.as_ref().map_or("", |proof| proof.verification_method.as_str());
        let mut candidate = Self {
            at: node.index(),
            party: role.party(node.sibling(0), url),
            purpose: role.purpose(),
            method: Lookup::Done(Err(unread())),
            binding: Lookup::Done(Err(unread())),
            proof,
            options,
        };
        candidate.look_up();
        candidate
    }

    /// Finds out what has to be looked up. An address that could not be the party's is never asked for.
    fn look_up(&mut self) {
        let Ok(proof) = &self.proof else { return };
        let url = proof.verification_method.as_str();
        match resolve::plan(url) {
            Ok(Plan::Immediate(method)) => self.found(Ok(method)),
            Ok(Plan::Needs(need)) => match self.party.as_deref().map(|party| trust::may_bind(party, url)) {
                Some(Err(refusal)) => {
                    let unasked = Answer::unavailable("it is not asked for, since it could not be the issuer's");
                    self.method = Lookup::Done(resolve::interpret(url, &unasked, self.purpose));
                    self.binding = Lookup::Done(Err(refusal));
                }
                _ => self.method = Lookup::Waiting(need),
            },
            Err(refusal) => self.found(Err(refusal)),
        }
    }

    /// The key is known, or known to be out of reach: what makes it the party's?
    fn found(&mut self, method: Result<VerificationMethod, Refusal>) {
        self.binding = match (&method, self.party.as_deref()) {
            (Err(refusal), _) => Lookup::Done(Err(refusal.clone())),
            (Ok(_), None) => {
                Lookup::Done(Err(Refusal::new(code::issuer::MISSING, "name the issuer by its DID or URL")))
            }
            (Ok(method), Some(party)) => match trust::bind(party, method) {
                Ok(Bond::Bound(binding)) => Lookup::Done(Ok(binding)),
                Ok(Bond::Needs(need)) => Lookup::Waiting(need),
                Err(refusal) => Lookup::Done(Err(refusal)),
            },
        };
        self.method = Lookup::Done(method);
    }

    pub(super) fn need(&self) -> Option<&Need> {
        self.method.need().or_else(|| self.binding.need())
    }

    /// Takes an answer, if it is the one that this proof waits for.
    pub(super) fn supply(&mut self, id: &str, answer: &Answer) {
        let (Ok(proof), Some(need)) = (&self.proof, self.need()) else { return };
        if need.id != id {
            return;
        }
        match &self.method {
            Lookup::Waiting(_) => {
                let method = resolve::interpret(&proof.verification_method, answer, self.purpose);
                self.found(method);
            }
            Lookup::Done(Ok(method)) => {
                let party = self.party.as_deref().unwrap_or_default();
                self.binding = Lookup::Done(trust::bind_by_document(party, method, answer, self.purpose));
            }
            Lookup::Done(Err(_)) => {}
        }
    }

    pub(super) fn transformation(&self) -> Option<Transformation> {
        self.proof.as_ref().ok().map(|proof| proof.suite.transformation())
    }

    /// What the proof says that its own signature does not cover.
    pub(super) fn departures(&self, root: Node<'_>) -> Vec<Finding> {
        let departures = self.options.iter().flat_map(|walked| &walked.departures);
        departures.map(|departure| departure.finding(root)).collect()
    }

    pub(super) fn method(&self) -> Result<&VerificationMethod, Refusal> {
        match &self.method {
            Lookup::Done(method) => method.as_ref().map_err(Refusal::clone),
            Lookup::Waiting(_) => Err(Refusal::new(code::proof::VM_UNRESOLVED, "nobody supplied its document")),
        }
    }

    pub(super) fn binding(&self) -> Result<Binding, Refusal> {
        match &self.binding {
            Lookup::Done(binding) => binding.clone(),
            Lookup::Waiting(_) => {
                Err(Refusal::new(code::issuer::KEY_UNRESOLVED, "nobody supplied the issuer's document"))
            }
        }
    }

    /// The place of the proof.
    pub(super) fn place(&self, root: Node<'_>) -> Pointer {
        root.sibling(self.at).path()
    }
}
