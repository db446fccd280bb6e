use super::{Node, Object, Value, value};

/// Where the members of an object go, in the order in which they are said, each name once: into an [`Object`], or straight into text.
///
/// So a form is described once, for whoever wants to look into it and for whoever only passes it on, which costs a tenth.
pub(crate) trait Members: Sized {
    fn text(&mut self, key: &str, text: &str);
    fn value(&mut self, key: &str, value: &Value);
    fn node(&mut self, key: &str, node: Node<'_>);
    fn count(&mut self, key: &str, count: usize);
    fn object(&mut self, key: &str, describe: impl FnOnce(&mut Self));
    /// Nothing if there are none (Open Badges 3.0 omits empty arrays).
    fn objects<T>(&mut self, key: &str, items: impl IntoIterator<Item = T>, describe: impl FnMut(&mut Self, T));
    /// Nothing if there are none.
    fn texts<T: AsRef<str>>(&mut self, key: &str, texts: impl IntoIterator<Item = T>);

    fn some_text(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }
}

impl Members for Object {
    fn text(&mut self, key: &str, text: &str) {
        self.insert(key, text);
    }

    fn value(&mut self, key: &str, value: &Value) {
        self.insert(key, value.clone());
    }

    fn node(&mut self, key: &str, node: Node<'_>) {
        self.insert(key, node.to_value());
    }

    fn count(&mut self, key: &str, count: usize) {
        self.insert(key, i64::try_from(count).unwrap_or(i64::MAX));
    }

    fn object(&mut self, key: &str, describe: impl FnOnce(&mut Self)) {
        let mut inner = Self::new();
        describe(&mut inner);
        self.insert(key, inner);
    }

    fn objects<T>(&mut self, key: &str, items: impl IntoIterator<Item = T>, mut describe: impl FnMut(&mut Self, T)) {
        let described = items.into_iter().map(|item| {
            let mut inner = Self::new();
            describe(&mut inner, item);
            Value::Object(inner)
        });
        let described: Vec<Value> = described.collect();
        if !described.is_empty() {
            self.insert(key, described);
        }
    }

    fn texts<T: AsRef<str>>(&mut self, key: &str, texts: impl IntoIterator<Item = T>) {
        let texts: Vec<Value> = texts.into_iter().map(|text| text.as_ref().into()).collect();
        if !texts.is_empty() {
            self.insert(key, texts);
        }
    }
}

/// Members that are written as soon as they are said.
pub(crate) struct Text {
    text: String,
}

impl Text {
    /// The text of one object; `bytes` is about how long it will be.
    pub(crate) fn of(bytes: usize, describe: impl FnOnce(&mut Self)) -> String {
        let mut written = Self { text: String::with_capacity(bytes) };
        written.braced(describe);
        written.text
    }

    fn braced(&mut self, describe: impl FnOnce(&mut Self)) {
        self.text.push('{');
        describe(self);
        self.text.push('}');
    }

    fn separate(&mut self) {
        if !matches!(self.text.as_bytes().last(), Some(b'{' | b'[')) {
            self.text.push(',');
        }
    }

    fn key(&mut self, key: &str) {
        self.separate();
        value::write_string(&mut self.text, key);
        self.text.push(':');
    }

    fn array<T>(&mut self, key: &str, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_none() {
            return;
        }
        self.key(key);
        self.text.push('[');
        for item in items {
            self.separate();
            write(self, item);
        }
        self.text.push(']');
    }
}

impl Members for Text {
    fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        value::write_string(&mut self.text, text);
    }

    fn value(&mut self, key: &str, value: &Value) {
        self.key(key);
        value.write(&mut self.text);
    }

    fn node(&mut self, key: &str, node: Node<'_>) {
        self.key(key);
        node.write(&mut self.text);
    }

    fn count(&mut self, key: &str, count: usize) {
        self.key(key);
        self.text.push_str(&count.to_string());
    }

    fn object(&mut self, key: &str, describe: impl FnOnce(&mut Self)) {
        self.key(key);
        self.braced(describe);
    }

    fn objects<T>(&mut self, key: &str, items: impl IntoIterator<Item = T>, mut describe: impl FnMut(&mut Self, T)) {
        self.array(key, items, |written, item| written.braced(|written| describe(written, item)));
    }

    fn texts<T: AsRef<str>>(&mut self, key: &str, texts: impl IntoIterator<Item = T>) {
        self.array(key, texts, |written, text| value::write_string(&mut written.text, text.as_ref()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    fn describe(members: &mut impl Members, root: Node<'_>) {
        members.text("plain", "Ana");
        members.text("es\"caped", "a\nb\\{\u{1}\u{7f}ö");
        members.some_text("none", None);
        members.count("many", 12);
        members.texts("no texts", [""; 0]);
        members.texts("texts", ["{", "["]);
        members.object("empty", |_| ());
        members.object("inner", |inner| inner.text("of", "it"));
        members.objects("objects", [1, 2], |one, number| one.count("number", number));
        members.objects("no objects", [0; 0], |one, number| one.count("number", number));
        members.value("value", &Value::Array(vec![Value::Null, true.into()]));
        members.node("node", root);
    }

    #[test]
    fn text_and_value_are_the_same() {
        let source = "{ \"a\" : [ 2.50, -0, 1e3, null, true, false, {}, [] ],\n \"\\u0062\\n\" : \"\\u00e4\\/\" }";
        let tree = Tree::parse(source, &Limits::default()).unwrap();
        let mut object = Object::new();
        describe(&mut object, tree.root());
        let text = Text::of(64, |members| describe(members, tree.root()));
        assert_eq!(text, Value::from(object).to_string());
        assert!(text.ends_with("\"node\":{\"a\":[2.50,-0,1e3,null,true,false,{},[]],\"b\\n\":\"ä/\"}}"), "{text}");
        assert!(Tree::parse(&text, &Limits::default()).is_ok());
    }
}
