//! The elements of [Annex I](https://eur-lex.europa.eu/eli/C/2022/243/02) of the Council Recommendation of 16 June 2022 on a European
//! approach to micro-credentials, in its words: eleven that are mandatory, five where relevant.

/// Mandatory.
pub const LEARNER: &str = "Identification of the learner";
/// Mandatory.
pub const TITLE: &str = "Title of the micro-credential";
/// Mandatory.
pub const COUNTRY: &str = "Country/Region of the issuer";
/// Mandatory.
pub const AWARDING_BODY: &str = "Awarding body";
/// Mandatory.
pub const DATE: &str = "Date of issuing";
/// Mandatory.
pub const LEARNING_OUTCOMES: &str = "Learning outcomes";
/// Mandatory, in ECTS wherever possible.
pub const WORKLOAD: &str = "Notional workload needed to achieve the learning outcomes";
/// Mandatory if applicable.
pub const LEVEL: &str = "Level (and cycle, if applicable) of the learning experience leading to the micro-credential";
/// Mandatory.
pub const ASSESSMENT: &str = "Type of assessment";
/// Mandatory.
pub const PARTICIPATION: &str = "Form of participation in the learning activity";
/// Mandatory.
pub const QUALITY_ASSURANCE: &str = "Type of quality assurance used to underpin the micro-credential";
/// Where relevant.
pub const PREREQUISITES: &str = "Prerequisites needed to enrol in the learning activity";
/// Where relevant.
pub const SUPERVISION: &str = "Supervision and identity verification during assessment";
/// Where relevant.
pub const GRADE: &str = "Grade achieved";
/// Where relevant.
pub const STACKABILITY: &str = "Integration/stackability options";
/// Where relevant.
pub const FURTHER_INFORMATION: &str = "Further information";
