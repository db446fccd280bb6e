//! Whose credentials they are: one learner's, known by id, else by identifiers that match, never by a name.

use super::super::part::{Identity, Part};
use crate::stack::Rule;
use crate::stack::context::Context;
use std::collections::BTreeMap;

/// Of which parts it can be told that they are the learner's.
pub(super) struct Learner {
    pub(super) is_theirs: Vec<bool>,
    /// Whether some are by identifiers alone.
    pub(super) by_identifiers: bool,
}

/// The learner is who most of the credentials name, by id; where none has one, whom the most identifiers link.
pub(super) fn of(context: &Context<'_>, parts: &[Part]) -> Learner {
    let identifiers_count = !context
        .pathway
        .requirements
        .iter()
        .any(|requirement| matches!(requirement.rule, Rule::OneLearner { identifiers: false }));
    let whole: Vec<usize> = (0..parts.len()).filter(|part| !parts[*part].is_selection).collect();
    let identity = |part: usize| -> &Identity { &parts[part].learner };
    let mut is_theirs = vec![false; parts.len()];
    // One credential alone is about whoever it is about.
    if let [only] = whole.as_slice() {
        is_theirs[*only] = true;
        return Learner { is_theirs, by_identifiers: false };
    }
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    for id in whole.iter().filter_map(|part| identity(*part).id.as_deref()) {
        *by_id.entry(id).or_default() += 1;
    }
    // Of ids that are named equally often, that of the oldest credential.
    let most = by_id.values().copied().max();
    let id = whole.iter().filter_map(|part| identity(*part).id.as_deref()).find(|id| by_id.get(id).copied() == most);
    let sure: Vec<usize> = match id {
        Some(id) => whole.iter().copied().filter(|part| identity(*part).id.as_deref() == Some(id)).collect(),
        None => Vec::new(),
    };
    sure.iter().for_each(|part| is_theirs[*part] = true);
    if !identifiers_count {
        return Learner { is_theirs, by_identifiers: false };
    }
    let nameless: Vec<usize> = whole.iter().copied().filter(|part| identity(*part).id.is_none()).collect();
    let linked = match id {
        Some(_) => {
            let shares = |part: &usize| sure.iter().any(|own| identity(*own).shares_identifier(identity(*part)));
            nameless.into_iter().filter(shares).collect()
        }
        None => largest_cluster(&nameless, &|one, other| identity(one).shares_identifier(identity(other))),
    };
    linked.iter().for_each(|part| is_theirs[*part] = true);
    let alone = is_theirs.iter().filter(|own| **own).count() < 2;
    Learner { is_theirs, by_identifiers: !linked.is_empty() && !alone }
}

/// The largest set of parts that identifiers link; of equally large ones, that with the oldest.
fn largest_cluster(parts: &[usize], linked: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut left = parts.to_vec();
    let mut largest: Vec<usize> = Vec::new();
    while let Some(first) = left.first().copied() {
        let mut cluster = vec![first];
        left.retain(|part| *part != first);
        let mut next = 0;
        while let Some(member) = cluster.get(next).copied() {
            let (found, rest): (Vec<usize>, Vec<usize>) = left.iter().partition(|part| linked(member, **part));
            cluster.extend(found);
            left = rest;
            next += 1;
        }
        if cluster.len() > largest.len() {
            largest = cluster;
        }
    }
    largest
}
