use super::{Algorithm, Curve, Ed25519, Error, PublicKey, RsaNumbers, RsaSecret, provider};
use crate::env::{EntropyError, Environment};
use std::fmt;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// A private key, erased when dropped. `Debug` shows its public half alone.
#[derive(Clone)]
pub struct PrivateKey {
    inside: Inside,
    public: PublicKey,
}

/// Thirty-two bytes in one place: a key that is moved leaves no copy of them behind.
type Kept = Box<Zeroizing<[u8; 32]>>;

fn kept(secret: &[u8; 32]) -> Kept {
    let mut kept = Kept::default();
    kept.copy_from_slice(secret);
    kept
}

#[derive(Clone)]
enum Inside {
    Ed25519(Kept),
    Ec(Zeroizing<Vec<u8>>),
    Rsa(RsaSecret),
    #[cfg(feature = "bbs")]
    Bbs(Kept),
}

/// The secret of a private key, for a crypto [`Provider`](provider::Provider). Whoever has it can sign.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Secret<'a> {
    /// The seed of an Ed25519 key.
    Ed25519(&'a [u8; 32]),
    /// The scalar of a key on a curve of NIST, most significant byte first, as long as the [curve](Curve::len) has it.
    Ec(&'a [u8]),
    /// The secret numbers of an RSA key.
    Rsa(&'a RsaSecret),
    /// The scalar of a BBS key, most significant byte first.
    #[cfg(feature = "bbs")]
    Bbs(&'a [u8; 32]),
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ed25519(_) => "Ed25519(…)",
            Self::Ec(_) => "Ec(…)",
            Self::Rsa(_) => "Rsa(…)",
            #[cfg(feature = "bbs")]
            Self::Bbs(_) => "Bbs(…)",
        })
    }
}

impl PrivateKey {
    /// A fresh key: for Ed25519 and the curves of NIST from the environment's source of random bytes.
    ///
    /// RSA keys (of 2048 bits) are made by the crypto provider from *its own* source, since finding primes is its matter.
    ///
    /// # Errors
    /// If the source fails, or the provider of this build makes no RSA keys.
    pub fn generate(algorithm: Algorithm, environment: &Environment) -> Result<Self, Error> {
        match algorithm {
            Algorithm::Ed25519 => {
                let seed = Zeroizing::new(environment.random::<32>()?);
                Ok(Self::from_ed25519_seed(&seed))
            }
            Algorithm::EcdsaP256 => Self::draw::<32>(Curve::P256, environment),
            Algorithm::EcdsaP384 => Self::draw::<48>(Curve::P384, environment),
            Algorithm::EcdsaP521 => Self::draw::<66>(Curve::P521, environment),
            Algorithm::RsaPkcs1Sha256 => provider::preferred().generate_rsa_2048(),
            #[cfg(feature = "bbs")]
            Algorithm::Bbs => {
                let material = Zeroizing::new(environment.random::<32>()?);
                Self::from_bbs_scalar(&*super::bbs::generate(&material).map_err(|_| Error::Scalar)?)
            }
        }
    }

    /// Draws until a number is a scalar ([FIPS 186-5 §A.2.2](https://doi.org/10.6028/NIST.FIPS.186-5)), so that each is as
    /// likely as any other. More than one draw is rare: one in 2^32 for P-256.
    fn draw<const N: usize>(curve: Curve, environment: &Environment) -> Result<Self, Error> {
        const DRAWS: usize = 64;
        for _ in 0..DRAWS {
            let mut bytes = Zeroizing::new(environment.random::<N>()?);
            // 521 bits fill 65 bytes and one bit; the other orders fill their bytes.
            if let (Curve::P521, Some(first)) = (curve, bytes.first_mut()) {
                *first &= 1;
            }
            if curve.is_scalar(bytes.as_slice()) {
                return Self::from_ec_scalar(curve, bytes.as_slice());
            }
        }
        Err(Error::Entropy(EntropyError))
    }

