use super::{KeyType, SignError};
use crate::codec;
use crate::env::EntropyError;
use crate::json;
use crate::report::{Code, code};

/// Why something is not a key that can be used.
///
/// No message repeats key material.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text that should hold a JWK is not strict JSON.
    #[error(transparent)]
    Json(#[from] json::Error),
    /// A key in another form than that of a JWK.
    #[error("the key is in {0}, and a JWK belongs here; convert it with a tool for keys, or make a new one")]
    NotJwk(&'static str),
    /// A set of keys where one belongs.
    #[error("this is a set of keys (`keys`); give one of them by itself, as its object alone")]
    KeySet,
    /// A JWK is a JSON object.
    #[error("a JWK is a JSON object; this is something else")]
    NotAnObject,
    /// A member is missing.
    #[error("the key lacks the member `{0}`; export it again")]
    Missing(&'static str),
    /// A member has another JSON type than it must have.
    #[error("the member `{0}` of the key has the wrong type")]
    WrongType(&'static str),
    /// A member's text does not decode.
    #[error("the member `{member}` of the key does not decode: {source}")]
    Encoding {
        /// The member's name.
        member: &'static str,
        /// What the decoder says.
        source: codec::Error,
    },
    /// A member has the wrong number of bytes.
    #[error("the member `{member}` of the key holds {found} bytes where {expected} belong")]
    Length {
        /// The member's name.
        member: &'static str,
        /// How many bytes belong there.
        expected: usize,
        /// How many were found.
        found: usize,
    },
    /// A Multikey whose multicodec header is no public key's.
    #[error("the multicodec header of the key is not one of a public key")]
    Header,
    /// The bytes are no point on the curve.
    #[error("the public key is not a point on its curve")]
    NotOnCurve,
    /// The bytes encode a key in a second way, which would make two names for one key.
    #[error("the public key is not written in its one canonical encoding")]
    NotCanonical,
    /// A point of small order, with which anything can be made to verify.
    #[error("the public key has a small order: signatures made without any private key would hold")]
    Weak,
    /// An RSA modulus that is short enough to be factored.
    #[error("the modulus of the RSA key has {bits} bits, and fewer than 2048 can be factored: replace the key")]
    ShortModulus {
        /// How many bits it has.
        bits: usize,
    },
    /// No RSA modulus that is used here.
    #[error("the modulus of the RSA key is no product of two large primes, or has more than 8192 bits")]
    Modulus,
    /// An RSA exponent that makes signatures meaningless, or verifying them a burden.
    #[error("the public exponent of the RSA key is not an odd number from 3 to 2^33 - 1; 65537 is the usual one")]
    Exponent,
    /// No number that a private key can be.
    #[error("the private key is zero or not below the order of its curve")]
    Scalar,
    /// Something that the crypto provider does not do.
    #[error(
        "the crypto provider {provider} does not {what}; build with the feature `aws-lc-rs`, or use another kind of key"
    )]
    NotOffered {
        /// The provider.
        provider: &'static str,
        /// What it does not do, such as "make RSA keys".
        what: &'static str,
    },
    /// The crypto provider failed.
    #[error("the crypto provider {0} failed")]
    Provider(&'static str),
    /// A key of a kind that is known, and not supported here.
    #[error("keys of the kind {0} are not supported here; use Ed25519, P-256, P-384, P-521 or RSA")]
    Unsupported(KeyType),
    /// A private key where a public one belongs.
    #[error("a private key stands where a public one belongs: replace the key, and publish its public half alone")]
    PrivateExposed,
    /// A public key where a private one belongs.
    #[error("the key has no private half (`d`); give the file that was made together with it")]
    NotPrivate,
    /// The two halves are of different keys.
    #[error("the private and the public half do not belong together")]
    Mismatch,
    /// `use`, `key_ops` or `alg` speaks against signing and verifying.
    #[error("the member `{0}` says that the key is for something else")]
    Purpose(&'static str),
    /// The verification method is not a URL for this key; what does not look like a URL is not repeated.
    #[error(
        "{0} is not a verification method for this key: give a DID URL or an https URL (a did:key must repeat the key)"
    )]
    VerificationMethod(String),
    /// No signer can be made of it.
    #[error(transparent)]
    Signer(#[from] SignError),
    /// No random bytes.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl Error {
    /// Whether the encoding is right, and the key inside it is no good.
    pub(crate) fn is_of_the_key_itself(&self) -> bool {
        matches!(self, Self::Weak | Self::ShortModulus { .. } | Self::Modulus | Self::Exponent | Self::NotOnCurve)
    }

    /// The code that a report shows for this.
    pub fn code(&self) -> Code {
        match self {
            Self::Weak | Self::ShortModulus { .. } => code::proof::KEY_WEAK,
            Self::PrivateExposed => code::proof::KEY_PRIVATE_EXPOSED,
            Self::Unsupported(_) => code::proof::KEY_TYPE_MISMATCH,
            _ => code::proof::KEY_MALFORMED,
        }
    }
}

/// What looks like the URL that it should be; anything else may be a private key that stands in the wrong place.
pub(super) fn url_alone(text: &str) -> String {
    let is_url = ["did:", "https:", "http:"].iter().any(|scheme| text.starts_with(scheme));
    match is_url && text.len() <= 512 && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => format!("`{text}`"),
        false => "what was given".to_owned(),
    }
}
