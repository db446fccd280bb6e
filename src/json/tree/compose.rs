//! Trees put together from parts of others, as if their text had been written and parsed.

use super::{Entry, EntryKind, Key, Name, Node, Places, Seen, Tree, value};

/// A tree that is being put together. Whoever does it sees to it that no object gets a name twice.
pub(crate) struct Composer {
    text: String,
    unescaped: String,
    entries: Vec<Entry>,
    /// How many objects and arrays are open.
    depth: usize,
    seen: Seen,
}

impl Composer {
    /// Nothing yet; with room for about as much as a tree holds.
    pub(crate) fn with_room_of(tree: &Tree) -> Self {
        let room = tree.entries.len() + 16;
        Self {
            text: String::with_capacity(tree.text.len() + 64),
            unescaped: String::new(),
            entries: Vec::with_capacity(room),
            depth: 0,
            seen: Seen::NOTHING,
        }
    }

    /// Opens an object or an array, whichever this is; it gets members or items until it is closed.
    pub(crate) fn open(&mut self, like: Node<'_>) -> usize {
        self.separate();
        let place = self.entries.len();
        let start = self.text.len() as u32;
        self.text.push(if like.is_array() { '[' } else { '{' });
        self.entries.push(Entry { name: Name::OTHER, start, ..*like.entry() });
        self.depth += 1;
        place
    }

    /// Closes what was opened at a place.
    pub(crate) fn close(&mut self, place: usize) {
        let next = self.entries.len() as u32;
        self.depth -= 1;
        if let Some(entry) = self.entries.get_mut(place) {
            self.text.push(if entry.kind == EntryKind::Array { ']' } else { '}' });
            entry.end = self.text.len() as u32;
            entry.next = next;
        }
    }

    /// The name of the member whose value follows, as it stands in another tree.
    pub(crate) fn key(&mut self, key: Key<'_>) {
        self.add(key.0);
        self.text.push(':');
        self.seen.may_have_keywords |= self.depth > 1 && key.text().starts_with('@');
    }

    /// The name of the member whose value follows.
    pub(crate) fn name(&mut self, name: Node<'_>) {
        let place = self.entries.len();
        self.add(name);
        self.text.push(':');
        if let (Some(entry), Some(name)) = (self.entries.get_mut(place), name.as_str()) {
            entry.name = Name::of(name.as_bytes());
            self.seen.names.insert(entry.name);
            self.seen.may_have_keywords |= self.depth > 1 && name.starts_with('@');
        }
    }

    /// A value with all that it holds, as it stands in another tree.
    pub(crate) fn add(&mut self, node: Node<'_>) {
        self.separate();
        let (tree, whole) = (node.tree, node.entry());
        self.seen.add(tree.seen);
        // What was seen is of what stands inside its own tree.
        self.seen.may_have_keywords |= node.at == 0 && node.has_name_starting_with(b'@');
        let (to, place) = (self.text.len() as u32, self.entries.len() as u32);
        let range = |entry: &Entry| entry.start as usize..entry.end as usize;
        // A string stands between its quotes.
        let from = match whole.kind {
            EntryKind::Text => {
                self.text.push_str(&tree.text[range(whole).start - 1..range(whole).end + 1]);
                whole.start - 1
            }
            EntryKind::Unescaped => {
                value::write_string(&mut self.text, &tree.unescaped[range(whole)]);
                0
            }
            _ => {
                self.text.push_str(&tree.text[range(whole)]);
                whole.start
            }
        };
        let moved = |entry: &Entry, start| Entry {
            start,
            end: start.wrapping_add(entry.end - entry.start),
            next: entry.next - node.at + place,
            ..*entry
        };
        let entries = tree.entries[node.extent()].iter();
        if tree.unescaped.is_empty() {
            let by = to.wrapping_sub(from);
            return self.entries.extend(entries.map(|entry| moved(entry, entry.start.wrapping_add(by))));
        }
        let unescaped = &mut self.unescaped;
        self.entries.extend(entries.map(|entry| match entry.kind {
            EntryKind::Unescaped => {
                let start = unescaped.len() as u32;
                unescaped.push_str(&tree.unescaped[range(entry)]);
                moved(entry, start)
            }
            _ => moved(entry, entry.start - from + to),
        }));
    }

    /// The whole.
    pub(crate) fn finish(self) -> Tree {
        Tree {
            text: self.text.into(),
            unescaped: self.unescaped,
            entries: self.entries,
            seen: self.seen,
            places: Places::default(),
        }
    }

    /// No value ends in what another may follow at once.
    fn separate(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
        }
    }
}

impl Tree {
    /// The outermost object without some of its members, as if that had been parsed; nothing if it has none of them.
    pub(crate) fn without(&self, is_left_out: impl Fn(&str) -> bool) -> Option<Self> {
        let root = self.root();
        root.members().find(|(name, _)| is_left_out(name))?;
        let mut composer = Composer::with_room_of(self);
        let object = composer.open(root);
        for (key, value) in root.members_by_key().filter(|(key, _)| !is_left_out(key.text())) {
            composer.key(key);
            composer.add(value);
        }
        composer.close(object);
        Some(composer.finish())
    }

