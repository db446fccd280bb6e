//! Contexts, processed once into tables that the walk only has to look things up in.
//!
//! This is the context processing algorithm of [JSON-LD 1.1](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithms)
//! for pinned bodies. What no pinned context uses (`@import` of other URLs apart) is refused rather than half understood.

mod processing;

use self::processing::Processing;
use crate::codec::iri;
use crate::json::{Key, Name, NameSet, Node, Value};
use crate::jsonld::predicate_order::TermNumber;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// An active context: what each name means at some place in a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    terms: FxHashMap<Arc<str>, Defined>,
    /// What well-known names are defined as, by their numbers; empty where nothing is.
    known: Vec<Option<Defined>>,
    vocab: Option<Box<str>>,
    pub(super) language: Option<Box<str>>,
    /// The context to go back to below a node whose types brought this one.
    pub(super) previous: Option<Arc<Context>>,
    /// The names for `@id`.
    pub(super) id_names: Vec<Arc<str>>,
    /// The names for `@type`.
    pub(super) type_names: Vec<Arc<str>>,
    /// The names for `@id` that are well known, and the keyword itself.
    known_ids: NameSet,
    /// The names for `@type` that are well known.
    known_types: NameSet,
}

/// A term in the context that it is defined in.
#[derive(Clone, Debug)]
pub(super) struct Defined {
    term: Arc<Term>,
    pub(super) spelling: Spelling,
}

/// How a term goes with the IRI that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
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

impl PartialEq for Context {
    /// By what it says; the rest follows from that.
    fn eq(&self, other: &Self) -> bool {
        self.terms == other.terms
            && self.vocab == other.vocab
            && self.language == other.language
            && self.previous == other.previous
    }
}

