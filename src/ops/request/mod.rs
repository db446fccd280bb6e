//! What is read of a request, whichever operation it is for.

pub(in crate::ops) mod document;
pub(in crate::ops) mod european;
pub(in crate::ops) mod members;
pub(in crate::ops) mod open_badge;
pub(in crate::ops) mod profiles;
pub(in crate::ops) mod signing_key;

use crate::framework::Frameworks;
use crate::json::{ErrorKind, Node, Pointer, Tree};
use crate::jsonld::Contexts;
use crate::limits::Limits;
use crate::ops::{Engine, Error, Signers};
use crate::proof::Suite;
use crate::report::{Code, Finding, Findings, code};
use crate::resolve::{Memory, Resolver};
use crate::trust::Anchors;
use crate::verify::{Policy, Schemas};
use members::Members;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use zeroize::Zeroize;

/// How many schemas, and how many tables, a request or a configuration may bring along.
const MOST_OF_ONES_OWN: usize = 64;

/// A request of an operation as it is read: its members, and what an engine gives where they say nothing.
#[allow(missing_debug_implementations)] // nobody outside holds one
pub struct Request<'t> {
    members: Members<'t>,
    engine: &'t Engine,
    /// Members that came as bytes, beside the text of the request.
    given: &'t [(&'t str, &'t [u8])],
}

