//! Multikey ([Controlled Identifiers 1.0 §2.2.2](https://www.w3.org/TR/cid-1.0/#Multikey)): a multicodec header and the key, in base58btc.

use super::{Curve, Ed25519, Error, Jwk, KeyType, PrivateKey, PublicKey, RsaNumbers, Secret, cache};
use crate::codec::{self, base58, multibase, multicodec};
use std::str::FromStr;
use zeroize::Zeroizing;

const PUBLIC: &str = "publicKeyMultibase";
const SECRET: &str = "secretKeyMultibase";

impl PublicKey {
    /// Reads a `publicKeyMultibase`: `z6Mk…` for Ed25519, `zDn…` for P-256, `z82…` for P-384. Such is the identifier of most
    /// `did:key`s too; in others is a JWK.
    ///
    /// ```
    /// use microcred::key::PublicKey;
    /// let text = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
    /// assert_eq!(PublicKey::from_multikey(text)?.to_multikey(), text);
    /// assert_eq!(text.parse::<PublicKey>()?.to_multikey(), text);
    /// # Ok::<(), microcred::key::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Unsupported`](Error::Unsupported) for a key of another kind; otherwise whatever makes it no key at all: another
    /// base, another or an overlong header, a wrong length, a weak key.
    pub fn from_multikey(text: &str) -> Result<Self, Error> {
        cache::MULTIKEYS.remembered(text, Self::decode_multikey)
    }

    pub(super) fn decode_multikey(text: &str) -> Result<Self, Error> {
        Self::from_multicodec(&decode(text)?)
    }

    /// Reads the identifier of a `did:key`: a Multikey, or a JWK behind a header of its own (`jwk_jcs-pub`), as wallets of
    /// EBSI have it.
    ///
    /// # Errors
    /// As [`from_multikey`](Self::from_multikey), and those of [`Jwk::read`]; [`NotCanonical`](Error::NotCanonical) for a JWK in
    /// any form but its one of JCS, or with more members than are required of it.
    pub(crate) fn from_did_key(identifier: &str) -> Result<Self, Error> {
        match Self::from_multikey(identifier) {
            Err(error @ (Error::Unsupported(KeyType::Other) | Error::Header)) => {
                let bytes = decode(identifier)?;
                match bytes.strip_prefix(&multicodec::JWK_JCS_PUBLIC) {
                    Some(jwk) => Jwk::read_canonical(jwk),
                    // The method takes whatever kinds the table has or gets.
                    None if multicodec::header(&bytes).is_some_and(multicodec::may_be_of_public_key) => {
                        Err(Error::Unsupported(KeyType::Other))
                    }
                    None => Err(error),
                }
            }
            read => read,
        }
    }

    /// The same without its text encoding: a multicodec header and the key.
    ///
    /// # Errors
    /// As [`from_multikey`](Self::from_multikey).
    pub fn from_multicodec(bytes: &[u8]) -> Result<Self, Error> {
        let header = multicodec::header(bytes).ok_or(Error::Header)?;
        let key = &bytes[header.len()..];
        let length = |expected| Error::Length { member: PUBLIC, expected, found: key.len() };
        let compressed = |curve: Curve| match key.len() == 1 + curve.len() {
            true => Self::from_sec1(curve, key),
            false => Err(length(1 + curve.len())),
        };
        match KeyType::from_multicodec(header).ok_or(Error::Header)? {
            KeyType::Ed25519 => Self::from_ed25519(key.try_into().map_err(|_| length(Ed25519::LENGTH))?),
            KeyType::P256 => compressed(Curve::P256),
            KeyType::P384 => compressed(Curve::P384),
            KeyType::P521 => compressed(Curve::P521),
            KeyType::Rsa => RsaNumbers::from_der(key).map(Self::Rsa),
            #[cfg(feature = "bbs")]
            KeyType::Bls12381G2 => Self::from_bls12381_g2(key.try_into().map_err(|_| length(96))?),
            other => Err(Error::Unsupported(other)),
        }
    }

    /// The Multikey: `z6Mk…` for Ed25519.
    ///
    /// Multikey is defined for Ed25519, P-256 and P-384; for P-521 and RSA the same is done with their registered headers, as
    /// [`did:key`](https://w3c-ccg.github.io/did-key-spec/) does.
    pub fn to_multikey(&self) -> String {
        multibase::base58btc(&self.to_multicodec())
    }

