//! [`bbs-2023`](https://www.w3.org/TR/vc-di-bbs/), the baseline: one BBS signature over all statements that are not
//! mandatory, and proofs of it that nobody can link to each other.
//!
//! The optional features (binding to a holder, pseudonyms) are read by nobody else yet; proofs that use them are malformed here.

mod pending;
#[cfg(test)]
mod tests;
mod value;

pub use pending::Pending;
pub use value::{BaseProof, DerivedProof, ProofValue};

use super::selective::{Disclosed, Labelling, Received, Selecting, Signed};
use super::{Canonicalizer, Form};
use crate::json::{Node, Object};
use crate::jsonld::{Hash, Walked};
use crate::key::PublicKey;
use crate::key::bbs::{self, BbsError};
use crate::report::{Finding, code};

/// The `cryptosuite`.
pub const NAME: &str = "bbs-2023";

impl BaseProof {
    /// Derives what a holder selects of a document: the reduced document and the value of its proof.
    pub(crate) fn derive(
        &self,
        canonicalizer: &mut Canonicalizer<'_>,
        root: Node<'_>,
        walked: &Walked,
        proof: Node<'_>,
        selecting: &Selecting,
    ) -> Result<(Object, String), Finding> {
        let pointers = &self.mandatory_pointers;
        let signed = Signed::new(canonicalizer, root, walked, Labelling::Shuffled, &self.hmac_key, pointers)?;
        if self.header[32..] != signed.statements.mandatory_hash() {
            return Err(unfit(proof, "its header is about other mandatory statements"));
        }
        let messages = messages(signed.statements.others());
        bbs::verify(&self.public_key, &self.header, &messages, &self.signature)
            .map_err(|error| refused(proof, error))?;
        let shown = signed.disclose(canonicalizer, selecting.pointers())?;
        let indexes: Vec<usize> = shown.selective_indexes.iter().map(|index| *index as usize).collect();
        let presentation_header = selecting.presentation_header();
        let made =
            bbs::prove(&self.public_key, &self.header, &messages, &self.signature, presentation_header, &indexes);
        let derived = DerivedProof {
            proof: made.map_err(|error| refused(proof, error))?,
            label_map: shown.label_map.into_iter().map(|(name, label)| (u64::from(name), label)).collect(),
            mandatory_indexes: shown.mandatory_indexes.into_iter().map(u64::from).collect(),
            selective_indexes: shown.selective_indexes.into_iter().map(u64::from).collect(),
            presentation_header: presentation_header.to_vec(),
        };
        Ok((shown.document, derived.to_text()))
    }
}

impl DerivedProof {
    /// Whether the proof holds over a reduced document and its options, and what it shows.
    ///
    /// # Errors
    /// `proof.malformed` if the proof does not go with the statements; `proof.signature.invalid` if it does not hold;
    /// `proof.key.type_mismatch` if the issuer's key is not on BLS12-381.
    pub(crate) fn verify(
        &self,
        canonicalizer: &mut Canonicalizer<'_>,
        walked: &Walked,
        options: &Form,
        proof: Node<'_>,
        issuer: &PublicKey,
    ) -> Result<Disclosed, Finding> {
        let PublicKey::Bls12381G2(key) = issuer else {
            let place = proof.path().member("verificationMethod");
            let detail = format!("{NAME} needs a key of the kind BLS12-381 G2, and this is {}", issuer.key_type());
            return Err(Finding::new(code::proof::KEY_TYPE_MISMATCH, place, detail));
        };
        let canonical = canonicalizer.canonical(&walked.dataset, Hash::Sha256)?;
        let received = Received::new(walked, &canonical, &self.label_map, &self.mandatory_indexes)
            .map_err(|error| error.at(proof))?;
        let messages = messages(received.statements.others());
        if messages.len() != self.selective_indexes.len() {
            let shown = self.selective_indexes.len();
            let detail = format!("it shows {shown} statements, but the document has {}", messages.len());
            return Err(unfit(proof, detail));
        }
        // Whether an index lies among the statements that were signed shows when the proof is taken apart.
        let indexes: Vec<usize> = self.selective_indexes.iter().map(|index| *index as usize).collect();
        let header = header(&options.digest, &received.statements.mandatory_hash());
        bbs::verify_proof(key.as_bytes(), &self.proof, &header, &self.presentation_header, &messages, &indexes)
            .map_err(|error| refused(proof, error))?;
        Ok(received.disclosed(walked))
    }
}

/// What is signed besides the messages.
fn header(options: &[u8], mandatory: &[u8; 32]) -> [u8; 64] {
    let mut bytes = options.iter().chain(mandatory).copied();
    std::array::from_fn(|_| bytes.next().unwrap_or_default())
}

fn messages<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<Vec<u8>> {
    lines.map(|line| line.as_bytes().to_vec()).collect()
}

fn refused(proof: Node<'_>, error: BbsError) -> Finding {
    match error {
        BbsError::Malformed(_) => {
            Finding::new(code::proof::MALFORMED, proof.path().member("proofValue"), error.to_string())
        }
        BbsError::TooMany => {
            Finding::new(code::input::LIMIT_QUADS, proof.path().member("proofValue"), error.to_string())
        }
        BbsError::Mismatch(_) => unfit(proof, error.to_string()),
    }
}

fn unfit(proof: Node<'_>, detail: impl Into<String>) -> Finding {
    Finding::new(code::proof::SIGNATURE_INVALID, proof.path().member("proofValue"), detail)
}
