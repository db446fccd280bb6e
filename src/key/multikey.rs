//! Multikey ([Controlled Identifiers 1.0 §2.2.2](https://www.w3.org/TR/cid-1.0/#Multikey)): a multicodec header and the key, in base58btc.

use super::{Error, KeyType, PrivateKey, PublicKey, recent};
use crate::codec::{base58, multibase, multicodec};
use zeroize::Zeroizing;

impl PublicKey {
    /// Reads a `publicKeyMultibase`, or the identifier of a `did:key`: `z6Mk…` for Ed25519.
    ///
    /// ```
    /// use microcred::key::PublicKey;
    /// let text = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
    /// assert_eq!(PublicKey::from_multikey(text)?.to_multikey(), text);
    /// # Ok::<(), microcred::key::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Unsupported`](Error::Unsupported) for a key of another kind; otherwise whatever makes it no key at all: another
    /// base, another or an overlong header, a wrong length, a weak key.
    pub fn from_multikey(text: &str) -> Result<Self, Error> {
        recent::KEYS.remembered(text, Self::decode_multikey)
    }

    pub(super) fn decode_multikey(text: &str) -> Result<Self, Error> {
        let member = "publicKeyMultibase";
        let bytes = multibase::decode_base58btc(text).map_err(|source| Error::Encoding { member, source })?;
        let (header, key) = bytes.split_first_chunk::<2>().ok_or(Error::Header)?;
        match KeyType::from_multicodec(*header).ok_or(Error::Header)? {
            KeyType::Ed25519 => {
                let key = key.try_into().map_err(|_| Error::Length { member, expected: 32, found: key.len() })?;
                Self::from_ed25519(key)
            }
            other => Err(Error::Unsupported(other)),
        }
    }

    /// The Multikey: `z6Mk…` for Ed25519.
    pub fn to_multikey(&self) -> String {
        let header = match self {
            Self::Ed25519(_) => multicodec::ED25519_PUBLIC,
        };
        multibase::base58btc(&multicodec::prefixed(header, self.as_bytes()))
    }
}

impl PrivateKey {
    /// Reads a `secretKeyMultibase`: `z3u2…` for Ed25519, the seed behind the header 0x8026.
    ///
    /// # Errors
    /// For another base, another header, or a wrong length.
    pub fn from_multikey(text: &str) -> Result<Self, Error> {
        let member = "secretKeyMultibase";
        let encoding = |source| Error::Encoding { member, source };
        let bytes = Zeroizing::new(multibase::decode_base58btc(text).map_err(encoding)?);
        let seed = multicodec::strip(&bytes, multicodec::ED25519_SECRET).map_err(encoding)?;
        let seed: &[u8; 32] = seed.try_into().map_err(|_| Error::Length { member, expected: 32, found: seed.len() })?;
        Ok(Self::from_ed25519_seed(seed))
    }

    /// The secret Multikey: `z3u2…` for Ed25519. Erased when dropped; whoever reads it can sign.
    pub fn to_multikey(&self) -> Zeroizing<String> {
        let bytes = Zeroizing::new(multicodec::prefixed(multicodec::ED25519_SECRET, self.ed25519_seed()));
        let digits = Zeroizing::new(base58::encode(&bytes));
        Zeroizing::new(format!("z{}", *digits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The key pairs that the W3C recommendation "Data Integrity EdDSA Cryptosuites v1.0" publishes with its test vectors.
    const W3C_PAIRS: [[&str; 2]; 5] = [
        ["z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"],
        ["z6MktgKTsu1QhX6QPbyqG6geXdw6FQCZBPq7uQpieWbiQiG7", "z3u2W4YnTstS1nSSBAgZcYSJF43JuZ9uLV6bF38B1Bf8NugW"],
        ["z6MkhWqdDBPojHA7cprTGTt5yHv5yUi1B8cnXn8ReLumkw6E", "z3u2cfp4Q17kMGhNCh348a3yw3cUBiWK6RXRzyJE54sixMFn"],
        ["z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1", "z3u2Zr3tcDLBDQKGxVa9SRDFNLqNqPWsa8p9rWPvCEH6bADB"],
        ["z6Mkm1S51iPHJvDEkJ9MRtxJmT8Pqo6wHipAFwBAjN83vntT", "z3u2ZTWiFwM17veUR7sXniY66Gf14SqMdpMLy7SW9x4EDdmw"],
    ];

    #[test]
    fn w3c_key_pairs_belong_together() {
        for [public, secret] in W3C_PAIRS {
            let private = PrivateKey::from_multikey(secret).unwrap();
            assert_eq!(private.public_key().to_multikey(), public);
            assert_eq!(PublicKey::from_multikey(public).as_ref(), Ok(private.public_key()));
            assert_eq!(*private.to_multikey(), secret);
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
        assert_eq!(encoded(&[&[0x80, 0x26], &good[2..]].concat()), Err(Error::Header), "secret header");
        assert_eq!(encoded(&[]), Err(Error::Header));
        assert_eq!(encoded(&[&[0xec, 0x01], &good[2..]].concat()), Err(Error::Unsupported(KeyType::X25519)));
        for text in ["", "z", "u7QGkG8cHCsW4xC7", "f00", "6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "z0OIl"] {
            assert!(PublicKey::from_multikey(text).is_err(), "{text}");
        }
    }

    /// The P-256 key of the W3C test vectors for ECDSA.
    #[test]
    fn another_kind_is_recognised() {
        let error = PublicKey::from_multikey("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP").unwrap_err();
        assert_eq!(error, Error::Unsupported(KeyType::P256));
    }

    proptest! {
        #[test]
        fn every_key_survives(seed: [u8; 32]) {
            let private = PrivateKey::from_ed25519_seed(&seed);
            let public = private.public_key();
            prop_assert_eq!(&PublicKey::from_multikey(&public.to_multikey()).unwrap(), public);
            let again = PrivateKey::from_multikey(&private.to_multikey()).unwrap();
            prop_assert_eq!(again.public_key(), public);
        }

        #[test]
        fn no_text_makes_it_panic(text in "z?[1-9A-HJ-NP-Za-km-z]{0,80}|\\PC{0,40}") {
            let _ = (PublicKey::from_multikey(&text), PrivateKey::from_multikey(&text));
        }
    }
}
