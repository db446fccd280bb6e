use super::ListPlan;
use crate::status::{BitstringStatusListEntry, StatusMessage, StatusPurpose};

/// The place of one credential in one status list. It never changes, and no other credential ever has it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The number of the list in its registry.
    pub list: u32,
    /// The index in it.
    pub index: u32,
    /// Where the list is published.
    pub url: String,
    /// What the list says.
    pub purpose: StatusPurpose,
    /// What the values of a list for messages mean.
    pub messages: Vec<String>,
}

impl Place {
    pub(super) fn new(plan: &ListPlan, list: u32, index: u32) -> Self {
        Self { list, index, url: plan.url(list), purpose: plan.purpose.clone(), messages: plan.messages.clone() }
    }

    /// What the credential says in its `credentialStatus`.
    pub fn entry(&self) -> BitstringStatusListEntry {
        let entry = BitstringStatusListEntry::new(self.purpose.clone(), &self.url, self.index.into())
            .with_id(format!("{}#{}", self.url, self.index));
        match self.messages.is_empty() {
            true => entry,
            false => entry.with_messages(
                self.messages.len().ilog2() as u8,
                (0..).zip(&self.messages).map(|(value, text)| StatusMessage::new(value, text)),
            ),
        }
    }
}

/// Whose status is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// That of a credential, by its id.
    Credential {
        /// The id.
        id: String,
        /// Its issuer, needed where several have a credential of that id.
        issuer: Option<String>,
    },
    /// That at one place.
    Place {
        /// The number of the list.
        list: u32,
        /// The index in it.
        index: u32,
    },
}

impl Target {
    /// The credential with that id.
    pub fn credential(id: impl Into<String>) -> Self {
        Self::Credential { id: id.into(), issuer: None }
    }

    /// The credential with that id, from one issuer.
    pub fn credential_of(issuer: impl Into<String>, id: impl Into<String>) -> Self {
        Self::Credential { id: id.into(), issuer: Some(issuer.into()) }
    }

    /// One place.
    pub fn place(list: u32, index: u32) -> Self {
        Self::Place { list, index }
    }
}
