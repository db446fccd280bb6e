//! Comprehensive Learner Record 2.0: credentials of a learner in one, and how their achievements belong together.

use super::class::{Class, class, setters};
use super::{
    Achievement, AchievementCredential, AssociationType, Evidence, IdentityObject, Image, ProfileRef, contexts, ids,
};
use crate::env::{EntropyError, Environment};
use crate::json::{Node, Object, Value};
use crate::report::Findings;
use crate::vc::context_urls::Family;
use crate::vc::masked::Masked;
use crate::vc::reader::{Read, Reader};
use crate::vc::{DateTimeStamp, NestedCredential, Text, writer};
use std::fmt;

/// A learner's record: the credentials that somebody knows of, and how the achievements in them belong together
/// ([ClrCredential](https://www.imsglobal.org/spec/clr/v2p0/#clrcredential)).
///
/// The publisher signs the collection; each credential in it keeps the proof of its own issuer and is to be verified by
/// that. What may stand in a record is less than what may be presented: credentials of VC 2.0 and Open Badges 3.0.3,
/// each as an object with its proof. [`check`](super::check) says so where it is otherwise. What else there is goes into a
/// [`Presentation`](crate::vc::Presentation) beside the record, or is referred to by id and digest.
///
/// ```
/// use microcred::badge::*;
/// use microcred::vc::NestedCredential;
/// # let badge = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
/// #     "issuer": "did:example:vet", "credentialSubject": {"id": "did:example:ana"}}"#;
/// let audit = "https://vet.example/achievements/audit";
/// let trainer = Achievement::new("Green trainer", "Trains for energy audits", Criteria::narrative("Both parts."))
///     .id("https://vet.example/achievements/trainer");
/// let subject = ClrSubject::new()
///     .id("did:example:ana")
///     .verifiable_credential(NestedCredential::parse(badge)?)
///     .association(Association::new(audit, AssociationType::IsPartOf, "https://vet.example/achievements/trainer"))
///     .achievement(trainer);
/// let record = ClrCredential::new(Profile::new("https://vet.example/"), "Record of Example VET", subject).partial(true);
/// assert_eq!(record.to_json().get("partial").map(ToString::to_string).as_deref(), Some("true"));
/// # Ok::<(), microcred::json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClrCredential {
    /// Contexts beyond those of VC 2.0, CLR 2.0 and Open Badges 3.0, which are added in writing.
    pub more_contexts: Vec<Value>,
    /// The id.
    pub id: Option<String>,
    /// All types; `VerifiableCredential` and `ClrCredential` are among them.
    pub types: Vec<String>,
    /// What the record is called.
    pub name: Text,
    /// What the record is.
    pub description: Option<Text>,
    /// A picture of the record.
    pub image: Option<Image>,
    /// Whether the publisher knows of more than the record holds; if it is not said, the record is to be taken as whole.
    pub partial: Option<bool>,
    /// When it was first awarded; `valid_from` moves when a record is issued again.
    pub awarded_date: Option<DateTimeStamp>,
    /// Whose record it is, and what is in it.
    pub credential_subject: ClrSubject,
    /// Endorsements with proofs of their own, exactly as they were signed.
    pub endorsement: Vec<Object>,
    /// Endorsements as compact JWS.
    pub endorsement_jwt: Vec<String>,
    /// What the record rests on.
    pub evidence: Vec<Evidence>,
    /// Who publishes it.
    pub issuer: ProfileRef,
    /// From when it is valid (`issuanceDate` in VC 1.1).
    pub valid_from: Option<DateTimeStamp>,
    /// Until when it is valid (`expirationDate` in VC 1.1).
    pub valid_until: Option<DateTimeStamp>,
    /// The schemas it declares, as JSON.
    pub credential_schema: Vec<Object>,
    /// Where its status is to be looked up, as JSON.
    pub credential_status: Vec<Object>,
    /// Where a fresh one is to be had, as JSON.
    pub refresh_service: Vec<Object>,
    /// Under which terms it was issued, as JSON.
    pub terms_of_use: Vec<Object>,
    /// Members beyond the model as they were read, `proof` among them.
    pub extra: Object,
}

