use super::{Provider, SigningKey};
use crate::key::{PrivateKey, SignError};
use aws_lc_rs::signature::Ed25519KeyPair;

const NAME: &str = "aws-lc-rs";

/// AWS-LC, a C library derived from BoringSSL and OpenSSL.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::exhaustive_structs)] // a name, nothing more
pub struct AwsLcRs;

impl Provider for AwsLcRs {
    fn name(&self) -> &'static str {
        NAME
    }

    fn signing_key(&self, key: &PrivateKey) -> Result<Box<dyn SigningKey>, SignError> {
        Ed25519KeyPair::from_seed_and_public_key(key.ed25519_seed(), key.public_key().as_bytes())
            .map(|pair| Box::new(Key(pair)) as Box<dyn SigningKey>)
            .map_err(|_| SignError::KeyRefused(NAME))
    }
}

struct Key(Ed25519KeyPair);

impl SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature = self.0.try_sign(message).map_err(|_| SignError::Provider(NAME))?;
        Ok(signature.as_ref().to_vec())
    }
}
