mod file;

use super::{CredentialKey, Ledger, LedgerError, LedgerView, Use};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A ledger in a file that several processes of one machine share.
///
/// A commit takes the file for itself before it compares, so that of two at one time the second sees what the first
/// has written. Its owner alone may read the file. It belongs on a local disk: network file systems do not lock as they must.
#[derive(Debug)]
pub struct SqliteLedger {
    connection: Mutex<Connection>,
}

impl SqliteLedger {
    /// The ledger in a file; the file is made if it is not there.
    ///
    /// # Errors
    /// If it is something else or of a later version, if others may read it, or the file system says no. It is as it was then.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, LedgerError> {
        Ok(Self { connection: Mutex::new(file::open(path.as_ref())?) })
    }

    /// The ledger in a file that is there; none is made. For whoever only asks: in one that is made because its name was mistyped,
    /// nothing was ever counted.
    ///
    /// # Errors
    /// As for [`open`](Self::open), and if there is none.
    pub fn open_existing(path: impl AsRef<Path>) -> Result<Self, LedgerError> {
        Ok(Self { connection: Mutex::new(file::open_existing(path.as_ref())?) })
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

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // An open transaction of whoever panicked was rolled back.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger for SqliteLedger {
    fn view(&self, keys: &[CredentialKey]) -> Result<LedgerView, LedgerError> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let mut view = LedgerView::empty();
        for key in super::each(keys) {
            view = uses(&transaction, key)?.into_iter().fold(view, |view, used| view.with(key.clone(), used));
        }
        Ok(view)
    }

    fn commit(&self, seen: &LedgerView, keys: &[CredentialKey], used: &Use) -> Result<(), LedgerError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if has_award(&transaction, &used.award)? {
            return Err(LedgerError::Exists(used.award.clone()));
        }
        let keys = super::each(keys);
        for key in &keys {
            super::unchanged(seen.uses(key), &uses(&transaction, key)?)?;
        }
        for key in keys {
            transaction.execute(
                "INSERT INTO uses (issuer, credential, award, pathway, day) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![key.issuer, key.credential, used.award, used.pathway, used.on.to_string()],
            )?;
        }
        Ok(transaction.commit()?)
    }
}

fn has_award(connection: &Connection, award: &str) -> Result<bool, LedgerError> {
    let known = "SELECT EXISTS (SELECT 1 FROM uses WHERE award = ?1)";
    Ok(connection.query_row(known, params![award], |row| row.get(0))?)
}

fn uses(transaction: &Transaction<'_>, key: &CredentialKey) -> Result<Vec<Use>, LedgerError> {
    let select = "SELECT award, pathway, day FROM uses WHERE issuer = ?1 AND credential = ?2 ORDER BY day, award";
    let mut statement = transaction.prepare(select)?;
    let rows = statement.query_map(params![key.issuer, key.credential], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    let used = |(award, pathway, day): (String, String, String)| {
        let on = day.parse().map_err(|_| LedgerError::Unusable(format!("{day} is no day")))?;
        Ok(Use { award, pathway, on })
    };
    rows.into_iter().map(used).collect()
}