impl ClrCredential {
    /// A record from its publisher, its name and its subject; `valid_from` is to be added.
    pub fn new(issuer: impl Into<ProfileRef>, name: impl Into<Text>, credential_subject: ClrSubject) -> Self {
        Self {
            more_contexts: Vec::new(),
            id: None,
            types: vec!["VerifiableCredential".into(), "ClrCredential".into()],
            name: name.into(),
            description: None,
            image: None,
            partial: None,
            awarded_date: None,
            credential_subject,
            endorsement: Vec::new(),
            endorsement_jwt: Vec::new(),
            evidence: Vec::new(),
            issuer: issuer.into(),
            valid_from: None,
            valid_until: None,
            credential_schema: Vec::new(),
            credential_status: Vec::new(),
            refresh_service: Vec::new(),
            terms_of_use: Vec::new(),
            extra: Object::new(),
        }
    }

    /// Reads a record of VC 2.0 or VC 1.1, liberally, together with what did not fit.
    ///
    /// Whether it is well made is for [`check`](super::check) to say.
    ///
    /// # Errors
    /// If it has no issuer or no subject to be read, with everything that was found.
    pub fn read(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        super::class::read_whole(node)
    }

    /// Gives every object that names itself an id of its own where it has none; see
    /// [`AchievementCredential::complete_ids`]. The credentials in the record are left as they were signed.
    ///
    /// # Errors
    /// If the source of random bytes fails.
    pub fn complete_ids(&mut self, environment: &Environment) -> Result<(), EntropyError> {
        ids::complete(&mut self.id, environment)?;
        self.issuer.complete_ids(environment)?;
        self.credential_subject.complete_ids(environment)?;
        ids::complete_evidence(&mut self.evidence, environment)
    }

    /// Adds the contexts that the credentials in the record have and the record has not. They repeat them in its middle,
    /// and that changes nothing only if the record has them at its top.
    pub fn complete_contexts(&mut self) {
        let mut urls: Vec<String> = Vec::new();
        for url in self.credential_subject.verifiable_credential.iter().flat_map(NestedCredential::context_urls) {
            let known = |context: &Value| context.as_str() == Some(url);
            let added = contexts::Kind::LearnerRecord.adds(url);
            if !added && !self.more_contexts.iter().any(known) && !urls.iter().any(|other| other == url) {
                urls.push(url.to_owned());
            }
        }
        self.more_contexts.extend(urls.into_iter().map(Value::from));
        // Stable, so that whatever order somebody gave to others of one family stays.
        self.more_contexts.sort_by_key(|context| context.as_str().map_or(Family::Extension, Family::of));
    }
}

setters!(ClrCredential {
    add more_contexts: Value,
    set id: String,
    set description: Text,
    set image: Image,
    set partial: bool,
    set awarded_date: DateTimeStamp,
    add endorsement: Object,
    add endorsement_jwt: String,
    add evidence: Evidence,
    set valid_from: DateTimeStamp,
    set valid_until: DateTimeStamp,
    add credential_schema: Object,
    add credential_status: Object,
    add refresh_service: Object,
    add terms_of_use: Object,
});
class!(ClrCredential);

impl Read for ClrCredential {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        let (credential_subject, issuer) = (reader.one("credentialSubject"), reader.one("issuer"));
        for (name, missing) in [("credentialSubject", credential_subject.is_none()), ("issuer", issuer.is_none())] {
            if missing {
                reader.missing(name);
            }
        }
        Some(Self {
            more_contexts: contexts::read(&mut reader, contexts::Kind::LearnerRecord),
            id: reader.string("id"),
            types: reader.credential_types(&["ClrCredential"]),
            name: reader.required_text("name"),
            description: reader.text("description"),
            image: reader.one("image"),
            partial: reader.one("partial"),
            awarded_date: reader.one("awardedDate"),
            credential_subject: credential_subject?,
            endorsement: reader.many("endorsement"),
            endorsement_jwt: reader.many("endorsementJwt"),
            evidence: reader.many("evidence"),
            issuer: issuer?,
            valid_from: reader.one_of(["validFrom", "issuanceDate"]),
            valid_until: reader.one_of(["validUntil", "expirationDate"]),
            credential_schema: reader.many("credentialSchema"),
            credential_status: reader.many("credentialStatus"),
            refresh_service: reader.many("refreshService"),
            terms_of_use: reader.many("termsOfUse"),
            extra: reader.rest(),
        })
    }
}

