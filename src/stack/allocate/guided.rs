//! A way out of where single moves lead no further: what is not satisfied weighs more and more, until giving something
//! else up for a while pays.
//!
//! Caps may be exceeded on the way, so that things can change places in full groups; only what keeps to them is taken.

use super::{Formula, Problem, Score};

/// A change of one item, and what it does: the rows and by how much.
type Change = (usize, Option<usize>, Option<usize>);

/// Something that should hold: a cap, a goal, or that as many credits are counted as can be.
enum Demand<'p> {
    AtMost(usize, i128),
    Goal(&'p Formula),
    Credits(u64),
}

struct Guided<'p> {
    problem: &'p Problem,
    demands: Vec<Demand<'p>>,
    weights: Vec<i128>,
    /// For each item, the rows that it adds to.
    rows_of: Vec<Vec<usize>>,
    /// For each row, the demands that read it; the last entry is for what every change touches.
    demands_of: Vec<Vec<usize>>,
    places: Vec<Option<usize>>,
    sums: Vec<i128>,
    credits: u64,
    blocked: Vec<u32>,
    /// How far each demand is from holding, in thousandths.
    short: Vec<i128>,
    /// When a demand was last looked at, so that none is looked at twice for one change.
    seen: Vec<u64>,
    turn: u64,
    touched: Vec<usize>,
}

impl Problem {
    /// A better allocation than the one that is given, if one is found with so many changes tried.
    pub(super) fn guided(
        &self,
        start: (Vec<Option<usize>>, Score),
        ceiling: Score,
        tries: u64,
    ) -> (Vec<Option<usize>>, Score) {
        let mut best = start;
        if best.1 == ceiling || self.items.is_empty() {
            return best;
        }
        let mut guided = Guided::new(self, &best.0, ceiling);
        let mut left = tries;
        while left > 0 && best.1 != ceiling {
            let better = guided.sweep(&mut left);
            if guided.keeps_to_caps() {
                let score = self.score_of(&guided.sums, &guided.places);
                if score > best.1 {
                    best = (guided.places.clone(), score);
                }
            }
            if !better {
                guided.press();
            }
        }
        best
    }
}

impl<'p> Guided<'p> {
    fn new(problem: &'p Problem, start: &[Option<usize>], ceiling: Score) -> Self {
        let caps = problem.caps.iter().map(|(row, most)| Demand::AtMost(*row, *most));
        let mandatory = |wanted: bool| problem.goals.iter().filter(move |goal| goal.mandatory == wanted);
        let goals = mandatory(true).chain(mandatory(false)).map(|goal| Demand::Goal(&goal.formula));
        let demands: Vec<Demand<'_>> = caps.chain(goals).chain([Demand::Credits(ceiling.credits)]).collect();
        let first_optional = problem.caps.len() + mandatory(true).count();
        // What is optional gives way to what is not.
        let weights = (0..demands.len()).map(|demand| if demand < first_optional { 32 } else { 1 }).collect();
        let rows = problem.rows.len();
        let mut demands_of = vec![Vec::new(); rows + 1];
        for (index, demand) in demands.iter().enumerate() {
            match demand {
                Demand::AtMost(row, _) => demands_of[*row].push(index),
                Demand::Goal(formula) => {
                    let mut read = Vec::new();
                    rows_read(formula, rows, &mut read);
                    read.sort_unstable();
                    read.dedup();
                    read.into_iter().for_each(|row| demands_of[row].push(index));
                }
                Demand::Credits(_) => demands_of[rows].push(index),
            }
        }
        let adds = |item: usize| (0..rows).filter(move |row| problem.rows[*row].weights[item] != 0);
        let mut guided = Self {
            problem,
            weights,
            rows_of: (0..problem.items.len()).map(|item| adds(item).collect()).collect(),
            demands_of,
            places: vec![None; problem.items.len()],
            sums: vec![0; rows],
            credits: 0,
            blocked: vec![0; problem.items.len()],
            short: vec![0; demands.len()],
            seen: vec![0; demands.len()],
            demands,
            turn: 0,
            touched: Vec::new(),
        };
        for (item, place) in start.iter().enumerate() {
            guided.apply((item, None, *place));
        }
        guided.short = (0..guided.demands.len()).map(|demand| guided.shortfall(demand)).collect();
        guided
    }

    /// Puts each item where what is short weighs least; whether anything got better.
    fn sweep(&mut self, left: &mut u64) -> bool {
        let mut better = false;
        let problem = self.problem;
        for item in 0..problem.items.len() {
            let from = self.places[item];
            let mut best: (i128, Option<usize>) = (0, from);
            let is_free = self.blocked[item] == 0;
            let inside = problem.items[item].places.iter().copied().map(Some).filter(|_| is_free);
            for to in inside.chain([None]).filter(|to| *to != from) {
                *left = left.saturating_sub(1 + self.rows_of[item].len() as u64 / 64);
                let gain = self.gain((item, from, to));
                if gain > best.0 {
                    best = (gain, to);
                }
            }
            if best.0 > 0 {
                self.make((item, from, best.1));
                better = true;
            }
        }
        better
    }

