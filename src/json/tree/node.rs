use super::items::{Items, Key, Members};
use super::{Entry, EntryKind, Kind, Tree};
use crate::json::{Name, Number, Object, Value};
use std::fmt;

/// A place in a [`Tree`].
#[derive(Clone, Copy)]
pub struct Node<'t> {
    pub(super) tree: &'t Tree,
    pub(super) at: u32,
}

impl<'t> Node<'t> {
    #[inline]
    pub(super) fn entry(self) -> &'t Entry {
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

    pub(super) fn has_name_starting_with(self, byte: u8) -> bool {
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

impl fmt::Debug for Node<'_> {
    /// Only what and where: a document may hold what is nobody's business.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Node").field("kind", &self.kind()).field("at", &self.at).finish_non_exhaustive()
    }
}
