//! Going through items and members.

use super::{Node, Tree};
use crate::json::Name;

/// The name of a member, where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Key<'t>(pub(super) Node<'t>);

impl<'t> Key<'t> {
    /// The name, if it is well known.
    #[inline]
    pub(crate) fn name(self) -> Name {
        self.0.entry().name
    }

    #[inline]
    pub(crate) fn text(self) -> &'t str {
        self.0.as_str().unwrap_or_default()
    }
}

#[derive(Clone)]
pub(super) struct Items<'t> {
    pub(super) tree: &'t Tree,
    pub(super) at: u32,
    pub(super) end: u32,
}

impl<'t> Iterator for Items<'t> {
    type Item = Node<'t>;

    #[inline]
    fn next(&mut self) -> Option<Node<'t>> {
        (self.at < self.end).then(|| {
            let node = Node { tree: self.tree, at: self.at };
            self.at = node.entry().next;
            node
        })
    }
}

#[derive(Clone)]
pub(super) struct Members<'t>(pub(super) Items<'t>);

impl<'t> Iterator for Members<'t> {
    type Item = (&'t str, Node<'t>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let key = self.0.next()?.as_str()?;
        Some((key, self.0.next()?))
    }
}
