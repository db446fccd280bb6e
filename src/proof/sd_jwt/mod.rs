//! Tokens whose holder chooses what to show: SD-JWT ([RFC 9901](https://www.rfc-editor.org/rfc/rfc9901)), as VC-JOSE-COSE
//! (`vc+sd-jwt`) and [SD-JWT VC](https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/) (`dc+sd-jwt`) use it.
//!
//! The issuer signs digests in place of what may be left out, and hands over the *disclosures* that they are digests of.
//! The holder passes on some of them. [`SdJwt::process`] puts what was disclosed back in its place, and says whether
//! anything was withheld, since nobody can tell a withheld claim from a decoy.
//!
//! ```
//! use microcred::json::{Object, Pointer};
//! use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
//! use microcred::proof::jose::KeyNaming;
//! use microcred::proof::sd_jwt::{Issuance, SdJwt};
//! use microcred::{Environment, Limits};
//!
//! let environment = Environment::system();
//! let limits = Limits::default();
//! let signer = InMemorySigner::new(PrivateKey::generate(Algorithm::Ed25519, &environment)?)?;
//! let credential = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
//!     "issuer": "https://vet.example/", "credentialSubject": {"id": "did:example:ana", "familyName": "Silva", "grade": "B"}}"#;
//!
//! // The issuer lets the holder choose about two members.
//! let (name, grade) = (Pointer::from_text("/credentialSubject/familyName"), Pointer::from_text("/credentialSubject/grade"));
//! let token = Issuance::concealing([name, grade.clone()])
//!     .issue(credential, &KeyNaming::VerificationMethod, signer.identity(), &environment, &limits)?
//!     .sign(&signer)?;
//!
//! // The holder shows one of them.
//! let held = SdJwt::parse(&token, &limits)?;
//! let shown = held.present(&[grade], &limits)?;
//!
//! let shown = SdJwt::parse(&shown, &limits)?;
//! assert_eq!(shown.jws().verify(signer.identity().public_key()), Ok(()));
//! let processed = shown.process(&limits)?;
//! let subject = processed.payload().get("credentialSubject").and_then(|subject| subject.as_object()).ok_or("no subject")?;
//! assert!(subject.get("grade").is_some() && subject.get("familyName").is_none() && processed.is_withholding());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod disclosure;
mod hash;
mod issue;
mod key_binding;
mod present;
mod process;

pub use disclosure::Disclosure;
pub use hash::HashAlgorithm;
pub use issue::Issuance;
pub use key_binding::{Confirmation, ExpectedBinding};
pub use process::Processed;
pub(crate) use process::RESERVED_NAMES;

use crate::json::{Node, Pointer, Tree};
use crate::limits::Limits;
use crate::proof::Wanted;
use crate::proof::jose::{self, Jws};
use crate::report::{Finding, code};
use std::fmt;

/// An SD-JWT with or without key binding, read but not believed.
#[derive(Clone)]
pub struct SdJwt {
    text: Box<str>,
    /// Everything up to and with the last `~`: what a key binding covers.
    bound: usize,
    jws: Jws,
    payload: Tree,
    algorithm: HashAlgorithm,
    disclosures: Vec<Disclosure>,
    key_binding: Option<Jws>,
}

impl SdJwt {
    /// Whether a text could be an SD-JWT rather than another token.
    pub fn is_like(text: &str) -> bool {
        memchr::memchr(b'~', text.as_bytes()).is_some() && !text.trim_start().starts_with('{')
    }

    /// Reads `<token>~<disclosure>~…~` and what may follow, the proof that the holder has a key.
    ///
    /// # Errors
    /// `input.format` for what is no SD-JWT in this form, `sdjwt.malformed`, `sdjwt.alg.…`, `sdjwt.disclosure.…`,
    /// `resource.limit.disclosures`, `subject.holder_binding` for a key binding that cannot be read, and what [`Jws::parse`] refuses.
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, Finding> {
        Self::parse_for(text, Wanted::Signature, limits)
    }

    pub(in crate::proof) fn parse_for(text: &str, wanted: Wanted, limits: &Limits) -> Result<Self, Finding> {
        if text.len() > limits.bytes {
            let detail = format!("{} bytes; raise the limit `bytes` if that is meant", text.len());
            return Err(Finding::new(code::input::TOO_LARGE, Pointer::root(), detail));
        }
        let (bound, key_binding) = match text.rsplit_once('~') {
            Some((before, after)) if !text.trim_start().starts_with('{') => (before, after),
            _ => {
                return Err(root(
                    code::input::FORMAT,
                    "this is no SD-JWT in its compact form, which has a `~` after each part",
                ));
            }
        };
        let (jws, disclosed) = match memchr::memchr(b'~', bound.as_bytes()) {
            Some(end) => (&bound[..end], Some(&bound[end + 1..])),
            None => (bound, None),
        };
        let jws = Jws::parse_for(jws, wanted, limits)?;
        let payload = jws.claims_set(limits)?;
        let algorithm = HashAlgorithm::of_payload(payload.root()).map_err(|finding| {
            // Nothing in such a credential is looked at, however its digests are made.
            if jose::is_sd_jwt_vc(payload.root()) { jose::sd_jwt_vc() } else { finding }
        })?;
        let mut disclosures = Vec::new();
        for part in disclosed.into_iter().flat_map(|parts| parts.split('~')) {
            if disclosures.len() == limits.disclosures {
                let detail =
                    format!("more than {}; raise the limit `disclosures` if that is meant", limits.disclosures);
                return Err(root(code::sd_jwt::LIMIT_DISCLOSURES, &detail));
            }
            disclosures.push(Disclosure::parse(part, algorithm, limits)?);
        }
        let key_binding = match key_binding {
            "" => None,
            // Often it is a disclosure, and the `~` behind the last one was left out.
            text if !text.contains('.') => {
                return Err(key_binding::refused(
                    "what stands behind the last `~` is not a key binding; a token without one ends in `~`",
                ));
            }
            text => Some(Jws::parse(text, limits).map_err(|finding| key_binding::refused(&finding.message()))?),
        };
        Ok(Self { text: text.into(), bound: bound.len() + 1, jws, payload, algorithm, disclosures, key_binding })
    }

    /// The token that the issuer signed.
    pub fn jws(&self) -> &Jws {
        &self.jws
    }

    /// The disclosures, in the order in which they came.
    pub fn disclosures(&self) -> &[Disclosure] {
        &self.disclosures
    }

    /// The proof that the holder has a key, if one came along.
    pub fn key_binding(&self) -> Option<&Jws> {
        self.key_binding.as_ref()
    }

    /// What digests are made with.
    pub fn algorithm(&self) -> HashAlgorithm {
        self.algorithm
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text without key binding; it ends in `~`.
    pub fn without_key_binding(&self) -> &str {
        &self.text[..self.bound]
    }

    /// The payload as it was signed, with digests in place of what may be disclosed.
    fn signed(&self) -> Node<'_> {
        self.payload.root()
    }
}

impl fmt::Debug for SdJwt {
    /// Without what is disclosed.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SdJwt")
            .field("jws", &self.jws)
            .field("disclosures", &self.disclosures.len())
            .field("has_key_binding", &self.key_binding.is_some())
            .finish_non_exhaustive()
    }
}

fn root(code: crate::report::Code, detail: &str) -> Finding {
    Finding::new(code, Pointer::root(), detail)
}

#[cfg(test)]
mod tests;
