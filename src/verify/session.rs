use super::accept::Verification;
use super::signature::{Candidate, Proven};
use super::{Verifier, conformance, input, issuer, signature, status, subject, validity};
use crate::json::Node;
use crate::jsonld::{ContextSet, Walked};
use crate::report::{Check, Code, Fact, Finding, Findings, Group, Report, Resource, Severity, Trust};
use crate::resolve::{Answer, Need};
use crate::vc::Document;
use std::sync::Arc;

/// One credential on its way from bytes to a verdict. It does no I/O: it says what it needs, and is told.
///
/// ```
/// use microcred::resolve::Answer;
/// use microcred::verify::Verifier;
/// let verifier = Verifier::new();
/// let mut session = verifier.start(b"{}");
/// while let Some(need) = session.needs().first().cloned() {
///     // Fetch `need.url` in whatever way the host fetches, asynchronously or not.
///     session.supply(&need.id, Answer::unavailable("this example fetches nothing"));
/// }
/// println!("{}", session.finish());
/// ```
#[derive(Debug)]
pub struct Session<'v> {
    verifier: &'v Verifier,
    report: Report,
    opened: Option<Opened>,
    needs: Vec<Need>,
    /// The ids of all needs so far.
    asked: Vec<String>,
}

/// A document that could be read as far as its proofs.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) document: Document,
    /// The compiled contexts, the likeliest bodies first; empty if there are none that could be used.
    pub(super) sets: Vec<Arc<ContextSet>>,
    /// The statements under the first of them.
    pub(super) walked: Option<Walked>,
    /// Whether what is readable is what is signed.
    pub(super) plain: bool,
    pub(super) candidates: Vec<Candidate>,
}

impl Opened {
    pub(super) fn root(&self) -> Node<'_> {
        self.document.root()
    }
}

/// The checks of one verification, as the groups of checks write them down.
pub(super) struct Checks<'r> {
    pub(super) report: &'r mut Report,
    pub(super) limit: usize,
}

impl Checks<'_> {
    pub(super) fn holds(&mut self, id: &'static str, group: Group) {
        self.push(Check::holds(id, group));
    }

    pub(super) fn found(&mut self, id: &'static str, finding: Finding) {
        self.push(Check::found(id, finding.code, finding.pointer, finding.detail));
    }

    /// The findings of a check, or that it holds if none of them weighs.
    pub(super) fn result(&mut self, id: &'static str, group: Group, findings: Findings) {
        if !findings.iter().any(|finding| finding.severity() > Severity::Info) {
            self.holds(id, group);
        }
        for finding in findings {
            self.found(id, finding);
        }
    }

    pub(super) fn not_run(&mut self, id: &'static str, group: Group, on: &'static str) {
        self.push(Check::new(id, group, Fact::NotRun(on)));
    }

    pub(super) fn not_applicable(&mut self, id: &'static str, group: Group) {
        self.push(Check::new(id, group, Fact::NotApplicable));
    }

    pub(super) fn push(&mut self, check: Check) {
        self.report.push(check, self.limit);
    }
}

impl<'v> Session<'v> {
    pub(super) fn start(verifier: &'v Verifier, input: &[u8]) -> Self {
        let now = verifier.environment.now();
        let mut report = Report::new(verifier.policy.reference().clone(), now, verifier.as_of.unwrap_or(now));
        let mut checks = Checks { report: &mut report, limit: verifier.limits.findings };
        let opened = input::open(verifier, input, &mut checks);
        let mut session = Self { verifier, report, opened, needs: Vec::new(), asked: Vec::new() };
        session.collect_needs();
        session
    }

    /// What is still needed, in no particular order; empty when the session can be finished.
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// Answers a need. An answer to something that is not needed changes nothing.
    pub fn supply(&mut self, id: &str, answer: Answer) {
        let Some(place) = self.needs.iter().position(|need| need.id == id) else { return };
        let need = self.needs.remove(place);
        if let Answer::Found(found) = &answer {
            let resource =
                Resource::new(need.kind.as_str(), &*found.final_url, found.sha256(), found.provenance.as_str());
            self.report.resources.push(resource.fetched(found.fetched_at));
        }
        if let Some(opened) = &mut self.opened {
            let issuer = issuer::id(opened.document.root());
            opened.candidates.iter_mut().for_each(|candidate| candidate.supply(&need.id, &answer, issuer));
        }
        self.collect_needs();
    }

    /// Asks for what the proofs wait for, each thing once, as far as the limits go.
    fn collect_needs(&mut self) {
        let candidates = self.opened.iter().flat_map(|opened| &opened.candidates);
        for need in candidates.filter_map(Candidate::need) {
            if !self.asked.contains(&need.id) && self.asked.len() < self.verifier.limits.needs {
                self.asked.push(need.id.clone());
                self.needs.push(need.clone());
            }
        }
    }

    /// Ends the session. What was needed and not supplied could not be looked up.
    pub fn finish(mut self) -> Verification {
        let verifier = self.verifier;
        let mut trust = Trust::None;
        let mut proven = None;
        if let Some(opened) = &mut self.opened {
            let issuer = issuer::id(opened.document.root());
            opened.candidates.iter_mut().for_each(|candidate| candidate.give_up(issuer));
        }
        if let Some(opened) = &self.opened {
            let mut checks = Checks { report: &mut self.report, limit: verifier.limits.findings };
            proven = signature::check(verifier, opened, &mut checks);
            trust = proven.as_ref().map_or(Trust::None, |_| Trust::Integrity);
            match &proven {
                Some(proven) => trust = self.after_proof(proven),
                None => not_run(&mut checks),
            }
        }
        if let Some(opened) = &self.opened {
            let mut checks = Checks { report: &mut self.report, limit: verifier.limits.findings };
            conformance::check(opened, &mut checks);
            let trust = if opened.plain { trust } else { trust.min(Trust::Integrity) };
            self.report.judge(trust, |code: Code| verifier.policy.effect(code));
        } else {
            self.report.judge(Trust::None, |code: Code| verifier.policy.effect(code));
        }
        Verification::new(verifier, self.report, self.opened, proven.is_some())
    }

    /// Everything that is asked of content that somebody has signed.
    fn after_proof(&mut self, proven: &Proven) -> Trust {
        let verifier = self.verifier;
        let Some(opened) = &self.opened else { return Trust::None };
        let mut checks = Checks { report: &mut self.report, limit: verifier.limits.findings };
        let trust = issuer::check(verifier, proven, &mut checks);
        validity::check(verifier, opened.root(), &mut checks);
        status::check(opened.root(), &mut checks);
        subject::check(verifier, opened.root(), &mut checks);
        trust
    }
}

/// What is not asked while nobody is known to have signed.
fn not_run(checks: &mut Checks<'_>) {
    for (id, group) in [
        ("issuer.key_bound", Group::Issuer),
        ("validity.from", Group::Validity),
        ("validity.until", Group::Validity),
        ("status", Group::Status),
        ("subject.recipient", Group::Subject),
    ] {
        checks.not_run(id, group, "proof.signature");
    }
}