    /// The same without its text encoding: a multicodec header and the key.
    pub fn to_multicodec(&self) -> Vec<u8> {
        let header = match self {
            Self::Ed25519(_) => multicodec::ED25519_PUBLIC,
            Self::Ec(point) => point.curve().public_header(),
            Self::Rsa(_) => multicodec::RSA_PUBLIC,
            #[cfg(feature = "bbs")]
            Self::Bls12381G2(_) => multicodec::BLS12381_G2_PUBLIC,
        };
        multicodec::prefixed(header, self.as_bytes())
    }
}

fn decode(text: &str) -> Result<Vec<u8>, Error> {
    multibase::decode_base58btc(text).map_err(|source| Error::Encoding { member: PUBLIC, source })
}

impl FromStr for PublicKey {
    type Err = Error;

    /// Reads a Multikey, as [`from_multikey`](Self::from_multikey) does.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::from_multikey(text)
    }
}

impl PrivateKey {
    /// Reads a `secretKeyMultibase`: the seed of an Ed25519 key behind the header 0x8026 (`z3u2…`), or the scalar of a key on
    /// a curve of NIST behind the one of its curve (P-256 0x8626, P-384 0x8726, P-521 0x8826).
    ///
    /// # Errors
    /// For another base, another header, a wrong length, or a number that is no key.
    pub fn from_multikey(text: &str) -> Result<Self, Error> {
        let encoding = |source| Error::Encoding { member: SECRET, source };
        let bytes = Zeroizing::new(multibase::decode_base58btc(text).map_err(encoding)?);
        let (header, key) = bytes.split_first_chunk::<2>().ok_or(encoding(codec::Error::Codec))?;
        let length = |expected| Error::Length { member: SECRET, expected, found: key.len() };
        if *header == multicodec::ED25519_SECRET {
            let seed = key.try_into().map_err(|_| length(Ed25519::LENGTH))?;
            return Ok(Self::from_ed25519_seed(seed));
        }
        #[cfg(feature = "bbs")]
        if *header == multicodec::BLS12381_G2_SECRET {
            return Self::from_bbs_scalar(key.try_into().map_err(|_| length(32))?);
        }
        let curve = Curve::ALL.into_iter().find(|curve| curve.secret_header() == *header);
        let curve = curve.ok_or(encoding(codec::Error::Codec))?;
        match key.len() == curve.len() {
            true => Self::from_ec_scalar(curve, key),
            false => Err(length(curve.len())),
        }
    }

