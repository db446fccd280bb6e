use super::context_urls::{CREDENTIALS_V1, CREDENTIALS_V2, DataModel};
use super::masked::Masked;
use super::nested::{ENVELOPE_MEMBERS, ENVELOPED, Envelope};
use super::parties::id_of;
use super::reader::{self, Read, Reader};
use super::types::{is_credential, is_presentation};
use super::{NestedCredential, writer};
use crate::codec::iri;
use crate::json::{Node, Object, Value};
use crate::report::{Finding, Findings, code};
use std::fmt;

/// Credentials that somebody shows together
/// ([VerifiablePresentation](https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations), in VC Data Model 2.0
/// and [1.1](https://www.w3.org/TR/vc-data-model/#presentations-0)).
///
/// Each credential is secured by itself and kept as it came, so credentials of every version and kind go together. A
/// presentation says who shows them, not that they are theirs: whoever verifies looks at the proof of the holder and at
/// each credential.
///
/// ```
/// use microcred::vc::{NestedCredential, Presentation};
/// # let badge = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
/// #     "issuer": "did:example:vet", "credentialSubject": {"id": "did:example:ana"}}"#;
/// let presentation = Presentation::new()
///     .holder("did:example:ana")
///     .verifiable_credential(NestedCredential::parse(badge)?)
///     .verifiable_credential(NestedCredential::enveloped("application/vc+jwt", "eyJhbGciOi.eyJpc3MiOi.c2ln"));
/// assert_eq!(presentation.verifiable_credential.len(), 2);
/// # Ok::<(), microcred::json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Presentation {
    /// The contexts, in order: URLs, or contexts themselves.
    pub context: Vec<Value>,
    /// The id.
    pub id: Option<String>,
    /// All types; `VerifiablePresentation` is among them.
    pub types: Vec<String>,
    /// Who presents.
    pub holder: Option<Holder>,
    /// What is presented, exactly as it was signed.
    pub verifiable_credential: Vec<NestedCredential>,
    /// Other members as they were read, `proof` among them.
    pub extra: Object,
}

/// Who presents.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Holder {
    /// The id: an absolute IRI such as a DID.
    pub id: String,
    /// What else is said about the holder; `None` if it was given by the id alone.
    pub more: Option<Object>,
}

impl Holder {
    /// A holder by the id alone.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), more: None }
    }
}

const VERIFIABLE_PRESENTATION: &str = "VerifiablePresentation";

impl Presentation {
    /// A presentation of VC 2.0 with nothing in it yet.
    pub fn new() -> Self {
        Self {
            context: vec![CREDENTIALS_V2.into()],
            id: None,
            types: vec![VERIFIABLE_PRESENTATION.into()],
            holder: None,
            verifiable_credential: Vec::new(),
            extra: Object::new(),
        }
    }

    /// The same with an id: an absolute IRI.
    #[must_use]
    pub fn id(self, id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..self }
    }

    /// The same with one more context.
    #[must_use]
    pub fn context(mut self, context: impl Into<Value>) -> Self {
        self.context.push(context.into());
        self
    }

    /// The same, presented by somebody.
    #[must_use]
    pub fn holder(self, holder: impl Into<Holder>) -> Self {
        Self { holder: Some(holder.into()), ..self }
    }

    /// The same with one more credential.
    #[must_use]
    pub fn verifiable_credential(mut self, credential: NestedCredential) -> Self {
        self.verifiable_credential.push(credential);
        self
    }

    /// Reads a presentation of either version, liberally, together with what did not fit. Whether it is well made is for
    /// [`check`](Self::check) to say.
    ///
    /// # Errors
    /// If it is no object.
    pub fn read(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        reader::read_whole(node, "presentation")
    }

    /// The version of the data model that its first context announces, if it is a known one.
    pub fn data_model(&self) -> Option<DataModel> {
        self.context.first().and_then(Value::as_str).and_then(DataModel::of)
    }

    /// The JSON form of VC 2.0. The context of VC 1.1 gives way to that of VC 2.0, and a compact JWS is put in an
    /// envelope, as VC 2.0 has it; all other credentials stand as they came.
    pub fn to_json(&self) -> Value {
        let context = self.context.iter().map(|context| match context.as_str() {
            Some(CREDENTIALS_V1) => CREDENTIALS_V2.into(),
            _ => context.clone(),
        });
        let credentials = self.verifiable_credential.iter().map(|credential| match credential {
            NestedCredential::Jwt(jws) => NestedCredential::enveloped("application/jwt", jws).to_json(),
            other => other.to_json(),
        });
        let object = Object::new()
            .with_all("@context", context)
            .with_some("id", self.id.as_ref())
            .with("type", writer::types(VERIFIABLE_PRESENTATION, &self.types))
            .with_some("holder", self.holder.as_ref())
            .with_all("verifiableCredential", credentials);
        writer::with_rest(object, &self.extra)
    }

    /// Says where a presentation is not made as its version of the data model demands, with pointers into the input.
    /// Proofs, and the credentials in themselves, are looked at elsewhere.
    pub fn check(root: Node<'_>) -> Findings {
        if !root.is_object() {
            return reader::not_an_object("presentation");
        }
        let mut findings = Findings::new();
        let version = DataModel::of_document(root);
        if version.is_none() {
            let place = root.get("@context").unwrap_or(root).path();
            findings.push(Finding::new(code::format::VERSION, place, format!("begin with `{CREDENTIALS_V2}`")));
        }
        check_types(root, &mut findings);
        check_id(root, &mut findings);
        check_holder(root, &mut findings);
        check_credentials(root, version.unwrap_or(DataModel::V2), &mut findings);
        findings
    }
}

