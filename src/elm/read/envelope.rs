//! Who was awarded what by whom, and when.

use super::document::{DAY_ALONE, Document, id_of, is_a};
use crate::badge::{Address, IdentifierType, IdentityObject, Profile};
use crate::elm::SYNTHESISED;
use crate::json::{Node, Pointer};
use crate::microcredential::carrier::Recovered;
use crate::microcredential::{AwardingBody, Learner, Location, Text};
use crate::report::code;
use crate::vc;
use std::fmt;

/// What an issuer says of itself, where a profile has one wording of the name and no legal identifier.
#[derive(Clone, Debug)]
pub(crate) struct InOwnWords {
    /// Where the issuer stands.
    pub(crate) at: Pointer,
    pub(crate) name: Text,
    pub(crate) legal_identifier: Option<LegalIdentifier>,
}

/// What an issuer is called under eIDAS.
#[derive(Clone, Debug)]
pub(crate) struct LegalIdentifier {
    pub(crate) at: Pointer,
    pub(crate) notation: String,
    /// Whether nothing else is said of it than where the issuer is.
    pub(crate) is_notation_alone: bool,
}

/// A number under which a country knows the learner. The country has no place among the elements, and so it stays among what is lost.
#[derive(Clone)]
pub(crate) struct NationalNumber {
    /// Where the country stands.
    pub(crate) at: Pointer,
    pub(crate) notation: String,
    pub(crate) country: Location,
}

impl NationalNumber {
    /// Whether an identifier is this number, without the country.
    pub(crate) fn is(&self, own: &IdentityObject) -> bool {
        let is_national = own.identity_type == IdentifierType::NationalIdentityNumber;
        is_national && !own.hashed && own.identity_hash == self.notation
    }
}

impl fmt::Debug for NationalNumber {
    /// Where the country stands: the rest says who somebody is.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("NationalNumber").field("at", &self.at).finish_non_exhaustive()
    }
}

/// Reads what stands around the achievement, and finds the achievement.
pub(super) fn read(document: &mut Document<'_>) -> (Recovered, Option<Profile>, Option<InOwnWords>) {
    let root = document.root;
    let mut found = Recovered { id: document.id(root), ..Recovered::default() };
    if let Some(subject) = document.object_of(root, "credentialSubject") {
        found.learner = learner(document, subject);
        let claims = document.objects(subject, "hasClaim");
        let mut achievements = claims.into_iter().filter(|claim| is_a(*claim, "LearningAchievement"));
        document.achievement = achievements.next();
        let second = achievements.next();
        if document.achievement.is_none() {
            let at = subject.get("hasClaim").unwrap_or(subject);
            document.misshapen(at, "a claim of the type LearningAchievement");
        }
        if let Some(second) = second {
            document.say(code::elm::SEVERAL, second.path(), "convert each achievement by itself");
        }
    }
    let (mut issuer, mut in_own_words) = (None, None);
    if let Some(organisation) = document.object_of(root, "issuer") {
        document.issuer = Some(organisation);
        let body = organisation_of(document, organisation);
        found.elements.issuer_locations = body.1;
        in_own_words = Some(InOwnWords {
            at: organisation.path(),
            name: body.0.name.clone(),
            legal_identifier: legal_identifier(document, organisation, found.elements.issuer_locations.first()),
        });
        issuer = profile(body.0, &found.elements.issuer_locations);
    }
    if let Some(achievement) = document.achievement {
        let process = document.object_of(achievement, "awardedBy");
        let bodies = process.map(|process| document.objects(process, "awardingBody")).unwrap_or_default();
        document.bodies.clone_from(&bodies);
        for organisation in bodies {
            let (mut body, locations) = organisation_of(document, organisation);
            body.location = locations.into_iter().next();
            document.push(&mut found.elements.awarding_bodies, body, organisation);
        }
        found.issued = process.and_then(|process| document.day(process, "awardingDate"));
    }
    issued(document, &mut found);
    (found, issuer, in_own_words)
}

/// The legal identifier of an issuer. It has no place among the elements, and so it stays among what is lost.
fn legal_identifier<'t>(
    document: &mut Document<'t>,
    organisation: Node<'t>,
    location: Option<&Location>,
) -> Option<LegalIdentifier> {
    let place = organisation.get("eIDASIdentifier")?.each().next()?;
    let described = match place.get("notation") {
        Some(_) => place,
        None => document.referred(id_of(place).or(place.as_str())?)?,
    };
    if id_of(described).is_some_and(|id| id.starts_with(SYNTHESISED)) {
        return None;
    }
    let country = |spatial: Node<'_>| Location::from_country_uri(id_of(spatial).or(spatial.as_str())?);
    let is_notation_alone = described.members().all(|(name, value)| match name {
        "id" | "@id" | "type" | "@type" | "notation" => true,
        "spatial" => country(value).is_some_and(|there| location.is_some_and(|here| here.country == there.country)),
        _ => false,
    });
    let notation = described.get("notation")?.as_str()?.to_owned();
    Some(LegalIdentifier { at: organisation.path().member("eIDASIdentifier"), notation, is_notation_alone })
}

