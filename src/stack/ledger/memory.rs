use super::{CredentialKey, Ledger, LedgerError, LedgerView, Use};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A ledger that is gone when the program ends.
#[derive(Debug, Default)]
pub struct MemoryLedger {
    uses: Mutex<LedgerView>,
}

impl MemoryLedger {
    /// A ledger in which nothing was counted.
    pub fn new() -> Self {
        Self::default()
    }

    fn uses(&self) -> MutexGuard<'_, LedgerView> {
        // Whoever panicked had written all or nothing.
        self.uses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger for MemoryLedger {
    fn view(&self, keys: &[CredentialKey]) -> Result<LedgerView, LedgerError> {
        Ok(self.uses().about(keys))
    }

    fn commit(&self, seen: &LedgerView, keys: &[CredentialKey], used: &Use) -> Result<(), LedgerError> {
        let mut uses = self.uses();
        if uses.all().any(|(_, own)| own.award == used.award) {
            return Err(LedgerError::Exists(used.award.clone()));
        }
        super::unchanged(seen, &uses.about(keys))?;
        for key in super::each(keys) {
            uses.add(key.clone(), used.clone());
        }
        Ok(())
    }
}
