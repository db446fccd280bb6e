//! The certificate as a PDF: A4, tagged, with its fonts in it.

mod layout;
mod paragraph;
mod picture;
mod sheets;

use super::super::NotDrawn;
use super::super::fonts::{self, Typesetter};
use super::Certificate;
use super::content::{Content, Value};
use chrono::{DateTime, Datelike, Timelike, Utc};
use krilla::configure::ConfigurationBuilder;
use krilla::configure::validate::{Accessibility, Archival};
use krilla::error::KrillaError;
use krilla::metadata::Metadata;
use krilla::{Document, SerializeSettings, metadata};
use layout::Layout;
use std::fmt;

/// More letters are not set: a certificate has a few thousand, and each takes its time.
const MOST_LETTERS: usize = 40_000;

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
    let letters = letters_of(content);
    if letters > MOST_LETTERS {
        return Err(NotDrawn::TooLong { letters, most: MOST_LETTERS });
    }
    if is_illegible(content) {
        return Err(NotDrawn::Illegible);
    }
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
    // The fonts and the structure are ours, and so what does not fit is what the credential says.
    let bytes = document.finish().map_err(|error| match error {
        KrillaError::Validation(_) | KrillaError::Limit(_) => NotDrawn::Unfit(error.to_string()),
        fault => NotDrawn::Fault(fault.to_string()),
    })?;
    Ok(Pdf { bytes, missing, pages })
}

fn letters_of(content: &Content) -> usize {
    let Content { kind, name: _, title, learner, origin, issued, facts, sections, verification, badge: _ } = content;
    let stated = sections.iter().flat_map(|section| &section.values);
    let rows = verification.rows.iter().map(|(_, value)| value);
    let values = [kind, title, learner, issued].into_iter().chain(origin).chain(facts).chain(stated).chain(rows);
    values.map(Value::letters).sum()
}

/// Whether there are fonts for less than half of the title, of the name of the learner, or of all that is stated: a certificate on which nobody
/// could read these is none.
fn is_illegible(content: &Content) -> bool {
    let stated = content.sections.iter().flat_map(|section| &section.values).collect::<Vec<_>>();
    [vec![&content.title], vec![&content.learner], stated].into_iter().any(|values| {
        let mut text = String::new();
        values.into_iter().for_each(|value| value.write_theirs(&mut text));
        let missing = fonts::missing_letters(&text);
        let letters = || text.chars().filter(|letter| !letter.is_whitespace());
        2 * letters().filter(|letter| missing.contains(letter)).count() > letters().count()
    })
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
