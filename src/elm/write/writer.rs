use super::{Kept, Synthesised};
use crate::elm::concepts::{eu_name, scheme_of};
use crate::json::{Object, Pointer, Value};
use crate::microcredential::{Concept, LanguageTag, Location, Text, Vocabulary};
use std::collections::HashMap;

/// What the ids of parts start with that ELM requires and nobody stated.
pub const SYNTHESISED: &str = "urn:epass:microcred:synthesised:";
const LOCAL: &str = "urn:epass:microcred:";

/// What everything that is written shares: in RDF, an id means one thing in the whole document, so nothing may be described under
/// it twice and differently.
#[derive(Default)]
pub(super) struct Writer {
    /// The language in which the credential is shown, as BCP 47 has it.
    shown: String,
    numbers: HashMap<String, usize>,
    /// What was described under each id: its class, and its name.
    described: HashMap<String, (&'static str, Option<Value>)>,
    /// Where the organisation under each id was said to be: the places in their order, and how each is written.
    located: HashMap<String, (Vec<Location>, HashMap<Location, Value>)>,
    reasons: HashMap<String, &'static str>,
    placed: Vec<Synthesised>,
    /// What of the options was written as they say it.
    pub(super) kept: Vec<Kept>,
}

impl Writer {
    /// One for a credential that is shown in a language.
    pub(super) fn showing(language: &str) -> Self {
        Self { shown: language.to_owned(), ..Self::default() }
    }

    /// A language map. Europass asks for languages alone: a wording has no region there, and one without a language is never shown, so it is
    /// taken for one in the language that is shown. Where another stands in that place, each keeps its tag.
    pub(super) fn text(&self, text: &Text) -> Value {
        let mut written = Object::new();
        for (tag, words) in text.wordings() {
            let language = if tag.is_undetermined() { self.shown.as_str() } else { tag.language() };
            let is_taken =
                LanguageTag::parse(language).is_none_or(|tag| text.has(&tag)) || written.get(language).is_some();
            written.insert(if is_taken { tag.as_str() } else { language }, words);
        }
        written.into()
    }

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

    /// Where the organisation under an id is said to be.
    pub(super) fn locations(&self, id: &str) -> Vec<Location> {
        self.located.get(id).map(|(locations, _)| locations.clone()).unwrap_or_default()
    }

    /// The place of an organisation as it is written there already.
    pub(super) fn written_place(&self, id: &str, location: &Location) -> Option<Value> {
        self.located.get(id)?.1.get(location).cloned()
    }

    /// Whether the organisation under an id has a place already, be it one that is made up.
    pub(super) fn is_located(&self, id: &str) -> bool {
        self.located.contains_key(id)
    }

    /// Remembers how the place of an organisation is written; nothing but the id where it is made up.
    pub(super) fn locate(&mut self, id: &str, place: Option<(&Location, &Value)>) {
        let (locations, written) = self.located.entry(id.to_owned()).or_default();
        if let Some((location, place)) = place {
            locations.push(location.clone());
            written.insert(location.clone(), place.clone());
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
        let label = (!concept.label.is_empty()).then(|| self.text(&concept.label));
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

    /// Words for people, in all their languages.
    pub(super) fn note(&mut self, words: &Text) -> Object {
        Object::new().with("id", self.local("note")).with("type", "Note").with("noteLiteral", self.text(words))
    }

    /// A page, and what it is called.
    pub(super) fn web_resource(&mut self, url: &str, title: &Text) -> Object {
        Object::new()
            .with("id", self.local("webResource"))
            .with("type", "WebResource")
            .with_some("title", (!title.is_empty()).then(|| self.text(title)))
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
