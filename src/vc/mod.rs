//! The W3C envelope that Verifiable Credentials of both versions share.

mod document;

pub use document::Document;
