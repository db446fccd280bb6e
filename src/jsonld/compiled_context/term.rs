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
    /// What the coerced datatype wants; follows from it.
    pub(in crate::jsonld) natives: Natives,
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
    None,
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

/// Which values of JSON itself a coerced datatype wants. The statement of such a value is that of its text as well, so
/// that only one of the two spellings can be the one that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jsonld) enum Natives {
    None,
    Booleans,
    Numbers,
}

impl Natives {
    /// A decimal is a text: numbers with a fraction are signed in the form of doubles, which no decimal has.
    pub(super) fn of(coercion: &Coercion) -> Self {
        const NUMBERS: [&str; 15] = [
            "byte",
            "double",
            "float",
            "int",
            "integer",
            "long",
            "negativeInteger",
            "nonNegativeInteger",
            "nonPositiveInteger",
            "positiveInteger",
            "short",
            "unsignedByte",
            "unsignedInt",
            "unsignedLong",
            "unsignedShort",
        ];
        // The contexts of Open Badges spell them with `https`, or with a prefix that they do not define.
        const SPELLINGS: [&str; 3] =
            ["http://www.w3.org/2001/XMLSchema#", "https://www.w3.org/2001/XMLSchema#", "xsd:"];
        let Coercion::Datatype(datatype) = coercion else { return Self::None };
        match SPELLINGS.iter().find_map(|schema| datatype.strip_prefix(schema)) {
            Some("boolean") => Self::Booleans,
            Some(name) if NUMBERS.contains(&name) => Self::Numbers,
            _ => Self::None,
        }
    }
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
