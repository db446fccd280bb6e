#[cfg(feature = "batch")]
pub(crate) mod batch_combined;
#[cfg(feature = "batch")]
pub(crate) mod batch_strict;
mod tables;

use super::{Error, VerifyError};
use curve25519_dalek::EdwardsPoint;
use ed25519_dalek::Verifier as _;
use tables::TABLES;

/// The inside of an Ed25519 public key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ed25519(ed25519_dalek::VerifyingKey);

impl Ed25519 {
    /// How many bytes a key holds.
    pub(super) const LENGTH: usize = 32;

    pub(super) fn new(bytes: &[u8; 32]) -> Result<Self, Error> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| Error::NotOnCurve)?;
        if key.is_weak() {
            return Err(Error::Weak);
        }
        if !is_below(&clear_sign(*bytes), &FIELD_PRIME) {
            return Err(Error::NotCanonical);
        }
        Ok(Self(key))
    }

    /// The public half of a key that was made here, which cannot be a bad one.
    pub(super) fn of(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed).verifying_key())
    }

    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The point that it is.
    pub(super) fn point(&self) -> EdwardsPoint {
        self.0.to_edwards()
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        let (commitment, scalar) = parts(signature)?;
        let holds = match TABLES.of(self.as_bytes(), || self.point()) {
            Some((base, table)) => {
                let expected = table.commitment(base, self.as_bytes(), message, commitment, scalar);
                expected.compress().as_bytes() == commitment
            }
            None => self.0.verify(message, &ed25519_dalek::Signature::from_components(*commitment, *scalar)).is_ok(),
        };
        if holds { Ok(()) } else { Err(VerifyError::Mismatch) }
    }

    /// Whether it has a table by now.
    #[cfg(feature = "batch")]
    pub(crate) fn comes_often(&self) -> bool {
        TABLES.have(self.as_bytes())
    }

    /// The commitment of a signature and the point that it has to encode, byte by byte; nothing if it cannot hold, or if the key has no table.
    #[cfg(feature = "batch")]
    pub(super) fn expected<'s>(&self, message: &[u8], signature: &'s [u8]) -> Option<(&'s [u8; 32], EdwardsPoint)> {
        let (commitment, scalar) = parts(signature).ok()?;
        let (base, table) = TABLES.of(self.as_bytes(), || self.point())?;
        Some((commitment, table.commitment(base, self.as_bytes(), message, commitment, scalar)))
    }
}

/// The commitment and the scalar of a signature, if that may be one.
fn parts(signature: &[u8]) -> Result<(&[u8; 32], &[u8; 32]), VerifyError> {
    let (64, Some(commitment), Some(scalar)) =
        (signature.len(), signature.first_chunk::<32>(), signature.last_chunk::<32>())
    else {
        return Err(VerifyError::Length { expected: 64, found: signature.len() });
    };
    if !is_below(scalar, &GROUP_ORDER) {
        return Err(VerifyError::ScalarOutOfRange);
    }
    // The commitment is compared with the canonical encoding of what it has to be, byte by byte. So one of small order could
    // only pass in one of its canonical encodings, and looking for those gives the verdicts of `verify_strict` without the
    // decompression that it takes to find out.
    if SMALL_ORDER_POINTS.contains(commitment) {
        return Err(VerifyError::Mismatch);
    }
    Ok((commitment, scalar))
}

/// Whether 32 bytes are a point's canonical encoding, as far as that can be told without decompressing it: the number in them is
/// below the order of the field.
#[cfg(feature = "batch")]
pub(super) fn is_canonical(point: &[u8; 32]) -> bool {
    is_below(&clear_sign(*point), &FIELD_PRIME)
}

/// 2^255 − 19, least significant byte first.
const FIELD_PRIME: [u8; 32] = {
    let mut prime = [0xff; 32];
    prime[0] = 0xed;
    prime[31] = 0x7f;
    prime
};

