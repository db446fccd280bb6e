use super::{Requirement, Rule, Selector};
use crate::framework::{Ratio, Rounding, Unit};
use crate::microcredential::{CredentialKind, Level, Offer};
use crate::report::Trust;
use chrono::NaiveDate;

/// What a receiving organisation's award takes.
///
/// It is an evaluation under one organisation's rules: the organisation decides, and stacking entitles nobody to an award
/// ([Council Recommendation of 16 June 2022, Annex II.5](https://eur-lex.europa.eu/eli/C/2022/243/02)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pathway {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) award: Offer,
    pub(super) credits: CreditRule,
    pub(super) valid_from: Option<NaiveDate>,
    pub(super) valid_until: Option<NaiveDate>,
    pub(super) minimum_trust: Trust,
    pub(super) verified_within: Option<u32>,
    pub(super) catalogue: Vec<CatalogueEntry>,
    pub(super) groups: Vec<Group>,
    pub(super) requirements: Vec<Requirement>,
}

/// In what credits are counted, and what is converted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreditRule {
    /// The unit of every amount in the pathway.
    pub unit: Unit,
    /// What may be converted into it, by the ratios of `vocab/frameworks`; nothing is unless it is named.
    pub convert: Vec<Unit>,
    /// How many hours make one credit, where hours may be converted.
    pub hours_per_credit: Option<Ratio>,
    /// In which direction a conversion is rounded.
    pub rounding: Rounding,
}

/// An achievement that a pathway knows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CatalogueEntry {
    /// Its id (absolute IRI).
    pub achievement: String,
    /// What it is called, if that is said.
    pub title: Option<String>,
    /// Other achievements that the organisation takes for it, by id.
    pub equivalents: Vec<String>,
    /// Words that selectors find it by.
    pub tags: Vec<String>,
}

/// A part of an award: which credentials count there, and how many it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// Its name within the pathway.
    pub id: String,
    /// What people call it; empty if only the name is known.
    pub title: String,
    /// Whether the award can do without it.
    pub optional: bool,
    /// How many it takes.
    pub select: Select,
    /// What counts in it.
    pub members: Members,
}

/// How many of its members a group takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // all, some, or by credits
pub enum Select {
    /// One credential for every selector, or every group.
    All,
    /// So many credentials, or so many groups; of credentials no more than the second number, where there is one.
    AtLeast(u32, Option<u32>),
    /// So many credits.
    Credits(super::Bounds),
}

/// What a group is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // credentials, or groups
pub enum Members {
    /// Credentials that one of these selectors means.
    Credentials(Vec<Selector>),
    /// Other groups.
    Groups(Vec<Group>),
}

impl Pathway {
    /// Its id (absolute IRI).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Which version of it this is.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What is awarded to whoever completes it, with every element of Annex I.
    pub fn award(&self) -> &Offer {
        &self.award
    }

    /// What kind of credential that is.
    pub fn kind(&self) -> &CredentialKind {
        &self.award.kind
    }

    /// In what credits are counted.
    pub fn credits(&self) -> &CreditRule {
        &self.credits
    }

    /// The first and the last day on which it holds.
    pub fn validity(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        (self.valid_from, self.valid_until)
    }

    /// How well the issuer of a credential must be known.
    pub fn minimum_trust(&self) -> Trust {
        self.minimum_trust
    }

    /// How long ago a credential may have been verified, in days.
    pub fn verified_within(&self) -> Option<u32> {
        self.verified_within
    }

    /// The achievements that it knows.
    pub fn catalogue(&self) -> &[CatalogueEntry] {
        &self.catalogue
    }

    /// Its groups. Without any, every credential counts.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// What it requires beside its groups.
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// The levels that its groups and requirements compare with.
    pub(super) fn levels(&self) -> Vec<&Level> {
        let rules = self.requirements.iter().flat_map(|own| own.rule.selectors());
        self.groups.iter().flat_map(Group::selectors).chain(rules).flat_map(Selector::levels).collect()
    }

    /// The mandatory window of time that all has to lie in: of several the tightest, which the others are met by; its place
    /// among the requirements, and how many months it is.
    pub(super) fn window(&self) -> Option<(usize, u32)> {
        let windows = self.requirements.iter().enumerate().filter_map(|(place, own)| match own.rule {
            Rule::Window(months) if !own.optional => Some((place, months)),
            _ => None,
        });
        windows.min_by_key(|(_, months)| *months)
    }

    /// Whether there is such a rule among those that decide; an optional one only warns.
    pub(super) fn demands(&self, is_one: impl Fn(&Rule) -> bool) -> bool {
        self.requirements.iter().any(|own| !own.optional && is_one(&own.rule))
    }

    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_until.is_none_or(|until| day <= until)
    }
}

impl Group {
    /// Which credentials are meant by it and by the groups in it.
    fn selectors(&self) -> Vec<&Selector> {
        match &self.members {
            Members::Credentials(selectors) => selectors.iter().collect(),
            Members::Groups(groups) => groups.iter().flat_map(Self::selectors).collect(),
        }
    }

    /// What people call it, or its name.
    pub fn shown(&self) -> &str {
        if self.title.is_empty() { &self.id } else { &self.title }
    }
}
