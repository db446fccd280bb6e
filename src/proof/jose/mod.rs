//! Tokens: compact JWS ([RFC 7515](https://www.rfc-editor.org/rfc/rfc7515)) with a credential in them.
//!
//! Two families use them. [Open Badges 3.0](https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof) and VC Data Model 1.1 repeat
//! members of the credential as registered claims; [VC-JOSE-COSE](https://www.w3.org/TR/vc-jose-cose/) makes the credential
//! itself the payload. [`Claims`] reads both and says where the two halves of a token disagree.
//!
//! Nothing in a token decides how it is checked: the algorithm is the key's, and the header must agree with it
//! ([RFC 8725 §3.1](https://www.rfc-editor.org/rfc/rfc8725#section-3.1)). A key in a header is only a claim; whose it is
//! gets asked elsewhere.
//!
//! ```
//! use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
//! use microcred::proof::jose::{Jws, KeyNaming, vc_jwt};
//! use microcred::{Environment, Limits};
//!
//! let signer = InMemorySigner::new(PrivateKey::generate(Algorithm::Ed25519, &Environment::system())?)?;
//! let credential = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
//!     "issuer": "https://vet.example/", "credentialSubject": {"id": "did:example:ana"}}"#;
//! let token = vc_jwt(credential, &KeyNaming::VerificationMethod, signer.identity(), &Limits::default())?.sign(&signer)?;
//!
//! let jws = Jws::parse(&token, &Limits::default())?;
//! assert_eq!(jws.verify(signer.identity().public_key()), Ok(()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod algorithm;
mod claims;
mod header;
mod issue;
mod registered;
mod stray;
mod typ;
mod unsigned;

pub use claims::{Claims, Place};
pub use header::Header;
pub use issue::{KeyNaming, PresentationClaims, open_badges_jwt, protected_header, vc_jwt, vp_jwt};
pub use typ::Typ;
pub use unsigned::Unsigned;

pub(crate) use claims::Outside;
pub(in crate::proof) use claims::{is_sd_jwt_vc, sd_jwt_vc};
pub(in crate::proof) use header::is_one_key;
pub(crate) use issue::{content, numeric};
pub(crate) use registered::numeric_date;
pub(crate) use stray::stray_claims;

use crate::codec::base64url;
use crate::json::{Pointer, Tree};
use crate::key::{Algorithm, PublicKey};
use crate::limits::Limits;
use crate::proof::{Wanted, unsound};
use crate::report::{Finding, Findings, code};
use std::fmt;

/// A compact JWS ([RFC 7515 §7.1](https://www.rfc-editor.org/rfc/rfc7515#section-7.1)), read but not believed.
#[derive(Clone)]
pub struct Jws {
    text: Box<str>,
    /// How much of the text is signed.
    signed: usize,
    header: Header,
    findings: Findings,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl Jws {
    /// Reads a token: three parts in canonical base64url, and a header that is a strict JSON object.
    ///
    /// Blanks around a token are not part of it; whoever reads a file takes them away first.
    ///
    /// # Errors
    /// `input.format` for whatever is not a compact JWS (JSON serialisations, encrypted tokens), `jose.encoding`, `input.json.…`
    /// for the header's text, and what [`Header`] refuses.
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, Finding> {
        Self::parse_for(text, Wanted::Signature, limits)
    }

    pub(in crate::proof) fn parse_for(text: &str, wanted: Wanted, limits: &Limits) -> Result<Self, Finding> {
        if text.len() > limits.bytes {
            let detail = format!("{} bytes; raise the limit `bytes` if that is meant", text.len());
            return Err(Finding::new(code::input::TOO_LARGE, Pointer::root(), detail));
        }
        let [header, payload, signature] = parts(text)?;
        let signed = header.len() + 1 + payload.len();
        let (header, findings) = Header::parse(&decode("header", header)?, wanted)?;
        if payload.is_empty() {
            return Err(format("the payload is detached; give the whole token"));
        }
        let payload = decode("payload", payload)?;
        let signature = decode("signature", signature)?;
        Ok(Self { text: text.into(), signed, header, findings, payload, signature })
    }

    /// What the token says about itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Warnings about the header: members that are not followed.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The bytes that it carries.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The payload as strict JSON, which has to be an object.
    ///
    /// # Errors
    /// `input.json.…` for what is not strict JSON, `input.format` for what is no object.
    pub fn claims_set(&self, limits: &Limits) -> Result<Tree, Finding> {
        payload_object(&self.payload, "token", limits)
    }

    /// What is signed: header and payload as they stand in the token.
    pub fn signing_input(&self) -> &[u8] {
        &self.text.as_bytes()[..self.signed]
    }

    /// The signature's bytes.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The token.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether this key signed exactly this, with the one algorithm that is the key's.
    ///
    /// # Errors
    /// `proof.key.type_mismatch` if the header names another algorithm, `jose.header.conflict` if it carries another key,
    /// and otherwise what is the matter with the signature.
    pub fn verify(&self, key: &PublicKey) -> Result<(), Finding> {
        self.fits(key)?;
        key.verify(self.signing_input(), &self.signature).map_err(unsound)
    }

    /// Whether the header says nothing against this key: the first half of [`verify`](Self::verify).
    pub(crate) fn fits(&self, key: &PublicKey) -> Result<(), Finding> {
        let (said, actual) = (self.header.algorithm(), key.algorithm());
        if said != Some(actual) {
            let said = said.map_or("something else", Algorithm::jose_name);
            let detail = format!("the header says {said}, and the key signs with {}", actual.jose_name());
            return Err(Finding::new(code::proof::KEY_TYPE_MISMATCH, Pointer::root(), detail));
        }
        self.header.agrees_with(key)
    }
}

impl fmt::Debug for Jws {
    /// The header and the size: the payload says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Jws")
            .field("header", &self.header)
            .field("payload_bytes", &self.payload.len())
            .finish_non_exhaustive()
    }
}

fn parts(text: &str) -> Result<[&str; 3], Finding> {
    if text.trim_start().starts_with('{') {
        return Err(format(
            "this is JSON; a token is read in its compact form alone (three parts with dots between them)",
        ));
    }
    let mut dots = memchr::memchr_iter(b'.', text.as_bytes());
    match [dots.next(), dots.next(), dots.next()] {
        [Some(first), Some(second), None] => Ok([&text[..first], &text[first + 1..second], &text[second + 1..]]),
        [.., Some(_)] if dots.count() == 1 => Err(format("this token is encrypted (JWE); decrypt it first")),
        _ => Err(format("a token has three parts with dots between them")),
    }
}

fn decode(part: &str, text: &str) -> Result<Vec<u8>, Finding> {
    base64url::decode(text).map_err(|error| {
        Finding::new(code::jose::ENCODING, Pointer::root(), format!("the {part} of the token: {error}"))
    })
}

/// The payload of a token or message as strict JSON, which has to be an object.
pub(in crate::proof) fn payload_object(payload: &[u8], carrier: &str, limits: &Limits) -> Result<Tree, Finding> {
    let tree = Tree::parse_bytes(payload, limits).map_err(|error| {
        Finding::new((&error.kind).into(), Pointer::root(), format!("in the payload of the {carrier}: {error}"))
    })?;
    match tree.root().is_object() {
        true => Ok(tree),
        false => Err(format(&format!("the payload of the {carrier} is no JSON object"))),
    }
}

fn format(detail: &str) -> Finding {
    Finding::new(code::input::FORMAT, Pointer::root(), detail)
}

#[cfg(test)]
mod tests;
