use super::Credential;
use super::context_urls::DataModel;
use super::masked::Masked;
use super::reader::Read;
use crate::json::{Error, ErrorKind, Kind, Node, Object, Tree, Value};
use crate::limits::Limits;
use crate::report::Findings;
use std::fmt;

/// A credential that stands in another document: in a [presentation](super::Presentation), in a learner record.
///
/// It is secured by itself, so it is kept exactly as it came and written again in the same way: every member in its
/// order, every number with its text. [`read`](Self::read) gives a view of it, [`tree`](Self::tree) what any other type
/// can be read from. What it says is as good as its own proof, whatever the document around it is signed with.
///
/// ```
/// use microcred::vc::NestedCredential;
/// let badge = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
///     "issuer": "did:example:vet", "credentialSubject": {"id": "did:example:ana", "credits": 3.0}}"#;
/// let nested = NestedCredential::parse(badge).unwrap();
/// assert_eq!(nested.read().unwrap().0.issuer.id, "did:example:vet");
/// assert!(nested.to_json().to_string().contains(r#""credits":3.0"#));
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NestedCredential {
    /// An object with its proof inside.
    Embedded(Object),
    /// An [EnvelopedVerifiableCredential](https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials):
    /// an object whose `id` is a `data:` URL that holds the whole of it.
    Enveloped(Object),
    /// A compact JWS, as presentations of VC Data Model 1.1 have it.
    Jwt(String),
}

/// What the `data:` URL of an enveloped credential holds.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Envelope<'a> {
    /// The media type without parameters, such as `application/vc+jwt`; not empty.
    pub media_type: &'a str,
    /// Whether the data are in base64, as binary ones are.
    pub base64: bool,
    /// The data as they stand in the URL, such as a compact JWS.
    pub data: &'a str,
}

/// The type by which an envelope is known.
pub(super) const ENVELOPED: &str = "EnvelopedVerifiableCredential";

/// All that an envelope has. Whatever stood beside could be taken for what the credential says, and nobody has signed it.
pub(crate) const ENVELOPE_MEMBERS: [&str; 3] = ["@context", "id", "type"];

impl NestedCredential {
    /// A credential from the text that its issuer gave out: JSON, or a compact JWS.
    ///
    /// # Errors
    /// If it looks like JSON and is not one object of strict JSON.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if is_compact_jws(text) {
            return Ok(Self::Jwt(text.to_owned()));
        }
        let tree = Tree::parse(text, &Limits::default())?;
        let kind = ErrorKind::Syntax("a credential is a JSON object or a compact JWS");
        Self::from_json(tree.root()).ok_or(Error { kind, line: 1, column: 1 })
    }

    /// A credential in an envelope: the EnvelopedVerifiableCredential of a media type and its data, such as
    /// `application/vc+jwt` and a compact JWS. Binary data are to be given in base64 under `…;base64`.
    pub fn enveloped(media_type: &str, data: &str) -> Self {
        Self::Enveloped(
            Object::new()
                .with("@context", super::context_urls::CREDENTIALS_V2)
                .with("id", format!("data:{media_type},{data}"))
                .with("type", ENVELOPED),
        )
    }

    /// Reads one from JSON; nothing if the value is neither an object nor a compact JWS.
    pub fn from_json(node: Node<'_>) -> Option<Self> {
        match (node.kind(), node.as_str()) {
            (_, Some(text)) => is_compact_jws(text).then(|| Self::Jwt(text.to_owned())),
            (Kind::Object, _) => match node.to_value() {
                Value::Object(object) if has_type(&object, ENVELOPED) => Some(Self::Enveloped(object)),
                Value::Object(object) => Some(Self::Embedded(object)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The JSON form: the value that was read.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Embedded(object) | Self::Enveloped(object) => Value::Object(object.clone()),
            Self::Jwt(text) => Value::from(text),
        }
    }

    /// The object, if it is one: the credential itself, or the envelope.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Embedded(object) | Self::Enveloped(object) => Some(object),
            Self::Jwt(_) => None,
        }
    }

    /// The id of an embedded credential. What is enveloped has to be opened first.
    pub fn id(&self) -> Option<&str> {
        self.embedded()?.get("id").and_then(Value::as_str)
    }

    /// Whether an embedded credential has a type.
    pub fn is_a(&self, name: &str) -> bool {
        self.embedded().is_some_and(|object| has_type(object, name))
    }

    /// The contexts of an embedded credential that are given by URL, in order.
    pub fn context_urls(&self) -> impl Iterator<Item = &str> {
        self.embedded().and_then(|object| object.get("@context")).into_iter().flat_map(each).filter_map(Value::as_str)
    }

    /// The version of the data model that an embedded credential announces.
    pub fn data_model(&self) -> Option<DataModel> {
        self.context_urls().find_map(DataModel::of)
    }

    /// What is in the envelope, if this is one, with a `data:` URL of some media type.
    pub fn envelope(&self) -> Option<Envelope<'_>> {
        match self {
            Self::Enveloped(object) => Envelope::of(object.get("id")?.as_str()?),
            _ => None,
        }
    }

    /// The tree of an embedded credential, which every type can be read from; nothing for what has to be opened first.
    ///
    /// # Errors
    /// If it exceeds the limits.
    pub fn tree(&self, limits: &Limits) -> Option<Result<Tree, Error>> {
        self.embedded().map(|object| Tree::of(&Value::Object(object.clone()), limits))
    }

    /// Reads the envelope of the W3C of an embedded credential, liberally, together with what did not fit. Pointers are
    /// into the nested credential. For badges see
    /// [`AchievementCredential::read_embedded`](crate::badge::AchievementCredential::read_embedded).
    ///
    /// # Errors
    /// If it has no issuer or no subject to be read, or has to be opened first.
    pub fn read(&self) -> Result<(Credential, Findings), Findings> {
        match self.tree(&Limits::default()) {
            Some(Ok(tree)) => Credential::read(tree.root()),
            _ => Err(super::reader::not_an_object("credential")),
        }
    }

    fn embedded(&self) -> Option<&Object> {
        match self {
            Self::Embedded(object) => Some(object),
            _ => None,
        }
    }
}

