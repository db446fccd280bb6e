use super::message;
use super::value::{BaseProof, ProofValue};
use crate::env::Environment;
use crate::json::{Node, Pointer};
use crate::jsonld::Walked;
use crate::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
use crate::proof::data_integrity::selective::{
    Labelling, Malformed, PrepareError, Selecting, Signed, fixed_bytes, malformed,
};
use crate::proof::data_integrity::{Canonicalizer, Form};
use crate::report::Finding;
use std::fmt;
use zeroize::Zeroizing;

/// A base proof that waits for the issuer's signature.
///
/// The statements that are not mandatory are signed already. It holds the secret that names the blank nodes, so its
/// [stored form](Self::to_text) is as confidential as the credential itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Pending {
    /// The proof, with zeros for the issuer's signature.
    proof: BaseProof,
}

impl fmt::Debug for Pending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pending").finish_non_exhaustive()
    }
}

/// What is made up for one proof.
pub(crate) struct Secrets {
    pub(crate) hmac_key: Zeroizing<[u8; 32]>,
    pub(crate) signer: InMemorySigner,
}

impl Secrets {
    /// Fresh secrets from the environment's source of random bytes.
    pub(crate) fn generate(environment: &Environment) -> Result<Self, PrepareError> {
        let hmac_key = Zeroizing::new(environment.random()?);
        let signer = InMemorySigner::new(PrivateKey::generate(Algorithm::EcdsaP256, environment)?)?;
        Ok(Self { hmac_key, signer })
    }
}

impl Pending {
    /// Signs the statements of a document one by one, apart from the mandatory ones.
    ///
    /// # Errors
    /// If a pointer selects nothing, canonicalisation takes too long, or the provider fails.
    pub(crate) fn prepare(
        canonicalizer: &mut Canonicalizer<'_>,
        root: Node<'_>,
        walked: &Walked,
        mandatory_pointers: Vec<Pointer>,
        secrets: Secrets,
    ) -> Result<Self, PrepareError> {
        let Secrets { hmac_key, signer } = secrets;
        let signed = Signed::new(canonicalizer, root, walked, Labelling::Keyed, &hmac_key, &mandatory_pointers)?;
        let mut signatures = Vec::new();
        for line in signed.statements.others() {
            let signature = fixed_bytes(&signer.sign(line.as_bytes())?, "a signature");
            signatures.push(signature.map_err(PrepareError::Malformed)?);
        }
        let proof_key = fixed_bytes(&signer.identity().public_key().to_multicodec(), "the key of the proof")
            .map_err(PrepareError::Malformed)?;
        let proof = BaseProof { signature: [0; 64], proof_key, hmac_key, signatures, mandatory_pointers };
        Ok(Self { proof })
    }

    /// What the issuer's key has to sign over a document and its proof options: 99 bytes.
    ///
    /// # Errors
    /// If the document is not the one that was prepared.
    pub(crate) fn message(
        &self,
        canonicalizer: &mut Canonicalizer<'_>,
        root: Node<'_>,
        walked: &Walked,
        options: &Form,
    ) -> Result<Vec<u8>, Finding> {
        let BaseProof { hmac_key, mandatory_pointers, .. } = &self.proof;
        let signed = Signed::new(canonicalizer, root, walked, Labelling::Keyed, hmac_key, mandatory_pointers)?;
        Ok(message(&options.digest, &self.proof.proof_key, &signed.statements.mandatory_hash()))
    }

    /// The `proofValue` with the issuer's signature.
    ///
    /// # Errors
    /// If the signature does not hold 64 bytes.
    pub fn complete(self, signature: &[u8]) -> Result<String, Malformed> {
        let signature = fixed_bytes(signature, "the issuer's signature")?;
        Ok(BaseProof { signature, ..self.proof }.to_text())
    }

    /// The stored form.
    pub fn to_text(&self) -> String {
        self.proof.to_text()
    }

    /// Reads the stored form. What it holds is not believed: issuing checks it again before it completes the proof.
    ///
    /// # Errors
    /// If it is not one.
    pub fn from_text(text: &str) -> Result<Self, Malformed> {
        match ProofValue::parse(text)? {
            ProofValue::Base(proof) => Ok(Self { proof }),
            ProofValue::Derived(_) => Err(malformed("this is a derived proof, which waits for nothing")),
        }
    }

    /// Whether a stored proof still fits the document, signature by signature.
    ///
    /// # Errors
    /// As deriving from it would give.
    pub(crate) fn recheck(
        &self,
        canonicalizer: &mut Canonicalizer<'_>,
        root: Node<'_>,
        walked: &Walked,
    ) -> Result<(), Finding> {
        let everything = Selecting::new([Pointer::root()]);
        self.proof.derive(canonicalizer, root, walked, root, &everything).map(|_| ())
    }
}
