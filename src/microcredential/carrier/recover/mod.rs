mod alignments;
mod members;
mod parties;
mod quality;
mod results;
mod skills;

use super::source::{Rule, Source};
use super::{extended, foreign};
use crate::badge::{AchievementCredential, ProfileRef};
use crate::framework::Quantity;
use crate::json::{Number, Pointer, Value};
use crate::microcredential::form::{self, parse_date};
use crate::microcredential::{
    CredentialKind, Elements, FurtherInformation, Grade, LanguageTag, Learner, MicroCredential, RelatedSkill,
    StackTarget, Text, Venue, check,
};
use crate::report::{Code, Finding, Findings, Severity, code};
use crate::vc::{self, DateTimeStamp};
use chrono::NaiveDate;
use parties::{body, learner};
use results::{graded, scheme, scheme_of};

/// What a badge says about the elements of Annex I, complete or not; whoever made the badge.
///
/// [`complete`](Self::complete) makes a [`MicroCredential`] of it if every mandatory element is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recovered {
    /// The id of the credential.
    pub id: Option<String>,
    /// "Identification of the learner".
    pub learner: Learner,
    /// "Date of issuing".
    pub issued: Option<NaiveDate>,
    /// Until when it is valid.
    pub valid_until: Option<DateTimeStamp>,
    /// "Grade achieved".
    pub grade: Option<Grade>,
    /// Everything about what was achieved.
    pub elements: Elements,
    /// What was noticed on the way: terms of other systems, statements that cannot be read or that disagree. Their
    /// pointers go into the badge.
    pub findings: Findings,
    /// Where each value came from.
    pub sources: Vec<Source>,
    /// What was read of the badge, down to the member.
    pub(crate) read: Vec<Pointer>,
}

impl Recovered {
    /// Reads what a badge says: in our own terms if it has them, in those of Open Badges 3.0, and in those of edubadges.
    pub fn from_badge(badge: &AchievementCredential) -> Self {
        let mut recovery = Recovery::new(badge);
        recovery.envelope();
        recovery.achievement();
        for (index, alignment) in badge.credential_subject.achievement.alignment.iter().enumerate() {
            recovery.alignment(alignment, achievement_pointer().member("alignment").item(index));
        }
        recovery.attach();
        if extended::is_ours(&badge.credential_subject.achievement) {
            extended::read(badge, &mut recovery.found);
        }
        foreign::read(badge, &mut recovery.found);
        recovery.skills_of_results();
        recovery.credits();
        recovery.members();
        recovery.found
    }

    /// The micro-credential, and what was noticed on the way.
    ///
    /// # Errors
    /// Every mandatory element that the badge does not state, and every contradiction, with pointers into the
    /// [JSON form](Self::to_json); after what was noticed on the way, with pointers into the badge.
    pub fn complete(self) -> Result<(MicroCredential, Findings), Findings> {
        let mut findings = self.findings.clone();
        let whole = {
            let Self { id, learner, issued, valid_until, grade, elements, .. } = self;
            form::assemble(id, learner, issued, valid_until, grade, elements, |checked| checked)
        };
        match whole {
            Ok(held) => findings.clone().into_result(held).map(|held| (held, findings)),
            Err(more) => {
                findings.extend(more);
                Err(findings)
            }
        }
    }

    /// The [JSON form](crate::microcredential::form) of what is stated.
    pub fn to_json(&self) -> Value {
        let until = self.valid_until.as_ref();
        form::to_json(self.id.as_deref(), &self.learner, self.issued, until, self.grade.as_ref(), &self.elements)
    }

    /// What keeps it from being a whole micro-credential. The pointers go into the [JSON form](Self::to_json); the detail says
    /// where a value that is there was read.
    pub(crate) fn gaps(&self) -> Findings {
        let noticed = self.findings.len();
        let Err(findings) = self.clone().complete() else { return Findings::new() };
        findings.into_iter().skip(noticed).map(|gap| self.located(gap)).collect()
    }

    /// What says that nothing was achieved, or leaves it open: the elements have no place for that, and what is made of them alone would
    /// say the contrary.
    pub(crate) fn denials(&self) -> Findings {
        let denies = |found: &&Finding| {
            [code::ec::NOT_ACHIEVED, code::ec::RESULT_DOUBTFUL, code::ec::GRADE_BELOW_PASS, code::ec::GRADE_ORDER]
                .contains(&found.code)
        };
        self.findings.iter().filter(denies).cloned().collect()
    }

