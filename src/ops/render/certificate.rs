//! The certificate of what is accepted.

use super::super::{Error, Operation};
use super::{Format, Render};
use crate::env::Environment;
use crate::json::Pointer;
use crate::microcredential::MicroCredential;
use crate::openbadges2::Presented;
#[cfg(feature = "pdf")]
use crate::render::NotDrawn;
use crate::render::{Certificate, Link, fits_a_code};
use crate::report::{Finding, code};
use crate::verify::NotAccepted;

impl Render {
    pub(super) fn certificate(
        self,
        format: Format,
        environment: &Environment,
    ) -> Result<(Vec<u8>, Vec<String>), Error> {
        if let Some(presented) = Presented::read(&self.verify.document, &self.verify.limits) {
            presented.map_err(Error::refused)?;
            let detail = "certificates are made of verified badges of 3.0, and this is an Open Badge 2.0: convert it, have its issuer sign what comes of it, and render that; a badge image or a report can be made of it as it is";
            return Err(Error::refused(Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail)));
        }
        let link = self.link.map(Link::new).transpose().map_err(|error| Error::member("link", error.to_string()))?;
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
        let id = verified.id().filter(|id| link.is_none() && !fits_a_code(id));
        let note = id.map(|_| "the id of the credential is too long for a QR code, so there is none; a link makes one");
        if let Some(link) = link {
            certificate = certificate.with_link(link);
        }
        let (content, mut notes) = match format {
            Format::Pdf => pdf(&certificate)?,
            _ => (certificate.to_html().into_bytes(), Vec::new()),
        };
        notes.extend(note.map(str::to_owned));
        Ok((content, notes))
    }
}

/// The certificate as PDF, and what is to be said about it.
#[cfg(feature = "pdf")]
fn pdf(certificate: &Certificate<'_>) -> Result<(Vec<u8>, Vec<String>), Error> {
    let pdf = certificate.to_pdf().map_err(|error| match error {
        NotDrawn::Logo(_) => Error::member("logo", error.to_string()),
        error @ (NotDrawn::TooLong { .. } | NotDrawn::Unfit(_)) => Error::member("format", error.to_string()),
        fault => Error::failed(fault.to_string()),
    })?;
    let note =
        "no font of the document has these characters; the sign U+FFFD stands for each, and the document says so";
    Ok((pdf.as_bytes().to_vec(), super::on_missing(note, pdf.missing())))
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &Certificate<'_>) -> Result<(Vec<u8>, Vec<String>), Error> {
    Err(super::without_fonts())
}

/// Why there is no certificate: what the report found, or what keeps the credential from being a micro-credential.
fn not_accepted(verification: &crate::verify::Verification, refused: NotAccepted) -> Error {
    if let NotAccepted::Shape(findings) = refused {
        return Error::reasons(findings);
    }
    let cause = verification.primary.as_ref().map(|primary| (primary.code, primary.pointer.clone()));
    let (code, pointer) = cause.unwrap_or((code::request::NOT_ACCEPTED, Pointer::root()));
    let mut detail = refused.to_string();
    if !verification.unmet().is_empty() {
        detail.push_str("; not everything could be looked up: verify the same, and `needs` tells what");
    }
    Error::refused(Finding::new(code, pointer, detail))
}
