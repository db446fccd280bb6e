//! Stacking: where a learner stands on a pathway, the larger award, and a pathway in words.

mod award;
mod evaluate;
mod explain;
mod ledger;

pub use award::{Awarded, Bundled, StackAward};
pub use evaluate::{Evaluated, RefusedCredential, StackEvaluate, ToldCredential};
pub use explain::{Explained, StackExplain};
