//! The elements of Annex I, in its order, as far as the credential states them.

use super::content::{Section, Value};
use super::values::Values;
use crate::microcredential::MicroCredential;

/// Those that are stated. The learner and the title stand in the masthead too.
pub(super) fn sections(credential: &MicroCredential, values: &Values<'_>) -> Vec<Section> {
    let offer = credential.offer();
    let text = |text| Vec::from_iter(values.some_text(text));
    let elements: [(&'static str, Vec<Value>); 19] = [
        ("description", text(&offer.description)),
        ("learner", values.learner(credential.learner())),
        ("country", offer.issuer_locations.iter().map(|location| values.location(location)).collect()),
        ("awarding_body", offer.awarding_bodies.iter().map(|body| values.awarding_body(body)).collect()),
        ("issued", vec![values.date(credential.issued())]),
        ("outcomes", offer.learning_outcomes.iter().map(|outcome| values.outcome(outcome)).collect()),
        ("workload", values.workload(&offer.workload)),
        ("level", offer.levels.iter().map(|level| values.level(level)).collect()),
        ("assessment", offer.assessment_types.iter().map(|kind| values.concept(kind)).collect()),
        ("participation", offer.participation.iter().map(|form| values.concept(form)).collect()),
        ("quality", offer.quality_assurance.iter().map(|quality| values.quality(quality)).collect()),
        ("prerequisites", text(&offer.prerequisites)),
        ("supervision", offer.supervision.iter().map(|supervision| values.supervision(*supervision)).collect()),
        (
            "grade",
            credential.grade().map(|grade| values.grade(grade, offer.grading_scheme.as_ref())).into_iter().collect(),
        ),
        ("stackability", offer.stackability.iter().flat_map(|option| values.stackability(option)).collect()),
        ("further", offer.further_information.iter().map(|more| values.further(more)).collect()),
        ("setting", offer.learning_setting.iter().map(|setting| values.concept(setting)).collect()),
        ("fields", offer.fields.iter().map(|field| values.field(field)).collect()),
        ("languages", offer.languages.iter().map(|language| values.language_of_learning(language)).collect()),
    ];
    let stated = elements.into_iter().filter(|(_, values)| !values.is_empty());
    stated.map(|(key, values)| Section { key, values }).collect()
}
