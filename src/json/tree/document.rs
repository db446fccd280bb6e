//! What a place tells of the document around it, and of how it was written there.

use super::{EntryKind, Node};
use crate::json::Name;

impl<'t> Node<'t> {
    /// The text of the whole document that this stands in.
    pub(crate) fn document_text(self) -> &'t str {
        &self.tree.text
    }

    /// The value as it was written, without the quotation marks of a string.
    ///
    /// One copy of it holds everything, so that whoever reads a secret here has one text to erase.
    pub fn source(self) -> &'t str {
        let entry = self.entry();
        let text = match entry.kind {
            EntryKind::Unescaped => &self.tree.unescaped,
            _ => &*self.tree.text,
        };
        text.get(entry.start as usize..entry.end as usize).unwrap_or_default()
    }

    /// How many bytes the value takes as it was written.
    pub(crate) fn source_length(self) -> usize {
        let entry = self.entry();
        (entry.end - entry.start) as usize
    }

    /// How many values this is and holds; names of members are none.
    pub(crate) fn values(self) -> usize {
        1 + self.items().map(Node::values).sum::<usize>()
            + self.members().map(|(_, value)| value.values()).sum::<usize>()
    }

    /// How many entries this and all that it holds take.
    pub(crate) fn entries(self) -> usize {
        (self.entry().next - self.at) as usize
    }

    /// Whether this is a string that was written without escapes.
    #[inline]
    pub(crate) fn is_verbatim(self) -> bool {
        self.entry().kind == EntryKind::Text
    }

    /// Whether no string of the document was written with escapes.
    pub(crate) fn document_is_without_escapes(self) -> bool {
        self.tree.unescaped.is_empty()
    }

    /// Whether any object of the document may have a member of this name.
    pub(crate) fn document_may_name(self, name: Name) -> bool {
        self.tree.seen.names.contains(name)
    }

    /// The values of all members of these well-known names, at any depth.
    pub(crate) fn members_named(self, names: &'static [Name]) -> impl Iterator<Item = Node<'t>> + use<'t> {
        let may = names.iter().any(|name| self.document_may_name(*name));
        let extent = if may { self.extent() } else { 0..0 };
        // A value stands behind its name.
        extent.filter(move |at| names.contains(&self.tree.entries[*at].name)).map(move |at| self.sibling(at + 1))
    }

    /// The number of this entry within its tree; stable for the life of the tree.
    #[inline]
    pub(crate) fn index(self) -> usize {
        self.at as usize
    }

    /// The indices of this and all that it holds.
    pub(crate) fn extent(self) -> std::ops::Range<usize> {
        self.index()..self.entry().next as usize
    }

    /// The node of the same tree that has this [`index`](Self::index).
    #[inline]
    pub(crate) fn sibling(self, index: usize) -> Self {
        Self { at: index as u32, ..self }
    }
}
