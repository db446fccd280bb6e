use super::{extended, foreign, target};
use crate::badge::{AchievementCredential, Alignment, AlignmentTargetType, IdentifierType, Profile, ProfileRef};
use crate::framework::{CreditSystem, Cycle, Eqf, HOUR_IRI, NqfLevel, Quantity};
use crate::json::{Number, Pointer, Value};
use crate::microcredential::form::{self, parse_date};
use crate::microcredential::vocabulary::{Concept, Vocabulary};
use crate::microcredential::{
    AssessmentType, AwardingBody, CredentialKind, Credits, Elements, Field, FurtherInformation, Grade, GradingScheme,
    LanguageTag, Learner, LearningOutcome, LearningSetting, Level, Location, MicroCredential, Participation,
    QualityAssurance, QualityAssuranceType, RelatedSkill, StackTarget, Stackability, Supervision, Text, Venue, outcome,
};
use crate::report::{Code, Finding, Findings, code};
use crate::vc;
use chrono::NaiveDate;

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
    /// "Grade achieved".
    pub grade: Option<Grade>,
    /// Everything about what was achieved.
    pub elements: Elements,
    /// What was noticed on the way: terms of other systems, statements that cannot be read or that disagree. Their
    /// pointers go into the badge.
    pub findings: Findings,
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
        recovery.attach_skills();
        // Some of our terms are spelled like terms of edubadges; the type says whose they are.
        if extended::is_ours(&badge.credential_subject.achievement) {
            extended::read(badge, &mut recovery.found);
        } else {
            foreign::read(&badge.credential_subject.achievement.extra, &mut recovery.found);
        }
        recovery.credits();
        recovery.found
    }

    /// The micro-credential, and what was noticed on the way.
    ///
    /// # Errors
    /// Every mandatory element that the badge does not state, and every contradiction, with pointers into the
    /// [JSON form](Self::to_json); after what was noticed on the way, with pointers into the badge.
    pub fn complete(self) -> Result<(MicroCredential, Findings), Findings> {
        let mut findings = self.findings.clone();
        let whole = form::assemble(self.id, self.learner, self.issued, self.grade, self.elements, |checked| checked);
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
        form::to_json(self.id.as_deref(), &self.learner, self.issued, self.grade.as_ref(), &self.elements)
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

struct Recovery<'b> {
    badge: &'b AchievementCredential,
    found: Recovered,
    /// Skills, each with the words of the outcome that it says it belongs to.
    skills: Vec<(Option<Text>, RelatedSkill)>,
    targets: Vec<StackTarget>,
}

impl<'b> Recovery<'b> {
    fn new(badge: &'b AchievementCredential) -> Self {
        Self { badge, found: Recovered::default(), skills: Vec::new(), targets: Vec::new() }
    }

    /// Who, when, by whom, with what grade.
    fn envelope(&mut self) {
        let (badge, subject) = (self.badge, &self.badge.credential_subject);
        let found = &mut self.found;
        found.id.clone_from(&badge.id);
        found.learner = learner(badge);
        let date = badge.awarded_date.as_ref().or(badge.valid_from.as_ref());
        found.issued = date.and_then(|stamp| parse_date(stamp.as_str().get(..10)?));
        let graded = subject.result.iter().find(|result| result.value.is_some());
        found.grade = graded.and_then(|result| result.value.clone()).map(Grade::from);
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
        elements.languages = achievement.in_language.as_deref().and_then(LanguageTag::parse).into_iter().collect();
        elements.further_information = achievement.criteria.id.iter().cloned().map(FurtherInformation::at).collect();
        let graded = self.badge.credential_subject.result.iter().find(|result| result.value.is_some());
        let described = |id: &String| achievement.result_description.iter().find(|own| own.id.as_ref() == Some(id));
        let scheme = match graded {
            Some(result) => result.result_description.as_ref().and_then(described),
            None => achievement.result_description.first(),
        };
        elements.grading_scheme = scheme.map(|scheme| GradingScheme {
            values: scheme.allowed_value.clone(),
            minimum: scheme.value_min.clone(),
            maximum: scheme.value_max.clone(),
            pass: scheme.required_value.clone(),
            ..GradingScheme::named(text(&scheme.name))
        });
    }