    /// An Ed25519 key from its seed, which is what [RFC 8032 §5.1.5](https://www.rfc-editor.org/rfc/rfc8032#section-5.1.5)
    /// calls the private key: 32 bytes.
    pub fn from_ed25519_seed(seed: &[u8; 32]) -> Self {
        Self { inside: Inside::Ed25519(kept(seed)), public: PublicKey::Ed25519(Ed25519::of(seed)) }
    }

    /// A key on a curve of NIST from its scalar, most significant byte first, as long as the [curve](Curve::len) has it.
    ///
    /// # Errors
    /// [`Scalar`](Error::Scalar) if it has another length, is zero, or is not below the order of the curve.
    pub fn from_ec_scalar(curve: Curve, scalar: &[u8]) -> Result<Self, Error> {
        if !curve.is_scalar(scalar) {
            return Err(Error::Scalar);
        }
        let point = provider::preferred().ec_public_point(curve, scalar).map_err(|_| Error::Scalar)?;
        let public = PublicKey::from_sec1(curve, &point)?;
        Ok(Self { inside: Inside::Ec(Zeroizing::new(scalar.to_vec())), public })
    }

    /// An RSA key of two primes from a `PrivateKeyInfo` ([RFC 5208 §5](https://www.rfc-editor.org/rfc/rfc5208#section-5)) in
    /// DER, the inside of a PEM file that says `PRIVATE KEY`.
    ///
    /// # Errors
    /// [`Mismatch`](Error::Mismatch) if the bytes or the numbers in them are no such key, [`NotOffered`](Error::NotOffered) if
    /// the provider of this build does not sign with RSA.
    pub fn from_rsa_pkcs8(der: &[u8]) -> Result<Self, Error> {
        let (numbers, secret) = RsaSecret::from_pkcs8(der).ok_or(Error::Mismatch)?;
        Self::from_rsa(numbers, secret)
    }

    /// Whether all numbers belong together is the provider's to say.
    pub(super) fn from_rsa(numbers: RsaNumbers, secret: RsaSecret) -> Result<Self, Error> {
        use super::SignError;
        let key = Self { inside: Inside::Rsa(secret), public: PublicKey::Rsa(numbers) };
        match provider::preferred().signing_key(&key) {
            Ok(_) => Ok(key),
            Err(SignError::NotOffered { provider, what }) => Err(Error::NotOffered { provider, what }),
            Err(_) => Err(Error::Mismatch),
        }
    }

    /// A BBS key from its scalar, most significant byte first.
    ///
    /// # Errors
    /// [`Scalar`](Error::Scalar) if it is zero or not below the order of the curve.
    #[cfg(feature = "bbs")]
    pub fn from_bbs_scalar(scalar: &[u8; 32]) -> Result<Self, Error> {
        let point = super::bbs::public_key(scalar).map_err(|_| Error::Scalar)?;
        Ok(Self { inside: Inside::Bbs(kept(scalar)), public: PublicKey::from_bls12381_g2(&point)? })
    }

    /// The algorithm that it signs with.
    pub fn algorithm(&self) -> Algorithm {
        self.public.algorithm()
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The secret, for a crypto [`Provider`](provider::Provider). Whoever has it can sign.
    pub fn secret(&self) -> Secret<'_> {
        match &self.inside {
            Inside::Ed25519(seed) => Secret::Ed25519(seed),
            Inside::Ec(scalar) => Secret::Ec(scalar),
            Inside::Rsa(secret) => Secret::Rsa(secret),
            #[cfg(feature = "bbs")]
            Inside::Bbs(scalar) => Secret::Bbs(scalar),
        }
    }
}

