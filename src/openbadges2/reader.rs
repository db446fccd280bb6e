//! Reading the classes of Open Badges 2.0: what is not as it should be is found, and reading goes on.

use super::Reference;
use super::context::context;
use super::extension::{self, Extension};
use super::moment::moment;
use crate::codec::iri;
use crate::json::{Kind, Node, Object, Pointer};
use crate::report::{Code, Finding, Findings, code};
use crate::vc::{DateError, DateTimeStamp};

/// Something that can be read where it stands in a document.
pub(super) trait Read: Sized {
    /// What the class is called.
    const CLASS: &'static [&'static str];
    /// Whether it has to say its type.
    const SAYS_TYPE: bool = true;
    /// Whether it is a part of something, which is told what nobody reads in it.
    const IS_PART: bool = false;

    fn read(reader: &mut Reader<'_, '_>) -> Self;
}

/// The members of one object, each taken once.
pub(super) struct Reader<'t, 'f> {
    node: Node<'t>,
    taken: Vec<&'static str>,
    /// What nobody reads of its parts, and what there is one of and stands there again.
    unread: Vec<Pointer>,
    findings: &'f mut Findings,
}

/// What a verification object is called, and what it is called as well.
const VERIFICATION: [&str; 2] = ["verification", "verify"];

/// More findings than these are not kept of one document.
pub(super) const ENOUGH: usize = 400;

/// Reads an object of a class, or finds that it is none.
fn read<T: Read>(node: Node<'_>, findings: &mut Findings, unread: &mut Vec<Pointer>) -> Option<T> {
    if !node.is_object() {
        let detail = format!("give the {} as an object", T::CLASS.first().unwrap_or(&"thing"));
        findings.push(Finding::new(code::ob2::FORM, node.path(), detail));
        return None;
    }
    let mut reader = Reader { node, taken: vec!["@context"], unread: Vec::new(), findings };
    reader.types(T::CLASS, T::SAYS_TYPE);
    let read = T::read(&mut reader);
    if T::IS_PART {
        let left = node.members().filter(|(name, value)| !reader.taken.contains(name) && !value.is_null());
        unread.extend(left.map(|(_, value)| value.path()).chain(reader.unread));
    }
    Some(read)
}

/// Reads a whole document.
pub(super) fn whole<T: Read>(node: Node<'_>) -> Result<(T, Findings), Findings> {
    let mut findings = Findings::new();
    context(node, &mut findings);
    let read = read(node, &mut findings, &mut Vec::new());
    match read {
        // What is of another type is not read as this one, whatever it holds.
        Some(read) if !findings.contains(code::ob2::TYPE) && !findings.contains(code::ob2::CONTEXT) => {
            Ok((read, findings))
        }
        _ => Err(findings),
    }
}

