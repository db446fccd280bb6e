use super::{narrative, target};
use crate::badge::{
    Achievement, AchievementCredential, AchievementSubject, AchievementType, Address, Alignment, Criteria,
    IdentityObject, Profile, Result, ResultDescription, is_language_code,
};
use crate::framework::{Eqf, HOUR_IRI, NqfLevel, Quantity};
use crate::json::Number;
use crate::microcredential::vocabulary::{Concept, Vocabulary};
use crate::microcredential::{
    AwardingBody, Elements, Field, GradingScheme, LanguageTag, Learner, LearningOutcome, Level, Location,
    MicroCredential, RelatedSkill, Stackability, Text, Workload,
};
use crate::vc::DateTimeStamp;
use chrono::NaiveDate;

/// The badge in terms of Open Badges 3.0 alone.
pub(super) fn badge(held: &MicroCredential, issuer: Profile) -> AchievementCredential {
    let offer = held.offer();
    let mut subject = AchievementSubject::new(achievement(offer));
    subject.achievement.criteria.id = page(held, &issuer);
    subject.id = held.learner().id.clone();
    subject.identifier = identifiers(held.learner());
    subject.source = source(offer, &issuer);
    subject.credits_earned = subject.achievement.credits_available.clone();
    subject.result = held.grade().map(|grade| result(&grade.value, &subject.achievement)).into_iter().collect();
    let awarded = midnight(held.issued());
    let mut badge = AchievementCredential::new(issuer, subject).name(preferred(&offer.title, offer));
    badge.id = held.id().map(str::to_owned);
    badge.awarded_date = awarded.clone();
    badge.valid_from = awarded;
    badge.valid_until = held.valid_until().cloned();
    badge
}

/// The profile with an address in the country, and in the region if it says none.
pub(super) fn located(mut profile: Profile, location: Option<&Location>) -> Profile {
    if let Some(location) = location {
        let address = profile.address.get_or_insert_with(Address::new);
        if address.address_country_code.is_none() {
            address.address_country_code = Some(location.country.clone());
            address.address_country =
                address.address_country.take().or_else(|| location.country_name().map(str::to_owned));
        }
        if address.address_region.is_none() {
            address.address_region.clone_from(&location.region);
        }
    }
    profile
}

/// The wording that a single string gets.
fn preferred(text: &Text, elements: &Elements) -> String {
    text.preferring(elements.language_tags()).to_owned()
}

fn midnight(day: NaiveDate) -> Option<DateTimeStamp> {
    DateTimeStamp::parse(&format!("{day}T00:00:00Z")).ok()
}

/// What is hashed stays hashed, and the parts of the name stand beside the whole.
fn identifiers(learner: &Learner) -> Vec<IdentityObject> {
    let parts =
        [("name", &learner.name), ("ext:givenName", &learner.given_name), ("ext:familyName", &learner.family_name)];
    let names = parts.into_iter().filter_map(|(kind, name)| Some(IdentityObject::plain(kind, name.clone()?)));
    names.chain(learner.identifiers.iter().cloned()).collect()
}

/// The first awarding body, unless it is the issuer.
fn source(elements: &Elements, issuer: &Profile) -> Option<Profile> {
    let body = elements.awarding_bodies.first().filter(|body| Some(&body.id) != issuer.id.as_ref())?;
    let AwardingBody { id, name, location } = body;
    Some(located(Profile::new(id).name(preferred(name, elements)), location.as_ref()))
}

/// The first address of further information that names nothing else in the badge: the criteria would be described under it,
/// and one id describes one thing.
fn page(held: &MicroCredential, issuer: &Profile) -> Option<String> {
    let offer = held.offer();
    let bodies = offer.awarding_bodies.iter().map(|body| Some(body.id.as_str()));
    let ids = [held.id(), offer.id.as_deref(), held.learner().id.as_deref(), issuer.id.as_deref()];
    let named: Vec<_> = bodies.chain(ids).collect();
    let mut urls = offer.further_information.iter().filter_map(|information| information.url.as_ref());
    urls.find(|url| !named.contains(&Some(url.as_str()))).cloned()
}

