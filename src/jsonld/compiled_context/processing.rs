//! [Context processing](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithms): from a local context to an
//! active one.

use super::{Application, Coercion, Container, Context, ContextError, Defined, Loader, Meaning, Spelling, Term};
use super::{is_language_tag, is_well_formed, keyword};
use crate::json::{Object, Value};
use crate::jsonld::predicate_order::FIRST_TERM;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How deep contexts may load one another.
const DEEPEST: usize = 8;

/// How many terms may depend on one another in one chain, each defined while the one before waits for it.
const LONGEST_CHAIN: usize = 32;

/// How many terms a context that stands in a document may define.
const MOST_INLINE: usize = 1_000;

/// How many bytes a term may stand for: along a chain of prefixes each IRI is longer than the one before.
const LONGEST_IRI: usize = 8 * 1024;

/// How many bytes all terms of one context may stand for: a short definition may stand for a long IRI.
const ALL_IRIS: usize = 256 * 1024;

pub(super) struct Processing<'a> {
    loader: &'a Loader<'a>,
    depth: usize,
}

impl<'a> Processing<'a> {
    pub(super) fn new(loader: &'a Loader<'a>) -> Self {
        Self { loader, depth: 0 }
    }

    pub(super) fn apply(
        &mut self,
        active: &Arc<Context>,
        local: &Value,
        application: Application,
        inline: bool,
    ) -> Result<Arc<Context>, ContextError> {
        let propagate = match local.get("@propagate") {
            None => application.propagate,
            Some(Value::Bool(propagate)) => *propagate,
            Some(_) => return Err(malformed("@propagate must be true or false")),
        };
        let mut result = (**active).clone();
        if !propagate && result.previous.is_none() {
            result.previous = Some(Arc::clone(active));
        }
        let items = local.as_array().unwrap_or(std::slice::from_ref(local));
        for item in items {
            match item {
                Value::Null => {
                    if !application.override_protected && result.has_protected_terms() {
                        return Err(ContextError::Protected("null".to_owned()));
                    }
                    let previous = (!propagate).then(|| Arc::clone(active));
                    result = Context { previous, ..Context::default() };
                }
                Value::String(url) => {
                    let body = self.load(url)?;
                    self.depth += 1;
                    let next = Arc::new(result);
                    result =
                        (*self.apply(&next, &body, Application { propagate: true, ..application }, false)?).clone();
                    self.depth -= 1;
                }
                Value::Object(definitions) => self.define(&mut result, definitions, application, inline)?,
                _ => return Err(malformed("a context must be a URL, an object or null")),
            }
        }
        result.index();
        Ok(Arc::new(result))
    }

    /// The `@context` of a registered body.
    fn load(&self, url: &str) -> Result<Value, ContextError> {
        if self.depth >= DEEPEST {
            return Err(ContextError::Cycle);
        }
        let body = (self.loader)(url).ok_or_else(|| ContextError::Unknown(url.to_owned()))?;
        body.get("@context").cloned().ok_or_else(|| malformed("a context document must have a member @context"))
    }

    fn define(
        &mut self,
        result: &mut Context,
        definitions: &Object,
        application: Application,
        inline: bool,
    ) -> Result<(), ContextError> {
        let imported;
        let definitions = match definitions.get("@import") {
            None => definitions,
            Some(Value::String(url)) => {
                let Value::Object(mut merged) = self.load(url)? else {
                    return Err(malformed("an imported context must be one object"));
                };
                if merged.get("@import").is_some() {
                    return Err(ContextError::Cycle);
                }
                definitions.iter().filter(|(key, _)| *key != "@import").for_each(|(key, value)| {
                    merged.insert(key, value.clone());
                });
                imported = merged;
                &imported
            }
            Some(_) => return Err(malformed("@import must be a URL")),
        };
        if definitions.get("@version").is_some_and(|version| version.to_string() != "1.1") {
            return Err(malformed("@version must be 1.1"));
        }
        if inline && definitions.get("@base").is_some_and(|base| *base != Value::Null) {
            return Err(ContextError::Exotic("@base"));
        }
        if definitions.get("@direction").is_some_and(|direction| *direction != Value::Null) {
            return Err(ContextError::Exotic("@direction"));
        }
        match definitions.get("@vocab") {
            None => {}
            Some(Value::Null) => result.vocab = None,
            Some(Value::String(vocab)) => {
                let iri = result.expand_vocabulary(vocab).filter(|iri| !iri.starts_with("_:"));
                let iri = iri.ok_or(ContextError::Exotic("a relative @vocab"))?.into_owned();
                result.vocab = Some(iri.into());
            }
            Some(_) => return Err(malformed("@vocab must be an IRI or null")),
        }
        match definitions.get("@language") {
            None => {}
            Some(Value::Null) => result.language = None,
            Some(Value::String(language)) => result.language = Some(language_tag(language)?),
            Some(_) => return Err(malformed(NO_LANGUAGE)),
        }
        let protected = match definitions.get("@protected") {
            None => false,
            Some(Value::Bool(protected)) => *protected,
            Some(_) => return Err(malformed("@protected must be true or false")),
        };
        if inline && definitions.len() > MOST_INLINE {
            return Err(ContextError::Exotic("more definitions of its own than are looked at"));
        }
        let mut defining = Defining {
            result,
            definitions,
            protected,
            override_protected: application.override_protected,
            state: FxHashMap::default(),
            waiting: 0,
            room: ALL_IRIS,
        };
        for (name, _) in definitions.iter() {
            if !matches!(
                name,
                "@base" | "@direction" | "@import" | "@language" | "@propagate" | "@protected" | "@version" | "@vocab"
            ) {
                defining.define(name)?;
            }
        }
        Ok(())
    }
}

