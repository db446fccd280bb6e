use crate::codec::multicodec;
use crate::report::UnknownName;
use std::fmt;
use std::str::FromStr;

/// The kind of a key.
///
/// Those that an [`Algorithm`] needs can be used here; the others are recognised, so that a report can say what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyType {
    /// Ed25519 ([RFC 8032](https://www.rfc-editor.org/rfc/rfc8032)).
    Ed25519,
    /// Ed448.
    Ed448,
    /// X25519, which agrees on keys and signs nothing.
    X25519,
    /// The NIST curve P-256.
    P256,
    /// The NIST curve P-384.
    P384,
    /// The NIST curve P-521.
    P521,
    /// The curve secp256k1.
    Secp256k1,
    /// RSA.
    Rsa,
    /// BLS12-381, keys in G1.
    Bls12381G1,
    /// BLS12-381, keys in G2.
    Bls12381G2,
    /// A secret shared between two parties; nobody can verify with it but those who can sign.
    Symmetric,
    /// A kind that has no name here.
    Other,
}

impl KeyType {
    /// The name that people use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::X25519 => "X25519",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
            Self::Rsa => "RSA",
            Self::Bls12381G1 => "BLS12-381 G1",
            Self::Bls12381G2 => "BLS12-381 G2",
            Self::Symmetric => "symmetric",
            Self::Other => "unknown",
        }
    }

    /// How many bytes a signature has, where every one has the same: R and S, each as long as the order of the group.
    pub fn signature_length(self) -> Option<usize> {
        match self {
            Self::Ed25519 | Self::P256 | Self::Secp256k1 => Some(64),
            Self::P384 => Some(96),
            Self::P521 => Some(132),
            Self::Ed448 => Some(114),
            _ => None,
        }
    }

    /// The kind behind the `kty` and `crv` of a JWK.
    pub(super) fn from_jose(kty: &str, crv: Option<&str>) -> Self {
        match (kty, crv) {
            ("OKP", Some("Ed25519")) => Self::Ed25519,
            ("OKP", Some("Ed448")) => Self::Ed448,
            ("OKP", Some("X25519")) => Self::X25519,
            ("EC", Some("P-256")) => Self::P256,
            ("EC", Some("P-384")) => Self::P384,
            ("EC", Some("P-521")) => Self::P521,
            ("EC", Some("secp256k1")) => Self::Secp256k1,
            ("RSA", _) => Self::Rsa,
            ("OKP" | "EC", Some("BLS12381G1" | "Bls12381G1")) => Self::Bls12381G1,
            ("OKP" | "EC", Some("BLS12381G2" | "Bls12381G2")) => Self::Bls12381G2,
            ("oct", _) => Self::Symmetric,
            _ => Self::Other,
        }
    }

    /// The kind whose public key has this multicodec header; nothing if it is the header of something else.
    pub(super) fn from_multicodec(header: &[u8]) -> Option<Self> {
        const KINDS: [([u8; 2], KeyType); 10] = [
            (multicodec::ED25519_PUBLIC, KeyType::Ed25519),
            (multicodec::ED448_PUBLIC, KeyType::Ed448),
            (multicodec::X25519_PUBLIC, KeyType::X25519),
            (multicodec::P256_PUBLIC, KeyType::P256),
            (multicodec::P384_PUBLIC, KeyType::P384),
            (multicodec::P521_PUBLIC, KeyType::P521),
            (multicodec::SECP256K1_PUBLIC, KeyType::Secp256k1),
            (multicodec::RSA_PUBLIC, KeyType::Rsa),
            (multicodec::BLS12381_G1_PUBLIC, KeyType::Bls12381G1),
            (multicodec::BLS12381_G2_PUBLIC, KeyType::Bls12381G2),
        ];
        let known = KINDS.iter().find(|(own, _)| header == own).map(|(_, kind)| *kind);
        known.or_else(|| multicodec::is_of_public_key(header).then_some(Self::Other))
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// How a key signs. It follows from the key alone, never from what a document or a token says.
///
/// ```
/// use microcred::key::Algorithm;
/// assert_eq!("p256".parse(), Ok(Algorithm::EcdsaP256));
/// assert!("ES256".parse::<Algorithm>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// Pure Ed25519 ([RFC 8032 §5.1](https://www.rfc-editor.org/rfc/rfc8032#section-5.1)): over the message itself, 64 bytes.
    Ed25519,
    /// ECDSA on P-256 with SHA-256 ([FIPS 186-5 §6](https://doi.org/10.6028/NIST.FIPS.186-5)): r then s, 64 bytes.
    EcdsaP256,
    /// ECDSA on P-384 with SHA-384: r then s, 96 bytes.
    EcdsaP384,
    /// ECDSA on P-521 with SHA-512: r then s, 132 bytes. JOSE alone uses it.
    EcdsaP521,
    /// RSASSA-PKCS1-v1_5 with SHA-256 ([RFC 8017 §8.2](https://www.rfc-editor.org/rfc/rfc8017#section-8.2)): as long as the
    /// modulus. JOSE alone uses it. A key that is made here has 2048 bits.
    RsaPkcs1Sha256,
    /// BBS over BLS12-381 with SHA-256
    /// ([draft-irtf-cfrg-bbs-signatures](https://datatracker.ietf.org/doc/draft-irtf-cfrg-bbs-signatures/)): 80 bytes over a
    /// header and many messages, which come as one: the CBOR array `[header, [message, …]]`. `bbs-2023` alone uses it.
    #[cfg(feature = "bbs")]
    Bbs,
}