    /// What one alignment says: by its type, or by the scheme that it points into.
    fn alignment(&mut self, alignment: &Alignment, at: Pointer) {
        let url = alignment.target_url.as_str();
        let kind = alignment.target_type.as_ref().map_or("", AlignmentTargetType::as_str);
        let elements = &mut self.found.elements;
        match kind {
            target::LEARNING_OUTCOME => {
                elements.learning_outcomes.push(LearningOutcome::new(text(&alignment.target_name)));
            }
            target::WORKLOAD => self.workload(alignment, at),
            target::EQF | "ext:EQFAlignment" | "ext:EQFLevel" => self.eqf(alignment, at),
            target::NQF => self.level(Level::Nqf(NqfLevel::from_uri(url))),
            "ext:NLQF" | "ext:NLQFAlignment" => match &alignment.target_code {
                Some(code) => self.level(Level::nqf("NL", "NLQF", code)),
                None => self.unreadable(at, "the alignment to the NLQF has no targetCode"),
            },
            target::QF_EHEA => match Cycle::from_uri(url) {
                Some(cycle) => self.level(Level::QfEhea(cycle)),
                None => self.unreadable(at, "the cycle of the QF-EHEA is none"),
            },
            target::ASSESSMENT_TYPE => push(&mut elements.assessment_types, concept(alignment)),
            target::PARTICIPATION => push(&mut elements.participation, concept(alignment)),
            target::QUALITY_ASSURANCE | "ext:QualityAssuranceAlignment" => {
                push(&mut elements.quality_assurance, QualityAssurance::new(concept(alignment)));
            }
            target::SUPERVISION => self.supervision(url, at),
            target::VENUE => {}
            target::STACKABILITY => self.stackability(url, at),
            target::STACKABLE_TOWARDS => self.targets.push(StackTarget::new(url, unless_url(alignment))),
            target::LEARNING_SETTING => elements.learning_setting = Some(concept(alignment)),
            target::FIELD => push(&mut elements.fields, field(alignment)),
            target::LANGUAGE => {
                let tag = LanguageTag::from_uri(url);
                elements.languages.extend(tag.filter(|tag| !elements.languages.contains(tag)));
            }
            target::ESCO | target::SKILL | "CFItem" | "ceasn:Competency" => self.skill(alignment),
            _ => self.untyped(alignment, at),
        }
    }

    /// An alignment whose type says nothing about Annex I may still point into a scheme that does.
    fn untyped(&mut self, alignment: &Alignment, at: Pointer) {
        let url = alignment.target_url.as_str();
        let elements = &mut self.found.elements;
        if url.starts_with(outcome::ESCO) {
            self.skill(alignment);
        } else if url.starts_with("http://data.europa.eu/snb/eqf/") {
            self.eqf(alignment, at);
        } else if NqfLevel::is_uri(url) {
            self.level(Level::Nqf(NqfLevel::from_uri(url)));
        } else if url.starts_with("http://data.europa.eu/snb/isced-f/") {
            push(&mut elements.fields, Field::from_uri(url));
        } else if url.starts_with(AssessmentType::SCHEME) {
            push(&mut elements.assessment_types, concept(alignment));
        } else if url.starts_with(Participation::SCHEME) {
            push(&mut elements.participation, concept(alignment));
        } else if url.starts_with(QualityAssuranceType::SCHEME) {
            push(&mut elements.quality_assurance, QualityAssurance::new(concept(alignment)));
        } else if url.starts_with(LearningSetting::SCHEME) {
            elements.learning_setting = Some(concept(alignment));
        } else if Supervision::from_uri(url).is_some() {
            self.supervision(url, at);
        }
    }

    fn level(&mut self, level: Level) {
        push(&mut self.found.elements.levels, level);
        self.found.elements.levels.sort();
    }

    /// By its concept, or by the code that edubadges gives.
    fn eqf(&mut self, alignment: &Alignment, at: Pointer) {
        let by_code = || alignment.target_code.as_deref()?.trim().parse().ok().and_then(Eqf::new);
        match Eqf::from_uri(&alignment.target_url).or_else(by_code) {
            Some(level) => self.level(Level::Eqf(level.level())),
            None => self.unreadable(at, "neither targetUrl nor targetCode of the alignment is a level of the EQF"),
        }
    }

