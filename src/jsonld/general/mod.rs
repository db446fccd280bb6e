//! The general way from JSON-LD to RDF: every feature of JSON-LD 1.1, through the `json-ld` crate's expansion.
//!
//! Plain documents never come here. This serves the others (`@reverse`, `@nest`, inline contexts and so on) and is the
//! yardstick that the walk is held to. The quads are written here rather than by `json-ld`: it writes doubles with the
//! fewest digits that will do, where the [API](https://www.w3.org/TR/json-ld11-api/#data-round-tripping) wants sixteen
//! (99.99 is `9.998999999999999E1`), whole numbers beyond 64 bits as doubles, and JSON literals in another order than JCS.
//!
//! ```
//! use microcred::jsonld::general::{Options, to_nquads};
//!
//! let document = r#"{"@context": {"name": "https://schema.org/name"}, "@id": "urn:example:1", "name": "Ana"}"#;
//! let quads = to_nquads(document, &|_| None, &Options::safe())?;
//! assert_eq!(quads, "<urn:example:1> <https://schema.org/name> \"Ana\" .\n");
//! # Ok::<(), microcred::jsonld::general::Error>(())
//! ```

mod emit;
mod screen;
#[cfg(test)]
mod tests;

use crate::json::{self, Kind, Node, Pointer, Tree};
use crate::limits::Limits;
use json_ld::expansion::{self, Action};
use json_ld::syntax::{Number, Value};
use json_ld::{ExpandError, ExpandedDocument, Iri, IriBuf, JsonLdProcessor, LoadError, Loader, RemoteDocument};
use std::cell::RefCell;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::task::{self, Poll, Waker};
use std::thread;

/// Turns a JSON-LD document into [canonical N-Quads](https://www.w3.org/TR/rdf-canon/#canonical-quads) lines: sorted,
/// each once, blank nodes labelled `_:b0`, `_:b1` and so on in no canonical way.
///
/// `contexts` gives the text of the context at a URL, or nothing if it is not known; nothing is fetched. Language tags
/// become lower-case, as the JavaScript implementations write them.
///
/// # Errors
/// A text that is not strict JSON, an unknown context, what JSON-LD refuses, and with [`Options::safe`] whatever
/// would be left out of the quads.
pub fn to_nquads(text: &str, contexts: &ContextSource<'_>, options: &Options) -> Result<String, Error> {
    let tree = Tree::parse(text, &options.limits)?;
    node_to_nquads(tree.root(), &[], contexts, options)
}

/// The text of the context at a URL, if it is known.
pub type ContextSource<'a> = dyn Fn(&str) -> Option<Arc<str>> + Sync + 'a;

/// As [`to_nquads`], for a document that is parsed already; members of the outermost object named in `without` are
/// left out (`proof`, for one).
pub(crate) fn node_to_nquads(
    document: Node<'_>,
    without: &[&str],
    contexts: &ContextSource<'_>,
    options: &Options,
) -> Result<String, Error> {
    let stack = screen::stack(document, &options.limits)?;
    // Expansion recurses with large frames; its stack is made to fit the document, whatever the caller's is.
    thread::scope(|scope| {
        let work = || expand_and_emit(document, without, contexts, options);
        let worker = thread::Builder::new().name("json-ld".to_owned()).stack_size(stack).spawn_scoped(scope, work);
        worker.map_err(|_| Error::Thread)?.join().unwrap_or(Err(Error::Thread))
    })
}

fn expand_and_emit(
    document: Node<'_>,
    without: &[&str],
    source: &ContextSource<'_>,
    options: &Options,
) -> Result<String, Error> {
    let contexts = Contexts { source, limits: &options.limits, loaded: RefCell::default(), error: RefCell::default() };
    let expanded = expand(document, without, &contexts, options)?;
    let survey = match options.safe {
        true => Some(screen::screen(document, without, &contexts.loaded.borrow())?),
        false => None,
    };
    let quads = emit::emit(&expanded, document, options)?;
    if let Some(survey) = survey {
        survey.compare(&quads)?;
    }
    Ok(quads.lines.into_iter().collect())
}