/// What one name means.
#[derive(Debug)]
pub(super) struct Term {
    /// Distinguishes definitions; the key under which scoped contexts are remembered.
    pub(super) number: TermNumber,
    pub(super) meaning: Meaning,
    /// The IRI as an N-Quads term, if it is one that can be a property.
    pub(super) predicate: Option<Box<str>>,
    pub(super) coercion: Coercion,
    pub(super) container: Container,
    /// `@language` of the term itself; `Some(None)` switches the default off.
    pub(super) language: Option<Option<Box<str>>>,
    /// The context that holds below this term (as a property) or in nodes of this type.
    pub(super) scoped: Option<Arc<Value>>,
    /// Uses something that the walk leaves to the general way.
    pub(super) exotic: bool,
    prefix: bool,
    protected: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    Keyword(Keyword),
    Iri(Box<str>),
    /// Explicitly nothing.
    Null,
    Reverse,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Id,
    Type,
    Value,
    Language,
    Other,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Coercion {
    None,
    Id,
    Vocab,
    Json,
    Datatype(Box<str>),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Container {
    pub(super) set: bool,
    pub(super) list: bool,
    pub(super) language: bool,
    pub(super) graph: bool,
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

/// Why a context cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContextError {
    /// A term that another context protects is defined differently.
    #[error("the term {0:?} is protected and would be redefined; leave one of the two contexts out")]
    Protected(String),
    /// A context URL that is not registered.
    #[error("the context <{0}> is not registered; register its body with its SHA-256")]
    Unknown(String),
    /// Not a context that JSON-LD 1.1 can process.
    #[error("{0}; repair the context")]
    Malformed(String),
    /// Contexts that load each other without end.
    #[error("contexts import each other without end; break the cycle")]
    Cycle,
    /// A feature that pinned contexts do not use.
    #[error("the context uses {0}, which only the general way understands")]
    Exotic(&'static str),
    /// A registered body that does not have the digest it was registered with.
    #[error("the body of <{url}> has SHA-256 {found}, not the {expected} it was registered with")]
    HashMismatch {
        /// The context's URL.
        url: String,
        /// The digest that was asked for, in hexadecimal.
        expected: String,
        /// The digest of the body, in hexadecimal.
        found: String,
    },
}

/// Where the bodies of contexts come from while one is compiled.
pub(super) type Loader<'a> = dyn Fn(&str) -> Option<Arc<Value>> + 'a;

/// How a local context is applied.
#[derive(Clone, Copy)]
pub(super) struct Application {
    /// Whether it also holds in nested nodes; `@propagate` in the context overrides it.
    pub(super) propagate: bool,
    /// Whether it may redefine protected terms, as property-scoped contexts may.
    pub(super) override_protected: bool,
}

impl Context {
    /// What a name is defined as.
    #[inline]
    pub(super) fn term(&self, name: &str) -> Option<&Defined> {
        self.terms.get(name)
    }

    /// What the name of a member is defined as.
    #[inline]
    pub(super) fn member(&self, key: Key<'_>) -> Option<&Defined> {
        match key.name() {
            Name::OTHER => self.term(key.text()),
            name => self.known.get(name.index())?.as_ref(),
        }
    }

    /// Whether some name stands for this IRI.
    pub(super) fn names(&self, iri: &str) -> bool {
        self.terms.values().any(|term| matches!(&term.meaning, Meaning::Iri(known) if **known == *iri))
    }

    /// Applies a local context to this one.
    pub(super) fn apply(
        self: &Arc<Self>,
        local: &Value,
        application: Application,
        loader: &Loader<'_>,
    ) -> Result<Arc<Self>, ContextError> {
        Processing::new(loader).apply(self, local, application, true)
    }

    /// The IRI that a value stands for where terms and `@vocab` count, or nothing if it is relative.
    pub(super) fn expand_vocabulary<'a>(&'a self, value: &'a str) -> Option<std::borrow::Cow<'a, str>> {
        if let Some(term) = self.term(value) {
            return match &term.meaning {
                Meaning::Iri(iri) => Some((&**iri).into()),
                _ => None,
            };
        }
        match self.expand_reference(value) {
            Some(iri) => Some(iri),
            None => self.vocab.as_ref().map(|vocab| format!("{vocab}{value}").into()),
        }
    }

    /// The IRI that a value stands for where only prefixes count, or nothing if it is relative.
    pub(super) fn expand_reference<'a>(&self, value: &'a str) -> Option<std::borrow::Cow<'a, str>> {
        let (prefix, suffix) = value.split_once(':')?;
        if prefix.is_empty() {
            return None;
        }
        if prefix != "_"
            && !suffix.starts_with("//")
            && let Some(term) = self.term(prefix)
            && term.prefix
            && let Meaning::Iri(iri) = &term.meaning
        {
            return Some(format!("{iri}{suffix}").into());
        }
        has_scheme(value).then(|| value.into())
    }

    /// Whether a member name stands for `@id`.
    #[inline]
    pub(super) fn is_id(&self, key: Key<'_>) -> bool {
        match key.name() {
            Name::OTHER => self.id_names.iter().any(|alias| **alias == *key.text()),
            name => self.known_ids.contains(name),
        }
    }

    /// Whether a member name stands for `@type`.
    #[inline]
    pub(super) fn is_type(&self, key: Key<'_>) -> bool {
        match key.name() {
            Name::OTHER => self.type_names.iter().any(|alias| **alias == *key.text()),
            name => self.known_types.contains(name),
        }
    }

    /// Whether an object has an id and nothing else.
    #[inline]
    pub(super) fn is_bare_reference(&self, object: Node<'_>) -> bool {
        let mut members = object.members_by_key();
        members.next().is_some_and(|(key, _)| self.is_id(key)) && members.next().is_none()
    }

    /// Looks up once what every walk would look up again.
    fn index(&mut self) {
        let names = |keyword: Keyword| {
            let aliases = self.terms.iter().filter(|(_, term)| term.meaning == Meaning::Keyword(keyword));
            let mut names: Vec<Arc<str>> = aliases.map(|(name, _)| Arc::clone(name)).collect();
            names.sort();
            names
        };
        self.id_names = names(Keyword::Id);
        self.type_names = names(Keyword::Type);
        let known = |names: &[Arc<str>], keyword: Option<&str>| {
            let mut set = NameSet::default();
            for name in names.iter().map(|name| &**name).chain(keyword).map(|name| Name::of(name.as_bytes())) {
                if name != Name::OTHER {
                    set.insert(name);
                }
            }
            set
        };
        self.known_ids = known(&self.id_names, Some("@id"));
        self.known_types = known(&self.type_names, None);
        // Some contexts give a class and a property one IRI (`Address` and `address`): the property is what a member
        // is named by. It is the one that coerces its values, or else the one in lower case, or else the shortest.
        let rank = |name: &Arc<str>, term: &Term| {
            let bare = term.coercion == Coercion::None && term.container == Container::default();
            (bare, name.starts_with(char::is_uppercase), name.len(), Arc::clone(name))
        };
        let mut best = FxHashMap::default();
        for (name, term) in &self.terms {
            if let Meaning::Iri(iri) = &term.meaning {
                let rank = rank(name, term);
                let known = best.entry(&**iri).or_insert_with(|| rank.clone());
                if rank < *known {
                    *known = rank;
                }
            }
        }
        let spelling = |name: &Arc<str>, term: &Term| match &term.meaning {
            Meaning::Iri(iri) if deciding_name(iri).is_some_and(|own| *own != **name) => Spelling::OfPolicy,
            Meaning::Iri(iri) if best.get(&**iri).is_some_and(|(_, _, _, chosen)| *chosen != *name) => {
                Spelling::Shadowed
            }
            _ => Spelling::Own,
        };
        let others: FxHashMap<Arc<str>, Spelling> = self
            .terms
            .iter()
            .map(|(name, term)| (Arc::clone(name), spelling(name, term)))
            .filter(|(_, spelling)| *spelling != Spelling::Own)
            .collect();
        for (name, defined) in &mut self.terms {
            defined.spelling = others.get(name).copied().unwrap_or(Spelling::Own);
        }
        self.known = vec![None; Name::COUNT];
        for (name, defined) in &self.terms {
            let name = Name::of(name.as_bytes());
            if name != Name::OTHER {
                self.known[name.index()] = Some(defined.clone());
            }
        }
    }
}

/// The name of a property that decides whether a credential may be believed, in either version of the data model.
pub(super) fn deciding_name(iri: &str) -> Option<&str> {
    iri.strip_prefix("https://www.w3.org/2018/credentials#").filter(|name| {
        matches!(
            *name,
            "issuer"
                | "validFrom"
                | "validUntil"
                | "issuanceDate"
                | "expirationDate"
                | "issued"
                | "credentialStatus"
                | "credentialSchema"
                | "credentialSubject"
                | "refreshService"
                | "termsOfUse"
                | "holder"
        )
    })
}

/// Whether a text starts with a URI scheme and a colon, or is a blank node.
pub(super) fn has_scheme(text: &str) -> bool {
    text.starts_with("_:") || iri::split_scheme(text).is_some()
}

/// Whether an IRI holds only what IRIs can hold, and is no blank node.
pub(super) fn is_well_formed(text: &str) -> bool {
    !text.starts_with("_:") && iri::is_made_of_iri_characters(text)
}

/// Whether it has the form of a tag of [BCP 47](https://www.rfc-editor.org/rfc/rfc5646#section-2.1), as far as JSON-LD asks.
pub(super) fn is_language_tag(text: &str) -> bool {
    text.split('-').enumerate().all(|(place, part)| {
        let alphabet = if place == 0 { u8::is_ascii_alphabetic } else { u8::is_ascii_alphanumeric };
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| alphabet(&byte))
    })
}

/// The keyword that a member name is, spelled without a context's help.
pub(super) fn keyword(text: &str) -> Keyword {
    match text {
        "@id" => Keyword::Id,
        "@type" => Keyword::Type,
        "@value" => Keyword::Value,
        "@language" => Keyword::Language,
        _ => Keyword::Other,
    }
}
