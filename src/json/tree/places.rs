//! Where in its document everything stands, and what stands at the end of a pointer.

use super::{Entry, EntryKind, Kind, Node};
use crate::json::{Pointer, index_of};
use std::sync::OnceLock;

/// For each entry what it stands in. Worked out once, when somebody asks for the first time: a document that is as it should be has few
/// places that are told, and one that is not may have as many as it has values.
#[derive(Clone, Default)]
pub(in crate::json) struct Places(OnceLock<Box<[Place]>>);

/// What an entry stands in.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    /// The entry of the array or object.
    pub(super) parent: u32,
    /// How many items stand before it; in an object, how many names and values.
    pub(super) index: u32,
}

impl Places {
    pub(super) fn of(&self, entries: &[Entry]) -> &[Place] {
        self.0.get_or_init(|| places(entries))
    }
}

fn places(entries: &[Entry]) -> Box<[Place]> {
    let mut places = Vec::with_capacity(entries.len());
    // The arrays and objects that are open, innermost last: where each begins and ends, and how many entries it had so far.
    let mut open: Vec<(u32, u32, u32)> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        while open.last().is_some_and(|(_, end, _)| *end as usize <= at) {
            open.pop();
        }
        places.push(match open.last_mut() {
            None => Place::default(),
            Some((parent, _, count)) => {
                *count += 1;
                Place { parent: *parent, index: *count - 1 }
            }
        });
        if matches!(entry.kind, EntryKind::Array | EntryKind::Object) {
            open.push((at as u32, entry.next, 0));
        }
    }
    places.into()
}

impl<'t> Node<'t> {
    /// The value at the end of a pointer.
    pub fn pointer(self, pointer: &Pointer) -> Option<Node<'t>> {
        pointer.steps().try_fold(self, |node, step| node.child(&step))
    }

    /// The value at the end of one step of a pointer.
    pub(crate) fn child(self, step: &str) -> Option<Node<'t>> {
        match self.kind() {
            Kind::Object => self.get(step),
            Kind::Array => self.items().nth(index_of(step)?),
            _ => None,
        }
    }

    /// Where this stands in its document.
    ///
    /// The first time that this is asked of a document, all of it is looked through, so it is for findings and messages.
    pub fn path(self) -> Pointer {
        if self.at == 0 {
            return Pointer::root();
        }
        let entries = &self.tree.entries;
        let places = self.tree.places.of(entries);
        let mut steps = Vec::new();
        let mut at = self.at;
        while at > 0 {
            steps.push(at);
            at = places[at as usize].parent;
        }
        let step = |pointer: Pointer, at: u32| {
            let place = places[at as usize];
            match entries[place.parent as usize].kind {
                // The name stands just before the value.
                EntryKind::Object => pointer.member(Node { tree: self.tree, at: at - 1 }.as_str().unwrap_or_default()),
                _ => pointer.item(place.index as usize),
            }
        };
        steps.into_iter().rev().fold(Pointer::root(), step)
    }
}

#[cfg(test)]
mod tests {
    use crate::json::{Node, Tree};
    use crate::limits::Limits;

    fn all<'t>(node: Node<'t>, nodes: &mut Vec<Node<'t>>) {
        nodes.push(node);
        node.items().chain(node.members().map(|(_, value)| value)).for_each(|inner| all(inner, nodes));
    }

    #[test]
    fn every_path_leads_back() {
        let strings = vec![r#""x""#; 500].join(",");
        for text in [
            r#"{"a": [1, {"b/c": [[], {}, {"~": null}], "": "d"}, [[2], [3, 4]]], "e": {"f": {}, "g": "\n"}}"#
                .to_owned(),
            format!(r#"{{"@context": [{strings}], "held": [[{strings}], {{"h": [{strings}]}}]}}"#),
            "[]".to_owned(),
            "7".to_owned(),
        ] {
            let tree = Tree::parse(&text, &Limits::default()).unwrap();
            let mut nodes = Vec::new();
            all(tree.root(), &mut nodes);
            for node in nodes {
                let found = tree.root().pointer(&node.path()).map(Node::index);
                assert_eq!(found, Some(node.index()), "{}", node.path());
            }
        }
    }
}
