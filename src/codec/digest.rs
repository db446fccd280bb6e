//! Digests.

use sha2::{Digest, Sha256, Sha384, Sha512};

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
