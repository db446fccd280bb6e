//! Who is meant: the learner, and an awarding body with its place.

use super::text;
use crate::badge::{AchievementCredential, IdentifierType, Profile, ProfileRef};
use crate::microcredential::{AwardingBody, Learner, Location};

pub(super) fn learner(badge: &AchievementCredential) -> Learner {
    let subject = &badge.credential_subject;
    let mut learner = Learner { id: subject.id.clone(), ..Learner::default() };
    for identity in &subject.identifier {
        let part = match &identity.identity_type {
            _ if identity.hashed => None,
            IdentifierType::Name => Some(&mut learner.name),
            IdentifierType::Extension(own) if own == "ext:givenName" => Some(&mut learner.given_name),
            IdentifierType::Extension(own) if own == "ext:familyName" => Some(&mut learner.family_name),
            _ => None,
        };
        match part {
            Some(part) if part.is_none() => *part = Some(identity.identity_hash.clone()),
            _ => learner.identifiers.push(identity.clone()),
        }
    }
    learner
}

/// A profile as an awarding body, if it says who it is.
pub(super) fn body(profile: &ProfileRef) -> Option<AwardingBody> {
    let id = profile.id()?.to_owned();
    let name = profile.name().map(text).unwrap_or_default();
    Some(AwardingBody { id, name, location: profile.profile().and_then(location) })
}

pub(super) fn location(profile: &Profile) -> Option<Location> {
    let address = profile.address.as_ref()?;
    let is_code = |text: &&String| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    let country = address.address_country_code.as_ref().or(address.address_country.as_ref().filter(is_code))?;
    Some(Location { country: country.clone(), region: address.address_region.clone() })
}

/// The members of an address that the country and the region are read from.
pub(super) fn address(profile: &Profile) -> Vec<&'static str> {
    let (Some(address), Some(location)) = (&profile.address, location(profile)) else { return Vec::new() };
    let by_code = address.address_country_code.is_some();
    let repeats = address
        .address_country
        .as_ref()
        .is_some_and(|country| *country == location.country || Some(country.as_str()) == location.country_name());
    let parts = [
        ("addressCountryCode", by_code),
        ("addressCountry", !by_code || repeats),
        ("addressRegion", location.region.is_some()),
    ];
    parts.into_iter().filter(|(_, is_read)| *is_read).map(|(part, _)| part).collect()
}
