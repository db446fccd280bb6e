//! Credential status as published: entries that a credential carries, and the lists that they point into. Signs and
//! verifies nothing.
//!
//! | A credential's entry | Its list |
//! | --- | --- |
//! | [`BitstringStatusListEntry`] ([Bitstring Status List 1.0](https://www.w3.org/TR/vc-bitstring-status-list/)) | [`StatusList`] around a [`Bitstring`] |
//! | [`StatusList2021Entry`], its older form | the same, in an older encoding |
//! | [`RevocationListEntry`] ([1EdTech](https://www.imsglobal.org/spec/vcrl/v1p0/)) | [`RevocationList`], by credential id |
//!
//! ```
//! use microcred::status::{Bitstring, Encoding, look_up};
//! let mut list = Bitstring::smallest(1)?;
//! list.set(94567, 1)?;
//! let encoded = list.encode()?;
//! assert!(encoded.starts_with('u'));
//! let found = look_up(&encoded, Encoding::Multibase, 1, 94567, 1 << 20)?;
//! assert_eq!((found.value, found.entries), (1, 131_072));
//! # Ok::<(), microcred::status::BitstringError>(())
//! ```
//!
//! Whether a list is its issuer's and current is for [`verify`](crate::verify) to say.

mod bitstring;
mod entry;
mod list;
mod message;
mod purpose;
pub mod registry;
mod revocation_list;
mod status_list_2021;

pub use bitstring::{Bitstring, BitstringError, Encoding, Found, LARGEST_SIZE, MINIMUM_ENTRIES, look_up};
pub use entry::{BitstringStatusListEntry, StatusEntry};
pub use list::{ListKind, StatusList};
pub use message::StatusMessage;
pub use purpose::StatusPurpose;
pub use revocation_list::{RevocationList, RevocationListEntry, RevokedCredential};
pub use status_list_2021::StatusList2021Entry;
