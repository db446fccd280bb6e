use super::request::Request;
use super::request::document::DocumentKind;
use super::request::{european, open_badge};
use super::{Answer, Error, Operation, Verify, sealed};
use crate::badge::AchievementCredential;
use crate::codec::base64;
use crate::env::Environment;
use crate::json::{Object, Pointer, Value};
use crate::limits::Limits;
use crate::microcredential::carrier::Recovered;
use crate::microcredential::{Elements, MicroCredential, Offer};
use crate::openbadges2::Presented;
use crate::proof::Unwrapped;
use crate::render::{self, BadgeImage, Certificate, Colour, Language, Logo};
use crate::report::{Finding, code};
use crate::verify::NotAccepted;
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

/// What can be made to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum View {
    /// The certificate, of credentials that are accepted, and of no others: HTML or PDF.
    Certificate,
    /// A badge image of a badge, a micro-credential or an offer: SVG or PNG. Nothing is verified.
    BadgeImage,
    /// The report of the verification: HTML, JUnit XML, or the JSON of the VC-API.
    Report,
}

/// What something is made as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A page for browsers, a certificate or a report.
    Html,
    /// A certificate for printing and keeping (feature `pdf`).
    Pdf,
    /// A badge image.
    Svg,
    /// A badge image in pixels (feature `pdf`).
    Png,
    /// A report for build servers.
    Junit,
    /// A report as the VC-API answers.
    VcApi,
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

impl View {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Certificate, Self::BadgeImage, Self::Report];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::BadgeImage => "badge-image",
            Self::Report => "report",
        }
    }

    /// The view of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == name)
    }

    /// What it can be made as; first, what it is made as if nothing is said.
    pub fn formats(self) -> &'static [Format] {
        match self {
            Self::Certificate => &[Format::Html, Format::Pdf],
            Self::BadgeImage => &[Format::Svg, Format::Png],
            Self::Report => &[Format::Html, Format::Junit, Format::VcApi],
        }
    }
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Html, Self::Pdf, Self::Svg, Self::Png, Self::Junit, Self::VcApi];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Junit => "junit",
            Self::VcApi => "vc-api",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// What is usually meant by it: the first view that can be made as it.
    pub fn view(self) -> View {
        View::ALL.into_iter().find(|view| view.formats().contains(&self)).unwrap_or(View::Certificate)
    }

    /// The media type of what is made.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Junit => "application/xml",
            Self::VcApi => "application/json",
        }
    }

    /// Whether it is text.
    fn is_text(self) -> bool {
        !matches!(self, Self::Pdf | Self::Png)
    }
}

impl Operation for Render {
    const NAME: &'static str = "render";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/render.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/render.response.schema.json");
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
                Ok(made(render::junit(&*self.verify.run(environment)?).into(), Vec::new()))
            }
            (View::Report, Format::VcApi) => {
                let policy = self.verify.policy.clone();
                let told = render::vc_api(&self.verify.run(environment)?, &policy);
                Ok(made(told.to_string_pretty().into(), Vec::new()))
            }
            (View::Report, _) => Ok(made(render::html(&*self.verify.run(environment)?).into(), Vec::new())),
        }
    }
}

impl Render {
    /// What a badge image shows, and what is to be said about it.
    fn elements(self, environment: &Environment) -> Result<(Elements, Vec<String>), Error> {
        let Some(presented) = Presented::read(&self.verify.document, &self.verify.limits) else {
            return Ok((elements(&self.verify.document, &self.verify.limits)?, Vec::new()));
        };
        let presented = presented.map_err(Error::refused)?;
        let limits = self.verify.limits.clone();
        let (_, resolver, _) = self.verify.prepare(environment);
        let (badge, _) = open_badge::whole(&presented, &limits, &resolver).map_err(Error::reasons)?;
        let upgraded = badge.upgrade(environment).map_err(|error| Error::failed(error.to_string()))?;
        let note = "it is an Open Badge 2.0: the image shows what it says once it is upgraded to 3.0, and nothing of it was verified";
        Ok((Recovered::from_badge(&upgraded.badge).elements, vec![note.to_owned()]))
    }

    fn certificate(self, format: Format, environment: &Environment) -> Result<(Vec<u8>, Vec<String>), Error> {
        if let Some(presented) = Presented::read(&self.verify.document, &self.verify.limits) {
            presented.map_err(Error::refused)?;
            let detail = "certificates are made of verified badges of 3.0, and this is an Open Badge 2.0: convert it, have its issuer sign what comes of it, and render that; a badge image or a report can be made of it as it is";
            return Err(Error::refused(Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail)));
        }
        let verification = self.verify.run(environment)?;
        let verified =
            verification.accept::<MicroCredential>().map_err(|refused| not_accepted(&verification, refused))?;
        let mut certificate = Certificate::of(&verified).in_language(self.language).in_colour(self.colour);
        // Each was verified by itself, and is about what it stands in.
        let endorsements: Vec<_> =
            verification.endorsements().iter().filter_map(|(_, one)| one.accept().ok()).collect();
        for endorsement in &endorsements {
            certificate = certificate.with_endorsement(endorsement);
        }
        if let Some(logo) = self.logo {
            certificate = certificate.with_logo(logo);
        }
        if let Some(link) = self.link {
            certificate = certificate.with_link(link);
        }
        match format {
            Format::Pdf => pdf(&certificate),
            _ => Ok((certificate.to_html().into_bytes(), Vec::new())),
        }
    }
}

