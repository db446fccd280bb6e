//! The members of the JSON form, each read and written side by side.

use super::reader::Reader;
use crate::codec::iri;
use crate::framework::{CreditSystem, Cycle, NqfLevel};
use crate::json::{Node, Object, Value};
use crate::microcredential::vocabulary::{Concept, Vocabulary};
use crate::microcredential::{
    Agency, AwardingBody, Credits, Field, FurtherInformation, GradingScheme, LanguageTag, LearningOutcome, Level,
    Location, QualityAssurance, RelatedSkill, StackTarget, Stackability, Supervision, Text, Venue, Workload,
};
use crate::report::code;

fn text_to_json(text: &Text) -> Value {
    match text.as_plain() {
        Some(words) => words.into(),
        None => text.wordings().map(|(tag, words)| (tag.as_str().to_owned(), words.into())).collect::<Object>().into(),
    }
}

pub(super) fn some_text(text: &Text) -> Option<Value> {
    (!text.is_empty()).then(|| text_to_json(text))
}

fn optional_text(reader: &mut Reader, node: Node<'_>, member: &str) -> Text {
    node.get(member).and_then(|node| reader.text(node)).unwrap_or_default()
}

pub(super) fn value_to_json<V: Vocabulary>(value: &V) -> Value {
    match (value.entry(), value.as_other()) {
        (Some((name, _)), _) => name.into(),
        (None, Some(concept)) => concept_to_json(concept),
        (None, None) => Value::Null,
    }
}

fn concept_to_json(concept: &Concept) -> Value {
    match &concept.uri {
        Some(uri) if concept.label.is_empty() => uri.into(),
        uri => Object::new().with_some("uri", uri.as_ref()).with_some("label", some_text(&concept.label)).into(),
    }
}

pub(super) fn location(reader: &mut Reader, node: Node<'_>) -> Option<Location> {
    if let Some(country) = node.as_str() {
        return Some(Location::country(country));
    }
    let node = reader.object(node, &["country", "region"])?;
    let country = reader.required(node, "country").and_then(|node| reader.string(node));
    let region = node.get("region").and_then(|node| reader.string(node));
    Some(Location { country: country?, region })
}

pub(super) fn location_to_json(location: &Location) -> Value {
    match &location.region {
        None => Value::from(&location.country),
        Some(region) => Object::new().with("country", &location.country).with("region", region).into(),
    }
}

pub(super) fn awarding_body(reader: &mut Reader, node: Node<'_>) -> Option<AwardingBody> {
    let node = reader.object(node, &["id", "name", "country", "region"])?;
    let id = reader.required(node, "id").and_then(|node| reader.iri(node));
    let name = reader.required(node, "name").and_then(|node| reader.text(node));
    let country = node.get("country").and_then(|node| reader.string(node));
    let region = node.get("region").and_then(|node| reader.string(node));
    if region.is_some() && node.get("country").is_none() {
        reader.required(node, "country");
    }
    // Kept although a part of it could not be read, so that its country is not told to be missing.
    let location = country.map(|country| Location { country, region });
    Some(AwardingBody { id: id.unwrap_or_default(), name: name.unwrap_or_default(), location })
}

pub(super) fn awarding_body_to_json(body: &AwardingBody) -> Value {
    let location = body.location.as_ref();
    Object::new()
        .with_some("id", Some(&body.id).filter(|id| !id.is_empty()))
        .with_some("name", some_text(&body.name))
        .with_some("country", location.map(|location| location.country.as_str()))
        .with_some("region", location.and_then(|location| location.region.as_deref()))
        .into()
}

pub(super) fn outcome(reader: &mut Reader, node: Node<'_>) -> Option<LearningOutcome> {
    if node.as_str().is_some() {
        return reader.string(node).map(LearningOutcome::new);
    }
    // None of the members is named as a language is.
    if node.members().next().is_some() && node.members().all(|(name, _)| LanguageTag::parse(name).is_some()) {
        return reader.text(node).map(LearningOutcome::new);
    }
    let node = reader.object(node, &["text", "kind", "skills"])?;
    let text = reader.required(node, "text").and_then(|node| reader.text(node));
    let kind = node.get("kind").and_then(|node| reader.value(node));
    let skills = reader.list(node.get("skills"), skill);
    Some(LearningOutcome { text: text?, kind, skills })
}

