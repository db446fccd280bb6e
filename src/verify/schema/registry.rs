#[cfg(feature = "schema")]
use super::compiled::Compiled;
use crate::json::{self, Node, Tree};
use crate::limits::Limits;
use crate::report::{Finding, Findings, code};
use crate::vc::related_resource;
use crate::vc::types::{has_type, types};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A credential that declares more schemas is not held to the rest of them, and so is not known to be as they want it.
const MOST_DECLARED: usize = 16;

/// The JSON Schemas that are known, each under the URL by which credentials declare it.
///
/// None is bundled, and none is fetched. A schema may refer to itself and to those that were registered before it, to nothing
/// else. Its patterns are matched in linear time: look-around and back-references are refused.
///
/// ```
/// use microcred::verify::{Schemas, Verifier};
/// let schema = r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://vet.example/badge.json",
///     "required": ["name"]}"#;
/// let schemas = Schemas::new().with("https://vet.example/badge.json", schema)?;
/// let verifier = Verifier::new().with_schemas(schemas);
/// # let _ = verifier;
/// # Ok::<(), microcred::verify::SchemaError>(())
/// ```
#[derive(Clone, Default)]
pub struct Schemas {
    known: BTreeMap<String, Arc<Registered>>,
}

/// What stands under the URL of a schema.
pub(super) struct Registered {
    bytes: Vec<u8>,
    pub(super) document: Tree,
    #[cfg(feature = "schema")]
    compiled: Compiled,
}

