//! Whole cohorts: what is issued or verified by the thousand, in parallel, in order, and within a bounded amount of memory
//! (feature `batch`).
//!
//! A [`Cohort`] issues what an [`Offer`](crate::Offer) describes to everybody in a roster, each into a file of its own. A roster is
//! what a spreadsheet exports: one header, one learner a row.
//!
//! ```no_run
//! use microcred::batch::Cohort;
//! use microcred::{Issuer, Offer};
//! use std::ops::ControlFlow;
//!
//! fn issue(offer: Offer, issuer: Issuer) -> Result<(), Box<dyn std::error::Error>> {
//!     let cohort = Cohort::new(offer, issuer);
//!     let summary = cohort.issue("roster.csv", "out", |progress| {
//!         println!("{} done", progress.done);
//!         ControlFlow::Continue(()) // or `Break`, and go on another day
//!     })?;
//!     for row in &summary.refused {
//!         println!("{row}"); // its line, the column, and the reason; all others have their credentials
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # What a roster holds
//!
//! Columns, in any order, separated by `,`, `;` or tabs; their names are those of the [JSON form](crate::microcredential::form):
//!
//! | Column | What is in it |
//! | --- | --- |
//! | `id` | the learner's DID, or another absolute IRI |
//! | `name`, `givenName`, `familyName` | names |
//! | `emailAddress`, `systemId`, … | an identifier of any [type](crate::badge::IdentifierType), or of one of your own: `ext:…`. It goes into the credential hashed, with a fresh salt |
//! | `issued` | the date of issuing, as `2026-06-15`; [`Cohort::awarded_on`] gives it to all who have none |
//! | `grade` | the grade |
//! | `credentialId` | an id for the credential (absolute IRI); one is made if there is none |
//!
//! Capital letters, spaces, `-` and `_` in the names make no difference. A column of another name is refused, unless it is
//! [left out](Cohort::ignoring) on purpose. Rows without content are passed over.
//!
//! # What lasts
//!
//! Beside the credentials, the folder has a journal. When a run was ended, killed, or lost its power, the same call goes on where
//! it was:
//!
//! - A credential's id follows from the journal's secret and the row, so that whoever does it again makes the same: the same id,
//!   the same places in status lists.
//! - Places are given first, a block of learners in one transaction. Then the block goes into the journal, which is brought to the
//!   disk. Then each file is written beside its place, brought to the disk, and moved there, before the progress is told: so a file
//!   in its place is whole, it is kept as it is, and the journal knows whose it is.
//! - What was told as done is on the disk. What was going on was done as a whole or not at all, each file by itself.
//! - Places of learners whose credentials were never made stay empty for good. Nobody else gets them.
//!
//! Whatever of the offer, the key, or how it is issued has changed since, is refused: it would be another cohort. A roster may
//! change if [that is meant](Cohort::accepting_changes): then new and corrected rows are issued, and what was issued stands. A
//! learner is known again by an identifier, or by the names where then and now there is none of one kind.
//!
//! # Verifying
//!
//! A [`BatchVerifier`] verifies as many credentials as there are, in their order; [`Credentials`] reads them from files, folders and
//! lines. [`Workers::in_order`], on which it stands, puts work of any kind on all cores and takes the results in order.

mod cohort;
mod credentials;
mod error;
mod folder;
mod issuing;
mod journal;
mod learners;
mod progress;
mod queue;
mod roster;
mod summary;
mod verifier;
mod workers;

pub use cohort::Cohort;
pub use credentials::{Credentials, Submitted};
pub use error::{BatchAction, BatchError};
pub use progress::Progress;
pub use summary::{IssuedBefore, Noticed, RefusedRow, Summary};
pub use verifier::BatchVerifier;
pub use workers::Workers;