impl Class for ClrCredential {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::credential_types(&self.types, &["ClrCredential"]))
            .with("name", &self.name)
            .with_some("description", self.description.as_ref())
            .with_some("image", self.image.as_ref())
            .with_some("partial", self.partial)
            .with("issuer", &self.issuer)
            .with_some("awardedDate", self.awarded_date.as_ref())
            .with_some("validFrom", self.valid_from.as_ref())
            .with_some("validUntil", self.valid_until.as_ref())
            .with("credentialSubject", &self.credential_subject)
            .with_all("evidence", &self.evidence)
            .with_all("endorsement", self.endorsement.iter().cloned())
            .with_all("endorsementJwt", &self.endorsement_jwt)
            .with_some("credentialStatus", writer::one_or_many(&self.credential_status))
            .with_all("credentialSchema", self.credential_schema.iter().cloned())
            .with_some("refreshService", writer::one_or_many(&self.refresh_service))
            .with_all("termsOfUse", self.terms_of_use.iter().cloned());
        contexts::write(contexts::Kind::LearnerRecord, &self.more_contexts, writer::with_rest(object, &self.extra))
    }
}

impl fmt::Debug for ClrCredential {
    /// Shows who published what and hides what may name the learner, as the name of a record often does.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClrCredential")
            .field("id", &self.id)
            .field("types", &self.types)
            .field("description", &Masked(&self.description))
            .field("partial", &self.partial)
            .field("issuer", &self.issuer)
            .field("valid_from", &self.valid_from)
            .field("valid_until", &self.valid_until)
            .field("credential_subject", &self.credential_subject)
            .field("evidence", &self.evidence)
            .field("extra", &Masked(&self.extra))
            .finish_non_exhaustive()
    }
}

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

    fn complete_ids(&mut self, environment: &Environment) -> Result<(), EntropyError> {
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

/// How one achievement is related to another ([Association](https://www.imsglobal.org/spec/clr/v2p0/#association)); this
/// class may not be extended.
///
/// It is read in the order in which [`new`](Self::new) takes its parts: the source *is part of* the target.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Association {
    /// How they are related.
    pub association_type: AssociationType,
    /// The id of the achievement that the relation goes out from; empty if it was missing.
    pub source_id: String,
    /// The id of the achievement that it leads to; empty if it was missing.
    pub target_id: String,
    /// Members of no place in the class, as they were read.
    pub extra: Object,
}

impl Association {
    /// The source is related to the target. Both are ids of achievements, not of credentials.
    pub fn new(
        source_id: impl Into<String>,
        association_type: impl Into<AssociationType>,
        target_id: impl Into<String>,
    ) -> Self {
        Self {
            association_type: association_type.into(),
            source_id: source_id.into(),
            target_id: target_id.into(),
            extra: Object::new(),
        }
    }
}

class!(Association);

impl Read for Association {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        reader.single_type("Association");
        let kind = reader.one("associationType");
        let (source, target) = (reader.string("sourceId"), reader.string("targetId"));
        Some(Self {
            association_type: reader.require("associationType", kind),
            source_id: reader.require("sourceId", source),
            target_id: reader.require("targetId", target),
            extra: reader.rest(),
        })
    }
}

impl Class for Association {
    fn write(&self) -> Value {
        let object = Object::new()
            .with("type", "Association")
            .with("associationType", &self.association_type)
            .with("sourceId", &self.source_id)
            .with("targetId", &self.target_id);
        writer::with_rest(object, &self.extra)
    }
}