/// The certificate as PDF, and what is to be said about it.
#[cfg(feature = "pdf")]
fn pdf(certificate: &Certificate<'_>) -> Result<(Vec<u8>, Vec<String>), Error> {
    let pdf = certificate.to_pdf().map_err(|error| match error {
        render::NotDrawn::Logo(_) => Error::member("logo", error.to_string()),
        error @ (render::NotDrawn::TooLong { .. } | render::NotDrawn::Unfit(_)) => {
            Error::member("format", error.to_string())
        }
        fault => Error::failed(fault.to_string()),
    })?;
    let note =
        "no font of the document has these characters; the sign U+FFFD stands for each, and the document says so";
    Ok((pdf.as_bytes().to_vec(), on_missing(note, pdf.missing())))
}

/// What is said of characters that no font has.
#[cfg(feature = "pdf")]
fn on_missing(note: &str, characters: &[char]) -> Vec<String> {
    let names: Vec<String> = characters.iter().map(|one| format!("U+{:04X}", u32::from(*one))).collect();
    if names.is_empty() { Vec::new() } else { vec![format!("{note}: {}", names.join(", "))] }
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &Certificate<'_>) -> Result<(Vec<u8>, Vec<String>), Error> {
    Err(without_fonts())
}

/// What a build without fonts says.
#[cfg(not(feature = "pdf"))]
fn without_fonts() -> Error {
    let detail = "PDF and PNG need the feature `pdf`; build with `--features pdf`, or ask for html or svg";
    Error::refused(Finding::new(code::input::FEATURE_MISSING, Pointer::root(), detail))
}

/// Why there is no certificate: what the report found, or what keeps the credential from being a micro-credential.
fn not_accepted(verification: &crate::verify::Verification, refused: NotAccepted) -> Error {
    if let NotAccepted::Shape(findings) = refused {
        return Error::reasons(findings);
    }
    let cause = verification.primary.as_ref().map(|primary| (primary.code, primary.pointer.clone()));
    let (code, pointer) = cause.unwrap_or((code::request::NOT_ACCEPTED, Pointer::root()));
    Error::refused(Finding::new(code, pointer, refused.to_string()))
}

/// A badge image of a badge, a micro-credential or an offer, as SVG or PNG, and what is to be said about it.
pub(super) fn badge_image(
    document: &[u8],
    language: Language,
    colour: Colour,
    format: Format,
    limits: &Limits,
) -> Result<(Vec<u8>, Vec<String>), Error> {
    drawn(&elements(document, limits)?, language, colour, format)
}

fn drawn(
    elements: &Elements,
    language: Language,
    colour: Colour,
    format: Format,
) -> Result<(Vec<u8>, Vec<String>), Error> {
    let image = BadgeImage::of(elements).in_language(language).in_colour(colour);
    match format {
        Format::Png => png(&image),
        _ => Ok((image.to_svg().into_bytes(), Vec::new())),
    }
}

#[cfg(feature = "pdf")]
fn png(image: &BadgeImage<'_>) -> Result<(Vec<u8>, Vec<String>), Error> {
    let pixels = image.to_png().map_err(|error| Error::failed(error.to_string()))?;
    let note = "no font of the image has these characters, and it shows an empty box for each; an SVG leaves the fonts to whoever shows it";
    Ok((pixels, on_missing(note, &image.missing())))
}

#[cfg(not(feature = "pdf"))]
fn png(_: &BadgeImage<'_>) -> Result<(Vec<u8>, Vec<String>), Error> {
    Err(without_fonts())
}

fn elements(document: &[u8], limits: &Limits) -> Result<Elements, Error> {
    if european::is_one(document, limits) {
        return european::read(document, limits).map(|read| read.recovered.elements);
    }
    let unwrapped = Unwrapped::read(document, limits).map_err(Error::refused)?;
    let root = unwrapped.document().root();
    match DocumentKind::of(root) {
        DocumentKind::Offer => Offer::from_node(root).map(Offer::into_elements).map_err(Error::reasons),
        DocumentKind::MicroCredential => {
            MicroCredential::from_node(root).map(|held| held.offer().clone().into_elements()).map_err(Error::reasons)
        }
        DocumentKind::Badge
        | DocumentKind::Credential
        | DocumentKind::OpenBadge2
        | DocumentKind::EuropeanDigitalCredential => {
            let (badge, _) = AchievementCredential::read(root).map_err(Error::reasons)?;
            Ok(Recovered::from_badge(&badge).elements)
        }
    }
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
        let link = request.string("link").map(str::to_owned);
        let verify = Verify::read(request)?;
        Some(Self {
            verify,
            view: view.unwrap_or(View::Certificate),
            format,
            language: language.unwrap_or_default(),
            colour: colour.unwrap_or_default(),
            logo: None,
            link,
        })
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
