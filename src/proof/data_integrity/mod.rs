//! Embedded proofs: [Data Integrity](https://www.w3.org/TR/vc-data-integrity/) and the older `Ed25519Signature2020`.
//!
//! Most suites here sign the digest of the proof options followed by the digest of the document; they differ in how the two
//! are brought into one form (a [`Transformation`]), in the keys they take, and in how the proof is written down.

#[cfg(feature = "bbs")]
pub mod bbs;
mod ecdsa_jcs;
mod ecdsa_rdfc;
pub mod ecdsa_sd;
mod ed25519_2020;
mod eddsa_2022;
mod eddsa_jcs;
mod eddsa_rdfc;
mod proof;
pub mod selective;

pub use proof::{Proof, ProofValue};
pub(crate) use proof::{check_context, own_context};

use crate::json::{Node, Object, Pointer, Value, jcs};
use crate::jsonld::{Canonical, ContextSet, Dataset, Hash, WalkError, Walked, Work, walk};
use crate::key::{KeyType, PublicKey};
use crate::limits::Limits;
use crate::report::{Finding, UnknownName, code};
use crate::vc::context_urls::{CREDENTIALS_V2, DATA_INTEGRITY_V1, DATA_INTEGRITY_V2};
use std::fmt;
use std::str::FromStr;

/// The ways of securing a document that are issued and verified here.
///
/// ```
/// use microcred::proof::data_integrity::Cryptosuite;
/// assert_eq!("eddsa-rdfc-2022".parse(), Ok(Cryptosuite::EddsaRdfc2022));
/// assert!("eddsa".parse::<Cryptosuite>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cryptosuite {
    /// [`eddsa-rdfc-2022`](https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022): Ed25519 over the RDF statements.
    EddsaRdfc2022,
    /// [`eddsa-jcs-2022`](https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022): Ed25519 over the canonical JSON.
    EddsaJcs2022,
    /// [`Ed25519Signature2020`](https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020): the older form of the first.
    Ed25519Signature2020,
    /// [`ecdsa-rdfc-2019`](https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-rdfc-2019): ECDSA over the RDF statements.
    EcdsaRdfc2019,
    /// [`ecdsa-jcs-2019`](https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-jcs-2019): ECDSA over the canonical JSON.
    EcdsaJcs2019,
    /// [`ecdsa-sd-2023`](https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-sd-2023): ECDSA over each statement, so that a holder can choose.
    EcdsaSd2023,
    /// [`bbs-2023`](https://www.w3.org/TR/vc-di-bbs/#bbs-2023): the same so that nobody can link what was shown (feature `bbs`).
    Bbs2023,
    /// `eddsa-2022`: the name that `eddsa-rdfc-2022` had in drafts. Read, never written.
    Eddsa2022,
}

/// How a suite brings document and proof options into one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transformation {
    /// RDF Dataset Canonicalization.
    Rdfc,
    /// JSON Canonicalization Scheme.
    Jcs,
    /// RDF Dataset Canonicalization, and then every statement for itself.
    Selective,
}

/// What sets one suite apart from another.
struct Definition {
    suite: Cryptosuite,
    /// The name that users know: the `cryptosuite`, or the `type` of the older ones.
    name: &'static str,
    /// The `type` of the proof.
    proof_type: &'static str,
    /// The `cryptosuite` of the proof, if it has one.
    cryptosuite: Option<&'static str>,
    transformation: Transformation,
    /// The context that defines the proof, beside VC Data Model 1.1.
    context: &'static str,
    /// Whether VC Data Model 2.0 defines the proof without that context.
    in_data_model_2: bool,
    /// The kinds of key that it takes.
    keys: &'static [KeyType],
    /// The context of the proof options, where it is not the document's.
    options_context: Option<&'static str>,
    /// Whether proofs of this kind are still made.
    issued: bool,
}

/// Either version of the Data Integrity context defines what a `DataIntegrityProof` needs.
const DATA_INTEGRITY: [&str; 2] = [DATA_INTEGRITY_V2, DATA_INTEGRITY_V1];

const DEFINITIONS: [&Definition; 8] = [
    &eddsa_rdfc::DEFINITION,
    &eddsa_jcs::DEFINITION,
    &ed25519_2020::DEFINITION,
    &ecdsa_rdfc::DEFINITION,
    &ecdsa_jcs::DEFINITION,
    &ecdsa_sd::DEFINITION,
    &BBS,
    &eddsa_2022::DEFINITION,
];

