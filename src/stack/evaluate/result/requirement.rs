//! What is said about one requirement of a pathway.

use super::super::model::{Origin, overlap_by};
use super::super::{Evaluating, eligible, way};
use super::Telling;
use crate::stack::part::Part;
use crate::stack::selector::{Selector, Truth};
use crate::stack::{RequirementResult, Rule, Status};
use chrono::{Months, NaiveDate};

impl Telling<'_> {
    pub(super) fn requirement(&self, place: usize) -> RequirementResult {
        let requirement = &self.evaluating.context.pathway.requirements[place];
        let goals = self.solved.model.goals.iter().zip(&self.solved.model.problem.goals);
        let goals: Vec<_> = goals.filter(|(origin, _)| **origin == Origin::Requirement(place)).collect();
        let places = &self.solved.allocation.places;
        let satisfied = goals.iter().all(|(_, goal)| self.solved.model.problem.holds(&goal.formula, places));
        let (status, missing) = if !goals.is_empty() {
            let status = self.status(satisfied, requirement.optional, self.may_count(&requirement.rule));
            (status, (!satisfied).then(|| way::shortage(self.evaluating, self.solved, &requirement.rule)))
        } else if requirement.optional {
            self.advice(place)
        } else {
            let excluded = self.excluded(|exclusion| exclusion.requirement == Some(place));
            (self.exclusion_status(&excluded), self.refused(&excluded))
        };
        let is_learner = matches!(requirement.rule, Rule::OneLearner { .. });
        let (status, missing) = match status {
            Status::Pass if is_learner && self.is_by_identifiers() => {
                (Status::Warn, Some("some credentials are the learner's by matching identifiers alone".to_owned()))
            }
            status => (status, missing),
        };
        RequirementResult {
            id: requirement.id.clone(),
            kind: requirement.rule.kind(),
            words: self.evaluating.context.words().requirement(requirement),
            status,
            used: self.used(&requirement.rule),
            missing,
        }
    }

    /// The parts that would fit and are excluded for such a reason, and whether that could be told.
    pub(super) fn excluded(&self, meant: impl Fn(&eligible::Exclusion) -> bool) -> Vec<(usize, bool)> {
        let evaluating = self.evaluating;
        let fitting = (0..evaluating.parts.len()).filter(|part| evaluating.fits(self.solved, *part) != Truth::No);
        let found = fitting.filter_map(|part| {
            let exclusion = evaluating.exclusions[part].iter().find(|own| meant(own))?;
            Some((part, exclusion.reason.is_unknown))
        });
        found.collect()
    }

    /// A rule about single credentials fails where it keeps some out and the award is not complete without them.
    pub(super) fn exclusion_status(&self, excluded: &[(usize, bool)]) -> Status {
        match self.complete || excluded.is_empty() {
            true => Status::Pass,
            false if excluded.iter().all(|(_, unknown)| *unknown) => Status::NotEvaluable,
            false => Status::Fail,
        }
    }

    pub(super) fn refused(&self, excluded: &[(usize, bool)]) -> Option<String> {
        let titles = excluded.iter().map(|(part, _)| format!("“{}”", self.evaluating.parts[*part].title));
        (!excluded.is_empty()).then(|| format!("not counted: {}", titles.collect::<Vec<_>>().join(", ")))
    }

    /// What an optional rule that is none about sums has to say about what is counted.
    fn advice(&self, place: usize) -> (Status, Option<String>) {
        let requirement = &self.evaluating.context.pathway.requirements[place];
        let together = match &requirement.rule {
            Rule::Window(months) => self.outside_window(*months),
            rule @ Rule::NoOverlap { .. } => self.overlapping(rule),
            _ => None,
        };
        if let Some(detail) = together {
            return (Status::Warn, Some(detail));
        }
        let said = self.counted_items().into_iter().filter_map(|item| {
            let part = self.solved.model.parts[item];
            let Evaluating { context, parts, learner, .. } = self.evaluating;
            let detail = eligible::advice(context, parts, part, learner, requirement)?;
            Some(format!("“{}”: {detail}", parts[part].title))
        });
        let said: Vec<_> = said.collect();
        match said.is_empty() {
            true => (Status::Pass, None),
            false => (Status::Warn, Some(said.join("; "))),
        }
    }

    /// What is the matter where the oldest and the youngest that are counted lie further apart.
    fn outside_window(&self, months: u32) -> Option<String> {
        let first = self.counted_parts().min_by_key(|part| part.awarded)?;
        let last = self.counted_parts().max_by_key(|part| part.awarded)?;
        let end = first.awarded.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX);
        (last.awarded > end).then(|| {
            let days =
                format!("“{}” was awarded on {}, “{}” on {}", first.title, first.awarded, last.title, last.awarded);
            format!("{days}: more than {months} months apart")
        })
    }

    /// Which of those that are counted overlap.
    fn overlapping(&self, rule: &Rule) -> Option<String> {
        let counted: Vec<&Part> = self.counted_parts().collect();
        let pairs = (0..counted.len()).flat_map(|one| (one + 1..counted.len()).map(move |other| (one, other)));
        let said: Vec<String> = pairs
            .filter_map(|(one, other)| {
                let (one, other) = (counted[one], counted[other]);
                let why = overlap_by(rule, one, other, &self.evaluating.context)?;
                Some(format!("“{}” and “{}”: {why}", one.title, other.title))
            })
            .collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// What counts towards a rule.
    fn used(&self, rule: &Rule) -> Vec<usize> {
        let Some(of) = subject(rule) else { return Vec::new() };
        let items = self.counted_items();
        let meant = |item: &usize| {
            let part = &self.evaluating.parts[self.solved.model.parts[*item]];
            of.selects(part, &self.evaluating.context) == Truth::Yes
        };
        (0..items.len()).filter(|place| meant(&items[*place])).collect()
    }

    /// Whether a sum may be satisfied in truth: something may be meant by it, and it cannot be told.
    fn may_count(&self, rule: &Rule) -> bool {
        let Some(of) = subject(rule) else { return false };
        let evaluating = self.evaluating;
        (0..evaluating.parts.len()).any(|part| {
            let truth = of.selects(&evaluating.parts[part], &evaluating.context);
            let fits = evaluating.fits(self.solved, part);
            let exclusions = &evaluating.exclusions[part];
            let unknown_alone = exclusions.iter().all(|own| own.reason.is_unknown);
            let unsure = truth == Truth::Unknown || fits == Truth::Unknown || !exclusions.is_empty();
            let ungraded = matches!(rule, Rule::AverageGrade(_, bound)
                if eligible::grade_value(&evaluating.parts[part], bound).is_none());
            unknown_alone && truth != Truth::No && fits != Truth::No && (unsure || ungraded)
        })
    }
}

/// Which credentials a rule about sums is about.
pub(in crate::stack::evaluate) fn subject(rule: &Rule) -> Option<&Selector> {
    match rule {
        Rule::TotalCredits(_) => Some(&Selector::Any),
        Rule::Credits(of, _) | Rule::Share(of, _) | Rule::Count(of, _) | Rule::AverageGrade(of, _) => Some(of),
        Rule::Capstone { of, .. } => Some(of),
        _ => None,
    }
}
