//! Tokens under other keys or algorithms than their header says, or under keys that prove nothing.

use super::jose::{VICTIM_DID, VICTIM_KEYS, VICTIM_URL, badge_under, edited_value, jwk, key_set, token};
use super::{assert_invalid, assert_refused, verify};
use crate::support::cases::case;
use crate::support::{
    Counting, attackers_key, badge, badge_of, did_key, edited, issuer_document, issuing_key, json, object, verifier,
};
use microcred::codec::{base64url, digest};
use microcred::json::Value;
use microcred::key::{Curve, PrivateKey};
use microcred::report::{Outcome, Status, Trust, code};

/// Case 52.
#[test]
fn jwt_alg_none() {
    case!(52);
    for name in ["none", "None", "NONE", "nOnE"] {
        let signed = badge_under(&format!(r#"{{"alg":"{name}","typ":"vc+jwt"}}"#));
        assert_invalid(&signed, code::jose::ALG_NOT_ALLOWED);
        let (unsigned, _) = signed.rsplit_once('.').unwrap();
        assert_invalid(&format!("{unsigned}."), code::jose::ALG_NOT_ALLOWED);
    }
    let (unsigned, _) = badge_under(r#"{"alg":"EdDSA","typ":"vc+jwt"}"#).rsplit_once('.').map(owned).unwrap();
    assert_eq!(verify(format!("{unsigned}.")).outcome, Outcome::Invalid);
}

fn owned((left, right): (&str, &str)) -> (String, String) {
    (left.to_owned(), right.to_owned())
}

/// Case 53: a code over the token, made with the public key of the issuer for its secret.
#[test]
fn jwt_hs256_with_pubkey() {
    case!(53);
    let secret = issuing_key().public_key().as_bytes().to_vec();
    for name in ["HS256", "HS384", "HS512"] {
        let signed = badge_under(&format!(r#"{{"alg":"{name}","typ":"vc+jwt"}}"#));
        let (input, _) = signed.rsplit_once('.').unwrap();
        let forged = format!("{input}.{}", base64url::encode(&hmac_sha256(&secret, input.as_bytes())));
        assert_invalid(&forged, code::jose::ALG_NOT_ALLOWED);
    }
}

/// RFC 2104, for keys of at most a block.
fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut padded = [0; 64];
    padded[..key.len()].copy_from_slice(key);
    let inner = digest::sha256([&padded.map(|byte| byte ^ 0x36)[..], message].concat());
    digest::sha256([&padded.map(|byte| byte ^ 0x5c)[..], &inner].concat()).to_vec()
}

/// Case 54.
#[test]
fn jwt_es256_p384_key() {
    case!(54);
    for (own, key) in [
        ("ES384", PrivateKey::from_ec_scalar(Curve::P384, &[7; 48]).unwrap()),
        ("ES256", PrivateKey::from_ec_scalar(Curve::P256, &[7; 32]).unwrap()),
        ("EdDSA", issuing_key()),
    ] {
        let payload = badge_of(&did_key(&key)).to_string();
        let under = |name: &str| token(&format!(r#"{{"alg":"{name}","typ":"vc+jwt"}}"#), &payload, &key);
        assert_eq!(verify(under(own)).outcome, Outcome::Valid);
        for name in ["ES256", "ES384", "ES512", "EdDSA", "RS256"].into_iter().filter(|name| *name != own) {
            assert_invalid(&under(name), code::proof::KEY_TYPE_MISMATCH);
        }
    }
}

fn rsa(bytes: usize, last: u8, exponent: &str) -> Value {
    let mut modulus = vec![0xc5; bytes];
    modulus[bytes - 1] = last;
    let modulus = base64url::encode(&modulus);
    json(&format!(r#"{{"kty":"RSA","kid":"1","n":"{modulus}","e":"{exponent}"}}"#))
}

/// Cases 55 and 56: a key that proves nothing, in the header or in the issuer's own key set.
#[test]
fn jwt_rs256_1024() {
    case!(55);
    for key in [rsa(128, 1, "AQAB"), rsa(96, 1, "AQAB")] {
        assert_weak(&key, code::proof::KEY_WEAK);
    }
}

/// Case 56.
#[test]
fn jwt_rsa_e1_or_even_n() {
    case!(56);
    for key in [rsa(256, 1, "AQ"), rsa(256, 2, "AQAB"), rsa(256, 1, "Ag"), rsa(256, 1, "AA"), rsa(256, 1, "AQAA")] {
        assert_weak(&key, code::proof::KEY_MALFORMED);
    }
}

#[track_caller]
fn assert_weak(key: &Value, expected: microcred::report::Code) {
    let payload = badge_of(VICTIM_URL).to_string();
    let header = format!(r#"{{"alg":"RS256","typ":"vc+jwt","jwk":{key}}}"#);
    assert_invalid(&token(&header, &payload, &attackers_key()), expected);

    let resolver = Counting::new().with(VICTIM_KEYS, key_set(std::slice::from_ref(key)));
    let named = token(r#"{"alg":"RS256","typ":"vc+jwt","kid":"1"}"#, &payload, &attackers_key());
    let verification = verifier().verify(named, &resolver);
    assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
    assert_eq!(resolver.asked(), [VICTIM_KEYS]);
}

/// Case 57: the attacker's own key comes along, and a victim is named. Only the victim is ever asked.
#[test]
fn jwt_header_jwk_self() {
    case!(57);
    let header = format!(r#"{{"alg":"EdDSA","typ":"vc+jwt","jwk":{}}}"#, jwk(&attackers_key()));
    let forged = |victim: &str| token(&header, &badge_of(victim).to_string(), &attackers_key());
    let verification = verify(forged(&did_key(&issuing_key())));
    assert_refused(&verification, Outcome::Invalid, code::issuer::KEY_UNBOUND);
    assert_eq!(verification.trust, Trust::Integrity);

    let document = issuer_document(VICTIM_DID, &format!("{VICTIM_DID}#1"), &issuing_key(), "assertionMethod");
    let resolver = Counting::new().with(VICTIM_DID, document).with(VICTIM_KEYS, key_set(&[jwk(&issuing_key())]));
    for victim in [VICTIM_DID, VICTIM_URL] {
        assert_refused(&verifier().verify(forged(victim), &resolver), Outcome::Invalid, code::issuer::KEY_UNBOUND);
        // With nobody to ask, nobody knows.
        let verification = verifier().verify(forged(victim), &Counting::new());
        assert_refused(&verification, Outcome::Indeterminate, code::issuer::KEY_UNRESOLVED);
    }
    assert_eq!(resolver.asked(), ["https://victim.example/.well-known/did.json", VICTIM_KEYS]);
}

/// The victim is named, its key too, and the attacker has signed.
#[test]
fn jwt_signed_by_another_key() {
    let victim = did_key(&issuing_key());
    let fragment = victim.trim_start_matches("did:key:");
    for header in [
        r#"{"alg":"EdDSA","typ":"vc+jwt"}"#.to_owned(),
        format!(r#"{{"alg":"EdDSA","typ":"vc+jwt","kid":"{victim}#{fragment}"}}"#),
        format!(r#"{{"alg":"EdDSA","typ":"vc+jwt","jwk":{}}}"#, jwk(&issuing_key())),
    ] {
        assert_invalid(&token(&header, &badge().to_string(), &attackers_key()), code::proof::SIGNATURE_INVALID);
    }
}

/// Case 58: a key that stands elsewhere is never looked up.
#[test]
fn jwt_kid_http_attacker() {
    case!(58);
    let attacker = did_key(&attackers_key());
    let own = format!("{attacker}#{}", attacker.trim_start_matches("did:key:"));
    for kid in [
        "https://attacker.example/keys#1",
        "https://victim.example.attacker.example/issuer#1",
        "https://attacker.example/.well-known/jwks.json",
        "did:web:attacker.example#1",
        &own,
    ] {
        for victim in [VICTIM_DID, VICTIM_URL, &did_key(&issuing_key())] {
            let header = format!(r#"{{"alg":"EdDSA","typ":"vc+jwt","kid":"{kid}"}}"#);
            let verification = verify(token(&header, &badge_of(victim).to_string(), &attackers_key()));
            assert_refused(&verification, Outcome::Invalid, code::issuer::KEY_UNBOUND);
        }
    }
}

/// Case 59: members that point elsewhere for keys are not followed, and that is said.
#[test]
fn jwt_jku_x5u() {
    case!(59);
    for member in [
        r#""jku":"https://attacker.example/keys""#,
        r#""x5u":"https://attacker.example/certificate""#,
        r#""x5c":["MIIB"]"#,
        r#""x5t":"AAAA""#,
    ] {
        let verification = verify(badge_under(&format!(r#"{{"alg":"EdDSA","typ":"vc+jwt",{member}}}"#)));
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
        let ignored = verification.checks.iter().find(|check| check.code() == Some(code::jose::HEADER_IGNORED));
        assert_eq!(ignored.map(|check| check.status), Some(Status::Warn), "{verification}");
        // Nor do they help who is somebody else.
        let header = format!(r#"{{"alg":"EdDSA","typ":"vc+jwt",{member}}}"#);
        let forged = token(&header, &badge().to_string(), &attackers_key());
        assert_invalid(&forged, code::proof::SIGNATURE_INVALID);
    }
}

/// Case 60.
#[test]
fn jwt_jwk_and_kid_conflict() {
    case!(60);
    let attacker = did_key(&attackers_key());
    let own = jwk(&issuing_key());
    let header = format!(r#"{{"alg":"EdDSA","typ":"vc+jwt","kid":"{attacker}#1","jwk":{own}}}"#);
    assert_invalid(&badge_under(&header), code::jose::HEADER_CONFLICT);
    let named = edited(&own.to_string(), |jwk| object(jwk, "").insert("kid", "1"));
    let header = format!(r#"{{"alg":"EdDSA","typ":"vc+jwt","kid":"2","jwk":{named}}}"#);
    assert_invalid(&badge_under(&header), code::jose::HEADER_CONFLICT);
    // The key set of the issuer has another key under that id.
    let header = format!(r#"{{"alg":"EdDSA","typ":"vc+jwt","kid":"1","jwk":{}}}"#, jwk(&attackers_key()));
    let set =
        key_set(&[edited_value(jwk(&issuing_key()), "kid", "1"), edited_value(jwk(&attackers_key()), "kid", "2")]);
    let resolver = Counting::new().with(VICTIM_KEYS, set);
    let forged = token(&header, &badge_of(VICTIM_URL).to_string(), &attackers_key());
    assert_eq!(verifier().verify(forged, &resolver).outcome, Outcome::Invalid);
}

/// Case 61.
#[test]
fn jwt_crit_unknown() {
    case!(61);
    for member in [r#""crit":["exp"],"exp":1"#, r#""crit":["b64"],"b64":false"#, r#""b64":false"#, r#""crit":[]"#] {
        let header = format!(r#"{{"alg":"EdDSA","typ":"vc+jwt",{member}}}"#);
        assert_invalid(&badge_under(&header), code::jose::CRIT_UNKNOWN);
    }
}

/// Case 67: whoever gives a secret away has not signed anything, and the secret is not passed on.
#[test]
fn jwt_private_key_in_jwk() {
    case!(67);
    let secret = json(&issuing_key().to_jwk(None));
    let header = format!(r#"{{"alg":"EdDSA","typ":"vc+jwt","jwk":{secret}}}"#);
    let verification = verify(badge_under(&header));
    assert_refused(&verification, Outcome::Invalid, code::proof::KEY_PRIVATE_EXPOSED);
    let secret = secret.get("d").and_then(Value::as_str).unwrap();
    let told = format!("{verification}{verification:?}{}", verification.to_json());
    assert!(!told.contains(secret));
}

/// Case 69.
#[test]
fn jwt_der_signature() {
    case!(69);
    let key = PrivateKey::from_ec_scalar(Curve::P256, &[7; 32]).unwrap();
    let good = token(r#"{"alg":"ES256","typ":"vc+jwt"}"#, &badge_of(&did_key(&key)).to_string(), &key);
    assert_eq!(verify(&good).outcome, Outcome::Valid);
    let (input, signature) = good.rsplit_once('.').unwrap();
    let signature = base64url::decode(signature).unwrap();
    let integer = |bytes: &[u8]| {
        let pad = usize::from(bytes[0] >= 0x80);
        [&[2, u8::try_from(bytes.len() + pad).unwrap()][..], &vec![0; pad], bytes].concat()
    };
    let numbers = [integer(&signature[..32]), integer(&signature[32..])].concat();
    let der = [&[0x30, u8::try_from(numbers.len()).unwrap()][..], &numbers].concat();
    assert_invalid(&format!("{input}.{}", base64url::encode(&der)), code::proof::SIGNATURE_MALFORMED);
}

/// Case 70.
#[test]
fn jwt_eddsa_ed448_or_x25519() {
    case!(70);
    for curve in ["Ed448", "X25519", "X448"] {
        let x = base64url::encode(&[9; 57][..if curve == "X25519" { 32 } else { 57 }]);
        let key = format!(r#"{{"kty":"OKP","crv":"{curve}","x":"{x}"}}"#);
        assert_invalid(
            &badge_under(&format!(r#"{{"alg":"EdDSA","typ":"vc+jwt","jwk":{key}}}"#)),
            code::proof::KEY_TYPE_MISMATCH,
        );
    }
}
