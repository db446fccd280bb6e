//! The codes: stable, dotted, additive. One file a group of them.

use super::Effect;
use crate::json;
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
pub struct Code(&'static Definition);

struct Definition {
    id: &'static str,
    group: Group,
    effect: Effect,
    sentence: &'static str,
    spec: &'static str,
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

    /// Every code there is.
    pub fn all() -> impl Iterator<Item = Self> {
        [
            input::ALL,
            container::ALL,
            format::ALL,
            context::ALL,
            proof::ALL,
            issuer::ALL,
            net::ALL,
            validity::ALL,
            status::ALL,
            subject::ALL,
            member::ALL,
            endorsement::ALL,
            refresh::ALL,
            resource::ALL,
            schema::ALL,
            jose::ALL,
            sd_jwt::ALL,
            model::ALL,
            ob2::ALL,
            presentation::ALL,
            ec::ALL,
            elm::ALL,
            profile::ALL,
            stack::ALL,
            roster::ALL,
            request::ALL,
            abi::ALL,
        ]
        .into_iter()
        .flatten()
        .copied()
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

/// Declares the codes of one group: `NAME "dotted.name" Group Effect "Sentence." "https://spec";`
macro_rules! codes {
    ($($name:ident $id:literal $group:ident $effect:ident $sentence:literal $spec:literal;)*) => {
        $(
            #[doc = concat!("`", $id, "`: ", $sentence)]
            pub const $name: super::Code = super::Code(&super::Definition {
                id: $id,
                group: super::Group::$group,
                effect: super::Effect::$effect,
                sentence: $sentence,
                spec: $spec,
            });
        )*
        pub(super) const ALL: &[super::Code] = &[$($name),*];
    };
}

pub mod abi;
pub mod container;
pub mod context;
pub mod ec;
pub mod elm;
pub mod endorsement;
pub mod format;
pub mod input;
pub mod issuer;
pub mod jose;
pub mod member;
pub mod model;
pub mod net;
pub mod ob2;
pub mod presentation;
pub mod profile;
pub mod proof;
pub mod refresh;
pub mod request;
pub mod resource;
pub mod roster;
pub mod schema;
pub mod sd_jwt;
pub mod stack;
pub mod status;
pub mod subject;
pub mod validity;

#[cfg(test)]
mod tests {
    use super::Code;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_codes_have_one_name() {
        let mut names = BTreeSet::new();
        for code in Code::all() {
            assert!(names.insert(code.as_str()), "{} stands there twice", code.as_str());
        }
    }
}
