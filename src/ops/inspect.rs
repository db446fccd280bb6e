use super::request::document::DocumentKind;
use super::request::{Request, european, open_badge, text_of};
use super::{Answer, CredentialFormat, Error, Operation, sealed};
use crate::badge::AchievementCredential;
use crate::elm;
use crate::env::Environment;
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::limits::Limits;
use crate::microcredential::carrier::{self, LossReport, Recovered, Source};
use crate::microcredential::{
    Elements, FurtherInformation, LearningOutcome, QualityAssurance, Stackability, Text, annex,
};
use crate::openbadges2::{self, Presented};
#[cfg(feature = "bbs")]
use crate::proof::data_integrity::bbs;
use crate::proof::data_integrity::{Proof, ProofValue, ecdsa_sd};
use crate::proof::sd_jwt::SdJwt;
use crate::proof::{EnvelopeFormat, Unwrapped};
use crate::report::{Finding, Findings, code};
use crate::vc::types::{has_type, is_presentation};
use std::fmt;

/// Shows what a badge says about the elements of Annex I, whoever made it, be it of 3.0 or 2.0 or a European Digital Credential, and
/// what a presentation or a learner record holds. Tokens, messages and sealed files are opened. Nothing is verified.
#[derive(Clone)]
#[non_exhaustive]
pub struct Inspect {
    /// The badge, presentation or record.
    pub document: Vec<u8>,
    /// The budgets.
    pub limits: Limits,
}

/// What was found, believed by nobody yet. `Debug` masks the learner.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Inspection {
    /// A badge.
    Badge(Box<InspectedBadge>),
    /// Something that holds credentials.
    Set(InspectedSet),
}

/// What a badge says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct InspectedBadge {
    /// What it is.
    pub format: CredentialFormat,
    /// Who issued it, as it says: an id, and the name if there is one.
    pub issuer: (Option<String>, Option<String>),
    /// The proofs on it and around it: the suite or the kind of token, and the name of the key.
    pub proofs: Vec<(String, String)>,
    /// The elements of Annex I as far as they are stated, and what was noticed on the way.
    pub recovered: Recovered,
    /// What keeps it from being a whole micro-credential; the pointers go into the
    /// [JSON form](crate::microcredential::form).
    pub gaps: Findings,
    /// Of a European Digital Credential: its seals, none of which says that anything is verified.
    pub seals: Vec<elm::Seal>,
    /// Of a European Digital Credential and a badge of 3.0: what the elements have no place for.
    pub losses: LossReport,
    /// Whether a holder shows a selection of it: what is not stated may have been withheld.
    pub is_selection: bool,
}

/// What a presentation or a learner record holds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct InspectedSet {
    /// Whether it is a presentation rather than a record.
    pub is_presentation: bool,
    /// The proofs on it and around it, as on a badge.
    pub proofs: Vec<(String, String)>,
    /// The credentials with their places, or why one cannot be shown.
    pub credentials: Vec<(Pointer, Result<Inspection, Error>)>,
}

impl Inspect {
    /// Inspects a badge.
    pub fn new(document: impl Into<Vec<u8>>) -> Self {
        Self { document: document.into(), limits: Limits::default() }
    }
}

impl Operation for Inspect {
    const NAME: &'static str = "inspect";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/inspect.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/inspect.response.schema.json");
    type Answer = Inspection;

    fn run(self, environment: &Environment) -> Result<Inspection, Error> {
        inspect(&self.document, &self.limits, 0, environment)
    }
}

impl sealed::Sealed for Inspect {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let document = request.required_document("document");
        Some(Self { limits: request.limits(), ..Self::new(document?) })
    }
}

