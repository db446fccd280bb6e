//! RDF Dataset Canonicalization, [RDFC-1.0](https://www.w3.org/TR/rdf-canon/), with a budget.
//!
//! First-degree hashes tell nearly all blank nodes apart. Only nodes whose hashes are equal go through the n-degree
//! algorithm, whose work can grow without bound on a graph made for it; every step of it is paid from a [`Work`] budget
//! that the document and its proof options share.

use super::quads::{Dataset, Quad, Slot};
use crate::codec::{digest, hex};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::BTreeMap;

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

/// How many steps of canonicalisation may still be taken.
///
/// One budget serves everything that one verification canonicalises, so that no part can spend what another saved.
#[derive(Clone, Debug)]
pub struct Work {
    left: usize,
    depth: usize,
}

/// How deep n-degree hashes may nest, which bounds the stack.
const DEEPEST: usize = 400;

impl Work {
    /// A budget of so many n-degree hashes and permutations.
    pub fn new(steps: usize) -> Self {
        Self { left: steps, depth: 0 }
    }

    fn step(&mut self) -> Result<(), BudgetExceeded> {
        self.left = self.left.checked_sub(1).ok_or(BudgetExceeded)?;
        Ok(())
    }
}

/// The dataset would take more work to canonicalise than the budget allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error(
    "the blank nodes are too alike to be told apart within the budget; give ids to the nodes, or raise `Limits::canonicalisation`"
)]
#[non_exhaustive]
pub struct BudgetExceeded;

/// The canonical form of a dataset: sorted lines.
#[derive(Clone, Debug, Default)]
pub struct Canonical {
    text: String,
    /// For each blank node, by number, the number in its canonical name.
    names: Vec<u32>,
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
}

struct Canonicalization<'d> {
    dataset: &'d Dataset,
    hash: Hash,
    /// The quads that mention blank nodes, node after node.
    mentions: Vec<u32>,
    /// For each blank node, where its mentions start; one more for where the last end.
    starts: Vec<u32>,
    /// For each quad, the place of its predicate among all predicates in order.
    predicates: Vec<u32>,
    /// For each blank node, its first-degree hash.
    first_degree: Vec<Digest>,
    canonical: Names,
}

/// A digest of at most 48 bytes, without allocation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Digest([u8; 48]);

/// Space that one first-degree hash leaves to the next.
#[derive(Default)]
struct Scratch {
    order: Vec<u32>,
    text: String,
}

/// The canonical numbers given so far.
struct Names {
    numbers: Vec<Option<u32>>,
    next: u32,
}

impl Names {
    fn number(&self, blank: u32) -> Option<u32> {
        self.numbers[blank as usize]
    }

    fn issue(&mut self, blank: u32) {
        let number = &mut self.numbers[blank as usize];
        if number.is_none() {
            *number = Some(self.next);
            self.next += 1;
        }
    }
}

/// Gives out numbers to blank nodes in the order they ask.
#[derive(Clone, Default)]
struct Issuer {
    issued: Vec<(u32, u32)>,
}

impl Issuer {
    fn number(&self, blank: u32) -> Option<u32> {
        self.issued.iter().find(|(issued, _)| *issued == blank).map(|(_, number)| *number)
    }

    fn issue(&mut self, blank: u32) -> u32 {
        self.number(blank).unwrap_or_else(|| {
            let number = self.issued.len() as u32;
            self.issued.push((blank, number));
            number
        })
    }
}

