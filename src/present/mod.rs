//! The holder's side: showing credentials to somebody who asked.
//!
//! A [`Presentation`](crate::vc::Presentation) says who shows what. Signed by its holder over the verifier's challenge and domain, it shows that
//! whoever sends it controls the holder's key now, and is no recording.
//!
//! ```
//! use microcred::badge::Profile;
//! use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
//! use microcred::present::{Asked, Presenter};
//! use microcred::resolve::Offline;
//! use microcred::vc::{NestedCredential, Presentation};
//! use microcred::{Environment, Issuer, Verifier};
//! # use microcred::proof::data_integrity::Cryptosuite;
//!
//! let signer = || InMemorySigner::new(PrivateKey::generate(Algorithm::Ed25519, &Environment::system()).unwrap()).unwrap();
//! let (university, ana) = (signer(), signer());
//! # let credential = format!(r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
//! #     "issuer": "{}", "credentialSubject": {{"id": "{}"}}}}"#, university.identity().did().unwrap(), ana.identity().did().unwrap());
//! # let profile = Profile::new(university.identity().did().unwrap());
//! # let badge = Issuer::new(profile, university).secure(&credential, Cryptosuite::EddsaRdfc2022)?;
//!
//! // The verifier asks; the holder answers; the verifier looks at all of it.
//! let asked = Asked::new("u7kqV9…").by("https://verifier.example");
//! let shown = Presentation::new().verifiable_credential(NestedCredential::parse(badge.as_str())?);
//! let presentation = Presenter::new(ana).present(&shown, &asked)?;
//!
//! let verifier = Verifier::new().with_challenge("u7kqV9…").with_domain("https://verifier.example");
//! let verification = verifier.verify(&presentation, &Offline);
//! assert_eq!(verification.outcome, microcred::report::Outcome::Valid, "{verification}");
//! assert_eq!(verification.members().len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Of a credential that lets its holder choose, [`derive()`] makes one that shows a part. [`presentable`] puts what was
//! held, in whatever form, into a presentation; [`Presenter::bind`] shows an SD-JWT without one.

mod derive;
mod presenter;

pub use derive::{derive, presentable};
pub use presenter::{Asked, Presenter};
