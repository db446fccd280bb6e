//! What a ledger's file is.

use crate::files::shared::{Kind, StoreError};
use crate::stack::ledger::LedgerError;
use rusqlite::Connection;
use std::path::Path;

/// "mcld" marks it.
const LEDGER: Kind =
    Kind { application: 0x6d63_6c64, migrations: &[include_str!("version_1.sql"), include_str!("version_2.sql")] };

/// Opens the file, or makes it.
pub(super) fn open(path: &Path) -> Result<Connection, LedgerError> {
    Ok(LEDGER.open(path)?)
}

/// Opens the file, and makes none.
pub(super) fn open_existing(path: &Path) -> Result<Connection, LedgerError> {
    LEDGER.open_existing(path)?.ok_or(LedgerError::Missing)
}

impl From<StoreError> for LedgerError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::Foreign => Self::Foreign,
            StoreError::Version { found, known } => Self::Version { found, known },
            StoreError::Shared { mode } => Self::Shared { mode },
            StoreError::Unusable(why) | StoreError::Storage(why) => Self::Unusable(why),
        }
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}
