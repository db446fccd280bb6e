//! The tree that typed code reads.

use super::descriptions::is_endorsed;
use super::self_asserted::is_achievement_subject;
use crate::json::{Kind, Node, Object, Value};
use crate::jsonld::compartments::Borders;
use crate::jsonld::walk::{Mention, Walked};
use crate::limits::Limits;
use std::cell::LazyCell;
use std::collections::BTreeMap;

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
/// If it would be larger or deeper than the limits allow: each reference may lead to the next, so that a flat list of
/// descriptions can stand for a tree as deep as it is long.
pub(crate) fn resolved(root: Node<'_>, walked: &Walked, limits: &Limits) -> Result<Option<Value>, ResolvedTooLarge> {
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
            // The first one counts, but for the learner who is the issuer as well: that is what else she is meant as.
            let counts = descriptions.entry(id(mention)).or_insert(mention.at);
            if is_achievement_subject(root.sibling(*counts)) {
                *counts = mention.at;
            }
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
    let (values, bytes, levels) = (limits.values, limits.bytes.saturating_mul(2), levels(limits));
    let mut resolution = Resolution { root, rewrites, open: Vec::new(), values, bytes, levels };
    resolution.copy(root).map(Some)
}

/// How deeply a resolved document may be nested: descriptions may stand deeper in their new places than in their own.
pub(crate) fn levels(limits: &Limits) -> usize {
    limits.nesting().saturating_mul(2).min(Limits::DEEPEST)
}

/// Whether [`resolved`] gives the document, so that its content can be handed to whoever is told that it is valid.
pub(crate) fn is_resolvable(root: Node<'_>, walked: &Walked, limits: &Limits) -> bool {
    let id = |mention: &Mention| walked.dataset.str(mention.id);
    let is_described = |reference: &&Mention| walked.described.iter().any(|mention| id(mention) == id(reference));
    let (described, referenced) = (walked.described.len(), walked.referenced.len());
    // One reference at most doubles a document; honest ones have few, and need no copy to tell.
    let is_at_most_doubled = described.saturating_mul(referenced) <= EASILY_COMPARED
        && root.entries().saturating_mul(2) <= limits.values
        && limits.nesting().saturating_mul(2) <= levels(limits)
        && walked.referenced.iter().filter(is_described).count() <= 1;
    is_at_most_doubled || resolved(root, walked, limits).is_ok()
}

/// How many pairs of references and descriptions are compared rather than resolved.
const EASILY_COMPARED: usize = 1_000;

/// Whether a node stands as a credential's subject.
fn is_subject(node: Node<'_>) -> bool {
    let steps: Vec<String> = node.path().steps().collect();
    steps.iter().rev().find(|step| step.parse::<usize>().is_err()).is_some_and(|step| step == "credentialSubject")
}

/// Whether typed code reads what is mentioned here as a link.
pub(in crate::jsonld) fn is_link(node: Node<'_>, mention: &Mention) -> bool {
    let is_of_nodes = || {
        let member = node.path().steps().filter(|step| step.parse::<usize>().is_err()).last();
        member.is_some_and(|member| NODES.contains(&&*member))
    };
    mention.coerced && !is_of_nodes()
}

/// Resolving references would make the document larger or deeper than the limits allow.
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
    /// How many more values may be copied.
    values: usize,
    /// And how many more bytes of names and texts: many references may lead to one long text.
    bytes: usize,
    /// How many more arrays and objects may be opened inside one another.
    levels: usize,
}

impl Resolution<'_> {
    fn copy(&mut self, node: Node<'_>) -> Result<Value, ResolvedTooLarge> {
        match self.rewrites.get(&node.index()) {
            Some(Rewrite::Link) => match node.get("id") {
                Some(id) => self.copy_whole(id),
                None => Ok(Value::Null),
            },
            Some(Rewrite::Description(target)) if !self.open.contains(target) => {
                let target = self.root.sibling(*target);
                self.copy_whole(target)
            }
            _ => self.copy_whole(node),
        }
    }

    fn copy_whole(&mut self, node: Node<'_>) -> Result<Value, ResolvedTooLarge> {
        self.values = self.values.checked_sub(1).ok_or(ResolvedTooLarge)?;
        if !matches!(node.kind(), Kind::Array | Kind::Object) {
            self.pay(node.source_length())?;
            return Ok(node.to_value());
        }
        self.levels = self.levels.checked_sub(1).ok_or(ResolvedTooLarge)?;
        let copy = match node.kind() {
            Kind::Array => Value::Array(node.items().map(|item| self.copy(item)).collect::<Result<_, _>>()?),
            _ => {
                self.open.push(node.index());
                let members = node.members().map(|(name, value)| {
                    self.pay(name.len())?;
                    Ok((name.to_owned(), self.copy(value)?))
                });
                let object = members.collect::<Result<Object, _>>()?;
                self.open.pop();
                Value::Object(object)
            }
        };
        self.levels += 1;
        Ok(copy)
    }

    fn pay(&mut self, bytes: usize) -> Result<(), ResolvedTooLarge> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or(ResolvedTooLarge)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonld::Contexts;
    use crate::vc::context_urls::{OPEN_BADGES_3_0_0, OPEN_BADGES_3_0_1, OPEN_BADGES_3_0_3};
    use std::collections::BTreeSet;

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