impl Default for Presentation {
    fn default() -> Self {
        Self::new()
    }
}

fn check_types(root: Node<'_>, findings: &mut Findings) {
    let types = root.get("type");
    if !is_presentation(root) {
        let detail = format!("add `{VERIFIABLE_PRESENTATION}`");
        findings.push(Finding::new(code::presentation::TYPE, types.unwrap_or(root).path(), detail));
    }
    for name in types.into_iter().flat_map(Node::each).filter(|name| name.as_str().is_none()) {
        findings.push(Finding::new(code::model::SHAPE, name.path(), "write each type as a string"));
    }
}

fn check_id(root: Node<'_>, findings: &mut Findings) {
    let Some(id) = root.get("id") else { return };
    if !id.as_str().is_some_and(iri::is_absolute) {
        let detail = "write an absolute IRI, such as a urn:uuid, or leave it out";
        findings.push(Finding::new(code::model::IDS, id.path(), detail));
    }
}

fn check_holder(root: Node<'_>, findings: &mut Findings) {
    let Some(holder) = root.get("holder") else { return };
    let id = id_of(holder);
    if !id.is_some_and(iri::is_absolute) {
        let detail = "name one holder by a DID or another absolute IRI, or leave it out";
        findings.push(Finding::new(code::presentation::HOLDER, holder.path(), detail));
    }
}

fn check_credentials(root: Node<'_>, version: DataModel, findings: &mut Findings) {
    let credentials = root.get("verifiableCredential");
    let mut count = 0_usize;
    for credential in credentials.into_iter().flat_map(Node::each) {
        count += 1;
        if let Some(finding) = fault(credential, version) {
            findings.push(finding);
        }
    }
    if count == 0 {
        findings.push(Finding::new(code::presentation::EMPTY, credentials.unwrap_or(root).path(), ""));
    }
}

/// What is wrong with the form of one presented credential.
fn fault(credential: Node<'_>, version: DataModel) -> Option<Finding> {
    let wrong = |code, detail: &str| Some(Finding::new(code, credential.path(), detail));
    let Some(form) = NestedCredential::from_json(credential) else {
        return wrong(code::presentation::CREDENTIAL, "write the whole credential, as an object");
    };
    match form {
        NestedCredential::Jwt(_) if version == DataModel::V1 => None,
        NestedCredential::Jwt(_) => wrong(
            code::presentation::CREDENTIAL,
            "put the JWS in an `EnvelopedVerifiableCredential`: its `id` is `data:application/vc+jwt,` and the JWS",
        ),
        NestedCredential::Enveloped(_) if version == DataModel::V1 => {
            wrong(code::presentation::CREDENTIAL, "present with VC Data Model 2.0, which alone has envelopes")
        }
        NestedCredential::Enveloped(_) if is_envelope(credential) => None,
        NestedCredential::Enveloped(_) => wrong(
            code::presentation::ENVELOPE,
            "write `@context` with that of VC Data Model 2.0, an `id` that begins with `data:` and a media type, and nothing besides",
        ),
        NestedCredential::Embedded(_) => {
            let detail = format!("give it the type `VerifiableCredential` or `{ENVELOPED}`");
            if is_credential(credential) { None } else { wrong(code::presentation::CREDENTIAL, &detail) }
        }
    }
}

/// Whether the envelope has its context, can be opened, and says nothing by itself.
fn is_envelope(credential: Node<'_>) -> bool {
    let mut contexts = credential.get("@context").into_iter().flat_map(Node::each);
    contexts.any(|context| context.as_str() == Some(CREDENTIALS_V2))
        && credential.members().all(|(name, _)| ENVELOPE_MEMBERS.contains(&name))
        && credential.get("id").and_then(Node::as_str).and_then(Envelope::of).is_some()
}

impl Read for Presentation {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        Some(Self {
            context: reader.many_by("@context", |context, _| Some(context.to_value())),
            id: reader.string("id"),
            types: reader.types(VERIFIABLE_PRESENTATION),
            holder: reader.one("holder"),
            verifiable_credential: reader.many("verifiableCredential"),
            extra: reader.rest(),
        })
    }
}

impl Read for Holder {
    /// A string is the id.
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        if let Some(id) = node.as_str() {
            return Some(Self::new(id));
        }
        let mut reader = Reader::open(node, findings)?;
        Some(Self { id: reader.string("id")?, more: Some(reader.rest()) })
    }
}

impl From<&str> for Holder {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for Holder {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

impl From<&Holder> for Value {
    fn from(holder: &Holder) -> Self {
        match &holder.more {
            None => Self::from(&holder.id),
            Some(more) => writer::with_rest(Object::new().with("id", &holder.id), more),
        }
    }
}

impl fmt::Debug for Holder {
    /// A holder is somebody: nothing is shown.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Holder(…)")
    }
}

impl fmt::Debug for Presentation {
    /// Shows what there is and hides who presents it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Presentation")
            .field("context", &self.context)
            .field("id", &self.id)
            .field("types", &self.types)
            .field("holder", &self.holder)
            .field("verifiable_credential", &self.verifiable_credential)
            .field("extra", &Masked(&self.extra))
            .finish_non_exhaustive()
    }
}
