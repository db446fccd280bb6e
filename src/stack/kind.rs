//! Of what kind a requirement is: what its rule asks for, or what is asked in every pathway.

use super::Rule;

/// Of what kind a requirement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RequirementKind {
    /// [`Rule::TotalCredits`].
    TotalCredits,
    /// [`Rule::Credits`].
    Credits,
    /// [`Rule::Share`].
    Share,
    /// [`Rule::Count`].
    Count,
    /// [`Rule::MaximumAge`].
    MaximumAge,
    /// [`Rule::StillValid`].
    StillValid,
    /// [`Rule::NoDoubleUse`].
    NoDoubleUse,
    /// [`Rule::NoOverlap`].
    NoOverlap,
    /// [`Rule::Prerequisite`].
    Prerequisite,
    /// [`Rule::Capstone`].
    Capstone,
    /// [`Rule::MinimumGrade`].
    MinimumGrade,
    /// [`Rule::AverageGrade`].
    AverageGrade,
    /// [`Rule::Assessment`].
    Assessment,
    /// [`Rule::Quality`].
    Quality,
    /// [`Rule::Formality`].
    Formality,
    /// [`Rule::Size`].
    Size,
    /// [`Rule::Window`].
    Window,
    /// [`Rule::OneLearner`].
    OneLearner,
    /// In every pathway: the pathway is valid on the day.
    Validity,
    /// In every pathway: the issuer is known as far as the pathway wants.
    Trust,
    /// In every pathway: it was verified lately enough.
    Verification,
    /// In every pathway: it was made to be stacked.
    Stackability,
    /// In every pathway: levels are placed by a formal referencing.
    Level,
    /// In every pathway: what is counted comes to what the award states.
    Sum,
}

impl RequirementKind {
    /// The word in the JSON form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TotalCredits => "totalCredits",
            Self::Credits => "credits",
            Self::Share => "share",
            Self::Count => "count",
            Self::MaximumAge => "maximumAge",
            Self::StillValid => "stillValid",
            Self::NoDoubleUse => "noDoubleUse",
            Self::NoOverlap => "noOverlap",
            Self::Prerequisite => "prerequisite",
            Self::Capstone => "capstone",
            Self::MinimumGrade => "minimumGrade",
            Self::AverageGrade => "averageGrade",
            Self::Assessment => "assessment",
            Self::Quality => "quality",
            Self::Formality => "formality",
            Self::Size => "size",
            Self::Window => "window",
            Self::OneLearner => "oneLearner",
            Self::Validity => "validity",
            Self::Trust => "trust",
            Self::Verification => "verification",
            Self::Stackability => "stackability",
            Self::Level => "level",
            Self::Sum => "sum",
        }
    }
}

impl Rule {
    /// Of what kind a requirement with this rule is.
    pub fn kind(&self) -> RequirementKind {
        match self {
            Self::TotalCredits(_) => RequirementKind::TotalCredits,
            Self::Credits(..) => RequirementKind::Credits,
            Self::Share(..) => RequirementKind::Share,
            Self::Count(..) => RequirementKind::Count,
            Self::MaximumAge(..) => RequirementKind::MaximumAge,
            Self::StillValid { .. } => RequirementKind::StillValid,
            Self::NoDoubleUse(_) => RequirementKind::NoDoubleUse,
            Self::NoOverlap { .. } => RequirementKind::NoOverlap,
            Self::Prerequisite { .. } => RequirementKind::Prerequisite,
            Self::Capstone { .. } => RequirementKind::Capstone,
            Self::MinimumGrade(..) => RequirementKind::MinimumGrade,
            Self::AverageGrade(..) => RequirementKind::AverageGrade,
            Self::Assessment { .. } => RequirementKind::Assessment,
            Self::Quality { .. } => RequirementKind::Quality,
            Self::Formality(..) => RequirementKind::Formality,
            Self::Size(..) => RequirementKind::Size,
            Self::Window(_) => RequirementKind::Window,
            Self::OneLearner { .. } => RequirementKind::OneLearner,
        }
    }

    /// The word for it in the JSON form.
    pub fn name(&self) -> &'static str {
        self.kind().as_str()
    }
}
