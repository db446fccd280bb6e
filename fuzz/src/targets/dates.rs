//! Moments, days, durations and quantities: what is read is written back as it stood, and means the same.

use super::text;
use crate::Target;
use crate::mutate::Shape;
use crate::seeds::Seeds;
use microcred::framework::Quantity;
use microcred::ops::{Issue, Verify};
use microcred::vc::{Date, DateTimeStamp};

pub const TARGET: Target = Target { name: "dates", shape: Shape::Bytes, longest: 96, hold, seeds };

fn hold(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Ok(stamp) = DateTimeStamp::parse(text) {
        assert_eq!(stamp.as_str(), text);
        let utc = stamp.to_utc();
        assert!(utc.as_str().ends_with('Z'));
        assert_eq!(DateTimeStamp::parse(utc.as_str()).map(|again| again.instant()), Ok(stamp.instant()));
        let written = DateTimeStamp::from(stamp.instant());
        assert_eq!(written.instant(), stamp.instant());
        // Another reader takes it for the same moment.
        let theirs = chrono::DateTime::parse_from_rfc3339(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let (ours, theirs) = (stamp.instant().timestamp_micros(), theirs.timestamp_micros());
        assert_eq!(ours, theirs, "{text}");
    }
    if let Ok(date) = Date::parse(text) {
        assert_eq!(date.to_string(), text);
    }
    if let Ok(quantity) = text.parse::<Quantity>() {
        assert_eq!(quantity.to_string().parse(), Ok(quantity));
        assert_eq!(Quantity::from_hours(&quantity.as_hours()), Ok(quantity));
    }
    if let Ok(hours) = Quantity::from_hours(text) {
        assert_eq!(Quantity::from_hours(&hours.as_hours()), Ok(hours));
    }
    let _ = (Verify::moment(text), Issue::expiry(text).is_ok());
}

fn seeds(seeds: &mut Seeds) {
    seeds.words([
        "T",
        "Z",
        "+14:00",
        "-00:00",
        "24:00:00",
        ":60",
        ".999999999",
        "PT",
        "P1D",
        "H",
        "M",
        "S",
        "0000-",
        "9999-",
    ]);
    for text in [
        "2026-11-23T11:00:00Z",
        "2026-11-23T11:00:00.123456789+14:00",
        "0000-01-01T00:00:00-14:00",
        "9999-12-31T23:59:59.999Z",
        "2024-02-29",
        "PT7H30M36S",
        "2.5",
        "42949672.95",
        "1y",
        "90d",
    ] {
        seeds.add(text);
    }
}