fn inspect(input: &[u8], limits: &Limits, depth: usize, environment: &Environment) -> Result<Inspection, Error> {
    if let Some(presented) = Presented::read(input, limits) {
        return open_badge_2(&presented.map_err(Error::refused)?, limits, environment);
    }
    let is_european = |root: Node<'_>| DocumentKind::of(root) == DocumentKind::EuropeanDigitalCredential;
    if Tree::parse_bytes(input, limits).is_ok_and(|tree| is_european(tree.root())) {
        return european_digital_credential(input, Vec::new(), limits);
    }
    let unwrapped = Unwrapped::read(input, limits).map_err(Error::refused)?;
    let root = unwrapped.document().root();
    let proofs = proofs(&unwrapped);
    if is_european(root) {
        return european_digital_credential(text_of(root).as_bytes(), proofs, limits);
    }
    let is_presentation = is_presentation(root);
    let holding = match (is_presentation, has_type(root, "ClrCredential")) {
        (true, _) => Some(root),
        (false, true) => root.get("credentialSubject"),
        (false, false) => None,
    };
    if let Some(holding) = holding.filter(|_| depth < limits.embedded_depth) {
        let nodes = holding.each().filter_map(|node| node.get("verifiableCredential")).flat_map(Node::each);
        let credentials = nodes
            .take(limits.embedded)
            .map(|node| (node.path(), inspect(text_of(node).as_bytes(), limits, depth + 1, environment)));
        return Ok(Inspection::Set(InspectedSet { is_presentation, proofs, credentials: credentials.collect() }));
    }
    refuse_others(root)?;
    let (badge, _) = AchievementCredential::read(root).map_err(Error::reasons)?;
    let recovered = Recovered::from_badge(&badge);
    let issuer = (badge.issuer.id().map(str::to_owned), badge.issuer.name().map(ToString::to_string));
    let gaps = recovered.gaps();
    let losses = carrier::leftovers(root, &badge, &recovered);
    let inspected = InspectedBadge::new(CredentialFormat::OpenBadges3, issuer, proofs, recovered, gaps);
    Ok(InspectedBadge { losses, is_selection: is_selection(&unwrapped, limits), ..inspected }.into())
}

/// Whether a holder derived it from more, or left out disclosures of a token.
fn is_selection(unwrapped: &Unwrapped, limits: &Limits) -> bool {
    let is_derived = |proof: Node<'_>| match Proof::read(proof).map(|proof| proof.value) {
        Ok(ProofValue::EcdsaSd(value)) => matches!(*value, ecdsa_sd::ProofValue::Derived(_)),
        #[cfg(feature = "bbs")]
        Ok(ProofValue::Bbs(value)) => matches!(*value, bbs::ProofValue::Derived(_)),
        _ => false,
    };
    let token = unwrapped.secured().filter(|_| unwrapped.format() == Some(EnvelopeFormat::SdJwt));
    let is_withholding = |token: &[u8]| {
        let token = SdJwt::parse(&String::from_utf8_lossy(token), limits).ok()?;
        token.process(limits).ok().map(|processed| processed.is_withholding())
    };
    token.and_then(is_withholding).unwrap_or(false)
        || unwrapped.document().root().get("proof").into_iter().flat_map(Node::each).any(is_derived)
}

fn european_digital_credential(
    input: &[u8],
    proofs: Vec<(String, String)>,
    limits: &Limits,
) -> Result<Inspection, Error> {
    let elm::Read { source, recovered, issuer, losses, .. } = european::read(input, limits)?;
    let issuer = issuer.map_or((None, None), |issuer| (issuer.id, issuer.name.map(|name| name.to_string())));
    let gaps = recovered.gaps();
    let inspected = InspectedBadge::new(CredentialFormat::Elm, issuer, proofs, recovered, gaps);
    Ok(InspectedBadge { seals: source.seals, losses, ..inspected }.into())
}

/// A badge of 2.0, in terms of what it would become.
fn open_badge_2(presented: &Presented, limits: &Limits, environment: &Environment) -> Result<Inspection, Error> {
    let (badge, told) = open_badge::shown(presented, limits).map_err(Error::reasons)?;
    let upgraded = badge.upgrade(environment).map_err(|error| Error::failed(error.to_string()))?;
    let mut recovered = Recovered::from_badge(&upgraded.badge);
    recovered.sources = upgraded.sources;
    // Of an issuer that could not be read, nothing but the id that it would be given is there.
    if badge.issuer.id.is_empty() && badge.issuer.name.is_empty() {
        recovered.elements.awarding_bodies.clear();
        recovered.sources.retain(|source| source.member != "/offer/awardingBodies");
    }
    let gaps = recovered.gaps();
    // What is said about it is said about the old one.
    recovered.id = Some(badge.assertion.id.clone());
    recovered.elements.id = Some(badge.badge_class.id.clone()).filter(|id| !id.is_empty());
    recovered.findings = told.into_iter().chain(upgraded.findings).collect();
    let proofs = match (presented.token(), &badge.assertion.verification) {
        (Some(_), openbadges2::Verification::Signed { creator }) => {
            vec![("jws".to_owned(), creator.clone().unwrap_or_else(|| "a key of its issuer".to_owned()))]
        }
        (_, openbadges2::Verification::Hosted) => vec![("hosted".to_owned(), badge.assertion.id.clone())],
        _ => Vec::new(),
    };
    let name = Some(badge.issuer.name).filter(|name| !name.is_empty());
    let issuer = (Some(badge.issuer.id).filter(|id| !id.is_empty()), name);
    Ok(InspectedBadge::new(CredentialFormat::OpenBadges2, issuer, proofs, recovered, gaps).into())
}

