//! What somebody else's larger award was made of: checked as far as the parts are at hand.

use super::compose::sri;
use super::{Amount, CredentialKey};
use crate::badge::{AchievementCredential, Evidence};
use crate::codec::integrity;
use crate::framework::{CreditSystem, Frameworks, Quantity, Rounding, Unit};
use crate::json::Value;
use crate::microcredential::carrier::Recovered;
use crate::microcredential::{Credits, Workload};
use crate::report::{Code, code};
use crate::verify::Verified;
use std::collections::{BTreeMap, BTreeSet};

/// What was found about an award and its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub struct Audit {
    /// Each part that the award names.
    pub parts: Vec<AuditedPart>,
    /// The sum of what it says was counted.
    pub counted: Amount,
    /// What the award itself is worth, in ECTS, if it says so.
    pub stated: Option<Amount>,
    /// What is wrong with the whole.
    pub problems: Vec<Problem>,
}

/// One part of an award.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditedPart {
    /// The id of the credential, if the award names it.
    pub id: Option<String>,
    /// How many credits the award says were counted.
    pub credits: Option<Amount>,
    /// How far it was checked.
    pub standing: Standing,
}

/// How far a part was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// It is at hand, verified by itself, and what the award says of it is so.
    Checked,
    /// It is not at hand: the issuer of the award alone says so.
    AssertedByIssuerOnly,
    /// It is at hand, and something is not as the award says.
    Contradicted(Vec<Problem>),
}

/// Something that is wrong with an award or one of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Problem {
    /// What is at hand under its id has another digest.
    Digest,
    /// It is about another learner, or it cannot be told that it is about the same one.
    Learner,
    /// More credits were counted than it has, in ECTS or in what is converted into them at a ratio that is known.
    Credits,
    /// It is counted twice.
    DoubleUse,
    /// It has the award among its own parts, directly or through others.
    Cycle,
    /// The parts come to less than what the award is said to be worth.
    Sum,
    /// What was counted is no decimal number.
    Malformed,
}

impl Problem {
    /// Its code.
    pub fn code(self) -> Code {
        match self {
            Self::Digest => code::stack::DIGEST,
            Self::Learner => code::stack::OTHER_SUBJECT,
            Self::Credits => code::stack::CREDITS,
            Self::DoubleUse => code::stack::DOUBLE_USE,
            Self::Cycle => code::stack::CYCLE,
            Self::Sum => code::stack::SUM,
            Self::Malformed => code::stack::MALFORMED,
        }
    }

    /// The word used in JSON: that of its [`code`](Self::code).
    pub fn as_str(self) -> &'static str {
        self.code().as_str()
    }
}

impl Audit {
    /// Whether nothing is wrong, and every part is at hand.
    pub fn is_checked(&self) -> bool {
        self.problems.is_empty() && self.parts.iter().all(|part| part.standing == Standing::Checked)
    }
}

/// Checks an award against the parts that are at hand: each verified by itself.
///
/// A part that is not at hand is not wrong: the issuer of the award alone says that there was one.
pub fn audit(award: &Verified<AchievementCredential>, at_hand: &[Verified<AchievementCredential>]) -> Audit {
    let at_hand = AtHand::of(at_hand);
    let named: Vec<Named<'_>> = stacked(award).map(Named::of).collect();
    let found: Vec<Option<&Verified<AchievementCredential>>> = named.iter().map(|part| at_hand.named(part)).collect();
    let mut problems = Vec::new();
    let (mut seen, mut seen_at_hand) = (BTreeSet::new(), BTreeSet::new());
    // One and the same may be named by its id, and again by its digest.
    let is_new = |(part, found): (&Named<'_>, &Option<&Verified<AchievementCredential>>)| {
        let mut names = part.id.map(str::to_owned).into_iter().chain(part.digest.clone());
        names.all(|name| seen.insert(name)) && found.is_none_or(|found| seen_at_hand.insert(std::ptr::from_ref(found)))
    };
    if !named.iter().zip(&found).all(is_new) {
        problems.push(Problem::DoubleUse);
    }
    if award.id.as_deref().is_some_and(|id| reaches(id, id, &at_hand, award)) {
        problems.push(Problem::Cycle);
    }
    if named.iter().any(|part| part.credits == Some(None)) {
        problems.push(Problem::Malformed);
    }
    let counted: Amount = named.iter().filter_map(|part| part.credits.flatten()).map(Amount::from).sum();
    let workload = Recovered::from_badge(award).elements.workload;
    let stated = workload.ects.map(Amount::from);
    let all_said = !named.is_empty() && named.iter().all(|part| part.credits.flatten().is_some() && part.is_ects);
    if all_said && stated.is_some_and(|stated| counted < stated) {
        problems.push(Problem::Sum);
    }
    let parts = named.iter().zip(found).map(|(part, found)| part.audited(award, found)).collect();
    Audit { parts, counted, stated, problems }
}

/// The parts that are at hand, by what an award may call them.
struct AtHand<'a> {
    /// Two issuers may have given one id.
    by_id: BTreeMap<&'a str, Vec<&'a Verified<AchievementCredential>>>,
    by_digest: BTreeMap<String, &'a Verified<AchievementCredential>>,
}

