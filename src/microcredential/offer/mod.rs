mod builder;

pub use builder::OfferBuilder;

use super::{
    AssessmentType, AwardingBody, CredentialKind, Field, GradingScheme, LanguageTag, Learner, LearningOutcome,
    LearningSetting, Level, Location, MicroCredentialBuilder, Participation, Period, QualityAssurance, Stackability,
    Supervision, Text, Workload, check,
};
use crate::json::Pointer;
use crate::report::Findings;
use std::ops::Deref;

/// The elements of Annex I that describe what is offered, each as far as it is stated.
///
/// Plain data, complete or not: what [`Offer::builder`] collects, what is recovered from badges of others, and what an
/// [`Offer`] shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Elements {
    /// The id of what is offered (absolute IRI); becomes the id of the achievement. One is made at issue if there is none.
    pub id: Option<String>,
    /// What kind of credential is awarded.
    pub kind: CredentialKind,
    /// "Title of the micro-credential".
    pub title: Text,
    /// What it is about, in words; empty if nothing is said.
    pub description: Text,
    /// The awarding body's own code for it, such as a course code.
    pub code: Option<String>,
    /// "Country/Region of the issuer": one or more.
    pub issuer_locations: Vec<Location>,
    /// "Awarding body": one or more.
    pub awarding_bodies: Vec<AwardingBody>,
    /// "Learning outcomes": one or more.
    pub learning_outcomes: Vec<LearningOutcome>,
    /// "Notional workload needed to achieve the learning outcomes".
    pub workload: Workload,
    /// "Level (and cycle, if applicable)": none, or one in each framework.
    pub levels: Vec<Level>,
    /// "Type of assessment": one or more.
    pub assessment_types: Vec<AssessmentType>,
    /// "Form of participation in the learning activity": one or more.
    pub participation: Vec<Participation>,
    /// "Type of quality assurance used to underpin the micro-credential": one or more.
    pub quality_assurance: Vec<QualityAssurance>,
    /// "Prerequisites needed to enrol in the learning activity"; empty if nothing is said.
    pub prerequisites: Text,
    /// "Supervision and identity verification during assessment".
    pub supervision: Option<Supervision>,
    /// The scheme in which a grade is given.
    pub grading_scheme: Option<GradingScheme>,
    /// "Integration/stackability options".
    pub stackability: Option<Stackability>,
    /// "Further information".
    pub further_information: Vec<FurtherInformation>,
    /// For how long an award is valid, from the day of issuing; for ever if nothing is said. It is for awarding: what was awarded says
    /// [when it ends](super::MicroCredential::valid_until) instead.
    pub valid_for: Option<Period>,
    /// The setting of the learning.
    pub learning_setting: Option<LearningSetting>,
    /// Fields of education.
    pub fields: Vec<Field>,
    /// Languages in which the learning takes place; the first is also the one that a single wording is chosen in.
    pub languages: Vec<LanguageTag>,
}

/// Something more to know: a text, an address, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct FurtherInformation {
    /// Where to read it (absolute IRI).
    pub url: Option<String>,
    /// In words; empty if only the address is given.
    pub text: Text,
}

impl FurtherInformation {
    /// An address (absolute IRI).
    pub fn at(url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), text: Text::default() }
    }

    /// A text.
    pub fn text(text: impl Into<Text>) -> Self {
        Self { url: None, text: text.into() }
    }
}

/// What an awarding body offers: a description that has every mandatory element of
/// [Annex I](https://eur-lex.europa.eu/eli/C/2022/243/02) and contradicts itself nowhere.
///
/// ```
/// use microcred::microcredential::*;
/// let offer = Offer::builder()
///     .title("Green skills for VET trainers")
///     .awarding_body(AwardingBody::new("https://vet.example/", "Example VET").country("PT"))
///     .learning_outcome(LearningOutcome::new("Plans an energy audit"))
///     .workload(Workload::ects("2")?.hours(60))
///     .level(Level::Eqf(4))
///     .assessment(AssessmentType::PracticalAssessment)
///     .participation(Participation::Blended)
///     .quality_assurance(QualityAssurance::programme("https://qa.example/decision/7"))
///     .build()?;
/// assert_eq!(offer.title.any(), "Green skills for VET trainers");
///
/// let missing = Offer::builder().title("Green skills").build().unwrap_err();
/// assert_eq!(missing.len(), 7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer(Elements);

impl Offer {
    /// Begins a description.
    pub fn builder() -> OfferBuilder {
        OfferBuilder::default()
    }

    /// Begins the award of what is offered to a learner.
    pub fn award_to(&self, learner: Learner) -> MicroCredentialBuilder {
        MicroCredentialBuilder::new(self.clone(), learner)
    }

    /// What is worth knowing about a complete description: warnings and notes, with pointers into its
    /// [JSON form](Elements::to_json).
    pub fn check(&self) -> Findings {
        check::elements(&self.0, &Pointer::root())
    }

    pub(crate) fn with_id(mut self, id: String) -> Self {
        self.0.id = Some(id);
        self
    }

    /// The same, of what was awarded: that says itself when it ends.
    pub(super) fn without_period(mut self) -> Self {
        self.0.valid_for = None;
        self
    }

    /// The elements, to change them; [`Elements::complete`] makes an offer of them again.
    pub fn into_elements(self) -> Elements {
        self.0
    }
}

impl Deref for Offer {
    type Target = Elements;

    fn deref(&self) -> &Elements {
        &self.0
    }
}

impl Elements {
    /// An offer, if every mandatory element is there and nothing contradicts itself.
    ///
    /// Where no country of the issuer is given, those of the awarding bodies hold: most of them issue themselves.
    /// Levels are put in order, and related skills so that those of ESCO come first.
    ///
    /// # Errors
    /// Everything that is missing or contradictory, at once, with pointers into the [JSON form](Elements::to_json).
    pub fn complete(self) -> Result<Offer, Findings> {
        self.complete_at(&Pointer::root()).map(|(offer, _)| offer)
    }

    /// The same of an offer that stands somewhere, with what else there is to say of it.
    pub(super) fn complete_at(mut self, at: &Pointer) -> Result<(Offer, Findings), Findings> {
        if self.issuer_locations.is_empty() {
            for location in self.awarding_bodies.iter().filter_map(|body| body.location.clone()) {
                if !self.issuer_locations.contains(&location) {
                    self.issuer_locations.push(location);
                }
            }
        }
        self.levels.sort();
        for outcome in &mut self.learning_outcomes {
            outcome.skills.sort_by_key(|skill| !skill.is_esco());
        }
        let findings = check::elements(&self, at);
        if findings.has_errors() { Err(findings) } else { Ok((Offer(self), findings)) }
    }

    /// The languages of the learning as tags, in the order in which one wording is chosen.
    pub(super) fn language_tags(&self) -> Vec<&str> {
        self.languages.iter().map(LanguageTag::as_str).collect()
    }
}
