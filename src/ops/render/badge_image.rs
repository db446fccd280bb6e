//! The image of a badge, whoever made it and whether it is issued or not.

use super::super::Error;
use super::super::request::document::DocumentKind;
use super::super::request::{european, open_badge};
use super::{Format, Render};
use crate::badge::AchievementCredential;
use crate::env::Environment;
use crate::limits::Limits;
use crate::microcredential::carrier::Recovered;
use crate::microcredential::{Elements, MicroCredential, Offer};
use crate::openbadges2::Presented;
use crate::proof::Unwrapped;
use crate::render::{BadgeImage, Colour, Language};

impl Render {
    /// What a badge image shows, and what is to be said about it.
    pub(super) fn elements(self, environment: &Environment) -> Result<(Elements, Vec<String>), Error> {
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
}

/// A badge image of a badge, a micro-credential or an offer, as SVG or PNG, and what is to be said about it.
pub(in crate::ops) fn badge_image(
    document: &[u8],
    language: Language,
    colour: Colour,
    format: Format,
    limits: &Limits,
) -> Result<(Vec<u8>, Vec<String>), Error> {
    drawn(&elements(document, limits)?, language, colour, format)
}

pub(super) fn drawn(
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
    Ok((pixels, super::on_missing(note, &image.missing())))
}

#[cfg(not(feature = "pdf"))]
fn png(_: &BadgeImage<'_>) -> Result<(Vec<u8>, Vec<String>), Error> {
    Err(super::without_fonts())
}

fn elements(document: &[u8], limits: &Limits) -> Result<Elements, Error> {
    if european::is_carried(document, limits) {
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
        | DocumentKind::Endorsement
        | DocumentKind::Credential
        | DocumentKind::OpenBadge2
        | DocumentKind::EuropeanDigitalCredential => {
            let (badge, _) = AchievementCredential::read(root).map_err(Error::reasons)?;
            Ok(Recovered::from_badge(&badge).elements)
        }
    }
}
