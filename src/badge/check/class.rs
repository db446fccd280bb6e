//! What a class is as data: its members, and how each of them is written.

use super::{Checker, rules};
use crate::json::{Name, Node};
use crate::vc::context_urls::DataModel;
use std::ops::RangeInclusive;

/// A class: its name, its types, its members, and what no table can say.
pub(super) struct Class {
    pub(super) name: &'static str,
    pub(super) types: Types,
    /// Whether members of one's own are forbidden.
    pub(super) closed: bool,
    /// Whether it is a credential, with contexts of its own.
    pub(super) is_credential: bool,
    pub(super) members: &'static [Member],
    index: Index,
    pub(super) rule: fn(&mut Checker, Node<'_>),
}

/// How the `type` of a class is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Types {
    /// An array with one name of each group.
    Set(&'static [&'static [&'static str]]),
    /// The name of the class as one string.
    Single,
    /// Any name as one string.
    Service,
    /// Not demanded.
    Free,
}

/// A member of a class.
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) many: Many,
    pub(super) required: Required,
}

/// How often a member may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Many {
    /// Once, without an array.
    One,
    /// Once by Open Badges 3.0, more often by VC Data Model 2.0.
    Often,
    /// Any number of times, in an array.
    Set,
}

/// In which versions of the VC Data Model a member has to be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Required {
    Never,
    Always,
    V1,
    V2,
}

/// What a member holds.
pub(super) enum Kind {
    /// Words for people.
    Text,
    /// A code or a name.
    String,
    /// The id of something.
    Iri,
    /// The address of something.
    Url,
    DateTime,
    Date,
    Language,
    CompactJws,
    Boolean,
    Number(RangeInclusive<f64>),
    Term(&'static Vocabulary),
    Object(&'static Class),
    /// An id or a profile.
    Issuer,
    /// A credential in a learner record.
    Nested,
    /// The contexts of a badge or an endorsement.
    Context,
    /// The contexts of a learner record.
    ClrContext,
    /// The contexts of any other credential.
    AnyContext,
}

impl Kind {
    /// Whether one value of this kind may be an array.
    pub(super) fn is_array_itself(&self) -> bool {
        matches!(self, Self::Text | Self::Context | Self::ClrContext | Self::AnyContext)
    }
}

/// An enumeration.
pub(super) struct Vocabulary {
    pub(super) name: &'static str,
    pub(super) terms: &'static [&'static str],
    /// Whether terms with `ext:` may be added.
    pub(super) open: bool,
}

/// For each well-known name, the place after that of the member in its class's table, or 0; all members have such names.
struct Index([u8; Name::COUNT]);

impl Index {
    const fn new(members: &[Member]) -> Self {
        let mut places = [0; Name::COUNT];
        let mut place = 0;
        while place < members.len() {
            let name = Name::known(members[place].name);
            place += 1;
            places[name.index()] = place as u8;
        }
        Self(places)
    }
}

impl Class {
    /// The place of the member of that name in the table.
    #[inline]
    pub(super) fn place(&self, name: Name) -> Option<usize> {
        usize::from(self.index.0[name.index()]).checked_sub(1)
    }

    /// The names that its `type` has to hold, the first of each group.
    pub(super) fn type_names(&self) -> Vec<&'static str> {
        match self.types {
            Types::Set(groups) => groups.iter().filter_map(|group| group.first().copied()).collect(),
            _ => vec![self.name],
        }
    }

    pub(super) const fn new(name: &'static str, types: Types, members: &'static [Member]) -> Self {
        Self {
            name,
            types,
            closed: false,
            is_credential: false,
            members,
            index: Index::new(members),
            rule: rules::none,
        }
    }

    pub(super) const fn credential(name: &'static str, types: Types, members: &'static [Member]) -> Self {
        Self { is_credential: true, ..Self::new(name, types, members) }
    }

    pub(super) const fn closed(name: &'static str, members: &'static [Member]) -> Self {
        Self { closed: true, ..Self::new(name, Types::Single, members) }
    }

    pub(super) const fn with_rule(self, rule: fn(&mut Checker, Node<'_>)) -> Self {
        Self { rule, ..self }
    }
}

impl Required {
    pub(super) fn applies(self, version: DataModel) -> bool {
        match self {
            Self::Never => false,
            Self::Always => true,
            Self::V1 => version == DataModel::V1,
            Self::V2 => version == DataModel::V2,
        }
    }
}

/// A member that may be left out.
pub(super) const fn optional(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, many: Many::One, required: Required::Never }
}

/// A member that has to be there.
pub(super) const fn required(name: &'static str, kind: Kind) -> Member {
    required_in(Required::Always, name, kind)
}

/// A member that has to be there in one version.
pub(super) const fn required_in(required: Required, name: &'static str, kind: Kind) -> Member {
    Member { name, kind, many: Many::One, required }
}

/// A member with any number of values.
pub(super) const fn set(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, many: Many::Set, required: Required::Never }
}

/// A member that Open Badges 3.0 has once and VC Data Model 2.0 more often.
pub(super) const fn often(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, many: Many::Often, required: Required::Never }
}
