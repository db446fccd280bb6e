use super::value::{BaseProof, ProofValue};
use super::{header, messages, unfit};
use crate::env::Environment;
use crate::json::{Node, Pointer};
use crate::jsonld::Walked;
use crate::key::{PublicKey, bbs};
use crate::proof::data_integrity::selective::{Labelling, Malformed, PrepareError, Signed, fixed_bytes, malformed};
use crate::proof::data_integrity::{Canonicalizer, Form};
use crate::report::Finding;
use zeroize::Zeroizing;

/// A base proof that waits for the issuer's signature.
///
/// It holds the secret that names the blank nodes, so its [stored form](Self::to_text) is as confidential as the
/// credential itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The proof, with zeros for the issuer's signature.
    proof: BaseProof,
}

impl Pending {
    /// Prepares a document for the signature of a key.
    ///
    /// # Errors
    /// If a pointer selects nothing, canonicalisation takes too long, there are no random bytes, or the key is not on BLS12-381.
    pub(crate) fn prepare(
        canonicalizer: &mut Canonicalizer<'_>,
        root: Node<'_>,
        walked: &Walked,
        options: &Form,
        mandatory_pointers: Vec<Pointer>,
        key: &PublicKey,
        environment: &Environment,
    ) -> Result<Self, PrepareError> {
        let hmac_key = Zeroizing::new(environment.random()?);
        Self::prepare_with(canonicalizer, root, walked, options, mandatory_pointers, key, hmac_key)
    }

    /// The same with a secret that is given.
    pub(super) fn prepare_with(
        canonicalizer: &mut Canonicalizer<'_>,
        root: Node<'_>,
        walked: &Walked,
        options: &Form,
        mandatory_pointers: Vec<Pointer>,
        key: &PublicKey,
        hmac_key: Zeroizing<[u8; 32]>,
    ) -> Result<Self, PrepareError> {
        let PublicKey::Bls12381G2(public_key) = key else {
            return Err(crate::key::Error::Unsupported(key.key_type()).into());
        };
        let signed = Signed::new(canonicalizer, root, walked, Labelling::Shuffled, &hmac_key, &mandatory_pointers)?;
        let header = header(&options.digest, &signed.statements.mandatory_hash());
        let proof =
            BaseProof { signature: [0; 80], header, public_key: *public_key.as_bytes(), hmac_key, mandatory_pointers };
        Ok(Self { proof })
    }

    /// What the issuer's key has to sign over a document and its proof options: a header and the statements, as one CBOR
    /// array `[header, [statement, …]]`.
    ///
    /// # Errors
    /// If the document or the options are not those that were prepared.
    pub(crate) fn message(
        &self,
        canonicalizer: &mut Canonicalizer<'_>,
        root: Node<'_>,
        walked: &Walked,
        options: &Form,
    ) -> Result<Vec<u8>, Finding> {
        let BaseProof { hmac_key, mandatory_pointers, .. } = &self.proof;
        let signed = Signed::new(canonicalizer, root, walked, Labelling::Shuffled, hmac_key, mandatory_pointers)?;
        if header(&options.digest, &signed.statements.mandatory_hash()) != self.proof.header {
            return Err(unfit(root, "the document or its proof options changed after they were prepared"));
        }
        Ok(bbs::pack(&self.proof.header, &messages(signed.statements.others())))
    }

    /// The `proofValue` with the issuer's signature.
    ///
    /// # Errors
    /// If the signature does not hold 80 bytes.
    pub fn complete(self, signature: &[u8]) -> Result<String, Malformed> {
        let signature = fixed_bytes(signature, "the issuer's signature")?;
        Ok(BaseProof { signature, ..self.proof }.to_text())
    }

    /// The stored form.
    pub fn to_text(&self) -> String {
        self.proof.to_text()
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// If it is not one.
    pub fn from_text(text: &str) -> Result<Self, Malformed> {
        match ProofValue::parse(text)? {
            ProofValue::Base(proof) => Ok(Self { proof }),
            ProofValue::Derived(_) => Err(malformed("this is a derived proof, which waits for nothing")),
        }
    }
}
