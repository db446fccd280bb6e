//! What terms of others say in a badge of 2.0, in terms of 3.0, and where each element comes from.

use super::super::OpenBadge;
use super::{Upgrade, class, profile};
use crate::badge::{
    Achievement, AchievementCredential, AchievementSubject, AchievementType, Address, Alignment as Alignment3,
    Criteria, IdentifierEntry, Profile,
};
use crate::json::{Object, Pointer, Value};
use crate::microcredential::CredentialKind;
use crate::microcredential::carrier::{self, Recovered, Rule, Source};

impl Upgrade {
    /// What terms of others in the badge class, and extensions of the assertion, say about the elements of Annex I.
    pub(super) fn foreign(&mut self, old: &OpenBadge, achievement: &Achievement) -> Recovered {
        let mut bare = Achievement::new("", "", Criteria::default());
        bare.id.clone_from(&achievement.id);
        let extensions = old.badge_class.extensions.iter().map(|own| (own.name.clone(), own.value.clone()));
        bare.extra = extensions.chain(old.badge_class.extra.clone()).collect();
        let mut badge = AchievementCredential::new(Profile::new(&old.issuer.id), AchievementSubject::new(bare));
        badge.extra = old.assertion.extensions.iter().map(|own| (own.name.clone(), own.value.clone())).collect();
        let mut foreign = Recovered::from_badge(&badge);
        let achievement = Pointer::root().member("credentialSubject").member("achievement");
        let back = |at: &Pointer| {
            let inside = at.as_str().strip_prefix(achievement.as_str());
            inside.map_or_else(|| at.clone(), |inside| Pointer::from_text(format!("{}{inside}", class().as_str())))
        };
        foreign.sources.retain(|source| source.rule != Rule::OpenBadges);
        foreign.sources.iter_mut().for_each(|source| source.from = back(&source.from));
        foreign.findings = foreign
            .findings
            .into_iter()
            .map(|mut finding| {
                finding.pointer = back(&finding.pointer);
                finding
            })
            .collect();
        foreign
    }

    /// Says what terms of others said in terms of Open Badges 3.0.
    pub(super) fn restate(&mut self, foreign: &Recovered, achievement: &mut Achievement) {
        let elements = &foreign.elements;
        let id = achievement.id.clone().unwrap_or_default();
        let is_new = |new: &Alignment3, known: &[Alignment3]| {
            !known.iter().any(|own| own.target_url == new.target_url && own.target_code == new.target_code)
        };
        for alignment in carrier::alignments(elements, &id) {
            if is_new(&alignment, &achievement.alignment) {
                achievement.alignment.push(alignment);
            }
        }
        achievement.credits_available = elements.workload.ects.and_then(carrier::number);
        if achievement.in_language.is_none() {
            achievement.in_language = elements.languages.first().map(|tag| tag.as_str().to_owned());
        }
        achievement.human_code = elements.code.clone();
        let says_kind = foreign.sources.iter().any(|source| source.member == "/offer/kind");
        if says_kind && elements.kind == CredentialKind::MicroCredential {
            achievement.achievement_type = Some(AchievementType::MicroCredential);
        }
        self.sources.extend(foreign.sources.iter().cloned());
    }

    /// What extensions say about the institution behind the issuer.
    pub(super) fn institution(&mut self, old: &OpenBadge, badge: &mut AchievementCredential) {
        let crate::badge::ProfileRef::Profile(issuer) = &mut badge.issuer else { return };
        let own = old.issuer.extensions.iter().map(|own| (profile(), own));
        let all = own.chain(old.badge_class.extensions.iter().map(|own| (class(), own)));
        let mut told = Vec::new();
        for (place, extension) in all {
            let at = place.member(&extension.name);
            let text = extension.said().and_then(written);
            let taken = match (extension.term(), text) {
                ("InstitutionIdentifier", Some(identifier)) => {
                    issuer.other_identifier.push(IdentifierEntry::new("ext:InstitutionIdentifier", identifier));
                    true
                }
                ("InstitutionName", Some(name)) => {
                    let own_name = issuer.name.as_ref().is_some_and(|own| own.as_str() == name);
                    if !own_name {
                        issuer.parent_org = Some(Box::new(parent(&name)));
                    }
                    true
                }
                ("InstitutionCountry", Some(country)) if country.len() == 2 => {
                    let address = issuer.address.get_or_insert_with(Address::new);
                    address.address_country_code = Some(country.to_ascii_uppercase());
                    self.sources.push(Source::new("/offer/issuerLocations", at.clone(), Rule::EdubadgesExtension));
                    true
                }
                _ => false,
            };
            if taken {
                told.push(at);
            }
        }
        let issuers: Vec<_> =
            old.issuer.extensions.iter().filter(|own| !told.contains(&profile().member(&own.name))).cloned().collect();
        self.unknown(&profile(), &old.issuer.extra, &issuers);
        let untold = |name: &str| {
            let at = class().member(name);
            !told.contains(&at) && !self.sources.iter().any(|source| source.from == at)
        };
        let classes: Vec<_> = old.badge_class.extensions.iter().filter(|own| untold(&own.name)).cloned().collect();
        // Of the terms for supervision, one is enough to tell them by.
        let supervised = self.sources.iter().any(|source| source.member == "/offer/supervision");
        let is_told_by_another = |name: &str| {
            supervised && carrier::foreign_member(name).is_some_and(|(member, _)| member == "/offer/supervision")
        };
        let extra: Object = old
            .badge_class
            .extra
            .iter()
            .filter(|(name, _)| untold(name) && !is_told_by_another(name))
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect();
        self.unknown(&class(), &extra, &classes);
    }

    /// Where the elements that were not told by terms of others come from.
    pub(super) fn trace(&mut self, old: &OpenBadge, badge: &AchievementCredential) {
        let told: Vec<_> = self.sources.iter().map(|source| source.member).collect();
        let untold = Recovered::from_badge(badge).sources.into_iter().filter_map(|source| {
            let from = came_from(source.from.as_str(), old)?;
            let is_list = source.rule != Rule::OpenBadges;
            (is_list || !told.contains(&source.member)).then(|| Source::new(source.member, from, source.rule))
        });
        let untold: Vec<_> = untold.collect();
        self.sources.extend(untold);
    }
}

/// Where in the old badge something of the new one stood; nothing for what is new.
fn came_from(at: &str, old: &OpenBadge) -> Option<Pointer> {
    const PLACES: [(&str, &str); 9] = [
        ("/awardedDate", "/issuedOn"),
        ("/credentialSubject/id", "/recipient"),
        ("/credentialSubject/identifier", "/recipient"),
        ("/credentialSubject/achievement/name", "/badge/name"),
        ("/credentialSubject/achievement/description", "/badge/description"),
        ("/credentialSubject/achievement/criteria/id", "/badge/criteria/id"),
        ("/credentialSubject/achievement/inLanguage", "/badge/@language"),
        ("/issuer", "/badge/issuer"),
        ("/credentialSubject/achievement/alignment", "/badge/alignment"),
    ];
    let (_, place) = PLACES.iter().find(|(new, _)| at == *new || new.ends_with("alignment") && at.starts_with(new))?;
    let rest = at.strip_prefix("/credentialSubject/achievement/alignment").unwrap_or_default();
    let index = rest.strip_prefix('/').map(str::parse::<usize>);
    // Those behind the old ones were made of terms of others.
    match index {
        Some(Ok(index)) if index >= old.badge_class.alignment.len() => None,
        _ => Some(Pointer::from_text(format!("{place}{rest}"))),
    }
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
