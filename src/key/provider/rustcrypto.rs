use super::{Provider, SigningKey};
use crate::key::{PrivateKey, SignError};
use ed25519_dalek::Signer as _;

/// Pure Rust, for targets without a C compiler.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::exhaustive_structs)] // a name, nothing more
pub struct RustCrypto;

impl Provider for RustCrypto {
    fn name(&self) -> &'static str {
        "rustcrypto"
    }

    fn signing_key(&self, key: &PrivateKey) -> Result<Box<dyn SigningKey>, SignError> {
        Ok(Box::new(Key(ed25519_dalek::SigningKey::from_bytes(key.ed25519_seed()))))
    }
}

struct Key(ed25519_dalek::SigningKey);

impl SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        Ok(self.0.sign(message).to_bytes().to_vec())
    }
}
