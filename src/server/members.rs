use crate::json::{Node, Pointer, PointerError};
use crate::report::{Code, Finding, Findings, code};

/// The members of an object in a request: each asked for once, everything that is wrong told at once.
///
/// A member that nobody asks for is refused: what is not understood might have been meant to change what is signed or believed
/// ([VC-API §2](https://w3c-ccg.github.io/vc-api/#options)).
pub(super) struct Members<'t> {
    node: Option<Node<'t>>,
    place: Pointer,
    known: Vec<&'static str>,
    findings: Findings,
}

impl<'t> Members<'t> {
    /// The members of a whole request.
    pub(super) fn of(root: Node<'t>) -> Self {
        let mut members =
            Self { node: Some(root), place: Pointer::root(), known: Vec::new(), findings: Findings::new() };
        if !root.is_object() {
            members.say(code::request::SYNTAX, Pointer::root(), "write an object");
        }
        members
    }

    /// The members of an object inside, which may be left out.
    pub(super) fn inside(&mut self, name: &'static str) -> Self {
        let node = self.take(name);
        if node.is_some_and(|node| !node.is_object()) {
            self.wrong(name, "write an object, or leave it out");
        }
        Self { node, place: self.place.member(name), known: Vec::new(), findings: Findings::new() }
    }

    /// A member, if it is there.
    pub(super) fn take(&mut self, name: &'static str) -> Option<Node<'t>> {
        self.known.push(name);
        self.node?.get(name)
    }

    /// A member that has to be there.
    pub(super) fn required(&mut self, name: &'static str, detail: &str) -> Option<Node<'t>> {
        let node = self.take(name);
        if node.is_none() {
            self.wrong(name, detail);
        }
        node
    }

    /// A string, if it is there.
    pub(super) fn string(&mut self, name: &'static str) -> Option<&'t str> {
        let node = self.take(name)?;
        if node.as_str().is_none() {
            self.wrong(name, "write a string");
        }
        node.as_str()
    }

    /// Strings, if they are there: one, or an array of them.
    pub(super) fn strings(&mut self, name: &'static str) -> Vec<&'t str> {
        let Some(node) = self.take(name) else { return Vec::new() };
        let strings: Vec<_> = node.each().filter_map(Node::as_str).collect();
        if strings.len() != node.each().count() {
            self.wrong(name, "write a string, or an array of strings");
        }
        strings
    }

    /// Whether something is asked for; not if it is not there.
    pub(super) fn flag(&mut self, name: &'static str) -> bool {
        let node = self.take(name);
        if node.is_some_and(|node| node.as_bool().is_none()) {
            self.wrong(name, "write true or false");
        }
        node.and_then(Node::as_bool).unwrap_or_default()
    }

    /// JSON Pointers, if they are there.
    pub(super) fn pointers(&mut self, name: &'static str) -> Vec<Pointer> {
        let pointers: Result<_, _> = self.strings(name).into_iter().map(Pointer::parse).collect();
        pointers.unwrap_or_else(|error: PointerError| {
            self.wrong(name, error.to_string());
            Vec::new()
        })
    }

    /// Says that a member is not as it must be.
    pub(super) fn wrong(&mut self, name: &str, detail: impl Into<String>) {
        self.say(code::request::MEMBER, self.place.member(name), detail);
    }

    fn say(&mut self, code: Code, pointer: Pointer, detail: impl Into<String>) {
        self.findings.push(Finding::new(code, pointer, detail));
    }

    /// What was found, in these members and in others that were read with them.
    pub(super) fn finish(mut self, others: impl IntoIterator<Item = Self>) -> Result<(), Findings> {
        self.refuse_others();
        for mut other in others {
            other.refuse_others();
            self.findings.extend(other.findings);
        }
        self.findings.into_result(())
    }

    fn refuse_others(&mut self) {
        let detail = match self.known.is_empty() {
            true => "leave it out".to_owned(),
            false => format!("leave it out; the members are {}", self.known.join(", ")),
        };
        let Some(node) = self.node else { return };
        let unknown: Vec<_> = node.members().filter(|(name, _)| !self.known.contains(name)).collect();
        for (_, value) in unknown {
            self.say(code::request::UNKNOWN_MEMBER, value.path(), detail.clone());
        }
    }
}
