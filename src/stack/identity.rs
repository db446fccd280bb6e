//! By what a learner is known again.

use super::part::Part;
use crate::badge::{IdentifierType, IdentityObject};
use crate::microcredential::{MicroCredential, Offer};
use std::collections::{BTreeMap, BTreeSet};

/// How many identifiers of its learner a credential may state that are compared with those of others. Nobody has so many, and every
/// one that is written plainly is hashed with every salt that occurs.
pub(super) const MOST_IDENTIFIERS: usize = 16;

/// By what a learner is known again. A name is not among it.
#[derive(Clone, Default)]
pub(super) struct Identity {
    pub(super) id: Option<String>,
    identifiers: Vec<IdentityObject>,
    /// Who states them, and in which country, if it is one.
    issuer: String,
    country: Option<String>,
}

impl Identity {
    /// By what a credential that somebody issued knows its learner.
    pub(super) fn of(held: &MicroCredential, issuer: &str) -> Self {
        let learner = held.learner();
        Self {
            id: learner.id.clone(),
            identifiers: learner.identifiers.iter().filter(|own| identifies(own)).cloned().collect(),
            issuer: issuer.to_owned(),
            country: country(held.offer()),
        }
    }

    /// Whether it has more identifiers than are compared. Then none of them is.
    pub(super) fn has_too_many(&self) -> bool {
        self.identifiers.len() > MOST_IDENTIFIERS
    }

    fn compared(&self) -> &[IdentityObject] {
        if self.has_too_many() { &[] } else { &self.identifiers }
    }

    /// Whether a number of one is given out by whoever gives out those of the other. Two countries number their people alike.
    fn counts_as(&self, other: &Self) -> bool {
        self.issuer == other.issuer || self.country.is_some() && self.country == other.country
    }
}

/// What two identifiers of one person have in common: the same words, or the same hash with the same salt.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Plain(String),
    /// The salt, and the hash.
    Hashed(String, String),
}

/// The identifiers of some credentials, by which they are linked. An identifier is hashed once with each salt that occurs, however
/// many credentials state it.
pub(super) struct Identifiers<'p> {
    parts: &'p [Part],
    /// For each of them, those of addresses and those of numbers.
    addresses: Vec<BTreeSet<Mark>>,
    numbers: Vec<BTreeSet<Mark>>,
}

impl<'p> Identifiers<'p> {
    pub(super) fn of(parts: &'p [Part]) -> Self {
        Self {
            parts,
            addresses: marks(parts, &IdentifierType::EmailAddress),
            numbers: marks(parts, &IdentifierType::NationalIdentityNumber),
        }
    }

    /// Whether an identifier of one is known to be an identifier of the other.
    pub(super) fn are_shared(&self, one: usize, other: usize) -> bool {
        let counts = || self.parts[one].learner.counts_as(&self.parts[other].learner);
        !self.addresses[one].is_disjoint(&self.addresses[other])
            || (!self.numbers[one].is_disjoint(&self.numbers[other]) && counts())
    }
}

/// For each part, what its identifiers of a kind have in common with others.
fn marks<'p>(parts: &'p [Part], kind: &IdentifierType) -> Vec<BTreeSet<Mark>> {
    let of_kind = |part: &'p Part| part.learner.compared().iter().filter(|own| own.identity_type == *kind).collect();
    let stated: Vec<Vec<&IdentityObject>> = parts.iter().map(of_kind).collect();
    let hash_of = |own: &IdentityObject| own.identity_hash.to_ascii_lowercase();
    let salt_of = |own: &IdentityObject| own.salt.clone().unwrap_or_default();
    let mut occurring: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for own in stated.iter().flatten().filter(|own| own.hashed) {
        occurring.entry(salt_of(own)).or_default().insert(hash_of(own));
    }
    let plain: BTreeSet<&str> =
        stated.iter().flatten().filter(|own| !own.hashed).map(|own| own.identity_hash.as_str()).collect();
    let of_plain = |text: &str| {
        let spellings = IdentityObject::spellings(kind, text);
        let mut marks = BTreeSet::new();
        for (salt, hashes) in &occurring {
            let own = spellings.iter().map(|spelling| IdentityObject::hash_of(spelling, salt));
            marks.extend(own.filter(|hash| hashes.contains(hash)).map(|hash| Mark::Hashed(salt.clone(), hash)));
        }
        marks.extend(spellings.into_iter().last().map(Mark::Plain));
        marks
    };
    let plain: BTreeMap<&str, BTreeSet<Mark>> = plain.into_iter().map(|text| (text, of_plain(text))).collect();
    let of_one = |own: &&IdentityObject| match own.hashed {
        true => BTreeSet::from([Mark::Hashed(salt_of(own), hash_of(own))]),
        false => plain.get(own.identity_hash.as_str()).cloned().unwrap_or_default(),
    };
    stated.iter().map(|own| own.iter().flat_map(of_one).collect()).collect()
}

/// The country of those who award it, if it is one.
fn country(offer: &Offer) -> Option<String> {
    let of_bodies = offer.awarding_bodies.iter().filter_map(|body| body.location.as_ref());
    let mut all = offer.issuer_locations.iter().chain(of_bodies).map(|location| &location.country);
    let first = all.next()?;
    all.all(|other| other == first).then(|| first.clone())
}

/// Whether an identifier is one person's and nobody else's: an address wherever it was given, a number where it was given out, and
/// neither where something stands there because it has to. What is hashed cannot be looked at.
fn identifies(identifier: &IdentityObject) -> bool {
    let text = identifier.identity_hash.trim();
    match identifier.identity_type {
        IdentifierType::EmailAddress => identifier.hashed || is_address(text),
        IdentifierType::NationalIdentityNumber => identifier.hashed || is_number(text),
        _ => false,
    }
}

/// Whether it is a mailbox at a host with a name in dots.
fn is_address(text: &str) -> bool {
    let Some((mailbox, host)) = text.split_once('@') else { return false };
    !mailbox.is_empty() && host.contains('.') && host.split('.').all(|label| !label.is_empty() && !label.contains('@'))
}

/// Whether it is long enough to be one person's, and not one sign again and again.
fn is_number(text: &str) -> bool {
    let signs: Vec<char> = text.chars().filter(|sign| sign.is_alphanumeric()).collect();
    signs.len() >= 5 && signs.iter().any(|sign| sign.is_numeric()) && signs.windows(2).any(|two| two[0] != two[1])
}
