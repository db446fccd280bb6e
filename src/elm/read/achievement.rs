//! What was achieved: the achievement, and what specifies it.

use super::activity::{activities, hours_of_activities};
use super::assessment;
use super::document::{Document, id_of, names};
use super::envelope::organisation_of;
use super::workload::{credits, hours, received};
use crate::elm::concepts::ESCO;
use crate::elm::source::is_local;
use crate::framework::{Cycle, Eqf, NqfLevel};
use crate::json::Node;
use crate::microcredential::carrier::Recovered;
use crate::microcredential::{
    Agency, CredentialKind, Elements, Field, FurtherInformation, LanguageTag, LearningOutcome, Level, QualityAssurance,
    QualityAssuranceType, RelatedSkill, StackTarget, Stackability, Text,
};
use crate::report::code;

pub(super) fn read(document: &mut Document<'_>, found: &mut Recovered) {
    let Some(achievement) = document.achievement else {
        return;
    };
    let specification = document.object_of(achievement, "specifiedBy");
    document.specification = specification;
    let elements = &mut found.elements;
    if let Some(specification) = specification {
        elements.id = document.id(specification);
        elements.title = document.text(specification, "title");
        elements.description = document.text(specification, "description");
        specified(document, specification, elements);
    }
    titles(document, achievement, elements);
    received(document, achievement, elements);
    assessment::read(document, achievement, found);
    let elements = &mut found.elements;
    activities(document, achievement, elements);
    // What the bodies have, and where a credential of the kind "accredited" has it.
    let holders: Vec<_> = document.bodies.iter().copied().chain(document.issuer).collect();
    let evidence = document.objects(document.root, "evidence");
    for holder in holders.into_iter().chain(evidence) {
        accreditations(document, holder, elements);
    }
    if elements.workload.is_empty() {
        hours_of_activities(document, achievement, elements);
    }
    elements.levels.sort();
}

/// What the achievement itself says is most often what its specification says.
fn titles<'t>(document: &mut Document<'t>, achievement: Node<'t>, elements: &mut Elements) {
    for member in ["title", "description"] {
        let text = if member == "title" { &mut elements.title } else { &mut elements.description };
        if text.is_empty() {
            *text = document.text(achievement, member);
            continue;
        }
        let own = document.text(achievement, member);
        if !own.is_empty()
            && own != *text
            && let Some(place) = achievement.get(member)
        {
            document.untake(place);
            document.say(code::elm::DISAGREEMENT, place.path(), "its specification says it otherwise");
        }
    }
}

fn specified<'t>(document: &mut Document<'t>, specification: Node<'t>, elements: &mut Elements) {
    kind(document, specification, elements);
    if let Some(identifier) = document.objects(specification, "identifier").into_iter().next() {
        elements.code = document.string(identifier, "notation").map(str::to_owned);
    }
    for outcome in document.objects(specification, "learningOutcome") {
        let outcome = learning_outcome(document, outcome);
        elements.learning_outcomes.push(outcome);
    }
    credits(document, specification, "creditPoint", &mut elements.workload);
    elements.workload.hours = hours(document, specification, "volumeOfLearning");
    levels(document, specification, elements);
    document.values(specification, "mode", &mut elements.participation);
    accreditations(document, specification, elements);
    elements.prerequisites = document.note(specification, "entryRequirement");
    stackability(document, specification, elements);
    for member in ["supplementaryDocument", "homepage"] {
        for (url, text, at) in document.web_resources(specification, member) {
            document.push(&mut elements.further_information, information(Some(url), text), at);
        }
    }
    for note in document.objects(specification, "additionalNote") {
        let text = document.text(note, "noteLiteral");
        document.push(&mut elements.further_information, information(None, text), note);
    }
    let mut settings = Vec::new();
    document.values(specification, "learningSetting", &mut settings);
    elements.learning_setting = settings.into_iter().next();
    for member in ["thematicArea", "educationSubject"] {
        for (concept, at) in document.concepts(specification, member) {
            let known = concept.uri.as_deref().map(Field::from_uri).filter(|field| matches!(field, Field::Isced(_)));
            document.push(&mut elements.fields, known.unwrap_or(Field::Other(concept)), at);
        }
    }
    languages(document, specification, elements);
}