fn achievement(elements: &Elements) -> Achievement {
    let id = elements.id.clone().unwrap_or_default();
    let title = preferred(&elements.title, elements);
    // Open Badges wants a description; without one it is the title, which says nothing new.
    let description = match elements.description.is_empty() {
        true => title.clone(),
        false => preferred(&elements.description, elements),
    };
    let criteria = Criteria::narrative(narrative::markdown(elements));
    let mut achievement = Achievement::new(title, description, criteria);
    achievement.achievement_type = Some(AchievementType::from(elements.kind.achievement_type()));
    achievement.human_code.clone_from(&elements.code);
    // It has no place for variants.
    let language = elements.languages.first().map(LanguageTag::as_str);
    achievement.in_language = language.filter(|tag| is_language_code(tag)).map(str::to_owned);
    achievement.field_of_study = elements.fields.first().map(|field| field.to_string().into());
    achievement.credits_available = elements.workload.ects.and_then(number);
    achievement.result_description =
        elements.grading_scheme.iter().map(|scheme| scheme_of(scheme, elements, &id)).collect();
    achievement.alignment = alignments(elements, &id);
    achievement.id = elements.id.clone();
    achievement
}

pub(crate) fn number(quantity: Quantity) -> Option<Number> {
    Number::from_text(&quantity.to_string())
}

fn result(grade: &str, achievement: &Achievement) -> Result {
    let scheme = achievement.result_description.first().and_then(|description| description.id.clone());
    let mut result = Result::new(String::new()).value(grade);
    result.result_description = scheme;
    result
}

fn scheme_of(scheme: &GradingScheme, elements: &Elements, achievement: &str) -> ResultDescription {
    let id = part_of(achievement, "grading-scheme");
    let mut description = ResultDescription::new(id, preferred(&scheme.name, elements), "Result");
    description.allowed_value.clone_from(&scheme.values);
    description.value_min.clone_from(&scheme.minimum);
    description.value_max.clone_from(&scheme.maximum);
    description.required_value.clone_from(&scheme.pass);
    description
}

/// The framework of alignments that point at a type, where others point at a decision.
pub(super) const TYPE_OF_QUALITY: &str = "Type of quality assurance";

/// The framework of alignments that point at a decision, whose code is the concept of its type: they belong to the alignment to that.
pub(super) const DECISION_OF_QUALITY: &str = "Decision of quality assurance";

const WORKLOAD_PART: &str = "workload-";
const LEVEL_PART: &str = "level-";
const VALUE_PART: &str = "value-";

/// Whether an address is one within an achievement that was made for what has no IRI of its own.
pub(super) fn is_own_part(url: &str, achievement: &str) -> bool {
    let part = url.strip_prefix(achievement).and_then(|rest| rest.strip_prefix(['#', '.']));
    part.is_some_and(|part| [WORKLOAD_PART, LEVEL_PART, VALUE_PART].iter().any(|kind| part.starts_with(kind)))
}

/// The id of a part of what has an id.
fn part_of(id: &str, part: &str) -> String {
    match id.contains('#') {
        true => format!("{id}.{part}"),
        false => format!("{id}#{part}"),
    }
}

/// Every element that is a concept, as an alignment to it.
pub(crate) fn alignments(elements: &Elements, achievement: &str) -> Vec<Alignment> {
    let languages = elements.language_tags();
    let mut alignments = outcomes(elements, achievement);
    alignments.extend(workload(&elements.workload, achievement));
    alignments.extend(levels(&elements.levels, achievement));
    let values = Values { achievement, languages: &languages };
    alignments.extend(values.of(&elements.assessment_types, target::ASSESSMENT_TYPE, "Type of assessment"));
    alignments.extend(values.of(&elements.participation, target::PARTICIPATION, "Form of participation"));
    alignments.extend(quality_assurance(elements, &values));
    alignments.extend(elements.supervision.map(|supervision| {
        let name = if supervision.supervised { "Supervised" } else { "Unsupervised" };
        let verified = if supervision.identity_verified { "with" } else { "without" };
        let name = format!("{name} {verified} ID Verification");
        alignment(target::SUPERVISION, name, supervision.uri())
            .target_framework("Supervision and identity verification")
    }));
    alignments.extend(
        elements.supervision.and_then(|supervision| supervision.venue).map(|venue| {
            alignment(target::VENUE, venue.name(), venue.uri()).target_framework("Venue of the assessment")
        }),
    );
    alignments.extend(stackability(elements, &languages));
    let setting = elements.learning_setting.as_slice();
    alignments.extend(values.of(setting, target::LEARNING_SETTING, "Learning setting"));
    alignments.extend(elements.fields.iter().filter_map(|field| field_of(field, &languages)));
    alignments.extend(elements.languages.iter().skip(1).filter_map(language));
    alignments
}

