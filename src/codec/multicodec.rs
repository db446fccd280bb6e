//! The multicodec headers of keys.

use super::Error;

/// Header of an Ed25519 public key (0xed as a varint).
pub const ED25519_PUBLIC: [u8; 2] = [0xed, 0x01];
/// Header of an Ed25519 secret key (0x1300 as a varint).
pub const ED25519_SECRET: [u8; 2] = [0x80, 0x26];

/// The bytes behind an expected header.
///
/// # Errors
/// If the header is another one, or written longer than it needs to be.
pub fn strip(bytes: &[u8], header: [u8; 2]) -> Result<&[u8], Error> {
    bytes.strip_prefix(&header).ok_or(Error::Codec)
}

/// A header followed by the bytes of a key.
pub fn prefixed(header: [u8; 2], bytes: &[u8]) -> Vec<u8> {
    [&header, bytes].concat()
}
