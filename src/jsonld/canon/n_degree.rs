//! Telling apart blank nodes whose first-degree hashes are equal.

use super::canonicalization::Canonicalization;
use super::{BudgetExceeded, Work};
use crate::codec::hex;
use crate::jsonld::quads::{Quad, Slot};
use std::collections::BTreeMap;

/// How deep n-degree hashes may nest, which bounds the stack.
const DEEPEST: usize = 400;

/// How many quads that mention a node are hashed for one step of work. All quads of a graph mention the node that names it.
const MENTIONS_PER_STEP: usize = 64;

/// Gives out numbers to blank nodes in the order they ask.
#[derive(Clone, Default)]
pub(super) struct Issuer {
    pub(super) issued: Vec<(u32, u32)>,
}

impl Issuer {
    fn number(&self, blank: u32) -> Option<u32> {
        self.issued.iter().find(|(issued, _)| *issued == blank).map(|(_, number)| *number)
    }

    pub(super) fn issue(&mut self, blank: u32) -> u32 {
        self.number(blank).unwrap_or_else(|| {
            let number = self.issued.len() as u32;
            self.issued.push((blank, number));
            number
        })
    }
}

impl Canonicalization<'_> {
    /// [Hash Related Blank Node](https://www.w3.org/TR/rdf-canon/#hash-related-blank-node).
    fn hash_related(&self, related: u32, quad: &Quad, position: char, issuer: &Issuer) -> Vec<u8> {
        let mut input = String::from(position);
        if position != 'g' {
            input.push_str(self.dataset.str(quad.predicate.span));
        }
        match (self.canonical.number(related), issuer.number(related)) {
            (Some(number), _) => input.push_str(&format!("_:c14n{number}")),
            (None, Some(number)) => input.push_str(&format!("_:b{number}")),
            (None, None) => input.push_str(&hex::encode(&self.first_degree[related as usize].0[..self.hash.len()])),
        }
        self.hash.digest(input.as_bytes())
    }

    /// [Hash N-Degree Quads](https://www.w3.org/TR/rdf-canon/#hash-nd-quads): the hash in hexadecimal, and the names given on the way.
    pub(super) fn hash_n_degree(
        &self,
        blank: u32,
        issuer: Issuer,
        work: &mut Work,
    ) -> Result<(String, Issuer), BudgetExceeded> {
        let mentions = self.mentions(blank).count();
        work.take(1 + mentions / MENTIONS_PER_STEP)?;
        if work.depth >= DEEPEST {
            return Err(BudgetExceeded);
        }
        let mut related: BTreeMap<Vec<u8>, Vec<u32>> = BTreeMap::new();
        for index in self.mentions(blank) {
            let quad = &self.dataset.quads[*index as usize];
            for (slot, position) in [(Some(quad.subject), 's'), (Some(quad.object), 'o'), (quad.graph, 'g')] {
                if let Some(other) = slot.and_then(Slot::number)
                    && other != blank
                {
                    let hash = self.hash_related(other, quad, position, &issuer);
                    related.entry(hash).or_default().push(other);
                }
            }
        }
        let mut data = String::new();
        let mut issuer = issuer;
        for (hash, mut nodes) in related {
            data.push_str(&hex::encode(&hash));
            nodes.sort_unstable();
            let mut chosen: Option<(String, Issuer)> = None;
            let mut permutation = Some(nodes);
            while let Some(nodes) = permutation {
                work.step()?;
                if let Some(path) = self.path(&nodes, &issuer, chosen.as_ref().map(|(path, _)| path), work)? {
                    chosen = Some(path);
                }
                permutation = next_permutation(nodes);
            }
            if let Some((path, names)) = chosen {
                data.push_str(&path);
                issuer = names;
            }
        }
        Ok((hex::encode(&self.hash.digest(data.as_bytes())), issuer))
    }

    /// The path of one permutation, unless one that is already chosen comes before it.
    fn path(
        &self,
        nodes: &[u32],
        issuer: &Issuer,
        chosen: Option<&String>,
        work: &mut Work,
    ) -> Result<Option<(String, Issuer)>, BudgetExceeded> {
        let worse = |path: &String| chosen.is_some_and(|chosen| path.len() >= chosen.len() && path > chosen);
        let mut issuer = issuer.clone();
        let mut path = String::new();
        let mut recursion = Vec::new();
        for node in nodes {
            match self.canonical.number(*node) {
                Some(number) => path.push_str(&format!("_:c14n{number}")),
                None => {
                    if issuer.number(*node).is_none() {
                        recursion.push(*node);
                    }
                    path.push_str(&format!("_:b{}", issuer.issue(*node)));
                }
            }
            if worse(&path) {
                return Ok(None);
            }
        }
        for node in recursion {
            let number = issuer.issue(node);
            work.depth += 1;
            let (hash, names) = self.hash_n_degree(node, issuer, work)?;
            work.depth -= 1;
            path.push_str(&format!("_:b{number}<{hash}>"));
            issuer = names;
            if worse(&path) {
                return Ok(None);
            }
        }
        Ok(chosen.is_none_or(|chosen| path < *chosen).then_some((path, issuer)))
    }
}

/// The next permutation in lexicographic order, if there is one.
fn next_permutation(mut nodes: Vec<u32>) -> Option<Vec<u32>> {
    let pivot = (1..nodes.len()).rev().find(|at| nodes[at - 1] < nodes[*at])? - 1;
    let swap = (pivot + 1..nodes.len()).rev().find(|at| nodes[*at] > nodes[pivot])?;
    nodes.swap(pivot, swap);
    nodes[pivot + 1..].reverse();
    Some(nodes)
}
