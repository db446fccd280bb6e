//! The definitions of terms in one context object.

use super::error::malformed;
use super::keywords::{is_keyword, is_keyword_like, keyword};
use super::processing::language_tag;
use super::{Coercion, Container, Context, ContextError, Defined, Meaning, Natives, Spelling, Term, is_well_formed};
use crate::json::{Object, Value};
use crate::jsonld::predicate_order::FIRST_TERM;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many terms may depend on one another in one chain, each defined while the one before waits for it.
const LONGEST_CHAIN: usize = 32;

/// How many bytes a term may stand for: along a chain of prefixes each IRI is longer than the one before.
const LONGEST_IRI: usize = 8 * 1024;

/// How many bytes all terms of one context may stand for: a short definition may stand for a long IRI.
const ALL_IRIS: usize = 256 * 1024;

/// The definitions of one context object, while they are added to an active context.
pub(super) struct Defining<'a> {
    result: &'a mut Context,
    definitions: &'a Object,
    protected: bool,
    override_protected: bool,
    /// Names whose definition has begun (false) or is complete (true).
    state: FxHashMap<String, bool>,
    /// How many definitions wait for another one.
    waiting: usize,
    /// How many bytes the terms to come may stand for.
    room: usize,
}

impl<'a> Defining<'a> {
    pub(super) fn new(
        result: &'a mut Context,
        definitions: &'a Object,
        protected: bool,
        override_protected: bool,
    ) -> Self {
        let state = FxHashMap::default();
        Self { result, definitions, protected, override_protected, state, waiting: 0, room: ALL_IRIS }
    }

    pub(super) fn define(&mut self, name: &str) -> Result<(), ContextError> {
        match self.state.get(name) {
            Some(true) => return Ok(()),
            Some(false) => return Err(malformed(format!("the term {name:?} is defined by itself"))),
            None => {}
        }
        if name.is_empty() {
            return Err(malformed("a term must not be empty"));
        }
        if name == "@type" {
            return Err(ContextError::Exotic("a definition of @type"));
        }
        if is_keyword(name) {
            return Err(malformed(format!("the keyword {name} cannot be redefined")));
        }
        if is_keyword_like(name) {
            return Ok(());
        }
        if self.waiting == LONGEST_CHAIN {
            return Err(malformed(format!("more than {LONGEST_CHAIN} terms depend on one another")));
        }
        self.state.insert(name.to_owned(), false);
        let previous = self.result.terms.remove(name);
        let value = self.definitions.get(name).cloned().unwrap_or(Value::Null);
        self.waiting += 1;
        let term = self.term(name, &value);
        self.waiting -= 1;
        let previous = previous.filter(|previous| previous.protected && !self.override_protected);
        let Some(mut term) = term? else {
            if previous.is_some() {
                return Err(ContextError::Protected(name.to_owned()));
            }
            self.state.insert(name.to_owned(), true);
            return Ok(());
        };
        if let Some(previous) = previous {
            if *previous.term != term {
                return Err(ContextError::Protected(name.to_owned()));
            }
            term.protected = true;
        }
        self.result.terms.insert(name.into(), Defined { term: Arc::new(term), spelling: Spelling::Own });
        self.state.insert(name.to_owned(), true);
        Ok(())
    }

