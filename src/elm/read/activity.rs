//! How it was learned: by which activities, in which languages, and for how long.

use super::achievement::languages;
use super::document::{Document, is_a};
use super::sets::Names;
use super::workload::hours;
use crate::elm::concepts::is_of;
use crate::framework::Quantity;
use crate::json::Node;
use crate::microcredential::Elements;
use std::collections::HashSet;

/// How it was learned: activities that led to the achievement, those that its specification foresees, and those that stand beside it
/// among the claims.
pub(super) fn activities<'t>(document: &mut Document<'t>, achievement: Node<'t>, elements: &mut Elements) {
    let mut called = Names::default();
    for specification in activity_specifications(document, achievement) {
        document.values(specification, "mode", &mut elements.participation);
        document.values(specification, "dcType", &mut elements.participation);
        document.title_said(specification, |title| called.say(&elements.participation, title));
        languages(document, specification, elements);
        // Read for its defects; the workload of the whole stands with the whole.
        if let Some(place) = specification.get("volumeOfLearning") {
            let stated = hours(document, specification, "volumeOfLearning");
            if stated.is_none() || stated != elements.workload.hours {
                document.untake(place);
            }
        }
    }
}

fn activity_specifications<'t>(document: &mut Document<'t>, achievement: Node<'t>) -> Vec<Node<'t>> {
    let mut specifications = Vec::new();
    let mut performed = document.objects(achievement, "influencedBy");
    if let Some(subject) = document.object_of(document.root, "credentialSubject") {
        let claims = document.objects(subject, "hasClaim");
        performed.extend(claims.into_iter().filter(|claim| is_a(*claim, "LearningActivity")));
    }
    for activity in performed {
        specifications.extend(document.objects(activity, "specifiedBy"));
    }
    if let Some(specification) = document.specification {
        specifications.extend(document.objects(specification, "influencedBy"));
    }
    let mut met = HashSet::new();
    specifications.retain(|one| met.insert(one.index()));
    specifications
}

/// Where nothing else says how much work it was, what its activities say together, if there is one.
pub(super) fn hours_of_activities<'t>(document: &mut Document<'t>, achievement: Node<'t>, elements: &mut Elements) {
    if let [specification] = activity_specifications(document, achievement).as_slice()
        && let Some(place) = specification.get("volumeOfLearning")
        && let Some(stated) = place.as_str().and_then(|text| Quantity::from_hours(text).ok())
    {
        document.take(place);
        elements.workload.hours = Some(stated);
    }
}

/// Whether a concept is one of the learning activities of EU Vocabularies.
pub(in crate::elm) fn is_activity(uri: &str) -> bool {
    is_of(uri, "learning-activity")
}
