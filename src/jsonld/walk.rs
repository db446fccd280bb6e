//! One walk from JSON to RDF statements.
//!
//! It does at once what [expansion](https://www.w3.org/TR/json-ld11-api/#expansion-algorithms) and
//! [deserialisation to RDF](https://www.w3.org/TR/json-ld11-api/#deserialize-json-ld-to-rdf-algorithm) do one after the
//! other, for documents whose contexts stand at the top. On the way it notes every [`Departure`]: a place where the
//! document says the same thing in a second way, or says something that the statements leave out.

use super::compiled_context::{Coercion, Context, ContextError, Keyword, Meaning, Term, has_scheme, keyword};
use super::contexts::{ContextNumber, ContextSet, Scope, Scopes};
use super::number;
use super::quads::{Dataset, LiteralKind, Quad, Slot, Span};
use crate::json::{Kind, Node, Pointer, jcs};
use crate::limits::Limits;
use crate::report::{Code, Finding, code};
use std::borrow::Cow;
use std::sync::Arc;

/// What a walk found.
#[derive(Debug)]
pub(crate) struct Walked {
    /// The statements; complete unless `outside` says otherwise.
    pub(crate) dataset: Dataset,
    /// Where the document is not plain.
    pub(crate) departures: Vec<Departure>,
    /// Every node with an id that is described.
    pub(super) described: Vec<Mention>,
    /// Every bare reference to a node.
    pub(super) referenced: Vec<Mention>,
    /// A feature was met that only the general way covers, so the statements are not those of the document.
    pub(crate) outside: bool,
}

/// A place where what is readable is not exactly what is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Departure {
    pub(crate) code: Code,
    /// The node's index in its tree.
    pub(crate) at: usize,
    pub(crate) detail: String,
}

impl Departure {
    /// The departure as a finding; the place is looked up only here.
    pub(crate) fn finding(&self, root: Node<'_>) -> Finding {
        Finding::new(self.code, root.sibling(self.at).path(), self.detail.clone())
    }
}

/// A place where a node with an id is described or referred to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    pub(super) id: Span,
    pub(super) at: usize,
    pub(super) graph: Option<Slot>,
    /// The context before the scoped contexts of its types.
    pub(super) number: ContextNumber,
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
    /// The error as a finding about the whole document.
    pub(crate) fn finding(&self) -> Finding {
        match self {
            Self::Limit(code) => Finding::new(*code, Pointer::root(), ""),
            Self::Context(error) => super::context_finding(error, Pointer::root()),
        }
    }
}

/// How many departures are noted; more would say nothing new.
const NOTED: usize = 32;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Walks an object under a compiled root, leaving out the members of the outermost object named in `without`.
pub(crate) fn walk(root: Node<'_>, set: &ContextSet, without: &[&str], limits: &Limits) -> Result<Walked, WalkError> {
    let mut walker = Walker {
        scopes: set.scopes(),
        without,
        limits,
        types: 0,
        rdf_type: Span::default(),
        walked: Walked {
            dataset: Dataset::with_capacity(256),
            departures: Vec::new(),
            described: Vec::new(),
            referenced: Vec::new(),
            outside: false,
        },
    };
    walker.rdf_type = walker.walked.dataset.iri(&format!("{RDF}type"));
    if root.is_object() {
        walker.node(root, 0, None, true)?;
    } else {
        walker.departs(code::context::NOT_COMPACTED, root, "the document must be one object");
        walker.walked.outside = true;
    }
    Ok(walker.walked)
}

struct Walker<'s> {
    scopes: Scopes<'s>,
    without: &'s [&'s str],
    limits: &'s Limits,
    types: usize,
    rdf_type: Span,
    walked: Walked,
}

