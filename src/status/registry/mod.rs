//! Who has which place in which status list, and what stands there: the issuer's side of
//! [Bitstring Status List](https://www.w3.org/TR/vc-bitstring-status-list/). It signs nothing; `issue` does.
//!
//! ```
//! use microcred::Environment;
//! use microcred::status::StatusPurpose;
//! use microcred::status::registry::{Change, ListPlan, MemoryRegistry, Registry, Target};
//!
//! let registry = MemoryRegistry::new(Environment::system());
//! let plan = ListPlan::new("did:web:vet.example", "https://vet.example/status", StatusPurpose::Revocation);
//! let places = registry.allocate("urn:uuid:0b5e7a3c-3f5e-4f0e-9d55-0f4f6a5f7b11", &[plan])?;
//! assert_eq!(places[0].url, "https://vet.example/status/1");
//!
//! let credential = Target::credential("urn:uuid:0b5e7a3c-3f5e-4f0e-9d55-0f4f6a5f7b11");
//! registry.set(&credential, Change::Revoke, "awarded to somebody else by mistake")?;
//! assert_eq!(registry.snapshot(1)?.bits.value(places[0].index as usize), Some(1));
//! # Ok::<(), microcred::status::registry::RegistryError>(())
//! ```
//!
//! **Places.** An index is drawn uniformly among those that are free, and never given twice. Of each list a quarter stays
//! empty: then another is opened. A credential that is asked for again, under the same issuer and for the same purpose, has the
//! place that it had. What fails after the place was given, such as signing, leaves it empty.
//!
//! **Changes.** Each is recorded, with the moment and the reason, in the transaction that makes it. Whoever was told that a
//! credential is revoked can rely on it: a `SqliteRegistry` (feature `store`) has it on the disk by then.
//!
//! **Publishing.** A list has a version, which grows with each change. [`Publication`] replaces a published file by a whole one
//! that is at least as new, however many processes publish.

mod change;
mod error;
mod list;
mod memory;
mod name;
mod place;
mod plan;
mod publication;
#[cfg(feature = "store")]
mod sqlite;

pub use change::{Change, Changed, Record};
pub use error::RegistryError;
pub use list::{ListState, Snapshot};
pub use memory::MemoryRegistry;
pub(crate) use name::{SOME_STORE, STORE, list_number};
pub use place::{Place, Target};
pub use plan::{DEFAULT_ENTRIES, ListPlan, MOST_ENTRIES};
pub use publication::{Publication, PublishError};
#[cfg(feature = "store")]
pub use sqlite::SqliteRegistry;

use std::sync::Arc;

/// Who allocates places in status lists and says what stands there.
///
/// Every method is one short transaction: it is done as a whole or not at all, whatever others do at the same time, and what
/// it returned lasts. A database on a server can stand behind it.
pub trait Registry: Send + Sync {
    /// Gives a credential its place in a list for each of the plans, in their order; those that it has already for the same
    /// issuer and purpose, otherwise.
    ///
    /// # Errors
    /// If a plan is none, the store fails or there is no entropy.
    fn allocate(&self, credential: &str, plans: &[ListPlan]) -> Result<Vec<Place>, RegistryError>;

    /// Gives several credentials their places, each as [`allocate`](Self::allocate) does, in their order.
    ///
    /// A store in which a transaction is dear does it in one, and then gives all of them or none. What is written here takes
    /// one for each; those before the first that fails keep their places.
    ///
    /// # Errors
    /// Those of [`allocate`](Self::allocate).
    fn allocate_all(&self, credentials: &[&str], plans: &[ListPlan]) -> Result<Vec<Vec<Place>>, RegistryError> {
        credentials.iter().map(|credential| self.allocate(credential, plans)).collect()
    }

    /// Changes a status and records why. What is so already is left as it is.
    ///
    /// # Errors
    /// If there is no such place, it serves another purpose, or the store fails.
    fn set(&self, target: &Target, change: Change, reason: &str) -> Result<Changed, RegistryError>;

    /// The places that a target has, each with its value, by the number of the list; none if it has none.
    ///
    /// # Errors
    /// If the store fails.
    fn find(&self, target: &Target) -> Result<Vec<(Place, u32)>, RegistryError>;

    /// Every change at the places of a target, in the order in which they were made.
    ///
    /// # Errors
    /// If the store fails.
    fn history(&self, target: &Target) -> Result<Vec<Record>, RegistryError>;

    /// Every list, by its number.
    ///
    /// # Errors
    /// If the store fails.
    fn lists(&self) -> Result<Vec<ListState>, RegistryError>;

    /// One list.
    ///
    /// # Errors
    /// If there is none of that number, or the store fails.
    fn list(&self, number: u32) -> Result<ListState, RegistryError>;

    /// Everything that is published about one list, at this moment.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    fn snapshot(&self, number: u32) -> Result<Snapshot, RegistryError>;

    /// Notes that a version of a list was published. An older one than was noted before changes nothing, and none is
    /// published before it is there.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    fn mark_published(&self, number: u32, version: u64) -> Result<(), RegistryError>;
}

macro_rules! registry_behind {
    ($($pointer:ty)*) => {
        $(
            impl<R: Registry + ?Sized> Registry for $pointer {
                fn allocate(&self, credential: &str, plans: &[ListPlan]) -> Result<Vec<Place>, RegistryError> {
                    (**self).allocate(credential, plans)
                }

                fn allocate_all(&self, credentials: &[&str], plans: &[ListPlan]) -> Result<Vec<Vec<Place>>, RegistryError> {
                    (**self).allocate_all(credentials, plans)
                }

                fn set(&self, target: &Target, change: Change, reason: &str) -> Result<Changed, RegistryError> {
                    (**self).set(target, change, reason)
                }

                fn find(&self, target: &Target) -> Result<Vec<(Place, u32)>, RegistryError> {
                    (**self).find(target)
                }

                fn history(&self, target: &Target) -> Result<Vec<Record>, RegistryError> {
                    (**self).history(target)
                }

                fn lists(&self) -> Result<Vec<ListState>, RegistryError> {
                    (**self).lists()
                }

                fn list(&self, number: u32) -> Result<ListState, RegistryError> {
                    (**self).list(number)
                }

                fn snapshot(&self, number: u32) -> Result<Snapshot, RegistryError> {
                    (**self).snapshot(number)
                }

                fn mark_published(&self, number: u32, version: u64) -> Result<(), RegistryError> {
                    (**self).mark_published(number, version)
                }
            }
        )*
    };
}

registry_behind!(&R Box<R> Arc<R>);

/// Bytes of the id of a credential, at most.
const LONGEST_ID: usize = 2_000;

/// Bytes of a reason, at most.
const LONGEST_REASON: usize = 2_000;

/// Checks what is asked of [`Registry::allocate`].
fn check_allocation(credential: &str, plans: &[ListPlan]) -> Result<(), RegistryError> {
    check_text("the id of a credential", credential, LONGEST_ID)?;
    plans.iter().try_for_each(ListPlan::check)
}

fn check_text(what: &'static str, text: &str, most: usize) -> Result<(), RegistryError> {
    match text.is_empty() || text.len() > most {
        true => Err(RegistryError::Text { what, most }),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests;
