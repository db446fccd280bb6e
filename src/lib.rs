//! EC micro-credentials as Open Badges 3.0: describe, issue and verify them, offline and with an honest report.
//!
//! A micro-credential is the record of the learning outcomes that a learner has acquired following a small volume of
//! learning ([Council Recommendation of 16 June 2022](https://eur-lex.europa.eu/eli/C/2022/243/02)). This library models what
//! Annex I of the Recommendation says about it as types, carries it as an
//! [Open Badge 3.0](https://www.imsglobal.org/spec/ob/v3p0/), which is a
//! [W3C Verifiable Credential](https://www.w3.org/TR/vc-data-model-2.0/), and tells whoever receives one whether to believe it.
//!
//! # The life of a badge
//!
//! ```text
//! describe ─► award ─────────► badge ─► issue ─► carry ─► verify ─► (believe) ─► stack
//! Offer       MicroCredential  OB 3.0   proof    file     Report    Verified<T>  Pathway
//! ```
//!
//! ```
//! use microcred::badge::Profile;
//! use microcred::chrono::NaiveDate;
//! use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
//! use microcred::resolve::Offline;
//! use microcred::{
//!     AssessmentType, AwardingBody, Environment, Issuer, Learner, LearningOutcome, Level, MicroCredential, Offer,
//!     Participation, QualityAssurance, Verified, Verifier, Workload,
//! };
//!
//! // What an awarding body offers. `build` names every missing element of Annex I at once.
//! let offer = Offer::builder()
//!     .title("Green skills for VET trainers")
//!     .awarding_body(AwardingBody::new("https://vet.example/", "Example VET").country("PT"))
//!     .learning_outcome(LearningOutcome::new("Plans an energy audit"))
//!     .workload(Workload::ects("2")?.hours(60))
//!     .level(Level::Eqf(4))
//!     .assessment(AssessmentType::PracticalAssessment)
//!     .participation(Participation::Blended)
//!     .quality_assurance(QualityAssurance::programme("https://qa.example/decision/7"))
//!     .build()?;
//!
//! // The record that a learner holds.
//! let date = NaiveDate::from_ymd_opt(2026, 6, 15).ok_or("no such day")?;
//! let learner = Learner::named("Ana Silva").did("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK");
//! let held = offer.award_to(learner).on(date).grade("Pass").build()?;
//!
//! // The issuer signs it. A `did:key` needs nobody to be asked; `did:web` and https keys work as well.
//! let environment = Environment::system();
//! let signer = InMemorySigner::new(PrivateKey::generate(Algorithm::Ed25519, &environment)?)?;
//! let profile = Profile::new(signer.identity().did().ok_or("not a DID")?).name("Example VET");
//! let badge = Issuer::new(profile, signer).issue(&held)?;
//!
//! // A verifier judges it. A bad badge is a report, not an error.
//! let verification = Verifier::new().verify(&badge, &Offline);
//! let accepted: Verified<MicroCredential> = verification.accept()?;
//! assert_eq!(accepted.offer().title.to_string(), "Green skills for VET trainers");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Concepts
//!
//! **[`Offer`] and [`MicroCredential`]** are complete by construction. Texts may be in several languages, vocabularies are open,
//! credits are exact ([`framework::Quantity`]) and never converted silently. Both have a
//! [JSON form](microcredential::form) that is made to be written by hand.
//!
//! **Carriers.** [`Carrier::Standard`](microcredential::carrier::Carrier) says everything in terms of Open Badges 3.0, for every verifier
//! that there is, and reports what it could not hold. `Extended` adds our own context and loses nothing. Badges of others are read
//! as far as they go: [`Recovered`](microcredential::carrier::Recovered).
//!
//! **Two doors for issuing.** [`Issuer::issue`] takes typed content and refuses whatever a strict verifier would refuse.
//! [`Issuer::secure`] signs a document as it is given. Both refuse to sign what would be shown but not covered by the signature.
//!
//! **Readable is signed.** A signature over RDF covers statements; several JSON texts make the same ones. So only *plain*
//! documents are believed: contexts by pinned URL, members by their terms, ids absolute, each node described once. What else a
//! document says is named in the report by the code and the place, in the group `context`.
//!
//! # Outcome and trust
//!
//! They are two axes. [`Outcome`](report::Outcome) is `valid`, `invalid` or `indeterminate`: what could not be checked is never valid.
//! [`Trust`](report::Trust) is how far the issuer is known:
//!
//! | Trust | What it means |
//! | --- | --- |
//! | `none` | no proof holds |
//! | `integrity` | somebody signed exactly this |
//! | `issuer_bound` | the issuer that is named has said that the key is its own (required by default) |
//! | `trusted` | the issuer is one of your [`Anchors`](trust::Anchors) |
//!
//! ```
//! use microcred::report::{Outcome, Trust};
//! use microcred::resolve::Offline;
//! let verification = microcred::Verifier::new().verify(br#"{"type": ["VerifiableCredential"]}"#, &Offline);
//! assert_eq!((verification.outcome, verification.trust), (Outcome::Invalid, Trust::None));
//! // The first cause, for a user interface; `checks` holds them all, and the report prints itself.
//! let cause = verification.primary.as_ref().map(|primary| primary.code.as_str());
//! assert_eq!(cause, Some("format.version"));
//! ```
//!
//! [`accept`](verify::Verification::accept) wants a valid outcome, the required trust and a plain document, under every policy. It is
//! the only thing that makes a [`Verified`].
//!
//! What a verification does **not** say: whether the learner in front of you is the one in the credential (ask for a
//! [`Recipient`](verify::Recipient)), and whether the learning is worth what it claims.
//!
//! # Status
//!
//! A credential that names a status list ([`status`]) is looked up in it once its proof holds. The list has to be signed, current, and
//! of the credential's own issuer; a revoked or suspended credential is invalid, and one whose status could not be told is
//! indeterminate, never valid. When the list was looked up stands in the report and in the
//! [`Provenance`](verify::Provenance) of what was accepted.
//!
//! ```
//! use microcred::badge::Profile;
//! use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
//! use microcred::proof::data_integrity::Cryptosuite;
//! use microcred::report::{Outcome, code};
//! use microcred::resolve::Memory;
//! use microcred::status::{Bitstring, BitstringStatusListEntry, StatusPurpose};
//! use microcred::{Environment, Issuer, Verifier};
//! # let signer = InMemorySigner::new(PrivateKey::generate(Algorithm::Ed25519, &Environment::system())?)?;
//! # let did = signer.identity().did().ok_or("not a DID")?.to_owned();
//! # let issuer = Issuer::new(Profile::new(&did), signer);
//! let url = "https://vet.example/status/1";
//! let entry = microcred::json::Value::from(BitstringStatusListEntry::new(StatusPurpose::Revocation, url, 94_567).to_json());
//! let credential = format!(r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
//!     "issuer": "{did}", "credentialSubject": {{"id": "did:example:ana"}}, "credentialStatus": {entry}}}"#);
//! let credential = issuer.secure(&credential, Cryptosuite::EddsaRdfc2022)?;
//!
//! let mut bits = Bitstring::smallest(1)?;
//! bits.set(94_567, 1)?;
//! let list = format!(r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "{url}",
//!     "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": "{did}",
//!     "credentialSubject": {{"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": "{}"}}}}"#, bits.encode()?);
//! let list = issuer.secure(&list, Cryptosuite::EddsaRdfc2022)?;
//!
//! let verification = Verifier::new().verify(&credential, &Memory::new().with(url, list.as_bytes()));
//! assert_eq!(verification.outcome, Outcome::Invalid);
//! assert!(verification.has(code::status::REVOKED));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Policies
//!
//! Facts come first: every check records a [`Code`](report::Code). A [`Policy`](verify::Policy) is data that maps codes to effects. `strict`
//! is the default; under `lenient` an authentic credential stands although it is not made as its specifications say. Every other
//! relaxation has `danger` in its name, but for [`with_skew`](verify::Policy::with_skew), by which clocks may differ.
//!
//! ```
//! use microcred::report::{Effect, Trust, code};
//! use microcred::verify::{Policy, Recipient};
//! let strictest = Policy::strict().requiring(Trust::Trusted);
//! let archive = Policy::strict().danger_set_effect(code::validity::EXPIRED, Effect::Warn);
//! let verifier = microcred::Verifier::new().with_policy(archive).for_recipient(Recipient::email("ana@example.org"));
//! # let _ = (strictest, verifier);
//! ```
//!
//! # Proofs, tokens and presentations
//!
//! A [`Suite`](proof::Suite) says how something is secured. An issuer takes one, and the rest stays as it is: a proof inside the
//! document ([`proof::data_integrity`]), a token around it ([`proof::jose`], [`proof::sd_jwt`]), a binary message (`proof::cose`, feature
//! `cose`). The verifier sees for itself what it was given.
//!
//! ```
//! use microcred::badge::Profile;
//! use microcred::issue::HolderChoice;
//! use microcred::json::Pointer;
//! use microcred::jsonld::Contexts;
//! use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
//! use microcred::proof::data_integrity::Cryptosuite;
//! use microcred::proof::data_integrity::selective::Selecting;
//! use microcred::report::Outcome;
//! use microcred::resolve::Offline;
//! use microcred::{Environment, Issuer, Limits, Verifier, present};
//! # let key = PrivateKey::generate(Algorithm::EcdsaP256, &Environment::system())?;
//! # let signer = InMemorySigner::new(key)?;
//! # let did = signer.identity().did().ok_or("not a DID")?.to_owned();
//! # let credential = format!(r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
//! #     "issuer": "{did}", "validFrom": "2026-06-15T00:00:00Z", "name": "Green skills",
//! #     "credentialSubject": {{"id": "did:example:ana"}}}}"#);
//!
//! // Everything but the name, and what is always shown, is left to the holder.
//! let issuer = Issuer::new(Profile::new(did), signer)
//!     .with_holder_choice(HolderChoice::new().always([Pointer::from_text("/name")]));
//! let held = issuer.secure(&credential, Cryptosuite::EcdsaSd2023)?;
//!
//! let selecting = Selecting::new([Pointer::from_text("/credentialSubject/id")]);
//! let shown = present::derive(&held, &selecting, &Contexts::bundled(), &Limits::default())?;
//! assert_eq!(Verifier::new().verify(&shown, &Offline).outcome, Outcome::Valid);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The endorsements in a badge are verified by themselves ([`endorsements`](verify::Verification::endorsements)): what they say is
//! in the [`provenance`](Verified::provenance) of the accepted content, and none of them adds to its trust. A credential is held to the
//! JSON Schemas that it declares if they are registered ([`with_schemas`](Verifier::with_schemas)).
//!
//! What was shown in part is accepted as [`vc::Partial`], never as the whole. [`present`] signs presentations for whoever asked; with
//! [`with_challenge`](Verifier::with_challenge) and [`with_domain`](Verifier::with_domain) a verifier takes only what answers it. Every
//! credential inside a presentation or a learner record has a verification of its own:
//! [`members`](verify::Verification::members).
//!
//! # Carrying
//!
//! [`bake`] puts a credential into a PNG or SVG image and takes it out again, byte for byte; a verifier takes such images as they are.
//! [`render`] makes the certificate that people look at, and a badge image for those who have none.
//!
//! # Stacking
//!
//! A receiving organisation writes down what its award takes, as a [`Pathway`](stack::Pathway). Evaluated over [`Verified`] credentials
//! and nothing else, it says where a learner stands, why a credential was not counted, and what is missing. A complete evaluation
//! makes the larger [`MicroCredential`], which the organisation issues in its own name. It is never an entitlement: the receiver
//! decides. See [`stack`].
//!
//! # Offline and network
//!
//! Describing, issuing and verifying do no I/O. Files are read and written by what is given their names: [`KeyFile`](key::KeyFile), the
//! [`registry`](status::registry) and its publications, ledgers, `batch`, and the operations on those; the network is for
//! `resolve::http` and `server` alone. Clock and entropy come from an [`Environment`].
//!
//! Contexts are inside, pinned by SHA-256; others are registered with theirs
//! ([`Contexts::with`](jsonld::Contexts::with)). What has to be looked up, such as the document of a `did:web`, is a [`Need`](resolve::Need)
//! that a [`Resolver`](resolve::Resolver) answers, or that the host answers in its own time:
//!
//! ```
//! use microcred::Verifier;
//! use microcred::resolve::Answer;
//! # let badge = b"{}";
//! let verifier = Verifier::new();
//! let mut session = verifier.start(badge);
//! while let Some(need) = session.needs().first().cloned() {
//!     // Fetch need.url, at most need.max_bytes of it, and hand over what came.
//!     session.supply(&need.id, Answer::unavailable("this host is offline"));
//! }
//! let verification = session.finish();
//! # let _ = verification;
//! ```
//!
//! With the feature `http`, `resolve::http::HttpResolver` fetches over https: blocking, from public addresses alone, with a budget for
//! each verification.
//!
//! Before a signature is known to hold, nothing is asked for but the issuer's key, and that only at the issuer's own address.
//!
//! # Errors
//!
//! Errors are enums, one for each thing that a module does; every variant says what was wrong, where, and what to do. Whatever has several causes comes as
//! [`Findings`](report::Findings), all at once, each with its code, its JSON Pointer and the element of Annex I it is about. Names and
//! identifiers of learners never appear in errors, in `Debug` or in findings, unless they are made the names of members.
//!
//! ```
//! use microcred::Offer;
//! let missing = Offer::builder().title("Green skills").build().unwrap_err();
//! for finding in &missing {
//!     println!("{finding}"); // a code, a place, a sentence, and what to do
//! }
//! assert!(missing.iter().any(|finding| finding.pointer.as_str() == "/workload"));
//! ```
//!
//! # From other languages and from a terminal
//!
//! [`ops`] has each thing that can be asked for as one operation, JSON in and JSON out. The command line (feature `cli`) calls
//! nothing else, but for two commands that answer test suites of the W3C (`jose-cose`, `json-schema`), and for the views of a report,
//! which [`render`] makes of the one verification that `verify` ends by; `microcred help` describes it.
//!
//! # Features
//!
//! | Feature | What it adds |
//! | --- | --- |
//! | `aws-lc-rs` (default) | cryptography by AWS-LC, with RSA signatures; needs a C compiler |
//! | `rustcrypto` | cryptography in pure Rust, which does not sign with RSA; `http`, `server`, `store`, `cli` and `ssi` bring C along all the same |
//! | `bbs` | `bbs-2023`: parts that nobody can link |
//! | `cose` | credentials and presentations in COSE_Sign1 messages |
//! | `batch` | whole cohorts in parallel, resumable after a kill |
//! | `http` | a resolver over https: blocking, no runtime, everything bounded |
//! | `json-ld` | the general way to RDF, for documents that are not plain |
//! | `pdf` | certificates as PDF and badge images as PNG, set in the fonts of `vocab/fonts` |
//! | `store` | status lists and ledgers in files that several processes share |
//! | `schema` | credentials are held to the JSON Schemas that they declare |
//! | `cli` | the command line, with `batch`, `json-ld`, `schema` and `store` |
//! | `ffi` | the C ABI, for every other language, with `json-ld` and `schema`: see the module `ffi` |
//! | `server` | the VC-API over HTTP: `microcred serve`, and the module `server` for hosts in Rust; with `cli` and `http` |
//! | `ssi` | a bridge to the toolkit ssi: its DID resolvers, keys and credentials from and to its types |
//!
//! At least one of the first two is needed. No feature changes a verdict: one that is missing can only make an answer indeterminate.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

pub mod badge;
pub mod bake;
#[cfg(feature = "batch")]
pub mod batch;
pub mod codec;
pub mod elm;
pub mod env;
#[cfg(feature = "ffi")]
pub mod ffi;
#[doc(hidden)] // for the command line and for tests
pub mod files;
pub mod framework;
pub mod issue;
pub mod json;
pub mod jsonld;
pub mod key;
pub mod limits;
pub mod microcredential;
pub mod openbadges2;
pub mod ops;
pub mod present;
pub mod proof;
pub mod render;
pub mod report;
pub mod resolve;
#[cfg(feature = "server")]
pub mod server;
#[cfg(feature = "ssi")]
pub mod ssi;
pub mod stack;
pub mod status;
pub mod trust;
pub mod vc;
pub mod verify;

pub use chrono;

pub use env::Environment;
pub use issue::{Issuer, Secured};
pub use limits::Limits;
pub use microcredential::{
    AssessmentType, AwardingBody, Learner, LearningOutcome, Level, MicroCredential, Offer, Participation,
    QualityAssurance, Workload,
};
pub use verify::{Verified, Verifier};

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct Readme;
