//! What was achieved: the achievement, and what specifies it.

use super::assessment;
use super::document::{Document, id_of, is_a, names, push};
use super::envelope::organisation_of;
use crate::elm::concepts::{ESCO, is_of};
use crate::elm::source::is_local;
use crate::framework::{CreditSystem, Cycle, Eqf, NqfLevel, Quantity};
use crate::json::Node;
use crate::microcredential::carrier::Recovered;
use crate::microcredential::{
    Agency, Concept, CredentialKind, Credits, Elements, Field, FurtherInformation, LanguageTag, LearningOutcome, Level,
    QualityAssurance, QualityAssuranceType, RelatedSkill, StackTarget, Stackability, Text, Workload,
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
    for body in bodies(document, achievement) {
        accreditations(document, body, elements);
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
    for (url, text) in document.web_resources(specification, "supplementaryDocument") {
        push(&mut elements.further_information, information(Some(url), text));
    }
    for (url, text) in document.web_resources(specification, "homepage") {
        push(&mut elements.further_information, information(Some(url), text));
    }
    for note in document.objects(specification, "additionalNote") {
        let text = document.text(note, "noteLiteral");
        push(&mut elements.further_information, information(None, text));
    }
    let mut settings = Vec::new();
    document.values(specification, "learningSetting", &mut settings);
    elements.learning_setting = settings.into_iter().next();
    for member in ["thematicArea", "educationSubject"] {
        for (concept, _) in document.concepts(specification, member) {
            let known = concept.uri.as_deref().map(Field::from_uri).filter(|field| matches!(field, Field::Isced(_)));
            push(&mut elements.fields, known.unwrap_or(Field::Other(concept)));
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
            push(&mut read.skills, RelatedSkill { uri, name: concept.label, framework });
        }
    }
    read
}

fn credit_system(concept: &Concept) -> Option<CreditSystem> {
    match &concept.uri {
        Some(uri) => Some(CreditSystem::from_iri(uri)),
        None => Some(concept.label.any()).filter(|name| !name.is_empty()).map(CreditSystem::from_name),
    }
}

/// What was received is most often what its specification has.
fn received<'t>(document: &mut Document<'t>, achievement: Node<'t>, elements: &mut Elements) {
    let specified = elements.workload.ects.is_some() || !elements.workload.credits.is_empty();
    let mut workload = Workload::default();
    credits(document, achievement, "creditReceived", &mut workload);
    let Workload { ects, credits, .. } = workload;
    if !specified {
        (elements.workload.ects, elements.workload.credits) = (ects, credits);
        return;
    }
    let own = &elements.workload;
    let is_same =
        ects.is_none_or(|ects| own.ects == Some(ects)) && credits.iter().all(|credits| own.credits.contains(credits));
    if let Some(place) = achievement.get("creditReceived").filter(|_| !is_same) {
        document.untake(place);
        document.say(code::elm::DISAGREEMENT, place.path(), "its specification says it otherwise");
    }
}

fn credits<'t>(document: &mut Document<'t>, node: Node<'t>, member: &str, workload: &mut Workload) {
    for point in document.objects(node, member) {
        let Some((concept, framework)) = document.concepts(point, "framework").into_iter().next() else {
            document.misshapen(point, "credit points with a `framework`");
            continue;
        };
        let place = point.get("point");
        let amount = document.string(point, "point").and_then(|text| text.trim().parse::<Quantity>().ok());
        let Some(amount) = amount else {
            let place = place.unwrap_or(point);
            document.untake(place);
            document.misshapen(place, "an amount with at most two decimal places");
            continue;
        };
        let Some(system) = credit_system(&concept) else {
            document.untake(point);
            document.misshapen(framework, "a credit system with an id, a name or a notation");
            continue;
        };
        // What nobody else knows has its id alone here.
        if let (CreditSystem::Iri(_), Some(name)) = (&system, framework.get("prefLabel")) {
            document.untake(name);
        }
        let before = match &system {
            CreditSystem::Ects => workload.ects.replace(amount),
            system => {
                let own = workload.credits.iter().find(|credits| credits.system == *system);
                let before = own.map(|credits| credits.points);
                if before.is_none() {
                    workload.credits.push(Credits { system: system.clone(), points: amount });
                }
                before
            }
        };
        if before.is_some_and(|before| before != amount) {
            document.say(code::elm::DISAGREEMENT, point.path(), "another amount is given in these credits");
        }
    }
}

