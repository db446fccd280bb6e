//! Open Educational Badges: extensions of Open Badges 2.0 under the names that edubadges uses, with a meaning of its own.

use super::{Rule, Term, term, written};
use crate::framework::Quantity;
use crate::json::Value;
use crate::microcredential::Elements;

pub(super) const TERMS: &[Term] = &[term("StudyLoad", "/offer/workload", Rule::OpenEducationalBadges, minutes)];

/// Whether an extension has its meaning from there: its context says so, where the name alone would not.
pub(super) fn defines(extension: &Value) -> bool {
    let contexts = extension.get("@context");
    let contexts = contexts.map(|own| own.as_array().unwrap_or(std::slice::from_ref(own))).unwrap_or_default();
    let is_of =
        |url: &str| url.split_once("://").is_some_and(|(_, rest)| rest.starts_with("api.openbadges.education/"));
    contexts.iter().filter_map(Value::as_str).any(is_of)
}

/// A study load in minutes, where edubadges counts hours.
fn minutes(value: &Value, elements: &mut Elements) -> Option<()> {
    let hours = Quantity::from_hours(&format!("PT{}M", written(value)?)).ok().filter(|hours| !hours.is_zero())?;
    elements.workload.hours.get_or_insert(hours);
    Some(())
}
