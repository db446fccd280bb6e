//! What was found, in stable words: codes, findings, checks, outcome and trust, and the report that holds them.
//!
//! Only types and their algebra live here; the checks themselves are in [`crate::verify`], `badge::check` and
//! `microcredential::check`. Facts come first and policy second: a [`Check`] records what is the case, and an
//! [`Effect`] for each [`Code`] says what follows from it.

mod check;
pub mod code;
mod finding;
mod form;
mod headline;
mod judged;
mod outcome;
mod text;
mod unknown_name;

pub use check::{Check, Fact, Status};
pub use code::definition::{Code, Group};
pub use finding::{Effect, Finding, Findings, Severity};
pub use judged::{Input, PolicyReference, Primary, Report, Resource, Summary, VERSION};
pub use outcome::{Outcome, Trust};
pub use unknown_name::UnknownName;
