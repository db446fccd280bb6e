use super::{Algorithm, Error, PublicKey};
use crate::env::Environment;
use std::fmt;
use zeroize::Zeroizing;

/// A private key, erased when dropped. `Debug` shows its public half alone.
#[derive(Clone)]
pub struct PrivateKey {
    seed: Zeroizing<[u8; 32]>,
    public: PublicKey,
}

impl PrivateKey {
    /// A fresh key from the environment's source of random bytes.
    ///
    /// # Errors
    /// If that source fails.
    pub fn generate(algorithm: Algorithm, environment: &Environment) -> Result<Self, Error> {
        match algorithm {
            Algorithm::Ed25519 => {
                let seed = Zeroizing::new(environment.random::<32>()?);
                Ok(Self::from_ed25519_seed(&seed))
            }
        }
    }

    /// An Ed25519 key from its seed, which is what [RFC 8032 §5.1.5](https://www.rfc-editor.org/rfc/rfc8032#section-5.1.5)
    /// calls the private key: 32 bytes.
    pub fn from_ed25519_seed(seed: &[u8; 32]) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        Self { seed: Zeroizing::new(*seed), public: PublicKey::of(&key) }
    }

    /// The algorithm that it signs with.
    pub fn algorithm(&self) -> Algorithm {
        Algorithm::Ed25519
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The 32 secret bytes, for a crypto [`Provider`](super::provider::Provider). Whoever has them can sign.
    pub fn ed25519_seed(&self) -> &[u8; 32] {
        &self.seed
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PrivateKey").field("public", &self.public).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{base64url, hex};
    use crate::env::EntropyError;

    #[test]
    fn entropy_comes_from_the_environment() {
        let environment = Environment::system().with_entropy(|bytes| {
            bytes.fill(7);
            Ok(())
        });
        let key = PrivateKey::generate(Algorithm::Ed25519, &environment).unwrap();
        assert_eq!(key.ed25519_seed(), &[7; 32]);

        let broken = Environment::system().with_entropy(|_| Err(EntropyError));
        assert_eq!(PrivateKey::generate(Algorithm::Ed25519, &broken).unwrap_err(), Error::Entropy(EntropyError));
    }

    #[test]
    fn two_fresh_keys_differ() {
        let fresh = || PrivateKey::generate(Algorithm::Ed25519, &Environment::system()).unwrap();
        assert_ne!(fresh().public_key(), fresh().public_key());
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = PrivateKey::from_ed25519_seed(&[0xa5; 32]);
        let shown = format!("{key:?} {key:#?}");
        assert!(shown.contains(&key.public_key().to_multikey()));
        for secret in [hex::encode(&[0xa5; 32]), base64url::encode(&[0xa5; 32]), "165".to_owned()] {
            assert!(!shown.contains(&secret), "{shown}");
        }
    }
}
