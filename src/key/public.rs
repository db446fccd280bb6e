#[cfg(feature = "bbs")]
use super::Bls12381G2;
use super::provider::Provider;
use super::{Algorithm, Curve, EcPoint, Ed25519, Error, KeyType, RsaNumbers};
use crate::report::{Code, code};
use std::fmt;

/// A public key that is fit for use: on its curve, canonically encoded, not weak.
///
/// Making one costs a point decompression (5 µs for Ed25519, 16 for P-256, 38 for P-384); verifying with it costs none
/// again, and Multikeys and JWKs that were read lately are remembered. An Ed25519 key that was verified with 64 times gets a
/// table of 640 KiB, as at most eight keys of a process have at a time, and then verifies in half of the time; with the first one
/// comes a table of 2 MiB that all share. How a key verifies is its [`algorithm`](Self::algorithm).
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PublicKey {
    /// An Ed25519 key.
    Ed25519(Ed25519),
    /// A key on P-256, P-384 or P-521; the [`Curve`] is inside.
    Ec(EcPoint),
    /// An RSA key of 2048 to 8192 bits.
    Rsa(RsaNumbers),
    /// A key in G2 of BLS12-381, for BBS.
    #[cfg(feature = "bbs")]
    Bls12381G2(Bls12381G2),
}

/// Why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The signature has the wrong length. An ECDSA signature in DER is one of those: r then s belongs there.
    #[error("the signature holds {found} bytes; one of this key holds {expected}")]
    Length {
        /// How many bytes a signature of this key holds.
        expected: usize,
        /// How many were found.
        found: usize,
    },
    /// A number of the signature is zero where it must not be, or not below the order of the group: a second spelling of
    /// somebody's signature, or no signature at all.
    #[error("a number in the signature is out of range, so it was altered after signing or never made with a key")]
    ScalarOutOfRange,
    /// The signature is another key's, or over something else.
    #[error("the signature does not fit the key and the message")]
    Mismatch,
    /// The crypto provider that was asked for refuses the key.
    #[error("the crypto provider {0} refuses the key")]
    KeyRefused(&'static str),
}

impl PublicKey {
    /// An Ed25519 key from its 32 bytes ([RFC 8032 §5.1.5](https://www.rfc-editor.org/rfc/rfc8032#section-5.1.5)).
    ///
    /// # Errors
    /// [`Weak`](Error::Weak) for a point of small order, [`NotOnCurve`](Error::NotOnCurve) for no point at all, and
    /// [`NotCanonical`](Error::NotCanonical) for a second encoding of one.
    pub fn from_ed25519(bytes: &[u8; 32]) -> Result<Self, Error> {
        Ed25519::new(bytes).map(Self::Ed25519)
    }

    /// A key on a curve of NIST from its point in SEC 1 form ([§2.3.3](https://www.secg.org/sec1-v2.pdf)), compressed or not.
    ///
    /// # Errors
    /// [`NotOnCurve`](Error::NotOnCurve) for anything but a point on the curve other than the one at infinity.
    pub fn from_sec1(curve: Curve, point: &[u8]) -> Result<Self, Error> {
        EcPoint::new(curve, point).map(Self::Ec)
    }

    /// An RSA key from modulus and public exponent, most significant byte first, without leading zeros.
    ///
    /// # Errors
    /// [`ShortModulus`](Error::ShortModulus) below 2048 bits, [`Modulus`](Error::Modulus) for an even one or one above 8192
    /// bits, [`Exponent`](Error::Exponent) for one that is even, below 3, or longer than 33 bits (such exponents make
    /// verifying a burden), [`NotCanonical`](Error::NotCanonical) for leading zeros.
    pub fn from_rsa(modulus: &[u8], exponent: &[u8]) -> Result<Self, Error> {
        RsaNumbers::new(modulus, exponent).map(Self::Rsa)
    }

