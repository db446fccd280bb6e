//! What holders leave out, add or exchange where they may choose what they show: cases 94 to 99.

use super::{assert_invalid, assert_refused, leniently, verify, within};
use crate::status::{INDEX, LIST, lists, revocable, revocations};
use crate::support::cases::{case, say};
use crate::support::{
    Counting, at, attackers_key, badge, did_key, edited, environment, instant, issuer, issuer_as, issuing_key, json,
    key, multikey, object, verifier,
};
use microcred::Limits;
#[cfg(feature = "cose")]
use microcred::codec::base64;
use microcred::codec::{base64url, digest};
use microcred::issue::{HolderChoice, Issuer};
use microcred::json::{Object, Pointer, Tree, Value};
use microcred::jsonld::Contexts;
use microcred::key::{Curve, InMemorySigner, Jwk, PrivateKey, Signer};
use microcred::present::{Asked, Presenter};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::data_integrity::selective::{Selecting, derive};
use microcred::proof::sd_jwt::SdJwt;
use microcred::report::{Outcome, Status, code};
use microcred::vc::{self, NestedCredential, Presentation};
use microcred::verify::{NotAccepted, Verifier};
use std::time::Duration;

const STATUS: &str = r#"{
    "id": "https://vet.example/status/3#94567",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": "https://vet.example/status/3"
}"#;

fn pointers<const N: usize>(places: [&str; N]) -> [Pointer; N] {
    places.map(Pointer::from_text)
}

/// A badge with a base proof, by an issuer that is its key.
fn base(key: &PrivateKey, suite: Cryptosuite) -> String {
    let did = did_key(key);
    let method = format!("{did}#{}", multikey(key));
    let document = crate::support::badge_of(&did).to_string();
    let issued = issuer_as(&did, key.clone(), &method).secure(&document, suite);
    issued.unwrap_or_else(|error| panic!("{error}")).into_string()
}

pub(super) fn derived_from(base: &str, places: &[&str]) -> String {
    let limits = Limits::default();
    let selecting = Selecting::new(places.iter().map(|place| Pointer::from_text(*place)));
    let tree = Tree::parse(base, &limits).unwrap();
    derive(tree.root(), &selecting, &Contexts::bundled(), &limits).unwrap_or_else(|error| panic!("{error}")).to_string()
}

pub(crate) fn p256() -> PrivateKey {
    PrivateKey::from_ec_scalar(Curve::P256, &[7; 32]).unwrap()
}

fn derived() -> String {
    derived_from(&base(&p256(), Cryptosuite::EcdsaSd2023), &["/name", "/credentialSubject/achievement/name"])
}

/// It is the holder's choice that is accepted, never as if it were the whole.
#[test]
fn a_selection_is_taken_for_one() {
    let verification = verify(derived());
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert!(matches!(verification.accept::<vc::Credential>(), Err(NotAccepted::Selection { .. })));
    let shown = verification.accept::<vc::Partial>().unwrap().into_inner();
    assert!(shown.shown().get("validUntil").is_some() && shown.shown().get("evidence").is_none());
    assert_invalid(&base(&p256(), Cryptosuite::EcdsaSd2023), code::proof::BASE);
}

/// Case 94: refused at issue; shown by choice, invalid; not shown at all, nobody knows.
#[test]
fn di_sd_hide_valid_until() {
    case!(94);
    for member in ["validUntil", "validFrom", "credentialStatus"] {
        let document = edited(&badge().to_string(), |badge| {
            object(badge, "").insert("credentialStatus", json(STATUS));
        });
        let choosing = HolderChoice::new().by_choice(pointers([&format!("/{member}")]));
        let refused = issuer().with_holder_choice(choosing).secure(&document, Suite::SdJwt);
        assert!(refused.is_err(), "{member}");
        say("refused");
    }
    for member in ["validUntil", "validFrom", "issuer", "type"] {
        let verification = verify(edited(&derived(), |badge| drop(object(badge, "").remove(member))));
        assert_eq!(verification.outcome, Outcome::Invalid, "{member}: {verification}");
    }
    for member in ["validUntil", "validFrom"] {
        let (payload, disclosure) = concealing(member);
        assert_invalid(&sd_token(&payload, &[&disclosure]), code::sd_jwt::CLAIM_MUST_BE_PLAIN);
    }
    // With the other end of its validity shown, an open end may be what the issuer said.
    let (payload, _) = concealing("validUntil");
    let verification = verify(sd_token(&payload, &[]));
    assert!(verification.accept::<vc::Credential>().is_err());
    assert!(verification.has(code::proof::MANDATORY_END_UNKNOWN), "{verification}");
    let nothing = edited(&payload.to_string(), |payload| drop(object(payload, "").remove("validFrom")));
    let verification = verify(sd_token(&json(&nothing), &[]));
    assert_refused(&verification, Outcome::Indeterminate, code::proof::MANDATORY_WITHHELD);
}

