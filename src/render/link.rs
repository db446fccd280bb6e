use super::qr;
use crate::codec::iri;

/// Where a credential itself is kept: an address of the web that a QR code has room for.
///
/// ```
/// use microcred::render::Link;
/// assert_eq!(Link::new("https://vet.example/badges/7.json")?.as_str(), "https://vet.example/badges/7.json");
/// assert!(Link::new("javascript:alert(1)").is_err());
/// # Ok::<(), microcred::render::NotALink>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(String);

/// A text that no QR code may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("give an https or http URL that a QR code has room for, of some 2,000 bytes at most")]
#[allow(clippy::exhaustive_structs)] // there is nothing more to say
pub struct NotALink;

impl Link {
    /// An `https` or `http` URL.
    ///
    /// # Errors
    /// If it is none, or too long.
    pub fn new(url: impl Into<String>) -> Result<Self, NotALink> {
        let url = url.into();
        let behind = ["https://", "http://"].iter().find_map(|scheme| url.strip_prefix(scheme));
        let is_web = behind.is_some_and(|rest| !rest.is_empty() && iri::is_made_of_iri_characters(rest));
        if is_web && qr::fits(&url) { Ok(Self(url)) } else { Err(NotALink) }
    }

    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
