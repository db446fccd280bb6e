//! The normal reading of a plain document, and the tree that typed code reads.
//!
//! A signature over RDF covers statements, not JSON. The normal reading is the JSON with everything taken away that the
//! statements do not say: the order of sets, one or many, `{"id": …}` or the string, where a node's description stands.
//! The law of plain documents: *equal datasets ⇔ equal normal readings*.

use super::compartments::Borders;
use super::compiled_context::{Coercion, ContextError, Keyword, Meaning, Term};
use super::contexts::{ContextNumber, ContextSet, Scopes};
use super::number;
use super::walk::{Mention, Walked};
use crate::json::{Kind, Node, Object, Value, jcs};
use crate::vc::types::has_type;
use std::cell::LazyCell;
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
    Ok(Reading { nodes: reader.nodes, root })
}

/// The ids that are described in more than one way, with the place of a description that differs from an earlier one.
pub(super) fn differing_descriptions(
    root: Node<'_>,
    set: &ContextSet,
    walked: &Walked,
    described: Vec<&Mention>,
    without: &[&str],
) -> Result<Vec<usize>, ContextError> {
    let mut order = described;
    // Any order will do that brings equal ones together; lengths cost less to compare than texts.
    let key = |mention: &Mention| {
        let id = walked.dataset.str(mention.id);
        (mention.graph.map(super::quads::Slot::number), id.len(), id)
    };
    order.sort_by(|left, right| key(left).cmp(&key(right)));
    let mut differing = Vec::new();
    for copies in order.chunk_by(|left, right| key(left) == key(right)) {
        let alone = copies.len() == 1;
        if alone && !is_endorsed(root.sibling(copies[0].at)) {
            continue;
        }
        let referenced = || walked.referenced.iter().any(|mention| key(mention) == key(copies[0]));
        let has_comment = copies.iter().any(|copy| is_endorsed(root.sibling(copy.at)));
        let (mut own, mut endorsed) = (None, None);
        for copy in copies {
            let said = description(root, set, copy, without)?;
            let first = match endorsement(root.sibling(copy.at)) {
                // The two could have changed places.
                Endorsement::None if has_comment && is_in_endorsement(root, copy) => {
                    differing.push(copy.at);
                    continue;
                }
                Endorsement::None => &mut own,
                Endorsement::Comment if is_in_endorsement(root, copy) => &mut endorsed,
                // More than a comment, or one elsewhere, could as well stand where the node is described, or is looked up.
                Endorsement::Comment | Endorsement::More => {
                    if !alone || referenced() {
                        differing.push(copy.at);
                    }
                    continue;
                }
            };
            match first {
                None => *first = Some(said),
                Some(first) if *first == said => {}
                Some(_) => differing.push(copy.at),
            }
        }
    }
    Ok(differing)
}

/// What a description says, with the nodes inside it.
pub(super) fn description(
    root: Node<'_>,
    set: &ContextSet,
    mention: &Mention,
    without: &[&str],
) -> Result<impl Eq + use<>, ContextError> {
    let (node, known) = (root.sibling(mention.at), set.known());
    let mut reader = Reader { scopes: known.scopes(), without, nodes: BTreeMap::new() };
    reader.node(node, mention.number, node.index() == root.index())?;
    Ok(reader.nodes)
}

/// Whether a description is what an endorsement says about a node.
pub(super) enum Endorsement {
    None,
    /// The comment alone. It and the node's own description have no member in common that could change places, so the
    /// two stand side by side.
    Comment,
    /// The comment and more, or together with other types.
    More,
}

const ENDORSEMENT_SUBJECT: &str = "EndorsementSubject";

pub(super) fn endorsement(node: Node<'_>) -> Endorsement {
    if !is_endorsed(node) {
        return Endorsement::None;
    }
    let types = node.get("type").into_iter().flat_map(Node::each);
    let only_type = types.filter_map(Node::as_str).all(|name| name == ENDORSEMENT_SUBJECT);
    let only_comment = node.members().all(|(name, _)| matches!(name, "id" | "type" | "endorsementComment"));
    if only_type && only_comment { Endorsement::Comment } else { Endorsement::More }
}

