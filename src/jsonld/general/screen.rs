//! What expansion drops without a word, looked for in the document itself.
//!
//! The terms are gathered from every context in use, whatever its scope: a term that one of them sets to null is
//! refused everywhere, which may refuse too much and never too little.

use super::emit::Quads;
use super::{Error, Loss};
use crate::json::{Kind, Node, Pointer, Tree};
use crate::jsonld::compiled_context::keywords::is_keyword_like;
use crate::jsonld::contexts::OWN_DEFINITIONS;
use crate::limits::Limits;
use std::collections::{HashMap, HashSet};

/// The keywords that may be members of a document.
const MEMBERS: [&str; 13] = [
    "@context",
    "@direction",
    "@graph",
    "@id",
    "@included",
    "@index",
    "@language",
    "@list",
    "@nest",
    "@none",
    "@reverse",
    "@set",
    "@type",
];

/// How often [`Limits::contexts`] may be used up: embedded credentials (endorsements, for one) bring their contexts again.
const EMBEDDED: usize = 32;

/// Context processing is repeated at every node, so own definitions are bounded together with the nodes they serve.
const OWN_WORK: usize = 500_000;

/// Each definition may be a prefix of the next, so that all IRIs together are as long as the contexts times their number.
const OWN_TEXT: usize = 16 * 1024 * 1024;

/// How deep a context may nest that is not in the document itself, whatever [`Limits::depth`] lets documents do: stack is set aside for it.
pub(super) const CONTEXT_DEPTH: usize = 256;

/// Stack for a level of the document, a level of a context, and a definition that depends on the next one: what an
/// unoptimised build was measured to need, rounded up.
const STACK: (usize, usize, usize) = (256 * 1024, 64 * 1024, 32 * 1024);

/// The stack that expansion needs. Refuses documents whose contexts would be processed too often.
pub(super) fn stack(document: Node<'_>, limits: &Limits) -> Result<usize, Error> {
    let mut contexts = Vec::new();
    let objects = gather_contexts(document, &mut contexts);
    let entries: usize = contexts.iter().map(|context| context.each().count()).sum();
    let limit = limits.contexts.saturating_mul(EMBEDDED);
    if entries > limit {
        return Err(Error::TooLarge { what: "context entries, embedded credentials included", limit });
    }
    let definitions: usize = contexts.iter().map(|context| size(*context)).sum::<usize>() - contexts.len();
    if definitions > OWN_DEFINITIONS {
        return Err(Error::TooLarge { what: "definitions in contexts of its own", limit: OWN_DEFINITIONS });
    }
    if definitions * objects > OWN_WORK {
        return Err(Error::TooLarge { what: "definitions in contexts of its own, times its nodes", limit: OWN_WORK });
    }
    let text: usize = contexts.iter().map(|context| context.source_length()).sum();
    if text.saturating_mul(definitions) > OWN_TEXT {
        return Err(Error::TooLarge { what: "bytes in contexts of its own, times their definitions", limit: OWN_TEXT });
    }
    let levels = STACK.0.saturating_mul(depth(document) + 4);
    let contexts = STACK.1 * limits.depth.min(CONTEXT_DEPTH) + STACK.2 * definitions;
    Ok(levels.saturating_add(contexts))
}

fn depth(node: Node<'_>) -> usize {
    let members = node.members().map(|(_, value)| depth(value));
    1 + members.chain(node.items().map(depth)).max().unwrap_or(0)
}

/// Collects the values of `@context` outside contexts, and counts the objects.
fn gather_contexts<'t>(node: Node<'t>, contexts: &mut Vec<Node<'t>>) -> usize {
    let mut objects = usize::from(node.is_object());
    for (key, value) in node.members() {
        if key == "@context" {
            contexts.push(value);
        } else {
            objects += gather_contexts(value, contexts);
        }
    }
    for item in node.items() {
        objects += gather_contexts(item, contexts);
    }
    objects
}

fn size(node: Node<'_>) -> usize {
    1 + node.members().map(|(_, value)| size(value)).sum::<usize>() + node.items().map(size).sum::<usize>()
}

