use crate::codec::base64url;
use crate::json::{Object, Value};
use crate::key::{self, PublicKey, SignError, Signer, SignerIdentity, VerifyError};
use std::fmt;

/// A token that lacks nothing but its signature.
///
/// Where the key is at hand, [`sign`](Self::sign) it. Where it is not (a hardware module, a queue, a person with a token),
/// carry [`message`](Self::message) there and [`complete`](Self::complete) it with what comes back.
#[derive(Clone, PartialEq, Eq)]
pub struct Unsigned {
    /// What stands before the signed part.
    before: String,
    message: String,
    /// What follows the signature.
    after: String,
    identity: SignerIdentity,
}

impl Unsigned {
    /// A token with this header and payload. `alg` is set to the algorithm of the key.
    pub fn new(header: Object, payload: &[u8], identity: &SignerIdentity) -> Self {
        let algorithm = identity.algorithm().jose_name();
        let mut whole = Object::new().with("alg", algorithm);
        header.into_iter().filter(|(name, _)| name != "alg").for_each(|(name, value)| whole.insert(&name, value));
        let header = base64url::encode(Value::from(whole).to_string().as_bytes());
        let message = format!("{header}.{}", base64url::encode(payload));
        Self { before: String::new(), message, after: String::new(), identity: identity.clone() }
    }

    /// The same within a longer text.
    pub(crate) fn between(self, before: &str, after: &str) -> Self {
        Self { before: before.to_owned(), after: after.to_owned(), ..self }
    }

    /// What follows the signature.
    pub(crate) fn into_rest(self) -> String {
        self.after
    }

    /// What is to be signed: header and payload, encoded.
    pub fn message(&self) -> &[u8] {
        self.message.as_bytes()
    }

    /// Whose signature is awaited.
    pub fn identity(&self) -> &SignerIdentity {
        &self.identity
    }

    /// The token, with a signature that was made elsewhere.
    ///
    /// # Errors
    /// If the signature is not one of the awaited key over this message; nothing is released then.
    pub fn complete(self, signature: Vec<u8>) -> Result<String, SignError> {
        let signature = self.identity.accept(self.message.as_bytes(), signature)?;
        Ok(self.release(&signature))
    }

    /// The token, signed.
    ///
    /// # Errors
    /// If the signer is somebody else's, cannot sign now, or gives a signature that does not hold.
    pub fn sign(self, signer: &(impl Signer + ?Sized)) -> Result<String, SignError> {
        let same = |key: &PublicKey| key == self.identity.public_key();
        if !same(signer.identity().public_key()) {
            return Err(SignError::NotOurs(VerifyError::Mismatch));
        }
        let signature = key::signature(signer, self.message.as_bytes())?;
        Ok(self.release(&signature))
    }

    fn release(self, signature: &[u8]) -> String {
        let Self { before, message, after, .. } = self;
        format!("{before}{message}.{}{after}", base64url::encode(signature))
    }
}

impl fmt::Debug for Unsigned {
    /// Only the size and the key: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Unsigned")
            .field("bytes", &self.message.len())
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}
