use super::error::url_alone;
use super::provider::{self, Provider, SigningKey};
use super::{Algorithm, Error, PrivateKey, PublicKey, VerifyError};
use crate::codec::https_url::HttpsUrl;
use crate::json::{Object, Value};
use std::fmt;
use std::sync::Arc;

/// Something that signs for one key.
///
/// Implement it for a key service that the library does not know, or hand a closure to [`CallbackSigner`].
/// Where signing cannot happen inside a call at all (a queue, a person with a token), the two-phase way of issuing
/// needs no `Signer`, only the [`SignerIdentity`].
///
/// Whatever it gives is verified under the key of its [`identity`](Self::identity) before anything leaves as signed.
pub trait Signer: Send + Sync {
    /// Whose key it is and where others find it.
    fn identity(&self) -> &SignerIdentity;

    /// Signs a message. It is given unhashed: hashing is part of the [`Algorithm`], which also says what a signature looks
    /// like (ECDSA: r then s, not DER).
    ///
    /// # Errors
    /// If the key cannot be used now. Nothing is signed halfway.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;

    /// Whether its signatures are known to hold: those of a key pair that is here, and those that it has verified itself. Nobody
    /// but this library can say so.
    #[doc(hidden)]
    fn is_sure(&self, _: Ours) -> bool {
        false
    }
}

/// Has no name outside.
#[derive(Debug)]
pub struct Ours(());

/// What a signer signs, once it is known to hold. Everything that is signed for somebody is signed here.
pub(crate) fn signature(signer: &(impl Signer + ?Sized), message: &[u8]) -> Result<Vec<u8>, SignError> {
    let signature = signer.sign(message)?;
    // To verify what was made here takes longer than to make it: four tenths of all that issuing takes.
    match signer.is_sure(Ours(())) {
        true => Ok(signature),
        false => signer.identity().accept(message, signature),
    }
}

macro_rules! signer_behind {
    ($($pointer:ty)*) => {
        $(
            impl<S: Signer + ?Sized> Signer for $pointer {
                fn identity(&self) -> &SignerIdentity {
                    (**self).identity()
                }

                fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
                    (**self).sign(message)
                }

                fn is_sure(&self, ours: Ours) -> bool {
                    (**self).is_sure(ours)
                }
            }
        )*
    };
}

signer_behind!(&S Box<S> Arc<S>);

/// Why nothing was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The key is not one that the provider can use.
    #[error("the crypto provider {0} refuses the key")]
    KeyRefused(&'static str),
    /// Something that the crypto provider does not do.
    #[error(
        "the crypto provider {provider} does not {what}; build with the feature `aws-lc-rs`, or use another kind of key"
    )]
    NotOffered {
        /// The provider.
        provider: &'static str,
        /// What it does not do, such as "sign with RSA".
        what: &'static str,
    },
    /// The provider failed.
    #[error("the crypto provider {0} could not sign")]
    Provider(&'static str),
    /// The host's callback failed.
    #[error("the signing callback failed: {0}")]
    Callback(String),
    /// What came back is no signature of this key over this message.
    #[error("what was signed does not hold under the signer's own public key ({0}); check which key the signer uses")]
    NotOurs(VerifyError),
}

/// The public side of a signer: its key, and the verification method that a proof will name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerIdentity {
    public_key: PublicKey,
    verification_method: String,
}

impl SignerIdentity {
    /// The identity of a `did:key`: the DID, with the key again as its fragment.
    ///
    /// ```
    /// # use microcred::key::{PublicKey, SignerIdentity};
    /// let key = PublicKey::from_multikey("z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")?;
    /// let identity = SignerIdentity::did_key(key);
    /// assert_eq!(identity.did(), Some("did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"));
    /// # Ok::<(), microcred::key::Error>(())
    /// ```
    pub fn did_key(public_key: PublicKey) -> Self {
        let multikey = public_key.to_multikey();
        Self { public_key, verification_method: format!("did:key:{multikey}#{multikey}") }
    }

    /// An identity whose key is found under a DID URL or an https URL.
    ///
    /// # Errors
    /// If the text is neither, or is a `did:key` that is not this key.
    pub fn new(public_key: PublicKey, verification_method: impl Into<String>) -> Result<Self, Error> {
        let verification_method = verification_method.into();
        let acceptable = match verification_method.strip_prefix("did:key:") {
            Some(identifier) => {
                let (did, fragment) = identifier.split_once('#').unwrap_or((identifier, identifier));
                fragment == did && PublicKey::from_did_key(did).as_ref() == Ok(&public_key)
            }
            None => is_did_or_https_url(&verification_method),
        };
        if !acceptable {
            return Err(Error::VerificationMethod(url_alone(&verification_method)));
        }
        Ok(Self { public_key, verification_method })
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.public_key.algorithm()
    }

