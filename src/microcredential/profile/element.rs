use super::rule::Subject;
use crate::json::Pointer;
use crate::microcredential::{Level, Stackability};

/// Something that a micro-credential states or does not, as a member of its [JSON form](crate::microcredential::form).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Element {
    /// `id`
    Id,
    /// `learner.givenName`
    GivenName,
    /// `learner.familyName`
    FamilyName,
    /// `grade`
    Grade,
    /// `workload.ects`
    Ects,
    /// `workload.inEcts`: ECTS credits, or those of a country that are ECTS by another name
    InEcts,
    /// `workload.hours`
    Hours,
    /// `workload.credits`
    Credits,
    /// `level`: any
    Level,
    /// `level.eqf`
    Eqf,
    /// `level.nqf`
    Nqf,
    /// `qualityAssurance.decision`
    QualityDecision,
    /// `qualityAssurance.agency`
    QualityAgency,
    /// `prerequisites`
    Prerequisites,
    /// `supervision`
    Supervision,
    /// `gradingScheme`
    GradingScheme,
    /// `stackability`
    Stackability,
    /// `stackability.stackable`: that it is stackable
    Stackable,
    /// `stackability.towards`
    StackableTowards,
    /// `learningSetting`
    LearningSetting,
    /// `fields`
    Fields,
    /// `languages`
    Languages,
}

impl Element {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::Id,
        Self::GivenName,
        Self::FamilyName,
        Self::Grade,
        Self::Ects,
        Self::InEcts,
        Self::Hours,
        Self::Credits,
        Self::Level,
        Self::Eqf,
        Self::Nqf,
        Self::QualityDecision,
        Self::QualityAgency,
        Self::Prerequisites,
        Self::Supervision,
        Self::GradingScheme,
        Self::Stackability,
        Self::Stackable,
        Self::StackableTowards,
        Self::LearningSetting,
        Self::Fields,
        Self::Languages,
    ];

    /// The name used in profiles.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::GivenName => "learner.givenName",
            Self::FamilyName => "learner.familyName",
            Self::Grade => "grade",
            Self::Ects => "workload.ects",
            Self::InEcts => "workload.inEcts",
            Self::Hours => "workload.hours",
            Self::Credits => "workload.credits",
            Self::Level => "level",
            Self::Eqf => "level.eqf",
            Self::Nqf => "level.nqf",
            Self::QualityDecision => "qualityAssurance.decision",
            Self::QualityAgency => "qualityAssurance.agency",
            Self::Prerequisites => "prerequisites",
            Self::Supervision => "supervision",
            Self::GradingScheme => "gradingScheme",
            Self::Stackability => "stackability",
            Self::Stackable => "stackability.stackable",
            Self::StackableTowards => "stackability.towards",
            Self::LearningSetting => "learningSetting",
            Self::Fields => "fields",
            Self::Languages => "languages",
        }
    }

    /// The element of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|element| element.name() == name)
    }

    /// Whether it is stated; nothing where it cannot be, as a grade in an offer.
    pub(super) fn is_stated(self, subject: &Subject<'_>) -> Option<bool> {
        let (elements, award) = (subject.elements, subject.award);
        let levels = |wanted: fn(&Level) -> bool| elements.levels.iter().any(wanted);
        Some(match self {
            Self::Id => award?.id().is_some(),
            Self::GivenName => award?.learner().given_name.is_some(),
            Self::FamilyName => award?.learner().family_name.is_some(),
            Self::Grade => award?.grade().is_some(),
            Self::Ects => elements.workload.ects.is_some(),
            Self::InEcts => {
                elements.workload.ects.is_some() || elements.workload.national_ects(&elements.levels).next().is_some()
            }
            Self::Hours => elements.workload.hours.is_some(),
            Self::Credits => !elements.workload.credits.is_empty(),
            Self::Level => !elements.levels.is_empty(),
            Self::Eqf => levels(|level| matches!(level, Level::Eqf(_))),
            Self::Nqf => levels(|level| matches!(level, Level::Nqf(_))),
            Self::QualityDecision => elements.quality_assurance.iter().any(|own| own.decision.is_some()),
            Self::QualityAgency => elements.quality_assurance.iter().any(|own| own.agency.is_some()),
            Self::Prerequisites => !elements.prerequisites.is_empty(),
            Self::Supervision => elements.supervision.is_some(),
            Self::GradingScheme => elements.grading_scheme.is_some(),
            Self::Stackability => elements.stackability.is_some(),
            Self::Stackable => matches!(elements.stackability, Some(Stackability::Stackable { .. })),
            Self::StackableTowards => {
                matches!(&elements.stackability, Some(Stackability::Stackable { towards }) if !towards.is_empty())
            }
            Self::LearningSetting => elements.learning_setting.is_some(),
            Self::Fields => !elements.fields.is_empty(),
            Self::Languages => !elements.languages.is_empty(),
        })
    }

    /// Its place in the JSON form.
    pub(super) fn place(self, subject: &Subject<'_>) -> Pointer {
        let start = match self {
            Self::Id | Self::GivenName | Self::FamilyName | Self::Grade => Pointer::root(),
            _ => subject.at.clone(),
        };
        let steps = match self {
            Self::Stackable => "stackability",
            Self::InEcts => "workload.ects",
            own => own.name(),
        };
        steps.split('.').fold(start, |place, step| place.member(step))
    }
}
