//! What of a document was not read.

use super::document::{Document, id_of};
use crate::elm::SYNTHESISED;
use crate::elm::source::is_local;
use crate::elm::write::GENERIC;
use crate::json::{Node, Pointer};
use crate::microcredential::carrier::{Loss, LossReport, Lost, MAPPING};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::LazyLock;

const NO_PLACE: &str = "the elements of Annex I have no place for it";
const STATUS: &str = "whether it was withdrawn is not looked at; ask whoever issued it before anything is made of it";
const NOT_READ: &str = "it is not read where it stands, or not as it is written";

/// Members that state, or lead to, what has a place here: those of ELM, and what others call the same.
static PLACED: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let terms = MAPPING.iter().flat_map(|row| row.elm.split(['.', ';', ' ']).chain(row.extended.split([',', ' '])));
    let own = MAPPING.iter().filter_map(|row| row.member.rsplit('/').next());
    let names = terms.chain(own).filter(|name| !matches!(*name, "" | "id" | "type"));
    names.chain(["creditReceived", "issuerCountry"]).collect()
});

pub(super) fn of(document: &Document<'_>) -> LossReport {
    let mut walk = Walk {
        taken: document.taken.clone(),
        copies: HashMap::new(),
        wording: RandomState::new(),
        second: HashSet::new(),
        losses: Vec::new(),
    };
    walk.find_copies(document.root);
    walk.share();
    walk.collect(document.root, document.root.path(), NO_PLACE);
    let in_part = document.in_part.iter().map(|(node, reason)| loss(node.path(), Lost::Altered, reason));
    walk.losses.extend(in_part);
    walk.losses.into_iter().collect()
}

fn loss(pointer: Pointer, lost: Lost, reason: &'static str) -> Loss {
    Loss { pointer, lost, reason }
}

struct Walk<'t> {
    taken: Vec<bool>,
    /// The objects under one id, those together that are described in the same words. A hash of these finds them, since thousands may
    /// stand under the id.
    copies: HashMap<(&'t str, u64), Vec<Vec<Node<'t>>>>,
    wording: RandomState,
    /// Where the second and later copies stand.
    second: HashSet<usize>,
    losses: Vec<Loss>,
}

impl<'t> Walk<'t> {
    fn find_copies(&mut self, node: Node<'t>) {
        if node.is_object()
            && let Some(id) = id_of(node)
        {
            let mut words = self.wording.build_hasher();
            hash(node, &mut words);
            let groups = self.copies.entry((id, words.finish())).or_default();
            if let Some(copies) = groups.iter_mut().find(|copies| is_same(copies[0], node)) {
                copies.push(node);
                self.second.insert(node.index());
                return;
            }
            groups.push(vec![node]);
        }
        node.members().for_each(|(_, value)| self.find_copies(value));
        node.items().for_each(|item| self.find_copies(item));
    }

    /// What was read of one copy was read of all of them.
    fn share(&mut self) {
        for copies in self.copies.values().flatten() {
            let first = copies[0].extent();
            for copy in &copies[1..] {
                for (here, there) in first.clone().zip(copy.extent()) {
                    self.taken[here] |= self.taken[there];
                }
            }
        }
    }

    /// Collects the largest parts of which nothing was read.
    fn collect(&mut self, node: Node<'t>, at: Pointer, reason: &'static str) {
        let extent = node.extent();
        if self.taken[extent.clone()].iter().all(|taken| *taken) || self.is_second(node) {
            return;
        }
        if id_of(node).is_some_and(|id| id.starts_with(SYNTHESISED)) {
            return;
        }
        if !node.is_object() && !node.is_array() || !self.taken[extent].contains(&true) && self.says_something(node) {
            self.losses.push(loss(at, Lost::Missing, reason));
            return;
        }
        for (name, value) in node.members() {
            if !is_formal(name, value) {
                let reason = match name {
                    "credentialStatus" => STATUS,
                    name if PLACED.contains(name) => NOT_READ,
                    _ => NO_PLACE,
                };
                self.collect(value, at.member(name), reason);
            }
        }
        for (index, item) in node.items().enumerate() {
            self.collect(item, at.item(index), reason);
        }
    }

    fn is_second(&self, node: Node<'_>) -> bool {
        self.second.contains(&node.index())
    }

    /// Whether there is anything in a part but forms, second copies, and what was synthesised.
    fn says_something(&self, node: Node<'t>) -> bool {
        if self.is_second(node) || id_of(node).is_some_and(|id| id.starts_with(SYNTHESISED)) {
            return false;
        }
        match (node.is_object(), node.is_array()) {
            (true, _) => node.members().any(|(name, value)| !is_formal(name, value) && self.says_something(value)),
            (_, true) => node.items().any(|item| self.says_something(item)),
            _ => true,
        }
    }
}

/// Whether two values are written with the same members in the same order.
fn is_same(one: Node<'_>, other: Node<'_>) -> bool {
    one.kind() == other.kind()
        && one.entries() == other.entries()
        && (one.as_str(), one.number_text(), one.as_bool()) == (other.as_str(), other.number_text(), other.as_bool())
        && one.members().zip(other.members()).all(|((name, value), (own, there))| name == own && is_same(value, there))
        && one.items().zip(other.items()).all(|(item, there)| is_same(item, there))
}

/// Values that are [the same](is_same) have the same hash.
fn hash(node: Node<'_>, words: &mut impl Hasher) {
    (node.as_str(), node.number_text(), node.as_bool(), node.entries()).hash(words);
    for (name, value) in node.members() {
        name.hash(words);
        hash(value, words);
    }
    node.items().for_each(|item| hash(item, words));
}

/// Members that say how the document is made, and ids that say nothing outside of it.
fn is_formal(name: &str, value: Node<'_>) -> bool {
    match name {
        "@context" | "type" | "@type" | "inScheme" | "credentialSchema" => true,
        "id" | "@id" => value.as_str().is_some_and(is_local),
        // That it is a credential like any other.
        "credentialProfiles" => id_of(value) == Some(GENERIC),
        _ => false,
    }
}
