//! What the alignments of a badge say: by their type, or by the scheme that they point into.

use super::super::{standard, target};
use super::{Recovery, Rule, language, once, push, quality, skills, text};
use crate::badge::{Alignment, AlignmentTargetType};
use crate::framework::{CreditSystem, Cycle, Eqf, HOUR_IRI, NqfLevel, Quantity};
use crate::json::Pointer;
use crate::microcredential::vocabulary::{Concept, Vocabulary};
use crate::microcredential::{
    AssessmentType, Credits, Field, LanguageTag, LearningOutcome, LearningSetting, Level, Participation,
    QualityAssuranceType, StackTarget, Stackability, Supervision, Text, Venue, outcome,
};
use crate::report::code;
use std::borrow::Cow;

/// What an alignment can state.
#[derive(Clone, Copy)]
enum What {
    Outcome,
    Skill,
    Workload,
    Eqf,
    Nqf,
    Nlqf,
    QfEhea,
    AssessmentType,
    Participation,
    QualityAssurance,
    Supervision,
    Venue,
    Stackability,
    StackableTowards,
    LearningSetting,
    Field,
    Language,
}

/// Target types that say what they are about: ours, those of edubadges, and those of Open Badges itself.
const BY_TYPE: &[(&str, What)] = &[
    (target::LEARNING_OUTCOME, What::Outcome),
    (target::WORKLOAD, What::Workload),
    (target::EQF, What::Eqf),
    ("ext:EQFAlignment", What::Eqf),
    ("ext:EQFLevel", What::Eqf),
    (target::NQF, What::Nqf),
    ("ext:NLQF", What::Nlqf),
    ("ext:NLQFAlignment", What::Nlqf),
    (target::QF_EHEA, What::QfEhea),
    (target::ASSESSMENT_TYPE, What::AssessmentType),
    (target::PARTICIPATION, What::Participation),
    (target::QUALITY_ASSURANCE, What::QualityAssurance),
    ("ext:QualityAssuranceAlignment", What::QualityAssurance),
    (target::SUPERVISION, What::Supervision),
    (target::VENUE, What::Venue),
    (target::STACKABILITY, What::Stackability),
    (target::STACKABLE_TOWARDS, What::StackableTowards),
    (target::LEARNING_SETTING, What::LearningSetting),
    (target::FIELD, What::Field),
    (target::LANGUAGE, What::Language),
    (target::ESCO, What::Skill),
    (target::SKILL, What::Skill),
    ("CFItem", What::Skill),
    ("ceasn:Competency", What::Skill),
];

const EU: &str = "http://data.europa.eu/";
const SUPERVISION: &str = "http://data.europa.eu/snb/supervision-verification/";

/// Schemes that say it where the type does not.
const BY_SCHEME: &[(&str, What)] = &[
    (outcome::ESCO, What::Skill),
    ("http://data.europa.eu/snb/eqf/", What::Eqf),
    (NqfLevel::SCHEME, What::Nqf),
    ("http://data.europa.eu/snb/isced-f/", What::Field),
    (AssessmentType::SCHEME, What::AssessmentType),
    (Participation::SCHEME, What::Participation),
    (QualityAssuranceType::SCHEME, What::QualityAssurance),
    (LearningSetting::SCHEME, What::LearningSetting),
    (SUPERVISION, What::Supervision),
];

impl What {
    /// The member of the JSON form.
    fn member(self) -> &'static str {
        match self {
            Self::Outcome | Self::Skill => "/offer/learningOutcomes",
            Self::Workload => "/offer/workload",
            Self::Eqf | Self::Nqf | Self::Nlqf | Self::QfEhea => "/offer/level",
            Self::AssessmentType => "/offer/assessmentTypes",
            Self::Participation => "/offer/participation",
            Self::QualityAssurance => "/offer/qualityAssurance",
            Self::Supervision | Self::Venue => "/offer/supervision",
            Self::Stackability | Self::StackableTowards => "/offer/stackability",
            Self::LearningSetting => "/offer/learningSetting",
            Self::Field => "/offer/fields",
            Self::Language => "/offer/languages",
        }
    }
}

