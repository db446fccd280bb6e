use super::{CredentialKey, Ledger, LedgerError, LedgerView, Use};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A ledger that is gone when the program ends.
#[derive(Debug, Default)]
pub struct MemoryLedger {
    uses: Mutex<BTreeMap<CredentialKey, Vec<Use>>>,
}

impl MemoryLedger {
    /// A ledger in which nothing was counted.
    pub fn new() -> Self {
        Self::default()
    }

    fn uses(&self) -> MutexGuard<'_, BTreeMap<CredentialKey, Vec<Use>>> {
        // Whoever panicked had written all or nothing.
        self.uses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger for MemoryLedger {
    fn view(&self, keys: &[CredentialKey]) -> Result<LedgerView, LedgerError> {
        let uses = self.uses();
        let found = super::each(keys).into_iter();
        let found = found.flat_map(|key| uses.get(key).into_iter().flatten().map(move |used| (key, used)));
        Ok(found.fold(LedgerView::empty(), |view, (key, used)| view.with(key.clone(), used.clone())))
    }

    fn commit(&self, seen: &LedgerView, keys: &[CredentialKey], used: &Use) -> Result<(), LedgerError> {
        let mut uses = self.uses();
        if uses.values().flatten().any(|own| own.award == used.award) {
            return Err(LedgerError::Exists(used.award.clone()));
        }
        let keys = super::each(keys);
        for key in &keys {
            let now = uses.get(*key).map_or(&[][..], Vec::as_slice);
            super::unchanged(seen.uses(key), now)?;
        }
        for key in keys {
            uses.entry(key.clone()).or_default().push(used.clone());
        }
        Ok(())
    }
}
