use super::opened::{Opened, Role};
use super::proof::signature::Proven;
use super::verified::{Disclosure, Endorsement, Provenance, StatedPart, Verified};
use super::{Verifier, issuer, subject};
use crate::badge::{AchievementCredential, ClrCredential, EndorsementCredential};
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::jsonld::reading;
use crate::limits::Limits;
use crate::microcredential::MicroCredential;
use crate::openbadges2::OpenBadge;
use crate::report::{Check, Fact, Finding, Findings, Outcome, Report, Resource, Trust, code};
use crate::resolve::Need;
use crate::trust::{Anchors, Standing};
use crate::vc;
use crate::vc::context_urls::{OPEN_BADGES_3_0_0, OPEN_BADGES_3_0_0_ALIAS, OPEN_BADGES_3_0_1};
use chrono::{DateTime, Utc};
use std::fmt;
use std::ops::Deref;

/// How a verification ended: its report, and the only door to what may be believed.
///
/// It reads like its [`Report`]; [`accept`](Self::accept) gives the typed content.
#[must_use = "a verification says whether the credential may be believed; read its outcome, or call `accept`"]
pub struct Verification {
    report: Report,
    pub(super) opened: Option<Opened>,
    held: Held,
    members: Vec<(Pointer, Verification)>,
    endorsements: Vec<(Pointer, Verification)>,
    /// The proof that counts.
    proven: Option<Proven>,
    /// Whether that is of an anchor, by a key that is not noted for it.
    has_other_key: bool,
    /// When its status was looked up.
    status_checked_at: Option<DateTime<Utc>>,
    /// What was needed and could not be looked up.
    unmet: Vec<Need>,
    /// The badge as its issuer has it, where it is one of 2.0, and the same as it is written.
    pub(super) open_badge_2: Option<Box<(OpenBadge, Object)>>,
    required: Trust,
    limits: Limits,
    /// Whether what is not accepted may be looked at.
    pub(super) shows_unverified: bool,
}

/// Whether a proof holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    No,
    Yes,
    /// It does, and nobody can have made its key so that it would hold for another text too.
    ForThisTextAlone,
}

/// Types that a verified credential can be read as.
///
/// Sealed: what counts as readable is decided here.
pub trait Accept: Sized + sealed::Sealed {
    /// Whether it can be read from a selection.
    #[doc(hidden)]
    const TAKES_SELECTIONS: bool = false;

    /// The type from an Open Badge 2.0, for the one that is one.
    #[doc(hidden)]
    fn of_open_badge_2(_: &OpenBadge) -> Option<Self> {
        None
    }

    /// Reads the type from a document whose bare references have been resolved. In a selection, something may be missing
    /// from the places that are given.
    #[doc(hidden)]
    fn read_verified(root: Node<'_>, withheld_in: &[Pointer]) -> Result<Self, Findings>;
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
    /// The holder has shown a part of it, from which the whole cannot be read.
    #[error(
        "the holder has shown a selection, and something may be missing{}; accept it as vc::Partial, or ask the holder for all of it",
        places(.withheld_in)
    )]
    Selection {
        /// The objects and arrays from which something may be missing; empty where the proof does not say where.
        withheld_in: Vec<Pointer>,
    },
    /// It is a badge of 2.0, which is accepted as what it is. What is made of one is verified by nobody.
    #[error(
        "it is an Open Badge 2.0: accept it as openbadges2::OpenBadge; what is converted from it counts as verified only once its issuer has signed that"
    )]
    OpenBadge2,
    /// It is not a credential of the wanted type.
    #[error("the credential cannot be read as the type that is wanted: {0}")]
    Shape(Findings),
}

impl Verification {
    pub(super) fn new(
        verifier: &Verifier,
        report: Report,
        opened: Option<Opened>,
        held: Held,
        members: Vec<(Pointer, Self)>,
        status_checked_at: Option<DateTime<Utc>>,
    ) -> Self {
        let (required, limits) = (verifier.policy.required_trust(), verifier.limits.clone());
        let (endorsements, unmet) = (Vec::new(), Vec::new());
        Self {
            report,
            opened,
            held,
            members,
            endorsements,
            proven: None,
            has_other_key: false,
            status_checked_at,
            unmet,
            open_badge_2: None,
            required,
            limits,
            shows_unverified: verifier.policy.relaxes(),
        }
    }

