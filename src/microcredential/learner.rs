use crate::badge::{IdentifierType, IdentityObject};
use crate::env::{EntropyError, Environment};
use std::fmt;

/// Annex I, "Identification of the learner".
///
/// Nothing of it ever shows in `Debug`; what says something about a learner has to be asked for by name.
///
/// ```
/// use microcred::microcredential::Learner;
/// let learner = Learner::named("Ana Silva").did("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK");
/// assert_eq!(learner.masked().to_string(), "a learner with a name and an id");
/// assert!(!format!("{learner:?}").contains("Ana"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Learner {
    /// An id (absolute IRI), usually a DID; becomes the id of the credential's subject.
    pub id: Option<String>,
    /// The full name.
    pub name: Option<String>,
    /// The given name or names.
    pub given_name: Option<String>,
    /// The family name or names.
    pub family_name: Option<String>,
    /// Other identifiers, each with its type, in plain text or hashed.
    pub identifiers: Vec<IdentityObject>,
}

impl Learner {
    /// A learner with a full name.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// A learner known by a DID or another id (absolute IRI) alone.
    pub fn identified(id: impl Into<String>) -> Self {
        Self::default().did(id)
    }

    /// The same, with a DID or another id (absolute IRI).
    #[must_use]
    pub fn did(self, id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..self }
    }

    /// The same, with the given name or names.
    #[must_use]
    pub fn given_name(self, name: impl Into<String>) -> Self {
        Self { given_name: Some(name.into()), ..self }
    }

    /// The same, with the family name or names.
    #[must_use]
    pub fn family_name(self, name: impl Into<String>) -> Self {
        Self { family_name: Some(name.into()), ..self }
    }

    /// The same, with an identifier as it is.
    #[must_use]
    pub fn identifier(mut self, identifier: IdentityObject) -> Self {
        self.identifiers.push(identifier);
        self
    }

    /// The same, with an identifier hashed with SHA-256 and a fresh salt.
    ///
    /// # Errors
    /// If the source of random bytes fails.
    pub fn hashed(
        self,
        kind: impl Into<IdentifierType>,
        identifier: &str,
        environment: &Environment,
    ) -> Result<Self, EntropyError> {
        Ok(self.identifier(IdentityObject::hashed(kind, identifier, environment)?))
    }

    /// Whether anything identifies the learner.
    pub fn is_identified(&self) -> bool {
        self.has_name() || self.id.is_some() || !self.identifiers.is_empty()
    }

    /// What is known about the learner, without saying it: for logs.
    pub fn masked(&self) -> Masked<'_> {
        Masked(self)
    }

    fn has_name(&self) -> bool {
        self.name.is_some() || self.given_name.is_some() || self.family_name.is_some()
    }
}

impl fmt::Debug for Learner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Learner({})", self.masked())
    }
}

/// Says which things are known about a learner, and none of them.
#[derive(Clone, Copy)]
pub struct Masked<'a>(&'a Learner);

impl fmt::Display for Masked<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let others = match self.0.identifiers.len() {
            0 => None,
            1 => Some("another identifier".to_owned()),
            count => Some(format!("{count} other identifiers")),
        };
        let name = self.0.has_name().then(|| "a name".to_owned());
        let id = self.0.id.is_some().then(|| "an id".to_owned());
        let known: Vec<String> = name.into_iter().chain(id).chain(others).collect();
        match known.split_last() {
            None => formatter.write_str("a learner who is not identified"),
            Some((last, [])) => write!(formatter, "a learner with {last}"),
            Some((last, first)) => write!(formatter, "a learner with {} and {last}", first.join(", ")),
        }
    }
}

impl fmt::Debug for Masked<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_masked_says_only_what_there_is() {
        let learner = Learner::named("Ana Silva").given_name("Ana").did("did:example:ana");
        let learner = learner.identifier(IdentityObject::plain("emailAddress", "ana@example.org"));
        assert_eq!(learner.masked().to_string(), "a learner with a name, an id and another identifier");
        assert_eq!(Learner::default().masked().to_string(), "a learner who is not identified");
        for shown in [format!("{learner:?}"), format!("{learner:#?}"), format!("{:?}", learner.masked())] {
            assert!(!["Ana", "Silva", "example"].iter().any(|secret| shown.contains(secret)), "{shown}");
        }
    }
}
