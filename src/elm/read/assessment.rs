//! How it was found out that the outcomes were achieved, and with what grade.

use super::document::Document;
use crate::json::Node;
use crate::microcredential::carrier::Recovered;
use crate::microcredential::{Grade, GradingScheme, Participation, Supervision, Venue};
use crate::report::code;
use std::collections::HashSet;

pub(super) fn read<'t>(document: &mut Document<'t>, achievement: Node<'t>, found: &mut Recovered) {
    let assessments = document.objects(achievement, "provenBy");
    let mut met = HashSet::new();
    for assessment in assessments {
        graded(document, assessment, found);
        types(document, assessment, found, &mut met);
    }
    if let Some(specification) = document.specification {
        for foreseen in document.objects(specification, "provenBy") {
            types_of_specification(document, foreseen, found, &mut met);
        }
    }
}

/// The grade, its scheme and the supervision of the first assessment that says them.
fn graded<'t>(document: &mut Document<'t>, assessment: Node<'t>, found: &mut Recovered) {
    if found.grade.is_none()
        && let Some(note) = document.object_of(assessment, "grade")
    {
        found.grade = document.one_wording(note, "noteLiteral").map(Grade::from);
    }
    let specification = document.object_of(assessment, "specifiedBy");
    if found.elements.supervision.is_none()
        && let Some((concept, at)) = document.concepts(assessment, "idVerification").into_iter().next()
    {
        // Some systems give the concept an id of their own, and its label alone says which it is.
        let named = || concept.label.wordings().find_map(|(_, label)| Supervision::from_label(label));
        match concept.uri.as_deref().and_then(Supervision::from_uri).or_else(named) {
            Some(supervision) => {
                let venue = specification.and_then(|specification| venue(document, specification));
                found.elements.supervision = Some(Supervision { venue, ..supervision });
            }
            None => {
                document.untake(at);
                document.misshapen(at, "a concept of supervision and verification by its URI");
            }
        }
    }
    if found.elements.grading_scheme.is_none()
        && let Some(specification) = specification
        && let Some(scheme) = document.object_of(specification, "gradingScheme")
    {
        let mut read = GradingScheme::named(document.text(scheme, "title"));
        read.description = document.text(scheme, "description");
        read.url = document.web_resources(scheme, "supplementaryDocument").into_iter().next().map(|(url, _)| url);
        if read.name.is_empty() {
            document.say(code::elm::SHAPE, scheme.path(), "a grading scheme has a title");
        }
        found.elements.grading_scheme = Some(read).filter(|read| !read.name.is_empty());
    }
}

/// Where it took place, if its mode is one of the two that say so.
fn venue<'t>(document: &mut Document<'t>, specification: Node<'t>) -> Option<Venue> {
    let (concept, at) = document.concepts(specification, "mode").into_iter().next()?;
    match concept.uri.as_deref().map(Participation::from_uri) {
        Some(Participation::Online) => Some(Venue::Online),
        Some(Participation::Onsite) => Some(Venue::Onsite),
        _ => {
            document.untake(at);
            None
        }
    }
}

fn types<'t>(document: &mut Document<'t>, assessment: Node<'t>, found: &mut Recovered, met: &mut HashSet<usize>) {
    if !met.insert(assessment.index()) {
        return;
    }
    for specification in document.objects(assessment, "specifiedBy") {
        types_of_specification(document, specification, found, met);
    }
    for part in document.objects(assessment, "hasPart") {
        types(document, part, found, met);
    }
}

fn types_of_specification<'t>(
    document: &mut Document<'t>,
    specification: Node<'t>,
    found: &mut Recovered,
    met: &mut HashSet<usize>,
) {
    if !met.insert(specification.index()) {
        return;
    }
    document.values(specification, "dcType", &mut found.elements.assessment_types);
    for part in document.objects(specification, "hasPart") {
        types_of_specification(document, part, found, met);
    }
}
