//! The certified document of the Council's definition, as a page.

mod content;
mod elements;
mod html;
#[cfg(feature = "pdf")]
mod pdf;
mod values;

#[cfg(feature = "pdf")]
pub use pdf::Pdf;

#[cfg(feature = "pdf")]
use super::NotDrawn;
use super::words::ALL_LETTERS;
use super::{Colour, Language, Link, Logo};
use crate::badge::EndorsementCredential;
use crate::microcredential::MicroCredential;
use crate::verify::Verified;
use content::Content;

/// The certificate of a micro-credential: one HTML page with everything in it, for a screen of any width and for A4 paper, or (feature
/// `pdf`) a PDF.
///
/// It can be made of verified credentials alone, and says when and how they were verified. Texts are shown in the language that
/// is asked for where the credential has them in it, else in English, else as they are; names of concepts of EU
/// Vocabularies are in that language where `vocab/eu` has them, and otherwise English, and marked so.
///
/// ```
/// use microcred::render::{Certificate, Language, Link, NotALink};
/// use microcred::{MicroCredential, Verified};
/// fn page(verified: &Verified<MicroCredential>) -> Result<String, NotALink> {
///     let language = Language::of("pt").unwrap_or_default();
///     let link = Link::new("https://vet.example/badges/7.json")?;
///     Ok(Certificate::of(verified).in_language(language).with_link(link).to_html())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Certificate<'c> {
    credential: &'c Verified<MicroCredential>,
    endorsements: Vec<&'c Verified<EndorsementCredential>>,
    language: Language,
    colour: Colour,
    logo: Option<Logo>,
    link: Option<Link>,
}

impl<'c> Certificate<'c> {
    /// The certificate in English, in the colours of the house, without a logo.
    pub fn of(credential: &'c Verified<MicroCredential>) -> Self {
        Self {
            credential,
            endorsements: Vec::new(),
            language: Language::ENGLISH,
            colour: Colour::default(),
            logo: None,
            link: None,
        }
    }

    /// The same in another language.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The same in another colour.
    #[must_use]
    pub fn in_colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// The same with a logo.
    #[must_use]
    pub fn with_logo(self, logo: Logo) -> Self {
        Self { logo: Some(logo), ..self }
    }

    /// The same with a QR code that leads to where the credential itself is kept. Without one, there is a code if the id of the credential is
    /// an address of the web.
    #[must_use]
    pub fn with_link(self, link: Link) -> Self {
        Self { link: Some(link), ..self }
    }

    /// The same with what others say about it, such as a quality assurance agency. One that is about something else than this
    /// credential, what it awards or its issuer is left out.
    #[must_use]
    pub fn with_endorsement(mut self, endorsement: &'c Verified<EndorsementCredential>) -> Self {
        let provenance = self.credential.provenance();
        let own = [self.credential.id(), self.credential.offer().id.as_deref(), Some(provenance.issuer.as_str())];
        let about = endorsement.credential_subject.id.as_deref();
        if about.is_some() && own.contains(&about) {
            self.endorsements.push(endorsement);
        }
        self
    }

    /// Where the original is, as far as that is known.
    pub(crate) fn original(&self) -> Option<String> {
        let id = || Link::new(self.credential.provenance().credential.as_deref()?).ok();
        self.link.clone().or_else(id).map(|link| link.as_str().to_owned())
    }

    /// The page.
    pub fn to_html(&self) -> String {
        html::page(self, &Content::of(self, ALL_LETTERS))
    }

    /// The document, for printing and keeping: A4 pages with their fonts in them, with structure and language for those who do not
    /// see them (PDF/UA-1), fit for archives (PDF/A-2a), nothing active and no link. The same credential makes the same bytes, if it was
    /// verified at the same moment. A text that is there neither in the language that is asked for nor in English stands in a wording
    /// that the fonts have the letters of, if there is one.
    ///
    /// # Errors
    /// If the logo is no picture after all.
    #[cfg(feature = "pdf")]
    pub fn to_pdf(&self) -> Result<Pdf, NotDrawn> {
        pdf::document(self, &Content::of(self, super::fonts::have))
    }
}