impl Recovery<'_> {
    /// What one alignment says: by its type, and where that says nothing about Annex I, by the scheme that it points into.
    pub(super) fn alignment(&mut self, alignment: &Alignment, at: Pointer) {
        // The concepts of EU Vocabularies and ESCO have addresses with `http`, which browsers turn into others.
        let http = |url: &str| url.strip_prefix("https://data.europa.eu/").map(|rest| format!("{EU}{rest}"));
        let alignment = &match http(&alignment.target_url) {
            Some(target_url) => Cow::Owned(Alignment { target_url, ..alignment.clone() }),
            None => Cow::Borrowed(alignment),
        };
        let kind = alignment.target_type.as_ref().map_or("", AlignmentTargetType::as_str);
        let by_type = BY_TYPE.iter().find(|(name, ..)| *name == kind);
        let by_scheme = || BY_SCHEME.iter().find(|(scheme, ..)| alignment.target_url.starts_with(scheme));
        let (what, rule) = match by_type {
            Some((_, what)) => (*what, Rule::AlignmentType),
            None => match by_scheme() {
                Some((_, what)) => (*what, Rule::AlignmentScheme),
                None if is_in_eqf(alignment) => (What::Eqf, Rule::AlignmentScheme),
                None => return,
            },
        };
        if matches!(what, What::StackableTowards) && !self.is_stackable() {
            return;
        }
        let unread = self.found.findings.len();
        self.state(what, alignment, at.clone());
        if self.found.findings.len() == unread {
            let mut parts = self.parts(what, alignment);
            if matches!(rule, Rule::AlignmentType) {
                parts.push("targetType");
            }
            self.found.take_parts(what.member(), at, rule, &parts);
        }
    }

    /// The members of an alignment that say what it states.
    fn parts(&self, what: What, alignment: &Alignment) -> Vec<&'static str> {
        let url = alignment.target_url.as_str();
        let of_value = |is_known: bool| match is_known {
            _ if self.is_own_part(alignment) => vec!["targetName"],
            true => vec!["targetUrl"],
            false => vec!["targetUrl", "targetName"],
        };
        match what {
            What::Outcome => vec!["targetName"],
            What::Skill => skills::PARTS.to_vec(),
            What::Workload if self.is_own_part(alignment) => vec!["targetName", "targetCode"],
            What::Workload => vec!["targetUrl", "targetCode"],
            What::Eqf if Eqf::from_uri(url).is_some() => vec!["targetUrl"],
            What::Eqf if is_in_eqf(alignment) => vec!["targetCode", "targetFramework"],
            What::Eqf | What::Nlqf => vec!["targetCode"],
            What::Nqf if self.is_own_part(alignment) => vec!["targetCode", "targetFramework"],
            What::AssessmentType => of_value(is_known::<AssessmentType>(url)),
            What::Participation => of_value(is_known::<Participation>(url)),
            What::QualityAssurance => of_value(is_known::<QualityAssuranceType>(url)),
            What::LearningSetting => of_value(is_known::<LearningSetting>(url)),
            What::Field => of_value(matches!(Field::from_uri(url), Field::Isced(_))),
            What::StackableTowards => vec!["targetUrl", "targetName"],
            What::Language => vec!["targetUrl", "targetCode"],
            What::Nqf | What::QfEhea | What::Supervision | What::Venue | What::Stackability => vec!["targetUrl"],
        }
    }

    /// Takes what an alignment states.
    fn state(&mut self, what: What, alignment: &Alignment, at: Pointer) {
        let url = alignment.target_url.as_str();
        let own = self.is_own_part(alignment);
        let elements = &mut self.found.elements;
        match what {
            What::Outcome => elements.learning_outcomes.push(LearningOutcome::new(text(&alignment.target_name))),
            What::Workload => self.workload(alignment, at),
            What::Eqf => self.eqf(alignment, at),
            What::Nqf if own => match standard::named_level(alignment) {
                Some(level) => self.level(Level::Nqf(level)),
                None => self
                    .unreadable(at, "neither targetFramework nor targetCode of the alignment says which level it is"),
            },
            What::Nqf => self.level(Level::Nqf(NqfLevel::from_uri(url))),
            What::Nlqf => match &alignment.target_code {
                Some(code) => self.level(Level::nqf("NL", "NLQF", code)),
                None => self.unreadable(at, "the alignment to the NLQF has no targetCode"),
            },
            What::QfEhea => match Cycle::from_uri(url) {
                Some(cycle) => self.level(Level::QfEhea(cycle)),
                None => self.unreadable(at, "the cycle of the QF-EHEA is none"),
            },
            What::AssessmentType => push(&mut elements.assessment_types, concept(alignment, own)),
            What::Participation => push(&mut elements.participation, concept(alignment, own)),
            What::QualityAssurance => push(&mut elements.quality_assurance, quality::assurance(alignment, own)),
            What::Supervision => self.supervision(url, at),
            What::Venue => match Venue::from_uri(url) {
                Some(venue) => {
                    let is_same = once(&mut self.venue, venue);
                    self.one(is_same, at);
                }
                None => self.unreadable(at, "the venue is neither online nor onsite"),
            },
            What::Stackability => self.stackability(url, at),
            What::StackableTowards => self.targets.push(StackTarget::new(url, unless_url(alignment))),
            What::LearningSetting => {
                let is_same = once(&mut elements.learning_setting, concept(alignment, own));
                self.one(is_same, at);
            }
            What::Field => push(&mut elements.fields, field(alignment)),
            What::Language => match LanguageTag::from_uri(url) {
                Some(tag) => push(&mut elements.languages, within(tag, alignment)),
                None => self.unreadable(at, "the language is none of EU Vocabularies that has a BCP 47 tag"),
            },
            What::Skill => self.skill(alignment),
        }
    }

    fn level(&mut self, level: Level) {
        push(&mut self.found.elements.levels, level);
        self.found.elements.levels.sort();
    }

    /// By its concept, or by the code that edubadges gives.
    fn eqf(&mut self, alignment: &Alignment, at: Pointer) {
        let by_code = || alignment.target_code.as_deref().and_then(eqf_code);
        match Eqf::from_uri(&alignment.target_url).or_else(by_code) {
            Some(level) => self.level(Level::Eqf(level.level())),
            None => self.unreadable(at, "neither targetUrl nor targetCode of the alignment is a level of the EQF"),
        }
    }

    fn workload(&mut self, alignment: &Alignment, at: Pointer) {
        let Some(amount) = alignment.target_code.as_deref().and_then(|code| code.parse::<Quantity>().ok()) else {
            return self.unreadable(at, "the targetCode of the workload is no amount with at most two decimal places");
        };
        let system = match self.is_own_part(alignment) {
            true => CreditSystem::from_name(alignment.target_name.as_str()),
            false => CreditSystem::from_iri(&alignment.target_url),
        };
        let workload = &mut self.found.elements.workload;
        let before = match (alignment.target_url.as_str(), system) {
            (HOUR_IRI, _) => workload.hours.replace(amount),
            (_, CreditSystem::Ects) => workload.ects.replace(amount),
            (_, system) => {
                let before =
                    workload.credits.iter().find(|credits| credits.system == system).map(|credits| credits.points);
                if before.is_none() {
                    workload.credits.push(Credits { system, points: amount });
                }
                before
            }
        };
        if before.is_some_and(|before| before != amount) {
            self.found.say(code::ec::CARRIER_DISAGREEMENT, at, "another alignment gives another amount in this unit");
        }
    }

    /// Whether it was made for something that has a name and no IRI.
    fn is_own_part(&self, alignment: &Alignment) -> bool {
        let achievement = self.badge.credential_subject.achievement.id.as_deref();
        achievement.is_some_and(|id| standard::is_own_part(&alignment.target_url, id))
    }

    /// Of what there is one, a second alignment says the same. In which order they stand is not signed where statements are.
    fn one(&mut self, is_same: bool, at: Pointer) {
        if !is_same {
            self.found.say(code::ec::CARRIER_DISAGREEMENT, at, "another alignment of its type says something else");
        }
    }

    fn supervision(&mut self, url: &str, at: Pointer) {
        match Supervision::from_uri(url) {
            Some(supervision) => {
                let is_same = once(&mut self.found.elements.supervision, supervision);
                self.one(is_same, at);
            }
            None => self.unreadable(at, "the concept of supervision is none of EU Vocabularies"),
        }
    }

    fn stackability(&mut self, url: &str, at: Pointer) {
        match [Stackability::Standalone, Stackability::stackable()].into_iter().find(|option| option.uri() == url) {
            Some(option) => {
                let is_same = once(&mut self.found.elements.stackability, option);
                self.one(is_same, at);
            }
            None => self.unreadable(at, "the option of stackability is neither stand-alone nor stackable"),
        }
    }

    /// Whether it says that it can be stacked, without which nothing is what it is stacked towards.
    fn is_stackable(&self) -> bool {
        let uri = Stackability::stackable().uri();
        let is_option = |kind: &AlignmentTargetType| kind.as_str() == target::STACKABILITY;
        let mut alignments = self.badge.credential_subject.achievement.alignment.iter();
        alignments.any(|other| other.target_type.as_ref().is_some_and(is_option) && other.target_url == uri)
    }

    fn skill(&mut self, alignment: &Alignment) {
        self.skills.push((alignment.target_description.as_ref().map(text), skills::related(alignment)));
    }

    /// Puts together what several alignments say: a skill that repeats the words of an outcome belongs to it, and any other is an outcome
    /// of its own; the venue belongs to the supervision, and the targets to the stackability.
    pub(super) fn attach(&mut self) {
        let elements = &mut self.found.elements;
        for (words, skill) in std::mem::take(&mut self.skills) {
            match elements.learning_outcomes.iter_mut().find(|outcome| Some(&outcome.text) == words.as_ref()) {
                Some(outcome) => outcome.skills.push(skill),
                None => {
                    let words = if skill.name.is_empty() { Text::new(&skill.uri) } else { skill.name.clone() };
                    elements.learning_outcomes.push(LearningOutcome::new(words).related(skill));
                }
            }
        }
        if let Some(supervision) = &mut elements.supervision {
            supervision.venue = self.venue;
        }
        if let Some(Stackability::Stackable { towards }) = &mut elements.stackability {
            *towards = std::mem::take(&mut self.targets);
        }
        quality::decisions_with_types(&mut elements.quality_assurance);
    }

    fn unreadable(&mut self, at: Pointer, detail: &str) {
        self.found.say(code::ec::CARRIER_UNREADABLE, at, detail);
    }
}

