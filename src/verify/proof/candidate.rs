//! A proof on its way to being judged: what it says, whose key it names, and what makes that key somebody's.

use super::token::Token;
use crate::json::{Node, Pointer};
use crate::jsonld::{ContextSet, Walked, plain, walk};
use crate::key::KeyType;
use crate::proof::data_integrity::{
    Cryptosuite, NOT_OPTIONS, Proof, ProofValue, Transformation, check_context, own_context,
};
use crate::proof::decoded;
use crate::report::{Finding, code};
use crate::resolve::did::Did;
use crate::resolve::{self, Answer, KeyReference, Need, Plan, Purpose, Refusal, VerificationMethod};
use crate::trust::{self, Binding, Bond};
use crate::verify::Verifier;
use crate::verify::opened::{Opened, Role};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// One of the proofs of a document.
#[derive(Debug)]
pub(in crate::verify) struct Candidate {
    pub(in crate::verify) securing: Securing,
    /// Whether its signature is known to hold before anything is judged: verified by itself among others, or together with them where that
    /// was asked for. All else is still to be asked.
    pub(in crate::verify) holds_ahead: bool,
    /// Whose key it must be: the issuer of a credential, the holder of a presentation.
    party: Option<String>,
    purpose: Purpose,
    /// The key that it names.
    method: Lookup<VerificationMethod>,
    /// What makes that key the party's.
    binding: Lookup<Binding>,
}

/// How a proof and its document go together.
#[derive(Debug)]
pub(in crate::verify) enum Securing {
    /// The proof stands in the document.
    Embedded(Embedded),
    /// The document stands in a token.
    Token(Token),
}

/// A proof that stands in the document.
#[derive(Debug)]
pub(in crate::verify) struct Embedded {
    /// The index of its node.
    pub(in crate::verify) at: usize,
    pub(in crate::verify) proof: Result<Proof, Finding>,
    /// The statements of its options under the likeliest contexts.
    pub(in crate::verify) options: Option<Walked>,
    /// Whether the contexts of its options are not the document's.
    pub(in crate::verify) is_apart: bool,
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

/// The contexts that a proof is read under, if they are not those of the document.
fn contexts_apart<'n>(verifier: &Verifier, suite: Cryptosuite, node: Node<'n>, root: Node<'n>) -> Option<Vec<&'n str>> {
    let of_document = || root.get("@context").into_iter().flat_map(Node::each).filter_map(Node::as_str);
    if let Some(url) = suite.options_context() {
        return Some(vec![url]);
    }
    if let Some(url) = own_context(node, root, suite) {
        return Some(of_document().chain([url]).collect());
    }
    // As the tree is signed, a document may do without: then it is taken as if it were there
    // ([Data Integrity §2.4.1](https://www.w3.org/TR/vc-data-integrity/#context-injection)).
    let injected = suite.required_context(&of_document().collect::<Vec<_>>()).filter(|_| suite.repeats_context());
    injected.filter(|url| verifier.contexts.knows(url)).map(|url| vec![url])
}

impl Candidate {
    /// The proofs of a document, and what it takes to judge each of them.
    pub(in crate::verify) fn read_all(verifier: &Verifier, opened: &Opened) -> Vec<Self> {
        let proofs = opened.root().get("proof").into_iter().flat_map(Node::each);
        let set = opened.sets.first();
        let proofs = proofs.take(verifier.limits.proofs.saturating_add(1));
        proofs.map(|node| Self::embedded(verifier, node, set, opened.role)).collect()
    }

