//! [Proof chains](https://www.w3.org/TR/vc-data-integrity/#proof-chains): proofs that build on others.

use super::candidate::{Embedded, Securing};
use super::judge::Judged;
use crate::json::{Object, Tree, Value};
use crate::limits::Limits;
use crate::proof::data_integrity::Proof;
use crate::report::{Effect, Finding, code};
use crate::verify::opened::Opened;

/// The document that a proof in a chain signs: with the proofs that it builds on. Nothing for a proof that builds on none.
pub(in crate::verify) fn signed_document(
    opened: &Opened,
    proof: &Proof,
    limits: &Limits,
) -> Result<Option<Tree>, Finding> {
    if proof.previous.is_empty() {
        return Ok(None);
    }
    let root = opened.root();
    let place = root.path().member("proof");
    let broken = |detail: &str| Finding::new(code::proof::CHAIN_BROKEN, place.clone(), detail);
    let previous =
        previous(opened, proof).ok_or_else(|| broken("a previous proof is missing, or builds on this one"))?;
    let mut document = match root.to_value() {
        Value::Object(object) => object,
        _ => Object::new(),
    };
    let proofs = previous.into_iter().map(|embedded| root.sibling(embedded.at).to_value());
    document.insert("proof", Value::Array(proofs.collect()));
    let tree = Tree::parse(&Value::from(document).to_string(), limits);
    tree.map(Some).map_err(|error| broken(&error.to_string()))
}

/// A proof that holds only by itself, since one that it builds on does not, and what that means for it.
pub(in crate::verify) fn built_on_sand(opened: &Opened, judged: &Judged<'_>) -> Option<(usize, Finding)> {
    judged.held.iter().enumerate().find_map(|(place, (candidate, _))| {
        let previous = candidate.proof().and_then(|proof| previous(opened, proof))?;
        let is_previous = |securing: &Securing| match securing {
            Securing::Embedded(failed) => previous.iter().any(|previous| previous.at == failed.at),
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

/// The proofs that a proof names, if all are there and none leads back to it.
fn previous<'o>(opened: &'o Opened, proof: &Proof) -> Option<Vec<&'o Embedded>> {
    let embedded: Vec<&Embedded> = opened
        .candidates
        .iter()
        .filter_map(|candidate| match &candidate.securing {
            Securing::Embedded(embedded) => Some(embedded),
            Securing::Token(_) => None,
        })
        .collect();
    let find = |id: &String| {
        let named = |known: &Proof| known.id.as_ref() == Some(id);
        embedded.iter().copied().find(|known| known.proof.as_ref().is_ok_and(named))
    };
    let direct: Vec<&Embedded> = proof.previous.iter().map(find).collect::<Option<_>>()?;
    let mut open = direct.clone();
    for _ in 0..=embedded.len() {
        let ids = open.iter().filter_map(|known| known.proof.as_ref().ok()).flat_map(|known| &known.previous);
        open = ids.map(find).collect::<Option<_>>()?;
        if open.is_empty() {
            return Some(direct);
        }
    }
    None
}