    pub(super) fn with_unmet(self, unmet: Vec<Need>) -> Self {
        Self { unmet, ..self }
    }

    pub(super) fn with_open_badge_2(self, badge: Option<(OpenBadge, Object)>) -> Self {
        Self { open_badge_2: badge.map(Box::new), ..self }
    }

    pub(super) fn proven_by(self, proven: Option<Proven>, anchors: &Anchors) -> Self {
        let binding = proven.as_ref().and_then(|proven| proven.binding.as_ref().ok());
        let has_other_key = binding.is_some_and(|own| matches!(anchors.judge(own), Standing::OtherKey(_)));
        Self { proven, has_other_key, ..self }
    }

    /// The document, and the proof that counts.
    pub(super) fn opened_by(&self) -> Option<(&Opened, &Proven)> {
        self.opened.as_ref().zip(self.proven.as_ref())
    }

    /// The same as it stands in the place of another credential: with the check that says so, and where it came from.
    pub(super) fn in_place(mut self, check: Check, fetched: impl IntoIterator<Item = Resource>) -> Self {
        self.report.checks.push(check);
        self.report.resources.extend(fetched);
        self
    }

    pub(super) fn with_endorsements(self, endorsements: Vec<(Pointer, Self)>) -> Self {
        Self { endorsements, ..self }
    }

    /// The credentials inside a presentation or a learner record, with their places: each verified by itself, and
    /// accepted by itself.
    pub fn members(&self) -> &[(Pointer, Self)] {
        &self.members
    }

    /// Whether it is a presentation, as far as that could be seen.
    pub fn is_presentation(&self) -> bool {
        self.opened.as_ref().is_some_and(|opened| opened.role == Role::Presentation)
    }

    /// The endorsements of a credential and of what it describes, with their places: each verified by itself, and accepted
    /// by itself. Whatever comes of them, they change nothing about the credential but for warnings.
    pub fn endorsements(&self) -> &[(Pointer, Self)] {
        &self.endorsements
    }

    /// What was needed and nobody could look up: with these at hand, the verification can be repeated. What was found not
    /// to be there is not among them.
    pub fn unmet(&self) -> &[Need] {
        &self.unmet
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
        if let Some(badge) = &self.open_badge_2 {
            let value = T::of_open_badge_2(&badge.0).ok_or(NotAccepted::OpenBadge2)?;
            return Ok(Verified::new(value, self.provenance_of(&badge.0)));
        }
        let Some((opened, proven)) = self.opened_by() else { return Err(NotAccepted::NotPlain) };
        let withheld_in = match proven.selection(opened) {
            Some(places) if !T::TAKES_SELECTIONS => {
                return Err(NotAccepted::Selection { withheld_in: places.to_vec() });
            }
            places => places.unwrap_or_default(),
        };
        let resolved = self.resolved(opened, proven)?;
        let root = resolved.as_ref().map_or_else(|| opened.root(), Tree::root);
        let value = T::read_verified(root, withheld_in).map_err(NotAccepted::Shape)?;
        Ok(Verified::new(value, self.provenance(opened, proven, root)))
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
        let is_plain = self.opened.as_ref().map_or(self.open_badge_2.is_some(), |opened| opened.plain);
        if self.held == Held::No || !is_plain {
            return Err(NotAccepted::NotPlain);
        }
        if self.report.trust < self.required {
            return Err(NotAccepted::Trust { found: self.report.trust, required: self.required });
        }
        Ok(())
    }

