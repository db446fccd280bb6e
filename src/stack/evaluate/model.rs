//! A pathway and its candidates as rows, caps and goals.

use super::super::allocate::{Formula, Goal, Item, Problem, Row};
use super::super::part::Part;
use super::super::selector::{Selector, Truth};
use super::Evaluating;
use super::eligible;
use super::layout::Layout;
use crate::stack::context::Context;
use crate::stack::{Bounds, CountBounds, GradeBound, Members, Percent, Rule, Select};

/// The problem, and what its parts stand for.
#[derive(Clone)]
pub(super) struct Model<'a> {
    pub(super) problem: Problem,
    pub(super) layout: Layout<'a>,
    /// For each item, which part it is.
    pub(super) parts: Vec<usize>,
    /// For each cap, where it comes from.
    pub(super) caps: Vec<Origin>,
    /// For each goal, where it comes from.
    pub(super) goals: Vec<Origin>,
    /// For each group, what satisfies it.
    pub(super) group_formulas: Vec<Formula>,
    /// The rows of all credits, of those of each group, and of the number of credentials in each group.
    pub(super) group_credits: Vec<usize>,
    pub(super) group_counts: Vec<usize>,
    /// For each row, by how much one hundredth of a credit more at most adds to it; nothing for one that is not of credits.
    pub(super) gains: Vec<Option<i128>>,
    /// The least credits that the award takes; shares are of no fewer.
    pub(super) least: i128,
}

/// What a row, a cap or a goal stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Group(usize),
    Requirement(usize),
}