/// Only what awards an achievement has elements to show.
fn refuse_others(root: Node<'_>) -> Result<(), Error> {
    let awards = |subject: Node<'_>| subject.get("achievement").is_some();
    if root.get("credentialSubject").is_some_and(|subjects| subjects.each().any(awards)) {
        return Ok(());
    }
    let kind = DocumentKind::of(root);
    let detail = format!("it was taken for {}, which awards no achievement; give a badge", kind.with_article());
    Err(Error::Refused(Findings::from_iter([Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail)])))
}

fn proofs(unwrapped: &Unwrapped) -> Vec<(String, String)> {
    let text = |node: Node<'_>, name| node.get(name).and_then(Node::as_str).map(str::to_owned);
    let around = unwrapped.format().map(|format| {
        (format.as_str().to_owned(), unwrapped.key().unwrap_or("a key that it has no name for").to_owned())
    });
    let proofs = unwrapped.document().root().get("proof").into_iter().flat_map(Node::each).map(|proof| {
        let suite = text(proof, "cryptosuite").or_else(|| text(proof, "type"));
        (suite.unwrap_or_default(), text(proof, "verificationMethod").unwrap_or_default())
    });
    proofs.chain(around).collect()
}

impl Inspection {
    fn members(&self) -> Object {
        match self {
            Self::Badge(badge) => badge.members(),
            Self::Set(set) => set.members(),
        }
    }

    fn write(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Badge(badge) => badge.write(formatter),
            Self::Set(set) => set.write(formatter),
        }
    }
}

impl From<InspectedBadge> for Inspection {
    fn from(badge: InspectedBadge) -> Self {
        Self::Badge(Box::new(badge))
    }
}

impl InspectedBadge {
    fn new(
        format: CredentialFormat,
        issuer: (Option<String>, Option<String>),
        proofs: Vec<(String, String)>,
        recovered: Recovered,
        gaps: Findings,
    ) -> Self {
        Self {
            format,
            issuer,
            proofs,
            recovered,
            gaps,
            seals: Vec::new(),
            losses: LossReport::default(),
            is_selection: false,
        }
    }

    fn members(&self) -> Object {
        let (id, name) = &self.issuer;
        let list = |findings: &Findings| Value::Array(findings.iter().map(Finding::to_json).collect());
        Object::new()
            .with("format", self.format.as_str())
            .with("issuer", Object::new().with_some("id", id.as_deref()).with_some("name", name.as_deref()))
            .with_all("proofs", self.proofs.iter().map(proof))
            .with("microCredential", self.recovered.to_json())
            .with("complete", self.gaps.is_empty())
            .with_some("isSelection", self.is_selection.then_some(true))
            .with("findings", list(&self.recovered.findings))
            .with("gaps", list(&self.gaps))
            .with("sources", Value::Array(self.recovered.sources.iter().map(Source::to_json).collect()))
            .with_all("seals", self.seals.iter().map(elm::Seal::to_json))
            .with_some("losses", (self.format != CredentialFormat::OpenBadges2).then(|| self.losses.to_json()))
    }

    fn write(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, name) = &self.issuer;
        let issuer = [name, id].into_iter().flatten().cloned().collect();
        let absent = if self.is_selection { "not shown" } else { "not stated" };
        write_element(formatter, "Issuer", issuer, absent)?;
        match self.format {
            CredentialFormat::Elm if self.proofs.is_empty() => {
                write_element(formatter, "Seal", self.seals.iter().map(sealed_by).collect(), absent)?;
            }
            _ => write_element(formatter, "Proof", signed(&self.proofs), absent)?,
        }
        for (element, lines) in mandatory(&self.recovered, id.as_deref()) {
            write_element(formatter, element, lines, absent)?;
        }
        for (element, lines) in optional(&self.recovered).into_iter().filter(|(_, lines)| !lines.is_empty()) {
            write_element(formatter, element, lines, absent)?;
        }
        if !self.losses.is_empty() {
            let more = self.losses.iter().map(|loss| loss.pointer.to_string());
            write_element(formatter, "Also stated, beyond the elements", more.collect(), absent)?;
        }
        for finding in self.recovered.findings.iter().chain(&self.gaps) {
            super::write_finding(formatter, finding)?;
        }
        Ok(())
    }
}

