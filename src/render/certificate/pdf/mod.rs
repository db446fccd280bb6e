//! The certificate as a PDF: A4, tagged, with its fonts in it.

mod layout;
mod paragraph;
mod picture;
mod sheets;

use super::super::NotDrawn;
use super::super::fonts::Typesetter;
use super::Certificate;
use super::content::Content;
use chrono::{DateTime, Datelike, Timelike, Utc};
use krilla::configure::ConfigurationBuilder;
use krilla::configure::validate::{Accessibility, Archival};
use krilla::metadata::Metadata;
use krilla::{Document, SerializeSettings, metadata};
use layout::Layout;
use std::fmt;

/// A document, and what could not be written in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Pdf {
    bytes: Vec<u8>,
    missing: Vec<char>,
    pages: usize,
}

impl Pdf {
    /// The file.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The characters of the credential that none of the fonts has. U+FFFD is drawn for each, the document says which they
    /// are, and whoever copies the text gets the characters themselves.
    pub fn missing(&self) -> &[char] {
        &self.missing
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.pages
    }
}

impl AsRef<[u8]> for Pdf {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for Pdf {
    /// Only the size: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pdf")
            .field("pages", &self.pages)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

pub(super) fn document(certificate: &Certificate<'_>, content: &Content) -> Result<Pdf, NotDrawn> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| NotDrawn::Fault(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(about(certificate, content));
    let mut layout = Layout::new(certificate.language, certificate.colour, Typesetter::default());
    layout.masthead(content, picture::logo(certificate.logo.as_ref())?, picture::badge(&content.badge)?);
    content.sections.iter().for_each(|section| layout.section(section));
    layout.verification(&content.verification);
    layout.footers(content);
    let pages = layout.pages();
    let missing = layout.write(&mut document);
    let bytes = document.finish().map_err(|error| NotDrawn::Fault(error.to_string()))?;
    Ok(Pdf { bytes, missing, pages })
}

fn about(certificate: &Certificate<'_>, content: &Content) -> Metadata {
    let provenance = certificate.credential.provenance();
    Metadata::new()
        .title(content.name.clone())
        .language(certificate.language.tag().to_owned())
        .creator(concat!("microcred ", env!("CARGO_PKG_VERSION")).to_owned())
        .creation_date(date(provenance.verified_at))
        .document_id(format!("{}-{}", provenance.input_sha256, certificate.language.tag()))
}

fn date(moment: DateTime<Utc>) -> metadata::DateTime {
    metadata::DateTime::new(u16::try_from(moment.year()).unwrap_or_default())
        .month(moment.month() as u8)
        .day(moment.day() as u8)
        .hour(moment.hour() as u8)
        .minute(moment.minute() as u8)
        .second(moment.second() as u8)
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}
