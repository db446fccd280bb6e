use super::opened::Opened;
use super::verified::{Disclosure, Provenance, Verified};
use super::{Verifier, issuer};
use crate::badge::{AchievementCredential, ClrCredential, EndorsementCredential};
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::jsonld::reading;
use crate::limits::Limits;
use crate::microcredential::MicroCredential;
use crate::report::{Findings, Outcome, Report, Trust};
use crate::vc;
use std::fmt;
use std::ops::Deref;

/// How a verification ended: its report, and the only door to what may be believed.
///
/// It reads like its [`Report`]; [`accept`](Self::accept) gives the typed content.
#[must_use = "a verification says whether the credential may be believed; read its outcome, or call `accept`"]
pub struct Verification {
    report: Report,
    opened: Option<Opened>,
    proven: bool,
    members: Vec<(Pointer, Verification)>,
    required: Trust,
    limits: Limits,
}

/// Types that a verified credential can be read as.
///
/// Sealed: what counts as readable is decided here.
pub trait Accept: Sized + sealed::Sealed {
    /// Reads the type from a document whose bare references have been resolved.
    #[doc(hidden)]
    fn read_verified(root: Node<'_>) -> Result<Self, Findings>;
}

mod sealed {
    pub trait Sealed {}
}

/// Why a credential is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAccepted {
    /// It is invalid, or could not be judged.
    #[error("the credential is {}{}; the report says why", outcome.as_str(), primary.map_or(String::new(), |code| format!(" ({code})")))]
    Outcome {
        /// The outcome.
        outcome: Outcome,
        /// The first cause.
        primary: Option<crate::report::Code>,
    },
    /// It is valid, but its issuer is not known well enough.
    #[error("the credential's trust is {}, but {} is required", found.as_str(), required.as_str())]
    Trust {
        /// What was found.
        found: Trust,
        /// What the policy requires.
        required: Trust,
    },
    /// A lenient policy let it pass, but what is readable is not what is signed.
    #[error("what is readable in the document is not exactly what is signed, so no policy can accept it")]
    NotPlain,
    /// It is not a credential of the wanted type.
    #[error("the credential cannot be read as the type that is wanted: {0}")]
    Shape(Findings),
}

impl Verification {
    pub(super) fn new(
        verifier: &Verifier,
        report: Report,
        opened: Option<Opened>,
        proven: bool,
        members: Vec<(Pointer, Self)>,
    ) -> Self {
        let (required, limits) = (verifier.policy.required_trust(), verifier.limits.clone());
        Self { report, opened, proven, members, required, limits }
    }

    /// The credentials inside a presentation or a learner record, with their places: each verified by itself, and
    /// accepted by itself.
    pub fn members(&self) -> &[(Pointer, Self)] {
        &self.members
    }

    /// The report.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The content, if the credential is valid, plain, and its issuer known as well as the policy requires.
    ///
    /// # Errors
    /// Which of these it is not, or why it cannot be read as `T`.
    pub fn accept<T: Accept>(&self) -> Result<Verified<T>, NotAccepted> {
        self.acceptable()?;
        let Some(opened) = &self.opened else { return Err(NotAccepted::NotPlain) };
        let value = match self.resolved(opened)? {
            None => T::read_verified(opened.root()),
            Some(tree) => T::read_verified(tree.root()),
        };
        let value = value.map_err(NotAccepted::Shape)?;
        Ok(Verified::new(value, self.provenance(opened)))
    }

    /// Whether [`accept`](Self::accept) would give the content, apart from its type.
    ///
    /// # Errors
    /// Why it would not.
    pub fn acceptable(&self) -> Result<(), NotAccepted> {
        if self.report.outcome != Outcome::Valid {
            let primary = self.report.primary.as_ref().map(|primary| primary.code);
            return Err(NotAccepted::Outcome { outcome: self.report.outcome, primary });
        }
        if !self.proven || !self.opened.as_ref().is_some_and(|opened| opened.plain) {
            return Err(NotAccepted::NotPlain);
        }
        if self.report.trust < self.required {
            return Err(NotAccepted::Trust { found: self.report.trust, required: self.required });
        }
        Ok(())
    }

