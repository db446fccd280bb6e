//! JSON-LD to the exact bytes that are signed.

#[cfg(feature = "json-ld")]
pub mod general;
