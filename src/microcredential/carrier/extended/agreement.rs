//! Whether what a badge says in terms of Open Badges agrees with what it says in ours: other readers see only the former.

use super::super::recover::{Recovered, achievement_pointer};
use crate::json::Pointer;
use crate::microcredential::vocabulary::Vocabulary;
use crate::microcredential::{Elements, Field, QualityAssuranceType, Stackability, Text};
use crate::report::code;

/// Tells every statement of the standard part that the whole does not make.
pub(super) fn check(standard: &Elements, found: &mut Recovered) {
    let whole = found.elements.clone();
    let achievement = achievement_pointer();
    let issuer = Pointer::root().member("issuer");
    let mut disagrees = |holds: bool, at: Pointer, what: &str| {
        if !holds {
            found.say(code::ec::CARRIER_DISAGREEMENT, at, format!("{what} is not what our own terms say"));
        }
    };
    disagrees(is_wording(&standard.title, &whole.title), achievement.member("name"), "the name");
    let description = is_wording(&standard.description, &whole.description);
    disagrees(description, achievement.member("description"), "the description");
    let located = |place: &&crate::microcredential::Location| {
        whole.issuer_locations.iter().any(|own| own.country == place.country)
    };
    disagrees(
        standard.issuer_locations.iter().all(|place| located(&place)),
        issuer.member("address"),
        "the issuer's country",
    );
    let known = |id: &String| whole.awarding_bodies.iter().any(|body| body.id == *id);
    let source = Pointer::root().member("credentialSubject").member("source");
    disagrees(standard.awarding_bodies.iter().all(|body| known(&body.id)), source, "the awarding body");

    let alignment = achievement.member("alignment");
    let mut aligned = |holds: bool, what: &str| disagrees(holds, alignment.clone(), what);
    aligned(outcomes_agree(standard, &whole), "a learning outcome");
    aligned(standard.levels.iter().all(|level| whole.levels.contains(level)), "a level");
    let (ects, hours) = (standard.workload.ects, standard.workload.hours);
    aligned(ects.is_none() || ects == whole.workload.ects, "the number of ECTS credits");
    aligned(hours.is_none() || hours == whole.workload.hours, "the number of hours");
    let credits = standard.workload.credits.iter().all(|credits| whole.workload.credits.contains(credits));
    aligned(credits, "a number of credits");
    aligned(all_within(&standard.assessment_types, &whole.assessment_types), "a type of assessment");
    aligned(all_within(&standard.participation, &whole.participation), "a form of participation");
    aligned(all_within(&quality_types(standard), &quality_types(&whole)), "a type of quality assurance");
    let supervision = standard.supervision.is_none() || standard.supervision == whole.supervision;
    aligned(supervision, "the supervision");
    let setting = all_within(standard.learning_setting.as_slice(), whole.learning_setting.as_slice());
    aligned(setting, "the learning setting");
    aligned(stackability_agrees(standard, &whole), "the stackability");
    let is_field = |field: &Field| whole.fields.iter().any(|own| own.uri() == field.uri());
    aligned(standard.fields.iter().all(is_field), "a field");
    let languages = standard.languages.iter().all(|tag| whole.languages.contains(tag));
    disagrees(languages, achievement.member("inLanguage"), "a language");
}

/// Whether every wording of the one is one of the other; nothing said agrees with anything.
fn is_wording(standard: &Text, whole: &Text) -> bool {
    standard.wordings().all(|(_, words)| whole.wordings().any(|(_, own)| own == words))
}

/// Whether each value of the one is one of the other: by its URI, or by a name where it has no more.
fn all_within<V: Vocabulary>(standard: &[V], whole: &[V]) -> bool {
    let is_one = |value: &V, own: &V| match (value.iri(), own.iri()) {
        (None, None) => match (value.as_other(), own.as_other()) {
            (Some(value), Some(own)) => is_wording(&value.label, &own.label),
            _ => value == own,
        },
        (one, other) => one == other,
    };
    standard.iter().all(|value| whole.iter().any(|own| is_one(value, own)))
}

fn outcomes_agree(standard: &Elements, whole: &Elements) -> bool {
    standard.learning_outcomes.iter().all(|outcome| {
        whole.learning_outcomes.iter().any(|own| {
            let has = |uri: &String| own.skills.iter().any(|skill| skill.uri == *uri);
            is_wording(&outcome.text, &own.text) && outcome.skills.iter().all(|skill| has(&skill.uri))
        })
    })
}

fn quality_types(elements: &Elements) -> Vec<QualityAssuranceType> {
    elements.quality_assurance.iter().map(|assurance| assurance.kind.clone()).collect()
}

fn stackability_agrees(standard: &Elements, whole: &Elements) -> bool {
    let ids = |stackability: &Stackability| match stackability {
        Stackability::Stackable { towards } => towards.iter().map(|target| target.id.clone()).collect(),
        Stackability::Standalone => Vec::new(),
    };
    match (&standard.stackability, &whole.stackability) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(standard), Some(whole)) => {
            standard.uri() == whole.uri() && ids(standard).iter().all(|id| ids(whole).contains(id))
        }
    }
}