    /// What is short weighs more from now on.
    fn press(&mut self) {
        for (weight, short) in self.weights.iter_mut().zip(&self.short) {
            if *short > 0 {
                *weight += 1 + *weight / 4;
            }
        }
        // Nothing may grow out of bounds, and what was forced long ago is forgotten.
        if self.weights.iter().any(|weight| *weight > 1 << 40) {
            self.weights.iter_mut().for_each(|weight| *weight = 1 + (*weight >> 20));
        }
    }

    fn keeps_to_caps(&self) -> bool {
        self.problem.caps.iter().all(|(row, most)| self.sums[*row] <= *most)
    }

    /// By how much less is short after a change, weighed.
    fn gain(&mut self, change: Change) -> i128 {
        let (item, from, to) = change;
        self.apply(change);
        self.touch(change);
        let less = |demand: &usize| self.weights[*demand] * (self.short[*demand] - self.shortfall(*demand));
        let gain = self.touched.iter().map(less).sum();
        self.apply((item, to, from));
        gain
    }

    fn make(&mut self, change: Change) {
        self.apply(change);
        self.touch(change);
        for index in 0..self.touched.len() {
            let demand = self.touched[index];
            self.short[demand] = self.shortfall(demand);
        }
    }

    /// Collects the demands that a change may change.
    fn touch(&mut self, (item, from, to): Change) {
        self.turn += 1;
        self.touched.clear();
        let rows = &self.problem.rows;
        let changed = self.rows_of[item].iter().copied().filter(|row| {
            let counts = |place: Option<usize>| place.is_some_and(|place| rows[*row].places[place]);
            counts(from) != counts(to)
        });
        for row in changed.chain([rows.len()]) {
            for demand in &self.demands_of[row] {
                if self.seen[*demand] != self.turn {
                    self.seen[*demand] = self.turn;
                    self.touched.push(*demand);
                }
            }
        }
    }

    fn apply(&mut self, (item, from, to): Change) {
        let problem = self.problem;
        for row in &self.rows_of[item] {
            let own = &problem.rows[*row];
            let counts = |place: Option<usize>| place.is_some_and(|place| own.places[place]);
            match (counts(from), counts(to)) {
                (false, true) => self.sums[*row] += own.weights[item],
                (true, false) => self.sums[*row] -= own.weights[item],
                _ => {}
            }
        }
        if from.is_some() != to.is_some() {
            let credits = problem.items[item].credits;
            self.credits = if to.is_some() { self.credits + credits } else { self.credits - credits };
            for other in &problem.conflicts[item] {
                let blocked = &mut self.blocked[*other];
                *blocked = if to.is_some() { *blocked + 1 } else { *blocked - 1 };
            }
        }
        self.places[item] = to;
    }

    fn shortfall(&self, demand: usize) -> i128 {
        match &self.demands[demand] {
            Demand::AtMost(row, most) => thousandths(self.sums[*row] - most, (*most).max(1)),
            Demand::Goal(formula) => self.short_of(formula),
            Demand::Credits(most) => {
                thousandths(i128::from(*most) - i128::from(self.credits), i128::from(*most).max(1))
            }
        }
    }

    fn short_of(&self, formula: &Formula) -> i128 {
        match formula {
            Formula::Row(row, least) => thousandths(least - self.sums[*row], least.abs().max(1)),
            Formula::All(all) => all.iter().map(|one| self.short_of(one)).sum(),
            Formula::Some(least, some) => {
                let mut each: Vec<i128> = some.iter().map(|one| self.short_of(one)).collect();
                each.sort_unstable();
                each.into_iter().take(*least).sum()
            }
            Formula::Last(capstones) => {
                if self.problem.is_last(capstones, &self.places) {
                    0
                } else {
                    1000
                }
            }
        }
    }
}

/// How much is missing, in thousandths of what is wanted; at least one if anything is.
fn thousandths(missing: i128, wanted: i128) -> i128 {
    match (i64::try_from(missing), i64::try_from(wanted)) {
        _ if missing <= 0 => 0,
        // By far the most; wide division is slow.
        (Ok(missing), Ok(wanted)) if missing < i64::MAX / 1000 => i128::from((missing * 1000 / wanted).clamp(1, 4000)),
        _ => (missing.saturating_mul(1000) / wanted).clamp(1, 4000),
    }
}

/// The rows that a formula reads; the last for one that every change touches.
fn rows_read(formula: &Formula, everything: usize, read: &mut Vec<usize>) {
    match formula {
        Formula::Row(row, _) => read.push(*row),
        Formula::All(some) | Formula::Some(_, some) => some.iter().for_each(|one| rows_read(one, everything, read)),
        Formula::Last(_) => read.push(everything),
    }
}
