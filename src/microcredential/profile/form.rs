//! The JSON form of a profile; `vocab/schemas/profile.schema.json` says the same for editors.

use super::{Demand, Element, KnownDate, Profile, Rule, Volume};
use crate::codec::iri;
use crate::framework::{CreditSystem, Unit};
use crate::json::{Node, Object, Value};
use crate::microcredential::form::{self, Reader};
use crate::report::{Findings, code};

const MEMBERS: &[&str] = &[
    "id",
    "title",
    "country",
    "sector",
    "validFrom",
    "validUntil",
    "status",
    "confidence",
    "source",
    "onlyIf",
    "unless",
    "rules",
];
const RULES: &[&str] = &["volume", "states", "statesOneOf", "issued", "grade", "esco", "ifStated", "because", "advice"];

impl Profile {
    /// Reads a profile from its JSON form.
    ///
    /// # Errors
    /// Everything that is malformed, at once, with pointers into the document.
    pub fn from_json(text: &str) -> Result<Self, Findings> {
        form::from_text(text, Self::from_node)
    }

    fn from_node(node: Node<'_>) -> Result<Self, Findings> {
        let mut reader = Reader::default();
        let profile = profile(&mut reader, node);
        let findings = reader.into_findings();
        match profile {
            Some(profile) => findings.into_result(profile),
            None => Err(findings),
        }
    }

    /// The JSON form.
    pub fn to_json(&self) -> Value {
        let names = |elements: &[Element]| elements.iter().map(|element| element.name()).collect::<Vec<_>>();
        Object::new()
            .with("id", &self.id)
            .with("title", &self.title)
            .with_some("country", self.country.as_ref())
            .with_some("sector", self.sector.as_ref())
            .with_some("validFrom", self.valid_from.map(|day| day.to_string()))
            .with_some("validUntil", self.valid_until.map(|day| day.to_string()))
            .with("status", &self.status)
            .with("confidence", &self.confidence)
            .with("source", &self.source)
            .with_all("onlyIf", names(&self.only_if))
            .with_all("unless", names(&self.unless))
            .with_all("rules", self.rules.iter().map(rule_to_json))
            .into()
    }
}

fn profile(reader: &mut Reader, node: Node<'_>) -> Option<Profile> {
    let node = reader.object(node, MEMBERS)?;
    let mut needed = |name| reader.required(node, name).and_then(|node| reader.string(node));
    let (id, title, status) = (needed("id"), needed("title"), needed("status"));
    let (confidence, source) = (needed("confidence"), needed("source"));
    let rules = reader.required(node, "rules");
    Some(Profile {
        country: node.get("country").and_then(|node| reader.string(node)),
        sector: node.get("sector").and_then(|node| reader.string(node)),
        valid_from: node.get("validFrom").and_then(|node| known_date(reader, node)),
        valid_until: node.get("validUntil").and_then(|node| known_date(reader, node)),
        only_if: reader.list(node.get("onlyIf"), element),
        unless: reader.list(node.get("unless"), element),
        rules: reader.list(rules, rule),
        id: id?,
        title: title?,
        status: status?,
        confidence: confidence?,
        source: source?,
    })
}

fn known_date(reader: &mut Reader, node: Node<'_>) -> Option<KnownDate> {
    let known = node.as_str().and_then(KnownDate::parse);
    known.or_else(|| {
        reader.refuse(code::ec::DATE, node, "write a date such as 2025-04-01, or the year if only that is known")
    })
}

fn element(reader: &mut Reader, node: Node<'_>) -> Option<Element> {
    let words = Element::ALL.map(|element| (element.name(), element));
    reader.word(node, &words)
}

fn rule(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, RULES)?;
    let condition = node.get("ifStated").and_then(|node| element(reader, node));
    let mut demands: Vec<Option<Demand>> = Vec::new();
    if let Some(node) = node.get("volume") {
        demands.push(volume(reader, node).map(Demand::Volume));
    }
    if let Some(node) = node.get("states") {
        demands.push(element(reader, node).map(|element| Demand::States(element, condition)));
    }
    if let Some(node) = node.get("statesOneOf") {
        demands.push(Some(Demand::StatesOneOf(reader.list(Some(node), element))));
    }
    let words = [
        ("issued", "notInFuture", Demand::NotInFuture),
        ("grade", "ofAnAssessment", Demand::GradeOfAnAssessment),
        ("esco", "wellFormed", Demand::WellFormedEsco),
    ];
    for (member, word, demand) in words {
        if let Some(node) = node.get(member) {
            demands.push(reader.word(node, &[(word, ())]).map(|()| demand));
        }
    }
    let because = node.get("because").and_then(|node| reader.string(node)).unwrap_or_default();
    let advice = node.get("advice").and_then(|node| reader.boolean(node)).unwrap_or_default();
    match <[Option<Demand>; 1]>::try_from(demands) {
        Ok([demand]) => Some(Rule { demand: demand?, because, advice }),
        Err(_) => reader.refuse(code::ec::FORM, node, "a rule has one demand, such as `states` or `volume`"),
    }
}

fn volume(reader: &mut Reader, node: Node<'_>) -> Option<Volume> {
    let node = reader.object(node, &["unit", "atLeast", "atMost", "below", "step"])?;
    let unit = reader.required(node, "unit").and_then(|node| reader.string(node)).map(|name| unit(&name));
    let mut amount = |name| node.get(name).and_then(|node| reader.quantity(node));
    let (at_least, at_most) = (amount("atLeast"), amount("atMost"));
    let (below, step) = (amount("below"), amount("step"));
    Some(Volume { unit: unit?, at_least, at_most, below, step })
}

/// `hours`, or a credit system by its code, its IRI or its name.
pub(crate) fn unit(name: &str) -> Unit {
    match name {
        "hours" => Unit::Hours,
        name if iri::is_absolute(name) => Unit::Credits(CreditSystem::from_iri(name)),
        name => Unit::Credits(CreditSystem::from_name(name)),
    }
}

fn rule_to_json(rule: &Rule) -> Value {
    let object = Object::new();
    let object = match &rule.demand {
        Demand::Volume(volume) => object.with("volume", volume_to_json(volume)),
        Demand::States(element, condition) => {
            object.with("states", element.name()).with_some("ifStated", condition.map(|condition| condition.name()))
        }
        Demand::StatesOneOf(elements) => object.with_all("statesOneOf", elements.iter().map(|element| element.name())),
        Demand::NotInFuture => object.with("issued", "notInFuture"),
        Demand::GradeOfAnAssessment => object.with("grade", "ofAnAssessment"),
        Demand::WellFormedEsco => object.with("esco", "wellFormed"),
    };
    object
        .with_some("advice", rule.advice.then_some(true))
        .with_some("because", (!rule.because.is_empty()).then_some(rule.because.as_str()))
        .into()
}

fn volume_to_json(volume: &Volume) -> Value {
    let amount = |amount: Option<crate::framework::Quantity>| amount.map(|amount| amount.to_string());
    Object::new()
        .with("unit", volume.unit.to_string())
        .with_some("atLeast", amount(volume.at_least))
        .with_some("atMost", amount(volume.at_most))
        .with_some("below", amount(volume.below))
        .with_some("step", amount(volume.step))
        .into()
}
