use crate::bake::Container;
use crate::codec::base64;

/// A picture for the head of a certificate, inside the page itself. It comes from whoever makes the page, never from a
/// credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    image: Vec<u8>,
    media_type: &'static str,
    alternative: String,
}

/// Bytes that are no picture for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the logo is neither a PNG, a JPEG nor an SVG image, or has more than 1 MiB; convert it")]
#[allow(clippy::exhaustive_structs)] // there is nothing more to say
pub struct NotALogo;

/// A page with more of it would be slow to open.
const MOST: usize = 1024 * 1024;

impl Logo {
    /// A PNG, JPEG or SVG image, and what it shows, in words.
    ///
    /// # Errors
    /// If it is none of them, or too large.
    pub fn new(image: impl AsRef<[u8]>, alternative: impl Into<String>) -> Result<Self, NotALogo> {
        let image = image.as_ref();
        let media_type = match Container::of(image) {
            _ if image.len() > MOST => return Err(NotALogo),
            Some(container) => container.media_type(),
            None if image.starts_with(b"\xff\xd8\xff") => "image/jpeg",
            None => return Err(NotALogo),
        };
        Ok(Self { image: image.to_vec(), media_type, alternative: alternative.into() })
    }

    /// The picture as a URL that holds it.
    pub(super) fn url(&self) -> String {
        format!("data:{};base64,{}", self.media_type, base64::encode(&self.image))
    }

    /// The picture, and its media type.
    #[cfg(feature = "pdf")]
    pub(super) fn image(&self) -> (&[u8], &'static str) {
        (&self.image, self.media_type)
    }

    /// What it shows.
    pub(super) fn alternative(&self) -> &str {
        &self.alternative
    }
}
