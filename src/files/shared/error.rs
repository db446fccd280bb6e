use rusqlite::ErrorCode;
use std::io;

/// Why a file cannot be used. Whoever keeps something in one says it in the words of what that is.
#[derive(Debug)]
pub(crate) enum StoreError {
    /// Somebody else holds it for longer than anybody should.
    Busy,
    /// It is something else.
    Foreign,
    /// A later version of this library has been at it.
    Version { found: i64, known: i64 },
    /// Others may read or change it; its permission bits.
    Shared { mode: u32 },
    /// There is nothing of that name that can be opened, read and written.
    Unusable(String),
    /// SQLite or the file system fails.
    Storage(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::NotADatabase) => Self::Foreign,
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::Unusable(error.to_string())
            }
            _ => Self::Storage(error.to_string()),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{Interrupted, OutOfMemory, QuotaExceeded, StorageFull, WriteZero};
        match error.kind() {
            Interrupted | OutOfMemory | QuotaExceeded | StorageFull | WriteZero => Self::Storage(error.to_string()),
            _ => Self::Unusable(error.to_string()),
        }
    }
}
