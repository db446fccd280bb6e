//! The store of status lists, and that it is the one that belongs to the keys.

use super::Error;
use crate::env::Environment;
use crate::files::whole::{self, Readers};
use crate::status::registry::SqliteRegistry;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// The file beside the keys that says which store they were used with.
const NOTE: &str = "status-store";

/// Opens the store, and makes it if its keys were never used with one.
///
/// Whoever starts a server in another folder, or without its volume, has the keys and another store: what was revoked is known to the one
/// that is not there, and credentials that are issued now would be unknown to it once it is found again.
pub(super) fn open(path: &Path, keys: Option<&Path>, environment: &Environment) -> Result<SqliteRegistry, Error> {
    let open = || SqliteRegistry::open(path, environment.clone());
    let Some(folder) = keys else { return Ok(open()?) };
    let note = folder.join(NOTE);
    let unusable = |source: io::Error| Error::Folder { path: folder.to_owned(), source };
    let Some(known) = read(&note).map_err(unusable)? else {
        let registry = open()?;
        match whole::create_new(&note, format!("{}\n", registry.name()?).as_bytes(), Readers::Owner) {
            Ok(()) => return Ok(registry),
            // Another server was faster, perhaps with another store.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return self::open(path, keys, environment),
            // Keys may be put where nothing can be written; the URLs of lists tell one store from another all the same.
            Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
                return Ok(registry);
            }
            Err(error) => return Err(unusable(error)),
        }
    };
    let other = || Error::OtherStore { store: path.to_owned(), note: note.clone() };
    if !path.exists() {
        return Err(other());
    }
    let registry = open()?;
    if registry.name()? == known { Ok(registry) } else { Err(other()) }
}

fn read(note: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(note) {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
