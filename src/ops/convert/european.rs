//! What is made for Europass.

use super::read::{Content, Stated};
use super::{named, profile};
use crate::elm;
use crate::env::Environment;
use crate::microcredential::MicroCredential;
use crate::ops::Error;
#[cfg(feature = "pdf")]
use crate::render::BadgeImage;

/// The badge image that is drawn of it, as Europass shows images: it takes no SVG for one. Without the feature `pdf` nothing is drawn.
#[cfg(feature = "pdf")]
fn face(held: &MicroCredential) -> Option<elm::DisplayImage> {
    let pixels = BadgeImage::of(held.offer()).to_png().ok()?;
    Some(elm::DisplayImage::new(elm::ImageType::Png, pixels))
}

#[cfg(not(feature = "pdf"))]
fn face(_: &MicroCredential) -> Option<elm::DisplayImage> {
    None
}

/// Shown by the badge image that is drawn of it; the issuer is the one of the document.
pub(super) fn written(
    content: Content,
    issuer: Option<&str>,
    environment: &Environment,
) -> Result<elm::Written, Error> {
    let mut options = elm::Options::default();
    let (held, own) = match content {
        Content::Held(held) => (*held, None),
        Content::Badge(badge) => {
            let own = badge.0.issuer.profile().cloned();
            options.valid_from = badge.0.valid_from;
            (badge.1.complete().map_err(Error::reasons)?.0, own)
        }
        Content::Stated(stated) => {
            let Stated { recovered, issuer: own, in_own_words, validity, .. } = *stated;
            options.valid_from = validity.from;
            if let Some(words) = &in_own_words {
                options = options.issuer_in_own_words(words);
            }
            (recovered.complete().map_err(Error::reasons)?.0, own)
        }
    };
    let held = held.with_ids(environment).map_err(|error| Error::failed(error.to_string()))?;
    options.image = face(&held);
    let own = own.map(|own| named(own, issuer)).or_else(|| issuer.map(|_| profile(&held, issuer)));
    Ok(elm::write(&held, &own.map_or(options.clone(), |own| options.issuer(own))))
}
