use super::resolve::Missing;
use crate::env::Environment;
use crate::json::{Object, Value};
use crate::key::{self, PublicKey};
use crate::ops::{DidResolve, Error};
use crate::report::code;
use crate::resolve::did::{Did, DidUrl};

use DidResolutionErrorName as Name;

/// What came of resolving a DID or dereferencing a DID URL, as
/// [DID Resolution](https://www.w3.org/TR/did-resolution/#did-resolution-result) has it.
#[derive(Clone, Debug, PartialEq)]
pub struct DidResolution {
    /// Whether it was a URL, of which a part of the document is given.
    dereferenced: bool,
    found: Result<Value, DidResolutionError>,
}

/// Why there is no document: its name in DID Resolution or in the method did:key, and what exactly.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", name.as_str())]
#[non_exhaustive]
pub struct DidResolutionError {
    /// The name.
    pub name: DidResolutionErrorName,
    /// One sentence.
    pub detail: String,
}

/// What an error is called, in [DID Resolution](https://www.w3.org/TR/did-resolution/#errors) and in
/// [did:key](https://w3c-ccg.github.io/did-key-spec/).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DidResolutionErrorName {
    /// It is no DID.
    InvalidDid,
    /// It is no DID URL.
    InvalidDidUrl,
    /// There is no such document, or no such method in it.
    NotFound,
    /// What was found is another DID's document.
    InvalidDidDocument,
    /// It is a DID of a method that is not resolved here.
    MethodNotSupported,
    /// The key in the DID is none.
    InvalidPublicKey,
    /// The key in the DID is too long or too short.
    InvalidPublicKeyLength,
    /// Keys are not written in that format, which is an experimental one.
    InvalidPublicKeyType,
    /// Keys of that kind, or in that format, are not supported.
    UnsupportedPublicKeyType,
    /// It failed here.
    InternalError,
}

impl DidResolutionErrorName {
    /// The name, such as `invalidDid`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidDid => "invalidDid",
            Self::InvalidDidUrl => "invalidDidUrl",
            Self::NotFound => "notFound",
            Self::InvalidDidDocument => "invalidDidDocument",
            Self::MethodNotSupported => "methodNotSupported",
            Self::InvalidPublicKey => "invalidPublicKey",
            Self::InvalidPublicKeyLength => "invalidPublicKeyLength",
            Self::InvalidPublicKeyType => "invalidPublicKeyType",
            Self::UnsupportedPublicKeyType => "unsupportedPublicKeyType",
            Self::InternalError => "internalError",
        }
    }
}

impl DidResolutionError {
    fn new(name: Name, detail: impl Into<String>) -> Self {
        Self { name, detail: detail.into() }
    }
}

/// What [did:key](https://w3c-ccg.github.io/did-key-spec/) calls experimental types of keys.
const EXPERIMENTAL: [&str; 4] = [
    "Ed25519VerificationKey2018",
    "X25519KeyAgreementKey2019",
    "EcdsaSecp256k1VerificationKey2019",
    "EcdsaSecp256r1VerificationKey2019",
];

impl DidResolve {
    /// Resolves a DID to its document, or dereferences a DID URL to the verification method that its fragment names. Keys are
    /// written as `Multikey`; another `format` is refused.
    pub fn resolution(self, format: Option<&str>, _: &Environment) -> DidResolution {
        let dereferenced = self.id.contains(['/', '?', '#']);
        let found = DidUrl::parse(&self.id)
            .map_err(|error| {
                DidResolutionError::new(
                    if dereferenced { Name::InvalidDidUrl } else { Name::InvalidDid },
                    error.to_string(),
                )
            })
            .and_then(|url| {
                fitting(format)?;
                self.found(&url)
            });
        DidResolution { dereferenced, found }
    }

    fn found(self, url: &DidUrl) -> Result<Value, DidResolutionError> {
        let resolved = self.find().map_err(|missing| named(missing, url.did()))?;
        if url.fragment().is_none() {
            return Ok(resolved.document);
        }
        resolved
            .method(url)
            .ok_or_else(|| DidResolutionError::new(Name::NotFound, "the document has no method of that name"))
    }
}

impl DidResolution {
    /// Whether a DID URL was dereferenced, and not a DID resolved.
    pub fn is_dereferenced(&self) -> bool {
        self.dereferenced
    }

    /// The document, or the method of a URL, if it was found.
    pub fn document(&self) -> Option<&Value> {
        self.found.as_ref().ok()
    }

    /// Why nothing was found, if nothing was.
    pub fn error(&self) -> Option<&DidResolutionError> {
        self.found.as_ref().err()
    }

    /// `didDocument`, `didDocumentMetadata`, and `didResolutionMetadata`, or `didDereferencingMetadata` for a URL.
    pub fn to_json(&self) -> Value {
        let (document, metadata) = match &self.found {
            Ok(document) => (document.clone(), Object::new().with("contentType", "application/did+ld+json")),
            Err(error) => (
                Object::new().into(),
                Object::new().with("error", error.name.as_str()).with("message", error.detail.as_str()),
            ),
        };
        let name = if self.dereferenced { "didDereferencingMetadata" } else { "didResolutionMetadata" };
        Object::new()
            .with("@context", "https://w3id.org/did-resolution/v1")
            .with("didDocument", document)
            .with("didDocumentMetadata", Object::new())
            .with(name, metadata)
            .into()
    }
}

/// Whether keys can be written in a format.
fn fitting(format: Option<&str>) -> Result<(), DidResolutionError> {
    match format {
        None | Some("Multikey") => Ok(()),
        Some(format) if EXPERIMENTAL.contains(&format) => {
            Err(DidResolutionError::new(Name::InvalidPublicKeyType, "keys are written as Multikey"))
        }
        Some(_) => Err(DidResolutionError::new(Name::UnsupportedPublicKeyType, "keys are written as Multikey")),
    }
}

/// The name of why there is no document. That there is none is said where it is known, and nowhere else: whoever asks may keep it.
fn named(missing: Missing, did: &Did) -> DidResolutionError {
    let is_gone = matches!(missing, Missing::Gone);
    let error = Error::from(missing);
    let Some(finding) = error.findings().iter().next() else {
        return DidResolutionError::new(Name::InternalError, "the document could not be made");
    };
    let length = || matches!(PublicKey::from_did_key(did.identifier()), Err(key::Error::Length { .. }));
    let names = [
        (
            code::proof::DID_MALFORMED,
            if did.method() == "key" && length() { Name::InvalidPublicKeyLength } else { Name::InvalidDid },
        ),
        (code::request::MEMBER, Name::InvalidDid),
        (code::proof::KEY_WEAK, Name::InvalidPublicKey),
        (code::proof::KEY_MALFORMED, Name::InvalidPublicKey),
        (code::proof::KEY_TYPE_MISMATCH, Name::UnsupportedPublicKeyType),
        (code::proof::DID_METHOD_UNSUPPORTED, Name::MethodNotSupported),
        (code::proof::VM_NOT_FOUND, Name::NotFound),
        // One that was deactivated.
        (code::proof::KEY_REVOKED, Name::NotFound),
        (code::issuer::DID_MISMATCH, Name::InvalidDidDocument),
    ];
    let name = match is_gone {
        true => Name::NotFound,
        false => names.iter().find(|(code, _)| *code == finding.code).map_or(Name::InternalError, |(_, name)| *name),
    };
    DidResolutionError::new(name, finding.detail.clone())
}
