//! What Europass shows: a title, and the face of the credential as an image.

use super::Options;
use super::writer::Writer;
use crate::codec::base64;
use crate::json::{Object, Pointer, Value};
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

/// The kinds of images that have a place in a European Digital Credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImageType {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// SVG, which is in the list of the EU, but which the viewer of Europass does not show and cannot share.
    Svg,
}

impl DisplayImage {
    /// An image.
    pub fn new(kind: ImageType, bytes: impl Into<Vec<u8>>) -> Self {
        Self { kind, bytes: bytes.into() }
    }

    /// An image of a kind that Europass shows, by how it begins; nothing if it is of none.
    pub fn of(bytes: impl Into<Vec<u8>>) -> Option<Self> {
        const BEGINNINGS: [(&[u8], ImageType); 2] =
            [(b"\x89PNG\r\n\x1a\n", ImageType::Png), (b"\xff\xd8\xff", ImageType::Jpeg)];
        let bytes = bytes.into();
        let known = BEGINNINGS.into_iter().find(|(beginning, _)| bytes.starts_with(beginning));
        known.map(|(_, kind)| Self { kind, bytes })
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

/// The languages to show it in.
pub(super) struct Shown {
    /// The first, as BCP 47 has it.
    pub(super) primary: String,
    /// All of them, by concept and name: those that the title has.
    concepts: Vec<(&'static str, &'static str)>,
    /// Why the first is only a guess.
    guess: Option<&'static str>,
}

impl Shown {
    /// The first of the learning's languages that the title has and Europass knows, else any that the title has; else one of the learning's,
    /// else English.
    pub(super) fn of(offer: &Elements) -> Self {
        let titled = |tag: &&LanguageTag| offer.title.for_language(tag.as_str()).is_some();
        let wordings = || offer.title.wordings().map(|(tag, _)| tag);
        let known = |tag: &&LanguageTag| tag.shown_concept().is_some();
        let stated = offer.languages.iter().filter(titled).chain(wordings()).find(known);
        let (first, guess) = match (stated, offer.languages.iter().find(known)) {
            (Some(tag), _) => (Some(tag), None),
            (None, Some(tag)) => (Some(tag), Some(OF_THE_LEARNING)),
            (None, None) => (None, Some(ONLY_ENGLISH)),
        };
        let primary = first.map_or("en", LanguageTag::shown_as).to_owned();
        let mut concepts = vec![first.and_then(LanguageTag::shown_concept).unwrap_or(ENGLISH)];
        for concept in wordings().filter_map(LanguageTag::shown_concept) {
            if !concepts.contains(&concept) {
                concepts.push(concept);
            }
        }
        Self { primary, concepts, guess }
    }
}

const ENGLISH: (&str, &str) = ("http://publications.europa.eu/resource/authority/language/ENG", "English");
const OF_THE_LEARNING: &str =
    "the title does not say a language that Europass knows; that of the learning is taken for it";
const ONLY_ENGLISH: &str = "the title does not say a language that Europass knows; English is only a guess";

/// One display for each language: whoever looks at it chooses among these, and all show the same image.
pub(super) fn parameter(writer: &mut Writer, offer: &Elements, options: &Options, shown: &Shown) -> Object {
    if let Some(guess) = shown.guess {
        writer.invented_at(Pointer::root().member("displayParameter").member("primaryLanguage"), guess);
    }
    let languages: Vec<Value> = shown.concepts.iter().map(|(uri, name)| writer.concept(uri, name)).collect();
    let image = image(writer, options);
    let displays = languages.iter().map(|language| {
        let detail = Object::new()
            .with("id", writer.local("displayDetail"))
            .with("type", "DisplayDetail")
            .with("image", image.clone())
            .with("page", 1);
        Object::new()
            .with("id", writer.local("individualDisplay"))
            .with("type", "IndividualDisplay")
            .with("language", language.clone())
            .with("displayDetail", vec![Value::from(detail)])
    });
    let displays: Vec<Value> = displays.map(Value::from).collect();
    Object::new()
        .with("id", writer.local("displayParameter"))
        .with("type", "DisplayParameter")
        .with("title", writer.text(&offer.title))
        .with("language", languages.clone())
        .with_some("primaryLanguage", languages.first().cloned())
        .with("individualDisplay", displays)
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