    /// What arrived, if it could be read.
    pub(super) fn root(&self) -> Option<Node<'_>> {
        self.opened.as_ref().map(Opened::root)
    }

    /// Whether a proof holds, be it anybody's.
    pub(super) fn holds(&self) -> bool {
        self.held != Held::No
    }

    /// Whether its own proof says what is in it, so that nothing can have been moved into it or out of it by anybody but
    /// the publisher of the record that it stands in, or somebody trusted.
    pub(super) fn keeps_apart(&self, publisher: Option<&str>) -> bool {
        let Some(opened) = self.opened.as_ref().filter(|opened| opened.plain) else { return false };
        let is_publishers =
            || self.report.trust >= Trust::IssuerBound && publisher.is_some() && issuer::id(opened.root()) == publisher;
        match self.held {
            Held::No => false,
            Held::Yes => self.report.trust >= Trust::Trusted || is_publishers(),
            Held::ForThisTextAlone => true,
        }
    }

    /// The document as typed code reads it, if it is not in that form already: where statements are signed, it does not
    /// matter in which place a node is described; and whom a credential is about, the token may say in which it stands.
    pub(super) fn resolved(&self, opened: &Opened, proven: &Proven) -> Result<Option<Tree>, NotAccepted> {
        if let Some(id) = subject::claimed_alone(opened, proven) {
            let limits = Limits { bytes: usize::MAX, values: usize::MAX, ..self.limits.clone() };
            let named = named(opened.root(), id).to_string();
            return Tree::parse(&named, &limits).map(Some).map_err(|_| NotAccepted::NotPlain);
        }
        let signs_statements = proven.candidate(opened).signs_statements();
        let Some(walked) = opened.walked.as_ref().filter(|_| signs_statements) else { return Ok(None) };
        let value = reading::resolved(opened.root(), walked, self.limits.values).map_err(|_| NotAccepted::NotPlain)?;
        let Some(value) = value else { return Ok(None) };
        // Descriptions may nest deeper in their new places.
        let limits = Limits { depth: self.limits.depth.saturating_mul(2), bytes: usize::MAX, ..self.limits.clone() };
        Tree::parse(&value.to_string(), &limits).map(Some).map_err(|_| NotAccepted::NotPlain)
    }

    /// What is known about a document, whose references are resolved in `whole`.
    fn provenance(&self, opened: &Opened, proven: &Proven, whole: Node<'_>) -> Provenance {
        let root = opened.root();
        let bound = proven.binding.as_ref().ok().map(|binding| binding.issuer());
        Provenance {
            // As the key was bound; as it is written, where a policy does without.
            issuer: bound.or_else(|| issuer::id(root)).unwrap_or_default().to_owned(),
            issuer_name: issuer_name(whole),
            credential: root.get("id").and_then(Node::as_str).map(str::to_owned),
            trust: self.report.trust,
            has_other_key: self.has_other_key,
            policy_sha256: self.report.policy.sha256.clone(),
            input_sha256: self.report.input.sha256.as_str().to_owned(),
            verified_at: self.report.verified_at,
            valid_until: opened.end(),
            status_checked_at: self.status_checked_at,
            has_status: self.has_status(),
            disclosure: if proven.selection(opened).is_some() { Disclosure::Selected } else { Disclosure::Whole },
            endorsements: self.endorsements.iter().map(|(pointer, it)| it.as_endorsement(pointer)).collect(),
            made_of: made_of(whole),
            signs_order: !proven.candidate(opened).signs_statements() || lists_values(root),
            editions: editions(whole),
        }
    }

    /// Whether there is a status to look up, as far as that is known.
    fn has_status(&self) -> bool {
        !self.report.checks.iter().any(|check| check.id == "status" && check.fact == Fact::NotApplicable)
    }

    fn provenance_of(&self, badge: &OpenBadge) -> Provenance {
        Provenance {
            issuer: badge.issuer.id.clone(),
            issuer_name: Some(badge.issuer.name.clone()).filter(|name| !name.is_empty()),
            credential: Some(badge.assertion.id.clone()),
            trust: self.report.trust,
            has_other_key: false,
            policy_sha256: self.report.policy.sha256.clone(),
            input_sha256: self.report.input.sha256.as_str().to_owned(),
            verified_at: self.report.verified_at,
            valid_until: badge.assertion.expires.as_ref().map(|stamp| stamp.instant()),
            status_checked_at: self.status_checked_at,
            has_status: self.has_status(),
            disclosure: Disclosure::Whole,
            endorsements: Vec::new(),
            made_of: Vec::new(),
            signs_order: false,
            editions: Vec::new(),
        }
    }

    fn as_endorsement(&self, pointer: &Pointer) -> Endorsement {
        let credential = self.accept::<EndorsementCredential>().ok().map(Verified::into_inner);
        Endorsement { pointer: pointer.clone(), outcome: self.report.outcome, trust: self.report.trust, credential }
    }
}

