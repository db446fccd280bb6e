use super::{found, header, media_type};
use crate::key::{self, SignError, Signer, SignerIdentity, VerifyError};
use crate::limits::Limits;
use crate::proof::jose::{KeyNaming, content};
use crate::proof::{TokenError, TokenKind};
use crate::report::code;
use coset::cbor::value::Value;
use coset::{CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable};
use std::fmt;

/// A message that lacks nothing but its signature.
#[derive(Clone)]
pub struct UnsignedMessage {
    sign1: CoseSign1,
    /// The `Sig_structure` that is signed.
    message: Vec<u8>,
    identity: SignerIdentity,
}

/// A credential as a message of the type `application/vc+cose`.
///
/// # Errors
/// If the document is no strict JSON object or has members that are claims of tokens, and for a [`KeyNaming::Jwk`], which
/// has no place in such a message.
pub fn vc_cose(
    document: &str,
    key: &KeyNaming,
    identity: &SignerIdentity,
    limits: &Limits,
) -> Result<UnsignedMessage, TokenError> {
    UnsignedMessage::new(document, TokenKind::Credential, key, identity, limits)
}

/// A presentation as a message of the type `application/vp+cose`.
///
/// # Errors
/// As [`vc_cose`].
pub fn vp_cose(
    document: &str,
    key: &KeyNaming,
    identity: &SignerIdentity,
    limits: &Limits,
) -> Result<UnsignedMessage, TokenError> {
    UnsignedMessage::new(document, TokenKind::Presentation, key, identity, limits)
}

impl UnsignedMessage {
    fn new(
        document: &str,
        kind: TokenKind,
        key: &KeyNaming,
        identity: &SignerIdentity,
        limits: &Limits,
    ) -> Result<Self, TokenError> {
        content(document, limits)?;
        let kid = match key {
            KeyNaming::VerificationMethod => identity.verification_method(),
            KeyNaming::Kid(kid) => kid,
            KeyNaming::Jwk => {
                return Err(found(code::request::MEMBER, "a message names its key by `kid`").into());
            }
        };
        let algorithm = header::assigned(identity.algorithm())
            .ok_or_else(|| found(code::proof::KEY_TYPE_MISMATCH, "COSE has no algorithm for this key"))?;
        let (typ, content_type) = media_type(kind);
        let protected = HeaderBuilder::new()
            .algorithm(algorithm)
            .content_type(content_type.to_owned())
            .key_id(kid.as_bytes().to_vec())
            .value(header::TYP, Value::Text(typ.to_owned()))
            .build();
        let sign1 = CoseSign1Builder::new().protected(protected).payload(document.as_bytes().to_vec()).build();
        let message = sign1.tbs_data(&[]);
        Ok(Self { sign1, message, identity: identity.clone() })
    }

    /// What is to be signed.
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// Whose signature is awaited.
    pub fn identity(&self) -> &SignerIdentity {
        &self.identity
    }

    /// The message with its tag, with a signature that was made elsewhere.
    ///
    /// # Errors
    /// If the signature is not one of the awaited key over this message; nothing is released then.
    pub fn complete(self, signature: Vec<u8>) -> Result<Vec<u8>, SignError> {
        let signature = self.identity.accept(&self.message, signature)?;
        self.release(signature)
    }

    /// The message with its tag, signed.
    ///
    /// # Errors
    /// If the signer is somebody else's, cannot sign now, or gives a signature that does not hold.
    pub fn sign(self, signer: &(impl Signer + ?Sized)) -> Result<Vec<u8>, SignError> {
        if signer.identity().public_key() != self.identity.public_key() {
            return Err(SignError::NotOurs(VerifyError::Mismatch));
        }
        let signature = key::signature(signer, &self.message)?;
        self.release(signature)
    }

    fn release(self, signature: Vec<u8>) -> Result<Vec<u8>, SignError> {
        let signed = CoseSign1 { signature, ..self.sign1 };
        signed.to_tagged_vec().map_err(|error| SignError::Callback(error.to_string()))
    }
}

impl fmt::Debug for UnsignedMessage {
    /// Only the size and the key: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UnsignedMessage")
            .field("bytes", &self.message.len())
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}
