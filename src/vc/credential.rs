use super::context_urls::{CREDENTIALS_V1, CREDENTIALS_V2, DataModel, FROM, UNTIL};
use super::masked::Masked;
use super::reader::{self, Read, Reader};
use super::{DateTimeStamp, Text, writer};
use crate::json::{Node, Object, Value};
use crate::report::Findings;
use std::fmt;

/// A Verifiable Credential of any type, in the envelope that VC Data Model
/// [2.0](https://www.w3.org/TR/vc-data-model-2.0/) and [1.1](https://www.w3.org/TR/vc-data-model/) share.
///
/// What it says about its subject stays JSON; badges have a model of their own.
///
/// ```
/// use microcred::{Limits, json::Tree, vc::Credential};
/// let text = r#"{"@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiableCredential"],
///     "issuer": "did:example:vet", "issuanceDate": "2020-01-01T00:00:00Z", "credentialSubject": {"id": "did:example:ana"}}"#;
/// let tree = Tree::parse(text, &Limits::default()).unwrap();
/// let (credential, findings) = Credential::read(tree.root()).unwrap();
/// assert!(findings.is_empty());
/// assert_eq!(credential.valid_from.unwrap().as_str(), "2020-01-01T00:00:00Z");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Credential {
    /// The contexts, in order: URLs, or contexts themselves.
    pub context: Vec<Value>,
    /// The id.
    pub id: Option<String>,
    /// All types; `VerifiableCredential` is among them.
    pub types: Vec<String>,
    /// What the credential is called.
    pub name: Option<Text>,
    /// What the credential is.
    pub description: Option<Text>,
    /// Who issued it.
    pub issuer: Issuer,
    /// From when it is valid (`issuanceDate` in VC 1.1).
    pub valid_from: Option<DateTimeStamp>,
    /// Until when it is valid (`expirationDate` in VC 1.1).
    pub valid_until: Option<DateTimeStamp>,
    /// What is said, and about whom.
    pub subjects: Vec<Object>,
    /// Where its status is to be looked up.
    pub status: Vec<Object>,
    /// The schemas it declares.
    pub schema: Vec<Object>,
    /// Where a fresh one is to be had.
    pub refresh_service: Vec<Object>,
    /// Under which terms it was issued.
    pub terms_of_use: Vec<Object>,
    /// What it rests on.
    pub evidence: Vec<Object>,
    /// Other members as they were read, `proof` among them.
    pub extra: Object,
}

/// Who issued a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issuer {
    /// The id: an absolute IRI.
    pub id: String,
    /// The name, if the credential says it.
    pub name: Option<Text>,
    /// What else it says about the issuer; `None` if the issuer was given by the id alone.
    pub more: Option<Object>,
}

impl Issuer {
    /// An issuer by the id alone.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None, more: None }
    }
}

impl Credential {
    /// A credential of VC 2.0 by its issuer and what it says.
    pub fn new(issuer: Issuer, subject: Object) -> Self {
        Self {
            context: vec![CREDENTIALS_V2.into()],
            id: None,
            types: vec!["VerifiableCredential".into()],
            name: None,
            description: None,
            issuer,
            valid_from: None,
            valid_until: None,
            subjects: vec![subject],
            status: Vec::new(),
            schema: Vec::new(),
            refresh_service: Vec::new(),
            terms_of_use: Vec::new(),
            evidence: Vec::new(),
            extra: Object::new(),
        }
    }

    /// Reads a credential of either version, liberally, together with what did not fit.
    ///
    /// # Errors
    /// If it is no object, or has no issuer or no subject to be read, with everything that was found.
    pub fn read(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        reader::read_whole(node, "credential")
    }

    /// The version of the data model that its first context announces, if it is a known one.
    pub fn data_model(&self) -> Option<DataModel> {
        self.context.first().and_then(Value::as_str).and_then(DataModel::of)
    }

    /// The JSON form of VC 2.0; the context of VC 1.1 gives way to that of VC 2.0.
    pub fn to_json(&self) -> Value {
        let context = self.context.iter().map(|context| match context.as_str() {
            Some(CREDENTIALS_V1) => CREDENTIALS_V2.into(),
            _ => context.clone(),
        });
        let object = Object::new()
            .with_all("@context", context)
            .with_some("id", self.id.as_ref())
            .with("type", writer::types("VerifiableCredential", &self.types))
            .with_some("name", self.name.as_ref())
            .with_some("description", self.description.as_ref())
            .with("issuer", &self.issuer)
            .with_some("validFrom", self.valid_from.as_ref())
            .with_some("validUntil", self.valid_until.as_ref())
            .with_some("credentialSubject", writer::one_or_many(&self.subjects))
            .with_some("credentialStatus", writer::one_or_many(&self.status))
            .with_some("credentialSchema", writer::one_or_many(&self.schema))
            .with_some("refreshService", writer::one_or_many(&self.refresh_service))
            .with_some("termsOfUse", writer::one_or_many(&self.terms_of_use))
            .with_some("evidence", writer::one_or_many(&self.evidence));
        writer::with_rest(object, &self.extra)
    }
}

impl Read for Credential {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        let issuer = reader.one("issuer");
        let subjects = reader.many("credentialSubject");
        for (name, missing) in [("issuer", issuer.is_none()), ("credentialSubject", subjects.is_empty())] {
            if missing {
                reader.missing(name);
            }
        }
        Some(Self {
            context: reader.many_by("@context", |context, _| Some(context.to_value())),
            id: reader.string("id"),
            types: reader.types("VerifiableCredential"),
            name: reader.text("name"),
            description: reader.text("description"),
            issuer: issuer?,
            valid_from: reader.one_of(FROM),
            valid_until: reader.one_of(UNTIL),
            subjects: (!subjects.is_empty()).then_some(subjects)?,
            status: reader.many("credentialStatus"),
            schema: reader.many("credentialSchema"),
            refresh_service: reader.many("refreshService"),
            terms_of_use: reader.many("termsOfUse"),
            evidence: reader.many("evidence"),
            extra: reader.rest(),
        })
    }
}

impl Read for Issuer {
    /// A string is the id.
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        if let Some(id) = node.as_str() {
            return Some(Self::new(id));
        }
        let mut reader = Reader::open(node, findings)?;
        let id = reader.string("id")?;
        Some(Self { id, name: reader.text("name"), more: Some(reader.rest()) })
    }
}

impl From<&Issuer> for Value {
    fn from(issuer: &Issuer) -> Self {
        if let (None, None) = (&issuer.name, &issuer.more) {
            return Self::from(&issuer.id);
        }
        let object = Object::new().with("id", &issuer.id).with_some("name", issuer.name.as_ref());
        writer::with_rest(object, issuer.more.as_ref().unwrap_or(&Object::new()))
    }
}

impl fmt::Debug for Credential {
    /// Shows the envelope and hides what is said about the subject.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credential")
            .field("context", &self.context)
            .field("id", &self.id)
            .field("types", &self.types)
            .field("name", &Masked(&self.name))
            .field("issuer", &self.issuer)
            .field("valid_from", &self.valid_from)
            .field("valid_until", &self.valid_until)
            .field("subjects", &Masked(&self.subjects))
            .field("status", &self.status)
            .field("evidence", &Masked(&self.evidence))
            .field("extra", &Masked(&self.extra))
            .finish_non_exhaustive()
    }
}
