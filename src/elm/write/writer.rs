use super::Synthesised;
use crate::elm::concepts::{eu_name, scheme_of};
use crate::json::{Object, Pointer, Value};
use crate::microcredential::{Concept, Text, Vocabulary};
use std::collections::HashMap;

/// What the ids of parts start with that ELM requires and nobody stated.
pub const SYNTHESISED: &str = "urn:epass:microcred:synthesised:";
const LOCAL: &str = "urn:epass:microcred:";

/// What everything that is written shares: in RDF, an id means one thing in the whole document, so nothing may be described under
/// it twice and differently.
#[derive(Default)]
pub(super) struct Writer {
    numbers: HashMap<String, usize>,
    /// What was described under each id: its class, and its name.
    described: HashMap<String, (&'static str, Option<Value>)>,
    reasons: HashMap<String, &'static str>,
    placed: Vec<Synthesised>,
}

impl Writer {
    /// An id that says nothing outside the document.
    pub(super) fn local(&mut self, class: &str) -> String {
        self.numbered(LOCAL, class)
    }

    /// The id of something that is made up.
    pub(super) fn invented(&mut self, class: &str, what: &'static str) -> String {
        let id = self.numbered(SYNTHESISED, class);
        self.reasons.insert(id.clone(), what);
        id
    }

    fn numbered(&mut self, start: &str, class: &str) -> String {
        let number = self.numbers.entry(format!("{start}{class}")).or_default();
        *number += 1;
        format!("{start}{class}:{number}")
    }

    /// An id for something that is described once; a local one if it names something else already.
    pub(super) fn claim(&mut self, id: &str, class: &'static str) -> String {
        if self.described.contains_key(id) || id.starts_with(LOCAL) {
            return self.local(class);
        }
        self.described.insert(id.to_owned(), (class, None));
        id.to_owned()
    }

    /// An id for something that is described wherever it is mentioned, always by the same name; a local one if it names
    /// something else already, or is called otherwise.
    pub(super) fn claim_named(&mut self, id: &str, class: &'static str, name: &Value) -> String {
        if id.starts_with(LOCAL) {
            return self.local(class);
        }
        match self.described.get(id) {
            Some((own, Some(called))) if *own == class && called == name => id.to_owned(),
            Some(_) => self.local(class),
            None => {
                self.described.insert(id.to_owned(), (class, Some(name.clone())));
                id.to_owned()
            }
        }
    }

    /// Notes a value that has no id of its own and is made up.
    pub(super) fn invented_at(&mut self, pointer: Pointer, what: &'static str) {
        self.placed.push(Synthesised { pointer, what });
    }

    /// A concept that is known by an English name.
    pub(super) fn concept(&mut self, uri: &str, label: &str) -> Value {
        self.concept_of(&Concept::with_uri(uri).labelled(Text::in_language("en", label)))
    }

    /// A concept; without a URI, one of this document.
    pub(super) fn concept_of(&mut self, concept: &Concept) -> Value {
        let label = (!concept.label.is_empty()).then(|| text(&concept.label));
        let (id, label) = match &concept.uri {
            None => (self.local("concept"), label),
            Some(uri) => match self.described.get(uri) {
                // One concept has one name in a language; a second is left out.
                Some(("Concept", called)) => {
                    let label = if called.is_none() || *called == label { label } else { None };
                    if label.is_some() {
                        self.described.insert(uri.clone(), ("Concept", label.clone()));
                    }
                    (uri.clone(), label)
                }
                Some(_) => (self.local("concept"), label),
                None if uri.starts_with(LOCAL) => (self.local("concept"), label),
                None => {
                    self.described.insert(uri.clone(), ("Concept", label.clone()));
                    (uri.clone(), label)
                }
            },
        };
        let scheme = scheme_of(&id).map(|scheme| Object::new().with("id", scheme).with("type", "ConceptScheme"));
        Object::new()
            .with("id", id)
            .with("type", "Concept")
            .with_some("inScheme", scheme)
            .with_some("prefLabel", label)
            .into()
    }

    /// A value of a vocabulary.
    pub(super) fn value<V: Vocabulary>(&mut self, value: &V) -> Value {
        match (value.entry(), value.as_other()) {
            (Some((name, uri)), _) => self.concept(uri, eu_name(uri).unwrap_or(name)),
            (None, Some(other)) => self.concept_of(other),
            (None, None) => Value::Null,
        }
    }

    /// Words of no more than one language.
    pub(super) fn note(&mut self, words: &Text) -> Object {
        Object::new().with("id", self.local("note")).with("type", "Note").with("noteLiteral", text(words))
    }

    /// A page, and what it is called.
    pub(super) fn web_resource(&mut self, url: &str, title: &Text) -> Object {
        Object::new()
            .with("id", self.local("webResource"))
            .with("type", "WebResource")
            .with_some("title", (!title.is_empty()).then(|| text(title)))
            .with("contentURL", url)
    }

    /// Everything that is made up, with its place in the document.
    pub(super) fn synthesised(self, document: &Value) -> Vec<Synthesised> {
        let (mut found, mut reasons) = (self.placed, self.reasons);
        collect(document, &Pointer::root(), &mut reasons, &mut found);
        found
    }
}

/// Each is told once, where it stands first.
fn collect(value: &Value, at: &Pointer, reasons: &mut HashMap<String, &'static str>, found: &mut Vec<Synthesised>) {
    match value {
        Value::Object(object) => {
            let id = object.get("id").and_then(Value::as_str);
            if let Some(what) = id.and_then(|id| reasons.remove(id)) {
                found.push(Synthesised { pointer: at.clone(), what });
            } else {
                object.iter().for_each(|(name, value)| collect(value, &at.member(name), reasons, found));
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| collect(item, &at.item(index), reasons, found));
        }
        _ => {}
    }
}

/// A language map.
pub(super) fn text(text: &Text) -> Value {
    text.wordings().map(|(tag, words)| (tag.as_str().to_owned(), words.into())).collect::<Object>().into()
}
