//! From when and until when a credential is valid. From when is about the document and no element of a micro-credential, and so it stays
//! among what these have no place for.

use super::document::Document;
use crate::elm::VALID_UNTIL;
use crate::json::{Node, Pointer};
use crate::microcredential::parse_date;
use crate::report::code;
use crate::vc::{DateError, DateTimeStamp};
use chrono::NaiveDate;

/// From when and until when it is valid, as it says, and where that stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Validity {
    pub(crate) from: Option<DateTimeStamp>,
    pub(crate) until: Option<DateTimeStamp>,
    pub(crate) from_at: Option<Pointer>,
    pub(crate) until_at: Vec<Pointer>,
}

impl Validity {
    /// Whether something at this place was taken for a bound.
    pub(crate) fn is_at(&self, place: &Pointer) -> bool {
        self.from_at.as_ref() == Some(place)
    }
}

/// Of two ends the earlier is read: a credential that has ended is not to become one that has not.
pub(super) fn read(document: &mut Document<'_>, issued: Option<NaiveDate>) -> Validity {
    let root = document.root;
    let stated = |member: &str| root.get(member)?.each().next().filter(|place| !place.is_null());
    let mut validity = Validity::default();
    if let Some(place) = stated("validFrom").filter(|place| !is_day(*place, issued)) {
        validity.from = moment(document, place);
        validity.from_at = validity.from.is_some().then(|| place.path());
    }
    let mut until_at = Vec::new();
    for place in VALID_UNTIL.into_iter().filter_map(stated) {
        let Some(until) = moment(document, place) else { continue };
        match &validity.until {
            Some(own) if own.instant() == until.instant() => until_at.push(place),
            Some(own) => {
                let detail = format!("it says {until}, and {own} is said too; the earlier of the two is taken");
                document.say(code::elm::DISAGREEMENT, place.path(), detail);
                if until.instant() < own.instant() {
                    (validity.until, until_at) = (Some(until), vec![place]);
                }
            }
            None => (validity.until, until_at) = (Some(until), vec![place]),
        }
    }
    validity.until_at = until_at.iter().map(|place| place.path()).collect();
    until_at.into_iter().for_each(|place| document.take(place));
    validity
}

/// Whether it is nothing but the day of issuing, from the beginning of which it is valid then.
fn is_day(place: Node<'_>, issued: Option<NaiveDate>) -> bool {
    issued.is_some() && place.as_str().and_then(parse_date) == issued
}

/// A point in time. XML Schema lets its zone be left out.
fn moment<'t>(document: &mut Document<'t>, place: Node<'t>) -> Option<DateTimeStamp> {
    let text = place.get("@value").unwrap_or(place).as_str().unwrap_or_default();
    let read = DateTimeStamp::parse(text).or_else(|error| match error {
        DateError::ZoneMissing => {
            document.say(code::elm::ZONE, place.path(), "say it with a Z at its end, or with an offset");
            DateTimeStamp::parse(&format!("{text}Z"))
        }
        other => Err(other),
    });
    read.map_err(|error| document.say(code::elm::VALIDITY, place.path(), error.to_string())).ok()
}
