//! The canonical form of a dataset that holds no statement twice.

use super::n_degree::Issuer;
use super::order::{Groups, decimal_places, places};
use super::{BudgetExceeded, Canonical, Digest, Hash, Work};
use crate::jsonld::quads::Dataset;
use std::cmp::Ordering;

pub(super) struct Canonicalization<'d> {
    pub(super) dataset: &'d Dataset,
    pub(super) hash: Hash,
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
    pub(super) first_degree: Vec<Digest>,
    pub(super) canonical: Names,
}

/// Space that one first-degree hash leaves to the next.
struct Scratch {
    order: Vec<u32>,
    text: String,
}

/// The canonical numbers given so far.
pub(super) struct Names {
    numbers: Vec<Option<u32>>,
    next: u32,
}

impl Names {
    pub(super) fn number(&self, blank: u32) -> Option<u32> {
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

impl<'d> Canonicalization<'d> {
    pub(super) fn new(dataset: &'d Dataset, hash: Hash) -> Self {
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
    pub(super) fn mentions(&self, blank: u32) -> impl Iterator<Item = &u32> {
        self.own.of(blank).iter().chain(self.incoming.of(blank))
    }

    /// The canonical form, unless a statement stands there twice.
    pub(super) fn run(mut self, work: &mut Work) -> Result<Option<Canonical>, BudgetExceeded> {
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