/// The day of the award, or else of what documents it; where they differ, the others are told. From when it is valid may be another day.
fn issued(document: &mut Document<'_>, found: &mut Recovered) {
    let root = document.root;
    for member in ["issued", "issuanceDate", "validFrom"] {
        let Some(place) = root.get(member) else {
            continue;
        };
        let day = document.day(root, member);
        match (found.issued, day) {
            (None, day) => found.issued = day,
            (Some(earlier), Some(day)) if earlier != day => {
                document.untake(place);
                document.in_part.retain(|(node, _)| node.index() != place.index());
                if member == "validFrom" {
                    continue;
                }
                let detail = format!("{earlier} is taken for the date of issuing, and this says {day}");
                document.say(code::elm::DISAGREEMENT, place.path(), detail);
            }
            // The same day again: nothing is lost but the hour, which is told once.
            _ => {}
        }
    }
    let mut told = false;
    document.in_part.retain(|(_, reason)| *reason != DAY_ALONE || !std::mem::replace(&mut told, true));
}

fn learner<'t>(document: &mut Document<'t>, subject: Node<'t>) -> Learner {
    let mut learner = Learner {
        id: document.id(subject),
        name: document.one_wording(subject, "fullName"),
        given_name: document.one_wording(subject, "givenName"),
        family_name: document.one_wording(subject, "familyName"),
        ..Learner::default()
    };
    for identifier in document.objects(subject, "identifier") {
        let scheme = document.string(identifier, "schemeName").unwrap_or_default();
        if let Some(value) = document.string(identifier, "notation") {
            let kind = identifier_type(scheme);
            if kind.as_str() != scheme
                && let Some(place) = identifier.get("schemeName")
            {
                document.in_part.push((place, "the name of the scheme becomes a term of Open Badges"));
            }
            document.push(&mut learner.identifiers, IdentityObject::plain(kind, value), identifier);
        }
    }
    for national in document.objects(subject, "nationalID") {
        if let Some(value) = document.string(national, "notation") {
            let identity = IdentityObject::plain(IdentifierType::NationalIdentityNumber, value);
            document.push(&mut learner.identifiers, identity, national);
            let number = || {
                let spatial = national.get("spatial")?;
                let country = Location::from_country_uri(id_of(spatial).or(spatial.as_str())?)?;
                Some(NationalNumber { at: spatial.path(), notation: value.to_owned(), country })
            };
            document.national_number = document.national_number.take().or_else(number);
        }
    }
    for contact in document.objects(subject, "contactPoint") {
        for mailbox in document.objects(contact, "emailAddress") {
            let address = document.id(mailbox);
            let address = address.as_deref().and_then(|id| id.strip_prefix("mailto:"));
            let identity = address.map(|address| IdentityObject::plain(IdentifierType::EmailAddress, address));
            if let Some(identity) = identity {
                document.push(&mut learner.identifiers, identity, mailbox);
            }
        }
    }
    learner
}

/// The term of Open Badges for a scheme of identifiers: its own, or an extension made of the letters and digits of its name.
fn identifier_type(scheme: &str) -> IdentifierType {
    match IdentifierType::from(scheme) {
        IdentifierType::Unknown(_) => {}
        known => return known,
    }
    let letters: String = scheme
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '_' })
        .collect();
    match letters.is_empty() {
        true => IdentifierType::Identifier,
        false => IdentifierType::Extension(format!("ext:{letters}")),
    }
}

/// An organisation, and where it is.
pub(super) fn organisation_of<'t>(
    document: &mut Document<'t>,
    organisation: Node<'t>,
) -> (AwardingBody, Vec<Location>) {
    let name = document.text(organisation, "legalName");
    // A local id is all that there is to tell two of them apart.
    let id = document.id(organisation).or_else(|| super::document::id_of(organisation).map(str::to_owned));
    let mut locations = Vec::new();
    for place in document.objects(organisation, "location") {
        let region = region(document, place);
        for address in document.objects(place, "address") {
            for (country, at) in document.concepts(address, "countryCode") {
                // A concept that has nothing but a notation has the code for it, if anything.
                let known = match &country.uri {
                    Some(uri) => Location::from_country_uri(uri),
                    None => {
                        country.label.as_plain().map(Location::country).filter(|noted| noted.country_name().is_some())
                    }
                };
                match known {
                    Some(known) => document.push(&mut locations, Location { region: region.clone(), ..known }, at),
                    None => {
                        document.untake(at);
                        document.misshapen(at, "a country of the EU's authority table that ISO 3166-1 has too");
                    }
                }
            }
        }
    }
    (AwardingBody::new(id.unwrap_or_default(), name), locations)
}

/// The name of a place, or of the administrative unit that it lies in.
fn region<'t>(document: &mut Document<'t>, place: Node<'t>) -> Option<String> {
    let named = document.one_wording(place, "geographicName");
    if named.is_some() || place.get("spatialCode").is_none() {
        return named;
    }
    let (unit, _) = document.concepts(place, "spatialCode").into_iter().next()?;
    let label = unit.label.any();
    if label.is_empty() { unit.uri } else { Some(label.to_owned()) }
}

fn profile(body: AwardingBody, locations: &[Location]) -> Option<Profile> {
    if body.id.is_empty() {
        return None;
    }
    let mut profile = Profile::new(body.id);
    profile.name = (!body.name.is_empty()).then(|| wordings(&body.name));
    if let Some(Location { country, region, .. }) = locations.first() {
        let mut address = Address::new().address_country_code(country);
        address.address_region.clone_from(region);
        profile = profile.address(address);
    }
    Some(profile)
}

/// One wording, as Open Badges has it.
fn wordings(text: &Text) -> vc::Text {
    vc::Text::from(text.any())
}
