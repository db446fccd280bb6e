//! The learner, the achievement, and the qualification that specifies it: only a qualification has a level and an accreditation.

use super::organisation::{country, organisation};
use super::writer::Writer;
use super::{Options, assessment, midnight};
use crate::badge::IdentifierType;
use crate::codec::iri;
use crate::elm::NationalNumber;
use crate::elm::concepts::is_of;
use crate::elm::read::is_activity;
use crate::framework::{Eqf, Frameworks, NqfLevel};
use crate::json::{Object, Pointer, Value};
use crate::microcredential::{
    Concept, Elements, Field, LanguageTag, Learner, LearningOutcome, Level, MicroCredential, OutcomeKind,
    Participation, QualityAssurance, RelatedSkill, Stackability, Text, Vocabulary,
};

/// Why an EQF level is written that is not stated.
const REFERENCED: &str =
    "the national level has no concept in EU Vocabularies; this is the EQF level that it is formally referenced to";

pub(super) fn subject(writer: &mut Writer, held: &MicroCredential, options: &Options) -> Object {
    let learner = held.learner();
    let id = match &learner.id {
        Some(id) => writer.claim(id, "person"),
        None => writer.local("person"),
    };
    let names = [&learner.name, &learner.given_name, &learner.family_name];
    let [name, given_name, family_name] = names.map(|name| name.as_ref().map(|name| writer.text(&Text::new(name))));
    let (identifiers, mailboxes) = identifiers(writer, learner, options);
    let national = national_number(learner, options).map(|number| {
        Object::new()
            .with("id", writer.local("legalIdentifier"))
            .with("type", "LegalIdentifier")
            .with("notation", &number.notation)
            .with("spatial", country(writer, Some(&number.country)))
    });
    let contact = (!mailboxes.is_empty()).then(|| {
        Object::new()
            .with("id", writer.local("contactPoint"))
            .with("type", "ContactPoint")
            .with_all("emailAddress", mailboxes)
    });
    Object::new()
        .with("id", id)
        .with("type", "Person")
        .with_some("fullName", name)
        .with_some("givenName", given_name)
        .with_some("familyName", family_name)
        .with_some("nationalID", national)
        .with_all("identifier", identifiers)
        .with_some("contactPoint", contact)
        .with("hasClaim", vec![Value::from(achievement(writer, held))])
}

/// Identifiers in plain text, since a hash without its salt would tell nobody anything; and among them the addresses to which Europass
/// delivers.
fn identifiers(writer: &mut Writer, learner: &Learner, options: &Options) -> (Vec<Object>, Vec<Object>) {
    let (mut identifiers, mut mailboxes) = (Vec::new(), Vec::new());
    let national = national_number(learner, options);
    let others = learner.identifiers.iter().filter(|own| !national.is_some_and(|number| number.is(own)));
    for identifier in others.filter(|identifier| !identifier.hashed) {
        let is_address = identifier.identity_type == IdentifierType::EmailAddress;
        match is_address.then(|| mailbox(writer, &identifier.identity_hash)).flatten() {
            Some(mailbox) => mailboxes.push(mailbox),
            None => identifiers.push(
                Object::new()
                    .with("id", writer.local("identifier"))
                    .with("type", "Identifier")
                    .with("notation", &identifier.identity_hash)
                    .with("schemeName", identifier.identity_type.as_str()),
            ),
        }
    }
    (identifiers, mailboxes)
}

/// The learner's number in a country, if that is known and the number still one of the learner's.
fn national_number<'o>(learner: &Learner, options: &'o Options) -> Option<&'o NationalNumber> {
    options.national_number.as_ref().filter(|number| learner.identifiers.iter().any(|own| number.is(own)))
}

/// A mailbox is its address; nothing if that is none, or if it names something else already.
fn mailbox(writer: &mut Writer, address: &str) -> Option<Object> {
    let id = format!("mailto:{address}");
    let is_free = address.contains('@') && iri::is_absolute(&id) && writer.claim(&id, "mailbox") == id;
    is_free.then(|| Object::new().with("id", id).with("type", "Mailbox"))
}

fn achievement(writer: &mut Writer, held: &MicroCredential) -> Object {
    let offer = held.offer();
    let bodies = offer
        .awarding_bodies
        .iter()
        .map(|body| Value::from(organisation(writer, Some(&body.id), &body.name, body.location.as_slice())));
    let bodies: Vec<Value> = bodies.collect();
    let process = Object::new()
        .with("id", writer.local("awardingProcess"))
        .with("type", "AwardingProcess")
        .with("awardingBody", bodies)
        .with("awardingDate", midnight(held.issued()));
    let specification = qualification(writer, offer);
    Object::new()
        .with("id", writer.local("learningAchievement"))
        .with("type", "LearningAchievement")
        .with("title", writer.text(&offer.title))
        .with("awardedBy", process.clone())
        .with("provenBy", vec![Value::from(assessment::assessment(writer, held, process))])
        .with("specifiedBy", specification)
}

