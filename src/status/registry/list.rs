use super::ListPlan;
use crate::env::{EntropyError, Environment};
use crate::status::Bitstring;

/// One list as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListState {
    /// Its number in the registry, from 1.
    pub number: u32,
    /// What it was opened as.
    pub plan: ListPlan,
    /// How many places are taken.
    pub allocated: u32,
    /// How often anything that is published has changed, from 1. It only grows.
    pub version: u64,
    /// The version that was last published; 0 if none was.
    pub published: u64,
}

/// Everything that is published about one list, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snapshot {
    /// The list.
    pub list: ListState,
    /// Its entries.
    pub bits: Bitstring,
}

impl ListState {
    /// Where it is published.
    pub fn url(&self) -> String {
        self.plan.url(self.number)
    }

    /// Whether what is published is what stands here.
    pub fn is_published(&self) -> bool {
        self.published >= self.version
    }
}

/// How many places of a list are given away before another one is opened: three in four.
///
/// A quarter stays empty for good. So the next place is always one of at least 32,768, and nobody who has seen all the
/// others can guess it; and one free place is found in four draws on average, however long the list has been in use.
pub(super) fn capacity(entries: u32) -> u32 {
    entries / 4 * 3
}

/// More draws than an honest source of random bytes ever needs: with three places in four taken, all of them fail once in
/// 10³¹ times.
pub(super) const DRAWS: usize = 256;

/// An index below `entries`, each as likely as any other; `None` if the number that was drawn would favour some.
pub(super) fn draw(entries: u32, environment: &Environment) -> Result<Option<u32>, EntropyError> {
    let entries = u64::from(entries);
    // The numbers above the last whole multiple would favour the first indexes.
    let fair = u64::MAX - u64::MAX % entries;
    let number = u64::from_be_bytes(environment.random()?);
    Ok((number < fair).then(|| u32::try_from(number % entries).ok()).flatten())
}
