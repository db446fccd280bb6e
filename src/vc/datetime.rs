use crate::json::Value;
use chrono::{DateTime, Datelike, Days, NaiveDate, SecondsFormat, TimeDelta, Utc};
use std::fmt;

/// A moment with the text it was written with: an
/// [`xsd:dateTimeStamp`](https://www.w3.org/TR/xmlschema11-2/#dateTimeStamp), so its zone is always said.
///
/// The text is what a signature covers and what equality compares; [`instant`](Self::instant) is what it means.
///
/// ```
/// use microcred::vc::DateTimeStamp;
/// let stamp = DateTimeStamp::parse("2026-11-23T12:00:00+01:00").unwrap();
/// assert_eq!(stamp.instant().to_rfc3339(), "2026-11-23T11:00:00+00:00");
/// assert_eq!(stamp.to_utc().as_str(), "2026-11-23T11:00:00Z");
/// assert!(DateTimeStamp::parse("2026-11-23T12:00:00").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateTimeStamp {
    lexical: Box<str>,
    instant: DateTime<Utc>,
}

/// A day: an `xsd:date` without a zone, such as a date of birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateError {
    /// Not formed as a moment.
    #[error("it is not formed as `2026-11-23T11:00:00Z`; write it like that")]
    Form,
    /// `t` or `z` in lower case.
    #[error("its `T` or `Z` is a small letter; write it in capitals")]
    LowerCase,
    /// No zone.
    #[error("it does not say its time zone; add `Z` or an offset such as `+01:00`")]
    ZoneMissing,
    /// An offset beyond fourteen hours.
    #[error("its offset is not between -14:00 and +14:00; write the moment in UTC")]
    Offset,
    /// No such day or time; hour 24 and second 60 count among them.
    #[error("there is no such day or time; hours go to 23 and seconds to 59")]
    NoSuchTime,
    /// Before year 0 or after year 9999, in UTC.
    #[error("its year is not between 0000 and 9999; choose an earlier date, or leave it out")]
    Year,
    /// Not formed as a day.
    #[error("it is not formed as `2026-11-23`; write it like that")]
    DateForm,
}

impl DateTimeStamp {
    /// Parses the lexical form.
    ///
    /// `24:00:00` and leap seconds, which XML Schema and its readers do not agree about, are refused.
    ///
    /// # Errors
    /// What is not an `xsd:dateTimeStamp` between the years 0000 and 9999 of UTC.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        Ok(Self { instant: Self::parse_instant(text)?, lexical: text.into() })
    }

    /// The moment that a lexical form stands for, for whoever does not need the form.
    pub(crate) fn parse_instant(text: &str) -> Result<DateTime<Utc>, DateError> {
        let (year, rest) = year(text)?;
        let [b'-', month @ .., b'-', d1, d2, separator] = rest.get(..7).ok_or(DateError::Form)? else {
            return Err(DateError::Form);
        };
        match separator {
            b'T' => {}
            b't' => return Err(DateError::LowerCase),
            _ => return Err(DateError::Form),
        }
        let (time, rest) = rest[7..].split_at_checked(8).ok_or(DateError::Form)?;
        let [h1, h2, b':', m1, m2, b':', s1, s2] = *time else {
            return Err(DateError::Form);
        };
        let (nanoseconds, zone) = fraction(rest)?;
        let date = NaiveDate::from_ymd_opt(year, digits(month)?, digits(&[*d1, *d2])?).ok_or(DateError::NoSuchTime)?;
        let (hour, minute, second) = (digits(&[h1, h2])?, digits(&[m1, m2])?, digits(&[s1, s2])?);
        let local = date.and_hms_nano_opt(hour, minute, second, nanoseconds).ok_or(DateError::NoSuchTime)?;
        let instant = local.checked_sub_signed(offset(zone)?).ok_or(DateError::Year)?.and_utc();
        match instant.year() {
            0..=9999 => Ok(instant),
            _ => Err(DateError::Year),
        }
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.lexical
    }

    /// The moment, to the nanosecond.
    pub fn instant(&self) -> DateTime<Utc> {
        self.instant
    }

    /// The same moment written in UTC, which is how it is issued; a text that already ends in `Z` stays as it is.
    #[must_use]
    pub fn to_utc(&self) -> Self {
        if self.lexical.ends_with('Z') { self.clone() } else { Self::from(self.instant) }
    }
}

