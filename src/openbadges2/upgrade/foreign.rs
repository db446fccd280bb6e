//! What terms of others say in a badge of 2.0, in terms of 3.0.

use super::super::{Extension, OpenBadge};
use super::{NO_TERM, Upgrade, class, profile};
use crate::badge::{
    Achievement, AchievementCredential, AchievementSubject, AchievementType, Address, Alignment as Alignment3,
    Criteria, IdentifierEntry, IdentityObject, Profile, Result,
};
use crate::json::{Object, Pointer, Value};
use crate::microcredential::carrier::{self, Loss, Lost, Recovered, Rule, Source};
use crate::microcredential::{CredentialKind, Grade};
use crate::report::Finding;

impl Upgrade {
    /// What terms of others in the badge class, and extensions of the assertion, say about the elements of Annex I.
    pub(super) fn foreign(&mut self, old: &OpenBadge) -> Recovered {
        let badge = of_others(old, None);
        let mut foreign = Recovered::from_badge(&badge);
        let unread = carrier::leftovers_of_unwritten(&badge, &foreign);
        let unread = unread.iter().flat_map(|loss| by_names(&badge, &loss.pointer));
        self.unread = unread.map(|at| Loss::missing(back(&at), NO_TERM)).collect();
        foreign.sources.retain(|source| source.rule != Rule::OpenBadges);
        foreign.sources.iter_mut().for_each(|source| source.from = back(&source.from));
        foreign.findings =
            foreign.findings.into_iter().map(|found| Finding { pointer: back(&found.pointer), ..found }).collect();
        self.sources.extend(foreign.sources.iter().cloned());
        foreign
    }

    /// Says what terms of others said in terms of Open Badges 3.0.
    pub(super) fn restate(&mut self, foreign: &Recovered, achievement: &mut Achievement) {
        let mut elements = foreign.elements.clone();
        // The first language has a place of its own, and there the class says it.
        if let Some(own) = achievement.in_language.as_deref().and_then(carrier::language) {
            elements.languages.retain(|tag| *tag != own);
            elements.languages.insert(0, own);
        }
        let id = achievement.id.clone().unwrap_or_default();
        let is_new = |new: &Alignment3, known: &[Alignment3]| {
            !known.iter().any(|own| own.target_url == new.target_url && own.target_code == new.target_code)
        };
        for alignment in carrier::alignments(&elements, &id) {
            if is_new(&alignment, &achievement.alignment) {
                achievement.alignment.push(alignment);
            }
        }
        achievement.credits_available = elements.workload.ects.and_then(carrier::number);
        if achievement.in_language.is_none() {
            achievement.in_language = elements.languages.first().map(|tag| tag.as_str().to_owned());
        }
        if achievement.criteria.id.is_none() {
            achievement.criteria.id = elements.further_information.iter().find_map(|own| own.url.clone());
        }
        achievement.human_code = elements.code;
        let says_kind = foreign.sources.iter().any(|source| source.member == "/offer/kind");
        if says_kind && elements.kind == CredentialKind::MicroCredential {
            achievement.achievement_type = Some(AchievementType::MicroCredential);
        }
    }

    /// Tells what terms of others said and the new badge does not say: its place is taken, or there is none.
    pub(super) fn unstated(&mut self, old: &OpenBadge, foreign: &Recovered, stated: &Recovered) {
        let [stated, together] = [stated, foreign].map(Recovered::to_json);
        for source in &foreign.sources {
            // What takes several terms to say is said by all of them together.
            let said = match source.member {
                "/offer/supervision" | "/offer/qualityAssurance" => stated_in(&together, source.member).cloned(),
                member => {
                    let alone = Recovered::from_badge(&of_others(old, Some(&source.from))).to_json();
                    stated_in(&alone, member).cloned()
                }
            };
            let lost = said.and_then(|said| Lost::among(&said, stated_in(&stated, source.member)));
            self.losses.extend(lost.map(|lost| Loss::of_member(source.from.clone(), lost, source.member)));
        }
    }