fn information(url: Option<String>, text: Text) -> FurtherInformation {
    let mut information = FurtherInformation::text(text);
    information.url = url;
    information
}

/// By the words of its category.
fn kind<'t>(document: &mut Document<'t>, specification: Node<'t>, elements: &mut Elements) {
    let category = document.text(specification, "category");
    let words = category.any();
    let named = CredentialKind::NAMED.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(words));
    match named.or_else(|| CredentialKind::from_term(words)) {
        Some(kind) => elements.kind = kind,
        None => {
            specification.get("category").into_iter().for_each(|place| document.untake(place));
            document.say(code::elm::KIND, specification.path(), "a `category` would say it");
        }
    }
}

fn learning_outcome<'t>(document: &mut Document<'t>, outcome: Node<'t>) -> LearningOutcome {
    let text = document.text(outcome, "title");
    let mut kinds = Vec::new();
    document.values(outcome, "dcType", &mut kinds);
    let mut read = LearningOutcome::new(text);
    read.kind = kinds.into_iter().next();
    for member in ["relatedESCOSkill", "relatedSkill"] {
        for item in outcome.get(member).into_iter().flat_map(Node::each).collect::<Vec<_>>() {
            let framework = item.get("inScheme").and_then(|scheme| id_of(scheme).or_else(|| scheme.as_str()));
            let framework = framework.map(str::to_owned);
            let Some(concept) = document.concept(item) else {
                continue;
            };
            let Some(uri) = concept.uri else {
                unknown(document, item, "a concept with an id that means something elsewhere too");
                continue;
            };
            let framework = framework.filter(|_| !uri.starts_with(ESCO));
            document.push(&mut read.skills, RelatedSkill { uri, name: concept.label, framework }, item);
        }
    }
    read
}

fn levels<'t>(document: &mut Document<'t>, specification: Node<'t>, elements: &mut Elements) {
    for (concept, at) in document.concepts(specification, "eqfLevel") {
        // Some systems give the concept an id of their own, and its name or number alone says which it is.
        let named = || eqf_of(concept.label.for_language("en").unwrap_or_else(|| concept.label.any()));
        match (concept.uri.as_deref().and_then(Eqf::from_uri), named()) {
            (Some(level), _) => document.push(&mut elements.levels, Level::Eqf(level.level()), at),
            (None, Some(level)) => {
                document.say(code::elm::PRIVATE_CONCEPT, at.path(), "refer to the concept itself");
                document.push(&mut elements.levels, Level::Eqf(level.level()), at);
            }
            (None, None) => unknown(document, at, "a level of the EQF by its URI"),
        }
    }
    for (concept, at) in document.concepts(specification, "nqfLevel") {
        // Some systems give the concept an id of their own, and its label alone says which it is.
        let named = || concept.label.wordings().find_map(|(_, label)| NqfLevel::from_label(label));
        match concept.uri.as_deref().map(NqfLevel::from_uri).or_else(named) {
            Some(level) => document.push(&mut elements.levels, Level::Nqf(level), at),
            None => unknown(document, at, "a level of a national framework by its URI"),
        }
    }
    for (concept, at) in document.concepts(specification, "educationLevel") {
        match concept.uri.as_deref().and_then(Cycle::from_uri) {
            Some(cycle) => document.push(&mut elements.levels, Level::QfEhea(cycle), at),
            None => document.untake(at),
        }
    }
}

/// A level of the EQF by its number, or by what it is called in English, as `5` or `EQF Level 5`.
fn eqf_of(name: &str) -> Option<Eqf> {
    let name = name.trim().to_lowercase();
    let number = name.strip_prefix("eqf").unwrap_or(&name).trim_start();
    number.strip_prefix("level").unwrap_or(number).trim_start().parse().ok().and_then(Eqf::new)
}

