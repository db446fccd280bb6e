//! Tokens that two readers could read differently, or that are not what they say: cases 52 to 70, those about keys in `jose_keys`.

use super::{assert_invalid, assert_refused, leniently, verify};
use crate::support::cases::case;
use crate::support::{
    Counting, attackers_key, badge, badge_of, did_key, edited, issuer, issuing_key, json, object, sign_by_hand,
    verifier,
};
use microcred::Limits;
use microcred::badge::AchievementCredential;
use microcred::codec::base64url;
use microcred::json::{Object, Value};
use microcred::key::{InMemorySigner, Jwk, PrivateKey, Signer};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::{Suite, Unwrapped};
use microcred::report::{Outcome, Trust, code};
use microcred::verify::Policy;

pub(super) const VICTIM_DID: &str = "did:web:victim.example";
pub(super) const VICTIM_URL: &str = "https://victim.example/issuer";
pub(super) const VICTIM_KEYS: &str = "https://victim.example/.well-known/jwks.json";

/// Signed by hand, whatever the header and the payload say.
pub(super) fn token(header: &str, payload: &str, key: &PrivateKey) -> String {
    let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
    let signature = InMemorySigner::new(key.clone()).unwrap().sign(input.as_bytes()).unwrap();
    format!("{input}.{}", base64url::encode(&signature))
}

/// The badge of the issuer that is its key, under another header.
pub(super) fn badge_under(header: &str) -> String {
    token(header, &badge().to_string(), &issuing_key())
}

/// A token as it is issued here, with its two parts edited and signed again with the issuer's own key.
fn edited_token(suite: Suite, edit: impl FnOnce(&mut Object, &mut Object)) -> String {
    let issued = issuer().secure(&badge().to_string(), suite).unwrap().into_string();
    let part = |index: usize| {
        let bytes = base64url::decode(issued.split('.').nth(index).unwrap()).unwrap();
        json(&String::from_utf8(bytes).unwrap())
    };
    let (mut header, mut payload) = (part(0), part(1));
    edit(object(&mut header, ""), object(&mut payload, ""));
    token(&header.to_string(), &payload.to_string(), &issuing_key())
}

pub(super) fn jwk(key: &PrivateKey) -> Value {
    Jwk::new(key.public_key().clone()).to_json().into()
}

pub(super) fn key_set(keys: &[Value]) -> String {
    Value::from(Object::new().with_all("keys", keys.to_vec())).to_string()
}