/// Whether it says by the name of the framework that its code is a level of the EQF.
fn is_in_eqf(alignment: &Alignment) -> bool {
    let framework = alignment.target_framework.as_ref().map(|name| name.as_str().trim().to_lowercase());
    matches!(framework.as_deref(), Some("european qualifications framework" | "eqf"))
        && alignment.target_code.as_deref().and_then(eqf_code).is_some()
}

fn eqf_code(code: &str) -> Option<Eqf> {
    code.trim().parse().ok().and_then(Eqf::new)
}

/// A language with the region that its code adds: concepts are of languages alone.
fn within(tag: LanguageTag, alignment: &Alignment) -> LanguageTag {
    let code = alignment.target_code.as_deref().and_then(language);
    code.filter(|code| code.language() == tag.language()).unwrap_or(tag)
}

/// The name of a target, unless it only repeats the address.
pub(super) fn unless_url(alignment: &Alignment) -> Text {
    match alignment.target_name.as_str() == alignment.target_url {
        true => Text::default(),
        false => text(&alignment.target_name),
    }
}

fn is_known<V: Vocabulary>(url: &str) -> bool {
    V::of_uri(url).as_other().is_none()
}

/// A value by its concept; one that stands in the achievement itself has a name alone.
pub(super) fn concept<V: Vocabulary>(alignment: &Alignment, own: bool) -> V {
    let known = V::of_uri(&alignment.target_url);
    match known.as_other() {
        None => known,
        Some(_) if own => V::other(Concept::with_label(text(&alignment.target_name))),
        Some(_) => V::other(Concept::with_uri(&alignment.target_url).labelled(unless_url(alignment))),
    }
}

fn field(alignment: &Alignment) -> Field {
    match Field::from_uri(&alignment.target_url) {
        Field::Other(concept) => Field::Other(concept.labelled(unless_url(alignment))),
        known => known,
    }
}
