//! The elements as people read them, a line a statement.

use crate::microcredential::carrier::Recovered;
use crate::microcredential::{
    Elements, FurtherInformation, LearningOutcome, QualityAssurance, Stackability, Text, annex,
};
use std::fmt;

pub(super) type Element = (&'static str, Vec<String>);

/// The elements that Annex I makes mandatory, in its order. Of an awarding body that is not the issuer, nobody but the issuer
/// says that it is one.
pub(super) fn mandatory(recovered: &Recovered, issuer: Option<&str>) -> [Element; 11] {
    let elements = &recovered.elements;
    let bodies = elements.awarding_bodies.iter().map(|body| {
        let stated = if issuer == Some(body.id.as_str()) { "" } else { " (as stated by the issuer)" };
        match body.name.is_empty() {
            true => format!("{}{stated}", body.id),
            false if body.id.is_empty() => format!("{}{stated}", wordings(&body.name)),
            false => format!("{} <{}>{stated}", wordings(&body.name), body.id),
        }
    });
    [
        (annex::LEARNER, learner(recovered)),
        (annex::TITLE, stated(&elements.title)),
        (annex::COUNTRY, shown(&elements.issuer_locations)),
        (annex::AWARDING_BODY, bodies.collect()),
        (annex::DATE, shown(recovered.issued.as_slice())),
        (annex::LEARNING_OUTCOMES, elements.learning_outcomes.iter().map(outcome).collect()),
        (annex::WORKLOAD, workload(elements)),
        (annex::LEVEL, shown(&elements.levels)),
        (annex::ASSESSMENT, shown(&elements.assessment_types)),
        (annex::PARTICIPATION, shown(&elements.participation)),
        (annex::QUALITY_ASSURANCE, elements.quality_assurance.iter().map(quality).collect()),
    ]
}

/// What stands there where it is relevant, and what is said beyond Annex I.
pub(super) fn optional(recovered: &Recovered) -> [Element; 10] {
    let elements = &recovered.elements;
    let stackability = elements.stackability.iter().flat_map(|options| match options {
        Stackability::Standalone => vec!["stands for itself".to_owned()],
        Stackability::Stackable { towards } if towards.is_empty() => vec!["can be stacked".to_owned()],
        Stackability::Stackable { towards } => {
            towards.iter().map(|target| format!("towards {} <{}>", wordings(&target.name), target.id)).collect()
        }
    });
    let grade = recovered.grade.iter().map(|grade| match &elements.grading_scheme {
        Some(scheme) if !scheme.name.is_empty() => format!("{} ({})", grade.value, wordings(&scheme.name)),
        _ => grade.value.clone(),
    });
    let kind =
        recovered.sources.iter().any(|source| source.member == "/offer/kind").then(|| elements.kind.name().to_owned());
    [
        ("Kind of credential", Vec::from_iter(kind)),
        ("Code of the programme", shown(elements.code.as_slice())),
        (annex::PREREQUISITES, stated(&elements.prerequisites)),
        (annex::SUPERVISION, shown(elements.supervision.as_slice())),
        (annex::GRADE, grade.collect()),
        (annex::STACKABILITY, stackability.collect()),
        (annex::FURTHER_INFORMATION, elements.further_information.iter().map(information).collect()),
        ("Learning setting", shown(elements.learning_setting.as_slice())),
        ("Fields of education", shown(&elements.fields)),
        ("Languages of the learning", shown(&elements.languages)),
    ]
}

fn learner(recovered: &Recovered) -> Vec<String> {
    let learner = &recovered.learner;
    let parts =
        [&learner.given_name, &learner.family_name].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let name = learner.name.clone().or_else(|| Some(parts).filter(|parts| !parts.is_empty()));
    let others = learner.identifiers.iter().map(|other| {
        let how = if other.hashed { " (hashed)" } else { "" };
        format!("{}{how}: {}", other.identity_type, other.identity_hash)
    });
    name.into_iter().chain(learner.id.clone()).chain(others).collect()
}

fn outcome(outcome: &LearningOutcome) -> String {
    let skills = outcome.skills.iter().map(|skill| skill.uri.as_str()).collect::<Vec<_>>().join(", ");
    match skills.as_str() {
        "" => wordings(&outcome.text),
        skills => format!("{} <{skills}>", wordings(&outcome.text)),
    }
}

fn workload(elements: &Elements) -> Vec<String> {
    let workload = &elements.workload;
    let ects = workload.ects.map(|credits| format!("{credits} ECTS"));
    let hours = workload.hours.map(|hours| format!("{hours} hours"));
    let others = workload.credits.iter().map(|credits| format!("{} {}", credits.points, credits.system.short()));
    ects.into_iter().chain(hours).chain(others).collect()
}

fn quality(quality: &QualityAssurance) -> String {
    let agency = quality.agency.as_ref().map(|agency| match (&agency.id, agency.name.is_empty()) {
        (Some(id), true) => format!(", by {id}"),
        _ => format!(", by {}", wordings(&agency.name)),
    });
    let decision = quality.decision.as_ref().map(|decision| format!(", decision {decision}"));
    let from = quality.valid_from.map(|day| format!(", from {day}"));
    let until = quality.valid_until.map(|day| format!(", until {day}"));
    [Some(quality.kind.to_string()), agency, decision, from, until].into_iter().flatten().collect()
}

fn information(information: &FurtherInformation) -> String {
    let url = information.url.as_ref().map(|url| format!("<{url}>"));
    let text = (!information.text.is_empty()).then(|| wordings(&information.text));
    text.into_iter().chain(url).collect::<Vec<_>>().join(" ")
}

fn shown<T: fmt::Display>(values: &[T]) -> Vec<String> {
    values.iter().map(T::to_string).collect()
}

/// Each wording on a line of its own.
fn stated(text: &Text) -> Vec<String> {
    text.wordings()
        .map(|(tag, words)| if tag.is_undetermined() { words.to_owned() } else { format!("{words} ({tag})") })
        .collect()
}

/// All wordings on one line.
fn wordings(text: &Text) -> String {
    stated(text).join(" · ")
}