    /// The key that its signatures hold under.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The URL that a proof names as its `verificationMethod`.
    pub fn verification_method(&self) -> &str {
        &self.verification_method
    }

    /// The DID of the verification method, if it has one.
    pub fn did(&self) -> Option<&str> {
        let url = self.verification_method.as_str();
        url.starts_with("did:").then(|| url.split(['/', '?', '#']).next().unwrap_or(url))
    }

    /// The document that its DID has to lead to: what a `did:web` publishes, with this one key. Nothing for the identities that
    /// need none, such as a `did:key`, and for https URLs.
    ///
    /// ```
    /// # use microcred::key::{PublicKey, SignerIdentity};
    /// let key = PublicKey::from_multikey("z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")?;
    /// let identity = SignerIdentity::new(key, "did:web:vet.example#key-1")?;
    /// let document = identity.document().ok_or("a did:key needs none")?; // for https://vet.example/.well-known/did.json
    /// assert_eq!(document.get("id").and_then(|id| id.as_str()), Some("did:web:vet.example"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn document(&self) -> Option<Value> {
        let did = self.did().filter(|did| !did.starts_with("did:key:") && !did.starts_with("did:jwk:"))?;
        let method = Object::new()
            .with("id", self.verification_method())
            .with("type", "Multikey")
            .with("controller", did)
            .with("publicKeyMultibase", self.public_key.to_multikey());
        let contexts = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"];
        let document = Object::new()
            .with_all("@context", contexts)
            .with("id", did)
            .with_all("verificationMethod", [method])
            .with_all("assertionMethod", [self.verification_method()])
            .with_all("authentication", [self.verification_method()]);
        Some(document.into())
    }

    /// Lets a signature pass that was made somewhere else, if it is one of this key over this message.
    ///
    /// # Errors
    /// If it is not: another key was used, or something else was signed.
    pub fn accept(&self, message: &[u8], signature: Vec<u8>) -> Result<Vec<u8>, SignError> {
        self.public_key.verify(message, &signature).map_err(SignError::NotOurs)?;
        Ok(signature)
    }
}

fn is_did_or_https_url(text: &str) -> bool {
    let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
    let did = || {
        text.strip_prefix("did:")
            .is_some_and(|rest| rest.split_once(':').is_some_and(|(method, id)| !method.is_empty() && !id.is_empty()))
    };
    let https = || HttpsUrl::parse(text).is_ok();
    printable && (did() || https())
}

/// A signer whose private key is in memory, erased when dropped.
pub struct InMemorySigner {
    identity: SignerIdentity,
    key: Box<dyn SigningKey>,
}

impl InMemorySigner {
    /// Signs as the `did:key` of this key, with the provider that this build prefers.
    ///
    /// # Errors
    /// If the provider refuses the key.
    pub fn new(key: PrivateKey) -> Result<Self, SignError> {
        Self::with_provider(key, provider::preferred())
    }

    /// The same with another provider.
    ///
    /// # Errors
    /// If the provider refuses the key.
    pub fn with_provider(key: PrivateKey, provider: &dyn Provider) -> Result<Self, SignError> {
        Ok(Self { identity: SignerIdentity::did_key(key.public_key().clone()), key: provider.signing_key(&key)? })
    }

    /// The same key under another verification method: a did:web or an https URL.
    ///
    /// # Errors
    /// If the text is neither, or is a `did:key` that is not this key.
    pub fn with_verification_method(self, url: impl Into<String>) -> Result<Self, Error> {
        Ok(Self { identity: SignerIdentity::new(self.identity.public_key, url)?, ..self })
    }
}

impl Signer for InMemorySigner {
    fn identity(&self) -> &SignerIdentity {
        &self.identity
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.key.sign(message)
    }

    fn is_sure(&self, _: Ours) -> bool {
        true
    }
}

impl fmt::Debug for InMemorySigner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("InMemorySigner").field("identity", &self.identity).finish_non_exhaustive()
    }
}