/// Why a schema cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// It is not strict JSON.
    #[error(transparent)]
    Json(#[from] json::Error),
    /// It is JSON, and neither a schema nor a credential that holds one.
    #[error("this is neither a JSON Schema nor a credential with one in `credentialSubject.jsonSchema`")]
    NotASchema,
    /// It is written in a dialect that is not known here.
    #[error("`$schema` names {0}; the dialects that are known are draft 7, 2019-09 and 2020-12")]
    Dialect(String),
    /// It refers to something that is not registered.
    #[error("it refers to something that is not registered, which is never fetched: {0}; register that first")]
    Reference(String),
    /// It names two of its parts, or itself and something else, alike.
    #[error("two schemas are named {0}, so it cannot be told which of them is meant")]
    IdTwice(String),
    /// It is larger than schemas need to be.
    #[error("it holds more {0} than are worth compiling; divide it")]
    TooMany(&'static str),
    /// Evaluating it might not end.
    #[error("a part of it applies to the same value again and again, at {0}")]
    Endless(String),
    /// It is not what its dialect allows, or holds a pattern that cannot be matched in linear time.
    #[error("it cannot be compiled: {0}")]
    Invalid(String),
}

impl Schemas {
    /// No schemas yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more: a JSON Schema, or a
    /// [JsonSchemaCredential](https://www.w3.org/TR/vc-json-schema/#jsonschemacredential), which is believed because it is
    /// registered. Another one under the same URL is replaced.
    ///
    /// # Errors
    /// If it could never be used. Without the feature `schema`, only that it is JSON is looked at.
    pub fn with(mut self, url: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Result<Self, SchemaError> {
        self.insert(url, bytes)?;
        Ok(self)
    }

    /// Registers one more, as [`with`](Self::with) does; where it could never be used, nothing is registered.
    ///
    /// # Errors
    /// As there.
    pub fn insert(&mut self, url: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Result<(), SchemaError> {
        let (url, bytes): (String, Vec<u8>) = (url.into(), bytes.into());
        let url = document_of(&url).to_owned();
        let document = Tree::parse_bytes(&bytes, &Limits::default())?;
        #[cfg(feature = "schema")]
        let compiled = Compiled::new(schema_in(document.root()).ok_or(SchemaError::NotASchema)?, &url, self)?;
        #[cfg(not(feature = "schema"))]
        schema_in(document.root()).ok_or(SchemaError::NotASchema)?;
        let registered = Registered {
            bytes,
            document,
            #[cfg(feature = "schema")]
            compiled,
        };
        self.known.insert(url, Arc::new(registered));
        Ok(())
    }

    /// The bytes that are registered under a URL.
    pub fn bytes(&self, url: &str) -> Option<&[u8]> {
        self.known.get(document_of(url)).map(|registered| &*registered.bytes)
    }

    /// What is registered, as JSON.
    #[cfg(feature = "schema")]
    pub(super) fn document(&self, url: &str) -> Option<&Tree> {
        self.known.get(url).map(|registered| &registered.document)
    }

    /// Holds a credential to the schemas that it declares, 16 at most, whoever has signed it. Findings never repeat what the
    /// credential says.
    pub fn check(&self, credential: Node<'_>) -> Findings {
        let mut findings: Findings =
            declared(credential).flat_map(|entry| self.check_entry(credential, entry)).collect();
        if let Some(entry) = entries(credential).nth(MOST_DECLARED) {
            let detail = format!(
                "it declares more than {MOST_DECLARED} schemas, and is not held to this one and those after it"
            );
            findings.push(Finding::new(code::schema::UNUSABLE, entry.path(), detail));
        }
        findings
    }

    fn check_entry(&self, credential: Node<'_>, entry: Node<'_>) -> Findings {
        let one = |code, detail: &str| Findings::from_iter([Finding::new(code, entry.path(), detail)]);
        let types: Vec<&str> = types(entry).collect();
        let (Some(url), false) = (entry.get("id").and_then(Node::as_str), types.is_empty()) else {
            return one(code::schema::MALFORMED, "name its URL as `id`, and its type");
        };
        let Some(kind) = types.iter().find_map(|name| Kind::of(name)) else {
            let detail = "1EdTechJsonSchemaValidator2019, JsonSchema and JsonSchemaCredential are checked";
            return one(code::schema::UNSUPPORTED, detail);
        };
        let Some(registered) = self.known.get(document_of(url)) else {
            return one(code::schema::UNCHECKED, "register it under its URL if you want it to be used");
        };
        let mut findings = related_resource::compare_bytes(entry, &registered.bytes);
        if findings.is_empty() {
            findings = match kind.mismatch(registered.document.root(), url) {
                Some(detail) => one(code::schema::MISMATCH, detail),
                None => registered.evaluate(credential, entry),
            };
        }
        findings
    }
}

impl Registered {
    #[cfg(feature = "schema")]
    fn evaluate(&self, credential: Node<'_>, _: Node<'_>) -> Findings {
        self.compiled.evaluate(credential)
    }

    #[cfg(not(feature = "schema"))]
    fn evaluate(&self, _: Node<'_>, entry: Node<'_>) -> Findings {
        let detail = "the schema is at hand, and the feature `schema` is not";
        Findings::from_iter([Finding::new(code::input::FEATURE_MISSING, entry.path(), detail)])
    }
}

/// The URL of the whole document, which an empty fragment names too.
pub(super) fn document_of(url: &str) -> &str {
    url.strip_suffix('#').unwrap_or(url)
}

fn entries(credential: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    credential.get("credentialSchema").into_iter().flat_map(Node::each)
}

/// The declarations that are looked at.
pub(super) fn declared(credential: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    entries(credential).take(MOST_DECLARED)
}

/// In which ways a credential may declare a schema.
#[derive(Clone, Copy)]
enum Kind {
    /// [VCCS 1.0](https://www.imsglobal.org/spec/vccs/v1p0/): draft 2019-09, whatever its `$id`.
    OneEdTech,
    /// [A schema under its own `$id`](https://www.w3.org/TR/vc-json-schema/#jsonschema).
    JsonSchema,
    /// [A credential with a schema in it](https://www.w3.org/TR/vc-json-schema/#jsonschemacredential).
    JsonSchemaCredential,
}

/// The URL of a schema that may be asked for: a credential with a schema in it would have to be verified, so it is not.
pub(super) fn fetched(entry: Node<'_>) -> Option<&str> {
    let mut kinds = types(entry).filter_map(Kind::of);
    let is_schema = kinds.any(|kind| !matches!(kind, Kind::JsonSchemaCredential));
    is_schema.then(|| entry.get("id")?.as_str().map(document_of))?
}

/// The schema that every JsonSchemaCredential declares.
const OF_SCHEMA_CREDENTIALS: &str = "https://www.w3.org/2022/credentials/v2/json-schema-credential-schema.json";

impl Kind {
    fn of(name: &str) -> Option<Self> {
        match name {
            "1EdTechJsonSchemaValidator2019" => Some(Self::OneEdTech),
            "JsonSchema" => Some(Self::JsonSchema),
            "JsonSchemaCredential" => Some(Self::JsonSchemaCredential),
            _ => None,
        }
    }

    /// Why what stands under the URL is not what is declared, if it is not.
    fn mismatch(self, document: Node<'_>, url: &str) -> Option<&'static str> {
        let schema = schema_in(document)?;
        let is_credential = schema.index() != document.index();
        let id = schema.get("$id").and_then(Node::as_str).filter(|id| crate::codec::iri::is_absolute(id));
        match self {
            Self::OneEdTech => is_credential.then_some("a credential stands there, not a schema"),
            Self::JsonSchema if is_credential => Some("a credential stands there, not a schema"),
            Self::JsonSchemaCredential if !is_credential => Some("a schema stands there, not a credential with one"),
            _ if id.is_none() => Some("its `$id` is missing or not absolute"),
            _ if schema.get("$schema").and_then(Node::as_str).is_none() => Some("its `$schema` is missing"),
            Self::JsonSchema => (id.map(document_of) != Some(document_of(url))).then_some("its `$id` is another URL"),
            Self::JsonSchemaCredential => schema_credential_mismatch(document, url),
        }
    }
}

fn schema_credential_mismatch(document: Node<'_>, url: &str) -> Option<&'static str> {
    let declared = document.get("credentialSchema").and_then(|schemas| schemas.each().next());
    let declared_id = declared.and_then(|schema| schema.get("id")).and_then(Node::as_str);
    if document.get("id").and_then(Node::as_str).map(document_of) != Some(document_of(url)) {
        Some("its `id` is another URL")
    } else if !["VerifiableCredential", "JsonSchemaCredential"].iter().all(|name| has_type(document, name)) {
        Some("its types do not hold VerifiableCredential and JsonSchemaCredential")
    } else if !document.get("credentialSubject").is_some_and(|subject| has_type(subject, "JsonSchema")) {
        Some("its subject is not of the type JsonSchema")
    } else if declared_id != Some(OF_SCHEMA_CREDENTIALS)
        || !declared.is_some_and(|schema| has_type(schema, "JsonSchema"))
    {
        Some("it does not declare the schema that all such credentials do")
    } else {
        None
    }
}

/// The schema that a document is, or that the credential holds which it is.
fn schema_in(document: Node<'_>) -> Option<Node<'_>> {
    match document.get("credentialSubject") {
        Some(subject) => subject.get("jsonSchema").filter(|schema| schema.is_object()),
        None => document.is_object().then_some(document),
    }
}

impl fmt::Debug for Schemas {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.known.keys()).finish()
    }
}
