//! Selective disclosure: what [`ecdsa-sd-2023`](super::ecdsa_sd) and `bbs-2023` have in common.
//!
//! An issuer signs every statement of a credential for itself, apart from the mandatory ones, which it signs together. Its
//! *base proof* is for the holder alone: it holds the secret that names the blank nodes. The holder *derives* from it a
//! credential that shows the mandatory statements and those that he selects, and that is what a verifier gets to see.
//!
//! ```
//! use microcred::json::Pointer;
//! use microcred::proof::data_integrity::selective::Selecting;
//! let selecting = Selecting::new([Pointer::from_text("/credentialSubject/achievement/name")]);
//! # let _ = selecting;
//! ```

mod alone;
mod disclosed;
mod grouped;
mod label;
mod selection;
mod signed;
#[cfg(test)]
pub(super) mod tests;

#[cfg(test)]
pub(crate) use alone::sign_showing;
pub use alone::{check, sign};
pub(crate) use disclosed::Received;
pub use disclosed::{Disclosed, Shown};
pub(crate) use label::{Label, Labelling};
#[cfg(test)]
use selection::Selection;
pub(crate) use signed::Signed;

#[cfg(feature = "bbs")]
use super::bbs;
use super::{Canonicalizer, Cryptosuite, ecdsa_sd};
use crate::codec::{self, base64url, cbor};
use crate::env::EntropyError;
use crate::json::{Node, Object, Pointer, Value};
use crate::jsonld::{Contexts, plain};
use crate::key;
use crate::limits::Limits;
use crate::proof::ALWAYS_SHOWN;
use crate::report::{Finding, Findings, code};
use std::borrow::Cow;

/// The mandatory pointers of a credential: [what is always shown](ALWAYS_SHOWN) where present, then those of the issuer's choice.
pub fn mandatory_pointers(root: Node<'_>, chosen: &[Pointer]) -> Vec<Pointer> {
    let present = ALWAYS_SHOWN.into_iter().filter(|name| root.get(name).is_some());
    let mut pointers: Vec<Pointer> = present.map(|name| Pointer::root().member(name)).collect();
    for pointer in chosen {
        if !pointers.contains(pointer) {
            pointers.push(pointer.clone());
        }
    }
    pointers
}

/// What a holder wants to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selecting {
    pointers: Vec<Pointer>,
    presentation_header: Vec<u8>,
}

impl Selecting {
    /// Shows what stands at these JSON Pointers, besides what is mandatory.
    ///
    /// A pointer into a list (such as `allowedValue`), a JSON literal or a text with its language shows all of it.
    pub fn new(pointers: impl IntoIterator<Item = Pointer>) -> Self {
        Self { pointers: pointers.into_iter().collect(), presentation_header: Vec::new() }
    }

    /// Binds the derived proof to some bytes, such as a verifier's nonce. Only bbs-2023 can.
    #[must_use]
    pub fn with_presentation_header(self, bytes: impl Into<Vec<u8>>) -> Self {
        Self { presentation_header: bytes.into(), ..self }
    }

    pub(crate) fn pointers(&self) -> &[Pointer] {
        &self.pointers
    }

    #[cfg(feature = "bbs")]
    pub(crate) fn presentation_header(&self) -> &[u8] {
        &self.presentation_header
    }
}

/// Derives from a credential with a base proof the credential that a verifier is shown: the reduced document with one
/// derived proof. Other proofs go, since they cover the whole.
///
/// The statements that are shown are checked against their signatures; whether the base proof is the issuer's is for
/// the verifier to say.
///
/// # Errors
/// `proof.missing` if there is no proof, `request.document_kind` if none is a base proof of a suite that is built in,
/// `proof.malformed` or `proof.signature.invalid` if it does not fit the document, `request.pointer` for a pointer that selects nothing,
/// and whatever keeps the document's contexts from being used.
pub fn derive(root: Node<'_>, selecting: &Selecting, contexts: &Contexts, limits: &Limits) -> Result<Value, Findings> {
    derive_in_suite(root, selecting, contexts, limits).map(|(derived, _)| derived)
}

