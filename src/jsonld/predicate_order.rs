//! The order of properties, worked out once for the documents to come.
//!
//! The lines of a canonical form are ordered by their predicates, and the predicates of credentials are always the same
//! ones with the same long beginnings. So each list of contexts remembers the order of those that its terms stand for.

use rustc_hash::FxHashMap;
use std::sync::{Arc, RwLock};

/// How many terms are remembered; strangers choose them, though only among those of pinned contexts.
const REMEMBERED: usize = 4096;

/// Tells the terms of one process apart. Strangers have terms compiled, so that 32 bits could come to their end.
pub(super) type TermNumber = u64;

/// A term by its number, and the property that it stands for as an N-Quads term.
pub(super) type Met = (TermNumber, Box<str>);

/// Numbers for the properties of RDF itself, which no term has.
pub(super) const RDF_TYPE: TermNumber = 0;
pub(super) const RDF_FIRST: TermNumber = 1;
pub(super) const RDF_REST: TermNumber = 2;

/// The number of the first term.
pub(super) const FIRST_TERM: TermNumber = 3;

/// The places of properties among each other, by the terms that stand for them. They mean nothing beside those of
/// another order.
#[derive(Debug, Default)]
pub(super) struct PredicateOrder {
    places: FxHashMap<TermNumber, u32>,
    met: Vec<Met>,
}

impl PredicateOrder {
    /// The place of a term's property, if it has been met before.
    #[inline]
    pub(super) fn place(&self, term: TermNumber) -> Option<u32> {
        self.places.get(&term).copied()
    }

    /// The order with more properties in it.
    fn with(&self, met: &[Met]) -> Self {
        let mut all: Vec<Met> = self.met.iter().chain(met).cloned().collect();
        all.sort_unstable_by(|(_, left), (_, right)| left.cmp(right));
        let mut places = FxHashMap::default();
        for (place, same) in (0..).zip(all.chunk_by(|(_, left), (_, right)| left == right)) {
            places.extend(same.iter().map(|(term, _)| (*term, place)));
        }
        Self { places, met: all }
    }
}

/// The order that is shared by all walks under one list of contexts.
#[derive(Debug, Default)]
pub(super) struct SharedOrder(RwLock<Arc<PredicateOrder>>);

impl SharedOrder {
    /// The order as it stands.
    pub(super) fn snapshot(&self) -> Arc<PredicateOrder> {
        self.0.read().map_or_else(|poisoned| Arc::clone(&poisoned.into_inner()), |order| Arc::clone(&order))
    }

    /// Adds properties that a walk has met and not found.
    pub(super) fn add(&self, met: &[Met]) {
        if !met.is_empty()
            && let Ok(mut order) = self.0.write()
            && order.met.len() + met.len() <= REMEMBERED
        {
            *order = Arc::new(order.with(met));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_the_bytes() {
        let shared = SharedOrder::default();
        let met =
            |met: &[(TermNumber, &str)]| met.iter().map(|(term, name)| (*term, Box::from(*name))).collect::<Vec<Met>>();
        shared.add(&met(&[(7, "<b:c>"), (8, "<a:b>"), (9, "<b:c>")]));
        let before = shared.snapshot();
        shared.add(&met(&[(4, "<a:b#>"), (5, "<b:c>"), (6, "<a:B>")]));
        let after = shared.snapshot();
        assert!(before.place(8) < before.place(7));
        assert_eq!((before.place(7), before.place(6)), (before.place(9), None));
        // `#` comes before `>`.
        let mut terms = [9, 8, 7, 6, 5, 4];
        terms.sort_by_key(|term| after.place(*term).unwrap());
        assert_eq!(terms[..3], [6, 4, 8]);
        assert!(terms[3..].iter().all(|term| after.place(*term) == after.place(7)));
    }

    #[test]
    fn the_order_does_not_grow_without_bound() {
        let shared = SharedOrder::default();
        for number in 0..REMEMBERED as TermNumber + 10 {
            shared.add(&[(number, "<a:b>".into())]);
        }
        assert_eq!(shared.snapshot().met.len(), REMEMBERED);
    }
}
