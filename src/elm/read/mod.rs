mod achievement;
mod activity;
mod assessment;
mod document;
mod envelope;
mod leftovers;
mod seals;
mod sets;
mod validity;
mod wordings;
mod workload;

use super::seal;
use super::source::{Format, Source, is_context, is_local, uploaded};
use crate::badge::Profile;
use crate::json::{self, Node, Pointer, Tree};
use crate::limits::Limits;
use crate::microcredential::carrier::{LossReport, MAPPING, Recovered, Rule, Source as Elsewhere};
use crate::microcredential::{Elements, LanguageTag, annex};
use crate::proof::is_jws_in_json;
use crate::report::{Finding, code};
use crate::vc::DateTimeStamp;
pub(super) use activity::is_activity;
use document::Document;
pub(crate) use envelope::{InOwnWords, NationalNumber};
pub(crate) use validity::Validity;
pub(crate) use wordings::{LANGUAGE_NOT_KEPT, ONE_WORDING};

/// What a document of ELM says about the elements of Annex I. `Debug` masks the learner.
#[derive(Clone, Debug)]
#[must_use]
#[non_exhaustive]
pub struct Read {
    /// What it was read from, and what is known of its seals. It says that nothing was verified.
    pub source: Source,
    /// What is stated, complete or not, and in its findings the defects of the document and what is known of its seals; their
    /// pointers go into the credential (into the payload of a sealed file). [`complete`](Recovered::complete) makes a
    /// [`MicroCredential`](crate::microcredential::MicroCredential) of it if every mandatory element is there.
    pub recovered: Recovered,
    /// Who issued it, as it says: id, name and country.
    pub issuer: Option<Profile>,
    /// From when it is valid, as it says.
    pub valid_from: Option<DateTimeStamp>,
    /// Until when it is valid, as it says; of two members that say different things, the earlier.
    pub valid_until: Option<DateTimeStamp>,
    /// What of the credential has no place among the elements of Annex I; the pointers go into the credential. Types, schemes,
    /// ids that say nothing outside the document, and second copies of one description are not counted as lost.
    pub losses: LossReport,
    /// What a profile of the issuer does not hold.
    pub(crate) issuer_in_own_words: Option<InOwnWords>,
    /// From when and until when it is valid, and where that stands.
    pub(crate) validity: Validity,
    /// Where ids of awarding bodies stand that say nothing outside the document.
    pub(crate) local_bodies: Vec<Pointer>,
    /// The learner's number in a country, which an identifier holds without it.
    pub(crate) national_number: Option<NationalNumber>,
}

/// Why nothing can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is not strict JSON, or exceeds a limit.
    #[error("it is no JSON that can be read: {0}")]
    Json(json::Error),
    /// The payload of the sealed file is not text, or its encoding cannot be told.
    #[error("it is sealed, and its payload cannot be read; give a sealed file as the Europass tools export it")]
    Payload,
    /// The payload of the sealed file is not strict JSON, or exceeds a limit.
    #[error("it is sealed, and its payload is no JSON that can be read: {0}")]
    PayloadJson(json::Error),
    /// It is no credential of the European Learning Model.
    #[error(
        "it is no credential of the European Learning Model: neither its type is EuropeanDigitalCredential nor its context edc-ap"
    )]
    NotElm,
}

/// Reads a European Digital Credential: JSON, or a sealed file (JWS in JSON or compact). See [the module](crate::elm).
///
/// # Errors
/// If it is no JSON, or no credential of ELM. A broken seal is no error but a [finding](code::elm::SEAL_BROKEN).
pub fn read(document: &[u8], limits: &Limits) -> Result<Read, Error> {
    opened(document, limits, read_credential)
}

