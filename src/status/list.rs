use super::{BitstringError, Encoding, Found, StatusPurpose, look_up};
use crate::json::Node;
use crate::report::{Finding, code};
use crate::vc::parties;
use crate::vc::types::has_type;

/// The list inside a list credential
/// ([BitstringStatusListCredential](https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential) or its
/// older form): read, not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusList {
    /// Of which specification.
    pub kind: ListKind,
    /// The purposes that its bits serve.
    pub purposes: Vec<StatusPurpose>,
    /// The compressed bits as text.
    pub encoded: String,
    /// For how many milliseconds it may be kept before it should be fetched again, if it says so (`ttl`).
    pub ttl: Option<u64>,
}

/// Of which specification a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ListKind {
    /// Bitstring Status List 1.0.
    Bitstring,
    /// StatusList2021.
    StatusList2021,
}

impl ListKind {
    /// The type of the list itself; its credential's has `Credential` at the end.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bitstring => "BitstringStatusList",
            Self::StatusList2021 => "StatusList2021",
        }
    }

    /// How its bits are written as text.
    pub fn encoding(self) -> Encoding {
        match self {
            Self::Bitstring => Encoding::Multibase,
            Self::StatusList2021 => Encoding::Base64,
        }
    }
}

impl StatusList {
    /// Reads the list out of its credential.
    ///
    /// # Errors
    /// `status.list.malformed`.
    pub fn read(credential: Node<'_>) -> Result<Self, Finding> {
        let kind = [ListKind::Bitstring, ListKind::StatusList2021]
            .into_iter()
            .find(|kind| has_type(credential, &format!("{}Credential", kind.as_str())))
            .ok_or_else(|| {
                malformed(
                    credential,
                    "its `type` holds neither BitstringStatusListCredential nor StatusList2021Credential",
                )
            })?;
        let mut subjects = parties::subjects(credential);
        let (Some(list), None) = (subjects.next(), subjects.next()) else {
            return Err(malformed(credential, "it has not one subject, which is the list"));
        };
        if !has_type(list, kind.as_str()) {
            return Err(malformed(list, "its subject is not a list of the credential's type"));
        }
        let encoded = list.get("encodedList").and_then(Node::as_str);
        let encoded = encoded.ok_or_else(|| malformed(list, "it has no encodedList"))?.to_owned();
        let purposes = list.get("statusPurpose").into_iter().flat_map(Node::each);
        let purposes: Vec<_> = purposes.filter_map(Node::as_str).map(StatusPurpose::from).collect();
        if purposes.is_empty() {
            return Err(malformed(list, "it does not say its statusPurpose"));
        }
        let ttl = match list.get("ttl") {
            None => None,
            Some(ttl) => match ttl.number_text().and_then(|text| text.parse().ok()) {
                Some(ttl) => Some(ttl),
                None => return Err(malformed(ttl, "write whole milliseconds")),
            },
        };
        Ok(Self { kind, purposes, encoded, ttl })
    }

    /// Looks up an entry, decompressing no more than `most` bytes.
    ///
    /// # Errors
    /// Those of [`look_up`].
    pub fn look_up(&self, size: u8, index: u64, most: usize) -> Result<Found, BitstringError> {
        look_up(&self.encoded, self.kind.encoding(), size, index, most)
    }
}

fn malformed(node: Node<'_>, detail: &str) -> Finding {
    Finding::new(code::status::LIST_MALFORMED, node.path(), detail)
}
