use super::reader::Reader;
use super::{parts, together};
use crate::json::{Node, Object, Value};
use crate::microcredential::{CredentialKind, Elements, LanguageTag, Offer};
use crate::report::{Findings, code};

/// The members of the JSON form of an offer, in the order in which they are written.
pub(super) const MEMBERS: &[&str] = &[
    "id",
    "kind",
    "title",
    "description",
    "code",
    "issuerLocations",
    "awardingBodies",
    "learningOutcomes",
    "workload",
    "level",
    "assessmentTypes",
    "participation",
    "qualityAssurance",
    "prerequisites",
    "supervision",
    "gradingScheme",
    "stackability",
    "furtherInformation",
    "validFor",
    "learningSetting",
    "fields",
    "languages",
];

impl Offer {
    /// Reads the [JSON form](crate::microcredential::form) from a place in a document.
    ///
    /// # Errors
    /// Everything that is malformed, missing or contradictory, at once, with pointers into the document.
    pub fn from_node(node: Node<'_>) -> Result<Self, Findings> {
        let mut reader = Reader::default();
        let elements = read(node, &mut reader);
        match elements.complete() {
            Ok(offer) => together(node, reader, Findings::new()).into_result(offer),
            Err(findings) => Err(together(node, reader, findings)),
        }
    }
}

impl Elements {
    /// The [JSON form](crate::microcredential::form) of what is stated.
    pub fn to_json(&self) -> Value {
        let written = |values: &[Value]| values.to_vec();
        let kind = match &self.kind {
            CredentialKind::MicroCredential => None,
            kind => Some(kind.name()),
        };
        Object::new()
            .with_some("id", self.id.as_ref())
            .with_some("kind", kind)
            .with_some("title", parts::some_text(&self.title))
            .with_some("description", parts::some_text(&self.description))
            .with_some("code", self.code.as_ref())
            .with_all("issuerLocations", self.issuer_locations.iter().map(parts::location_to_json))
            .with_all("awardingBodies", self.awarding_bodies.iter().map(parts::awarding_body_to_json))
            .with_all("learningOutcomes", self.learning_outcomes.iter().map(parts::outcome_to_json))
            .with_some("workload", (!self.workload.is_empty()).then(|| parts::workload_to_json(&self.workload)))
            .with_some("level", (!self.levels.is_empty()).then(|| parts::levels_to_json(&self.levels)))
            .with_all("assessmentTypes", self.assessment_types.iter().map(parts::value_to_json))
            .with_all("participation", self.participation.iter().map(parts::value_to_json))
            .with_all("qualityAssurance", self.quality_assurance.iter().map(parts::quality_to_json))
            .with_some("prerequisites", parts::some_text(&self.prerequisites))
            .with_some("supervision", self.supervision.map(parts::supervision_to_json))
            .with_some("gradingScheme", self.grading_scheme.as_ref().map(parts::scheme_to_json))
            .with_some("stackability", self.stackability.as_ref().map(parts::stackability_to_json))
            .with_all("furtherInformation", self.further_information.iter().map(parts::information_to_json))
            .with_some("validFor", self.valid_for.map(|period| period.to_string()))
            .with_some("learningSetting", self.learning_setting.as_ref().map(parts::value_to_json))
            .with_all("fields", self.fields.iter().map(parts::field_to_json))
            .with_all("languages", written(&self.languages.iter().map(|tag| tag.as_str().into()).collect::<Vec<_>>()))
            .into()
    }
}

pub(super) fn read(node: Node<'_>, reader: &mut Reader) -> Elements {
    let Some(node) = reader.object(node, MEMBERS) else {
        return Elements::default();
    };
    let text = |reader: &mut Reader, name| node.get(name).and_then(|node| reader.text(node)).unwrap_or_default();
    Elements {
        id: node.get("id").and_then(|node| reader.iri(node)),
        kind: node.get("kind").and_then(|node| kind(node, reader)).unwrap_or_default(),
        title: text(reader, "title"),
        description: text(reader, "description"),
        code: node.get("code").and_then(|node| reader.string(node)),
        issuer_locations: reader.list(node.get("issuerLocations"), parts::location),
        awarding_bodies: reader.list(node.get("awardingBodies"), parts::awarding_body),
        learning_outcomes: reader.list(node.get("learningOutcomes"), parts::outcome),
        workload: node.get("workload").and_then(|node| parts::workload(reader, node)).unwrap_or_default(),
        levels: node.get("level").map(|node| parts::levels(reader, node)).unwrap_or_default(),
        assessment_types: reader.list(node.get("assessmentTypes"), Reader::value),
        participation: reader.list(node.get("participation"), Reader::value),
        quality_assurance: reader.list(node.get("qualityAssurance"), parts::quality),
        prerequisites: text(reader, "prerequisites"),
        supervision: node.get("supervision").and_then(|node| parts::supervision(reader, node)),
        grading_scheme: node.get("gradingScheme").and_then(|node| parts::scheme(reader, node)),
        stackability: node.get("stackability").and_then(|node| parts::stackability(reader, node)),
        further_information: reader.list(node.get("furtherInformation"), parts::information),
        valid_for: node.get("validFor").and_then(|node| reader.period(node)),
        learning_setting: node.get("learningSetting").and_then(|node| reader.value(node)),
        fields: reader.list(node.get("fields"), parts::field),
        languages: reader.list(node.get("languages"), language),
    }
}

fn kind(node: Node<'_>, reader: &mut Reader) -> Option<CredentialKind> {
    let Some(text) = node.as_str() else {
        return reader.wrong_kind(node, "a name such as \"micro-credential\"");
    };
    CredentialKind::from_term(text).or_else(|| {
        let names = CredentialKind::NAMED.map(|kind| kind.name().to_owned());
        reader.unknown_value(node, text, names.iter().map(String::as_str))
    })
}

fn language(reader: &mut Reader, node: Node<'_>) -> Option<LanguageTag> {
    let tag = reader.string(node)?;
    let read = LanguageTag::parse(&tag);
    read.or_else(|| reader.refuse(code::ec::TEXT, node, "it is no BCP 47 tag; write one such as pt or pt-BR"))
}
