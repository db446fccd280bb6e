//! What is missing where some credentials are counted and stay so: as few credits more as will do, each of them for as much
//! as it can be.

mod condition;
mod requirement;

use super::super::super::selector::{Selector, Truth};
use super::super::Evaluating;
use super::super::model::{Model, Origin};
use crate::stack::{Members, Rule, Select};
use std::cell::Cell;

/// How often requirements are gone through again because what one of them adds changes what another takes. Those that
/// contradict each other would never end.
const ROUNDS: usize = 8;

/// Steps while they are made up, for one allocation.
pub(super) struct Plan<'a> {
    evaluating: &'a Evaluating<'a>,
    model: &'a Model<'a>,
    places: &'a [Option<usize>],
    questions: &'a Questions,
    sums: Vec<i128>,
    counted: i128,
    pub(super) steps: Vec<Draft>,
    /// Whether something stands in the way that nothing more would change.
    is_possible: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Draft {
    /// Hundredths; nothing where any number will do.
    pub(super) credits: Option<i128>,
    pub(super) credentials: u32,
    pub(super) group: Option<usize>,
    pub(super) conditions: Vec<Condition>,
}

/// Something that what is to come has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    /// Which credentials are meant, if it is about that.
    pub(super) of: Option<Selector>,
    pub(super) words: String,
}

/// How often it may still be asked whether what is to come is meant by a selector: each step is asked about by each rule, and by each
/// condition that it has by then.
pub(super) struct Questions(Cell<u64>);

impl Questions {
    pub(super) fn new(most: u64) -> Self {
        Self(Cell::new(most))
    }

    fn ask(&self) -> bool {
        self.0.set(self.0.get().saturating_sub(1));
        self.are_left()
    }

    pub(super) fn are_left(&self) -> bool {
        self.0.get() > 0
    }
}

/// The steps from an allocation to completion; nothing if there are none, or if no questions are left.
pub(super) fn steps<'a>(
    evaluating: &'a Evaluating<'a>,
    model: &'a Model<'a>,
    places: &'a [Option<usize>],
    questions: &'a Questions,
) -> Option<Vec<Draft>> {
    if !questions.are_left() {
        return None;
    }
    let counted = model.problem.items.iter().zip(places).filter(|(_, place)| place.is_some());
    let mut plan = Plan {
        evaluating,
        model,
        places,
        questions,
        sums: model.problem.sums(places),
        counted: counted.map(|(item, _)| i128::from(item.credits)).sum(),
        steps: Vec::new(),
        is_possible: true,
    };
    plan.make();
    (plan.is_possible && questions.are_left()).then_some(plan.steps)
}

/// How many credits steps come to.
pub(super) fn cost(steps: &[Draft]) -> i128 {
    steps.iter().filter_map(|step| step.credits).sum()
}

impl<'a> Plan<'a> {
    fn make(&mut self) {
        for group in 0..self.model.layout.groups.len() {
            if self.model.layout.groups[group].depth == 0 && self.model.layout.groups[group].mandatory {
                self.group(group);
            }
        }
        self.total();
        let requirements = &self.evaluating.context.pathway.requirements;
        let rules: Vec<(usize, &Rule)> =
            requirements.iter().enumerate().filter(|(_, own)| !own.optional).map(|(at, own)| (at, &own.rule)).collect();
        let (single, sums): (Vec<_>, Vec<_>) =
            rules.iter().partition(|(_, rule)| matches!(rule, Rule::Count(..) | Rule::Capstone { .. }));
        sums.iter().for_each(|(at, rule)| self.requirement(*at, rule));
        self.is_possible &= (0..ROUNDS).any(|_| {
            let before = self.steps.clone();
            // Last, since they are of all that will then be counted.
            rules.iter().for_each(|(_, rule)| self.shares(rule));
            rules.iter().for_each(|(_, rule)| self.cap(rule));
            before == self.steps || !self.is_possible
        });
        // What is one credential may be any of those that are planned by then.
        single.iter().for_each(|(at, rule)| self.requirement(*at, rule));
        rules.iter().for_each(|(_, rule)| self.order(rule));
        rules.iter().for_each(|(_, rule)| self.room(rule));
    }

    fn words(&self, of: &Selector) -> String {
        self.evaluating.context.words().selector(of)
    }

