//! What comes out of a walk.

use super::departures::Departure;
use crate::json::Pointer;
use crate::jsonld::compiled_context::ContextError;
use crate::jsonld::context_finding;
use crate::jsonld::contexts::{ContextNumber, Memo};
use crate::jsonld::quads::{Dataset, Slot, Span};
use crate::report::{Code, Finding};
use std::sync::Arc;

/// What a walk found.
#[derive(Debug)]
pub(crate) struct Walked {
    /// The statements; complete unless `outside` says otherwise.
    pub(crate) dataset: Dataset,
    /// Where the document is not plain.
    pub(crate) departures: Vec<Departure>,
    /// Every node with an id that is described.
    pub(in crate::jsonld) described: Vec<Mention>,
    /// Every bare reference to a node.
    pub(in crate::jsonld) referenced: Vec<Mention>,
    /// For each statement, the index of the value that made it.
    pub(crate) origins: Vec<u32>,
    /// The indices of values whose statements cannot be told apart: lists and JSON literals.
    pub(crate) indivisible: Vec<usize>,
    /// The contexts that its numbers stand for; the set may not remember all of them.
    pub(in crate::jsonld) contexts: Arc<Memo>,
    /// A feature was met that only the general way covers, so the statements are not those of the document.
    pub(crate) outside: bool,
}

impl Walked {
    /// Whether something is said about the node of this id.
    pub(crate) fn describes(&self, id: &str) -> bool {
        self.described.iter().any(|mention| self.dataset.str(mention.id).trim_matches(['<', '>']) == id)
    }

    /// The indices of the objects that describe a node with an id.
    pub(crate) fn descriptions(&self) -> impl Iterator<Item = usize> + '_ {
        self.described.iter().map(|mention| mention.at)
    }
}

/// A place where a node with an id is described or referred to.
#[derive(Clone, Copy, Debug)]
pub(in crate::jsonld) struct Mention {
    pub(in crate::jsonld) id: Span,
    pub(in crate::jsonld) at: usize,
    pub(in crate::jsonld) graph: Option<Slot>,
    /// The context before the scoped contexts of its types.
    pub(in crate::jsonld) number: ContextNumber,
    /// Whether the member's term coerces strings to links, so that `{"id": …}` and the string say the same.
    pub(in crate::jsonld) coerced: bool,
}

/// Why a walk stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WalkError {
    /// A scoped context does not go together with the ones in force.
    Context(ContextError),
    /// A budget ran out.
    Limit(Code),
}

impl WalkError {
    pub(super) fn context(error: ContextError) -> Box<Self> {
        Box::new(Self::Context(error))
    }

    /// The error as a finding about the whole document.
    pub(crate) fn finding(&self) -> Finding {
        match self {
            Self::Limit(code) => Finding::new(*code, Pointer::root(), ""),
            Self::Context(error) => context_finding(error, Pointer::root()),
        }
    }
}
