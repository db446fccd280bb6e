use crate::badge::Profile;
use crate::env::Environment;
use crate::issue::Issuer;
use crate::json::{Node, Tree};
use crate::jsonld::Contexts;
use crate::key::{self, KeyFile, PublicKey, SignError, Signer, SignerIdentity};
use crate::limits::Limits;
use crate::ops::Error;
use crate::ops::request::Request;
use std::fmt;
use std::sync::Arc;

/// What signs: a key that is here, or one that the host keeps.
#[derive(Clone)]
#[non_exhaustive]
pub enum SigningKey {
    /// A private key.
    Here(KeyFile),
    /// The public side of a key that the host signs with.
    WithHost(SignerIdentity, Arc<dyn Signers>),
}

/// A host that signs with keys of its own, such as those in a hardware module.
pub trait Signers: Send + Sync {
    /// Signs a message, unhashed, with the key of this identity (ECDSA: r then s). Whatever comes back is verified before it is used.
    ///
    /// # Errors
    /// If it cannot.
    fn sign(&self, identity: &SignerIdentity, message: &[u8]) -> Result<Vec<u8>, SignError>;
}

impl SigningKey {
    /// The public side.
    ///
    /// # Errors
    /// If the name of the key is none.
    pub fn identity(&self) -> Result<SignerIdentity, key::Error> {
        match self {
            Self::Here(file) => file.identity(),
            Self::WithHost(identity, _) => Ok(identity.clone()),
        }
    }

    /// The public key.
    pub fn public_key(&self) -> &PublicKey {
        match self {
            Self::Here(file) => file.key().public_key(),
            Self::WithHost(identity, _) => identity.public_key(),
        }
    }

    /// What signs, under the identity of the key.
    pub(in crate::ops) fn signer(self) -> Result<Arc<dyn Signer>, Error> {
        Ok(match self {
            Self::Here(file) => Arc::new(file.into_signer()?),
            Self::WithHost(identity, signers) => Arc::new(HostSigner { identity, signers }),
        })
    }

    /// Whoever issues with the key, as every operation does: with the contexts that are known, within the budgets, by its clock.
    pub(in crate::ops) fn issuer(
        self,
        profile: Profile,
        contexts: Contexts,
        limits: Limits,
        environment: &Environment,
    ) -> Result<Issuer, Error> {
        let issuer = Issuer::new(profile, self.signer()?).with_contexts(contexts).with_limits(limits);
        Ok(issuer.with_environment(environment.clone()))
    }

    /// Reads the member `key`: a private key; or, where the host signs, a `verificationMethod` with its `publicKeyMultibase`.
    pub(in crate::ops) fn read(request: &mut Request<'_>) -> Option<Self> {
        let (signers, limits) = (request.signers(), request.limits());
        request.read("key", |text| match signers {
            Some(signers) if is_public(text, &limits) => Ok(Self::WithHost(public(text, &limits)?, signers)),
            signers => KeyFile::parse(text).map(Self::Here).map_err(|error| match signers.is_none() && is_public(text, &limits) {
                true => Error::member(
                    "key",
                    "this is the public side of a key, and nobody signs for this engine: give the private key, make the engine with a host \
                     that signs, or have the message from `issue_prepare`",
                ),
                false => error.into(),
            }),
        })
    }

    /// Reads the member `key` as the public side of a key that signs elsewhere.
    pub(in crate::ops) fn read_public(request: &mut Request<'_>) -> Option<Self> {
        let detail = "give the public side of the key: its verificationMethod and its publicKeyMultibase";
        request.require("key", detail);
        let limits = request.limits();
        request.read("key", |text| match is_public(text, &limits) {
            true => Ok(Self::WithHost(public(text, &limits)?, Arc::new(Nobody))),
            false => Err(Error::member("key", detail)),
        })
    }
}

/// One of a host's keys. Whatever comes back is verified before it is used.
struct HostSigner {
    identity: SignerIdentity,
    signers: Arc<dyn Signers>,
}

impl Signer for HostSigner {
    fn identity(&self) -> &SignerIdentity {
        &self.identity
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.identity.accept(message, self.signers.sign(&self.identity, message)?)
    }
}

/// Nobody: the signature is made elsewhere, at another time.
struct Nobody;

impl Signers for Nobody {
    fn sign(&self, _: &SignerIdentity, _: &[u8]) -> Result<Vec<u8>, SignError> {
        Err(SignError::Callback("the signature is made elsewhere".to_owned()))
    }
}

const PUBLIC: [&str; 2] = ["verificationMethod", "publicKeyMultibase"];

fn is_public(text: &str, limits: &Limits) -> bool {
    Tree::parse(text, limits).is_ok_and(|tree| {
        let root = tree.root();
        let is_public = PUBLIC.iter().all(|member| root.get(member).is_some_and(|node| node.as_str().is_some()));
        // Otherwise it is a private key.
        tree.erase();
        is_public
    })
}

fn public(text: &str, limits: &Limits) -> Result<SignerIdentity, Error> {
    let tree = Tree::parse(text, limits)?;
    let [method, key] = PUBLIC.map(|member| tree.root().get(member).and_then(Node::as_str).unwrap_or_default());
    Ok(SignerIdentity::new(PublicKey::from_multikey(key)?, method)?)
}

impl From<KeyFile> for SigningKey {
    fn from(file: KeyFile) -> Self {
        Self::Here(file)
    }
}

impl fmt::Debug for SigningKey {
    /// The public side alone.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("SigningKey").field(self.public_key()).finish()
    }
}
