mod accept;
mod provenance;
mod refusal;

pub use accept::{Accept, NotAccepted};

use super::opened::{Opened, Role};
use super::proof::signature::Proven;
use super::verified::Verified;
use super::{Verifier, subject};
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::jsonld::reading;
use crate::limits::Limits;
use crate::openbadges2::OpenBadge;
use crate::report::{Check, Outcome, Report, Resource, Trust};
use crate::resolve::Need;
use crate::trust::{Anchors, Standing};
use crate::vc::parties;
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
    /// What the anchors call the issuer.
    anchor_name: Option<String>,
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
            anchor_name: None,
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

    pub(super) fn with_open_badge_2(self, badge: Option<(OpenBadge, Object)>, anchors: &Anchors) -> Self {
        let anchor = badge.as_ref().and_then(|(badge, _)| anchors.anchor(&badge.issuer.id));
        let anchor_name = anchor.and_then(|anchor| anchor.name.clone());
        Self { open_badge_2: badge.map(Box::new), anchor_name, ..self }
    }

    pub(super) fn proven_by(self, proven: Option<Proven>, anchors: &Anchors) -> Self {
        let binding = proven.as_ref().and_then(|proven| proven.binding.as_ref().ok());
        let (has_other_key, anchor_name) = match binding.map(|own| anchors.judge(own)) {
            Some(Standing::Anchored(anchor)) => (false, anchor.name.clone()),
            Some(Standing::OtherKey(_)) => (true, None),
            Some(Standing::Unknown) | None => (false, None),
        };
        Self { proven, has_other_key, anchor_name, ..self }
    }

    /// What was verified, out of the token that it may have stood in; nothing of what could not be read.
    #[cfg(feature = "server")]
    pub(crate) fn content(&self) -> Option<Node<'_>> {
        self.opened.as_ref().map(Opened::root)
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

    /// How well the issuer has to be known for it to be accepted.
    pub(crate) fn required_trust(&self) -> Trust {
        self.required
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
        let is_publishers = || {
            self.report.trust >= Trust::IssuerBound
                && publisher.is_some()
                && parties::issuer_id(opened.root()) == publisher
        };
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
            return Tree::of(&named(opened.root(), id), &limits).map(Some).map_err(|_| NotAccepted::NotPlain);
        }
        let signs_statements = proven.candidate(opened).signs_statements();
        let Some(walked) = opened.walked.as_ref().filter(|_| signs_statements) else { return Ok(None) };
        let value = reading::resolved(opened.root(), walked, &self.limits).map_err(|_| NotAccepted::NotPlain)?;
        let Some(value) = value else { return Ok(None) };
        let limits = Limits { depth: reading::levels(&self.limits), bytes: usize::MAX, ..self.limits.clone() };
        Tree::of(&value, &limits).map(Some).map_err(|_| NotAccepted::NotPlain)
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
