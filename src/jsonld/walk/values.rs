//! The values of a member: texts, numbers, references, nodes, lists, graphs.

use super::{Mention, Place, Placed, Property, Step, WalkError, Walker};
use crate::json::{Kind, Node, jcs};
use crate::jsonld::compiled_context::{Coercion, Context, Natives, Term, has_scheme};
use crate::jsonld::contexts::Scope;
use crate::jsonld::quads::{LiteralKind, Predicate, Slot};
use crate::jsonld::{number, predicate_order};
use crate::report::code;

const RDF_FIRST: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>";
const RDF_REST: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>";
const RDF_NIL: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>";
const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";

impl Walker<'_> {
    /// All values of a member.
    pub(super) fn values(
        &mut self,
        subject: Slot,
        predicate: Predicate,
        value: Node<'_>,
        property: Property<'_>,
    ) -> Step {
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
            // No value is no list; a list without values is one.
            if value.is_null() {
                return Ok(());
            }
            self.walked.indivisible.push(value.index());
            let list = self.list(value, property)?;
            return self.quad(subject, predicate, list, property.graph, value);
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
        predicate: Predicate,
        value: Node<'_>,
        property: Property<'_>,
        depth: usize,
    ) -> Step {
        for item in value.each() {
            if item.is_array() {
                if depth == 0 {
                    self.departs(code::context::NOT_COMPACTED, item, "an array stands directly in an array");
                }
                self.set(subject, predicate, item, property, depth + 1)?;
            } else if let Some(object) = self.value(item, property)? {
                self.quad(subject, predicate, object, property.graph, item)?;
            }
        }
        Ok(())
    }

    fn list(&mut self, value: Node<'_>, property: Property<'_>) -> Step<Slot> {
        let mut items = Vec::new();
        for item in value.each() {
            if item.is_array() {
                self.outside(item, "a list stands directly in a list")?;
            } else if let Some(object) = self.value(item, property)? {
                items.push(object);
            }
        }
        if items.is_empty() {
            return Ok(Slot::text(self.walked.dataset.term(RDF_NIL)));
        }
        let first = self.add_predicate(predicate_order::RDF_FIRST, RDF_FIRST);
        let rest = self.add_predicate(predicate_order::RDF_REST, RDF_REST);
        let mut tail = Slot::text(self.walked.dataset.term(RDF_NIL));
        for item in items.into_iter().rev() {
            let cell = self.walked.dataset.fresh_blank();
            self.quad(cell, first, item, property.graph, value)?;
            self.quad(cell, rest, tail, property.graph, value)?;
            tail = cell;
        }
        Ok(tail)
    }

    /// Each value becomes a graph of its own, named by a blank node.
    fn graphs(&mut self, subject: Slot, predicate: Predicate, value: Node<'_>, property: Property<'_>) -> Step {
        for item in value.each() {
            if !item.is_object() || item.get("@graph").is_some() {
                self.outside(item, "only the general way understands this graph")?;
                continue;
            }
            let graph = self.walked.dataset.fresh_blank();
            self.quad(subject, predicate, graph, property.graph, item)?;
            self.value(item, Property { graph: Some(graph), ..property })?;
        }
        Ok(())
    }

    fn json_literal(&mut self, subject: Slot, predicate: Predicate, value: Node<'_>, property: Property<'_>) -> Step {
        if holds_context(value) {
            self.departs(code::context::NESTED, value, "a JSON literal holds @context");
        }
        self.walked.indivisible.push(value.index());
        let text = jcs::canonical(value, &[]);
        let object = self.walked.dataset.literal(&text, LiteralKind::Datatype(RDF_JSON));
        self.quad(subject, predicate, Slot::text(object), property.graph, value)
    }

    fn language_map(&mut self, subject: Slot, predicate: Predicate, value: Node<'_>, property: Property<'_>) -> Step {
        for (tag, texts) in value.members() {
            for text in texts.each() {
                let Some(string) = text.as_str() else {
                    self.departs(code::context::SAFE_MODE, text, "a text by language must be a string");
                    self.walked.outside = true;
                    continue;
                };
                let object = if property.context.is_none(tag) {
                    self.walked.dataset.literal(string, LiteralKind::Plain)
                } else if let Some(tag) = self.language_tag(tag, text) {
                    self.walked.dataset.literal(string, LiteralKind::Language(&tag))
                } else {
                    continue;
                };
                self.quad(subject, predicate, Slot::text(object), property.graph, text)?;
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
                Ok(Some(self.native(text, XSD_BOOLEAN, property.term)))
            }
            Kind::Number => Ok(Some(self.number(value, property.term))),
            Kind::Object if !value.has_keyword() => self.nested_node(value, property),
            Kind::Object if value.get("@value").is_some() => self.value_object(value, property),
            Kind::Object => self.nested_set(value, property),
        }
    }

    /// An object that has a keyword for a member: a node if it is none of those that hold several.
    fn nested_set(&mut self, value: Node<'_>, property: Property<'_>) -> Placed {
        for keyword in ["@list", "@set", "@graph"] {
            if let Some(inner) = value.get(keyword) {
                self.outside(inner, format!("the keyword {keyword} does not belong into a credential"))?;
                return Ok(None);
            }
        }
        self.nested_node(value, property)
    }

    /// A node object in a member: first the context goes back, then the member's own comes in.
    fn nested_node(&mut self, value: Node<'_>, property: Property<'_>) -> Placed {
        let number = self.scopes.below(value, property.number, property.term).map_err(WalkError::context)?;
        let coerced = property.term.is_some_and(|term| term.coercion == Coercion::Id);
        self.node(value, Place { number, graph: property.graph, is_root: false, coerced })
    }

    fn string(&mut self, value: Node<'_>, property: Property<'_>) -> Placed {
        let text = value.as_str().unwrap_or_default();
        let Some(term) = property.term else {
            return Ok(Some(self.plain_string(text, value, property.context.language.as_deref())));
        };
        if let Coercion::Datatype(datatype) = &term.coercion {
            if term.natives != Natives::None {
                self.screen_text_of_native(text, value, term);
            }
            return Ok(Some(self.string_literal(text, value, LiteralKind::Datatype(datatype))));
        }
        if term.scoped.is_none() {
            return Ok(self.coerced_string(text, value, term, property));
        }
        // The member's own context holds for strings as well as for nodes.
        let number = self.apply(property.number, term, Scope::Property)?;
        let context = self.scopes.context(number).map_err(WalkError::context)?;
        Ok(self.coerced_string(text, value, term, Property { context: &context, number, ..property }))
    }

    fn coerced_string(&mut self, text: &str, value: Node<'_>, term: &Term, property: Property<'_>) -> Option<Slot> {
        let Property { context, number, graph, .. } = property;
        match &term.coercion {
            Coercion::Id => {
                let id = self.reference(text, value, context, code::context::SAFE_MODE)?;
                let mention = Mention { id, at: value.index(), graph, number, coerced: true };
                self.walked.referenced.push(mention);
                Some(Slot::text(id))
            }
            Coercion::Vocab => self.vocabulary_reference(text, value, context).map(Slot::text),
            Coercion::Datatype(datatype) => Some(self.string_literal(text, value, LiteralKind::Datatype(datatype))),
            Coercion::None | Coercion::Json => {
                let language = match &term.language {
                    Some(language) => language.as_deref(),
                    None => context.language.as_deref(),
                };
                Some(self.plain_string(text, value, language))
            }
        }
    }

    /// The text of a boolean or a number makes the statement of the boolean or the number, and does not read like it.
    fn screen_text_of_native(&mut self, text: &str, value: Node<'_>, term: &Term) {
        let is_double = matches!(&term.coercion, Coercion::Datatype(datatype) if **datatype == *number::XSD_DOUBLE);
        let is_native = match term.natives {
            Natives::None => false,
            Natives::Booleans => matches!(text, "true" | "false"),
            Natives::Numbers => number::is_canonical(text, is_double),
        };
        if is_native {
            self.departs(code::context::NOT_COMPACTED, value, "write it without quotation marks");
        }
    }

    fn plain_string(&mut self, text: &str, value: Node<'_>, language: Option<&str>) -> Slot {
        self.string_literal(text, value, language.map_or(LiteralKind::Plain, LiteralKind::Language))
    }

    fn string_literal(&mut self, text: &str, value: Node<'_>, kind: LiteralKind<'_>) -> Slot {
        let dataset = &mut self.walked.dataset;
        Slot::text(match self.verbatim && value.is_verbatim() {
            true => dataset.verbatim_literal(text, kind),
            false => dataset.literal(text, kind),
        })
    }

    /// A value object; a credential needs it for a text with its language and for nothing else.
    fn value_object(&mut self, object: Node<'_>, property: Property<'_>) -> Placed {
        let number = match property.term {
            Some(term) => self.apply(property.number, term, Scope::Property)?,
            None => property.number,
        };
        let context = self.scopes.context(number).map_err(WalkError::context)?;
        Ok(self.value_object_in(object, &context))
    }

    fn value_object_in(&mut self, object: Node<'_>, context: &Context) -> Option<Slot> {
        let value = object.get("@value")?;
        let mut language = None;
        let mut datatype = None;
        for (name, member) in object.members() {
            match name {
                "@value" => {}
                "@language" if member.as_str().is_some() => language = member.as_str(),
                "@type" if member.as_str().is_some_and(has_scheme) => {
                    datatype = member.as_str().and_then(|name| context.expand_vocabulary(name));
                    if datatype.is_none() {
                        self.outside(member, "the contexts say that this datatype means nothing").ok()?;
                        return None;
                    }
                }
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
            (None, Some(datatype)) => {
                let keeps = self.holds_iri_characters(&datatype, object, code::context::SAFE_MODE);
                keeps.then(|| self.walked.dataset.literal(text, LiteralKind::Datatype(&datatype)))?
            }
            (None, None) => self.walked.dataset.literal(text, LiteralKind::Plain),
        };
        Some(Slot::text(slot))
    }

    /// A boolean or a number in its canonical form, with the coerced datatype or its own.
    fn native(&mut self, text: &str, own: &str, term: Option<&Term>) -> Slot {
        let datatype = match term.map(|term| &term.coercion) {
            Some(Coercion::Datatype(datatype)) => datatype,
            _ => own,
        };
        Slot::text(self.walked.dataset.literal(text, LiteralKind::Datatype(datatype)))
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
        let double = matches!(term.map(|term| &term.coercion), Some(Coercion::Datatype(datatype)) if **datatype == *number::XSD_DOUBLE);
        let (text, own) = number::canonical(text, double);
        self.native(&text, own, term)
    }
}

fn holds_context(value: Node<'_>) -> bool {
    value.members().any(|(name, member)| name == "@context" || holds_context(member))
        || value.items().any(holds_context)
}