impl<'t> Request<'t> {
    /// Reads a request with `read`, which gives nothing only after it has found something.
    pub(in crate::ops) fn parse<T>(
        text: &str,
        read: impl FnOnce(&mut Request<'_>) -> Option<T>,
    ) -> Result<T, Findings> {
        Self::parse_for(&Engine::default(), text, &[], read)
    }

    /// The same for an engine, whose settings stand where the request says nothing, and with members that came as bytes.
    pub(in crate::ops) fn parse_for<T>(
        engine: &Engine,
        text: &str,
        given: &[(&str, &[u8])],
        read: impl FnOnce(&mut Request<'_>) -> Option<T>,
    ) -> Result<T, Findings> {
        let tree = Tree::parse(text, &engine.request_limits()).map_err(|error| {
            // What is too much for the budgets may well be JSON.
            let code = match error.kind {
                ErrorKind::TooLarge(_) | ErrorKind::Values(_) | ErrorKind::Depth(_) | ErrorKind::Names => {
                    Code::from(&error.kind)
                }
                _ => code::request::SYNTAX,
            };
            Findings::from_iter([Finding::new(code, Pointer::root(), error.to_string())])
        })?;
        let root = tree.root();
        let mut request = Request { members: Members::of(root), engine, given };
        for (name, _) in given.iter().filter(|(name, _)| root.get(name).is_some()) {
            request.wrong(name, "leave it out: it is given beside the request");
        }
        let operation = read(&mut request);
        let findings = request.members.finish();
        tree.erase();
        match operation {
            Some(operation) => findings.into_result(operation),
            None => Err(findings),
        }
    }

    /// The contexts that the engine knows.
    pub(in crate::ops) fn contexts(&self) -> Contexts {
        self.engine.contexts.clone()
    }

    /// The budgets of the engine.
    pub(in crate::ops) fn limits(&self) -> Limits {
        self.engine.limits.clone()
    }

    /// Whom the engine asks for what is not in the request.
    pub(in crate::ops) fn resolver(&self) -> Option<Arc<dyn Resolver + Send + Sync>> {
        self.engine.resolver.clone()
    }

    /// The host's keys.
    pub(in crate::ops) fn signers(&self) -> Option<Arc<dyn Signers>> {
        self.engine.signers.clone()
    }

    /// The policy that is asked for, or that of the engine.
    pub(in crate::ops) fn policy(&mut self) -> Policy {
        let asked = self.read("policy", crate::ops::Verify::policy);
        asked.or_else(|| self.engine.policy.clone()).unwrap_or_else(Policy::strict)
    }

    /// The anchors that are named, or those of the engine.
    pub(in crate::ops) fn anchors(&mut self) -> Option<Anchors> {
        let limits = self.engine.request_limits();
        let named = self.read("anchors", |text| Ok(Anchors::parse_within(text, &limits)?));
        named.or_else(|| self.engine.anchors.clone())
    }

    /// A member that came as bytes, beside the text of the request.
    pub(in crate::ops) fn given(&mut self, name: &'static str) -> Option<Vec<u8>> {
        let (_, bytes) = self.given.iter().find(|(given, _)| *given == name)?;
        self.knows(name);
        Some(bytes.to_vec())
    }

    /// A whole number up to a highest one, if it is there.
    pub(in crate::ops) fn number(&mut self, name: &'static str, highest: u64) -> Option<u64> {
        let node = self.take(name)?;
        let number = node.number_text().and_then(whole_number).filter(|number| *number <= highest);
        if number.is_none() {
            self.wrong(name, format!("write a whole number up to {highest}"));
        }
        number
    }

    /// A whole number that fits into 32 bits, if it is there.
    pub(in crate::ops) fn count(&mut self, name: &'static str) -> Option<u32> {
        self.number(name, u32::MAX.into())?.try_into().ok()
    }

    /// The same from 1 on.
    pub(in crate::ops) fn positive(&mut self, name: &'static str) -> Option<u32> {
        let number = self.count(name)?;
        if number == 0 {
            self.wrong(name, "write a whole number from 1 on, or leave it out");
        }
        Some(number)
    }

    /// Whole numbers, if they are there: one, or an array of them.
    pub(in crate::ops) fn counts(&mut self, name: &'static str) -> Vec<u32> {
        let Some(nodes) = self.take(name).map(one_or_many) else { return Vec::new() };
        let read = |node: &Node<'_>| u32::try_from(whole_number(node.number_text()?)?).ok();
        let numbers: Vec<_> = nodes.iter().filter_map(read).collect();
        // None of them is not the same as all of them.
        if numbers.is_empty() || numbers.len() != nodes.len() {
            self.wrong(name, "write a whole number, or an array of them that is not empty; or leave it out for all");
        }
        numbers
    }

    /// Documents at hand, each under its DID or URL, if they are there.
    pub(in crate::ops) fn resources(&mut self) -> Memory {
        let mut resources = Memory::new();
        if let Some(node) = self.take("resources") {
            if !node.is_object() {
                self.wrong("resources", "write an object from DIDs and URLs to their documents");
            }
            for (url, document) in node.members() {
                if let Some(bytes) = self.whole(document) {
                    resources.insert(url, bytes);
                }
            }
        }
        resources
    }

    /// JSON Schemas, each under its URL, if they are there. One may refer to those before it.
    pub(in crate::ops) fn schemas(&mut self) -> Schemas {
        let mut schemas = self.engine.schemas.clone();
        let Some(node) = self.take("schemas") else { return schemas };
        if !node.is_object() {
            self.wrong("schemas", "write an object from URLs to JSON Schemas");
        }
        if self.has_too_many("schemas", node.members().count()) {
            return schemas;
        }
        for (url, document) in node.members() {
            let Some(bytes) = self.whole(document) else { continue };
            if let Err(error) = schemas.insert(url, bytes) {
                self.say(code::request::MEMBER, document.path(), error.to_string());
            }
        }
        schemas
    }

    /// A value by its name, if it is there.
    pub(in crate::ops) fn named<T>(
        &mut self,
        name: &'static str,
        choices: &str,
        value: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.string(name)?;
        let value = value(text);
        if value.is_none() {
            self.wrong(name, format!("write {choices}"));
        }
        value
    }

    /// The suite that is named, if one is.
    pub(in crate::ops) fn suite(&mut self) -> Option<Suite> {
        let suites: Vec<_> = Suite::all().map(Suite::name).collect();
        self.named("suite", &suites.join(", "), Suite::from_name)
    }

    /// A document, if it is there: a string with its text as it arrived, or the JSON itself; what is binary, in base64.
    pub(in crate::ops) fn document(&mut self, name: &'static str) -> Option<Vec<u8>> {
        let node = self.take(name)?;
        self.whole(node)
    }

    /// Documents, if they are there: one, or an array of them.
    pub(in crate::ops) fn documents(&mut self, name: &'static str) -> Vec<Vec<u8>> {
        let nodes = self.take(name).map(one_or_many).unwrap_or_default();
        nodes.into_iter().filter_map(|node| self.whole(node)).collect()
    }

    /// A document, or the word that it is none: a variable that was never filled is no bad badge.
    fn whole(&mut self, node: Node<'_>) -> Option<Vec<u8>> {
        let document = document::bytes_of(node);
        if document.is_none() {
            self.say(code::request::MEMBER, node.path(), "write a string with its text, or the JSON itself, an object");
        }
        document
    }

    /// A document that has to be there.
    pub(in crate::ops) fn required_document(&mut self, name: &'static str) -> Option<Vec<u8>> {
        if let Some(bytes) = self.given(name) {
            return Some(bytes);
        }
        self.require(name, "give the document, as a string with its text or as JSON");
        self.document(name)
    }

    /// Says what is to be done if a member is not there.
    pub(in crate::ops) fn require(&mut self, name: &'static str, detail: &str) {
        if !self.given.iter().any(|(given, _)| *given == name) {
            self.members.require(name, detail);
        }
    }

    /// Reads a member that is there with something that has errors of its own.
    pub(in crate::ops) fn read<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&str) -> Result<T, Error>,
    ) -> Option<T> {
        // It may be a private key: one copy is made of it, and erased.
        let node = self.take(name)?;
        let mut text = match node.as_str() {
            Some(text) => text.to_owned(),
            None => node.source().to_owned(),
        };
        let result = read(&text);
        text.zeroize();
        match result {
            Ok(value) => Some(value),
            Err(Error::Refused(findings)) => {
                self.tell(findings, Pointer::root().member(name));
                None
            }
            Err(error) => {
                self.add(error.findings().clone());
                None
            }
        }
    }

