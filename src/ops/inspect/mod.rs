mod elements;
mod reading;

use super::request::Request;
use super::{Answer, CredentialFormat, Error, Operation, sealed, write_finding};
use crate::codec::invisible::in_one_line;
use crate::elm;
use crate::env::Environment;
use crate::json::{Object, Pointer, Value};
use crate::limits::Limits;
use crate::microcredential::carrier::{LossReport, Recovered, Source};
use crate::report::{Finding, Findings, code};
use crate::resolve::{Fallback, Memory, Resolver};
use crate::vc::DateTimeStamp;
use elements::{mandatory, optional};
use reading::inspect;
use std::fmt;
use std::sync::Arc;

/// Shows what a badge says about the elements of Annex I, whoever made it, be it of 3.0 or 2.0 or a European Digital Credential, and
/// what a presentation or a learner record holds. Tokens, messages and sealed files are opened. Nothing is verified.
#[derive(Clone)]
#[non_exhaustive]
pub struct Inspect {
    /// The badge, presentation or record.
    pub document: Vec<u8>,
    /// What an Open Badge 2.0 names by address: badge class and issuer.
    pub resources: Memory,
    /// The budgets.
    pub limits: Limits,
    resolver: Option<Arc<dyn Resolver + Send + Sync>>,
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
    /// What the issuer of a European Digital Credential calls itself by law, under eIDAS.
    pub legal_identifier: Option<String>,
    /// Until when it is valid, as it says.
    pub valid_until: Option<DateTimeStamp>,
    /// The proofs on it and around it: the suite or the kind of token, and the name of the key.
    pub proofs: Vec<(String, String)>,
    /// The elements of Annex I as far as they are stated, and what was noticed on the way.
    pub recovered: Recovered,
    /// What keeps it from being a whole micro-credential; the pointers go into the
    /// [JSON form](crate::microcredential::form).
    pub gaps: Findings,
    /// Of a European Digital Credential: its seals, none of which says that anything is verified.
    pub seals: Vec<elm::Seal>,
    /// What the elements have no place for.
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
    /// How many more there are that were not read.
    pub truncated: usize,
    /// Why they were not.
    pub findings: Findings,
}

impl Inspect {
    /// Inspects a badge.
    pub fn new(document: impl Into<Vec<u8>>) -> Self {
        Self { document: document.into(), resources: Memory::new(), limits: Limits::default(), resolver: None }
    }

    /// The same, asking a resolver for what is not at hand.
    #[must_use]
    pub fn with_resolver(self, resolver: impl Resolver + Send + Sync + 'static) -> Self {
        Self { resolver: Some(Arc::new(resolver)), ..self }
    }
}

impl Operation for Inspect {
    const NAME: &'static str = "inspect";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/inspect.schema.json");
    const RESPONSE: &'static str = include_str!("../../../vocab/schemas/operations/inspect.response.schema.json");
    type Answer = Inspection;

    fn run(self, environment: &Environment) -> Result<Inspection, Error> {
        let at_hand = Fallback::new().or(self.resources);
        let resolver = match self.resolver {
            Some(resolver) => at_hand.or(resolver),
            None => at_hand,
        };
        inspect(&self.document, &self.limits, 0, &resolver, environment)
    }
}

impl sealed::Sealed for Inspect {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let document = request.required_document("document");
        let resources = request.resources();
        let (limits, resolver) = (request.limits(), request.resolver());
        Some(Self { resources, limits, resolver, ..Self::new(document?) })
    }
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
            legal_identifier: None,
            valid_until: recovered.valid_until.clone(),
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
        let issuer = Object::new().with_some("id", id.as_deref()).with_some("name", name.as_deref());
        Object::new()
            .with("format", self.format.as_str())
            .with("issuer", issuer.with_some("legalIdentifier", self.legal_identifier.as_deref()))
            .with_some("validUntil", self.valid_until.as_ref().map(DateTimeStamp::as_str))
            .with_all("proofs", self.proofs.iter().map(proof))
            .with("microCredential", self.recovered.to_json())
            .with("complete", self.gaps.is_empty())
            .with_some("isSelection", self.is_selection.then_some(true))
            .with("findings", list(&self.recovered.findings))
            .with("gaps", list(&self.gaps))
            .with("sources", Value::Array(self.recovered.sources.iter().map(Source::to_json).collect()))
            .with_all("seals", self.seals.iter().map(elm::Seal::to_json))
            .with("losses", self.losses.to_json())
    }

    fn write(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, name) = &self.issuer;
        let legal = self.legal_identifier.as_ref().map(|identifier| format!("by law {identifier}"));
        let issuer = [name, id].into_iter().flatten().cloned().chain(legal).collect();
        let offer = Pointer::root().member("offer");
        let is_unread = |gap: &Finding| gap.code == code::ob2::LINKED_UNRESOLVED && gap.pointer == offer;
        let absent = match self.is_selection {
            _ if self.gaps.iter().any(is_unread) => "not read",
            true => "not shown",
            false => "not stated",
        };
        write_element(formatter, "Issuer", issuer, absent)?;
        match self.format {
            CredentialFormat::Elm if self.proofs.is_empty() => {
                write_element(formatter, "Seal", self.seals.iter().map(sealed_by).collect(), absent)?;
            }
            _ => write_element(formatter, "Proof", signed(&self.proofs), absent)?,
        }
        if let Some(until) = &self.valid_until {
            write_element(formatter, "Valid until", vec![until.to_string()], absent)?;
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
            write_finding(formatter, finding)?;
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
            .with_some("truncated", i64::try_from(self.truncated).ok().filter(|more| *more > 0))
            .with_all("findings", self.findings.iter().map(Finding::to_json))
    }

    fn write(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.is_presentation { "Presentation" } else { "Learner record" };
        write_element(
            formatter,
            what,
            vec![format!("{} credentials", self.credentials.len() + self.truncated)],
            "not stated",
        )?;
        write_element(formatter, "Proof", signed(&self.proofs), "not stated")?;
        for (place, inspected) in &self.credentials {
            writeln!(formatter, "\n── {}", in_one_line(place.as_str()))?;
            match inspected {
                Ok(inspection) => inspection.write(formatter)?,
                Err(error) => error.findings().iter().try_for_each(|finding| write_finding(formatter, finding))?,
            }
        }
        self.findings.iter().try_for_each(|finding| write_finding(formatter, finding))
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
    /// `verified` (always false). Of a badge its `format`, `issuer`, `validUntil`, `proofs`, the elements under `microCredential`, `complete`,
    /// `findings` about the badge, `gaps` in the elements, the `sources` of each and the `losses`, and of a European Digital Credential
    /// its `seals`; of a set what it `holds`, `proofs`, and `credentials`, each with its `pointer` and the same members, or an `error`;
    /// how many more there are that were not read is `truncated`.
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

/// An element with what is stated of it, a line a statement: nothing stated makes a line of its own, which could look like an element.
fn write_element(formatter: &mut fmt::Formatter<'_>, element: &str, lines: Vec<String>, absent: &str) -> fmt::Result {
    writeln!(formatter, "{element}")?;
    match lines.is_empty() {
        true => writeln!(formatter, "    {absent}"),
        false => lines.iter().try_for_each(|line| writeln!(formatter, "    {}", in_one_line(line))),
    }
}
