//! From when and until when something is valid: what has ended, or has not begun, is not made into what is valid.

use super::{example, issuer, read};
use crate::support;
use microcred::json::Value;
use microcred::microcredential::carrier::Carrier;
use microcred::ops::{self, Convert, Converted, CredentialFormat, Operation};
use microcred::report::code;
use microcred::{Environment, elm};

/// After the award, which is of 15 June.
const ENDED: &str = "2026-06-30T23:59:59Z";
const LATER: &str = "2030-01-01T00:00:00Z";

fn document(members: &[(&str, Value)]) -> Value {
    let mut document = elm::write(&example(), &elm::Options::default().issuer(issuer())).document;
    let root = support::object(&mut document, "");
    members.iter().for_each(|(member, value)| root.insert(member, value.clone()));
    document
}

fn converted(document: &Value, to: CredentialFormat) -> Result<Converted, ops::Error> {
    Convert::new(document.to_string(), to).run(&Environment::system())
}

fn said<'v>(document: &'v Value, member: &str) -> Option<&'v str> {
    document.get(member).and_then(Value::as_str)
}

fn is_lost(converted: &Converted, place: &str) -> bool {
    converted.losses.iter().any(|loss| loss.pointer.as_str() == place)
}

#[test]
fn of_two_ends_the_earlier_is_taken() {
    for (until, expiration) in [(ENDED, LATER), (LATER, ENDED)] {
        let torn = document(&[("validUntil", until.into()), ("expirationDate", expiration.into())]);
        let told: Vec<_> = read(&torn).recovered.findings.iter().map(ToString::to_string).collect();
        let is_told = |text: &String| text.contains("elm.disagreement") && text.contains("the earlier of the two");
        assert!(told.iter().any(is_told), "{told:?}");
        for to in [CredentialFormat::OpenBadges3, CredentialFormat::Elm] {
            let made = converted(&torn, to).unwrap();
            assert_eq!(said(&made.document, "validUntil"), Some(ENDED));
            assert_eq!(is_lost(&made, "/validUntil"), until == LATER);
            assert_eq!(is_lost(&made, "/expirationDate"), expiration == LATER);
        }
    }
}

/// As XML Schema has it, the zone of a dateTime may be left out.
#[test]
fn an_end_without_a_zone_is_one_in_utc() {
    let ended = document(&[("validUntil", "2026-06-30T23:59:59".into())]);
    assert!(read(&ended).recovered.findings.contains(code::elm::ZONE));
    let made = converted(&ended, CredentialFormat::OpenBadges3).unwrap();
    assert_eq!(said(&made.document, "validUntil"), Some(ENDED));
    assert!(!is_lost(&made, "/validUntil"), "{}", made.losses);
    let valued = document(&[("expirationDate", microcred::json::Object::new().with("@value", ENDED).into())]);
    assert_eq!(read(&valued).valid_until.unwrap().as_str(), ENDED);
}

#[test]
fn of_an_end_that_cannot_be_read_no_badge_is_made() {
    for (member, wrong) in [
        ("validUntil", Value::from("2024-12-31")),
        ("expirationDate", Value::from("soon")),
        ("validUntil", Value::from(2024_i32)),
        ("validFrom", Value::from("2030")),
        ("validFrom", Value::from("2030-01-01")),
    ] {
        let document = document(&[(member, wrong.clone())]);
        for to in [CredentialFormat::OpenBadges3, CredentialFormat::Elm] {
            let Err(ops::Error::Refused(told)) = converted(&document, to) else { panic!("{member} {wrong}") };
            assert!(told.contains(code::elm::VALIDITY), "{told}");
        }
        // A micro-credential ends never, and what it was read from does: that is told.
        let held = converted(&document, CredentialFormat::MicroCredential).unwrap();
        assert!(is_lost(&held, &format!("/{member}")), "{}", held.losses);
        assert!(held.findings.contains(code::elm::VALIDITY));
    }
    // The day of issuing may be all that is said of when it begins.
    let day = document(&[("validFrom", "2026-06-15".into())]);
    let made = converted(&day, CredentialFormat::OpenBadges3).unwrap();
    assert_eq!(said(&made.document, "validFrom"), Some("2026-06-15T00:00:00Z"));
}

#[test]
fn what_is_valid_later_than_awarded_stays_so() {
    let later = document(&[("validFrom", LATER.into())]);
    assert!(!read(&later).recovered.findings.contains(code::elm::DISAGREEMENT), "it is another matter than the award");
    for to in [CredentialFormat::OpenBadges3, CredentialFormat::Elm] {
        let made = converted(&later, to).unwrap();
        assert_eq!(said(&made.document, "validFrom"), Some(LATER));
        assert!(!is_lost(&made, "/validFrom"), "{}", made.losses);
        let awarded = if to == CredentialFormat::Elm { "issued" } else { "awardedDate" };
        assert_eq!(said(&made.document, awarded), Some("2026-06-15T00:00:00Z"));
    }
    assert!(is_lost(&converted(&later, CredentialFormat::MicroCredential).unwrap(), "/validFrom"));
    for carrier in [Carrier::Standard, Carrier::Extended] {
        let mut badge = carrier.carry(&example(), &issuer()).unwrap().badge.to_json();
        let held = converted(&badge, CredentialFormat::MicroCredential).unwrap();
        assert!(!is_lost(&held, "/validFrom"), "{}", held.losses);
        support::object(&mut badge, "").insert("validFrom", LATER);
        let european = converted(&badge, CredentialFormat::Elm).unwrap();
        assert_eq!(said(&european.document, "validFrom"), Some(LATER));
        assert!(!is_lost(&european, "/validFrom"), "{}", european.losses);
        assert!(is_lost(&converted(&badge, CredentialFormat::MicroCredential).unwrap(), "/validFrom"));
    }
}

/// Whether something was withdrawn stands elsewhere, where nobody looks.
#[test]
fn that_nobody_looked_at_the_status_is_said() {
    let status = support::json(r#"{"id": "https://u.example/status/1", "type": "CredentialStatus"}"#);
    let made = converted(&document(&[("credentialStatus", status)]), CredentialFormat::OpenBadges3).unwrap();
    let loss = made.losses.iter().find(|loss| loss.pointer.as_str() == "/credentialStatus").unwrap();
    assert!(loss.reason.contains("withdrawn is not looked at"), "{}", loss.reason);
}
