//! What a code is, and the group that it belongs to.

use super::input;
use crate::json;
use crate::report::Effect;
use std::fmt;

/// Where in the story of a verification a code belongs; also the order in which a report is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Group {
    /// The bytes, their encoding and their size.
    Input,
    /// What kind of credential it is.
    Format,
    /// Whether what is readable is what is signed.
    Context,
    /// The proof itself.
    Signature,
    /// Whether the key is the issuer's.
    Issuer,
    /// From when until when.
    Validity,
    /// Revocation, suspension, refresh.
    Status,
    /// Who holds it.
    Subject,
    /// The credentials inside.
    Members,
    /// Whether it is made as Open Badges 3.0 and the Council Recommendation say.
    Conformance,
    /// What it gives away about the learner.
    Privacy,
}

impl Group {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Format => "format",
            Self::Context => "context",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Validity => "validity",
            Self::Status => "status",
            Self::Subject => "subject",
            Self::Members => "members",
            Self::Conformance => "conformance",
            Self::Privacy => "privacy",
        }
    }
}

/// A stable name for one kind of finding, with its plain sentence and what follows from it by default.
#[derive(Clone, Copy)]
pub struct Code(pub(super) &'static Definition);

pub(super) struct Definition {
    pub(super) id: &'static str,
    pub(super) group: Group,
    pub(super) effect: Effect,
    pub(super) sentence: &'static str,
    pub(super) spec: &'static str,
    pub(super) check: &'static str,
}

impl Code {
    /// The dotted name.
    pub fn as_str(self) -> &'static str {
        self.0.id
    }

    /// The code of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|code| code.as_str() == name)
    }

    /// The group it belongs to.
    pub fn group(self) -> Group {
        self.0.group
    }

    /// What follows under the strict policy.
    pub fn effect(self) -> Effect {
        self.0.effect
    }

    /// What it means, in one plain sentence.
    pub fn sentence(self) -> &'static str {
        self.0.sentence
    }

    /// The dotted name, and what it means.
    pub(crate) fn explained(self) -> String {
        format!("{self}: {}", self.sentence())
    }

    /// The section of the specification that it rests on.
    pub fn spec(self) -> Option<&'static str> {
        (!self.0.spec.is_empty()).then_some(self.0.spec)
    }

    /// The id of the check that it decides, where it is found in judging a proof.
    pub(crate) fn check_of_a_proof(self) -> &'static str {
        self.0.check
    }
}

impl From<&json::ErrorKind> for Code {
    /// What a text that is not strict JSON is reported as.
    fn from(kind: &json::ErrorKind) -> Self {
        match kind {
            json::ErrorKind::Syntax(_) => input::SYNTAX,
            json::ErrorKind::DuplicateKey(_) => input::DUPLICATE_KEY,
            json::ErrorKind::Surrogate => input::SURROGATE,
            json::ErrorKind::Number => input::NUMBER,
            json::ErrorKind::Depth(_) => input::DEPTH,
            json::ErrorKind::Names => input::LIMIT_NAMES,
            json::ErrorKind::Values(_) => input::LIMIT_VALUES,
            json::ErrorKind::TooLarge(_) => input::TOO_LARGE,
            json::ErrorKind::Encoding => input::ENCODING,
        }
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for Code {}

impl std::hash::Hash for Code {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Code({})", self.0.id)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.id)
    }
}
