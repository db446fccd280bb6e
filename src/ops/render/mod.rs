mod badge_image;
mod certificate;
mod view;

pub(super) use badge_image::badge_image;
pub use view::{Format, View};

use super::request::Request;
use super::{Answer, Error, Operation, Verify, bake, sealed};
use crate::codec::base64;
use crate::env::Environment;
#[cfg(not(feature = "pdf"))]
use crate::json::Pointer;
use crate::json::{Object, Value};
use crate::render::{self, Colour, Language, Logo};
#[cfg(not(feature = "pdf"))]
use crate::report::{Finding, code};
use badge_image::drawn;
use std::fmt;

/// Makes something to look at: the certificate of a verified credential, a badge image, or the report of a verification.
#[derive(Clone)]
#[non_exhaustive]
pub struct Render {
    /// The document, and how it is verified where that is needed.
    pub verify: Verify,
    /// What is made.
    pub view: View,
    /// What it is made as; the first of [those that are possible](View::formats) if nothing is said.
    pub format: Option<Format>,
    /// The language of the words around what the document says.
    pub language: Language,
    /// The colour of certificates and badge images.
    pub colour: Colour,
    /// The logo of a certificate.
    pub logo: Option<Logo>,
    /// Where the credential itself is kept: the QR code of a certificate leads there.
    pub link: Option<String>,
}

/// Something to look at.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    content: Vec<u8>,
    view: View,
    format: Format,
    notes: Vec<String>,
}

impl Render {
    /// A certificate in English of what is accepted strictly, now, offline, without anchors.
    pub fn new(document: impl Into<Vec<u8>>) -> Self {
        Self {
            verify: Verify::new(document),
            view: View::Certificate,
            format: None,
            language: Language::ENGLISH,
            colour: Colour::default(),
            logo: None,
            link: None,
        }
    }
}

impl Operation for Render {
    const NAME: &'static str = "render";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/render.schema.json");
    const RESPONSE: &'static str = include_str!("../../../vocab/schemas/operations/render.response.schema.json");
    type Answer = Rendered;

    fn run(self, environment: &Environment) -> Result<Rendered, Error> {
        let view = self.view;
        let formats = view.formats();
        let format = self.format.or(formats.first().copied()).unwrap_or(Format::Html);
        if !formats.contains(&format) {
            let known: Vec<_> = formats.iter().map(|format| format.as_str()).collect();
            return Err(Error::member("format", format!("this view is made as {}", known.join(" or "))));
        }
        let made = |content: Vec<u8>, notes| Rendered { content, view, format, notes };
        match (view, format) {
            (View::Certificate, _) => {
                self.certificate(format, environment).map(|(content, notes)| made(content, notes))
            }
            (View::BadgeImage, _) => {
                let (language, colour) = (self.language, self.colour);
                let (elements, mut notes) = self.elements(environment)?;
                let (image, more) = drawn(&elements, language, colour, format)?;
                notes.extend(more);
                Ok(made(image, notes))
            }
            (View::Report, Format::Junit) => {
                Ok(made(render::junit(&self.verify.judged(environment)).into(), Vec::new()))
            }
            (View::Report, Format::VcApi) => {
                let policy = self.verify.policy.clone();
                let told = render::vc_api(&self.verify.judged(environment), &policy);
                Ok(made(told.to_string_pretty().into(), Vec::new()))
            }
            (View::Report, _) => Ok(made(render::html(&self.verify.judged(environment)).into(), Vec::new())),
        }
    }
}

/// Members of a request, and for which views they mean something.
type Meant = (&'static [&'static str], fn(View) -> bool);

/// Members that mean something for some views alone: those of how something is verified, of words and colours, and of certificates.
const OF_SOME_VIEWS: [Meant; 3] = [
    (
        &["policy", "now", "fetchSchemas", "refresh", "anchors", "recipient", "challenge", "domain", "endorsements"],
        |view| view != View::BadgeImage,
    ),
    (&["language", "colour"], |view| view != View::Report),
    (&["logo", "logoText", "link"], |view| view == View::Certificate),
];