impl<'a> AtHand<'a> {
    fn of(parts: &'a [Verified<AchievementCredential>]) -> Self {
        let mut by_id: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for part in parts {
            part.id.iter().for_each(|id| by_id.entry(id).or_default().push(part));
        }
        let by_digest = parts.iter().filter_map(|part| Some((sri(&part.provenance().input_sha256)?, part)));
        Self { by_id, by_digest: by_digest.collect() }
    }

    /// What is meant: of several with its id the one that has its digest too, if there is one.
    fn named(&self, part: &Named<'_>) -> Option<&'a Verified<AchievementCredential>> {
        let exact = part.digest.as_ref().and_then(|digest| self.by_digest.get(digest)).copied();
        match part.id {
            Some(id) => exact.filter(|own| own.id.as_deref() == Some(id)).or_else(|| self.of_id(id).last().copied()),
            None => exact,
        }
    }

    fn of_id(&self, id: &str) -> &[&'a Verified<AchievementCredential>] {
        self.by_id.get(id).map_or(&[], Vec::as_slice)
    }
}

/// What an award says of one part.
struct Named<'a> {
    id: Option<&'a str>,
    digest: Option<String>,
    /// Nothing if it says nothing; nothing inside if what it says is no amount.
    credits: Option<Option<Quantity>>,
    is_ects: bool,
}

impl<'a> Named<'a> {
    fn of(evidence: &'a Evidence) -> Self {
        let member = |name| evidence.extra.get(name);
        let text = |name| member(name).and_then(Value::as_str);
        let credits = member("creditsCounted").map(|value| value.as_str().and_then(|text| text.parse().ok()));
        Self {
            id: evidence.id.as_deref(),
            digest: integrity::stated(text("digestSRI"), text("digestMultibase")),
            credits,
            is_ects: text("creditSystem") == CreditSystem::Ects.iri(),
        }
    }

    fn audited(
        &self,
        award: &Verified<AchievementCredential>,
        found: Option<&Verified<AchievementCredential>>,
    ) -> AuditedPart {
        let standing = found.map_or(Standing::AssertedByIssuerOnly, |part| self.compared(award, part));
        AuditedPart { id: self.id.map(str::to_owned), credits: self.credits.flatten().map(Amount::from), standing }
    }

    fn compared(&self, award: &Verified<AchievementCredential>, part: &Verified<AchievementCredential>) -> Standing {
        let own = sri(&part.provenance().input_sha256);
        let learner = |badge: &AchievementCredential| badge.credential_subject.id.clone();
        let most = most(&Recovered::from_badge(part).elements.workload);
        let is_more = |counted: Quantity| most.is_some_and(|most| most < counted);
        let too_many = self.is_ects && self.credits.flatten().is_some_and(is_more);
        let wrong = [
            (self.digest.is_none() || own != self.digest).then_some(Problem::Digest),
            (learner(part).is_none() || learner(part) != learner(award)).then_some(Problem::Learner),
            too_many.then_some(Problem::Credits),
        ];
        let wrong: Vec<Problem> = wrong.into_iter().flatten().collect();
        if wrong.is_empty() { Standing::Checked } else { Standing::Contradicted(wrong) }
    }
}

/// The most that a workload comes to in ECTS; nothing where whoever counts it decides that: what it states in hours, or in credits
/// of a system whose ratio is not known.
fn most(workload: &Workload) -> Option<Quantity> {
    let ects = Unit::Credits(CreditSystem::Ects);
    let converted = |own: &Credits| {
        let from = Unit::Credits(own.system.clone());
        Some(Frameworks::bundled().convert(&from, own.points, &ects, Rounding::Up)?.result)
    };
    match (workload.ects, workload.hours) {
        (None, None) => workload.credits.iter().map(converted).collect::<Option<Vec<_>>>()?.into_iter().max(),
        (ects, _) => ects,
    }
}

/// The evidence of a badge that is for parts of it: with our own type, or with a digest.
fn stacked(badge: &AchievementCredential) -> impl Iterator<Item = &Evidence> {
    let is_part = |evidence: &&Evidence| {
        evidence.types.iter().any(|kind| kind == "EcStackedPart")
            || ["digestSRI", "digestMultibase"].iter().any(|digest| evidence.extra.get(digest).is_some())
    };
    badge.evidence.iter().filter(is_part)
}

/// Whether from a badge one comes to another through the parts that are at hand.
fn reaches(goal: &str, from: &str, at_hand: &AtHand<'_>, award: &AchievementCredential) -> bool {
    let mut seen = BTreeSet::new();
    let mut left = vec![from];
    while let Some(id) = left.pop() {
        let badges: Vec<&AchievementCredential> = match id == goal {
            true => vec![award],
            false => at_hand.of_id(id).iter().map(|part| &***part).collect(),
        };
        for part in badges.into_iter().flat_map(stacked).filter_map(|own| own.id.as_deref()) {
            if part == goal {
                return true;
            }
            if seen.insert(part) {
                left.push(part);
            }
        }
    }
    false
}

/// What of several awards counts one credential more than once.
pub fn counted_twice<'a>(awards: impl IntoIterator<Item = &'a Verified<AchievementCredential>>) -> Vec<String> {
    let mut seen: BTreeMap<String, BTreeSet<CredentialKey>> = BTreeMap::new();
    for award in awards {
        let key = CredentialKey::of(award.provenance());
        for part in stacked(award).filter_map(|own| own.id.clone()) {
            seen.entry(part).or_default().insert(key.clone());
        }
    }
    seen.into_iter().filter(|(_, awards)| awards.len() > 1).map(|(part, _)| part).collect()
}
