//! Ways of securing a document, one file each.
//!
//! Everything here answers one question: which bytes does the signature cover? Whose key it is, whether it may sign and
//! what follows is asked elsewhere.
//!
//! [`data_integrity`] puts a proof into the document. The others put the document into something signed: a token
//! ([`jose`]), a token whose holder chooses what to show ([`sd_jwt`]), a binary message (`cose`). An [`Envelope`] is how
//! such a thing stands where JSON is expected, and [`Unwrapped`] what is in any of them.

#[cfg(feature = "cose")]
pub mod cose;
pub mod data_integrity;
mod envelope;
mod error;
pub mod jose;
pub mod sd_jwt;
mod suite;
mod unwrapped;

pub use envelope::{Envelope, EnvelopeFormat, TokenKind};
pub use error::TokenError;
pub use suite::Suite;
pub use unwrapped::Unwrapped;

use error::unsound;
