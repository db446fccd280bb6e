use super::{Check, Code, Effect, Fact, Finding, Outcome, Status, Trust};
use crate::codec::digest::OnDemand;
use crate::json::{Pointer, Value};
use chrono::{DateTime, Utc};

/// The version of the JSON form; additive within a major version.
pub const VERSION: &str = "1.0";

/// Everything that a verification found, and what follows under a policy.
///
/// `outcome` and `trust` are two axes: a credential can be authentic to the last byte and come from nobody you know.
/// The invariants (`trusted ⇒ valid`, no failed check in a valid report) hold by construction in [`judge`](Self::judge).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[must_use = "a report says whether the credential may be believed; read its outcome, or call `accept`"]
pub struct Report {
    /// Whether the credential stands.
    pub outcome: Outcome,
    /// How far the issuer is known.
    pub trust: Trust,
    /// The first cause, which a user interface shows: absent when nothing is wrong.
    pub primary: Option<Primary>,
    /// The policy that judged.
    pub policy: PolicyReference,
    /// When the verification ran.
    pub verified_at: DateTime<Utc>,
    /// The moment that validity was judged for.
    pub as_of: DateTime<Utc>,
    /// What arrived.
    pub input: Input,
    /// The checks in the order of the story: input, context, signature, issuer, validity, status, conformance.
    pub checks: Vec<Check>,
    /// How many checks the limit on findings dropped.
    pub truncated: usize,
    /// Reports on what stands inside, with its place.
    pub children: Vec<(Pointer, Report)>,
    /// Contexts and documents that the answer rests on.
    pub resources: Vec<Resource>,
    /// Canonical forms and hashes, when asked for.
    pub diagnostics: Option<Value>,
}

/// The first cause of an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Primary {
    /// The code.
    pub code: Code,
    /// Where.
    pub pointer: Pointer,
}

/// Which policy judged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyReference {
    /// Its name.
    pub id: String,
    /// SHA-256 of its canonical JSON form, in hexadecimal.
    pub sha256: String,
}

impl PolicyReference {
    /// A reference from its parts.
    pub fn new(id: impl Into<String>, sha256: impl Into<String>) -> Self {
        Self { id: id.into(), sha256: sha256.into() }
    }
}

/// What arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Input {
    /// The layers it was found in, outermost first; empty for a bare document.
    pub container: Vec<String>,
    /// What it turned out to be, such as `vcdm2+di`.
    pub format: String,
    /// SHA-256 of the bytes.
    pub sha256: OnDemand,
    /// How many bytes.
    pub bytes: usize,
    /// Whether a holder shows credentials with it, rather than an issuer says something.
    pub(crate) is_presentation: bool,
}

/// Something outside the document that the answer rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resource {
    /// What it is: `anchors`, `context`, `schema`, or a kind of need such as `did_document`.
    pub kind: &'static str,
    /// Its URL.
    pub url: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Where it came from, such as `bundled`.
    pub provenance: &'static str,
    /// When it was fetched, if it was: now, or a while ago if it was kept.
    pub fetched_at: Option<DateTime<Utc>>,
}

impl Resource {
    /// A resource from its parts.
    pub fn new(
        kind: &'static str,
        url: impl Into<String>,
        sha256: impl Into<String>,
        provenance: &'static str,
    ) -> Self {
        Self { kind, url: url.into(), sha256: sha256.into(), provenance, fetched_at: None }
    }

    /// The same with when it was fetched.
    #[must_use]
    pub fn fetched(self, fetched_at: Option<DateTime<Utc>>) -> Self {
        Self { fetched_at, ..self }
    }
}

/// How many checks ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct Summary {
    pub pass: usize,
    pub warn: usize,
    pub fail: usize,
    pub indeterminate: usize,
    pub not_run: usize,
    pub not_applicable: usize,
}

impl Report {
    /// A report with nothing in it yet: indeterminate, trusting nobody.
    pub fn new(policy: PolicyReference, verified_at: DateTime<Utc>, as_of: DateTime<Utc>) -> Self {
        Self {
            outcome: Outcome::Indeterminate,
            trust: Trust::None,
            primary: None,
            policy,
            verified_at,
            as_of,
            input: Input::default(),
            checks: Vec::with_capacity(32),
            truncated: 0,
            children: Vec::new(),
            resources: Vec::new(),
            diagnostics: None,
        }
    }

    /// Adds a check, up to `limit` of them, and beyond it as many of each kind that may decide the outcome.
    pub fn push(&mut self, check: Check, limit: usize) {
        // What was found decides the outcome, and not where or how often. So the first of each kind is never dropped, since a
        // policy may make any of them decide, nor is what was not looked at.
        let kind = |check: &Check| (check.id, check.code());
        let enough = if check.default_effect() >= Effect::Indeterminate { limit.max(1) } else { 1 };
        let alike = || self.checks.iter().filter(|known| kind(known) == kind(&check)).take(enough).count();
        if self.checks.len() < limit || matches!(check.fact, Fact::NotRun(_)) || alike() < enough {
            self.checks.push(check);
        } else {
            self.truncated += 1;
        }
    }

