//! Crypto providers: who computes with keys.
//!
//! A provider is a value that is passed along; there is no global one. Providers differ in speed, in what they need to
//! build, and in that RSA keys are made and used by `AwsLcRs` alone. They do not differ in verdicts: Ed25519 is always
//! verified by the same strict code, and what ECDSA and RSA signatures and keys must look like is checked before a
//! provider sees them.
//!
//! | Feature | Provider | P-256 sign, verify | P-384 | RSA-2048 | Needs |
//! |---|---|---|---|---|---|
//! | `aws-lc-rs` (default) | `AwsLcRs` | 15 µs, 49 µs | 81 µs, 192 µs | 240 µs, 15 µs | a C compiler |
//! | `rustcrypto` | `RustCrypto` | 86 µs, 271 µs | 240 µs, 856 µs | no, 72 µs | nothing |

#[cfg(feature = "aws-lc-rs")]
mod aws_lc_rs;
#[cfg(feature = "rustcrypto")]
mod rustcrypto;

#[cfg(feature = "aws-lc-rs")]
pub use self::aws_lc_rs::AwsLcRs;
#[cfg(feature = "rustcrypto")]
pub use self::rustcrypto::RustCrypto;

use super::{Curve, Error, PrivateKey, SignError, VerifyError};
use std::fmt;

#[cfg(not(any(feature = "aws-lc-rs", feature = "rustcrypto")))]
compile_error!(
    "microcred needs a crypto provider: keep the default feature `aws-lc-rs`, or switch on `rustcrypto` where there is no C compiler"
);

/// Prepares keys for signing and verifying.
///
/// Whatever numbers it is given have the right length and range; whether a point lies on its curve is the provider's to
/// check.
pub trait Provider: fmt::Debug + Send + Sync {
    /// The name, such as `aws-lc-rs`.
    fn name(&self) -> &'static str;

    /// Prepares a private key for signing.
    ///
    /// # Errors
    /// If the provider cannot use the key.
    fn signing_key(&self, key: &PrivateKey) -> Result<Box<dyn SigningKey>, SignError>;

    /// Prepares a point in SEC 1 form, compressed or uncompressed, for verifying ECDSA with the hash of its
    /// [algorithm](Curve::algorithm).
    ///
    /// # Errors
    /// If the point is not on the curve, is the one at infinity, or has a coordinate that is not reduced.
    fn ec_verifying_key(&self, curve: Curve, point: &[u8]) -> Result<EcVerifyingKey, KeyRefused>;

    /// The public point of a scalar, uncompressed.
    ///
    /// # Errors
    /// If the scalar is zero or not below the order of the curve.
    fn ec_public_point(&self, curve: Curve, scalar: &[u8]) -> Result<Vec<u8>, KeyRefused>;

    /// Prepares modulus and exponent for verifying RSASSA-PKCS1-v1_5 with SHA-256.
    ///
    /// # Errors
    /// If the provider cannot use the key.
    fn rsa_verifying_key(&self, modulus: &[u8], exponent: &[u8]) -> Result<Box<dyn VerifyingKey>, KeyRefused>;

    /// Makes an RSA key of 2048 bits from the provider's own source of random bytes.
    ///
    /// # Errors
    /// If the provider does not make such keys, or fails.
    fn generate_rsa_2048(&self) -> Result<PrivateKey, Error>;
}

/// A point as a provider holds it.
#[allow(clippy::exhaustive_structs)] // what a provider makes has to be made
pub struct EcVerifyingKey {
    /// The same point, uncompressed: 4, x, y.
    pub point: Vec<u8>,
    /// The key.
    pub key: Box<dyn VerifyingKey>,
}

impl fmt::Debug for EcVerifyingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EcVerifyingKey").field("point", &self.point).finish_non_exhaustive()
    }
}

/// A provider does not take a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("the crypto provider refuses the key")]
#[allow(clippy::exhaustive_structs)] // nothing more to say
pub struct KeyRefused;

/// A public key in a provider's own form.
pub trait VerifyingKey: Send + Sync {
    /// Verifies a signature over a message.
    ///
    /// # Errors
    /// [`Mismatch`](VerifyError::Mismatch) if it does not hold.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), VerifyError>;
}

/// A private key in a provider's own form, erased when dropped.
pub trait SigningKey: Send + Sync {
    /// Signs a message.
    ///
    /// # Errors
    /// If the provider fails.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;
}

/// The provider that is used when none is named: `aws-lc-rs` where it is built in, else `rustcrypto`.
pub fn preferred() -> &'static dyn Provider {
    #[cfg(feature = "aws-lc-rs")]
    return &AwsLcRs;
    #[cfg(all(feature = "rustcrypto", not(feature = "aws-lc-rs")))]
    return &RustCrypto;
    #[cfg(not(any(feature = "aws-lc-rs", feature = "rustcrypto")))]
    unreachable!("a build without a provider does not compile");
}

#[cfg(test)]
mod tests;
