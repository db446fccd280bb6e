use super::request::Request;
use super::{Answer, Error, Keygen, OPERATIONS, Operation, VERSION, sealed};
use crate::env::Environment;
use crate::json::{Object, Tree, Value};
use crate::jsonld::Contexts;
use crate::key::Algorithm;
use crate::limits::Limits;
use crate::proof::Suite;
use crate::report;
use std::fmt;

/// Says what this library is: its versions, what it was built with, the operations, the contexts that it knows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Info {
    /// Whether the JSON Schemas of the operations come along.
    pub schemas: bool,
    contexts: Vec<(String, Vec<String>)>,
}

/// What this library is.
#[derive(Clone, Debug)]
pub struct About {
    asked: Info,
}

impl Info {
    /// About the contexts inside the library, without schemas.
    pub fn new() -> Self {
        Self::about(&Contexts::bundled())
    }

    fn about(contexts: &Contexts) -> Self {
        let own = |(url, sha256): (&str, Vec<&str>)| (url.to_owned(), sha256.into_iter().map(str::to_owned).collect());
        let mut contexts: Vec<_> = contexts.urls().map(own).collect();
        contexts.sort();
        Self { schemas: false, contexts }
    }
}

impl Default for Info {
    fn default() -> Self {
        Self::new()
    }
}

impl Operation for Info {
    const NAME: &'static str = "info";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/info.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/info.response.schema.json");
    type Answer = About;

    fn run(self, _: &Environment) -> Result<About, Error> {
        Ok(About { asked: self })
    }
}

impl sealed::Sealed for Info {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let schemas = request.flag("schemas");
        Some(Self { schemas, ..Self::about(&request.contexts()) })
    }
}

/// What it was built with, of the features that change what it can do.
const FEATURES: &[(&str, bool)] = &[
    ("aws-lc-rs", cfg!(feature = "aws-lc-rs")),
    ("rustcrypto", cfg!(feature = "rustcrypto")),
    ("json-ld", cfg!(feature = "json-ld")),
    ("schema", cfg!(feature = "schema")),
    ("http", cfg!(feature = "http")),
    ("store", cfg!(feature = "store")),
    ("cose", cfg!(feature = "cose")),
    ("bbs", cfg!(feature = "bbs")),
    ("batch", cfg!(feature = "batch")),
    ("pdf", cfg!(feature = "pdf")),
];

impl Answer for About {
    /// `version`; `operations`, `report` and `features`; `suites` and `keys`; `contexts` with their digests.
    fn to_json(&self) -> Value {
        let schema = |text| Tree::parse(text, &Limits::default()).map_or(Value::Null, |tree| tree.root().to_value());
        let operations = OPERATIONS.iter().map(|operation| {
            let named = Object::new().with("name", operation.name);
            match self.asked.schemas {
                true => named.with("request", schema(operation.schema)).with("response", schema(operation.response)),
                false => named,
            }
        });
        let contexts =
            self.asked.contexts.iter().map(|(url, sha256)| {
                Object::new().with("url", url).with_all("sha256", sha256.iter().map(String::as_str))
            });
        let features = FEATURES.iter().filter(|(_, is_on)| *is_on).map(|(name, _)| *name);
        Object::new()
            .with("type", "Info")
            .with("name", "microcred")
            .with("version", env!("CARGO_PKG_VERSION"))
            .with("operationsVersion", VERSION)
            .with("reportVersion", report::VERSION)
            .with_all("features", features)
            .with_all("operations", operations)
            .with_all("suites", Suite::all().map(Suite::name))
            .with_all("keys", Keygen::algorithms().map(Algorithm::as_str))
            .with_all("contexts", contexts)
            .into()
    }
}

impl fmt::Display for About {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "microcred {}, operations {VERSION}, report {}",
            env!("CARGO_PKG_VERSION"),
            report::VERSION
        )?;
        OPERATIONS.iter().try_for_each(|operation| writeln!(formatter, "  {}", operation.name))
    }
}
