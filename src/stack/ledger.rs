use crate::verify::Provenance;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::fmt;

/// By what double use is found: the issuer's id and the credential's, together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct CredentialKey {
    /// The issuer's id.
    pub issuer: String,
    /// The credential's id; where it has none, `sha256:` and the digest of what arrived.
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
    version: u64,
    uses: BTreeMap<CredentialKey, Vec<Use>>,
}

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

    /// The same, as of a version of the ledger that it was taken from.
    #[must_use]
    pub fn at_version(self, version: u64) -> Self {
        Self { version, ..self }
    }

    /// The same, with one more use.
    #[must_use]
    pub fn with(mut self, key: CredentialKey, used: Use) -> Self {
        self.uses.entry(key).or_default().push(used);
        self
    }

    /// The version of the ledger that it was taken from: what [compare-and-set](super) compares.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Towards what a credential was counted.
    pub fn uses(&self, key: &CredentialKey) -> &[Use] {
        self.uses.get(key).map_or(&[], Vec::as_slice)
    }
}
