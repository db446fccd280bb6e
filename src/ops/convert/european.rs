//! What is made for Europass.

use super::read::{Content, Stated};
use super::{CredentialFormat, named, profile};
use crate::badge::IdentifierType;
use crate::elm::{self, DisplayImage, Kept, NationalNumber};
use crate::env::Environment;
use crate::json::{Object, Pointer, Value};
use crate::microcredential::MicroCredential;
use crate::microcredential::carrier::{Loss, Lost};
use crate::ops::Error;
#[cfg(feature = "pdf")]
use crate::render::BadgeImage;
use crate::vc::DateTimeStamp;

/// What is asked for beside the form.
pub(super) struct Asked {
    pub(super) issuer: Option<String>,
    pub(super) eidas_identifier: Option<String>,
    pub(super) image: Option<DisplayImage>,
    pub(super) valid_until: Option<DateTimeStamp>,
    pub(super) upload: bool,
}

impl Asked {
    /// Whether there is a place for it, and it says something.
    pub(super) fn may_be_made(&self, to: CredentialFormat) -> Result<(), Error> {
        let asked = [
            ("eidasIdentifier", self.eidas_identifier.is_some()),
            ("image", self.image.is_some()),
            ("validUntil", self.valid_until.is_some()),
            ("upload", self.upload),
        ];
        match asked.into_iter().find(|(_, is_asked)| *is_asked) {
            Some((member, _)) if to != CredentialFormat::Elm => {
                Err(Error::member(member, "leave it out: it is for European Digital Credentials, which `elm` makes"))
            }
            _ if self.eidas_identifier.as_deref().is_some_and(|own| own.trim().is_empty()) => {
                Err(Error::member("eidasIdentifier", "write the legal identifier, such as VATPT-500000000"))
            }
            _ => Ok(()),
        }
    }

    /// Whether another end was asked for than what is converted has. What has ended by then is not to go on.
    fn ends_otherwise(&self, own: Option<&DateTimeStamp>) -> Result<bool, Error> {
        match self.valid_until.as_ref().zip(own) {
            Some((asked, own)) if asked.instant() > own.instant() => {
                let detail = format!("it ends at {own} already; write no later moment, or leave it out");
                Err(Error::member("validUntil", detail))
            }
            ends => Ok(ends.is_some_and(|(asked, own)| asked.instant() != own.instant())),
        }
    }
}

/// A European Digital Credential, and what becomes of what is said beside the elements.
pub(super) struct Made {
    pub(super) document: Value,
    pub(super) written: elm::Written,
    ends_otherwise: bool,
    /// What is lost although the reader here recovers it: something else was asked for, or Europass does not look for it there.
    unseen: Vec<Loss>,
}

pub(super) const ANOTHER_IDENTIFIER: &str = "the identifier that was asked for stands in its place";
const ANOTHER_END: &str = "the end that was asked for stands in its place";

/// Where badges say what has a place here and none among the elements: those of 3.0, and those of 2.0.
const PLACES: [(Kept, &[&str]); 4] = [
    (Kept::IssuerId, &["/issuer/id", "/badge/issuer/id"]),
    (Kept::IssuerName, &["/issuer/name", "/badge/issuer/name"]),
    (Kept::IssuerPage, &["/issuer/url", "/badge/issuer/url"]),
    (Kept::ValidFrom, &["/validFrom", "/issuanceDate"]),
];

impl Made {
    /// All that is lost: with what the elements have no place for, unless it has one here.
    pub(super) fn losses(&self, beyond: Vec<Loss>) -> Vec<Loss> {
        let here = |place: &str| PLACES.iter().find(|(_, places)| places.contains(&place)).map(|(kept, _)| *kept);
        let beyond = beyond.into_iter().filter_map(|loss| match here(loss.pointer.as_str()) {
            Some(kept) if self.written.kept.contains(&kept) => None,
            _ => Some(loss),
        });
        // That the end is another one is told where the document says it.
        let is_told = |loss: &&Loss| self.ends_otherwise && loss.pointer.as_str() == "/validUntil";
        let written = self.written.losses.iter().filter(|loss| !is_told(loss)).cloned();
        self.unseen.iter().cloned().chain(beyond).chain(written).collect()
    }
}

