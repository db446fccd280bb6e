//! What a verification needs, over https: blocking, without a runtime, and on its guard (feature `http`).
//!
//! The addresses come out of credentials that strangers made, so that whoever fetches them lends strangers a hand inside
//! the own network. Therefore:
//!
//! | | |
//! |---|---|
//! | Where | https alone; port 443 unless [others are opened](HttpResolver::danger_with_port); a host by its name, never by an address |
//! | Addresses | every address of the name must be [public](is_public), and the connection goes to one of those that were checked; the name is not looked up again |
//! | Who answers | a certificate for that name, from one of Mozilla's roots (`webpki-roots`: the same everywhere, also where a machine has none of its own) or [those given](HttpResolver::with_roots) |
//! | Redirects | none for a DID's document; for keys three on the same origin; for the rest three, each checked like the first |
//! | How much | no more than [`Need::max_bytes`], not compressed, of a type in [`Need::accept`] |
//! | How long | [`Timeouts`] for connecting, for each wait, and for all of it |
//! | In all | one [`Budget`] for one verification ([`Resolver::for_verification`]) |
//! | What is told | no cookies, no passwords, no referrer; no proxy, unless [asked for](Proxy) |
//!
//! What goes wrong is [`Answer::Unavailable`] with a code `net.…`, and so makes a verification indeterminate, never invalid;
//! 404 and 410 are [`Answer::NotFound`], and a page or a picture has a code of its own, `net.page`. What was fetched is kept for a while, and the report says when it was fetched.
//!
//! ```no_run
//! use microcred::resolve::http::HttpResolver;
//! use microcred::verify::Verifier;
//!
//! let resolver = HttpResolver::new();
//! # let badge = Vec::new();
//! let verification = Verifier::new().verify(&badge, &resolver);
//! ```

mod address;
mod budget;
mod cache;
mod connection;
mod exchange;

pub use address::is_public;
pub use budget::Budget;
use budget::Budgeted;
pub use cache::CacheLimits;
pub use connection::{Connect, Lookup, Proxy};

use super::did::METHODS;
use super::need::{essence_of, is_page};
use super::{Answer, Found, Need, NeedKind, Resolver};
use crate::env::Environment;
use crate::report::{Code, code};
use address::Target;
use budget::Purse;
use cache::Cache;
use connection::System;
use exchange::Head;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// More redirects are not followed.
const MOST_REDIRECTS: usize = 3;

/// How long is waited for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// For a connection to one address.
    pub connect: Duration,
    /// For the next byte.
    pub read: Duration,
}

impl Default for Timeouts {
    /// Three seconds for connecting, five for the next byte; the [`Budget`] has the time for all of it.
    fn default() -> Self {
        Self { connect: Duration::from_secs(3), read: Duration::from_secs(5) }
    }
}

/// Why certificates cannot serve as roots.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the root certificates cannot be used: {0}")]
#[non_exhaustive]
pub struct RootsError(String);

/// A resolver that fetches over https; the [module](self) says how.
#[derive(Clone)]
pub struct HttpResolver {
    lookup: Arc<dyn Lookup>,
    connect: Arc<dyn Connect>,
    tls: Result<Arc<ClientConfig>, Problem>,
    ports: Vec<u16>,
    timeouts: Timeouts,
    budget: Budget,
    cache: Arc<Mutex<Cache>>,
    environment: Environment,
}

impl HttpResolver {
    /// A resolver with the roots of Mozilla and all limits as they are by default.
    pub fn new() -> Self {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        Self {
            lookup: Arc::new(System),
            connect: Arc::new(System),
            tls: client(roots),
            ports: vec![443],
            timeouts: Timeouts::default(),
            budget: Budget::default(),
            cache: Arc::new(Mutex::new(Cache::new(CacheLimits::default()))),
            environment: Environment::system(),
        }
    }

    /// The same, fetching from another port too. Named for the danger: other services listen there.
    #[must_use]
    pub fn danger_with_port(mut self, port: u16) -> Self {
        self.ports.push(port);
        self
    }

    /// The same, with other limits of time.
    #[must_use]
    pub fn with_timeouts(self, timeouts: Timeouts) -> Self {
        Self { timeouts, ..self }
    }

    /// The same, with another budget: for each verification, or for each need where one is asked for by itself.
    #[must_use]
    pub fn with_budget(self, budget: Budget) -> Self {
        Self { budget, ..self }
    }

    /// The same, keeping more, less or nothing; what was kept until now is let go.
    #[must_use]
    pub fn with_cache(self, limits: CacheLimits) -> Self {
        Self { cache: Arc::new(Mutex::new(Cache::new(limits))), ..self }
    }

    /// The same, with another clock, by which things are said to be fetched and kept. Limits of time go by the machine's.
    #[must_use]
    pub fn with_environment(self, environment: Environment) -> Self {
        Self { environment, ..self }
    }

    /// The same, looking up names in another way. Every address that it gives is checked all the same.
    #[must_use]
    pub fn with_lookup(self, lookup: impl Lookup + 'static) -> Self {
        Self { lookup: Arc::new(lookup), ..self }
    }

    /// The same, connecting in another way, such as through a [`Proxy`].
    #[must_use]
    pub fn with_connect(self, connect: impl Connect + 'static) -> Self {
        Self { connect: Arc::new(connect), ..self }
    }

