//! The target types of alignments that carry the elements of Annex I.
//!
//! The published schema lets letters, digits, dots and underscores follow `ext:`, and no hyphen.

pub(super) const ASSESSMENT_TYPE: &str = "ext:AssessmentType";
pub(super) const EQF: &str = "ext:EQF";
pub(super) const ESCO: &str = "ext:ESCO";
pub(super) const FIELD: &str = "ext:ISCEDF";
pub(super) const LANGUAGE: &str = "ext:Language";
pub(super) const LEARNING_OUTCOME: &str = "ext:LearningOutcome";
pub(super) const LEARNING_SETTING: &str = "ext:LearningSetting";
pub(super) const NQF: &str = "ext:NQF";
pub(super) const PARTICIPATION: &str = "ext:Participation";
pub(super) const QF_EHEA: &str = "ext:QFEHEA";
pub(super) const QUALITY_ASSURANCE: &str = "ext:QualityAssurance";
pub(super) const SKILL: &str = "ext:Skill";
pub(super) const STACKABILITY: &str = "ext:Stackability";
pub(super) const STACKABLE_TOWARDS: &str = "ceterms:Credential";
pub(super) const SUPERVISION: &str = "ext:Supervision";
pub(super) const VENUE: &str = "ext:Venue";
pub(super) const WORKLOAD: &str = "ext:Workload";
