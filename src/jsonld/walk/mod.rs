//! One walk from JSON to RDF statements.
//!
//! It does at once what [expansion](https://www.w3.org/TR/json-ld11-api/#expansion-algorithms) and
//! [deserialisation to RDF](https://www.w3.org/TR/json-ld11-api/#deserialize-json-ld-to-rdf-algorithm) do one after the
//! other, for documents whose contexts stand at the top. On the way it notes every [`Departure`](departures::Departure): a place where the
//! document says the same thing in a second way, or says something that the statements leave out.

mod departures;
mod iris;
mod nested;
mod node_keywords;
mod types;
mod undefined;
mod values;
mod walked;

pub(super) use walked::Mention;
pub(crate) use walked::{WalkError, Walked};

use self::departures::shown;
use self::node_keywords::NodeKeywords;
use super::compiled_context::{Context, Keyword, Meaning, Spelling, Term, keyword};
use super::contexts::{ContextNumber, ContextSet, Scope, Scopes};
use super::predicate_order::{self, Met, PredicateOrder, TermNumber};
use super::quads::{Dataset, Predicate, Quad, Slot, Span};
use crate::json::{Key, Name, Node};
use crate::limits::Limits;
use crate::report::code;
use std::sync::Arc;

const OWN_NAME: &str = "use the name that the data model gives it";

pub(super) const RDF_TYPE: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";

/// Walks an object under a compiled root, leaving out the members of the outermost object named in `without`.
pub(crate) fn walk(root: Node<'_>, set: &ContextSet, without: &[&str], limits: &Limits) -> Result<Walked, WalkError> {
    let known = set.known();
    let mut walker = Walker {
        scopes: known.scopes(),
        without,
        limits,
        verbatim: is_free_of_deletes(root.document_text()),
        types: 0,
        untyped: Vec::new(),
        rdf_type: NO_PREDICATE,
        predicates: [(TermNumber::MAX, NO_PREDICATE); PREDICATES],
        order: set.predicates.snapshot(),
        met: Vec::new(),
        lines: 0,
        walked: Walked {
            // A statement has a name and a value at least.
            dataset: Dataset::with_capacity(root.entries() / 2 + 8),
            departures: Vec::new(),
            described: Vec::with_capacity(32),
            referenced: Vec::with_capacity(32),
            origins: Vec::with_capacity(root.entries() / 2 + 8),
            indivisible: Vec::new(),
            contexts: known.memo(),
            outside: false,
        },
    };
    walker.rdf_type = walker.add_predicate(predicate_order::RDF_TYPE, RDF_TYPE);
    if root.is_object() {
        walker.node(root, Place { number: 0, graph: None, is_root: true, coerced: false }).map_err(|error| *error)?;
    } else {
        walker.departs(code::context::NOT_COMPACTED, root, "the document must be one object");
        walker.walked.outside = true;
    }
    set.predicates.add(&walker.met);
    walker.walked.contexts = walker.scopes.memo();
    Ok(walker.walked)
}

struct Walker<'s> {
    scopes: Scopes<'s>,
    without: &'s [&'s str],
    limits: &'s Limits,
    /// Whether strings that were written without escapes need none here either.
    verbatim: bool,
    types: usize,
    /// Nodes of which it was said that they lack a type.
    untyped: Vec<usize>,
    rdf_type: Predicate,
    /// Terms lately met and where their properties are written.
    predicates: [(TermNumber, Predicate); PREDICATES],
    /// The order of the properties that were met before.
    order: Arc<PredicateOrder>,
    /// Properties that are not in it.
    met: Vec<Met>,
    /// Bytes of all statements so far, each written out in full.
    lines: usize,
    walked: Walked,
}

/// What stands in a place that no predicate has taken yet.
const NO_PREDICATE: Predicate = Predicate::new(Span::NOWHERE, None);

/// How many terms are remembered with where they are written.
const PREDICATES: usize = 64;

/// A value's way into the statements: dropped, or a term.
type Placed = Step<Option<Slot>>;

/// A step of the walk; boxed, since the way back is long and the error large.
type Step<T = ()> = Result<T, Box<WalkError>>;

/// Where a node object stands.
#[derive(Clone, Copy)]
struct Place {
    /// The context before the scoped contexts of its types.
    number: ContextNumber,
    graph: Option<Slot>,
    is_root: bool,
    coerced: bool,
}

/// What holds for the values of one member.
#[derive(Clone, Copy)]
struct Property<'a> {
    term: Option<&'a Term>,
    /// The context of the node that has the member.
    context: &'a Context,
    number: ContextNumber,
    graph: Option<Slot>,
}