/// The same, and in which suite.
pub(crate) fn derive_in_suite(
    root: Node<'_>,
    selecting: &Selecting,
    contexts: &Contexts,
    limits: &Limits,
) -> Result<(Value, Cryptosuite), Findings> {
    let one = |finding: Finding| Findings::from_iter([finding]);
    let proofs = root.get("proof").into_iter().flat_map(Node::each).take(limits.proofs);
    let (proof, base) = proofs.filter_map(|proof| Some((proof, Base::of(proof)?))).next().ok_or_else(|| {
        let detail = "only a credential with a base proof of ecdsa-sd-2023 or bbs-2023 can be shown in part";
        let code = if root.get("proof").is_some() { code::request::DOCUMENT_KIND } else { code::proof::MISSING };
        one(Finding::new(code, Pointer::root().member("proof"), detail))
    })?;
    let base = base.map_err(|error| one(error.at(proof)))?;
    let sets = plain::contexts(root, contexts, limits)?;
    let mut refused = None;
    // The first set of bodies under which the signatures hold is the one that the issuer used.
    for set in &sets {
        let mut canonicalizer = Canonicalizer::new(set, limits);
        let walked = canonicalizer.walk(root, &["proof"]).map_err(|error| one(error.finding()))?;
        if walked.outside {
            return Err(plain::screen(root, set, &walked, &["proof"]));
        }
        let derived = match &base {
            Base::Ecdsa(base) => base.derive(&mut canonicalizer, root, &walked, proof, selecting),
            #[cfg(feature = "bbs")]
            Base::Bbs(base) => base.derive(&mut canonicalizer, root, &walked, proof, selecting),
        };
        match derived {
            Ok((document, value)) => return Ok((secured(document, proof, &value), base.suite())),
            Err(finding) => {
                refused.get_or_insert(finding);
            }
        }
    }
    Err(refused.into_iter().collect())
}

/// Whether a document has a base proof, which is for its holder alone: the secret in it links whatever is derived.
pub fn has_base_proof(root: Node<'_>) -> bool {
    root.get("proof").into_iter().flat_map(Node::each).any(|proof| Base::of(proof).is_some_and(|base| base.is_ok()))
}

/// A base proof of whichever suite.
enum Base {
    Ecdsa(ecdsa_sd::BaseProof),
    #[cfg(feature = "bbs")]
    Bbs(bbs::BaseProof),
}

impl Base {
    /// The base proof, unless it is another suite's or a derived one.
    fn of(proof: Node<'_>) -> Option<Result<Self, Malformed>> {
        let value = proof.get("proofValue")?.as_str()?;
        match proof.get("cryptosuite")?.as_str()? {
            ecdsa_sd::NAME => match ecdsa_sd::ProofValue::parse(value) {
                Ok(ecdsa_sd::ProofValue::Base(base)) => Some(Ok(Self::Ecdsa(base))),
                Ok(ecdsa_sd::ProofValue::Derived(_)) => None,
                Err(error) => Some(Err(error)),
            },
            #[cfg(feature = "bbs")]
            bbs::NAME => match bbs::ProofValue::parse(value) {
                Ok(bbs::ProofValue::Base(base)) => Some(Ok(Self::Bbs(base))),
                Ok(bbs::ProofValue::Derived(_)) => None,
                Err(error) => Some(Err(error)),
            },
            _ => None,
        }
    }

    fn suite(&self) -> Cryptosuite {
        match self {
            Self::Ecdsa(_) => Cryptosuite::EcdsaSd2023,
            #[cfg(feature = "bbs")]
            Self::Bbs(_) => Cryptosuite::Bbs2023,
        }
    }
}

/// The reduced document with its proof: the options of the base proof and another value.
fn secured(document: Object, proof: Node<'_>, value: &str) -> Value {
    let members = proof.members().filter(|(name, _)| *name != "proofValue" && *name != "@context");
    let options: Object = members.map(|(name, member)| (name.to_owned(), member.to_value())).collect();
    document.with("proof", options.with("proofValue", value)).into()
}

/// A `proofValue` that its suite could not have made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(Cow<'static, str>);

