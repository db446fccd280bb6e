//! Open Badges 3.0 and CLR 2.0: the whole data model, one file a class family, and the rules of its structure.
//!
//! Reading is liberal: one value or many, a string for an object, language values, numbers in strings, VC 1.1 and 2.0.
//! What does not fit its place is reported and kept in `extra`, and written again. Writing is strict: VC 2.0, arrays
//! wherever the specification has sets, no empty arrays, no nulls, dates in UTC. A model that was read and written is
//! therefore the same statement in another spelling: signatures are checked on the [document](crate::vc::Document) that
//! arrived, never on this.
//!
//! [`check`] says whether a document is made as the specification demands; it looks at the tree, not at the model.
//!
//! # Learner records
//!
//! A [`ClrCredential`] holds credentials of one learner with their own proofs, and says how the achievements in them belong
//! together. It is issued like a badge:
//!
//! ```
//! use microcred::badge::*;
//! use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
//! use microcred::proof::data_integrity::Cryptosuite;
//! use microcred::resolve::Offline;
//! use microcred::vc::NestedCredential;
//! use microcred::{Environment, Issuer, Verified, Verifier};
//!
//! let signer = InMemorySigner::new(PrivateKey::generate(Algorithm::Ed25519, &Environment::system())?)?;
//! let profile = Profile::new(signer.identity().did().ok_or("not a DID")?).name("Example VET");
//! let issuer = Issuer::new(profile.clone(), signer);
//!
//! let audit = Achievement::new("Energy audit", "Plans an audit", Criteria::narrative("An audit."));
//! let audit = audit.id("https://vet.example/achievements/audit");
//! let badge = AchievementCredential::new(profile.clone(), AchievementSubject::new(audit).id("did:example:ana"));
//! let badge = issuer.issue(&badge)?;
//!
//! let trainer = Achievement::new("Green trainer", "Trains for audits", Criteria::narrative("All of its parts."));
//! let trainer = trainer.id("https://vet.example/achievements/trainer");
//! let [part, whole] = ["https://vet.example/achievements/audit", "https://vet.example/achievements/trainer"];
//! let subject = ClrSubject::new()
//!     .id("did:example:ana")
//!     .verifiable_credential(NestedCredential::parse(badge.as_str())?)
//!     .achievement(trainer)
//!     .association(Association::new(part, AssociationType::IsPartOf, whole));
//! let record = ClrCredential::new(profile, "Record of Example VET", subject).partial(true);
//! let record = issuer.with_suite(Cryptosuite::EddsaJcs2022).issue(&record)?;
//!
//! let accepted: Verified<ClrCredential> = Verifier::new().verify(&record, &Offline).accept()?;
//! for nested in &accepted.credential_subject.verifiable_credential {
//!     // What its own issuer says, verified by itself.
//!     let badge = Verifier::new().verify(nested.to_json().to_string().as_bytes(), &Offline);
//!     assert!(badge.accept::<AchievementCredential>().is_ok());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The record and the badge both describe the learner here, under one id. A suite that signs statements cannot tell which
//! description stood where, so such a record is secured by a suite that signs the JSON itself.

mod achievement;
mod address;
mod alignment;
mod check;
mod class;
mod clr;
mod contexts;
mod credential;
mod endorsement;
mod evidence;
mod identifier;
mod ids;
mod image;
mod profile;
mod result;
mod subject;
mod vocabulary;

pub use achievement::{Achievement, Criteria, Related};
pub use address::{Address, GeoCoordinates};
pub use alignment::Alignment;
pub use check::check;
pub(crate) use check::{is_held_to_rules, is_language_code};
pub use clr::{Association, ClrCredential, ClrSubject};
pub use credential::AchievementCredential;
pub use endorsement::{EndorsementCredential, EndorsementSubject};
pub use evidence::Evidence;
pub use identifier::{IdentifierEntry, IdentityMatch, IdentityObject};
pub use image::Image;
pub use profile::{Profile, ProfileRef};
pub use result::{Result, ResultDescription, RubricCriterionLevel};
pub use subject::AchievementSubject;
pub use vocabulary::{
    AchievementType, AlignmentTargetType, AssociationType, IdentifierType, ResultStatusType, ResultType,
};
