use crate::env::EntropyError;
use crate::json::{self, Pointer};
use crate::key::{SignError, VerifyError};
use crate::report::{Finding, Findings, code};

/// Why no token was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// What should be secured cannot be secured like this.
    #[error("{0}")]
    Refused(Findings),
    /// What should be secured is not strict JSON.
    #[error(transparent)]
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

/// The finding for the signature of a token or message. A wrong length is what DER gives where r then s belongs.
pub(super) fn unsound(error: VerifyError) -> Finding {
    let code = match error {
        VerifyError::Length { .. } => code::proof::SIGNATURE_MALFORMED,
        other => other.code(),
    };
    Finding::new(code, Pointer::root(), error.to_string())
}