impl ZeroizeOnDrop for PrivateKey {}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PrivateKey").field("public", &self.public).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{base64url, hex};
    use std::sync::atomic::{AtomicU8, Ordering};

    /// What an algorithm makes of a source that fills each request with the next of these bytes.
    fn made_of(algorithm: Algorithm, bytes: &'static [u8]) -> Result<PrivateKey, Error> {
        let drawn = AtomicU8::new(0);
        let environment = Environment::system().with_entropy(move |target| {
            let next = usize::from(drawn.fetch_add(1, Ordering::Relaxed));
            target.fill(bytes[next.min(bytes.len() - 1)]);
            Ok(())
        });
        PrivateKey::generate(algorithm, &environment)
    }

    /// Whatever a key consists of is overwritten when it is dropped: a new kind does not compile before it is.
    #[test]
    fn every_secret_is_erased_when_it_is_dropped() {
        fn erased(_: &impl ZeroizeOnDrop) -> bool {
            true
        }
        for algorithm in Algorithm::ALL {
            let Ok(key) = PrivateKey::generate(algorithm, &Environment::system()) else { continue };
            assert!(match &key.inside {
                Inside::Ed25519(seed) => erased(&**seed),
                Inside::Ec(scalar) => erased(scalar),
                Inside::Rsa(RsaSecret { d, p, q, dp, dq, qi }) => [d, p, q, dp, dq, qi].into_iter().all(erased),
                #[cfg(feature = "bbs")]
                Inside::Bbs(scalar) => erased(&**scalar),
            });
            assert!(erased(&key) && erased(&key.to_jwk(None)));
        }
    }

    #[test]
    fn entropy_comes_from_the_environment() {
        let broken = Environment::system().with_entropy(|_| Err(EntropyError));
        let refused = |algorithm| PrivateKey::generate(algorithm, &broken).unwrap_err();
        for algorithm in [Algorithm::EcdsaP256, Algorithm::EcdsaP384, Algorithm::EcdsaP521] {
            let key = made_of(algorithm, &[7]).unwrap();
            let Secret::Ec(scalar) = key.secret() else { panic!("{algorithm}") };
            assert!(scalar[1..].iter().all(|byte| *byte == 7), "{algorithm}");
            assert_eq!(key.algorithm(), algorithm);
            assert_eq!(refused(algorithm), Error::Entropy(EntropyError));
        }
        let key = made_of(Algorithm::Ed25519, &[7]).unwrap();
        assert!(matches!(key.secret(), Secret::Ed25519([7, .., 7])));
        assert_eq!(refused(Algorithm::Ed25519), Error::Entropy(EntropyError));
    }

    /// Neither zero nor a number above the order becomes a key by reduction: another one is drawn.
    #[test]
    fn scalars_are_drawn_without_bias() {
        for algorithm in [Algorithm::EcdsaP256, Algorithm::EcdsaP384, Algorithm::EcdsaP521] {
            let key = made_of(algorithm, &[0xff, 0, 9]).unwrap();
            assert!(matches!(key.secret(), Secret::Ec([.., 9])), "{algorithm}");
            assert_eq!(made_of(algorithm, &[0xff]).unwrap_err(), Error::Entropy(EntropyError), "{algorithm}");
        }
    }

    #[test]
    fn scalars_are_held_to_their_range() {
        for curve in Curve::ALL {
            let order = curve.order();
            let mut largest = order.to_vec();
            *largest.last_mut().unwrap() -= 1;
            assert!(PrivateKey::from_ec_scalar(curve, &largest).is_ok());
            for bad in [order, &vec![0; order.len()], &order[1..], &[&[0], order].concat(), &[]] {
                assert_eq!(PrivateKey::from_ec_scalar(curve, bad).unwrap_err(), Error::Scalar);
            }
        }
    }

    #[test]
    fn two_fresh_keys_differ() {
        for algorithm in [Algorithm::Ed25519, Algorithm::EcdsaP256, Algorithm::EcdsaP384, Algorithm::EcdsaP521] {
            let fresh = || PrivateKey::generate(algorithm, &Environment::system()).unwrap();
            assert_ne!(fresh().public_key(), fresh().public_key());
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let scalar = PrivateKey::from_ec_scalar(Curve::P256, &[0xa5; 32]).unwrap();
        for key in [PrivateKey::from_ed25519_seed(&[0xa5; 32]), scalar] {
            let shown = format!("{key:?} {key:#?}");
            assert!(shown.contains(&key.public_key().to_multikey()));
            for secret in [hex::encode(&[0xa5; 32]), base64url::encode(&[0xa5; 32]), "165".to_owned()] {
                assert!(!shown.contains(&secret), "{shown}");
            }
        }
    }
}
