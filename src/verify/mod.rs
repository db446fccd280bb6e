//! Verifying: the session, its checks, policies, and what may be believed afterwards.
//!
//! [`Verifier`] holds what stays the same from one credential to the next; a [`Session`] verifies one of them without
//! any I/O of its own; a [`Verification`] is how it ended, and the only thing that makes a [`Verified`].
//!
//! The order never changes: parse, contexts, key, signature, and only then whatever the signed content says. Whatever
//! could not be checked makes the outcome indeterminate, never valid.

mod checks;
mod conformance;
mod disclosure;
mod endorsements;
mod input;
mod issuer;
mod members;
mod openbadges2;
mod opened;
mod policy;
mod presentation;
mod proof;
mod referral;
mod refresh;
mod related_resource;
mod schema;
mod session;
mod shown;
mod status;
mod subject;
mod validity;
mod verification;
mod verified;
mod verifier;

pub use policy::Policy;
pub use schema::{SchemaError, Schemas};
pub use session::Session;
pub use subject::Recipient;
pub use verification::{Accept, NotAccepted, Verification};
pub use verified::{Disclosure, Endorsement, Provenance, StatedPart, Verified};
pub use verifier::Verifier;