impl Algorithm {
    /// The algorithms that sign any message, which are all of them but BBS.
    pub const ALL: [Self; 5] = [Self::Ed25519, Self::EcdsaP256, Self::EcdsaP384, Self::EcdsaP521, Self::RsaPkcs1Sha256];

    /// The name on a command line, such as `p256`: what a key that is made for it is called.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::EcdsaP256 => "p256",
            Self::EcdsaP384 => "p384",
            Self::EcdsaP521 => "p521",
            Self::RsaPkcs1Sha256 => "rsa2048",
            #[cfg(feature = "bbs")]
            Self::Bbs => "bls12381",
        }
    }

    /// The algorithm of that name on a command line.
    pub fn from_name(name: &str) -> Option<Self> {
        #[cfg(feature = "bbs")]
        if name == Self::Bbs.as_str() {
            return Some(Self::Bbs);
        }
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }

    /// The `alg` of a JOSE header ([RFC 7518 §3.1](https://www.rfc-editor.org/rfc/rfc7518#section-3.1),
    /// [RFC 8037 §3.1](https://www.rfc-editor.org/rfc/rfc8037#section-3.1)), such as `ES256`.
    pub fn jose_name(self) -> &'static str {
        match self {
            Self::Ed25519 => "EdDSA",
            Self::EcdsaP256 => "ES256",
            Self::EcdsaP384 => "ES384",
            Self::EcdsaP521 => "ES512",
            Self::RsaPkcs1Sha256 => "RS256",
            // JOSE has no name for it yet, and none is read.
            #[cfg(feature = "bbs")]
            Self::Bbs => "BBS",
        }
    }

    /// The algorithm of that name in JOSE; `Ed25519` ([RFC 9864](https://www.rfc-editor.org/rfc/rfc9864)) is `EdDSA` again.
    pub fn from_jose_name(name: &str) -> Option<Self> {
        match name {
            "Ed25519" => Some(Self::Ed25519),
            _ => Self::ALL.into_iter().find(|algorithm| algorithm.jose_name() == name),
        }
    }

    /// The kind of key that it needs.
    pub fn key_type(self) -> KeyType {
        match self {
            Self::Ed25519 => KeyType::Ed25519,
            Self::EcdsaP256 => KeyType::P256,
            Self::EcdsaP384 => KeyType::P384,
            Self::EcdsaP521 => KeyType::P521,
            Self::RsaPkcs1Sha256 => KeyType::Rsa,
            #[cfg(feature = "bbs")]
            Self::Bbs => KeyType::Bls12381G2,
        }
    }
}

impl FromStr for Algorithm {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let more = [
            #[cfg(feature = "bbs")]
            Self::Bbs,
        ];
        let known = Self::ALL.into_iter().chain(more).map(Self::as_str);
        Self::from_name(text).ok_or_else(|| UnknownName::new("kind of key", known))
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