/// A status that holds says nothing about an end that is withheld, nor an end about a status.
#[test]
fn neither_the_end_nor_the_status_speaks_for_the_other() {
    let resolver = lists(&[(LIST, &revocations(&[]))]);
    let with_both = |change: &dyn Fn(&mut Object)| {
        let mut payload = revocable();
        change(object(&mut payload, ""));
        payload
    };
    for (concealed, told) in [
        ("validUntil", code::proof::MANDATORY_END_UNKNOWN),
        ("credentialStatus", code::proof::MANDATORY_STATUS_UNKNOWN),
    ] {
        let payload = with_both(&|payload| {
            let value = payload.remove(concealed).unwrap();
            let digest = sd_digest(&disclosure(&format!(r#"["salt","{concealed}",{value}]"#)));
            payload.insert("_sd", json(&format!(r#"["{digest}"]"#)));
        });
        let verification = verifier().verify(sd_token(&payload, &[]), &resolver);
        assert!(verification.has(told), "{verification}");
        assert!(verification.accept::<vc::Credential>().is_err(), "{verification}");
    }
    // Where both are shown, anything else may be withheld; and a status that is shown is looked up, whatever else is withheld.
    let name = disclosure(r#"["salt","name","Another name"]"#);
    let concealing_name = |payload: &mut Object| {
        payload.remove("name");
        payload.insert("_sd", json(&format!(r#"["{}"]"#, sd_digest(&name))));
    };
    let verification = verifier().verify(sd_token(&with_both(&concealing_name), &[]), &resolver);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert!(!verification.has(code::proof::MANDATORY_STATUS_UNKNOWN), "{verification}");
    let endless = with_both(&|payload| {
        concealing_name(payload);
        payload.remove("validUntil");
    });
    let revoked = lists(&[(LIST, &revocations(&[INDEX]))]);
    let verification = verifier().verify(sd_token(&endless, &[]), &revoked);
    assert_refused(&verification, Outcome::Invalid, code::status::REVOKED);
    // And where nothing is withheld, what is not there was never said.
    let endless = with_both(&|payload| {
        payload.remove("validUntil");
        payload.remove("credentialStatus");
    });
    let verification = verify(sd_token(&endless, &[]));
    assert!(!verification.has(code::proof::MANDATORY_END_UNKNOWN), "{verification}");
    assert!(!verification.has(code::proof::MANDATORY_STATUS_UNKNOWN), "{verification}");
}

/// Case 95.
#[test]
fn di_sd_hide_status_size() {
    case!(95);
    let second = edited(STATUS, |status| object(status, "").insert("statusPurpose", "suspension"));
    let disclosure = disclosure(&format!(r#"["salt",{second}]"#));
    let mut payload = badge();
    let digest = Object::new().with("...", sd_digest(&disclosure));
    object(&mut payload, "").insert("credentialStatus", Value::Array(vec![json(STATUS), digest.into()]));
    for shown in [vec![disclosure.as_str()], vec![]] {
        assert_invalid(&sd_token(&payload, &shown), code::sd_jwt::CLAIM_MUST_BE_PLAIN);
    }
    let size = self::disclosure(r#"["salt","statusSize",2]"#);
    let mut payload = badge();
    object(&mut payload, "").insert("credentialStatus", json(STATUS));
    object(&mut payload, "/credentialStatus").insert("_sd", json(&format!(r#"["{}"]"#, sd_digest(&size))));
    for shown in [vec![size.as_str()], vec![]] {
        assert_invalid(&sd_token(&payload, &shown), code::sd_jwt::CLAIM_MUST_BE_PLAIN);
    }
}

/// Who issued it, what it is and by which schema are no more up to the holder than whether it holds: without its type, a badge
/// is not held to what a badge has to say.
#[test]
fn what_it_is_and_whose_is_no_choice() {
    let with = |change: &dyn Fn(&mut Object)| {
        let mut payload = badge();
        change(object(&mut payload, ""));
        payload
    };
    let digests = |text: &str| json(&format!(r#"["{}"]"#, sd_digest(text)));
    let item = |text: &str| Value::from(Object::new().with("...", sd_digest(text)));
    let did = did_key(&issuing_key());
    let (of_badge, id) =
        (disclosure(r#"["salt","OpenBadgeCredential"]"#), disclosure(&format!(r#"["salt","id","{did}"]"#)));
    let (name, schema) = (
        disclosure(r#"["salt","name","VET"]"#),
        disclosure(r#"["salt",{"id":"https://vet.example/s","type":"JsonSchema"}]"#),
    );
    let (whole, _) = concealing("issuer");
    let whole = edited(&whole.to_string(), |payload| object(payload, "").insert("iss", &*did));
    let cases = [
        (
            "/type",
            of_badge.clone(),
            with(&|payload| {
                payload.insert("type", Value::Array(vec!["VerifiableCredential".into(), item(&of_badge)]));
            }),
        ),
        (
            "/issuer",
            id.clone(),
            with(&|payload| {
                payload.insert("issuer", Object::new().with("type", "Profile").with("_sd", digests(&id)));
                payload.insert("iss", &*did);
            }),
        ),
        (
            "/issuer",
            name.clone(),
            with(&|payload| {
                payload.insert(
                    "issuer",
                    Object::new().with("id", &*did).with("type", "Profile").with("_sd", digests(&name)),
                );
            }),
        ),
        ("/issuer", concealing("issuer").1, json(&whole)),
        (
            "/credentialSchema",
            schema.clone(),
            with(&|payload| payload.insert("credentialSchema", Value::Array(vec![item(&schema)]))),
        ),
    ];
    // Whoever is shown to be the issuer, the key is known.
    let header = format!(r#"{{"alg":"EdDSA","typ":"vc+sd-jwt","kid":"{did}#{}"}}"#, multikey(&issuing_key()));
    for (place, disclosure, payload) in cases {
        for shown in [vec![disclosure.as_str()], vec![]] {
            let token = sd_token_under(&header, &payload, &shown);
            for verification in [verify(&token), leniently(&token)] {
                let found =
                    verification.checks.iter().find(|check| check.code() == Some(code::sd_jwt::CLAIM_MUST_BE_PLAIN));
                let found = found.map(|check| check.pointer.as_str().to_owned()).unwrap_or_default();
                assert!(found.starts_with(place), "{place} {shown:?}: {verification}");
                assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
                assert!(verification.accept::<vc::Partial>().is_err());
            }
        }
    }
}

/// Case 96: whatever is done to the value of the proof, in little time.
#[test]
fn di_sd_labelmap_huge() {
    case!(96);
    let derived = derived();
    let value = json(&derived).get("proof").and_then(|proof| proof.get("proofValue")?.as_str().map(str::to_owned));
    let bytes = base64url::decode(&value.unwrap()[1..]).unwrap();
    let header = &bytes[..3];
    let bombs: [Vec<u8>; 7] = [
        [header, &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]].concat(),
        [header, &[0x85, 0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]].concat(),
        [header, &[0x81; 100_000][..]].concat(),
        [header, &[0xbf; 100_000][..]].concat(),
        [&bytes[..], &[0]].concat(),
        bytes[..bytes.len() - 1].to_vec(),
        Vec::new(),
    ];
    for bomb in bombs {
        let text = edited(&derived, |badge| {
            object(badge, "/proof").insert("proofValue", format!("u{}", base64url::encode(&bomb)));
        });
        let verification = within(Duration::from_secs(2), || verify(text));
        assert_refused(&verification, Outcome::Invalid, code::proof::MALFORMED);
    }
}

/// However many documents and proofs there are: so many statements are verified, and the same proof once more is not verified again.
#[test]
fn statements_that_are_signed_one_by_one_have_a_limit() {
    let derived = derived();
    let within = |statements: usize, text: &str| {
        verifier().with_limits(Limits { statements, ..Limits::default() }).verify(text, &Counting::new())
    };
    let refused = within(0, &derived);
    assert_refused(&refused, Outcome::Indeterminate, code::input::LIMIT_STATEMENTS);
    let needed = (0..1_000).find(|most| within(*most, &derived).outcome == Outcome::Valid).unwrap();
    assert!(needed > 0);
    let with_proofs = |change: &dyn Fn(&mut Value)| {
        edited(&derived, |badge| {
            let first = at(badge, "/proof").clone();
            let mut second = first.clone();
            change(&mut second);
            object(badge, "").insert("proof", Value::Array(vec![second, first]));
        })
    };
    let twice = with_proofs(&|_| {});
    assert_eq!(within(needed, &twice).outcome, Outcome::Valid);
    // Another proof is paid for, whatever comes of it.
    let another = with_proofs(&|proof| object(proof, "").insert("created", "2026-09-02T00:00:00Z"));
    let verification = within(needed, &another);
    assert_refused(&verification, Outcome::Indeterminate, code::input::LIMIT_STATEMENTS);
    assert_eq!(within(1_000, &another).outcome, Outcome::Valid);
}

/// Case 97: what no context defines makes no statement, so that the signature holds; it is the screen that refuses it.
#[test]
fn di_bbs_undefined_attr() {
    case!(97);
    #[cfg(feature = "bbs")]
    let by_bbs = {
        let bbs = PrivateKey::generate(microcred::key::Algorithm::Bbs, &microcred::Environment::system()).unwrap();
        derived_from(&base(&bbs, Cryptosuite::Bbs2023), &["/name"])
    };
    let shown = [
        derived(),
        #[cfg(feature = "bbs")]
        by_bbs,
    ];
    for derived in shown {
        assert_eq!(verify(&derived).outcome, Outcome::Valid);
        for place in ["", "/issuer"] {
            let added = edited(&derived, |badge| object(badge, place).insert("isAdmin", true));
            let verification = verify(added);
            assert_refused(&verification, Outcome::Invalid, code::context::UNDEFINED_TERM);
            let signature = verification.check("proof.signature").map(|check| check.status);
            assert_eq!(signature, Some(Status::Pass), "{verification}");
        }
    }
}

/// A disclosure, from its JSON.
fn disclosure(text: &str) -> String {
    base64url::encode(text.as_bytes())
}

fn sd_digest(disclosure: &str) -> String {
    base64url::encode(&digest::sha256(disclosure))
}

/// The payload of a badge that gives the digest of a member instead of it, and the disclosure of that member.
fn concealing(member: &str) -> (Value, String) {
    let mut payload = badge();
    let value = object(&mut payload, "").remove(member).unwrap();
    let disclosure = disclosure(&format!(r#"["salt","{member}",{value}]"#));
    object(&mut payload, "").insert("_sd", json(&format!(r#"["{}"]"#, sd_digest(&disclosure))));
    (payload, disclosure)
}

/// Signed by the issuer, however it conceals.
fn sd_token(payload: &Value, disclosures: &[&str]) -> String {
    sd_token_under(r#"{"alg":"EdDSA","typ":"vc+sd-jwt"}"#, payload, disclosures)
}

fn sd_token_under(header: &str, payload: &Value, disclosures: &[&str]) -> String {
    let header = base64url::encode(header.as_bytes());
    let input = format!("{header}.{}", base64url::encode(payload.to_string().as_bytes()));
    let signature = InMemorySigner::new(issuing_key()).unwrap().sign(input.as_bytes()).unwrap();
    let disclosures: String = disclosures.iter().map(|disclosure| format!("{disclosure}~")).collect();
    format!("{input}.{}~{disclosures}", base64url::encode(&signature))
}

/// Case 98.
#[test]
fn sdjwt_disclosure_dup() {
    case!(98);
    let (payload, evidence) = concealing("evidence");
    assert_eq!(verify(sd_token(&payload, &[&evidence])).outcome, Outcome::Valid);
    assert_invalid(&sd_token(&payload, &[&evidence, &evidence]), code::sd_jwt::DISCLOSURE_DUPLICATE);
    let twice = edited(&payload.to_string(), |payload| {
        let digest = sd_digest(&evidence);
        object(payload, "").insert("_sd", json(&format!(r#"["{digest}","{digest}"]"#)));
    });
    assert_invalid(&sd_token(&json(&twice), &[&evidence]), code::sd_jwt::DIGEST_DUPLICATE);
    let elsewhere = edited(&payload.to_string(), |payload| {
        let digest = sd_digest(&evidence);
        object(payload, "/credentialSubject").insert("_sd", json(&format!(r#"["{digest}"]"#)));
    });
    assert_invalid(&sd_token(&json(&elsewhere), &[&evidence]), code::sd_jwt::DIGEST_DUPLICATE);
}

/// Case 98: what the issuer has not signed the digest of.
#[test]
fn sdjwt_unreferenced() {
    case!(98);
    let (payload, evidence) = concealing("evidence");
    let foreign = disclosure(r#"["salt","validUntil","2099-01-01T00:00:00Z"]"#);
    assert_invalid(&sd_token(&payload, &[&evidence, &foreign]), code::sd_jwt::DISCLOSURE_UNREFERENCED);
    let changed = disclosure(r#"["salt","evidence",[]]"#);
    assert_invalid(&sd_token(&payload, &[&changed]), code::sd_jwt::DISCLOSURE_UNREFERENCED);
    let respelled =
        disclosure(&String::from_utf8(base64url::decode(&evidence).unwrap()).unwrap().replacen(',', ", ", 1));
    assert_invalid(&sd_token(&payload, &[&respelled]), code::sd_jwt::DISCLOSURE_UNREFERENCED);
}

/// Case 98.
#[test]
fn sdjwt_sd_alg_none() {
    case!(98);
    for name in ["none", "md5", "sha-1", "SHA-256", ""] {
        let (mut payload, evidence) = concealing("evidence");
        object(&mut payload, "").insert("_sd_alg", name);
        assert_invalid(&sd_token(&payload, &[&evidence]), code::sd_jwt::ALG_NOT_ALLOWED);
    }
}

/// Case 98: a decoy says that something may be missing, and no more.
#[test]
fn sdjwt_decoy() {
    case!(98);
    let mut payload = badge();
    let decoy = format!(r#"["{}"]"#, sd_digest("decoy"));
    object(&mut payload, "/credentialSubject").insert("_sd", json(&decoy));
    let verification = verify(sd_token(&payload, &[]));
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    match verification.accept::<vc::Credential>() {
        Err(NotAccepted::Selection { withheld_in }) => assert_eq!(withheld_in, pointers(["/credentialSubject"])),
        other => panic!("{other:?}"),
    }
    assert!(verification.accept::<vc::Partial>().is_ok());
}

/// Case 98: a disclosure that gives a member which is there, or one that no holder may give.
#[test]
fn sdjwt_claim_overwrite() {
    case!(98);
    for (name, value) in [("name", r#""Another""#), ("issuer", r#""did:example:eva""#), ("validFrom", "1")] {
        let given = disclosure(&format!(r#"["salt","{name}",{value}]"#));
        let mut payload = badge();
        object(&mut payload, "").insert("_sd", json(&format!(r#"["{}"]"#, sd_digest(&given))));
        assert_invalid(&sd_token(&payload, &[&given]), code::sd_jwt::CLAIM_OVERWRITTEN);
    }
    for (name, value) in [("iss", r#""did:example:eva""#), ("exp", "4000000000"), ("nbf", "1"), ("cnf", "{}")] {
        let given = disclosure(&format!(r#"["salt","{name}",{value}]"#));
        let mut payload = badge();
        object(&mut payload, "").insert("_sd", json(&format!(r#"["{}"]"#, sd_digest(&given))));
        assert_invalid(&sd_token(&payload, &[&given]), code::sd_jwt::CLAIM_MUST_BE_PLAIN);
    }
    for name in ["_sd", "...", "_sd_alg"] {
        let given = disclosure(&format!(r#"["salt","{name}",[]]"#));
        let mut payload = badge();
        object(&mut payload, "").insert("_sd", json(&format!(r#"["{}"]"#, sd_digest(&given))));
        let verification = verify(sd_token(&payload, &[&given]));
        assert_eq!(verification.outcome, Outcome::Invalid, "{name}: {verification}");
    }
}

const NONCE: &str = "u7kqV9";
const AUDIENCE: &str = "https://verifier.example";

fn holder() -> PrivateKey {
    key(9)
}

/// A badge that was issued to the holder's key, with the evidence left to his choice.
fn held() -> String {
    let document = edited(&badge().to_string(), |badge| {
        object(badge, "/credentialSubject").insert("id", did_key(&holder()));
    });
    let issuer: Issuer = issuer().with_holder_choice(HolderChoice::new().by_choice(pointers(["/evidence"])));
    issuer.secure(&document, Suite::SdJwt).unwrap().into_string()
}

fn asking() -> Verifier {
    verifier().with_challenge(NONCE).with_domain(AUDIENCE)
}

/// The held badge, with a key binding made of these claims.
fn bound(claims: &[(&str, Value)], key: &PrivateKey, typ: &str) -> String {
    let held = held();
    let mut all = Object::new()
        .with("iat", instant(crate::support::NOW).timestamp())
        .with("aud", AUDIENCE)
        .with("nonce", NONCE)
        .with("sd_hash", sd_digest(&held));
    for (name, value) in claims {
        match value {
            Value::Null => drop(all.remove(name)),
            value => all.insert(name, value.clone()),
        }
    }
    let header = format!(r#"{{"alg":"EdDSA","typ":"{typ}"}}"#);
    let claims = Value::from(all).to_string();
    let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(claims.as_bytes()));
    let signature = InMemorySigner::new(key.clone()).unwrap().sign(input.as_bytes()).unwrap();
    format!("{held}{input}.{}", base64url::encode(&signature))
}

#[track_caller]
fn assert_unbound(text: &str) {
    let verification = asking().verify(text, &Counting::new());
    assert_refused(&verification, Outcome::Invalid, code::subject::HOLDER_BINDING);
}

/// Case 99.
#[test]
fn sdjwt_kb_missing_aud_or_nonce() {
    case!(99);
    let holder = holder();
    let good = asking().verify(bound(&[], &holder, "kb+jwt"), &Counting::new());
    assert_eq!(good.outcome, Outcome::Valid, "{good}");
    for (name, value) in [
        ("aud", Value::Null),
        ("nonce", Value::Null),
        ("iat", Value::Null),
        ("sd_hash", Value::Null),
        ("aud", "https://other.example".into()),
        ("aud", json(r#"["https://verifier.example"]"#)),
        ("nonce", "another".into()),
        ("nonce", "".into()),
        ("nonce", 1.into()),
        ("sd_hash", sd_digest("another selection").into()),
        ("iat", 1_700_000_000.into()),
        ("iat", 1_900_000_000.into()),
        ("iat", "now".into()),
        ("exp", 5.into()),
        ("exp", "soon".into()),
        ("nbf", 1_900_000_000.into()),
        ("nbf", Value::from(true)),
    ] {
        assert_unbound(&bound(&[(name, value)], &holder, "kb+jwt"));
    }
    let lasting = bound(&[("nbf", 1_700_000_000.into()), ("exp", 1_900_000_000.into())], &holder, "kb+jwt");
    assert_eq!(asking().verify(lasting, &Counting::new()).outcome, Outcome::Valid);
    assert_unbound(&bound(&[], &attackers_key(), "kb+jwt"));
    assert_unbound(&bound(&[], &issuing_key(), "kb+jwt"));
    assert_unbound(&bound(&[], &holder, "JWT"));
    // Without any, it does not answer at all.
    let without = asking().verify(held(), &Counting::new());
    assert_refused(&without, Outcome::Invalid, code::subject::HOLDER_BINDING);
}

/// A key binding made here is one; it is not one for another verifier, even for one that gave no nonce.
#[test]
fn sdjwt_kb_for_another_verifier() {
    case!(99);
    let signer = InMemorySigner::new(holder()).unwrap();
    let token = SdJwt::parse(&held(), &Limits::default()).unwrap();
    let now = environment().now();
    let bound = token.bind_as_holder(AUDIENCE, NONCE, now, signer.identity()).unwrap().sign(&signer).unwrap();
    assert_eq!(asking().verify(&bound, &Counting::new()).outcome, Outcome::Valid);
    for other in [
        verifier().with_challenge(NONCE).with_domain("https://other.example"),
        verifier().with_challenge("another").with_domain(AUDIENCE),
        verifier().with_domain("https://other.example"),
    ] {
        let verification = other.verify(&bound, &Counting::new());
        assert_refused(&verification, Outcome::Invalid, code::subject::HOLDER_BINDING);
    }
    // Whoever has given none is told that it may be a recording.
    let unasked = verifier().verify(&bound, &Counting::new());
    assert_eq!(unasked.outcome, Outcome::Valid, "{unasked}");
    assert!(unasked.has(code::subject::CHALLENGE_UNASKED));
    let attackers = InMemorySigner::new(attackers_key()).unwrap();
    assert!(token.bind_as_holder(AUDIENCE, NONCE, now, attackers.identity()).is_err());
}

/// A verifier that gives a nonce and no name of its own compares that, and is told what it does not compare. A binding for
/// nobody is none, neither made nor taken.
#[test]
fn sdjwt_kb_for_a_verifier_without_a_name() {
    let nameless = verifier().with_challenge(NONCE);
    let good = nameless.verify(bound(&[], &holder(), "kb+jwt"), &Counting::new());
    assert_eq!(good.outcome, Outcome::Valid, "{good}");
    assert!(good.has(code::subject::DOMAIN_UNASKED), "{good}");
    let asked = asking().verify(bound(&[], &holder(), "kb+jwt"), &Counting::new());
    assert!(!asked.has(code::subject::DOMAIN_UNASKED), "{asked}");
    for (name, value) in [
        ("aud", "".into()),
        ("aud", Value::Null),
        ("aud", json(r#"["https://verifier.example"]"#)),
        ("nonce", "another".into()),
        ("sd_hash", sd_digest("another selection").into()),
    ] {
        let verification = nameless.verify(bound(&[(name, value)], &holder(), "kb+jwt"), &Counting::new());
        assert_refused(&verification, Outcome::Invalid, code::subject::HOLDER_BINDING);
    }
    let empty = verifier().with_challenge(NONCE).with_domain("");
    let verification = empty.verify(bound(&[("aud", "".into())], &holder(), "kb+jwt"), &Counting::new());
    assert_refused(&verification, Outcome::Invalid, code::subject::HOLDER_BINDING);
    let presenter = Presenter::new(InMemorySigner::new(holder()).unwrap()).with_environment(environment());
    assert!(presenter.bind(held(), &Asked::new(NONCE).by(AUDIENCE)).is_ok());
    for asked in [Asked::new(NONCE), Asked::new(NONCE).by("")] {
        let refused = presenter.bind(held(), &asked).unwrap_err().to_string();
        assert!(refused.contains(code::subject::HOLDER_BINDING.as_str()), "{refused}");
    }
}

/// A key binding proves something or nothing, whether it was asked for or not.
#[test]
fn a_false_key_binding_is_refused_unasked() {
    let unasked = verifier().verify(bound(&[], &holder(), "kb+jwt"), &Counting::new());
    assert_eq!(unasked.outcome, Outcome::Valid, "{unasked}");
    for text in [
        bound(&[], &attackers_key(), "kb+jwt"),
        bound(&[("sd_hash", sd_digest("another selection").into())], &holder(), "kb+jwt"),
    ] {
        let verification = verifier().verify(&text, &Counting::new());
        assert_refused(&verification, Outcome::Invalid, code::subject::HOLDER_BINDING);
    }
}

/// What was issued to a key is presented with that key, also where it names nobody.
#[test]
fn what_was_issued_to_a_key_is_presented_with_it() {
    let mut document = badge();
    object(&mut document, "/credentialSubject").remove("id");
    let hashed = r#"[{"type": "IdentityObject", "hashed": false, "identityHash": "ana@example.org", "identityType": "emailAddress"}]"#;
    object(&mut document, "/credentialSubject").insert("identifier", json(hashed));
    let mut payload = document;
    let jwk: Value = Jwk::new(holder().public_key().clone()).to_json().into();
    object(&mut payload, "").insert("cnf", Object::new().with("jwk", jwk));
    let presented_by = |key: &PrivateKey, (media_type, data): &(&str, String)| {
        let member = NestedCredential::enveloped(media_type, data);
        let presentation = Presentation::new().verifiable_credential(member);
        let presenter = Presenter::new(InMemorySigner::new(key.clone()).unwrap()).with_environment(environment());
        let asked = Asked::new(NONCE).by(AUDIENCE);
        presenter.with_suite(Cryptosuite::EddsaJcs2022).present(&presentation, &asked).unwrap().into_string()
    };
    let forms = [
        ("application/vc+sd-jwt", sd_token(&payload, &[])),
        ("application/vc+jwt", jwt(&payload)),
        #[cfg(feature = "cose")]
        ("application/vc+cose;base64", base64::encode(&message(&payload, &[]))),
    ];
    for form in &forms {
        let good = asking().verify(presented_by(&holder(), form), &Counting::new());
        assert_eq!(good.outcome, Outcome::Valid, "{}: {good}", form.0);
        assert!(!good.members()[0].1.has(code::subject::HOLDER_UNKNOWN), "{good}");
        let stolen = asking().verify(presented_by(&attackers_key(), form), &Counting::new());
        assert_refused(&stolen, Outcome::Invalid, code::member::PRESENTED_INVALID);
        assert!(stolen.members()[0].1.has(code::subject::HOLDER_MISMATCH), "{}: {stolen}", form.0);
    }
}

/// What counts in the payload counts in the header of a message too, and what is not known there is not passed over.
#[cfg(feature = "cose")]
#[test]
fn a_message_claims_nothing_unnoticed() {
    let document = edited(&badge().to_string(), |badge| {
        object(badge, "/credentialSubject").insert("id", did_key(&holder()));
    });
    let with = |claim: &[u8]| message(&json(&document), &[&[15, 0xa1], claim].concat());
    // 8: the key that it was issued to, {1: {}}.
    let confirmed = with(&[8, 0xa1, 1, 0xa0]);
    assert_eq!(verify(&confirmed).outcome, Outcome::Valid);
    let member = NestedCredential::enveloped("application/vc+cose;base64", &base64::encode(&confirmed));
    let presentation = Presentation::new().verifiable_credential(member);
    let presenter = Presenter::new(InMemorySigner::new(holder()).unwrap()).with_environment(environment());
    let asked = Asked::new(NONCE).by(AUDIENCE);
    let presented = presenter.with_suite(Cryptosuite::EddsaJcs2022).present(&presentation, &asked).unwrap();
    let verification = asking().verify(presented.as_str(), &Counting::new());
    assert_refused(&verification, Outcome::Invalid, code::member::PRESENTED_INVALID);
    assert!(verification.members()[0].1.has(code::subject::HOLDER_BINDING), "{verification}");
    // 65535: a token status list.
    let listed = verify(with(&[0x19, 0xff, 0xff, 0xa0]));
    assert_refused(&listed, Outcome::Indeterminate, code::status::UNSUPPORTED);
    // 9 is not known, nor is a claim that has a text for its name.
    for claim in [&[9, 1][..], &[0x61, b'x', 1]] {
        assert_refused(&verify(with(claim)), Outcome::Invalid, code::jose::COSE_MALFORMED);
    }
}

fn jwt(payload: &Value) -> String {
    let header = base64url::encode(br#"{"alg":"EdDSA","typ":"vc+jwt"}"#);
    let input = format!("{header}.{}", base64url::encode(payload.to_string().as_bytes()));
    let signature = InMemorySigner::new(issuing_key()).unwrap().sign(input.as_bytes()).unwrap();
    format!("{input}.{}", base64url::encode(&signature))
}

/// A COSE_Sign1 message by hand: nothing here would put such a claim into one.
#[cfg(feature = "cose")]
fn message(payload: &Value, claims: &[u8]) -> Vec<u8> {
    let string = |major: u8, bytes: &[u8]| {
        let [high, low] = u16::try_from(bytes.len()).unwrap().to_be_bytes();
        let head = match (high, low) {
            (0, 0..24) => vec![major | low],
            (0, _) => vec![major | 24, low],
            _ => vec![major | 25, high, low],
        };
        [&head, bytes].concat()
    };
    let (bytes, text) = (|bytes: &[u8]| string(0x40, bytes), |text: &str| string(0x60, text.as_bytes()));
    // 1: EdDSA; 3 and 16: what it is.
    let size = if claims.is_empty() { 0xa3 } else { 0xa4 };
    let header =
        [&[size, 1, 0x27, 3], &text("application/vc")[..], claims, &[16], &text("application/vc+cose")].concat();
    let (header, payload) = (bytes(&header), bytes(payload.to_string().as_bytes()));
    let signed = [&[0x84], &text("Signature1")[..], &header, &bytes(&[]), &payload].concat();
    let signature = InMemorySigner::new(issuing_key()).unwrap().sign(&signed).unwrap();
    [&[0xd2, 0x84], &header[..], &[0xa0], &payload, &bytes(&signature)].concat()
}

/// A beginning says nothing about the end, and both it and the status may have been left out.
#[test]
fn a_beginning_alone_is_told() {
    let did = did_key(&p256());
    let mut document = crate::support::badge_of(&did);
    object(&mut document, "").remove("validUntil");
    let issuer = issuer_as(&did, p256(), &format!("{did}#{}", multikey(&p256())));
    let base = issuer.secure(&document.to_string(), Cryptosuite::EcdsaSd2023).unwrap();
    let verification = verify(derived_from(base.as_str(), &["/name"]));
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert!(verification.has(code::proof::MANDATORY_END_UNKNOWN), "{verification}");
    assert!(verification.has(code::proof::MANDATORY_STATUS_UNKNOWN), "{verification}");
    // An end says nothing about a status.
    let verification = verify(derived());
    assert!(verification.has(code::proof::MANDATORY_STATUS_UNKNOWN), "{verification}");
    assert!(!verification.has(code::proof::MANDATORY_END_UNKNOWN), "{verification}");
}