fn unknown<'t>(document: &mut Document<'t>, at: Node<'t>, wanted: &str) {
    document.untake(at);
    document.misshapen(at, wanted);
}

/// Of a qualification, or of an organisation.
fn accreditations<'t>(document: &mut Document<'t>, node: Node<'t>, elements: &mut Elements) {
    for accreditation in document.objects(node, "accreditation") {
        let mut kinds: Vec<QualityAssuranceType> = Vec::new();
        document.values(accreditation, "dcType", &mut kinds);
        let Some(kind) = kinds.into_iter().next() else {
            document.misshapen(accreditation, "an accreditation with its type, `dcType`");
            continue;
        };
        let mut assurance = QualityAssurance::new(kind);
        let agent = document.object_of(accreditation, "accreditingAgent");
        assurance.agency = agent.map(|agent| {
            let (body, _) = organisation_of(document, agent);
            let mut agency = Agency::default();
            (agency.id, agency.name) = (Some(body.id).filter(|id| !id.is_empty() && !is_local(id)), body.name);
            agency
        });
        let pages = ["landingPage", "report", "homepage"];
        let page =
            pages.into_iter().find_map(|member| document.web_resources(accreditation, member).into_iter().next());
        assurance.decision = page.map(|(url, ..)| url).or_else(|| document.id(accreditation));
        // Its own id says no more than a page of the same address.
        if assurance.decision.as_deref() == id_of(accreditation) {
            document.id(accreditation);
        }
        assurance.valid_from = document.day(accreditation, "dateIssued");
        assurance.valid_until = document.day(accreditation, "expiryDate");
        // The title is made of the type where nothing better is known.
        document.title_said(accreditation, |title| names(title, &assurance.kind));
        document.push(&mut elements.quality_assurance, assurance, accreditation);
    }
}

fn stackability<'t>(document: &mut Document<'t>, specification: Node<'t>, elements: &mut Elements) {
    let mut towards = Vec::new();
    for whole in document.objects(specification, "isPartOf") {
        let Some(id) = id_of(whole) else {
            continue;
        };
        if let Some(place) = whole.get("id").or_else(|| whole.get("@id")) {
            document.take(place);
        }
        let title = document.text(whole, "title");
        // Where there was no title, the id is said in its place, in whatever language.
        let is_id = title.wordings().count() == 1 && title.any() == id;
        let name = if is_id { Text::default() } else { title };
        document.push(&mut towards, StackTarget::new(id, name), whole);
    }
    let Some(place) = specification.get("isPartialQualification") else {
        if !towards.is_empty() {
            elements.stackability = Some(Stackability::Stackable { towards });
        }
        return;
    };
    let partial = match (place.as_bool(), place.as_str()) {
        (Some(value), _) => value,
        (None, Some("true")) => true,
        (None, Some("false")) => false,
        _ => return document.misshapen(place, "true or false"),
    };
    document.take(place);
    if !partial && !towards.is_empty() {
        document.say(code::elm::DISAGREEMENT, place.path(), "and it is part of another all the same");
    }
    elements.stackability = Some(match partial || !towards.is_empty() {
        true => Stackability::Stackable { towards },
        false => Stackability::Standalone,
    });
}

pub(super) fn languages<'t>(document: &mut Document<'t>, node: Node<'t>, elements: &mut Elements) {
    for (concept, at) in document.concepts(node, "language") {
        // A concept that has nothing but a notation has the tag for it, if anything.
        let noted = || LanguageTag::parse(concept.label.as_plain()?).filter(|tag| tag.uri().is_some());
        let known = match &concept.uri {
            Some(uri) => LanguageTag::from_uri(uri),
            None => noted(),
        };
        match known {
            Some(tag) => document.push(&mut elements.languages, tag, at),
            None => unknown(document, at, "a language that is known here"),
        }
    }
}