fn alignment(kind: &str, name: impl Into<crate::vc::Text>, url: impl Into<String>) -> Alignment {
    Alignment::new(name, url).target_type(kind)
}

/// Each outcome in words at an address within the achievement, and the skills that it relates to, which repeat those words
/// so that it can be told to which outcome they belong.
fn outcomes(elements: &Elements, achievement: &str) -> Vec<Alignment> {
    let mut alignments = Vec::new();
    for (index, LearningOutcome { text, skills, .. }) in elements.learning_outcomes.iter().enumerate() {
        let (words, part) = (preferred(text, elements), format!("learning-outcome-{}", index + 1));
        let outcome = alignment(target::LEARNING_OUTCOME, words.clone(), part_of(achievement, &part));
        alignments.push(outcome.target_framework("Learning outcomes"));
        alignments.extend(skills.iter().map(|skill| {
            let RelatedSkill { uri, name, framework } = skill;
            let esco = skill.is_esco();
            let called = if name.is_empty() { uri.clone() } else { preferred(name, elements) };
            let related = alignment(if esco { target::ESCO } else { target::SKILL }, called, uri);
            let mut related = related.target_description(words.clone());
            related.target_framework = framework.clone().or_else(|| esco.then(|| "ESCO".to_owned())).map(Into::into);
            related
        }));
    }
    alignments
}

/// A credit system that has no IRI stands at an address within the achievement, like an outcome: workload is mandatory.
fn workload(workload: &Workload, achievement: &str) -> Vec<Alignment> {
    let amount = |unit: &str, iri: &str, quantity: Quantity| {
        alignment(target::WORKLOAD, unit, iri).target_code(quantity.to_string()).target_framework("Notional workload")
    };
    let ects = crate::framework::CreditSystem::Ects;
    let credits = workload.ects.and_then(|credits| Some(amount(ects.label(), ects.iri()?, credits)));
    let hours = workload.hours.map(|hours| amount("hours", HOUR_IRI, hours));
    let others = workload.credits.iter().enumerate().map(|(index, credits)| {
        let own = || part_of(achievement, &format!("{WORKLOAD_PART}{}", index + 1));
        let iri = credits.system.iri().map_or_else(own, str::to_owned);
        amount(credits.system.label(), &iri, credits.points)
    });
    credits.into_iter().chain(hours).chain(others).collect()
}

/// A national level that has no concept stands at an address within the achievement, by its name: the level is mandatory too.
fn levels<'e>(levels: &'e [Level], achievement: &'e str) -> impl Iterator<Item = Alignment> + 'e {
    levels.iter().enumerate().filter_map(move |(index, level)| match (level, level.uri()) {
        (Level::Nqf(national @ NqfLevel::Named { country, framework, level }), None) => {
            let own = part_of(achievement, &format!("{LEVEL_PART}{}", index + 1));
            let aligned = alignment(target::NQF, national.to_string(), own).target_code(level);
            Some(aligned.target_framework(format!("{framework} ({country})")))
        }
        (level, uri) => self::level(level, uri?),
    })
}

/// The level of a national framework that an alignment within an achievement says by its name.
pub(super) fn named_level(alignment: &Alignment) -> Option<NqfLevel> {
    let framework = alignment.target_framework.as_ref()?.as_str();
    let (framework, country) = framework.strip_suffix(')')?.rsplit_once(" (")?;
    Some(NqfLevel::new(country, framework, alignment.target_code.as_deref()?))
}

fn level(level: &Level, uri: &str) -> Option<Alignment> {
    Some(match level {
        Level::Eqf(number) => alignment(target::EQF, Eqf::new(*number)?.label(), uri)
            .target_code(number.to_string())
            .target_framework("European Qualifications Framework"),
        Level::Nqf(national) => {
            let mut aligned = alignment(target::NQF, national.to_string(), uri);
            if let NqfLevel::Named { level, .. } = national {
                aligned.target_code = Some(level.clone());
                aligned.target_framework = national.framework_name().map(Into::into);
            }
            aligned
        }
        Level::QfEhea(cycle) => alignment(target::QF_EHEA, cycle.label(), uri)
            .target_code(cycle.name())
            .target_framework("Qualifications Framework of the European Higher Education Area"),
    })
}