/// Refuses what would be dropped, and notes what can only be judged against the quads.
pub(super) fn screen(document: Node<'_>, without: &[&str], loaded: &[(String, Tree)]) -> Result<Survey, Error> {
    let terms = Terms::gather(document, loaded);
    if let Some(at) = terms.base {
        return Err(Error::Lost { loss: Loss::Base, at });
    }
    let mut survey = Survey::default();
    terms.check(document, Place::Outside, without, &mut survey)?;
    Ok(survey)
}

/// The place of the first type that is neither a term of any context nor has the form of an IRI.
pub(super) fn undefined_type(document: Node<'_>, loaded: &[(String, Tree)]) -> Option<Pointer> {
    let terms = Terms::gather(document, loaded);
    terms.undefined_type(document).map(Node::path)
}

/// The place of the first member of that name, contexts apart.
pub(super) fn member(node: Node<'_>, name: &str) -> Option<Pointer> {
    node.members()
        .filter(|(key, _)| *key != "@context")
        .find_map(|(key, value)| if key == name { Some(value.path()) } else { member(value, name) })
        .or_else(|| node.items().find_map(|item| member(item, name)))
}

/// The place of the first string that reads so, contexts apart.
pub(super) fn text(node: Node<'_>, wanted: &str) -> Option<Pointer> {
    if node.as_str() == Some(wanted) {
        return Some(node.path());
    }
    node.members()
        .filter(|(key, _)| *key != "@context")
        .find_map(|(_, value)| text(value, wanted))
        .or_else(|| node.items().find_map(|item| text(item, wanted)))
}

/// Strings of the form of a keyword: as an identifier such a string vanishes, as a text it stays.
#[derive(Default)]
pub(super) struct Survey(Vec<Pointer>);

impl Survey {
    /// Refuses the document if fewer such strings came out than went in.
    pub(super) fn compare(&self, quads: &Quads) -> Result<(), Error> {
        if self.0.len() > quads.keyword_like_texts {
            return Err(Error::Lost { loss: Loss::Reference, at: self.0.first().cloned() });
        }
        Ok(())
    }
}

/// Where a value stands: outside any node (top level, `@graph`), or as a property's value.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Outside,
    Property,
}

/// What matters here of the terms in all contexts.
#[derive(Default)]
struct Terms {
    defined: HashSet<String>,
    /// Where `@base` is set, if it is; within the document as far as it is there.
    base: Option<Option<Pointer>>,
    null: HashSet<String>,
    json: HashSet<String>,
    keywords: HashMap<String, String>,
}

impl Terms {
    fn gather(document: Node<'_>, loaded: &[(String, Tree)]) -> Self {
        let mut terms = Self::default();
        let mut inline = Vec::new();
        gather_contexts(document, &mut inline);
        for context in inline {
            terms.learn(context, true);
        }
        for (_, tree) in loaded {
            if let Some(context) = tree.root().get("@context") {
                terms.learn(context, false);
            }
        }
        terms
    }

    fn learn(&mut self, context: Node<'_>, inline: bool) {
        for (term, definition) in context.each().flat_map(Node::members) {
            match term {
                "@base" if !definition.is_null() => self.base = Some(inline.then(|| definition.path())),
                _ if term.starts_with('@') => {}
                _ => self.learn_term(term, definition, inline),
            }
        }
    }

    fn learn_term(&mut self, term: &str, definition: Node<'_>, inline: bool) {
        self.defined.insert(term.to_owned());
        let identifier = if definition.is_object() { definition.get("@id") } else { Some(definition) };
        if identifier.is_some_and(Node::is_null) {
            self.null.insert(term.to_owned());
        } else if let Some(keyword) = identifier.and_then(Node::as_str).filter(|text| is_keyword_like(text)) {
            self.keywords.insert(term.to_owned(), keyword.to_owned());
        }
        if definition.get("@type").and_then(Node::as_str) == Some("@json") {
            self.json.insert(term.to_owned());
        }
        if let Some(scoped) = definition.get("@context") {
            self.learn(scoped, inline);
        }
    }

