use super::class::{Class, class, setters};
use super::{AchievementSubject, Evidence, Image, ProfileRef, contexts};
use crate::env::{EntropyError, Environment};
use crate::json::{Node, Object, Value};
use crate::report::Findings;
use crate::vc::context_urls::{FROM, UNTIL};
use crate::vc::masked::Masked;
use crate::vc::reader::{Read, Reader};
use crate::vc::{DateTimeStamp, Text, writer};
use std::fmt;

/// A badge: somebody says that somebody achieved something
/// ([AchievementCredential](https://www.imsglobal.org/spec/ob/v3p0/#achievementcredential), also called
/// OpenBadgeCredential).
///
/// ```
/// use microcred::badge::*;
/// let achievement = Achievement::new("Green skills", "Energy audits for trainers", Criteria::narrative("An audit."));
/// let subject = AchievementSubject::new(achievement).id("did:example:ana");
/// let mut badge = AchievementCredential::new(Profile::new("https://vet.example/").name("Example VET"), subject)
///     .valid_from(microcred::vc::DateTimeStamp::parse("2026-11-23T11:00:00Z").unwrap())
///     .name("Green skills");
/// badge.complete_ids(&microcred::Environment::system())?;
/// assert!(badge.to_json().get("id").is_some());
/// # Ok::<(), microcred::env::EntropyError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AchievementCredential {
    /// Contexts beyond those of VC 2.0 and Open Badges 3.0, which are added in writing.
    pub more_contexts: Vec<Value>,
    /// The id.
    pub id: Option<String>,
    /// All types; `VerifiableCredential` and `AchievementCredential` or `OpenBadgeCredential` are among them.
    pub types: Vec<String>,
    /// What the credential is called.
    pub name: Option<Text>,
    /// What the credential is.
    pub description: Option<Text>,
    /// A picture of the credential.
    pub image: Option<Image>,
    /// When it was first awarded; `valid_from` moves when a credential is issued again.
    pub awarded_date: Option<DateTimeStamp>,
    /// Who achieved what.
    pub credential_subject: AchievementSubject,
    /// Endorsements with proofs of their own, exactly as they were signed.
    pub endorsement: Vec<Object>,
    /// Endorsements as compact JWS.
    pub endorsement_jwt: Vec<String>,
    /// What shows that the achievement was reached.
    pub evidence: Vec<Evidence>,
    /// Who says so.
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

impl AchievementCredential {
    /// A badge from its issuer and its subject; `valid_from` is to be added.
    pub fn new(issuer: impl Into<ProfileRef>, credential_subject: AchievementSubject) -> Self {
        Self {
            more_contexts: Vec::new(),
            id: None,
            types: vec!["VerifiableCredential".into(), "AchievementCredential".into()],
            name: None,
            description: None,
            image: None,
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

    /// Reads a badge of VC 2.0 or VC 1.1, liberally, together with what did not fit.
    ///
    /// Whether it is well made is for [`check`](super::check) to say.
    ///
    /// # Errors
    /// If it has no issuer, no subject or no achievement to be read, with everything that was found.
    pub fn read(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        super::class::read_whole(node)
    }

    /// Reads a badge that stands in another document, such as a [learner record](super::ClrCredential).
    ///
    /// # Errors
    /// As [`read`](Self::read); pointers are into the badge.
    pub fn read_embedded(badge: &Object) -> Result<(Self, Findings), Findings> {
        super::class::read_embedded(badge)
    }

    /// Gives every object that names itself an id of its own where it has none: `urn:uuid:` and a random UUID, or, for what stands
    /// inside a profile, one that is made of what it says, so that one profile is the same in all credentials.
    ///
    /// That leaves next to no blank nodes, so that the canonical form is found without comparing them and selective
    /// disclosure can point at every object. Objects that name themselves are the credential, profiles, achievements,
    /// result descriptions, levels, results, alignments, evidence, addresses and places; both published schemas and all
    /// contexts allow that. Left alone are those whose id means something else: the learner and what an endorsement is
    /// about (nobody may be given a name by accident), [`Related`](super::Related) (somebody else's id),
    /// [`Criteria`](super::Criteria) (the address of a page) and [`Image`] (the picture); and the identifiers, which
    /// have no id at all.
    ///
    /// # Errors
    /// If the source of random bytes fails.
    pub fn complete_ids(&mut self, environment: &Environment) -> Result<(), EntropyError> {
        super::ids::complete(&mut self.id, environment)?;
        self.issuer.complete_ids(environment)?;
        self.credential_subject.complete_ids(environment)?;
        super::ids::complete_evidence(&mut self.evidence, environment)
    }
}

setters!(AchievementCredential {
    add more_contexts: Value,
    set id: String,
    set name: Text,
    set description: Text,
    set image: Image,
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
class!(AchievementCredential);

impl Read for AchievementCredential {
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
            types: reader.credential_types(&["AchievementCredential", "OpenBadgeCredential"]),
            name: reader.text("name"),
            description: reader.text("description"),
            image: reader.one("image"),
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

impl Class for AchievementCredential {
    fn write(&self) -> Value {
        let types = writer::credential_types(&self.types, &["AchievementCredential", "OpenBadgeCredential"]);
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", types)
            .with_some("name", self.name.as_ref())
            .with_some("description", self.description.as_ref())
            .with_some("image", self.image.as_ref())
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
        contexts::write(contexts::Kind::Badge, &self.more_contexts, writer::with_rest(object, &self.extra))
    }
}

impl fmt::Debug for AchievementCredential {
    /// Shows who issued what and hides what may name the learner.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AchievementCredential")
            .field("id", &self.id)
            .field("types", &self.types)
            .field("name", &Masked(&self.name))
            .field("description", &Masked(&self.description))
            .field("issuer", &self.issuer)
            .field("valid_from", &self.valid_from)
            .field("valid_until", &self.valid_until)
            .field("credential_subject", &self.credential_subject)
            .field("evidence", &self.evidence)
            .field("extra", &Masked(&self.extra))
            .finish_non_exhaustive()
    }
}
