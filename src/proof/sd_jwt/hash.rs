use super::root;
use crate::codec::{base64url, digest};
use crate::json::Node;
use crate::report::{Finding, UnknownName, code};
use std::fmt;
use std::str::FromStr;

/// What the digests of disclosures are made with ([RFC 9901 §4.1.1](https://www.rfc-editor.org/rfc/rfc9901#section-4.1.1)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HashAlgorithm {
    /// SHA-256, which is meant where nothing is said.
    #[default]
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// Functions of the [registry](https://www.iana.org/assignments/named-information/named-information.xhtml) that are as good, though
/// not computed here.
const SOUND: [&str; 8] =
    ["sha3-256", "sha3-384", "sha3-512", "blake2s-256", "blake2b-256", "blake2b-512", "k12-256", "k12-512"];

impl HashAlgorithm {
    const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// The name in `_sd_alg`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha-256",
            Self::Sha384 => "sha-384",
            Self::Sha512 => "sha-512",
        }
    }

    /// The algorithm of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }

    /// The digest of an ASCII text in base64url.
    pub(super) fn digest(self, text: &str) -> String {
        match self {
            Self::Sha256 => base64url::encode(&digest::sha256(text)),
            Self::Sha384 => base64url::encode(&digest::sha384(text)),
            Self::Sha512 => base64url::encode(&digest::sha512(text)),
        }
    }

    /// How many bytes a digest has.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    pub(super) fn of_payload(payload: Node<'_>) -> Result<Self, Finding> {
        let Some(name) = payload.get("_sd_alg") else { return Ok(Self::default()) };
        let named = name.as_str();
        named.and_then(Self::from_name).ok_or_else(|| match named.filter(|name| SOUND.contains(name)) {
            Some(name) => root(
                code::sd_jwt::ALG_UNSUPPORTED,
                &format!("`_sd_alg` is {name}; sha-256, sha-384 and sha-512 are computed here"),
            ),
            None => root(code::sd_jwt::ALG_NOT_ALLOWED, "`_sd_alg` must be sha-256, sha-384 or sha-512"),
        })
    }
}

impl fmt::Display for HashAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for HashAlgorithm {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::from_name(text).ok_or_else(|| UnknownName::new("hash algorithm", Self::ALL.map(Self::as_str)))
    }
}
