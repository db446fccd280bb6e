//! How it was found out that the outcomes were achieved, and with what grade.

use super::document::{Document, id_of, is_a};
use super::sets::Names;
use crate::json::Node;
use crate::microcredential::carrier::Recovered;
use crate::microcredential::form::Quoted;
use crate::microcredential::{Grade, GradingScheme, Participation, Supervision, Venue, says_passed};
use crate::report::code;
use std::collections::HashSet;

pub(super) fn read<'t>(document: &mut Document<'t>, achievement: Node<'t>, found: &mut Recovered) {
    let mut met = Met::default();
    for assessment in assessments(document, achievement) {
        graded(document, assessment, found);
        types(document, (assessment, Described::Assessment), found, &mut met);
    }
    if let Some(specification) = document.specification {
        for foreseen in document.objects(specification, "provenBy") {
            types(document, (foreseen, Described::Specification), found, &mut met);
        }
    }
}

/// What proves it, and what stands beside it among the claims and says that it does.
fn assessments<'t>(document: &mut Document<'t>, achievement: Node<'t>) -> Vec<Node<'t>> {
    let mut assessments = document.objects(achievement, "provenBy");
    let mut known: HashSet<usize> = assessments.iter().map(|assessment| assessment.index()).collect();
    let subject = document.root.get("credentialSubject").and_then(|subject| subject.each().next());
    let claims = subject.into_iter().flat_map(|subject| subject.get("hasClaim")).flat_map(Node::each);
    for claim in claims.filter(|claim| is_a(*claim, "LearningAssessment") && claim.get("proves").is_some()) {
        let proved = document.objects(claim, "proves");
        let is_its = proved.iter().any(|one| one.index() == achievement.index());
        if is_its && known.insert(claim.index()) {
            assessments.push(claim);
        }
    }
    assessments
}

/// That it was passed. ELM knows beside it that it was not, and another status, of which nobody can tell what was achieved; a concept
/// that goes by no word for either is such a one.
fn passed<'t>(document: &mut Document<'t>, assessment: Node<'t>) {
    let statuses: Vec<_> = assessment.get("gradeStatus").into_iter().flat_map(Node::each).collect();
    for at in statuses {
        let concept = document.concept(at).unwrap_or_default();
        let uri = concept.uri.as_deref().and_then(|uri| uri.rsplit(['/', '#', ':']).next());
        let words: Vec<_> = concept.label.wordings().map(|(_, words)| words).chain(uri).collect();
        let says = |passed| words.iter().find(|words| says_passed(words) == Some(passed));
        let (code, detail) = match (says(false), says(true)) {
            (Some(failed), _) => {
                (code::ec::NOT_ACHIEVED, format!("its status is {}; correct it, or award nothing", Quoted(failed)))
            }
            (None, Some(_)) => continue,
            (None, None) => {
                let detail =
                    "its status is neither called a pass nor a failure; if it is a pass, name it so in English";
                (code::ec::RESULT_DOUBTFUL, detail.to_owned())
            }
        };
        document.untake(at);
        document.say(code, at.path(), detail);
    }
}

/// That no grade is a word for a failure: of several assessments, only the first has its grade kept.
fn graded_with_words<'t>(document: &mut Document<'t>, assessment: Node<'t>) {
    for item in assessment.get("grade").into_iter().flat_map(Node::each) {
        let note = match item.get("noteLiteral") {
            Some(_) => item,
            None => id_of(item).or(item.as_str()).and_then(|id| document.referred(id)).unwrap_or(item),
        };
        let wordings = note.get("noteLiteral").unwrap_or(note).each();
        let mut words = wordings.flat_map(|wording| {
            let in_languages = wording.members().flat_map(|(_, words)| words.each());
            wording.as_str().into_iter().chain(in_languages.filter_map(Node::as_str))
        });
        if let Some(failed) = words.find(|words| says_passed(words) == Some(false)) {
            let detail = format!("its grade is {}; correct it, or award nothing", Quoted(failed));
            document.say(code::ec::NOT_ACHIEVED, item.path(), detail);
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
        read.url = document.web_resources(scheme, "supplementaryDocument").into_iter().next().map(|(url, ..)| url);
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

/// The types of what has assessments, and of the parts of these. It is a loop, since references lead from part to part as often as a
/// stranger likes, and not as deep as the document is nested.
fn types<'t>(document: &mut Document<'t>, first: (Node<'t>, Described), found: &mut Recovered, met: &mut Met) {
    let mut open = vec![first];
    while let Some((node, described)) = open.pop() {
        if !met.places.insert(node.index()) {
            continue;
        }
        let mut below = Vec::new();
        match described {
            Described::Assessment => {
                passed(document, node);
                graded_with_words(document, node);
                let specifications = document.objects(node, "specifiedBy").into_iter();
                below.extend(specifications.map(|specification| (specification, Described::Specification)));
            }
            Described::Specification => document.values(node, "dcType", &mut found.elements.assessment_types),
        }
        // Where nobody calls it anything, it is called what the whole is called, or by its type.
        let (whole, kinds) = (&found.elements.title, &found.elements.assessment_types);
        document.title_said(node, |title| title == whole || met.called.say(kinds, title));
        below.extend(document.objects(node, "hasPart").into_iter().map(|part| (part, described)));
        // What stands first is read first, with all that is below it.
        open.extend(below.into_iter().rev());
    }
}

/// What was met on the way: where it stands, and what the types are called.
#[derive(Default)]
struct Met {
    places: HashSet<usize>,
    called: Names,
}

/// What is described: an assessment, or what one is to be.
#[derive(Clone, Copy)]
enum Described {
    Assessment,
    Specification,
}