/// Known by name in every build, so that a missing feature is told from an unknown suite.
const BBS: Definition = Definition {
    suite: Cryptosuite::Bbs2023,
    name: "bbs-2023",
    proof_type: "DataIntegrityProof",
    cryptosuite: Some("bbs-2023"),
    transformation: Transformation::Selective,
    context: DATA_INTEGRITY[0],
    in_data_model_2: true,
    keys: &[KeyType::Bls12381G2],
    options_context: None,
    issued: cfg!(feature = "bbs"),
};

impl Cryptosuite {
    fn definition(self) -> &'static Definition {
        DEFINITIONS.into_iter().find(|definition| definition.suite == self).unwrap_or(&eddsa_rdfc::DEFINITION)
    }

    /// All suites.
    pub fn all() -> impl Iterator<Item = Self> {
        DEFINITIONS.into_iter().map(|definition| definition.suite)
    }

    /// The name: the value of `cryptosuite`, or of `type` where there is none.
    pub fn name(self) -> &'static str {
        self.definition().name
    }

    /// The suite of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|suite| suite.name() == name)
    }

    /// How it brings document and proof options into one form.
    pub fn transformation(self) -> Transformation {
        self.definition().transformation
    }

    /// Whether proofs of this kind are made here, or only read.
    pub fn is_issued(self) -> bool {
        self.definition().issued
    }

    /// The kinds of key that it takes.
    pub fn key_types(self) -> &'static [KeyType] {
        self.definition().keys
    }

    /// The context under which the proof options are read, where it is not the document's.
    pub(crate) fn options_context(self) -> Option<&'static str> {
        self.definition().options_context
    }

    /// The context that a document needs for the proof to be defined, given its other contexts
    /// ([Data Integrity §2.4.1](https://www.w3.org/TR/vc-data-integrity/#context-injection)). A suite that signs the tree itself needs it too:
    /// what a proof says has no meaning otherwise.
    pub fn required_context(self, contexts: &[&str]) -> Option<&'static str> {
        let definition = self.definition();
        let either = DATA_INTEGRITY.contains(&definition.context);
        let defined = definition.in_data_model_2 && contexts.first() == Some(&CREDENTIALS_V2)
            || contexts.contains(&definition.context)
            || either && DATA_INTEGRITY.iter().any(|context| contexts.contains(context));
        (!defined).then_some(definition.context)
    }

    /// The `type` and `cryptosuite` of a proof.
    pub(crate) fn type_members(self) -> Object {
        let definition = self.definition();
        Object::new().with("type", definition.proof_type).with_some("cryptosuite", definition.cryptosuite)
    }

    /// Whether a suite with that transformation repeats the document's contexts in the proof.
    pub(crate) fn repeats_context(self) -> bool {
        self.transformation() == Transformation::Jcs
    }
}

impl fmt::Display for Cryptosuite {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Cryptosuite {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::from_name(text).ok_or_else(|| UnknownName::new("cryptosuite", Self::all().map(Self::name)))
    }
}

/// What stands between a document and the bytes that are signed, all paid from one budget.
pub(crate) struct Canonicalizer<'a> {
    set: &'a ContextSet,
    limits: &'a Limits,
    work: Work,
}

/// A document or its proof options in canonical form.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) digest: Vec<u8>,
    pub(crate) text: CanonicalText,
}

/// The canonical form itself, for whoever wants to look at it.
pub(crate) enum CanonicalText {
    Statements(Canonical),
    Json(String),
}

impl fmt::Debug for CanonicalText {
    /// Only the size: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = match self {
            Self::Statements(canonical) => canonical.nquads().len(),
            Self::Json(text) => text.len(),
        };
        formatter.debug_struct("CanonicalText").field("bytes", &bytes).finish_non_exhaustive()
    }
}

impl CanonicalText {
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Statements(canonical) => canonical.nquads().to_owned(),
            Self::Json(text) => text.clone(),
        }
    }
}

impl<'a> Canonicalizer<'a> {
    pub(crate) fn new(set: &'a ContextSet, limits: &'a Limits) -> Self {
        Self::paying(set, limits, Work::new(limits.canonicalisation))
    }