    /// What a name is defined as; nothing if its `@id` is spelled like a keyword and is none, which defines nothing
    /// ([step 14.2.2](https://www.w3.org/TR/json-ld11-api/#create-term-definition)).
    fn term(&mut self, name: &str, value: &Value) -> Result<Option<Term>, ContextError> {
        static NUMBERS: AtomicU64 = AtomicU64::new(FIRST_TERM);
        let simple = value.as_str().is_some();
        let empty = Object::new();
        let (id, definition) = match value {
            Value::Null => (Some(&Value::Null), &empty),
            Value::String(_) => (Some(value), &empty),
            Value::Object(definition) => (definition.get("@id"), definition),
            _ => return Err(malformed(format!("the definition of {name:?} must be an IRI, an object or null"))),
        };
        let mut term = Term {
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            meaning: Meaning::Null,
            predicate: None,
            coercion: Coercion::None,
            natives: Natives::None,
            container: Container::default(),
            language: None,
            scoped: None,
            exotic: false,
            prefix: false,
            protected: self.protected,
        };
        self.read_definition(name, definition, &mut term)?;
        term.natives = Natives::of(&term.coercion);
        // A list of a JSON literal, or a graph of one.
        term.exotic |= term.coercion == Coercion::Json && (term.container.list || term.container.graph);
        if definition.get("@reverse").is_some() {
            term.meaning = Meaning::Reverse;
            term.exotic = true;
            return Ok(Some(term));
        }
        if id.and_then(Value::as_str).is_some_and(|id| id != name && is_keyword_like(id) && !is_keyword(id)) {
            return Ok(None);
        }
        term.meaning = self.meaning(name, id)?;
        if let Meaning::Iri(iri) = &term.meaning {
            let delimited = iri.ends_with([':', '/', '?', '#', '[', ']', '@']);
            term.prefix |= simple && delimited && !name.contains([':', '/']);
            term.predicate = is_well_formed(iri).then(|| format!("<{iri}>").into());
        }
        Ok(Some(term))
    }

    fn read_definition(&mut self, name: &str, definition: &Object, term: &mut Term) -> Result<(), ContextError> {
        for (key, value) in definition.iter() {
            match (key, value) {
                ("@id" | "@reverse", _) => {}
                ("@protected", Value::Bool(protected)) => term.protected = *protected,
                ("@type", Value::String(kind)) => term.coercion = self.coercion(kind)?,
                ("@container", value) => self.container(value, term)?,
                ("@context", value) => term.scoped = Some(Arc::new(value.clone())),
                // Only texts without a type have a language.
                ("@language", _) if definition.get("@type").is_some() => {}
                ("@language", Value::Null) => term.language = Some(None),
                ("@language", Value::String(language)) => {
                    term.language = Some(Some(language_tag(language)?));
                }
                ("@prefix", Value::Bool(prefix)) => term.prefix = *prefix,
                ("@direction" | "@nest" | "@index", _) => term.exotic = true,
                _ => return Err(malformed(format!("the definition of {name:?} has a wrong {key:?}"))),
            }
        }
        Ok(())
    }

    fn coercion(&mut self, kind: &str) -> Result<Coercion, ContextError> {
        Ok(match kind {
            "@id" => Coercion::Id,
            "@vocab" => Coercion::Vocab,
            "@json" => Coercion::Json,
            "@none" => Coercion::None,
            other => match self.iri(other)? {
                Some(iri) if is_well_formed(&iri) => Coercion::Datatype(iri.into()),
                _ => return Err(malformed(format!("the datatype {other:?} is not an IRI"))),
            },
        })
    }

    fn container(&self, value: &Value, term: &mut Term) -> Result<(), ContextError> {
        for item in value.as_array().unwrap_or(std::slice::from_ref(value)) {
            match item.as_str() {
                Some("@set") => term.container.set = true,
                Some("@list") => term.container.list = true,
                Some("@language") => term.container.language = true,
                Some("@graph") => term.container.graph = true,
                Some("@index" | "@id" | "@type") => term.exotic = true,
                _ => return Err(malformed("a @container is not one that exists")),
            }
        }
        Ok(())
    }

    fn meaning(&mut self, name: &str, id: Option<&Value>) -> Result<Meaning, ContextError> {
        let meaning = match id {
            Some(Value::Null) => return Ok(Meaning::Null),
            Some(Value::String(id)) if id != name => self.given_meaning(name, id)?,
            Some(Value::String(_)) | None => return self.own_meaning(name),
            Some(_) => return Err(malformed(format!("the @id of {name:?} is not an IRI"))),
        };
        if is_like_an_iri(name) && self.iri(name)?.map(|iri| Meaning::Iri(iri.into())).as_ref() != Some(&meaning) {
            return Err(malformed(format!("the term {name:?} reads like an IRI and stands for something else")));
        }
        Ok(meaning)
    }

