//! The certificate of what is accepted.

use super::super::Error;
use super::super::request::document::DocumentKind;
use super::{Format, Render};
use crate::env::Environment;
use crate::json::Pointer;
use crate::limits::Limits;
use crate::microcredential::MicroCredential;
use crate::openbadges2::Presented;
use crate::proof::Unwrapped;
#[cfg(feature = "pdf")]
use crate::render::NotDrawn;
use crate::render::{Certificate, Link};
use crate::report::{Finding, code};
use crate::verify::{NotAccepted, Verification};

impl Render {
    pub(super) fn certificate(
        self,
        format: Format,
        environment: &Environment,
    ) -> Result<(Vec<u8>, Vec<String>), Error> {
        if let Some(presented) = Presented::read(&self.verify.document, &self.verify.limits) {
            presented.map_err(Error::refused)?;
            let detail = "certificates are made of verified badges of 3.0, and this is an Open Badge 2.0: convert it, have its issuer sign what comes of it, and render that; a badge image or a report can be made of it as it is";
            return Err(of_another_kind(detail));
        }
        let link = self.link.map(Link::new).transpose().map_err(|error| Error::member("link", error.to_string()))?;
        let (document, limits) = (self.verify.document.clone(), self.verify.limits.clone());
        let verification = self.verify.judged(environment);
        let verified = verification.accept::<MicroCredential>().map_err(|refused| {
            let other = other_kind(&document, &limits, &verification);
            other.map_or_else(|| not_accepted(&verification, refused), |detail| of_another_kind(&detail))
        })?;
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
        let is_lost = link.is_none() && certificate.original().is_none();
        let note = is_lost.then_some("the id of the credential is no address of the web, or too long for a QR code, so there is none; a link to where the credential itself is kept makes one");
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
        error @ (NotDrawn::TooLong { .. } | NotDrawn::Illegible | NotDrawn::Unfit(_)) => {
            Error::member("format", error.to_string())
        }
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

/// What is to be done with a document that certificates are not made of, whatever is wrong with it.
fn other_kind(document: &[u8], limits: &Limits, verification: &Verification) -> Option<String> {
    if verification.is_presentation() {
        let places: Vec<&str> = verification.members().iter().map(|(place, _)| place.as_str()).collect();
        let which = if places.is_empty() { "it has none".to_owned() } else { places.join(", ") };
        return Some(format!(
            "it is a presentation: take a credential out of it and render that ({which}), or make a report of it"
        ));
    }
    let unwrapped = Unwrapped::read(document, limits).ok()?;
    DocumentKind::unissued(unwrapped.document().root())
        .map(|what| format!("{what}, and render what is issued; a badge image can be made of it as it is"))
}

fn of_another_kind(detail: &str) -> Error {
    Error::refused(Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail))
}

/// Why there is no certificate: what the report found, or what keeps the credential from being a micro-credential.
fn not_accepted(verification: &Verification, refused: NotAccepted) -> Error {
    if let NotAccepted::Shape(findings) = refused {
        return Error::reasons(findings);
    }
    let (code, pointer, mut detail) = match (verification.refusal(), refused) {
        (_, NotAccepted::Selection { .. }) => {
            let detail = "the holder has shown a part of it, and a certificate says all of a credential: ask the holder for the whole";
            (code::request::NOT_ACCEPTED, Pointer::root(), detail.to_owned())
        }
        (Some(Finding { code, pointer, detail, .. }), NotAccepted::Trust { .. }) => (code, pointer, detail),
        (Some(Finding { code, pointer, detail, .. }), NotAccepted::Outcome { outcome, .. }) => {
            let why = if detail.is_empty() { detail } else { format!(": {detail}") };
            (code, pointer, format!("the credential is {outcome}{why}; verify it, and the report says all"))
        }
        (_, refused) => (code::request::NOT_ACCEPTED, Pointer::root(), refused.to_string()),
    };
    if !verification.unmet().is_empty() {
        detail.push_str("; not everything could be looked up: verify the same, and `needs` tells what");
    }
    Error::refused(Finding::new(code, pointer, detail))
}
