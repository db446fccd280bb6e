//! Contexts, processed once into tables that the walk only has to look things up in.
//!
//! This is the context processing algorithm of [JSON-LD 1.1](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithms)
//! for pinned bodies. What no pinned context uses (`@import` of other URLs apart) is refused rather than half understood.

use super::predicate_order::FIRST_TERM;
use crate::codec::iri;
use crate::json::{Key, Name, NameSet, Node, Object, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

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
    /// Whether its IRI has a better name, which is the one that a document in compacted form would use.
    pub(super) is_shadowed: bool,
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
    pub(super) number: u32,
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
            && self.scoped == other.scoped
            && self.exotic == other.exotic
            && self.prefix == other.prefix
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

/// How deep contexts may load one another.
const DEEPEST: usize = 8;

/// How many terms may depend on one another in one chain, each defined while the one before waits for it.
const LONGEST_CHAIN: usize = 32;

/// How many terms a context that stands in a document may define.
const MOST_INLINE: usize = 1_000;

/// How many bytes a term may stand for: along a chain of prefixes each IRI is longer than the one before.
const LONGEST_IRI: usize = 8 * 1024;

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
        Processing { loader, depth: 0 }.apply(self, local, application, true)
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
        let is_shadowed = |name: &Arc<str>, term: &Term| match &term.meaning {
            Meaning::Iri(iri) => best.get(&**iri).is_some_and(|(_, _, _, chosen)| *chosen != *name),
            _ => false,
        };
        let shadowed: FxHashSet<Arc<str>> = self
            .terms
            .iter()
            .filter(|(name, term)| is_shadowed(name, term))
            .map(|(name, _)| Arc::clone(name))
            .collect();
        for (name, defined) in &mut self.terms {
            defined.is_shadowed = shadowed.contains(name);
        }
        self.known = vec![None; Name::COUNT];
        for (name, defined) in &self.terms {
            let name = Name::of(name.as_bytes());
            if name != Name::OTHER {
                self.known[name.index()] = Some(defined.clone());
            }
        }
    }

    fn has_protected_terms(&self) -> bool {
        self.terms.values().any(|term| term.protected)
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

struct Processing<'a> {
    loader: &'a Loader<'a>,
    depth: usize,
}

impl Processing<'_> {
    fn apply(
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
            Some(Value::String(language)) => result.language = Some(language.to_lowercase().into()),
            Some(_) => return Err(malformed("@language must be a language tag or null")),
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
        self.result.terms.insert(name.into(), Defined { term: Arc::new(term), is_shadowed: false });
        self.state.insert(name.to_owned(), true);
        Ok(())
    }

    fn term(&mut self, name: &str, value: &Value) -> Result<Term, ContextError> {
        static NUMBERS: AtomicU32 = AtomicU32::new(FIRST_TERM);
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
                    term.language = Some(Some(language.to_lowercase().into()));
                }
                ("@prefix", Value::Bool(prefix)) => term.prefix = *prefix,
                ("@direction" | "@nest" | "@index", _) => term.exotic = true,
                _ => return Err(malformed(format!("the definition of {name:?} has a wrong {key}"))),
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
                Some(iri) if !iri.starts_with("_:") => Coercion::Datatype(iri.into()),
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
        let iri = match id {
            Some(Value::Null) => return Ok(Meaning::Null),
            Some(Value::String(id)) if id != name => {
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
                self.iri(id)?
            }
            Some(Value::String(_)) | None if name.contains([':', '/']) => self.iri(name)?,
            Some(Value::String(_)) | None => self.result.vocab.as_ref().map(|vocab| format!("{vocab}{name}")),
            Some(_) => return Err(malformed(format!("the @id of {name:?} is not an IRI"))),
        };
        match iri {
            Some(iri) => Ok(Meaning::Iri(iri.into())),
            None => Err(malformed(format!("the term {name:?} stands for no IRI"))),
        }
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
        match self.result.expand_vocabulary(value) {
            Some(iri) if iri.len() > LONGEST_IRI => Err(malformed(format!("an IRI has more than {LONGEST_IRI} bytes"))),
            iri => Ok(iri.map(std::borrow::Cow::into_owned)),
        }
    }
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

fn looks_like_keyword(text: &str) -> bool {
    text.strip_prefix('@').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

fn malformed(message: impl Into<String>) -> ContextError {
    ContextError::Malformed(message.into())
}