    /// What is [worth knowing](Self::advice) about what is stated, and what contradicts itself, with pointers into the badge.
    pub(crate) fn remarks(&self) -> Findings {
        let contradictions = self.findings.iter().filter(|found| found.severity() == Severity::Error).cloned();
        contradictions.chain(self.advice()).collect()
    }

    /// What is worth knowing about what is stated, as [`MicroCredential::check`] says it of what is whole, with pointers into the document.
    /// That something is missing is nothing of it; of the learner, the rules of Open Badges say it.
    pub(crate) fn advice(&self) -> Findings {
        let (id, until, grade) = (self.id.as_deref(), self.valid_until.as_ref(), self.grade.as_ref());
        let (is_missing, learner) =
            (|found: &Finding| found.code == code::ec::MISSING, Pointer::root().member("learner"));
        let about = check::award(id, &self.learner, self.issued, until, grade, &self.elements).into_iter();
        let about = about.filter(|found| !is_missing(found) && !found.pointer.is_within(&learner));
        about.map(|found| Finding { pointer: self.stated_at(&found.pointer), ..found }).collect()
    }

    /// Where in the document a place of the [JSON form](Self::to_json) was read: as far as that is one place.
    pub(super) fn stated_at(&self, place: &Pointer) -> Pointer {
        let is_part = |source: &&Source| {
            let member = Pointer::from_text(source.member);
            place.is_within(&member) || member.is_within(place)
        };
        let places = self.sources.iter().filter(is_part).map(|source| source.from.clone());
        let is_badge = || self.sources.iter().all(|source| source.rule != Rule::Elm);
        let anywhere = || if is_badge() { achievement_pointer() } else { Pointer::root() };
        places.reduce(|one, other| common(&one, &other)).unwrap_or_else(anywhere)
    }

    fn located(&self, gap: Finding) -> Finding {
        let mut sources = self.sources.iter().filter(|source| source.member == gap.pointer.as_str());
        match (sources.next(), sources.next()) {
            (Some(source), None) => {
                Finding { detail: format!("{}; it was read at {}", gap.detail, source.from), ..gap }
            }
            _ => gap,
        }
    }

    /// Notes where the value of a member came from.
    pub(super) fn take(&mut self, member: &'static str, from: Pointer, rule: Rule) {
        self.read.push(from.clone());
        self.sources.push(Source::new(member, from, rule));
    }

    /// Notes where the value of a member came from, and which parts of it were read.
    fn take_parts(&mut self, member: &'static str, from: Pointer, rule: Rule, parts: &[&str]) {
        self.read.extend(parts.iter().map(|part| from.member(part)));
        self.sources.push(Source::new(member, from, rule));
    }

    pub(super) fn say(&mut self, code: Code, at: Pointer, detail: impl Into<String>) {
        self.findings.push(Finding::new(code, at, detail));
    }
}

impl MicroCredential {
    /// The micro-credential that a badge carries, and what was noticed on the way.
    ///
    /// # Errors
    /// As [`Recovered::complete`]; [`Recovered::from_badge`] gives what there is of an incomplete one.
    pub fn from_badge(badge: &AchievementCredential) -> Result<(Self, Findings), Findings> {
        Recovered::from_badge(badge).complete()
    }
}

pub(super) fn achievement_pointer() -> Pointer {
    Pointer::root().member("credentialSubject").member("achievement")
}

/// The innermost place that holds both.
fn common(one: &Pointer, other: &Pointer) -> Pointer {
    let shared = one.steps().zip(other.steps()).take_while(|(one, other)| one == other);
    shared.fold(Pointer::root(), |place, (step, _)| place.member(&step))
}

struct Recovery<'b> {
    badge: &'b AchievementCredential,
    found: Recovered,
    /// Skills, each with the words of the outcome that it says it belongs to.
    skills: Vec<(Option<Text>, RelatedSkill)>,
    targets: Vec<StackTarget>,
    venue: Option<Venue>,
}

impl<'b> Recovery<'b> {
    fn new(badge: &'b AchievementCredential) -> Self {
        Self { badge, found: Recovered::default(), skills: Vec::new(), targets: Vec::new(), venue: None }
    }

