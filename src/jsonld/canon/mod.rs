//! RDF Dataset Canonicalization, [RDFC-1.0](https://www.w3.org/TR/rdf-canon/), with a budget.
//!
//! First-degree hashes tell nearly all blank nodes apart. Only nodes whose hashes are equal go through the n-degree
//! algorithm, whose work can grow without bound on a graph made for it; every step of it is paid from a [`Work`] budget
//! that the document and its proof options share.

mod canonicalization;
mod n_degree;
mod order;

use self::canonicalization::Canonicalization;
use super::quads::{Dataset, Quad};
use crate::codec::digest;
use std::cmp::Ordering;
use std::fmt;

/// The hash function that a cryptosuite fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hash {
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
}

impl Hash {
    /// The digest of some bytes.
    pub fn digest(self, bytes: &[u8]) -> Vec<u8> {
        self.short(bytes).0[..self.len()].to_vec()
    }

    fn short(self, bytes: &[u8]) -> Digest {
        let mut digest = [0; 48];
        match self {
            Self::Sha256 => digest[..32].copy_from_slice(&digest::sha256(bytes)),
            Self::Sha384 => digest.copy_from_slice(&digest::sha384(bytes)),
        }
        Digest(digest)
    }

    fn len(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
        }
    }
}

/// A digest of at most 48 bytes, without allocation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Digest([u8; 48]);

/// How many steps of canonicalisation may still be taken.
///
/// One budget serves everything that one verification canonicalises, so that no part can spend what another saved.
#[derive(Clone, Debug)]
pub struct Work {
    left: usize,
    depth: usize,
}

impl Work {
    /// A budget of so many n-degree hashes and permutations.
    pub fn new(steps: usize) -> Self {
        Self { left: steps, depth: 0 }
    }

    fn step(&mut self) -> Result<(), BudgetExceeded> {
        self.take(1)
    }

    /// How many are left.
    pub(crate) fn left(&self) -> usize {
        self.left
    }

    /// Pays for work that is done elsewhere.
    pub(crate) fn take(&mut self, steps: usize) -> Result<(), BudgetExceeded> {
        self.left = self.left.checked_sub(steps).ok_or(BudgetExceeded)?;
        Ok(())
    }
}

/// The dataset would take more work to canonicalise than the budget allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error(
    "the blank nodes are too alike to be told apart within the budget; give ids to the nodes, or raise the limit `canonicalisation`"
)]
#[non_exhaustive]
pub struct BudgetExceeded;

/// The canonical form of a dataset: sorted lines.
#[derive(Clone, Default)]
pub struct Canonical {
    text: String,
    /// For each blank node, by number, the number in its canonical name.
    names: Vec<u32>,
}

impl fmt::Debug for Canonical {
    /// Only the size: statements say who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Canonical").field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

impl Canonical {
    /// The canonical N-Quads document.
    pub fn nquads(&self) -> &str {
        &self.text
    }

    /// The digest of the canonical document.
    pub fn digest(&self, hash: Hash) -> Vec<u8> {
        hash.digest(self.text.as_bytes())
    }

    /// For each blank node in the order of first mention, the number `n` of its canonical name `c14nn`.
    pub fn names(&self) -> &[u32] {
        &self.names
    }
}

impl Dataset {
    /// The canonical form.
    ///
    /// # Errors
    /// If the budget runs out.
    pub fn canonicalize(&self, hash: Hash, work: &mut Work) -> Result<Canonical, BudgetExceeded> {
        if let Some(canonical) = self.canonicalize_one_node() {
            return Ok(canonical);
        }
        // Equal statements give equal lines and unequal ones unequal lines, so the sorted lines show
        // whether the dataset held duplicates; only then is the work done again without them.
        match Canonicalization::new(self, hash).run(work)? {
            Some(canonical) => Ok(canonical),
            None => {
                let mut set = self.clone();
                set.remove_duplicates();
                Ok(Canonicalization::new(&set, hash).run(work)?.unwrap_or_default())
            }
        }
    }

    /// The canonical form of what is said about a single blank node that nothing refers to, such as proof options; nothing of any
    /// other dataset, nor if a statement stands there twice.
    fn canonicalize_one_node(&self) -> Option<Canonical> {
        let is_about_it =
            |quad: &Quad| quad.subject.number() == Some(0) && quad.object.number().is_none() && quad.graph.is_none();
        if self.blanks != 1 || !self.quads.iter().all(is_about_it) {
            return None;
        }
        let compare = |left: &&Quad, right: &&Quad| {
            let predicates = self.compare_spans(left.predicate.span, right.predicate.span);
            predicates.then_with(|| self.compare_ends(left, right, |_, _| Ordering::Equal))
        };
        let mut quads: Vec<&Quad> = self.quads.iter().collect();
        quads.sort_unstable_by(compare);
        if quads.windows(2).any(|pair| compare(&pair[0], &pair[1]).is_eq()) {
            return None;
        }
        let mut text = String::with_capacity(self.text.len() + quads.len() * 16);
        for quad in quads {
            self.write_quad(&mut text, quad, |text, _| text.push_str("_:c14n0"));
        }
        Some(Canonical { text, names: vec![0] })
    }
}
