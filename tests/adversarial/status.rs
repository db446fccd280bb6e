//! Status: cases 21, 47 and 111 to 121. A list that could not be found, read, believed or understood never means that a
//! credential stands.

use super::{assert_invalid, assert_refused, verify, within};
use crate::support::cases::case;
use crate::support::{
    Counting, NOW, at, attackers_key, badge, badge_of, did_key, edited, environment, instant, issuer, issuer_as,
    issuer_document, issuing_key, json, key, multikey, object, secure, secure_with, sign_by_hand, verifier,
};
use chrono::TimeDelta;
use flate2::{Compress, Compression, Crc, FlushCompress, Status as Deflated};
use microcred::badge::AchievementCredential;
use microcred::codec::base64url;
use microcred::issue::{Disclosure, IssueError};
use microcred::json::{Object, Pointer, Value};
use microcred::key::{InMemorySigner, PrivateKey};
use microcred::present::{Asked, Presenter};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::sd_jwt::SdJwt;
use microcred::report::{Code, Effect, Outcome, Status, Trust, code};
use microcred::resolve::{Answer, Found, Need, Resolver};
use microcred::status::Bitstring;
use microcred::trust::Anchors;
use microcred::vc::{NestedCredential, Presentation};
use microcred::verify::{Policy, Verification, Verifier};
use microcred::{Limits, vc};
use std::time::Duration;

pub(crate) const LIST: &str = "https://vet.example/status/1";
const SECOND_LIST: &str = "https://vet.example/status/2";
const INDEX: usize = 94_567;

pub(crate) fn own() -> String {
    did_key(&issuing_key())
}

fn bits(entries: usize, size: u8, set: &[(usize, u32)]) -> String {
    let mut list = Bitstring::new(entries, size).unwrap();
    set.iter().for_each(|(index, value)| list.set(*index, *value).unwrap());
    list.encode().unwrap()
}

/// A list of the smallest size in which these entries are set.
fn with_set(set: &[usize]) -> String {
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
fn revocations(set: &[usize]) -> String {
    signed_list(LIST, "revocation", &with_set(set))
}

fn entry(purpose: &str, list: &str, index: usize) -> Value {
    let text = format!(
        r#"{{"type": "BitstringStatusListEntry", "statusPurpose": "{purpose}", "statusListIndex": "{index}",
            "statusListCredential": "{list}"}}"#
    );
    json(&text)
}

