//! Public keys in PEM ([RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)), which is how Open Badges 2.0 publishes them.

use super::der::Der;
use super::{Curve, Error, KeyType, PublicKey};
use crate::codec::base64;

/// `rsaEncryption`, with its parameters.
const RSA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
/// `id-Ed25519`.
const ED25519: &[u8] = &[6, 3, 0x2b, 0x65, 0x70];
/// `id-ecPublicKey`, before the name of the curve.
const EC: &[u8] = &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
/// The curves by their names.
const CURVES: [(&[u8], Curve); 3] = [
    (&[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7], Curve::P256),
    (&[6, 5, 0x2b, 0x81, 4, 0, 0x22], Curve::P384),
    (&[6, 5, 0x2b, 0x81, 4, 0, 0x23], Curve::P521),
];

impl PublicKey {
    /// A public key from its PEM text: `PUBLIC KEY` ([RFC 5280 §4.1](https://www.rfc-editor.org/rfc/rfc5280#section-4.1)), or
    /// `RSA PUBLIC KEY` ([RFC 8017 §A.1.1](https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.1)).
    ///
    /// # Errors
    /// [`PrivateExposed`](Error::PrivateExposed) for a private key, [`Encoding`](Error::Encoding) and
    /// [`NotCanonical`](Error::NotCanonical) for what is no PEM text with one such key,
    /// [`Unsupported`](Error::Unsupported) for a kind of key that is not used here, and what the other constructors say of the
    /// key itself.
    pub fn from_pem(text: &str) -> Result<Self, Error> {
        if text.contains("PRIVATE KEY-----") {
            return Err(Error::PrivateExposed);
        }
        let inside = |label: &str| {
            let rest = text.trim().strip_prefix(&format!("-----BEGIN {label}-----"))?;
            rest.strip_suffix(&format!("-----END {label}-----"))
        };
        let (body, is_bare_rsa) = match (inside("PUBLIC KEY"), inside("RSA PUBLIC KEY")) {
            (Some(body), _) => (body, false),
            (None, Some(body)) => (body, true),
            (None, None) => return Err(Error::NotCanonical),
        };
        let body: String = body.split_ascii_whitespace().collect();
        let bytes = base64::decode(&body).map_err(|source| Error::Encoding { member: "publicKeyPem", source })?;
        if is_bare_rsa {
            return super::RsaNumbers::from_der(&bytes).map(Self::Rsa);
        }
        Self::from_subject_public_key_info(&bytes)
    }

    /// The key of a `SubjectPublicKeyInfo` ([RFC 5280 §4.1](https://www.rfc-editor.org/rfc/rfc5280#section-4.1)), as certificates have it.
    pub(crate) fn from_subject_public_key_info(bytes: &[u8]) -> Result<Self, Error> {
        let read = || {
            let mut info = Der::sequence_alone(bytes)?;
            let read = (info.sequence()?.rest(), info.bit_string()?);
            info.is_empty().then_some(read)
        };
        let (algorithm, key) = read().ok_or(Error::NotCanonical)?;
        match algorithm {
            RSA => super::RsaNumbers::from_der(key).map(Self::Rsa),
            ED25519 => Self::from_ed25519(key.try_into().map_err(|_| Error::NotCanonical)?),
            other => {
                let named = other.strip_prefix(EC).and_then(|name| CURVES.iter().find(|(own, _)| *own == name));
                let (_, curve) = named.ok_or(Error::Unsupported(KeyType::Other))?;
                Self::from_sec1(*curve, key)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{Algorithm, PrivateKey};

    fn pem(label: &str, der: &[u8]) -> String {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", base64::encode(der))
    }

    /// RFC 8410 §10.1.
    #[test]
    fn the_example_of_rfc_8410() {
        let text = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----";
        assert_eq!(PublicKey::from_pem(text).unwrap().algorithm(), Algorithm::Ed25519);
    }

    #[test]
    fn what_is_no_public_key_is_refused() {
        let key = PrivateKey::from_ed25519_seed(&[7; 32]);
        let mut der = [&[0x30, 0x2a, 0x30, 5][..], ED25519, &[3, 0x21, 0], key.public_key().as_bytes()].concat();
        assert_eq!(PublicKey::from_pem(&pem("PUBLIC KEY", &der)).as_ref(), Ok(key.public_key()));
        assert_eq!(PublicKey::from_pem(&pem("PRIVATE KEY", &der)), Err(Error::PrivateExposed));
        assert_eq!(PublicKey::from_pem(&pem("CERTIFICATE", &der)), Err(Error::NotCanonical));
        assert_eq!(PublicKey::from_pem(&pem("RSA PUBLIC KEY", &der)), Err(Error::NotCanonical));
        assert_eq!(PublicKey::from_pem("-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----"), Err(Error::NotCanonical));
        assert!(PublicKey::from_pem("").is_err());
        der[8] = 0x71; // Ed448 by its name
        assert_eq!(PublicKey::from_pem(&pem("PUBLIC KEY", &der)), Err(Error::Unsupported(KeyType::Other)));
        der.push(0);
        assert_eq!(PublicKey::from_pem(&pem("PUBLIC KEY", &der)), Err(Error::NotCanonical));
    }
}
