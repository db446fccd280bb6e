//! Ed25519 signatures of several messages, each verified strictly and by itself, with one division for all of them.
//!
//! What R has to be comes out as a point whose coordinates are fractions. To compare it with R, byte by byte, these are divided, which
//! takes a fifth of verifying with a [table](super::tables). Many divisions take hardly longer than one
//! ([Montgomery 1987](https://doi.org/10.1090/S0025-5718-1987-0866113-7), §10.3.1), and give the same bytes.

use super::Ed25519;
use curve25519_dalek::EdwardsPoint;

/// A signature that is said to be somebody's.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    pub(crate) key: Ed25519,
    pub(crate) message: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

/// Which of the signatures hold for sure. Of the others, among them all whose keys have no tables, nothing is said.
pub(crate) fn hold(all: &[Signed]) -> Vec<bool> {
    let mut hold = vec![false; all.len()];
    let (mut places, mut expected) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
    for (place, Signed { key, message, signature }) in all.iter().enumerate() {
        if let Some((commitment, point)) = key.expected(message, signature) {
            places.push((place, commitment));
            expected.push(point);
        }
    }
    for ((place, commitment), expected) in places.into_iter().zip(EdwardsPoint::compress_batch_alloc(&expected)) {
        hold[place] = expected.as_bytes() == commitment;
    }
    hold
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{PrivateKey, PublicKey};
    use ed25519_dalek::{Signer as _, SigningKey};

    /// Each as if it were alone, whichever the others are, and none whose key is met for the first time.
    #[test]
    fn each_holds_by_itself() {
        let (often, seldom) = (SigningKey::from_bytes(&[21; 32]), SigningKey::from_bytes(&[22; 32]));
        let public = |key: &SigningKey| match PrivateKey::from_ed25519_seed(&key.to_bytes()).public_key() {
            PublicKey::Ed25519(key) => *key,
            other => panic!("{other:?}"),
        };
        let often_public = public(&often);
        let signature = often.sign(b"again").to_bytes();
        while !often_public.comes_often() {
            assert_eq!(often_public.verify(b"again", &signature), Ok(()));
        }
        let signed = |key: &SigningKey, number: u8| Signed {
            key: public(key),
            message: vec![number; 64],
            signature: key.sign(&[number; 64]).to_vec(),
        };
        let mut all: Vec<Signed> = (0..20).map(|number| signed(&often, number)).collect();
        assert_eq!(hold(&all), [true; 20]);
        for (place, one) in all.iter_mut().enumerate() {
            match place % 5 {
                0 => one.signature[place] ^= 1,
                1 => one.signature[32 + place] ^= 0x80,
                2 => one.message.push(0),
                3 => *one = signed(&seldom, 3),
                _ => {}
            }
        }
        all[5].signature.pop();
        all[10].signature[32..].fill(0xff);
        assert_eq!(hold(&all), [false, false, false, false, true].repeat(4));
        for (one, holds) in all.iter().zip(hold(&all)) {
            let by_itself = one.key.verify(&one.message, &one.signature).is_ok();
            assert_eq!(holds, by_itself && one.key == public(&often));
        }
        assert!(hold(&[]).is_empty());
    }
}
