//! Whole cohorts: issued, and verified again.

mod issue;
mod verify;

pub use issue::BatchIssue;
pub use verify::{BatchVerified, BatchVerify};
