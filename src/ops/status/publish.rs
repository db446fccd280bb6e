use super::store::{self, STORE};
use crate::badge::Profile;
use crate::env::Environment;
use crate::issue::Freshness;
use crate::json::{Object, Pointer, Value};
use crate::jsonld::Contexts;
use crate::limits::Limits;
use crate::ops::request::Request;
use crate::ops::{Answer, Error, Operation, SigningKey, sealed};
use crate::proof::Suite;
use crate::report::{Finding, code};
use crate::status::registry::ListState;
use crate::trust;
use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Signs status lists as they stand and writes them into a folder, each into a file that is called as the last segment of its URL.
///
/// Several processes may do so at once, and may be killed while they do: a file is always whole, and never replaced by an
/// older one, nor another file than the list.
#[derive(Clone)]
#[non_exhaustive]
pub struct StatusPublish {
    /// The file of the registry.
    pub store: PathBuf,
    /// The issuer's key, whose `kid` says where its public half is found.
    pub key: SigningKey,
    /// Where the files go; a web server shows it under the URL of the lists.
    pub folder: PathBuf,
    /// The numbers of the lists; all of those whose issuer the key can sign for if there are none.
    pub lists: Vec<u32>,
    /// How they are secured; the suite [for the key](Suite::for_key) if nothing is said.
    pub suite: Option<Suite>,
    /// For how long what is published is what one can go by.
    pub freshness: Freshness,
    /// The contexts that are known; those inside the library if nothing is said.
    pub contexts: Contexts,
    /// The budgets.
    pub limits: Limits,
}

/// The lists that were published.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusPublished {
    /// Each with its URL and its file.
    pub lists: Vec<(u32, String, PathBuf)>,
    /// Those that could not be published, each with its URL and why: what stood there before still does.
    pub failed: Vec<(u32, String, Error)>,
}

impl StatusPublish {
    /// All lists that the key can sign for.
    pub fn new(store: impl Into<PathBuf>, key: impl Into<SigningKey>, folder: impl Into<PathBuf>) -> Self {
        Self {
            store: store.into(),
            key: key.into(),
            folder: folder.into(),
            lists: Vec::new(),
            suite: None,
            freshness: Freshness::new(),
            contexts: Contexts::bundled(),
            limits: Limits::default(),
        }
    }
}

impl Operation for StatusPublish {
    const NAME: &'static str = "status_publish";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/status_publish.schema.json");
    const RESPONSE: &'static str =
        include_str!("../../../vocab/schemas/operations/status_publish.response.schema.json");
    type Answer = StatusPublished;

    fn run(self, environment: &Environment) -> Result<StatusPublished, Error> {
        let registry = store::open_existing(&self.store, environment)?;
        let identity = self.key.identity()?;
        let lists = match self.lists.is_empty() {
            true => own_lists(registry.lists()?, identity.verification_method())?,
            false => self.lists.iter().map(|list| registry.list(*list)).collect::<Result<_, _>>()?,
        };
        let suite = store::list_suite(self.suite, identity.public_key().key_type())?;
        let publish = |list: &ListState| {
            let profile = Profile::new(&list.plan.issuer);
            let key = self.key.clone();
            let issuer = key.issuer(profile, self.contexts.clone(), self.limits.clone(), environment)?;
            let issuer = issuer.with_suite(suite).with_freshness(self.freshness);
            Ok(issuer.publish(&*registry, list.number, &self.folder)?)
        };
        // One that is in the way of nobody but itself keeps no revocation in another from being published.
        let mut published = StatusPublished { lists: Vec::new(), failed: Vec::new() };
        for list in &lists {
            match publish(list) {
                Ok(path) => published.lists.push((list.number, list.url(), path)),
                Err(error) => published.failed.push((list.number, list.url(), error)),
            }
        }
        match published.failed.first() {
            Some((.., error)) if published.lists.is_empty() => Err(error.clone()),
            _ => Ok(published),
        }
    }
}

/// Those that a key can sign for. If there are lists and it can sign for none, whoever publishes is not heard of any revocation.
fn own_lists(all: Vec<ListState>, verification_method: &str) -> Result<Vec<ListState>, Error> {
    let (own, others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|list| trust::may_bind(&list.plan.issuer, verification_method).is_ok());
    let issuers: BTreeSet<&str> = others.iter().map(|list| list.plan.issuer.as_str()).collect();
    match own.is_empty() && !issuers.is_empty() {
        true => {
            let issuers: Vec<_> = issuers.into_iter().map(|issuer| format!("<{issuer}>")).collect();
            let detail = format!(
                "the lists here are those of {}, for whom the key {verification_method} does not sign; give the key of one of them",
                issuers.join(", ")
            );
            Err(Error::refused(Finding::new(code::issuer::KEY_UNBOUND, Pointer::root().member("key"), detail)))
        }
        false => Ok(own),
    }
}

impl sealed::Sealed for StatusPublish {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        request.require("store", STORE);
        let store = request.string("store");
        let key = SigningKey::read(request);
        request.require("key", "give the issuer's private JWK");
        request.require("folder", "name the folder for the lists");
        let folder = request.string("folder");
        let lists = request.counts("lists");
        let suite = request.suite();
        let mut freshness = Freshness::new();
        if let Some(seconds) = request.count("keptFor") {
            freshness = freshness.kept_for(Duration::from_secs(seconds.into()));
        }
        if let Some(seconds) = request.positive("validFor") {
            freshness = freshness.valid_for(Duration::from_secs(seconds.into()));
        }
        let (contexts, limits) = (request.contexts(), request.limits());
        Some(Self { lists, suite, freshness, contexts, limits, ..Self::new(store?, key?, folder?) })
    }
}

impl Answer for StatusPublished {
    /// The number, URL and file of each; of those that failed the error.
    fn to_json(&self) -> Value {
        let named = |number: u32, url: &str| Object::new().with("list", i64::from(number)).with("url", url);
        let lists = self
            .lists
            .iter()
            .map(|(number, url, path)| named(*number, url).with("file", path.to_string_lossy().as_ref()).into());
        let failed =
            self.failed.iter().map(|(number, url, error)| named(*number, url).with("error", error.to_json()).into());
        let failed: Vec<Value> = failed.collect();
        Object::new()
            .with("type", "StatusPublished")
            .with("lists", Value::Array(lists.collect()))
            .with_some("failed", (!failed.is_empty()).then_some(Value::Array(failed)))
            .into()
    }
}

impl fmt::Display for StatusPublished {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.lists.is_empty() {
            writeln!(formatter, "There are no lists yet.")?;
        }
        self.lists.iter().try_for_each(|(_, url, path)| writeln!(formatter, "{url}  {}", path.display()))?;
        self.failed.iter().try_for_each(|(_, url, error)| writeln!(formatter, "{url}  not published: {error}"))
    }
}