/// The year and what follows it.
fn year(text: &str) -> Result<(i32, &[u8]), DateError> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (year, rest) = text.as_bytes().split_at(length);
    match (text.as_bytes().first(), length) {
        (Some(b'-'), _) | (_, 5..) => Err(DateError::Year),
        (_, 4) => Ok((digits(year)?.cast_signed(), rest)),
        _ => Err(DateError::Form),
    }
}

/// The nanoseconds of `.123…`, if there is such a thing, and what follows it.
fn fraction(text: &[u8]) -> Result<(u32, &[u8]), DateError> {
    let [b'.', text @ ..] = text else {
        return Ok((0, text));
    };
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (fraction, zone) = text.split_at(length);
    if fraction.is_empty() {
        return Err(DateError::Form);
    }
    let nine = |place| fraction.get(place).map_or(0, |digit| u32::from(digit - b'0'));
    Ok(((0..9).fold(0, |sum, place| sum * 10 + nine(place)), zone))
}

/// What `Z` or `+01:00` adds to UTC.
fn offset(zone: &[u8]) -> Result<TimeDelta, DateError> {
    let [sign, h1, h2, b':', m1, m2] = *zone else {
        return match zone {
            b"Z" => Ok(TimeDelta::zero()),
            b"z" => Err(DateError::LowerCase),
            b"" => Err(DateError::ZoneMissing),
            _ => Err(DateError::Form),
        };
    };
    let (hours, minutes) = (digits(&[h1, h2])?, digits(&[m1, m2])?);
    if minutes > 59 || hours * 60 + minutes > 14 * 60 {
        return Err(DateError::Offset);
    }
    let offset = TimeDelta::minutes(i64::from(hours * 60 + minutes));
    match sign {
        b'+' => Ok(offset),
        b'-' => Ok(-offset),
        _ => Err(DateError::Form),
    }
}

fn digits(text: &[u8]) -> Result<u32, DateError> {
    text.iter().try_fold(0, |sum, byte| match byte {
        b'0'..=b'9' => Ok(sum * 10 + u32::from(byte - b'0')),
        _ => Err(DateError::Form),
    })
}

impl From<DateTime<Utc>> for DateTimeStamp {
    /// Written in UTC with as many places of a second as it has (none, three, six or nine).
    ///
    /// A moment outside the years 0000 to 9999 becomes the nearest one inside.
    fn from(instant: DateTime<Utc>) -> Self {
        let is_inside = (0..=9999).contains(&instant.year());
        let clamped = if is_inside { instant } else { instant.clamp(earliest(), latest()) };
        Self { lexical: clamped.to_rfc3339_opts(SecondsFormat::AutoSi, true).into(), instant: clamped }
    }
}

fn earliest() -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(0, 1, 1)
        .map_or(DateTime::<Utc>::MIN_UTC, |day| day.and_time(chrono::NaiveTime::MIN).and_utc())
}

fn latest() -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(9999, 12, 31)
        .and_then(|day| day.checked_add_days(Days::new(1)))
        .map_or(DateTime::<Utc>::MAX_UTC, |day| day.and_time(chrono::NaiveTime::MIN).and_utc() - TimeDelta::seconds(1))
}

impl std::str::FromStr for DateTimeStamp {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse(text)
    }
}

impl From<&DateTimeStamp> for Value {
    /// The form that is issued: UTC, with `Z`.
    fn from(stamp: &DateTimeStamp) -> Self {
        Self::from(stamp.to_utc().as_str())
    }
}

