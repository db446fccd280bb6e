//! Status lists: places in them, what is said at a place, and the lists as they are published.

mod allocate;
mod change;
mod inspect;
mod publish;
mod sign;
mod store;

pub use allocate::{StatusAllocate, StatusPlaces};
pub use change::{StatusChange, StatusChanged};
pub use inspect::{InspectedList, ListPlace, StatusInspect};
pub use publish::{StatusPublish, StatusPublished};
#[cfg(feature = "server")]
pub(crate) use sign::key_for_lists;
pub use sign::signed_status_list;
pub use store::StatusStore;
pub(in crate::ops) use store::within_status;
