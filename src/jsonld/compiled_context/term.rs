//! What names mean.

use crate::json::Value;
use crate::jsonld::predicate_order::TermNumber;
use std::sync::Arc;

/// What one name means.
#[derive(Debug)]
pub(in crate::jsonld) struct Term {
    /// Distinguishes definitions; the key under which scoped contexts are remembered.
    pub(in crate::jsonld) number: TermNumber,
    pub(in crate::jsonld) meaning: Meaning,
    /// The IRI as an N-Quads term, if it is one that can be a property.
    pub(in crate::jsonld) predicate: Option<Box<str>>,
    pub(in crate::jsonld) coercion: Coercion,
    pub(in crate::jsonld) container: Container,
    /// `@language` of the term itself; `Some(None)` switches the default off.
    pub(in crate::jsonld) language: Option<Option<Box<str>>>,
    /// The context that holds below this term (as a property) or in nodes of this type.
    pub(in crate::jsonld) scoped: Option<Arc<Value>>,
    /// Uses something that the walk leaves to the general way.
    pub(in crate::jsonld) exotic: bool,
    pub(super) prefix: bool,
    pub(super) protected: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::jsonld) enum Meaning {
    Keyword(Keyword),
    Iri(Box<str>),
    /// Explicitly nothing.
    Null,
    Reverse,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jsonld) enum Keyword {
    Id,
    Type,
    Value,
    Language,
    Other,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::jsonld) enum Coercion {
    None,
    Id,
    Vocab,
    Json,
    Datatype(Box<str>),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::jsonld) struct Container {
    pub(in crate::jsonld) set: bool,
    pub(in crate::jsonld) list: bool,
    pub(in crate::jsonld) language: bool,
    pub(in crate::jsonld) graph: bool,
}

impl PartialEq for Term {
    /// Equal but for protection, which is what a protected term may be redefined as.
    fn eq(&self, other: &Self) -> bool {
        self.meaning == other.meaning
            && self.coercion == other.coercion
            && self.container == other.container
            && self.language == other.language
            && match (&self.scoped, &other.scoped) {
                (Some(left), Some(right)) => is_same_context(left, right),
                (left, right) => left.is_none() && right.is_none(),
            }
            && self.exotic == other.exotic
            && self.prefix == other.prefix
    }
}

/// Whether two contexts say the same: the order of arrays counts in them, that of members does not. The bodies of
/// VC Data Model 2.0 and of Data Integrity v2 define `DataIntegrityProof` alike in different orders.
fn is_same_context(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, value)| right.get(name).is_some_and(|other| is_same_context(value, other)))
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_same_context(left, right))
        }
        (left, right) => left == right,
    }
}

/// A term in the context that it is defined in.
#[derive(Clone, Debug)]
pub(in crate::jsonld) struct Defined {
    pub(super) term: Arc<Term>,
    pub(in crate::jsonld) spelling: Spelling,
}

/// How a term goes with the IRI that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jsonld) enum Spelling {
    /// It is the name that a document in compacted form uses.
    Own,
    /// The IRI has a better name, which that document would use.
    Shadowed,
    /// The IRI decides about validity, and is looked for by its one name alone.
    OfPolicy,
}

impl PartialEq for Defined {
    /// By the definition; the rest follows from those of the other terms.
    fn eq(&self, other: &Self) -> bool {
        self.term == other.term
    }
}

impl std::ops::Deref for Defined {
    type Target = Term;

    #[inline]
    fn deref(&self) -> &Term {
        &self.term
    }
}
