//! Signatures and keys of ECDSA that are not what they should be: cases 90 and 91.

use super::{assert_invalid, verify};
use crate::support::cases::case;
use crate::support::{at, badge_of, did_key, edited, issuer_as, multikey, sign_by_hand};
use microcred::badge::AchievementCredential;
use microcred::codec::{base64url, hex, multibase, multicodec};
use microcred::json::Value;
use microcred::key::{Curve, PrivateKey};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Outcome, code};

const P256: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const P384: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973";

fn keys() -> [(PrivateKey, Vec<u8>); 2] {
    let key = |curve, length: usize| PrivateKey::from_ec_scalar(curve, &vec![7; length]).unwrap();
    [(key(Curve::P256, 32), hex::decode(P256).unwrap()), (key(Curve::P384, 48), hex::decode(P384).unwrap())]
}

fn secured(key: &PrivateKey, suite: impl Into<Suite>) -> String {
    let did = did_key(key);
    let issuer = issuer_as(&did, key.clone(), &format!("{did}#{}", multikey(key)));
    issuer.secure(&badge_of(&did).to_string(), suite).unwrap_or_else(|error| panic!("{error}")).into_string()
}

/// The secured badge with its signature changed, be it a proof or a token.
fn with_signature(secured: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    if !secured.starts_with('{') {
        let (input, signature) = secured.rsplit_once('.').unwrap();
        let mut bytes = base64url::decode(signature).unwrap();
        change(&mut bytes);
        return format!("{input}.{}", base64url::encode(&bytes));
    }
    edited(secured, |badge| {
        let place =
            if badge.get("proof").unwrap().as_array().is_some() { "/proof/0/proofValue" } else { "/proof/proofValue" };
        let value = at(badge, place);
        let mut bytes = multibase::decode_base58btc(value.as_str().unwrap()).unwrap();
        change(&mut bytes);
        *value = Value::from(multibase::base58btc(&bytes));
    })
}

/// `order - number`, both of one length.
fn subtracted(order: &[u8], number: &[u8]) -> Vec<u8> {
    let mut result = vec![0; order.len()];
    let mut borrow = 0;
    for place in (0..order.len()).rev() {
        let difference = i32::from(order[place]) - i32::from(number[place]) - borrow;
        borrow = i32::from(difference < 0);
        result[place] = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    result
}

fn suites() -> [Suite; 3] {
    [Cryptosuite::EcdsaRdfc2019.into(), Cryptosuite::EcdsaJcs2019.into(), Suite::Jwt]
}

/// Case 90: of every signature there are two. Both hold, and what is accepted is the same credential.
#[test]
fn di_ecdsa_high_s() {
    case!(90);
    for (key, order) in keys() {
        for suite in suites() {
            let text = secured(&key, suite);
            let other = with_signature(&text, |signature| {
                let half = order.len();
                let other = subtracted(&order, &signature[half..]);
                signature[half..].copy_from_slice(&other);
            });
            assert_ne!(text, other);
            let accepted = [&text, &other].map(|text| {
                let verification = verify(text);
                assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
                verification.accept::<AchievementCredential>().unwrap()
            });
            // Whoever counts credentials counts one: by issuer and id, never by bytes.
            let known = accepted.each_ref().map(|badge| {
                let provenance = badge.provenance();
                (provenance.issuer.clone(), provenance.credential.clone())
            });
            assert_eq!(known[0], known[1]);
            let [first, second] = accepted.map(|badge| badge.into_inner());
            assert_eq!(first.id, second.id);
        }
    }
}

/// Case 91: numbers that no signature has.
#[test]
fn di_ecdsa_r0_s0() {
    case!(91);
    for (key, order) in keys() {
        let half = order.len();
        for suite in suites() {
            let text = secured(&key, suite);
            let zero = vec![0; half];
            let maximum = vec![0xff; half];
            for number in [&zero, &order, &maximum] {
                for range in [0..half, half..2 * half] {
                    let changed = with_signature(&text, |signature| signature[range].copy_from_slice(number));
                    assert_invalid(&changed, code::proof::SIGNATURE_INVALID);
                }
                let both = with_signature(&text, |signature| *signature = [&number[..], number].concat());
                assert_invalid(&both, code::proof::SIGNATURE_INVALID);
            }
            for length in [0, 1, half, 2 * half - 1, 2 * half + 1, 4 * half] {
                let changed = with_signature(&text, |signature| signature.resize(length, 1));
                assert_eq!(verify(&changed).outcome, Outcome::Invalid, "{length}");
            }
        }
    }
}

/// Case 91: a key that is no point, in the very name of the issuer.
#[test]
fn di_ecdsa_point_not_on_curve() {
    case!(91);
    let compressed = |header: [u8; 2], point: &[u8]| multibase::base58btc(&multicodec::prefixed(header, point));
    let (p256, p384) = ([0x80, 0x24], [0x81, 0x24]);
    // For x = 0 P-256 has points; for x = 5 and above there are numbers without any on either curve.
    let point = |first: u8, x: u8, length: usize| [vec![first], vec![0; length - 1], vec![x]].concat();
    let off = |length: usize, header| (1..=16).map(move |x| compressed(header, &point(2, x, length)));
    let mut refused = 0;
    for name in off(32, p256).chain(off(48, p384)) {
        let verification = verify(named(&name));
        assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
        let codes = [code::proof::KEY_MALFORMED, code::proof::DID_MALFORMED];
        refused += usize::from(codes.iter().any(|code| verification.has(*code)));
    }
    assert!((8..32).contains(&refused), "about half of all numbers are no point: {refused}");
    for point in [
        vec![0],
        vec![0; 33],
        point(4, 9, 32),
        point(5, 9, 32),
        [vec![2], hex::decode(P256).unwrap().iter().map(|_| 0xff).collect()].concat(),
        point(2, 9, 31),
        [vec![4], vec![9; 64]].concat(),
    ] {
        let verification = verify(named(&compressed(p256, &point)));
        assert_eq!(verification.outcome, Outcome::Invalid);
        let codes = [code::proof::KEY_MALFORMED, code::proof::DID_MALFORMED];
        assert!(codes.iter().any(|code| verification.has(*code)), "{verification}");
    }
}

/// A badge by an issuer of that name, with somebody's signature.
fn named(multikey: &str) -> String {
    let did = format!("did:key:{multikey}");
    let options =
        [("cryptosuite", "\"ecdsa-rdfc-2019\"".to_owned()), ("verificationMethod", format!("\"{did}#{multikey}\""))];
    let options: Vec<(&str, &str)> = options.iter().map(|(name, value)| (*name, value.as_str())).collect();
    sign_by_hand(&badge_of(&did), &crate::support::attackers_key(), &options)
}
