use super::der::{self, Der};
use super::provider::{self, Provider, VerifyingKey};
use super::{Error, VerifyError};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// A modulus below this has been, or will be, factored ([RFC 7518 §3.3](https://www.rfc-editor.org/rfc/rfc7518#section-3.3)).
const FEWEST_BITS: usize = 2048;
/// A modulus above this costs more than it protects.
const MOST_BITS: usize = 8192;
/// The longest exponent that either provider takes.
const MOST_EXPONENT_BITS: usize = 33;

/// The inside of an RSA public key.
#[derive(Clone)]
pub struct RsaNumbers(Arc<Inside>);

struct Inside {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    der: Vec<u8>,
    /// The key as the preferred provider holds it.
    prepared: Box<dyn VerifyingKey>,
}

impl RsaNumbers {
    pub(super) fn new(modulus: &[u8], exponent: &[u8]) -> Result<Self, Error> {
        let is_canonical = |number: &[u8]| number.first().is_some_and(|byte| *byte != 0);
        if !is_canonical(modulus) || !is_canonical(exponent) {
            return Err(Error::NotCanonical);
        }
        match bits(modulus) {
            bits if bits < FEWEST_BITS => return Err(Error::ShortModulus { bits }),
            bits if bits > MOST_BITS || is_even(modulus) => return Err(Error::Modulus),
            _ => {}
        }
        if exponent == [1] || is_even(exponent) || bits(exponent) > MOST_EXPONENT_BITS {
            return Err(Error::Exponent);
        }
        let prepared = provider::preferred().rsa_verifying_key(modulus, exponent).map_err(|_| Error::Modulus)?;
        let der = der::naturals([modulus, exponent]);
        Ok(Self(Arc::new(Inside { modulus: modulus.to_vec(), exponent: exponent.to_vec(), der, prepared })))
    }

    /// From an `RSAPublicKey` in DER, which must be its one encoding.
    pub(super) fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        let read = || {
            let mut numbers = Der::sequence_alone(bytes)?;
            let read = (numbers.natural()?, numbers.natural()?);
            numbers.is_empty().then_some(read)
        };
        let (modulus, exponent) = read().ok_or(Error::NotCanonical)?;
        Self::new(modulus, exponent)
    }

    /// The modulus n, most significant byte first, without leading zeros.
    pub fn modulus(&self) -> &[u8] {
        &self.0.modulus
    }

    /// The public exponent e, most significant byte first, without leading zeros.
    pub fn exponent(&self) -> &[u8] {
        &self.0.exponent
    }

    pub(super) fn der(&self) -> &[u8] {
        &self.0.der
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        self.check_form(signature)?;
        self.0.prepared.verify(message, signature)
    }

    pub(super) fn verify_with(
        &self,
        provider: &dyn Provider,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), VerifyError> {
        self.check_form(signature)?;
        provider
            .rsa_verifying_key(self.modulus(), self.exponent())
            .map_err(|_| VerifyError::KeyRefused(provider.name()))?
            .verify(message, signature)
    }

    /// Length and range, here and not left to providers, so that they cannot differ.
    fn check_form(&self, signature: &[u8]) -> Result<(), VerifyError> {
        let (expected, found) = (self.0.modulus.len(), signature.len());
        match found == expected {
            true if signature < self.modulus() => Ok(()),
            true => Err(VerifyError::ScalarOutOfRange),
            false => Err(VerifyError::Length { expected, found }),
        }
    }
}

impl PartialEq for RsaNumbers {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for RsaNumbers {}

impl Hash for RsaNumbers {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.der().hash(state);
    }
}

/// The secret numbers of an RSA key with two primes ([RFC 8017 §3.2](https://www.rfc-editor.org/rfc/rfc8017#section-3.2)), most
/// significant byte first, erased when dropped.
#[derive(Clone)]
#[non_exhaustive]
pub struct RsaSecret {
    /// The private exponent.
    pub d: Zeroizing<Vec<u8>>,
    /// The first prime.
    pub p: Zeroizing<Vec<u8>>,
    /// The second prime.
    pub q: Zeroizing<Vec<u8>>,
    /// d mod (p − 1).
    pub dp: Zeroizing<Vec<u8>>,
    /// d mod (q − 1).
    pub dq: Zeroizing<Vec<u8>>,
    /// The inverse of q mod p.
    pub qi: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for RsaSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RsaSecret").finish_non_exhaustive()
    }
}

impl ZeroizeOnDrop for RsaSecret {}

impl RsaSecret {
    /// The numbers by their names in a JWK, in the order of [RFC 7518 §6.3.2](https://www.rfc-editor.org/rfc/rfc7518#section-6.3.2).
    pub(super) fn members(&self) -> [(&'static str, &[u8]); 6] {
        [("d", &self.d), ("p", &self.p), ("q", &self.q), ("dp", &self.dp), ("dq", &self.dq), ("qi", &self.qi)]
            .map(|(name, number): (_, &Zeroizing<Vec<u8>>)| (name, number.as_slice()))
    }

    /// Public and secret numbers of a `PrivateKeyInfo` ([RFC 5208 §5](https://www.rfc-editor.org/rfc/rfc5208#section-5)) in DER
    /// that holds an RSA key of two primes.
    pub(super) fn from_pkcs8(bytes: &[u8]) -> Option<(RsaNumbers, Self)> {
        const RSA_ENCRYPTION: [u8; 13] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
        let mut info = Der::sequence_alone(bytes)?;
        let version = info.natural()?;
        let algorithm = info.sequence()?;
        if !version.is_empty() || !algorithm.is(&RSA_ENCRYPTION) {
            return None;
        }
        let mut key = Der::sequence_alone(info.octet_string()?)?;
        if !info.is_empty() || !key.natural()?.is_empty() {
            return None;
        }
        let numbers = RsaNumbers::new(key.natural()?, key.natural()?).ok()?;
        let mut secret = || key.natural().map(|number| Zeroizing::new(number.to_vec()));
        let secret = Self { d: secret()?, p: secret()?, q: secret()?, dp: secret()?, dq: secret()?, qi: secret()? };
        key.is_empty().then_some((numbers, secret))
    }
}

fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| 8 * number.len() - first.leading_zeros() as usize)
}

fn is_even(number: &[u8]) -> bool {
    number.last().is_none_or(|last| last & 1 == 0)
}

#[cfg(test)]
mod tests;
