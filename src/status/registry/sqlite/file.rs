//! The file: who may read it, what it is, and which version it has.

use crate::status::registry::RegistryError;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// "mcst": marks a file as a registry of this library.
const APPLICATION: i64 = 0x6d63_7374;

/// What makes a file of each version from one of the version before, the first from an empty one.
const MIGRATIONS: [&str; 1] = [include_str!("version_1.sql")];

/// How often one process asks whether another is done, and for how many times: for half a minute or more, of which no
/// transaction takes a hundredth. Asking ever more seldom, as SQLite does by itself, would let those starve that came first.
const PAUSE: Duration = Duration::from_millis(1);
const PATIENCE: i32 = 30_000;

fn wait(times: i32) -> bool {
    thread::sleep(PAUSE);
    times < PATIENCE
}

/// Opens the file, or makes it.
pub(super) fn open(path: &Path) -> Result<Connection, RegistryError> {
    create_or_check(path)?;
    // A path that is absolute has no other meaning to SQLite, as `:memory:` has.
    let path = fs::canonicalize(path).map_err(storage)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_handler(Some(wait))?;
    // All that is asked about one moment, since somebody else may be making the file right now.
    let version = version(&*connection.transaction()?)?;
    // With a log ahead of the file, readers and the one who writes do not wait for each other, and a commit is one sync:
    // FULL means that it is on the disk before anybody hears of it.
    patiently(|| log_ahead(&connection))?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
    )?;
    if version < known() {
        migrate(&mut connection)?;
    }
    Ok(connection)
}

/// Makes an empty file that its owner alone may read and write; of one that is there, only that is checked.
#[cfg(unix)]
fn create_or_check(path: &Path) -> Result<(), RegistryError> {
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    let created = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match created {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        created => return created.map(drop).map_err(storage),
    }
    let mode = File::open(path).and_then(|file| file.metadata()).map_err(storage)?.mode() & 0o777;
    match mode & 0o077 {
        0 => Ok(()),
        _ => Err(RegistryError::Shared { mode }),
    }
}

#[cfg(not(unix))]
fn create_or_check(path: &Path) -> Result<(), RegistryError> {
    OpenOptions::new().write(true).create(true).truncate(false).open(path).map(drop).map_err(storage)
}

/// The version of a file of ours; 0 if it is empty.
fn version(connection: &Connection) -> Result<i64, RegistryError> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    match application {
        APPLICATION if (1..=known()).contains(&version) => Ok(version),
        APPLICATION => Err(RegistryError::Version { found: version, known: known() }),
        0 if number("SELECT count(*) FROM sqlite_schema")? == 0 => Ok(0),
        _ => Err(RegistryError::Foreign),
    }
}

fn known() -> i64 {
    MIGRATIONS.len() as i64
}

/// Brings a file to the version that is known here, unless somebody else just did.
fn migrate(connection: &mut Connection) -> Result<(), RegistryError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let from = usize::try_from(version(&transaction)?).unwrap_or_default();
    for migration in MIGRATIONS.iter().skip(from) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", known())?;
    Ok(transaction.commit()?)
}

fn log_ahead(connection: &Connection) -> Result<(), RegistryError> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    match mode.as_str() {
        "wal" => Ok(()),
        _ => Err(RegistryError::Storage(
            "its file system does not let processes share memory; use a local one".to_owned(),
        )),
    }
}

/// Where SQLite gives up at once although somebody is only about to be done.
fn patiently(work: impl Fn() -> Result<(), RegistryError>) -> Result<(), RegistryError> {
    let mut times = 0;
    loop {
        match work() {
            Err(RegistryError::Busy) if wait(times) => times += 1,
            done => return done,
        }
    }
}

fn storage(error: io::Error) -> RegistryError {
    RegistryError::Storage(error.to_string())
}

impl From<rusqlite::Error> for RegistryError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::NotADatabase) => Self::Foreign,
            _ => Self::Storage(error.to_string()),
        }
    }
}
