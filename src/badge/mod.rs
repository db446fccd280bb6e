//! Open Badges 3.0: the whole data model, one file a class family, and the rules of its structure.
//!
//! Reading is liberal: one value or many, a string for an object, language values, numbers in strings, VC 1.1 and 2.0.
//! What does not fit its place is reported and kept in `extra`, and written again. Writing is strict: VC 2.0, arrays
//! wherever the specification has sets, no empty arrays, no nulls, dates in UTC. A model that was read and written is
//! therefore the same statement in another spelling: signatures are checked on the [document](crate::vc::Document) that
//! arrived, never on this.
//!
//! [`check`] says whether a document is made as the specification demands; it looks at the tree, not at the model.

mod achievement;
mod address;
mod alignment;
mod check;
mod class;
mod clr;
mod contexts;
mod credential;
mod endorsement;
mod evidence;
mod identifier;
mod ids;
mod image;
mod profile;
mod result;
mod subject;
mod vocabulary;

pub use achievement::{Achievement, Criteria, Related};
pub use address::{Address, GeoCoordinates};
pub use alignment::Alignment;
pub use check::check;
pub use clr::{Association, ClrCredential, ClrSubject};
pub use credential::AchievementCredential;
pub use endorsement::{EndorsementCredential, EndorsementSubject};
pub use evidence::Evidence;
pub use identifier::{IdentifierEntry, IdentityMatch, IdentityObject};
pub use image::Image;
pub use profile::{Profile, ProfileRef};
pub use result::{Result, ResultDescription, RubricCriterionLevel};
pub use subject::AchievementSubject;
pub use vocabulary::{
    AchievementType, AlignmentTargetType, AssociationType, IdentifierType, ResultStatusType, ResultType,
};
