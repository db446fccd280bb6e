//! Compiling a schema and evaluating it, by the crate `jsonschema`; what it is given has been looked through before.

use super::cost::Graph;
use super::{SchemaError, Schemas};
use crate::codec::excerpt;
use crate::json::{Node, Pointer};
use crate::report::{Finding, Findings, code};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, PatternOptions, Retrieve, Uri, ValidationError, Validator};
use serde_json::Value;
use std::error::Error;

/// A schema, ready to be used.
pub(super) struct Compiled {
    validator: Validator,
    graph: Graph,
}

/// Findings of one schema about one credential; more are not worth naming.
const MOST_FINDINGS: usize = 20;

/// Bytes that a compiled pattern may take.
const PATTERN_SIZE: usize = 256 * 1024;

impl Compiled {
    pub(super) fn new(schema: Node<'_>, url: &str, known: &Schemas) -> Result<Self, SchemaError> {
        let (draft, name) = dialect(schema)?;
        let graph = Graph::new(schema, url, known)?;
        let mut value = Value::from(schema.to_value());
        if let Some(schema) = value.as_object_mut() {
            schema.insert("$schema".to_owned(), name.into());
        }
        let patterns = PatternOptions::regex().size_limit(PATTERN_SIZE).dfa_size_limit(PATTERN_SIZE);
        let options = jsonschema::options()
            .with_draft(draft)
            .with_base_uri(url)
            .with_pattern_options(patterns)
            .with_retriever(Registered(known.clone()));
        let validator = options.build(&value).map_err(|error| refused(&error))?;
        Ok(Self { validator, graph })
    }

    /// Where the credential is not as the schema wants it, in terms of the schema alone.
    pub(super) fn evaluate(&self, credential: Node<'_>) -> Findings {
        if !self.graph.is_affordable(credential) {
            let detail = "evaluating it for this credential would take more work than the limit allows";
            return Findings::from_iter([Finding::new(code::schema::UNUSABLE, Pointer::root(), detail)]);
        }
        let instance = Value::from(credential.to_value());
        let finding = |error: ValidationError<'_>| {
            let pointer = Pointer::from_text(error.instance_path().as_str());
            let place = excerpt(error.schema_path().as_str(), 200);
            let detail = format!("{} of the schema does not hold", if place.is_empty() { "the top" } else { &place });
            Finding::new(code::schema::VIOLATION, pointer, detail)
        };
        self.validator.iter_errors(&instance).take(MOST_FINDINGS).map(finding).collect()
    }
}

/// The dialect that a schema is written in; 2019-09 if it does not say.
fn dialect(schema: Node<'_>) -> Result<(Draft, &'static str), SchemaError> {
    let Some(named) = schema.get("$schema") else { return Ok((Draft::Draft201909, DRAFT_2019_09)) };
    let text = named.as_str().unwrap_or_default();
    let bare = text.strip_suffix('#').unwrap_or(text);
    let bare = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://"));
    match bare {
        Some("json-schema.org/draft-07/schema") => Ok((Draft::Draft7, "http://json-schema.org/draft-07/schema#")),
        Some("json-schema.org/draft/2019-09/schema") => Ok((Draft::Draft201909, DRAFT_2019_09)),
        Some("json-schema.org/draft/2020-12/schema") => {
            Ok((Draft::Draft202012, "https://json-schema.org/draft/2020-12/schema"))
        }
        _ => Err(SchemaError::Dialect(excerpt(text, 200))),
    }
}

const DRAFT_2019_09: &str = "https://json-schema.org/draft/2019-09/schema";

fn refused(error: &ValidationError<'_>) -> SchemaError {
    let text = |text: String| excerpt(&text, 300);
    match error.kind() {
        ValidationErrorKind::Referencing(error) => SchemaError::Reference(text(error.to_string())),
        kind => SchemaError::Invalid(text(format!("{} at {}", kind.keyword(), error.instance_path().as_str()))),
    }
}

/// Answers references with what is registered, and with nothing else.
struct Registered(Schemas);

impl Retrieve for Registered {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn Error + Send + Sync>> {
        let document = self.0.document(uri.as_str()).ok_or("it is not registered")?;
        Ok(document.root().to_value().into())
    }
}
