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

/// HMAC with SHA-256 ([RFC 2104](https://www.rfc-editor.org/rfc/rfc2104)) of some bytes under a key of 32 bytes.
pub fn hmac_sha256(key: &[u8; 32], bytes: impl AsRef<[u8]>) -> [u8; 32] {
    let block = |pad: u8| -> [u8; 64] { std::array::from_fn(|at| key.get(at).copied().unwrap_or_default() ^ pad) };
    let inner = Sha256::new().chain_update(block(0x36)).chain_update(bytes).finalize();
    Sha256::new().chain_update(block(0x5c)).chain_update(inner).finalize().into()
}

/// Whether two digests are the same, in a time that says nothing about where they differ: for what is derived from a secret.
pub fn same(left: &[u8], right: &[u8]) -> bool {
    let different = left.iter().zip(right).fold(0, |different, (left, right)| different | (left ^ right));
    left.len() == right.len() && std::hint::black_box(different) == 0
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::hex;

    #[test]
    fn digests_are_compared_to_their_ends() {
        let digest = sha256("a");
        assert!(same(&digest, &sha256("a")) && same(&[], &[]));
        for bit in 0..256 {
            let mut other = digest;
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(!same(&digest, &other), "{bit}");
        }
        assert!(!same(&digest, &digest[..31]) && !same(&digest[..31], &digest) && !same(&digest, &[]));
    }

    /// RFC 4231, test cases 1 and 2, their keys filled up with the zeros that HMAC adds itself.
    #[test]
    fn cases_of_rfc_4231() {
        for (key, text, mac) in [
            (&[0x0b; 20][..], "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (
                b"Jefe",
                "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
        ] {
            let mut filled = [0; 32];
            filled[..key.len()].copy_from_slice(key);
            assert_eq!(hex::encode(&hmac_sha256(&filled, text)), mac);
        }
    }
}
