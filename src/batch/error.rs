use crate::bake;
use crate::env::EntropyError;
use crate::issue::IssueError;
use crate::status::registry::RegistryError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a cohort was not issued to its end. What was done until then stands, and the same call goes on from there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// The roster cannot be used at all.
    #[error("the roster cannot be used: {0}")]
    Roster(String),
    /// A column that nobody knows.
    #[error("the roster has columns that are not known: {}; rename them, delete them, or leave them out by name", .0.join("; "))]
    Columns(Vec<String>),
    /// The roster became another one while it was read.
    #[error("the roster was changed while it was being read; save it, and start again")]
    RosterInMotion,
    /// The roster is not the one that the cohort was begun with.
    #[error(
        "the roster has changed since this cohort was begun; restore it, or accept its changes: then new and corrected rows are issued, and what was issued stands"
    )]
    RosterChanged,
    /// Something else has changed since the cohort was begun.
    #[error(
        "{0} changed since this cohort was begun, so this would be another cohort; restore what it was, or issue it into a folder of its own"
    )]
    TermsChanged(String),
    /// The folder holds something, and no journal.
    #[error(
        "the folder {0} is not empty and has no journal, so nobody knows what in it was issued; name another folder, or restore `.microcred/journal` in it"
    )]
    NotEmpty(PathBuf),
    /// The journal cannot be read, and not only at its end.
    #[error("the journal is damaged at line {0}; restore it from a copy, for without it nobody knows what was issued")]
    JournalDamaged(u64),
    /// A later version of this library has written the journal.
    #[error("the journal was written by a later version of this library; use that one")]
    JournalVersion,
    /// Others may read the journal, which holds a secret.
    #[error(
        "the journal {path} may be read by others (mode {mode:03o}), and holds a secret by which learners can be told; run `chmod 600` on it"
    )]
    JournalShared {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Another process issues into the folder.
    #[error("another process issues into this folder; wait until it is done")]
    Busy,
    /// The file system said no.
    #[error("{path} could not be {action}: {detail}; check the name, the permissions and the space that is left")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was being done.
        action: BatchAction,
        /// What kind of failure it is.
        kind: io::ErrorKind,
        /// What the file system said.
        detail: String,
    },
    /// No place in a status list was given.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// There are no random bytes.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// Nothing can be issued like this, to anybody.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// The image that credentials are baked into cannot be used.
    #[error(transparent)]
    Image(#[from] bake::Error),
    /// There are no threads.
    #[error("no threads could be started: {0}; try again when less is going on")]
    Threads(String),
}

/// What was being done with a file when the file system said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BatchAction {
    /// Learners were read from the roster.
    ReadingRoster,
    /// Credentials were read that are to be verified.
    ReadingCredentials,
    /// It was read what is in the folder of the cohort.
    ReadingFolder,
    /// The folder of the cohort was written to.
    WritingFolder,
    /// Reports were written.
    WritingReports,
}

impl fmt::Display for BatchAction {
    /// What could not be done with the file: be read, or written.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::ReadingRoster | Self::ReadingCredentials | Self::ReadingFolder => "read",
            Self::WritingFolder | Self::WritingReports => "written",
        })
    }
}

impl BatchError {
    pub(crate) fn io(action: BatchAction, path: &Path, error: &io::Error) -> Self {
        Self::Io { path: path.to_owned(), action, kind: error.kind(), detail: error.to_string() }
    }
}
