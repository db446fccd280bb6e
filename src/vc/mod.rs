//! The W3C envelope that Verifiable Credentials of both versions share.

pub mod context_urls;
mod credential;
mod datetime;
mod document;
pub(crate) mod masked;
mod mistaken;
mod nested;
mod partial;
pub(crate) mod parties;
mod presentation;
pub(crate) mod reader;
pub(crate) mod related_resource;
mod structure;
mod text;
pub(crate) mod types;
pub(crate) mod writer;

pub use credential::{Credential, Issuer};
pub use datetime::{Date, DateError, DateTimeStamp};
pub use document::Document;
pub(crate) use nested::{ENVELOPE_MEMBERS, is_compact_jws};
pub use nested::{Envelope, NestedCredential};
pub use partial::Partial;
pub use presentation::{Holder, Presentation};
pub(crate) use text::is_language_map_key;
pub use text::{LanguageValue, Text};
