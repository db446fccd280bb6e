//! Whose credentials they are: one learner's, known by id, else by identifiers that match, never by a name.

use super::super::part::{Identity, Part};
use crate::stack::Rule;
use crate::stack::context::Context;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Of which parts it can be told that they are the learner's.
pub(super) struct Learner {
    pub(super) is_theirs: Vec<bool>,
    /// Whether some are by identifiers alone.
    pub(super) by_identifiers: bool,
}

/// The learner is who most of the credentials that `may_count` name, by id; where none has one, whom the most identifiers link.
///
/// What counts nowhere has no say in that, and links nothing: anybody can issue a credential that states an id of their own beside
/// somebody else's identifiers. Nor does one link another whose issuer is known better.
pub(super) fn of(context: &Context<'_>, parts: &[Part], may_count: &[bool]) -> Learner {
    let identifiers_count = !context
        .pathway
        .requirements
        .iter()
        .any(|requirement| matches!(requirement.rule, Rule::OneLearner { identifiers: false }));
    let whole: Vec<usize> = (0..parts.len()).filter(|part| !parts[*part].is_selection).collect();
    let mut heard: Vec<usize> = whole.iter().copied().filter(|part| may_count[*part]).collect();
    if heard.is_empty() {
        // Nothing counts, whoever's it is: this is for what is said of each.
        heard.clone_from(&whole);
    }
    let identity = |part: usize| -> &Identity { &parts[part].learner };
    let links = |one: usize, other: usize| {
        parts[one].trust >= parts[other].trust && identity(one).shares_identifier(identity(other))
    };
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    for id in heard.iter().filter_map(|part| identity(*part).id.as_deref()) {
        *by_id.entry(id).or_default() += 1;
    }
    // Of ids that are named equally often, that of the oldest credential.
    let most = by_id.values().copied().max();
    let id = heard.iter().filter_map(|part| identity(*part).id.as_deref()).find(|id| by_id.get(id).copied() == most);
    let is_named = |part: &usize| id.is_some() && identity(*part).id.as_deref() == id;
    let mut is_theirs: Vec<bool> = (0..parts.len()).map(|part| !parts[part].is_selection && is_named(&part)).collect();
    if !identifiers_count {
        // One credential alone is about whoever it is about.
        if let [only] = heard.as_slice() {
            is_theirs[*only] = true;
        }
        return Learner { is_theirs, by_identifiers: false };
    }
    let named: Vec<usize> = heard.iter().copied().filter(is_named).collect();
    let nameless = heard.iter().copied().filter(|part| identity(*part).id.is_none());
    let mut linked: Vec<usize> = match id {
        Some(_) => nameless.filter(|part| named.iter().any(|own| links(*own, *part))).collect(),
        None => largest_cluster(nameless.collect(), parts, &links),
    };
    // Whose the others are matters where something rests on them.
    let core: Vec<usize> = named.iter().chain(&linked).copied().collect();
    let others = whole.iter().copied().filter(|part| !heard.contains(part));
    let others = others.filter(|part| id.is_none() || identity(*part).id.is_none());
    linked.extend(others.filter(|part| core.iter().any(|own| links(*own, *part))));
    linked.iter().for_each(|part| is_theirs[*part] = true);
    let alone = is_theirs.iter().filter(|own| **own).count() < 2;
    Learner { is_theirs, by_identifiers: !linked.is_empty() && !alone }
}

/// The largest set of parts that identifiers link, from those whose issuers are known best; of equally large ones, that with the
/// oldest of these.
fn largest_cluster(mut left: Vec<usize>, parts: &[Part], linked: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    left.sort_by_key(|part| Reverse(parts[*part].trust));
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
