//! What of a badge the elements of Annex I have no place for, or is written in a way that nobody reads here.

use super::extended;
use super::recover::Recovered;
use super::{Loss, LossReport};
use crate::badge::AchievementCredential;
use crate::json::{Node, Pointer};
use crate::report::code;

const NO_PLACE: &str = "the elements of Annex I have no place for it";

/// What belongs to the form of a document, in which nothing is said about an achievement.
const FORMAL: [&str; 4] = ["@context", "id", "type", "proof"];

/// Formal in the credential itself: when a signature begins to hold, and what it was checked against.
const OF_THE_CREDENTIAL: [&str; 3] = ["credentialSchema", "issuanceDate", "validFrom"];

/// What the [extended carrier](super::Carrier::Extended) repeats in terms of Open Badges, for readers that know no others.
const REPEATED: [&str; 9] = [
    "/credentialSubject/achievement/alignment",
    "/credentialSubject/achievement/creditsAvailable",
    "/credentialSubject/achievement/criteria/narrative",
    "/credentialSubject/achievement/fieldOfStudy",
    "/credentialSubject/creditsEarned",
    "/credentialSubject/familyName",
    "/credentialSubject/givenName",
    "/credentialSubject/source",
    "/issuer/url",
];

/// The profiles that awarding bodies are read from, and what is read of them.
const PROFILES: [&str; 2] = ["/issuer", "/credentialSubject/source"];
const OF_A_PROFILE: [&str; 5] =
    ["/id", "/name", "/address/addressCountry", "/address/addressCountryCode", "/address/addressRegion"];

/// Credits that are said to be ECTS elsewhere in the badge, and agree.
const CREDITS: [&str; 2] = ["/credentialSubject/achievement/creditsAvailable", "/credentialSubject/creditsEarned"];

/// The largest parts of a badge of which nothing was read.
pub(crate) fn of<'a>(root: Node<'a>, badge: &AchievementCredential, recovered: &Recovered) -> LossReport {
    let sources = recovered.sources.iter().map(|source| source.from.to_string());
    let mut taken: Vec<String> = sources.filter(|source| !PROFILES.contains(&source.as_str())).collect();
    taken.push("/credentialSubject/id".to_owned());
    taken.extend(PROFILES.iter().flat_map(|profile| OF_A_PROFILE.map(|member| format!("{profile}{member}"))));
    if extended::is_ours(&badge.credential_subject.achievement) {
        taken.extend(REPEATED.map(str::to_owned));
    }
    if recovered.elements.workload.ects.is_some() && !recovered.findings.contains(code::ec::CARRIER_CREDIT_UNIT) {
        taken.extend(CREDITS.map(str::to_owned));
    }
    let one = |node: Option<Node<'a>>, name| node.and_then(|node| node.each().next()?.get(name));
    let achievement = one(one(Some(root), "credentialSubject"), "achievement");
    if root.get("name").and_then(Node::as_str) == one(achievement, "name").and_then(Node::as_str) {
        taken.push("/name".to_owned());
    }
    let mut walk = Walk { taken: taken.into_iter().map(Pointer::from_text).collect(), losses: Vec::new() };
    for (name, value) in root.members().filter(|(name, _)| !OF_THE_CREDENTIAL.contains(name)) {
        walk.member(name, value, &Pointer::root());
    }
    walk.losses.into_iter().collect()
}

struct Walk {
    taken: Vec<Pointer>,
    losses: Vec<Loss>,
}

impl Walk {
    fn member(&mut self, name: &str, value: Node<'_>, at: &Pointer) {
        if !FORMAL.contains(&name) {
            self.collect(value, at.member(name));
        }
    }

    fn collect(&mut self, node: Node<'_>, at: Pointer) {
        if !says_something(node) || self.taken.iter().any(|taken| at.is_within(taken)) {
            return;
        }
        if !self.taken.iter().any(|taken| taken.is_within(&at)) {
            self.losses.push(Loss::missing(at, NO_PLACE));
            return;
        }
        node.members().for_each(|(name, value)| self.member(name, value, &at));
        // The one subject and the one achievement stand in no list, even where they are written in one.
        let is_one = ["/credentialSubject", "/credentialSubject/achievement"].contains(&at.as_str());
        let place = |index| if is_one { at.clone() } else { at.item(index) };
        node.items().enumerate().for_each(|(index, item)| self.collect(item, place(index)));
    }
}

fn says_something(node: Node<'_>) -> bool {
    match (node.is_object(), node.is_array()) {
        (true, _) => node.members().any(|(name, value)| !FORMAL.contains(&name) && says_something(value)),
        (_, true) => node.items().any(says_something),
        _ => true,
    }
}
