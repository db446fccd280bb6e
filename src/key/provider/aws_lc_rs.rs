use super::{EcVerifyingKey, KeyRefused, Provider, SigningKey, VerifyingKey};
use crate::key::{Curve, Error, PrivateKey, PublicKey, Secret, SignError, VerifyError};
use aws_lc_rs::agreement::{self, ECDH_P256, ECDH_P384, ECDH_P521};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPairComponents, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    EcdsaVerificationAlgorithm, Ed25519KeyPair, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
    RsaKeyPair,
};

const NAME: &str = "aws-lc-rs";

/// AWS-LC, a C library derived from BoringSSL and OpenSSL.
///
/// The nonces of ECDSA come from the library's own generator, so that two signatures over one message differ.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::exhaustive_structs)] // a name, nothing more
pub struct AwsLcRs;

impl Provider for AwsLcRs {
    fn name(&self) -> &'static str {
        NAME
    }

    fn signing_key(&self, key: &PrivateKey) -> Result<Box<dyn SigningKey>, SignError> {
        let refused = |_| SignError::KeyRefused(NAME);
        Ok(match (key.secret(), key.public_key()) {
            (Secret::Ed25519(seed), public) => {
                Box::new(Ed25519KeyPair::from_seed_and_public_key(seed, public.as_bytes()).map_err(refused)?)
            }
            (Secret::Ec(scalar), PublicKey::Ec(point)) => Box::new(
                EcdsaKeyPair::from_private_key_and_public_key(signing(point.curve()), scalar, point.uncompressed())
                    .map_err(refused)?,
            ),
            (Secret::Rsa(secret), PublicKey::Rsa(numbers)) => {
                let public_key = PublicKeyComponents { n: numbers.modulus(), e: numbers.exponent() };
                let components = KeyPairComponents {
                    public_key,
                    d: secret.d.as_slice(),
                    p: &secret.p,
                    q: &secret.q,
                    dP: &secret.dp,
                    dQ: &secret.dq,
                    qInv: &secret.qi,
                };
                Box::new(RsaKeyPair::from_components(&components).map_err(refused)?)
            }
            #[cfg(feature = "bbs")]
            (Secret::Bbs(scalar), _) => Box::new(crate::key::bbs::SigningScalar::new(scalar)),
            _ => return Err(SignError::KeyRefused(NAME)),
        })
    }

    fn ec_verifying_key(&self, curve: Curve, point: &[u8]) -> Result<EcVerifyingKey, KeyRefused> {
        let key = ParsedPublicKey::new(verifying(curve), point).map_err(|_| KeyRefused)?;
        // AWS-LC decompresses a point while it reads it, and hands it out again only inside a `SubjectPublicKeyInfo`, at
        // whose end it stands.
        let info = key.as_der().map_err(|_| KeyRefused)?;
        let info = info.as_ref();
        let start = info.len().checked_sub(1 + 2 * curve.len()).ok_or(KeyRefused)?;
        let point = info.get(start..).filter(|point| point.first() == Some(&4)).ok_or(KeyRefused)?.to_vec();
        Ok(EcVerifyingKey { point, key: Box::new(key) })
    }

    fn ec_public_point(&self, curve: Curve, scalar: &[u8]) -> Result<Vec<u8>, KeyRefused> {
        let agreement = match curve {
            Curve::P256 => &ECDH_P256,
            Curve::P384 => &ECDH_P384,
            Curve::P521 => &ECDH_P521,
        };
        let key = agreement::PrivateKey::from_private_key(agreement, scalar).map_err(|_| KeyRefused)?;
        key.compute_public_key().map(|point| point.as_ref().to_vec()).map_err(|_| KeyRefused)
    }

    fn rsa_verifying_key(&self, modulus: &[u8], exponent: &[u8]) -> Result<Box<dyn VerifyingKey>, KeyRefused> {
        let key = PublicKeyComponents { n: modulus, e: exponent }
            .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
            .map_err(|_| KeyRefused)?;
        Ok(Box::new(key))
    }

    fn generate_rsa_2048(&self) -> Result<PrivateKey, Error> {
        let failed = |_| Error::Provider(NAME);
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
        let der = pair.as_der().map_err(failed)?;
        PrivateKey::from_rsa_pkcs8(der.as_ref())
    }
}

fn signing(curve: Curve) -> &'static EcdsaSigningAlgorithm {
    match curve {
        Curve::P256 => &ECDSA_P256_SHA256_FIXED_SIGNING,
        Curve::P384 => &ECDSA_P384_SHA384_FIXED_SIGNING,
        Curve::P521 => &ECDSA_P521_SHA512_FIXED_SIGNING,
    }
}

fn verifying(curve: Curve) -> &'static EcdsaVerificationAlgorithm {
    match curve {
        Curve::P256 => &ECDSA_P256_SHA256_FIXED,
        Curve::P384 => &ECDSA_P384_SHA384_FIXED,
        Curve::P521 => &ECDSA_P521_SHA512_FIXED,
    }
}

impl VerifyingKey for ParsedPublicKey {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        self.verify_sig(message, signature).map_err(|_| VerifyError::Mismatch)
    }
}

impl SigningKey for Ed25519KeyPair {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature = self.try_sign(message).map_err(|_| SignError::Provider(NAME))?;
        Ok(signature.as_ref().to_vec())
    }
}

impl SigningKey for EcdsaKeyPair {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature = self.sign(&SystemRandom::new(), message).map_err(|_| SignError::Provider(NAME))?;
        Ok(signature.as_ref().to_vec())
    }
}

impl SigningKey for RsaKeyPair {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let mut signature = vec![0; self.public_modulus_len()];
        self.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| SignError::Provider(NAME))?;
        Ok(signature)
    }
}
