//! Lists that could not be found, read, believed or understood, in whatever form they come.

use super::status::{
    INDEX, LIST, SECOND_LIST, assert_stands, assert_unknown, bits, bomb, entry, list_of, lists, own, revocable,
    revocations, signed_list, verify_with, with_context, with_set, with_status,
};
use super::{assert_refused, within};
use crate::support::cases::case;
use crate::support::{
    NOW, at, attackers_key, badge, badge_of, did_key, edited, instant, issuer, issuer_as, issuer_document, issuing_key,
    json, key, multikey, object, secure, secure_with, sign_by_hand, verifier,
};
use chrono::TimeDelta;
use microcred::badge::AchievementCredential;
use microcred::codec::base64url;
use microcred::issue::HolderChoice;
use microcred::json::{Object, Pointer, Value};
use microcred::key::PrivateKey;
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::sd_jwt::SdJwt;
use microcred::report::{Effect, Outcome, Trust, code};
use microcred::resolve::{Answer, Found, Need, Resolver};
use microcred::trust::Anchors;
use microcred::verify::{Policy, Verifier};
use microcred::{Limits, vc};
use std::time::Duration;

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
        let choosing = HolderChoice::new().by_choice([Pointer::from_text("/name")]);
        let token = issuer().with_holder_choice(choosing).secure(&list.to_string(), Suite::SdJwt);
        let token = SdJwt::parse(token.unwrap_or_else(|error| panic!("{error}")).as_str(), &Limits::default()).unwrap();
        let places: Vec<Pointer> = places.iter().map(|place| Pointer::from_text(*place)).collect();
        token.present(&places, &Limits::default()).unwrap()
    };
    assert_stands(&verify_with(&badge, &shown(&["/name"])));
    assert_unknown(&verify_with(&badge, &shown(&[])), code::status::LIST_INVALID);
}

/// The issuer's other list in the place of the one that the badge names, as somebody could hand it over who would rather
/// have that one looked at.
#[test]
fn another_list_of_the_same_issuer() {
    let badge = secure(&revocable());
    let other = |set: &[usize]| signed_list(SECOND_LIST, "revocation", &with_set(set));
    assert_unknown(&verify_with(&badge, &other(&[])), code::status::LIST_ID_MISMATCH);
    // Nothing else ties what was signed to an address, so this is no matter of form: whoever serves lists could exchange them.
    let leniently = verifier().with_policy(Policy::lenient()).verify(&badge, &lists(&[(LIST, &other(&[]))]));
    assert_unknown(&leniently, code::status::LIST_ID_MISMATCH);
    assert_refused(&verify_with(&badge, &other(&[INDEX])), Outcome::Invalid, code::status::REVOKED);
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

/// An issuer whose list is not plain is not told to look at its keys.
#[test]
fn a_list_that_is_not_plain_is_not_called_a_strangers() {
    let list = edited(&revocations(&[]), |list| {
        let Value::Array(types) = at(list, "/type") else { panic!("several types") };
        types.push("Undefined".into());
    });
    let verification = verify_with(&secure(&revocable()), &list);
    assert_unknown(&verification, code::status::LIST_INVALID);
    let detail = &verification.check("status").unwrap().detail;
    assert!(detail.contains(code::context::UNDEFINED_TERM.sentence()), "{detail}");
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