    /// Who, when, by whom, with what grade.
    fn envelope(&mut self) {
        let (badge, subject) = (self.badge, &self.badge.credential_subject);
        let found = &mut self.found;
        found.id.clone_from(&badge.id);
        found.learner = learner(badge);
        let date = badge.awarded_date.as_ref().or(badge.valid_from.as_ref());
        found.issued = date.and_then(|stamp| parse_date(stamp.as_str().get(..10)?));
        found.valid_until.clone_from(&badge.valid_until);
        found.grade = graded(badge).and_then(|(_, result)| result.value.clone()).map(Grade::from);
        let issuer = body(&badge.issuer);
        found.elements.issuer_locations = issuer.iter().filter_map(|issuer| issuer.location.clone()).collect();
        let source = subject.source.clone().map(|source| ProfileRef::Profile(Box::new(source)));
        found.elements.awarding_bodies = source.as_ref().and_then(body).or(issuer).into_iter().collect();
    }

    /// What the members of the achievement itself say.
    fn achievement(&mut self) {
        let achievement = &self.badge.credential_subject.achievement;
        let elements = &mut self.found.elements;
        elements.id.clone_from(&achievement.id);
        elements.title = text(&achievement.name);
        if achievement.description != achievement.name {
            elements.description = text(&achievement.description);
        }
        elements.code.clone_from(&achievement.human_code);
        let kind =
            achievement.achievement_type.as_ref().map(|kind| CredentialKind::from_achievement_type(kind.as_str()));
        elements.kind = kind.unwrap_or_default();
        elements.languages = achievement.in_language.as_deref().and_then(language).into_iter().collect();
        if elements.languages.is_empty() && achievement.in_language.is_some() {
            let at = achievement_pointer().member("inLanguage");
            self.found.say(code::ec::CARRIER_UNREADABLE, at, "the language is no BCP 47 tag, such as nl");
        }
        let elements = &mut self.found.elements;
        elements.further_information = achievement.criteria.id.iter().cloned().map(FurtherInformation::at).collect();
        elements.grading_scheme = scheme(self.badge).map(|(_, description)| scheme_of(description));
    }

    /// `creditsAvailable` says how many credits, and not of what: it can only agree with what is known otherwise.
    fn credits(&mut self) {
        let subject = &self.badge.credential_subject;
        let earned = Pointer::root().member("credentialSubject").member("creditsEarned");
        let available = achievement_pointer().member("creditsAvailable");
        for (credits, at) in [(&subject.achievement.credits_available, available), (&subject.credits_earned, earned)] {
            let Some(credits) = credits else {
                continue;
            };
            let ects = self.found.elements.workload.ects;
            match ects {
                Some(ects) if !same_amount(credits, ects) => {
                    let detail = format!("it says {credits}, and {ects} ECTS are stated");
                    self.found.say(code::ec::CARRIER_DISAGREEMENT, at, detail);
                }
                Some(_) => {}
                None => {
                    let detail = format!("{credits} credits are not taken for ECTS unless the badge says so");
                    self.found.say(code::ec::CARRIER_CREDIT_UNIT, at, detail);
                }
            }
        }
    }
}

fn same_amount(number: &Number, quantity: Quantity) -> bool {
    (number.as_f64() - f64::from(quantity.hundredths()) / 100.0).abs() < 1e-6
}

/// A language as BCP 47 writes it, or as many systems do: `nl_NL` is `nl-NL`, and where the country only repeats the language,
/// no more than that is meant.
pub(crate) fn language(text: &str) -> Option<LanguageTag> {
    let (language, country) = text.split_once('_').unwrap_or((text, ""));
    match language.eq_ignore_ascii_case(country) {
        true => LanguageTag::parse(language),
        false => LanguageTag::parse(&text.replace('_', "-")),
    }
}

/// A text of Open Badges with its languages, if it says them. An empty wording says nothing.
pub(super) fn text(text: &vc::Text) -> Text {
    text.wordings()
        .iter()
        .filter(|wording| !form::is_blank(&wording.value))
        .fold(Text::default(), |read, wording| read.and(wording.language.as_deref().unwrap_or("und"), &wording.value))
}

/// Takes a value where there is none yet; whether nothing else stands there.
pub(super) fn once<T: PartialEq>(place: &mut Option<T>, value: T) -> bool {
    let is_same = place.as_ref().is_none_or(|own| *own == value);
    place.get_or_insert(value);
    is_same
}

/// Sets have no second copy.
pub(super) fn push<T: PartialEq>(values: &mut Vec<T>, value: T) {
    if !values.contains(&value) {
        values.push(value);
    }
}
