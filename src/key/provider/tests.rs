//! One suite for every provider that is built in.

use super::*;
use crate::codec::hex;
use crate::key::{InMemorySigner, PublicKey, Signer};
use proptest::prelude::*;

/// RFC 8032 §7.1: seed, public key, message, signature.
const RFC_8032: &str = include_str!("rfc8032-7.1.tsv");

macro_rules! for_each_provider {
    ($($feature:literal $module:ident $provider:expr;)*) => {
        $(
            #[cfg(feature = $feature)]
            mod $module {
                use super::*;

                #[test]
                fn known_answers_of_rfc_8032() {
                    super::known_answers_of_rfc_8032(&$provider);
                }

                #[test]
                fn known_answer_of_the_implementation_guide() {
                    super::known_answer_of_the_implementation_guide(&$provider);
                }

                #[test]
                fn signatures_hold_and_are_deterministic() {
                    super::signatures_hold_and_are_deterministic(&$provider);
                }
            }
        )*
    };
}

for_each_provider! {
    "aws-lc-rs" aws_lc_rs AwsLcRs;
    "rustcrypto" rustcrypto RustCrypto;
}

fn known_answers_of_rfc_8032(provider: &dyn Provider) {
    let vectors: Vec<Vec<Vec<u8>>> =
        RFC_8032.lines().map(|line| line.split('\t').map(|field| hex::decode(field).unwrap()).collect()).collect();
    assert_eq!(vectors.len(), 5);
    for vector in vectors {
        let [seed, public, message, signature] = <[Vec<u8>; 4]>::try_from(vector).unwrap();
        let private = PrivateKey::from_ed25519_seed(&seed.try_into().unwrap());
        assert_eq!(private.public_key().as_bytes(), public);

        let made = provider.signing_key(&private).unwrap().sign(&message).unwrap();
        assert_eq!(made, signature, "{}", provider.name());
        assert_eq!(private.public_key().verify(&message, &signature), Ok(()));
        assert_eq!(private.public_key().verify(&[&message[..], b"x"].concat(), &signature), Err(VerifyError::Mismatch));
    }
}

/// The Open Badges 3.0 implementation guide signs the hash of its proof options followed by that of its badge.
fn known_answer_of_the_implementation_guide(provider: &dyn Provider) {
    let seed = hex::decode("6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4").unwrap();
    let message = hex::decode(
        "d34009cea0dbc1ca941e09dc01c8c9d3e3ce3c5b853f67ee44698dcea10f5d19\
         87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773",
    )
    .unwrap();
    let private = PrivateKey::from_ed25519_seed(&seed.try_into().unwrap());
    assert_eq!(private.public_key().to_multikey(), "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi");
    let signature = provider.signing_key(&private).unwrap().sign(&message).unwrap();
    assert_eq!(
        crate::codec::multibase::base58btc(&signature),
        "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr"
    );
}

fn signatures_hold_and_are_deterministic(provider: &dyn Provider) {
    proptest!(ProptestConfig::with_cases(64), |(seed: [u8; 32], message: Vec<u8>)| {
        let private = PrivateKey::from_ed25519_seed(&seed);
        let public: PublicKey = private.public_key().clone();
        let signer = InMemorySigner::with_provider(private, provider).unwrap();
        let signature = signer.sign(&message).unwrap();
        prop_assert_eq!(public.verify(&message, &signature), Ok(()));
        prop_assert_eq!(signer.sign(&message).unwrap(), signature);
    });
}