/// The credential in a document, whatever is around it, for whoever takes it from there.
pub(super) fn opened<T>(
    document: &[u8],
    limits: &Limits,
    take: impl FnOnce(Node<'_>, Source) -> T,
) -> Result<T, Error> {
    let digest = seal::digest_of(document);
    if let Some(token) = compact(document) {
        let sealed = seal::open_compact(token, limits).ok_or(Error::Payload)?;
        return unsealed(sealed, digest, limits, take);
    }
    let tree = Tree::parse_bytes(document, limits).map_err(Error::Json)?;
    if is_jws_in_json(tree.root()) {
        let sealed = seal::open(tree.root(), limits).ok_or(Error::Payload)?;
        return unsealed(sealed, digest, limits, take);
    }
    let root = uploaded(tree.root()).unwrap_or(tree.root());
    let format = Format::of_credential(root).ok_or(Error::NotElm)?;
    Ok(take(root, Source { digest, format, seals: Vec::new() }))
}

/// The text of a compact token, which is never JSON.
fn compact(document: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(document).ok()?.trim();
    let is_token = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    (text.starts_with("eyJ") && is_token(text)).then_some(text)
}

fn unsealed<T>(
    sealed: seal::Sealed,
    digest: String,
    limits: &Limits,
    take: impl FnOnce(Node<'_>, Source) -> T,
) -> Result<T, Error> {
    let tree = Tree::parse(&sealed.payload, limits).map_err(Error::PayloadJson)?;
    let format = Format::of_credential(tree.root()).ok_or(Error::NotElm)?;
    Ok(take(tree.root(), Source { digest, format, seals: sealed.seals }))
}

fn read_credential(root: Node<'_>, source: Source) -> Read {
    let mut document = Document::new(root);
    seals::say(&mut document.findings, &source);
    contexts(&mut document);
    let (mut found, issuer, issuer_in_own_words) = envelope::read(&mut document);
    seals::compare(&mut document.findings, &source, issuer_in_own_words.as_ref());
    achievement::read(&mut document, &mut found);
    if let Some(shown) = document.object_of(root, "displayParameter") {
        document.title_said(shown, |title| *title == found.elements.title);
        languages_said(&mut document, shown, &found.elements);
    }
    missing(&mut document, &found);
    let validity = validity::read(&mut document, found.issued);
    found.valid_until.clone_from(&validity.until);
    found.sources = sources(&document, &found);
    let ids = document.bodies.iter().filter_map(|body| body.get("id").or_else(|| body.get("@id")));
    let local_bodies = ids.filter(|id| id.as_str().is_some_and(is_local)).map(Node::path).collect();
    let national_number = document.national_number.take();
    let (losses, findings) = document.finish();
    found.findings = findings;
    let (valid_from, valid_until) = (validity.from.clone(), validity.until.clone());
    Read {
        source,
        recovered: found,
        issuer,
        valid_from,
        valid_until,
        losses,
        issuer_in_own_words,
        validity,
        local_bodies,
        national_number,
    }
}

/// That the title is there in a language says no more than the title does.
fn languages_said<'t>(document: &mut Document<'t>, shown: Node<'t>, elements: &Elements) {
    for member in ["language", "primaryLanguage"] {
        for (concept, at) in document.concepts(shown, member) {
            let concept = concept.uri.as_deref();
            let is_said = |tag: &LanguageTag| tag.shown_concept().is_some_and(|(uri, _)| Some(uri) == concept);
            if !elements.title.wordings().any(|(tag, _)| is_said(tag)) {
                document.untake(at);
            }
        }
    }
}

fn contexts(document: &mut Document<'_>) {
    let root = document.root;
    let mut urls = root.get("@context").into_iter().flat_map(Node::each).filter_map(Node::as_str);
    let at = root.path().member("@context");
    match urls.find(|url| is_context(url)) {
        Some(super::CONTEXT) => {}
        Some(_) => {
            document.say(code::elm::CONTEXT, at, format!("it is known under another address than {}", super::CONTEXT))
        }
        None => document.say(code::elm::CONTEXT, at, format!("it is not among the contexts; add {}", super::CONTEXT)),
    }
}

/// Of a list that is longer than this, the places of its first items are told.
const MOST_SOURCES: usize = 200;

/// Where each element that is stated was read: what was taken at the places of the [table](MAPPING).
fn sources(document: &Document<'_>, found: &Recovered) -> Vec<Elsewhere> {
    let stated = found.to_json();
    let is_stated = |member: &str| {
        let mut steps = member.split('/').skip(1);
        steps.try_fold(&stated, |value, step| value.get(step)).is_some()
    };
    let mut sources = Vec::new();
    for row in MAPPING.iter().filter(|row| is_stated(row.member)) {
        for path in row.elm.split("; ") {
            let mut places = vec![document.root];
            for step in path.split('.') {
                places = places.iter().filter_map(|place| place.get(step)).flat_map(Node::each).collect();
            }
            let taken = places.into_iter().filter(|place| document.is_taken(*place)).take(MOST_SOURCES);
            sources.extend(taken.map(|place| Elsewhere::new(row.member, place.path(), Rule::Elm)));
        }
    }
    sources
}

/// Names the mandatory elements that are stated nowhere, at the place where ELM has them.
fn missing(document: &mut Document<'_>, found: &Recovered) {
    let Elements {
        title,
        issuer_locations,
        awarding_bodies,
        learning_outcomes,
        workload,
        assessment_types,
        participation,
        quality_assurance,
        ..
    } = &found.elements;
    let root = document.root.path();
    let claim = root.member("credentialSubject").member("hasClaim");
    let achievement = document.achievement.map_or(claim, Node::path);
    let specification = document.specification.map_or_else(|| achievement.member("specifiedBy"), Node::path);
    for (is_there, at, member, element) in [
        (found.learner.is_identified(), root.clone(), "credentialSubject", annex::LEARNER),
        (!title.is_empty(), specification.clone(), "title", annex::TITLE),
        (!issuer_locations.is_empty(), root.member("issuer"), "location", annex::COUNTRY),
        (!awarding_bodies.is_empty(), achievement.member("awardedBy"), "awardingBody", annex::AWARDING_BODY),
        (found.issued.is_some(), root.clone(), "issued", annex::DATE),
        (!learning_outcomes.is_empty(), specification.clone(), "learningOutcome", annex::LEARNING_OUTCOMES),
        (!workload.is_empty(), specification.clone(), "creditPoint", annex::WORKLOAD),
        (!assessment_types.is_empty(), achievement.clone(), "provenBy", annex::ASSESSMENT),
        (!participation.is_empty(), specification.clone(), "mode", annex::PARTICIPATION),
        (!quality_assurance.is_empty(), specification.clone(), "accreditation", annex::QUALITY_ASSURANCE),
    ] {
        if !is_there {
            let detail = match unread(document, document.root, member, element) {
                Some((name, place)) => format!(
                    "`{name}` stands at {place}, where or as it is not read; `{member}` would say “{element}” here"
                ),
                None => format!("“{element}” is stated nowhere; `{member}` would say it here"),
            };
            document.findings.push(Finding::new(code::elm::MISSING, at, detail).about(element));
        }
    }
}

/// Where something stands by whose name this element could be meant, and of which nothing was read. What an assessment says of itself is
/// not about the whole.
fn unread<'t>(
    document: &Document<'t>,
    node: Node<'t>,
    member: &str,
    element: &'static str,
) -> Option<(&'t str, Pointer)> {
    let terms = MAPPING.iter().filter(|row| row.element == Some(element)).flat_map(|row| row.extended.split(", "));
    let is_meant = |name: &str| name == member || terms.clone().any(|term| term == name);
    let is_common = |name: &str| matches!(name, "title" | "location" | "provenBy");
    let mut here = node.members().filter(|(name, _)| !is_common(name));
    let found = here.clone().find(|(name, value)| is_meant(name) && !document.is_taken(*value));
    let found = found.map(|(name, value)| (name, value.path()));
    found
        .or_else(|| here.find_map(|(_, value)| unread(document, value, member, element)))
        .or_else(|| node.items().find_map(|item| unread(document, item, member, element)))
}
