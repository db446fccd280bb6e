//! A list of contexts, compiled, and what its walks share.

use super::scopes::Scopes;
use super::{Bodies, Body};
use crate::jsonld::compiled_context::Context;
use crate::jsonld::predicate_order::{SharedOrder, TermNumber};
use rustc_hash::FxHashMap;
use std::sync::{Arc, RwLock};

/// One list of contexts, compiled: the root and every scoped context met so far.
#[derive(Debug)]
pub(crate) struct ContextSet {
    bodies: Vec<Arc<Body>>,
    pub(super) registry: Arc<Bodies>,
    pub(super) memo: RwLock<Arc<Memo>>,
    pub(in crate::jsonld) predicates: SharedOrder,
}

/// Number 0 is the root.
pub(in crate::jsonld) type ContextNumber = u32;

/// Contexts by number, and which one comes of applying which scoped context to which.
#[derive(Clone, Debug, Default)]
pub(in crate::jsonld) struct Memo {
    pub(super) contexts: Vec<Arc<Context>>,
    pub(super) previous: Vec<Option<ContextNumber>>,
    pub(super) applied: FxHashMap<(ContextNumber, TermNumber, Scope), ContextNumber>,
    /// And of those that stand inside documents, by their URLs.
    pub(super) nested: FxHashMap<(ContextNumber, Vec<Box<str>>), ContextNumber>,
}

impl Memo {
    pub(super) fn steps(&self) -> usize {
        self.applied.len() + self.nested.len()
    }
}

/// The two ways in which a term brings a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::jsonld) enum Scope {
    Type,
    Property,
}

impl ContextSet {
    /// A set that knows its root and nothing else yet.
    pub(super) fn new(bodies: &[Arc<Body>], registry: &Arc<Bodies>, root: Arc<Context>) -> Self {
        let memo = Memo { contexts: vec![root], previous: vec![None], ..Memo::default() };
        Self {
            bodies: bodies.to_vec(),
            registry: Arc::clone(registry),
            memo: RwLock::new(Arc::new(memo)),
            predicates: SharedOrder::default(),
        }
    }

    /// The bodies it was compiled from, in order.
    pub(crate) fn bodies(&self) -> &[Arc<Body>] {
        &self.bodies
    }

    pub(super) fn snapshot(&self) -> Arc<Memo> {
        self.memo.read().map_or_else(|poisoned| Arc::clone(&poisoned.into_inner()), |memo| Arc::clone(&memo))
    }

    /// The contexts as they stand before a walk.
    pub(in crate::jsonld) fn known(&self) -> Known<'_> {
        Known { set: self, memo: self.snapshot() }
    }

    /// The contexts as one walk left them.
    pub(in crate::jsonld) fn known_after(&self, memo: &Arc<Memo>) -> Known<'_> {
        Known { set: self, memo: Arc::clone(memo) }
    }
}

/// The contexts that were there before a walk, held for as long as it takes.
pub(in crate::jsonld) struct Known<'s> {
    set: &'s ContextSet,
    memo: Arc<Memo>,
}

impl Known<'_> {
    /// A view for one walk.
    pub(in crate::jsonld) fn scopes(&self) -> Scopes<'_> {
        Scopes::new(self.set, &self.memo)
    }

    pub(in crate::jsonld) fn memo(&self) -> Arc<Memo> {
        Arc::clone(&self.memo)
    }
}