    /// One that pays from a budget that others may have taken from.
    pub(crate) fn paying(set: &'a ContextSet, limits: &'a Limits, work: Work) -> Self {
        Self { set, limits, work }
    }

    /// The same under other contexts, still paid from the one budget.
    pub(crate) fn under(&mut self, set: &'a ContextSet) -> &mut Self {
        self.set = set;
        self
    }

    /// What is left of the budget.
    pub(crate) fn work(&self) -> &Work {
        &self.work
    }

    /// Walks an object under the document's contexts.
    pub(crate) fn walk(&self, object: Node<'_>, without: &[&str]) -> Result<Walked, WalkError> {
        walk(object, self.set, without, self.limits)
    }

    /// The canonical statements, with the names of their blank nodes.
    pub(crate) fn canonical(&mut self, dataset: &Dataset, hash: Hash) -> Result<Canonical, Finding> {
        dataset
            .canonicalize(hash, &mut self.work)
            .map_err(|error| Finding::new(code::input::LIMIT_CANONICALISATION, Pointer::root(), error.to_string()))
    }

    /// Pays for canonicalising a document once more.
    pub(crate) fn pay(&mut self, steps: usize) -> Result<(), Finding> {
        self.work.take(steps).map_err(|_| {
            let detail =
                "its proofs ask for the document in too many forms; remove some, or raise the limit `canonicalisation`";
            Finding::new(code::input::LIMIT_CANONICALISATION, Pointer::root(), detail)
        })
    }

    /// Pays for the general way from JSON-LD to statements, where every object brings the contexts of its types along.
    #[cfg(feature = "json-ld")]
    pub(crate) fn pay_for_objects(&mut self, document: Node<'_>) -> Result<(), Finding> {
        /// What one of them was measured to cost, in steps of canonicalisation, rounded up.
        const STEPS: usize = 25;
        let objects = objects(document);
        self.work.take(objects.saturating_mul(STEPS)).map_err(|_| {
            let detail = format!(
                "the document is not plain, and has {objects} objects; make it plain, or raise the limit `canonicalisation` by {STEPS} for each"
            );
            Finding::new(code::input::LIMIT_CANONICALISATION, Pointer::root(), detail)
        })
    }

    pub(crate) fn limits(&self) -> &'a Limits {
        self.limits
    }

    /// The canonical form of statements.
    pub(crate) fn statements(&mut self, dataset: &Dataset, hash: Hash) -> Result<Form, Finding> {
        let canonical = self.canonical(dataset, hash)?;
        Ok(Form { digest: canonical.digest(hash), text: CanonicalText::Statements(canonical) })
    }
}

#[cfg(feature = "json-ld")]
fn objects(node: Node<'_>) -> usize {
    let members: usize = node.members().map(|(_, value)| objects(value)).sum();
    usize::from(node.is_object()) + members + node.items().map(objects).sum::<usize>()
}

/// The canonical JSON of an object.
pub(crate) fn canonical_json(object: Node<'_>, without: &[&str], hash: Hash) -> Form {
    let text = jcs::canonical(object, without);
    Form { digest: hash.digest(text.as_bytes()), text: CanonicalText::Json(text) }
}

/// What is signed: the digest of the proof options, then that of the document.
pub(crate) fn hash_data(options: &Form, document: &Form) -> Vec<u8> {
    [options.digest.as_slice(), &document.digest].concat()
}

/// The hash that goes with a key: SHA-384 with P-384, SHA-256 with all others.
pub(crate) fn hash_for(key: &PublicKey) -> Hash {
    match key.key_type() {
        KeyType::P384 => Hash::Sha384,
        _ => Hash::Sha256,
    }
}

/// Members of a proof that are not among the options that are signed.
pub(crate) const NOT_OPTIONS: [&str; 1] = ["proofValue"];

/// The intermediate values of a signature, for comparing two implementations that disagree.
pub(crate) fn diagnostics(options: &Form, document: &Form) -> Value {
    Object::new()
        .with("canonicalProofOptions", options.text.to_text())
        .with("canonicalDocument", document.text.to_text())
        .with("proofOptionsHash", crate::codec::hex::encode(&options.digest))
        .with("documentHash", crate::codec::hex::encode(&document.digest))
        .into()
}
