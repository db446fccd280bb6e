//! Status: cases 21, 47 and 111 to 121, those about lists in `status_lists`. What could not be found, read, believed or understood
//! never means that a credential stands.

use super::{assert_invalid, assert_refused, verify};
use crate::support::cases::case;
use crate::support::{
    Counting, NOW, at, attackers_key, badge, did_key, edited, environment, instant, issuer, issuing_key, json, key,
    object, secure, sign_by_hand, verifier,
};
use flate2::{Compress, Compression, Crc, FlushCompress, Status as Deflated};
use microcred::badge::AchievementCredential;
use microcred::codec::base64url;
use microcred::issue::IssueError;
use microcred::json::{Object, Value};
use microcred::key::InMemorySigner;
use microcred::present::{Asked, Presenter};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Code, Effect, Outcome, Status, code};
use microcred::status::Bitstring;
use microcred::vc::{NestedCredential, Presentation};
use microcred::verify::{Policy, Verification};

pub(crate) const LIST: &str = "https://vet.example/status/1";
pub(super) const SECOND_LIST: &str = "https://vet.example/status/2";
pub(super) const INDEX: usize = 94_567;

pub(crate) fn own() -> String {
    did_key(&issuing_key())
}

pub(super) fn bits(entries: usize, size: u8, set: &[(usize, u32)]) -> String {
    let mut list = Bitstring::new(entries, size).unwrap();
    set.iter().for_each(|(index, value)| list.set(*index, *value).unwrap());
    list.encode().unwrap()
}

/// A list of the smallest size in which these entries are set.
pub(super) fn with_set(set: &[usize]) -> String {
    bits(131_072, 1, &set.iter().map(|index| (*index, 1)).collect::<Vec<_>>())
}

/// The credential of a list, unsigned.
pub(crate) fn list_of(issuer: &str, url: &str, purpose: &str, encoded: &str) -> Value {
    json(&format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "{url}",
            "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": "{issuer}",
            "validFrom": "2026-11-20T00:00:00Z", "validUntil": "2026-11-30T00:00:00Z",
            "credentialSubject": {{"id": "{url}#list", "type": "BitstringStatusList", "statusPurpose": "{purpose}",
                "encodedList": "{encoded}"}}}}"#
    ))
}

pub(crate) fn signed_list(url: &str, purpose: &str, encoded: &str) -> String {
    secure(&list_of(&own(), url, purpose, encoded))
}

/// A signed list of the smallest size for revocation in which these entries are set.
pub(super) fn revocations(set: &[usize]) -> String {
    signed_list(LIST, "revocation", &with_set(set))
}

pub(super) fn entry(purpose: &str, list: &str, index: usize) -> Value {
    let text = format!(
        r#"{{"type": "BitstringStatusListEntry", "statusPurpose": "{purpose}", "statusListIndex": "{index}",
            "statusListCredential": "{list}"}}"#
    );
    json(&text)
}

pub(super) fn with_status(status: Value) -> Value {
    let mut badge = badge();
    object(&mut badge, "").insert("credentialStatus", status);
    badge
}

pub(crate) fn revocable() -> Value {
    with_status(entry("revocation", LIST, INDEX))
}

/// A revocable badge whose entry is changed before it is signed, by an issuer that asks nothing about it.
fn revocable_with(name: &str, value: &str) -> String {
    let mut badge = revocable();
    object(&mut badge, "/credentialStatus").insert(name, json(value));
    sign_by_hand(&badge, &issuing_key(), &[])
}

pub(crate) fn lists(lists: &[(&str, &str)]) -> Counting {
    lists.iter().fold(Counting::new().after_proof(), |known, (url, list)| known.with(url, *list))
}

pub(super) fn verify_with(badge: &str, list: &str) -> Verification {
    let verification = verifier().verify(badge, &lists(&[(LIST, list)]));
    crate::support::cases::saw(&verification);
    verification
}

#[track_caller]
pub(super) fn assert_stands(verification: &Verification) {
    crate::support::cases::saw(verification);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    let accepted = verification.accept::<AchievementCredential>().unwrap();
    assert_eq!(accepted.provenance().status_checked_at, Some(instant(NOW)));
}

/// Nobody can tell, and nothing passes, because of this.
#[track_caller]
pub(super) fn assert_unknown(verification: &Verification, code: Code) {
    assert_refused(verification, Outcome::Indeterminate, code);
}

