//! [`ecdsa-sd-2023`](https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-sd-2023): every statement signed for itself on P-256.
//!
//! The issuer makes a key for this one proof, signs with it each statement that is not mandatory, and forgets it. The issuer's
//! own key signs the proof options, the public half of that key and the mandatory statements.

mod pending;
#[cfg(test)]
mod tests;
mod value;

pub use pending::Pending;
pub(crate) use pending::Secrets;
pub use value::{BaseProof, DerivedProof, ProofValue};

use super::selective::{Disclosed, Labelling, Received, Selecting, Signed};
use super::{Canonicalizer, Cryptosuite, Definition, Form, Transformation};
use crate::json::{Node, Object};
use crate::jsonld::{Hash, Walked};
use crate::key::{KeyType, PublicKey};
use crate::report::{Finding, code};
use crate::vc::context_urls::DATA_INTEGRITY_V2;

/// The `cryptosuite`.
pub const NAME: &str = "ecdsa-sd-2023";

pub(super) const DEFINITION: Definition = Definition {
    suite: Cryptosuite::EcdsaSd2023,
    name: NAME,
    proof_type: "DataIntegrityProof",
    cryptosuite: Some(NAME),
    transformation: Transformation::Selective,
    context: DATA_INTEGRITY_V2,
    in_data_model_2: true,
    keys: &[KeyType::P256],
    options_context: None,
    issued: true,
};

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
        let signed =
            Signed::new(canonicalizer, root, walked, Labelling::Keyed, &self.hmac_key, &self.mandatory_pointers)?;
        let others: Vec<&str> = signed.statements.others().collect();
        if others.len() != self.signatures.len() {
            let detail =
                format!("it signs {} statements, but the document has {}", self.signatures.len(), others.len());
            return Err(Finding::new(code::proof::SIGNATURE_INVALID, proof.path().member("proofValue"), detail));
        }
        let shown = signed.disclose(canonicalizer, selecting.pointers())?;
        let key = proof_key(&self.proof_key, proof)?;
        let mut signatures = Vec::with_capacity(shown.selective_indexes.len());
        for index in &shown.selective_indexes {
            let (signature, line) = (&self.signatures[*index as usize], others[*index as usize]);
            key.verify(line.as_bytes(), signature).map_err(|error| unfit(proof, error.to_string()))?;
            signatures.push(*signature);
        }
        let derived = DerivedProof {
            signature: self.signature,
            proof_key: self.proof_key,
            signatures,
            label_map: shown.label_map.into_iter().map(|(name, label)| (u64::from(name), label)).collect(),
            mandatory_indexes: shown.mandatory_indexes.into_iter().map(u64::from).collect(),
        };
        Ok((shown.document, derived.to_text()))
    }
}

impl DerivedProof {
    /// Whether the proof holds over a reduced document and its options, and what it shows.
    ///
    /// The issuer's signature is checked first, so that nobody else can make a verifier check thousands of signatures.
    ///
    /// # Errors
    /// `proof.malformed` if the proof does not go with the statements; `proof.signature.invalid` if a signature fails;
    /// `proof.key.type_mismatch` if the issuer's key is not on P-256.
    pub(crate) fn verify(
        &self,
        canonicalizer: &mut Canonicalizer<'_>,
        walked: &Walked,
        options: &Form,
        proof: Node<'_>,
        issuer: &PublicKey,
    ) -> Result<Disclosed, Finding> {
        if issuer.key_type() != KeyType::P256 {
            let place = proof.path().member("verificationMethod");
            let detail = format!("{NAME} needs a key on P-256, and this is {}", issuer.key_type());
            return Err(Finding::new(code::proof::KEY_TYPE_MISMATCH, place, detail));
        }
        let canonical = canonicalizer.canonical(&walked.dataset, Hash::Sha256)?;
        let received = Received::new(walked, &canonical, &self.label_map, &self.mandatory_indexes)
            .map_err(|error| error.at(proof))?;
        let others = received.statements.others().count();
        if others != self.signatures.len() {
            let detail = format!("it signs {} statements, but the document has {others}", self.signatures.len());
            return Err(Finding::new(code::proof::SIGNATURE_INVALID, proof.path().member("proofValue"), detail));
        }
        let key = proof_key(&self.proof_key, proof)?;
        let message = message(&options.digest, &self.proof_key, &received.statements.mandatory_hash());
        issuer.verify(&message, &self.signature).map_err(|error| unfit(proof, error.to_string()))?;
        for (line, signature) in received.statements.others().zip(&self.signatures) {
            key.verify(line.as_bytes(), signature).map_err(|error| unfit(proof, error.to_string()))?;
        }
        Ok(received.disclosed(walked))
    }
}

/// [What the issuer's key signs](https://www.w3.org/TR/vc-di-ecdsa/#base-proof-serialization-ecdsa-sd-2023).
fn message(options: &[u8], proof_key: &[u8; 35], mandatory: &[u8; 32]) -> Vec<u8> {
    [options, proof_key, mandatory].concat()
}

/// The key that was made for one proof.
fn proof_key(multikey: &[u8; 35], proof: Node<'_>) -> Result<PublicKey, Finding> {
    let refused = |detail: String| Finding::new(code::proof::MALFORMED, proof.path().member("proofValue"), detail);
    let key = PublicKey::from_multicodec(multikey).map_err(|error| refused(error.to_string()))?;
    match key.key_type() {
        KeyType::P256 => Ok(key),
        other => Err(refused(format!("the key of the proof must be on P-256, and this is {other}"))),
    }
}

fn unfit(proof: Node<'_>, detail: String) -> Finding {
    Finding::new(code::proof::SIGNATURE_INVALID, proof.path().member("proofValue"), detail)
}