fn qualification(writer: &mut Writer, offer: &Elements) -> Object {
    let id = match &offer.id {
        Some(id) => writer.claim(id, "qualification"),
        None => writer.local("qualification"),
    };
    let code = offer.code.as_ref().map(|code| {
        Object::new().with("id", writer.local("identifier")).with("type", "Identifier").with("notation", code)
    });
    let hours = offer.workload.hours.map(|hours| hours.as_hours());
    let (activities, modes): (Vec<_>, Vec<_>) =
        offer.participation.iter().partition(|form| form.uri().is_some_and(is_activity));
    let setting = offer.learning_setting.as_ref();
    let setting = setting.filter(|setting| setting.uri().is_some_and(|uri| is_of(uri, "learning-setting")));
    let languages = languages(offer);
    let (partial, wholes) = stackability(writer, offer);
    let mut qualification = Object::new()
        .with("id", id)
        .with("type", "Qualification")
        .with("title", writer.text(&offer.title))
        .with_some("description", (!offer.description.is_empty()).then(|| writer.text(&offer.description)))
        .with("category", writer.text(&Text::in_language("en", offer.kind.name())))
        .with_some("identifier", code);
    qualification = levels(writer, offer, qualification);
    let (areas, subjects) = fields(writer, offer);
    let (documents, notes) = further_information(writer, offer);
    qualification
        .with_all("thematicArea", areas)
        .with_all("educationSubject", subjects)
        .with_all("learningOutcome", offer.learning_outcomes.iter().map(|outcome| learning_outcome(writer, outcome)))
        .with_all("creditPoint", credit_points(writer, offer))
        .with_some("volumeOfLearning", hours)
        .with_all("mode", modes.iter().map(|form| writer.value(*form)))
        .with_all("influencedBy", activities.iter().map(|form| activity(writer, form)))
        .with_some("learningSetting", setting.map(|setting| writer.value(setting)))
        .with_all("language", languages.into_iter().map(|(uri, name)| writer.concept(uri, name)))
        .with_some("entryRequirement", (!offer.prerequisites.is_empty()).then(|| writer.note(&offer.prerequisites)))
        .with_all("accreditation", offer.quality_assurance.iter().filter_map(|own| accreditation(writer, own)))
        .with_some("isPartialQualification", partial)
        .with_all("isPartOf", wholes)
        .with_all("supplementaryDocument", documents)
        .with_all("additionalNote", notes)
}

/// The concepts of the languages, each once.
fn languages(offer: &Elements) -> Vec<(&'static str, &'static str)> {
    let mut concepts = Vec::new();
    for concept in offer.languages.iter().filter_map(LanguageTag::concept) {
        if !concepts.contains(&concept) {
            concepts.push(concept);
        }
    }
    concepts
}

fn levels(writer: &mut Writer, offer: &Elements, qualification: Object) -> Object {
    let (mut eqf, mut national, mut cycles) = (None, Vec::new(), Vec::new());
    let mut without_concept = Vec::new();
    for level in &offer.levels {
        match level {
            Level::Eqf(number) => eqf = Eqf::new(*number).map(|level| writer.concept(level.uri(), level.label())),
            Level::Nqf(own) => {
                let uri = own.uri().filter(|uri| is_of(uri, "qdr"));
                match uri {
                    Some(uri) => national.push(writer.concept(uri, &own.to_string())),
                    None => without_concept.push(own),
                }
            }
            Level::QfEhea(cycle) => cycles.push(writer.concept(cycle.uri(), cycle.label())),
        }
    }
    // Without it, Europass would show no level at all of a country whose levels EU Vocabularies has not.
    if let (None, true, Some(level)) = (&eqf, national.is_empty(), without_concept.into_iter().find_map(referenced)) {
        let at = ["credentialSubject", "hasClaim"].into_iter().fold(Pointer::root(), |at, member| at.member(member));
        writer.invented_at(at.item(0).member("specifiedBy").member("eqfLevel"), REFERENCED);
        eqf = Some(writer.concept(level.uri(), level.label()));
    }
    qualification.with_some("eqfLevel", eqf).with_all("nqfLevel", national).with_all("educationLevel", cycles)
}

/// The EQF level to which a national one is formally referenced.
fn referenced(own: &NqfLevel) -> Option<Eqf> {
    Frameworks::bundled().referencing(own).filter(|known| known.is_formal).and_then(|known| known.eqf)
}

fn fields(writer: &mut Writer, offer: &Elements) -> (Vec<Value>, Vec<Value>) {
    let (mut areas, mut subjects) = (Vec::new(), Vec::new());
    for field in &offer.fields {
        match field {
            Field::Isced(code) => areas.extend(field.uri().map(|uri| writer.concept(uri, code.label()))),
            Field::Other(concept) => subjects.push(writer.concept_of(concept)),
        }
    }
    (areas, subjects)
}

