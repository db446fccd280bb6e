//! Which members of Open Badges itself state elements, and of which.

use super::super::source::Rule;
use super::parties::{address, location};
use super::{Recovery, achievement_pointer, language, text};
use crate::badge::ProfileRef;
use crate::json::Pointer;

impl Recovery<'_> {
    /// Which members of Open Badges itself state elements.
    pub(super) fn members(&mut self) {
        let (badge, subject) = (self.badge, &self.badge.credential_subject);
        let achievement = &subject.achievement;
        let (root, at_subject, at_achievement) =
            (Pointer::root(), Pointer::root().member("credentialSubject"), achievement_pointer());
        let awarded = if badge.awarded_date.is_some() { "awardedDate" } else { "validFrom" };
        let members = [
            ("/id", badge.id.is_some(), root.member("id")),
            ("/learner", subject.id.is_some(), at_subject.member("id")),
            ("/issued", self.found.issued.is_some(), root.member(awarded)),
            ("/validUntil", badge.valid_until.is_some(), root.member("validUntil")),
            ("/offer/id", achievement.id.is_some(), at_achievement.member("id")),
            ("/offer/kind", achievement.achievement_type.is_some(), at_achievement.member("achievementType")),
            ("/offer/title", !achievement.name.is_empty(), at_achievement.member("name")),
            // One that only repeats the name is read with it.
            ("/offer/description", !achievement.description.is_empty(), at_achievement.member("description")),
            ("/offer/code", achievement.human_code.is_some(), at_achievement.member("humanCode")),
            (
                "/offer/furtherInformation",
                achievement.criteria.id.is_some(),
                at_achievement.member("criteria").member("id"),
            ),
            (
                "/offer/languages",
                achievement.in_language.as_deref().and_then(language).is_some(),
                at_achievement.member("inLanguage"),
            ),
        ];
        for (member, _, from) in members.into_iter().filter(|(_, states, _)| *states) {
            self.found.take(member, from, Rule::OpenBadges);
        }
        // As it is called in VC 1.1.
        self.found.read.extend(badge.valid_until.iter().map(|_| root.member("expirationDate")));
        self.identifiers(at_subject.member("identifier"));
        self.profile(&badge.issuer, root.member("issuer"));
        if let Some(source) = subject.source.clone() {
            self.profile(&ProfileRef::Profile(Box::new(source)), at_subject.member("source"));
        }
        self.results(&at_subject.member("result"), &at_achievement.member("resultDescription"));
    }

    /// What was read of the learner's identifiers: what is hashed has a salt.
    fn identifiers(&mut self, at: Pointer) {
        for (index, identity) in self.badge.credential_subject.identifier.iter().enumerate() {
            let parts = ["hashed", "identityHash", "identityType", "salt"];
            let read = &parts[..if identity.hashed { 4 } else { 3 }];
            self.found.take_parts("/learner", at.item(index), Rule::OpenBadges, read);
        }
    }

    /// What a profile says of an awarding body, and of where the issuer is.
    fn profile(&mut self, profile: &ProfileRef, at: Pointer) {
        let elements = &self.found.elements;
        let body = elements.awarding_bodies.iter().find(|body| Some(body.id.as_str()) == profile.id());
        let place = profile.profile().and_then(location);
        let is_issuers =
            at.as_str() == "/issuer" && place.iter().all(|place| elements.issuer_locations.contains(place));
        let is_bodys = place.is_some() && body.is_some_and(|body| body.location == place);
        let is_named = body.is_some_and(|body| profile.name().is_some_and(|name| body.name == text(name)));
        let is_body = body.is_some();
        if is_body {
            let parts = if is_named { ["id", "name"].as_slice() } else { &["id"] };
            self.found.take_parts("/offer/awardingBodies", at.clone(), Rule::OpenBadges, parts);
        }
        let Some(address) =
            profile.profile().filter(|_| is_issuers || is_bodys).map(address).filter(|all| !all.is_empty())
        else {
            return;
        };
        let at = at.member("address");
        match is_issuers {
            true => self.found.take_parts("/offer/issuerLocations", at, Rule::OpenBadges, &address),
            false => self.found.read.extend(address.iter().map(|part| at.member(part))),
        }
    }
}
