//! What Europass shows: a title, and the face of the credential as an image.

use super::Options;
use super::writer::{Writer, text};
use crate::codec::base64;
use crate::json::{Object, Value};
use crate::microcredential::{Elements, LanguageTag};

/// An image that shows the credential.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DisplayImage {
    /// What the bytes are.
    pub kind: ImageType,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The kinds of images that Europass shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImageType {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// SVG.
    Svg,
}

impl DisplayImage {
    /// An image.
    pub fn new(kind: ImageType, bytes: impl Into<Vec<u8>>) -> Self {
        Self { kind, bytes: bytes.into() }
    }
}

impl ImageType {
    /// The code in the [authority table of file types](http://publications.europa.eu/resource/authority/file-type) of the EU.
    pub fn code(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Svg => "SVG",
        }
    }
}

/// A PNG of one white pixel.
const BLANK: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg==";

pub(super) fn parameter(writer: &mut Writer, offer: &Elements, options: &Options) -> Object {
    let shown = language(writer, offer);
    let image = image(writer, options);
    let detail = Object::new()
        .with("id", writer.local("displayDetail"))
        .with("type", "DisplayDetail")
        .with("image", image)
        .with("page", 1);
    let individual = Object::new()
        .with("id", writer.local("individualDisplay"))
        .with("type", "IndividualDisplay")
        .with("language", shown.clone())
        .with("displayDetail", vec![Value::from(detail)]);
    Object::new()
        .with("id", writer.local("displayParameter"))
        .with("type", "DisplayParameter")
        .with("title", text(&offer.title))
        .with("language", vec![shown.clone()])
        .with("primaryLanguage", shown)
        .with("individualDisplay", vec![Value::from(individual)])
}

/// The language to show it in: the first of the learning's that the title has and Europass knows, else any that the title has, else
/// English.
fn language(writer: &mut Writer, offer: &Elements) -> Value {
    let titled = |tag: &&LanguageTag| offer.title.for_language(tag.as_str()).is_some();
    let wordings = offer.title.wordings().map(|(tag, _)| tag);
    let mut known = offer.languages.iter().filter(titled).chain(wordings);
    match known.find_map(LanguageTag::shown_concept) {
        Some((uri, name)) => writer.concept(uri, name),
        None => {
            let at = crate::json::Pointer::root().member("displayParameter").member("primaryLanguage");
            writer.invented_at(at, "the title does not say a language that Europass knows; English is only a guess");
            writer.concept("http://publications.europa.eu/resource/authority/language/ENG", "English")
        }
    }
}

fn image(writer: &mut Writer, options: &Options) -> Object {
    let (id, kind, content) = match &options.image {
        Some(image) => (writer.local("mediaObject"), image.kind, base64::encode(&image.bytes)),
        None => (
            writer.invented("mediaObject", "no image was given; a blank one stands here"),
            ImageType::Png,
            BLANK.to_owned(),
        ),
    };
    let file_type = format!("http://publications.europa.eu/resource/authority/file-type/{}", kind.code());
    Object::new()
        .with("id", id)
        .with("type", "MediaObject")
        .with("contentType", writer.concept(&file_type, kind.code()))
        .with("contentEncoding", writer.concept("http://data.europa.eu/snb/encoding/6146cde7dd", "base64"))
        .with("content", content)
}