fn learning_outcome(writer: &mut Writer, outcome: &LearningOutcome) -> Object {
    let (esco, others): (Vec<_>, Vec<_>) = outcome.skills.iter().partition(|skill| skill.is_esco());
    // A kind of its own has no place: ELM takes those of its list alone.
    let kind = outcome.kind.as_ref().filter(|kind| !matches!(kind, OutcomeKind::Other(_)));
    Object::new()
        .with("id", writer.local("learningOutcome"))
        .with("type", "LearningOutcome")
        .with("title", writer.text(&outcome.text))
        .with_some("dcType", kind.map(|kind| writer.value(kind)))
        .with_all("relatedESCOSkill", esco.iter().map(|own| skill(writer, own)))
        .with_all("relatedSkill", others.iter().map(|own| skill(writer, own)))
}

fn skill(writer: &mut Writer, skill: &RelatedSkill) -> Value {
    let concept = writer.concept_of(&Concept::with_uri(&skill.uri).labelled(skill.name.clone()));
    let framework = skill.framework.as_deref().filter(|name| iri::is_absolute(name) && !skill.is_esco());
    match (concept, framework) {
        (Value::Object(concept), Some(framework)) => {
            concept.with("inScheme", Object::new().with("id", framework).with("type", "ConceptScheme")).into()
        }
        (concept, _) => concept,
    }
}

fn credit_points(writer: &mut Writer, offer: &Elements) -> Vec<Object> {
    let ects = crate::framework::CreditSystem::Ects;
    let counted = offer.workload.ects.map(|points| (&ects, points));
    let counted = counted.into_iter().chain(offer.workload.credits.iter().map(|own| (&own.system, own.points)));
    let mut points = Vec::new();
    for (system, amount) in counted {
        let concept = match system.iri() {
            Some(iri) if system.label() == iri => Concept::with_uri(iri),
            Some(iri) => Concept::with_uri(iri).labelled(Text::in_language("en", system.label())),
            None => Concept::with_label(Text::new(system.label())),
        };
        points.push(
            Object::new()
                .with("id", writer.local("creditPoint"))
                .with("type", "CreditPoint")
                .with("framework", writer.concept_of(&concept))
                .with("point", amount.to_string()),
        );
    }
    points
}

fn activity(writer: &mut Writer, form: &Participation) -> Object {
    Object::new()
        .with("id", writer.local("learningActivitySpec"))
        .with("type", "LearningActivitySpecification")
        .with("title", writer.text(&Text::in_language("en", form.to_string())))
        .with("dcType", writer.value(form))
}

/// Nothing for a type that is none of EU Vocabularies: ELM takes those alone.
fn accreditation(writer: &mut Writer, assurance: &QualityAssurance) -> Option<Object> {
    assurance.kind.iri().filter(|uri| is_of(uri, "accreditation"))?;
    let agent = match &assurance.agency {
        Some(agency) => {
            let id = agency.id.as_deref();
            let locations = id.map(|id| writer.locations(id)).unwrap_or_default();
            organisation(writer, id, &agency.name, &locations)
        }
        None => {
            let id = writer.invented("org", "who assures the quality is not stated");
            organisation(writer, None, &Text::in_language("en", "Not stated"), &[]).with("id", id)
        }
    };
    let page = assurance.decision.as_deref().map(|url| writer.web_resource(url, &Text::default()));
    // Under its id in the register it is the same for everybody.
    let id = match assurance.decision.as_deref().filter(|uri| is_of(uri, "data/accreditation")) {
        Some(id) => writer.claim(id, "accreditation"),
        None => writer.local("accreditation"),
    };
    Some(
        Object::new()
            .with("id", id)
            .with("type", "Accreditation")
            .with("dcType", writer.value(&assurance.kind))
            .with("title", writer.text(&Text::in_language("en", assurance.kind.to_string())))
            .with("accreditingAgent", agent)
            .with_some("landingPage", page)
            .with_some("dateIssued", assurance.valid_from.map(midnight))
            .with_some("expiryDate", assurance.valid_until.map(midnight)),
    )
}

fn stackability(writer: &mut Writer, offer: &Elements) -> (Option<bool>, Vec<Object>) {
    match &offer.stackability {
        None => (None, Vec::new()),
        Some(Stackability::Standalone) => (Some(false), Vec::new()),
        Some(Stackability::Stackable { towards }) => {
            let wholes = towards.iter().map(|target| {
                // A title is wanted; the id is one that says no more than it does already.
                let title = if target.name.is_empty() { Text::new(&target.id) } else { target.name.clone() };
                Object::new()
                    .with("id", writer.claim(&target.id, "qualification"))
                    .with("type", "Qualification")
                    .with("title", writer.text(&title))
            });
            let wholes = wholes.collect();
            (Some(true), wholes)
        }
    }
}

fn further_information(writer: &mut Writer, offer: &Elements) -> (Vec<Object>, Vec<Object>) {
    let (mut documents, mut notes) = (Vec::new(), Vec::new());
    for information in &offer.further_information {
        match &information.url {
            Some(url) => documents.push(writer.web_resource(url, &information.text)),
            None => notes.push(writer.note(&information.text)),
        }
    }
    (documents, notes)
}
