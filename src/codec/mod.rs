//! Bytes as text and back, strictly: one encoding for each value, anything else is an error.
//!
//! What is hidden here is for the command line and for tests, and may change with any version.

#[doc(hidden)]
pub mod base58;
#[doc(hidden)]
pub mod base64;
#[doc(hidden)]
pub mod base64url;
#[doc(hidden)]
pub mod cbor;
pub(crate) mod der;
pub mod digest;
mod excerpt;
#[doc(hidden)]
pub mod hex;
pub(crate) mod https_url;
#[doc(hidden)]
pub mod integrity;
#[doc(hidden)]
pub mod invisible;
#[doc(hidden)]
pub mod iri;
pub(crate) mod md5;
#[doc(hidden)]
pub mod multibase;
#[doc(hidden)]
pub mod multicodec;
pub(crate) mod names;
pub(crate) mod punycode;

pub(crate) use excerpt::excerpt;

/// Why a text does not decode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A character outside the alphabet.
    #[error("character {0} is not in the alphabet of this encoding")]
    Alphabet(usize),
    /// Bits or padding that the one right encoding would not have.
    #[error("the text is not the one canonical encoding of its bytes")]
    NotCanonical,
    /// The text names no encoding that is accepted here.
    #[error("the multibase prefix is neither `z` (base58btc) nor `u` (base64url)")]
    Prefix,
    /// The text is not integrity metadata (Subresource Integrity) of an algorithm that is known here.
    #[error(
        "the integrity metadata names no known algorithm: write sha256, sha384 or sha512, a dash and the digest in base64"
    )]
    Integrity,
    /// A digest has another length than those of its algorithm.
    #[error("the digest has not the length that digests of its algorithm have")]
    Length,
    /// Too long to be what it should be.
    #[error("the text is longer than anything that belongs here")]
    TooLong,
    /// The multicodec header is malformed or not the expected one.
    #[error("the multicodec header is not one of the expected ones")]
    Codec,
}
