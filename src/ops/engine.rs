use super::request::members::Members;
use super::request::{Request, text_of};
use super::{Answer, Error, OPERATIONS, Signers, operations};
use crate::env::Environment;
use crate::json::{Pointer, Value};
use crate::jsonld::Contexts;
use crate::limits::Limits;
use crate::report::{Finding, Findings, code};
use crate::resolve::{Fallback, Memory, Resolver};
use crate::trust::Anchors;
use crate::verify::{Policy, Schemas};
use chrono::{DateTime, Utc};
use std::fmt;
use std::sync::Arc;

/// What many requests have in common, said once: where a request says nothing, this holds.
///
/// An engine never changes, and any number of threads may ask it at once.
///
/// ```
/// use microcred::{Environment, ops::Engine};
/// let config = r#"{"policy": "strict", "anchors": {"anchors": [{"id": "did:web:vet.example"}]}}"#;
/// let engine = Engine::configured(config, Environment::system(), None)?;
/// let report = engine.call("verify", r#"{"document": "{}"}"#)?;
/// assert_eq!(report.get("outcome").and_then(|outcome| outcome.as_str()), Some("invalid"));
/// # Ok::<(), microcred::ops::Error>(())
/// ```
#[derive(Clone)]
pub struct Engine {
    pub(super) environment: Environment,
    pub(super) policy: Option<Policy>,
    pub(super) limits: Limits,
    pub(super) contexts: Contexts,
    pub(super) anchors: Option<Anchors>,
    pub(super) schemas: Schemas,
    pub(super) resolver: Option<Arc<dyn Resolver + Send + Sync>>,
    pub(super) signers: Option<Arc<dyn Signers>>,
}

/// What a configuration says.
struct Configuration {
    policy: Option<Policy>,
    limits: Limits,
    contexts: Contexts,
    anchors: Option<Anchors>,
    resources: Memory,
    schemas: Schemas,
    now: Option<DateTime<Utc>>,
    offline: bool,
    /// The ports that are fetched from, beside 443.
    ports: Vec<u16>,
}

impl Engine {
    /// An engine that knows nothing but what the library carries, and fetches nothing.
    pub fn new(environment: Environment) -> Self {
        Self {
            environment,
            policy: None,
            limits: Limits::default(),
            contexts: Contexts::bundled(),
            anchors: None,
            schemas: Schemas::new(),
            resolver: None,
            signers: None,
        }
    }

    /// An engine as a configuration has it: JSON, which `vocab/schemas/engine.schema.json` describes. `fetch` is asked for what is
    /// neither in the configuration nor in a request, if the configuration says that the engine is not offline; without it, that takes
    /// the feature `http`.
    ///
    /// # Errors
    /// Everything that is wrong with the configuration, with pointers into it.
    pub fn configured(
        configuration: &str,
        environment: Environment,
        fetch: Option<Arc<dyn Resolver + Send + Sync>>,
    ) -> Result<Self, Error> {
        let read = |request: &mut Request<'_>| Some(Configuration::read(request, fetch.is_some()));
        let Configuration { policy, limits, contexts, anchors, resources, schemas, now, offline, ports } =
            Request::parse_for(&Self::configuring(), configuration, &[], read).map_err(Error::Request)?;
        let mut resolver = Fallback::new().or(resources);
        if !offline {
            resolver = match fetch {
                Some(fetch) => resolver.or(fetch),
                None => or_http(resolver, &ports),
            };
        }
        let environment = match now {
            Some(now) => environment.at(now),
            None => environment,
        };
        Ok(Self {
            environment,
            policy,
            limits,
            contexts,
            anchors,
            schemas,
            resolver: Some(Arc::new(resolver)),
            signers: None,
        })
    }

    /// What reads a configuration: it is the host's own, with as many anchors and resources as that has, and says only itself what is too much.
    fn configuring() -> Self {
        let limits = Limits { bytes: usize::MAX, values: usize::MAX, ..Limits::default() };
        Self { limits, ..Self::default() }
    }

    /// The same with a host that signs: then the `key` of a request may be the public side of one of the host's keys, its
    /// `verificationMethod` and its `publicKeyMultibase`.
    #[must_use]
    pub fn with_signers(self, signers: Arc<dyn Signers>) -> Self {
        Self { signers: Some(signers), ..self }
    }

    /// The budgets of the text of a request: a document inside, with its text escaped once more, has room.
    pub fn request_limits(&self) -> Limits {
        let Limits { bytes, depth, .. } = self.limits;
        Limits { bytes: bytes.saturating_mul(4), depth: depth.saturating_mul(2), ..self.limits.clone() }
    }

    /// Carries out the operation of that name: JSON in, JSON out.
    ///
    /// # Errors
    /// As [`Operation::run`](super::Operation::run); and everything at once that is wrong with the request.
    pub fn call(&self, name: &str, request: &str) -> Result<Value, Error> {
        Ok(self.answer(name, request, &[])?.to_json())
    }