    /// Says what was found about a document inside, whose place in the request this is.
    pub(in crate::ops) fn tell(&mut self, findings: Findings, at: Pointer) {
        self.add(findings.below(&at));
    }

    /// Tables of one's own, beside those that are inside: each a text, as a file has it.
    pub(in crate::ops) fn frameworks(&mut self) -> Frameworks {
        let mut frameworks = Frameworks::bundled().clone();
        let tables = self.take("tables").map(one_or_many).unwrap_or_default();
        if self.has_too_many("tables", tables.len()) {
            return frameworks;
        }
        for table in tables {
            match table.as_str().map(|text| frameworks.clone().with_table(text)) {
                Some(Ok(more)) => frameworks = more,
                Some(Err(error)) => self.say(code::request::MEMBER, table.path(), error.to_string()),
                None => self.say(code::request::MEMBER, table.path(), "write a table, as a string with its text"),
            }
        }
        frameworks
    }

    /// Refuses more schemas or tables than anybody has: each is compiled beside all others.
    fn has_too_many(&mut self, name: &str, count: usize) -> bool {
        let is_too_many = count > MOST_OF_ONES_OWN;
        if is_too_many {
            self.wrong(name, format!("give {MOST_OF_ONES_OWN} at most"));
        }
        is_too_many
    }

    /// Says that an item of a member is not as it must be.
    pub(in crate::ops) fn wrong_item(&mut self, name: &str, index: usize, detail: impl Into<String>) {
        self.say(code::request::MEMBER, Pointer::root().member(name).item(index), detail);
    }
}

impl<'t> Deref for Request<'t> {
    type Target = Members<'t>;

    fn deref(&self) -> &Members<'t> {
        &self.members
    }
}

impl<'t> DerefMut for Request<'t> {
    fn deref_mut(&mut self) -> &mut Members<'t> {
        &mut self.members
    }
}

/// The text that a string holds, or the JSON that stands there.
pub(in crate::ops) fn text_of(node: Node<'_>) -> String {
    node.token_or_json().into_owned()
}

/// A number that is whole, with a fraction of nothing behind it too: it is an integer then
/// ([JSON Schema Validation §6.1.1](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1)).
fn whole_number(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    whole.parse().ok().filter(|_| fraction.bytes().all(|digit| digit == b'0'))
}

/// What stands in an array, or what stands there instead of one. Where `null` stands for a list, somebody has not filled it.
pub(in crate::ops) fn one_or_many(node: Node<'_>) -> Vec<Node<'_>> {
    if node.is_array() { node.items().collect() } else { vec![node] }
}