fn skill(reader: &mut Reader, node: Node<'_>) -> Option<RelatedSkill> {
    if node.as_str().is_some() {
        return reader.iri(node).map(RelatedSkill::new);
    }
    let node = reader.object(node, &["uri", "name", "framework"])?;
    let uri = reader.required(node, "uri").and_then(|node| reader.iri(node));
    let name = optional_text(reader, node, "name");
    let framework = node.get("framework").and_then(|node| reader.string(node));
    Some(RelatedSkill { uri: uri?, name, framework })
}

pub(super) fn outcome_to_json(outcome: &LearningOutcome) -> Value {
    if let (Some(words), None, []) = (outcome.text.as_plain(), &outcome.kind, outcome.skills.as_slice()) {
        return words.into();
    }
    let skills = outcome.skills.iter().map(|skill| match (&skill.framework, skill.name.is_empty()) {
        (None, true) => Value::from(&skill.uri),
        (framework, _) => Object::new()
            .with("uri", &skill.uri)
            .with_some("name", some_text(&skill.name))
            .with_some("framework", framework.as_ref())
            .into(),
    });
    Object::new()
        .with_some("text", some_text(&outcome.text))
        .with_some("kind", outcome.kind.as_ref().map(value_to_json))
        .with_all("skills", skills)
        .into()
}

pub(super) fn workload(reader: &mut Reader, node: Node<'_>) -> Option<Workload> {
    let node = reader.object(node, &["ects", "hours", "credits"])?;
    let ects = node.get("ects").and_then(|node| reader.quantity(node));
    let hours = node.get("hours").and_then(|node| reader.quantity(node));
    let credits = reader.list(node.get("credits"), |reader, node| {
        let node = reader.object(node, &["system", "points"])?;
        let system = reader.required(node, "system").and_then(|node| reader.string(node));
        let points = reader.required(node, "points").and_then(|node| reader.quantity(node));
        Some(Credits { system: credit_system(&system?), points: points? })
    });
    Some(Workload { ects, hours, credits })
}

/// A system by its code, its IRI, or its name in any spelling that the tables know.
fn credit_system(text: &str) -> CreditSystem {
    if iri::is_absolute(text) { CreditSystem::from_iri(text) } else { CreditSystem::from_name(text) }
}

pub(super) fn workload_to_json(workload: &Workload) -> Value {
    let hours = workload.hours.map(|hours| match hours.is_whole() {
        true => Value::from(i64::from(hours.hundredths() / 100)),
        false => hours.to_string().into(),
    });
    let credits = workload.credits.iter().map(|credits| {
        let system = credits.system.clone().canonical();
        Object::new().with("system", system.unit()).with("points", credits.points.to_string())
    });
    Object::new()
        .with_some("ects", workload.ects.map(|ects| ects.to_string()))
        .with_some("hours", hours)
        .with_all("credits", credits)
        .into()
}

pub(super) fn levels(reader: &mut Reader, node: Node<'_>) -> Vec<Level> {
    let Some(node) = reader.object(node, &["eqf", "nqf", "qfEhea"]) else {
        return Vec::new();
    };
    let eqf = node.get("eqf").and_then(|node| eqf(reader, node));
    let nqf = reader.list(node.get("nqf"), nqf);
    let words = Cycle::ALL.map(|cycle| (cycle.name(), cycle));
    let cycle = node.get("qfEhea").and_then(|node| reader.word(node, &words));
    eqf.into_iter().chain(nqf.into_iter().map(Level::Nqf)).chain(cycle.map(Level::QfEhea)).collect()
}

fn eqf(reader: &mut Reader, node: Node<'_>) -> Option<Level> {
    let number = node.as_f64().filter(|number| number.fract() == 0.0 && (1.0..=8.0).contains(number));
    match (number, node.number_text()) {
        (Some(number), _) => Some(Level::Eqf(number as u8)),
        (None, Some(_)) => reader.refuse(code::ec::LEVEL_RANGE, node, "the levels of the EQF go from 1 to 8"),
        (None, None) => reader.wrong_kind(node, "a number from 1 to 8"),
    }
}

fn nqf(reader: &mut Reader, node: Node<'_>) -> Option<NqfLevel> {
    if let Some(text) = node.as_str() {
        let detail = "write the URI of the level in full, or an object with `country`, `framework` and `level`";
        return match iri::is_absolute(text) {
            true => Some(NqfLevel::from_uri(text)),
            false => reader.refuse(code::ec::IRI, node, detail),
        };
    }
    let node = reader.object(node, &["country", "framework", "level"])?;
    let mut member = |name| reader.required(node, name).and_then(|node| reader.string(node));
    let (country, framework, level) = (member("country"), member("framework"), member("level"));
    Some(NqfLevel::new(country?, framework?, level?))
}

