//! The best allocation: which credential counts where, so that most is satisfied and most credits are counted.
//!
//! A branch-and-bound search over whole credentials, in integers alone. It tries the oldest credential first and the places in
//! their order, so that among equally good allocations it finds the one that comes first. What it starts from is found
//! by moving single credentials; what bounds it are, for each row, everything that could still be added.

mod bound;
mod guided;
mod improve;
mod nearest;
mod placing;
#[cfg(test)]
mod tests;

pub(super) use nearest::Needs;

use chrono::NaiveDate;
use placing::{Branching, Placing};

/// What is to be allocated: rows of sums, what they must not exceed, and what they should reach.
#[derive(Clone, Debug, Default)]
pub(super) struct Problem {
    /// The oldest first.
    pub(super) items: Vec<Item>,
    pub(super) places: usize,
    pub(super) rows: Vec<Row>,
    /// Rows and what they never exceed. Their weights are never negative.
    pub(super) caps: Vec<(usize, i128)>,
    pub(super) goals: Vec<Goal>,
    /// For each item, those of which it excludes each.
    pub(super) conflicts: Vec<Vec<usize>>,
}

#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) credits: u64,
    /// Where it may count, the best first.
    pub(super) places: Vec<usize>,
    pub(super) date: NaiveDate,
}

/// A sum over the items that are counted in some places, each with its weight.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) weights: Vec<i128>,
    pub(super) places: Vec<bool>,
}

/// Something that should be reached.
#[derive(Clone, Debug)]
pub(super) struct Goal {
    pub(super) formula: Formula,
    pub(super) mandatory: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Formula {
    /// A row is no less than this.
    Row(usize, i128),
    All(Vec<Formula>),
    /// So many of these hold.
    Some(usize, Vec<Formula>),
    /// One of these items is counted, and nothing that is counted is younger than the youngest of them.
    Last(Vec<bool>),
}

/// How good an allocation is; more is better, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Score {
    pub(super) mandatory: u32,
    pub(super) optional: u32,
    pub(super) credits: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Allocation {
    /// For each item, the place in which it counts.
    pub(super) places: Vec<Option<usize>>,
    pub(super) score: Score,
    /// What no allocation exceeds; the score itself where it is proven best.
    pub(super) bound: Score,
    /// Whether of equally good allocations this is the first.
    pub(super) is_first: bool,
}

impl Allocation {
    /// The same, taken where others were not whose search was ended: what these may have had, it may not be better than.
    pub(super) fn beside(self, unproven: Option<Score>) -> Self {
        let Some(unproven) = unproven else { return self };
        let is_first = self.is_first && unproven < self.score;
        // What satisfies more of the mandatory may satisfy less of the optional, and count less: nothing of it is exceeded.
        let optional = self.bound.optional.max(unproven.optional);
        let credits = self.bound.credits.max(unproven.credits);
        let is_beyond = unproven > self.bound;
        let bound = if is_beyond { Score { optional, credits, ..unproven } } else { self.bound };
        Self { bound, is_first, ..self }
    }
}

impl Formula {
    fn holds(&self, sums: &[i128], last: &dyn Fn(&[bool]) -> bool) -> bool {
        match self {
            Self::Row(row, least) => sums[*row] >= *least,
            Self::All(all) => all.iter().all(|one| one.holds(sums, last)),
            Self::Some(least, some) => some.iter().filter(|one| one.holds(sums, last)).count() >= *least,
            Self::Last(items) => last(items),
        }
    }
}

impl Problem {
    /// The best allocation that is found with so much work; a comparison of one row is one piece of work.
    ///
    /// Most problems are small, and one look through them is enough. In a large one, what is good is found by
    /// [pressing](Self::guided) rather than by looking at everything in order.
    pub(super) fn solve(&self, work: u64) -> Allocation {
        let ceiling = self.root_bound();
        let size = self.items.len() as u64;
        let glance = self.search(self.improved(ceiling, work), ceiling, work.min(work / 16 + 100_000));
        if !glance.is_exhausted {
            return glance.into_allocation(ceiling);
        }
        let start = self.guided(glance.best, ceiling, (5 * size * size).min(work / 200));
        let mut found = self.search(start, ceiling, work);
        if found.is_exhausted && found.best.1 < ceiling {
            let score = found.best.1;
            found.best = self.guided(found.best, ceiling, (25 * size * size).min(work / 40));
            found.is_first &= found.best.1 == score;
        }
        found.into_allocation(ceiling)
    }

    fn search(&self, start: (Vec<Option<usize>>, Score), ceiling: Score, work: u64) -> Found {
        let mut search = Search::new(self, start, ceiling, work);
        placing::walk(&mut search);
        Found { best: search.best, is_first: search.found, is_exhausted: search.work == 0 }
    }

    pub(super) fn sums(&self, places: &[Option<usize>]) -> Vec<i128> {
        let sum = |row: &Row| {
            let counted = places.iter().enumerate().filter_map(|(item, place)| Some((item, (*place)?)));
            counted.filter(|(_, place)| row.places[*place]).map(|(item, _)| row.weights[item]).sum()
        };
        self.rows.iter().map(sum).collect()
    }

