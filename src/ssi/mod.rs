//! A bridge to [ssi](https://docs.rs/ssi/0.16), the toolkit that many services around credentials are built with: its DID
//! resolvers answer needs, its keys and credentials come from and go to ours.
//!
//! Nothing is secured and nothing is judged by it. Of ssi 0.16 it was found, on Open Badges 3.0, that it
//!
//! - leaves the members of an `@list`, such as `allowedValue`, out of what is signed, and writes booleans and decimals in
//!   another form than the context asks for, so that no other implementation verifies what it signed, nor the reverse;
//! - accepts a credential that is issued in somebody else's name, one whose proof has another purpose, and one whose proof
//!   has expired;
//! - spends unlimited time on graphs that were made for that.
//!
//! So a document that comes from ssi is a document like any other: a [`Verifier`](crate::Verifier) has to see it. A
//! document that goes to ssi takes no verdict with it.
//!
//! Switching this feature on switches on `serde_json/arbitrary_precision` for the whole program; this library does the same
//! either way.
//!
//! ```
//! use microcred::key::{Jwk, PrivateKey};
//! let key = Jwk::new(PrivateKey::from_ed25519_seed(&[7; 32]).public_key().clone()).with_kid("key-1");
//! let theirs = microcred::ssi::jwk_to_ssi(&key)?;
//! assert_eq!(theirs.key_id.as_deref(), Some("key-1"));
//! assert_eq!(microcred::ssi::jwk_from_ssi(&theirs)?, key);
//! # Ok::<(), microcred::ssi::Error>(())
//! ```

mod credential;
mod error;
mod keys;
mod resolver;

pub use credential::{credential_to_ssi, document_from_ssi, secured_to_ssi};
pub use error::Error;
pub use keys::{jwk_from_ssi, jwk_to_ssi, private_key_from_ssi, private_key_to_ssi};
pub use resolver::DidResolver;
