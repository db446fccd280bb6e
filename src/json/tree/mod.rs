mod compose;
mod document;
mod items;
mod node;
mod places;
mod write;

pub(crate) use compose::Composer;
pub(crate) use items::Key;
pub use node::Node;
pub(super) use places::Places;

use super::{Error, Name, NameSet, Value, parse, value};
use crate::limits::Limits;
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroize;

/// A parsed document that owns its text: one flat list of entries in document order.
///
/// Looking around in it allocates nothing. Strings without escapes are slices of the text.
#[derive(Clone)]
pub struct Tree {
    pub(super) text: Arc<str>,
    /// Strings that had escapes, unescaped, one after the other.
    pub(super) unescaped: String,
    pub(super) entries: Vec<Entry>,
    pub(super) seen: Seen,
    pub(super) places: Places,
}

/// What was seen while a tree was parsed, so that nobody has to look for it again.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    /// Whether the text may have spaces between values or escapes in strings, that would not be written again.
    pub(super) may_be_spacious: bool,
    /// Whether objects inside of others may have members whose names begin with `@`.
    pub(super) may_have_keywords: bool,
    /// The names that members may have.
    pub(super) names: NameSet,
}

impl Seen {
    pub(super) const NOTHING: Self = Self { may_be_spacious: false, may_have_keywords: false, names: NameSet::NONE };

    /// Adds what was seen in a tree of which a part is taken.
    fn add(&mut self, other: Self) {
        self.may_be_spacious |= other.may_be_spacious;
        self.may_have_keywords |= other.may_have_keywords;
        self.names.add(other.names);
    }
}

/// One value, or one member's key (which always stands just before its value).
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) kind: EntryKind,
    /// Of a key.
    pub(super) name: Name,
    /// Range in the text (strings: between the quotes), or in `unescaped`.
    pub(super) start: u32,
    pub(super) end: u32,
    /// The entry after this one and all that it holds.
    pub(super) next: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    Null,
    True,
    False,
    Number,
    Text,
    Unescaped,
    Array,
    Object,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // JSON has no seventh kind
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number
    Number,
    /// A string
    String,
    /// An array
    Array,
    /// An object
    Object,
}

impl Tree {
    /// Parses a whole text, strictly.
    ///
    /// # Errors
    /// The first thing that is not strict JSON, or the first limit exceeded, with its place.
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, Error> {
        parse::parse(text, limits)
    }

    /// The tree of what is being written.
    pub(crate) fn of(value: &Value, limits: &Limits) -> Result<Self, Error> {
        Self::parse(&value.to_string(), limits)
    }

    /// Parses bytes that must be UTF-8 without a byte order mark.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and for bytes that are not UTF-8.
    pub fn parse_bytes(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        parse::check_size(bytes.len(), limits)?;
        parse::parse(parse::decode(bytes)?, limits)
    }

    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        Node { tree: self, at: 0 }
    }

    /// The text that was parsed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, to be kept beyond the tree.
    pub(crate) fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// How many values the tree holds; keys count as one each.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Never true: a tree holds at least its root.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether a string entry holds exactly this.
    #[inline]
    fn is(&self, entry: &Entry, text: &str) -> bool {
        let (start, end) = (entry.start as usize, entry.end as usize);
        let source = if entry.kind == EntryKind::Text { self.text.as_bytes() } else { self.unescaped.as_bytes() };
        // Most names of one length differ in their first byte, which costs less to see than a comparison costs to call.
        end - start == text.len()
            && text.as_bytes().first().is_none_or(|first| source[start] == *first)
            && source[start..end] == *text.as_bytes()
    }

    /// Overwrites the text, for documents that held a secret. What was copied out of it is for those to erase who did so.
    pub fn erase(mut self) {
        // Nobody shares the text but clones of this tree and digests of its document, and such a document has neither.
        if let Some(text) = Arc::get_mut(&mut self.text) {
            text.zeroize();
        }
        self.unescaped.zeroize();
    }
}

impl fmt::Debug for Tree {
    /// Only the size: a document may hold what is nobody's business.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tree").field("values", &self.entries.len()).finish_non_exhaustive()
    }
}
