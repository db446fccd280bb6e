use super::{Algorithm, KeyType};
use crate::codec::multicodec;

/// A curve of NIST that ECDSA keys lie on ([SP 800-186 §3.2.1](https://doi.org/10.6028/NIST.SP.800-186)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// P-256, also called secp256r1 and prime256v1.
    P256,
    /// P-384, also called secp384r1.
    P384,
    /// P-521, also called secp521r1; only JOSE uses it.
    P521,
}

impl Curve {
    /// All curves.
    pub const ALL: [Self; 3] = [Self::P256, Self::P384, Self::P521];

    /// The curve of that name in a JWK, such as `P-256`.
    pub fn from_jose_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.jose_name() == name)
    }

    /// The `crv` of a JWK ([RFC 7518 §6.2.1.1](https://www.rfc-editor.org/rfc/rfc7518#section-6.2.1.1)).
    pub fn jose_name(self) -> &'static str {
        self.key_type().as_str()
    }

    /// The kind of key.
    pub fn key_type(self) -> KeyType {
        match self {
            Self::P256 => KeyType::P256,
            Self::P384 => KeyType::P384,
            Self::P521 => KeyType::P521,
        }
    }

    /// How its keys sign.
    pub fn algorithm(self) -> Algorithm {
        match self {
            Self::P256 => Algorithm::EcdsaP256,
            Self::P384 => Algorithm::EcdsaP384,
            Self::P521 => Algorithm::EcdsaP521,
        }
    }

    /// How many bytes a coordinate, a scalar, and each half of a signature hold.
    #[allow(clippy::len_without_is_empty)] // no curve is empty
    pub fn len(self) -> usize {
        self.order().len()
    }

    /// The order of the base point, most significant byte first.
    pub(super) fn order(self) -> &'static [u8] {
        match self {
            Self::P256 => &P256_ORDER,
            Self::P384 => &P384_ORDER,
            Self::P521 => &P521_ORDER,
        }
    }

    /// Whether bytes are a scalar of the group other than zero: neither a private key nor half a signature is anything else.
    pub(super) fn is_scalar(self, bytes: &[u8]) -> bool {
        bytes.len() == self.len() && bytes < self.order() && bytes.iter().any(|byte| *byte != 0)
    }

    /// What stands before a public key in a Multikey.
    pub(super) fn public_header(self) -> [u8; 2] {
        match self {
            Self::P256 => multicodec::P256_PUBLIC,
            Self::P384 => multicodec::P384_PUBLIC,
            Self::P521 => multicodec::P521_PUBLIC,
        }
    }

    /// What stands before a private key in a secret Multikey.
    pub(super) fn secret_header(self) -> [u8; 2] {
        match self {
            Self::P256 => multicodec::P256_SECRET,
            Self::P384 => multicodec::P384_SECRET,
            Self::P521 => multicodec::P521_SECRET,
        }
    }
}

const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7,
    0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

const P384_ORDER: [u8; 48] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0,
    0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
];

const P521_ORDER: [u8; 66] = [
    0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfa, 0x51, 0x86, 0x87, 0x83,
    0xbf, 0x2f, 0x96, 0x6b, 0x7f, 0xcc, 0x01, 0x48, 0xf7, 0x09, 0xa5, 0xd0, 0x3b, 0xb5, 0xc9, 0xb8, 0x89, 0x9c, 0x47,
    0xae, 0xbb, 0x6f, 0xb7, 0x1e, 0x91, 0x38, 0x64, 0x09,
];
