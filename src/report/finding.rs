use super::{Code, UnknownName};
use crate::bake;
use crate::codec::invisible::in_one_line;
use crate::json::{self, Object, Pointer, Value};
use std::fmt;
use std::str::FromStr;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Should be repaired, but the credential stands.
    Warning,
    /// The credential does not stand like this.
    Error,
}

impl Severity {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What follows from a fact under a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Effect {
    /// Nothing; the fact is left out of the judgement but stays in the report.
    Ignore,
    /// It is mentioned.
    Info,
    /// It is a warning.
    Warn,
    /// The outcome can be no better than indeterminate.
    Indeterminate,
    /// The outcome is invalid.
    Invalid,
}

impl Effect {
    const ALL: [Self; 5] = [Self::Ignore, Self::Info, Self::Warn, Self::Indeterminate, Self::Invalid];

    /// The word used in policies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ignore => "ignore",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Indeterminate => "indeterminate",
            Self::Invalid => "invalid",
        }
    }

    /// The effect of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.as_str() == name)
    }

    /// The severity that this effect shows as.
    pub fn severity(self) -> Severity {
        match self {
            Self::Ignore | Self::Info => Severity::Info,
            Self::Warn => Severity::Warning,
            Self::Indeterminate | Self::Invalid => Severity::Error,
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Effect {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::from_name(text).ok_or_else(|| UnknownName::new("effect", Self::ALL.map(Self::as_str)))
    }
}

/// One thing that was found: a code, where it stands, and what exactly is the matter there.
///
/// Details never hold names or identifiers of learners; what comes from a document is shortened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The stable code.
    pub code: Code,
    /// Where in the document.
    pub pointer: Pointer,
    /// What exactly, and what to do: one sentence. Empty when the code's own sentence says it all.
    pub detail: String,
    /// The element of Annex I of the Council Recommendation that it is about, in its words.
    pub element: Option<&'static str>,
}

impl Finding {
    /// A finding at a place.
    pub fn new(code: Code, pointer: Pointer, detail: impl Into<String>) -> Self {
        Self { code, pointer, detail: detail.into(), element: None }
    }

    /// The same, about an element of Annex I.
    #[must_use]
    pub fn about(self, element: &'static str) -> Self {
        Self { element: Some(element), ..self }
    }

    /// How much it weighs before any policy has its say.
    pub fn severity(&self) -> Severity {
        self.code.effect().severity()
    }

    /// The code's sentence, then the detail.
    pub fn message(&self) -> String {
        match self.detail.as_str() {
            "" => self.code.sentence().to_owned(),
            detail => format!("{} ({detail})", self.code.sentence()),
        }
    }

    /// The JSON form: `code`, `pointer`, `severity`, `message`, and `detail`, `element` and `spec` where there are such.
    pub fn to_json(&self) -> Value {
        Object::new()
            .with("code", self.code.as_str())
            .with("pointer", self.pointer.as_str())
            .with("severity", self.severity().as_str())
            .with("message", self.code.sentence())
            .with_some("detail", (!self.detail.is_empty()).then_some(self.detail.as_str()))
            .with_some("element", self.element)
            .with_some("spec", self.code.spec())
            .into()
    }
}

impl fmt::Display for Finding {
    /// On one line, whatever stands in the document.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} at {}: {}", self.code, in_one_line(place(&self.pointer)), in_one_line(&self.message()))
    }
}

/// A place, for people.
pub(super) fn place(pointer: &Pointer) -> &str {
    match pointer.as_str() {
        "" => "the document",
        pointer => pointer,
    }
}

impl std::error::Error for Finding {}

impl From<json::Error> for Finding {
    /// What is wrong with a text that is not strict JSON: of the whole, since no place in it was reached.
    fn from(error: json::Error) -> Self {
        Self::new((&error.kind).into(), Pointer::root(), error.to_string())
    }
}

impl From<bake::Error> for Finding {
    /// What keeps a credential from being taken out of an image, or from being put into one.
    fn from(error: bake::Error) -> Self {
        Self::new((&error).into(), Pointer::root(), error.to_string())
    }
}

/// Everything that a check or a builder found, at once.
///
/// As an error it says that at least one finding is an error; the list holds the warnings too.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Nothing found yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// The findings, in the order of the document where possible.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|finding| finding.severity() == Severity::Error)
    }

    /// Whether one of them has this code.
    pub fn contains(&self, code: Code) -> bool {
        self.0.iter().any(|finding| finding.code == code)
    }

    /// `Ok(value)` unless one of the findings is an error.
    ///
    /// # Errors
    /// All findings, if one of them is an error.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.has_errors() { Err(self) } else { Ok(value) }
    }

    /// The same seen from further out: `place` is where what they are about stands.
    #[must_use]
    pub fn below(self, place: &Pointer) -> Self {
        self.into_iter().map(|finding| Finding { pointer: finding.pointer.below(place), ..finding }).collect()
    }

    /// The JSON form: an array of findings.
    pub fn to_json(&self) -> Value {
        Value::Array(self.0.iter().map(Finding::to_json).collect())
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.0.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            write!(formatter, "{finding}")?;
        }
        Ok(())
    }
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        self.0.extend(findings);
    }
}

impl FromIterator<Finding> for Findings {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        Self(findings.into_iter().collect())
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
