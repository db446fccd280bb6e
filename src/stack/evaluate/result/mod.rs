//! What is said about a pathway once its allocation is known.

mod always;
mod requirement;

use super::super::part::Part;
use super::super::selector::Truth;
use super::{Evaluating, Solved, way};
use crate::framework::Unit;
use crate::stack::{
    Amount, CountedCredential, Evaluation, GroupResult, Members, Optimality, Select, Status, UnusedCredential,
};

pub(super) fn of(evaluating: &Evaluating<'_>, solved: &Solved<'_>) -> Evaluation {
    let telling = Telling { evaluating, solved, complete: is_complete(evaluating, solved) };
    let pathway = evaluating.context.pathway;
    let counted = telling.counted();
    let groups = (0..solved.model.layout.groups.len()).map(|group| telling.group(group)).collect();
    let always = telling.always();
    let requirements =
        always.into_iter().chain((0..pathway.requirements.len()).map(|place| telling.requirement(place)));
    let way = match telling.complete {
        true => way::Way { steps: Vec::new(), regrouped: Vec::new(), is_shortest: true },
        false => way::of(evaluating, solved),
    };
    Evaluation {
        pathway: pathway.id.clone(),
        version: pathway.version.clone(),
        day: evaluating.context.day,
        is_complete: telling.complete,
        credits: Amount::from_hundredths(solved.allocation.score.credits),
        unit: pathway.credits.unit.to_string(),
        groups,
        requirements: requirements.collect(),
        unused: telling.unused(),
        way: way.steps,
        regrouped: way.regrouped,
        way_is_shortest: way.is_shortest,
        optimality: telling.optimality(),
        counted,
    }
}

fn is_complete(evaluating: &Evaluating<'_>, solved: &Solved<'_>) -> bool {
    let mandatory = solved.model.problem.goals.iter().filter(|goal| goal.mandatory).count();
    let counts_anything = solved.allocation.places.iter().any(Option::is_some);
    evaluating.context.pathway.holds_on(evaluating.context.day)
        && counts_anything
        && solved.allocation.score.mandatory as usize == mandatory
}

struct Telling<'a> {
    evaluating: &'a Evaluating<'a>,
    solved: &'a Solved<'a>,
    complete: bool,
}

