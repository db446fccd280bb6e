use super::{EcVerifyingKey, KeyRefused, Provider, SigningKey, VerifyingKey};
use crate::key::{Curve, Error, PrivateKey, PublicKey, Secret, SignError, VerifyError};
use ed25519_dalek::Signer as _;
use p256::ecdsa::signature::Verifier as _;
use rsa::BoxedUint;

const NAME: &str = "rustcrypto";

/// Pure Rust, for targets without a C compiler.
///
/// Its ECDSA nonces follow from key and message ([RFC 6979](https://www.rfc-editor.org/rfc/rfc6979)). It verifies with RSA
/// and does not sign with it: how long that takes would tell of the key
/// ([RUSTSEC-2023-0071](https://rustsec.org/advisories/RUSTSEC-2023-0071.html)).
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::exhaustive_structs)] // a name, nothing more
pub struct RustCrypto;

impl Provider for RustCrypto {
    fn name(&self) -> &'static str {
        NAME
    }

    fn signing_key(&self, key: &PrivateKey) -> Result<Box<dyn SigningKey>, SignError> {
        let refused = |_| SignError::KeyRefused(NAME);
        Ok(match (key.secret(), key.public_key()) {
            (Secret::Ed25519(seed), _) => Box::new(Key(ed25519_dalek::SigningKey::from_bytes(seed))),
            (Secret::Ec(scalar), PublicKey::Ec(point)) => match point.curve() {
                Curve::P256 => Box::new(Key(p256::ecdsa::SigningKey::from_slice(scalar).map_err(refused)?)),
                Curve::P384 => Box::new(Key(p384::ecdsa::SigningKey::from_slice(scalar).map_err(refused)?)),
                Curve::P521 => Box::new(Key(p521::ecdsa::SigningKey::from_slice(scalar).map_err(refused)?)),
            },
            (Secret::Rsa(_), _) => return Err(SignError::NotOffered { provider: NAME, what: "sign with RSA" }),
            #[cfg(feature = "bbs")]
            (Secret::Bbs(scalar), _) => Box::new(crate::key::bbs::SigningScalar::new(scalar)),
            _ => return Err(SignError::KeyRefused(NAME)),
        })
    }

    fn ec_verifying_key(&self, curve: Curve, point: &[u8]) -> Result<EcVerifyingKey, KeyRefused> {
        macro_rules! prepared {
            ($curve:ident) => {{
                let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| KeyRefused)?;
                EcVerifyingKey { point: key.to_sec1_point(false).as_bytes().to_vec(), key: Box::new(Key(key)) }
            }};
        }
        Ok(match curve {
            Curve::P256 => prepared!(p256),
            Curve::P384 => prepared!(p384),
            Curve::P521 => prepared!(p521),
        })
    }

    fn ec_public_point(&self, curve: Curve, scalar: &[u8]) -> Result<Vec<u8>, KeyRefused> {
        macro_rules! point {
            ($curve:ident) => {{
                let key = $curve::ecdsa::SigningKey::from_slice(scalar).map_err(|_| KeyRefused)?;
                key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
            }};
        }
        Ok(match curve {
            Curve::P256 => point!(p256),
            Curve::P384 => point!(p384),
            Curve::P521 => point!(p521),
        })
    }

    fn rsa_verifying_key(&self, modulus: &[u8], exponent: &[u8]) -> Result<Box<dyn VerifyingKey>, KeyRefused> {
        let number = BoxedUint::from_be_slice_vartime;
        let key = rsa::PublicKey::new(number(modulus), number(exponent)).map_err(|_| KeyRefused)?;
        Ok(Box::new(Key(rsa::pkcs1v15::VerifyingKey::<rsa::sha2::Sha256>::new(key))))
    }

    fn generate_rsa_2048(&self) -> Result<PrivateKey, Error> {
        Err(Error::NotOffered { provider: NAME, what: "make RSA keys" })
    }
}

struct Key<K>(K);

impl SigningKey for Key<ed25519_dalek::SigningKey> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        Ok(self.0.sign(message).to_bytes().to_vec())
    }
}

impl VerifyingKey for Key<rsa::pkcs1v15::VerifyingKey<rsa::sha2::Sha256>> {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        let signature = rsa::pkcs1v15::Signature::try_from(signature).map_err(|_| VerifyError::Mismatch)?;
        self.0.verify(message, &signature).map_err(|_| VerifyError::Mismatch)
    }
}

macro_rules! ecdsa {
    ($($curve:ident)*) => {
        $(
            impl SigningKey for Key<$curve::ecdsa::SigningKey> {
                fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
                    let signature: $curve::ecdsa::Signature =
                        self.0.try_sign(message).map_err(|_| SignError::Provider(NAME))?;
                    Ok(signature.to_bytes().to_vec())
                }
            }

            impl VerifyingKey for Key<$curve::ecdsa::VerifyingKey> {
                fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
                    let signature = $curve::ecdsa::Signature::from_slice(signature).map_err(|_| VerifyError::Mismatch)?;
                    self.0.verify(message, &signature).map_err(|_| VerifyError::Mismatch)
                }
            }
        )*
    };
}

ecdsa!(p256 p384 p521);