    fn embedded(verifier: &Verifier, node: Node<'_>, set: Option<&Arc<ContextSet>>, role: Role) -> Self {
        let proof = Proof::read(node);
        let root = node.sibling(0);
        let own = proof.as_ref().ok().and_then(|proof| contexts_apart(verifier, proof.suite, node, root));
        let is_apart = own.is_some();
        let set = match own {
            Some(urls) => verifier.contexts.select(&urls).ok().and_then(|sets| sets.into_iter().next()),
            None => set.cloned(),
        };
        let options =
            set.filter(|_| node.is_object()).and_then(|set| walk(node, &set, &NOT_OPTIONS, &verifier.limits).ok());
        let url = proof.as_ref().map_or("", |proof| proof.verification_method.as_str());
        let party = role.party(root, url);
        Self::new(Securing::Embedded(Embedded { at: node.index(), proof, options, is_apart }), party, role)
    }

    /// The token that a document stands in.
    pub(in crate::verify) fn token(token: Token, root: Node<'_>, role: Role) -> Self {
        // The claim stands in for a member that is left out, not for one that names nobody or several.
        let is_said = root.get(role.party_member()).is_some();
        let own = || token.claims.issuer().filter(|_| !is_said).map(str::to_owned);
        let named = token.reference(None).and_then(|reference| match reference {
            KeyReference::Url(url) => role.party(root, &url),
            _ => role.party(root, ""),
        });
        let party = role.party(root, "").or_else(own).or(named);
        Self::new(Securing::Token(token), party, role)
    }

    fn new(securing: Securing, party: Option<String>, role: Role) -> Self {
        let unread = || Refusal::new(code::proof::VM_UNRESOLVED, "the proof names no key, or cannot be read");
        let mut candidate = Self {
            securing,
            holds_ahead: false,
            party,
            purpose: role.purpose(),
            method: Lookup::Done(Err(unread())),
            binding: Lookup::Done(Err(unread())),
        };
        candidate.look_up();
        candidate
    }

    /// How the key is named.
    fn key_name(&self) -> Option<KeyName> {
        match &self.securing {
            Securing::Embedded(embedded) => {
                let proof = embedded.proof.as_ref().ok()?;
                Some(KeyName::VerificationMethod(proof.verification_method.clone()))
            }
            Securing::Token(token) => token.reference(self.party.as_deref()).map(KeyName::Reference),
        }
    }

    /// Finds out what has to be looked up. An address that could not be the party's is never asked for.
    fn look_up(&mut self) {
        let Some(name) = self.key_name() else { return };
        let party = self.party.as_deref();
        match name.plan(party) {
            Ok(Plan::Immediate(method)) => self.found(Ok(method)),
            Ok(Plan::Needs(need)) => match party.map_or(Err(unknown_party()), |party| name.may_bind(party)) {
                Err(refusal) => {
                    let unasked = Answer::unavailable("it is not asked for, since it could not be the issuer's");
                    self.method = Lookup::Done(name.interpret(party, &unasked, self.purpose));
                    self.binding = Lookup::Done(Err(refusal));
                }
                Ok(()) => self.method = Lookup::Waiting(need),
            },
            Err(refusal) => {
                // A part or a version of a document that is not looked up says nothing of another party, as the document does not.
                let is_open = name.is_did() && refusal.code == code::proof::VM_UNRESOLVED;
                let foreign = party.filter(|_| is_open).and_then(|party| name.may_bind(party).err());
                self.found(Err(refusal));
                if let Some(foreign) = foreign {
                    self.binding = Lookup::Done(Err(foreign));
                }
            }
        }
    }

    /// The key is known, or known to be out of reach: what makes it the party's?
    fn found(&mut self, method: Result<VerificationMethod, Refusal>) {
        self.binding = match (&method, self.party.as_deref()) {
            (Err(refusal), _) => Lookup::Done(Err(refusal.clone())),
            (Ok(_), None) => Lookup::Done(Err(unknown_party())),
            (Ok(method), Some(party)) => match trust::bind(party, method) {
                Ok(Bond::Bound(binding)) => Lookup::Done(Ok(binding)),
                Ok(Bond::Needs(need)) => Lookup::Waiting(need),
                Err(refusal) => Lookup::Done(Err(refusal)),
            },
        };
        self.method = Lookup::Done(method);
    }

    pub(in crate::verify) fn need(&self) -> Option<&Need> {
        self.method.need().or_else(|| self.binding.need())
    }