    /// The same, believing certificates of these authorities alone: DER, one each.
    ///
    /// # Errors
    /// If one of them is no certificate, or if there are none.
    pub fn with_roots(self, certificates: impl IntoIterator<Item = Vec<u8>>) -> Result<Self, RootsError> {
        let mut roots = RootCertStore::empty();
        for certificate in certificates {
            roots.add(CertificateDer::from(certificate)).map_err(|error| RootsError(error.to_string()))?;
        }
        match roots.is_empty() {
            false => Ok(Self { tls: client(roots), ..self }),
            true => Err(RootsError("there are none".to_owned())),
        }
    }

    fn resolve_from(&self, need: &Need, purse: &mut Purse) -> Answer {
        let now = self.environment.now();
        let cache = || self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = cache().get(need, now) {
            return Answer::found(found);
        }
        match self.fetch(need, purse) {
            Ok(Fetched::Body { head, url, body }) => {
                let found = Found::supplied(need.url.as_str(), body)
                    .served_as(head.media_type.as_deref().unwrap_or_default())
                    .fetched(url, now);
                cache().keep(need, &found, head.fresh_for);
                Answer::found(found)
            }
            Ok(Fetched::Nothing) => Answer::NotFound,
            Err(problem) => Answer::Unavailable { code: Some(problem.code), reason: problem.detail },
        }
    }

    fn fetch(&self, need: &Need, purse: &mut Purse) -> Result<Fetched, Problem> {
        if need.url.starts_with("did:") {
            let detail = format!("{METHODS}; supply the document of the DID");
            return Err(Problem::new(code::proof::DID_METHOD_UNSUPPORTED, detail));
        }
        let mut url = parse(&need.url)?;
        let tls = self.tls.as_ref().map_err(Problem::clone)?;
        let mut redirects = 0;
        loop {
            let target = Target::of(&url, &self.ports)?;
            purse.pay_request()?;
            let deadline = purse.deadline();
            let stream = connection::open(&target, &self.lookup, self.connect.as_ref(), tls, self.timeouts, deadline)?;
            let (head, mut stream) = exchange::ask(stream, &authority(&target), path(&url), need.accept)?;
            match head.status {
                200 => {
                    check_media_type(&head, need)?;
                    let body = purse.body(&head, &mut stream, need.max_bytes)?;
                    return Ok(Fetched::Body { head, url: url.into(), body });
                }
                404 | 410 => return Ok(Fetched::Nothing),
                301 | 302 | 303 | 307 | 308 if redirects < MOST_REDIRECTS => {
                    url = redirected(need, &url, &head)?;
                    redirects += 1;
                }
                301 | 302 | 303 | 307 | 308 => return Err(Problem::new(code::net::REDIRECT, "it points on and on")),
                status => return Err(Problem::new(code::net::STATUS, format!("the status is {status}"))),
            }
        }
    }
}

impl Default for HttpResolver {
    fn default() -> Self {
        Self::new()
    }
}

/// One need, with a budget of its own.
impl Resolver for HttpResolver {
    fn resolve(&self, need: &Need) -> Answer {
        self.resolve_from(need, &mut Purse::new(self.budget))
    }

    fn for_verification(&self) -> Option<Box<dyn Resolver + '_>> {
        Some(Box::new(Budgeted::new(self)))
    }
}

impl fmt::Debug for HttpResolver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpResolver")
            .field("ports", &self.ports)
            .field("timeouts", &self.timeouts)
            .field("budget", &self.budget)
            .finish_non_exhaustive()
    }
}

/// Why something was not fetched. The detail holds no address, so it may be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Problem {
    code: Code,
    detail: String,
}

impl Problem {
    fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

enum Fetched {
    Body { head: Head, url: String, body: Vec<u8> },
    Nothing,
}

fn client(roots: RootCertStore) -> Result<Arc<ClientConfig>, Problem> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Problem::new(code::net::TLS, error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn parse(url: &str) -> Result<Url, Problem> {
    Url::parse(url).map_err(|error| Problem::new(code::net::URL, format!("it is not a URL: {error}")))
}

fn authority(target: &Target) -> String {
    match target.port {
        443 => target.host.clone(),
        port => format!("{}:{port}", target.host),
    }
}

fn path(url: &Url) -> &str {
    &url[url::Position::BeforePath..url::Position::AfterQuery]
}

/// Where a redirect leads, if it may be followed. The new place is checked like the first when its turn comes.
fn redirected(need: &Need, from: &Url, head: &Head) -> Result<Url, Problem> {
    let blocked = |detail: &str| Problem::new(code::net::REDIRECT, detail);
    if need.kind == NeedKind::DidDocument {
        return Err(blocked("the document of a did:web stands at its own address alone"));
    }
    let location = head.location.as_deref().ok_or_else(|| blocked("it does not say where to"))?;
    let to = from.join(location).map_err(|_| blocked("where to is not a URL"))?;
    if to.scheme() != "https" {
        return Err(blocked("it leads away from https"));
    }
    if matches!(need.kind, NeedKind::KeyDocument | NeedKind::KeySet | NeedKind::OpenBadges2 | NeedKind::RevocationList)
        && to.origin() != from.origin()
    {
        return Err(blocked("what proves something is taken from the host that was asked for alone"));
    }
    Ok(to)
}

fn check_media_type(head: &Head, need: &Need) -> Result<(), Problem> {
    let media_type = head.media_type.as_deref().unwrap_or_default();
    if need.accept.contains(&&*essence_of(media_type)) {
        return Ok(());
    }
    let code = if is_page(media_type) { code::net::PAGE } else { code::net::MEDIA_TYPE };
    Err(Problem::new(code, format!("it was to be one of {}", need.accept.join(", "))))
}