impl<'a> Model<'a> {
    pub(super) fn of(evaluating: &'a Evaluating<'a>, parts: Vec<usize>) -> Self {
        let mut layout = Layout::of(evaluating.context.pathway);
        let takes = |place: &super::layout::Place<'_>, part: usize| {
            place.takes(&evaluating.parts[part], &evaluating.context) == Truth::Yes
        };
        layout.order_places(|place| parts.iter().filter(|part| takes(place, **part)).count());
        let items = parts.iter().map(|part| Item {
            credits: evaluating.hundredths(*part),
            places: (0..layout.places.len()).filter(|place| takes(&layout.places[*place], *part)).collect(),
            date: evaluating.parts[*part].awarded,
        });
        let problem = Problem { items: items.collect(), places: layout.places.len(), ..Problem::default() };
        let mut model = Self {
            problem,
            layout,
            parts,
            caps: Vec::new(),
            goals: Vec::new(),
            group_formulas: Vec::new(),
            group_credits: Vec::new(),
            group_counts: Vec::new(),
            gains: Vec::new(),
            least: least(evaluating),
        };
        model.problem.conflicts = model.conflicts(evaluating);
        model.add_groups();
        for (place, requirement) in evaluating.context.pathway.requirements.iter().enumerate() {
            model.add_requirement(evaluating, place, &requirement.rule, !requirement.optional);
        }
        model
    }

    fn add_groups(&mut self) {
        let count = self.layout.groups.len();
        for group in 0..count {
            let inside: Vec<bool> =
                self.layout.places.iter().map(|place| self.layout.is_within(place, group)).collect();
            let credits = self.problem.items.iter().map(|item| i128::from(item.credits)).collect();
            let credits = self.row(credits, inside.clone());
            self.gains[credits] = Some(1);
            let counts = self.row(vec![1; self.problem.items.len()], inside);
            self.group_credits.push(credits);
            self.group_counts.push(counts);
            match self.layout.groups[group].group.select {
                Select::Credits(Bounds { at_most: Some(most), .. }) => {
                    self.cap(credits, i128::from(most.hundredths()), Origin::Group(group));
                }
                Select::AtLeast(_, Some(most)) => self.cap(counts, i128::from(most), Origin::Group(group)),
                _ => {}
            }
        }
        let slots: Vec<usize> =
            (0..self.layout.places.len()).filter(|place| self.layout.places[*place].is_slot).collect();
        let mut slot_rows = vec![None; self.layout.places.len()];
        for slot in slots {
            let only = (0..self.layout.places.len()).map(|place| place == slot).collect();
            let row = self.row(vec![1; self.problem.items.len()], only);
            if let Some(group) = self.layout.places[slot].group {
                self.cap(row, 1, Origin::Group(group));
            }
            slot_rows[slot] = Some(row);
        }
        self.group_formulas = (0..count).map(|group| self.group_formula(group, &slot_rows)).collect();
        for group in 0..count {
            let flat = &self.layout.groups[group];
            // Of those in a group that takes some, that group alone is a goal.
            if flat.mandatory || flat.depth == 0 {
                let goal = Goal { formula: self.group_formulas[group].clone(), mandatory: flat.mandatory };
                self.problem.goals.push(goal);
                self.goals.push(Origin::Group(group));
            }
        }
    }

    fn group_formula(&self, group: usize, slot_rows: &[Option<usize>]) -> Formula {
        let flat = &self.layout.groups[group];
        let inner = || {
            let wanted = flat.children.iter().filter(|child| !self.layout.groups[**child].group.optional);
            wanted.map(|child| self.group_formula(*child, slot_rows)).collect::<Vec<_>>()
        };
        match (flat.group.select, &flat.group.members) {
            (Select::All, Members::Groups(_)) => Formula::All(inner()),
            (Select::All, Members::Credentials(_)) => {
                let own = (0..slot_rows.len()).filter(|place| self.layout.places[*place].group == Some(group));
                Formula::All(own.filter_map(|place| slot_rows[place]).map(|row| Formula::Row(row, 1)).collect())
            }
            (Select::AtLeast(least, _), Members::Groups(_)) => {
                let all = flat.children.iter().map(|child| self.group_formula(*child, slot_rows));
                Formula::Some(least as usize, all.collect())
            }
            (Select::AtLeast(least, _), Members::Credentials(_)) => {
                Formula::Row(self.group_counts[group], i128::from(least))
            }
            (Select::Credits(bounds), _) => {
                let least = bounds.at_least.map_or(0, |least| i128::from(least.hundredths()));
                Formula::Row(self.group_credits[group], least)
            }
        }
    }

    fn add_requirement(&mut self, evaluating: &Evaluating<'_>, place: usize, rule: &Rule, mandatory: bool) {
        let origin = Origin::Requirement(place);
        match rule {
            Rule::TotalCredits(bounds) => self.sum(evaluating, origin, &Selector::Any, *bounds, mandatory),
            Rule::Credits(of, bounds) => self.sum(evaluating, origin, of, *bounds, mandatory),
            Rule::Count(of, bounds) => self.count(evaluating, origin, of, *bounds, mandatory),
            Rule::Share(of, percent) => {
                let formula = self.share(evaluating, of, *percent);
                self.goal(formula, mandatory, origin);
            }
            Rule::AverageGrade(of, bound) => {
                let formula = self.average(evaluating, of, bound);
                self.goal(formula, mandatory, origin);
            }
            Rule::Capstone { of, last, grade } => {
                let part_of = |item: &usize| &evaluating.parts[self.parts[*item]];
                let is_one = |item: usize| {
                    of.selects(part_of(&item), &evaluating.context) == Truth::Yes
                        && grade.as_ref().is_none_or(|bound| eligible::meets(part_of(&item), bound))
                };
                let capstones: Vec<bool> = (0..self.parts.len()).map(is_one).collect();
                let there = self.row_anywhere(capstones.iter().map(|is| i128::from(*is)).collect());
                let there = Formula::Row(there, 1);
                let formula = match last {
                    true => Formula::All(vec![there, Formula::Last(capstones)]),
                    false => there,
                };
                self.goal(formula, mandatory, origin);
            }
            // Those about single credentials, about pairs of them, and about all that are held: none is a sum.
            Rule::MaximumAge(..)
            | Rule::StillValid { .. }
            | Rule::NoDoubleUse(_)
            | Rule::Prerequisite { .. }
            | Rule::MinimumGrade(..)
            | Rule::Assessment { .. }
            | Rule::Quality { .. }
            | Rule::Formality(..)
            | Rule::Size(..)
            | Rule::NoOverlap { .. }
            | Rule::Window(_)
            | Rule::OneLearner { .. } => {}
        }
    }

    fn sum(&mut self, evaluating: &Evaluating<'_>, origin: Origin, of: &Selector, bounds: Bounds, mandatory: bool) {
        if let Some(least) = bounds.at_least {
            let row = self.credits_row(evaluating, of, Truth::Yes);
            self.goal(Formula::Row(row, i128::from(least.hundredths())), mandatory, origin);
        }
        if let Some(most) = bounds.at_most {
            let row = self.credits_row(evaluating, of, Truth::Unknown);
            let most = i128::from(most.hundredths());
            match mandatory {
                true => self.cap(row, most, origin),
                false => {
                    let formula = self.at_most(row, most);
                    self.goal(formula, false, origin);
                }
            }
        }
    }

    fn count(
        &mut self,
        evaluating: &Evaluating<'_>,
        origin: Origin,
        of: &Selector,
        bounds: CountBounds,
        mandatory: bool,
    ) {
        let row = |model: &mut Self, truth| {
            let weights = model.selected(evaluating, of, truth).into_iter().map(i128::from).collect();
            model.row_anywhere(weights)
        };
        if let Some(least) = bounds.at_least {
            let row = row(self, Truth::Yes);
            self.goal(Formula::Row(row, i128::from(least)), mandatory, origin);
        }
        if let Some(most) = bounds.at_most {
            let row = row(self, Truth::Unknown);
            match mandatory {
                true => self.cap(row, i128::from(most), origin),
                false => {
                    let formula = self.at_most(row, i128::from(most));
                    self.goal(formula, false, origin);
                }
            }
        }
    }

    /// A share of what is counted, or of the least that the award takes while that is more.
    fn share(&mut self, evaluating: &Evaluating<'_>, of: &Selector, percent: Percent) -> Formula {
        let credits: Vec<i128> = self.problem.items.iter().map(|item| i128::from(item.credits)).collect();
        let mut all = Vec::new();
        if let Some(least) = percent.at_least {
            let share = i128::from(least.hundredths());
            let meant = self.selected(evaluating, of, Truth::Yes);
            let own = |item: usize| if meant[item] { credits[item] * 10_000 } else { 0 };
            let of_counted = (0..credits.len()).map(|item| own(item) - share * credits[item]).collect();
            let of_least = (0..credits.len()).map(own).collect();
            let count = self.row_anywhere(meant.iter().map(|is| i128::from(*is)).collect());
            let (of_counted, of_least) = (self.row_anywhere(of_counted), self.row_anywhere(of_least));
            (self.gains[of_counted], self.gains[of_least]) = (Some(10_000 - share), Some(10_000));
            all.push(Formula::Row(of_counted, 0));
            all.push(Formula::Row(of_least, share * self.least));
            all.push(Formula::Row(count, i128::from(share > 0)));
        }
        if let Some(most) = percent.at_most {
            let share = i128::from(most.hundredths());
            let meant = self.selected(evaluating, of, Truth::Unknown);
            let own = |item: usize| if meant[item] { credits[item] * 10_000 } else { 0 };
            let of_counted = (0..credits.len()).map(|item| share * credits[item] - own(item)).collect();
            let of_least = (0..credits.len()).map(|item| -own(item)).collect();
            let (of_counted, of_least) = (self.row_anywhere(of_counted), self.row_anywhere(of_least));
            (self.gains[of_counted], self.gains[of_least]) = (Some(share), Some(0));
            all.push(Formula::Some(1, vec![Formula::Row(of_counted, 0), Formula::Row(of_least, -share * self.least)]));
        }
        Formula::All(all)
    }

    /// The average is high enough, and of all that it is about there is a grade that compares.
    fn average(&mut self, evaluating: &Evaluating<'_>, of: &Selector, bound: &GradeBound) -> Formula {
        let meant = self.selected(evaluating, of, Truth::Unknown);
        let least = bound.scale.value(&bound.at_least).unwrap_or(i64::MAX);
        let value = |item: usize| eligible::grade_value(&evaluating.parts[self.parts[item]], bound);
        let surplus = |item: usize| match value(item).filter(|_| meant[item]) {
            Some(value) => i128::from(value - least) * i128::from(self.problem.items[item].credits),
            None => 0,
        };
        let surplus = (0..self.parts.len()).map(surplus).collect();
        let ungraded = (0..self.parts.len()).map(|item| -i128::from(meant[item] && value(item).is_none())).collect();
        let graded = (0..self.parts.len()).map(|item| i128::from(meant[item] && value(item).is_some())).collect();
        let gain = bound.scale.highest().map_or(0, |(_, best)| i128::from(best - least));
        let rows = [(surplus, 0, Some(gain)), (ungraded, 0, Some(0)), (graded, 1, None)];
        let formula = |(weights, least, gain)| {
            let row = self.row_anywhere(weights);
            self.gains[row] = gain;
            Formula::Row(row, least)
        };
        Formula::All(rows.into_iter().map(formula).collect())
    }

    /// A row is no more than this.
    fn at_most(&mut self, row: usize, most: i128) -> Formula {
        let weights = self.problem.rows[row].weights.iter().map(|weight| -weight).collect();
        Formula::Row(self.row_anywhere(weights), -most)
    }

    fn credits_row(&mut self, evaluating: &Evaluating<'_>, of: &Selector, truth: Truth) -> usize {
        let meant = self.selected(evaluating, of, truth);
        let credits = self.problem.items.iter().zip(meant);
        let weights = credits.map(|(item, meant)| if meant { i128::from(item.credits) } else { 0 }).collect();
        let row = self.row_anywhere(weights);
        self.gains[row] = Some(1);
        row
    }

    /// For each item, whether a selector means it, at least as surely as that.
    pub(super) fn selected(&self, evaluating: &Evaluating<'_>, of: &Selector, truth: Truth) -> Vec<bool> {
        let selects = |part: &usize| of.selects(&evaluating.parts[*part], &evaluating.context) >= truth;
        self.parts.iter().map(selects).collect()
    }

    fn row_anywhere(&mut self, weights: Vec<i128>) -> usize {
        self.row(weights, vec![true; self.layout.places.len()])
    }

    fn row(&mut self, weights: Vec<i128>, places: Vec<bool>) -> usize {
        self.problem.rows.push(Row { weights, places });
        self.gains.push(None);
        self.problem.rows.len() - 1
    }

    fn cap(&mut self, row: usize, most: i128, origin: Origin) {
        self.problem.caps.push((row, most));
        self.caps.push(origin);
    }

    fn goal(&mut self, formula: Formula, mandatory: bool, origin: Origin) {
        self.problem.goals.push(Goal { formula, mandatory });
        self.goals.push(origin);
    }

    /// What excludes each other: the same achievement, what is declared to be, and what a requirement names.
    fn conflicts(&self, evaluating: &Evaluating<'_>) -> Vec<Vec<usize>> {
        let count = self.parts.len();
        let mut conflicts = vec![Vec::new(); count];
        for one in 0..count {
            for other in one + 1..count {
                if overlap(evaluating, self.parts[one], self.parts[other]).is_some() {
                    conflicts[one].push(other);
                    conflicts[other].push(one);
                }
            }
        }
        conflicts
    }
}

