//! Where a learner stands: the rules of real organisations at their boundaries, on credentials that were issued and verified.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod adversarial;
mod award;
mod cases;
#[cfg(all(unix, feature = "store"))]
mod killed;
mod learners;
mod ledger;
mod levels;
mod pathways;
mod profiles;
mod properties;
mod strangers;
mod unlikely;
