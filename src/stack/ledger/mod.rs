//! Who counted what towards which award, so that nothing is counted twice without anybody knowing.

mod memory;
#[cfg(feature = "store")]
mod sqlite;

pub use memory::MemoryLedger;
#[cfg(feature = "store")]
pub use sqlite::SqliteLedger;

use crate::verify::Provenance;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// By what double use is found: the issuer's id and the credential's, together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct CredentialKey {
    /// The issuer's id.
    pub issuer: String,
    /// The credential's id; where it has none, `sha256:` and the digest of what arrived, which is no id: a pathway counts no
    /// credential without one.
    pub credential: String,
}

/// That a credential was counted towards an award.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Use {
    /// The award, by the id of the credential that was issued for it.
    pub award: String,
    /// The pathway, by its id.
    pub pathway: String,
    /// On which day.
    pub on: NaiveDate,
}

/// What a ledger says about some credentials at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerView {
    uses: BTreeMap<CredentialKey, Vec<Use>>,
}

/// Why a ledger did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// Since the view was taken, one of the credentials was counted towards another award.
    #[error("since it was looked at, one of the credentials was counted towards {award}; evaluate again")]
    Changed {
        /// That award.
        award: String,
    },
    /// The award is there already.
    #[error("the award {0} is in the ledger already; give every award an id of its own")]
    Exists(String),
    /// There is none.
    #[error("there is no ledger of that name; check the name, and name none if nothing was counted yet")]
    Missing,
    /// Somebody else holds the file for longer than anybody should.
    #[error("another process keeps the ledger locked; try again")]
    Busy,
    /// The file is something else.
    #[error("the file is not a ledger; name another one")]
    Foreign,
    /// A later version of this library has been at the file.
    #[error("the ledger has the version {found}, and this build knows those up to {known}; use a newer one")]
    Version {
        /// What the file has.
        found: i64,
        /// The latest that is known.
        known: i64,
    },
    /// Others may read or change the file.
    #[error("the ledger may be read or changed by others (mode {mode:03o}); run `chmod 600` on it")]
    Shared {
        /// Its permission bits.
        mode: u32,
    },
    /// It cannot be read or written.
    #[error("the ledger cannot be used: {0}; check its file and its permissions")]
    Unusable(String),
}

/// A record of what was counted towards which award.
///
/// An organisation takes a [view](Self::view), [evaluates](super::Pathway::evaluate) with it, and [commits](Self::commit) what was
/// counted. The commit compares and sets: it is refused if one of the credentials was counted elsewhere in the meantime,
/// so that two awards at one time never count one credential more often than a pathway allows.
pub trait Ledger: Send + Sync {
    /// What it says about some credentials, at one moment.
    ///
    /// # Errors
    /// If it cannot be read.
    fn view(&self, keys: &[CredentialKey]) -> Result<LedgerView, LedgerError>;

    /// Writes down that credentials were counted towards an award: all of them, or none, and each once.
    ///
    /// # Errors
    /// If the ledger says something else about one of them than the view did, if the award is there already, or if it cannot
    /// be written.
    fn commit(&self, seen: &LedgerView, keys: &[CredentialKey], used: &Use) -> Result<(), LedgerError>;
}

macro_rules! ledger_behind {
    ($($pointer:ty)*) => {
        $(
            impl<L: Ledger + ?Sized> Ledger for $pointer {
                fn view(&self, keys: &[CredentialKey]) -> Result<LedgerView, LedgerError> {
                    (**self).view(keys)
                }

                fn commit(&self, seen: &LedgerView, keys: &[CredentialKey], used: &Use) -> Result<(), LedgerError> {
                    (**self).commit(seen, keys, used)
                }
            }
        )*
    };
}

ledger_behind!(&L Box<L> Arc<L>);

impl CredentialKey {
    /// The key of a credential that was verified.
    pub fn of(provenance: &Provenance) -> Self {
        let credential = provenance.credential.clone();
        Self {
            issuer: provenance.issuer.clone(),
            credential: credential.unwrap_or_else(|| format!("sha256:{}", provenance.input_sha256)),
        }
    }

    /// A key of its two ids.
    pub fn new(issuer: impl Into<String>, credential: impl Into<String>) -> Self {
        Self { issuer: issuer.into(), credential: credential.into() }
    }
}

impl fmt::Debug for CredentialKey {
    /// The issuer's id alone: a credential's may be the learner's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CredentialKey").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl Use {
    /// A use: the award's id, the pathway's id, the day.
    pub fn new(award: impl Into<String>, pathway: impl Into<String>, on: NaiveDate) -> Self {
        Self { award: award.into(), pathway: pathway.into(), on }
    }
}

impl LedgerView {
    /// A ledger in which nothing was counted.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The same, with one more use.
    #[must_use]
    pub fn with(mut self, key: CredentialKey, used: Use) -> Self {
        self.uses.entry(key).or_default().push(used);
        self
    }

    /// Towards what a credential was counted.
    pub fn uses(&self, key: &CredentialKey) -> &[Use] {
        self.uses.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Each of the keys, once.
fn each(keys: &[CredentialKey]) -> BTreeSet<&CredentialKey> {
    keys.iter().collect()
}

/// Whether a credential has no other uses than were seen.
fn unchanged(seen: &[Use], now: &[Use]) -> Result<(), LedgerError> {
    match now.iter().find(|used| !seen.contains(used)) {
        Some(used) => Err(LedgerError::Changed { award: used.award.clone() }),
        None => Ok(()),
    }
}
