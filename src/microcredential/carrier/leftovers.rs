//! What of a badge the elements of Annex I have no place for, or is written in a way that nobody reads here.

use super::recover::{Recovered, achievement_pointer};
use super::{Loss, LossReport};
use super::{extended, standard};
use crate::badge::{AchievementCredential, Alignment};
use crate::json::{Kind, Node, Pointer, Tree};
use crate::limits::Limits;
use crate::report::code;
use crate::vc::DateTimeStamp;
use chrono::TimeDelta;
use std::collections::BTreeSet;

const NO_PLACE: &str = "the elements of Annex I have no place for it";
const FOR_PEOPLE: &str =
    "it is a narrative for people: what it says of an element of Annex I, such as prerequisites, is not read out of it";
const EUROPEAN_HALF: &str = "it is the European half of this credential, which is not read where a badge is read";
const UNCOUNTED: &str = "it is not said what these credits are counted in";
const NO_FIELD: &str = "a field of education is read from an alignment to ISCED-F, and this is a text";
const NOT_THE_AWARD: &str = "the day of the award is read from `awardedDate` of the credential itself";
const NO_FRAMEWORK: &str = "the level in it is of a framework that is not known here by this name or address; an alignment to its EQF level is read";

/// What belongs to the form of a document, in which nothing is said about an achievement.
const FORMAL: [&str; 3] = ["@context", "type", "proof"];

/// Formal in the credential itself: when a signature begins to hold, unless that is [later](is_valid_later) than the award, and what it was
/// checked against.
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

/// Where people read how it was earned: in a badge of [ours](super::Carrier::Standard), every element that has no other place.
const CRITERIA: [&str; 2] =
    ["/credentialSubject/achievement/criteria", "/credentialSubject/achievement/criteria/narrative"];

/// Credits that are said to be ECTS elsewhere in the badge, and agree.
const CREDITS: [&str; 2] = ["/credentialSubject/achievement/creditsAvailable", "/credentialSubject/creditsEarned"];

/// The largest parts of a badge of which nothing was read.
pub(crate) fn of<'a>(root: Node<'a>, badge: &AchievementCredential, recovered: &Recovered) -> LossReport {
    let mut taken: BTreeSet<Pointer> = recovered.read.iter().cloned().collect();
    taken.extend(written_again(badge, recovered));
    if extended::is_ours(&badge.credential_subject.achievement) {
        taken.extend(REPEATED.map(Pointer::from_text));
    }
    if recovered.elements.workload.ects.is_some() && !recovered.findings.contains(code::ec::CARRIER_CREDIT_UNIT) {
        taken.extend(CREDITS.map(Pointer::from_text));
    }
    let one = |node: Option<Node<'a>>, name| node.and_then(|node| node.each().next()?.get(name));
    let achievement = one(one(Some(root), "credentialSubject"), "achievement");
    if root.get("name").and_then(Node::as_str) == one(achievement, "name").and_then(Node::as_str) {
        taken.insert(Pointer::root().member("name"));
    }
    let field = badge.credential_subject.achievement.field_of_study.as_ref();
    if field.is_some_and(|field| recovered.elements.fields.iter().any(|own| own.to_string() == field.as_str())) {
        taken.insert(achievement_pointer().member("fieldOfStudy"));
    }
    let mut walk = Walk { taken, losses: Vec::new() };
    let starts = is_valid_later(badge).then_some(["issuanceDate", "validFrom"]);
    let is_formal = |name: &&str| OF_THE_CREDENTIAL.contains(name) && !starts.iter().flatten().any(|own| own == name);
    for (name, value) in root.members().filter(|(name, _)| !is_formal(name)) {
        walk.member(name, value, &Place { told: Pointer::root(), read: Pointer::root() });
    }
    walk.losses.into_iter().collect()
}

/// Whether it is valid from another day than that of the award, so that the one does not say the other. The day of the award begins up to
/// fourteen hours before it does in UTC.
fn is_valid_later(badge: &AchievementCredential) -> bool {
    let day = |moment: &DateTimeStamp| moment.instant().date_naive();
    badge.awarded_date.as_ref().zip(badge.valid_from.as_ref()).is_some_and(|(awarded, from)| {
        let ahead = awarded.instant() - from.instant();
        day(awarded) != day(from) && !(TimeDelta::zero()..=TimeDelta::hours(14)).contains(&ahead)
    })
}

/// The same of a badge that nobody has written yet.
pub(crate) fn of_unwritten(badge: &AchievementCredential, recovered: &Recovered) -> LossReport {
    let limits = Limits { bytes: usize::MAX, depth: Limits::DEEPEST, values: usize::MAX, ..Limits::default() };
    // What it was made from was read, and was as deep.
    Tree::of(&badge.to_json(), &limits).map_or_else(|_| LossReport::default(), |tree| of(tree.root(), badge, recovered))
}

