//! Where in the old badge each part of the new one stood.

use super::super::OpenBadge;
use super::{Upgrade, class, profile};
use crate::badge::AchievementCredential;
use crate::codec::iri;
use crate::json::Pointer;
use crate::microcredential::carrier::{self, Loss, LossReport, Recovered, Source};
use std::collections::BTreeMap;

/// The places of the old badge that a place of the new one was made of; nothing for what is new.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins(BTreeMap<Pointer, Vec<Pointer>>);

/// What is made of one member alone.
const MEMBERS: [(&str, &str); 17] = [
    ("/awardedDate", "/issuedOn"),
    ("/validUntil", "/expires"),
    ("/credentialSubject/id", "/recipient"),
    ("/credentialSubject/identifier/0", "/recipient"),
    ("/credentialSubject/narrative", "/narrative"),
    ("/credentialSubject/achievement/name", "/badge/name"),
    ("/credentialSubject/achievement/description", "/badge/description"),
    ("/credentialSubject/achievement/criteria", "/badge/criteria"),
    ("/credentialSubject/achievement/image", "/badge/image"),
    ("/credentialSubject/achievement/tag", "/badge/tags"),
    ("/credentialSubject/achievement/version", "/badge/version"),
    ("/issuer", "/badge/issuer"),
    ("/issuer/url", "/badge/issuer/url"),
    ("/issuer/email", "/badge/issuer/email"),
    ("/issuer/phone", "/badge/issuer/telephone"),
    ("/issuer/description", "/badge/issuer/description"),
    ("/issuer/image", "/badge/issuer/image"),
];

impl Origins {
    pub(super) fn add(&mut self, new: Pointer, old: Pointer) {
        self.0.entry(new).or_default().push(old);
    }

    /// The places of a part: its own, or those of all that is in it, or else within that of the innermost that it is in.
    fn of(&self, at: &Pointer) -> Vec<Pointer> {
        if let Some(own) = self.0.get(at) {
            return own.clone();
        }
        let text = at.as_str();
        let inside = self.0.range(Pointer::from_text(format!("{text}/"))..).take_while(|(new, _)| new.is_within(at));
        let inside: Vec<Pointer> = inside.flat_map(|(_, places)| places.iter().cloned()).collect();
        if !inside.is_empty() {
            return inside;
        }
        let around = text.rmatch_indices('/').find_map(|(end, _)| {
            let places = self.0.get(&Pointer::from_text(&text[..end]))?;
            Some(places.iter().map(|place| Pointer::from_text(&text[end..]).below(place)).collect())
        });
        around.unwrap_or_default()
    }
}

impl Upgrade {
    /// Where the elements that were not told by terms of others come from.
    pub(super) fn trace(&mut self, stated: &Recovered) {
        for source in &stated.sources {
            let places = self.origins.0.get(&source.from).into_iter().flatten();
            self.sources.extend(places.map(|from| Source::new(source.member, from.clone(), source.rule)));
        }
    }

    /// What of the new badge the elements that it states do not hold, by its places in the old one.
    pub(super) fn beyond(&self, badge: &AchievementCredential, stated: &Recovered) -> LossReport {
        let beyond = carrier::leftovers_of_unwritten(badge, stated);
        let told = |loss: &Loss| {
            let Loss { lost, reason, .. } = *loss;
            self.origins.of(&loss.pointer).into_iter().map(move |pointer| Loss { pointer, lost, reason })
        };
        beyond.iter().flat_map(told).collect()
    }

    pub(super) fn origins(&mut self, old: &OpenBadge, badge: &AchievementCredential) {
        let achievement = Pointer::root().member("credentialSubject").member("achievement");
        let (assertion, own) = (&old.assertion, &old.badge_class);
        for (new, old) in MEMBERS {
            self.origins.add(Pointer::from_text(new), Pointer::from_text(old));
        }
        let mut add_if = |is_there: bool, new: Pointer, old: Pointer| {
            if is_there {
                self.origins.add(new, old);
            }
        };
        let page = achievement.member("criteria").member("id");
        add_if(own.criteria.id.is_some(), page, class().member("criteria").member("id"));
        add_if(own.language.is_some(), achievement.member("inLanguage"), class().member("@language"));
        // Those behind the old ones were made of terms of others.
        for index in 0..own.alignment.len() {
            let of = |place: &Pointer| place.member("alignment").item(index);
            add_if(true, of(&achievement), of(&class()));
        }
        // The first of each is the link to what it was made from, whose ids these are.
        let is_linked = badge.credential_subject.achievement.id.as_deref() != Some(own.id.as_str());
        add_if(is_linked && iri::is_absolute(&own.id), achievement.member("related"), class().member("id"));
        add_if(!own.related.is_empty(), achievement.member("related"), class().member("related"));
        add_if(!assertion.evidence.is_empty(), Pointer::root().member("evidence"), Pointer::root().member("evidence"));
        let has_other_id = badge.issuer.id() != Some(old.issuer.id.as_str());
        let other_id = Pointer::root().member("issuer").member("otherIdentifier").item(0);
        add_if(has_other_id, other_id, profile().member("id"));
    }
}