/// The order of the base point, 2^252 + 27742317777372353535851937790883648493, least significant byte first.
const GROUP_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The canonical encodings of the eight points of small order.
const SMALL_ORDER_POINTS: [[u8; 32]; 8] = {
    const fn with_sign(mut point: [u8; 32]) -> [u8; 32] {
        point[31] |= 0x80;
        point
    }
    const NEUTRAL: [u8; 32] = {
        let mut point = [0; 32];
        point[0] = 1;
        point
    };
    const ORDER_2: [u8; 32] = {
        let mut point = FIELD_PRIME;
        point[0] -= 1;
        point
    };
    const ORDER_4: [u8; 32] = [0; 32];
    const ORDER_8: [u8; 32] = [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ];
    const OTHER_ORDER_8: [u8; 32] = [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ];
    [
        NEUTRAL,
        ORDER_2,
        ORDER_4,
        with_sign(ORDER_4),
        ORDER_8,
        with_sign(ORDER_8),
        OTHER_ORDER_8,
        with_sign(OTHER_ORDER_8),
    ]
};

fn clear_sign(mut point: [u8; 32]) -> [u8; 32] {
    point[31] &= 0x7f;
    point
}

/// Whether one little-endian number is smaller than another of the same length.
fn is_below(number: &[u8], bound: &[u8; 32]) -> bool {
    number.iter().rev().lt(bound.iter().rev())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::hex;
    use crate::key::PublicKey;
    use crate::report::code;
    use proptest::prelude::*;

    /// The eight points of small order, then the six further ways to write some of them.
    const SMALL_ORDER: [&str; 14] = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ];

    fn key(text: &str) -> Result<PublicKey, Error> {
        PublicKey::from_ed25519(&hex::decode(text).unwrap().try_into().unwrap())
    }

    /// Case 87.
    #[test]
    fn di_ed25519_small_order_pk() {
        for point in SMALL_ORDER {
            let error = key(point).unwrap_err();
            assert_eq!(error, Error::Weak, "{point}");
            assert_eq!(error.code(), code::proof::KEY_WEAK);
        }
    }

    /// y = p + k for k = 2..=18: where it is a point at all, it is one that has a canonical encoding besides.
    #[test]
    fn second_encodings_of_a_key_are_refused() {
        let mut points = 0;
        for low in 0xef..=0xff_u8 {
            for sign in [0x7f, 0xff] {
                let mut bytes = [0xff; 32];
                (bytes[0], bytes[31]) = (low, sign);
                match PublicKey::from_ed25519(&bytes) {
                    Err(Error::NotCanonical) => points += 1,
                    Err(Error::NotOnCurve) => {}
                    other => panic!("{other:?}"),
                }
            }
        }
        assert!(points > 0);
    }

    /// Case 88: the same signature with the group order added to its scalar, and with its commitment's sign bit turned.
    #[test]
    fn di_ed25519_noncanonical_s_and_r() {
        let key = key("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").unwrap();
        let signature = hex::decode(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        )
        .unwrap();
        assert_eq!(key.verify(b"\x72", &signature), Ok(()));

        let mut carry = 0;
        let plus_order: Vec<u8> = signature[32..]
            .iter()
            .zip(GROUP_ORDER)
            .map(|(byte, order)| {
                carry += u16::from(*byte) + u16::from(order);
                let low = carry.to_le_bytes()[0];
                carry >>= 8;
                low
            })
            .collect();
        let altered = [&signature[..32], &plus_order].concat();
        assert_eq!(key.verify(b"\x72", &altered), Err(VerifyError::ScalarOutOfRange));
        assert_eq!(VerifyError::ScalarOutOfRange.code(), code::proof::SIGNATURE_INVALID);

        let mut altered = signature;
        altered[31] ^= 0x80;
        assert_eq!(key.verify(b"\x72", &altered), Err(VerifyError::Mismatch));
    }

    #[test]
    fn signatures_of_other_lengths_are_malformed() {
        let key = key("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").unwrap();
        for length in [0, 63, 65] {
            let error = key.verify(b"", &vec![0; length]).unwrap_err();
            assert_eq!(error, VerifyError::Length { expected: 64, found: length });
            assert_eq!(error.code(), code::proof::MALFORMED);
        }
    }

    /// Case 89: the twelve vectors of <https://github.com/novifinancial/ed25519-speccheck> (Chalkias, Garillot, Nikolaenko:
    /// "Taming the many EdDSAs", SSR 2020). Only the fourth may hold, as their table says of strict verification.
    #[test]
    fn di_ed25519_mixed_order_speccheck() {
        let weak = Err("weak key");
        let range = Err("scalar out of range");
        let mismatch = Err("mismatch");
        let expected = [weak, weak, mismatch, Ok(()), mismatch, mismatch, range, range, mismatch, mismatch, weak, weak];
        for (number, ([message, public_key, signature], expected)) in SPECCHECK.into_iter().zip(expected).enumerate() {
            let found = match key(public_key) {
                Err(Error::Weak) => Err("weak key"),
                Err(_) => Err("another error"),
                Ok(key) => {
                    key.verify(&hex::decode(message).unwrap(), &hex::decode(signature).unwrap()).map_err(|error| {
                        match error {
                            VerifyError::Length { .. } => "length",
                            VerifyError::ScalarOutOfRange => "scalar out of range",
                            VerifyError::Mismatch => "mismatch",
                            VerifyError::KeyRefused(_) => "key refused",
                        }
                    })
                }
            };
            assert_eq!(found, expected, "case {number}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: [u8; 32], message: Vec<u8>, signature in proptest::collection::vec(any::<u8>(), 0..70)) {
            if let Ok(key) = PublicKey::from_ed25519(&bytes) {
                prop_assert!(key.verify(&message, &signature).is_err());
            }
        }
    }

    /// Looking at the bytes of the commitment is as strict as decompressing it: the third vector holds for a verifier that
    /// does neither.
    #[test]
    fn as_strict_as_verify_strict() {
        let mut commitments: Vec<[u8; 32]> =
            SMALL_ORDER.iter().map(|point| hex::decode(point).unwrap().try_into().unwrap()).collect();
        assert!(SMALL_ORDER_POINTS.iter().all(|point| commitments[..8].contains(point)));
        let vectors = SPECCHECK.map(|vector| vector.map(|part| hex::decode(part).unwrap()));
        commitments.extend(vectors.iter().map(|[_, _, signature]| <[u8; 32]>::try_from(&signature[..32]).unwrap()));
        let mut only_here = 0;
        for [message, bytes, signature] in &vectors {
            let bytes: [u8; 32] = bytes.as_slice().try_into().unwrap();
            let Ok(key) = PublicKey::from_ed25519(&bytes) else { continue };
            let dalek = ed25519_dalek::VerifyingKey::from_bytes(&bytes).unwrap();
            for point in &commitments {
                let signature: [u8; 64] = [point, &signature[32..]].concat().try_into().unwrap();
                let parsed = ed25519_dalek::Signature::from_bytes(&signature);
                let found = key.verify(message, &signature).is_ok();
                assert_eq!(found, dalek.verify_strict(message, &parsed).is_ok());
                only_here += usize::from(!found && dalek.verify(message, &parsed).is_ok());
            }
        }
        assert!(only_here > 0);
    }

    /// Message, public key, signature.
    const SPECCHECK: [[&str; 3]; 12] = [
        [
            "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a\
             0000000000000000000000000000000000000000000000000000000000000000",
        ],
        [
            "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43\
             a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
        ],
        [
            "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
            "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa\
             8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
        ],
        [
            "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
            "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
            "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f\
             87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
        ],
        [
            "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
            "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
            "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512\
             5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
        ],
        [
            "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
            "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
            "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7\
             e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
        ],
        [
            "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
            "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
            "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e\
             547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
        ],
        [
            "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
            "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
            "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa1942\
             7e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
        ],
        [
            "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
            "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
             03be9678ac102edcd92b0210bb34d7428d12ffc5df5f37e359941266a4e35f0f",
        ],
        [
            "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
            "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
             ca8c5b64cd208982aa38d4936621a4775aa233aa0505711d8fdcfdaa943d4908",
        ],
        [
            "e96b7021eb39c1a163b6da4e3093dcd3f21387da4cc4572be588fafae23c155b",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc\
             a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
        ],
        [
            "39a591f5321bbe07fd5a23dc2f39d025d74526615746727ceefd6e82ae65c06f",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc\
             a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
        ],
    ];
}
