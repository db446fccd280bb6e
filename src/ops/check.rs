use super::document::DocumentKind;
use super::request::Request;
use super::{Answer, Error, Operation, sealed};
use crate::badge;
use crate::env::Environment;
use crate::json::{Node, Object, Value};
use crate::jsonld::{self, Contexts};
use crate::limits::Limits;
use crate::microcredential::{MicroCredential, Offer};
use crate::report::{Finding, Findings, Severity};
use crate::vc::Document;
use std::fmt;

/// Says where a document is not as it should be, before anybody signs or verifies it.
///
/// A badge is held to the rules of Open Badges 3.0, and it and every other credential to what a signature could cover;
/// a micro-credential and an offer are held to Annex I. Proofs are not looked at.
#[derive(Clone)]
#[non_exhaustive]
pub struct Check {
    /// The badge, credential, micro-credential or offer.
    pub document: Vec<u8>,
}

/// What was found about a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// What the document was taken for.
    pub kind: DocumentKind,
    /// What was found: errors, warnings and notes.
    pub findings: Findings,
}

impl Check {
    /// Checks a document.
    pub fn new(document: impl Into<Vec<u8>>) -> Self {
        Self { document: document.into() }
    }
}

impl Operation for Check {
    const NAME: &'static str = "check";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/check.schema.json");
    type Answer = Checked;

    fn run(self, _: &Environment) -> Result<Checked, Error> {
        let document = Document::parse(&self.document, &Limits::default())?;
        let root = document.root();
        let kind = DocumentKind::of(root);
        let about = match kind {
            DocumentKind::Badge => badge::check(root).into_iter().chain(not_signable(root)).collect(),
            DocumentKind::Credential => not_signable(root),
            DocumentKind::MicroCredential => {
                MicroCredential::from_node(root).map_or_else(|findings| findings, |held| held.check())
            }
            DocumentKind::Offer => Offer::from_node(root).map_or_else(|findings| findings, |offer| offer.check()),
        };
        Ok(Checked { kind, findings: document.findings().iter().cloned().chain(about).collect() })
    }
}

impl sealed::Sealed for Check {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        request.required_document("document").map(Self::new)
    }
}

/// Where what is readable is not what would be signed.
fn not_signable(root: Node<'_>) -> Findings {
    match jsonld::statements(root, &Contexts::bundled(), &["proof"], &Limits::default()) {
        Ok(statements) => statements.departures,
        Err(findings) => findings,
    }
}

impl Checked {
    /// Whether there is no error; there may be warnings.
    pub fn passed(&self) -> bool {
        !self.findings.has_errors()
    }

    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity() == severity).count()
    }
}

impl Answer for Checked {
    /// `kind`, `passed`, and `findings`.
    fn to_json(&self) -> Value {
        Object::new()
            .with("type", "Checked")
            .with("kind", self.kind.as_str())
            .with("passed", self.passed())
            .with("findings", Value::Array(self.findings.iter().map(Finding::to_json).collect()))
            .into()
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.passed() { "PASSED" } else { "FAILED" };
        writeln!(formatter, "{word} — checked as {}", self.kind.with_article())?;
        for finding in &self.findings {
            super::write_finding(formatter, finding)?;
        }
        let [errors, warnings, notes] =
            [Severity::Error, Severity::Warning, Severity::Info].map(|kind| self.count(kind));
        writeln!(formatter, "  {errors} errors, {warnings} warnings, {notes} notes")
    }
}
