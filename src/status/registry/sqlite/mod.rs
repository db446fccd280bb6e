mod file;
mod rows;

use super::{
    Change, Changed, LONGEST_REASON, ListPlan, ListState, Place, Record, Registry, RegistryError, Snapshot, Target,
    check_allocation, check_text,
};
use crate::env::Environment;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A registry in a file that several processes of one machine share.
///
/// A process may die at any moment: what it was told to be done is on the disk, and what it had only begun never happened. Its
/// owner alone may read the file. It belongs on a local disk: network file systems do not lock as they must.
pub struct SqliteRegistry {
    environment: Environment,
    connection: Mutex<Connection>,
}

impl SqliteRegistry {
    /// Opens the file, or makes an empty one; its clock and source of entropy are the environment's.
    ///
    /// # Errors
    /// If it is something else or of a later version, if others may read it, or the file system says no.
    ///
    /// ```no_run
    /// use microcred::Environment;
    /// use microcred::status::registry::{Registry, SqliteRegistry};
    /// let registry = SqliteRegistry::open("status.db", Environment::system())?;
    /// for list in registry.lists()? {
    ///     println!("{} with {} credentials", list.url(), list.allocated);
    /// }
    /// # Ok::<(), microcred::status::registry::RegistryError>(())
    /// ```
    pub fn open(path: impl AsRef<Path>, environment: Environment) -> Result<Self, RegistryError> {
        Ok(Self { environment, connection: Mutex::new(file::open(path.as_ref())?) })
    }

    /// What tells this store from every other: 16 hexadecimal digits, drawn when it is first asked for, and the same for as long as the
    /// file lives. Where it stands in the URLs of lists, no other store can take the place of this one unnoticed, and say that nothing
    /// was revoked; [`StatusStore::url`](crate::ops::StatusStore::url) says how.
    ///
    /// # Errors
    /// If the store fails or there is no entropy.
    pub fn name(&self) -> Result<String, RegistryError> {
        if let Some(name) = self.read(|store| rows::name(store))? {
            return Ok(name);
        }
        self.write(|store| match rows::name(store)? {
            Some(name) => Ok(name),
            None => rows::give_name(store, &self.environment),
        })
    }

    /// A transaction that writes: it waits for whoever else does, and then sees everything that they did.
    fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, RegistryError>) -> Result<T, RegistryError> {
        self.transact(TransactionBehavior::Immediate, work)
    }

    /// A transaction that reads: it sees one moment.
    fn read<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, RegistryError>) -> Result<T, RegistryError> {
        self.transact(TransactionBehavior::Deferred, work)
    }

    fn transact<T>(
        &self,
        behaviour: TransactionBehavior,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, RegistryError>,
    ) -> Result<T, RegistryError> {
        // After a panic, the transaction that it interrupted was rolled back.
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(behaviour)?;
        let value = work(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }
}

impl Registry for SqliteRegistry {
    fn allocate(&self, credential: &str, plans: &[ListPlan]) -> Result<Vec<Place>, RegistryError> {
        check_allocation(credential, plans)?;
        self.write(|store| {
            plans.iter().map(|plan| rows::allocate(store, credential, plan, &self.environment)).collect()
        })
    }

    fn allocate_all(&self, credentials: &[&str], plans: &[ListPlan]) -> Result<Vec<Vec<Place>>, RegistryError> {
        credentials.iter().try_for_each(|credential| check_allocation(credential, plans))?;
        self.write(|store| {
            let places = |credential: &&str| {
                plans.iter().map(|plan| rows::allocate(store, credential, plan, &self.environment)).collect()
            };
            credentials.iter().map(places).collect()
        })
    }

    fn set(&self, target: &Target, change: Change, reason: &str) -> Result<Changed, RegistryError> {
        check_text("a reason", reason, LONGEST_REASON)?;
        self.write(|store| {
            let (list, index) = only(store, target, change)?;
            let plan = rows::state(store, list)?.plan;
            let value = change.value(&plan, list)?;
            let before = rows::value(store, &plan, list, index)?;
            let is_new = before != value;
            if is_new {
                let (at, change, reason) = (self.environment.now(), change.name().to_owned(), reason.to_owned());
                rows::change(store, &plan, &Record { at, list, index, change, before, after: value, reason })?;
            }
            Ok(Changed { place: Place::new(&plan, list, index), value, is_new })
        })
    }

    fn find(&self, target: &Target) -> Result<Vec<(Place, u32)>, RegistryError> {
        self.read(|store| {
            let places = rows::places(store, target)?.into_iter();
            let read = places.map(|(list, index)| {
                let plan = rows::state(store, list)?.plan;
                Ok((Place::new(&plan, list, index), rows::value(store, &plan, list, index)?))
            });
            read.collect()
        })
    }

    fn history(&self, target: &Target) -> Result<Vec<Record>, RegistryError> {
        self.read(|store| {
            let mut records = Vec::new();
            for (list, index) in rows::places(store, target)? {
                records.extend(rows::records(store, list, index)?);
            }
            records.sort_by_key(|(sequence, _)| *sequence);
            Ok(records.into_iter().map(|(_, record)| record).collect())
        })
    }

    fn lists(&self) -> Result<Vec<ListState>, RegistryError> {
        self.read(|store| rows::states(store))
    }

    fn list(&self, number: u32) -> Result<ListState, RegistryError> {
        self.read(|store| rows::state(store, number))
    }

    fn snapshot(&self, number: u32) -> Result<Snapshot, RegistryError> {
        self.read(|store| {
            let list = rows::state(store, number)?;
            let bits = rows::bits(store, &list.plan, number)?;
            Ok(Snapshot { list, bits })
        })
    }

    fn mark_published(&self, number: u32, version: u64) -> Result<(), RegistryError> {
        self.write(|store| {
            let version = version.min(rows::state(store, number)?.version).cast_signed();
            store.execute(
                "UPDATE lists SET published = max(published, ?2) WHERE number = ?1",
                rusqlite::params![number, version],
            )?;
            Ok(())
        })
    }
}

/// The one place of a target that a change is about.
fn only(store: &Connection, target: &Target, change: Change) -> Result<(u32, u32), RegistryError> {
    let mut places = rows::places(store, target)?;
    if let Target::Place { list, index } = *target {
        rows::state(store, list)?;
        return places.pop().ok_or(RegistryError::NotAllocated { list, index });
    }
    let purpose = change.purpose();
    let mut of_purpose = Vec::new();
    for place in places {
        if rows::state(store, place.0)?.plan.purpose == purpose {
            of_purpose.push(place);
        }
    }
    match of_purpose[..] {
        [] => Err(RegistryError::UnknownCredential { purpose }),
        [only] => Ok(only),
        _ => Err(RegistryError::Ambiguous),
    }
}

impl fmt::Debug for SqliteRegistry {
    /// Without the credentials: their ids are theirs.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SqliteRegistry").finish_non_exhaustive()
    }
}