/// The members of alignments that are as they would be written of what was read: labels of concepts, names of frameworks.
fn written_again(badge: &AchievementCredential, recovered: &Recovered) -> Vec<Pointer> {
    let achievement = &badge.credential_subject.achievement;
    let written = standard::alignments(&recovered.elements, achievement.id.as_deref().unwrap_or_default());
    let mut same = Vec::new();
    for (index, own) in achievement.alignment.iter().enumerate() {
        let at = achievement_pointer().member("alignment").item(index);
        for twin in written.iter().filter(|twin| twin.target_url == own.target_url) {
            let parts = parts(own).into_iter().zip(parts(twin));
            same.extend(parts.filter(|(own, twin)| own == twin).map(|((name, _), _)| at.member(name)));
        }
    }
    same
}

/// The members of an alignment, each with what it says.
fn parts(alignment: &Alignment) -> [(&'static str, Option<&str>); 6] {
    [
        ("targetUrl", Some(&alignment.target_url)),
        ("targetName", Some(alignment.target_name.as_str())),
        ("targetCode", alignment.target_code.as_deref()),
        ("targetDescription", alignment.target_description.as_ref().map(|text| text.as_str())),
        ("targetFramework", alignment.target_framework.as_ref().map(|text| text.as_str())),
        ("targetType", alignment.target_type.as_ref().map(|kind| kind.as_str())),
    ]
}

/// Where something stands.
#[derive(Clone)]
struct Place {
    /// As it is told: the one subject and the one achievement stand in no list, even where they are written in one.
    told: Pointer,
    /// As it is read: what there may be several of stands in a list, even where there is one that stands alone.
    read: Pointer,
}

struct Walk {
    taken: BTreeSet<Pointer>,
    losses: Vec<Loss>,
}

impl Walk {
    fn member(&mut self, name: &str, value: Node<'_>, at: &Place) {
        if !FORMAL.contains(&name) {
            self.collect(value, Place { told: at.told.member(name), read: at.read.member(name) });
        }
    }

    fn collect(&mut self, node: Node<'_>, at: Place) {
        if !says_something(node) || self.is_taken(&at.read) {
            return;
        }
        let has_level = node.is_array() && node.items().any(is_level);
        if !self.is_taken_within(&at.read) && !has_level {
            let reason = reason(&at.told, node);
            self.losses.push(Loss::missing(at.told, reason));
            return;
        }
        if node.is_array() {
            let is_one = ["/credentialSubject", "/credentialSubject/achievement"].contains(&at.read.as_str());
            let item = |index| Place { told: at.told.item(index), read: at.read.item(index) };
            let place = |index| if is_one { at.clone() } else { item(index) };
            node.items().enumerate().for_each(|(index, item)| self.collect(item, place(index)));
            return;
        }
        let only = at.read.item(0);
        let is_only = self.is_taken(&only) || self.is_taken_within(&only);
        let at = if is_only { Place { read: only, ..at } } else { at };
        if !self.is_taken(&at.read) {
            node.members().for_each(|(name, value)| self.member(name, value, &at));
        }
    }

    /// Whether it was read, or is in something that was.
    fn is_taken(&self, at: &Pointer) -> bool {
        let ends = at.as_str().match_indices('/').map(|(end, _)| end).chain([at.as_str().len()]);
        ends.skip(1).any(|end| self.taken.contains(&Pointer::from_text(&at.as_str()[..end])))
    }

    /// Whether something in it was read.
    fn is_taken_within(&self, at: &Pointer) -> bool {
        let inside = Pointer::from_text(format!("{at}/"));
        self.taken.range(inside..).next().is_some_and(|next| next.is_within(at))
    }
}

/// Why something was not read: for want of a place, or because what it says of an element is not said so that it can be read.
fn reason(told: &Pointer, node: Node<'_>) -> &'static str {
    match told.as_str() {
        place if CRITERIA.contains(&place) => FOR_PEOPLE,
        place if CREDITS.contains(&place) => UNCOUNTED,
        "/credentialSubject/achievement/fieldOfStudy" => NO_FIELD,
        "/credentialSubject/hasClaim" => EUROPEAN_HALF,
        "/credentialSubject/awardedDate" => NOT_THE_AWARD,
        _ if is_level(node) => NO_FRAMEWORK,
        _ => NO_PLACE,
    }
}

/// Whether an alignment says that it is to the level of a qualification.
fn is_level(alignment: Node<'_>) -> bool {
    alignment.get("targetType").and_then(Node::as_str) == Some("ext:QualificationLevel")
}

/// Whether there are words, numbers or names of something in it.
fn says_something(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::Object => node.members().any(|(name, value)| !FORMAL.contains(&name) && says_something(value)),
        Kind::Array => node.items().any(says_something),
        Kind::Null => false,
        Kind::String => node.as_str() != Some(""),
        _ => true,
    }
}
