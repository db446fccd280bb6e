use super::provider::{self, EcVerifyingKey, Provider, VerifyingKey};
use super::{Curve, Error, VerifyError};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The inside of a public key on a curve of NIST.
#[derive(Clone)]
pub struct EcPoint(Arc<Inside>);

struct Inside {
    curve: Curve,
    /// The uncompressed point: 4, x, y.
    uncompressed: Vec<u8>,
    compressed: Vec<u8>,
    /// The key as the preferred provider holds it.
    prepared: Box<dyn VerifyingKey>,
}

impl EcPoint {
    pub(super) fn new(curve: Curve, point: &[u8]) -> Result<Self, Error> {
        let length = match point.first() {
            Some(2 | 3) => 1 + curve.len(),
            Some(4) => 1 + 2 * curve.len(),
            _ => return Err(Error::NotOnCurve),
        };
        if point.len() != length {
            return Err(Error::NotOnCurve);
        }
        let prepared = provider::preferred().ec_verifying_key(curve, point).map_err(|_| Error::NotOnCurve)?;
        let EcVerifyingKey { point: uncompressed, key: prepared } = prepared;
        let compressed = compress(&uncompressed).ok_or(Error::NotOnCurve)?;
        Ok(Self(Arc::new(Inside { curve, uncompressed, compressed, prepared })))
    }

    /// The curve that it lies on.
    pub fn curve(&self) -> Curve {
        self.0.curve
    }

    /// The point in its compressed SEC 1 form: the parity of y, then x.
    pub fn compressed(&self) -> &[u8] {
        &self.0.compressed
    }

    /// The point in its uncompressed SEC 1 form: 4, x, y.
    pub fn uncompressed(&self) -> &[u8] {
        &self.0.uncompressed
    }

    /// x and y, each as long as the [curve](Curve::len) has it.
    pub fn coordinates(&self) -> (&[u8], &[u8]) {
        self.0.uncompressed.get(1..).unwrap_or_default().split_at(self.0.curve.len())
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
        let prepared = provider
            .ec_verifying_key(self.curve(), self.uncompressed())
            .map_err(|_| VerifyError::KeyRefused(provider.name()))?;
        prepared.key.verify(message, signature)
    }

    /// Length and range, here and not left to providers, so that they cannot differ.
    fn check_form(&self, signature: &[u8]) -> Result<(), VerifyError> {
        let curve = self.curve();
        let (expected, found) = (2 * curve.len(), signature.len());
        if found != expected {
            return Err(VerifyError::Length { expected, found });
        }
        let (r, s) = signature.split_at(curve.len());
        match curve.is_scalar(r) && curve.is_scalar(s) {
            true => Ok(()),
            false => Err(VerifyError::ScalarOutOfRange),
        }
    }
}

impl PartialEq for EcPoint {
    fn eq(&self, other: &Self) -> bool {
        self.curve() == other.curve() && self.compressed() == other.compressed()
    }
}

impl Eq for EcPoint {}

impl Hash for EcPoint {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.compressed().hash(state);
    }
}

fn compress(uncompressed: &[u8]) -> Option<Vec<u8>> {
    let coordinates = uncompressed.strip_prefix(&[4])?;
    let (x, y) = coordinates.split_at(coordinates.len() / 2);
    let parity = 2 + (y.last()? & 1);
    Some([&[parity], x].concat())
}

#[cfg(test)]
pub(super) mod tests;