fn without_place(view: View) -> String {
    match view {
        View::BadgeImage => {
            "leave it out: nothing is verified for a badge image; a certificate is made of what is verified".to_owned()
        }
        view => format!("leave it out: it means nothing for the view {}", view.as_str()),
    }
}

/// What is said of characters that no font has.
#[cfg(feature = "pdf")]
fn on_missing(note: &str, characters: &[char]) -> Vec<String> {
    if characters.is_empty() { Vec::new() } else { vec![format!("{note}: {}", render::code_points(characters))] }
}

/// What a build without fonts says.
#[cfg(not(feature = "pdf"))]
fn without_fonts() -> Error {
    let detail = "PDF and PNG need the feature `pdf`; build with `--features pdf`, or ask for html or svg";
    Error::refused(Finding::new(code::input::FEATURE_MISSING, Pointer::root(), detail))
}

impl sealed::Sealed for Render {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let views = View::ALL.map(View::as_str).join(", ");
        let formats = Format::ALL.map(Format::as_str).join(", ");
        let format = request.named("format", &formats, Format::from_name);
        let view = request.named("view", &views, View::from_name).or(format.map(Format::view));
        let language =
            request.named("language", "the tag of a language that there are words in, such as en", Language::of);
        let colour = request.named("colour", "a colour such as #003399", |text| text.parse().ok());
        let logo = logo(request);
        let link = request.string("link").map(str::to_owned);
        let view = view.unwrap_or(View::Certificate);
        for (members, is_of) in OF_SOME_VIEWS {
            for member in members.iter().filter(|_| !is_of(view)) {
                if request.peek(member).is_some() {
                    request.wrong(member, without_place(view));
                }
            }
        }
        let verify = Verify::read(request)?;
        Some(Self {
            verify,
            view,
            format,
            language: language.unwrap_or_default(),
            colour: colour.unwrap_or_default(),
            logo,
            link,
        })
    }
}

/// The member `logo`, with what it shows under `logoText`.
fn logo(request: &mut Request<'_>) -> Option<Logo> {
    let text = request.string("logoText");
    let image = bake::image(request, "logo", "a PNG or a JPEG");
    if text.is_some() && request.take("logo").is_none() {
        request.wrong("logoText", "give the `logo` that it tells of, or leave it out");
    }
    match Logo::new(image?, text.unwrap_or_default()) {
        Ok(logo) => Some(logo),
        Err(error) => {
            request.wrong("logo", error.to_string());
            None
        }
    }
}

impl Rendered {
    /// The page, the document or the image.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// What it is made as.
    pub fn format(&self) -> Format {
        self.format
    }

    /// What whoever hands it out should know, in sentences.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

impl Answer for Rendered {
    /// `content`, as text, or in base64 where `encoding` says so; its `mediaType`; and `notes`.
    fn to_json(&self) -> Value {
        let told = Object::new()
            .with("type", "Rendered")
            .with("view", self.view.as_str())
            .with("format", self.format.as_str())
            .with("mediaType", self.format.media_type())
            .with("notes", self.notes.iter().map(|note| Value::from(note.as_str())).collect::<Vec<_>>());
        match self.format.is_text() {
            true => told.with("content", String::from_utf8_lossy(&self.content).as_ref()),
            false => told.with("encoding", "base64").with("content", base64::encode(&self.content)),
        }
        .into()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(&self.content)
    }
}

impl fmt::Display for Rendered {
    /// The text that it is, or how large it is.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.format.is_text() {
            true => formatter.write_str(&String::from_utf8_lossy(&self.content)),
            false => writeln!(formatter, "{}, {} bytes", self.format.media_type(), self.content.len()),
        }
    }
}

impl fmt::Debug for Rendered {
    /// Only the size: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Rendered")
            .field("view", &self.view)
            .field("format", &self.format)
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}
