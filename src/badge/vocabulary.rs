//! The enumerations of Open Badges 3.0 and CLR 2.0, all of them open for terms that are not known here.

use crate::json::{Node, Value};
use crate::report::Findings;
use crate::vc::reader::Read;
use std::fmt;

/// Declares an enumeration with its terms, each with the text it has in JSON.
macro_rules! vocabulary {
    (
        $(#[$about:meta])*
        $name:ident { $($(#[$term_about:meta])* $term:ident = $text:literal,)* } $(extension $extension:ident)?
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$term_about])* #[doc = concat!("`", $text, "`")] $term,)*
            $(
                /// A term of somebody's own, with its prefix `ext:`.
                $extension(String),
            )?
            /// A term that is neither in the vocabulary nor marked as an extension.
            Unknown(String),
        }

        impl $name {
            /// The terms of the vocabulary, as they are written.
            pub const TERMS: &'static [&'static str] = &[$($text),*];

            /// The term as it is written.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$term => $text,)*
                    $(Self::$extension(term) => term,)?
                    Self::Unknown(term) => term,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$term,)*
                    $(extension if extension.starts_with("ext:") => Self::$extension(extension.to_owned()),)?
                    unknown => Self::Unknown(unknown.to_owned()),
                }
            }
        }

        impl Default for $name {
            /// What stands in for a term that is missing.
            fn default() -> Self {
                Self::Unknown(String::new())
            }
        }

        impl Read for $name {
            fn read(node: Node<'_>, _: &mut Findings) -> Option<Self> {
                node.as_str().map(Self::from)
            }
        }

        impl From<&$name> for Value {
            fn from(term: &$name) -> Self {
                Self::from(term.as_str())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}

vocabulary! {
    /// What kind of achievement it is
    /// ([AchievementType](https://www.imsglobal.org/spec/ob/v3p0/#achievementtype-enumeration)).
    ///
    /// ```
    /// use microcred::badge::AchievementType;
    /// assert_eq!(AchievementType::from("MicroCredential"), AchievementType::MicroCredential);
    /// assert_eq!(AchievementType::from("ext:Module"), AchievementType::Extension("ext:Module".into()));
    /// assert_eq!(AchievementType::from("Module"), AchievementType::Unknown("Module".into()));
    /// ```
    AchievementType {
        Achievement = "Achievement",
        ApprenticeshipCertificate = "ApprenticeshipCertificate",
        Assessment = "Assessment",
        Assignment = "Assignment",
        AssociateDegree = "AssociateDegree",
        Award = "Award",
        Badge = "Badge",
        BachelorDegree = "BachelorDegree",
        Certificate = "Certificate",
        CertificateOfCompletion = "CertificateOfCompletion",
        Certification = "Certification",
        CommunityService = "CommunityService",
        Competency = "Competency",
        Course = "Course",
        CoCurricular = "CoCurricular",
        Degree = "Degree",
        Diploma = "Diploma",
        DoctoralDegree = "DoctoralDegree",
        Fieldwork = "Fieldwork",
        GeneralEducationDevelopment = "GeneralEducationDevelopment",
        JourneymanCertificate = "JourneymanCertificate",
        LearningProgram = "LearningProgram",
        License = "License",
        Membership = "Membership",
        ProfessionalDoctorate = "ProfessionalDoctorate",
        QualityAssuranceCredential = "QualityAssuranceCredential",
        MasterCertificate = "MasterCertificate",
        MasterDegree = "MasterDegree",
        MicroCredential = "MicroCredential",
        ResearchDoctorate = "ResearchDoctorate",
        SecondarySchoolDiploma = "SecondarySchoolDiploma",
    } extension Extension
}

vocabulary! {
    /// What kind of thing an alignment points at
    /// ([AlignmentTargetType](https://www.imsglobal.org/spec/ob/v3p0/#alignmenttargettype-enumeration)).
    AlignmentTargetType {
        CeasnCompetency = "ceasn:Competency",
        CetermsCredential = "ceterms:Credential",
        CfItem = "CFItem",
        CfRubric = "CFRubric",
        CfRubricCriterion = "CFRubricCriterion",
        CfRubricCriterionLevel = "CFRubricCriterionLevel",
        Ctdl = "CTDL",
    } extension Extension
}

vocabulary! {
    /// How a result is expressed
    /// ([ResultType](https://www.imsglobal.org/spec/ob/v3p0/#resulttype-enumeration)).
    ResultType {
        GradePointAverage = "GradePointAverage",
        LetterGrade = "LetterGrade",
        Percent = "Percent",
        PerformanceLevel = "PerformanceLevel",
        PredictedScore = "PredictedScore",
        RawScore = "RawScore",
        Result = "Result",
        RubricCriterion = "RubricCriterion",
        RubricCriterionLevel = "RubricCriterionLevel",
        RubricScore = "RubricScore",
        ScaledScore = "ScaledScore",
        Status = "Status",
    } extension Extension
}

vocabulary! {
    /// How far the learner got
    /// ([ResultStatusType](https://www.imsglobal.org/spec/ob/v3p0/#resultstatustype-enumeration)).
    ///
    /// This vocabulary may not be extended; what else is read is `Unknown`.
    ResultStatusType {
        Completed = "Completed",
        Enrolled = "Enrolled",
        Failed = "Failed",
        InProgress = "InProgress",
        OnHold = "OnHold",
        Provisional = "Provisional",
        Withdrew = "Withdrew",
    }
}

vocabulary! {
    /// What kind of identifier it is
    /// ([IdentifierTypeEnum](https://www.imsglobal.org/spec/ob/v3p0/#identifiertypeenum-enumeration)).
    IdentifierType {
        Name = "name",
        SourcedId = "sourcedId",
        SystemId = "systemId",
        ProductId = "productId",
        UserName = "userName",
        AccountId = "accountId",
        EmailAddress = "emailAddress",
        NationalIdentityNumber = "nationalIdentityNumber",
        Isbn = "isbn",
        Issn = "issn",
        LisSourcedId = "lisSourcedId",
        OneRosterSourcedId = "oneRosterSourcedId",
        SisSourcedId = "sisSourcedId",
        LtiContextId = "ltiContextId",
        LtiDeploymentId = "ltiDeploymentId",
        LtiToolId = "ltiToolId",
        LtiPlatformId = "ltiPlatformId",
        LtiUserId = "ltiUserId",
        Identifier = "identifier",
    } extension Extension
}

vocabulary! {
    /// How one achievement is related to another, read from the source to the target
    /// ([AssociationType](https://www.imsglobal.org/spec/clr/v2p0/#associationtype-enumeration)): the source
    /// *is part of* the target.
    ///
    /// This vocabulary may not be extended; what else is read is `Unknown`.
    AssociationType {
        ExactMatchOf = "exactMatchOf",
        IsChildOf = "isChildOf",
        IsParentOf = "isParentOf",
        IsPartOf = "isPartOf",
        IsPeerOf = "isPeerOf",
        IsRelatedTo = "isRelatedTo",
        Precedes = "precedes",
        ReplacedBy = "replacedBy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabularies_have_as_many_terms_as_the_specification() {
        assert_eq!(AchievementType::TERMS.len(), 31);
        assert_eq!(AlignmentTargetType::TERMS.len(), 7);
        assert_eq!(ResultType::TERMS.len(), 12);
        assert_eq!(ResultStatusType::TERMS.len(), 7);
        assert_eq!(IdentifierType::TERMS.len(), 19);
        assert_eq!(AssociationType::TERMS.len(), 8);
    }

    #[test]
    fn a_closed_vocabulary_has_no_extensions() {
        assert_eq!(ResultStatusType::from("ext:Paused"), ResultStatusType::Unknown("ext:Paused".into()));
    }
}
