//! Open Educational Badges: extensions of Open Badges 2.0, some under the names that edubadges uses with a meaning of their own.
//! In Open Badges 3.0 they stand on the credential, and their contexts beside those of the credential.
//!
//! Its level is one of languages, and its category tells a badge of competencies from one of participation; neither states an
//! element.

use super::{Rule, Term, items, once, push, said, term, written};
use crate::codec::iri;
use crate::framework::Quantity;
use crate::json::{Pointer, Value};
use crate::microcredential::vocabulary::Vocabulary;
use crate::microcredential::{Elements, LearningOutcome, OutcomeKind, RelatedSkill};

pub(super) const TERMS: &[Term] = &[
    term("StudyLoad", "/offer/workload", Rule::OpenEducationalBadges, minutes),
    Term {
        parts: parts_of_competencies,
        ..term("Competency", "/offer/learningOutcomes", Rule::OpenEducationalBadges, competencies)
    },
];

/// Whether an extension has its meaning from there: a context says so, where the name alone would not. Without a context of its
/// own it is one of the credential's.
pub(super) fn defines(name: &str, extension: &Value, of_the_credential: &[Value]) -> bool {
    let own: Vec<&Value> = items(extension).iter().filter_map(|item| item.get("@context")).collect();
    let path = format!("/{name}Extension/");
    match own.is_empty() {
        true => of_the_credential.iter().filter_map(Value::as_str).any(|url| is_ours(url) && url.contains(&path)),
        false => own.into_iter().flat_map(items).filter_map(Value::as_str).any(is_ours),
    }
}

fn is_ours(url: &str) -> bool {
    url.split_once("://").is_some_and(|(_, rest)| rest.starts_with("api.openbadges.education/"))
}

/// A study load in minutes, where edubadges counts hours.
fn minutes(value: &Value, elements: &mut Elements) -> Option<bool> {
    let hours = Quantity::from_hours(&format!("PT{}M", written(value)?)).ok().filter(|hours| !hours.is_zero())?;
    Some(once(&mut elements.workload.hours, hours))
}

/// What the badge is for, mostly with a concept of ESCO.
fn competencies(value: &Value, elements: &mut Elements) -> Option<bool> {
    let outcomes: Option<Vec<LearningOutcome>> = items(value).iter().map(competency).collect();
    outcomes?.into_iter().for_each(|outcome| push(&mut elements.learning_outcomes, outcome));
    Some(true)
}

/// Not how long each took, which is a part of the study load, nor a category that is none of outcomes.
fn parts_of_competencies(value: &Value) -> Option<Vec<Pointer>> {
    let parts = items(value).iter().enumerate().flat_map(|(index, competency)| {
        let concept = |name: &str| competency.get(name).and_then(said).and_then(|concept| address(&concept));
        let (known, esco) = (concept("framework_identifier"), concept("escoID"));
        let read = [
            ("name", true),
            ("description", true),
            ("category", category(competency).is_some()),
            ("framework", known.is_some() || esco.is_some()),
            ("framework_identifier", true),
            ("escoID", known.is_none() || known == esco),
        ];
        let at = Pointer::root().item(index);
        read.into_iter().filter(|(_, is_read)| *is_read).map(move |(part, _)| at.member(part))
    });
    Some(parts.collect())
}

fn category(competency: &Value) -> Option<OutcomeKind> {
    OutcomeKind::of_name(&competency.get("category").and_then(said)?)
}

fn competency(value: &Value) -> Option<LearningOutcome> {
    let text = |name: &str| value.get(name).and_then(said);
    let name = text("name")?;
    let words = match text("description").filter(|description| *description != name) {
        Some(description) => format!("{name}: {description}"),
        None => name.clone(),
    };
    let outcome = LearningOutcome { kind: category(value), ..LearningOutcome::new(words) };
    let Some(concept) = text("framework_identifier").or_else(|| text("escoID")) else { return Some(outcome) };
    let skill = RelatedSkill::new(address(&concept)?).named(name);
    let framework = text("framework").filter(|framework| !skill.is_esco() && framework != "esco");
    Some(outcome.related(RelatedSkill { framework, ..skill }))
}

/// The address of a concept. Those of ESCO were once written without their host, and browsers write them with `https`.
fn address(concept: &str) -> Option<String> {
    const HOST: &str = "data.europa.eu/";
    let path = concept.trim_start_matches('/');
    match concept.split_once("://") {
        Some((_, rest)) if rest.starts_with(HOST) => Some(format!("http://{rest}")),
        Some(_) => Some(concept.to_owned()).filter(|concept| iri::is_absolute(concept)),
        None if path.starts_with("esco/") => Some(format!("http://{HOST}{path}")),
        None if path.starts_with("skill/") => Some(format!("http://{HOST}esco/{path}")),
        None => None,
    }
}
