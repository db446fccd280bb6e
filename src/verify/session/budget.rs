//! What the documents of one input together take of work that one of them could take much of.

use crate::limits::Limits;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What was spent so far. A status list is an input of its own: what it comes to is kept for others that point to it.
#[derive(Debug, Default)]
pub(in crate::verify) struct Budget {
    canonicalisation: AtomicUsize,
    statements: AtomicUsize,
}

impl Budget {
    /// How many steps of canonicalisation one more document may take.
    pub(in crate::verify) fn canonicalisation(&self, limits: &Limits) -> usize {
        let of_all = limits.canonicalisation.saturating_mul(Limits::DOCUMENTS);
        limits.canonicalisation.min(of_all.saturating_sub(self.canonicalisation.load(Ordering::Relaxed)))
    }

    /// Takes down how many it took.
    pub(in crate::verify) fn canonicalised(&self, steps: usize) {
        self.canonicalisation.fetch_add(steps, Ordering::Relaxed);
    }

    /// Whether so many more statements may be verified that are signed one by one, which then count.
    pub(in crate::verify) fn may_verify(&self, statements: usize, limits: &Limits) -> bool {
        let before = self.statements.fetch_add(statements, Ordering::Relaxed);
        before.saturating_add(statements) <= limits.statements
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Many documents do not make the most that one of them may take many times as much.
    #[test]
    fn all_documents_take_no_more_than_a_few() {
        let (budget, limits) = (Budget::default(), Limits::default());
        for _ in 0..Limits::DOCUMENTS {
            assert_eq!(budget.canonicalisation(&limits), limits.canonicalisation);
            budget.canonicalised(limits.canonicalisation);
        }
        assert_eq!(budget.canonicalisation(&limits), 0);
        assert!(budget.may_verify(limits.statements, &limits) && !budget.may_verify(1, &limits));
    }
}