fn is_endorsed(node: Node<'_>) -> bool {
    has_type(node, ENDORSEMENT_SUBJECT)
}

/// Whether a description stands where an endorsement says whom or what it is about.
fn is_in_endorsement(root: Node<'_>, mention: &Mention) -> bool {
    let path = root.sibling(mention.at).path();
    let mut steps: Vec<_> = path.steps().collect();
    // One of several subjects, or the only one.
    if steps.last().is_some_and(|last| last.parse::<usize>().is_ok()) {
        steps.pop();
    }
    let is_subject = steps.pop().is_some_and(|last| last == "credentialSubject");
    let credential = steps.iter().try_fold(root, |node, step| node.child(step)).filter(|_| is_subject);
    let types = credential.and_then(|credential| credential.get("type")).into_iter().flat_map(Node::each);
    types.filter_map(Node::as_str).any(|name| name == "EndorsementCredential")
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
        let type_context = self.scopes.context(number);
        let number = self.scopes.inside(object, number)?;
        let context = self.scopes.context(number);
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
                let known = known.members.entry(name).or_default();
                // Another copy of the description adds its nodes without id, and nothing else.
                known.extend(values);
                tidy(known);
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
                let language = if tag == "@none" { String::new() } else { tag.to_ascii_lowercase() };
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
            return Ok(vec![ValueReading::List(values)]);
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
                        ValueReading::Graph(Reading { nodes: std::mem::replace(&mut self.nodes, outer), root })
                    } else {
                        self.node(value, number, false)?
                    }
                }
            },
        }))
    }
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

/// Members that typed code reads as nodes although their values may be given as links. All other members whose terms
/// coerce to links are read as links.
const NODES: [&str; 20] = [
    "achievement",
    "address",
    "confidenceMethod",
    "creator",
    "credentialSchema",
    "credentialStatus",
    "credentialSubject",
    "criteria",
    "evidence",
    "holder",
    "image",
    "issuer",
    "parentOrg",
    "proof",
    "refreshService",
    "relatedResource",
    "renderMethod",
    "source",
    "termsOfUse",
    "verifiableCredential",
];

/// The document as typed code reads it, whatever the places in which its nodes are described: where a node is wanted, its
/// description stands, and where a link is wanted, its id. Nothing if the document is in that form already, as honest ones
/// are. References that would nest a node in itself stay as they are, and so does all that a credential in a learner record
/// says under its own proof, to which nothing outside refers.
///
/// # Errors
/// If it would be larger than the limit on values allows.
pub(crate) fn resolved(root: Node<'_>, walked: &Walked, values: usize) -> Result<Option<Value>, ResolvedTooLarge> {
    let borders = Borders::of(root);
    let is_inside = |mention: &Mention| borders.as_ref().is_some_and(|borders| borders.around(mention.at).is_some());
    let in_document = |mention: &&Mention| mention.graph.is_none() && !is_inside(mention);
    let described = || walked.described.iter().filter(in_document);
    let id = |mention: &Mention| walked.dataset.str(mention.id);
    // Most documents refer by links alone, and need none of it.
    let by_id: LazyCell<_, _> = LazyCell::new(|| {
        let (mut own, mut endorsed) = (BTreeMap::new(), BTreeMap::new());
        for mention in described() {
            let descriptions = if is_endorsed(root.sibling(mention.at)) { &mut endorsed } else { &mut own };
            // The first one counts.
            descriptions.entry(id(mention)).or_insert(mention.at);
        }
        (own, endorsed)
    });
    // What an endorsement says about a node is looked up by other endorsements alone.
    let description = |mention: &Mention| {
        let (own, endorsed) = &*by_id;
        let from_endorsement = endorsed.get(id(mention)).filter(|_| is_subject(root.sibling(mention.at)));
        from_endorsement.or_else(|| own.get(id(mention))).copied()
    };
    let mut rewrites = BTreeMap::new();
    for mention in walked.referenced.iter().filter(in_document) {
        let node = root.sibling(mention.at);
        let rewrite = match is_link(node, mention) {
            true => node.is_object().then_some(Rewrite::Link),
            false => description(mention).map(Rewrite::Description),
        };
        rewrites.extend(rewrite.map(|rewrite| (mention.at, rewrite)));
    }
    for mention in described().filter(|mention| is_link(root.sibling(mention.at), mention)) {
        rewrites.insert(mention.at, Rewrite::Link);
    }
    if rewrites.is_empty() {
        return Ok(None);
    }
    let mut resolution = Resolution { root, rewrites, open: Vec::new(), left: values };
    resolution.copy(root).map(Some)
}

