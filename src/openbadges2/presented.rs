use super::{is_address, is_open_badge_2};
use crate::bake::{self, Container, Notice};
use crate::codec::iri;
use crate::json::{Node, Pointer};
use crate::limits::Limits;
use crate::proof::jose::Jws;
use crate::report::{Finding, code};
use crate::vc::Document;
use std::fmt;

/// What somebody hands over as an Open Badge 2.0: an assertion as JSON, as a signed token, or as the address where it is
/// hosted, by itself or in an image. Nobody has looked at a signature yet.
#[derive(Clone)]
#[non_exhaustive]
pub struct Presented {
    /// The layer of the image that it was in.
    pub layer: Option<&'static str>,
    /// What is to be said about that image.
    pub notices: Vec<Notice>,
    /// The assertion, or only its address.
    pub content: Content,
}

/// What was handed over.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_enums)] // an image carries one of the three
pub enum Content {
    /// The assertion.
    Document(Document),
    /// The assertion in a token.
    Token(Box<(Jws, Document)>),
    /// The address where it is hosted.
    Address(String),
}

impl Presented {
    /// Takes out what is there; nothing if it is no Open Badge 2.0.
    ///
    /// # Errors
    /// What keeps a badge of before 2.0 from being read: it is told from what is no badge at all.
    pub fn read(input: &[u8], limits: &Limits) -> Option<Result<Self, Finding>> {
        if Container::of(input).is_none() {
            return Self::of_text(input, limits);
        }
        let carried = bake::extract(input, limits).ok()?;
        let address = std::str::from_utf8(carried.credential()).ok().map(str::trim);
        let address = address.filter(|text| is_address(text) && iri::is_absolute(text));
        let presented = match address {
            Some(address) => Ok(Self::bare(Content::Address(address.to_owned()))),
            None => Self::of_text(carried.credential(), limits)?,
        };
        let in_image = |bare| Self { layer: Some(carried.layer()), notices: carried.notices().to_vec(), ..bare };
        Some(presented.map(in_image))
    }

    fn of_text(input: &[u8], limits: &Limits) -> Option<Result<Self, Finding>> {
        let text = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input).trim_ascii();
        if text.first() != Some(&b'{') {
            let jws = Jws::parse(std::str::from_utf8(text).ok()?, limits).ok()?;
            let document = Document::parse(jws.payload(), limits).ok()?;
            let version = of_version(document.root())?;
            return Some(version.map(|()| Self::bare(Content::Token(Box::new((jws, document))))));
        }
        let document = Document::parse(input, limits).ok()?;
        let version = of_version(document.root())?;
        Some(version.map(|()| Self::bare(Content::Document(document))))
    }

    fn bare(content: Content) -> Self {
        Self { layer: None, notices: Vec::new(), content }
    }

    /// What stands in for a badge of a version that is not read.
    pub(crate) fn nothing() -> Self {
        Self::bare(Content::Address(String::new()))
    }

    /// The assertion, if it was handed over itself.
    pub fn document(&self) -> Option<&Document> {
        match &self.content {
            Content::Document(document) => Some(document),
            Content::Token(token) => Some(&token.1),
            Content::Address(_) => None,
        }
    }

    /// The token that it was in.
    pub fn token(&self) -> Option<&Jws> {
        match &self.content {
            Content::Token(token) => Some(&token.0),
            _ => None,
        }
    }
}

/// Whether a document is of 2.0; nothing if it is no badge of before 3.0 at all.
fn of_version(root: Node<'_>) -> Option<Result<(), Finding>> {
    if is_open_badge_2(root) {
        return Some(Ok(()));
    }
    let has = |name| root.get(name).is_some();
    let context = root.get("@context").and_then(Node::as_str).unwrap_or_default();
    let is_older = context.starts_with("https://w3id.org/openbadges/v1")
        || !has("@context") && has("recipient") && has("badge") && has("verify");
    let finding = || {
        let detail = "ask the issuer for one of Open Badges 3.0 or 2.0; services for older ones are no longer run";
        Finding::new(code::ob2::VERSION, Pointer::root(), detail)
    };
    is_older.then(|| Err(finding()))
}

impl fmt::Debug for Presented {
    /// Only what it came in: the assertion says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let content = match self.content {
            Content::Document(_) => "document",
            Content::Token(_) => "token",
            Content::Address(_) => "address",
        };
        formatter.debug_struct("Presented").field("layer", &self.layer).field("content", &content).finish()
    }
}
