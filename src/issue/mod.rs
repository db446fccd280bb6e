//! Issuing: the typed door and the door for documents.
//!
//! [`Issuer::issue`] takes typed content, writes VC 2.0, adds ids and defaults, and refuses what a strict verifier would
//! refuse. [`Issuer::secure`] signs a document as it is given, whatever it is, and adds only the proof and the context that
//! the proof needs. Both sign exactly the text that they hand out.
//!
//! With [`StatusLists`], what is issued through the typed door can be revoked later; [`Issuer::publish`] signs the lists.
//!
//! Others say what they think of it in endorsements: [`Issuer::endorse`] makes one, [`attach`] puts it where it belongs.
//!
//! Where signing happens elsewhere, [`Issuer::prepare`] and [`Prepared::complete`] stand on either side of it.

mod endorse;
mod error;
mod ground;
mod issuer;
mod misfit;
mod options;
mod prepared;
mod secured;
mod status;
mod status_list;
mod structure;

pub(crate) use endorse::attach_all;
pub use endorse::{Endorsed, attach};
pub use error::IssueError;
pub use issuer::{Content, Issuable, Issuer};
pub use misfit::Misfit;
pub use options::{HolderChoice, ProofOptions};
pub use prepared::Prepared;
pub use secured::Secured;
pub use status::StatusLists;
pub use status_list::Freshness;
pub(crate) use structure::{refuses, rules, structure};