    /// Takes an answer, if it is the one that this proof waits for.
    pub(in crate::verify) fn supply(&mut self, id: &str, answer: &Answer) {
        let (Some(name), Some(need)) = (self.key_name(), self.need()) else { return };
        if need.id != id {
            return;
        }
        match &self.method {
            Lookup::Waiting(_) => {
                let method = name.interpret(self.party.as_deref(), answer, self.purpose);
                self.found(method);
            }
            Lookup::Done(Ok(method)) => {
                let party = self.party.as_deref().unwrap_or_default();
                self.binding = Lookup::Done(trust::bind_by_document(party, method, answer, self.purpose));
            }
            Lookup::Done(Err(_)) => {}
        }
    }

    /// The proof that stands in the document, if this is one that could be read.
    pub(in crate::verify) fn proof(&self) -> Option<&Proof> {
        match &self.securing {
            Securing::Embedded(embedded) => embedded.proof.as_ref().ok(),
            Securing::Token(_) => None,
        }
    }

    /// The token that the document stood in, if this is that.
    pub(in crate::verify) fn as_token(&self) -> Option<&Token> {
        match &self.securing {
            Securing::Token(token) => Some(token),
            Securing::Embedded(_) => None,
        }
    }

    /// The objects and arrays from which something may have been withheld, by what it says; nothing if it is about the whole.
    pub(in crate::verify) fn selection(&self) -> Option<&[Pointer]> {
        match &self.securing {
            // Where statements are selected, nothing says whence others were left out.
            Securing::Embedded(Embedded { proof: Ok(proof), .. }) => {
                (proof.suite.transformation() == Transformation::Selective).then_some(&[])
            }
            Securing::Embedded(_) => None,
            Securing::Token(token) => {
                let processed = token.processed().filter(|processed| processed.is_withholding());
                processed.map(|processed| processed.withheld_in())
            }
        }
    }

    /// Whether it signs RDF statements rather than the document's own tree.
    pub(in crate::verify) fn signs_statements(&self) -> bool {
        match &self.securing {
            Securing::Embedded(embedded) => {
                embedded.proof.as_ref().is_ok_and(|proof| proof.suite.transformation() != Transformation::Jcs)
            }
            Securing::Token(_) => false,
        }
    }

    /// Whether it signs the document's own tree.
    pub(in crate::verify) fn signs_tree(&self) -> bool {
        match &self.securing {
            Securing::Embedded(embedded) => {
                embedded.proof.as_ref().is_ok_and(|proof| proof.suite.transformation() == Transformation::Jcs)
            }
            Securing::Token(_) => true,
        }
    }

    /// What the proof says that its own signature does not cover.
    pub(in crate::verify) fn departures(&self, root: Node<'_>) -> Vec<Finding> {
        let Securing::Embedded(embedded) = &self.securing else { return Vec::new() };
        let departures = embedded.options.iter().flat_map(|walked| &walked.departures);
        let in_tree = |finding| if self.signs_tree() { plain::in_tree(finding) } else { finding };
        let advice = decoded(root.sibling(embedded.at));
        let advised = |finding: Finding| match &advice {
            Some(advice) if finding.code == code::context::UNDEFINED_TERM => {
                Finding { detail: advice.clone(), ..finding }
            }
            _ => finding,
        };
        let departures: Vec<Finding> = departures.map(|departure| advised(in_tree(departure.finding(root)))).collect();
        // Under other contexts than its own, names of the proof may have no meaning; that it has its own is why.
        match check_context(root.sibling(embedded.at), root, self.proof().map(|proof| proof.suite)) {
            Err(finding) if !departures.is_empty() => vec![finding],
            _ => departures,
        }
    }

    pub(in crate::verify) fn method(&self) -> Result<&VerificationMethod, Refusal> {
        match &self.method {
            Lookup::Done(method) => method.as_ref().map_err(Refusal::clone),
            Lookup::Waiting(_) => Err(Refusal::new(code::proof::VM_UNRESOLVED, "nobody supplied its document")),
        }
    }

