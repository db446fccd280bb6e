use super::ledger::{CredentialKey, LedgerView, Use};
use super::part::Part;
use super::pathway::Pathway;
use super::selector::Truth;
use super::words::Words;
use crate::framework::{Conversion, CreditSystem, Cycle, Eqf, Frameworks, Quantity, Rounding, Unit};
use crate::microcredential::Level;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What an evaluation knows beside the credentials.
pub(super) struct Context<'a> {
    pub(super) pathway: &'a Pathway,
    pub(super) ledger: &'a LedgerView,
    pub(super) frameworks: &'a Frameworks,
    pub(super) day: NaiveDate,
    /// Achievement → the entries of the catalogue that have it, as it is or as an equivalent.
    entries: BTreeMap<&'a str, Vec<usize>>,
}

/// The credits of a credential in the unit of the pathway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) credits: Quantity,
    pub(super) conversion: Option<Conversion>,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        pathway: &'a Pathway,
        ledger: &'a LedgerView,
        frameworks: &'a Frameworks,
        day: NaiveDate,
    ) -> Self {
        let mut entries: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, entry) in pathway.catalogue.iter().enumerate() {
            for id in std::iter::once(&entry.achievement).chain(&entry.equivalents) {
                entries.entry(id).or_default().push(index);
            }
        }
        Self { pathway, ledger, frameworks, day, entries }
    }

    pub(super) fn words(&self) -> Words<'a> {
        Words { pathway: self.pathway, frameworks: self.frameworks }
    }

    /// The EQF level of a level, if it is placed.
    pub(super) fn eqf(&self, level: &Level) -> Option<Eqf> {
        match level {
            Level::Nqf(level) => self.frameworks.eqf(level),
            level => level.eqf(),
        }
    }

    /// The EQF level of a credential: that of all its levels that are placed. Where they disagree, it is not guessed.
    pub(super) fn eqf_of_all(&self, levels: &[Level]) -> Option<Eqf> {
        let mut placed = self.placed(levels).into_iter();
        placed.next().filter(|_| placed.next().is_none())
    }

    /// The EQF levels of all levels that are placed. What is at EQF 5 may be in the first cycle, which then says no more.
    pub(super) fn placed(&self, levels: &[Level]) -> BTreeSet<Eqf> {
        let (cycle, others): (Vec<&Level>, Vec<&Level>) =
            levels.iter().partition(|level| **level == Level::QfEhea(Cycle::First));
        let mut placed: BTreeSet<Eqf> = others.into_iter().filter_map(|level| self.eqf(level)).collect();
        if Eqf::new(5).is_none_or(|five| !placed.contains(&five)) {
            placed.extend(cycle.into_iter().filter_map(|level| self.eqf(level)));
        }
        placed
    }

    /// Whether nothing but a referencing that is not a formal one places some levels.
    pub(super) fn is_placed_informally<'l>(&self, levels: impl IntoIterator<Item = &'l Level>) -> bool {
        let is_informal = |level: &Level| match level {
            Level::Nqf(own) => self.frameworks.referencing(own).is_some_and(|known| !known.is_formal),
            _ => false,
        };
        let mut placed = levels.into_iter().filter(|level| self.eqf(level).is_some()).peekable();
        placed.peek().is_some() && placed.all(is_informal)
    }

    /// Whether one achievement is taken for another.
    pub(super) fn takes_for(&self, own: &str, id: &str) -> bool {
        own == id || self.entries_of(own).iter().any(|entry| self.pathway.catalogue[*entry].achievement == id)
    }

    /// Whether a credential is for an achievement, or for what the catalogue takes for it.
    pub(super) fn is_achievement(&self, part: &Part, id: &str) -> bool {
        part.achievement.as_deref().is_some_and(|own| self.takes_for(own, id))
    }

    pub(super) fn has_tag(&self, part: &Part, tag: &str) -> bool {
        let entries = part.achievement.as_deref().map(|own| self.entries_of(own)).unwrap_or_default();
        entries.iter().any(|entry| self.pathway.catalogue[*entry].tags.iter().any(|own| own == tag))
    }

    fn entries_of(&self, achievement: &str) -> &[usize] {
        self.entries.get(achievement).map_or(&[], Vec::as_slice)
    }

    /// Whether two credentials are for one achievement, or for two that the catalogue takes for each other.
    pub(super) fn is_one_achievement(&self, one: &Part, other: &Part) -> bool {
        if one.is_described_as(other) {
            return true;
        }
        let (Some(one), Some(other)) = (one.achievement.as_deref(), other.achievement.as_deref()) else {
            return false;
        };
        one == other || self.entries_of(one).iter().any(|entry| self.entries_of(other).contains(entry))
    }

    /// Whether one is for another edition of what the other is for.
    pub(super) fn is_other_edition(&self, one: &Part, other: &Part) -> bool {
        let names = |one: &Part, other: &Part| other.achievement.as_ref().is_some_and(|id| one.editions.contains(id));
        names(one, other) || names(other, one)
    }

    /// Whether the ledger has it counted towards another award than this one. By an id alone, that cannot be told.
    pub(super) fn is_used(&self, part: &Part) -> Truth {
        match (self.ledger.uses(&part.key), self.uses_by_name(part).next()) {
            ([_, ..], _) => Truth::Yes,
            ([], Some(_)) => Truth::Unknown,
            ([], None) => Truth::No,
        }
    }

    /// Towards which awards something was counted that names it as a part, or that it names as one of its own. That it was made of
    /// what was counted towards itself, or towards an award that is a part of it, is no use beside it.
    pub(super) fn uses_by_name<'p>(&'p self, part: &'p Part) -> impl Iterator<Item = &'p Use> {
        let named = part.names().flat_map(|name| self.ledger.uses(&CredentialKey::named(name)));
        let inside = part.made_of.iter().flat_map(|name| self.ledger.of_id(name));
        let is_itself = |used: &&Use| used.award == part.key.credential || part.made_of.contains(&used.award);
        named.chain(inside.filter(move |used| !is_itself(used)))
    }

    /// What a credential states in credits of a system. A table of the organisation may know two of its systems for one; then both
    /// have to say the same, since nothing tells which of them comes first.
    fn stated(&self, part: &Part, system: &CreditSystem) -> Result<Option<Quantity>, String> {
        let own = part.workload.credits.iter().filter(|own| self.frameworks.is_same_system(&own.system, system));
        let mut amounts = own.map(|own| own.points);
        let first = amounts.next();
        match amounts.all(|other| Some(other) == first) {
            true => Ok(first),
            false => Err(format!("it states two amounts in {}", Unit::Credits(system.clone()))),
        }
    }

    /// Whether a unit is converted where the learning is at these levels.
    fn converts(&self, unit: &Unit, levels: &[Level]) -> bool {
        match unit {
            Unit::Credits(system) => self.frameworks.converts_at(system, self.eqf_of_all(levels)),
            Unit::Hours => true,
        }
    }

    /// What the award states of its own workload, in the unit of the pathway, as far as it can be converted: once for each unit.
    pub(super) fn award_states(&self) -> impl Iterator<Item = Quantity> {
        let rule = &self.pathway.credits;
        let workload = &self.pathway.award.workload;
        let others = workload.credits.iter().map(|own| (Unit::Credits(own.system.clone()), own.points));
        let ects = workload.ects.map(|ects| (Unit::Credits(CreditSystem::Ects), ects));
        let all = ects.into_iter().chain(workload.hours.map(|hours| (Unit::Hours, hours))).chain(others);
        all.filter_map(|(unit, amount)| match (&unit, &rule.unit, rule.hours_per_credit) {
            (Unit::Hours, Unit::Hours, _) => Some(amount),
            (Unit::Credits(own), Unit::Credits(other), _) if self.frameworks.is_same_system(own, other) => Some(amount),
            (Unit::Hours, _, Some(hours)) => {
                let made = Conversion::by(Unit::Hours, amount, rule.unit.clone(), hours.inverse(), Rounding::Down);
                made.map(|made| made.result)
            }
            _ if !self.converts(&unit, &self.pathway.award.levels) => None,
            _ => Some(self.frameworks.convert(&unit, amount, &rule.unit, Rounding::Down)?.result),
        })
    }

    /// What a credential counts, or why that cannot be told.
    pub(super) fn credits(&self, part: &Part) -> Result<Counted, String> {
        let rule = &self.pathway.credits;
        let stated = |unit: &Unit| match unit {
            Unit::Hours => Ok(part.workload.hours),
            Unit::Credits(CreditSystem::Ects) => Ok(part.workload.ects),
            Unit::Credits(system) => self.stated(part, system),
        };
        if let Some(credits) = stated(&rule.unit)? {
            return Ok(Counted { credits, conversion: None });
        }
        for unit in &rule.convert {
            stated(unit)?;
        }
        let convert = |from: &Unit| {
            let amount = stated(from).ok()??;
            match (from, rule.hours_per_credit) {
                (Unit::Hours, Some(ratio)) => {
                    Conversion::by(Unit::Hours, amount, rule.unit.clone(), ratio.inverse(), rule.rounding)
                }
                (from, _) if !self.converts(from, &part.levels) => None,
                (from, _) => self.frameworks.convert(from, amount, &rule.unit, rule.rounding),
            }
        };
        match rule.convert.iter().find_map(convert) {
            Some(conversion) => Ok(Counted { credits: conversion.result, conversion: Some(conversion) }),
            None => {
                Err(format!("its workload is not stated in {}, and nothing that it states is converted", rule.unit))
            }
        }
    }
}