#[test]
fn a_status_that_is_clear_and_one_that_is_not() {
    let badge = secure(&revocable());
    let resolver = lists(&[(LIST, &revocations(&[INDEX - 1, INDEX + 1]))]);
    let verification = verifier().verify(&badge, &resolver);
    assert_stands(&verification);
    assert_eq!(resolver.asked(), [LIST]);
    let check = verification.check("status").unwrap();
    assert_eq!(check.status, Status::Pass);
    assert_eq!(check.params.get("checkedAt").and_then(Value::as_str), Some(NOW));
    let resource = verification.resources.iter().find(|resource| resource.kind == "status_list").unwrap();
    assert_eq!((resource.url.as_str(), resource.sha256.len()), (LIST, 64));

    assert_refused(&verify_with(&badge, &revocations(&[INDEX])), Outcome::Invalid, code::status::REVOKED);
}

/// Case 21, and its other form: the whole entry stands elsewhere and only its name where it belongs.
#[test]
fn ld_status_member_moved() {
    case!(21);
    let id = "https://vet.example/status/1#94567";
    let mut document = with_status(json(&edited(&entry("revocation", LIST, INDEX).to_string(), |entry| {
        object(entry, "").insert("id", id);
        object(entry, "").insert("statusSize", json("1"));
    })));
    object(&mut document, "")
        .insert("relatedResource", json(r#"[{"id": "https://vet.example/more", "digestSRI": "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="}]"#));
    let signed = secure(&document);
    assert_stands(&verify_with(&signed, &revocations(&[])));

    let moved = edited(&signed, |badge| {
        let size = object(badge, "/credentialStatus").remove("statusSize").unwrap();
        let copy = Object::new().with("id", id).with("type", "BitstringStatusListEntry").with("statusSize", size);
        let Value::Array(resources) = at(badge, "/relatedResource") else { panic!() };
        resources.push(copy.into());
    });
    let elsewhere = edited(&signed, |badge| {
        let entry = object(badge, "").remove("credentialStatus").unwrap();
        object(badge, "").insert("credentialStatus", Object::new().with("id", id));
        let Value::Array(resources) = at(badge, "/evidence") else { panic!() };
        resources.push(entry);
    });
    for text in [moved, elsewhere] {
        let verification = verify_with(&text, &revocations(&[]));
        assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
        assert!(verification.accept::<AchievementCredential>().is_err());
    }
    // What is described in part here and in part there is told by its own name.
    let halves = edited(&signed, |badge| {
        let size = object(badge, "/credentialStatus").remove("statusSize").unwrap();
        let copy = Object::new().with("id", id).with("type", "BitstringStatusListEntry").with("statusSize", size);
        let Value::Array(resources) = at(badge, "/evidence") else { panic!() };
        resources.push(copy.into());
    });
    let verification = verify_with(&halves, &revocations(&[]));
    assert!(verification.has(code::status::ENTRY_DESCRIBED_ELSEWHERE), "{verification}");
    crate::support::cases::say(format!("invalid {}", code::status::ENTRY_DESCRIBED_ELSEWHERE));
}

/// Case 47.
#[test]
fn json_400_digit_int() {
    case!(47);
    let digits = "9".repeat(400);
    assert_invalid(&revocable_with("statusListIndex", &format!("\"{digits}\"")), code::status::INDEX_MALFORMED);
    // No statement holds so many digits of a number.
    let number = "9".repeat(300);
    assert_invalid(&revocable_with("statusListIndex", &number), code::context::NOT_COMPACTED);
}

/// A list of `pieces` times a mebibyte of zeros, made without ever holding them.
pub(crate) fn bomb(pieces: u32) -> String {
    const PIECE: usize = 1 << 20;
    let zeros = vec![0; PIECE];
    let mut compress = Compress::new(Compression::best(), false);
    let mut deflate = |flush| {
        let mut piece = Vec::with_capacity(64 * 1024);
        assert!(matches!(compress.compress_vec(&zeros, &mut piece, flush), Ok(Deflated::Ok | Deflated::StreamEnd)));
        piece
    };
    let first = deflate(FlushCompress::Full);
    let last = deflate(FlushCompress::Finish);
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
    (1..pieces).for_each(|_| bytes.extend_from_slice(&first));
    bytes.extend_from_slice(&last);
    let mut sum = Crc::new();
    (0..pieces.min(64)).for_each(|_| sum.update(&zeros));
    bytes.extend_from_slice(&sum.sum().to_le_bytes());
    bytes.extend_from_slice(&(pieces << 20).to_le_bytes());
    format!("u{}", base64url::encode(&bytes))
}

/// Case 113.
#[test]
fn status_index_negative() {
    case!(113);
    for bad in [
        "\"-1\"",
        "-1",
        "1.5",
        "\"1.5\"",
        "\"abc\"",
        "\"007\"",
        "\"9223372036854775808\"",
        "\"\"",
        "\" 7\"",
        "\"7 \"",
        "\"+7\"",
        "\"7e1\"",
        "\"0x7\"",
        "\"٧\"",
        "true",
    ] {
        assert_invalid(&revocable_with("statusListIndex", bad), code::status::INDEX_MALFORMED);
    }
    let list = revocations(&[]);
    for index in [131_072, 1 << 40, (1 << 53) - 1] {
        let badge = secure(&with_status(entry("revocation", LIST, index)));
        assert_unknown(&verify_with(&badge, &list), code::status::INDEX_OUT_OF_RANGE);
    }
    assert_stands(&verify_with(&secure(&with_status(entry("revocation", LIST, 131_071))), &list));
    // As the tests of 1EdTech have it: read without doubt, and not as the specification says.
    let number = revocable_with("statusListIndex", "94567");
    assert_refused(&verify_with(&number, &list), Outcome::Invalid, code::status::INDEX_NUMBER);
    let lenient = verifier().with_policy(Policy::lenient());
    assert_eq!(lenient.verify(&number, &lists(&[(LIST, &list)])).outcome, Outcome::Valid);
    let revoked = lenient.verify(&number, &lists(&[(LIST, &revocations(&[INDEX]))]));
    assert_refused(&revoked, Outcome::Invalid, code::status::REVOKED);
}

/// As a text it is signed as the number is, so that one of the two cannot be read.
#[test]
fn a_status_size_is_a_number() {
    let text = verify(revocable_with("statusSize", "\"2\""));
    assert_refused(&text, Outcome::Invalid, code::context::NOT_COMPACTED);
}

/// Case 114.
#[test]
fn status_size_0() {
    case!(114);
    for bad in ["0", "33", "-1", "1.5", "1000000"] {
        let text = revocable_with("statusSize", bad);
        assert_unknown(&verify(text), code::status::SIZE_UNSUPPORTED);
    }
    let messages = r#"[{"status": "0x0", "message": "valid"}, {"status": "0x1", "message": "under review"},
        {"status": "0x2", "message": "replaced"}, {"status": "0x3", "message": "undefined"}]"#;
    let two_bits = |purpose: &str, index: usize| {
        let mut badge = with_status(entry(purpose, LIST, index));
        object(&mut badge, "/credentialStatus").insert("statusSize", json("2"));
        object(&mut badge, "/credentialStatus").insert("statusMessage", json(messages));
        secure(&badge)
    };
    // Entry 7 of two bits are bits 14 and 15: what is around them, and bit 7, are others' business.
    let around = bits(131_072, 2, &[(6, 3), (8, 3), (3, 3)]);
    let list = signed_list(LIST, "message", &around);
    let shown = |verification: &Verification| {
        let check = verification.check("status").unwrap();
        (check.code(), check.detail.clone(), check.params.get("value").map(ToString::to_string))
    };
    let clear = verify_with(&two_bits("message", 7), &list);
    assert_stands(&clear);
    assert_eq!(shown(&clear), (Some(code::status::MESSAGE), "valid".to_owned(), Some("0".to_owned())));
    let replaced = verify_with(&two_bits("message", 7), &signed_list(LIST, "message", &bits(131_072, 2, &[(7, 2)])));
    assert_stands(&replaced);
    assert_eq!(shown(&replaced), (Some(code::status::MESSAGE), "replaced".to_owned(), Some("2".to_owned())));
    for value in [1, 2, 3] {
        let list = signed_list(LIST, "revocation", &bits(131_072, 2, &[(7, value)]));
        assert_refused(&verify_with(&two_bits("revocation", 7), &list), Outcome::Invalid, code::status::REVOKED);
    }
    assert_stands(&verify_with(&two_bits("revocation", 7), &signed_list(LIST, "revocation", &around)));
    // The same bits hold half as many entries.
    let short = signed_list(LIST, "revocation", &bits(131_072, 1, &[]));
    assert_unknown(&verify_with(&two_bits("revocation", 7), &short), code::status::LIST_TOO_SHORT);
}

/// Case 115.
#[test]
fn status_purpose_mismatch() {
    case!(115);
    let badge = secure(&revocable());
    let suspensions = signed_list(LIST, "suspension", &with_set(&[]));
    assert_unknown(&verify_with(&badge, &suspensions), code::status::PURPOSE_MISMATCH);
    let mut several = list_of(&own(), LIST, "suspension", &with_set(&[INDEX]));
    object(&mut several, "/credentialSubject").insert("statusPurpose", json(r#"["suspension", "revocation"]"#));
    assert_refused(&verify_with(&badge, &secure(&several)), Outcome::Invalid, code::status::REVOKED);
    let other = secure(&with_status(entry("enrolment", LIST, INDEX)));
    let resolver = lists(&[]);
    assert_unknown(&verifier().verify(&other, &resolver), code::status::PURPOSE_UNSUPPORTED);
    assert!(resolver.asked().is_empty());
}

/// Case 117: an entry after one that is clear, in the same list or in another.
#[test]
fn status_multi_entries_second_revoked() {
    case!(117);
    let clear = revocations(&[]);
    let suspensions = |set: &[usize]| signed_list(SECOND_LIST, "suspension", &with_set(set));
    let both = |first: Value, second: Value| secure(&with_status(Value::Array(vec![first, second])));
    let text = both(entry("revocation", LIST, 5), entry("suspension", SECOND_LIST, 9));
    let verify = |text: &str, first: &str, second: &str| {
        verifier().verify(text, &lists(&[(LIST, first), (SECOND_LIST, second)]))
    };
    assert_stands(&verify(&text, &clear, &suspensions(&[])));
    assert_refused(&verify(&text, &clear, &suspensions(&[9])), Outcome::Invalid, code::status::SUSPENDED);
    assert_refused(&verify(&text, &revocations(&[5]), &suspensions(&[])), Outcome::Invalid, code::status::REVOKED);
    // One that cannot be told does not hide one that can.
    assert_refused(&verify(&text, "{}", &suspensions(&[9])), Outcome::Invalid, code::status::SUSPENDED);
    assert_unknown(&verify(&text, &clear, "{}"), code::status::LIST_MALFORMED);

    let same = both(entry("revocation", LIST, 5), entry("revocation", LIST, 6));
    let resolver = lists(&[(LIST, &revocations(&[6]))]);
    assert_refused(&verifier().verify(&same, &resolver), Outcome::Invalid, code::status::REVOKED);
    assert_eq!(resolver.asked(), [LIST], "once");

    let many = Value::Array((0..17).map(|index| entry("revocation", LIST, index)).collect());
    assert_unknown(&verify_with(&secure(&with_status(many)), &clear), code::status::LIST_TOO_MANY);
}

pub(super) fn with_context(mut badge: Value, context: &str) -> Value {
    let Value::Array(contexts) = at(&mut badge, "/@context") else { panic!() };
    contexts.push(context.into());
    badge
}

/// Case 118: a type that is not one of a status, or that nobody knows, is not passed over.
#[test]
fn status_unknown_type() {
    case!(118);
    let of_type = |kind: &str| Object::new().with("id", "https://vet.example/status/1").with("type", kind).into();
    let refresh = with_status(of_type("1EdTechCredentialRefresh"));
    let refresh = with_context(refresh, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json");
    assert_unknown(&verify(secure(&refresh)), code::status::UNSUPPORTED);
    let nobodys = sign_by_hand(&with_status(of_type("CredentialStatusList2017")), &issuing_key(), &[]);
    assert_invalid(&nobodys, code::context::UNDEFINED_TERM);
}

/// Case 119.
#[test]
fn status_suspended() {
    case!(119);
    let badge = secure(&with_status(entry("suspension", LIST, INDEX)));
    let list = signed_list(LIST, "suspension", &with_set(&[INDEX]));
    assert_refused(&verify_with(&badge, &list), Outcome::Invalid, code::status::SUSPENDED);
    let policy = Policy::strict().danger_set_effect(code::status::SUSPENDED, Effect::Warn);
    let verification = verifier().with_policy(policy).verify(&badge, &lists(&[(LIST, &list)]));
    assert_eq!(verification.outcome, Outcome::Valid);
    assert_eq!(verification.check("status").unwrap().status, Status::Warn);
    assert_stands(&verify_with(&badge, &signed_list(LIST, "suspension", &with_set(&[]))));
}

/// Rule R1: a stranger's badge is no list of addresses.
#[test]
fn nothing_is_asked_for_a_stranger() {
    let signed = secure(&revocable());
    let forged = signed.replace("Green skills", "Gold skills");
    let in_anothers_name = sign_by_hand(&revocable(), &attackers_key(), &[]);
    let unsigned = revocable().to_string();
    for text in [forged, in_anothers_name, unsigned] {
        let resolver = lists(&[(LIST, &revocations(&[]))]);
        let verification = verifier().verify(&text, &resolver);
        assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
        assert!(resolver.asked().is_empty(), "{text}");
        assert_eq!(verification.check("status").unwrap().status, Status::NotRun);
    }
}

/// A list that several members of a presentation name is asked for once, and each member has its own place in it.
#[test]
fn one_list_for_several_members() {
    let holder = key(9);
    let held = |index: usize| {
        let mut badge = with_status(entry("revocation", LIST, index));
        object(&mut badge, "").insert("id", format!("urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-10000000{index:04}"));
        object(&mut badge, "/credentialSubject").insert("id", did_key(&holder));
        secure(&badge)
    };
    let presented = |members: &[String]| {
        let presentation = members.iter().fold(Presentation::new(), |presentation, member| {
            presentation.verifiable_credential(NestedCredential::parse(member).unwrap())
        });
        let presenter = Presenter::new(InMemorySigner::new(holder.clone()).unwrap()).with_environment(environment());
        let presented = presenter.present(&presentation, &Asked::new("u7kqV9").by("https://verifier.example"));
        presented.unwrap_or_else(|error| panic!("{error}")).into_string()
    };
    let verifier = verifier().with_challenge("u7kqV9").with_domain("https://verifier.example");
    let text = presented(&[held(1), held(2), held(3)]);
    let resolver = lists(&[(LIST, &revocations(&[]))]);
    let verification = verifier.verify(&text, &resolver);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert_eq!(resolver.asked(), [LIST]);
    let verification = verifier.verify(&text, &lists(&[(LIST, &revocations(&[2]))]));
    let outcomes: Vec<_> = verification.members().iter().map(|(_, member)| member.outcome).collect();
    assert_eq!(outcomes, [Outcome::Valid, Outcome::Invalid, Outcome::Valid]);
    assert_eq!(verification.outcome, Outcome::Invalid);
}

/// A newer version is mentioned, and the badge stands.
#[test]
fn a_newer_version_is_mentioned() {
    let badge = secure(&with_status(entry("refresh", LIST, INDEX)));
    let verification = verify_with(&badge, &signed_list(LIST, "refresh", &with_set(&[INDEX])));
    assert_stands(&verification);
    assert!(verification.has(code::status::REFRESH_AVAILABLE));
    assert!(!verify_with(&badge, &signed_list(LIST, "refresh", &with_set(&[]))).has(code::status::REFRESH_AVAILABLE));
}

/// What a verifier would refuse is not issued.
#[test]
fn status_refused_at_issue() {
    for (name, value, code) in [
        ("statusListIndex", "\"007\"", code::status::INDEX_MALFORMED),
        ("statusListIndex", "94567", code::status::INDEX_NUMBER),
        ("statusSize", "33", code::status::SIZE_UNSUPPORTED),
        ("statusSize", "2", code::status::MESSAGES),
        ("id", "\"https://vet.example/status/1\"", code::status::ENTRY_MALFORMED),
    ] {
        let mut badge = revocable();
        object(&mut badge, "/credentialStatus").insert(name, json(value));
        match issuer().secure(&badge.to_string(), Cryptosuite::EddsaRdfc2022) {
            Err(IssueError::Findings(findings)) => assert!(findings.contains(code), "{findings}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}