    /// The same, with members of the request that come as bytes beside its text, such as `document` and `image`, and with the answer
    /// as it is: its JSON form, or the [bytes](Answer::bytes) that were made.
    ///
    /// # Errors
    /// As there.
    pub fn answer(&self, name: &str, request: &str, given: &[(&str, &[u8])]) -> Result<Box<dyn Answer>, Error> {
        let Some(operation) = OPERATIONS.iter().find(|operation| operation.name == name) else {
            let names: Vec<_> = operations().map(|(name, _)| name).collect();
            let detail = format!("ask for {}", names.join(", "));
            let finding = Finding::new(code::request::OPERATION, Pointer::root(), detail);
            return Err(Error::Request(Findings::from_iter([finding])));
        };
        (operation.answer)(self, request, given)
    }
}

#[cfg(feature = "http")]
fn or_http(resolver: Fallback, ports: &[u16]) -> Fallback {
    use crate::resolve::http::HttpResolver;
    resolver.or(ports.iter().copied().fold(HttpResolver::new(), HttpResolver::danger_with_port))
}

/// A configuration that wants this was refused.
#[cfg(not(feature = "http"))]
fn or_http(resolver: Fallback, _: &[u16]) -> Fallback {
    resolver
}

impl Configuration {
    fn read(request: &mut Request<'_>, has_callback: bool) -> Self {
        let policy = request.read("policy", super::Verify::policy);
        let limits = request.read("limits", limits);
        let contexts = contexts(request);
        let anchors = request.anchors();
        let resources = request.resources();
        let schemas = request.schemas();
        let now = request.named("now", "a date and time such as 2026-11-23T11:00:00Z", super::Verify::moment);
        let offline = request.boolean("offline").unwrap_or(true);
        if !offline && !has_callback && !cfg!(feature = "http") {
            let detail = "this build fetches nothing by itself: give a callback that does, or leave it out and supply what is needed";
            request.wrong("offline", detail);
        }
        let ports = ports(request);
        if !ports.is_empty() && (offline || has_callback) {
            let detail = "leave it out: it is for an engine that fetches by itself, with `\"offline\": false` and without a callback";
            request.wrong(DANGER_WITH_PORT, detail);
        }
        let limits = limits.unwrap_or_default();
        Self { policy, limits, contexts, anchors, resources, schemas, now, offline, ports }
    }
}

const DANGER_WITH_PORT: &str = "dangerWithPort";

/// The ports that are fetched from, beside 443.
fn ports(request: &mut Request<'_>) -> Vec<u16> {
    let numbers = request.counts(DANGER_WITH_PORT);
    let ports: Vec<u16> = numbers.iter().filter_map(|number| u16::try_from(*number).ok()).collect();
    if ports.len() != numbers.len() || ports.contains(&0) {
        request.wrong(DANGER_WITH_PORT, "a port is a whole number from 1 to 65535");
    }
    ports
}

/// The contexts beside those inside the library: each with its `url`, its `document`, and the `sha256` that its publisher gives.
fn contexts(request: &mut Request<'_>) -> Contexts {
    let mut contexts = Contexts::bundled();
    let Some(node) = request.take("contexts") else { return contexts };
    if !node.is_array() {
        request.wrong("contexts", "write an array of objects with url, sha256 and document");
    }
    for (index, entry) in node.items().enumerate() {
        let mut members = Members::at(entry);
        let (url, sha256, document) = (members.string("url"), members.string("sha256"), members.take("document"));
        request.tell(members.finish(), Pointer::root());
        let known = match (url, sha256, document.filter(|own| own.is_object() || own.as_str().is_some())) {
            (Some(url), Some(sha256), Some(document)) => contexts.with(url, &text_of(document), sha256),
            _ => {
                request.wrong_item("contexts", index, "write url, sha256 and document");
                continue;
            }
        };
        match known {
            Ok(more) => contexts = more,
            Err(error) => request.wrong_item("contexts", index, error.to_string()),
        }
    }
    contexts
}

fn limits(text: &str) -> Result<Limits, Error> {
    Request::parse(text, |request| {
        let mut limits = Limits::default();
        for (name, place) in [
            ("bytes", &mut limits.bytes),
            ("depth", &mut limits.depth),
            ("values", &mut limits.values),
            ("types", &mut limits.types),
            ("contexts", &mut limits.contexts),
            ("quads", &mut limits.quads),
            ("canonicalisation", &mut limits.canonicalisation),
            ("proofs", &mut limits.proofs),
            ("statements", &mut limits.statements),
            ("disclosures", &mut limits.disclosures),
            ("needs", &mut limits.needs),
            ("statusList", &mut limits.status_list),
            ("embedded", &mut limits.embedded),
            ("embeddedDepth", &mut limits.embedded_depth),
            ("findings", &mut limits.findings),
        ] {
            if let Some(number) = request.count(name) {
                *place = usize::try_from(number).unwrap_or(usize::MAX);
            }
        }
        let deepest = Limits::DEEPEST;
        if limits.depth > deepest {
            request
                .wrong("depth", format!("write {deepest} at most: what is nested more deeply would exhaust the stack"));
        }
        Some(limits)
    })
    .map_err(|findings| Error::Request(findings.below(&Pointer::root().member("limits"))))
}

impl Default for Engine {
    fn default() -> Self {
        Self::new(Environment::system())
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Engine").field("policy", &self.policy).finish_non_exhaustive()
    }
}
