//! Files that several processes share (SQLite): who may read one, what it is, and which version it has.

mod error;

pub(crate) use error::StoreError;

use super::mode_if_shared;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// What sort of file one is.
pub(crate) struct Kind {
    /// Marks a file as one of these, and of this library.
    pub(crate) application: i64,
    /// What makes a file of each version from one of the version before, the first from an empty one.
    pub(crate) migrations: &'static [&'static str],
}

/// How often one process asks whether another is done, and for how many times: for half a minute or more, of which no
/// transaction takes a hundredth. Asking ever more seldom, as SQLite does by itself, would let those starve that came first.
const PAUSE: Duration = Duration::from_millis(1);
const PATIENCE: i32 = 30_000;

fn wait(times: i32) -> bool {
    thread::sleep(PAUSE);
    times < PATIENCE
}

impl Kind {
    /// Opens the file, or makes it.
    pub(crate) fn open(&self, path: &Path) -> Result<Connection, StoreError> {
        create_or_check(path)?;
        let (connection, version) = self.connect(path)?;
        self.ready(connection, version)
    }

    /// Opens the file if it is there, and something was ever written to it; makes none.
    pub(crate) fn open_existing(&self, path: &Path) -> Result<Option<Connection>, StoreError> {
        if !fs::exists(path)? {
            return Ok(None);
        }
        check(path)?;
        match self.connect(path)? {
            (_, 0) => Ok(None),
            (connection, version) => self.ready(connection, version).map(Some),
        }
    }

    /// A connection through which nothing was changed yet, and the version of the file; 0 if it is empty.
    fn connect(&self, path: &Path) -> Result<(Connection, i64), StoreError> {
        // A path that is absolute has no other meaning to SQLite, as `:memory:` has.
        let path = fs::canonicalize(path)?;
        let flags =
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_handler(Some(wait))?;
        // All that is asked about one moment, since somebody else may be making the file right now.
        let version = self.version(&*connection.transaction()?)?;
        Ok((connection, version))
    }

    /// A connection to a file of the version that is known here.
    fn ready(&self, mut connection: Connection, version: i64) -> Result<Connection, StoreError> {
        // With a log ahead of the file, readers and the one who writes do not wait for each other, and a commit is one sync:
        // FULL means that it is on the disk before anybody hears of it.
        patiently(|| log_ahead(&connection))?;
        connection.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
        )?;
        if version < self.known() {
            self.migrate(&mut connection)?;
        }
        Ok(connection)
    }

    /// The version of a file of this kind; 0 if it is empty.
    fn version(&self, connection: &Connection) -> Result<i64, StoreError> {
        let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        let application = number("PRAGMA application_id")?;
        let version = number("PRAGMA user_version")?;
        if application == self.application {
            return match (1..=self.known()).contains(&version) {
                true => Ok(version),
                false => Err(StoreError::Version { found: version, known: self.known() }),
            };
        }
        match application {
            0 if number("SELECT count(*) FROM sqlite_schema")? == 0 => Ok(0),
            _ => Err(StoreError::Foreign),
        }
    }

    fn known(&self) -> i64 {
        self.migrations.len() as i64
    }

    /// Brings a file to the version that is known here, unless somebody else just did.
    fn migrate(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let from = usize::try_from(self.version(&transaction)?).unwrap_or_default();
        for migration in self.migrations.iter().skip(from) {
            transaction.execute_batch(migration)?;
        }
        transaction.pragma_update(None, "application_id", self.application)?;
        transaction.pragma_update(None, "user_version", self.known())?;
        Ok(transaction.commit()?)
    }
}

/// Makes an empty file that its owner alone may read and write; of one that is there, only that is checked.
fn create_or_check(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => check(path),
        created => Ok(created.map(drop)?),
    }
}

/// Whether it is a file, and its owner's alone.
fn check(path: &Path) -> Result<(), StoreError> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(StoreError::Foreign);
    }
    match mode_if_shared(&metadata) {
        None => Ok(()),
        Some(mode) => Err(StoreError::Shared { mode }),
    }
}

fn log_ahead(connection: &Connection) -> Result<(), StoreError> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    match mode.as_str() {
        "wal" => Ok(()),
        _ => {
            Err(StoreError::Storage("its file system does not let processes share memory; use a local one".to_owned()))
        }
    }
}

/// Where SQLite gives up at once although somebody is only about to be done.
fn patiently(work: impl Fn() -> Result<(), StoreError>) -> Result<(), StoreError> {
    let mut times = 0;
    loop {
        match work() {
            Err(StoreError::Busy) if wait(times) => times += 1,
            done => return done,
        }
    }
}
