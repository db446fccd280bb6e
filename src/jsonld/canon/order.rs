//! Bringing quads into order.

use crate::jsonld::quads::{Dataset, Span};
use rustc_hash::FxHashMap;

/// Quads by what they have in common.
pub(super) struct Groups {
    /// The indices of quads, group after group.
    members: Vec<u32>,
    /// Where each group starts; one more for where the last ends.
    starts: Vec<u32>,
}

impl Groups {
    /// Sorts pairs of a group and a quad by group.
    pub(super) fn new(pairs: &[(u32, u32)], groups: usize) -> Self {
        let mut starts = vec![0_u32; groups + 1];
        for (group, _) in pairs {
            starts[*group as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut members = vec![0; pairs.len()];
        for (group, member) in pairs {
            let place = &mut next[*group as usize];
            members[*place as usize] = *member;
            *place += 1;
        }
        Self { members, starts }
    }

    fn range(&self, group: u32) -> std::ops::Range<usize> {
        self.starts[group as usize] as usize..self.starts[group as usize + 1] as usize
    }

    pub(super) fn of(&self, group: u32) -> &[u32] {
        &self.members[self.range(group)]
    }

    pub(super) fn of_mut(&mut self, group: u32) -> &mut [u32] {
        let range = self.range(group);
        &mut self.members[range]
    }

    /// How many groups there are.
    pub(super) fn len(&self) -> u32 {
        self.starts.len() as u32 - 1
    }
}

/// For each term, its place among all of them in order; equal ones have the same place.
pub(super) fn places(dataset: &Dataset, terms: impl Iterator<Item = Span>) -> Vec<u32> {
    let mut numbers: FxHashMap<Span, u32> = FxHashMap::default();
    numbers.reserve(24);
    let mut distinct: Vec<Span> = Vec::with_capacity(24);
    let mut occurrences: Vec<u32> = Vec::with_capacity(terms.size_hint().1.unwrap_or_default());
    for term in terms {
        // The quads of one subject mostly stand together.
        let number = match occurrences.last() {
            Some(last) if distinct[*last as usize] == term => *last,
            _ => *numbers.entry(term).or_insert_with(|| {
                distinct.push(term);
                distinct.len() as u32 - 1
            }),
        };
        occurrences.push(number);
    }
    let mut order: Vec<u32> = (0..distinct.len() as u32).collect();
    let compare = |left: u32, right: u32| dataset.compare_spans(distinct[left as usize], distinct[right as usize]);
    order.sort_unstable_by(|left, right| compare(*left, *right));
    let mut places = vec![0; distinct.len()];
    let mut place = 0;
    for at in 0..order.len() {
        if at > 0 && compare(order[at - 1], order[at]).is_ne() {
            place += 1;
        }
        places[order[at] as usize] = place;
    }
    for occurrence in &mut occurrences {
        *occurrence = places[*occurrence as usize];
    }
    occurrences
}

/// For each number below `count`, its place when all are ordered by their decimal digits as text.
pub(super) fn decimal_places(count: u32) -> Vec<u32> {
    fn visit(number: u32, next: &mut u32, places: &mut [u32]) {
        let Some(place) = places.get_mut(number as usize) else { return };
        *place = *next;
        *next += 1;
        let first = number.saturating_mul(10);
        if number > 0 && (first as usize) < places.len() {
            (0..10).for_each(|digit| visit(first.saturating_add(digit), next, places));
        }
    }
    let mut places = vec![0; count as usize];
    let mut next = 0;
    (0..10).for_each(|digit| visit(digit, &mut next, &mut places));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_numbers_are_ordered_as_text() {
        for count in [0, 1, 10, 11, 123, 2345] {
            let places = decimal_places(count);
            let mut numbers: Vec<u32> = (0..count).collect();
            numbers.sort_by_key(|number| places[*number as usize]);
            assert!(numbers.is_sorted_by_key(ToString::to_string), "{count}");
            assert_eq!(numbers.len(), count as usize);
        }
    }
}
