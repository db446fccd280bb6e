//! The multicodec headers of keys.

use super::Error;

/// Header of an Ed25519 public key (0xed as a varint).
pub const ED25519_PUBLIC: [u8; 2] = [0xed, 0x01];
/// Header of an Ed25519 secret key (0x1300 as a varint).
pub const ED25519_SECRET: [u8; 2] = [0x80, 0x26];

/// Header of an X25519 public key (0xec as a varint).
pub const X25519_PUBLIC: [u8; 2] = [0xec, 0x01];
/// Header of a secp256k1 public key (0xe7 as a varint).
pub const SECP256K1_PUBLIC: [u8; 2] = [0xe7, 0x01];
/// Header of a BLS12-381 public key in G1 (0xea as a varint).
pub const BLS12381_G1_PUBLIC: [u8; 2] = [0xea, 0x01];
/// Header of a BLS12-381 public key in G2 (0xeb as a varint).
pub const BLS12381_G2_PUBLIC: [u8; 2] = [0xeb, 0x01];
/// Header of a BLS12-381 secret key whose public key is in G2 (0x130a as a varint).
#[cfg(feature = "bbs")]
pub const BLS12381_G2_SECRET: [u8; 2] = [0x8a, 0x26];
/// Header of a P-256 public key (0x1200 as a varint).
pub const P256_PUBLIC: [u8; 2] = [0x80, 0x24];
/// Header of a P-384 public key (0x1201 as a varint).
pub const P384_PUBLIC: [u8; 2] = [0x81, 0x24];
/// Header of a P-521 public key (0x1202 as a varint).
pub const P521_PUBLIC: [u8; 2] = [0x82, 0x24];
/// Header of an Ed448 public key (0x1203 as a varint).
pub const ED448_PUBLIC: [u8; 2] = [0x83, 0x24];
/// Header of an RSA public key (0x1205 as a varint).
pub const RSA_PUBLIC: [u8; 2] = [0x85, 0x24];
/// Header of a public JWK of its required members alone, in the form of JCS (0xeb51 as a varint).
pub const JWK_JCS_PUBLIC: [u8; 3] = [0xd1, 0xd6, 0x03];

/// Header of a P-256 secret key (0x1306 as a varint).
pub const P256_SECRET: [u8; 2] = [0x86, 0x26];
/// Header of a P-384 secret key (0x1307 as a varint).
pub const P384_SECRET: [u8; 2] = [0x87, 0x26];
/// Header of a P-521 secret key (0x1308 as a varint).
pub const P521_SECRET: [u8; 2] = [0x88, 0x26];

/// The bytes behind an expected header.
///
/// # Errors
/// If the header is another one, or written longer than it needs to be.
pub fn strip(bytes: &[u8], header: [u8; 2]) -> Result<&[u8], Error> {
    bytes.strip_prefix(&header).ok_or(Error::Codec)
}

/// The header at the start of some bytes, whatever it stands for: an
/// [unsigned varint](https://github.com/multiformats/unsigned-varint) of nine bytes at most, written no longer than it needs
/// to be.
pub(crate) fn header(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.iter().take(9).position(|byte| byte & 0x80 == 0)?;
    let header = &bytes[..=end];
    (end == 0 || header[end] != 0).then_some(header)
}

/// Whether a header stands where [the table](https://github.com/multiformats/multicodec/blob/master/table.csv) has public keys:
/// at 0xe7, in 0xea to 0xef, in 0x1200 to 0x127f, and that of a JWK.
pub(crate) fn is_of_public_key(header: &[u8]) -> bool {
    matches!(header, [0xe7 | 0xea..=0xef, 0x01] | [_, 0x24]) || header == JWK_JCS_PUBLIC
}

/// Whether a header may be one of a public key, as the table grows: it has none below 0x80, where hashes, addresses and formats
/// of data stand, nor in 0x1300 to 0x137f, where private keys do.
pub(crate) fn may_be_of_public_key(header: &[u8]) -> bool {
    !matches!(header, [] | [_] | [_, 0x26])
}

/// A header followed by the bytes of a key.
pub fn prefixed(header: [u8; 2], bytes: &[u8]) -> Vec<u8> {
    [&header, bytes].concat()
}
