//! The whole description in the terms of our own context, written into the achievement and read back.

mod agreement;
mod read;

pub(in crate::microcredential::carrier) use read::read;

use super::CONTEXT;
use crate::badge::{Achievement, AchievementCredential};
use crate::framework::{CreditSystem, NqfLevel, Quantity};
use crate::json::{Object, Value};
use crate::microcredential::vocabulary::Vocabulary;
use crate::microcredential::{
    AwardingBody, Credits, Elements, Field, FurtherInformation, GradingScheme, LanguageTag, LearningOutcome, Level,
    Location, MicroCredential, QualityAssurance, Stackability, Supervision, Text, Venue, Workload,
};

const MICRO_CREDENTIAL: &str = "EcMicroCredential";
const LEARNER: &str = "EcLearner";

/// Whether an achievement says that it is described in our terms.
pub(super) fn is_ours(achievement: &Achievement) -> bool {
    achievement.types.iter().any(|kind| kind == MICRO_CREDENTIAL)
}

/// Adds our terms to a badge in the terms of Open Badges 3.0.
pub(super) fn extend(badge: &mut AchievementCredential, held: &MicroCredential) {
    badge.more_contexts.push(CONTEXT.into());
    let subject = &mut badge.credential_subject;
    subject.achievement.types.push(MICRO_CREDENTIAL.to_owned());
    for (name, value) in terms(held.offer()) {
        subject.achievement.extra.insert(&name, value);
    }
    let learner = held.learner();
    let parts = [("givenName", &learner.given_name), ("familyName", &learner.family_name)];
    for (term, part) in parts {
        if let Some(part) = part {
            subject.extra.insert(term, part);
            super::recover::push(&mut subject.types, LEARNER.to_owned());
        }
    }
}

/// The terms of an offer.
fn terms(elements: &Elements) -> Object {
    let (credits, levels) = (credit_points(&elements.workload), &elements.levels);
    let eqf = levels.iter().find_map(|level| match level {
        Level::Eqf(_) => level.uri(),
        _ => None,
    });
    let cycle = levels.iter().find_map(|level| match level {
        Level::QfEhea(cycle) => Some(cycle.uri()),
        _ => None,
    });
    let national = levels.iter().filter_map(|level| match level {
        Level::Nqf(level) => Some(national_level(level)),
        _ => None,
    });
    let towards = match &elements.stackability {
        Some(Stackability::Stackable { towards }) => towards.as_slice(),
        _ => &[],
    };
    Object::new()
        .with_some("title", language_map(&elements.title))
        .with_some("summary", language_map(&elements.description))
        .with_all("issuerLocation", elements.issuer_locations.iter().map(location))
        .with_all("awardingBody", elements.awarding_bodies.iter().map(awarding_body))
        .with_all("learningOutcome", elements.learning_outcomes.iter().map(outcome))
        .with_all("creditPoint", credits)
        .with_some("volumeOfLearning", elements.workload.hours.map(Quantity::as_hours))
        .with_some("eqfLevel", eqf)
        .with_all("nqfLevel", national)
        .with_some("qfEheaCycle", cycle)
        .with_all("assessmentType", elements.assessment_types.iter().map(value))
        .with_all("participation", elements.participation.iter().map(value))
        .with_all("qualityAssurance", elements.quality_assurance.iter().map(quality_assurance))
        .with_some("prerequisites", language_map(&elements.prerequisites))
        .with_some("supervision", elements.supervision.map(Supervision::uri))
        .with_some("venue", elements.supervision.and_then(|supervision| supervision.venue).map(Venue::uri))
        .with_some("gradingScheme", elements.grading_scheme.as_ref().map(grading_scheme))
        .with_some("stackability", elements.stackability.as_ref().map(Stackability::uri))
        .with_all("stackableTowards", towards.iter().map(|aim| concept(Some(&aim.id), &aim.name, None)))
        .with_all("furtherInformation", elements.further_information.iter().map(information))
        .with_some("learningSetting", elements.learning_setting.as_ref().map(value))
        .with_all("thematicArea", elements.fields.iter().map(field))
        .with_all("learningLanguage", elements.languages.iter().map(|tag| tag.as_str()))
}

