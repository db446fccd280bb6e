use crate::env::EntropyError;
use crate::status::{BitstringError, StatusPurpose};

/// Why a registry did not do what it was asked. Nothing was changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// Lists like that cannot be opened.
    #[error("no status list can be kept as planned: {0}")]
    Plan(&'static str),
    /// A text is too long to be kept, or empty.
    #[error("{what} has to have between 1 and {most} bytes")]
    Text {
        /// What it is.
        what: &'static str,
        /// Bytes.
        most: usize,
    },
    /// There is no list of that number.
    #[error("there is no status list {0} in this registry")]
    NoSuchList(u32),
    /// The place was never given to a credential.
    #[error("place {index} of status list {list} was never given to a credential")]
    NotAllocated {
        /// The number of the list.
        list: u32,
        /// The index in it.
        index: u32,
    },
    /// The credential has no such place.
    #[error(
        "the credential has no place in a list for {purpose} here; places are given when a credential is issued with a status"
    )]
    UnknownCredential {
        /// What the list would be for.
        purpose: StatusPurpose,
    },
    /// Several issuers have a credential of that id.
    #[error("several issuers have a credential of that id; name the issuer too, or the list and the index")]
    Ambiguous,
    /// The list serves another purpose.
    #[error("status list {list} is for {found}, but this is about {asked}")]
    Purpose {
        /// The number of the list.
        list: u32,
        /// What it is for.
        found: StatusPurpose,
        /// What was to be changed.
        asked: StatusPurpose,
    },
    /// The list has fewer messages.
    #[error("status list {list} knows the messages 0 to {most}, not {value}")]
    Message {
        /// The number of the list.
        list: u32,
        /// What was asked for.
        value: u32,
        /// The greatest that it has.
        most: u32,
    },
    /// The source of random bytes failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The source of random bytes gives the same again and again.
    #[error(
        "the source of random bytes repeats itself, so that places could be foretold; check the operating system's generator"
    )]
    Predictable,
    /// Somebody else holds the store for longer than anybody should.
    #[error("another process keeps the status registry locked; try again")]
    Busy,
    /// The file is something else.
    #[error("the file is not a status registry; name another one")]
    Foreign,
    /// A later version of this library has been at the file.
    #[error("the status registry has the version {found}, and this build knows those up to {known}; use a newer one")]
    Version {
        /// What the file has.
        found: i64,
        /// The latest that is known.
        known: i64,
    },
    /// Others may read or change the file.
    #[error("the status registry may be read or changed by others (mode {mode:03o}); run `chmod 600` on it")]
    Shared {
        /// Its permission bits.
        mode: u32,
    },
    /// The file cannot be opened, or not be written.
    #[error("the status registry cannot be used: {0}; check the name of the file and its permissions")]
    Unusable(String),
    /// The store failed.
    #[error("the status registry failed: {0}")]
    Storage(String),
}

impl From<BitstringError> for RegistryError {
    /// Lists are planned so that this never happens, unless what was stored is damaged.
    fn from(error: BitstringError) -> Self {
        Self::Storage(error.to_string())
    }
}