impl<'d> Canonicalization<'d> {
    fn new(dataset: &'d Dataset, hash: Hash) -> Self {
        let blanks = dataset.blanks as usize;
        let mut starts = vec![0_u32; blanks + 1];
        for quad in &dataset.quads {
            quad.for_each_blank(|blank| starts[blank as usize + 1] += 1);
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut mentions = vec![0; starts[blanks] as usize];
        for (index, quad) in dataset.quads.iter().enumerate() {
            quad.for_each_blank(|blank| {
                let place = &mut next[blank as usize];
                mentions[*place as usize] = index as u32;
                *place += 1;
            });
        }
        let predicates =
            rank(dataset.quads.iter().map(|quad| quad.predicate), |left, right| dataset.compare_spans(left, right));
        let canonical = Names { numbers: vec![None; blanks], next: 0 };
        Self { dataset, hash, mentions, starts, predicates, first_degree: Vec::new(), canonical }
    }

    /// The quads that mention a blank node, each once.
    fn mentions(&self, blank: u32) -> &[u32] {
        &self.mentions[self.starts[blank as usize] as usize..self.starts[blank as usize + 1] as usize]
    }

    /// The canonical form, unless a statement stands there twice.
    fn run(mut self, work: &mut Work) -> Result<Option<Canonical>, BudgetExceeded> {
        let mut scratch = Scratch::default();
        self.first_degree = (0..self.dataset.blanks).map(|blank| self.hash_first_degree(blank, &mut scratch)).collect();
        let mut order: Vec<u32> = (0..self.dataset.blanks).filter(|blank| !self.mentions(*blank).is_empty()).collect();
        order.sort_by(|left, right| self.first_degree[*left as usize].cmp(&self.first_degree[*right as usize]));
        let groups: Vec<&[u32]> = order
            .chunk_by(|left, right| self.first_degree[*left as usize] == self.first_degree[*right as usize])
            .collect();
        for group in &groups {
            if let [alone] = group {
                self.canonical.issue(*alone);
            }
        }
        for group in groups.into_iter().filter(|group| group.len() > 1) {
            self.tell_apart(group, work)?;
        }
        Ok(self.lines())
    }

    /// Names the blank nodes whose first-degree hashes are equal.
    fn tell_apart(&mut self, group: &[u32], work: &mut Work) -> Result<(), BudgetExceeded> {
        let mut results = Vec::new();
        for blank in group {
            if self.canonical.number(*blank).is_none() {
                let mut issuer = Issuer::default();
                issuer.issue(*blank);
                results.push(self.hash_n_degree(*blank, issuer, work)?);
            }
        }
        results.sort_by(|(left, _), (right, _)| left.cmp(right));
        for (_, issuer) in results {
            for (blank, _) in issuer.issued {
                self.canonical.issue(blank);
            }
        }
        Ok(())
    }

    fn hash_first_degree(&self, blank: u32, scratch: &mut Scratch) -> Digest {
        let quad = |index: u32| &self.dataset.quads[index as usize];
        scratch.order.clear();
        scratch.order.extend_from_slice(self.mentions(blank));
        // `_:a` for the node itself, `_:z` for every other one.
        let labels = |left: u32, right: u32| (left != blank).cmp(&(right != blank));
        scratch.order.sort_unstable_by(|left, right| {
            let (left_quad, right_quad) = (quad(*left), quad(*right));
            self.dataset
                .compare_slots(left_quad.subject, right_quad.subject, labels)
                .then_with(|| self.predicates[*left as usize].cmp(&self.predicates[*right as usize]))
                .then_with(|| self.compare_ends(left_quad, right_quad, labels))
        });
        scratch.text.clear();
        for index in &scratch.order {
            self.dataset.write_quad(&mut scratch.text, quad(*index), |text, other| {
                text.push_str(if other == blank { "_:a" } else { "_:z" });
            });
        }
        self.hash.short(scratch.text.as_bytes())
    }

    /// [Hash Related Blank Node](https://www.w3.org/TR/rdf-canon/#hash-related-blank-node).
    fn hash_related(&self, related: u32, quad: &Quad, position: char, issuer: &Issuer) -> Vec<u8> {
        let mut input = String::from(position);
        if position != 'g' {
            input.push_str(self.dataset.str(quad.predicate));
        }
        match (self.canonical.number(related), issuer.number(related)) {
            (Some(number), _) => input.push_str(&format!("_:c14n{number}")),
            (None, Some(number)) => input.push_str(&format!("_:b{number}")),
            (None, None) => input.push_str(&hex::encode(&self.first_degree[related as usize].0[..self.hash.len()])),
        }
        self.hash.digest(input.as_bytes())
    }

    /// [Hash N-Degree Quads](https://www.w3.org/TR/rdf-canon/#hash-nd-quads): the hash in hexadecimal, and the names given on the way.
    fn hash_n_degree(&self, blank: u32, issuer: Issuer, work: &mut Work) -> Result<(String, Issuer), BudgetExceeded> {
        work.step()?;
        if work.depth >= DEEPEST {
            return Err(BudgetExceeded);
        }
        let mut related: BTreeMap<Vec<u8>, Vec<u32>> = BTreeMap::new();
        for index in self.mentions(blank) {
            let quad = &self.dataset.quads[*index as usize];
            for (slot, position) in [(Some(quad.subject), 's'), (Some(quad.object), 'o'), (quad.graph, 'g')] {
                if let Some(Slot::Blank(other)) = slot
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

    /// Compares what follows subject and predicate in two lines.
    fn compare_ends(&self, left: &Quad, right: &Quad, labels: impl Fn(u32, u32) -> Ordering + Copy) -> Ordering {
        self.dataset.compare_slots(left.object, right.object, labels).then_with(|| match (left.graph, right.graph) {
            (Some(left), Some(right)) => self.dataset.compare_slots(left, right, labels),
            (left, right) => left.is_some().cmp(&right.is_some()),
        })
    }

    fn lines(self) -> Option<Canonical> {
        let names: Vec<u32> = self.canonical.numbers.iter().map(|number| number.unwrap_or_default()).collect();
        let labels = |left: u32, right: u32| compare_decimal(names[left as usize], names[right as usize]);
        let quads = &self.dataset.quads;
        let subjects =
            rank(quads.iter().map(|quad| quad.subject), |left, right| self.dataset.compare_slots(left, right, labels));
        // Subject and predicate in one number; only the objects are left to compare.
        let mut order: Vec<(u64, &Quad)> = quads
            .iter()
            .enumerate()
            .map(|(at, quad)| (u64::from(subjects[at]) << 32 | u64::from(self.predicates[at]), quad))
            .collect();
        let compare = |left: &(u64, &Quad), right: &(u64, &Quad)| {
            left.0.cmp(&right.0).then_with(|| self.compare_ends(left.1, right.1, labels))
        };
        order.sort_unstable_by(compare);
        if order.windows(2).any(|pair| compare(&pair[0], &pair[1]).is_eq()) {
            return None;
        }
        let mut text = String::with_capacity(self.dataset.text.len() * 2);
        for (_, quad) in order {
            self.dataset.write_quad(&mut text, quad, |text, blank| {
                text.push_str("_:c14n");
                push_number(text, names[blank as usize]);
            });
        }
        Some(Canonical { text, names })
    }
}

/// For each term, its place among all of them in order; equal ones have the same place.
fn rank<T: Copy + Eq + std::hash::Hash>(
    terms: impl Iterator<Item = T>,
    compare: impl Fn(T, T) -> Ordering,
) -> Vec<u32> {
    let mut numbers: FxHashMap<T, u32> = FxHashMap::default();
    let mut distinct = Vec::new();
    let occurrences: Vec<u32> = terms
        .map(|term| {
            *numbers.entry(term).or_insert_with(|| {
                distinct.push(term);
                distinct.len() as u32 - 1
            })
        })
        .collect();
    let mut order: Vec<u32> = (0..distinct.len() as u32).collect();
    let compare = |left: u32, right: u32| compare(distinct[left as usize], distinct[right as usize]);
    order.sort_unstable_by(|left, right| compare(*left, *right));
    let mut places = vec![0; distinct.len()];
    let mut place = 0;
    for at in 0..order.len() {
        if at > 0 && compare(order[at - 1], order[at]).is_ne() {
            place += 1;
        }
        places[order[at] as usize] = place;
    }
    occurrences.into_iter().map(|number| places[number as usize]).collect()
}

/// Compares two numbers as their decimal digits compare as text.
fn compare_decimal(left: u32, right: u32) -> Ordering {
    let digits = |number: u32| number.checked_ilog10().unwrap_or(0);
    let (left_digits, right_digits) = (digits(left), digits(right));
    let scaled = |number: u32, missing: u32| u64::from(number) * 10_u64.pow(missing);
    let longest = left_digits.max(right_digits);
    scaled(left, longest - left_digits).cmp(&scaled(right, longest - right_digits)).then(left_digits.cmp(&right_digits))
}

fn push_number(text: &mut String, number: u32) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// The next permutation in lexicographic order, if there is one.
fn next_permutation(mut nodes: Vec<u32>) -> Option<Vec<u32>> {
    let pivot = (1..nodes.len()).rev().find(|at| nodes[at - 1] < nodes[*at])? - 1;
    let swap = (pivot + 1..nodes.len()).rev().find(|at| nodes[*at] > nodes[pivot])?;
    nodes.swap(pivot, swap);
    nodes[pivot + 1..].reverse();
    Some(nodes)
}
