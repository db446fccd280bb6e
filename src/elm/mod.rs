//! The European Learning Model (ELM 3), in which the Commission's European Digital Credentials are written, and back.
//!
//! [`write()`] makes a European Digital Credential (VC 1.1 style, the context `edc-ap`, as the Commission's own) of a
//! [`MicroCredential`](crate::microcredential::MicroCredential). It is a bridge, never a second original: it carries no signature,
//! and [`Written`] tells what of the micro-credential it has no place for, and what ELM requires and was *synthesised*, because the
//! micro-credential does not say it. Such parts have an id of their own kind in the document ([`SYNTHESISED`]), so that nobody takes them
//! for something the awarding body said; [`read`] leaves them out.
//!
//! [`read`] takes European Digital Credentials, the variant of EBSI (VC Data Model 2.0), and sealed files (JAdES). What is defective
//! is read all the same, and named with its place; what the elements of Annex I have no place for is in the loss report.
//! [`Read`] says what it was made from ([`Source`]): the digest of the document, its format, the state of its seals. It is never
//! verified: a seal is checked against the certificate that lies in it, and *the chain of certificates, timestamps and revocation are
//! not*. Nothing here makes a [`Verified`](crate::verify::Verified), so nothing that was read here is stacked.
//!
//! [`check`] says what a document lacks of what the Commission's SHACL shapes demand, so that Europass would refuse to issue it.
//!
//! [`MAPPING`](crate::microcredential::carrier::mapping::MAPPING) says where each element goes.
//!
//! ```
//! use microcred::{Limits, MicroCredential, elm};
//! # let json = &std::fs::read_to_string("examples/data/micro-credential.json").unwrap();
//! let held = MicroCredential::from_json(json)?;
//! let written = elm::write(&held, &elm::Options::default());
//! assert!(!written.synthesised.is_empty());
//!
//! let read = elm::read(written.document.to_string().as_bytes(), &Limits::default())?;
//! let (back, _) = read.recovered.complete()?;
//! assert_eq!(back.offer().title, held.offer().title);
//! assert!(read.source.seals.is_empty(), "and so nobody has to believe it");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod certificate;
mod concepts;
mod read;
mod seal;
mod shapes;
mod source;
mod write;

pub(crate) use source::{UPLOADED, is_local};

pub use certificate::Certificate;
pub use read::{Error, Read, read};
pub(crate) use read::{InOwnWords, LANGUAGE_NOT_KEPT, NationalNumber, ONE_WORDING, Validity};
pub use seal::{Seal, SealState, UNCHECKED};
pub use shapes::check;
pub use source::{Format, Source};
pub(crate) use write::Kept;
pub use write::{DisplayImage, ImageType, Options, SYNTHESISED, Synthesised, Written, write};

/// The context of European Digital Credentials.
pub const CONTEXT: &str = "http://data.europa.eu/snb/model/context/edc-ap";

/// Where it says until when it is valid: Europass writes the members of both data models.
const VALID_UNTIL: [&str; 2] = ["validUntil", "expirationDate"];

/// What ids start with that say nothing outside their document.
const LOCAL: &str = "urn:epass:";
