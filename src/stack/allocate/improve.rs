//! A good allocation to start from: fill what is hardest to fill, then move single credentials while that helps.

use super::{Formula, Problem, Score};

/// How often all moves are tried.
const ROUNDS: usize = 12;

impl Problem {
    /// An allocation that no single move makes better, or that reaches what none exceeds, or that was reached when the work
    /// ran out; and its score.
    pub(super) fn improved(&self, ceiling: Score, work: u64) -> (Vec<Option<usize>>, Score) {
        let mut draft = Draft::new(self, work);
        draft.fill();
        for _ in 0..ROUNDS {
            if draft.worth.0 == ceiling || draft.work == 0 {
                break;
            }
            let moved = draft.move_one();
            let swapped = !moved && draft.swap_two();
            if !moved && !swapped {
                break;
            }
        }
        let score = self.score_of(&draft.sums, &draft.places);
        (draft.places, score)
    }
}

struct Draft<'p> {
    problem: &'p Problem,
    places: Vec<Option<usize>>,
    sums: Vec<i128>,
    blocked: Vec<u32>,
    worth: (Score, i128),
    work: u64,
}

impl<'p> Draft<'p> {
    fn new(problem: &'p Problem, work: u64) -> Self {
        let mut draft = Self {
            problem,
            places: vec![None; problem.items.len()],
            sums: vec![0; problem.rows.len()],
            blocked: vec![0; problem.items.len()],
            worth: (Score::default(), 0),
            work,
        };
        draft.worth = draft.value();
        draft
    }

    /// Items that fit in few places first.
    fn fill(&mut self) {
        let mut order: Vec<usize> = (0..self.places.len()).collect();
        order.sort_by_key(|item| self.problem.items[*item].places.len());
        for item in order {
            self.best_place(item, true);
        }
    }

    /// Moves each item to where it does most good; whether anything got better.
    fn move_one(&mut self) -> bool {
        let mut better = false;
        for item in 0..self.places.len() {
            better |= self.work > 0 && self.best_place(item, false);
        }
        better
    }

    /// Puts an item where the whole is worth most, where it is now if nothing is better.
    fn best_place(&mut self, item: usize, fresh: bool) -> bool {
        let old = self.places[item];
        let (mut best, mut worth) = (old, self.worth);
        if old.is_some() && !fresh {
            self.set(item, None);
            let value = self.value();
            if value > worth {
                (best, worth) = (None, value);
            }
        }
        let problem = self.problem;
        for place in &problem.items[item].places {
            if self.fits(item, *place) {
                self.set(item, Some(*place));
                let value = self.value();
                if value > worth {
                    (best, worth) = (Some(*place), value);
                }
                self.set(item, None);
            }
        }
        self.set(item, best);
        let is_better = worth > self.worth;
        self.worth = worth;
        is_better
    }

    /// Takes one item out so that another can come in, or change its place; whether anything got better.
    fn swap_two(&mut self) -> bool {
        let count = self.places.len();
        let mut better = false;
        for incoming in 0..count {
            for outgoing in 0..count {
                let (Some(was), true) = (self.places[outgoing], incoming != outgoing) else { continue };
                if self.work == 0 {
                    return better;
                }
                let before = self.places[incoming];
                let worth = self.worth;
                self.set(outgoing, None);
                self.set(incoming, None);
                let problem = self.problem;
                for place in &problem.items[incoming].places {
                    if !self.fits(incoming, *place) {
                        continue;
                    }
                    self.set(incoming, Some(*place));
                    // What went out may fit elsewhere.
                    let elsewhere = problem.items[outgoing].places.iter().find(|other| self.fits(outgoing, **other));
                    let elsewhere = elsewhere.copied();
                    if elsewhere.is_some() {
                        self.set(outgoing, elsewhere);
                    }
                    let value = self.value();
                    if value > worth {
                        self.worth = value;
                        better = true;
                        break;
                    }
                    self.set(outgoing, None);
                    self.set(incoming, None);
                }
                if self.worth == worth {
                    self.set(incoming, before);
                    self.set(outgoing, Some(was));
                }
            }
        }
        better
    }

    fn fits(&self, item: usize, place: usize) -> bool {
        let problem = self.problem;
        let within = |(row, most): &(usize, i128)| {
            let own = &problem.rows[*row];
            !own.places[place] || self.sums[*row] + own.weights[item] <= *most
        };
        self.blocked[item] == 0 && problem.caps.iter().all(within)
    }

    fn set(&mut self, item: usize, place: Option<usize>) {
        let problem = self.problem;
        let old = std::mem::replace(&mut self.places[item], place);
        for (sum, row) in self.sums.iter_mut().zip(&problem.rows) {
            if old.is_some_and(|old| row.places[old]) {
                *sum -= row.weights[item];
            }
            if place.is_some_and(|place| row.places[place]) {
                *sum += row.weights[item];
            }
        }
        for other in &problem.conflicts[item] {
            self.blocked[*other] -= u32::from(old.is_some());
            self.blocked[*other] += u32::from(place.is_some());
        }
    }

    /// The score, and how far the goals that are not reached are on their way.
    fn value(&mut self) -> (Score, i128) {
        let cost = self.problem.goals.len() + self.problem.rows.len() + self.places.len();
        self.work = self.work.saturating_sub(cost as u64);
        let progress = self.problem.goals.iter().map(|goal| progress(&goal.formula, &self.sums)).sum();
        (self.problem.score_of(&self.sums, &self.places), progress)
    }
}

/// In thousandths.
fn progress(formula: &Formula, sums: &[i128]) -> i128 {
    match formula {
        Formula::Row(row, least) if *least > 0 => sums[*row].clamp(0, *least) * 1000 / least,
        Formula::Row(row, least) => {
            if sums[*row] >= *least {
                1000
            } else {
                0
            }
        }
        Formula::All(some) | Formula::Some(_, some) => {
            let count = i128::try_from(some.len()).unwrap_or(i128::MAX).max(1);
            some.iter().map(|one| progress(one, sums)).sum::<i128>() / count
        }
        Formula::Last(_) => 0,
    }
}
