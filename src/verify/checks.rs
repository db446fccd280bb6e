//! The checks of one verification, as the groups of checks write them down.

use crate::report::{Check, Fact, Finding, Findings, Group, Report, Severity};

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