    fn holds(&self, origin: Origin) -> bool {
        let goals = self.model.goals.iter().zip(&self.model.problem.goals).filter(|(own, _)| **own == origin);
        goals.into_iter().all(|(_, goal)| self.model.problem.holds(&goal.formula, self.places))
    }

    fn group(&mut self, group: usize) {
        let model = self.model;
        if model.problem.holds(&model.group_formulas[group], self.places) {
            return;
        }
        let flat = &model.layout.groups[group];
        match (flat.group.select, &flat.group.members) {
            (Select::All, Members::Credentials(_)) => {
                let open = open_slots(model, self.places, group);
                let slots = open.into_iter().map(|selector| Draft {
                    credentials: 1,
                    group: Some(group),
                    conditions: vec![Condition { of: Some(selector.clone()), words: self.words(selector) }],
                    credits: None,
                });
                let slots: Vec<Draft> = slots.collect();
                self.steps.extend(slots);
            }
            (Select::AtLeast(least, _), Members::Credentials(_)) => {
                let missing = i128::from(least) - self.sums[model.group_counts[group]];
                let credentials = u32::try_from(missing).unwrap_or_default();
                self.steps.push(Draft { credentials, group: Some(group), ..Draft::default() });
            }
            (Select::Credits(bounds), _) => {
                let least = bounds.at_least.map_or(0, |least| i128::from(least.hundredths()));
                let missing = least - self.sums[model.group_credits[group]];
                self.steps.push(Draft { credits: Some(missing), group: Some(group), ..Draft::default() });
            }
            (Select::All, Members::Groups(_)) => {
                for child in &flat.children {
                    if !model.layout.groups[*child].group.optional {
                        self.group(*child);
                    }
                }
            }
            (Select::AtLeast(least, _), Members::Groups(_)) => {
                let mut ways: Vec<Vec<Draft>> = flat.children.iter().map(|child| self.alone(*child)).collect();
                let met = ways.iter().filter(|way| way.is_empty()).count();
                ways.retain(|way| !way.is_empty());
                ways.sort_by_key(|way| (cost(way), way.iter().map(|step| step.credentials).sum::<u32>()));
                let wanted = (least as usize).saturating_sub(met);
                self.steps.extend(ways.into_iter().take(wanted).flatten());
            }
        }
    }

    /// The steps that one group would take.
    fn alone(&mut self, group: usize) -> Vec<Draft> {
        let before = std::mem::take(&mut self.steps);
        self.group(group);
        std::mem::replace(&mut self.steps, before)
    }

    fn planned(&self) -> i128 {
        cost(&self.steps)
    }

    /// What is missing in all, beyond what the groups take.
    fn total(&mut self) {
        let missing = self.model.least - self.counted - self.planned();
        if missing <= 0 {
            return;
        }
        match self.steps.iter_mut().find(|step| step.credits.is_none()) {
            Some(step) => step.credits = Some(missing),
            None => self.steps.push(Draft { credits: Some(missing), ..Draft::default() }),
        }
    }

    fn credits_of(&self, of: &Selector, truth: Truth) -> i128 {
        let meant = self.model.selected(self.evaluating, of, truth);
        let items = self.model.problem.items.iter().enumerate();
        items
            .filter(|(item, _)| meant[*item] && self.places[*item].is_some())
            .map(|(_, own)| i128::from(own.credits))
            .sum()
    }

    fn count_of(&self, of: &Selector) -> u32 {
        let meant = self.model.selected(self.evaluating, of, Truth::Yes);
        let counted = meant.iter().zip(self.places).filter(|(meant, place)| **meant && place.is_some()).count();
        u32::try_from(counted).unwrap_or(u32::MAX)
    }
}

/// The selectors of a group for which nothing is counted, as the group names them.
pub(in crate::stack::evaluate) fn open_slots<'m>(
    model: &'m Model<'_>,
    places: &[Option<usize>],
    group: usize,
) -> Vec<&'m Selector> {
    let filled = |place: usize| places.contains(&Some(place));
    let open = model.layout.places.iter().enumerate();
    let open = open.filter(|(place, own)| own.group == Some(group) && own.is_slot && !filled(*place));
    let mut selectors: Vec<&Selector> = open.flat_map(|(_, own)| own.selectors.iter()).collect();
    if let Members::Credentials(order) = &model.layout.groups[group].group.members {
        selectors.sort_by_key(|selector| order.iter().position(|own| std::ptr::eq(own, *selector)));
    }
    selectors
}
