//! The outside world behind one trait: DID documents and key documents, bundled, from memory, or through fallbacks.
//!
//! Nothing here reads a file, and nothing a network, but for the feature `http` and its `HttpResolver`. From the `verificationMethod` of a proof to a key there are two steps with
//! the host in between:
//!
//! 1. [`plan`] says what is needed: nothing (a `did:key` or a `did:jwk` carries its key), or one document, as a [`Need`].
//! 2. The host answers it, directly or through a [`Resolver`].
//! 3. [`interpret`] reads the [`Answer`] by the rules of DIDs and of
//!    [Controlled Identifiers 1.0](https://www.w3.org/TR/cid-1.0/), and gives a [`VerificationMethod`] or a [`Refusal`].
//!
//! The header of a token names its key in other ways; [`KeyReference`] goes the same steps from there.
//!
//! Whether that key is the issuer's is another question: [`trust::bind`](crate::trust::bind) answers it.
//!
//! ```
//! use microcred::resolve::{Answer, Memory, Plan, Purpose, Resolver, interpret, plan};
//!
//! let url = "did:web:vet.example#key-1";
//! let mut memory = Memory::new();
//! memory.insert("did:web:vet.example", r##"{
//!     "id": "did:web:vet.example",
//!     "verificationMethod": [{"id": "#key-1", "type": "Multikey", "controller": "did:web:vet.example",
//!         "publicKeyMultibase": "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"}],
//!     "assertionMethod": ["#key-1"]
//! }"##);
//! let Plan::Needs(need) = plan(url)? else { unreachable!("a did:web is looked up") };
//! assert_eq!(need.url, "https://vet.example/.well-known/did.json");
//! let method = interpret(url, &memory.resolve(&need), Purpose::AssertionMethod)?;
//! assert_eq!(method.controller(), "did:web:vet.example");
//! # Ok::<(), microcred::resolve::Refusal>(())
//! ```

pub mod did;
pub(crate) mod document;
#[cfg(feature = "http")]
pub mod http;
mod key_document;
mod key_reference;
mod key_set;
mod need;
mod plan;
mod refusal;
mod resolver;
mod verification_method;

pub use key_reference::KeyReference;
pub(crate) use need::in_words;
pub use need::{Answer, Found, Need, NeedKind, Provenance};
pub use plan::{Plan, interpret, plan};
pub use refusal::Refusal;
pub use resolver::{Fallback, Memory, Offline, Resolver};
pub use verification_method::{Purpose, Source, VerificationMethod};

pub(crate) use crate::codec::https_url::HttpsUrl;
pub(crate) use key_document::{hear, vouch};
pub(crate) use key_reference::{Voucher, vouch_for_key, voucher};
pub(crate) use verification_method::Lifetime;
