//! What secures a document, and whether it holds: candidates, the forms that were signed, the signatures, and how proofs build on each other.

#[cfg(feature = "batch")]
pub(super) mod batch_signatures;
pub(super) mod candidate;
mod chain;
mod forms;
mod judge;
pub(super) mod signature;
pub(super) mod token;