/// Whether a node stands as a credential's subject.
fn is_subject(node: Node<'_>) -> bool {
    let steps: Vec<String> = node.path().steps().collect();
    steps.iter().rev().find(|step| step.parse::<usize>().is_err()).is_some_and(|step| step == "credentialSubject")
}

/// Whether typed code reads what is mentioned here as a link.
pub(super) fn is_link(node: Node<'_>, mention: &Mention) -> bool {
    let is_of_nodes = || {
        let member = node.path().steps().filter(|step| step.parse::<usize>().is_err()).last();
        member.is_some_and(|member| NODES.contains(&&*member))
    };
    mention.coerced && !is_of_nodes()
}

/// Resolving references would make the document larger than the limit allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ResolvedTooLarge;

/// What stands in the place of a value.
#[derive(Clone, Copy)]
enum Rewrite {
    /// The description at that index.
    Description(usize),
    /// The id alone.
    Link,
}

struct Resolution<'t> {
    root: Node<'t>,
    rewrites: BTreeMap<usize, Rewrite>,
    open: Vec<usize>,
    left: usize,
}

impl Resolution<'_> {
    fn copy(&mut self, node: Node<'_>) -> Result<Value, ResolvedTooLarge> {
        match self.rewrites.get(&node.index()) {
            Some(Rewrite::Link) => Ok(node.get("id").map_or(Value::Null, Node::to_value)),
            Some(Rewrite::Description(target)) if !self.open.contains(target) => {
                let target = self.root.sibling(*target);
                self.copy_whole(target)
            }
            _ => self.copy_whole(node),
        }
    }

    fn copy_whole(&mut self, node: Node<'_>) -> Result<Value, ResolvedTooLarge> {
        self.left = self.left.checked_sub(1).ok_or(ResolvedTooLarge)?;
        Ok(match node.kind() {
            Kind::Array => Value::Array(node.items().map(|item| self.copy(item)).collect::<Result<_, _>>()?),
            Kind::Object => {
                self.open.push(node.index());
                let members = node.members().map(|(name, value)| Ok((name.to_owned(), self.copy(value)?)));
                let object = members.collect::<Result<Object, _>>()?;
                self.open.pop();
                Value::Object(object)
            }
            _ => node.to_value(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonld::Contexts;
    use crate::vc::context_urls::{OPEN_BADGES_3_0_0, OPEN_BADGES_3_0_1, OPEN_BADGES_3_0_3};

    /// Every member of a badge that may be given as a link is a node to the model, but for the links it knows.
    #[test]
    fn coerced_terms_are_nodes_or_known_links() {
        fn coerced(context: &Value, found: &mut BTreeSet<String>) {
            for (name, term) in context.as_object().into_iter().flat_map(Object::iter) {
                if term.get("@type").and_then(Value::as_str) == Some("@id") {
                    found.insert(name.to_owned());
                }
                term.get("@context").into_iter().for_each(|scoped| coerced(scoped, found));
            }
        }
        let mut found = BTreeSet::new();
        for url in [OPEN_BADGES_3_0_0, OPEN_BADGES_3_0_1, OPEN_BADGES_3_0_3] {
            let body = Contexts::bundled().body(url).unwrap();
            let tree = crate::json::Tree::parse(&body, &crate::limits::Limits::default()).unwrap();
            coerced(tree.root().to_value().get("@context").unwrap(), &mut found);
        }
        let links: Vec<&str> = found.iter().map(String::as_str).filter(|name| !NODES.contains(name)).collect();
        assert_eq!(links, ["jti"]);
    }
}
