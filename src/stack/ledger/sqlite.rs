use super::{CredentialKey, Ledger, LedgerError, LedgerView, Use};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS uses (
    issuer TEXT NOT NULL,
    credential TEXT NOT NULL,
    award TEXT NOT NULL,
    pathway TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (issuer, credential, award)
) STRICT;
CREATE INDEX IF NOT EXISTS awards ON uses (award);";

/// A ledger in a file that several processes share.
///
/// A commit takes the file for itself before it compares, so that of two at one time the second sees what the first
/// has written.
#[derive(Debug)]
pub struct SqliteLedger {
    connection: Mutex<Connection>,
}

impl SqliteLedger {
    /// The ledger in a file; the file is made if it is not there.
    ///
    /// # Errors
    /// If it cannot be opened, or is something else.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, LedgerError> {
        Self::of(Connection::open(path).map_err(unusable)?)
    }

    /// Whether something was counted towards an award, by its id.
    ///
    /// Whoever signs an award, keeps it, and is ended before or after the ledger was told finds out here which it was.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn has_award(&self, award: &str) -> Result<bool, LedgerError> {
        has_award(&self.connection(), award)
    }

    fn of(connection: Connection) -> Result<Self, LedgerError> {
        connection.busy_timeout(Duration::from_secs(10)).map_err(unusable)?;
        connection.execute_batch(TABLE).map_err(unusable)?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // An open transaction of whoever panicked was rolled back.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger for SqliteLedger {
    fn view(&self, keys: &[CredentialKey]) -> Result<LedgerView, LedgerError> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(unusable)?;
        let mut view = LedgerView::empty();
        for key in keys {
            view = uses(&transaction, key)?.into_iter().fold(view, |view, used| view.with(key.clone(), used));
        }
        Ok(view)
    }

    fn commit(&self, seen: &LedgerView, keys: &[CredentialKey], used: &Use) -> Result<(), LedgerError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(unusable)?;
        if has_award(&transaction, &used.award)? {
            return Err(LedgerError::Exists(used.award.clone()));
        }
        for key in keys {
            super::unchanged(seen.uses(key), &uses(&transaction, key)?)?;
            let insert = "INSERT INTO uses (issuer, credential, award, pathway, day) VALUES (?1, ?2, ?3, ?4, ?5)";
            let row = params![key.issuer, key.credential, used.award, used.pathway, used.on.to_string()];
            transaction.execute(insert, row).map_err(unusable)?;
        }
        transaction.commit().map_err(unusable)
    }
}

fn has_award(connection: &Connection, award: &str) -> Result<bool, LedgerError> {
    let known = "SELECT EXISTS (SELECT 1 FROM uses WHERE award = ?1)";
    connection.query_row(known, params![award], |row| row.get(0)).map_err(unusable)
}

fn uses(transaction: &Transaction<'_>, key: &CredentialKey) -> Result<Vec<Use>, LedgerError> {
    let select = "SELECT award, pathway, day FROM uses WHERE issuer = ?1 AND credential = ?2 ORDER BY day, award";
    let mut statement = transaction.prepare(select).map_err(unusable)?;
    let rows = statement.query_map(params![key.issuer, key.credential], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    });
    let rows = rows.map_err(unusable)?.collect::<Result<Vec<_>, _>>().map_err(unusable)?;
    let used = |(award, pathway, day): (String, String, String)| {
        let on = day.parse().map_err(|_| LedgerError::Unusable(format!("{day} is no day")))?;
        Ok(Use { award, pathway, on })
    };
    rows.into_iter().map(used).collect()
}

#[allow(clippy::needless_pass_by_value)] // the shape that `map_err` takes
fn unusable(error: rusqlite::Error) -> LedgerError {
    LedgerError::Unusable(error.to_string())
}