impl Walker<'_> {
    /// A node object; gives its term.
    fn node(&mut self, object: Node<'_>, place: Place) -> Placed {
        let Place { number, graph, is_root, coerced } = place;
        let mut type_number = number;
        let mut type_context = self.scopes.context(number).map_err(WalkError::context)?;
        let mut keywords = NodeKeywords::of(object, &type_context);
        if let Some(local) = keywords.context.filter(|_| !is_root) {
            type_number = self.nested_context(object, local, place)?;
            type_context = self.scopes.context(type_number).map_err(WalkError::context)?;
            keywords = NodeKeywords::of(object, &type_context);
        }
        let number = match keywords.several {
            false => self.scopes.inside_types(keywords.types, type_number),
            true => self.scopes.inside(object, type_number),
        };
        let number = number.map_err(WalkError::context)?;
        let context = self.scopes.context(number).map_err(WalkError::context)?;
        let (id, described) =
            match keywords.several || number != type_number && context.id_names != type_context.id_names {
                false => (
                    keywords.id.and_then(|value| self.id_value(value, &context)),
                    keywords.id.is_none() || keywords.members > 1,
                ),
                true => (self.id(object, &context), !context.is_bare_reference(object)),
            };
        let subject = match id {
            Some(span) => {
                let mention = Mention { id: span, at: object.index(), graph, number: type_number, coerced };
                if described {
                    self.walked.described.push(mention)
                } else {
                    self.walked.referenced.push(mention)
                }
                Slot::text(span)
            }
            None => self.walked.dataset.fresh_blank(),
        };
        for (key, value) in object.members_by_key() {
            if key.name() == Name::CONTEXT || is_root && self.without.contains(&key.text()) {
                continue;
            }
            self.member(
                object,
                subject,
                key,
                value,
                &type_context,
                Property { term: None, context: &context, number, graph },
            )?;
        }
        Ok(Some(subject))
    }

    fn apply(&mut self, number: ContextNumber, term: &Term, scope: Scope) -> Step<ContextNumber> {
        self.scopes.apply(number, term, scope).map_err(WalkError::context)
    }

    /// The subject's IRI, if it has one.
    fn id(&mut self, object: Node<'_>, context: &Context) -> Option<Span> {
        let mut found = None;
        for name in context.id_names.iter().map(|name| &**name).chain(["@id"]) {
            if let Some(value) = object.get(name) {
                if found.is_some() {
                    self.departs(code::context::NOT_COMPACTED, value, "the id is given twice");
                    self.walked.outside = true;
                }
                found = Some(value);
            }
        }
        self.id_value(found?, context)
    }

    fn id_value(&mut self, value: Node<'_>, context: &Context) -> Option<Span> {
        match value.as_str() {
            Some(text) => self.reference(text, value, context, code::model::IDS),
            None => {
                self.departs(code::context::SAFE_MODE, value, "an id must be a string; leave it out if there is none");
                self.walked.outside = true;
                None
            }
        }
    }

    fn member(
        &mut self,
        object: Node<'_>,
        subject: Slot,
        key: Key<'_>,
        value: Node<'_>,
        type_context: &Context,
        property: Property<'_>,
    ) -> Step {
        let context = property.context;
        match context.member(key) {
            Some(term) => match &term.meaning {
                Meaning::Iri(iri) => {
                    if term.exotic {
                        return self.outside(value, "only the general way understands how this term is defined");
                    }
                    match term.spelling {
                        Spelling::Own => {}
                        Spelling::Shadowed => self.departs(
                            code::context::NOT_COMPACTED,
                            value,
                            "the same property has another name, which is the one to use",
                        ),
                        Spelling::OfPolicy => self.departs(code::context::POLICY_TERM_SPELLING, value, OWN_NAME),
                    }
                    match self.predicate(term) {
                        Some(predicate) => {
                            self.values(subject, predicate, value, Property { term: Some(term), ..property })
                        }
                        None => {
                            self.well_formed(iri, value, code::context::SAFE_MODE);
                            Ok(())
                        }
                    }
                }
                Meaning::Keyword(Keyword::Id) => Ok(()),
                Meaning::Keyword(Keyword::Type) => self.types(subject, value, type_context, property.graph),
                Meaning::Keyword(_) | Meaning::Reverse => {
                    self.outside(value, "this name stands for a keyword that does not belong into a credential")
                }
                Meaning::Null => {
                    self.departs(
                        code::context::UNDEFINED_TERM,
                        value,
                        format!("the contexts say that {} means nothing", shown(key.text())),
                    );
                    Ok(())
                }
            },
            None if key.text().starts_with('@') => match keyword(key.text()) {
                Keyword::Id => {
                    self.departs(code::context::NOT_COMPACTED, value, "write `id`");
                    Ok(())
                }
                Keyword::Type => {
                    self.departs(code::context::NOT_COMPACTED, value, "write `type`");
                    self.walked.outside = true;
                    Ok(())
                }
                _ => {
                    self.outside(value, format!("the keyword {} does not belong into a credential", shown(key.text())))
                }
            },
            None => self.undefined_member(object, subject, key.text(), value, property),
        }
    }

    /// The property that a term stands for, written once in a walk.
    fn predicate(&mut self, term: &Term) -> Option<Predicate> {
        let text = term.predicate.as_deref()?;
        let at = term.number as usize % PREDICATES;
        let (number, known) = self.predicates[at];
        if number == term.number {
            return Some(known);
        }
        let added = self.add_predicate(term.number, text);
        self.predicates[at] = (term.number, added);
        Some(added)
    }

    // What it gives is stored at once: handed back through memory, it would be waited for each time.
    #[inline(always)]
    fn add_predicate(&mut self, term: TermNumber, text: &str) -> Predicate {
        let place = self.order.place(term);
        if place.is_none() {
            self.met.push((term, text.into()));
        }
        Predicate::new(self.walked.dataset.term(text), place)
    }

    /// Adds a statement that the value at `origin` makes.
    fn quad(
        &mut self,
        subject: Slot,
        predicate: Predicate,
        object: Slot,
        graph: Option<Slot>,
        origin: Node<'_>,
    ) -> Step {
        if self.walked.dataset.quads.len() >= self.limits.quads {
            return Err(WalkError::Limit(code::input::LIMIT_QUADS).into());
        }
        let quad = Quad { subject, predicate, object, graph };
        self.lines += quad.line_length();
        if self.lines > self.limits.lines() {
            return Err(WalkError::Limit(code::input::LIMIT_LINES).into());
        }
        self.walked.dataset.quads.push(quad);
        self.walked.origins.push(origin.index() as u32);
        Ok(())
    }
}

/// Whether a text is free of the one character that N-Quads escape and JSON need not.
fn is_free_of_deletes(text: &str) -> bool {
    memchr::memchr(0x7f, text.as_bytes()).is_none()
}
