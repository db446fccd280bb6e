//! Moments as Open Badges 2.0 writes them.

use crate::vc::{DateError, DateTimeStamp};

/// How many letters `2026-11-23T11:00` has.
const MINUTE: usize = 16;

/// Reads a moment in any way that the specification allows
/// ([DateTime](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#dateTime)): seconds may be left out, and so
/// may the colon and the minutes of an offset. It is kept as Open Badges 3.0 writes it.
pub(crate) fn moment(text: &str) -> Result<DateTimeStamp, DateError> {
    DateTimeStamp::parse(text).or_else(|error| DateTimeStamp::parse(&spelled_out(text).ok_or(error)?))
}

/// With seconds, and an offset in hours and minutes.
fn spelled_out(text: &str) -> Option<String> {
    let (minute, rest) = text.split_at_checked(MINUTE)?;
    let zone = rest.find(['Z', '+', '-'])?;
    let (seconds, zone) = rest.split_at(zone);
    let seconds = if seconds.is_empty() { ":00" } else { seconds };
    let is_short =
        zone.get(1..).is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|own| own.is_ascii_digit()));
    let zone = match zone.len() {
        3 if is_short => format!("{zone}:00"),
        5 if is_short => format!("{}:{}", &zone[..3], &zone[3..]),
        _ => zone.to_owned(),
    };
    Some(format!("{minute}{seconds}{zone}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_the_parts_of_an_offset_may_be_left_out() {
        for (text, kept) in [
            ("2024-12-31T23:59Z", "2024-12-31T23:59:00Z"),
            ("2024-12-31T23:59+00:00", "2024-12-31T23:59:00+00:00"),
            ("2024-12-31T23:59:59+0000", "2024-12-31T23:59:59+00:00"),
            ("2024-12-31T23:59:59+00", "2024-12-31T23:59:59+00:00"),
            ("2024-12-31T23:59:59.25-0530", "2024-12-31T23:59:59.25-05:30"),
            ("2024-12-31T23:59:59Z", "2024-12-31T23:59:59Z"),
        ] {
            let read = moment(text).unwrap();
            assert_eq!(read.as_str(), kept, "{text}");
            assert!(DateTimeStamp::parse(read.to_utc().as_str()).is_ok(), "{text}");
        }
        for text in [
            "2024-12-31",
            "2024-12-31T23:59",
            "2024-12-31T23:59:59",
            "2024-12-31T23Z",
            "2024-12-31T23:59:Z",
            "2024-12-31T23:59:59+0",
            "2024-12-31T23:59:59+000",
            "2024-12-31T23:59:59+00000",
            "2024-12-31T23:59:59+1500",
            "2024-12-31T24:00+00",
            "2024-12-31T23:5éZ",
            "1483228799",
            "",
        ] {
            assert!(moment(text).is_err(), "{text}");
        }
    }
}