/// The tests below change one thing in tokens that are good.
#[test]
fn what_is_changed_below_is_good() {
    for suite in [Suite::Jwt, Suite::OpenBadgesJwt] {
        let verification = verify(edited_token(suite, |_, _| {}));
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    }
    assert_eq!(verify(badge_under(r#"{"alg":"EdDSA","typ":"vc+jwt"}"#)).outcome, Outcome::Valid);
}

/// The context of the data model defines the claims of tokens, so that a proof over statements holds; but nobody follows them there.
#[test]
fn claims_where_no_token_is() {
    let claims = [
        ("exp", "5"),
        ("nbf", "4102444800"),
        ("iss", "\"did:example:tom\""),
        ("sub", "\"did:example:vera\""),
        ("aud", "\"https://verifier.example/\""),
        ("cnf", r#"{"kid": "did:example:vera#key"}"#),
        ("_sd", r#"["AAAA"]"#),
    ];
    for (name, value) in claims {
        let mut document = badge();
        object(&mut document, "").insert(name, json(value));
        assert!(issuer().secure(&document.to_string(), Cryptosuite::EddsaJcs2022).is_err(), "{name} is signed");
        assert_invalid(&sign_by_hand(&document, &issuing_key(), &[]), code::jose::CLAIMS_STRAY);
        let payload = Value::from(Object::new().with("vc", document)).to_string();
        let of_old = token(r#"{"alg":"EdDSA","typ":"JWT"}"#, &payload, &issuing_key());
        assert!(verify(of_old).report().has(code::jose::CLAIMS_STRAY), "{name}");
    }
    let withheld = edited_token(Suite::Jwt, |_, payload| {
        let subject = payload.get_mut("credentialSubject").and_then(Value::as_object_mut).unwrap();
        subject.insert("_sd", json(r#"["AAAA"]"#));
    });
    assert_invalid(&withheld, code::jose::CLAIMS_STRAY);
}

/// Beside the content, whatever a token calls its status is not passed over.
#[test]
fn a_status_beside_the_content() {
    for status in [
        r#""revoked""#,
        r#"[{"status_list": {"idx": 1, "uri": "https://vet.example/list"}}]"#,
        r#"{"identifier_list": {}}"#,
    ] {
        let payload = Object::new().with("vc", badge()).with("status", json(status));
        let verification =
            verify(token(r#"{"alg":"EdDSA","typ":"JWT"}"#, &Value::from(payload).to_string(), &issuing_key()));
        assert!(verification.report().has(code::status::UNSUPPORTED), "{verification}");
        assert_ne!(verification.outcome, Outcome::Valid);
    }
}

/// A status in the header is none that is read here, and not passed over.
#[test]
fn a_status_in_the_header() {
    let many: String = (0..20).map(|number| format!(r#","x{number}":1"#)).collect();
    for others in ["", &many] {
        let status = r#""status":{"status_list":{"idx":5,"uri":"https://vet.example/status/1"}}"#;
        let verification = verify(badge_under(&format!(r#"{{"alg":"EdDSA","typ":"vc+jwt"{others},{status}}}"#)));
        assert_refused(&verification, Outcome::Indeterminate, code::status::UNSUPPORTED);
    }
}

pub(super) fn edited_value(mut value: Value, name: &str, text: &str) -> Value {
    object(&mut value, "").insert(name, text);
    value
}

/// Case 62: whatever repeats a member says the same.
#[test]
fn jwt_iss_mismatch() {
    case!(62);
    let changes: [(&str, Value); 5] = [
        ("iss", did_key(&attackers_key()).into()),
        ("sub", "did:example:eva".into()),
        ("jti", "urn:uuid:00000000-0000-4000-8000-000000000000".into()),
        ("nbf", 1.into()),
        ("exp", 9_999_999_999_i64.into()),
    ];
    for (claim, value) in changes {
        let changed = edited_token(Suite::OpenBadgesJwt, |_, payload| payload.insert(claim, value.clone()));
        let verification = verify(changed);
        assert_refused(&verification, Outcome::Invalid, code::jose::CLAIMS_MISMATCH);
        let place = verification.checks.iter().find(|check| check.code() == Some(code::jose::CLAIMS_MISMATCH));
        assert_eq!(place.map(|check| check.pointer.as_str().to_owned()), Some(format!("/{claim}")));
        // Without it, something is missing, and nothing is wrong.
        let less = verify(edited_token(Suite::OpenBadgesJwt, |_, payload| drop(payload.remove(claim))));
        assert_eq!(less.outcome, Outcome::Valid, "{claim}: {less}");
        assert!(less.has(code::jose::CLAIMS_MISSING), "{claim}: {less}");
    }
    for (claim, value) in [("iss", did_key(&attackers_key())), ("sub", "did:example:eva".to_owned())] {
        let changed = edited_token(Suite::Jwt, |_, payload| payload.insert(claim, value.clone()));
        assert_invalid(&changed, code::jose::CLAIMS_MISMATCH);
    }
}

/// The header repeats the issuer as the payload does, whether or not the payload has the claim.
#[test]
fn jwt_header_iss_mismatch() {
    let of = |issuer: &str| format!(r#"{{"alg":"EdDSA","typ":"vc+jwt","iss":"{issuer}"}}"#);
    assert_eq!(verify(badge_under(&of(&did_key(&issuing_key())))).outcome, Outcome::Valid);
    assert_invalid(&badge_under(&of(&did_key(&attackers_key()))), code::jose::CLAIMS_MISMATCH);
}

/// A claim stands in for an issuer that is not named, not for one that cannot be told from others.
#[test]
fn jwt_iss_of_several_issuers() {
    let (attacker, victim) = (did_key(&attackers_key()), did_key(&issuing_key()));
    for issuer in [
        format!(r#"["{attacker}", "{victim}"]"#),
        format!(r#"["{victim}", "{attacker}"]"#),
        r#"{"type": ["Profile"], "name": "Example VET"}"#.to_owned(),
        "[]".to_owned(),
    ] {
        let payload = edited(&badge().to_string(), |badge| {
            let badge = object(badge, "");
            badge.insert("issuer", json(&issuer));
            badge.insert("iss", &*attacker);
        });
        let header =
            format!(r#"{{"alg":"EdDSA","typ":"vc+jwt","kid":"{attacker}#{}"}}"#, &attacker["did:key:".len()..]);
        let forged = token(&header, &payload, &attackers_key());
        for verification in [verify(&forged), leniently(&forged)] {
            assert_eq!(verification.trust, Trust::Integrity, "{issuer}: {verification}");
            assert!(verification.has(code::issuer::MISSING), "{issuer}: {verification}");
            assert_eq!(verification.outcome, Outcome::Invalid, "{issuer}: {verification}");
        }
    }
}

/// A badge in its envelope, or something else.
fn enveloped(class: &str, media_type: &str, token: &str, beside: &str) -> String {
    format!(
        r#"{{"@context": "https://www.w3.org/ns/credentials/v2", "type": "{class}", {beside}
             "id": "data:application/{media_type},{token}"}}"#
    )
}

/// What stands beside a token in its envelope reads like the credential, and nobody has signed it.
#[test]
fn what_stands_beside_an_envelope() {
    let badge = badge_under(r#"{"alg":"EdDSA","typ":"vc+jwt"}"#);
    let beside = |member: &str| enveloped("EnvelopedVerifiableCredential", "vc+jwt", &badge, member);
    assert_eq!(verify(beside("")).outcome, Outcome::Valid);
    for member in [
        r#""name": "PhD, Harvard University","#,
        r#""issuer": {"id": "https://harvard.example/"},"#,
        r#""credentialSubject": {"id": "did:example:eva"},"#,
        r#""validUntil": "2020-01-01T00:00:00Z","#,
        r#""credentialStatus": {"type": "BitstringStatusListEntry"},"#,
        r#""proof": {"type": "DataIntegrityProof"},"#,
        r#""mediaType": "application/vc+jwt","#,
    ] {
        let text = beside(member);
        assert_invalid(&text, code::jose::ENVELOPE);
        assert_eq!(leniently(&text).outcome, Outcome::Invalid, "{member}");
        let refused = Unwrapped::read(text.as_bytes(), &Limits::default()).unwrap_err();
        assert_eq!(refused.code, code::jose::ENVELOPE, "{member}");
    }
}

/// An envelope holds what it says: a credential or a presentation, a token with or without disclosures.
#[test]
fn what_an_envelope_says_is_in_it() {
    let badge = badge_under(r#"{"alg":"EdDSA","typ":"vc+jwt"}"#);
    let did = did_key(&issuing_key());
    let presentation = format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"], "holder": "{did}"}}"#
    );
    let presentation = token(r#"{"alg":"EdDSA","typ":"vp+jwt"}"#, &presentation, &issuing_key());
    let [credential, shown] = ["EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"];
    for (class, media_type, token, is_so) in [
        (credential, "vc+jwt", &badge, true),
        (credential, "jwt", &badge, true),
        (shown, "vp+jwt", &presentation, true),
        (credential, "vc+sd-jwt", &badge, false),
        (credential, "vc+jwt", &presentation, false),
        (credential, "jwt", &presentation, false),
        (shown, "vp+jwt", &badge, false),
        (shown, "jwt", &badge, false),
    ] {
        let text = enveloped(class, media_type, token, "");
        let is_refused = |verification: &microcred::verify::Verification| verification.has(code::jose::ENVELOPE);
        assert_eq!(!is_refused(&verify(&text)), is_so, "{class} {media_type}");
        let unwrapped = Unwrapped::read(text.as_bytes(), &Limits::default());
        assert_eq!(
            unwrapped.map_err(|finding| finding.code).err(),
            (!is_so).then_some(code::jose::ENVELOPE),
            "{class} {media_type}"
        );
    }
}

/// Case 63: the earlier of the two ends counts.
#[test]
fn jwt_exp_later_than_valid_until() {
    case!(63);
    let later = |payload: &mut Object| {
        payload.insert("validUntil", "2026-11-01T00:00:00Z");
        payload.insert("exp", 4_000_000_000_i64);
    };
    assert_invalid(&edited_token(Suite::OpenBadgesJwt, |_, payload| later(payload)), code::jose::CLAIMS_MISMATCH);
    assert_invalid(&edited_token(Suite::Jwt, |_, payload| later(payload)), code::validity::EXPIRED);
    let earlier = edited_token(Suite::Jwt, |_, payload| payload.insert("exp", 1_700_000_000));
    assert_invalid(&earlier, code::validity::EXPIRED);
    let not_yet = edited_token(Suite::Jwt, |_, payload| payload.insert("nbf", 4_000_000_000_i64));
    assert_invalid(&not_yet, code::validity::NOT_YET);
    // That both have passed is said once.
    let both = edited_token(Suite::OpenBadgesJwt, |_, payload| {
        payload.insert("validUntil", "2026-11-01T00:00:00Z");
        payload.insert("exp", 1_793_491_200_i64);
    });
    let ends = verify(&both);
    let found = ends.checks.iter().filter(|check| check.code() == Some(code::validity::EXPIRED));
    assert_eq!(found.map(|check| check.pointer.as_str()).collect::<Vec<_>>(), ["/validUntil"], "{ends}");
}

/// What is accepted says when it ends, by the earlier of the two: whoever counts it later holds it to that.
#[test]
fn the_end_of_a_token_is_known_of_what_is_accepted() {
    let end = |until: Option<&str>, exp: Option<i64>| {
        let token = edited_token(Suite::Jwt, |_, payload| {
            if let Some(until) = until {
                payload.insert("validUntil", until);
            }
            if let Some(exp) = exp {
                payload.insert("exp", exp);
            }
        });
        let verification = verify(&token);
        let accepted = verification.accept::<AchievementCredential>().unwrap_or_else(|error| panic!("{error}"));
        accepted.provenance().valid_until.map(|end| end.to_rfc3339())
    };
    let (earlier, later) = ("2030-01-01T00:00:00+00:00", "2031-01-01T00:00:00+00:00");
    assert_eq!(end(None, Some(1_893_456_000)).as_deref(), Some(earlier));
    assert_eq!(end(Some("2031-01-01T00:00:00Z"), Some(1_893_456_000)).as_deref(), Some(earlier));
    assert_eq!(end(Some("2030-01-01T00:00:00Z"), Some(1_924_992_000)).as_deref(), Some(earlier));
    assert_eq!(end(Some("2031-01-01T00:00:00Z"), None).as_deref(), Some(later));
}

/// Case 64.
#[test]
fn jwt_vc_claim_and_plain() {
    case!(64);
    for suite in [Suite::Jwt, Suite::OpenBadgesJwt] {
        for claim in ["vc", "vp"] {
            let both = edited_token(suite, |_, payload| {
                payload.insert(claim, badge_of(&did_key(&attackers_key())));
            });
            assert_invalid(&both, code::jose::CLAIMS_AMBIGUOUS);
        }
    }
}

/// Case 65.
#[test]
fn jwt_b64_noncanonical() {
    case!(65);
    let good = edited_token(Suite::Jwt, |_, _| {});
    let parts: Vec<&str> = good.split('.').collect();
    for place in 0..3 {
        for change in [
            |part: &str| format!("{part}="),
            |part: &str| format!("{part}+"),
            |part: &str| format!("{part}/"),
            |part: &str| format!("{} {}", &part[..8], &part[8..]),
            |part: &str| format!("{part}A"),
        ] {
            let mut changed: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
            changed[place] = change(&changed[place]);
            let verification = verify(changed.join("."));
            assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
        }
    }
    // The last letter of the signature has four bits that say nothing.
    let last = good.chars().last().unwrap();
    let others = ['B', 'R', 'h', 'x'].into_iter().filter(|letter| *letter != last);
    for letter in others {
        assert_invalid(&format!("{}{letter}", &good[..good.len() - 1]), code::jose::ENCODING);
    }
}

/// Case 66.
#[test]
fn jwt_4_parts() {
    case!(66);
    let good = edited_token(Suite::Jwt, |_, _| {});
    let (header, rest) = good.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();
    for shape in [
        format!("{good}.AAAA"),
        format!("{good}.AAAA.AAAA"),
        format!("{header}.{payload}"),
        format!(".{payload}.{signature}"),
        format!("{header}..{signature}"),
        format!("{good}~"),
        format!("\"{good}\""),
        format!("Bearer {good}"),
    ] {
        let verification = verify(&shape);
        assert_eq!((verification.outcome, verification.trust), (Outcome::Invalid, Trust::None), "{shape:.80}");
    }
    // A form that others sign in, and that is not opened here: nobody can tell.
    for shape in [
        format!(r#"{{"payload":"{payload}","protected":"{header}","signature":"{signature}"}}"#),
        format!(r#"{{"payload":"{payload}","signatures":[{{"protected":"{header}","signature":"{signature}"}}]}}"#),
    ] {
        assert_refused(&verify(&shape), Outcome::Indeterminate, code::format::SEALED);
    }
}

/// Some libraries put the token that they decoded where a proof belongs, beside what they made of it.
#[test]
fn a_token_that_was_taken_apart_is_asked_for_itself() {
    let token = edited_token(Suite::Jwt, |_, _| {});
    let mut decoded = badge();
    object(&mut decoded, "").insert("proof", Object::new().with("type", "JwtProof2020").with("jwt", token));
    let verification = verify(decoded.to_string());
    assert_eq!((verification.outcome, verification.trust), (Outcome::Invalid, Trust::None), "{verification}");
    assert!(verification.has(code::proof::UNSUPPORTED), "{verification}");
    let text = verification.to_string();
    let advice = "the token at /proof/jwt is what was signed; give that alone";
    assert!(text.contains(advice) && !text.contains("remove it"), "{text}");
    // It is of that type alone, and of a text.
    for changed in
        [text_of_proof(r#"{"type": "Other", "jwt": "a"}"#), text_of_proof(r#"{"type": "JwtProof2020", "jwt": 1}"#)]
    {
        assert!(!verify(&changed).to_string().contains("what was signed"), "{changed}");
    }
}

fn text_of_proof(proof: &str) -> String {
    let mut badge = badge();
    object(&mut badge, "").insert("proof", json(proof));
    badge.to_string()
}

/// Case 68.
#[test]
fn jwt_typ_confusion() {
    case!(68);
    for typ in [
        "kb+jwt",
        "KB+JWT",
        "application/kb+jwt",
        "at+jwt",
        "dpop+jwt",
        "secevent+jwt",
        "vp+jwt",
        "statuslist+jwt",
        "openid4vci-proof+jwt",
    ] {
        assert_invalid(&badge_under(&format!(r#"{{"alg":"EdDSA","typ":"{typ}"}}"#)), code::jose::TYP);
    }
    let did = did_key(&issuing_key());
    let identity = format!(r#"{{"iss":"{did}","sub":"did:example:ana","aud":"https://vet.example","nonce":"1"}}"#);
    for header in [r#"{"alg":"EdDSA","typ":"JWT"}"#, r#"{"alg":"EdDSA"}"#, r#"{"alg":"EdDSA","typ":"vc+jwt"}"#] {
        assert_invalid(&token(header, &identity, &issuing_key()), code::jose::TYP);
    }
}

/// The key of a token may be bound to its claim `iss`; a credential names its issuer all the same, and one.
#[test]
fn jwt_without_one_issuer() {
    let did = did_key(&issuing_key());
    let credential = |issuer: &str| {
        format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], {issuer}
                 "iss": "{did}", "credentialSubject": {{"id": "did:example:ana"}}}}"#
        )
    };
    let header = r#"{"alg":"EdDSA","typ":"vc+jwt"}"#;
    let signed = |issuer: &str| token(header, &credential(issuer), &issuing_key());
    let good = verify(signed(&format!(r#""issuer": "{did}","#)));
    assert_eq!(good.outcome, Outcome::Valid, "{good}");
    for issuer in ["", r#""issuer": [],"#, &format!(r#""issuer": ["{did}", "{VICTIM_DID}"],"#)] {
        let verification = verify(signed(issuer));
        assert_eq!(verification.outcome, Outcome::Invalid, "{issuer}: {verification}");
        assert!(verification.has(code::issuer::MISSING), "{issuer}: {verification}");
    }
    assert_invalid(&signed(&format!(r#""issuer": ["{VICTIM_DID}"],"#)), code::jose::CLAIMS_MISMATCH);
}

/// What decides whether a credential holds does not stand where nobody looks for it.
#[test]
fn jwt_status_beside_vc() {
    let did = did_key(&issuing_key());
    for (member, value) in [
        ("credentialStatus", r#"{"type": "BitstringStatusListEntry"}"#),
        ("expirationDate", r#""2020-01-01T00:00:00Z""#),
        ("validUntil", r#""2020-01-01T00:00:00Z""#),
        ("issuer", r#""did:example:eva""#),
        ("holder", r#""did:example:eva""#),
        ("id", r#""urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000077""#),
        ("credentialSchema", r#"{"id": "https://vet.example/schema", "type": "JsonSchema"}"#),
        ("termsOfUse", r#"{"type": "Terms"}"#),
        ("refreshService", r#"{"type": "1EdTechCredentialRefresh"}"#),
        ("proof", "{}"),
    ] {
        let payload = format!(
            r#"{{"iss": "{did}", "nbf": 1700000000, "{member}": {value}, "vc": {{
                 "@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiableCredential"],
                 "credentialSubject": {{"id": "did:example:ana"}}}}}}"#
        );
        assert_invalid(
            &token(r#"{"alg":"EdDSA","typ":"JWT"}"#, &payload, &issuing_key()),
            code::jose::CLAIMS_AMBIGUOUS,
        );
    }
}

/// Many departures that do no harm in a token hide none that does.
#[test]
fn jwt_departures_hide_none() {
    let texts: Vec<String> =
        (0..40).map(|_| r#"{"@value": "a", "@language": "en", "@direction": "ltr"}"#.to_owned()).collect();
    let flooded = |more: &str| {
        let did = did_key(&issuing_key());
        let payload = format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": "{did}",
                 "name": [{}], {more} "credentialSubject": {{"id": "did:example:ana"}}}}"#,
            texts.join(", ")
        );
        verify(token(r#"{"alg":"EdDSA","typ":"vc+jwt"}"#, &payload, &issuing_key()))
    };
    let hidden = flooded(r#""evilTerm": "x","#);
    assert!(hidden.has(code::context::UNDEFINED_TERM), "{hidden}");
    assert_eq!(hidden.outcome, Outcome::Invalid);
}

/// A name that no context defines is signed in a token like any other; that is what the report says.
#[test]
fn jwt_undefined_terms_are_signed() {
    let did = did_key(&issuing_key());
    let payload = format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": "{did}",
             "memberLevel": "gold", "credentialSubject": {{"id": "did:example:ana"}}}}"#
    );
    let verification = verify(token(r#"{"alg":"EdDSA","typ":"vc+jwt"}"#, &payload, &issuing_key()));
    assert_refused(&verification, Outcome::Invalid, code::context::UNDEFINED_TERM);
    let told = verification.to_string();
    assert!(told.contains("it is signed, but nothing says what it means"), "{told}");
    for refused in [Suite::Jwt, Suite::SdJwt] {
        let mut document = badge();
        object(&mut document, "").insert("memberLevel", "gold");
        let told = issuer().secure(&document.to_string(), refused).unwrap_err().to_string();
        assert!(told.contains("it is signed, but nothing says what it means"), "{told}");
    }
}

/// The credentials that wallets of the EU hold are of another data model. That is nobody's fault, and nothing is claimed about them.
#[test]
fn sd_jwt_vc_of_another_data_model() {
    let payload = r#"{"iss": "https://pid.example", "vct": "urn:eudi:pid:1", "iat": 1700000000, "exp": 1900000000,
        "_sd": ["CrQe7S5kqBAHt-nMYXgc6bdt2SH5aTY1sU_M-PgkjPI"], "_sd_alg": "sha-256",
        "status": {"status_list": {"idx": 1, "uri": "https://pid.example/statuslists/1"}}}"#;
    for typ in ["dc+sd-jwt", "vc+sd-jwt"] {
        let header = format!(r#"{{"alg":"EdDSA","typ":"{typ}"}}"#);
        let verification = verify(format!("{}~", token(&header, payload, &issuing_key())));
        assert_refused(&verification, Outcome::Indeterminate, code::format::SD_JWT_VC);
        assert!(verification.unmet().is_empty(), "{verification}");
    }
    // What says neither what it is nor of which data model, is no credential at all.
    let nameless = payload.replace("\"vct\"", "\"other\"");
    let header = r#"{"alg":"EdDSA","typ":"dc+sd-jwt"}"#;
    assert_invalid(&format!("{}~", token(header, &nameless, &issuing_key())), code::jose::TYP);
    // Nor is any token that says so and is none of them.
    assert_invalid(&token(r#"{"alg":"EdDSA","typ":"JWT"}"#, payload, &issuing_key()), code::jose::TYP);
}

/// Of several issuers, or of one without an id, nobody is the issuer, whatever `iss` says, and whatever the policy.
#[test]
fn iss_chooses_no_issuer() {
    let attacker = did_key(&attackers_key());
    let victim = did_key(&issuing_key());
    let header = r#"{"alg":"EdDSA","typ":"vc+jwt"}"#;
    let lenient = verifier().with_policy(Policy::lenient());
    for issuer in [
        format!(r#"["{attacker}", "{victim}"]"#),
        format!(r#"["{victim}", "{attacker}"]"#),
        r#"{"type": ["Profile"], "name": "Harvard"}"#.to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
    ] {
        let mut badge = badge();
        object(&mut badge, "").insert("issuer", json(&issuer));
        object(&mut badge, "").insert("iss", attacker.as_str());
        let verification = lenient.verify(token(header, &badge.to_string(), &attackers_key()), &Counting::new());
        assert_ne!(verification.outcome, Outcome::Valid, "{issuer}: {verification}");
        assert!(verification.trust < Trust::IssuerBound, "{issuer}: {verification}");
    }
}