/// A value's way into the statements: dropped, or a term.
type Placed = Result<Option<Slot>, WalkError>;

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
    fn node(&mut self, object: Node<'_>, number: ContextNumber, graph: Option<Slot>, is_root: bool) -> Placed {
        let type_number = match object.get("@context").filter(|_| !is_root) {
            Some(local) => self.nested_context(object, local, number)?,
            None => number,
        };
        let type_context = self.scopes.context(type_number);
        let number = self.scopes.inside(object, type_number).map_err(WalkError::Context)?;
        let context = if number == type_number { Arc::clone(&type_context) } else { self.scopes.context(number) };
        let id = self.id(object, &context);
        let described = !context.is_bare_reference(object);
        let subject = match id {
            Some(span) => {
                let mention = Mention { id: span, at: object.index(), graph, number: type_number };
                if described {
                    self.walked.described.push(mention)
                } else {
                    self.walked.referenced.push(mention)
                }
                Slot::Text(span)
            }
            None => self.walked.dataset.fresh_blank(),
        };
        for (name, value) in object.members() {
            if name == "@context" || is_root && self.without.contains(&name) {
                continue;
            }
            self.member(
                object,
                subject,
                name,
                value,
                &type_context,
                Property { term: None, context: &context, number, graph },
            )?;
        }
        Ok(Some(subject))
    }

    /// A context inside the document. An embedded credential may repeat the contexts of the outermost object, which
    /// changes nothing; anything else is read, but not plain.
    fn nested_context(
        &mut self,
        object: Node<'_>,
        local: Node<'_>,
        number: ContextNumber,
    ) -> Result<ContextNumber, WalkError> {
        if local.each().any(|item| item.as_str().is_none()) {
            self.outside(local, "contexts belong at the top of the document only")?;
            return Ok(number);
        }
        let is_credential = object
            .get("type")
            .is_some_and(|types| types.each().any(|name| name.as_str() == Some("VerifiableCredential")));
        let outer = object.sibling(0).get("@context");
        let repeats =
            local.each().all(|url| outer.is_some_and(|outer| outer.each().any(|known| known.as_str() == url.as_str())));
        if !(is_credential && repeats) {
            self.departs(code::context::NESTED, local, "contexts belong at the top of the document only");
        }
        self.scopes.apply_nested(number, local).map_err(WalkError::Context)
    }

    fn apply(&mut self, number: ContextNumber, term: &Term, scope: Scope) -> Result<ContextNumber, WalkError> {
        self.scopes.apply(number, term, scope).map_err(WalkError::Context)
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
        let value = found?;
        match value.as_str() {
            Some(text) => self.reference(text, value, context, code::model::IDS),
            None if value.is_null() => None,
            None => {
                self.departs(code::context::SAFE_MODE, value, "an id must be a string");
                self.walked.outside = true;
                None
            }
        }
    }

    fn member(
        &mut self,
        object: Node<'_>,
        subject: Slot,
        name: &str,
        value: Node<'_>,
        type_context: &Context,
        property: Property<'_>,
    ) -> Result<(), WalkError> {
        let context = property.context;
        match context.term(name) {
            Some(term) => match &term.meaning {
                Meaning::Iri(iri) => {
                    if term.exotic {
                        return self.outside(value, "only the general way understands how this term is defined");
                    }
                    if context.is_shadowed(name) {
                        self.departs(
                            code::context::NOT_COMPACTED,
                            value,
                            "the same property has another name, which is the one to use",
                        );
                    }
                    self.values(subject, iri, value, Property { term: Some(term), ..property })
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
                        format!("the contexts say that {} means nothing", shown(name)),
                    );
                    Ok(())
                }
            },
            None if name.starts_with('@') => match keyword(name) {
                Keyword::Id => {
                    self.departs(code::context::NOT_COMPACTED, value, "write `id`");
                    Ok(())
                }
                Keyword::Type => {
                    self.departs(code::context::NOT_COMPACTED, value, "write `type`");
                    self.walked.outside = true;
                    Ok(())
                }
                _ => self.outside(value, format!("the keyword {} does not belong into a credential", shown(name))),
            },
            None => self.undefined_member(object, subject, name, value, property),
        }
    }

    /// A member that no term defines: an IRI, a compact IRI, a name under `@vocab`, or nothing at all.
    fn undefined_member(
        &mut self,
        object: Node<'_>,
        subject: Slot,
        name: &str,
        value: Node<'_>,
        property: Property<'_>,
    ) -> Result<(), WalkError> {
        let Some(iri) = property.context.expand_vocabulary(name) else {
            let place = if name.contains(':') { value } else { object.get(name).unwrap_or(value) };
            self.departs(
                code::context::UNDEFINED_TERM,
                place,
                format!("{} is in none of the contexts; remove it, or add the context that defines it", shown(name)),
            );
            return Ok(());
        };
        if iri.starts_with("_:") {
            self.departs(code::context::SAFE_MODE, value, "a blank node cannot be a property");
            return Ok(());
        }
        let bare = !value.each().any(|item| item.get("@type").is_some());
        if decides_validity(&iri) && (bare || !property.context.names(&iri)) {
            self.departs(code::context::POLICY_TERM_SPELLING, value, "use the name that the contexts give it");
        } else if name.contains(':') {
            self.departs(
                code::context::NOT_COMPACTED,
                value,
                format!("{} is spelled as an IRI; use the name that the contexts give it", shown(name)),
            );
        } else {
            self.departs(
                code::context::NOT_COMPACTED,
                value,
                format!("{} has a meaning only through @vocab; use a context that defines it", shown(name)),
            );
        }
        self.values(subject, &iri, value, property)
    }

    fn types(
        &mut self,
        subject: Slot,
        value: Node<'_>,
        context: &Context,
        graph: Option<Slot>,
    ) -> Result<(), WalkError> {
        for item in value.each() {
            let Some(name) = item.as_str() else {
                self.departs(code::context::SAFE_MODE, item, "a type must be a string");
                self.walked.outside = true;
                continue;
            };
            self.types += 1;
            if self.types > self.limits.types {
                return Err(WalkError::Limit(code::input::LIMIT_TYPES));
            }
            let Some(iri) = context.expand_vocabulary(name) else {
                self.departs(
                    code::context::UNDEFINED_TERM,
                    item,
                    format!(
                        "the type {} is in none of the contexts; remove it, or add the context that defines it",
                        shown(name)
                    ),
                );
                continue;
            };
            if context.term(name).is_none() {
                if !name.contains(':') {
                    self.departs(
                        code::context::NOT_COMPACTED,
                        item,
                        format!("the type {} has a meaning only through @vocab", shown(name)),
                    );
                } else if *iri != *name || context.names(&iri) {
                    self.departs(code::context::NOT_COMPACTED, item, "use the name that the contexts give this type");
                }
            }
            if let Some(object) = self.well_formed(&iri, item, code::context::SAFE_MODE) {
                self.quad(subject, self.rdf_type, Slot::Text(object), graph)?;
            }
        }
        Ok(())
    }

    /// All values of a member.
    fn values(&mut self, subject: Slot, iri: &str, value: Node<'_>, property: Property<'_>) -> Result<(), WalkError> {
        let Some(predicate) = self.well_formed(iri, value, code::context::SAFE_MODE) else { return Ok(()) };
        let Some(term) = property.term else {
            return self.set(subject, predicate, value, property, 0);
        };
        if term.coercion == Coercion::Json {
            return self.json_literal(subject, predicate, value, property);
        }
        if term.container.language && value.is_object() {
            return self.language_map(subject, predicate, value, property);
        }
        if term.container.list {
            let list = self.list(value, property)?;
            return self.quad(subject, predicate, list, property.graph);
        }
        if term.container.graph {
            return self.graphs(subject, predicate, value, property);
        }
        self.set(subject, predicate, value, property, 0)
    }

    /// The members of a set; arrays in arrays are flattened, as JSON-LD does, and noted.
    fn set(
        &mut self,
        subject: Slot,
        predicate: Span,
        value: Node<'_>,
        property: Property<'_>,
        depth: usize,
    ) -> Result<(), WalkError> {
        for item in value.each() {
            if item.is_array() {
                if depth == 0 {
                    self.departs(code::context::NOT_COMPACTED, item, "an array stands directly in an array");
                }
                self.set(subject, predicate, item, property, depth + 1)?;
            } else if let Some(object) = self.value(item, property)? {
                self.quad(subject, predicate, object, property.graph)?;
            }
        }
        Ok(())
    }

    fn list(&mut self, value: Node<'_>, property: Property<'_>) -> Result<Slot, WalkError> {
        let mut items = Vec::new();
        for item in value.each() {
            if item.is_array() {
                self.outside(item, "a list stands directly in a list")?;
            } else if let Some(object) = self.value(item, property)? {
                items.push(object);
            }
        }
        if items.is_empty() {
            return Ok(Slot::Text(self.walked.dataset.iri(&format!("{RDF}nil"))));
        }
        let first = self.walked.dataset.iri(&format!("{RDF}first"));
        let rest = self.walked.dataset.iri(&format!("{RDF}rest"));
        let mut tail = Slot::Text(self.walked.dataset.iri(&format!("{RDF}nil")));
        for item in items.into_iter().rev() {
            let cell = self.walked.dataset.fresh_blank();
            self.quad(cell, first, item, property.graph)?;
            self.quad(cell, rest, tail, property.graph)?;
            tail = cell;
        }
        Ok(tail)
    }

    /// Each value becomes a graph of its own, named by a blank node.
    fn graphs(
        &mut self,
        subject: Slot,
        predicate: Span,
        value: Node<'_>,
        property: Property<'_>,
    ) -> Result<(), WalkError> {
        for item in value.each() {
            if !item.is_object() || item.get("@graph").is_some() || property.graph.is_some() {
                self.outside(item, "only the general way understands this graph")?;
                continue;
            }
            let graph = self.walked.dataset.fresh_blank();
            self.quad(subject, predicate, graph, property.graph)?;
            self.value(item, Property { graph: Some(graph), ..property })?;
        }
        Ok(())
    }

    fn json_literal(
        &mut self,
        subject: Slot,
        predicate: Span,
        value: Node<'_>,
        property: Property<'_>,
    ) -> Result<(), WalkError> {
        if holds_context(value) {
            self.departs(code::context::NESTED, value, "a JSON literal holds @context");
        }
        let text = jcs::canonical(value, &[]);
        let datatype = format!("{RDF}JSON");
        let object = self.walked.dataset.literal(&text, LiteralKind::Datatype(&datatype));
        self.quad(subject, predicate, Slot::Text(object), property.graph)
    }

    fn language_map(
        &mut self,
        subject: Slot,
        predicate: Span,
        value: Node<'_>,
        property: Property<'_>,
    ) -> Result<(), WalkError> {
        for (tag, texts) in value.members() {
            for text in texts.each() {
                let Some(string) = text.as_str() else {
                    self.departs(code::context::SAFE_MODE, text, "a text by language must be a string");
                    self.walked.outside = true;
                    continue;
                };
                let object = if tag == "@none" {
                    self.walked.dataset.literal(string, LiteralKind::Plain)
                } else if let Some(tag) = self.language_tag(tag, text) {
                    self.walked.dataset.literal(string, LiteralKind::Language(&tag))
                } else {
                    continue;
                };
                self.quad(subject, predicate, Slot::Text(object), property.graph)?;
            }
        }
        Ok(())
    }

    /// One value that is no array.
    fn value(&mut self, value: Node<'_>, property: Property<'_>) -> Placed {
        match value.kind() {
            Kind::Null | Kind::Array => Ok(None),
            Kind::String => self.string(value, property),
            Kind::Bool => {
                let text = if value.as_bool() == Some(true) { "true" } else { "false" };
                Ok(Some(self.native(text, "boolean", property.term)))
            }
            Kind::Number => Ok(Some(self.number(value, property.term))),
            Kind::Object if value.get("@value").is_some() => Ok(self.value_object(value)),
            Kind::Object => self.nested_node(value, property),
        }
    }

    /// A node object in a member: first the context goes back, then the member's own comes in.
    fn nested_node(&mut self, value: Node<'_>, property: Property<'_>) -> Placed {
        for keyword in ["@list", "@set", "@graph"] {
            if let Some(inner) = value.get(keyword) {
                self.outside(inner, format!("the keyword {keyword} does not belong into a credential"))?;
                return Ok(None);
            }
        }
        let number = self.scopes.below(value, property.number, property.term).map_err(WalkError::Context)?;
        self.node(value, number, property.graph, false)
    }

    fn string(&mut self, value: Node<'_>, property: Property<'_>) -> Placed {
        let text = value.as_str().unwrap_or_default();
        let Some(term) = property.term else {
            return Ok(Some(self.plain_string(text, property.context.language.as_deref())));
        };
        Ok(match &term.coercion {
            Coercion::Id => {
                let span = self.reference(text, value, property.context, code::context::SAFE_MODE);
                if let Some(id) = span {
                    let mention = Mention { id, at: value.index(), graph: property.graph, number: property.number };
                    self.walked.referenced.push(mention);
                }
                span.map(Slot::Text)
            }
            Coercion::Vocab => {
                let number = self.apply(property.number, term, Scope::Property)?;
                let context = self.scopes.context(number);
                self.vocabulary_reference(text, value, &context).map(Slot::Text)
            }
            Coercion::Datatype(datatype) => {
                Some(Slot::Text(self.walked.dataset.literal(text, LiteralKind::Datatype(datatype))))
            }
            Coercion::None | Coercion::Json => {
                let language = match &term.language {
                    Some(language) => language.as_deref(),
                    None => property.context.language.as_deref(),
                };
                Some(self.plain_string(text, language))
            }
        })
    }

    fn plain_string(&mut self, text: &str, language: Option<&str>) -> Slot {
        let kind = language.map_or(LiteralKind::Plain, LiteralKind::Language);
        Slot::Text(self.walked.dataset.literal(text, kind))
    }

    /// A value object; a credential needs it for a text with its language and for nothing else.
    fn value_object(&mut self, object: Node<'_>) -> Option<Slot> {
        let value = object.get("@value")?;
        let mut language = None;
        let mut datatype = None;
        for (name, member) in object.members() {
            match name {
                "@value" => {}
                "@language" if member.as_str().is_some() => language = member.as_str(),
                "@type" if member.as_str().is_some_and(has_scheme) => datatype = member.as_str(),
                "@direction" => self.departs(
                    code::context::NOT_PLAIN,
                    member,
                    "the direction of a text is not signed; leave it out",
                ),
                "@index" => self.departs(code::context::NOT_COMPACTED, member, "an index is not signed; leave it out"),
                _ => {
                    self.outside(member, "only the general way understands this value").ok()?;
                    return None;
                }
            }
        }
        if datatype.is_some() || language.is_none() {
            self.departs(code::context::NOT_COMPACTED, object, "write the value itself");
        }
        if value.is_null() {
            return None;
        }
        let (Some(text), false) = (value.as_str(), datatype.is_some() && language.is_some()) else {
            self.outside(object, "only the general way understands this value").ok()?;
            return None;
        };
        let slot = match (language, datatype) {
            (Some(language), _) => {
                let tag = self.language_tag(language, object)?;
                self.walked.dataset.literal(text, LiteralKind::Language(&tag))
            }
            (None, Some(datatype)) => self.walked.dataset.literal(text, LiteralKind::Datatype(datatype)),
            (None, None) => self.walked.dataset.literal(text, LiteralKind::Plain),
        };
        Some(Slot::Text(slot))
    }

    /// A boolean or a number in its canonical form, with the coerced datatype or its own.
    fn native(&mut self, text: &str, own: &str, term: Option<&Term>) -> Slot {
        let datatype: Cow<'_, str> = match term.map(|term| &term.coercion) {
            Some(Coercion::Datatype(datatype)) => (&**datatype).into(),
            _ => format!("{XSD}{own}").into(),
        };
        Slot::Text(self.walked.dataset.literal(text, LiteralKind::Datatype(&datatype)))
    }

    fn number(&mut self, value: Node<'_>, term: Option<&Term>) -> Slot {
        let text = value.number_text().unwrap_or_default();
        if !number::is_exact(text) {
            self.departs(
                code::context::NOT_COMPACTED,
                value,
                "the number has more digits than are signed; write at most 15",
            );
        }
        let double = matches!(term.map(|term| &term.coercion), Some(Coercion::Datatype(datatype)) if **datatype == *format!("{XSD}double"));
        let (text, own) = number::canonical(text, double);
        self.native(&text, own, term)
    }

    /// An IRI in a place where only prefixes could abbreviate it.
    fn reference(&mut self, text: &str, value: Node<'_>, context: &Context, relative: Code) -> Option<Span> {
        let Some(iri) = context.expand_reference(text) else {
            self.departs(relative, value, "write an absolute IRI, such as https://… or urn:uuid:…");
            self.walked.outside = true;
            return None;
        };
        if *iri != *text {
            self.departs(code::context::NOT_COMPACTED, value, "write the IRI in full");
        }
        self.well_formed(&iri, value, code::context::SAFE_MODE)
    }

    /// An IRI in a place where terms abbreviate it, such as `proofPurpose`.
    fn vocabulary_reference(&mut self, text: &str, value: Node<'_>, context: &Context) -> Option<Span> {
        let Some(iri) = context.expand_vocabulary(text) else {
            self.departs(code::context::UNDEFINED_TERM, value, format!("{} is in none of the contexts", shown(text)));
            self.walked.outside = true;
            return None;
        };
        if context.term(text).is_none() && (*iri != *text || context.names(&iri)) {
            self.departs(code::context::NOT_COMPACTED, value, "use the name that the contexts give it");
        }
        self.well_formed(&iri, value, code::context::SAFE_MODE)
    }

    /// Writes an IRI, unless it is one that RDF would drop.
    fn well_formed(&mut self, iri: &str, value: Node<'_>, code: Code) -> Option<Span> {
        if iri.starts_with("_:") {
            self.departs(
                code::context::SAFE_MODE,
                value,
                "a blank node cannot be named from outside; leave the id away",
            );
            self.walked.outside = true;
            return None;
        }
        let forbidden = |byte: u8| {
            byte <= b' ' || matches!(byte, b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'`' | 0x7f)
        };
        if iri.bytes().any(forbidden) {
            self.departs(
                code,
                value,
                "an IRI holds a character that IRIs cannot have, so the statement would be dropped",
            );
            return None;
        }
        Some(self.walked.dataset.iri(iri))
    }

    fn language_tag(&mut self, tag: &str, value: Node<'_>) -> Option<String> {
        let well_formed = tag.split('-').enumerate().all(|(place, part)| {
            let alphabet = if place == 0 { u8::is_ascii_alphabetic } else { u8::is_ascii_alphanumeric };
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| alphabet(&byte))
        });
        if !well_formed {
            self.departs(
                code::context::SAFE_MODE,
                value,
                "the language is not a BCP 47 tag, so the text would be dropped",
            );
            return None;
        }
        Some(tag.to_ascii_lowercase())
    }

    fn quad(&mut self, subject: Slot, predicate: Span, object: Slot, graph: Option<Slot>) -> Result<(), WalkError> {
        if self.walked.dataset.quads.len() >= self.limits.quads {
            return Err(WalkError::Limit(code::input::LIMIT_QUADS));
        }
        self.walked.dataset.quads.push(Quad { subject, predicate, object, graph });
        Ok(())
    }

    fn departs(&mut self, code: Code, place: Node<'_>, detail: impl Into<String>) {
        if self.walked.departures.len() < NOTED {
            self.walked.departures.push(Departure { code, at: place.index(), detail: detail.into() });
        }
    }

    fn outside(&mut self, place: Node<'_>, detail: impl Into<String>) -> Result<(), WalkError> {
        self.departs(code::context::NOT_COMPACTED, place, detail);
        self.walked.outside = true;
        Ok(())
    }
}

/// Properties that decide whether a credential may be believed, in either version of the data model.
fn decides_validity(iri: &str) -> bool {
    const CREDENTIALS: &str = "https://www.w3.org/2018/credentials#";
    iri.strip_prefix(CREDENTIALS).is_some_and(|name| {
        matches!(
            name,
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

fn holds_context(value: Node<'_>) -> bool {
    value.members().any(|(name, member)| name == "@context" || holds_context(member))
        || value.items().any(holds_context)
}

/// A name from the document, short enough for a message.
fn shown(name: &str) -> String {
    let mut text: String = name.chars().take(64).collect();
    if text.len() < name.len() {
        text.push('…');
    }
    format!("{text:?}")
}
