use super::Text;
use super::vocabulary::vocabulary;

/// What the URIs of ESCO skills and knowledge concepts start with.
pub(super) const ESCO: &str = "http://data.europa.eu/esco/";

vocabulary! {
    /// Whether a learning outcome is knowledge or a skill, as [ESCO](https://esco.ec.europa.eu/) divides them.
    OutcomeKind in "http://data.europa.eu/snb/skill-type/" {
        Knowledge "knowledge" "http://data.europa.eu/snb/skill-type/knowledge"
        Skill "skill" "http://data.europa.eu/snb/skill-type/skill"
    }
}

/// Annex I, "Learning outcomes": what the learner knows, understands and is able to do.
///
/// ```
/// use microcred::microcredential::{LearningOutcome, OutcomeKind};
/// let outcome = LearningOutcome::new("Produces digital teaching material")
///     .esco("http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a")
///     .kind(OutcomeKind::Skill);
/// assert_eq!(outcome.skills.len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct LearningOutcome {
    /// The outcome, in words.
    pub text: Text,
    /// Knowledge or skill.
    pub kind: Option<OutcomeKind>,
    /// Skills and concepts elsewhere that it relates to, in ESCO or another framework.
    pub skills: Vec<RelatedSkill>,
}

/// A skill or knowledge concept in a framework, such as ESCO.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct RelatedSkill {
    /// The URI of the concept.
    pub uri: String,
    /// What it is called there; empty if only the URI is known.
    pub name: Text,
    /// The framework, where the URI does not say it (ESCO's does).
    pub framework: Option<String>,
}

impl LearningOutcome {
    /// An outcome in words.
    pub fn new(text: impl Into<Text>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// The same, related to a concept of [ESCO](https://esco.ec.europa.eu/) by its URI.
    #[must_use]
    pub fn esco(self, uri: impl Into<String>) -> Self {
        self.related(RelatedSkill::new(uri))
    }

    /// The same, related to a concept of any framework.
    #[must_use]
    pub fn related(mut self, skill: RelatedSkill) -> Self {
        self.skills.push(skill);
        self
    }

    /// The same, of a kind.
    #[must_use]
    pub fn kind(self, kind: OutcomeKind) -> Self {
        Self { kind: Some(kind), ..self }
    }
}

impl RelatedSkill {
    /// A concept by its URI.
    pub fn new(uri: impl Into<String>) -> Self {
        Self { uri: uri.into(), name: Text::default(), framework: None }
    }

    /// The same, with what it is called.
    #[must_use]
    pub fn named(self, name: impl Into<Text>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// The same, with the name of its framework.
    #[must_use]
    pub fn of_framework(self, framework: impl Into<String>) -> Self {
        Self { framework: Some(framework.into()), ..self }
    }

    /// Whether it is a concept of ESCO, by its URI.
    pub fn is_esco(&self) -> bool {
        self.uri.starts_with(ESCO)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_the_table() {
        let table = include_str!("../../vocab/eu/skill-types.tsv");
        crate::microcredential::vocabulary::assert_is_the_table::<super::OutcomeKind>(table);
    }
}
