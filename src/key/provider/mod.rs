//! Crypto providers: who computes signatures.
//!
//! A provider is a value that is passed along; there is no global one. Only signing differs between them, in speed
//! and in what it needs to build: verifying is always the same strict code, so a feature never changes a verdict.
//!
//! | Feature | Provider | Ed25519 signature | Needs |
//! |---|---|---|---|
//! | `aws-lc-rs` (default) | `AwsLcRs` | about 9 µs | a C compiler |
//! | `rustcrypto` | `RustCrypto` | about 22 µs | nothing |

#[cfg(feature = "aws-lc-rs")]
mod aws_lc_rs;
#[cfg(feature = "rustcrypto")]
mod rustcrypto;

#[cfg(feature = "aws-lc-rs")]
pub use self::aws_lc_rs::AwsLcRs;
#[cfg(feature = "rustcrypto")]
pub use self::rustcrypto::RustCrypto;

use super::{PrivateKey, SignError};
use std::fmt;

#[cfg(not(any(feature = "aws-lc-rs", feature = "rustcrypto")))]
compile_error!(
    "microcred needs a crypto provider: keep the default feature `aws-lc-rs`, or switch on `rustcrypto` where there is no C compiler"
);

/// Makes signing keys.
pub trait Provider: fmt::Debug + Send + Sync {
    /// The name, such as `aws-lc-rs`.
    fn name(&self) -> &'static str;

    /// Prepares a private key for signing.
    ///
    /// # Errors
    /// If the provider cannot use the key.
    fn signing_key(&self, key: &PrivateKey) -> Result<Box<dyn SigningKey>, SignError>;
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
