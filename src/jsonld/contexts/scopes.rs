//! The contexts that hold in the places of one document.

use super::load;
use super::set::{ContextNumber, ContextSet, Memo, Scope};
use crate::json::Node;
use crate::jsonld::compiled_context::{Application, Context, ContextError, Term};
use std::sync::Arc;

/// How many scoped contexts one root remembers.
const REMEMBERED_CONTEXTS: usize = 512;

/// How many scoped contexts one document may bring that no document brought before.
const NEW_CONTEXTS: usize = 256;

/// How many terms those may have in all: each is a copy of the one before it, with its own terms beside. The bundled contexts with the most
/// terms stay below a thousand each.
const NEW_TERMS: usize = 256 * 1_000;

/// The contexts of one walk: looked up without locks, grown where a combination is new.
pub(in crate::jsonld) struct Scopes<'s> {
    set: &'s ContextSet,
    known: &'s Memo,
    memo: Arc<Memo>,
    grown: usize,
    /// How many terms all that it grew by have.
    terms: usize,
}

/// A context during a walk: one that was known before is borrowed, since counting its users at every node would cost
/// more than looking it up.
pub(in crate::jsonld) enum Held<'s> {
    Known(&'s Arc<Context>),
    New(Arc<Context>),
}

impl std::ops::Deref for Held<'_> {
    type Target = Arc<Context>;

    #[inline]
    fn deref(&self) -> &Arc<Context> {
        match self {
            Self::Known(context) => context,
            Self::New(context) => context,
        }
    }
}

impl<'s> Scopes<'s> {
    pub(super) fn new(set: &'s ContextSet, known: &'s Arc<Memo>) -> Self {
        Self { set, known, memo: Arc::clone(known), grown: 0, terms: 0 }
    }

    #[inline]
    pub(in crate::jsonld) fn context(&self, number: ContextNumber) -> Result<Held<'s>, ContextError> {
        match self.known.contexts.get(number as usize) {
            Some(context) => Ok(Held::Known(context)),
            None => match self.memo.contexts.get(number as usize) {
                Some(context) => Ok(Held::New(Arc::clone(context))),
                // Numbers are looked up where they were given.
                None => Err(ContextError::Exotic("a scoped context that no walk has made")),
            },
        }
    }

    /// The contexts as they are now: numbers that this walk gave mean something in them and nowhere else.
    pub(in crate::jsonld) fn memo(&self) -> Arc<Memo> {
        Arc::clone(&self.memo)
    }

    /// The context inside a node, after the scoped contexts of its types.
    pub(in crate::jsonld) fn inside(
        &mut self,
        object: Node<'_>,
        number: ContextNumber,
    ) -> Result<ContextNumber, ContextError> {
        let context = self.context(number)?;
        if let [name] = &context.type_names[..] {
            return self.inside_types(object.get(name), number);
        }
        let values = context.type_names.iter().filter_map(|name| object.get(name));
        let types: Vec<&str> = values.flat_map(Node::each).filter_map(Node::as_str).collect();
        self.of_types(&context, types, number)
    }

    /// The same, given the only member that says types.
    pub(in crate::jsonld) fn inside_types(
        &mut self,
        types: Option<Node<'_>>,
        number: ContextNumber,
    ) -> Result<ContextNumber, ContextError> {
        let mut names = types.into_iter().flat_map(Node::each).filter_map(Node::as_str);
        let Some(first) = names.next() else { return Ok(number) };
        let context = self.context(number)?;
        match names.next() {
            // Most nodes have one type.
            None => self.of_type(&context, first, number),
            Some(second) => self.of_types(&context, [first, second].into_iter().chain(names).collect(), number),
        }
    }

    fn of_types(
        &mut self,
        outer: &Context,
        mut types: Vec<&str>,
        number: ContextNumber,
    ) -> Result<ContextNumber, ContextError> {
        types.sort_unstable();
        types.into_iter().try_fold(number, |number, name| self.of_type(outer, name, number))
    }

    /// The context after the scoped context of a type, if it has one.
    #[inline]
    fn of_type(&mut self, outer: &Context, name: &str, number: ContextNumber) -> Result<ContextNumber, ContextError> {
        match outer.term(name) {
            Some(term) => self.apply(number, term, Scope::Type),
            None => Ok(number),
        }
    }

    /// The context that a node in a member starts with: first the types of the outer node lose their hold
    /// (unless the node is a bare reference), then the member's own context comes in.
    pub(in crate::jsonld) fn below(
        &mut self,
        value: Node<'_>,
        number: ContextNumber,
        term: Option<&Term>,
    ) -> Result<ContextNumber, ContextError> {
        let context = self.context(number)?;
        let number = if context.is_bare_reference(value) {
            number
        } else {
            self.memo.previous.get(number as usize).copied().flatten().unwrap_or(number)
        };
        match term {
            Some(term) => self.apply(number, term, Scope::Property),
            None => Ok(number),
        }
    }

    /// The context after the scoped context of `term`, if it has one.
    pub(in crate::jsonld) fn apply(
        &mut self,
        number: ContextNumber,
        term: &Term,
        scope: Scope,
    ) -> Result<ContextNumber, ContextError> {
        let Some(local) = &term.scoped else { return Ok(number) };
        let key = (number, term.number, scope);
        if let Some(known) = self.memo.applied.get(&key) {
            return Ok(*known);
        }
        if !self.may_grow() {
            return Err(ContextError::Exotic("more combinations of scoped contexts than any honest document"));
        }
        let application = match scope {
            Scope::Type => Application { propagate: false, override_protected: false },
            Scope::Property => Application { propagate: true, override_protected: true },
        };
        let registry = &self.set.registry;
        let next = self.context(number)?.apply(local, application, &|url| load(registry, url))?;
        let next = self.intern(next);
        Arc::make_mut(&mut self.memo).applied.insert(key, next);
        Ok(next)
    }

    /// The context after one that stands inside the document, by URL.
    pub(in crate::jsonld) fn apply_nested(
        &mut self,
        number: ContextNumber,
        local: Node<'_>,
    ) -> Result<ContextNumber, ContextError> {
        let urls: Option<Vec<Box<str>>> = local.each().map(|url| Some(url.as_str()?.into())).collect();
        // The members of a record mostly have the same ones.
        let key = urls.filter(|_| !local.is_null()).map(|urls| (number, urls));
        if let Some(known) = key.as_ref().and_then(|key| self.memo.nested.get(key)) {
            return Ok(*known);
        }
        if !self.may_grow() {
            return Err(ContextError::Exotic("more contexts inside the document than any honest document"));
        }
        let registry = &self.set.registry;
        let application = Application { propagate: true, override_protected: false };
        let next = self.context(number)?.apply(&local.to_value(), application, &|url| load(registry, url))?;
        let next = self.intern(next);
        if let Some(key) = key {
            Arc::make_mut(&mut self.memo).nested.insert(key, next);
        }
        Ok(next)
    }

    fn may_grow(&self) -> bool {
        self.grown < NEW_CONTEXTS && self.terms < NEW_TERMS
    }

    fn intern(&mut self, context: Arc<Context>) -> ContextNumber {
        self.grown += 1;
        self.terms += context.term_count();
        self.number(context)
    }

    fn number(&mut self, context: Arc<Context>) -> ContextNumber {
        if let Some(known) = self.memo.contexts.iter().position(|known| *known == context) {
            return known as ContextNumber;
        }
        let previous = context.previous.clone().map(|previous| self.number(previous));
        let memo = Arc::make_mut(&mut self.memo);
        memo.contexts.push(context);
        memo.previous.push(previous);
        memo.contexts.len() as ContextNumber - 1
    }
}