/// A credential whose one subject has this id.
fn named(root: Node<'_>, id: &str) -> Value {
    let mut document = root.to_value();
    let subject = document.as_object_mut().and_then(|document| document.get_mut("credentialSubject"));
    let one = match subject {
        Some(Value::Array(subjects)) => subjects.first_mut(),
        one => one,
    };
    if let Some(subject) = one.and_then(Value::as_object_mut) {
        subject.insert("id", id);
    }
    document
}

/// What the one issuer calls itself.
fn issuer_name(root: Node<'_>) -> Option<String> {
    let mut issuers = root.get("issuer")?.each();
    let issuer = issuers.next().filter(|_| issuers.next().is_none())?;
    let name = vc::Text::from_json(issuer.get("name")?)?;
    Some(name.as_str().to_owned()).filter(|name| !name.is_empty())
}

/// The evidence that is a credential which was counted: with our own type, or with a digest. That may be of any file, which nothing tells.
fn made_of(root: Node<'_>) -> Vec<StatedPart> {
    let text = |node: Node<'_>, name: &str| node.get(name).and_then(|node| node.as_str()).map(str::to_owned);
    let evidence = root.get("evidence").into_iter().flat_map(Node::each);
    let parts = evidence.filter(|own| {
        let mut types = own.get("type").into_iter().flat_map(Node::each);
        types.any(|kind| kind.as_str() == Some("EcStackedPart"))
            || ["digestSRI", "digestMultibase"].iter().any(|digest| own.get(digest).is_some())
    });
    parts.map(|own| StatedPart { id: text(own, "id"), digest: text(own, "digestSRI") }).collect()
}

/// Whether `allowedValue` is a list under the contexts of a document: in those of Open Badges 3.0.0 and 3.0.1 it is a set, of
/// which statements say no order.
fn lists_values(root: Node<'_>) -> bool {
    let mut urls = root.get("@context").into_iter().flat_map(Node::each).filter_map(Node::as_str);
    !urls.any(|url| matches!(url, OPEN_BADGES_3_0_0 | OPEN_BADGES_3_0_0_ALIAS | OPEN_BADGES_3_0_1))
}

fn editions(root: Node<'_>) -> Vec<String> {
    let achievement = root.get("credentialSubject").and_then(|subject| subject.get("achievement"));
    let related = achievement.and_then(|achievement| achievement.get("related")).into_iter().flat_map(Node::each);
    related.filter_map(|own| own.get("id")?.as_str().map(str::to_owned)).collect()
}

fn places(withheld_in: &[Pointer]) -> String {
    let places: Vec<&str> =
        withheld_in.iter().map(|place| if place.as_str().is_empty() { "the top" } else { place.as_str() }).collect();
    if places.is_empty() { String::new() } else { format!(" from {}", places.join(", ")) }
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
            fn read_verified(root: Node<'_>, _: &[Pointer]) -> Result<Self, Findings> {
                Self::read(root).map(|(value, _)| value)
            }
        }
    )*};
}

impl sealed::Sealed for MicroCredential {}

impl Accept for MicroCredential {
    fn read_verified(root: Node<'_>, _: &[Pointer]) -> Result<Self, Findings> {
        let (badge, _) = AchievementCredential::read(root)?;
        let (held, findings) = Self::from_badge(&badge)?;
        findings.into_result(held)
    }
}

impl sealed::Sealed for OpenBadge {}

impl Accept for OpenBadge {
    fn of_open_badge_2(badge: &OpenBadge) -> Option<Self> {
        Some(badge.clone())
    }

    fn read_verified(_: Node<'_>, _: &[Pointer]) -> Result<Self, Findings> {
        let detail = "this is a credential of the W3C, and none of Open Badges 2.0";
        Err(Findings::from_iter([Finding::new(code::ob2::CONTEXT, Pointer::root(), detail)]))
    }
}

impl sealed::Sealed for vc::Partial {}

impl Accept for vc::Partial {
    const TAKES_SELECTIONS: bool = true;

    fn read_verified(root: Node<'_>, withheld_in: &[Pointer]) -> Result<Self, Findings> {
        Ok(Self::new(root, withheld_in))
    }
}

accept! { AchievementCredential ClrCredential EndorsementCredential vc::Credential vc::Presentation }
