use super::StatusPurpose;
use super::entry::{index, text};
use crate::json::Node;
use crate::report::Finding;

/// A place in a list of [StatusList2021](https://www.w3.org/TR/2023/WD-vc-status-list-20230427/), the draft that became
/// Bitstring Status List 1.0. Read, and no longer issued.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusList2021Entry {
    /// What the status says.
    pub purpose: StatusPurpose,
    /// The place in the list; every entry is one bit.
    pub index: u64,
    /// The URL of the list credential.
    pub list: String,
}

impl StatusList2021Entry {
    /// Its `type`.
    pub const TYPE: &'static str = "StatusList2021Entry";

    /// Reads the JSON form.
    ///
    /// # Errors
    /// `status.entry.malformed`, `status.index.malformed`.
    pub fn read(node: Node<'_>) -> Result<Self, Finding> {
        let list = text(node, "statusListCredential")?.to_owned();
        Ok(Self { purpose: text(node, "statusPurpose")?.into(), index: index(node)?, list })
    }
}
