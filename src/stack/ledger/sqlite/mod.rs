mod file;

use super::{Asked, CredentialKey, Ledger, LedgerError, LedgerView, Use};
use crate::json::Value;
use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params};
use std::collections::BTreeSet;
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
        uses(&transaction, keys)
    }

    fn commit(&self, seen: &LedgerView, keys: &[CredentialKey], used: &Use) -> Result<(), LedgerError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if has_award(&transaction, &used.award)? {
            return Err(LedgerError::Exists(used.award.clone()));
        }
        super::unchanged(seen, &uses(&transaction, keys)?)?;
        for key in super::each(keys) {
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

/// What is about some keys: of those with an issuer by the key of the table, of ids alone by their own index.
fn uses(transaction: &Transaction<'_>, keys: &[CredentialKey]) -> Result<LedgerView, LedgerError> {
    let asked = Asked::of(keys);
    let rows = "SELECT issuer, credential, award, pathway, day FROM uses";
    let mut of_key =
        transaction.prepare(&format!("{rows} WHERE issuer IN (?1, '') AND credential = ?2 ORDER BY day, award"))?;
    let mut of_ids = transaction
        .prepare(&format!("{rows} WHERE credential IN (SELECT value FROM json_each(?1)) ORDER BY day, award"))?;
    // By what is asked for by id alone, no other key asks again.
    let known = |key: &&&CredentialKey| !asked.named.contains(key.credential.as_str());
    let mut view = LedgerView::empty();
    let mut ids = BTreeSet::new();
    for key in asked.keys.iter().filter(known) {
        let found = of_key.query_map(params![key.issuer, key.credential], row)?;
        for found in found {
            let (key, used) = read(found?)?;
            // Two issuers may have given out one id, which an award named.
            if !key.issuer.is_empty() || ids.insert((key.credential.clone(), used.award.clone())) {
                view = view.with(key, used);
            }
        }
    }
    if !asked.named.is_empty() {
        let ids = Value::Array(asked.named.iter().copied().map(Value::from).collect()).to_string();
        for found in of_ids.query_map(params![ids], row)? {
            let (key, used) = read(found?)?;
            view = view.with(key, used);
        }
    }
    Ok(view)
}

type Columns = [String; 5];

fn row(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?])
}

fn read([issuer, credential, award, pathway, day]: Columns) -> Result<(CredentialKey, Use), LedgerError> {
    let on = day.parse().map_err(|_| LedgerError::Unusable(format!("{day} is no day")))?;
    Ok((CredentialKey::new(issuer, credential), Use { award, pathway, on }))
}
