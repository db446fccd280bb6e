//! Comprehensive Learner Record 2.0: credentials of a learner in one, and how their achievements belong together.

mod association;
mod subject;

pub use association::Association;
pub use subject::ClrSubject;

use super::class::{Class, class, setters};
use super::{Evidence, Image, ProfileRef, contexts, ids};
use crate::env::{EntropyError, Environment};
use crate::json::{Node, Object, Value};
use crate::report::Findings;
use crate::vc::context_urls::{FROM, Family, UNTIL};
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
    /// [`AchievementCredential::complete_ids`](super::AchievementCredential::complete_ids). The credentials in the record are left as they were signed.
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
            valid_from: reader.one_of(FROM),
            valid_until: reader.one_of(UNTIL),
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
