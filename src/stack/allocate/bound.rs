//! What no allocation exceeds.

use super::{Formula, Problem, Score};
use chrono::NaiveDate;
use std::collections::HashMap;

/// Whether a formula can hold once everything was added that still can be.
pub(super) fn is_possible(
    formula: &Formula,
    sums: &[i128],
    rest: &[i128],
    may_be_last: &dyn Fn(&[bool]) -> bool,
) -> bool {
    let is_possible = |one| is_possible(one, sums, rest, may_be_last);
    match formula {
        Formula::Row(row, least) => sums[*row] + rest[*row] >= *least,
        Formula::All(all) => all.iter().all(is_possible),
        Formula::Some(least, some) => some.iter().filter(|one| is_possible(one)).count() >= *least,
        Formula::Last(capstones) => may_be_last(capstones),
    }
}

impl Problem {
    /// For each item and row, the most that the items from there on can add to the row.
    pub(super) fn rest(&self) -> Vec<Vec<i128>> {
        let mut rest = vec![vec![0; self.rows.len()]];
        for (index, item) in self.items.iter().enumerate().rev() {
            let mut sums = rest.last().cloned().unwrap_or_default();
            for (sum, row) in sums.iter_mut().zip(&self.rows) {
                if item.places.iter().any(|place| row.places[*place]) {
                    *sum += row.weights[index].max(0);
                }
            }
            rest.push(sums);
        }
        rest.reverse();
        rest
    }

    /// For each item, the last one before it that nothing tells apart from it. Items that exclude others are told apart.
    pub(super) fn twins(&self) -> Vec<Option<usize>> {
        let mut capstones = Vec::new();
        self.goals.iter().for_each(|goal| capstones_of(&goal.formula, &mut capstones));
        let mut seen: HashMap<Looks, usize> = HashMap::new();
        let twin = |(index, item): (usize, &super::Item)| {
            if !self.conflicts[index].is_empty() {
                return None;
            }
            let weights = self.rows.iter().map(|row| row.weights[index]).collect();
            let last = capstones.iter().map(|capstones| capstones[index]).collect::<Vec<_>>();
            let date = (!last.is_empty()).then_some(item.date);
            seen.insert((item.credits, item.places.clone(), weights, last, date), index)
        };
        self.items.iter().enumerate().map(twin).collect()
    }

    /// What no allocation exceeds: each goal by itself, slots by a matching, credits by what the caps leave.
    pub(in crate::stack) fn root_bound(&self) -> Score {
        let rest = self.rest();
        let first = rest.first().map(Vec::as_slice).unwrap_or_default();
        let zero = vec![0; self.rows.len()];
        let met = |mandatory: bool| {
            let of_kind = self.goals.iter().filter(|goal| goal.mandatory == mandatory);
            let possible = of_kind.filter(|goal| is_possible(&goal.formula, &zero, first, &|_| true));
            u32::try_from(possible.count()).unwrap_or(u32::MAX)
        };
        Score { mandatory: met(true), optional: met(false), credits: self.most_credits() }
    }

    /// The most credits that can flow from items through their places, whose caps are lowered to what items can make up,
    /// and no more than the caps of all.
    fn most_credits(&self) -> u64 {
        let total = Reach::of(self).most(0, 0);
        let room: Vec<u64> = (0..self.places).map(|place| self.room(place)).collect();
        total.min(flow(self, &room))
    }

    /// The most credits that fit in one place.
    fn room(&self, place: usize) -> u64 {
        let credits: Vec<u64> =
            self.items.iter().filter(|item| item.places.contains(&place)).map(|item| item.credits).collect();
        let mut most: u64 = credits.iter().sum();
        for (row, cap) in &self.caps {
            let only = &self.rows[*row];
            if !only.places[place] {
                continue;
            }
            let here = |index: usize| self.items[index].places.contains(&place);
            let members = || (0..self.items.len()).filter(|index| here(*index));
            if members().all(|index| only.weights[index] == i128::from(self.items[index].credits)) {
                let cap = u64::try_from(*cap).unwrap_or_default();
                most = most.min(largest_sum(&credits, cap));
            } else if members().all(|index| only.weights[index] == 1) {
                let mut sorted = credits.clone();
                sorted.sort_unstable_by(|one, other| other.cmp(one));
                most = most.min(sorted.iter().take(usize::try_from(*cap).unwrap_or_default()).sum());
            }
        }
        most
    }
}

/// Everything that tells items apart: credits, places, weights, of which capstones it is one, and the date where one has to be
/// the last.
type Looks = (u64, Vec<usize>, Vec<i128>, Vec<bool>, Option<NaiveDate>);

/// The capstones of which a formula wants one to be the last.
fn capstones_of<'f>(formula: &'f Formula, capstones: &mut Vec<&'f [bool]>) {
    match formula {
        Formula::Row(..) => {}
        Formula::All(some) | Formula::Some(_, some) => some.iter().for_each(|one| capstones_of(one, capstones)),
        Formula::Last(of) => capstones.push(of),
    }
}