    /// The document as typed code reads it, if it is not in that form already: where statements are signed, it does not
    /// matter in which place a node is described.
    fn resolved(&self, opened: &Opened) -> Result<Option<Tree>, NotAccepted> {
        let Some(walked) = opened.walked.as_ref().filter(|_| opened.signs_statements()) else { return Ok(None) };
        let value = reading::resolved(opened.root(), walked, self.limits.values).map_err(|_| NotAccepted::NotPlain)?;
        let Some(value) = value else { return Ok(None) };
        // Descriptions may nest deeper in their new places.
        let limits = Limits { depth: self.limits.depth * 2, bytes: usize::MAX, ..self.limits.clone() };
        Tree::parse(&value.to_string(), &limits).map(Some).map_err(|_| NotAccepted::NotPlain)
    }

    fn provenance(&self, opened: &Opened) -> Provenance {
        let root = opened.root();
        Provenance {
            issuer: issuer::id(root).unwrap_or_default().to_owned(),
            credential: root.get("id").and_then(Node::as_str).map(str::to_owned),
            trust: self.report.trust,
            policy_sha256: self.report.policy.sha256.clone(),
            input_sha256: opened.document.sha256().to_owned(),
            verified_at: self.report.verified_at,
            status_checked_at: None,
            disclosure: Disclosure::Whole,
        }
    }

    /// The JSON form of the report, with what may be shown as fact under `verified`, or else, where the policy is not
    /// strict, what the document says under `unverified`.
    pub fn to_json(&self) -> Value {
        let mut json = self.report.to_json();
        let Some(opened) = &self.opened else { return json };
        let shown = self.acceptable().and_then(|()| self.resolved(opened));
        let (name, view) = match &shown {
            Ok(Some(resolved)) => ("verified", view(resolved.root())),
            Ok(None) => ("verified", view(opened.root())),
            Err(_) if self.report.policy.id == "strict" => return json,
            Err(_) => ("unverified", view(opened.root())),
        };
        if let Some(report) = json.as_object_mut() {
            report.insert(name, view);
        }
        json
    }
}

/// The members of a credential that people look at.
fn view(root: Node<'_>) -> Object {
    const SHOWN: [&str; 12] = [
        "id",
        "type",
        "name",
        "description",
        "issuer",
        "validFrom",
        "validUntil",
        "issuanceDate",
        "expirationDate",
        "awardedDate",
        "credentialSubject",
        "evidence",
    ];
    let members = root.members().filter(|(name, _)| SHOWN.contains(name));
    members.map(|(name, value)| (name.to_owned(), value.to_value())).collect()
}

impl Deref for Verification {
    type Target = Report;

    fn deref(&self) -> &Report {
        &self.report
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.report.fmt(formatter)
    }
}

impl fmt::Debug for Verification {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Verification").field("report", &self.report).finish_non_exhaustive()
    }
}

macro_rules! accept {
    ($($type:ty)*) => {$(
        impl sealed::Sealed for $type {}

        impl Accept for $type {
            fn read_verified(root: Node<'_>) -> Result<Self, Findings> {
                Self::read(root).map(|(value, _)| value)
            }
        }
    )*};
}

impl sealed::Sealed for MicroCredential {}

impl Accept for MicroCredential {
    fn read_verified(root: Node<'_>) -> Result<Self, Findings> {
        let (badge, _) = AchievementCredential::read(root)?;
        let (held, findings) = Self::from_badge(&badge)?;
        findings.into_result(held)
    }
}

accept! { AchievementCredential ClrCredential EndorsementCredential vc::Credential vc::Presentation }
