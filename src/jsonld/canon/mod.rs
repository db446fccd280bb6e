//! RDF Dataset Canonicalization, [RDFC-1.0](https://www.w3.org/TR/rdf-canon/), with a budget.
//!
//! First-degree hashes tell nearly all blank nodes apart. Only nodes whose hashes are equal go through the n-degree
//! algorithm, whose work can grow without bound on a graph made for it; every step of it is paid from a [`Work`] budget
//! that the document and its proof options share.

mod order;

use self::order::{Groups, decimal_places, places};
use super::quads::{Dataset, Quad, Slot};
use crate::codec::{digest, hex};
use std::cmp::Ordering;
use std::collections::BTreeMap;
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
        self.take(1)
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

struct Canonicalization<'d> {
    dataset: &'d Dataset,
    hash: Hash,
    /// For each quad, the place of its predicate among all predicates in order.
    predicates: Vec<u32>,
    /// The quads by subject: first the blank nodes by number, then the IRIs in order. Those of one subject are in the
    /// order of their lines, but for blank nodes as objects, which have no names yet.
    own: Groups,
    /// For each blank node, the quads that mention it otherwise than as their subject.
    incoming: Groups,
    /// The subjects with quads whose order depends on the names of blank nodes, or that stand there twice.
    unsettled: Vec<u32>,
    /// For each blank node, its first-degree hash.
    first_degree: Vec<Digest>,
    canonical: Names,
}

/// A digest of at most 48 bytes, without allocation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Digest([u8; 48]);

