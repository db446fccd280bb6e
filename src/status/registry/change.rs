use super::{ListPlan, Place, RegistryError};
use crate::status::StatusPurpose;
use chrono::{DateTime, Utc};

/// What is to become of a status.
///
/// Nothing but [`UndoRevocation`](Self::UndoRevocation) takes a revocation back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Withdraws the credential, for good.
    Revoke,
    /// Takes back a revocation that was a mistake. Whoever has verified in between has refused the credential.
    UndoRevocation,
    /// Suspends the credential for the time being.
    Suspend,
    /// Lifts a suspension.
    Reinstate,
    /// Shows another message.
    Message(u32),
}

/// What a change came to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changed {
    /// Where.
    pub place: Place,
    /// What stands there now.
    pub value: u32,
    /// Whether that is new; false if it was so already, and then nothing is recorded.
    pub is_new: bool,
}

/// One change as it was recorded. Records are never altered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// When it was made.
    pub at: DateTime<Utc>,
    /// The number of the list.
    pub list: u32,
    /// The index in it.
    pub index: u32,
    /// What was asked for: [`Change::name`].
    pub change: String,
    /// The value before.
    pub before: u32,
    /// The value since.
    pub after: u32,
    /// Why, in the words of whoever asked for it.
    pub reason: String,
}

impl Change {
    /// The word used in records and operations.
    pub fn name(self) -> &'static str {
        match self {
            Self::Revoke => "revoke",
            Self::UndoRevocation => "undo_revocation",
            Self::Suspend => "suspend",
            Self::Reinstate => "reinstate",
            Self::Message(_) => "message",
        }
    }

    /// In which lists it is made.
    pub fn purpose(self) -> StatusPurpose {
        match self {
            Self::Revoke | Self::UndoRevocation => StatusPurpose::Revocation,
            Self::Suspend | Self::Reinstate => StatusPurpose::Suspension,
            Self::Message(_) => StatusPurpose::Message,
        }
    }

    /// The value that it makes of an entry in list number `list`.
    pub(super) fn value(self, plan: &ListPlan, list: u32) -> Result<u32, RegistryError> {
        if plan.purpose != self.purpose() {
            return Err(RegistryError::Purpose { list, found: plan.purpose.clone(), asked: self.purpose() });
        }
        match self {
            Self::Revoke | Self::Suspend => Ok(1),
            Self::UndoRevocation | Self::Reinstate => Ok(0),
            Self::Message(value) if value > plan.greatest() => {
                Err(RegistryError::Message { list, value, most: plan.greatest() })
            }
            Self::Message(value) => Ok(value),
        }
    }
}
