//! One suite for every provider that is built in.

mod jose;
mod wycheproof;

use super::*;
use crate::codec::hex;
use crate::env::Environment;
use crate::json::Tree;
use crate::key::ec::tests::RFC_6979;
use crate::key::{Algorithm, InMemorySigner, Jwk, KeyType, PublicKey, Signer};
use crate::limits::Limits;
use proptest::prelude::*;

/// RFC 8032 §7.1: seed, public key, message, signature.
const RFC_8032: &str = include_str!("rfc8032-7.1.tsv");

macro_rules! for_each_provider {
    ($($test:path as $name:ident;)*) => {
        #[cfg(feature = "aws-lc-rs")]
        mod aws_lc_rs {
            $(#[test] fn $name() { $test(&super::AwsLcRs); })*
        }

        #[cfg(feature = "rustcrypto")]
        mod rustcrypto {
            $(#[test] fn $name() { $test(&super::RustCrypto); })*
        }
    };
}

for_each_provider! {
    super::known_answers_of_rfc_8032 as known_answers_of_rfc_8032;
    super::known_answers_of_rfc_6979 as known_answers_of_rfc_6979;
    super::known_answer_of_the_implementation_guide as known_answer_of_the_implementation_guide;
    super::jose::examples as examples_of_jose;
    super::wycheproof::ecdsa as wycheproof_ecdsa;
    super::wycheproof::rsa as wycheproof_rsa;
    super::wycheproof::ed25519 as wycheproof_ed25519;
    super::signatures_hold_and_those_of_ed25519_are_deterministic as signatures_hold_and_those_of_ed25519_are_deterministic;
    super::points_and_scalars_are_checked as points_and_scalars_are_checked;
    super::rsa_keys_are_made_or_refused as rsa_keys_are_made_or_refused;
}

/// The public half of a private JWK, without a look at the private one.
fn public_half(jwk: &str) -> PublicKey {
    let tree = Tree::parse(jwk, &Limits::default()).unwrap();
    let public =
        ["kty", "crv", "x", "y", "n", "e"].map(|name| (name, tree.root().get(name).and_then(|node| node.as_str())));
    let members: Vec<String> =
        public.iter().filter_map(|(name, value)| value.map(|value| format!("\"{name}\": \"{value}\""))).collect();
    let tree = Tree::parse(&format!("{{{}}}", members.join(", ")), &Limits::default()).unwrap();
    Jwk::read(tree.root()).unwrap().key().clone()
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

fn known_answers_of_rfc_6979(provider: &dyn Provider) {
    for (curve, scalar, signature) in RFC_6979 {
        let private = PrivateKey::from_ec_scalar(curve, &hex::decode(scalar).unwrap()).unwrap();
        let public = private.public_key();
        let signature = hex::decode(&signature.concat()).unwrap();
        assert_eq!(public.verify_with(provider, b"sample", &signature), Ok(()));
        assert_eq!(public.verify_with(provider, b"simple", &signature), Err(VerifyError::Mismatch));
        let made = provider.signing_key(&private).unwrap().sign(b"sample").unwrap();
        assert_eq!(public.verify_with(provider, b"sample", &made), Ok(()));
        // AWS-LC draws its nonces.
        assert_eq!(made == signature, provider.name() == "rustcrypto", "{curve:?}");
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

fn signatures_hold_and_those_of_ed25519_are_deterministic(provider: &dyn Provider) {
    let keys: Vec<PrivateKey> = private_keys();
    proptest!(ProptestConfig::with_cases(32), |(message: Vec<u8>, at in 0..keys.len(), bit: prop::sample::Index)| {
        let key = keys[at].clone();
        let public = key.public_key().clone();
        let Ok(signer) = InMemorySigner::with_provider(key, provider) else {
            prop_assert_eq!((public.algorithm(), provider.name()), (Algorithm::RsaPkcs1Sha256, "rustcrypto"));
            return Ok(());
        };
        let mut signature = signer.sign(&message).unwrap();
        prop_assert_eq!(signer.identity().algorithm(), public.algorithm());
        prop_assert_eq!(public.verify_with(provider, &message, &signature), Ok(()));
        if public.algorithm() == Algorithm::Ed25519 {
            prop_assert_eq!(&signer.sign(&message).unwrap(), &signature);
        }
        let bit = bit.index(8 * signature.len());
        signature[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(public.verify_with(provider, &message, &signature).is_err());
    });
}

/// A key of each kind that can be made in this build.
fn private_keys() -> Vec<PrivateKey> {
    let made = |algorithm| match PrivateKey::generate(algorithm, &Environment::system()) {
        Err(Error::NotOffered { .. }) if cfg!(not(feature = "aws-lc-rs")) => None,
        key => Some(key.unwrap()),
    };
    // BBS keys sign lists of messages, not any bytes.
    Algorithm::ALL
        .into_iter()
        .filter(|algorithm| algorithm.key_type() != KeyType::Bls12381G2)
        .filter_map(made)
        .collect()
}

fn points_and_scalars_are_checked(provider: &dyn Provider) {
    for curve in Curve::ALL {
        let one = [&vec![0; curve.len() - 1][..], &[1]].concat();
        let generator = provider.ec_public_point(curve, &one).unwrap();
        assert_eq!((generator.len(), generator[0]), (1 + 2 * curve.len(), 4));
        assert_eq!(provider.ec_verifying_key(curve, &generator).unwrap().point, generator);
        let parity = 2 + (generator[2 * curve.len()] & 1);
        let compressed = [&[parity], &generator[1..=curve.len()]].concat();
        assert_eq!(provider.ec_verifying_key(curve, &compressed).unwrap().point, generator);

        assert_eq!(provider.ec_public_point(curve, &vec![0; curve.len()]), Err(KeyRefused));
        assert_eq!(provider.ec_public_point(curve, curve.order()), Err(KeyRefused));
        let mut moved = generator;
        moved[2 * curve.len()] ^= 1;
        for bad in [moved, vec![0], vec![0; 1 + 2 * curve.len()], [&[2], &vec![0xff; curve.len()][..]].concat()] {
            assert_eq!(provider.ec_verifying_key(curve, &bad).err(), Some(KeyRefused));
        }
    }
}

fn rsa_keys_are_made_or_refused(provider: &dyn Provider) {
    match provider.generate_rsa_2048() {
        Ok(key) => {
            let PublicKey::Rsa(numbers) = key.public_key() else { panic!("another kind of key") };
            assert_eq!((numbers.modulus().len(), numbers.exponent()), (256, &[1, 0, 1][..]));
            let again = provider.generate_rsa_2048().unwrap();
            assert_ne!(again.public_key(), key.public_key());
        }
        Err(error) => assert_eq!(error, Error::NotOffered { provider: "rustcrypto", what: "make RSA keys" }),
    }
}

/// What one provider signs, the other verifies, and both say the same of what was changed.
#[cfg(all(feature = "aws-lc-rs", feature = "rustcrypto"))]
#[test]
fn providers_agree() {
    let keys = private_keys();
    let providers: [&dyn Provider; 2] = [&AwsLcRs, &RustCrypto];
    proptest!(ProptestConfig::with_cases(96), |(message: Vec<u8>, at in 0..keys.len(), order: bool, change: prop::sample::Index)| {
        let [signs, verifies] = if order { providers } else { [providers[1], providers[0]] };
        let public = keys[at].public_key();
        let Ok(signer) = signs.signing_key(&keys[at]) else {
            prop_assert_eq!((public.algorithm(), signs.name()), (Algorithm::RsaPkcs1Sha256, "rustcrypto"));
            return Ok(());
        };
        let mut signature = signer.sign(&message).unwrap();
        prop_assert_eq!(public.verify_with(verifies, &message, &signature), Ok(()));
        let bit = change.index(8 * signature.len());
        signature[bit / 8] ^= 1 << (bit % 8);
        let verdicts = providers.map(|provider| public.verify_with(provider, &message, &signature));
        prop_assert!(verdicts[0].is_err());
        prop_assert_eq!(verdicts[0], verdicts[1]);
    });
}