    fn score_of(&self, sums: &[i128], places: &[Option<usize>]) -> Score {
        let last = |capstones: &[bool]| self.is_last(capstones, places);
        let met = |mandatory: bool| {
            let of_kind = self.goals.iter().filter(|goal| goal.mandatory == mandatory);
            u32::try_from(of_kind.filter(|goal| goal.formula.holds(sums, &last)).count()).unwrap_or(u32::MAX)
        };
        let counted = self.items.iter().zip(places).filter(|(_, place)| place.is_some());
        Score { mandatory: met(true), optional: met(false), credits: counted.map(|(item, _)| item.credits).sum() }
    }

    /// Which goals an allocation meets.
    pub(super) fn goals_met(&self, places: &[Option<usize>]) -> Vec<bool> {
        let sums = self.sums(places);
        let last = |capstones: &[bool]| self.is_last(capstones, places);
        self.goals.iter().map(|goal| goal.formula.holds(&sums, &last)).collect()
    }

    /// Whether a formula holds for an allocation.
    pub(super) fn holds(&self, formula: &Formula, places: &[Option<usize>]) -> bool {
        formula.holds(&self.sums(places), &|capstones| self.is_last(capstones, places))
    }

    fn is_last(&self, capstones: &[bool], places: &[Option<usize>]) -> bool {
        let dates = |wanted: bool| {
            let counted = (0..self.items.len()).filter(move |item| places[*item].is_some());
            counted.filter(move |item| capstones[*item] == wanted).map(|item| self.items[item].date)
        };
        let youngest = dates(true).max();
        youngest.is_some_and(|youngest| dates(false).all(|other| other <= youngest))
    }
}

/// What a search has found.
struct Found {
    best: (Vec<Option<usize>>, Score),
    /// Whether the best was found in order.
    is_first: bool,
    is_exhausted: bool,
}

impl Found {
    fn into_allocation(self, ceiling: Score) -> Allocation {
        let (places, score) = self.best;
        Allocation {
            places,
            score,
            bound: if self.is_exhausted { ceiling } else { score },
            is_first: self.is_first && (!self.is_exhausted || score == ceiling),
        }
    }
}

/// The search: items one after another, places in their order, leaving out last.
struct Search<'p> {
    problem: &'p Problem,
    /// For each item and row, the most that the items from there on can add.
    rest: Vec<Vec<i128>>,
    reach: bound::Reach,
    ceiling: Score,
    placing: Placing<'p>,
    best: (Vec<Option<usize>>, Score),
    /// Whether the best was found here, in order, rather than by moving credentials about.
    found: bool,
    work: u64,
}

impl<'p> Search<'p> {
    fn new(problem: &'p Problem, start: (Vec<Option<usize>>, Score), ceiling: Score, work: u64) -> Self {
        Self {
            problem,
            rest: problem.rest(),
            reach: bound::Reach::of(problem),
            ceiling,
            placing: Placing::empty(problem),
            best: start,
            found: false,
            work,
        }
    }

    /// Whether something better than the best, or the first that is as good, can still come.
    fn is_promising(&self, item: usize) -> bool {
        let rest = &self.rest[item];
        let may_be_last = |capstones: &[bool]| self.may_be_last(capstones, item);
        let possible = |formula: &Formula| bound::is_possible(formula, &self.placing.sums, rest, &may_be_last);
        let met = |mandatory: bool| {
            let of_kind = self.problem.goals.iter().filter(|goal| goal.mandatory == mandatory);
            u32::try_from(of_kind.filter(|goal| possible(&goal.formula)).count()).unwrap_or(u32::MAX)
        };
        // What is counted is never less than nothing.
        let counted = u64::try_from(self.placing.credits).unwrap_or_default();
        let bound = Score { mandatory: met(true), optional: met(false), credits: self.reach.most(item, counted) };
        self.beats(bound.min(self.ceiling))
    }

    /// Whether a capstone is still to come, or one is counted and nothing younger. Items are in the order of their dates.
    fn may_be_last(&self, capstones: &[bool], item: usize) -> bool {
        let date = |index: usize| self.problem.items[index].date;
        let counted = || (0..item).rev().filter(|index| self.placing.places[*index].is_some());
        let youngest = counted().next().map(date);
        capstones[item..].contains(&true)
            || counted().take_while(|index| Some(date(*index)) == youngest).any(|index| capstones[index])
    }

    fn beats(&self, score: Score) -> bool {
        if self.found { score > self.best.1 } else { score >= self.best.1 }
    }
}

impl<'p> Branching<'p> for Search<'p> {
    fn placing(&mut self) -> &mut Placing<'p> {
        &mut self.placing
    }

    fn enters(&mut self, item: usize) -> bool {
        let cost = 1 + self.problem.rows.len() as u64;
        self.work = self.work.saturating_sub(cost);
        if self.work == 0 || !self.is_promising(item) {
            return false;
        }
        if item < self.problem.items.len() {
            return true;
        }
        let score = self.problem.score_of(&self.placing.sums, &self.placing.places);
        if self.beats(score) {
            self.best = (self.placing.places.clone(), score);
            self.found = true;
        }
        false
    }
}
