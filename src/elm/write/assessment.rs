//! How it was found out that the outcomes were achieved, and with what grade.

use super::writer::Writer;
use crate::json::{Object, Value};
use crate::microcredential::{Elements, GradingScheme, MicroCredential, Participation, Supervision, Text, Venue};

/// The assessment as a whole, with its parts where it was of several types.
pub(super) fn assessment(writer: &mut Writer, held: &MicroCredential, awarded_by: Object) -> Object {
    let offer = held.offer();
    let title = writer.text(&offer.title);
    let grade = match held.grade() {
        Some(grade) => writer.note(&Text::new(&grade.value)),
        None => {
            let id = writer.invented("note", "no grade is stated; that the micro-credential was awarded stands here");
            Object::new()
                .with("id", id)
                .with("type", "Note")
                .with("noteLiteral", writer.text(&Text::in_language("en", "Awarded")))
        }
    };
    let supervision = offer.supervision.map(|supervision| writer.concept(supervision.uri(), label(supervision)));
    Object::new()
        .with("id", writer.local("learningAssessment"))
        .with("type", "LearningAssessment")
        .with("title", title.clone())
        .with("awardedBy", awarded_by)
        .with("grade", grade)
        .with_some("idVerification", supervision)
        .with("specifiedBy", specification(writer, offer, title))
}

fn label(supervision: Supervision) -> &'static str {
    match (supervision.supervised, supervision.identity_verified) {
        (true, true) => "Supervised with ID Verification",
        (true, false) => "Supervised without ID Verification",
        (false, true) => "Unsupervised with ID Verification",
        (false, false) => "Unsupervised without ID Verification",
    }
}

fn specification(writer: &mut Writer, offer: &Elements, title: Value) -> Object {
    let venue = offer.supervision.and_then(|supervision| supervision.venue).map(|venue| match venue {
        Venue::Online => writer.value(&Participation::Online),
        Venue::Onsite => writer.value(&Participation::Onsite),
    });
    let scheme = offer.grading_scheme.as_ref().map(|scheme| grading_scheme(writer, scheme));
    let whole = |writer: &mut Writer, title: Value| {
        Object::new()
            .with("id", writer.local("learningAssessmentSpec"))
            .with("type", "LearningAssessmentSpecification")
            .with("title", title)
    };
    let described = whole(writer, title).with_some("mode", venue).with_some("gradingScheme", scheme);
    match offer.assessment_types.as_slice() {
        [only] => described.with("dcType", writer.value(only)),
        several => {
            let parts: Vec<Value> = several
                .iter()
                .map(|kind| {
                    let title = writer.text(&Text::in_language("en", kind.to_string()));
                    whole(writer, title).with("dcType", writer.value(kind)).into()
                })
                .collect();
            described.with("hasPart", parts)
        }
    }
}

fn grading_scheme(writer: &mut Writer, scheme: &GradingScheme) -> Object {
    let page = scheme.url.as_deref().map(|url| writer.web_resource(url, &Text::default()));
    Object::new()
        .with("id", writer.local("gradingScheme"))
        .with("type", "GradingScheme")
        .with("title", writer.text(&scheme.name))
        .with_some("description", (!scheme.description.is_empty()).then(|| writer.text(&scheme.description)))
        .with_some("supplementaryDocument", page)
}