    /// What the `@id` of a term makes of it.
    fn given_meaning(&mut self, name: &str, id: &str) -> Result<Meaning, ContextError> {
        if is_keyword(id) {
            return Ok(Meaning::Keyword(keyword(id)));
        }
        if self.definitions.get(id).is_some() {
            self.define(id)?;
        }
        if let Some(Meaning::Keyword(keyword)) = self.result.term(id).map(|term| &term.meaning) {
            return Ok(Meaning::Keyword(*keyword));
        }
        self.iri(id)?.map_or_else(|| no_iri(name), |iri| Ok(Meaning::Iri(iri.into())))
    }

    /// What a term stands for that has no `@id`: the IRI that it reads like, or one of the vocabulary.
    fn own_meaning(&mut self, name: &str) -> Result<Meaning, ContextError> {
        let iri = match compact(name) {
            Some((prefix, suffix)) => match self.beginning(prefix)? {
                // A term completes one that begins like it, be it made for a prefix or not.
                Some(Meaning::Iri(iri)) => Some(format!("{iri}{suffix}")),
                Some(_) => None,
                None => self.iri(name)?,
            },
            None if name.contains([':', '/']) => self.iri(name)?,
            None => self.result.vocab.as_ref().map(|vocab| format!("{vocab}{name}")),
        };
        match iri {
            Some(iri) => self.take_room(&iri).map(|()| Meaning::Iri(iri.into())),
            None => no_iri(name),
        }
    }

    fn take_room(&mut self, iri: &str) -> Result<(), ContextError> {
        if iri.len() > LONGEST_IRI {
            return Err(malformed(format!("an IRI has more than {LONGEST_IRI} bytes")));
        }
        let left = self.room.checked_sub(iri.len());
        self.room = left.ok_or_else(|| malformed(format!("the terms stand for more than {ALL_IRIS} bytes")))?;
        Ok(())
    }

    /// What the part of a term before its colon stands for, if it is a term itself.
    fn beginning(&mut self, prefix: &str) -> Result<Option<Meaning>, ContextError> {
        if self.definitions.get(prefix).is_some() {
            self.define(prefix)?;
        }
        Ok(self.result.term(prefix).map(|term| term.meaning.clone()))
    }

    /// Expands a value within this context object, defining what it depends on first.
    fn iri(&mut self, value: &str) -> Result<Option<String>, ContextError> {
        let own = |defining: &Self, name: &str| {
            defining.definitions.get(name).is_some() && defining.state.get(name) != Some(&true)
        };
        if own(self, value) && !self.state.contains_key(value) {
            self.define(value)?;
        }
        if let Some((prefix, suffix)) = value.split_once(':')
            && !suffix.starts_with("//")
            && own(self, prefix)
        {
            self.define(prefix)?;
        }
        let iri = self.result.expand_vocabulary(value).map(std::borrow::Cow::into_owned);
        iri.iter().try_for_each(|iri| self.take_room(iri))?;
        Ok(iri)
    }
}

/// Prefix and suffix of a term in the form of a compact IRI.
fn compact(name: &str) -> Option<(&str, &str)> {
    name.split_once(':').filter(|(prefix, suffix)| !matches!(*prefix, "" | "_") && !suffix.starts_with("//"))
}

/// Whether a term has a colon inside it or a slash, so that it could be an IRI without being defined.
fn is_like_an_iri(name: &str) -> bool {
    name.contains('/') || name.char_indices().any(|(at, one)| one == ':' && at > 0 && at + 1 < name.len())
}

fn no_iri(name: &str) -> Result<Meaning, ContextError> {
    Err(malformed(format!("the term {name:?} stands for no IRI")))
}