/// A signer behind a callback: a hardware module, a cloud key service, another process.
///
/// Whatever comes back is verified before it is used, so that a wrong slot or a fault never leaves as a proof.
///
/// ```
/// use microcred::key::{CallbackSigner, PublicKey, Signer, SignerIdentity};
///
/// let key = PublicKey::from_multikey("z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")?;
/// let identity = SignerIdentity::new(key, "did:web:vet.example#key-1")?;
/// let signer = CallbackSigner::new(identity, |message: &[u8]| -> Result<Vec<u8>, std::io::Error> {
///     // ask the hardware module here
/// #   Ok(vec![0; message.len()])
/// });
/// assert!(signer.sign(b"not signed by that module").is_err());
/// # Ok::<(), microcred::key::Error>(())
/// ```
pub struct CallbackSigner<F> {
    identity: SignerIdentity,
    callback: F,
}

impl<F, E> CallbackSigner<F>
where
    F: Fn(&[u8]) -> Result<Vec<u8>, E> + Send + Sync,
    E: fmt::Display,
{
    /// A signer that asks `callback` for each signature.
    pub fn new(identity: SignerIdentity, callback: F) -> Self {
        Self { identity, callback }
    }
}

impl<F, E> Signer for CallbackSigner<F>
where
    F: Fn(&[u8]) -> Result<Vec<u8>, E> + Send + Sync,
    E: fmt::Display,
{
    fn identity(&self) -> &SignerIdentity {
        &self.identity
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature = (self.callback)(message).map_err(|error| SignError::Callback(error.to_string()))?;
        self.identity.accept(message, signature)
    }

    fn is_sure(&self, _: Ours) -> bool {
        true
    }
}

impl<F> fmt::Debug for CallbackSigner<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CallbackSigner").field("identity", &self.identity).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> PrivateKey {
        PrivateKey::from_ed25519_seed(&[byte; 32])
    }

    #[test]
    fn a_signer_is_its_did_key_by_default() {
        let signer = InMemorySigner::new(key(1)).unwrap();
        let multikey = key(1).public_key().to_multikey();
        assert_eq!(signer.identity().verification_method(), format!("did:key:{multikey}#{multikey}"));
        assert_eq!(signer.identity().did(), Some(format!("did:key:{multikey}").as_str()));
        assert!(!format!("{signer:?}").contains("[1, 1"));
    }

    #[test]
    fn verification_methods_that_name_another_key_are_refused() {
        let signer = |url: String| InMemorySigner::new(key(1)).unwrap().with_verification_method(url);
        let (own, other) = (key(1).public_key().to_multikey(), key(2).public_key().to_multikey());
        for url in [
            format!("did:key:{own}"),
            format!("did:key:{own}#{own}"),
            "did:web:vet.example#key-1".to_owned(),
            "https://vet.example/issuer#key-1".to_owned(),
        ] {
            assert_eq!(signer(url.clone()).unwrap().identity().verification_method(), url);
        }
        for url in [
            format!("did:key:{other}#{other}"),
            format!("did:key:{own}#{other}"),
            "did:web".to_owned(),
            "did::x".to_owned(),
            "http://vet.example/key".to_owned(),
            "https://".to_owned(),
            "did:web:vet.example #key".to_owned(),
            "key-1".to_owned(),
        ] {
            let error = signer(url.clone()).unwrap_err();
            assert_eq!(error, Error::VerificationMethod(url_alone(&url)));
            // What is no URL may be a secret.
            assert_eq!(error.to_string().contains(&url), url.contains(':') && !url.contains(' '), "{error}");
        }
    }

    #[test]
    fn a_callback_cannot_pass_off_another_signature() {
        let identity = SignerIdentity::did_key(key(1).public_key().clone());
        let module = InMemorySigner::new(key(1)).unwrap();
        let good = CallbackSigner::new(identity.clone(), |message: &[u8]| module.sign(message));
        assert_eq!(good.sign(b"m"), module.sign(b"m"));

        let wrong = InMemorySigner::new(key(2)).unwrap();
        let bad = CallbackSigner::new(identity.clone(), |message: &[u8]| wrong.sign(message));
        assert_eq!(bad.sign(b"m"), Err(SignError::NotOurs(VerifyError::Mismatch)));

        let cut = CallbackSigner::new(identity.clone(), |_: &[u8]| Ok::<_, SignError>(vec![0; 63]));
        assert_eq!(cut.sign(b"m"), Err(SignError::NotOurs(VerifyError::Length { expected: 64, found: 63 })));

        let gone = CallbackSigner::new(identity, |_: &[u8]| Err("the token was pulled out"));
        assert_eq!(gone.sign(b"m"), Err(SignError::Callback("the token was pulled out".to_owned())));
    }
}