/// Why of two credentials only one counts.
pub(super) fn overlap(evaluating: &Evaluating<'_>, one: usize, other: usize) -> Option<&'static str> {
    let (context, one, other) = (&evaluating.context, &evaluating.parts[one], &evaluating.parts[other]);
    if context.is_one_achievement(one, other) {
        return Some("both are for the same achievement, or for ones that are declared to be equivalent");
    }
    if context.is_other_edition(one, other) {
        return Some("both are editions of one achievement");
    }
    if one.contains(other) || other.contains(one) {
        return Some("one of the two is a part of the other");
    }
    if one.shares_a_part(other) {
        return Some("both were made of one credential");
    }
    let mut mandatory = context.pathway.requirements.iter().filter(|own| !own.optional);
    mandatory.find_map(|requirement| overlap_by(&requirement.rule, one, other, context))
}

/// Why two credentials overlap by a rule about that.
pub(super) fn overlap_by(rule: &Rule, one: &Part, other: &Part, context: &Context<'_>) -> Option<&'static str> {
    let Rule::NoOverlap { outcomes, exclusions } = rule else { return None };
    let shared = || !one.skills.is_disjoint(&other.skills) || !one.outcomes.is_disjoint(&other.outcomes);
    if *outcomes && shared() {
        return Some("both state the same learning outcome");
    }
    let meant = |selector: &Selector, part| selector.selects(part, context) >= Truth::Unknown;
    let excluded = exclusions
        .iter()
        .any(|(first, second)| meant(first, one) && meant(second, other) || meant(first, other) && meant(second, one));
    excluded.then_some("the pathway says that only one of the two counts")
}

/// The least credits that the award takes.
fn least(evaluating: &Evaluating<'_>) -> i128 {
    let least = evaluating.context.pathway.requirements.iter().filter_map(|requirement| match requirement.rule {
        Rule::TotalCredits(bounds) if !requirement.optional => bounds.at_least,
        _ => None,
    });
    least.map(|least| i128::from(least.hundredths())).max().unwrap_or(0)
}

impl Evaluating<'_> {
    pub(super) fn hundredths(&self, part: usize) -> u64 {
        self.credits[part].as_ref().map_or(0, |own| u64::from(own.credits.hundredths()))
    }
}
