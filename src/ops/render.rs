use super::document::DocumentKind;
use super::request::Request;
use super::{Answer, Error, Operation, Verify, sealed};
use crate::badge::AchievementCredential;
use crate::env::Environment;
use crate::json::{Object, Value};
use crate::limits::Limits;
use crate::microcredential::carrier::Recovered;
use crate::microcredential::{Elements, MicroCredential, Offer};
use crate::proof::Unwrapped;
use crate::render::{self, BadgeImage, Certificate, Colour, Language, Logo};
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
    /// The certificate, as an HTML page; of credentials that are accepted, and of no others.
    Certificate,
    /// A badge image, as SVG; of a badge, a micro-credential or an offer. Nothing is verified.
    BadgeImage,
    /// The report of the verification, as an HTML page.
    Report,
    /// The report of the verification, as JUnit XML.
    Junit,
}

/// Something to look at.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    content: String,
    view: View,
}

impl Render {
    /// A certificate in English of what is accepted strictly, now, offline, without anchors.
    pub fn new(document: impl Into<Vec<u8>>) -> Self {
        Self {
            verify: Verify::new(document),
            view: View::Certificate,
            language: Language::ENGLISH,
            colour: Colour::default(),
            logo: None,
            link: None,
        }
    }
}

impl View {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Certificate, Self::BadgeImage, Self::Report, Self::Junit];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::BadgeImage => "badge-image",
            Self::Report => "report",
            Self::Junit => "junit",
        }
    }

    /// The view of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == name)
    }

    /// The media type of what is made.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Certificate | Self::Report => "text/html",
            Self::BadgeImage => "image/svg+xml",
            Self::Junit => "application/xml",
        }
    }
}

impl Operation for Render {
    const NAME: &'static str = "render";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/render.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/render.response.schema.json");
    type Answer = Rendered;

    fn run(self, environment: &Environment) -> Result<Rendered, Error> {
        let view = self.view;
        let content = match view {
            View::Certificate => self.certificate(environment)?,
            View::BadgeImage => badge_image(&self.verify.document, self.language, self.colour)?,
            View::Report => render::html(&*self.verify.run(environment)?),
            View::Junit => render::junit(&*self.verify.run(environment)?),
        };
        Ok(Rendered { content, view })
    }
}

impl Render {
    fn certificate(self, environment: &Environment) -> Result<String, Error> {
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
        Ok(certificate.to_html())
    }
}

/// Why there is no certificate: what the report found, or what keeps the credential from being a micro-credential.
fn not_accepted(verification: &crate::verify::Verification, refused: NotAccepted) -> Error {
    if let NotAccepted::Shape(findings) = refused {
        return Error::Refused(findings);
    }
    let cause = verification.primary.as_ref().map(|primary| (primary.code, primary.pointer.clone()));
    let (code, pointer) = cause.unwrap_or((crate::report::code::request::NOT_ACCEPTED, crate::json::Pointer::root()));
    Error::refused(crate::report::Finding::new(code, pointer, refused.to_string()))
}

/// A badge image of a badge, a micro-credential or an offer.
pub(super) fn badge_image(document: &[u8], language: Language, colour: Colour) -> Result<String, Error> {
    let elements = elements(document)?;
    Ok(BadgeImage::of(&elements).in_language(language).in_colour(colour).to_svg())
}

fn elements(document: &[u8]) -> Result<Elements, Error> {
    let unwrapped = Unwrapped::read(document, &Limits::default()).map_err(Error::refused)?;
    let root = unwrapped.document().root();
    match DocumentKind::of(root) {
        DocumentKind::Offer => Offer::from_node(root).map(Offer::into_elements).map_err(Error::Refused),
        DocumentKind::MicroCredential => {
            MicroCredential::from_node(root).map(|held| held.offer().clone().into_elements()).map_err(Error::Refused)
        }
        DocumentKind::Badge | DocumentKind::Credential => {
            let (badge, _) = AchievementCredential::read(root).map_err(Error::Refused)?;
            Ok(Recovered::from_badge(&badge).elements)
        }
    }
}

impl sealed::Sealed for Render {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let views = View::ALL.map(View::as_str).join(", ");
        let view = request.named("view", &views, View::from_name);
        let language =
            request.named("language", "the tag of a language that there are words in, such as en", Language::of);
        let colour = request.named("colour", "a colour such as #003399", |text| text.parse().ok());
        let link = request.string("link").map(str::to_owned);
        let verify = Verify::read(request)?;
        Some(Self {
            verify,
            view: view.unwrap_or(View::Certificate),
            language: language.unwrap_or_default(),
            colour: colour.unwrap_or_default(),
            logo: None,
            link,
        })
    }
}

impl Rendered {
    /// The page or the image.
    pub fn content(&self) -> &str {
        &self.content
    }
}

impl Answer for Rendered {
    /// `content`, and its `mediaType`.
    fn to_json(&self) -> Value {
        Object::new()
            .with("type", "Rendered")
            .with("view", self.view.as_str())
            .with("mediaType", self.view.media_type())
            .with("content", self.content.as_str())
            .into()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self.content.as_bytes())
    }
}

impl fmt::Display for Rendered {
    /// The page or the image.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.content)
    }
}

impl fmt::Debug for Rendered {
    /// Only the size: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Rendered")
            .field("view", &self.view)
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}