    /// A key for BBS from its compressed point in G2 of BLS12-381.
    ///
    /// # Errors
    /// [`NotOnCurve`](Error::NotOnCurve) for anything but a point of the right order other than the one at infinity.
    #[cfg(feature = "bbs")]
    pub fn from_bls12381_g2(point: &[u8; 96]) -> Result<Self, Error> {
        Bls12381G2::new(point).map(Self::Bls12381G2)
    }

    /// The kind of key.
    pub fn key_type(&self) -> KeyType {
        self.algorithm().key_type()
    }

    /// How it verifies.
    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ed25519(_) => Algorithm::Ed25519,
            Self::Ec(point) => point.curve().algorithm(),
            Self::Rsa(_) => Algorithm::RsaPkcs1Sha256,
            #[cfg(feature = "bbs")]
            Self::Bls12381G2(_) => Algorithm::Bbs,
        }
    }

    /// The bytes that stand in a Multikey behind the header: 32 for Ed25519, the compressed point on a curve of NIST (33, 49
    /// or 67), the `RSAPublicKey` of [RFC 8017 §A.1.1](https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.1) in DER.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Ed25519(key) => key.as_bytes(),
            Self::Ec(point) => point.compressed(),
            Self::Rsa(numbers) => numbers.der(),
            #[cfg(feature = "bbs")]
            Self::Bls12381G2(key) => key.as_bytes(),
        }
    }

    /// Checks a signature over a message (not over its hash).
    ///
    /// Ed25519 is checked more strictly than [RFC 8032 §5.1.7](https://www.rfc-editor.org/rfc/rfc8032#section-5.1.7) asks: the
    /// commitment must not be of small order and must be canonically encoded, and the equation is checked without the
    /// cofactor, so that every verifier that is as strict gives the same answer.
    ///
    /// ECDSA signatures are r then s ([RFC 7518 §3.4](https://www.rfc-editor.org/rfc/rfc7518#section-3.4)), never DER. For each
    /// signature (r, s) the pair (r, −s) holds too, and both are accepted, as FIPS 186-5 has it and most signers write: two
    /// different signatures may say the same, so nothing may be told apart by its signature.
    ///
    /// # Errors
    /// If the signature does not hold; the error says whether its form or its fit was the matter.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        match self {
            Self::Ed25519(key) => key.verify(message, signature),
            Self::Ec(point) => point.verify(message, signature),
            Self::Rsa(numbers) => numbers.verify(message, signature),
            #[cfg(feature = "bbs")]
            Self::Bls12381G2(key) => key.verify(message, signature),
        }
    }

    /// The same with another crypto provider than the [preferred](super::provider::preferred) one; it has to prepare the key
    /// anew each time. Ed25519 is verified by the same strict code whoever is asked.
    ///
    /// # Errors
    /// If the signature does not hold, or the provider refuses the key.
    pub fn verify_with(&self, provider: &dyn Provider, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        match self {
            Self::Ed25519(key) => key.verify(message, signature),
            Self::Ec(point) => point.verify_with(provider, message, signature),
            Self::Rsa(numbers) => numbers.verify_with(provider, message, signature),
            #[cfg(feature = "bbs")]
            Self::Bls12381G2(key) => key.verify(message, signature),
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("PublicKey").field(&self.to_multikey()).finish()
    }
}

impl fmt::Debug for Ed25519 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        PublicKey::Ed25519(*self).fmt(formatter)
    }
}

impl fmt::Debug for EcPoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        PublicKey::Ec(self.clone()).fmt(formatter)
    }
}

impl fmt::Debug for RsaNumbers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        PublicKey::Rsa(self.clone()).fmt(formatter)
    }
}

impl VerifyError {
    /// The code that a report shows for this.
    pub fn code(self) -> Code {
        match self {
            Self::Length { .. } => code::proof::MALFORMED,
            Self::ScalarOutOfRange | Self::Mismatch => code::proof::SIGNATURE_INVALID,
            Self::KeyRefused(_) => code::proof::KEY_MALFORMED,
        }
    }
}
