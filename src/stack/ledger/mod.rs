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
    /// The issuer's id; empty where an award names one of its parts, which it does by id alone, whoever issued that.
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
#[derive(Clone, Default, PartialEq, Eq)]
pub struct LedgerView {
    /// By the credential's id and then by its issuer's: awards name their parts by ids alone.
    uses: BTreeMap<String, BTreeMap<String, Vec<Use>>>,
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
    /// What it says about some credentials, at one moment. A key without an issuer asks for all that have its id.
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

    /// A key of an id alone, as an award names its parts.
    pub(super) fn named(id: impl Into<String>) -> Self {
        Self::new("", id)
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
        self.add(key, used);
        self
    }

    /// Towards what a credential was counted.
    pub fn uses(&self, key: &CredentialKey) -> &[Use] {
        self.uses.get(&key.credential).and_then(|issuers| issuers.get(&key.issuer)).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, key: CredentialKey, used: Use) {
        self.uses.entry(key.credential).or_default().entry(key.issuer).or_default().push(used);
    }

    /// Every use, with whose it is.
    fn all(&self) -> impl Iterator<Item = (CredentialKey, &Use)> {
        let issuers = self.uses.iter().flat_map(|(credential, issuers)| {
            issuers.iter().map(move |(issuer, uses)| (CredentialKey::new(issuer, credential), uses))
        });
        issuers.flat_map(|(key, uses)| uses.iter().map(move |used| (key.clone(), used)))
    }

    /// The part of it that is about some keys.
    fn about(&self, keys: &[CredentialKey]) -> Self {
        let asked = Asked::of(keys);
        let about = self.all().filter(|(key, _)| asked.is_about(key));
        about.fold(Self::empty(), |view, (key, used)| view.with(key, used.clone()))
    }

    /// Towards what credentials of an id were counted, whoever issued them, or awards that were made of one.
    pub(super) fn of_id(&self, id: &str) -> impl Iterator<Item = &Use> {
        self.uses.get(id).into_iter().flat_map(BTreeMap::values).flatten()
    }
}

impl fmt::Debug for LedgerView {
    /// Of how many credentials: their ids may be the learner's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "LedgerView({})", self.uses.len())
    }
}

/// Which of the uses in a ledger are about some keys: of that issuer and id; of that id, where one is named by it alone.
struct Asked<'k> {
    keys: BTreeSet<&'k CredentialKey>,
    ids: BTreeSet<&'k str>,
    named: BTreeSet<&'k str>,
}

impl<'k> Asked<'k> {
    fn of(keys: &'k [CredentialKey]) -> Self {
        let ids = |named: bool| keys.iter().filter(move |key| !named || key.issuer.is_empty());
        let ids = |named: bool| ids(named).map(|key| key.credential.as_str()).collect();
        Self { keys: each(keys), ids: ids(false), named: ids(true) }
    }

    fn is_about(&self, key: &CredentialKey) -> bool {
        let id = key.credential.as_str();
        self.keys.contains(key) || self.named.contains(id) || (key.issuer.is_empty() && self.ids.contains(id))
    }
}

/// Each of the keys, once.
fn each(keys: &[CredentialKey]) -> BTreeSet<&CredentialKey> {
    keys.iter().collect()
}

/// Whether there are no other uses now than were seen.
fn unchanged(seen: &LedgerView, now: &LedgerView) -> Result<(), LedgerError> {
    match now.all().find(|(key, used)| !seen.uses(key).contains(used)) {
        Some((_, used)) => Err(LedgerError::Changed { award: used.award.clone() }),
        None => Ok(()),
    }
}