/// How values of controlled vocabularies become alignments.
struct Values<'a> {
    achievement: &'a str,
    languages: &'a [&'a str],
}

impl Values<'_> {
    /// Each value once: at its IRI, or, where it only has a name, at an address within the achievement.
    fn of<V: Vocabulary>(&self, values: &[V], kind: &str, framework: &str) -> Vec<Alignment> {
        let mut alignments: Vec<Alignment> = Vec::new();
        for (index, value) in values.iter().enumerate() {
            let aligned = self.one(index, value, kind, framework);
            if !alignments.iter().any(|other| other.target_url == aligned.target_url) {
                alignments.push(aligned);
            }
        }
        alignments
    }

    /// The value at a place of a list.
    fn one<V: Vocabulary>(&self, index: usize, value: &V, kind: &str, framework: &str) -> Alignment {
        let own = || {
            let name = kind.trim_start_matches("ext:");
            part_of(self.achievement, &format!("{VALUE_PART}{name}-{}", index + 1))
        };
        let uri = value.iri().map_or_else(own, str::to_owned);
        alignment(kind, value.shown(self.languages), uri).target_framework(framework)
    }
}

/// Types, each with the decisions of that type; one that only has a name, at the decision that it is of if there is one.
fn quality_assurance(elements: &Elements, values: &Values<'_>) -> Vec<Alignment> {
    let mut alignments: Vec<Alignment> = Vec::new();
    for (index, own) in elements.quality_assurance.iter().enumerate() {
        let shown = own.kind.shown(values.languages);
        let (concept, decision) = match (own.kind.iri(), &own.decision) {
            (None, Some(decision)) => {
                alignments.push(alignment(target::QUALITY_ASSURANCE, shown, decision));
                continue;
            }
            stated => stated,
        };
        let typed = values.one(index, &own.kind, target::QUALITY_ASSURANCE, TYPE_OF_QUALITY);
        if !alignments.iter().any(|other| other.target_url == typed.target_url) {
            alignments.push(typed);
        }
        alignments.extend(concept.zip(decision.as_ref()).map(|(concept, decision)| {
            let by = own.agency.as_ref().map(|agency| agency.name.preferring(values.languages.iter().copied()));
            alignment(target::QUALITY_ASSURANCE, by.unwrap_or(&shown), decision)
                .target_code(concept)
                .target_description(&*shown)
                .target_framework(DECISION_OF_QUALITY)
        }));
    }
    alignments
}

fn stackability(elements: &Elements, languages: &[&str]) -> Vec<Alignment> {
    let Some(stackability) = &elements.stackability else {
        return Vec::new();
    };
    let (name, towards) = match stackability {
        Stackability::Standalone => ("stand-alone", [].as_slice()),
        Stackability::Stackable { towards } => ("stackable", towards.as_slice()),
    };
    let option = alignment(target::STACKABILITY, name, stackability.uri()).target_framework("Stackability");
    let targets = towards.iter().map(|aim| {
        let name = if aim.name.is_empty() { &aim.id } else { aim.name.preferring(languages.iter().copied()) };
        alignment(target::STACKABLE_TOWARDS, name, &aim.id).target_framework("Stackable towards")
    });
    std::iter::once(option).chain(targets).collect()
}

fn field_of(field: &Field, languages: &[&str]) -> Option<Alignment> {
    let uri = field.uri()?;
    let aligned = |name: &str| alignment(target::FIELD, name, uri);
    Some(match field {
        Field::Isced(code) => aligned(code.label()).target_code(code.code()).target_framework("ISCED-F 2013"),
        Field::Other(Concept { label, .. }) if label.is_empty() => aligned(uri),
        Field::Other(Concept { label, .. }) => aligned(label.preferring(languages.iter().copied())),
    })
}

fn language(tag: &LanguageTag) -> Option<Alignment> {
    let (uri, name) = tag.concept()?;
    Some(alignment(target::LANGUAGE, name, uri).target_code(tag.as_str()).target_framework("Language of the learning"))
}
