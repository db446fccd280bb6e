use super::{Answer, Found, Need};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// Something that answers needs, blocking until it has.
///
/// A resolver must answer from the place that [`Need::url`] names and from no other, and keep to
/// [`Need::max_bytes`] and [`Need::before_proof`]. What it cannot tell is [`Answer::Unavailable`], never a guess.
pub trait Resolver {
    /// Answers one need.
    fn resolve(&self, need: &Need) -> Answer;

    /// The same for one verification, where that has a budget for all that it needs together; nothing where that makes no difference.
    /// [`Verifier::verify`](crate::verify::Verifier::verify) asks for it.
    fn for_verification(&self) -> Option<Box<dyn Resolver + '_>> {
        None
    }
}

impl<R: Resolver + ?Sized> Resolver for &R {
    fn resolve(&self, need: &Need) -> Answer {
        (**self).resolve(need)
    }

    fn for_verification(&self) -> Option<Box<dyn Resolver + '_>> {
        (**self).for_verification()
    }
}

impl<R: Resolver + ?Sized> Resolver for Box<R> {
    fn resolve(&self, need: &Need) -> Answer {
        (**self).resolve(need)
    }

    fn for_verification(&self) -> Option<Box<dyn Resolver + '_>> {
        (**self).for_verification()
    }
}

impl<R: Resolver + ?Sized> Resolver for Arc<R> {
    fn resolve(&self, need: &Need) -> Answer {
        (**self).resolve(need)
    }

    fn for_verification(&self) -> Option<Box<dyn Resolver + '_>> {
        (**self).for_verification()
    }
}

/// The resolver that knows nothing but what the library carries: enough for every `did:key`, which needs nothing at all.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::exhaustive_structs)] // a name, nothing more
pub struct Offline;

impl Resolver for Offline {
    fn resolve(&self, _: &Need) -> Answer {
        Answer::unavailable(
            "nothing is looked up offline; supply the document, or verify with a resolver that may fetch it",
        )
    }
}

/// A resolver over documents at hand, each under its DID or its URL.
#[derive(Clone, Default)]
pub struct Memory {
    documents: HashMap<String, Found>,
}

impl Memory {
    /// No documents yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces the document of a DID or URL.
    pub fn insert(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        let name = name.into();
        self.documents.insert(name.clone(), Found::supplied(name, bytes));
    }

    /// The same, in a chain.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.insert(name, bytes);
        self
    }
}

impl Resolver for Memory {
    fn resolve(&self, need: &Need) -> Answer {
        let found = self.documents.get(&need.subject).or_else(|| self.documents.get(&need.url));
        match found {
            Some(found) if found.bytes.len() <= need.max_bytes => Answer::found(found.clone()),
            Some(found) => Answer::unavailable(format!(
                "the document at hand has {} bytes, and such a document may have {}",
                found.bytes.len(),
                need.max_bytes
            )),
            None => Answer::unavailable(format!("<{}> is not among the documents at hand", need.subject)),
        }
    }
}

impl fmt::Debug for Memory {
    /// Only how many there are: their names may be those of learners.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Memory").field("documents", &self.documents.len()).finish_non_exhaustive()
    }
}

/// Several resolvers; the first that can tell answers.
#[derive(Default)]
pub struct Fallback(Vec<Box<dyn Resolver + Send + Sync>>);

impl Fallback {
    /// No resolvers yet: answers nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, asking another one at the end.
    #[must_use]
    pub fn or(mut self, resolver: impl Resolver + Send + Sync + 'static) -> Self {
        self.0.push(Box::new(resolver));
        self
    }
}

impl Resolver for Fallback {
    fn resolve(&self, need: &Need) -> Answer {
        first_answer(self.0.iter().map(|resolver| resolver.as_ref() as &dyn Resolver), need)
    }

    fn for_verification(&self) -> Option<Box<dyn Resolver + '_>> {
        let budgeted: Vec<_> = self.0.iter().map(|resolver| resolver.for_verification()).collect();
        if budgeted.iter().all(Option::is_none) {
            return None;
        }
        let of_one = self.0.iter().zip(budgeted).map(|(resolver, own)| own.unwrap_or_else(|| Box::new(resolver)));
        Some(Box::new(OfOne(of_one.collect())))
    }
}

/// Those of a [`Fallback`] for one verification.
struct OfOne<'f>(Vec<Box<dyn Resolver + 'f>>);

impl Resolver for OfOne<'_> {
    fn resolve(&self, need: &Need) -> Answer {
        first_answer(self.0.iter().map(|resolver| resolver.as_ref()), need)
    }
}

fn first_answer<'r>(resolvers: impl Iterator<Item = &'r (dyn Resolver + 'r)>, need: &Need) -> Answer {
    let mut last = Offline.resolve(need);
    for resolver in resolvers {
        last = resolver.resolve(need);
        if !matches!(last, Answer::Unavailable { .. }) {
            break;
        }
    }
    last
}

impl fmt::Debug for Fallback {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Fallback").field("resolvers", &self.0.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::NeedKind;

    fn need() -> Need {
        Need::new(NeedKind::DidDocument, "did:web:a.example", "https://a.example/.well-known/did.json")
    }

    #[test]
    fn memory_knows_a_document_by_its_did_or_its_url() {
        for name in [need().subject, need().url] {
            let memory = Memory::new().with(name.clone(), "{}");
            assert_eq!(memory.resolve(&need()), Answer::found(Found::supplied(name, "{}")));
        }
        assert!(matches!(Memory::new().resolve(&need()), Answer::Unavailable { .. }));
    }

    #[test]
    fn memory_keeps_to_the_limit() {
        let memory = Memory::new().with(need().url, vec![b' '; need().max_bytes + 1]);
        assert!(matches!(memory.resolve(&need()), Answer::Unavailable { .. }));
    }

    #[test]
    fn the_first_that_can_tell_answers() {
        struct Gone;
        impl Resolver for Gone {
            fn resolve(&self, _: &Need) -> Answer {
                Answer::NotFound
            }
        }
        let known = Memory::new().with(need().url, "{}");
        assert!(matches!(Fallback::new().or(Offline).or(known.clone()).or(Gone).resolve(&need()), Answer::Found(_)));
        assert_eq!(Fallback::new().or(Offline).or(Gone).or(known).resolve(&need()), Answer::NotFound);
        assert!(matches!(Fallback::new().resolve(&need()), Answer::Unavailable { .. }));
    }
}
