//! The allocation that least is missing from: what has to be added is fewest, whatever else is satisfied for now.

use super::placing::{self, Branching, Placing};
use super::{Formula, Problem};

/// What would have to be added to an allocation, as far as sums tell.
#[derive(Clone, Debug, Default)]
pub(in crate::stack) struct Needs {
    /// For each row, by how much one more at most adds to it; nothing for a row that is not of credits.
    pub(in crate::stack) gains: Vec<Option<i128>>,
    /// What one addition serves for one of these alone, and for one alone of what is in it.
    pub(in crate::stack) apart: Vec<Formula>,
    /// What one addition may serve for all of these.
    pub(in crate::stack) together: Vec<Formula>,
    /// Pairs of them that no addition serves for both.
    pub(in crate::stack) clashes: Vec<(usize, usize)>,
    /// The most that may be counted in all.
    pub(in crate::stack) most: Option<i128>,
}

/// How much work it is to make out what really has to be added.
const LOOK: u64 = 1000;

/// Nothing that is added would do.
const NEVER: i128 = i128::MAX / 4;

impl Needs {
    /// What has to be added at least, once everything was counted that still can be.
    pub(in crate::stack) fn least(&self, sums: &[i128], rest: &[i128]) -> i128 {
        let need = |formula: &Formula, apart| self.of(formula, apart, sums, rest);
        let apart = self.apart.iter().map(|formula| need(formula, true)).fold(0, i128::saturating_add);
        let together: Vec<i128> = self.together.iter().map(|formula| need(formula, false)).collect();
        let clashing = self.clashes.iter().map(|(one, other)| together[*one].saturating_add(together[*other]));
        clashing.chain(together.iter().copied()).fold(apart, i128::max).min(NEVER)
    }

    fn of(&self, formula: &Formula, apart: bool, sums: &[i128], rest: &[i128]) -> i128 {
        let need = |one: &Formula| self.of(one, apart, sums, rest);
        // What serves for one of several may serve for all of them, or it does not.
        let all = |each: &mut dyn Iterator<Item = i128>| match apart {
            true => each.fold(0, i128::saturating_add),
            false => each.max().unwrap_or(0),
        };
        match formula {
            Formula::Row(row, least) => {
                let missing = least - sums[*row] - rest[*row];
                match self.gains[*row] {
                    _ if missing <= 0 => 0,
                    None => 0,
                    Some(gain) if gain <= 0 => NEVER,
                    Some(gain) => missing / gain + i128::from(missing % gain > 0),
                }
            }
            Formula::All(some) => all(&mut some.iter().map(need)),
            Formula::Some(least, some) => {
                let mut each: Vec<i128> = some.iter().map(need).collect();
                each.sort_unstable();
                all(&mut each.into_iter().take(*least))
            }
            Formula::Last(_) => 0,
        }
    }
}

/// A search for an allocation that costs less, and what it has found.
struct Nearest<'p, 'c> {
    problem: &'p Problem,
    needs: &'p Needs,
    /// What really has to be added; nothing where nothing would do.
    cost: &'c mut dyn FnMut(&[Option<usize>]) -> Option<i128>,
    rest: Vec<Vec<i128>>,
    nothing: Vec<i128>,
    placing: Placing<'p>,
    best: (Vec<Option<usize>>, i128),
    work: u64,
}

impl Problem {
    /// An allocation for which strictly less has to be added than for one that is given; that one if there is none. And
    /// whether there is certainly nothing better, which takes no more than so much work.
    pub(in crate::stack) fn nearest(
        &self,
        start: &[Option<usize>],
        needs: &Needs,
        cost: &mut dyn FnMut(&[Option<usize>]) -> Option<i128>,
        work: u64,
    ) -> (Vec<Option<usize>>, bool) {
        let rest = self.rest();
        let none = vec![0; self.rows.len()];
        let floor = rest.first().map_or(0, |rest| needs.least(&none, rest));
        let known = cost(start).unwrap_or(NEVER);
        let mut search = Nearest {
            problem: self,
            needs,
            cost,
            rest,
            nothing: none,
            placing: Placing::empty(self),
            best: (start.to_vec(), known),
            work,
        };
        if known <= floor {
            return (search.best.0, true);
        }
        search.descend(start);
        search.placing = Placing::empty(self);
        placing::walk(&mut search);
        (search.best.0, search.work > 0)
    }
}

impl Nearest<'_, '_> {
    /// Leaves out, or moves, one after another while that helps: something to begin with.
    fn descend(&mut self, start: &[Option<usize>]) {
        let problem = self.problem;
        self.placing.places = start.to_vec();
        for (item, place) in start.iter().enumerate() {
            place.iter().for_each(|place| self.placing.count(item, *place, 1));
        }
        let mut now = self.worth();
        loop {
            let mut best = None;
            for item in 0..self.placing.places.len() {
                let Some(was) = self.placing.places[item] else { continue };
                self.placing.count(item, was, -1);
                let elsewhere = problem.items[item].places.iter().copied().filter(|place| *place != was).map(Some);
                for other in elsewhere.chain([None]) {
                    self.work = self.work.saturating_sub(1 + problem.rows.len() as u64);
                    other.iter().for_each(|place| self.placing.count(item, *place, 1));
                    let then = self.worth();
                    if then < now && problem.caps.iter().all(|(row, most)| self.placing.sums[*row] <= *most) {
                        now = then;
                        best = Some((item, was, other));
                    }
                    other.iter().for_each(|place| self.placing.count(item, *place, -1));
                }
                self.placing.count(item, was, 1);
            }
            let Some((item, was, other)) = best.filter(|_| self.work > 0) else { break };
            self.placing.count(item, was, -1);
            other.iter().for_each(|place| self.placing.count(item, *place, 1));
            self.placing.places[item] = other;
            self.look();
        }
    }

    /// By how much too much would be counted, and what has to be added.
    fn worth(&self) -> (i128, i128) {
        let need = self.needs.least(&self.placing.sums, &self.nothing);
        let over = self.needs.most.map_or(0, |most| (self.placing.credits.saturating_add(need) - most).max(0));
        (over, need)
    }

    /// Keeps what is there if it costs less than the best.
    fn look(&mut self) {
        // To make out what really has to be added takes far longer than to look at the sums.
        self.work = self.work.saturating_sub(LOOK);
        if let Some(cost) = (self.cost)(&self.placing.places)
            && cost < self.best.1
        {
            self.best = (self.placing.places.clone(), cost);
        }
    }
}

impl<'p> Branching<'p> for Nearest<'p, '_> {
    fn placing(&mut self) -> &mut Placing<'p> {
        &mut self.placing
    }

    fn enters(&mut self, item: usize) -> bool {
        self.work = self.work.saturating_sub(1 + self.problem.rows.len() as u64);
        let need = self.needs.least(&self.placing.sums, &self.rest[item]);
        let is_too_much = self.needs.most.is_some_and(|most| self.placing.credits.saturating_add(need) > most);
        if self.work == 0 || need >= self.best.1 || is_too_much {
            return false;
        }
        if item < self.problem.items.len() {
            return true;
        }
        self.look();
        false
    }
}
