use super::{Error, Name, NameSet, Number, Object, Pointer, Value, index_of, parse, value};
use crate::limits::Limits;
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroize;

mod compose;
mod places;

pub(crate) use compose::Composer;
pub(super) use places::Places;

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

/// A place in a [`Tree`].
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    at: u32,
}

impl<'t> Node<'t> {
    #[inline]
    fn entry(self) -> &'t Entry {
        &self.tree.entries[self.at as usize]
    }

    /// What stands here.
    #[inline]
    pub fn kind(self) -> Kind {
        match self.entry().kind {
            EntryKind::Null => Kind::Null,
            EntryKind::True | EntryKind::False => Kind::Bool,
            EntryKind::Number => Kind::Number,
            EntryKind::Text | EntryKind::Unescaped => Kind::String,
            EntryKind::Array => Kind::Array,
            EntryKind::Object => Kind::Object,
        }
    }

    /// Whether this is `null`.
    #[inline]
    pub fn is_null(self) -> bool {
        self.entry().kind == EntryKind::Null
    }

    /// Whether this is an object.
    #[inline]
    pub fn is_object(self) -> bool {
        self.entry().kind == EntryKind::Object
    }

    /// Whether this is an array.
    #[inline]
    pub fn is_array(self) -> bool {
        self.entry().kind == EntryKind::Array
    }

    /// The string, if this is one.
    #[inline]
    pub fn as_str(self) -> Option<&'t str> {
        let entry = self.entry();
        let range = entry.start as usize..entry.end as usize;
        match entry.kind {
            EntryKind::Text => Some(&self.tree.text[range]),
            EntryKind::Unescaped => Some(&self.tree.unescaped[range]),
            _ => None,
        }
    }

    /// The boolean, if this is one.
    pub fn as_bool(self) -> Option<bool> {
        match self.entry().kind {
            EntryKind::True => Some(true),
            EntryKind::False => Some(false),
            _ => None,
        }
    }

    /// The text of the number, if this is one.
    pub fn number_text(self) -> Option<&'t str> {
        let entry = self.entry();
        (entry.kind == EntryKind::Number).then(|| &self.tree.text[entry.start as usize..entry.end as usize])
    }

    /// The nearest double, if this is a number.
    pub fn as_f64(self) -> Option<f64> {
        self.number_text().and_then(|text| text.parse().ok())
    }

    /// The items, if this is an array; nothing otherwise.
    #[inline]
    pub fn items(self) -> impl Iterator<Item = Node<'t>> + Clone + use<'t> {
        let entry = self.entry();
        let (first, last) = match entry.kind {
            EntryKind::Array => (self.at + 1, entry.next),
            _ => (0, 0),
        };
        Items { tree: self.tree, at: first, end: last }
    }

    /// The members in document order, if this is an object; nothing otherwise.
    #[inline]
    pub fn members(self) -> impl Iterator<Item = (&'t str, Node<'t>)> + Clone + use<'t> {
        let entry = self.entry();
        let (first, last) = match entry.kind {
            EntryKind::Object => (self.at + 1, entry.next),
            _ => (0, 0),
        };
        Members(Items { tree: self.tree, at: first, end: last })
    }

    /// The members with their names as they were recognised, for whoever looks for few among many.
    #[inline]
    pub(crate) fn members_by_key(self) -> impl Iterator<Item = (Key<'t>, Node<'t>)> + Clone + use<'t> {
        let entry = self.entry();
        let (first, last) = match entry.kind {
            EntryKind::Object => (self.at + 1, entry.next),
            _ => (0, 0),
        };
        let mut items = Items { tree: self.tree, at: first, end: last };
        std::iter::from_fn(move || Some((Key(items.next()?), items.next()?)))
    }

    /// The value of the member `key`, if this is an object that has it.
    #[inline]
    pub fn get(self, key: &str) -> Option<Node<'t>> {
        let object = self.entry();
        if object.kind != EntryKind::Object {
            return None;
        }
        let entries = &self.tree.entries;
        // A number is compared faster than letters are.
        let known = Name::of(key.as_bytes());
        let mut at = self.at + 1;
        while at < object.next {
            let name = &entries[at as usize];
            if name.name == known && (known != Name::OTHER || self.tree.is(name, key)) {
                return Some(Node { tree: self.tree, at: name.next });
            }
            at = entries[name.next as usize].next;
        }
        None
    }

    /// Whether this is an object with a member whose name begins with `@`. It has to stand inside another value.
    pub(crate) fn has_keyword(self) -> bool {
        self.tree.seen.may_have_keywords && self.has_name_starting_with(b'@')
    }

    fn has_name_starting_with(self, byte: u8) -> bool {
        let entries = &self.tree.entries[..self.entry().next as usize];
        let mut at = self.at as usize + 1;
        while self.is_object()
            && let Some(name) = entries.get(at)
        {
            let source = if name.kind == EntryKind::Text { &*self.tree.text } else { &self.tree.unescaped };
            if name.start < name.end && source.as_bytes()[name.start as usize] == byte {
                return true;
            }
            at = entries[name.next as usize].next as usize;
        }
        false
    }

    /// One or many: the items of an array, or the value itself. `null` is none.
    #[inline]
    pub fn each(self) -> impl Iterator<Item = Node<'t>> + Clone + use<'t> {
        let entry = self.entry();
        let (first, last) = match entry.kind {
            EntryKind::Array => (self.at + 1, entry.next),
            EntryKind::Null => (0, 0),
            _ => (self.at, entry.next),
        };
        Items { tree: self.tree, at: first, end: last }
    }

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

    /// An owned copy, numbers with their text.
    pub fn to_value(self) -> Value {
        match self.kind() {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(self.as_bool() == Some(true)),
            Kind::Number => self.number_text().and_then(Number::from_text).map_or(Value::Null, Value::Number),
            Kind::String => Value::String(self.as_str().unwrap_or_default().to_owned()),
            Kind::Array => Value::Array(self.items().map(Node::to_value).collect()),
            Kind::Object => {
                Value::Object(self.members().map(|(key, value)| (key.to_owned(), value.to_value())).collect::<Object>())
            }
        }
    }
}

