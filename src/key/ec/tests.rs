use super::*;
use crate::codec::hex;
use crate::key::{PrivateKey, PublicKey};
use crate::report::code;

/// RFC 6979 §A.2.5 to §A.2.7: the private key, and r and s over "sample" with the hash of the curve.
pub(in crate::key) const RFC_6979: [(Curve, &str, [&str; 2]); 3] = [
    (
        Curve::P256,
        "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
        [
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        ],
    ),
    (
        Curve::P384,
        "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
        [
            "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46",
            "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8",
        ],
    ),
    (
        Curve::P521,
        "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538",
        [
            "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa",
            "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a",
        ],
    ),
];

/// A key of RFC 6979 with its r and s.
fn sample(at: usize) -> (Curve, PublicKey, [Vec<u8>; 2]) {
    let (curve, scalar, signature) = RFC_6979[at];
    let private = PrivateKey::from_ec_scalar(curve, &hex::decode(scalar).unwrap()).unwrap();
    (curve, private.public_key().clone(), signature.map(|half| hex::decode(half).unwrap()))
}

/// What a number lacks of the order of a curve.
fn negated(curve: Curve, scalar: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut difference: Vec<u8> = curve
        .order()
        .iter()
        .zip(scalar)
        .rev()
        .map(|(order, byte)| {
            let (low, first) = order.overflowing_sub(*byte);
            let (low, second) = low.overflowing_sub(borrow);
            borrow = u8::from(first || second);
            low
        })
        .collect();
    difference.reverse();
    difference
}

/// Case 90: (r, −s) holds as (r, s) does, so that no signature is the only one of what it signs. One of the two is the high
/// one; RFC 6979 itself publishes a high one for P-256.
#[test]
fn di_ecdsa_high_s() {
    for at in 0..RFC_6979.len() {
        let (curve, key, [r, s]) = sample(at);
        let other = negated(curve, &s);
        assert_ne!(s, other);
        assert_eq!(negated(curve, &other), s);
        for s in [s, other] {
            assert_eq!(key.verify(b"sample", &[&r[..], &s].concat()), Ok(()), "{curve:?}");
        }
    }
}

/// Case 91, the signature's side.
#[test]
fn di_ecdsa_r0_s0() {
    for at in 0..RFC_6979.len() {
        let (curve, key, [r, s]) = sample(at);
        let (zero, order, most) = (vec![0; curve.len()], curve.order().to_vec(), vec![0xff; curve.len()]);
        for out in [&zero, &order, &most] {
            for halves in [[out, &s], [&r, out], [out, out]] {
                let error = key.verify(b"sample", &halves.map(Vec::as_slice).concat()).unwrap_err();
                assert_eq!(error, VerifyError::ScalarOutOfRange, "{curve:?}");
                assert_eq!(error.code(), code::proof::SIGNATURE_INVALID);
            }
        }
    }
}

/// Case 91, the key's side.
#[test]
fn di_ecdsa_point_not_on_curve_or_infinity() {
    for at in 0..RFC_6979.len() {
        let (curve, key, _) = sample(at);
        let PublicKey::Ec(point) = &key else { panic!("{curve:?}") };
        let good = point.uncompressed();
        assert_eq!(PublicKey::from_sec1(curve, good).as_ref(), Ok(&key));

        let mut moved = good.to_vec();
        *moved.last_mut().unwrap() ^= 1;
        let (x, y) = point.coordinates();
        let hybrid = [&[6 | y.last().unwrap() & 1], x, y].concat();
        for (what, bad) in [
            ("moved off the curve", moved),
            ("x and y exchanged", [&[4], y, x].concat()),
            ("infinity", vec![0]),
            ("infinity, padded", vec![0; good.len()]),
            ("(0, 0)", [&[4], &vec![0; good.len() - 1][..]].concat()),
            ("coordinates that are not reduced", [&[4], &vec![0xff; good.len() - 1][..]].concat()),
            ("x that is not reduced", [&[2], &vec![0xff; x.len()][..]].concat()),
            ("hybrid form", hybrid),
            ("cut", good[..good.len() - 1].to_vec()),
            ("one byte more", [good, &[0]].concat()),
            ("nothing", Vec::new()),
        ] {
            let error = PublicKey::from_sec1(curve, &bad).unwrap_err();
            assert_eq!(error, Error::NotOnCurve, "{curve:?}: {what}");
            assert_eq!(error.code(), code::proof::KEY_MALFORMED);
        }
        for other in Curve::ALL.into_iter().filter(|other| *other != curve) {
            assert_eq!(PublicKey::from_sec1(other, good), Err(Error::NotOnCurve));
        }
    }
}

/// Compressed points of which half the candidates lie on no curve: never a panic, and what is read is written again.
#[test]
fn either_no_point_or_this_one() {
    for curve in Curve::ALL {
        let mut points = 0;
        for low in 0..=63_u8 {
            let mut bytes = vec![0; 1 + curve.len()];
            (bytes[0], bytes[curve.len()]) = (2 + (low & 1), low);
            match EcPoint::new(curve, &bytes) {
                Ok(point) => {
                    points += 1;
                    assert_eq!(point.compressed(), bytes);
                }
                Err(error) => assert_eq!(error, Error::NotOnCurve),
            }
        }
        assert!((16..48).contains(&points), "{points}");
    }
}

/// The same signature in DER, and others of other lengths.
#[test]
fn der_and_other_lengths_are_malformed() {
    for at in 0..RFC_6979.len() {
        let (curve, key, [r, s]) = sample(at);
        let expected = 2 * curve.len();
        let der = crate::key::der::naturals([&r, &s].map(|half| without_zeros(half)));
        for signature in [der, [&r[..], &s[1..]].concat(), [&r[..], &s, &[0]].concat(), Vec::new()] {
            let error = key.verify(b"sample", &signature).unwrap_err();
            assert_eq!(error, VerifyError::Length { expected, found: signature.len() });
            assert_eq!(error.code(), code::proof::MALFORMED);
        }
    }
}

fn without_zeros(number: &[u8]) -> &[u8] {
    &number[number.iter().take_while(|byte| **byte == 0).count()..]
}

/// A signature of one curve or key under another.
#[test]
fn keys_are_told_apart() {
    let (_, p256, [r, s]) = sample(0);
    let other = PrivateKey::from_ec_scalar(Curve::P256, &[1; 32]).unwrap();
    let signature = [r, s].concat();
    assert_eq!(other.public_key().verify(b"sample", &signature), Err(VerifyError::Mismatch));
    assert_eq!(p256.verify(b"simple", &signature), Err(VerifyError::Mismatch));
    assert_ne!(other.public_key(), &p256);
    assert_eq!(sample(1).1.verify(b"sample", &signature), Err(VerifyError::Length { expected: 96, found: 64 }));
}
