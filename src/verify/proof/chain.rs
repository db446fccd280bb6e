//! [Proof chains](https://www.w3.org/TR/vc-data-integrity/#proof-chains): proofs that build on others.

use super::candidate::{Candidate, Embedded, Securing};
use super::judge::Judged;
use crate::json::{Object, Tree, Value};
use crate::limits::Limits;
use crate::proof::data_integrity::Proof;
use crate::report::{Effect, Finding, code};
use crate::verify::opened::Opened;
use std::collections::BTreeMap;

/// The document that a proof in a chain signs: with the proofs that it builds on, which stand at these indices.
pub(in crate::verify) fn signed_document(
    opened: &Opened,
    previous: &[usize],
    limits: &Limits,
) -> Result<Tree, Finding> {
    let root = opened.root();
    let mut document = match root.to_value() {
        Value::Object(object) => object,
        _ => Object::new(),
    };
    let proofs = previous.iter().map(|at| root.sibling(*at).to_value());
    document.insert("proof", Value::Array(proofs.collect()));
    Tree::of(&document.into(), limits).map_err(|error| broken(opened, &error.to_string()))
}

/// Two proofs of one id, where another builds on it: nobody can tell on which.
pub(in crate::verify) fn ambiguous(opened: &Opened) -> Option<Finding> {
    let mut ids = opened.candidates.iter().filter_map(Candidate::proof).flat_map(|proof| &proof.previous);
    let second = ids.find_map(|id| named(opened, id).nth(1))?;
    let detail = "two proofs have this id, and another builds on it; take out the one that the issuer has not made";
    Some(Finding::new(code::proof::CHAIN_BROKEN, opened.root().sibling(second.at).path().member("id"), detail))
}

/// A proof that holds only by itself, since one that it builds on does not, and what that means for it.
pub(in crate::verify) fn built_on_sand(opened: &Opened, judged: &Judged<'_>) -> Option<(usize, Finding)> {
    judged.held.iter().enumerate().find_map(|(place, (candidate, _))| {
        let previous = candidate.proof().and_then(|proof| previous(opened, proof).ok())?;
        let is_previous = |securing: &Securing| match securing {
            Securing::Embedded(failed) => previous.contains(&failed.at),
            Securing::Token(_) => false,
        };
        let (_, findings) = judged.failed.iter().find(|(failed, _)| is_previous(&failed.securing))?;
        // What could not be told about the one cannot be told about the other.
        let unknown = findings.iter().all(|finding| finding.code.effect() == Effect::Indeterminate);
        let finding = match findings.first() {
            Some(first) if unknown => first.clone(),
            _ => {
                let detail = "a previous proof does not hold";
                Finding::new(code::proof::CHAIN_BROKEN, candidate.place(opened.root()), detail)
            }
        };
        Some((place, finding))
    })
}

/// The indices of the proofs that a proof names, if all are there and none leads back to it.
pub(in crate::verify) fn previous(opened: &Opened, proof: &Proof) -> Result<Vec<usize>, Finding> {
    let direct = named_by(opened, proof).filter(|direct| all_end(opened, direct));
    direct
        .map(|direct| direct.into_iter().map(|known| known.at).collect())
        .ok_or_else(|| broken(opened, "a previous proof is missing, or builds on this one"))
}

/// Whether each of these, and each that they build on, ends in proofs that build on none.
fn all_end(opened: &Opened, direct: &[&Embedded]) -> bool {
    let mut reached = BTreeMap::new();
    let mut open = direct.to_vec();
    while let Some(known) = open.pop() {
        if reached.contains_key(&known.at) {
            continue;
        }
        let previous = known.proof.as_ref().ok().and_then(|proof| named_by(opened, proof));
        let Some(previous) = previous else { return false };
        reached.insert(known.at, previous.iter().map(|known| known.at).collect::<Vec<_>>());
        open.extend(previous);
    }
    // Those that build on nothing are taken away, and again, until nothing is left or a circle.
    while !reached.is_empty() {
        let is_end = |previous: &[usize]| !previous.iter().any(|at| reached.contains_key(at));
        let ends: Vec<usize> =
            reached.iter().filter(|(_, previous)| is_end(previous)).map(|(known, _)| *known).collect();
        if ends.is_empty() {
            return false;
        }
        reached.retain(|known, _| !ends.contains(known));
    }
    true
}

/// The proofs that a proof names, if all are there.
fn named_by<'o>(opened: &'o Opened, proof: &Proof) -> Option<Vec<&'o Embedded>> {
    proof.previous.iter().map(|id| named(opened, id).next()).collect()
}

/// The proofs of an id.
fn named<'o>(opened: &'o Opened, id: &str) -> impl Iterator<Item = &'o Embedded> {
    let embedded = opened.candidates.iter().filter_map(|candidate| match &candidate.securing {
        Securing::Embedded(embedded) => Some(embedded),
        Securing::Token(_) => None,
    });
    embedded.filter(move |known| known.proof.as_ref().is_ok_and(|proof| proof.id.as_deref() == Some(id)))
}

fn broken(opened: &Opened, detail: &str) -> Finding {
    Finding::new(code::proof::CHAIN_BROKEN, opened.root().path().member("proof"), detail)
}
