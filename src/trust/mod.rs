//! Anchors, and what binds a key to an issuer.
//!
//! A signature shows that somebody signed exactly these bytes. Two more questions follow, each answered once, here:
//!
//! 1. *Is the key the issuer's?* [`bind`] says so from the verification method that [`resolve`](crate::resolve) found, and gives
//!    a [`Binding`], which cannot be made in any other way.
//! 2. *Is the issuer one that this verifier knows?* [`Anchors::judge`] says so from that binding.
//!
//! | Issuer | Key | Bound |
//! |---|---|---|
//! | `did:key:zK` | the DID itself | yes |
//! | `did:web:…` | in the DID's document, for the purpose | yes |
//! | `https://…` | in the document under exactly that URL, for the purpose | yes |
//! | `https://…` | in a key document at or below that URL, which names the issuer as controller | yes |
//! | `https://…` | in a key document elsewhere on the same origin, which names the issuer as controller | if the issuer's own document lists it |
//! | any | under another DID or another origin | no, and nothing is fetched from there ([`may_bind`]) |
//! | any | in the URL's fragment alone | no |
//!
//! Several issuers may share an origin, so that a document somewhere on it cannot speak for all of them.

pub mod anchors;
mod binding;

pub use anchors::{Anchor, Anchors, Standing};
pub use binding::{Basis, Binding, Bond, bind, bind_by_document, may_bind};
