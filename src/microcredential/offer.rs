use super::{
    AssessmentType, AwardingBody, Field, GradingScheme, LanguageTag, Learner, LearningOutcome, LearningSetting, Level,
    Location, MicroCredentialBuilder, Participation, QualityAssurance, Stackability, Supervision, Text, Workload,
    check,
};
use crate::badge::AchievementType;
use crate::json::Pointer;
use crate::report::{Finding, Findings, code};
use std::ops::Deref;

/// What kind of credential is awarded.
///
/// The Council Recommendation speaks of micro-credentials; what they stack into carries the same elements.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CredentialKind {
    /// A micro-credential.
    #[default]
    MicroCredential,
    /// A certificate.
    Certificate,
    /// A diploma.
    Diploma,
    /// A degree.
    Degree,
    /// Any other: an achievement type of [Open Badges 3.0](https://www.imsglobal.org/spec/ob/v3p0/#achievementtype-enumeration), such
    /// as `Course`, or an extension such as `ext:Module`.
    Other(String),
}

impl CredentialKind {
    /// The four that have a name here.
    pub const NAMED: [Self; 4] = [Self::MicroCredential, Self::Certificate, Self::Diploma, Self::Degree];

    /// The word used in JSON, or the achievement type of any other.
    pub fn name(&self) -> &str {
        match self {
            Self::MicroCredential => "micro-credential",
            Self::Certificate => "certificate",
            Self::Diploma => "diploma",
            Self::Degree => "degree",
            Self::Other(term) => term,
        }
    }

    /// The achievement type of Open Badges 3.0 that carries it.
    pub fn achievement_type(&self) -> &str {
        match self {
            Self::MicroCredential => "MicroCredential",
            Self::Certificate => "Certificate",
            Self::Diploma => "Diploma",
            Self::Degree => "Degree",
            Self::Other(term) => term,
        }
    }

    /// The kind of that name, or the other kind of that achievement type, if Open Badges knows it or it is an extension.
    pub fn from_term(term: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|kind| kind.name() == term).or_else(|| other_kind(term))
    }

    /// The kind that an achievement type of Open Badges 3.0 stands for.
    pub fn from_achievement_type(term: &str) -> Self {
        let named = Self::NAMED.into_iter().find(|kind| kind.achievement_type() == term);
        named.unwrap_or_else(|| Self::Other(term.to_owned()))
    }
}

/// Another kind than the four that have a name, if Open Badges knows the term or it is an extension as its schema has them.
pub(super) fn other_kind(term: &str) -> Option<CredentialKind> {
    let known = match AchievementType::from(term) {
        AchievementType::Unknown(_) => false,
        AchievementType::Extension(own) => is_own_term(&own),
        _ => true,
    };
    let kind = CredentialKind::from_achievement_type(term);
    (known && matches!(kind, CredentialKind::Other(_))).then_some(kind)
}

/// Whether this is `ext:` and a word that the pattern of Open Badges allows; its class has no hyphen.
pub(super) fn is_own_term(term: &str) -> bool {
    let word = term.strip_prefix("ext:").unwrap_or_default();
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte))
}

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