    fn workload(&mut self, alignment: &Alignment, at: Pointer) {
        let Some(amount) = alignment.target_code.as_deref().and_then(|code| code.parse::<Quantity>().ok()) else {
            return self.unreadable(at, "the targetCode of the workload is no amount with at most two decimal places");
        };
        let workload = &mut self.found.elements.workload;
        let before = match (alignment.target_url.as_str(), CreditSystem::from_iri(&alignment.target_url)) {
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

    fn supervision(&mut self, url: &str, at: Pointer) {
        let alignments = self.badge.credential_subject.achievement.alignment.iter();
        let venue = alignments
            .filter(|other| other.target_type.as_ref().is_some_and(|kind| kind.as_str() == target::VENUE))
            .find_map(|other| Venue::from_uri(&other.target_url));
        match Supervision::from_uri(url) {
            Some(supervision) => self.found.elements.supervision = Some(Supervision { venue, ..supervision }),
            None => self.unreadable(at, "the concept of supervision is none of EU Vocabularies"),
        }
    }

    fn stackability(&mut self, url: &str, at: Pointer) {
        match [Stackability::Standalone, Stackability::stackable()].into_iter().find(|option| option.uri() == url) {
            Some(option) => self.found.elements.stackability = Some(option),
            None => self.unreadable(at, "the option of stackability is neither stand-alone nor stackable"),
        }
    }

    fn skill(&mut self, alignment: &Alignment) {
        let framework = alignment.target_framework.as_ref().map(|framework| framework.as_str().to_owned());
        let esco = alignment.target_url.starts_with(outcome::ESCO);
        let skill = RelatedSkill {
            uri: alignment.target_url.clone(),
            name: unless_url(alignment),
            framework: framework.filter(|framework| !(esco && framework == "ESCO")),
        };
        self.skills.push((alignment.target_description.as_ref().map(text), skill));
    }

    /// A skill that repeats the words of an outcome belongs to it; any other is an outcome of its own.
    fn attach_skills(&mut self) {
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
        if let Some(Stackability::Stackable { towards }) = &mut elements.stackability {
            *towards = std::mem::take(&mut self.targets);
        }
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

    fn unreadable(&mut self, at: Pointer, detail: &str) {
        self.found.say(code::ec::CARRIER_UNREADABLE, at, detail);
    }
}

fn same_amount(number: &Number, quantity: Quantity) -> bool {
    (number.as_f64() - f64::from(quantity.hundredths()) / 100.0).abs() < 1e-6
}

fn learner(badge: &AchievementCredential) -> Learner {
    let subject = &badge.credential_subject;
    let mut learner = Learner { id: subject.id.clone(), ..Learner::default() };
    for identity in &subject.identifier {
        let part = match &identity.identity_type {
            _ if identity.hashed => None,
            IdentifierType::Name => Some(&mut learner.name),
            IdentifierType::Extension(own) if own == "ext:givenName" => Some(&mut learner.given_name),
            IdentifierType::Extension(own) if own == "ext:familyName" => Some(&mut learner.family_name),
            _ => None,
        };
        match part {
            Some(part) if part.is_none() => *part = Some(identity.identity_hash.clone()),
            _ => learner.identifiers.push(identity.clone()),
        }
    }
    learner
}

/// A profile as an awarding body, if it says who it is.
fn body(profile: &ProfileRef) -> Option<AwardingBody> {
    let id = profile.id()?.to_owned();
    let name = profile.name().map(text).unwrap_or_default();
    Some(AwardingBody { id, name, location: profile.profile().and_then(location) })
}

fn location(profile: &Profile) -> Option<Location> {
    let address = profile.address.as_ref()?;
    let is_code = |text: &&String| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    let country = address.address_country_code.as_ref().or(address.address_country.as_ref().filter(is_code))?;
    Some(Location { country: country.clone(), region: address.address_region.clone() })
}

/// A text of Open Badges with its languages, if it says them.
pub(super) fn text(text: &vc::Text) -> Text {
    text.wordings()
        .iter()
        .fold(Text::default(), |read, wording| read.and(wording.language.as_deref().unwrap_or("und"), &wording.value))
}

/// The name of a target, unless it only repeats the address.
fn unless_url(alignment: &Alignment) -> Text {
    match alignment.target_name.as_str() == alignment.target_url {
        true => Text::default(),
        false => text(&alignment.target_name),
    }
}

fn concept<V: Vocabulary>(alignment: &Alignment) -> V {
    let known = V::of_uri(&alignment.target_url);
    match known.as_other() {
        None => known,
        Some(_) => V::other(Concept::with_uri(&alignment.target_url).labelled(unless_url(alignment))),
    }
}

fn field(alignment: &Alignment) -> Field {
    match Field::from_uri(&alignment.target_url) {
        Field::Other(concept) => Field::Other(concept.labelled(unless_url(alignment))),
        known => known,
    }
}

/// Sets have no second copy.
pub(super) fn push<T: PartialEq>(values: &mut Vec<T>, value: T) {
    if !values.contains(&value) {
        values.push(value);
    }
}
