use super::class::{Class, class, setters};
use super::{Evidence, ProfileRef, contexts};
use crate::env::{EntropyError, Environment};
use crate::json::{Node, Object, Value};
use crate::report::Findings;
use crate::vc::context_urls::{FROM, UNTIL};
use crate::vc::masked::Masked;
use crate::vc::reader::{Read, Reader};
use crate::vc::{DateTimeStamp, Text, writer};
use std::fmt;

/// Somebody speaks for an issuer, an achievement or a badge
/// ([EndorsementCredential](https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential)).
///
/// It is a credential of its own with its own proof; where it stands in a badge it is kept exactly as it was signed.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndorsementCredential {
    /// Contexts beyond those of VC 2.0 and Open Badges 3.0, which are added in writing.
    pub more_contexts: Vec<Value>,
    /// The id.
    pub id: Option<String>,
    /// All types; `VerifiableCredential` and `EndorsementCredential` are among them.
    pub types: Vec<String>,
    /// What the credential is called.
    pub name: Text,
    /// What the credential is.
    pub description: Option<Text>,
    /// What is endorsed, and how.
    pub credential_subject: EndorsementSubject,
    /// When it was first awarded.
    pub awarded_date: Option<DateTimeStamp>,
    /// Who endorses.
    pub issuer: ProfileRef,
    /// From when it is valid (`issuanceDate` in VC 1.1).
    pub valid_from: Option<DateTimeStamp>,
    /// Until when it is valid (`expirationDate` in VC 1.1).
    pub valid_until: Option<DateTimeStamp>,
    /// What the endorsement rests on.
    pub evidence: Vec<Evidence>,
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

impl EndorsementCredential {
    /// An endorsement from its issuer, its name and its subject; `valid_from` is to be added.
    pub fn new(issuer: impl Into<ProfileRef>, name: impl Into<Text>, credential_subject: EndorsementSubject) -> Self {
        Self {
            more_contexts: Vec::new(),
            id: None,
            types: vec!["VerifiableCredential".into(), "EndorsementCredential".into()],
            name: name.into(),
            description: None,
            credential_subject,
            awarded_date: None,
            issuer: issuer.into(),
            valid_from: None,
            valid_until: None,
            evidence: Vec::new(),
            credential_schema: Vec::new(),
            credential_status: Vec::new(),
            refresh_service: Vec::new(),
            terms_of_use: Vec::new(),
            extra: Object::new(),
        }
    }

    /// Reads an endorsement of VC 2.0 or VC 1.1, liberally, together with what did not fit.
    ///
    /// # Errors
    /// If it has no issuer or no subject to be read, with everything that was found.
    pub fn read(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        super::class::read_whole(node)
    }

    /// Reads an endorsement that stands in a badge or a profile.
    ///
    /// # Errors
    /// As [`read`](Self::read); pointers are into the endorsement.
    pub fn read_embedded(endorsement: &Object) -> Result<(Self, Findings), Findings> {
        super::class::read_embedded(endorsement)
    }

    /// Gives every object that names itself an id of its own where it has none; see
    /// [`AchievementCredential::complete_ids`](super::AchievementCredential::complete_ids).
    ///
    /// # Errors
    /// If the source of random bytes fails.
    pub fn complete_ids(&mut self, environment: &Environment) -> Result<(), EntropyError> {
        super::ids::complete(&mut self.id, environment)?;
        self.issuer.complete_ids(environment)?;
        super::ids::complete_evidence(&mut self.evidence, environment)
    }
}

setters!(EndorsementCredential {
    add more_contexts: Value,
    set id: String,
    set description: Text,
    set awarded_date: DateTimeStamp,
    set valid_from: DateTimeStamp,
    set valid_until: DateTimeStamp,
    add evidence: Evidence,
    add credential_schema: Object,
    add credential_status: Object,
    add refresh_service: Object,
    add terms_of_use: Object,
});
class!(EndorsementCredential);

