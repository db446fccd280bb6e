//! Whose credentials they are: one learner's, known by id, else by identifiers that match, never by a name.

use super::super::identity::Identifiers;
use super::super::issuers::{self, Wanted};
use super::super::part::Part;
use crate::stack::context::Context;
use crate::stack::{Matching, Rule};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Of which parts it can be told that they are the learner's.
pub(super) struct Learner {
    pub(super) is_theirs: Vec<bool>,
    /// Whether some are by identifiers alone.
    pub(super) by_identifiers: bool,
}

/// The learner is who most of the credentials that `may_count` name, by id; where none has one, whom the most identifiers link.
/// Those whose issuers are known best say so, of the issuers that the pathway asks for where it does, and the others follow.
///
/// What counts nowhere has no say in that, and links nothing: anybody can issue a credential that states an id of their own beside
/// somebody else's identifiers. Nor does one link another for which it may not [speak](Wanted::may_speak_for).
pub(super) fn of(context: &Context<'_>, parts: &[Part], may_count: &[bool]) -> Learner {
    let identifiers_count =
        !context.pathway.demands(|rule| matches!(rule, Rule::OneLearner { identifiers: Matching::Refused }));
    let whole: Vec<usize> = (0..parts.len()).filter(|part| !parts[*part].is_selection).collect();
    let mut heard: Vec<usize> = whole.iter().copied().filter(|part| may_count[*part]).collect();
    if heard.is_empty() {
        // Nothing counts, whoever's it is: this is for what is said of each.
        heard.clone_from(&whole);
    }
    let wanted = Wanted::of(context);
    let mut leading = wanted.leading(parts, &heard);
    if leading.is_empty() {
        leading = issuers::best_known(parts, heard.clone());
    }
    let id_of = |part: usize| parts[part].learner.id.as_deref();
    let identifiers = Identifiers::of(parts);
    let links = |one: usize, other: usize| {
        identifiers.are_shared(one, other) && wanted.may_speak_for(&parts[one], &parts[other])
    };
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    for id in leading.iter().filter_map(|part| id_of(*part)) {
        *by_id.entry(id).or_default() += 1;
    }
    // Of ids that are named equally often, that of the oldest credential.
    let most = by_id.values().copied().max();
    let id = leading.iter().filter_map(|part| id_of(*part)).find(|id| by_id.get(id).copied() == most);
    let is_named = |part: &usize| id.is_some() && id_of(*part) == id;
    let mut is_theirs: Vec<bool> = (0..parts.len()).map(|part| !parts[part].is_selection && is_named(&part)).collect();
    if !identifiers_count {
        // One credential alone is about whoever it is about.
        if let [only] = leading.as_slice() {
            is_theirs[*only] = true;
        }
        return Learner { is_theirs, by_identifiers: false };
    }
    let mut linked: Vec<usize> = match id {
        Some(_) => {
            let named: Vec<usize> = heard.iter().copied().filter(is_named).collect();
            let nameless = heard.iter().copied().filter(|part| id_of(*part).is_none());
            nameless.filter(|part| named.iter().any(|own| links(*own, *part))).collect()
        }
        None => largest_cluster(leading, parts, &links),
    };
    let core: Vec<usize> = heard.iter().copied().filter(|part| is_named(part) || linked.contains(part)).collect();
    // Whose those are that count nowhere matters too, where something rests on them.
    let counts_nowhere = |part: &usize| !heard.contains(part);
    let others = whole.into_iter().filter(|part| !core.contains(part) && (id.is_none() || counts_nowhere(part)));
    let mut others: Vec<usize> = others.collect();
    others.retain(|part| (id.is_none() || id_of(*part).is_none()) && core.iter().any(|own| links(*own, *part)));
    if id.is_none() {
        // Identifiers may link two people with an id each; the best known of them is one of the two.
        let known = others.iter().copied().filter(|part| id_of(*part).is_some());
        let known = known.min_by_key(|part| Reverse((may_count[*part], parts[*part].trust))).and_then(id_of);
        others.retain(|part| id_of(*part).is_none() || id_of(*part) == known);
    }
    linked.extend(others);
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
