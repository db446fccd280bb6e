//! The command line that the official suite of the W3C for VC JSON Schema asks for. Proofs are not looked at.

use crate::exit::Exit;
use crate::failure::Failure;
use crate::{source, target};
use microcred::Limits;
use microcred::json::{Node, Object, Tree, Value};
use microcred::report::code;
use microcred::verify::{SchemaError, Schemas};
use std::path::PathBuf;

/// Hold a credential to a JSON Schema, as the test suite of the W3C wants it.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    Validate(Validate),
}

/// Write to a file whether a credential is as the schema that it declares wants it: success, failure or indeterminate.
///
/// The schema stands in for what is published under the URL that the credential names. Nothing is verified, and nothing is
/// fetched.
#[derive(clap::Args)]
struct Validate {
    /// The type by which the credential must declare its schema.
    #[arg(long, value_enum)]
    format: Format,
    /// The schema, or the credential that holds it.
    #[arg(long, value_name = "FILE")]
    schema: PathBuf,
    /// The credential.
    #[arg(long, value_name = "FILE")]
    credential: PathBuf,
    /// Where the result goes; a file that is there is replaced.
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    #[value(name = "JsonSchema")]
    JsonSchema,
    #[value(name = "JsonSchemaCredential")]
    JsonSchemaCredential,
}

impl Format {
    fn type_name(self) -> &'static str {
        match self {
            Self::JsonSchema => "JsonSchema",
            Self::JsonSchemaCredential => "JsonSchemaCredential",
        }
    }
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let Action::Validate(validate) = self.action;
        validate.run()
    }
}

impl Validate {
    fn run(self) -> Result<Exit, Failure> {
        let text = source::text(&self.credential)?;
        let credential = Tree::parse(&text, &Limits::default())
            .map_err(|error| Failure::file("input.json", &self.credential, error.to_string()))?;
        let (result, exit) = self.judge(credential.root(), source::bytes(&self.schema)?);
        let result = Value::from(Object::new().with("result", result));
        target::file(&self.output, format!("{result}\n").as_bytes(), true)?;
        Ok(exit)
    }

    fn judge(&self, credential: Node<'_>, schema: Vec<u8>) -> (&'static str, Exit) {
        let failure = ("failure", Exit::Invalid);
        let Some(url) = self.declared(credential) else { return failure };
        let findings = match Schemas::new().with(url, schema) {
            Ok(schemas) => schemas.check(credential),
            // The suite takes an unknown dialect for a question that nobody can answer, anything else for an answer.
            Err(SchemaError::Dialect(_)) => return ("indeterminate", Exit::Indeterminate),
            Err(_) => return failure,
        };
        if findings.is_empty() {
            ("success", Exit::Done)
        } else if findings.iter().all(|finding| finding.code == code::schema::UNUSABLE) {
            ("indeterminate", Exit::Indeterminate)
        } else {
            failure
        }
    }

    /// The URL of the schema that is declared in the way that is asked about.
    fn declared<'c>(&self, credential: Node<'c>) -> Option<&'c str> {
        let is_asked = |entry: &Node<'_>| {
            let types = entry.get("type").into_iter().flat_map(Node::each);
            types.filter_map(Node::as_str).any(|name| name == self.format.type_name())
        };
        credential.get("credentialSchema")?.each().find(is_asked)?.get("id")?.as_str()
    }
}
