//! How a micro-credential travels as an Open Badge 3.0, and comes back.
//!
//! [`Carrier::Standard`] uses terms of Open Badges 3.0 alone: every controlled value of Annex I is an alignment to its
//! concept, so that every other verifier reads the badge today. What has no place there is told in a [`LossReport`]
//! (people still read it in the narrative). [`Carrier::Extended`] adds the whole description in the terms of our own
//! context, which are those of the European Learning Model wherever it has one, and loses nothing.
//!
//! [`MAPPING`] says where each member of the JSON form goes. [`Recovered`] is the way back, also from badges of others.

mod extended;
mod foreign;
mod leftovers;
mod loss;
pub mod mapping;
mod narrative;
mod recover;
mod source;
mod standard;
mod target;

pub use loss::{Loss, LossReport, Lost};
pub use recover::Recovered;
pub use source::{Rule, Source};

pub(crate) use leftovers::{of as leftovers, of_unwritten as leftovers_of_unwritten};
pub(crate) use mapping::{MAPPING, Mapping};
pub(crate) use recover::language;
pub(crate) use standard::{alignments, number};

use super::{Location, MicroCredential, annex, form};
use crate::badge::{AchievementCredential, Profile};
use crate::codec::iri;
use crate::json::{Node, Pointer};
use crate::report::{Finding, Findings, code};
use crate::vc::context_urls::Family;

/// The context in which the terms of [`Carrier::Extended`] are defined; it stands last in the badge.
pub const CONTEXT: &str = crate::vc::context_urls::MICROCRED_DRAFT_1;

/// How the elements of Annex I travel in a badge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Carrier {
    /// In terms of Open Badges 3.0 alone.
    #[default]
    Standard,
    /// In terms of Open Badges 3.0, and whole in those of our own [context](CONTEXT).
    Extended,
}

/// A badge that carries a micro-credential, and what it could not carry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub struct Carried {
    /// The badge, unsigned.
    pub badge: AchievementCredential,
    /// What a reader of the badge cannot recover.
    pub losses: LossReport,
}

impl Carrier {
    /// The word used on the command line: `standard`, `extended`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Extended => "extended",
        }
    }

    /// The carrier of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Standard, Self::Extended].into_iter().find(|carrier| carrier.name() == name)
    }

    /// The badge, as the issuer with this profile would issue it. Its `validFrom` is the date of issuing, from midnight in UTC.
    ///
    /// Where the profile has no address, it gets the country and region of the issuer from the offer.
    ///
    /// # Errors
    /// If the micro-credential or its offer has no id ([`MicroCredential::with_ids`] makes them), if the profile has none,
    /// if one id names two things, or if the profile's address is in a country that is none of the issuer's in the offer.
    ///
    /// ```
    /// use microcred::badge::Profile;
    /// use microcred::microcredential::{MicroCredential, carrier::Carrier};
    /// # let json = &std::fs::read_to_string("examples/data/micro-credential.json").unwrap();
    /// let held = MicroCredential::from_json(json)?.with_ids(&microcred::Environment::system())?;
    /// let issuer = Profile::new("https://vet.example/").name("Example VET Centre");
    /// let carried = Carrier::Extended.carry(&held, &issuer)?;
    /// assert!(carried.losses.is_empty());
    /// assert_eq!(MicroCredential::from_badge(&carried.badge)?.0, held);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn carry(self, held: &MicroCredential, issuer: &Profile) -> Result<Carried, Findings> {
        let place = check(held, issuer)?;
        let mut badge = standard::badge(held, standard::located(issuer.clone(), place));
        if self == Self::Extended {
            extended::extend(&mut badge, held);
        }
        let losses = LossReport::between(&held.to_json(), &Recovered::from_badge(&badge).to_json(), |row| row.lost);
        Ok(Carried { badge, losses })
    }
}

/// What must hold before anything is carried; the issuer's location that the profile has, or shall have.
fn check<'h>(held: &'h MicroCredential, issuer: &Profile) -> Result<Option<&'h Location>, Findings> {
    let mut findings = Findings::new();
    let root = Pointer::root();
    for (id, at) in [(held.id(), root.member("id")), (held.offer().id.as_deref(), root.member("offer").member("id"))] {
        if id.is_none() {
            findings.push(Finding::new(code::ec::CARRIER_IDS, at, "give it one, or let `with_ids` make one"));
        }
    }
    if issuer.id.as_deref().is_none_or(|id| !iri::is_absolute(id)) {
        findings.push(Finding::new(
            code::ec::CARRIER_ISSUER,
            root.clone(),
            "its profile needs an id that is an absolute IRI",
        ));
    }
    for (at, id) in named_twice(held, issuer) {
        let detail = format!("{id} also names something else here; give each its own");
        findings.push(Finding::new(code::ec::CARRIER_IDS, at, detail));
    }
    let locations = &held.offer().issuer_locations;
    let country = issuer.address.as_ref().and_then(|address| address.address_country_code.as_deref());
    let place = match country {
        None => locations.first(),
        Some(country) => locations.iter().find(|location| location.country == country),
    };
    if place.is_none() {
        let detail = "the address in the profile is in another country; correct one of the two, or state the issuer's with `issuerLocations`";
        let at = root.member("offer").member("issuerLocations");
        findings.push(Finding::new(code::ec::CARRIER_ISSUER, at, detail).about(annex::COUNTRY));
    }
    findings.into_result(place)
}

/// Ids under which two things would be described: in RDF they would become one. The learner's is not repeated.
fn named_twice(held: &MicroCredential, issuer: &Profile) -> Vec<(Pointer, String)> {
    let (root, offer) = (Pointer::root(), held.offer());
    let body = offer.awarding_bodies.first().map(|body| &body.id).filter(|id| Some(*id) != issuer.id.as_ref());
    let named = [
        (root.clone(), issuer.id.as_deref()),
        (root.member("id"), held.id()),
        (root.member("offer").member("id"), offer.id.as_deref()),
        (root.member("offer").member("awardingBodies").item(0), body.map(String::as_str)),
        (root.member("learner").member("id"), held.learner().id.as_deref()),
    ];
    let mut seen = Vec::new();
    let mut twice = Vec::new();
    for (at, id) in named {
        if id.is_some() && seen.contains(&id) {
            let shown = match at.as_str().starts_with("/learner") {
                true => "the learner's id".to_owned(),
                false => form::Quoted(id.unwrap_or_default()).to_string(),
            };
            twice.push((at, shown));
        }
        seen.push(id);
    }
    twice
}

/// What is missing or disagrees of the elements of Annex I in a badge that describes a micro-credential in our own terms, and so has to do
/// it whole; nothing of any other.
pub(crate) fn own_terms(root: Node<'_>) -> Option<Findings> {
    let mut contexts = root.get("@context").into_iter().flat_map(Node::each).filter_map(Node::as_str);
    if !contexts.any(|url| Family::of(url) == Family::Microcred) {
        return None;
    }
    let (badge, _) = AchievementCredential::read(root).ok()?;
    let stated = Recovered::from_badge(&badge);
    let findings = match stated.clone().complete() {
        Ok((_, findings)) | Err(findings) => findings,
    };
    // Some places are those of the micro-credential's own form, which is not what arrived.
    let here = |finding: Finding| match root.pointer(&finding.pointer) {
        Some(_) => finding,
        None => {
            let detail = format!("{} (in the form of a micro-credential: {})", finding.detail, finding.pointer);
            Finding { pointer: stated.stated_at(&finding.pointer), detail, ..finding }
        }
    };
    Some(findings.into_iter().map(here).collect())
}