/// Language tags in small letters, because implementations of JSON-LD differ in whether they make them so.
fn language_map(text: &Text) -> Option<Object> {
    let wording = |(tag, words): (&LanguageTag, &str)| (tag.as_str().to_ascii_lowercase(), words.into());
    (!text.is_empty()).then(|| text.wordings().map(wording).collect())
}

fn node(kind: &str) -> Object {
    Object::new().with("type", vec![kind])
}

/// An IRI, or a node for what has a name: never a description of the IRI itself, which others describe too.
fn concept(iri: Option<&str>, label: &Text, framework: Option<&str>) -> Value {
    match (iri, label.is_empty(), framework) {
        (Some(iri), true, None) => iri.into(),
        _ => node("EcConcept")
            .with_some("exactMatch", iri)
            .with_some("prefLabel", language_map(label))
            .with_some("framework", framework)
            .into(),
    }
}

fn value<V: Vocabulary>(value: &V) -> Value {
    match value.as_other() {
        Some(other) => concept(other.uri.as_deref(), &other.label, None),
        None => concept(value.iri(), &Text::default(), None),
    }
}

fn field(field: &Field) -> Value {
    match field {
        Field::Other(other) => concept(other.uri.as_deref(), &other.label, None),
        known => concept(known.uri(), &Text::default(), None),
    }
}

fn location(location: &Location) -> Value {
    node("EcLocation").with("countryCode", &location.country).with_some("region", location.region.as_ref()).into()
}

fn awarding_body(body: &AwardingBody) -> Value {
    node("EcOrganisation")
        .with("sameAs", &body.id)
        .with_some("legalName", language_map(&body.name))
        .with_some("location", body.location.as_ref().map(location))
        .into()
}

fn outcome(outcome: &LearningOutcome) -> Value {
    let related = |esco: bool| {
        let skills = outcome.skills.iter().filter(move |skill| skill.is_esco() == esco);
        skills.map(|skill| concept(Some(&skill.uri), &skill.name, skill.framework.as_deref()))
    };
    node("EcLearningOutcome")
        .with_some("title", language_map(&outcome.text))
        .with_some("outcomeType", outcome.kind.as_ref().map(value))
        .with_all("relatedESCOSkill", related(true))
        .with_all("relatedSkill", related(false))
        .into()
}

fn credit_points(workload: &Workload) -> Vec<Value> {
    let ects = workload.ects.map(|points| Credits { system: CreditSystem::Ects, points });
    let credit_point = |Credits { system, points }: &Credits| {
        let framework = match system.iri() {
            Some(iri) => concept(Some(iri), &Text::default(), None),
            None => concept(None, &Text::new(system.label()), None),
        };
        node("EcCreditPoint").with("framework", framework).with("point", points.to_string()).into()
    };
    ects.iter().chain(&workload.credits).map(credit_point).collect()
}

fn national_level(level: &NqfLevel) -> Value {
    match (level.uri(), level) {
        (None, NqfLevel::Named { country, framework, level }) => node("EcQualificationLevel")
            .with("countryCode", country)
            .with("framework", framework)
            .with("level", level)
            .into(),
        (uri, _) => uri.unwrap_or_default().into(),
    }
}

fn quality_assurance(assurance: &QualityAssurance) -> Value {
    let agency = assurance.agency.as_ref().map(|agency| {
        node("EcOrganisation")
            .with_some("sameAs", agency.id.as_ref())
            .with_some("legalName", language_map(&agency.name))
    });
    node("EcAccreditation")
        .with("qualityAssuranceType", value(&assurance.kind))
        .with_some("accreditingAgent", agency)
        .with_some("decision", assurance.decision.as_ref())
        .with_some("firstDay", assurance.valid_from.map(|day| day.to_string()))
        .with_some("lastDay", assurance.valid_until.map(|day| day.to_string()))
        .into()
}

/// Its grades stand in the result description.
fn grading_scheme(scheme: &GradingScheme) -> Value {
    node("EcGradingScheme")
        .with_some("title", language_map(&scheme.name))
        .with_some("summary", language_map(&scheme.description))
        .with_some("page", scheme.url.as_ref())
        .into()
}

fn information(information: &FurtherInformation) -> Value {
    node("EcInformation")
        .with_some("page", information.url.as_ref())
        .with_some("note", language_map(&information.text))
        .into()
}
