//! A place in a tree, written as its value would be.

use super::{EntryKind, Key, Node};
use crate::json::value;

impl Node<'_> {
    /// Writes it as its [`Value`](Self::to_value) would be written.
    pub(in crate::json) fn write(self, text: &mut String) {
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