/// One level by itself: a number of the EQF, or an object with `eqf`, `qfEhea` or a level of a national framework.
pub(crate) fn level(reader: &mut Reader, node: Node<'_>) -> Option<Level> {
    if node.number_text().is_some() {
        return eqf(reader, node);
    }
    if node.as_str().is_some() || node.get("country").is_some() {
        return nqf(reader, node).map(Level::Nqf);
    }
    match levels(reader, node).as_slice() {
        [level] => Some(level.clone()),
        _ => reader.refuse(code::ec::FORM, node, "write one level, such as 6"),
    }
}

/// A level as [`level`] reads it.
pub(crate) fn level_to_json(level: &Level) -> Value {
    match level {
        Level::Eqf(level) => i64::from(*level).into(),
        Level::Nqf(NqfLevel::Concept(uri)) => uri.into(),
        Level::Nqf(NqfLevel::Named { country, framework, level }) => {
            Object::new().with("country", country).with("framework", framework).with("level", level).into()
        }
        Level::QfEhea(cycle) => Object::new().with("qfEhea", cycle.name()).into(),
    }
}

pub(super) fn levels_to_json(levels: &[Level]) -> Value {
    let eqf = levels.iter().find_map(|level| match level {
        Level::Eqf(level) => Some(i64::from(*level)),
        _ => None,
    });
    let nqf = levels.iter().filter_map(|level| match level {
        Level::Nqf(NqfLevel::Named { country, framework, level }) => {
            Some(Object::new().with("country", country).with("framework", framework).with("level", level).into())
        }
        Level::Nqf(NqfLevel::Concept(uri)) => Some(Value::from(uri)),
        _ => None,
    });
    let cycle = levels.iter().find_map(|level| match level {
        Level::QfEhea(cycle) => Some(cycle.name()),
        _ => None,
    });
    Object::new().with_some("eqf", eqf).with_all("nqf", nqf).with_some("qfEhea", cycle).into()
}

pub(super) fn quality(reader: &mut Reader, node: Node<'_>) -> Option<QualityAssurance> {
    if node.as_str().is_some() {
        return reader.value(node).map(QualityAssurance::new);
    }
    let node = reader.object(node, &["type", "agency", "decision", "validFrom", "validUntil"])?;
    let kind = reader.required(node, "type").and_then(|node| reader.value(node));
    let agency = node.get("agency").and_then(|node| agency(reader, node));
    let decision = node.get("decision").and_then(|node| reader.iri(node));
    let valid_from = node.get("validFrom").and_then(|node| reader.date(node));
    let valid_until = node.get("validUntil").and_then(|node| reader.date(node));
    Some(QualityAssurance { kind: kind?, agency, decision, valid_from, valid_until })
}

fn agency(reader: &mut Reader, node: Node<'_>) -> Option<Agency> {
    let node = reader.object(node, &["id", "name"])?;
    let id = node.get("id").and_then(|node| reader.iri(node));
    let name = reader.required(node, "name").and_then(|node| reader.text(node));
    Some(Agency { id, name: name? })
}

pub(super) fn quality_to_json(assurance: &QualityAssurance) -> Value {
    let agency = assurance
        .agency
        .as_ref()
        .map(|agency| Object::new().with_some("id", agency.id.as_ref()).with_some("name", some_text(&agency.name)));
    Object::new()
        .with("type", value_to_json(&assurance.kind))
        .with_some("agency", agency)
        .with_some("decision", assurance.decision.as_ref())
        .with_some("validFrom", assurance.valid_from.map(|date| date.to_string()))
        .with_some("validUntil", assurance.valid_until.map(|date| date.to_string()))
        .into()
}

pub(super) fn supervision(reader: &mut Reader, node: Node<'_>) -> Option<Supervision> {
    let node = reader.object(node, &["supervised", "identityVerified", "venue"])?;
    let supervised = reader.required(node, "supervised").and_then(|node| reader.boolean(node));
    let identity_verified = reader.required(node, "identityVerified").and_then(|node| reader.boolean(node));
    let words = Venue::ALL.map(|venue| (venue.name(), venue));
    let venue = node.get("venue").and_then(|node| reader.word(node, &words));
    Some(Supervision { supervised: supervised?, identity_verified: identity_verified?, venue })
}

pub(super) fn supervision_to_json(supervision: Supervision) -> Value {
    Object::new()
        .with("supervised", supervision.supervised)
        .with("identityVerified", supervision.identity_verified)
        .with_some("venue", supervision.venue.map(Venue::name))
        .into()
}

