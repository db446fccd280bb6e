//! From an expanded document to N-Quads ([deserialise JSON-LD to RDF](https://www.w3.org/TR/json-ld11-api/#deserialize-json-ld-to-rdf-algorithm)).

use super::{Error, Loss, Options, screen};
use crate::json::{Node as Json, Pointer, Tree, jcs};
use crate::jsonld::compiled_context::keywords::is_keyword_like;
use crate::jsonld::number::canonical;
use json_ld::object::{Literal, Node, Object, Value};
use json_ld::rdf::{RDF_FIRST, RDF_JSON, RDF_NIL, RDF_REST, RDF_TYPE, XSD_BOOLEAN, XSD_DOUBLE, XSD_STRING};
use json_ld::syntax::{Number, Print};
use json_ld::{BlankIdBuf, ExpandedDocument, Id, IndexedObject, Iri, IriBuf, LangString, ValidId};
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

/// The quads of a document.
#[derive(Default)]
pub(super) struct Quads {
    /// One line each, with its line feed.
    pub(super) lines: BTreeSet<String>,
    /// How many texts have the form of a keyword; [`screen::Survey`] compares.
    pub(super) keyword_like_texts: usize,
}

pub(super) fn emit(expanded: &ExpandedDocument, document: Json<'_>, options: &Options) -> Result<Quads, Error> {
    let mut writer = Writer { quads: Quads::default(), labels: HashMap::new(), issued: 0, bytes: 0, document, options };
    writer.graph(expanded.iter(), None)?;
    Ok(writer.quads)
}

struct Writer<'a> {
    quads: Quads,
    /// Labels of the blank nodes that the document names.
    labels: HashMap<BlankIdBuf, String>,
    issued: usize,
    /// Bytes of all lines, those that came twice among them.
    bytes: usize,
    document: Json<'a>,
    options: &'a Options,
}