/// How a document is turned into quads.
#[derive(Clone, Debug)]
pub struct Options {
    base: Option<String>,
    safe: bool,
    limits: Limits,
}

impl Options {
    /// For signing and verifying: whatever would be dropped without a word is an error.
    pub fn safe() -> Self {
        Self { base: None, safe: true, limits: Limits::default() }
    }

    /// As the [JSON-LD 1.1 API](https://www.w3.org/TR/json-ld11-api/) has it: undefined terms, relative references
    /// and the like are dropped. Never for anything that is signed.
    pub fn lenient() -> Self {
        Self { safe: false, ..Self::safe() }
    }

    /// The absolute IRI that relative references are resolved against. Without it they are not resolved.
    #[must_use]
    pub fn base(self, base: impl Into<String>) -> Self {
        Self { base: Some(base.into()), ..self }
    }

    /// Other [`Limits`] than the default ones; `bytes`, `depth`, `values`, `contexts` and `quads` are used here.
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }
}

/// Why a document has no quads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is not strict JSON.
    #[error(transparent)]
    Json(#[from] json::Error),
    /// The base is not an absolute IRI.
    #[error("the base {0:?} is not an absolute IRI")]
    Base(String),
    /// No body is known for a context.
    #[error("the context {0} is not known here; register it together with its hash")]
    UnknownContext(String),
    /// The body of a context is not strict JSON.
    #[error("the context {url} cannot be read: {error}")]
    Context {
        /// The URL of the context.
        url: String,
        /// What is wrong with its body.
        error: json::Error,
    },
    /// JSON-LD itself refuses the document.
    #[error("JSON-LD refuses the document: {code}; see https://www.w3.org/TR/json-ld11-api/#jsonlderrorcode")]
    Refused {
        /// The code of the [JSON-LD 1.1 API](https://www.w3.org/TR/json-ld11-api/#jsonlderrorcode).
        code: String,
    },
    /// Safe mode: something would be left out of the quads, and so would not be signed.
    #[error("{loss}{}; it would not be signed", Place(.at))]
    Lost {
        /// What would be left out.
        loss: Loss,
        /// Where it stands, as far as is known.
        at: Option<Pointer>,
    },
    /// The work could not be done on a thread of its own, or broke off there.
    #[error("the document could not be expanded on a thread of its own; try again with more memory")]
    Thread,
    /// A limit was exceeded.
    #[error("the document has more than {limit} {what}; raise the limits if that is meant")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
    },
}

/// What safe mode refuses to leave out of the quads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Loss {
    /// A member that no context defines.
    #[error("no context defines the term {0:?}")]
    UndefinedTerm(String),
    /// A member that has the form of a keyword without being one that belongs there.
    #[error("{0:?} is no keyword that can stand here")]
    Keyword(String),
    /// A type that no context defines and that is no absolute IRI.
    #[error("a type is neither defined by a context nor an absolute IRI")]
    Type,
    /// A relative reference, or something else that is no IRI where one belongs.
    #[error("a reference is no absolute IRI")]
    Reference,
    /// `@base` in a context: what is signed would depend on it.
    #[error("a context sets `@base`")]
    Base,
    /// A property that is a blank node.
    #[error("a property is a blank node")]
    BlankProperty,
    /// A value outside any node.
    #[error("a value stands outside any node")]
    FreeFloating,
    /// A value object whose `@value` is null.
    #[error("a value object has no value")]
    NullValue,
    /// A language tag that is not well-formed.
    #[error("a language tag is not well-formed")]
    LanguageTag,
    /// A base direction, which RDF has no place for.
    #[error("a text has a base direction")]
    Direction,
}

struct Place<'a>(&'a Option<Pointer>);

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(pointer) => write!(formatter, " (at {:?})", pointer.as_str()),
            None => Ok(()),
        }
    }
}

