use super::ledger::CredentialKey;
use super::{Amount, Pathway, RequirementKind};
use crate::framework::Conversion;
use chrono::NaiveDate;

/// Where a learner stands on a pathway: what is satisfied by what, what is missing, and what was not used and why.
///
/// It is a proposal of one organisation's rules to that organisation, and no entitlement of anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub struct Evaluation {
    /// The pathway, by its id.
    pub pathway: String,
    /// Its version.
    pub version: String,
    /// The day for which it was evaluated.
    pub day: NaiveDate,
    /// Whether everything that is mandatory is satisfied.
    pub is_complete: bool,
    /// What is counted, in the unit of the pathway.
    pub credits: Amount,
    /// The name of the unit.
    pub unit: String,
    /// The groups, each with the groups in it behind it.
    pub groups: Vec<GroupResult>,
    /// The requirements, those that always hold first.
    pub requirements: Vec<RequirementResult>,
    /// What is counted, oldest first.
    pub counted: Vec<CountedCredential>,
    /// What is not, oldest first.
    pub unused: Vec<UnusedCredential>,
    /// The shortest way to completion: as few credits more as will do. Empty if it is complete, if no more credentials would
    /// help, or if none was found, as where a share has to be met to the point or the pathway has more rules than can be gone through
    /// for so many members of its groups.
    pub way: Vec<Step>,
    /// What the way counts elsewhere than now, no longer, or only then: where that is shorter, or what is counted now leads
    /// nowhere.
    pub regrouped: Vec<Regrouped>,
    /// Whether no way is shorter; otherwise the search for one was ended.
    pub way_is_shortest: bool,
    /// Whether there is no better allocation.
    pub optimality: Optimality,
}

/// Whether something is satisfied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// It is.
    Pass,
    /// It is, or the award can do without it, but somebody should look.
    Warn,
    /// It cannot be told: something is not stated, not placed, or was left out by the holder.
    NotEvaluable,
    /// It is not.
    Fail,
}

/// How one group stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupResult {
    /// Its name within the pathway.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// In how many others it is.
    pub depth: usize,
    /// Whether it is satisfied.
    pub status: Status,
    /// What counts in it, by place in [`Evaluation::counted`].
    pub used: Vec<usize>,
    /// How many credits that is.
    pub credits: Amount,
    /// What is missing, in words.
    pub missing: Option<String>,
}

/// How one requirement stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequirementResult {
    /// Its name within the pathway; of those that always hold: `pathway`, `trust`, `verification`, `learner`, `standalone`,
    /// `referencing`, `sum`.
    pub id: String,
    /// Of what kind it is.
    pub kind: RequirementKind,
    /// What it says, in words.
    pub words: String,
    /// Whether it is satisfied.
    pub status: Status,
    /// What counts towards it, by place in [`Evaluation::counted`].
    pub used: Vec<usize>,
    /// What is missing or the matter, in words.
    pub missing: Option<String>,
}

/// A credential that is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountedCredential {
    /// By what the ledger knows it.
    pub key: CredentialKey,
    /// SHA-256 of what arrived, in hexadecimal.
    pub input_sha256: String,
    /// The achievement, by its id.
    pub achievement: Option<String>,
    /// The title of the achievement.
    pub title: String,
    /// When it was awarded.
    pub awarded: NaiveDate,
    /// The group in which it counts, by its name; empty where a pathway has none.
    pub group: String,
    /// How many credits it counts.
    pub credits: Amount,
    /// How they were converted, if they were.
    pub conversion: Option<Conversion>,
}

/// A credential that is not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnusedCredential {
    /// By what the ledger knows it.
    pub key: CredentialKey,
    /// The title of the achievement; empty where it was not shown.
    pub title: String,
    /// Why; each reason by itself is enough.
    pub reasons: Vec<Reason>,
}

/// Why a credential is not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reason {
    /// The requirement or group that it is about, by its name.
    pub by: String,
    /// In words.
    pub detail: String,
    /// Whether it could not be told, rather than is so.
    pub is_unknown: bool,
}

/// Something that would bring a learner nearer to completion.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// How many credits, if any number.
    pub credits: Amount,
    /// How many credentials, where they and not their credits are counted.
    pub credentials: u32,
    /// The group that they have to be from, by its name.
    pub group: Option<String>,
    /// What they have to be besides, in words.
    pub conditions: Vec<String>,
    /// All of it, in words.
    pub words: String,
}

/// A credential that counts elsewhere on the way to completion than it does now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Regrouped {
    /// By what the ledger knows it.
    pub key: CredentialKey,
    /// The title of the achievement.
    pub title: String,
    /// The group in which it counts now, by its name, which is empty where a pathway has none; nothing if it does not count.
    pub from: Option<String>,
    /// The group in which it counts then; nothing if it does not.
    pub to: Option<String>,
}

/// Whether an allocation is the best.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Optimality {
    /// There is none that satisfies more, or as much with more credits.
    Proven {
        /// Whether it is the first of those that are as good: oldest credentials first, in the places that come first.
        is_first: bool,
    },
    /// The search was ended before that was known.
    Gap {
        /// How much is satisfied, and how much could be at most.
        satisfied: (u32, u32),
        /// How many credits are counted, and how many could be at most.
        credits: (Amount, Amount),
    },
}

impl Status {
    /// The word used in JSON: `pass`, `warn`, `not_evaluable`, `fail`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::NotEvaluable => "not_evaluable",
            Self::Fail => "fail",
        }
    }
}

impl Evaluation {
    /// The requirement of that name.
    pub fn requirement(&self, id: &str) -> Option<&RequirementResult> {
        self.requirements.iter().find(|own| own.id == id)
    }

    /// The group of that name.
    pub fn group(&self, id: &str) -> Option<&GroupResult> {
        self.groups.iter().find(|own| own.id == id)
    }

    /// Whether it is an evaluation of this pathway, in this version.
    pub fn is_of(&self, pathway: &Pathway) -> bool {
        self.pathway == pathway.id && self.version == pathway.version
    }
}
