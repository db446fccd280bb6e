//! Nodes that are described in several places.

use super::Reader;
use super::self_asserted::{self, Mentions};
use crate::json::Node;
use crate::jsonld::compiled_context::ContextError;
use crate::jsonld::contexts::ContextSet;
use crate::jsonld::quads::Slot;
use crate::jsonld::walk::{Mention, Walked};
use crate::vc::types::{has_type, types};
use std::cell::LazyCell;
use std::collections::BTreeMap;

/// The ids that are described in more than one way, with the place of a description that differs from an earlier one.
pub(in crate::jsonld) fn differing_descriptions(
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
        (mention.graph.map(Slot::number), id.len(), id)
    };
    order.sort_by(|left, right| key(left).cmp(&key(right)));
    // Most documents have no node of which it is asked where else it is mentioned.
    let referenced = LazyCell::new(|| {
        let mut all: Vec<&Mention> = walked.referenced.iter().collect();
        all.sort_by(|left, right| key(left).cmp(&key(right)));
        all
    });
    let mut differing = Vec::new();
    for copies in order.chunk_by(|left, right| key(left) == key(right)) {
        let alone = copies.len() == 1;
        let references = || {
            let first = referenced.partition_point(|mention| key(mention) < key(copies[0]));
            referenced[first..].iter().take_while(|mention| key(mention) == key(copies[0]))
        };
        let mentions = || Mentions { described: copies, referenced: references().copied().collect() };
        let of_both = self_asserted::of_both(root, set, walked, copies)?;
        if !of_both.is_empty() && self_asserted::may_be_issuer_and_subject(root, &mentions()) {
            differing.extend(of_both);
            continue;
        }
        if alone && !is_endorsed(root.sibling(copies[0].at)) {
            continue;
        }
        let has_comment = copies.iter().any(|copy| is_endorsed(root.sibling(copy.at)));
        let own_subject = match alone || has_comment {
            true => None,
            false => self_asserted::own_subject(root, set, walked, &mentions())?,
        };
        let (mut own, mut endorsed) = (None, None);
        for copy in copies.iter().filter(|copy| own_subject != Some(copy.at)) {
            let said = description(root, set, walked, copy, without)?;
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
                    if !alone || references().next().is_some() {
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
pub(in crate::jsonld) fn description(
    root: Node<'_>,
    set: &ContextSet,
    walked: &Walked,
    mention: &Mention,
    without: &[&str],
) -> Result<impl Eq + use<>, ContextError> {
    let (node, known) = (root.sibling(mention.at), set.known_after(&walked.contexts));
    let mut reader = Reader { scopes: known.scopes(), without, nodes: BTreeMap::new() };
    reader.node(node, mention.number, node.index() == root.index())?;
    Ok(super::tidied(reader.nodes))
}

/// Whether a description is what an endorsement says about a node.
pub(in crate::jsonld) enum Endorsement {
    None,
    /// The comment alone. It and the node's own description have no member in common that could change places, so the
    /// two stand side by side.
    Comment,
    /// The comment and more, or together with other types.
    More,
}

const ENDORSEMENT_SUBJECT: &str = "EndorsementSubject";

pub(in crate::jsonld) fn endorsement(node: Node<'_>) -> Endorsement {
    if !is_endorsed(node) {
        return Endorsement::None;
    }
    let only_type = types(node).all(|name| name == ENDORSEMENT_SUBJECT);
    let only_comment = node.members().all(|(name, _)| matches!(name, "id" | "type" | "endorsementComment"));
    if only_type && only_comment { Endorsement::Comment } else { Endorsement::More }
}

pub(super) fn is_endorsed(node: Node<'_>) -> bool {
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