/// Expands by polling once: the loader answers at once, so there is nothing to wait for.
fn expand(
    document: Node<'_>,
    without: &[&str],
    contexts: &Contexts<'_>,
    options: &Options,
) -> Result<ExpandedDocument, Error> {
    let base = match &options.base {
        Some(base) => Some(IriBuf::new(base.clone()).map_err(|_| Error::Base(base.clone()))?),
        None => None,
    };
    let input = RemoteDocument::new(base, None, to_json_ld(document, without));
    let settings = json_ld::Options { expansion_policy: policy(options.safe), ..json_ld::Options::default() };
    let expansion = pin!(input.expand_using(contexts, settings));
    match expansion.poll(&mut task::Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(expanded)) => Ok(expanded),
        Poll::Ready(Err(error)) => {
            Err(contexts.error.take().unwrap_or_else(|| refusal(&error, document, contexts, options)))
        }
        Poll::Pending => Err(Error::Refused { code: "loading remote context failed".to_owned() }),
    }
}

fn policy(safe: bool) -> expansion::Policy {
    match safe {
        true => expansion::Policy { invalid: Action::Reject, vocab: Action::Keep, allow_undefined: false },
        false => expansion::Policy::default(),
    }
}

fn refusal(error: &ExpandError, document: Node<'_>, contexts: &Contexts<'_>, options: &Options) -> Error {
    match error {
        ExpandError::Expansion(expansion::Error::KeyExpansionFailed(term)) => {
            Error::Lost { loss: Loss::UndefinedTerm(term.clone()), at: screen::member(document, term) }
        }
        ExpandError::Expansion(expansion::Error::InvalidTypeValue) if options.safe => {
            Error::Lost { loss: Loss::Type, at: screen::undefined_type(document, &contexts.loaded.borrow()) }
        }
        other => Error::Refused { code: other.code().as_str().to_owned() },
    }
}

/// The contexts that a document may use, and those that it did.
struct Contexts<'a> {
    source: &'a ContextSource<'a>,
    limits: &'a Limits,
    loaded: RefCell<Vec<(String, Tree)>>,
    /// Why loading failed, which `json-ld` does not hand on.
    error: RefCell<Option<Error>>,
}

impl Contexts<'_> {
    fn read(&self, url: &str) -> Result<Value, Error> {
        let mut loaded = self.loaded.borrow_mut();
        if let Some((_, tree)) = loaded.iter().find(|(known, _)| known == url) {
            return Ok(to_json_ld(tree.root(), &[]));
        }
        let text = (self.source)(url).ok_or_else(|| Error::UnknownContext(url.to_owned()))?;
        let limits = Limits { depth: self.limits.depth.min(screen::CONTEXT_DEPTH), ..self.limits.clone() };
        let tree = Tree::parse(&text, &limits).map_err(|error| Error::Context { url: url.to_owned(), error })?;
        let value = to_json_ld(tree.root(), &[]);
        loaded.push((url.to_owned(), tree));
        Ok(value)
    }
}

impl Loader for Contexts<'_> {
    async fn load(&self, url: &Iri) -> Result<RemoteDocument<IriBuf>, LoadError> {
        match self.read(url.as_str()) {
            Ok(context) => Ok(RemoteDocument::new(Some(url.to_owned()), None, context)),
            Err(error) => {
                self.error.replace(Some(error.clone()));
                Err(LoadError::new(url.to_owned(), error))
            }
        }
    }
}

/// The same value in the types of `json-ld`; numbers keep their text.
fn to_json_ld(node: Node<'_>, without: &[&str]) -> Value {
    match node.kind() {
        Kind::Null => Value::Null,
        Kind::Bool => Value::Boolean(node.as_bool() == Some(true)),
        Kind::Number => {
            node.number_text().and_then(|text| Number::new(text).ok()).map_or(Value::Null, |number| number.into())
        }
        Kind::String => node.as_str().unwrap_or_default().into(),
        Kind::Array => Value::Array(node.items().map(|item| to_json_ld(item, &[])).collect()),
        Kind::Object => {
            let members = node.members().filter(|(key, _)| !without.contains(key));
            Value::Object(members.map(|(key, value)| (key.into(), to_json_ld(value, &[]))).collect())
        }
    }
}
