//! Bytes: two readings of one text, and texts that are none.

use super::{assert_invalid, assert_only_the_screen_refuses, assert_refused, valid, verify, within};
use crate::support::cases::case;
use crate::support::{Counting, badge, edited, json, object, secure, verifier};
use microcred::Limits;
use microcred::report::{Outcome, Status, code};
use std::time::Duration;

#[test]
fn struct_depth_100k() {
    case!(42);
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let verification = within(Duration::from_secs(5), || verify(text));
        assert!(verification.has(code::input::DEPTH), "{verification}");
    }
    // Whoever lifts every limit has no larger stack for it.
    let limits = Limits { depth: usize::MAX, values: usize::MAX, bytes: usize::MAX, ..Limits::default() };
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = format!("{}1{}", open.repeat(400_000), close.repeat(400_000));
        let verification = verifier().with_limits(limits.clone()).verify(&text, &Counting::new());
        assert!(verification.has(code::input::DEPTH), "{verification}");
    }
    let text = secure(&badge()).replacen(
        "\"evidence\":",
        &format!("\"deep\":{}1{},\"evidence\":", "[".repeat(100), "]".repeat(100)),
        1,
    );
    assert_invalid(&text, code::input::DEPTH);
}

/// Whatever is said of a place names all members on the way to it.
#[test]
fn names_of_members_inside_one_another_are_bounded_together() {
    let nested = |name: usize| format!(r#"{{"{0}": {{"{0}": 1}}, "{0}b": 2}}"#, "a".repeat(name));
    let refused = |text: String| verify(text).has(code::input::LIMIT_NAMES);
    assert!(!refused(nested(Limits::NAMES / 2)));
    assert!(refused(nested(Limits::NAMES / 2 + 1)));
}

#[test]
fn json_dup_key_issuer() {
    case!(44);
    let signed = secure(&badge());
    assert_invalid(&signed.replacen('{', "{\"issuer\":\"did:example:attacker\",", 1), code::input::DUPLICATE_KEY);
    // Spelled with an escape it is the same name.
    assert_invalid(&signed.replacen('{', "{\"\\u0069ssuer\":\"did:example:attacker\",", 1), code::input::DUPLICATE_KEY);
    assert_invalid(
        &signed.replace("\"@value\"", "").replacen("\"name\":", "\"name\":\"Evil\",\"name\":", 1),
        code::input::DUPLICATE_KEY,
    );
}

#[test]
fn json_lone_surrogate() {
    case!(45);
    for escape in ["\\ud800", "\\udc00", "\\ud800\\ud800", "\\ud800x"] {
        assert_invalid(&secure(&badge()).replacen("Audit report", escape, 1), code::input::SURROGATE);
    }
}

#[test]
fn json_1e999_credits() {
    case!(46);
    for number in ["1e999", "-1e999", "1e400"] {
        let text = secure(&badge()).replacen("\"creditsEarned\":2.5", &format!("\"creditsEarned\":{number}"), 1);
        assert_invalid(&text, code::input::NUMBER);
    }
    for number in ["NaN", "Infinity", "01", "1.", ".5", "+1", "0x10"] {
        let text = secure(&badge()).replacen("\"creditsEarned\":2.5", &format!("\"creditsEarned\":{number}"), 1);
        assert_eq!(verify(&text).outcome, Outcome::Invalid, "{number}");
    }
}

#[test]
fn json_bom_utf16() {
    case!(48);
    let signed = secure(&badge());
    let verification = valid(&format!("\u{feff}{signed}"));
    let warned: Vec<_> = verification.checks.iter().filter(|check| check.status == Status::Warn).collect();
    assert_eq!(warned.iter().filter_map(|check| check.code()).collect::<Vec<_>>(), [code::input::BOM]);
    let utf16 = |bytes: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
        let mark = mark.then_some('\u{feff}');
        mark.into_iter().chain(signed.chars()).collect::<String>().encode_utf16().flat_map(bytes).collect()
    };
    for text in [
        utf16(u16::to_le_bytes, true),
        utf16(u16::to_be_bytes, true),
        utf16(u16::to_le_bytes, false),
        utf16(u16::to_be_bytes, false),
    ] {
        let verification = verify(text);
        assert_eq!(
            verification.primary.as_ref().map(|primary| primary.code),
            Some(code::input::ENCODING),
            "{verification}"
        );
    }
}

/// Names that mean something to JavaScript mean nothing here.
#[test]
fn json_proto_keys() {
    case!(49);
    for name in ["__proto__", "constructor", "toString", "hasOwnProperty"] {
        for place in ["", "/credentialSubject"] {
            let text =
                edited(&secure(&badge()), |badge| object(badge, place).insert(name, json(r#"{"name": "Evil"}"#)));
            assert_only_the_screen_refuses(&text, code::context::UNDEFINED_TERM);
        }
    }
}

#[test]
fn input_64_mib() {
    case!(50);
    let mut text = secure(&badge()).into_bytes();
    text.resize(64 * 1024 * 1024, b' ');
    let verification = within(Duration::from_secs(2), || verify(&text));
    assert_eq!(verification.primary.as_ref().map(|primary| primary.code), Some(code::input::TOO_LARGE));
    assert_eq!(verification.input.bytes, text.len());
    text.truncate(Limits::default().bytes);
    assert_eq!(verify(text).outcome, Outcome::Valid, "white space up to the limit is no fault");
}

/// Seen in the wild: encoded twice before signing. It is authentic, and looks wrong.
#[test]
fn mojibake_double_utf8() {
    case!(51);
    let mut document = badge();
    object(&mut document, "").insert("name", "Green skillsÂ® for trainers");
    let verification = valid(&secure(&document));
    assert!(verification.has(code::input::DOUBLE_ENCODED));
    object(&mut document, "").insert("name", "Compétences vertes® für Ausbilder — Ârea");
    assert!(!valid(&secure(&document)).has(code::input::DOUBLE_ENCODED));
}

/// What services hand out around a credential is none, and the way out is named.
#[test]
fn a_credential_in_an_envelope_of_a_service() {
    let badge = secure(&badge());
    for (text, place) in [
        (format!(r#"{{"format": "ldp_vc", "credential": {badge}}}"#), "/credential"),
        (format!(r#"{{"credentials": [{badge}]}}"#), "/credentials/0"),
        (r#"{"jwt": "eyJhbGciOiJFZERTQSJ9.e30.AAAA"}"#.to_owned(), "/jwt"),
    ] {
        let verification = verify(&text);
        assert_refused(&verification, Outcome::Invalid, code::format::TYPE);
        assert!(verification.to_string().contains(&format!("what stands at {place} ")), "{verification}");
    }
}