impl Context {
    fn has_protected_terms(&self) -> bool {
        self.terms.values().any(|term| term.protected)
    }
}

/// The definitions of one context object, while they are added to an active context.
struct Defining<'a> {
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

impl Defining<'_> {
    fn define(&mut self, name: &str) -> Result<(), ContextError> {
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
        if looks_like_keyword(name) {
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
        let mut term = term?;
        if let Some(previous) = previous.filter(|previous| previous.protected && !self.override_protected) {
            if *previous.term != term {
                return Err(ContextError::Protected(name.to_owned()));
            }
            term.protected = true;
        }
        self.result.terms.insert(name.into(), Defined { term: Arc::new(term), spelling: Spelling::Own });
        self.state.insert(name.to_owned(), true);
        Ok(())
    }

    fn term(&mut self, name: &str, value: &Value) -> Result<Term, ContextError> {
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
            container: Container::default(),
            language: None,
            scoped: None,
            exotic: false,
            prefix: false,
            protected: self.protected,
        };
        self.read_definition(name, definition, &mut term)?;
        if definition.get("@reverse").is_some() {
            term.meaning = Meaning::Reverse;
            term.exotic = true;
            return Ok(term);
        }
        term.meaning = self.meaning(name, id)?;
        if let Meaning::Iri(iri) = &term.meaning {
            let delimited = iri.ends_with([':', '/', '?', '#', '[', ']', '@']);
            term.prefix |= simple && delimited && !name.contains([':', '/']);
            term.predicate = is_well_formed(iri).then(|| format!("<{iri}>").into());
        }
        Ok(term)
    }

    fn read_definition(&mut self, name: &str, definition: &Object, term: &mut Term) -> Result<(), ContextError> {
        for (key, value) in definition.iter() {
            match (key, value) {
                ("@id" | "@reverse", _) => {}
                ("@protected", Value::Bool(protected)) => term.protected = *protected,
                ("@type", Value::String(kind)) => term.coercion = self.coercion(kind)?,
                ("@container", value) => self.container(value, term)?,
                ("@context", value) => term.scoped = Some(Arc::new(value.clone())),
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
        if looks_like_keyword(id) {
            return Ok(Meaning::Null);
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

fn is_keyword(text: &str) -> bool {
    matches!(
        text,
        "@base"
            | "@container"
            | "@context"
            | "@direction"
            | "@graph"
            | "@id"
            | "@import"
            | "@included"
            | "@index"
            | "@json"
            | "@language"
            | "@list"
            | "@nest"
            | "@none"
            | "@prefix"
            | "@propagate"
            | "@protected"
            | "@reverse"
            | "@set"
            | "@type"
            | "@value"
            | "@version"
            | "@vocab"
    )
}

fn looks_like_keyword(text: &str) -> bool {
    text.strip_prefix('@').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

const NO_LANGUAGE: &str = "@language must be a language tag or null";

fn language_tag(language: &str) -> Result<Box<str>, ContextError> {
    match is_language_tag(language) {
        true => Ok(language.to_ascii_lowercase().into()),
        false => Err(malformed(NO_LANGUAGE)),
    }
}

fn malformed(message: impl Into<String>) -> ContextError {
    ContextError::Malformed(message.into())
}