impl Malformed {
    /// The same as a finding about a proof.
    pub(crate) fn at(self, proof: Node<'_>) -> Finding {
        Finding::new(code::proof::MALFORMED, proof.path().member("proofValue"), self.0)
    }
}

pub(crate) fn malformed(detail: impl Into<Cow<'static, str>>) -> Malformed {
    Malformed(detail.into())
}

impl From<cbor::Error> for Malformed {
    fn from(error: cbor::Error) -> Self {
        malformed(error.to_string())
    }
}

impl From<codec::Error> for Malformed {
    fn from(error: codec::Error) -> Self {
        malformed(error.to_string())
    }
}

/// Why no base proof was prepared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// A verifier would refuse the document, or a pointer selects nothing.
    #[error("{0}")]
    Document(Findings),
    /// The key of the proof could not be made.
    #[error(transparent)]
    Key(#[from] key::Error),
    /// A statement could not be signed.
    #[error(transparent)]
    Sign(#[from] key::SignError),
    /// There were no random bytes.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The crypto provider made something that does not belong into a proof.
    #[error("the crypto provider made no signature of this suite: {0}")]
    Malformed(Malformed),
}

impl From<Finding> for PrepareError {
    fn from(finding: Finding) -> Self {
        Self::Document(Findings::from_iter([finding]))
    }
}

/// The bytes of a `proofValue`: three for the header, and the CBOR after them.
pub(crate) fn decode(value: &str) -> Result<([u8; 3], Vec<u8>), Malformed> {
    let text = value.strip_prefix('u').ok_or_else(|| malformed("`proofValue` must be base64url with the prefix u"))?;
    let bytes = base64url::decode(text)?;
    let (header, body) =
        bytes.split_first_chunk::<3>().ok_or_else(|| malformed("`proofValue` is too short for its header"))?;
    Ok((*header, body.to_vec()))
}

/// The text of a `proofValue`.
pub(crate) fn encode(header: [u8; 3], body: &[u8]) -> String {
    format!("u{}", base64url::encode(&[&header, body].concat()))
}

/// Reads a proof's array, which must have exactly so many components.
pub(crate) fn components(reader: &mut cbor::Reader<'_>, expected: usize) -> Result<(), Malformed> {
    match reader.array()? {
        count if count == expected => Ok(()),
        count => Err(malformed(format!("the proof has {count} components instead of {expected}"))),
    }
}

/// Reads a byte string of a fixed length.
pub(crate) fn fixed<const N: usize>(reader: &mut cbor::Reader<'_>, what: &str) -> Result<[u8; N], Malformed> {
    fixed_bytes(reader.bytes()?, what)
}

/// Bytes that must be of a fixed length.
pub(crate) fn fixed_bytes<const N: usize>(bytes: &[u8], what: &str) -> Result<[u8; N], Malformed> {
    bytes.try_into().map_err(|_| malformed(format!("{what} must hold {N} bytes, not {}", bytes.len())))
}

/// Reads indexes, which must ascend: each stands there once.
pub(crate) fn indexes(reader: &mut cbor::Reader<'_>, what: &str) -> Result<Vec<u64>, Malformed> {
    let count = reader.array()?;
    let indexes: Vec<u64> = (0..count).map(|_| reader.unsigned()).collect::<Result<_, _>>()?;
    if indexes.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(malformed(format!("the {what} do not ascend, each standing there once")));
    }
    Ok(indexes)
}

/// Reads JSON Pointers.
pub(crate) fn pointers(reader: &mut cbor::Reader<'_>) -> Result<Vec<Pointer>, Malformed> {
    let count = reader.array()?;
    (0..count).map(|_| Ok(Pointer::from_text(reader.text()?))).collect()
}

/// Writes JSON Pointers.
pub(crate) fn push_pointers(out: &mut Vec<u8>, pointers: &[Pointer]) {
    cbor::push_array(out, pointers.len());
    for pointer in pointers {
        cbor::push_text(out, pointer.as_str());
    }
}

/// Writes indexes.
pub(crate) fn push_indexes(out: &mut Vec<u8>, indexes: &[u64]) {
    cbor::push_array(out, indexes.len());
    for index in indexes {
        cbor::push_unsigned(out, *index);
    }
}
