use crate::env::EntropyError;
use crate::key::{self, KeyType, SignError};
use crate::report::Findings;
use crate::{json, resolve};

/// Why nothing was issued.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The text is not strict JSON.
    #[error("the document cannot be read: {0}")]
    Json(#[from] json::Error),
    /// A verifier would refuse it: everything that is wrong, each with its place.
    #[error("a strict verifier would refuse the credential:\n{0}")]
    Findings(Findings),
    /// The signer's key could never be shown to be the issuer's.
    #[error(
        "the signing key cannot be the issuer's: {0}; sign with a key under the issuer's DID or URL, or change the issuer's id"
    )]
    Unbound(resolve::Refusal),
    /// Other proofs are on the document already, and would break.
    #[error(
        "the document needs the context <{0}> for this proof, but other proofs already cover its contexts; add it before the first proof"
    )]
    ContextAfterProof(&'static str),
    /// The suite is only read here.
    #[error("{0} is read for the sake of old credentials, but no longer issued; use eddsa-rdfc-2022")]
    ReadOnly(&'static str),
    /// The suite takes other keys.
    #[error("{suite} does not sign with a key of the kind {found}; use a suite or a key that fits")]
    KeyMismatch {
        /// The suite.
        suite: &'static str,
        /// The kind of the signer's key.
        found: KeyType,
    },
    /// Nothing was signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The key is not one that can be used.
    #[error(transparent)]
    Key(#[from] key::Error),
    /// No ids could be made.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// What was prepared is not what is being completed.
    #[error("this is not something that was prepared here: {0}")]
    Prepared(String),
}
