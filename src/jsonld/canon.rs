//! RDF Dataset Canonicalization, [RDFC-1.0](https://www.w3.org/TR/rdf-canon/), with a budget.
//!
//! First-degree hashes tell nearly all blank nodes apart. Only nodes whose hashes are equal go through the n-degree
//! algorithm, whose work can grow without bound on a graph made for it; every step of it is paid from a [`Work`] budget
//! that the document and its proof options share.

use super::quads::{Dataset, Quad, Slot};
use crate::codec::hex;
use sha2::{Digest, Sha256, Sha384};
use std::collections::BTreeMap;
use std::ops::Range;

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
    fn of<'a>(self, parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
        fn run<'a, D: Digest>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
            let mut digest = D::new();
            parts.into_iter().for_each(|part| digest.update(part));
            digest.finalize().to_vec()
        }
        match self {
            Self::Sha256 => run::<Sha256>(parts),
            Self::Sha384 => run::<Sha384>(parts),
        }
    }

    /// The digest of some bytes.
    pub fn digest(self, bytes: &[u8]) -> Vec<u8> {
        self.of([bytes])
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
#[derive(Clone, Debug)]
pub struct Canonical {
    text: String,
    lines: Vec<Range<u32>>,
    /// For each blank node, by number, the number in its canonical name.
    names: Vec<u32>,
}

impl Canonical {
    /// The canonical N-Quads document.
    pub fn nquads(&self) -> String {
        self.lines().collect()
    }

    /// The sorted lines, each with its line feed.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| &self.text[line.start as usize..line.end as usize])
    }

    /// The digest of the canonical document.
    pub fn digest(&self, hash: Hash) -> Vec<u8> {
        hash.of(self.lines().map(str::as_bytes))
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
        let canonical = Canonicalization::new(self, hash).run(work)?;
        // Equal statements give equal lines and unequal ones unequal lines, so the sorted lines show
        // whether the dataset held duplicates; only then is the work done again without them.
        let repeated = canonical.lines.windows(2).any(|pair| {
            let line = |range: &Range<u32>| &canonical.text[range.start as usize..range.end as usize];
            line(&pair[0]) == line(&pair[1])
        });
        if !repeated {
            return Ok(canonical);
        }
        let mut set = self.clone();
        set.remove_duplicates();
        Canonicalization::new(&set, hash).run(work)
    }
}

struct Canonicalization<'d> {
    dataset: &'d Dataset,
    hash: Hash,
    /// For each blank node, the quads that mention it.
    mentions: Vec<Vec<u32>>,
    /// For each blank node, its first-degree hash.
    first_degree: Vec<Vec<u8>>,
    canonical: Names,
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
        let mut mentions = vec![Vec::new(); dataset.blanks as usize];
        for (index, quad) in dataset.quads.iter().enumerate() {
            for slot in [Some(quad.subject), Some(quad.object), quad.graph].into_iter().flatten() {
                if let Slot::Blank(blank) = slot {
                    let list: &mut Vec<u32> = &mut mentions[blank as usize];
                    if list.last() != Some(&(index as u32)) {
                        list.push(index as u32);
                    }
                }
            }
        }
        Self {
            dataset,
            hash,
            mentions,
            first_degree: Vec::new(),
            canonical: Names { numbers: vec![None; dataset.blanks as usize], next: 0 },
        }
    }

    fn run(mut self, work: &mut Work) -> Result<Canonical, BudgetExceeded> {
        self.first_degree = (0..self.dataset.blanks).map(|blank| self.hash_first_degree(blank)).collect();
        let mut order: Vec<u32> =
            (0..self.dataset.blanks).filter(|blank| !self.mentions[*blank as usize].is_empty()).collect();
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

    fn hash_first_degree(&self, blank: u32) -> Vec<u8> {
        let mut text = String::new();
        let mut lines: Vec<Range<usize>> = Vec::new();
        for index in &self.mentions[blank as usize] {
            let start = text.len();
            self.dataset.write_quad(&mut text, &self.dataset.quads[*index as usize], |text, other| {
                text.push_str(if other == blank { "_:a" } else { "_:z" });
            });
            lines.push(start..text.len());
        }
        lines.sort_by(|left, right| text[left.clone()].cmp(&text[right.clone()]));
        self.hash.of(lines.into_iter().map(|line| text[line].as_bytes()))
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
            (None, None) => input.push_str(&hex::encode(&self.first_degree[related as usize])),
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
        for index in &self.mentions[blank as usize] {
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

    fn lines(self) -> Canonical {
        let names: Vec<u32> = self.canonical.numbers.iter().map(|number| number.unwrap_or_default()).collect();
        let mut text = String::with_capacity(self.dataset.text.len() * 2);
        let mut lines = Vec::with_capacity(self.dataset.quads.len());
        for quad in &self.dataset.quads {
            let start = text.len() as u32;
            self.dataset.write_quad(&mut text, quad, |text, blank| {
                text.push_str("_:c14n");
                push_number(text, names[blank as usize]);
            });
            lines.push(start..text.len() as u32);
        }
        lines.sort_unstable_by(|left, right| {
            text.as_bytes()[left.start as usize..left.end as usize]
                .cmp(&text.as_bytes()[right.start as usize..right.end as usize])
        });
        Canonical { text, lines, names }
    }
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