impl<'a> Envelope<'a> {
    /// Takes a `data:` URL apart ([RFC 2397](https://www.rfc-editor.org/rfc/rfc2397)); nothing if it names no media type.
    pub fn of(url: &'a str) -> Option<Self> {
        let (kind, data) = url.strip_prefix("data:")?.split_once(',')?;
        let (kind, base64) = kind.strip_suffix(";base64").map_or((kind, false), |kind| (kind, true));
        let media_type = kind.split(';').next().filter(|kind| kind.contains('/'))?;
        Some(Self { media_type, base64, data })
    }
}

/// Whether this is a compact JWS by its letters, as Open Badges 3.0 defines
/// [CompactJws](https://www.imsglobal.org/spec/ob/v3p0/#derived-types): three parts, of which the second may be empty.
pub(crate) fn is_compact_jws(text: &str) -> bool {
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    match text.split('.').collect::<Vec<_>>().as_slice() {
        [header, payload, signature] => {
            !header.is_empty()
                && !signature.is_empty()
                && [header, payload, signature].into_iter().all(|part| letters(part))
        }
        _ => false,
    }
}

fn each(value: &Value) -> &[Value] {
    value.as_array().unwrap_or(std::slice::from_ref(value))
}

fn has_type(object: &Object, name: &str) -> bool {
    object.get("type").is_some_and(|types| each(types).iter().any(|own| own.as_str() == Some(name)))
}

impl Read for NestedCredential {
    fn read(node: Node<'_>, _: &mut Findings) -> Option<Self> {
        Self::from_json(node)
    }
}

impl From<&NestedCredential> for Value {
    fn from(credential: &NestedCredential) -> Self {
        credential.to_json()
    }
}

impl fmt::Debug for NestedCredential {
    /// Shows what kind it is and hides what it says about a learner.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded(object) => formatter.debug_tuple("Embedded").field(&Masked(object)).finish(),
            Self::Enveloped(_) => formatter.write_str("Enveloped(…)"),
            Self::Jwt(_) => formatter.write_str("Jwt(…)"),
        }
    }
}

impl fmt::Debug for Envelope<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Envelope")
            .field("media_type", &self.media_type)
            .field("base64", &self.base64)
            .field("bytes", &self.data.len())
            .finish_non_exhaustive()
    }
}
