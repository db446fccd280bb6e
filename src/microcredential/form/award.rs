use super::offer as offer_form;
use super::reader::Reader;
use super::together;
use crate::badge::{IdentifierType, IdentityObject};
use crate::json::{Node, Object, Pointer, Value};
use crate::microcredential::award::awarded;
use crate::microcredential::{Elements, Grade, Learner, MicroCredential, check};
use crate::report::{Findings, code};
use crate::vc::DateTimeStamp;
use chrono::NaiveDate;

impl MicroCredential {
    /// Reads the [JSON form](crate::microcredential::form) from a place in a document.
    ///
    /// # Errors
    /// Everything that is malformed, missing or contradictory, at once, with pointers into the document.
    pub fn from_node(node: Node<'_>) -> Result<Self, Findings> {
        let mut reader = Reader::default();
        let Some(node) = reader.object(node, &["id", "learner", "issued", "validUntil", "grade", "offer"]) else {
            return Err(reader.into_findings());
        };
        let id = node.get("id").and_then(|node| reader.iri(node));
        let learner = node.get("learner").and_then(|node| reader.privately(|reader| learner(reader, node)));
        let learner = learner.unwrap_or_default();
        let issued = node.get("issued").and_then(|node| reader.date(node));
        let valid_until = node.get("validUntil").and_then(|node| reader.end(node));
        let grade = node.get("grade").and_then(|node| reader.string(node)).map(Grade::from);
        let elements =
            reader.required(node, "offer").map(|node| offer_form::read(node, &mut reader)).unwrap_or_default();
        assemble(id, learner, issued, valid_until, grade, elements, |checked| together(node, reader, checked))
    }

    /// The [JSON form](crate::microcredential::form).
    pub fn to_json(&self) -> Value {
        let until = self.valid_until.as_ref();
        to_json(self.id.as_deref(), &self.learner, Some(self.issued), until, self.grade.as_ref(), &self.offer)
    }
}

/// A micro-credential of its parts, if they are complete; `findings` has the last word on what was found.
pub(in crate::microcredential) fn assemble(
    id: Option<String>,
    learner: Learner,
    issued: Option<NaiveDate>,
    valid_until: Option<DateTimeStamp>,
    grade: Option<Grade>,
    elements: Elements,
    findings: impl FnOnce(Findings) -> Findings,
) -> Result<MicroCredential, Findings> {
    let at = Pointer::root().member("offer");
    let (offer, of_offer) = match elements.clone().complete_at(&at) {
        Ok((offer, findings)) => (Some(offer), findings),
        Err(_) => (None, check::elements(&elements, &at)),
    };
    let (until, elements) = (valid_until.as_ref(), offer.as_deref().unwrap_or(&elements));
    let of_record = check::record(id.as_deref(), &learner, issued, until, grade.as_ref(), elements);
    let findings = findings(of_record.into_iter().chain(of_offer).collect());
    match (offer, issued) {
        (Some(offer), Some(issued)) => findings.into_result(awarded(id, learner, issued, valid_until, grade, offer)),
        _ => Err(findings),
    }
}

pub(in crate::microcredential) fn to_json(
    id: Option<&str>,
    learner: &Learner,
    issued: Option<NaiveDate>,
    valid_until: Option<&DateTimeStamp>,
    grade: Option<&Grade>,
    elements: &Elements,
) -> Value {
    Object::new()
        .with_some("id", id)
        .with_some("learner", (*learner != Learner::default()).then(|| learner_to_json(learner)))
        .with_some("issued", issued.map(|date| date.to_string()))
        .with_some("validUntil", valid_until.map(DateTimeStamp::as_str))
        .with_some("grade", grade.map(|grade| grade.value.as_str()))
        .with("offer", elements.to_json())
        .into()
}

fn learner(reader: &mut Reader, node: Node<'_>) -> Option<Learner> {
    let node = reader.object(node, &["id", "name", "givenName", "familyName", "identifiers"])?;
    Some(Learner {
        id: node.get("id").and_then(|node| reader.iri(node)),
        name: node.get("name").and_then(|node| reader.string(node)),
        given_name: node.get("givenName").and_then(|node| reader.string(node)),
        family_name: node.get("familyName").and_then(|node| reader.string(node)),
        identifiers: reader.list(node.get("identifiers"), identifier),
    })
}

fn identifier(reader: &mut Reader, node: Node<'_>) -> Option<IdentityObject> {
    let node = reader.object(node, &["type", "value", "hash", "salt"])?;
    let kind = reader.required(node, "type").and_then(|node| identifier_type(reader, node));
    let member = |reader: &mut Reader, name| node.get(name).map(|node| reader.string(node));
    let (value, hash, salt) = (member(reader, "value"), member(reader, "hash"), member(reader, "salt"));
    match (value, hash, salt) {
        (Some(value), None, None) => Some(IdentityObject::plain(kind?, value?)),
        (None, Some(hash), Some(salt)) => {
            let mut identifier = IdentityObject::plain(kind?, hash?);
            identifier.hashed = true;
            Some(identifier.salt(salt?))
        }
        _ => reader.refuse(code::ec::FORM, node, "give either a `value`, or a `hash` and its `salt`"),
    }
}

fn identifier_type(reader: &mut Reader, node: Node<'_>) -> Option<IdentifierType> {
    let Some(text) = node.as_str() else {
        return reader.wrong_kind(node, "a type such as \"emailAddress\"");
    };
    match IdentifierType::from(text) {
        IdentifierType::Unknown(_) => reader.unknown_value(node, text, IdentifierType::TERMS.iter().copied()),
        known => Some(known),
    }
}

fn learner_to_json(learner: &Learner) -> Value {
    let identifiers = learner.identifiers.iter().map(|identifier| {
        let object = Object::new().with("type", identifier.identity_type.as_str());
        match identifier.hashed {
            true => object.with("hash", &identifier.identity_hash).with_some("salt", identifier.salt.as_ref()),
            false => object.with("value", &identifier.identity_hash),
        }
    });
    Object::new()
        .with_some("id", learner.id.as_ref())
        .with_some("name", learner.name.as_ref())
        .with_some("givenName", learner.given_name.as_ref())
        .with_some("familyName", learner.family_name.as_ref())
        .with_all("identifiers", identifiers)
        .into()
}
