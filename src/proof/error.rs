use crate::env::EntropyError;
use crate::json;
use crate::key::SignError;
use crate::report::{Finding, Findings};

/// Why no token was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// What should be secured cannot be secured like this.
    #[error("{0}")]
    Refused(Findings),
    /// What should be secured is not strict JSON.
    #[error("the document is not JSON: {0}")]
    Json(#[from] json::Error),
    /// Nothing was signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// No random bytes for salts.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl From<Finding> for TokenError {
    fn from(finding: Finding) -> Self {
        Self::Refused(Findings::from_iter([finding]))
    }
}
