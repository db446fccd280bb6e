use chrono::{Datelike, NaiveDate};
use std::fmt;

/// A day, or a year of which it is not known on which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums)] // how well a date is known: to the day, or to the year
pub enum KnownDate {
    /// The day.
    Day(NaiveDate),
    /// Some day of this year.
    Year(i32),
}

/// Whether a profile was in force on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums)] // it was, it was not, or that is not known
pub enum InForce {
    /// It was not.
    No,
    /// The day is in the year in which it began or ended, and no more is known.
    Perhaps,
    /// It was.
    Yes,
}

impl KnownDate {
    /// A date such as `2025-04-01`, or a year such as `2025`.
    pub fn parse(text: &str) -> Option<Self> {
        let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        match is_year {
            true => text.parse().ok().map(Self::Year),
            false => crate::microcredential::form::parse_date(text).map(Self::Day),
        }
    }

    /// Whether what begins on it has begun on a day.
    pub(super) fn has_begun(self, day: NaiveDate) -> InForce {
        match self {
            Self::Day(first) => InForce::of(first <= day),
            Self::Year(year) if year == day.year() => InForce::Perhaps,
            Self::Year(year) => InForce::of(year < day.year()),
        }
    }

    /// Whether what it is the last day of still lasts on a day.
    pub(super) fn still_lasts(self, day: NaiveDate) -> InForce {
        match self {
            Self::Day(last) => InForce::of(day <= last),
            Self::Year(year) if year == day.year() => InForce::Perhaps,
            Self::Year(year) => InForce::of(day.year() < year),
        }
    }
}

impl InForce {
    fn of(is: bool) -> Self {
        if is { Self::Yes } else { Self::No }
    }
}

impl fmt::Display for KnownDate {
    /// As the JSON form writes it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(formatter),
            Self::Year(year) => write!(formatter, "{year:04}"),
        }
    }
}
