use super::super::{
    AssessmentType, AwardingBody, CredentialKind, Field, GradingScheme, LanguageTag, LearningOutcome, LearningSetting,
    Level, Location, Participation, Period, QualityAssurance, Stackability, Supervision, Text, Workload,
};
use super::{Elements, FurtherInformation, Offer};
use crate::json::Pointer;
use crate::report::{Finding, Findings, code};

/// Collects an [`Offer`], element by element; [`build`](Self::build) says at once what is missing.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct OfferBuilder {
    elements: Elements,
    findings: Findings,
}

impl OfferBuilder {
    /// An id of its own (absolute IRI).
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.elements.id = Some(id.into());
        self
    }

    /// What kind of credential is awarded; a micro-credential if nothing is said.
    pub fn kind(mut self, kind: CredentialKind) -> Self {
        self.elements.kind = kind;
        self
    }

    /// Annex I: "Title of the micro-credential".
    pub fn title(mut self, title: impl Into<Text>) -> Self {
        self.elements.title = title.into();
        self
    }

    /// What it is about, in words.
    pub fn description(mut self, description: impl Into<Text>) -> Self {
        self.elements.description = description.into();
        self
    }

    /// The awarding body's own code for it, such as a course code.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.elements.code = Some(code.into());
        self
    }

    /// Annex I: "Country/Region of the issuer"; those of the awarding bodies if nothing is said.
    pub fn issuer_location(mut self, location: Location) -> Self {
        self.elements.issuer_locations.push(location);
        self
    }

    /// Annex I: "Awarding body"; one more.
    pub fn awarding_body(mut self, body: AwardingBody) -> Self {
        self.elements.awarding_bodies.push(body);
        self
    }

    /// Annex I: "Learning outcomes"; one more.
    pub fn learning_outcome(mut self, outcome: LearningOutcome) -> Self {
        self.elements.learning_outcomes.push(outcome);
        self
    }

    /// Annex I: "Notional workload".
    pub fn workload(mut self, workload: Workload) -> Self {
        self.elements.workload = workload;
        self
    }

    /// Annex I: "Level (and cycle, if applicable)"; one more, in another framework.
    pub fn level(mut self, level: Level) -> Self {
        self.elements.levels.push(level);
        self
    }

    /// Annex I: "Type of assessment"; one more.
    pub fn assessment(mut self, assessment: AssessmentType) -> Self {
        self.elements.assessment_types.push(assessment);
        self
    }

    /// Annex I: "Form of participation in the learning activity"; one more.
    pub fn participation(mut self, participation: Participation) -> Self {
        self.elements.participation.push(participation);
        self
    }

    /// Annex I: "Type of quality assurance"; one more.
    pub fn quality_assurance(mut self, quality_assurance: QualityAssurance) -> Self {
        self.elements.quality_assurance.push(quality_assurance);
        self
    }

    /// Annex I: "Prerequisites needed to enrol in the learning activity".
    pub fn prerequisites(mut self, prerequisites: impl Into<Text>) -> Self {
        self.elements.prerequisites = prerequisites.into();
        self
    }

    /// Annex I: "Supervision and identity verification during assessment".
    pub fn supervision(mut self, supervision: Supervision) -> Self {
        self.elements.supervision = Some(supervision);
        self
    }

    /// The scheme in which a grade will be given.
    pub fn grading_scheme(mut self, scheme: GradingScheme) -> Self {
        self.elements.grading_scheme = Some(scheme);
        self
    }

    /// Annex I: "Integration/stackability options".
    pub fn stackability(mut self, stackability: Stackability) -> Self {
        self.elements.stackability = Some(stackability);
        self
    }

    /// Annex I: "Further information"; one more.
    pub fn further_information(mut self, information: FurtherInformation) -> Self {
        self.elements.further_information.push(information);
        self
    }

    /// For how long an award is valid, from the day of issuing.
    pub fn valid_for(mut self, period: Period) -> Self {
        self.elements.valid_for = Some(period);
        self
    }

    /// The setting of the learning.
    pub fn learning_setting(mut self, setting: LearningSetting) -> Self {
        self.elements.learning_setting = Some(setting);
        self
    }

    /// A field of education; one more.
    pub fn field(mut self, field: Field) -> Self {
        self.elements.fields.push(field);
        self
    }

    /// A language of the learning (BCP 47 tag); one more.
    pub fn language(mut self, tag: &str) -> Self {
        match LanguageTag::parse(tag) {
            Some(tag) => self.elements.languages.push(tag),
            None => {
                let place = Pointer::root().member("languages");
                let detail = "a language of the learning is no BCP 47 tag; write one such as pt or pt-BR";
                self.findings.push(Finding::new(code::ec::TEXT, place, detail));
            }
        }
        self
    }

    /// The offer.
    ///
    /// # Errors
    /// Everything that is missing or contradictory, at once, with pointers into the [JSON form](Elements::to_json).
    pub fn build(self) -> Result<Offer, Findings> {
        let mut findings = self.findings;
        match self.elements.complete() {
            Ok(offer) => findings.into_result(offer),
            Err(more) => {
                findings.extend(more);
                Err(findings)
            }
        }
    }
}