    /// What extensions say about the institution behind the issuer, who made the class, and what the recipient is called.
    pub(super) fn people(&mut self, old: &OpenBadge, badge: &mut AchievementCredential) {
        let crate::badge::ProfileRef::Profile(issuer) = &mut badge.issuer else { return };
        let own = old.issuer.extensions.iter().map(|own| (profile(), own));
        let of_class = old.badge_class.extensions.iter().map(|own| (class(), own));
        let all = own.chain(of_class).chain(old.assertion.extensions.iter().map(|own| (Pointer::root(), own)));
        let mut told = Vec::new();
        for (place, extension) in all {
            let at = place.member(&extension.name);
            let text = extension.said().and_then(written);
            let taken = match (extension.term(), text) {
                ("InstitutionIdentifier", Some(identifier)) => {
                    let index = issuer.other_identifier.len();
                    issuer.other_identifier.push(IdentifierEntry::new("ext:InstitutionIdentifier", identifier));
                    self.origins.add(issuer_member("otherIdentifier").item(index), at.clone());
                    true
                }
                ("InstitutionName", Some(name)) => {
                    let own_name = issuer.name.as_ref().is_some_and(|own| own.as_str() == name);
                    if !own_name {
                        issuer.parent_org = Some(Box::new(parent(&name)));
                        self.origins.add(issuer_member("parentOrg"), at.clone());
                    }
                    true
                }
                ("InstitutionCountry", Some(country)) if country.len() == 2 => {
                    let address = issuer.address.get_or_insert_with(Address::new);
                    address.address_country_code = Some(country.to_ascii_uppercase());
                    self.sources.push(Source::new("/offer/issuerLocations", at.clone(), Rule::EdubadgesExtension));
                    true
                }
                ("OriginalCreator", Some(url)) if place == class() && issuer.id.as_ref() != Some(&url) => {
                    badge.credential_subject.achievement.creator = Some(Profile::new(url));
                    self.origins.add(achievement_member("creator"), at.clone());
                    true
                }
                ("recipientProfile" | "RecipientProfile", _) if place.as_str().is_empty() => {
                    self.recipient_profile(extension, &at, &mut badge.credential_subject)
                }
                _ => false,
            };
            if taken {
                told.push(at);
            }
        }
        self.unread.retain(|loss| !told.contains(&loss.pointer));
        let issuers: Vec<_> =
            old.issuer.extensions.iter().filter(|own| !told.contains(&profile().member(&own.name))).cloned().collect();
        self.unknown(&profile(), &old.issuer.extra, &issuers);
    }
}

impl Upgrade {
    /// What the recipient is called; of the rest that stands there, that it is lost.
    fn recipient_profile(&mut self, extension: &Extension, at: &Pointer, subject: &mut AchievementSubject) -> bool {
        let Some(name) = extension.value.get("name").and_then(Value::as_str) else { return false };
        let place = Pointer::root().member("credentialSubject").member("identifier").item(subject.identifier.len());
        subject.identifier.push(IdentityObject::plain("name", name));
        self.origins.add(place, at.clone());
        let others = extension.value.as_object().into_iter().flat_map(Object::iter).map(|(own, _)| own);
        for own in others.filter(|own| !["@context", "type", "name"].contains(own)) {
            self.missing(at.member(own), NO_TERM);
        }
        true
    }
}

/// A badge of which nothing is known but the terms of others in an old one; all of them, or the one at a place.
fn of_others(old: &OpenBadge, only: Option<&Pointer>) -> AchievementCredential {
    let name = only.and_then(|at| at.steps().last());
    let asked = |extensions: &[Extension], extra: &Object| -> Object {
        let extensions = extensions.iter().map(|own| (&*own.name, &own.value));
        let asked = extensions.chain(extra.iter()).filter(|(own, _)| name.as_ref().is_none_or(|name| name == own));
        asked.map(|(name, value)| (name.to_owned(), value.clone())).collect()
    };
    let is_in_class = only.map(|at| at.is_within(&class()));
    let mut bare = Achievement::new("", "", Criteria::default());
    if is_in_class != Some(false) {
        bare.extra = asked(&old.badge_class.extensions, &old.badge_class.extra);
    }
    let mut badge = AchievementCredential::new(Profile::new(&old.issuer.id), AchievementSubject::new(bare));
    if is_in_class != Some(true) {
        badge.extra = asked(&old.assertion.extensions, &Object::new());
    }
    badge
}

/// The places of what was not read, where it is all that the bare badge has in a part that the old one has not.
fn by_names(badge: &AchievementCredential, at: &Pointer) -> Vec<Pointer> {
    let achievement = Pointer::root().member("credentialSubject").member("achievement");
    if !achievement.is_within(at) {
        return vec![at.clone()];
    }
    let of_class = badge.credential_subject.achievement.extra.iter().map(|(name, _)| achievement.member(name));
    let of_assertion = badge.extra.iter().map(|(name, _)| at.member(name)).filter(|_| at.as_str().is_empty());
    of_class.chain(of_assertion).collect()
}

/// The grade as a result that nothing explains.
pub(super) fn result(grade: &Grade) -> Result {
    let mut result = Result::new("").value(&grade.value);
    result.result_description = None;
    result
}

/// Where in the old badge that stands.
fn back(at: &Pointer) -> Pointer {
    let inside = at.as_str().strip_prefix("/credentialSubject/achievement");
    inside.map_or_else(|| at.clone(), |inside| Pointer::from_text(inside).below(&class()))
}

/// What a micro-credential in its JSON form says of a member.
fn stated_in<'v>(json: &'v Value, member: &str) -> Option<&'v Value> {
    Pointer::from_text(member).steps().try_fold(json, |value, step| value.get(&step))
}

fn achievement_member(name: &str) -> Pointer {
    Pointer::root().member("credentialSubject").member("achievement").member(name)
}

fn issuer_member(name: &str) -> Pointer {
    Pointer::root().member("issuer").member(name)
}

fn parent(name: &str) -> Profile {
    let mut parent = Profile::new("");
    parent.id = None;
    parent.name(name)
}

fn written(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.text().to_owned()),
        other => other.as_str().map(str::to_owned),
    }
}
