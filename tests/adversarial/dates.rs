//! Dates that two readers could take differently, and clocks that differ: cases 128 and 129.

use super::{assert_refused, verify};
use crate::support::cases::case;
use crate::support::{badge, did_key, instant, issuing_key, json, object, sign_by_hand};
use chrono::TimeDelta;
use microcred::json::Value;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Outcome, Status, code};

/// The badge with one of its dates as this JSON.
fn dated(member: &str, date: &str) -> Value {
    let mut badge = badge();
    object(&mut badge, "").insert(member, json(date));
    badge
}

fn signed(badge: &Value) -> String {
    sign_by_hand(badge, &issuing_key(), &[])
}

/// The issuer has signed it like that, and it is refused, as a beginning and as an end; nor is it issued here.
#[track_caller]
fn assert_malformed(date: &str) {
    for member in ["validFrom", "validUntil"] {
        let badge = dated(member, date);
        let verification = verify(signed(&badge));
        assert_refused(&verification, Outcome::Invalid, code::validity::MALFORMED);
        let signature = verification.check("proof.signature").map(|check| check.status);
        assert_eq!(signature, Some(Status::Pass), "{verification}");
        let issued = crate::support::issuer().secure(&badge.to_string(), Cryptosuite::EddsaRdfc2022);
        assert!(issued.is_err(), "{member} {date}");
    }
}

#[test]
fn dates_no_zone() {
    case!(128);
    for date in ["2026-10-01T00:00:00", "2026-10-01", "2026-10-01T00:00:00.5", "2026-10-01T00:00:00 Z", ""] {
        assert_malformed(&format!("\"{date}\""));
    }
}

#[test]
fn dates_lower_t_z() {
    case!(128);
    for date in ["2026-10-01t00:00:00Z", "2026-10-01T00:00:00z", "2026-10-01t00:00:00z"] {
        assert_malformed(&format!("\"{date}\""));
    }
}

#[test]
fn dates_hour_24() {
    case!(128);
    assert_malformed("\"2026-10-01T24:00:00Z\"");
}

#[test]
fn dates_second_60() {
    case!(128);
    for date in ["2026-10-01T00:00:60Z", "2016-12-31T23:59:60Z"] {
        assert_malformed(&format!("\"{date}\""));
    }
}

#[test]
fn dates_offset_beyond_14() {
    case!(128);
    for offset in ["+14:01", "-14:01", "+24:00", "+99:99", "+01:60", "+1:00", "+0100"] {
        assert_malformed(&format!("\"2026-10-01T00:00:00{offset}\""));
    }
}

#[test]
fn dates_year_10000() {
    case!(128);
    for year in ["10000", "99999999999999999999", "-0001", "+2026", "26"] {
        assert_malformed(&format!("\"{year}-10-01T00:00:00Z\""));
    }
}

/// The last hours of the calendar, some hours to the west of it, and the first ones to the east.
#[test]
fn dates_overflow_by_offset() {
    case!(128);
    for date in ["9999-12-31T23:59:59-05:00", "0000-01-01T00:00:00+05:00"] {
        assert_malformed(&format!("\"{date}\""));
    }
}

#[test]
fn dates_window_inverted() {
    case!(128);
    let mut inverted = dated("validFrom", "\"2026-10-02T00:00:00Z\"");
    object(&mut inverted, "").insert("validUntil", "2026-10-01T00:00:00Z");
    assert_refused(&verify(signed(&inverted)), Outcome::Invalid, code::validity::WINDOW_INVERTED);
    // In other zones, an end that reads like a later one.
    object(&mut inverted, "").insert("validFrom", "2026-10-01T12:00:00-10:00");
    object(&mut inverted, "").insert("validUntil", "2026-10-01T13:00:00+10:00");
    assert_refused(&verify(signed(&inverted)), Outcome::Invalid, code::validity::WINDOW_INVERTED);
}

/// A null says nothing, so that nothing is signed; and a reader could take it for "from ever".
#[test]
fn dates_null() {
    case!(128);
    for member in ["validFrom", "validUntil"] {
        let verification = verify(signed(&dated(member, "null")));
        assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
        assert!(verification.has(code::validity::MALFORMED), "{verification}");
    }
}

#[test]
fn dates_array() {
    case!(128);
    for dates in [r#"["2026-10-01T00:00:00Z"]"#, r#"["2026-10-01T00:00:00Z", "2020-10-01T00:00:00Z"]"#, "[]"] {
        for member in ["validFrom", "validUntil"] {
            let verification = verify(signed(&dated(member, dates)));
            assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
            assert!(verification.has(code::validity::MALFORMED), "{verification}");
        }
    }
}

/// Clocks may differ by five minutes, and by no second more.
#[test]
fn skew_299s_301s() {
    case!(129);
    let away = |seconds: i64| {
        let moment = instant(crate::support::NOW) + TimeDelta::seconds(seconds);
        format!("\"{}\"", moment.format("%Y-%m-%dT%H:%M:%SZ"))
    };
    for seconds in [299, 300] {
        assert_eq!(verify(signed(&dated("validFrom", &away(seconds)))).outcome, Outcome::Valid);
        assert_eq!(verify(signed(&dated("validUntil", &away(-seconds)))).outcome, Outcome::Valid);
    }
    let early = verify(signed(&dated("validFrom", &away(301))));
    assert_refused(&early, Outcome::Invalid, code::validity::NOT_YET);
    let late = verify(signed(&dated("validUntil", &away(-301))));
    assert_refused(&late, Outcome::Invalid, code::validity::EXPIRED);
}

/// Under the contexts of VC 1.1, the names of 2.0 are signed as well, and count as well.
#[test]
fn dates_of_both_versions() {
    let credential = |member: &str, date: &str| {
        let did = did_key(&issuing_key());
        json(&format!(
            r#"{{"@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2"], "type": ["VerifiableCredential"], "issuer": "{did}",
                 "issuanceDate": "2026-01-01T00:00:00Z", "expirationDate": "2030-01-01T00:00:00Z", "{member}": "{date}",
                 "credentialSubject": {{"id": "did:example:ana"}}}}"#
        ))
    };
    let good = verify(signed(&credential("validFrom", "2026-02-01T00:00:00Z")));
    assert_eq!(good.outcome, Outcome::Valid, "{good}");
    let early = verify(signed(&credential("validFrom", "2030-01-01T00:00:00Z")));
    assert_refused(&early, Outcome::Invalid, code::validity::NOT_YET);
    let late = verify(signed(&credential("validUntil", "2026-02-01T00:00:00Z")));
    assert_refused(&late, Outcome::Invalid, code::validity::EXPIRED);
}