/// The learner's national numbers, if it is not known of which country.
fn without_country(held: &MicroCredential, known: Option<&NationalNumber>) -> Vec<Loss> {
    let identifiers = held.learner().identifiers.iter().enumerate();
    let others = identifiers.filter(|(_, own)| {
        let is_national = own.identity_type == IdentifierType::NationalIdentityNumber && !own.hashed;
        is_national && !known.is_some_and(|number| number.is(own))
    });
    let at = Pointer::root().member("learner").member("identifiers");
    others.map(|(index, _)| Loss { pointer: at.item(index), lost: Lost::Altered, reason: NO_COUNTRY }).collect()
}

const NO_COUNTRY: &str =
    "Europass has national numbers with their country, which is not stated; it stands among the other identifiers";

/// The badge image that is drawn of it, as Europass shows images: it takes no SVG for one. Without the feature `pdf` nothing is drawn.
#[cfg(feature = "pdf")]
fn face(held: &MicroCredential) -> Option<DisplayImage> {
    let pixels = BadgeImage::of(held.offer()).to_png().ok()?;
    Some(DisplayImage::new(elm::ImageType::Png, pixels))
}

#[cfg(not(feature = "pdf"))]
fn face(_: &MicroCredential) -> Option<DisplayImage> {
    None
}

/// Shown by the image that was asked for, or by the badge image that is drawn of it; the issuer is the one of the document, under the id that
/// was asked for.
pub(super) fn made(content: Content, asked: Asked, environment: &Environment) -> Result<Made, Error> {
    let mut options = elm::Options::default();
    let mut ends_at = vec![Pointer::root().member("validUntil")];
    let (held, own) = match content {
        Content::Held(held) => (*held, None),
        Content::Badge(badge) => {
            let own = badge.0.issuer.profile().cloned();
            options.valid_from = badge.0.valid_from;
            (badge.1.complete().map_err(Error::reasons)?.0, own)
        }
        Content::Stated(stated) => {
            let Stated { recovered, issuer: own, in_own_words, validity, national_number, .. } = *stated;
            options.national_number = national_number;
            options.valid_from = validity.from;
            ends_at = validity.until_at;
            if let Some(words) = &in_own_words {
                options = options.issuer_in_own_words(words);
            }
            (recovered.complete().map_err(Error::reasons)?.0, own)
        }
    };
    let ends_otherwise = asked.ends_otherwise(held.valid_until())?;
    let held = held.with_ids(environment).map_err(|error| Error::failed(error.to_string()))?;
    options.image = asked.image.or_else(|| face(&held));
    options.valid_until = asked.valid_until;
    options.eidas_identifier = asked.eidas_identifier.or(options.eidas_identifier);
    let issuer = asked.issuer.as_deref();
    let is_another = own.as_ref().is_some_and(|own| issuer.is_some() && own.id.as_deref() != issuer);
    let own = own.map(|own| named(own, issuer)).or_else(|| issuer.map(|_| profile(&held, issuer)));
    let without_country = without_country(&held, options.national_number.as_ref());
    let mut written = elm::write(&held, &own.map_or(options.clone(), |own| options.issuer(own)));
    written.kept.retain(|kept| !is_another || *kept != Kept::IssuerId);
    let unseen = ends_at.into_iter().filter(|_| ends_otherwise);
    let unseen = unseen.map(|pointer| Loss { pointer, lost: Lost::Altered, reason: ANOTHER_END });
    let unseen = unseen.chain(without_country).collect();
    let mut document = std::mem::replace(&mut written.document, Value::Null);
    if asked.upload {
        document = Object::new().with(elm::UPLOADED, document).into();
        let around = Pointer::root().member(elm::UPLOADED);
        written.synthesised.iter_mut().for_each(|own| own.pointer = own.pointer.below(&around));
    }
    Ok(Made { document, written, ends_otherwise, unseen })
}
