//! A credential inside an image: bytes in, bytes out
//! ([Open Badges 3.0 §5.3](https://www.imsglobal.org/spec/ob/v3p0/#baking)).
//!
//! A PNG carries it in one `iTXt` chunk, an SVG in one element right behind `<svg>`. Pixels are never decoded and never
//! touched; an SVG loses whatever could do more than be looked at. Learner records (CLR 2.0) travel under names of their own, which
//! are chosen by what the credential says it is.
//!
//! ```
//! use microcred::{Limits, bake};
//! let template = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>"#;
//! let badge = r#"{"type": ["VerifiableCredential", "OpenBadgeCredential"]}"#;
//!
//! let image = bake::svg(template, badge)?;
//! let carried = bake::extract(&image, &Limits::default())?;
//! assert_eq!(carried.credential(), badge.as_bytes());
//! # Ok::<(), bake::Error>(())
//! ```
//!
//! Nothing here looks at proofs: [`Verifier`](crate::Verifier) takes such images as they are.

mod content;
mod error;
mod png;
mod svg;

pub use error::{Error, Notice};

use crate::limits::Limits;
use content::Content;
use std::fmt;

/// Bakes a credential into a PNG that has none yet: JSON, or a compact token. White space around it, such as the end of the last line of a
/// file, is no part of it, and stays out.
///
/// ```
/// # fn example(template: &[u8], badge: &microcred::Secured) -> Result<(), Box<dyn std::error::Error>> {
/// let image = microcred::bake::png(template, badge)?;
/// std::fs::write("badge.png", &image)?;
/// # Ok(()) }
/// ```
///
/// # Errors
/// If the template is no whole PNG or carries a credential already, if there is no credential to bake, or if the image would become
/// larger than the limits let it be read.
pub fn png(template: impl AsRef<[u8]>, credential: impl AsRef<[u8]>) -> Result<Baked, Error> {
    Baking::new().png(template, credential)
}

/// Bakes a credential into an SVG that has none yet: JSON, or a compact token, without white space around it.
///
/// # Errors
/// If the template is no SVG, has a document type of its own or carries a credential already, if there is no credential to bake, or
/// if the image would become larger than the limits let it be read.
pub fn svg(template: impl AsRef<[u8]>, credential: impl AsRef<[u8]>) -> Result<Baked, Error> {
    Baking::new().svg(template, credential)
}

/// Takes the credential out of an image, byte for byte as it was baked, without white space around it.
///
/// # Errors
/// If it is no image that is read here, is broken, or carries no credential or several.
pub fn extract(image: impl AsRef<[u8]>, limits: &Limits) -> Result<Extracted, Error> {
    let image = within(image.as_ref(), limits)?;
    match Container::of(image).ok_or(Error::NotAnImage)? {
        Container::Png => png::extract(image, limits),
        Container::Svg => svg::extract(image),
    }
}

fn within<'i>(image: &'i [u8], limits: &Limits) -> Result<&'i [u8], Error> {
    if image.len() > limits.bytes { Err(Error::TooLarge(limits.bytes)) } else { Ok(image) }
}

/// How to bake: what becomes of a credential that is in the image already, and the limits.
#[derive(Clone, Debug, Default)]
pub struct Baking {
    replaces: bool,
    limits: Limits,
}

impl Baking {
    /// An image that carries a credential already is refused.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, putting the credential in the place of whatever the image carries.
    #[must_use]
    pub fn replacing(self) -> Self {
        Self { replaces: true, ..self }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Bakes into whichever kind of image the template is.
    ///
    /// # Errors
    /// As [`png`](png()) and [`svg`](svg()).
    pub fn image(&self, template: impl AsRef<[u8]>, credential: impl AsRef<[u8]>) -> Result<Baked, Error> {
        let template = template.as_ref();
        match Container::of(template).ok_or(Error::NotAnImage)? {
            Container::Png => self.png(template, credential),
            Container::Svg => self.svg(template, credential),
        }
    }

    /// As [`png`](png()).
    ///
    /// # Errors
    /// As there.
    pub fn png(&self, template: impl AsRef<[u8]>, credential: impl AsRef<[u8]>) -> Result<Baked, Error> {
        let content = Content::read(credential.as_ref(), &self.limits)?;
        self.readable(png::bake(within(template.as_ref(), &self.limits)?, &content, self.replaces)?)
    }

    /// As [`svg`](svg()).
    ///
    /// # Errors
    /// As there.
    pub fn svg(&self, template: impl AsRef<[u8]>, credential: impl AsRef<[u8]>) -> Result<Baked, Error> {
        let content = Content::read(credential.as_ref(), &self.limits)?;
        self.readable(svg::bake(within(template.as_ref(), &self.limits)?, &content, self.replaces)?)
    }

    /// What is baked under some limits can be taken out again under them.
    fn readable(&self, baked: Baked) -> Result<Baked, Error> {
        if baked.image.len() > self.limits.bytes { Err(Error::Outgrown(self.limits.bytes)) } else { Ok(baked) }
    }
}

/// The kinds of image that carry credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Container {
    /// Portable Network Graphics.
    Png,
    /// Scalable Vector Graphics.
    Svg,
}

/// Whether a text begins with a drawing.
fn is_drawn(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"<svg")
}

impl Container {
    /// What some bytes look like from outside.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG") {
            return Some(Self::Png);
        }
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        let starts = |start: &[u8]| text.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
        // A page may have drawings in it, and is none; a drawing may say that it is a page.
        let behind =
            |text: &[u8]| text.iter().position(|byte| *byte == b'>').is_some_and(|end| is_drawn(&text[end + 1..]));
        let is_page = || starts(b"<html") || starts(b"<!doctype html") && !behind(text);
        let is_svg = || text.windows(3).any(|name| name == b"svg");
        (text.starts_with(b"<") && is_svg() && !is_page()).then_some(Self::Svg)
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// An image with a credential in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Baked {
    image: Vec<u8>,
    removed: Vec<String>,
}

impl Baked {
    /// The image.
    pub fn as_bytes(&self) -> &[u8] {
        &self.image
    }

    /// The image, given away.
    pub fn into_bytes(self) -> Vec<u8> {
        self.image
    }

    /// What the template had and the image has not, each by its name: an older credential, bytes behind the end of a
    /// PNG, elements and attributes of an SVG that could do more than be looked at or belong to a drawing program.
    pub fn removed(&self) -> &[String] {
        &self.removed
    }
}

impl AsRef<[u8]> for Baked {
    fn as_ref(&self) -> &[u8] {
        &self.image
    }
}

impl fmt::Debug for Baked {
    /// Only the size: the image says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Baked").field("bytes", &self.image.len()).finish_non_exhaustive()
    }
}

/// What an image carried.
#[derive(Clone, PartialEq, Eq)]
pub struct Extracted {
    credential: String,
    layer: &'static str,
    notices: Vec<Notice>,
}

impl Extracted {
    /// The credential: JSON, a token, or, in images of before Open Badges 3.0, whatever was put there.
    pub fn credential(&self) -> &[u8] {
        self.credential.as_bytes()
    }

    /// Where it was, as reports call it: `png.itxt`, `png.text`, `png.ztxt`, `svg`.
    pub fn layer(&self) -> &'static str {
        self.layer
    }

    /// What was not quite as it should be.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The text of the credential, given away.
    pub fn into_string(self) -> String {
        self.credential
    }
}

impl fmt::Debug for Extracted {
    /// Not the credential: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Extracted")
            .field("layer", &self.layer)
            .field("bytes", &self.credential.len())
            .field("notices", &self.notices)
            .finish_non_exhaustive()
    }
}