fn with_status(status: Value) -> Value {
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

fn verify_with(badge: &str, list: &str) -> Verification {
    let verification = verifier().verify(badge, &lists(&[(LIST, list)]));
    crate::support::cases::saw(&verification);
    verification
}

#[track_caller]
fn assert_stands(verification: &Verification) {
    crate::support::cases::saw(verification);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    let accepted = verification.accept::<AchievementCredential>().unwrap();
    assert_eq!(accepted.provenance().status_checked_at, Some(instant(NOW)));
}

/// Nobody can tell, and nothing passes, because of this.
#[track_caller]
fn assert_unknown(verification: &Verification, code: Code) {
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

/// Case 111. Ten gigabytes do not even fit into what is read of a list; what fits is given up at the limit.
#[test]
fn status_gzip_bomb_10gb() {
    case!(111);
    let badge = secure(&revocable());
    // Of this size, lists are still read.
    let honest = signed_list(LIST, "revocation", &bomb(8));
    assert_stands(&verify_with(&badge, &honest));
    let largest = signed_list(LIST, "revocation", &bomb(2_000));
    let verification = within(Duration::from_secs(20), || verify_with(&badge, &largest));
    assert_unknown(&verification, code::status::LIST_TOO_LARGE);

    struct Generous(String);
    impl Resolver for Generous {
        fn resolve(&self, need: &Need) -> Answer {
            Answer::found(Found::supplied(need.url.as_str(), self.0.as_bytes()))
        }
    }
    let beyond = list_of(&own(), LIST, "revocation", "uBOMB").to_string().replace("uBOMB", &bomb(10_240));
    let verification = within(Duration::from_secs(20), || verifier().verify(&badge, &Generous(beyond)));
    assert_unknown(&verification, code::status::LIST_TOO_LARGE);
}

/// Case 112: what lies beyond the limit, or beyond the end of a list that was cut off, is not clear.
#[test]
fn status_truncated_at_cap() {
    case!(112);
    let badge = secure(&with_status(entry("revocation", LIST, 400_000)));
    let list = signed_list(LIST, "revocation", &bits(800_000, 1, &[]));
    assert_stands(&verify_with(&badge, &list));
    let limited = verifier().with_limits(Limits { status_list: 16_384, ..Limits::default() });
    assert_unknown(&limited.verify(&badge, &lists(&[(LIST, &list)])), code::status::LIST_TOO_LARGE);
    let limited = verifier().with_limits(Limits { status_list: 99_999, ..Limits::default() });
    assert_unknown(&limited.verify(&badge, &lists(&[(LIST, &list)])), code::status::LIST_TOO_LARGE);

    let whole = base64url::decode(&bits(800_000, 1, &[])[1..]).unwrap();
    for length in [10, whole.len() / 2, whole.len() - 8, whole.len() - 1] {
        let cut = format!("u{}", base64url::encode(&whole[..length]));
        assert_unknown(&verify_with(&badge, &signed_list(LIST, "revocation", &cut)), code::status::LIST_MALFORMED);
    }
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

/// Case 114.
#[test]
fn status_size_0() {
    case!(114);
    for bad in ["0", "33", "-1", "\"2\"", "1.5", "1000000"] {
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

/// Case 116. Each of these lists says that the badge is not revoked.
#[test]
fn status_list_unsigned() {
    case!(116);
    let badge = secure(&revocable());
    let clear = list_of(&own(), LIST, "revocation", &with_set(&[]));
    assert_unknown(&verify_with(&badge, &clear.to_string()), code::status::LIST_UNSIGNED);

    let signed = secure(&clear);
    assert_stands(&verify_with(&badge, &signed));
    // The real list said otherwise.
    let revoked = revocations(&[INDEX]);
    let forged = edited(&revoked, |list| object(list, "/credentialSubject").insert("encodedList", with_set(&[])));
    let verification = verify_with(&badge, &forged);
    assert_unknown(&verification, code::status::LIST_PROOF);
    let check = verification.checks.iter().find(|check| check.code() == Some(code::status::LIST_PROOF)).unwrap();
    assert!(check.detail.contains(code::proof::SIGNATURE_INVALID.sentence()), "{verification}");
    // What nobody has signed is not looked into.
    let broken = edited(&revoked, |list| object(list, "/credentialSubject").insert("encodedList", "u_"));
    let verification = verify_with(&badge, &broken);
    assert_unknown(&verification, code::status::LIST_PROOF);
    assert!(!verification.has(code::status::LIST_MALFORMED), "{verification}");

    // Somebody's own good list, and one in the issuer's name under somebody's key.
    let attacker = did_key(&attackers_key());
    let others = sign_by_hand(&list_of(&attacker, LIST, "revocation", &with_set(&[])), &attackers_key(), &[]);
    let verification = verify_with(&badge, &others);
    assert_unknown(&verification, code::status::LIST_ISSUER_MISMATCH);
    // The way out is written as a policy takes it.
    let detail = &verification.check("status").unwrap().detail;
    let allowing = Policy::from_json(detail.split_once("policy: ").unwrap().1).unwrap();
    assert_eq!(allowing.effect(code::status::LIST_ISSUER_MISMATCH), Effect::Warn);
    let unbound = sign_by_hand(&clear, &attackers_key(), &[]);
    assert_unknown(&verify_with(&badge, &unbound), code::status::LIST_UNBOUND);

    // Older lists of the issuer, from before the revocation, or kept for too long.
    let window = |from: &str, until: &str| {
        let mut list = clear.clone();
        object(&mut list, "").insert("validFrom", from);
        object(&mut list, "").insert("validUntil", until);
        secure(&list)
    };
    let replayed = window("2026-10-01T00:00:00Z", "2026-10-31T00:00:00Z");
    assert_unknown(&verify_with(&badge, &replayed), code::status::LIST_EXPIRED);
    let early = window("2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");
    assert_unknown(&verify_with(&badge, &early), code::status::LIST_NOT_YET);
    // Whether a list is current does not depend on the moment that the badge is judged for.
    let back_then = verifier().as_of(instant("2026-10-15T00:00:00Z"));
    assert_unknown(&back_then.verify(&badge, &lists(&[(LIST, &replayed)])), code::status::LIST_EXPIRED);

    for not_a_list in ["", "{}", "<html>", "null", "[]", &secure(&badge_of(&own())), &badge] {
        let verification = verify_with(&badge, not_a_list);
        assert_unknown(&verification, code::status::LIST_MALFORMED);
    }
    let mut untyped = clear.clone();
    object(&mut untyped, "").insert("type", vec!["VerifiableCredential"]);
    let verification = verify_with(&badge, &sign_by_hand(&untyped, &issuing_key(), &[]));
    assert_unknown(&verification, code::status::LIST_MALFORMED);
    assert!(verification.check("status").unwrap().detail.contains("BitstringStatusListCredential"), "{verification}");
    assert_unknown(&verifier().verify(&badge, &lists(&[])), code::status::LIST_UNRESOLVED);
}

/// A list as it was fetched some time ago.
struct Kept {
    list: String,
    seconds: i64,
}

impl Resolver for Kept {
    fn resolve(&self, need: &Need) -> Answer {
        let at = instant(NOW) - TimeDelta::seconds(self.seconds);
        Answer::found(Found::supplied(need.url.as_str(), self.list.as_bytes()).fetched(need.url.as_str(), at))
    }
}

/// Case 116: a list may be kept for as long as it says.
#[test]
fn status_list_kept_too_long() {
    case!(116);
    let badge = secure(&revocable());
    let mut list = list_of(&own(), LIST, "revocation", &with_set(&[]));
    object(&mut list, "/credentialSubject").insert("ttl", json("60000"));
    let kept = |seconds| verifier().verify(&badge, &Kept { list: secure(&list), seconds });
    let recent = kept(59);
    assert_eq!(recent.outcome, Outcome::Valid, "{recent}");
    let checked_at = recent.accept::<AchievementCredential>().unwrap().provenance().status_checked_at;
    assert_eq!(checked_at, Some(instant(NOW) - TimeDelta::seconds(59)));
    // The skew between clocks is allowed for here too.
    assert_eq!(kept(360).outcome, Outcome::Valid);
    assert_unknown(&kept(361), code::status::LIST_STALE);
    let exact = verifier().with_policy(Policy::strict().with_skew(0));
    let kept = Kept { list: secure(&list), seconds: 61 };
    assert_unknown(&exact.verify(&badge, &kept), code::status::LIST_STALE);
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

fn with_context(mut badge: Value, context: &str) -> Value {
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

/// Case 118: StatusList2021, in the encodings that are found in use. Its context goes with the older data model alone.
#[test]
fn status_sl2021() {
    case!(118);
    let older = |types: &str, rest: &str| {
        secure(&json(&format!(
            r#"{{"@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/vc/status-list/2021/v1"],
                "id": "{LIST}", "type": ["VerifiableCredential"{types}], "issuer": "{}",
                "issuanceDate": "2026-11-20T00:00:00Z", {rest}}}"#,
            own()
        )))
    };
    let entry = format!(
        r#""credentialSubject": {{"id": "did:example:ana"}}, "credentialStatus": {{"id": "{LIST}#{INDEX}",
            "type": "StatusList2021Entry", "statusPurpose": "revocation", "statusListIndex": "{INDEX}",
            "statusListCredential": "{LIST}"}}"#
    );
    let credential = older("", &entry);
    let list = |encoded: &str| {
        let subject = format!(
            r#""credentialSubject": {{"id": "{LIST}#list", "type": "StatusList2021", "statusPurpose": "revocation",
                "encodedList": "{encoded}"}}"#
        );
        older(r#", "StatusList2021Credential""#, &subject)
    };
    let (clear, revoked) = (with_set(&[]), with_set(&[INDEX]));
    let stands = verify_with(&credential, &list(&clear[1..]));
    assert_eq!(stands.outcome, Outcome::Valid, "{stands}");
    assert_eq!(stands.accept::<vc::Credential>().unwrap().provenance().status_checked_at, Some(instant(NOW)));
    assert_refused(&verify_with(&credential, &list(&revoked[1..])), Outcome::Invalid, code::status::REVOKED);
    let mut padded = revoked[1..].replace('-', "+").replace('_', "/");
    while padded.len() % 4 != 0 {
        padded.push('=');
    }
    assert_refused(&verify_with(&credential, &list(&padded)), Outcome::Invalid, code::status::REVOKED);
    // The newer list has another encoding, and neither stands for the other.
    assert_unknown(&verify_with(&credential, &list(&clear)), code::status::LIST_MALFORMED);
    assert_unknown(&verify_with(&credential, &revocations(&[])), code::status::LIST_MALFORMED);
    let without_prefix = signed_list(LIST, "revocation", &clear[1..]);
    assert_unknown(&verify_with(&secure(&revocable()), &without_prefix), code::status::LIST_MALFORMED);
}

/// Case 118: 1EdTech's list, which nobody signs, counts where its issuer has its home.
#[test]
fn status_1edtech_revocation_list() {
    case!(118);
    const VET: &str = "did:web:vet.example";
    let place = "https://vet.example/revocations";
    let method = format!("{VET}#{}", multikey(&issuing_key()));
    let badge_at = |place: &str| {
        let mut badge = badge_of(VET);
        let status = Object::new().with("id", place).with("type", "1EdTechRevocationList");
        object(&mut badge, "").insert("credentialStatus", status);
        let badge = with_context(badge, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json");
        let issued = issuer_as(VET, issuing_key(), &method).secure(&badge.to_string(), Cryptosuite::EddsaRdfc2022);
        issued.unwrap_or_else(|error| panic!("{error}")).into_string()
    };
    let verify = |badge: &str, place: &str, list: &str| {
        let resolver =
            lists(&[(place, list)]).with(VET, issuer_document(VET, &method, &issuing_key(), "assertionMethod"));
        verifier().verify(badge, &resolver)
    };
    let of = |issuer: &str, revoked: &str| {
        format!(r#"{{"id": "{place}", "issuer": "{issuer}", "revokedCredential": [{revoked}]}}"#)
    };
    let id = badge().get("id").unwrap().to_string();
    let badge = badge_at(place);
    assert_stands(&verify(&badge, place, &of(VET, r#"{"id": "urn:uuid:other"}"#)));
    let not_revoked = format!(r#"{{"id": {id}, "revoked": false}}"#);
    assert_stands(&verify(&badge, place, &of(VET, &not_revoked)));
    let listed = format!(r#"{{"id": {id}, "revocationReason": "Issued twice"}}"#);
    let revoked = verify(&badge, place, &of(VET, &listed));
    assert_refused(&revoked, Outcome::Invalid, code::status::REVOKED);
    assert_eq!(revoked.check("status").unwrap().detail, "Issued twice");
    let others = of("did:web:other.example", "");
    assert_unknown(&verify(&badge, place, &others), code::status::LIST_ISSUER_MISMATCH);
    for unreadable in ["{}", "[]", "", &of(VET, "7"), &of(VET, r#"{"revoked": true}"#)] {
        assert_unknown(&verify(&badge, place, unreadable), code::status::LIST_MALFORMED);
    }
    let elsewhere = "https://lists.example/revocations";
    let list = format!(r#"{{"issuer": "{VET}", "revokedCredential": []}}"#);
    assert_unknown(&verify(&badge_at(elsewhere), elsewhere, &list), code::status::LIST_UNSIGNED);
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

/// Case 120.
#[test]
fn status_list_too_short() {
    case!(120);
    let badge = secure(&revocable());
    for entries in [100_000, 131_064] {
        let list = signed_list(LIST, "revocation", &bits(entries, 1, &[]));
        assert_unknown(&verify_with(&badge, &list), code::status::LIST_TOO_SHORT);
        let leniently = verifier().with_policy(Policy::lenient()).verify(&badge, &lists(&[(LIST, &list)]));
        assert_stands(&leniently);
        assert!(leniently.has(code::status::LIST_TOO_SHORT));
    }
    // What it says is true all the same.
    let revoked = signed_list(LIST, "revocation", &bits(100_000, 1, &[(INDEX, 1)]));
    assert_refused(&verify_with(&badge, &revoked), Outcome::Invalid, code::status::REVOKED);
}

/// Case 121: a list whose own status stands in itself, or in a list whose status stands in the first.
#[test]
fn status_self_reference() {
    case!(121);
    let badge = secure(&revocable());
    let pointing = |url: &str, to: &str| {
        let mut list = list_of(&own(), url, "revocation", &with_set(&[]));
        object(&mut list, "").insert("credentialStatus", entry("revocation", to, 1));
        secure(&list)
    };
    let resolver = lists(&[(LIST, &pointing(LIST, LIST))]);
    assert_unknown(&verifier().verify(&badge, &resolver), code::status::LIST_INVALID);
    assert_eq!(resolver.asked(), [LIST]);
    let resolver = lists(&[(LIST, &pointing(LIST, SECOND_LIST)), (SECOND_LIST, &pointing(SECOND_LIST, LIST))]);
    assert_unknown(&verifier().verify(&badge, &resolver), code::status::LIST_INVALID);
    assert_eq!(resolver.asked(), [LIST], "what a list points to is not followed");
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

/// Lists in tokens, and tokens in envelopes.
#[test]
fn status_lists_in_tokens() {
    let badge = secure(&revocable());
    let token = |set: &[usize]| {
        let list = list_of(&own(), LIST, "revocation", &with_set(set));
        issuer().secure(&list.to_string(), Suite::Jwt).unwrap_or_else(|error| panic!("{error}")).into_string()
    };
    let enveloped = |token: &str| {
        format!(
            r#"{{"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential",
                "id": "data:application/vc+jwt,{token}"}}"#
        )
    };
    for wrap in [|token: &str| token.to_owned(), enveloped] {
        assert_stands(&verify_with(&badge, &wrap(&token(&[]))));
        assert_refused(&verify_with(&badge, &wrap(&token(&[INDEX]))), Outcome::Invalid, code::status::REVOKED);
        let (rest, signature) =
            token(&[]).rsplit_once('.').map(|(rest, end)| (rest.to_owned(), end.to_owned())).unwrap();
        let broken = format!("{rest}.{}", signature.chars().rev().collect::<String>());
        let verification = verify_with(&badge, &wrap(&broken));
        assert_eq!(verification.outcome, Outcome::Indeterminate, "{verification}");
    }
    for suite in [Cryptosuite::EddsaJcs2022, Cryptosuite::Ed25519Signature2020] {
        let list = list_of(&own(), LIST, "revocation", &with_set(&[INDEX]));
        assert_refused(&verify_with(&badge, &secure_with(&list, suite)), Outcome::Invalid, code::status::REVOKED);
    }
}

/// A list of which something may have been left out: whoever serves it could show the one that suits him.
#[test]
fn a_list_that_is_shown_in_part() {
    let badge = secure(&revocable());
    let shown = |places: &[&str]| {
        let mut list = list_of(&own(), LIST, "revocation", &with_set(&[]));
        object(&mut list, "").insert("name", "A list");
        let choosing = Disclosure::new().by_choice([Pointer::from_text("/name")]);
        let token = issuer().with_disclosure(choosing).secure(&list.to_string(), Suite::SdJwt);
        let token = SdJwt::parse(token.unwrap_or_else(|error| panic!("{error}")).as_str(), &Limits::default()).unwrap();
        let places: Vec<Pointer> = places.iter().map(|place| Pointer::from_text(*place)).collect();
        token.present(&places, &Limits::default()).unwrap()
    };
    assert_stands(&verify_with(&badge, &shown(&["/name"])));
    assert_unknown(&verify_with(&badge, &shown(&[])), code::status::LIST_INVALID);
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

/// The issuer's other list in the place of the one that the badge names, as somebody could hand it over who would rather
/// have that one looked at.
#[test]
fn another_list_of_the_same_issuer() {
    let badge = secure(&revocable());
    let other = |set: &[usize]| signed_list(SECOND_LIST, "revocation", &with_set(set));
    assert_unknown(&verify_with(&badge, &other(&[])), code::status::LIST_ID_MISMATCH);
    let leniently = verifier().with_policy(Policy::lenient()).verify(&badge, &lists(&[(LIST, &other(&[]))]));
    assert_stands(&leniently);
    assert_refused(&verify_with(&badge, &other(&[INDEX])), Outcome::Invalid, code::status::REVOKED);
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

/// Where the issuer's keys are noted, a list under another one of its keys does not count, although that is its key too.
#[test]
fn a_list_under_a_key_that_is_not_noted() {
    const VET: &str = "did:web:vet.example";
    let method = |key: &PrivateKey| format!("{VET}#{}", multikey(key));
    let secured = |document: &Value, key: PrivateKey| {
        let method = method(&key);
        let issued = issuer_as(VET, key, &method).secure(&document.to_string(), Cryptosuite::EddsaRdfc2022);
        issued.unwrap_or_else(|error| panic!("{error}")).into_string()
    };
    let mut document = json(&issuer_document(VET, &method(&issuing_key()), &issuing_key(), "assertionMethod"));
    let other = json(&issuer_document(VET, &method(&key(8)), &key(8), "assertionMethod"));
    for member in ["verificationMethod", "assertionMethod"] {
        let Value::Array(methods) = at(&mut document, &format!("/{member}")) else { panic!() };
        methods.extend(other.get(member).and_then(Value::as_array).unwrap().iter().cloned());
    }
    let mut badge = badge_of(VET);
    object(&mut badge, "").insert("credentialStatus", entry("revocation", LIST, INDEX));
    let badge = secured(&badge, issuing_key());
    let anchors = format!(r#"{{"anchors": [{{"id": "{VET}", "keys": ["{}"]}}]}}"#, multikey(&issuing_key()));
    let noted = verifier()
        .with_anchors(Anchors::parse(&anchors).unwrap())
        .with_policy(Policy::strict().requiring(Trust::Trusted));
    let verify = |verifier: &Verifier, key: PrivateKey| {
        let list = secured(&list_of(VET, LIST, "revocation", &with_set(&[])), key);
        verifier.verify(&badge, &lists(&[(LIST, &list)]).with(VET, document.to_string()))
    };
    assert_stands(&verify(&noted, issuing_key()));
    assert_unknown(&verify(&noted, key(8)), code::status::LIST_UNBOUND);
    assert_stands(&verify(&verifier(), key(8)));
    // Whatever a policy asks for: a list is known no less than what it speaks for.
    let knowing = verifier().with_anchors(Anchors::parse(&anchors).unwrap());
    assert_stands(&verify(&knowing, issuing_key()));
    assert_unknown(&verify(&knowing, key(8)), code::status::LIST_UNBOUND);
}

/// The list of an issuer that is no anchor tells of its credentials all the same, and no policy makes them trusted by that.
#[test]
fn a_list_of_somebody_who_is_no_anchor() {
    let anchors = Anchors::parse(r#"{"anchors": [{"id": "did:web:other.example"}]}"#).unwrap();
    let wanting = verifier().with_anchors(anchors).with_policy(Policy::strict().requiring(Trust::Trusted));
    let badge = secure(&revocable());
    let clear = wanting.verify(&badge, &lists(&[(LIST, &revocations(&[]))]));
    assert_eq!((clear.outcome, clear.trust), (Outcome::Valid, Trust::IssuerBound), "{clear}");
    assert!(clear.accept::<AchievementCredential>().is_err());
    let revoked = wanting.verify(&badge, &lists(&[(LIST, &revocations(&[INDEX]))]));
    assert_refused(&revoked, Outcome::Invalid, code::status::REVOKED);
    let unbound = sign_by_hand(&list_of(&own(), LIST, "revocation", &with_set(&[])), &attackers_key(), &[]);
    assert_unknown(&wanting.verify(&badge, &lists(&[(LIST, &unbound)])), code::status::LIST_UNBOUND);
}
