//! The quality assurance, and whether it was in force.

use super::Check;
use crate::json::Pointer;
use crate::microcredential::{QualityAssurance, annex};
use crate::report::{Finding, code};
use chrono::NaiveDate;

impl Check {
    pub(super) fn quality_assurance(&mut self, all: &[QualityAssurance], at: &Pointer) {
        self.present(!all.is_empty(), at.clone(), annex::QUALITY_ASSURANCE);
        self.unique(all.iter(), at);
        for (index, assurance) in all.iter().enumerate() {
            let at = at.item(index);
            self.values(std::slice::from_ref(&assurance.kind), &at.member("type"), None);
            if let Some(agency) = &assurance.agency {
                self.iri(agency.id.as_deref(), || at.member("agency").member("id"));
                self.needed_text(&agency.name, at.member("agency").member("name"), annex::QUALITY_ASSURANCE);
            }
            self.iri(assurance.decision.as_deref(), || at.member("decision"));
            if let (Some(from), Some(until)) = (assurance.valid_from, assurance.valid_until)
                && until < from
            {
                self.say(code::ec::QUALITY_PERIOD, at.member("validUntil"), format!("{until} is before {from}"));
            }
        }
    }

    pub(super) fn quality_in_force(&mut self, all: &[QualityAssurance], issued: NaiveDate, at: &Pointer) {
        for (index, assurance) in all.iter().enumerate() {
            let begun = assurance.valid_from.is_none_or(|from| from <= issued);
            let going_on = assurance.valid_until.is_none_or(|until| issued <= until);
            if !(begun && going_on) {
                let detail = format!("it does not hold on {issued}");
                self.findings.push(
                    Finding::new(code::ec::QUALITY_LAPSED, at.item(index), detail).about(annex::QUALITY_ASSURANCE),
                );
            }
        }
    }
}