impl Drop for Scopes<'_> {
    /// Shares what was new with the walks to come, unless another walk has been faster.
    fn drop(&mut self) {
        if self.grown > 0
            && self.memo.contexts.len().max(self.memo.nested.len()) <= REMEMBERED_CONTEXTS
            && let Ok(mut shared) = self.set.memo.write()
            && shared.steps() < self.memo.steps()
        {
            *shared = Arc::clone(&self.memo);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::jsonld::Contexts;
    use crate::limits::Limits;
    use crate::vc::context_urls::{CREDENTIALS_V2, OPEN_BADGES_3_0_3};

    /// A record of many credentials, each with the same contexts of its own.
    #[test]
    fn a_context_that_stands_in_many_places_is_processed_once() {
        let set = Contexts::bundled().select(&[CREDENTIALS_V2]).unwrap().remove(0);
        let inner = Tree::parse(
            &format!(r#"[["{CREDENTIALS_V2}", "{OPEN_BADGES_3_0_3}"], "{CREDENTIALS_V2}", [], null]"#),
            &Limits::default(),
        )
        .unwrap();
        let places: Vec<Node<'_>> = inner.root().items().collect();
        let known = set.known();
        let mut scopes = known.scopes();
        let badge = scopes.apply_nested(0, places[0]).unwrap();
        assert_ne!(badge, 0);
        for _ in 0..NEW_CONTEXTS {
            assert_eq!(scopes.apply_nested(0, places[0]), Ok(badge));
            assert_eq!(scopes.apply_nested(0, places[1]), Ok(0), "the same again changes nothing");
            assert_eq!(scopes.apply_nested(0, places[2]), Ok(0), "nor does none at all");
        }
        assert!(scopes.apply_nested(0, places[3]).is_err(), "which is not null, that would take protected terms away");
    }

    /// What is reckoned with for all that a walk adds.
    #[test]
    fn no_bundled_context_has_a_thousand_terms() {
        let contexts = Contexts::bundled();
        for (url, _) in contexts.urls() {
            let Ok(sets) = contexts.select(&[CREDENTIALS_V2, OPEN_BADGES_3_0_3, url]) else { continue };
            let terms = sets[0].snapshot().contexts[0].term_count();
            assert!(terms < NEW_TERMS / NEW_CONTEXTS, "{url}: {terms}");
        }
    }

    #[test]
    fn a_number_that_no_walk_gave_is_no_context() {
        let set = Contexts::bundled().select(&[CREDENTIALS_V2]).unwrap().remove(0);
        let known = set.known();
        assert!(known.scopes().context(0).is_ok());
        assert!(known.scopes().context(ContextNumber::MAX).is_err());
    }
}
