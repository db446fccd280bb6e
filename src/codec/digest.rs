//! Digests.

use sha2::{Digest, Sha256, Sha384, Sha512};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// SHA-256 of some bytes.
pub fn sha256(bytes: impl AsRef<[u8]>) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-384 of some bytes.
pub fn sha384(bytes: impl AsRef<[u8]>) -> [u8; 48] {
    Sha384::digest(bytes).into()
}

/// SHA-512 of some bytes.
pub fn sha512(bytes: impl AsRef<[u8]>) -> [u8; 64] {
    Sha512::digest(bytes).into()
}

/// SHA-256 of some bytes in lower-case hexadecimal, as context pins and reports write it.
pub fn sha256_hex(bytes: impl AsRef<[u8]>) -> String {
    super::hex::encode(&sha256(bytes))
}

/// SHA-256 of a text, computed when somebody asks for it: most callers want the verdict and never look at the digest.
///
/// Until then, and for as long as it lives, it keeps the text. It shows nothing of it.
#[derive(Clone)]
pub struct OnDemand {
    prefix: &'static [u8],
    text: Arc<str>,
    sha256: OnceLock<String>,
}

impl OnDemand {
    /// The digest of a prefix, such as a byte order mark, followed by a text.
    pub(crate) fn new(prefix: &'static [u8], text: Arc<str>) -> Self {
        Self { prefix, text, sha256: OnceLock::new() }
    }

    /// The digest in lower-case hexadecimal; empty if it is the digest of nothing that arrived.
    pub fn as_str(&self) -> &str {
        self.sha256.get_or_init(|| {
            let digest = Sha256::new().chain_update(self.prefix).chain_update(&*self.text).finalize();
            super::hex::encode(&digest)
        })
    }
}

impl From<String> for OnDemand {
    /// A digest that is known already, in lower-case hexadecimal.
    fn from(sha256: String) -> Self {
        Self { prefix: &[], text: Arc::default(), sha256: OnceLock::from(sha256) }
    }
}

impl Default for OnDemand {
    /// No digest.
    fn default() -> Self {
        Self::from(String::new())
    }
}

impl PartialEq for OnDemand {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for OnDemand {}

impl fmt::Display for OnDemand {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for OnDemand {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}
