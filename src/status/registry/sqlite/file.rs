//! What a registry's file is.

use crate::status::registry::RegistryError;
use crate::store::{Kind, StoreError};
use rusqlite::Connection;
use std::path::Path;

/// "mcst" marks it.
const REGISTRY: Kind =
    Kind { application: 0x6d63_7374, migrations: &[include_str!("version_1.sql"), include_str!("version_2.sql")] };

/// Opens the file, or makes it.
pub(super) fn open(path: &Path) -> Result<Connection, RegistryError> {
    Ok(REGISTRY.open(path)?)
}

impl From<StoreError> for RegistryError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::Foreign => Self::Foreign,
            StoreError::Version { found, known } => Self::Version { found, known },
            StoreError::Shared { mode } => Self::Shared { mode },
            StoreError::Unusable(why) => Self::Unusable(why),
            StoreError::Storage(why) => Self::Storage(why),
        }
    }
}

impl From<rusqlite::Error> for RegistryError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}