impl Telling<'_> {
    /// The items that are counted, in order: what `used` refers to.
    fn counted_items(&self) -> Vec<usize> {
        let places = &self.solved.allocation.places;
        (0..places.len()).filter(|item| places[*item].is_some()).collect()
    }

    fn counted(&self) -> Vec<CountedCredential> {
        let model = &self.solved.model;
        let of_item = |item: usize| {
            let index = model.parts[item];
            let part = &self.evaluating.parts[index];
            let place = self.solved.allocation.places[item].map(|place| &model.layout.places[place]);
            let group = place.and_then(|place| place.group).map(|group| model.layout.groups[group].group.id.clone());
            CountedCredential {
                key: part.key.clone(),
                input_sha256: part.input_sha256.clone(),
                achievement: part.achievement.clone(),
                title: part.title.clone(),
                awarded: part.awarded,
                group: group.unwrap_or_default(),
                credits: Amount::from_hundredths(model.problem.items[item].credits),
                conversion: self.evaluating.credits[index].as_ref().and_then(|own| own.conversion.clone()),
            }
        };
        self.counted_items().into_iter().map(of_item).collect()
    }

    fn unused(&self) -> Vec<UnusedCredential> {
        let model = &self.solved.model;
        let is_counted = |part: usize| {
            let item = model.parts.iter().position(|own| *own == part);
            item.is_some_and(|item| self.solved.allocation.places[item].is_some())
        };
        let parts = (0..self.evaluating.parts.len()).filter(|part| !is_counted(*part));
        let unused = parts.map(|part| UnusedCredential {
            key: self.evaluating.parts[part].key.clone(),
            title: self.evaluating.parts[part].title.clone(),
            reasons: self.evaluating.reasons(self.solved, part),
        });
        unused.collect()
    }

    fn group(&self, group: usize) -> GroupResult {
        let model = &self.solved.model;
        let flat = &model.layout.groups[group];
        let places = &self.solved.allocation.places;
        let satisfied = model.problem.holds(&model.group_formulas[group], places);
        let items = self.counted_items();
        let inside =
            |item: usize| places[item].is_some_and(|place| model.layout.is_within(&model.layout.places[place], group));
        let credits: u64 =
            items.iter().filter(|item| inside(**item)).map(|item| model.problem.items[*item].credits).sum();
        GroupResult {
            id: flat.group.id.clone(),
            title: flat.group.shown().to_owned(),
            depth: flat.depth,
            status: self.status(satisfied, !flat.mandatory, self.may_fit(group)),
            used: (0..items.len()).filter(|place| inside(items[*place])).collect(),
            credits: Amount::from_hundredths(credits),
            missing: (!satisfied).then(|| self.missing_in(group)),
        }
    }

    /// Whether something that is not counted may belong there, and only that it cannot be told keeps it out.
    fn may_fit(&self, group: usize) -> bool {
        let model = &self.solved.model;
        let evaluating = self.evaluating;
        (0..evaluating.parts.len()).any(|part| {
            let unknown_alone = evaluating.exclusions[part].iter().all(|own| own.reason.is_unknown);
            let fits = model.layout.places.iter().filter(|place| model.layout.is_within(place, group));
            let fits = fits.map(|place| place.takes(&evaluating.parts[part], &evaluating.context)).max();
            let excluded = !evaluating.exclusions[part].is_empty();
            unknown_alone
                && match fits {
                    Some(Truth::Unknown) => true,
                    Some(Truth::Yes) => excluded,
                    _ => false,
                }
        })
    }

    fn missing_in(&self, group: usize) -> String {
        let model = &self.solved.model;
        let flat = &model.layout.groups[group];
        let sums = model.problem.sums(&self.solved.allocation.places);
        match (flat.group.select, &flat.group.members) {
            (Select::All, Members::Credentials(_)) => {
                let words = self.evaluating.context.words();
                let open = way::open_slots(&self.solved.model, &self.solved.allocation.places, group);
                open.iter().map(|selector| words.selector(selector)).collect::<Vec<_>>().join("; ")
            }
            (Select::AtLeast(least, _), Members::Credentials(_)) => {
                let missing = i128::from(least) - sums[model.group_counts[group]];
                format!("{missing} of {least} credentials")
            }
            (Select::Credits(bounds), _) => {
                let least = bounds.at_least.map_or(0, |least| i128::from(least.hundredths()));
                format!("{} {}", amount(least - sums[model.group_credits[group]]), self.unit())
            }
            (_, Members::Groups(_)) => "groups in it".to_owned(),
        }
    }

    fn unit(&self) -> &Unit {
        &self.evaluating.context.pathway.credits.unit
    }

    fn status(&self, satisfied: bool, optional: bool, cannot_be_told: bool) -> Status {
        match (satisfied, optional, cannot_be_told) {
            (true, _, _) => Status::Pass,
            (false, true, _) => Status::Warn,
            (false, false, true) => Status::NotEvaluable,
            (false, false, false) => Status::Fail,
        }
    }

    fn is_by_identifiers(&self) -> bool {
        self.evaluating.learner.by_identifiers
    }

    /// What is counted, oldest first.
    fn counted_parts(&self) -> impl Iterator<Item = &Part> {
        self.counted_items().into_iter().map(|item| &self.evaluating.parts[self.solved.model.parts[item]])
    }

    fn optimality(&self) -> Optimality {
        let allocation = &self.solved.allocation;
        match allocation.bound == allocation.score {
            true => Optimality::Proven { is_first: allocation.is_first },
            false => Optimality::Gap {
                satisfied: (
                    allocation.score.mandatory + allocation.score.optional,
                    allocation.bound.mandatory + allocation.bound.optional,
                ),
                credits: (
                    Amount::from_hundredths(allocation.score.credits),
                    Amount::from_hundredths(allocation.bound.credits),
                ),
            },
        }
    }
}

/// Hundredths as an amount; nothing below zero.
pub(super) fn amount(hundredths: i128) -> Amount {
    Amount::from_hundredths(u64::try_from(hundredths.max(0)).unwrap_or(u64::MAX))
}
