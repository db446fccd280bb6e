//! The EC micro-credential: the elements of Annex I of the
//! [Council Recommendation of 16 June 2022](https://eur-lex.europa.eu/eli/C/2022/243/02) as types.
//!
//! What an awarding body offers is an [`Offer`]; the record that a learner holds is a [`MicroCredential`]. Both are
//! complete and free of contradiction by construction: [`Offer::builder`], [`Offer::award_to`] and the readers of the
//! [JSON form](form) say everything that is missing at once. What is partly stated, as in a badge of somebody else, is
//! [`Elements`].
//!
//! Every controlled value keeps what the vocabularies here do not know, and every text may be in several languages.

pub mod annex;
mod assessment;
mod award;
mod awarding_body;
pub mod carrier;
mod check;
mod field;
pub mod form;
mod grade;
mod kind;
mod learner;
mod level;
mod offer;
mod outcome;
mod participation;
mod period;
pub mod profile;
mod quality;
mod stackability;
mod supervision;
mod text;
mod vocabulary;
mod workload;

pub use assessment::AssessmentType;
pub use award::{MicroCredential, MicroCredentialBuilder};
pub use awarding_body::{AwardingBody, Location};
pub(crate) use check::ended;
pub use field::{Field, IscedF};
pub(crate) use form::parse_date;
pub(crate) use grade::says_passed;
pub use grade::{Grade, GradingScheme};
pub use kind::CredentialKind;
pub use learner::{Learner, Masked};
pub use level::Level;
pub use offer::{Elements, FurtherInformation, Offer, OfferBuilder};
pub use outcome::{LearningOutcome, OutcomeKind, RelatedSkill};
pub use participation::{LearningSetting, Participation};
pub use period::{Period, PeriodError};
pub use quality::{Agency, QualityAssurance, QualityAssuranceType};
pub use stackability::{StackTarget, Stackability};
pub use supervision::{Supervision, Venue};
pub use text::{LanguageTag, Text};
pub use vocabulary::Concept;
pub(crate) use vocabulary::Vocabulary;
pub use workload::{Credits, Workload};