    fn undefined_type<'t>(&self, node: Node<'t>) -> Option<Node<'t>> {
        let undefined =
            |kind: &Node<'_>| kind.as_str().is_none_or(|name| !name.contains(':') && !self.defined.contains(name));
        node.members()
            .filter(|(key, _)| *key != "@context")
            .find_map(|(key, value)| match self.keyword(key) {
                Some("@type") => value.each().find(undefined),
                _ => self.undefined_type(value),
            })
            .or_else(|| node.items().find_map(|item| self.undefined_type(item)))
    }

    /// The keyword that a member's name stands for, if it does.
    fn keyword<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        if name.starts_with('@') { Some(name) } else { self.keywords.get(name).map(String::as_str) }
    }

    fn check(&self, node: Node<'_>, place: Place, without: &[&str], survey: &mut Survey) -> Result<(), Error> {
        let lost = |loss| Err(Error::Lost { loss, at: Some(node.path()) });
        match node.kind() {
            Kind::Null => Ok(()),
            Kind::Array => node.items().try_for_each(|item| self.check(item, place, &[], survey)),
            Kind::Object => self.check_object(node, place, without, survey),
            _ if place == Place::Outside => lost(Loss::FreeFloating),
            _ => {
                if node.as_str().is_some_and(|text| is_keyword_like(text) && !is_keyword(text)) {
                    survey.0.push(node.path());
                }
                Ok(())
            }
        }
    }

    fn check_object(&self, node: Node<'_>, place: Place, without: &[&str], survey: &mut Survey) -> Result<(), Error> {
        let lost = |loss, at: Node<'_>| Err(Error::Lost { loss, at: Some(at.path()) });
        let members = || node.members().filter(|(key, _)| !without.contains(key));
        let with =
            |keyword: &str| members().find(|(key, _)| self.keyword(key) == Some(keyword)).map(|(_, value)| value);
        let is_json = with("@type").and_then(Node::as_str).is_some_and(|kind| self.keyword(kind) == Some("@json"));
        if let Some(value) = with("@value") {
            if value.is_null() && !is_json {
                return lost(Loss::NullValue, value);
            }
            if place == Place::Outside {
                return lost(Loss::FreeFloating, node);
            }
        } else if let Some(only) = with("@language").or_else(|| with("@direction"))
            && place == Place::Property
            && !members().any(|(key, _)| self.is_node_member(key))
        {
            return lost(Loss::NullValue, only);
        }
        if place == Place::Outside && (with("@list").is_some() || with("@set").is_some()) {
            return lost(Loss::FreeFloating, node);
        }
        for (key, value) in members() {
            self.check_member(key, value, is_json, survey)?;
        }
        Ok(())
    }

    fn check_member(&self, key: &str, value: Node<'_>, is_json: bool, survey: &mut Survey) -> Result<(), Error> {
        let lost = |loss| Err(Error::Lost { loss, at: Some(value.path()) });
        if self.null.contains(key) {
            return lost(Loss::UndefinedTerm(key.to_owned()));
        }
        match self.keyword(key) {
            Some("@context") => Ok(()),
            Some("@value") if is_json => Ok(()),
            Some("@graph") => self.check(value, Place::Outside, &[], survey),
            Some("@value") => self.check(value, Place::Property, &[], survey),
            Some(keyword) if is_keyword_like(keyword) && !MEMBERS.contains(&keyword) => {
                lost(Loss::Keyword(key.to_owned()))
            }
            _ if self.json.contains(key) => Ok(()),
            _ => self.check(value, Place::Property, &[], survey),
        }
    }

    /// Whether a member makes its object more than a language without a text.
    fn is_node_member(&self, key: &str) -> bool {
        !matches!(self.keyword(key), Some("@language" | "@direction" | "@index" | "@context"))
    }
}

/// Whether a string of the form of a keyword is one, and so is an error or a value where it stands and never vanishes.
fn is_keyword(text: &str) -> bool {
    json_ld::syntax::Keyword::try_from(text).is_ok()
}
