use crate::json::{self, Pointer};
use crate::key;

/// Why something does not cross the bridge.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is no key that is used here.
    #[error("the key cannot be used: {0}")]
    Key(key::Error),
    /// What ssi wrote is not strict JSON.
    #[error(transparent)]
    Json(#[from] json::Error),
    /// ssi does not read it; where its reader stopped. What it says is left out, since it quotes the document.
    #[error(
        "ssi does not read this (it stopped at line {line}, column {column}); it wants a whole credential of VC Data Model 1.1 or 2.0"
    )]
    NotRead {
        /// Line, from 1; 0 if ssi does not say.
        line: usize,
        /// Column, from 1; 0 if ssi does not say.
        column: usize,
    },
    /// ssi cannot write it.
    #[error("ssi cannot write this as JSON")]
    NotWritten,
    /// ssi would give back something else than what it was given.
    #[error("ssi would change this document at {0}; hand it over as text instead")]
    Changed(Pointer),
}