impl InspectedSet {
    fn members(&self) -> Object {
        let credentials = self.credentials.iter().map(|(place, inspected)| {
            let about = Object::new().with("pointer", place.as_str());
            match inspected {
                Ok(inspection) => {
                    inspection.members().iter().fold(about, |object, (name, value)| object.with(name, value.clone()))
                }
                Err(error) => about.with("error", error.to_json()),
            }
        });
        Object::new()
            .with("holds", if self.is_presentation { "presentation" } else { "record" })
            .with_all("proofs", self.proofs.iter().map(proof))
            .with("credentials", Value::Array(credentials.map(Value::from).collect()))
    }

    fn write(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.is_presentation { "Presentation" } else { "Learner record" };
        write_element(formatter, what, vec![format!("{} credentials", self.credentials.len())], "not stated")?;
        write_element(formatter, "Proof", signed(&self.proofs), "not stated")?;
        for (place, inspected) in &self.credentials {
            writeln!(formatter, "\n── {place}")?;
            match inspected {
                Ok(inspection) => inspection.write(formatter)?,
                Err(error) => {
                    error.findings().iter().try_for_each(|finding| super::write_finding(formatter, finding))?
                }
            }
        }
        Ok(())
    }
}

fn proof((suite, method): &(String, String)) -> Object {
    Object::new().with("suite", suite.as_str()).with("verificationMethod", method.as_str())
}

fn signed(proofs: &[(String, String)]) -> Vec<String> {
    proofs.iter().map(|(suite, method)| format!("{suite} by {method}")).collect()
}

fn sealed_by(seal: &elm::Seal) -> String {
    let (by, until) = match &seal.certificate {
        Some(own) => (own.subject.as_str(), format!(", valid until {}", own.not_after.date_naive())),
        None => ("nobody who is named", String::new()),
    };
    let algorithm = seal.algorithm.as_deref().unwrap_or("-");
    format!("{} ({algorithm}), by {by}{until}; {}", seal.state.as_str(), elm::UNCHECKED)
}

impl Answer for Inspection {
    /// `verified` (always false). Of a badge its `format`, `issuer`, `proofs`, the elements under `microCredential`, `complete`,
    /// `findings` about the badge, `gaps` in the elements, the `sources` of each, and but for Open Badges 2.0 the `losses`, of a European Digital Credential its `seals`; of a set what it `holds`, `proofs`, and `credentials`, each with its
    /// `pointer` and the same members, or an `error`.
    fn to_json(&self) -> Value {
        let about = Object::new().with("type", "Inspection").with("verified", false);
        let members = self.members();
        members.iter().fold(about, |object, (name, value)| object.with(name, value.clone())).into()
    }
}

impl fmt::Display for Inspection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "NOT VERIFIED — this is what it says of itself; `verify` tells whether to believe it\n")?;
        self.write(formatter)
    }
}

fn write_element(formatter: &mut fmt::Formatter<'_>, element: &str, lines: Vec<String>, absent: &str) -> fmt::Result {
    writeln!(formatter, "{element}")?;
    match lines.is_empty() {
        true => writeln!(formatter, "    {absent}"),
        false => lines.iter().try_for_each(|line| writeln!(formatter, "    {line}")),
    }
}