    pub(in crate::verify) fn binding(&self) -> Result<&Binding, Refusal> {
        match &self.binding {
            Lookup::Done(binding) => binding.as_ref().map_err(Refusal::clone),
            Lookup::Waiting(_) => {
                Err(Refusal::new(code::issuer::KEY_UNRESOLVED, "nobody supplied the issuer's document"))
            }
        }
    }

    /// Whether the key counts: by the document that it stands in, and by the one that vouches for it.
    ///
    /// Credentials outlive the keys that expire; whether it had, is a question of when they were made. What is revoked may be in other
    /// hands, which write any time of making: that is a question of now.
    pub(in crate::verify) fn check_lifetime(&self, made: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Refusal> {
        let method = self.method()?.lifetime();
        let bound = self.binding().map_or(method, |binding| binding.lifetime().and(method));
        bound.check_revoked(now)?;
        bound.check_expired(made)
    }

    /// Whether nobody can make a key under which its signature fits another text as well.
    ///
    /// With ECDSA, somebody who knows both texts beforehand can: the key follows from their digests. Not so where the key is itself
    /// named in what is signed, as a DID that is the key is in the options of a proof: then no digest is known before the key is, and to
    /// find two texts for a key that is there already takes as long as to find two texts of one digest. What is derived is signed
    /// with a second key, which nothing names.
    pub(in crate::verify) fn fits_one_text(&self) -> bool {
        let Some(key) = self.method().ok().and_then(|method| method.key().ok()) else { return false };
        match key.key_type() {
            KeyType::Ed25519 | KeyType::Bls12381G2 => true,
            KeyType::P256 | KeyType::P384 => self.proof().is_some_and(signs_its_key),
            _ => false,
        }
    }

    /// The place of the proof; the root for a token.
    pub(in crate::verify) fn place(&self, root: Node<'_>) -> Pointer {
        match &self.securing {
            Securing::Embedded(embedded) => root.sibling(embedded.at).path(),
            Securing::Token(_) => Pointer::root(),
        }
    }
}

/// Whether the options of a proof, which its one signature covers, name its key by a DID that is the key.
fn signs_its_key(proof: &Proof) -> bool {
    let did = proof.verification_method.split('#').next().map(Did::parse);
    let is_key = did.is_some_and(|did| did.is_ok_and(|did| matches!(did.method(), "key" | "jwk")));
    is_key && matches!(proof.value, ProofValue::Signature(_))
}

/// Nobody can be asked on behalf of nobody.
fn unknown_party() -> Refusal {
    Refusal::new(code::issuer::MISSING, "name the issuer by its DID or URL")
}

/// How a proof names its key.
enum KeyName {
    /// By the URL of a verification method.
    VerificationMethod(String),
    /// In the header of a token.
    Reference(KeyReference),
}

impl KeyName {
    fn plan(&self, party: Option<&str>) -> Result<Plan, Refusal> {
        match self {
            Self::VerificationMethod(url) => resolve::plan(url),
            Self::Reference(reference) => reference.plan(party),
        }
    }

    fn interpret(&self, party: Option<&str>, answer: &Answer, purpose: Purpose) -> Result<VerificationMethod, Refusal> {
        match self {
            Self::VerificationMethod(url) => resolve::interpret(url, answer, purpose),
            Self::Reference(reference) => reference.interpret(party, answer, purpose),
        }
    }

    fn is_did(&self) -> bool {
        match self {
            Self::VerificationMethod(url) | Self::Reference(KeyReference::Url(url)) => url.starts_with("did:"),
            Self::Reference(_) => false,
        }
    }

    fn may_bind(&self, party: &str) -> Result<(), Refusal> {
        match self {
            Self::VerificationMethod(url) => trust::may_bind(party, url),
            Self::Reference(reference) => trust::may_bind_reference(party, reference),
        }
    }
}
