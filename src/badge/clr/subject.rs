use super::super::class::{Class, class, setters};
use super::super::{Achievement, AchievementCredential, IdentityObject};
use super::Association;
use crate::env::{EntropyError, Environment};
use crate::json::{Node, Object, Value};
use crate::report::Findings;
use crate::vc::masked::Masked;
use crate::vc::reader::{Read, Reader};
use crate::vc::{NestedCredential, writer};
use std::fmt;

/// Whose record it is, and what is in it ([ClrSubject](https://www.imsglobal.org/spec/clr/v2p0/#clrsubject)).
///
/// At least one of `id` and `identifier` is needed, and at least one credential.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClrSubject {
    /// The learner's id, such as a DID.
    pub id: Option<String>,
    /// All types; `ClrSubject` is among them.
    pub types: Vec<String>,
    /// Other identifiers of the learner, in plain text or hashed.
    pub identifier: Vec<IdentityObject>,
    /// The credentials, exactly as they were signed. A record may hold `Embedded` ones; others are kept if they are read.
    pub verifiable_credential: Vec<NestedCredential>,
    /// Achievements that associations speak of and that no credential in the record asserts.
    pub achievement: Vec<Achievement>,
    /// How the achievements belong together.
    pub association: Vec<Association>,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl ClrSubject {
    /// A learner of whom nothing is known yet.
    pub fn new() -> Self {
        Self {
            id: None,
            types: vec!["ClrSubject".into()],
            identifier: Vec::new(),
            verifiable_credential: Vec::new(),
            achievement: Vec::new(),
            association: Vec::new(),
            extra: Object::new(),
        }
    }

    /// The badges in the record, each with its place in `verifiable_credential`, read as
    /// [`AchievementCredential::read_embedded`] reads them. Whether they are to be believed is for their own proofs to say.
    pub fn badges(&self) -> impl Iterator<Item = (usize, Result<(AchievementCredential, Findings), Findings>)> {
        let is_badge = |credential: &&NestedCredential| {
            ["AchievementCredential", "OpenBadgeCredential"].iter().any(|name| credential.is_a(name))
        };
        let badges = self.verifiable_credential.iter().enumerate().filter(move |(_, credential)| is_badge(credential));
        badges.filter_map(|(place, badge)| Some((place, AchievementCredential::read_embedded(badge.as_object()?))))
    }

    pub(super) fn complete_ids(&mut self, environment: &Environment) -> Result<(), EntropyError> {
        self.achievement.iter_mut().try_for_each(|achievement| achievement.complete_ids(environment))
    }
}

impl Default for ClrSubject {
    fn default() -> Self {
        Self::new()
    }
}

setters!(ClrSubject {
    set id: String,
    add identifier: IdentityObject,
    add verifiable_credential: NestedCredential,
    add achievement: Achievement,
    add association: Association,
});
class!(ClrSubject);

impl Read for ClrSubject {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        let verifiable_credential: Vec<_> = reader.many("verifiableCredential");
        if verifiable_credential.is_empty() {
            reader.missing("verifiableCredential");
        }
        Some(Self {
            id: reader.string("id"),
            types: reader.types("ClrSubject"),
            identifier: reader.many("identifier"),
            verifiable_credential,
            achievement: reader.many("achievement"),
            association: reader.many("association"),
            extra: reader.rest(),
        })
    }
}

impl Class for ClrSubject {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::types("ClrSubject", &self.types))
            .with_all("identifier", &self.identifier)
            .with_all("verifiableCredential", &self.verifiable_credential)
            .with_all("achievement", &self.achievement)
            .with_all("association", &self.association);
        writer::with_rest(object, &self.extra)
    }
}

impl fmt::Debug for ClrSubject {
    /// Shows how the achievements belong together and hides who achieved what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClrSubject")
            .field("id", &Masked(&self.id))
            .field("types", &self.types)
            .field("identifier", &self.identifier)
            .field("verifiable_credential", &self.verifiable_credential)
            .field("achievement", &self.achievement)
            .field("association", &self.association)
            .field("extra", &Masked(&self.extra))
            .finish_non_exhaustive()
    }
}