impl<'t> Reader<'t, '_> {
    pub(super) fn take(&mut self, name: &'static str) -> Option<Node<'t>> {
        self.taken.push(name);
        self.node.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        let value = self.take(name)?;
        // A version is a number or a text.
        let text = value.as_str().or(value.number_text());
        if text.is_none() {
            self.wrong(value.path(), "write a string");
        }
        text.map(str::to_owned)
    }

    pub(super) fn required_text(&mut self, name: &'static str) -> String {
        self.require(name);
        self.text(name).unwrap_or_default()
    }

    /// An absolute IRI that has to be there.
    pub(super) fn required_iri(&mut self, name: &'static str) -> String {
        let iri = self.required_text(name);
        if !iri.is_empty() && !iri::is_absolute(&iri) {
            self.wrong(self.node.path().member(name), "write an absolute IRI");
        }
        iri
    }

    pub(super) fn boolean(&mut self, name: &'static str) -> Option<bool> {
        let value = self.take(name)?;
        if value.as_bool().is_none() {
            self.wrong(value.path(), "write true or false");
        }
        value.as_bool()
    }

    /// A moment. What cannot be read as one is left among the members that nobody took.
    pub(super) fn date(&mut self, name: &'static str) -> Option<DateTimeStamp> {
        let value = self.take(name)?;
        let read = value.as_str().map_or(Err(DateError::Form), moment);
        if let Err(error) = &read {
            self.taken.retain(|taken| *taken != name);
            self.say(code::validity::MALFORMED, value.path(), error.to_string());
        }
        read.ok()
    }

    pub(super) fn texts(&mut self, name: &'static str) -> Vec<String> {
        let values: Vec<_> = self.take(name).into_iter().flat_map(Node::each).collect();
        let mut texts = Vec::new();
        for value in values {
            match value.as_str().or(value.number_text()) {
                Some(text) => texts.push(text.to_owned()),
                None => self.wrong(value.path(), "write a string"),
            }
        }
        texts
    }

    /// Things of a class, each in its place.
    pub(super) fn many<T: Read>(&mut self, name: &'static str) -> Vec<T> {
        let values: Vec<_> = self.take(name).into_iter().flat_map(Node::each).collect();
        values.into_iter().filter_map(|value| read(value, self.findings, &mut self.unread)).collect()
    }

    /// Things of a class, each in its place or by its address.
    pub(super) fn references<T: Read>(&mut self, name: &'static str) -> Vec<Reference<T>> {
        let values: Vec<_> = self.take(name).into_iter().flat_map(Node::each).collect();
        values.into_iter().filter_map(|value| self.reference_at(value)).collect()
    }

    pub(super) fn reference<T: Read>(&mut self, name: &'static str) -> Option<Reference<T>> {
        let value = self.take(name)?;
        if value.kind() == Kind::Array {
            self.wrong(value.path(), "there is one; write it without the array");
        }
        self.reference_at(value.each().next()?)
    }

    fn reference_at<T: Read>(&mut self, value: Node<'t>) -> Option<Reference<T>> {
        match value.as_str() {
            Some(id) => {
                if !iri::is_absolute(id) {
                    self.wrong(value.path(), "write an absolute IRI, or the thing itself");
                }
                Some(Reference::Id(id.to_owned()))
            }
            None => read(value, self.findings, &mut self.unread).map(|thing| Reference::Embedded(Box::new(thing))),
        }
    }

    /// Something that is an address, or an object with the address for its id: read with `page` or as the object.
    pub(super) fn page_or<T: Read>(&mut self, name: &'static str, page: fn(String) -> T) -> Vec<T> {
        self.references(name)
            .into_iter()
            .map(|reference| match reference {
                Reference::Id(url) => page(url),
                Reference::Embedded(thing) => *thing,
            })
            .collect()
    }

    /// The first of things of which there is one. Others are found, and told as unread.
    pub(super) fn only<T>(&mut self, name: &'static str, things: Vec<T>) -> Option<T> {
        let more = self.node.get(name).into_iter().flat_map(Node::each).skip(1).count();
        for index in 1..=more {
            let at = self.at(name).item(index);
            self.wrong(at.clone(), "there is one");
            self.unread.push(at);
        }
        things.into_iter().next()
    }

    /// The places of what nobody read, within what is read here.
    pub(super) fn unread(&mut self) -> Vec<Pointer> {
        let here = self.here();
        let within = |at: Pointer| at.as_str().strip_prefix(here.as_str()).map(Pointer::from_text);
        std::mem::take(&mut self.unread).into_iter().filter_map(within).collect()
    }

    pub(super) fn require(&mut self, name: &'static str) {
        if self.node.get(name).is_none_or(Node::is_null) {
            self.say(code::ob2::REQUIRED, self.node.path(), format!("add `{name}`"));
        }
    }

    /// The name that a verification object stands under: the context gives `verify` the same meaning as `verification`.
    pub(super) fn verification_name(&mut self) -> &'static str {
        let [name, alias] = VERIFICATION;
        let stands = |name| self.node.get(name).is_some_and(|value| !value.is_null());
        match (stands(name), stands(alias)) {
            (false, true) => alias,
            (true, true) => {
                self.wrong(self.at(alias), "it is the same as `verification`, which stands there too; remove one");
                name
            }
            _ => name,
        }
    }

    pub(super) fn wrong(&mut self, at: Pointer, detail: &str) {
        self.say(code::ob2::FORM, at, detail);
    }

    pub(super) fn say(&mut self, code: Code, at: Pointer, detail: impl Into<String>) {
        if self.findings.len() < ENOUGH {
            self.findings.push(Finding::new(code, at, detail));
        }
    }

    pub(super) fn here(&self) -> Pointer {
        self.node.path()
    }

    pub(super) fn at(&self, name: &str) -> Pointer {
        self.node.path().member(name)
    }

    fn types(&mut self, classes: &[&str], says_type: bool) {
        let types = self.texts("type");
        let is_known = types.iter().any(|name| classes.contains(&name.as_str()));
        let may_be_silent = !says_type && types.is_empty();
        if !is_known && !may_be_silent && !classes.is_empty() {
            let is_a = |wanted: &[&str]| types.iter().any(|name| wanted.contains(&name.as_str()));
            let detail = match classes {
                ["Assertion"] if is_a(&["BadgeClass"]) => {
                    "this is the definition of a badge; give an assertion, which says who was awarded it".to_owned()
                }
                ["Assertion"] if is_a(&["Issuer", "Profile"]) => {
                    "this says who issues badges; give an assertion, which says who was awarded one".to_owned()
                }
                _ => format!("write `{}`", classes.join("` or `")),
            };
            self.say(code::ob2::TYPE, self.at("type"), detail);
        }
    }

    /// The extensions among the members, each held to its own definition if that is known here.
    pub(super) fn extensions(&mut self) -> Vec<Extension> {
        let members: Vec<_> = self.node.members().filter(|(name, _)| extension::is_extension(name)).collect();
        let read = members.into_iter().map(|(name, value)| {
            extension::check(name, value, self.findings);
            Extension::new(name, value.to_value(), value.path())
        });
        read.collect()
    }

    /// The members that nobody took and that are no extensions.
    pub(super) fn rest(&mut self) -> Object {
        let is_left = |name: &str| !self.taken.contains(&name) && !extension::is_extension(name);
        let left = self.node.members().filter(|(name, value)| is_left(name) && !value.is_null());
        left.map(|(name, value)| (name.to_owned(), value.to_value())).collect()
    }
}