pub(super) fn scheme(reader: &mut Reader, node: Node<'_>) -> Option<GradingScheme> {
    let node = reader.object(node, &["name", "description", "url", "minimum", "maximum", "pass", "values"])?;
    let name = reader.required(node, "name").and_then(|node| reader.text(node));
    Some(GradingScheme {
        description: optional_text(reader, node, "description"),
        url: node.get("url").and_then(|node| reader.iri(node)),
        minimum: node.get("minimum").and_then(|node| reader.string(node)),
        maximum: node.get("maximum").and_then(|node| reader.string(node)),
        pass: node.get("pass").and_then(|node| reader.string(node)),
        values: reader.list(node.get("values"), Reader::string),
        name: name?,
    })
}

pub(super) fn scheme_to_json(scheme: &GradingScheme) -> Value {
    Object::new()
        .with_some("name", some_text(&scheme.name))
        .with_some("description", some_text(&scheme.description))
        .with_some("url", scheme.url.as_ref())
        .with_some("minimum", scheme.minimum.as_ref())
        .with_some("maximum", scheme.maximum.as_ref())
        .with_some("pass", scheme.pass.as_ref())
        .with_all("values", &scheme.values)
        .into()
}

pub(super) fn stackability(reader: &mut Reader, node: Node<'_>) -> Option<Stackability> {
    if !node.is_object() {
        let words = [("standalone", false), ("stackable", true)];
        let stackable = reader.word(node, &words)?;
        return Some(if stackable { Stackability::stackable() } else { Stackability::Standalone });
    }
    let node = reader.object(node, &["towards"])?;
    let towards = reader.required(node, "towards");
    Some(Stackability::Stackable { towards: reader.list(towards, stack_target) })
}

fn stack_target(reader: &mut Reader, node: Node<'_>) -> Option<StackTarget> {
    if node.as_str().is_some() {
        return reader.iri(node).map(|id| StackTarget::new(id, Text::default()));
    }
    let node = reader.object(node, &["id", "name"])?;
    let id = reader.required(node, "id").and_then(|node| reader.iri(node));
    let name = optional_text(reader, node, "name");
    Some(StackTarget { id: id?, name })
}

pub(super) fn stackability_to_json(stackability: &Stackability) -> Value {
    match stackability {
        Stackability::Standalone => "standalone".into(),
        Stackability::Stackable { towards } if towards.is_empty() => "stackable".into(),
        Stackability::Stackable { towards } => {
            let targets = towards.iter().map(|target| match target.name.is_empty() {
                true => Value::from(&target.id),
                false => Object::new().with("id", &target.id).with_some("name", some_text(&target.name)).into(),
            });
            Object::new().with_all("towards", targets).into()
        }
    }
}

pub(super) fn information(reader: &mut Reader, node: Node<'_>) -> Option<FurtherInformation> {
    if node.as_str().is_some() {
        return reader.iri(node).map(FurtherInformation::at);
    }
    let node = reader.object(node, &["url", "text"])?;
    let url = node.get("url").and_then(|node| reader.iri(node));
    let text = optional_text(reader, node, "text");
    if node.get("url").is_none() && node.get("text").is_none() {
        return reader.refuse(code::ec::FORM, node, "give a `url`, a `text`, or both");
    }
    Some(FurtherInformation { url, text })
}

pub(super) fn information_to_json(information: &FurtherInformation) -> Value {
    match &information.url {
        Some(url) if information.text.is_empty() => url.into(),
        url => Object::new().with_some("url", url.as_ref()).with_some("text", some_text(&information.text)).into(),
    }
}

pub(super) fn field(reader: &mut Reader, node: Node<'_>) -> Option<Field> {
    if node.is_object() {
        let concept = reader.concept(node)?;
        let known = concept.uri.as_deref().map(Field::from_uri).filter(|field| matches!(field, Field::Isced(_)));
        return Some(known.unwrap_or(Field::Other(concept)));
    }
    let text = reader.string(node)?;
    let uri = || iri::is_absolute(&text).then(|| Field::from_uri(&text));
    Field::isced(&text).or_else(uri).or_else(|| {
        // A spreadsheet takes the first digit for nothing.
        let meant = Field::isced(&format!("0{text}")).map_or("0713".to_owned(), |_| format!("0{text}"));
        let detail = format!("it is no code of ISCED-F 2013; write one such as {meant}, or a URI");
        reader.refuse(code::ec::UNKNOWN_VALUE, node, &detail)
    })
}

pub(super) fn field_to_json(field: &Field) -> Value {
    match field {
        Field::Isced(code) => code.code().into(),
        Field::Other(concept) => concept_to_json(concept),
    }
}
