//! Where a learner stands on a pathway.

mod eligible;
mod layout;
mod learner;
mod model;
mod result;
mod way;
mod why;

use super::allocate::{Allocation, Score};
use super::context::{Context, Counted};
use super::part::{self, Holdings, Part};
use super::selector::Truth;
use super::{Evaluation, LedgerView, Pathway};
use crate::framework::Frameworks;
use chrono::{Months, NaiveDate};
use eligible::Exclusion;
use layout::Layout;
use learner::Learner;
use model::Model;

/// How much work one evaluation may be: comparisons of one row. Real pathways need a small part of it.
const WORK: u64 = 40_000_000;

/// Everything about one evaluation on its way.
struct Evaluating<'a> {
    context: Context<'a>,
    /// In order: oldest first.
    parts: Vec<Part>,
    /// For each part, what excludes it, and what it counts.
    exclusions: Vec<Vec<Exclusion>>,
    credits: Vec<Option<Counted>>,
    learner: Learner,
}

/// What was found best: among which credentials, and where each of them counts.
#[derive(Clone)]
struct Solved<'a> {
    model: Model<'a>,
    allocation: Allocation,
}

impl Pathway {
    /// Where a learner stands: a pure function of the pathway, the credentials, the ledger and the day.
    ///
    /// The order in which the credentials are given does not matter. Levels are placed by the tables of `vocab/frameworks`.
    pub fn evaluate(&self, holdings: impl Into<Holdings>, ledger: &LedgerView, day: NaiveDate) -> Evaluation {
        self.evaluate_with(holdings, ledger, day, Frameworks::bundled())
    }

    /// The same, with levels placed by these tables.
    pub fn evaluate_with(
        &self,
        holdings: impl Into<Holdings>,
        ledger: &LedgerView,
        day: NaiveDate,
        frameworks: &Frameworks,
    ) -> Evaluation {
        let context = Context::new(self, ledger, frameworks, day);
        let evaluating = Evaluating::new(context, holdings.into().parts);
        let solved = evaluating.solve();
        result::of(&evaluating, &solved)
    }
}

impl<'a> Evaluating<'a> {
    fn new(context: Context<'a>, mut parts: Vec<Part>) -> Self {
        parts.sort_by(|one, other| one.order().cmp(&other.order()));
        part::close(&mut parts);
        let layout = Layout::of(context.pathway);
        let fits = |part: &Part| layout.places.iter().any(|place| place.takes(part, &context) == Truth::Yes);
        let fits: Vec<bool> = parts.iter().map(fits).collect();
        let told = eligible::exclusions(&context, &parts, &fits, None);
        let may_count: Vec<bool> = fits.iter().zip(told).map(|(fits, told)| *fits && told.is_empty()).collect();
        let learner = learner::of(&context, &parts, &may_count);
        let credits: Vec<Option<Counted>> =
            parts.iter().map(|part| context.credits(part).ok().filter(|_| !part.is_selection)).collect();
        let exclusions = eligible::exclusions(&context, &parts, &fits, Some(&learner));
        Self { context, parts, exclusions, credits, learner }
    }

    /// The parts that nothing excludes.
    fn candidates(&self) -> Vec<usize> {
        (0..self.parts.len()).filter(|part| self.exclusions[*part].is_empty()).collect()
    }

    /// The best allocation; where all has to lie in a window of time, the best of every window.
    fn solve(&'a self) -> Solved<'a> {
        let candidates = self.candidates();
        let windows = self.windows(&candidates);
        let work = WORK / windows.len().max(1) as u64;
        let mut best: Option<Solved<'a>> = None;
        // What may be in windows that were not searched to their end.
        let mut unproven: Option<Score> = None;
        for window in windows {
            let model = Model::of(self, window);
            let beaten = |best: &Solved<'_>| model.problem.root_bound() <= best.allocation.score;
            if best.as_ref().is_some_and(beaten) {
                continue;
            }
            let allocation = model.problem.solve(work);
            if allocation.bound > allocation.score {
                unproven = unproven.max(Some(allocation.bound));
            }
            if best.as_ref().is_none_or(|best| allocation.score > best.allocation.score) {
                best = Some(Solved { model, allocation });
            }
        }
        let best = best.unwrap_or_else(|| {
            let model = Model::of(self, Vec::new());
            let allocation = model.problem.solve(work);
            Solved { model, allocation }
        });
        Solved { allocation: best.allocation.beside(unproven), ..best }
    }

    /// The candidates of each window that no other contains; all of them where there is no such rule.
    fn windows(&self, candidates: &[usize]) -> Vec<Vec<usize>> {
        let Some((_, months)) = self.context.pathway.window() else { return vec![candidates.to_vec()] };
        let mut windows: Vec<Vec<usize>> = Vec::new();
        for first in candidates {
            let start = self.parts[*first].awarded;
            let end = start.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX);
            let inside = candidates.iter().copied().filter(|part| (start..=end).contains(&self.parts[*part].awarded));
            let inside: Vec<usize> = inside.collect();
            if !windows.iter().any(|window| inside.iter().all(|part| window.contains(part))) {
                windows.push(inside);
            }
        }
        windows
    }
}
