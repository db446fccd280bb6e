//! A place in a tree, written as its value would be.

use super::{EntryKind, Key, Node};
use crate::json::value;
use std::borrow::Cow;

impl<'t> Node<'t> {
    /// The JSON that stands here, as its [`Value`](Self::to_value) would be written.
    pub(crate) fn to_json_string(self) -> String {
        // With the quotation marks of a string, which are no part of its source.
        let mut text = String::with_capacity(self.source_length() + 2);
        self.write(&mut text);
        text
    }

    /// The text of the document that stands here: of a string what it holds, such as a token, and otherwise the JSON.
    pub(crate) fn token_or_json(self) -> Cow<'t, str> {
        self.as_str().map_or_else(|| self.to_json_string().into(), Cow::Borrowed)
    }

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

#[cfg(test)]
mod tests {
    use crate::json::Tree;
    use crate::limits::Limits;

    #[test]
    fn what_stands_somewhere_is_written_as_its_value_is() {
        let spacious =
            r#"{ "object" : { "a" : [ 1.50 , "\u00e4\b\/" ] }, "token": "ey\u002eJ", "number": 1e3, "nothing": null }"#;
        let compact = r#"{"object":{"a":[1.50,"ä"]},"token":"ey.J","number":-0,"nothing":null}"#;
        for text in [spacious, compact] {
            let tree = Tree::parse(text, &Limits::default()).unwrap();
            for node in tree.root().members().map(|(_, node)| node).chain([tree.root()]) {
                let written = node.to_json_string();
                assert_eq!(written, node.to_value().to_string());
                assert_eq!(node.token_or_json(), node.as_str().unwrap_or(&written));
            }
        }
    }

    #[test]
    fn a_value_is_a_tree_of_what_it_is_written_as() {
        let text = r#"{"a":[2.50,-0,1e3],"b\n":null}"#;
        let tree = Tree::parse(text, &Limits::default()).unwrap();
        let value = tree.root().to_value();
        assert_eq!(Tree::of(&value, &Limits::default()).unwrap().text(), text);
        assert!(Tree::of(&value, &Limits { bytes: text.len() - 1, ..Limits::default() }).is_err());
    }
}