impl Writer<'_> {
    fn graph<'d>(
        &mut self,
        objects: impl Iterator<Item = &'d IndexedObject<IriBuf, BlankIdBuf>>,
        graph: Option<&str>,
    ) -> Result<(), Error> {
        for object in objects {
            match object.inner() {
                Object::Node(node) => {
                    self.node(node, graph)?;
                }
                Object::Value(_) | Object::List(_) => {
                    self.lose(Loss::FreeFloating, None)?;
                }
            }
        }
        Ok(())
    }

    /// Writes a node and all that it holds; the answer is its term, unless its identifier is none.
    fn node(&mut self, node: &Node, graph: Option<&str>) -> Result<Option<String>, Error> {
        let subject = match &node.id {
            Some(id) => self.id(id)?,
            None => Some(self.fresh()),
        };
        for class in node.types() {
            let class = self.id(class)?;
            self.quad(subject.as_deref(), Some(&iri(RDF_TYPE)), class.as_deref(), graph)?;
        }
        for (property, objects) in node.properties() {
            let property = self.property(property)?;
            for object in objects {
                let object = self.object(object.inner(), graph)?;
                self.quad(subject.as_deref(), property.as_deref(), object.as_deref(), graph)?;
            }
        }
        for (property, subjects) in node.reverse_properties_entry().into_iter().flat_map(|entry| entry.iter()) {
            let property = self.property(property)?;
            for reverse in subjects {
                let reverse = self.node(reverse.inner(), graph)?;
                self.quad(reverse.as_deref(), property.as_deref(), subject.as_deref(), graph)?;
            }
        }
        for included in node.included_entry().into_iter().flatten() {
            self.node(included.inner(), graph)?;
        }
        if let (Some(objects), Some(name)) = (node.graph_entry(), &subject) {
            self.graph(objects.iter(), Some(name))?;
        }
        Ok(subject)
    }

    fn object(&mut self, object: &Object<IriBuf, BlankIdBuf>, graph: Option<&str>) -> Result<Option<String>, Error> {
        match object {
            Object::Value(value) => self.value(value),
            Object::Node(node) => self.node(node, graph),
            Object::List(list) => self.list(list.as_slice(), graph).map(Some),
        }
    }

    fn list(&mut self, items: &[IndexedObject<IriBuf, BlankIdBuf>], graph: Option<&str>) -> Result<String, Error> {
        let cells: Vec<String> = items.iter().map(|_| self.fresh()).collect();
        for (index, item) in items.iter().enumerate() {
            let cell = cells[index].as_str();
            let first = self.object(item.inner(), graph)?;
            self.quad(Some(cell), Some(&iri(RDF_FIRST)), first.as_deref(), graph)?;
            let rest = cells.get(index + 1).cloned().unwrap_or_else(|| iri(RDF_NIL));
            self.quad(Some(cell), Some(&iri(RDF_REST)), Some(&rest), graph)?;
        }
        Ok(cells.into_iter().next().unwrap_or_else(|| iri(RDF_NIL)))
    }

    fn value(&mut self, value: &Value<IriBuf>) -> Result<Option<String>, Error> {
        match value {
            Value::Literal(Literal::Null, _) => self.lose(Loss::NullValue, None),
            Value::Literal(Literal::Boolean(value), datatype) => {
                let text = if *value { "true" } else { "false" };
                Ok(Some(typed(text, datatype.as_deref().unwrap_or(XSD_BOOLEAN))))
            }
            Value::Literal(Literal::Number(number), datatype) => Ok(Some(self::number(number, datatype.as_deref()))),
            Value::Literal(Literal::String(text), datatype) => {
                self.quads.keyword_like_texts += usize::from(is_keyword_like(text));
                Ok(Some(typed(text, datatype.as_deref().unwrap_or(XSD_STRING))))
            }
            Value::LangString(text) => self.language_string(text),
            Value::Json(json) => {
                let text = json.compact_print().to_string();
                let tree = Tree::parse(&text, &self.options.limits)?;
                Ok(Some(typed(&jcs::canonical(tree.root(), &[]), RDF_JSON)))
            }
        }
    }

    fn language_string(&mut self, text: &LangString) -> Result<Option<String>, Error> {
        if text.direction().is_some() {
            self.lose(Loss::Direction, screen::text(self.document, text.as_str()))?;
        }
        self.quads.keyword_like_texts += usize::from(is_keyword_like(text.as_str()));
        match text.language() {
            None => Ok(Some(typed(text.as_str(), XSD_STRING))),
            Some(tag) if tag.is_well_formed() => {
                Ok(Some(format!("{}@{}", quoted(text.as_str()), tag.as_str().to_ascii_lowercase())))
            }
            Some(tag) => self.lose(Loss::LanguageTag, screen::text(self.document, tag.as_str())),
        }
    }

    fn property(&mut self, property: &Id) -> Result<Option<String>, Error> {
        match property {
            Id::Valid(ValidId::Blank(blank)) => {
                self.lose(Loss::BlankProperty, screen::member(self.document, blank.as_str()))
            }
            other => self.id(other),
        }
    }

    fn id(&mut self, id: &Id) -> Result<Option<String>, Error> {
        match id {
            Id::Valid(ValidId::Iri(iri)) => Ok(Some(self::iri(iri))),
            Id::Valid(ValidId::Blank(blank)) => {
                if let Some(label) = self.labels.get(blank) {
                    return Ok(Some(label.clone()));
                }
                let label = self.fresh();
                self.labels.insert(blank.clone(), label.clone());
                Ok(Some(label))
            }
            Id::Invalid(text) => self.lose(Loss::Reference, screen::text(self.document, text)),
        }
    }

    fn fresh(&mut self) -> String {
        let label = format!("_:b{}", self.issued);
        self.issued += 1;
        label
    }

    /// Writes a quad if it has all its terms; the ones missing have been refused or may be dropped.
    fn quad(
        &mut self,
        subject: Option<&str>,
        property: Option<&str>,
        object: Option<&str>,
        graph: Option<&str>,
    ) -> Result<(), Error> {
        let (Some(subject), Some(property), Some(object)) = (subject, property, object) else { return Ok(()) };
        let line = match graph {
            Some(graph) => format!("{subject} {property} {object} {graph} .\n"),
            None => format!("{subject} {property} {object} .\n"),
        };
        self.bytes += line.len();
        self.quads.lines.insert(line);
        let (quads, bytes) = (self.options.limits.quads, self.options.limits.lines());
        if self.quads.lines.len() > quads {
            return Err(Error::TooLarge { what: "quads", limit: quads });
        }
        if self.bytes > bytes {
            return Err(Error::TooLarge { what: "bytes of quads, each written out in full", limit: bytes });
        }
        Ok(())
    }

    /// Leaves something out, unless safe mode forbids it.
    fn lose(&self, loss: Loss, at: Option<Pointer>) -> Result<Option<String>, Error> {
        if self.options.safe { Err(Error::Lost { loss, at }) } else { Ok(None) }
    }
}

fn iri(iri: &Iri) -> String {
    format!("<{iri}>")
}

fn typed(text: &str, datatype: &Iri) -> String {
    match datatype == XSD_STRING {
        true => quoted(text),
        false => format!("{}^^<{datatype}>", quoted(text)),
    }
}

/// A literal's text with the escapes of [canonical N-Quads](https://www.w3.org/TR/rdf-canon/#canonical-quads).
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\0'..='\u{1f}' | '\u{7f}' => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A native number in its canonical form, with the datatype that the document gives or else that of the form.
fn number(number: &Number, datatype: Option<&Iri>) -> String {
    let (text, own) = canonical(number.as_str(), datatype == Some(XSD_DOUBLE));
    format!("{}^^<{}>", quoted(&text), datatype.map_or(own, |datatype| datatype.as_str()))
}