    /// The secret Multikey: `z3u2…` for Ed25519; RSA keys have none. Erased when dropped; whoever reads it can sign.
    pub fn to_multikey(&self) -> Option<Zeroizing<String>> {
        let (header, secret): (_, &[u8]) = match (self.secret(), self.public_key()) {
            (Secret::Ed25519(seed), _) => (multicodec::ED25519_SECRET, seed),
            (Secret::Ec(scalar), PublicKey::Ec(point)) => (point.curve().secret_header(), scalar),
            #[cfg(feature = "bbs")]
            (Secret::Bbs(scalar), _) => (multicodec::BLS12381_G2_SECRET, scalar),
            _ => return None,
        };
        let bytes = Zeroizing::new(multicodec::prefixed(header, secret));
        let digits = Zeroizing::new(base58::encode(&bytes));
        Some(Zeroizing::new(format!("z{}", *digits)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Algorithm;
    use proptest::prelude::*;

    /// The key pairs that the W3C publishes with the test vectors of "Data Integrity EdDSA Cryptosuites v1.0" (the first five)
    /// and "Data Integrity ECDSA Cryptosuites v1.0" (the last three).
    const W3C_PAIRS: [[&str; 2]; 8] = [
        ["z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"],
        ["z6MktgKTsu1QhX6QPbyqG6geXdw6FQCZBPq7uQpieWbiQiG7", "z3u2W4YnTstS1nSSBAgZcYSJF43JuZ9uLV6bF38B1Bf8NugW"],
        ["z6MkhWqdDBPojHA7cprTGTt5yHv5yUi1B8cnXn8ReLumkw6E", "z3u2cfp4Q17kMGhNCh348a3yw3cUBiWK6RXRzyJE54sixMFn"],
        ["z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1", "z3u2Zr3tcDLBDQKGxVa9SRDFNLqNqPWsa8p9rWPvCEH6bADB"],
        ["z6Mkm1S51iPHJvDEkJ9MRtxJmT8Pqo6wHipAFwBAjN83vntT", "z3u2ZTWiFwM17veUR7sXniY66Gf14SqMdpMLy7SW9x4EDdmw"],
        ["zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP", "z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN"],
        ["zDnaeTHfhmSaQKBc7CmdL3K7oYg3D6SC7yowe2eBeVd2DH32r", "z42tqvNGyzyXRzotAYn43UhcFtzDUVdxJ7461fwrfhBPLmfY"],
        [
            "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ",
            "z2fanyY7zgwNpZGxX5fXXibvScNaUWNprHU9dKx7qpVj7mws9J8LLt4mDB5TyH2GLHWkUc",
        ],
    ];

    /// The 2048-bit key of the did:key method's examples.
    const RSA: &str = "z4MXj1wBzi9jUstyPMS4jQqB6KdJaiatPkAtVtGc6bQEQEEsKTic4G7Rou3iBf9vPmT5dbkm9qsZsuVNjq8HCuW1w24nhBFGkRE4cd2Uf2tfrB3N7h4mnyPp1BF3ZttHTYv3DLUPi1zMdkULiow3M1GfXkoC6DoxDUm1jmN6GBj22SjVsr6dxezRVQc7aj9TxE7JLbMH1wh5X3kA58H3DFW8rnYMakFGbca5CB2Jf6CnGQZmL7o5uJAdTwXfy2iiiyPxXEGerMhHwhjTA1mKYobyk2CpeEcmvynADfNZ5MBvcCS7m3XkFCMNUYBS9NQ3fze6vMSUPsNa6GVYmKx2x6JrdEjCk3qRMMmyjnjCMfR4pXbRMZa3i";

    /// Also once a JWK of the key was read, which is remembered under a name of its own.
    #[test]
    fn what_names_a_jwk_is_no_multikey() {
        use crate::json::{Node, Tree, Value};
        use crate::key::Jwk;
        let key = PublicKey::from_multikey(W3C_PAIRS[0][0]).unwrap();
        let text = Value::from(Jwk::new(key.clone()).to_json()).to_string();
        let tree = Tree::parse(&text, &crate::Limits::default()).unwrap();
        assert_eq!(Jwk::read(tree.root()).unwrap().key(), &key);
        let x = tree.root().get("x").and_then(Node::as_str).unwrap();
        assert!(PublicKey::from_multikey(&format!("Ed25519:Ed25519:{x}")).is_err());
    }

    #[test]
    fn w3c_key_pairs_belong_together() {
        for [public, secret] in W3C_PAIRS {
            let private = PrivateKey::from_multikey(secret).unwrap();
            assert_eq!(private.public_key().to_multikey(), public);
            assert_eq!(PublicKey::from_multikey(public).as_ref(), Ok(private.public_key()));
            assert_eq!(private.to_multikey().unwrap().as_str(), secret);
        }
    }

    /// The public key of the Open Badges 3.0 implementation guide, in both of its spellings there.
    #[test]
    fn implementation_guide_key() {
        let bytes =
            crate::codec::hex::decode("4bdeafde2ea8beefadd8c699b5c7e0704cf51154d52e17b20b71337ca04cc5a5").unwrap();
        let key = PublicKey::from_ed25519(&bytes.try_into().unwrap()).unwrap();
        assert_eq!(key.to_multikey(), "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi");
    }

    #[test]
    fn refuses_what_is_not_exactly_a_key() {
        let good = multibase::decode_base58btc(W3C_PAIRS[0][0]).unwrap();
        let encoded = |bytes: &[u8]| PublicKey::from_multikey(&multibase::base58btc(bytes));
        let length = |found| Err(Error::Length { member: "publicKeyMultibase", expected: 32, found });

        assert_eq!(encoded(&[&good[..], &[0]].concat()), length(33), "trailing byte");
        assert_eq!(encoded(&good[..33]), length(31), "missing byte");
        assert_eq!(encoded(&[&[0xed, 0x81, 0x00], &good[2..]].concat()), Err(Error::Header), "overlong varint");
        assert_eq!(encoded(&[&[0xed], &good[2..]].concat()), Err(Error::Header), "cut varint");
        assert_eq!(encoded(&[0x80; 40]), Err(Error::Header), "a varint without an end");
        assert_eq!(encoded(&[&[0x84, 0x24], &good[2..]].concat()), Err(Error::Unsupported(KeyType::Other)), "X448");
        assert_eq!(encoded(&[&[0x80, 0x26], &good[2..]].concat()), Err(Error::Header), "secret header");
        assert_eq!(encoded(&[]), Err(Error::Header));
        assert_eq!(encoded(&[&[0xec, 0x01], &good[2..]].concat()), Err(Error::Unsupported(KeyType::X25519)));
        for text in ["", "z", "u7QGkG8cHCsW4xC7", "f00", "6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "z0OIl"] {
            assert!(PublicKey::from_multikey(text).is_err(), "{text}");
        }
    }

    /// The secp256k1 key of the did:key method's own examples.
    #[test]
    fn another_kind_is_recognised() {
        let error = PublicKey::from_multikey("zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme").unwrap_err();
        assert_eq!(error, Error::Unsupported(KeyType::Secp256k1));
    }

    /// Keys of the did:key method's own examples, by what comes first in them.
    #[test]
    fn did_key_examples() {
        for (text, algorithm) in [
            ("zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169", Algorithm::EcdsaP256),
            ("zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv", Algorithm::EcdsaP256),
            ("z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9", Algorithm::EcdsaP384),
            ("z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54", Algorithm::EcdsaP384),
            (
                "z2J9gaYxrKVpdoG9A4gRnmpnRCcxU6agDtFVVBVdn1JedouoZN7SzcyREXXzWgt3gGiwpoHq7K68X4m32D8HgzG8wv3sY5j7",
                Algorithm::EcdsaP521,
            ),
            (RSA, Algorithm::RsaPkcs1Sha256),
        ] {
            let key = PublicKey::from_multikey(text).unwrap();
            assert_eq!((key.algorithm(), key.to_multikey().as_str()), (algorithm, text));
        }
    }

    /// Compressed points alone, of their own length, behind their own header.
    #[test]
    fn points_in_other_forms_are_refused() {
        for curve in Curve::ALL {
            let mut scalar = vec![0; curve.len()];
            scalar[curve.len() - 1] = 5;
            let private = PrivateKey::from_ec_scalar(curve, &scalar).unwrap();
            let PublicKey::Ec(point) = private.public_key() else { panic!("{curve:?}") };
            let encoded =
                |bytes: &[u8]| PublicKey::from_multicodec(&multicodec::prefixed(curve.public_header(), bytes));
            let length = |found| Err(Error::Length { member: PUBLIC, expected: 1 + curve.len(), found });
            assert_eq!(encoded(point.compressed()).as_ref(), Ok(private.public_key()));
            assert_eq!(encoded(point.uncompressed()), length(1 + 2 * curve.len()));
            assert_eq!(encoded(&[point.compressed(), &[0]].concat()), length(2 + curve.len()));
            assert_eq!(encoded(&point.compressed()[1..]), length(curve.len()));
            assert_eq!(encoded(&[0]), length(1), "the point at infinity");
            for sign in [0, 1, 4, 5, 6] {
                let mut other = point.compressed().to_vec();
                other[0] = sign;
                assert_eq!(encoded(&other), Err(Error::NotOnCurve), "{sign}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_key_survives(seed: [u8; 32]) {
            let private = PrivateKey::from_ed25519_seed(&seed);
            let public = private.public_key();
            prop_assert_eq!(&PublicKey::from_multikey(&public.to_multikey()).unwrap(), public);
            let again = PrivateKey::from_multikey(&private.to_multikey().unwrap()).unwrap();
            prop_assert_eq!(again.public_key(), public);
        }

        #[test]
        fn every_key_on_a_curve_survives(bytes in proptest::collection::vec(any::<u8>(), 65..66), at in 0..3_usize) {
            let curve = Curve::ALL[at];
            // Zeros in front, so that it is below the order of each curve; and never zero.
            let scalar = [vec![0; curve.len()], bytes, vec![1]].concat();
            let mut scalar = scalar[scalar.len() - curve.len()..].to_vec();
            scalar[0] = 0;
            let private = PrivateKey::from_ec_scalar(curve, &scalar).unwrap();
            let public = private.public_key();
            prop_assert_eq!(&PublicKey::from_multikey(&public.to_multikey()).unwrap(), public);
            let again = PrivateKey::from_multikey(&private.to_multikey().unwrap()).unwrap();
            prop_assert_eq!(again.public_key(), public);
        }

        #[test]
        fn no_text_makes_it_panic(text in "z?[1-9A-HJ-NP-Za-km-z]{0,80}|\\PC{0,40}") {
            let _ = (PublicKey::from_multikey(&text), PrivateKey::from_multikey(&text));
        }
    }
}
