use super::one_or_many;
use crate::json::{Node, Pointer, PointerError};
use crate::report::{Code, Finding, Findings, code};

/// The members of an object in a request: each asked for once, everything that is wrong told at once.
///
/// A member that nobody asks for is refused: what is not understood might have been meant to change what is signed or believed
/// ([VC-API §2](https://w3c-ccg.github.io/vc-api/#options)).
#[allow(missing_debug_implementations)] // nobody outside holds one
pub struct Members<'t> {
    node: Option<Node<'t>>,
    place: Pointer,
    known: Vec<&'static str>,
    findings: Findings,
}

impl<'t> Members<'t> {
    /// The members of a whole request.
    pub(crate) fn of(root: Node<'t>) -> Self {
        let mut members =
            Self { node: Some(root), place: Pointer::root(), known: Vec::new(), findings: Findings::new() };
        if !root.is_object() {
            members.say(code::request::SYNTAX, Pointer::root(), "write an object");
        }
        members
    }

    /// The members of an object that stands somewhere inside.
    pub(in crate::ops) fn at(node: Node<'t>) -> Self {
        Self { node: Some(node), place: node.path(), known: Vec::new(), findings: Findings::new() }
    }

    /// The members of an object inside, which may be left out.
    #[cfg(feature = "server")]
    pub(crate) fn inside(&mut self, name: &'static str) -> Self {
        let node = self.take(name);
        if node.is_some_and(|node| !node.is_object()) {
            self.wrong(name, "write an object, or leave it out");
        }
        Self { node, place: self.place.member(name), known: Vec::new(), findings: Findings::new() }
    }

    /// Counts a member among those that are known.
    pub(super) fn knows(&mut self, name: &'static str) {
        self.known.push(name);
    }

    /// A member, if it is there.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<Node<'t>> {
        self.knows(name);
        self.node?.get(name)
    }

    /// A member, if it is there, that is yet to be taken.
    pub(in crate::ops) fn peek(&self, name: &str) -> Option<Node<'t>> {
        self.node?.get(name)
    }

    /// Says what is to be done if a member is not there. Where its object is not there either, that is said of the object.
    pub(crate) fn require(&mut self, name: &str, detail: &str) {
        if self.node.is_some_and(|node| node.is_object() && node.get(name).is_none()) {
            self.wrong(name, detail);
        }
    }

    /// A string, if it is there.
    pub(crate) fn string(&mut self, name: &'static str) -> Option<&'t str> {
        let node = self.take(name)?;
        if node.as_str().is_none() {
            self.wrong(name, "write a string");
        }
        node.as_str()
    }

    /// A string that is not empty, if it is there: a variable that was lost on the way is no challenge, and no verifier.
    pub(crate) fn filled(&mut self, name: &'static str) -> Option<&'t str> {
        let text = self.string(name)?;
        if text.is_empty() {
            self.wrong(name, "it is empty: give what was meant, or leave it out");
        }
        Some(text)
    }

    /// Strings, if they are there: one, or an array of them.
    pub(crate) fn strings(&mut self, name: &'static str) -> Vec<String> {
        let nodes = self.take(name).map(one_or_many).unwrap_or_default();
        let strings: Vec<_> = nodes.iter().filter_map(|node| node.as_str()).map(str::to_owned).collect();
        if strings.len() != nodes.len() {
            self.wrong(name, "write a string, or an array of strings");
        }
        strings
    }

    /// JSON Pointers, if they are there.
    pub(crate) fn pointers(&mut self, name: &'static str) -> Vec<Pointer> {
        let pointers: Result<_, _> = self.strings(name).iter().map(|text| Pointer::parse(text)).collect();
        pointers.unwrap_or_else(|error: PointerError| {
            self.wrong(name, error.to_string());
            Vec::new()
        })
    }

    /// Yes or no, if it is there.
    pub(crate) fn boolean(&mut self, name: &'static str) -> Option<bool> {
        let node = self.take(name)?;
        if node.as_bool().is_none() {
            self.wrong(name, "write true or false");
        }
        node.as_bool()
    }

    /// Whether something is asked for; not if it is not there.
    pub(crate) fn flag(&mut self, name: &'static str) -> bool {
        self.boolean(name).unwrap_or_default()
    }

    /// Says that a member is not as it must be.
    pub(crate) fn wrong(&mut self, name: &str, detail: impl Into<String>) {
        self.say(code::request::MEMBER, self.place.member(name), detail);
    }

    /// Says something about a place in the request.
    pub(super) fn say(&mut self, code: Code, pointer: Pointer, detail: impl Into<String>) {
        self.findings.push(Finding::new(code, pointer, detail));
    }

    /// Says what was found elsewhere, with places in the request.
    pub(super) fn add(&mut self, findings: Findings) {
        self.findings.extend(findings);
    }

    /// What was found, and what is there that nobody asked for.
    pub(crate) fn finish(mut self) -> Findings {
        let detail = match self.known.is_empty() {
            true => "leave it out".to_owned(),
            false => format!("leave it out; the members are {}", self.known.join(", ")),
        };
        let others = self.node.into_iter().flat_map(Node::members).filter(|(name, _)| !self.known.contains(name));
        let unknown: Vec<_> = others.map(|(_, value)| value.path()).collect();
        for place in unknown {
            self.say(code::request::UNKNOWN_MEMBER, place, detail.clone());
        }
        self.findings
    }
}