type Element = (&'static str, Vec<String>);

/// The elements that Annex I makes mandatory, in its order. Of an awarding body that is not the issuer, nobody but the issuer
/// says that it is one.
fn mandatory(recovered: &Recovered, issuer: Option<&str>) -> [Element; 11] {
    let elements = &recovered.elements;
    let bodies = elements.awarding_bodies.iter().map(|body| {
        let stated = if issuer == Some(body.id.as_str()) { "" } else { " (as stated by the issuer)" };
        match body.name.is_empty() {
            true => format!("{}{stated}", body.id),
            false if body.id.is_empty() => format!("{}{stated}", wordings(&body.name)),
            false => format!("{} <{}>{stated}", wordings(&body.name), body.id),
        }
    });
    [
        (annex::LEARNER, learner(recovered)),
        (annex::TITLE, stated(&elements.title)),
        (annex::COUNTRY, shown(&elements.issuer_locations)),
        (annex::AWARDING_BODY, bodies.collect()),
        (annex::DATE, shown(recovered.issued.as_slice())),
        (annex::LEARNING_OUTCOMES, elements.learning_outcomes.iter().map(outcome).collect()),
        (annex::WORKLOAD, workload(elements)),
        (annex::LEVEL, shown(&elements.levels)),
        (annex::ASSESSMENT, shown(&elements.assessment_types)),
        (annex::PARTICIPATION, shown(&elements.participation)),
        (annex::QUALITY_ASSURANCE, elements.quality_assurance.iter().map(quality).collect()),
    ]
}

/// What stands there where it is relevant, and what is said beyond Annex I.
fn optional(recovered: &Recovered) -> [Element; 10] {
    let elements = &recovered.elements;
    let stackability = elements.stackability.iter().flat_map(|options| match options {
        Stackability::Standalone => vec!["stands for itself".to_owned()],
        Stackability::Stackable { towards } if towards.is_empty() => vec!["can be stacked".to_owned()],
        Stackability::Stackable { towards } => {
            towards.iter().map(|target| format!("towards {} <{}>", wordings(&target.name), target.id)).collect()
        }
    });
    let grade = recovered.grade.iter().map(|grade| match &elements.grading_scheme {
        Some(scheme) if !scheme.name.is_empty() => format!("{} ({})", grade.value, wordings(&scheme.name)),
        _ => grade.value.clone(),
    });
    let kind =
        recovered.sources.iter().any(|source| source.member == "/offer/kind").then(|| elements.kind.name().to_owned());
    [
        ("Kind of credential", Vec::from_iter(kind)),
        ("Code of the programme", shown(elements.code.as_slice())),
        (annex::PREREQUISITES, stated(&elements.prerequisites)),
        (annex::SUPERVISION, shown(elements.supervision.as_slice())),
        (annex::GRADE, grade.collect()),
        (annex::STACKABILITY, stackability.collect()),
        (annex::FURTHER_INFORMATION, elements.further_information.iter().map(information).collect()),
        ("Learning setting", shown(elements.learning_setting.as_slice())),
        ("Fields of education", shown(&elements.fields)),
        ("Languages of the learning", shown(&elements.languages)),
    ]
}

fn learner(recovered: &Recovered) -> Vec<String> {
    let learner = &recovered.learner;
    let parts =
        [&learner.given_name, &learner.family_name].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let name = learner.name.clone().or_else(|| Some(parts).filter(|parts| !parts.is_empty()));
    let others = learner.identifiers.iter().map(|other| {
        let how = if other.hashed { " (hashed)" } else { "" };
        format!("{}{how}: {}", other.identity_type, other.identity_hash)
    });
    name.into_iter().chain(learner.id.clone()).chain(others).collect()
}

fn outcome(outcome: &LearningOutcome) -> String {
    let skills = outcome.skills.iter().map(|skill| skill.uri.as_str()).collect::<Vec<_>>().join(", ");
    match skills.as_str() {
        "" => wordings(&outcome.text),
        skills => format!("{} <{skills}>", wordings(&outcome.text)),
    }
}

fn workload(elements: &Elements) -> Vec<String> {
    let workload = &elements.workload;
    let ects = workload.ects.map(|credits| format!("{credits} ECTS"));
    let hours = workload.hours.map(|hours| format!("{hours} hours"));
    let others = workload.credits.iter().map(|credits| format!("{} {}", credits.points, credits.system.short()));
    ects.into_iter().chain(hours).chain(others).collect()
}

fn quality(quality: &QualityAssurance) -> String {
    let agency = quality.agency.as_ref().map(|agency| match (&agency.id, agency.name.is_empty()) {
        (Some(id), true) => format!(", by {id}"),
        _ => format!(", by {}", wordings(&agency.name)),
    });
    let decision = quality.decision.as_ref().map(|decision| format!(", decision {decision}"));
    let from = quality.valid_from.map(|day| format!(", from {day}"));
    let until = quality.valid_until.map(|day| format!(", until {day}"));
    [Some(quality.kind.to_string()), agency, decision, from, until].into_iter().flatten().collect()
}

fn information(information: &FurtherInformation) -> String {
    let url = information.url.as_ref().map(|url| format!("<{url}>"));
    let text = (!information.text.is_empty()).then(|| wordings(&information.text));
    text.into_iter().chain(url).collect::<Vec<_>>().join(" ")
}

fn shown<T: fmt::Display>(values: &[T]) -> Vec<String> {
    values.iter().map(T::to_string).collect()
}

/// Each wording on a line of its own.
fn stated(text: &Text) -> Vec<String> {
    text.wordings()
        .map(|(tag, words)| if tag.is_undetermined() { words.to_owned() } else { format!("{words} ({tag})") })
        .collect()
}

/// All wordings on one line.
fn wordings(text: &Text) -> String {
    stated(text).join(" · ")
}
