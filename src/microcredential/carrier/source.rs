use crate::json::{Object, Pointer, Value};
use std::fmt;

/// Where a value that was recovered came from.
///
/// The value itself is not repeated: it may be the learner's name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The member of the [JSON form](crate::microcredential::form) that the value stands in, or in whose list.
    pub member: &'static str,
    /// Where in the badge, or in the European Digital Credential, it was read.
    pub from: Pointer,
    /// By which rule.
    pub rule: Rule,
}

/// Why something in a badge is taken for an element of Annex I.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// The member of Open Badges 3.0 is for this.
    OpenBadges,
    /// The type of the alignment says so.
    AlignmentType,
    /// The alignment points into a scheme of EU Vocabularies or ESCO, or names the EQF as its framework, whatever its type.
    AlignmentScheme,
    /// A term of [our context](super::CONTEXT).
    Microcred,
    /// A term of the [profile of SURF and Npuls](https://edubadges.nl/static/obv3-glossary.html) for Open Badges 3.0.
    EdubadgesTerm,
    /// An extension of Open Badges 2.0 that edubadges uses.
    EdubadgesExtension,
    /// A member that edubadges puts beside those of Open Badges 2.0.
    EdubadgesMember,
    /// An extension of Open Badges 2.0 that Open Educational Badges uses.
    OpenEducationalBadges,
    /// A text in the form that MyNextID writes it.
    MyNextId,
    /// The name of the subject, which Open Badges 3.0 states as an identifier.
    SubjectName,
    /// The property of the European Learning Model is for this.
    Elm,
}

impl Rule {
    /// Every rule there is.
    pub const ALL: [Self; 11] = [
        Self::OpenBadges,
        Self::AlignmentType,
        Self::AlignmentScheme,
        Self::Microcred,
        Self::EdubadgesTerm,
        Self::EdubadgesExtension,
        Self::EdubadgesMember,
        Self::OpenEducationalBadges,
        Self::MyNextId,
        Self::SubjectName,
        Self::Elm,
    ];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpenBadges => "ob3.member",
            Self::AlignmentType => "ob3.alignment.type",
            Self::AlignmentScheme => "ob3.alignment.scheme",
            Self::Microcred => "microcred.term",
            Self::EdubadgesTerm => "edubadges.ob3.term",
            Self::EdubadgesExtension => "edubadges.ob2.extension",
            Self::EdubadgesMember => "edubadges.ob2.member",
            Self::OpenEducationalBadges => "oeb.ob2.extension",
            Self::MyNextId => "mynextid",
            Self::SubjectName => "subject.name",
            Self::Elm => "elm.property",
        }
    }

    /// What it says, in a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::OpenBadges => "The member of Open Badges 3.0 is for this.",
            Self::AlignmentType => "The type of the alignment says so.",
            Self::AlignmentScheme => {
                "The alignment points into a scheme of EU Vocabularies or ESCO, or names the EQF as its framework, whatever its type."
            }
            Self::Microcred => "It is a term of the context of microcred.",
            Self::EdubadgesTerm => "It is a term of the profile of SURF and Npuls for Open Badges 3.0.",
            Self::EdubadgesExtension => "It is an extension of Open Badges 2.0 that edubadges uses.",
            Self::EdubadgesMember => "It is a member that edubadges puts beside those of Open Badges 2.0.",
            Self::OpenEducationalBadges => "It is an extension of Open Badges 2.0 that Open Educational Badges uses.",
            Self::MyNextId => "It is written as MyNextID writes it.",
            Self::SubjectName => "The subject has a name, as in badges of the Digital Credentials Consortium.",
            Self::Elm => "The property of the European Learning Model is for this.",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Source {
    pub(crate) fn new(member: &'static str, from: Pointer, rule: Rule) -> Self {
        Self { member, from, rule }
    }

    /// The JSON form: an object with `member`, `from` and `rule`.
    pub fn to_json(&self) -> Value {
        Object::new()
            .with("member", self.member)
            .with("from", self.from.as_str())
            .with("rule", self.rule.as_str())
            .into()
    }
}