impl Node<'_> {
    /// Writes it as its [`Value`](Self::to_value) would be written.
    pub(super) fn write(self, text: &mut String) {
        match self.entry().kind {
            EntryKind::Null | EntryKind::True | EntryKind::False | EntryKind::Number => text.push_str(self.source()),
            EntryKind::Array | EntryKind::Object if !self.tree.seen.may_be_spacious => text.push_str(self.source()),
            EntryKind::Text | EntryKind::Unescaped => self.write_string(text),
            EntryKind::Array => value::write_list(text, ['[', ']'], self.items(), |text, item| item.write(text)),
            EntryKind::Object => {
                value::write_list(text, ['{', '}'], self.members_by_key(), |text, (Key(key), value)| {
                    key.write_string(text);
                    text.push(':');
                    value.write(text);
                })
            }
        }
    }

    fn write_string(self, text: &mut String) {
        // What needed no escapes needs none now.
        if self.is_verbatim() {
            text.push('"');
            text.push_str(self.source());
            text.push('"');
        } else {
            value::write_string(text, self.as_str().unwrap_or_default());
        }
    }
}

impl fmt::Debug for Node<'_> {
    /// Only what and where: a document may hold what is nobody's business.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Node").field("kind", &self.kind()).field("at", &self.at).finish_non_exhaustive()
    }
}

/// The name of a member, where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Key<'t>(Node<'t>);

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
struct Items<'t> {
    tree: &'t Tree,
    at: u32,
    end: u32,
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
struct Members<'t>(Items<'t>);

impl<'t> Iterator for Members<'t> {
    type Item = (&'t str, Node<'t>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let key = self.0.next()?.as_str()?;
        Some((key, self.0.next()?))
    }
}