    /// Adds findings as checks of one id.
    pub fn extend(&mut self, id: &'static str, findings: impl IntoIterator<Item = Finding>, limit: usize) {
        for finding in findings {
            self.push(Check::found(id, finding.code, finding.pointer, finding.detail), limit);
        }
    }

    /// Judges the facts: every check gets its status, and outcome and primary follow.
    ///
    /// `proven` is the trust that the facts would give; it is lowered where the outcome does not bear it.
    pub fn judge(&mut self, proven: Trust, effect: impl Fn(Code) -> Effect) {
        for check in &mut self.checks {
            let effect = check.code().map_or(Effect::Ignore, &effect);
            check.judge(effect);
        }
        let first = |status| self.checks.iter().find(|check| check.status == status);
        let unmade = self.checks.iter().any(|check| matches!(check.fact, Fact::NotRun(_)));
        let (outcome, cause) = match (first(Status::Fail), first(Status::Indeterminate)) {
            (Some(failed), _) => (Outcome::Invalid, Some(failed)),
            (None, Some(unknown)) => (Outcome::Indeterminate, Some(unknown)),
            (None, None) if unmade || self.checks.is_empty() => (Outcome::Indeterminate, None),
            (None, None) => (Outcome::Valid, None),
        };
        self.primary =
            cause.and_then(|check| check.code().map(|code| Primary { code, pointer: check.pointer.clone() }));
        self.outcome = outcome;
        self.trust = match outcome {
            Outcome::Valid => proven,
            _ => proven.min(Trust::IssuerBound),
        };
    }

    /// How many checks ended how.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for check in &self.checks {
            *match check.status {
                Status::Pass => &mut summary.pass,
                Status::Warn => &mut summary.warn,
                Status::Fail => &mut summary.fail,
                Status::Indeterminate => &mut summary.indeterminate,
                Status::NotRun => &mut summary.not_run,
                Status::NotApplicable => &mut summary.not_applicable,
            } += 1;
        }
        summary
    }

    /// The first cause in a sentence, for the report on what it stands in.
    pub(crate) fn cause(&self) -> String {
        self.primary.as_ref().map_or_else(|| "its report says why".to_owned(), |primary| primary.code.explained())
    }

    /// Whether one of the checks found this.
    pub fn has(&self, code: Code) -> bool {
        self.checks.iter().any(|check| check.code() == Some(code))
    }

    /// The first check of that id.
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Group, code};

    /// Many facts that decide nothing keep out none that a policy could make decide.
    #[test]
    fn a_flood_of_checks_drops_no_kind() {
        let now = DateTime::UNIX_EPOCH;
        let mut report = Report::new(PolicyReference::new("", ""), now, now);
        let found = |code| Check::found("id", code, Pointer::root(), "");
        for _ in 0..10 {
            report.push(found(code::resource::UNCHECKED), 4);
        }
        for _ in 0..2 {
            report.push(found(code::endorsement::UNSIGNED), 4);
        }
        report.push(Check::new("status", Group::Status, Fact::NotRun("proof.signature")), 4);
        assert_eq!((report.checks.len(), report.truncated), (6, 7));
        assert!(report.has(code::endorsement::UNSIGNED));
        report.judge(Trust::IssuerBound, |code| match code == code::endorsement::UNSIGNED {
            true => Effect::Invalid,
            false => code.effect(),
        });
        assert_eq!(report.outcome, Outcome::Invalid);
    }

    /// Nor does a flood of what decides fill the report, or hide what decides otherwise.
    #[test]
    fn a_flood_of_errors_is_named_up_to_the_limit() {
        let now = DateTime::UNIX_EPOCH;
        let mut report = Report::new(PolicyReference::new("", ""), now, now);
        let found = |id, code| Check::found(id, code, Pointer::root(), "");
        for _ in 0..1_000 {
            report.push(found("model", code::presentation::CREDENTIAL), 20);
        }
        for _ in 0..1_000 {
            report.push(found("schema", code::schema::UNUSABLE), 20);
        }
        report.push(found("model", code::model::IDS), 20);
        assert_eq!((report.checks.len(), report.truncated), (41, 1_960));
        for decides in [code::presentation::CREDENTIAL, code::schema::UNUSABLE, code::model::IDS] {
            report.judge(Trust::IssuerBound, |code| if code == decides { Effect::Invalid } else { Effect::Warn });
            assert_eq!(report.primary.as_ref().map(|primary| primary.code), Some(decides));
        }
    }
}
