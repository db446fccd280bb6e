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
mod secured;
mod suite;
mod unwrapped;
mod wrapped;

/// Members of a credential that are shown wherever they stand, whatever the holder may choose: without them nobody could
/// tell who issued it, what it is, and whether it still holds.
pub const ALWAYS_SHOWN: [&str; 8] = [
    "issuer",
    "type",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "expirationDate",
    "credentialStatus",
    "credentialSchema",
];

/// Those of them that decide whether it still holds.
pub const DECIDES_VALIDITY: [&str; 5] =
    ["validFrom", "validUntil", "issuanceDate", "expirationDate", "credentialStatus"];

pub use envelope::{Envelope, EnvelopeFormat, TokenKind};
pub use error::TokenError;
pub(crate) use secured::Secured;
pub use suite::Suite;
pub use unwrapped::Unwrapped;
pub(crate) use unwrapped::{is_jws_in_json, sealed};
pub(crate) use wrapped::{decoded, unwrapping};

use error::unsound;

/// What somebody reads a token or a message for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// To do something with the whole, whose signature is to hold.
    Signature,
    /// To tell what it says of itself: it may be made with an algorithm that nobody verifies here.
    Content,
}
