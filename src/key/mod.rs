//! Keys: JWK and Multikey, signers, and the crypto providers behind them.
//!
//! A [`PublicKey`] that exists is a good one: on its curve, canonically encoded and not weak. How it verifies is the key's
//! matter, never that of a token or document, and no feature changes a verdict.
//! A [`PrivateKey`] is erased when dropped; a [`Signer`] signs with one in memory, through a callback
//! (a hardware module, a key service), or somewhere else entirely, known here by its [`SignerIdentity`] alone.
//!
//! ```
//! use microcred::Environment;
//! use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
//!
//! let key = PrivateKey::generate(Algorithm::Ed25519, &Environment::system())?;
//! let signer = InMemorySigner::new(key)?;
//! let signature = signer.sign(b"what is signed")?;
//! signer.identity().public_key().verify(b"what is signed", &signature)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "bbs")]
pub(crate) mod bbs;
mod cache;
mod curve;
mod der;
mod ec;
pub(crate) mod ed25519;
mod error;
mod file;
mod jwk;
mod kind;
mod multikey;
mod pem;
mod private;
pub mod provider;
mod public;
mod rsa;
mod signer;
mod written;

#[cfg(feature = "bbs")]
pub use bbs::Bls12381G2;
pub use curve::Curve;
pub use ec::EcPoint;
pub use ed25519::Ed25519;
pub use error::Error;
pub use file::{FileAction, FileError, KeyFile};
pub use jwk::{Jwk, thumbprint};
pub use kind::{Algorithm, KeyType};
pub use private::{PrivateKey, Secret};
pub use public::{PublicKey, VerifyError};
pub use rsa::{RsaNumbers, RsaSecret};
pub(crate) use signer::signature;
pub use signer::{CallbackSigner, InMemorySigner, SignError, Signer, SignerIdentity};
pub(crate) use written::WrittenKey;
