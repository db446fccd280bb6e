//! Binary messages: COSE_Sign1 ([RFC 9052 §4.2](https://www.rfc-editor.org/rfc/rfc9052#section-4.2)) with a credential in them, as
//! [VC-JOSE-COSE §3.3](https://www.w3.org/TR/vc-jose-cose/#with-cose) has it.
//!
//! The payload is the JSON of the credential; what counts in the header has to be protected.

mod header;
mod unsigned;

pub use header::Header;
pub use unsigned::{UnsignedMessage, vc_cose, vp_cose};

use crate::json::{Pointer, Tree};
use crate::key::PublicKey;
use crate::limits::Limits;
use crate::proof::TokenKind;
use crate::proof::jose::{Claims, Outside, payload_object};
use crate::proof::unsound;
use crate::report::{Code, Finding, Findings, code};
use coset::{CborSerializable, CoseSign1, TaggedCborSerializable};
use std::fmt;

/// A COSE_Sign1 message, read but not believed.
#[derive(Clone)]
pub struct Sign1 {
    header: Header,
    findings: Findings,
    payload: Vec<u8>,
    signature: Vec<u8>,
    /// The `Sig_structure` that is signed.
    message: Vec<u8>,
}

/// What announces a COSE_Sign1 message: tag 18.
const TAG: u8 = 0xd2;

impl Sign1 {
    /// Reads one message, with or without its tag.
    ///
    /// # Errors
    /// `input.too_large`, `cose.malformed` for what is no such message or has its payload elsewhere, and what [`Header`] refuses.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, Finding> {
        if bytes.len() > limits.bytes {
            let detail = format!("{} bytes; raise the limit `bytes` if that is meant", bytes.len());
            return Err(found(code::input::TOO_LARGE, &detail));
        }
        let message = match bytes.first() {
            Some(&TAG) => CoseSign1::from_tagged_slice(bytes),
            _ => CoseSign1::from_slice(bytes),
        };
        let message = message.map_err(|error| found(code::jose::COSE_MALFORMED, &error.to_string()))?;
        let (header, findings) = Header::read(&message)?;
        let signed = message.tbs_data(&[]);
        match message.payload {
            Some(payload) if !payload.is_empty() => {
                Ok(Self { header, findings, payload, signature: message.signature, message: signed })
            }
            _ => Err(found(code::jose::COSE_MALFORMED, "the payload is detached; give the whole message")),
        }
    }

    /// What the message says about itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Warnings about the header: parameters that are not followed.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The bytes that it carries.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Whether this key signed exactly this, with the one algorithm that is the key's.
    ///
    /// # Errors
    /// `proof.key.type_mismatch` if the header names another algorithm, and otherwise what is the matter with the signature.
    pub fn verify(&self, key: &PublicKey) -> Result<(), Finding> {
        if key.algorithm() != self.header.algorithm() {
            return Err(found(
                code::proof::KEY_TYPE_MISMATCH,
                "the header names another algorithm than the key signs with",
            ));
        }
        key.verify(&self.message, &self.signature).map_err(unsound)
    }

    /// The claims: the payload is the credential or the presentation, as the type of the message says.
    ///
    /// # Errors
    /// `cose.typ` for a message that is meant for something else, and what [`Claims::of_jws`] refuses in a payload.
    pub fn claims(&self, limits: &Limits) -> Result<Claims, Finding> {
        let kind = self.header.kind()?;
        let payload = self.claims_set(limits)?;
        let claims = self.claims_beside()?;
        let outside =
            Outside { kind: Some(kind), repeats: false, discloses: false, issuer: None, claims: claims.as_ref() };
        Claims::read(payload, &outside, limits)
    }

    /// What the header claims beside the payload.
    pub(crate) fn claims_beside(&self) -> Result<Option<Tree>, Finding> {
        self.header.claims()
    }

    /// The payload, whatever it claims.
    pub(crate) fn claims_set(&self, limits: &Limits) -> Result<Tree, Finding> {
        payload_object(&self.payload, "message", limits)
    }
}

impl fmt::Debug for Sign1 {
    /// The header and the size: the payload says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sign1")
            .field("header", &self.header)
            .field("payload_bytes", &self.payload.len())
            .finish_non_exhaustive()
    }
}

fn found(code: Code, detail: &str) -> Finding {
    Finding::new(code, Pointer::root(), detail)
}

fn media_type(kind: TokenKind) -> (&'static str, &'static str) {
    match kind {
        TokenKind::Credential => ("application/vc+cose", "application/vc"),
        TokenKind::Presentation => ("application/vp+cose", "application/vp"),
    }
}

#[cfg(test)]
mod tests;