/// The most that can flow from items through places, found by pushing along paths; whole credits may be divided here, so it
/// is a bound.
fn flow(problem: &Problem, room: &[u64]) -> u64 {
    let mut free = room.to_vec();
    let mut pushed: Vec<Vec<u64>> = vec![vec![0; problem.places]; problem.items.len()];
    let mut total = 0;
    for (start, whole) in problem.items.iter().enumerate() {
        let mut left = whole.credits;
        while left > 0 {
            // Breadth first from the item to a place with room, back along what other items put there.
            let mut from_item: Vec<Option<usize>> = vec![None; problem.places];
            let mut from_place: Vec<Option<usize>> = vec![None; problem.items.len()];
            let mut queue = std::collections::VecDeque::from([start]);
            let mut end = None;
            while let (Some(item), None) = (queue.pop_front(), end) {
                for place in &problem.items[item].places {
                    if from_item[*place].is_some() {
                        continue;
                    }
                    from_item[*place] = Some(item);
                    if free[*place] > 0 {
                        end = Some(*place);
                        break;
                    }
                    for other in 0..problem.items.len() {
                        if pushed[other][*place] > 0 && from_place[other].is_none() && other != start {
                            from_place[other] = Some(*place);
                            queue.push_back(other);
                        }
                    }
                }
            }
            let Some(end) = end else { break };
            let mut path = vec![];
            let (mut place, mut amount) = (end, free[end].min(left));
            while let Some(item) = from_item[place] {
                path.push((item, place));
                match from_place[item] {
                    Some(before) if item != start => {
                        amount = amount.min(pushed[item][before]);
                        place = before;
                    }
                    _ => break,
                }
            }
            for (item, place) in path {
                pushed[item][place] += amount;
                if let Some(before) = from_place[item].filter(|_| item != start) {
                    pushed[item][before] -= amount;
                }
            }
            free[end] -= amount;
            left -= amount;
            total += amount;
        }
    }
    total
}

/// The largest sum of some of these that is no more than a cap.
fn largest_sum(credits: &[u64], cap: u64) -> u64 {
    let all: u64 = credits.iter().sum();
    if all <= cap {
        return all;
    }
    let unit = credits.iter().fold(0, |divisor, own| greatest_common_divisor(divisor, *own)).max(1);
    match Sums::up_to(cap / unit) {
        Some(empty) => {
            let sums = credits.iter().fold(empty, |sums, own| sums.and(own / unit));
            sums.largest(cap / unit) * unit
        }
        None => cap / unit * unit,
    }
}

fn greatest_common_divisor(one: u64, other: u64) -> u64 {
    if other == 0 { one } else { greatest_common_divisor(other, one % other) }
}

/// Which sums up to a limit can be made.
#[derive(Clone)]
struct Sums {
    words: Vec<u64>,
    limit: u64,
}

impl Sums {
    /// Only nothing; nothing at all if the limit is too far off to keep.
    fn up_to(limit: u64) -> Option<Self> {
        let words = usize::try_from(limit / 64 + 1).ok().filter(|words| *words <= 1 << 11)?;
        let mut sums = Self { words: vec![0; words], limit };
        sums.words[0] = 1;
        Some(sums)
    }

    /// With one more that can be added.
    fn and(mut self, more: u64) -> Self {
        let (words, bits) = (usize::try_from(more / 64).unwrap_or(usize::MAX), more % 64);
        for index in (words..self.words.len()).rev() {
            let low = self.words[index - words] << bits;
            let high = match index.checked_sub(words + 1) {
                Some(before) if bits > 0 => self.words[before] >> (64 - bits),
                _ => 0,
            };
            self.words[index] |= low | high;
        }
        self
    }

    fn largest(&self, most: u64) -> u64 {
        let most = most.min(self.limit);
        (0..=most).rev().find(|sum| self.words[(sum / 64) as usize] >> (sum % 64) & 1 == 1).unwrap_or_default()
    }
}

/// The credits that can still be reached, item by item, under the caps that hold for all.
pub(super) struct Reach {
    cap: Option<u64>,
    unit: u64,
    rest: Vec<u64>,
    sums: Option<Vec<Sums>>,
}

impl Reach {
    pub(super) fn of(problem: &Problem) -> Self {
        let for_all = |(row, cap): &(usize, i128)| {
            let row = &problem.rows[*row];
            let all = row.places.iter().all(|place| *place);
            let same = problem.items.iter().zip(&row.weights).all(|(item, own)| *own == i128::from(item.credits));
            (all && same).then(|| u64::try_from(*cap).unwrap_or_default())
        };
        let cap = problem.caps.iter().filter_map(for_all).min();
        let credits = || problem.items.iter().map(|item| item.credits);
        let unit = credits().fold(0, greatest_common_divisor).max(1);
        let mut rest = vec![0];
        for own in credits().rev() {
            rest.push(rest.last().copied().unwrap_or_default() + own);
        }
        rest.reverse();
        let sums = cap.and_then(|cap| Sums::up_to(cap / unit)).map(|empty| {
            let mut all = vec![empty];
            for own in credits().rev() {
                all.extend(all.last().cloned().map(|sums| sums.and(own / unit)));
            }
            all.reverse();
            all
        });
        Self { cap, unit, rest, sums }
    }

    /// The most credits in all, once so many are counted and the items from here on are left.
    pub(super) fn most(&self, item: usize, counted: u64) -> u64 {
        let Some(cap) = self.cap else { return counted + self.rest[item] };
        let room = cap.saturating_sub(counted).min(self.rest[item]);
        match &self.sums {
            Some(sums) => counted + sums[item].largest(room / self.unit) * self.unit,
            None => counted + room,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_sum_is_exact() {
        assert_eq!(largest_sum(&[300, 300, 300, 300], 1000), 900);
        assert_eq!(largest_sum(&[250, 700, 400], 1000), 950);
        assert_eq!(largest_sum(&[6400, 12_800, 19_300], 26_000), 25_700);
        assert_eq!(largest_sum(&[], 10), 0);
    }
}
