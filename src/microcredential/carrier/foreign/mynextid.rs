//! MyNextID: plain Open Badges 3.0, with the field of education as a text, and the country of the issuer in its identifier
//! under eIDAS alone.

use super::super::recover::{Recovered, achievement_pointer, push, text};
use super::Rule;
use crate::badge::AchievementCredential;
use crate::json::Pointer;
use crate::microcredential::vocabulary::Concept;
use crate::microcredential::{Field, Location};
use crate::report::code;

/// What says whose badge it is.
const IDENTIFIER: &str = "ext:eIDASIdentifier";

pub(super) fn read(badge: &AchievementCredential, found: &mut Recovered) {
    let entries = badge.issuer.profile().into_iter().flat_map(|issuer| issuer.other_identifier.iter().enumerate());
    let own: Vec<_> = entries.filter(|(_, entry)| entry.identifier_type.as_str() == IDENTIFIER).collect();
    if own.is_empty() {
        return;
    }
    let field =
        badge.credential_subject.achievement.field_of_study.as_ref().map(text).filter(|field| !field.is_empty());
    if let Some(field) = field.filter(|_| found.elements.fields.is_empty()) {
        found.elements.fields.push(Field::Other(Concept::with_label(field)));
        take(found, "/offer/fields", achievement_pointer().member("fieldOfStudy"));
    }
    if !found.elements.issuer_locations.is_empty() {
        return;
    }
    // Of several countries, none is the first.
    for (index, country) in own.iter().filter_map(|(index, entry)| Some((*index, country(&entry.identifier)?))) {
        push(&mut found.elements.issuer_locations, Location::country(country));
        let at = Pointer::root().member("issuer").member("otherIdentifier").item(index);
        take(found, "/offer/issuerLocations", at);
    }
}

fn take(found: &mut Recovered, member: &'static str, at: Pointer) {
    found.say(code::ec::CARRIER_FOREIGN, at.clone(), "it is written as MyNextID writes it");
    found.take(member, at, Rule::MyNextId);
}

/// The country in a legal person's identifier, such as `VATSI-12345678`
/// ([ETSI EN 319 412-1 §5.1.4](https://www.etsi.org/deliver/etsi_en/319400_319499/31941201/)).
fn country(identifier: &str) -> Option<&str> {
    let (head, _) = identifier.split_once('-')?;
    let (kind, country) = head.split_at_checked(3)?;
    let is_code = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_code(kind, 3) && is_code(country, 2)).then_some(country)
}
