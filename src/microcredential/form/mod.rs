//! The JSON form of an [`Offer`] and of a [`MicroCredential`], made to be written by hand.
//!
//! ```json
//! {
//!   "learner": { "name": "Ana Silva", "id": "did:key:z6Mk…" },
//!   "issued": "2026-06-15",
//!   "grade": "17",
//!   "offer": {
//!     "title": { "en": "Green skills for VET trainers", "pt": "Competências verdes para formadores" },
//!     "awardingBodies": [ { "id": "https://vet.example/", "name": "Example VET", "country": "PT" } ],
//!     "learningOutcomes": [ "Plans an energy audit" ],
//!     "workload": { "ects": "2", "hours": 60 },
//!     "level": { "eqf": 4 },
//!     "assessmentTypes": [ "practical assessment" ],
//!     "participation": [ "blended" ],
//!     "qualityAssurance": [ { "type": "program quality assurance", "decision": "https://qa.example/decision/7" } ]
//!   }
//! }
//! ```
//!
//! The JSON Schemas `vocab/schemas/offer.schema.json` and `microcredential.schema.json` say the same for editors.
//!
//! - A text is a string, or an object from [BCP 47](https://www.rfc-editor.org/rfc/rfc5646) tags to strings.
//!   So may a learning outcome be, which otherwise is an object with its `text`, `kind` and `skills`.
//! - A value of a controlled vocabulary is its name here, its URI, or, where it has neither, an object with `uri` and `label`.
//! - A date is a day of the calendar; `issued` is the day where it is issued, which begins before that of UTC in most of Europe.
//! - An end (`validUntil`) is a day, which counts to its last second in UTC, or a moment with its zone; where it is left out, `validFor`
//!   of the offer, such as `P2Y`, says how long after `issued` it is.
//! - An amount is a string of decimal digits with at most two places, or a whole number.
//! - A member of another name is a finding that tells the nearest one; nothing is skipped, and `null` is no value.
//!
//! Every finding is told at once, with a pointer to its place.

mod award;
mod offer;
mod parts;
mod reader;

pub(super) use award::{assemble, to_json};
pub(crate) use parts::{level, level_to_json};
pub(super) use reader::is_blank;
#[cfg(feature = "batch")]
pub(crate) use reader::parse_end;
pub(crate) use reader::{Quoted, Reader, nearest, parse_date};

use super::{MicroCredential, Offer};
use crate::json::{Node, Pointer, Tree, Value};
use crate::limits::Limits;
use crate::report::{Finding, Findings};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Reads one document with `read`, which gives the value and what is to be said about it.
pub(crate) fn from_text<T>(text: &str, read: impl FnOnce(Node<'_>) -> Result<T, Findings>) -> Result<T, Findings> {
    match Tree::parse(text, &Limits::default()) {
        Ok(tree) => read(tree.root()),
        Err(error) => Err([Finding::new(
            (&error.kind).into(),
            Pointer::root(),
            format!("line {}, column {}", error.line, error.column),
        )]
        .into_iter()
        .collect()),
    }
}

/// What was found while reading, and then what the check of the result found.
///
/// Where something could not be read, the check sees less than is there, so what it says about that place or about
/// the list around it is left out.
fn together(root: Node<'_>, reader: Reader, checked: Findings) -> Findings {
    let (read, here) = (reader.into_findings(), root.path());
    let is_told = |at: &Pointer| {
        let whole = outside_lists(at).below(&here);
        read.iter().any(|earlier| earlier.pointer.is_within(&whole))
    };
    let untold: Findings = checked.into_iter().filter(|finding| !is_told(&finding.pointer)).collect();
    read.into_iter().chain(untold.below(&here)).collect()
}

/// The outermost list that a place is in, or the place itself.
fn outside_lists(at: &Pointer) -> Pointer {
    let is_index = |step: &String| step.bytes().all(|byte| byte.is_ascii_digit());
    at.steps().take_while(|step| !is_index(step)).fold(Pointer::root(), |place, step| place.member(&step))
}

macro_rules! json_form {
    ($type:ident) => {
        impl $type {
            /// Reads the [JSON form](crate::microcredential::form) from a text.
            ///
            /// # Errors
            /// Everything that is malformed, missing or contradictory, at once.
            pub fn from_json(text: &str) -> Result<Self, Findings> {
                from_text(text, Self::from_node)
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.to_json().serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = Value::deserialize(deserializer)?;
                Self::from_json(&value.to_string()).map_err(serde::de::Error::custom)
            }
        }
    };
}

json_form!(Offer);
json_form!(MicroCredential);
