//! The normal reading of a plain document, and the tree that typed code reads.
//!
//! A signature over RDF covers statements, not JSON. The normal reading is the JSON with everything taken away that the
//! statements do not say: the order of sets, one or many, `{"id": …}` or the string, where a node's description stands.
//! The law of plain documents: *equal datasets ⇔ equal normal readings*.

mod descriptions;
mod resolution;
mod self_asserted;

pub(super) use descriptions::{Endorsement, description, differing_descriptions, endorsement};
pub(super) use resolution::is_link;
pub(crate) use resolution::{is_resolvable, levels, resolved};
pub(super) use self_asserted::is_issuer_and_subject;

use super::compiled_context::{Coercion, ContextError, Keyword, Meaning, Term};
use super::contexts::{ContextNumber, ContextSet, Scopes};
use super::number;
use crate::json::{Kind, Node, jcs};
use std::collections::{BTreeMap, BTreeSet};

/// What a document says, in one form whatever its spelling.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reading {
    /// The nodes with an id.
    nodes: BTreeMap<String, NodeReading>,
    /// The outermost node, if it has none.
    root: Option<NodeReading>,
}

/// What is said about one node.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct NodeReading {
    /// Types by their IRIs, since several names may stand for one.
    types: BTreeSet<String>,
    members: BTreeMap<String, Vec<ValueReading>>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ValueReading {
    Text {
        text: String,
        language: String,
    },
    Bool(bool),
    Number(String),
    Json(String),
    /// A node with an id; what is said about it stands with the nodes.
    Reference(String),
    /// A node without id: each is one of its own, even if another one looks the same.
    Node(NodeReading),
    List(Vec<ValueReading>),
    Graph(Reading),
}

/// The normal reading of a plain document, leaving out the members of the outermost object named in `without`.
pub(crate) fn normal_reading(root: Node<'_>, set: &ContextSet, without: &[&str]) -> Result<Reading, ContextError> {
    let known = set.known();
    let mut reader = Reader { scopes: known.scopes(), without, nodes: BTreeMap::new() };
    let reading = reader.node(root, 0, true)?;
    let root = match reading {
        ValueReading::Node(node) => Some(node),
        _ => None,
    };
    Ok(Reading { nodes: tidied(reader.nodes), root })
}

struct Reader<'s> {
    scopes: Scopes<'s>,
    without: &'s [&'s str],
    nodes: BTreeMap<String, NodeReading>,
}

impl Reader<'_> {
    fn node(&mut self, object: Node<'_>, number: ContextNumber, is_root: bool) -> Result<ValueReading, ContextError> {
        let number = match object.get("@context").filter(|_| !is_root) {
            Some(local) => self.scopes.apply_nested(number, local)?,
            None => number,
        };
        let type_context = self.scopes.context(number)?;
        let number = self.scopes.inside(object, number)?;
        let context = self.scopes.context(number)?;
        let mut id = None;
        let mut node = NodeReading::default();
        for (name, value) in object.members() {
            if is_root && self.without.contains(&name) {
                continue;
            }
            let Some(term) = context.term(name) else { continue };
            match &term.meaning {
                Meaning::Keyword(Keyword::Id) => id = value.as_str().map(str::to_owned),
                Meaning::Keyword(Keyword::Type) => {
                    let iris =
                        value.each().filter_map(Node::as_str).filter_map(|name| type_context.expand_vocabulary(name));
                    node.types.extend(iris.map(std::borrow::Cow::into_owned));
                }
                Meaning::Iri(_) => {
                    let values = self.values(value, number, term)?;
                    if !values.is_empty() {
                        node.members.insert(name.to_owned(), values);
                    }
                }
                _ => {}
            }
        }
        let Some(id) = id else { return Ok(ValueReading::Node(node)) };
        if node != NodeReading::default() {
            let known = self.nodes.entry(id.clone()).or_default();
            known.types.extend(node.types);
            for (name, values) in node.members {
                // Another copy of the description adds its nodes without id, and nothing else once it is tidied.
                known.members.entry(name).or_default().extend(values);
            }
        }
        Ok(ValueReading::Reference(id))
    }

    fn values(
        &mut self,
        value: Node<'_>,
        number: ContextNumber,
        term: &Term,
    ) -> Result<Vec<ValueReading>, ContextError> {
        if term.coercion == Coercion::Json {
            return Ok(vec![ValueReading::Json(jcs::canonical(value, &[]))]);
        }
        let mut values = Vec::new();
        if term.container.language && value.is_object() {
            for (tag, texts) in value.members() {
                let is_none = self.scopes.context(number)?.is_none(tag);
                let language = if is_none { String::new() } else { tag.to_ascii_lowercase() };
                let texts = texts.each().filter_map(Node::as_str);
                values
                    .extend(texts.map(|text| ValueReading::Text { text: text.to_owned(), language: language.clone() }));
            }
        } else {
            for item in value.each() {
                values.extend(self.value(item, number, term)?);
            }
        }
        if term.container.list {
            // No value is no list; a list without values is one.
            return Ok(if value.is_null() { Vec::new() } else { vec![ValueReading::List(values)] });
        }
        tidy(&mut values);
        Ok(values)
    }

    fn value(
        &mut self,
        value: Node<'_>,
        number: ContextNumber,
        term: &Term,
    ) -> Result<Option<ValueReading>, ContextError> {
        Ok(Some(match value.kind() {
            Kind::Null | Kind::Array => return Ok(None),
            Kind::Bool => ValueReading::Bool(value.as_bool() == Some(true)),
            Kind::Number => {
                ValueReading::Number(number::canonical(value.number_text().unwrap_or_default(), false).0.into_owned())
            }
            Kind::String => {
                let text = value.as_str().unwrap_or_default().to_owned();
                match term.coercion {
                    Coercion::Id => ValueReading::Reference(text),
                    _ => ValueReading::Text { text, language: String::new() },
                }
            }
            Kind::Object => match (value.get("@value"), value.get("@language").and_then(Node::as_str)) {
                (Some(text), language) => ValueReading::Text {
                    text: text.as_str().unwrap_or_default().to_owned(),
                    language: language.unwrap_or_default().to_ascii_lowercase(),
                },
                (None, _) => {
                    let number = self.scopes.below(value, number, Some(term))?;
                    if term.container.graph {
                        let outer = std::mem::take(&mut self.nodes);
                        let root = match self.node(value, number, false)? {
                            ValueReading::Node(node) => Some(node),
                            _ => None,
                        };
                        let nodes = tidied(std::mem::replace(&mut self.nodes, outer));
                        ValueReading::Graph(Reading { nodes, root })
                    } else {
                        self.node(value, number, false)?
                    }
                }
            },
        }))
    }
}

/// Nodes that may have been described in many places, once all of these were read.
fn tidied(mut nodes: BTreeMap<String, NodeReading>) -> BTreeMap<String, NodeReading> {
    nodes.values_mut().flat_map(|node| node.members.values_mut()).for_each(tidy);
    nodes
}

/// Sets have no order and hold a value once; nodes without id are each one of their own, and so are lists, which are made of
/// such, but for the empty one.
fn tidy(values: &mut Vec<ValueReading>) {
    let is_one_of_its_own = |value: &ValueReading| match value {
        ValueReading::Node(_) | ValueReading::Graph(_) => true,
        ValueReading::List(items) => !items.is_empty(),
        _ => false,
    };
    values.sort();
    values.dedup_by(|left, right| left == right && !is_one_of_its_own(left));
}