/// Space that one first-degree hash leaves to the next.
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
        let blanks = dataset.blanks;
        let quads = &dataset.quads;
        let mut predicates = Vec::with_capacity(quads.len());
        predicates.extend(quads.iter().map_while(|quad| quad.predicate.place()));
        if predicates.len() < quads.len() {
            predicates = places(dataset, quads.iter().map(|quad| quad.predicate.span));
        }
        let mut iris = places(dataset, quads.iter().filter_map(|quad| quad.subject.span())).into_iter();
        let mut last = blanks;
        let mut by_subject = Vec::with_capacity(quads.len());
        let mut by_mention = Vec::with_capacity(quads.len());
        for (index, quad) in (0..).zip(quads) {
            let subject = quad.subject.number().unwrap_or_else(|| blanks + iris.next().unwrap_or_default());
            last = last.max(subject + 1);
            by_subject.push((subject, index));
            quad.for_each_blank(|blank| {
                if blank != subject {
                    by_mention.push((blank, index));
                }
            });
        }
        let mut own = Groups::new(&by_subject, last as usize);
        let incoming = Groups::new(&by_mention, blanks as usize);
        let place = |index: &u32| predicates[*index as usize];
        let ends = |left: &u32, right: &u32| {
            dataset.compare_ends(&quads[*left as usize], &quads[*right as usize], |_, _| Ordering::Equal)
        };
        let mut unsettled = Vec::new();
        for subject in 0..own.len() {
            let order = own.of_mut(subject);
            order.sort_unstable_by_key(place);
            let mut settled = true;
            for same in order.chunk_by_mut(|left, right| place(left) == place(right)).filter(|same| same.len() > 1) {
                let is_blank = |index: &u32| quads[*index as usize].object.number().is_some();
                // Two that come to stand beside each other have been compared with each other.
                same.sort_unstable_by(|left, right| {
                    let order = ends(left, right);
                    settled &= order.is_ne() && !(is_blank(left) && is_blank(right));
                    order
                });
            }
            if !settled {
                unsettled.push(subject);
            }
        }
        let canonical = Names { numbers: vec![None; blanks as usize], next: 0 };
        Self { dataset, hash, predicates, own, incoming, unsettled, first_degree: Vec::new(), canonical }
    }

    /// The quads that mention a blank node, each once.
    fn mentions(&self, blank: u32) -> impl Iterator<Item = &u32> {
        self.own.of(blank).iter().chain(self.incoming.of(blank))
    }

    /// The canonical form, unless a statement stands there twice.
    fn run(mut self, work: &mut Work) -> Result<Option<Canonical>, BudgetExceeded> {
        if self.dataset.blanks == 1 {
            // Nothing to tell it apart from.
            self.canonical.issue(0);
            return Ok(self.lines());
        }
        let mut scratch = Scratch { order: Vec::with_capacity(64), text: String::with_capacity(4096) };
        self.first_degree = (0..self.dataset.blanks).map(|blank| self.hash_first_degree(blank, &mut scratch)).collect();
        let mut order = Vec::with_capacity(self.dataset.blanks as usize);
        order.extend((0..self.dataset.blanks).filter(|blank| self.mentions(*blank).next().is_some()));
        order.sort_by(|left, right| self.first_degree[*left as usize].cmp(&self.first_degree[*right as usize]));
        let mut alike = Vec::new();
        for group in
            order.chunk_by(|left, right| self.first_degree[*left as usize] == self.first_degree[*right as usize])
        {
            match group {
                [alone] => self.canonical.issue(*alone),
                several => alike.push(several),
            }
        }
        for group in alike {
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

    /// [Hash First Degree Quads](https://www.w3.org/TR/rdf-canon/#hash-1d-quads).
    fn hash_first_degree(&self, blank: u32, scratch: &mut Scratch) -> Digest {
        let quad = |index: u32| &self.dataset.quads[index as usize];
        let of_iri = |index: &&u32| quad(**index).subject.number().is_none();
        let (own, incoming) = (self.own.of(blank), self.incoming.of(blank));
        scratch.order.clear();
        scratch.order.extend(incoming.iter().filter(of_iri));
        scratch.order.extend_from_slice(own);
        scratch.order.extend(incoming.iter().filter(|index| !of_iri(index)));
        // `_:a` for the node itself, `_:z` for every other one.
        let labels = |left: u32, right: u32| (left != blank).cmp(&(right != blank));
        // That is the order of the lines, unless several come in or the node stands elsewhere in its own.
        if incoming.len() > 1 || own.iter().any(|index| quad(*index).mentions_beside_subject(blank)) {
            scratch.order.sort_by(|left, right| {
                let (left_quad, right_quad) = (quad(*left), quad(*right));
                self.dataset
                    .compare_slots(left_quad.subject, right_quad.subject, labels)
                    .then_with(|| self.predicates[*left as usize].cmp(&self.predicates[*right as usize]))
                    .then_with(|| self.dataset.compare_ends(left_quad, right_quad, labels))
            });
        }
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
    fn hash_n_degree(&self, blank: u32, issuer: Issuer, work: &mut Work) -> Result<(String, Issuer), BudgetExceeded> {
        work.step()?;
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

    fn lines(mut self) -> Option<Canonical> {
        let names: Vec<u32> = self.canonical.numbers.iter().map(|number| number.unwrap_or_default()).collect();
        let places = decimal_places(self.canonical.next);
        let place = |blank: u32| places.get(names[blank as usize] as usize);
        let labels = |left: u32, right: u32| place(left).cmp(&place(right));
        let quad = |index: u32| &self.dataset.quads[index as usize];
        let compare = |left: &u32, right: &u32| {
            let places = self.predicates[*left as usize].cmp(&self.predicates[*right as usize]);
            places.then_with(|| self.dataset.compare_ends(quad(*left), quad(*right), labels))
        };
        // `<` comes before `_`.
        let mut subjects: Vec<u32> = (0..self.own.len()).collect();
        subjects.rotate_left(names.len());
        let first_blank = subjects.len() - names.len();
        subjects[first_blank..].sort_unstable_by(|left, right| labels(*left, *right));
        let mut text = String::with_capacity(self.dataset.text.len() * 2);
        for subject in &self.unsettled {
            let quads = self.own.of_mut(*subject);
            quads.sort_unstable_by(compare);
            if quads.windows(2).any(|pair| compare(&pair[0], &pair[1]).is_eq()) {
                return None;
            }
        }
        for subject in subjects {
            for index in self.own.of(subject) {
                self.dataset.write_quad(&mut text, quad(*index), |text, blank| {
                    text.push_str("_:c14n");
                    push_number(text, names[blank as usize]);
                });
            }
        }
        Some(Canonical { text, names })
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
