//! Contexts, processed once into tables that the walk only has to look things up in.
//!
//! This is the context processing algorithm of [JSON-LD 1.1](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithms)
//! for pinned bodies. What no pinned context uses (`@import` of other URLs apart) is refused rather than half understood.

mod definition;
mod error;
mod index;
pub(super) mod keywords;
mod processing;
mod term;

pub use error::ContextError;
pub(super) use index::deciding_name;
pub(super) use keywords::keyword;
pub(super) use term::{Coercion, Container, Defined, Keyword, Meaning, Natives, Spelling, Term};

use self::processing::Processing;
use crate::codec::iri;
use crate::json::{Key, Name, NameSet, Node, Value};
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
    /// Equal where contexts are equal, and hardly anywhere else.
    fingerprint: u64,
}

impl PartialEq for Context {
    /// By what it says; the rest follows from that.
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
            && self.terms == other.terms
            && self.vocab == other.vocab
            && self.language == other.language
            && self.previous == other.previous
    }
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

    /// The first few classes in whose nodes a name means something, by the contexts of their own.
    pub(super) fn classes_with(&self, name: &str) -> Vec<&str> {
        let defines = |local: &Value| match local {
            Value::Array(contexts) => contexts.iter().any(|context| context.get(name).is_some()),
            context => context.get(name).is_some(),
        };
        // Properties have contexts too, and begin with small letters.
        let is_class = |class: &str| class.starts_with(|first: char| first.is_ascii_uppercase());
        let classes =
            self.terms.iter().filter(|(class, term)| is_class(class) && term.scoped.as_deref().is_some_and(defines));
        let mut classes: Vec<&str> = classes.map(|(class, _)| &**class).collect();
        classes.sort_unstable();
        classes.truncate(3);
        classes
    }

    /// How many names it defines.
    pub(super) fn term_count(&self) -> usize {
        self.terms.len()
    }

    /// Whether a name stands for `@none`, as in a map of texts by language.
    pub(super) fn is_none(&self, name: &str) -> bool {
        name == "@none" || self.term(name).is_some_and(|term| term.meaning == Meaning::Keyword(Keyword::None))
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
