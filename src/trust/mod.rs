//! Anchors, what binds a key to an issuer, and issuers that look like others.
//!
//! A signature shows that somebody signed exactly these bytes. Two more questions follow, each answered once, here:
//!
//! 1. *Is the key the issuer's?* [`bind`] says so from the verification method that [`resolve`](crate::resolve) found, and gives
//!    a [`Binding`], which cannot be made in any other way.
//! 2. *Is the issuer one that this verifier knows?* [`Anchors::judge`] says so from that binding.
//!
//! | Issuer | Key | Bound | [`Basis`] |
//! |---|---|---|---|
//! | `did:key:zK`, `did:jwk:J` | the DID itself, or the same key in a token's header | yes | `Did` |
//! | `did:web:…` | in the DID's document, for the purpose, under the URL or the id that is named | yes | `DidDocument` |
//! | `did:…`, of a method that is not resolved here | as for `did:web:…`, in a document that the host supplies | yes | `DidDocument` |
//! | `did:web:…` | in a token's header | if the DID's document lists that key for the purpose, and no other under the key id beside it | `DidDocument` |
//! | `https://…` | in the document under exactly that URL, for the purpose | yes | `IssuerDocument` |
//! | `https://…` | in a key document at that URL, which names the issuer as controller | yes | `KeyDocument` |
//! | `https://…` | in a key document below that URL, which names the issuer as controller | if the issuer's own document lists it | `Both` |
//! | | | if the issuer's own document was asked for, and speaks of no keys, is a page, or does not exist | `KeyDocument` |
//! | `https://…` | in a key document elsewhere on the same origin, which names the issuer as controller | if the issuer's own document lists it | `Both` |
//! | `https://…` | named by an id, in the key set of the issuer's host, for this issuer or for none (`iss`) | yes | `KeySet` |
//! | `https://…` | in a token's header | if that key set lists it so, and no other under the key id beside it | `KeySet` |
//! | `https://…` | a bare JWK, or one of a set, anywhere on the same origin, under the `kid` of a token | if that key set lists it so | `KeySet` |
//! | any | under another DID or another origin | no, and nothing is fetched from there ([`may_bind`], [`may_bind_reference`]) | |
//! | any | in the URL's fragment alone, in `x5c`, or behind `jku` and `x5u` | no | |
//!
//! Several issuers may share an origin, so that a document somewhere on it cannot speak for all of them. Its key set at
//! `/.well-known/jwks.json` can: only whoever runs the host writes there. Nor does every file below an issuer's URL speak for it: a
//! school takes its learners' uploads there. So a key document below is believed where the issuer was asked and does not say otherwise, and
//! an issuer whose own document lists its keys, or is a key, has said which they are. A bare JWK names nobody, wherever it stands: a host
//! that publishes its learners' keys below its own URL does not mean that they sign for it. For the same reason a key
//! document that only names its controller must not be found after a redirect, and nothing that binds a key comes from
//! another origin than the one that was asked.
//!
//! Where the issuer's document or key set cannot be had, the signature may hold all the same, and whose it is stays open:
//! `issuer.key.unresolved`, indeterminate. Where it was read and does not list the key: `issuer.key.unbound`, invalid.

mod anchors;
mod binding;
mod look_alike;
mod skeleton;

pub use anchors::{Anchor, Anchors, AnchorsError, AnchorsProblem, Standing};
pub use binding::{Basis, Binding, Bond, bind, bind_by_document, may_bind, may_bind_reference};
pub use look_alike::look_alikes;