    /// The indices of all members that have one of these well-known names, in ascending order.
    pub(crate) fn indices_of(&self, names: &[Name]) -> Vec<usize> {
        // Most entries are no names, or none that are well known.
        let named = self.entries.iter().enumerate().filter(|(_, entry)| entry.name != Name::OTHER);
        named.filter(|(_, entry)| names.contains(&entry.name)).map(|(index, _)| index).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    /// What was put together is what parsing its text gives.
    fn assert_as_parsed(tree: &Tree) {
        let parsed = Tree::parse(tree.text(), &Limits::default()).unwrap();
        assert_eq!(tree.root().to_value(), parsed.root().to_value());
        assert_eq!(tree.len(), parsed.len());
        let mut written = String::new();
        tree.root().write(&mut written);
        assert_eq!(written, parsed.root().to_value().to_string());
        for at in 0..tree.len() {
            let (tree, parsed) = (tree.root().sibling(at), parsed.root().sibling(at));
            assert_eq!((tree.extent(), tree.path()), (parsed.extent(), parsed.path()));
            assert_eq!(tree.entry().name, parsed.entry().name);
            assert!(tree.tree.seen.names.contains(tree.entry().name) || tree.entry().name == Name::OTHER);
            assert!(at == 0 || tree.has_keyword() == tree.has_name_starting_with(b'@'));
            assert_eq!(tree.kind(), parsed.kind());
            assert_eq!(tree.as_str(), parsed.as_str());
            assert_eq!(tree.number_text(), parsed.number_text());
        }
    }

    fn parse(text: &str) -> Tree {
        Tree::parse(text, &Limits::default()).unwrap()
    }

    #[test]
    fn what_was_seen_is_there() {
        for text in [
            "7",
            r#"{"a":[1.50,-0,{"b":"c","@id":[]},null,{}]}"#,
            r#"{"a": [1.50,{"type":"c"}] }"#,
            r#"{"@context":"a","id":"\/","x":{"id":1}}"#,
            r#"[{"\u0040id":{"y":{}}},"@"]"#,
        ] {
            assert_as_parsed(&parse(text));
        }
        let seen = |text| parse(text).seen;
        assert!(!seen(r#"{"@context":1,"a":["@b"]}"#).may_have_keywords && seen(r#"{"a":{"@b":1}}"#).may_have_keywords);
        assert!(!seen(r#"{"a":[1," "]}"#).may_be_spacious && seen(r#"{"a":[1, 2]}"#).may_be_spacious);
    }

    #[test]
    fn members_are_left_out() {
        let tree = parse(
            r#" { "iss" : "a", "id":"b","\u0074ype" : [ "C", "d\n\u00e9" , {"x":{"iss":-1.5e3}} ], "sub":{"id":"e"},
            "name" : "\"f\u00e9\" g", "aud":[], "on":true, "off" : null, "n": 12, "i\u0061t":7 } "#,
        );
        let left = tree.without(|name| ["iss", "sub", "aud", "iat"].contains(&name)).unwrap();
        let expected = parse(
            r#"{"id":"b","type":["C","d\n\u00e9",{"x":{"iss":-1.5e3}}],"name":"\"f\u00e9\" g","on":true,"off":null,"n":12}"#,
        );
        assert_eq!(left.root().to_value(), expected.root().to_value());
        assert_as_parsed(&left);
        assert!(tree.without(|name| name == "type").is_some() && tree.without(|name| name == "x").is_none());
        assert_eq!(tree.without(|_| true).unwrap().text(), "{}");
    }

    #[test]
    fn parts_of_several_trees_make_one() {
        let outer = parse(r#"{ "\u0069d": "a\tb", "list": [ 1, {"x": "{"} , "["], "empty": {} }"#);
        let inner = parse(r#"["salt", "na\u006de", {"t\u0079pe": ["\u00e9", ":", null, {"\\": ","}]}]"#);
        let keyword = parse(r#"["@id"]"#);
        let mut composer = Composer::with_room_of(&outer);
        let object = composer.open(outer.root());
        for (key, value) in outer.root().members_by_key() {
            composer.key(key);
            if value.is_array() {
                let array = composer.open(value);
                value.items().for_each(|item| composer.add(item));
                composer.add(inner.root());
                composer.close(array);
            } else {
                composer.add(value);
            }
        }
        let parts: Vec<Node<'_>> = inner.root().items().collect();
        composer.name(parts[1]);
        composer.add(parts[2]);
        composer.name(keyword.root().items().next().unwrap());
        composer.add(parts[2]);
        composer.close(object);
        let tree = composer.finish();
        let expected = parse(
            r#"{"id":"a\tb","list":[1,{"x":"{"},"[",["salt","name",{"type":["é",":",null,{"\\":","}]}]],"empty":{},
                "name":{"type":["é",":",null,{"\\":","}]},"@id":{"type":["é",":",null,{"\\":","}]}}"#,
        );
        assert_eq!(tree.root().to_value(), expected.root().to_value());
        assert_as_parsed(&tree);
    }

    #[test]
    fn members_are_found_wherever_they_stand() {
        let tree = parse(r#"{"a": ["_sd", {"_s\u0064": "..."}], "b": "x_sd", "...": 1}"#);
        let names = ["_sd", "..."].map(Name::known);
        let found: Vec<_> = tree.indices_of(&names).into_iter().map(|at| tree.root().sibling(at)).collect();
        let texts: Vec<_> = found.iter().map(|node| node.as_str().unwrap_or_default()).collect();
        assert_eq!(texts, ["_sd", "..."]);
    }
}