impl Read for EndorsementCredential {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        let (credential_subject, issuer) = (reader.one("credentialSubject"), reader.one("issuer"));
        for (name, missing) in [("credentialSubject", credential_subject.is_none()), ("issuer", issuer.is_none())] {
            if missing {
                reader.missing(name);
            }
        }
        Some(Self {
            more_contexts: contexts::read(&mut reader, contexts::Kind::Badge),
            id: reader.string("id"),
            types: reader.credential_types(&["EndorsementCredential"]),
            name: reader.required_text("name"),
            description: reader.text("description"),
            credential_subject: credential_subject?,
            awarded_date: reader.one("awardedDate"),
            issuer: issuer?,
            valid_from: reader.one_of(FROM),
            valid_until: reader.one_of(UNTIL),
            evidence: reader.many("evidence"),
            credential_schema: reader.many("credentialSchema"),
            credential_status: reader.many("credentialStatus"),
            refresh_service: reader.many("refreshService"),
            terms_of_use: reader.many("termsOfUse"),
            extra: reader.rest(),
        })
    }
}

impl Class for EndorsementCredential {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::credential_types(&self.types, &["EndorsementCredential"]))
            .with("name", &self.name)
            .with_some("description", self.description.as_ref())
            .with("issuer", &self.issuer)
            .with_some("awardedDate", self.awarded_date.as_ref())
            .with_some("validFrom", self.valid_from.as_ref())
            .with_some("validUntil", self.valid_until.as_ref())
            .with("credentialSubject", &self.credential_subject)
            .with_all("evidence", &self.evidence)
            .with_some("credentialStatus", writer::one_or_many(&self.credential_status))
            .with_all("credentialSchema", self.credential_schema.iter().cloned())
            .with_some("refreshService", writer::one_or_many(&self.refresh_service))
            .with_all("termsOfUse", self.terms_of_use.iter().cloned());
        contexts::write(contexts::Kind::Badge, &self.more_contexts, writer::with_rest(object, &self.extra))
    }
}

impl fmt::Debug for EndorsementCredential {
    /// Shows who endorses and hides whom: that may be a learner.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EndorsementCredential")
            .field("id", &self.id)
            .field("types", &self.types)
            .field("issuer", &self.issuer)
            .field("valid_from", &self.valid_from)
            .field("valid_until", &self.valid_until)
            .field("credential_subject", &self.credential_subject)
            .field("extra", &Masked(&self.extra))
            .finish_non_exhaustive()
    }
}

/// What is endorsed ([EndorsementSubject](https://www.imsglobal.org/spec/ob/v3p0/#endorsementsubject)).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndorsementSubject {
    /// The id of the issuer, achievement or badge that is endorsed.
    pub id: Option<String>,
    /// All types; `EndorsementSubject` is among them.
    pub types: Vec<String>,
    /// What the endorser says, in Markdown.
    pub endorsement_comment: Option<Text>,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl EndorsementSubject {
    /// What has this id is endorsed.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: Some(id.into()),
            types: vec!["EndorsementSubject".into()],
            endorsement_comment: None,
            extra: Object::new(),
        }
    }
}

setters!(EndorsementSubject { set endorsement_comment: Text, });
class!(EndorsementSubject);

impl Read for EndorsementSubject {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        Some(Self {
            id: reader.string("id"),
            types: reader.types("EndorsementSubject"),
            endorsement_comment: reader.text("endorsementComment"),
            extra: reader.rest(),
        })
    }
}

impl Class for EndorsementSubject {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::types("EndorsementSubject", &self.types))
            .with_some("endorsementComment", self.endorsement_comment.as_ref());
        writer::with_rest(object, &self.extra)
    }
}

impl fmt::Debug for EndorsementSubject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EndorsementSubject")
            .field("id", &Masked(&self.id))
            .field("types", &self.types)
            .field("endorsement_comment", &Masked(&self.endorsement_comment))
            .field("extra", &Masked(&self.extra))
            .finish_non_exhaustive()
    }
}