impl fmt::Display for DateTimeStamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.lexical)
    }
}

impl Date {
    /// Parses `YYYY-MM-DD`, years 0000 to 9999.
    ///
    /// # Errors
    /// What is not formed like that, or is no day of the calendar.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
            return Err(DateError::DateForm);
        };
        let number = |text: &[u8]| digits(text).map_err(|_| DateError::DateForm);
        let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
        NaiveDate::from_ymd_opt(year.cast_signed(), month, day).map(Self).ok_or(DateError::NoSuchTime)
    }

    /// The day in chrono's calendar.
    pub fn day(self) -> NaiveDate {
        self.0
    }
}

impl std::str::FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse(text)
    }
}

impl From<&Date> for Value {
    fn from(date: &Date) -> Self {
        Self::from(date.to_string())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found by fuzzing: the fraction was lost, since the latest whole second was taken for the end.
    #[test]
    fn the_last_fraction_of_a_second_is_inside() {
        let stamp = DateTimeStamp::parse("9999-12-31T23:59:59.999Z").unwrap();
        assert_eq!(DateTimeStamp::from(stamp.instant()), stamp);
    }

    #[test]
    fn what_two_readers_could_take_differently_is_refused() {
        for (text, error) in [
            ("2026-11-23T12:00:00", DateError::ZoneMissing),
            ("2026-11-23t12:00:00Z", DateError::LowerCase),
            ("2026-11-23T12:00:00z", DateError::LowerCase),
            ("2026-11-23T24:00:00Z", DateError::NoSuchTime),
            ("2026-11-23T23:59:60Z", DateError::NoSuchTime),
            ("2026-02-29T12:00:00Z", DateError::NoSuchTime),
            ("2026-11-23T12:00:00+14:01", DateError::Offset),
            ("2026-11-23T12:00:00-14:01", DateError::Offset),
            ("2026-11-23T12:00:00+01:60", DateError::Offset),
            ("10000-01-01T00:00:00Z", DateError::Year),
            ("99999999999999999999-01-01T00:00:00Z", DateError::Year),
            ("-0001-01-01T00:00:00Z", DateError::Year),
            ("9999-12-31T23:59:59-05:00", DateError::Year),
            ("0000-01-01T00:00:00+05:00", DateError::Year),
            ("2026-11-23", DateError::Form),
            ("2026-11-23 12:00:00Z", DateError::Form),
            ("2026-11-23T12:00Z", DateError::Form),
            ("2026-11-23T12:00:00.Z", DateError::Form),
            ("2026-11-23T12:00:00 Z", DateError::Form),
            ("2026-11-23T12:00:00+0100", DateError::Form),
            (" 2026-11-23T12:00:00Z", DateError::Form),
            ("２026-11-23T12:00:00Z", DateError::Form),
            ("", DateError::Form),
        ] {
            assert_eq!(DateTimeStamp::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn the_text_is_kept_and_the_moment_is_understood() {
        for (text, utc) in [
            ("2010-01-01T00:00:00Z", "2010-01-01T00:00:00+00:00"),
            ("2010-01-01T00:00:00-14:00", "2010-01-01T14:00:00+00:00"),
            ("2024-02-29T23:59:59.123456789012+00:00", "2024-02-29T23:59:59.123456789+00:00"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00+00:00"),
        ] {
            let stamp = DateTimeStamp::parse(text).unwrap();
            assert_eq!(stamp.as_str(), text);
            assert_eq!(stamp.instant().to_rfc3339(), utc, "{text}");
        }
    }

    #[test]
    fn moments_out_of_range_are_clamped_not_misprinted() {
        assert_eq!(DateTimeStamp::from(DateTime::<Utc>::MAX_UTC).as_str(), "9999-12-31T23:59:59Z");
        assert_eq!(DateTimeStamp::from(DateTime::<Utc>::MIN_UTC).as_str(), "0000-01-01T00:00:00Z");
    }
}