/// The hours of a duration. Days and months are nobody's hours of work.
fn hours<'t>(document: &mut Document<'t>, node: Node<'t>, member: &str) -> Option<Quantity> {
    let place = node.get(member)?.each().next()?;
    let text = document.string(node, member)?;
    match Quantity::from_hours(text) {
        Ok(hours) => Some(hours),
        Err(_) => {
            document.untake(place);
            let months = text.strip_prefix('P').and_then(|rest| rest.strip_suffix('M'));
            let digits = months.filter(|months| months.bytes().all(|byte| byte.is_ascii_digit()) && !months.is_empty());
            let detail = match digits {
                Some(months) => {
                    format!(
                        "these are {months} months; {months} hours would be PT{months}H, {months} minutes PT{months}M"
                    )
                }
                None => "write hours, such as PT60H".to_owned(),
            };
            document.say(code::elm::DURATION, place.path(), detail);
            None
        }
    }
}

fn levels<'t>(document: &mut Document<'t>, specification: Node<'t>, elements: &mut Elements) {
    for (concept, at) in document.concepts(specification, "eqfLevel") {
        // Some systems give the concept an id of their own, and its name or number alone says which it is.
        let named = || eqf_of(concept.label.for_language("en").unwrap_or_else(|| concept.label.any()));
        match (concept.uri.as_deref().and_then(Eqf::from_uri), named()) {
            (Some(level), _) => push(&mut elements.levels, Level::Eqf(level.level())),
            (None, Some(level)) => {
                document.say(code::elm::PRIVATE_CONCEPT, at.path(), "refer to the concept itself");
                push(&mut elements.levels, Level::Eqf(level.level()));
            }
            (None, None) => unknown(document, at, "a level of the EQF by its URI"),
        }
    }
    for (concept, at) in document.concepts(specification, "nqfLevel") {
        // Some systems give the concept an id of their own, and its label alone says which it is.
        let named = || concept.label.wordings().find_map(|(_, label)| NqfLevel::from_label(label));
        match concept.uri.as_deref().map(NqfLevel::from_uri).or_else(named) {
            Some(level) => push(&mut elements.levels, Level::Nqf(level)),
            None => unknown(document, at, "a level of a national framework by its URI"),
        }
    }
    for (concept, at) in document.concepts(specification, "educationLevel") {
        match concept.uri.as_deref().and_then(Cycle::from_uri) {
            Some(cycle) => push(&mut elements.levels, Level::QfEhea(cycle)),
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
        assurance.decision = page.map(|(url, _)| url).or_else(|| document.id(accreditation));
        assurance.valid_from = document.day(accreditation, "dateIssued");
        assurance.valid_until = document.day(accreditation, "expiryDate");
        // The title is made of the type where nothing better is known.
        document.title_said(accreditation, |title| names(title, &assurance.kind));
        push(&mut elements.quality_assurance, assurance);
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
        let name = if title.as_plain() == Some(id) { Text::default() } else { title };
        push(&mut towards, StackTarget::new(id, name));
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

fn languages<'t>(document: &mut Document<'t>, node: Node<'t>, elements: &mut Elements) {
    for (concept, at) in document.concepts(node, "language") {
        // A concept that has nothing but a notation has the tag for it, if anything.
        let noted = || LanguageTag::parse(concept.label.as_plain()?).filter(|tag| tag.uri().is_some());
        let known = match &concept.uri {
            Some(uri) => LanguageTag::from_uri(uri),
            None => noted(),
        };
        match known {
            Some(tag) => push(&mut elements.languages, tag),
            None => unknown(document, at, "a language that is known here"),
        }
    }
}

/// How it was learned: activities that led to the achievement, those that its specification foresees, and those that stand beside it
/// among the claims.
fn activities<'t>(document: &mut Document<'t>, achievement: Node<'t>, elements: &mut Elements) {
    for specification in activity_specifications(document, achievement) {
        document.values(specification, "mode", &mut elements.participation);
        document.values(specification, "dcType", &mut elements.participation);
        document.title_said(specification, |title| elements.participation.iter().any(|form| names(title, form)));
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
    let mut met = Vec::new();
    specifications.retain(|one| {
        let is_new = !met.contains(&one.index());
        met.push(one.index());
        is_new
    });
    specifications
}

/// Where nothing else says how much work it was, what its activities say together, if there is one.
fn hours_of_activities<'t>(document: &mut Document<'t>, achievement: Node<'t>, elements: &mut Elements) {
    if let [specification] = activity_specifications(document, achievement).as_slice()
        && let Some(place) = specification.get("volumeOfLearning")
        && let Some(stated) = place.as_str().and_then(|text| Quantity::from_hours(text).ok())
    {
        document.take(place);
        elements.workload.hours = Some(stated);
    }
}

fn bodies<'t>(document: &mut Document<'t>, achievement: Node<'t>) -> Vec<Node<'t>> {
    match document.object_of(achievement, "awardedBy") {
        Some(process) => document.objects(process, "awardingBody"),
        None => Vec::new(),
    }
}

/// Whether a concept is one of the learning activities of EU Vocabularies.
pub(in crate::elm) fn is_activity(uri: &str) -> bool {
    is_of(uri, "learning-activity")
}
