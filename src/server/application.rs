use super::guard::{self, Hosts};
use super::issuers::Issuers;
use super::outside::Discreet;
use super::problem::Problem;
use super::work::Work;
use super::{Configuration, Error, ServerLimits, Token};
use super::{change, credentials, identifiers, openapi, presence, status, store};
use crate::env::Environment;
use crate::jsonld::Contexts;
use crate::report::code;
use crate::resolve::{Memory, Resolver};
use crate::status::StatusPurpose;
use crate::status::registry::{ListPlan, SOME_STORE, SqliteRegistry};
use crate::trust::Anchors;
use crate::verify::{Policy, Schemas};
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use std::net::SocketAddr;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Everything that a request may need.
pub(super) struct Application {
    pub(super) url: String,
    pub(super) issuers: Issuers,
    /// The description of this server.
    pub(super) openapi: String,
    pub(super) policy: Policy,
    pub(super) anchors: Option<Anchors>,
    /// The registry of status lists.
    pub(super) store: Option<PathBuf>,
    /// The same, held open: whoever is the last to close the file has to move its log into it, which takes longer than
    /// anything that a request does there.
    pub(super) kept: Option<SqliteRegistry>,
    pub(super) contexts: Contexts,
    pub(super) schemas: Schemas,
    pub(super) resources: Memory,
    pub(super) resolver: Option<Arc<dyn Resolver + Send + Sync>>,
    pub(super) token: Option<Token>,
    pub(super) hosts: Option<Hosts>,
    pub(super) environment: Environment,
    pub(super) limits: ServerLimits,
    /// One for each request that is worked on, or waits for its turn.
    requests: Arc<Semaphore>,
    /// One for each byte that is kept of the bodies of requests.
    pub(super) bodies: Arc<Semaphore>,
    pub(super) work: Work,
    /// Lists are signed apart from all other work: whoever verifies what was issued here waits for one.
    pub(super) lists: Work,
    /// Whoever writes to the registry takes turns: the file can be changed by one at a time, and those who try again and again
    /// wait longer than those who wait in line.
    pub(super) registry: Work,
    /// Whoever asks how the server is has it looked at by one at a time, beside everybody else.
    pub(super) checkup: Work,
    pub(super) log: Arc<dyn Fn(&guard::Logged<'_>) + Send + Sync>,
}

impl Application {
    pub(super) fn new(configuration: Configuration, address: SocketAddr) -> Result<Self, Error> {
        let scheme = if configuration.tls.is_some() { "https" } else { "http" };
        let is_named = configuration.public_url.is_some();
        let url = match configuration.public_url {
            Some(url) if configuration.token.is_none() => refuse_unguarded(public_url(url)?)?,
            Some(url) => public_url(url)?,
            None => format!("{scheme}://{address}"),
        };
        let keeps_lists = configuration.store.is_some() && status::is_published(&url);
        if is_named && keeps_lists {
            check_lists(&url)?;
        }
        let environment = Environment::system();
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let issuers = Issuers::open(configuration.keys.as_deref(), &environment)?;
        let open = |path: &PathBuf| store::open(path, configuration.keys.as_deref(), &environment);
        Ok(Self {
            openapi: openapi::describe(&url, &issuers, configuration.token.is_some()),
            issuers,
            hosts: configuration.token.is_none().then(|| Hosts::new(address)),
            policy: configuration.policy,
            anchors: configuration.anchors,
            kept: configuration.store.as_ref().filter(|_| keeps_lists).map(open).transpose()?,
            store: configuration.store,
            contexts: configuration.contexts,
            schemas: configuration.schemas,
            resources: configuration.resources,
            work: Work::new(cores),
            lists: Work::new(cores),
            registry: Work::new(1),
            checkup: Work::new(1),
            resolver: configuration.resolver.map(|resolver| Arc::new(Discreet(resolver)) as Arc<_>),
            token: configuration.token,
            environment,
            requests: places(configuration.limits.requests),
            bodies: places(configuration.limits.requests.saturating_mul(configuration.limits.body)),
            limits: configuration.limits,
            log: configuration.log,
            url,
        })
    }

    /// A place among the requests that are worked on, if one is free.
    pub(super) fn place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let place = Arc::clone(&self.requests).try_acquire_owned();
        place.map_err(|_| Problem::busy("too many requests at once; send it again in a moment"))
    }

    pub(super) fn router(self: Arc<Self>) -> Router {
        let guarded = Router::new()
            .route("/issuers/{suite}/credentials/issue", post(credentials::issue))
            .route("/credentials/derive", post(credentials::derive))
            .route("/credentials/status", post(change::change))
            .route_layer(from_fn_with_state(Arc::clone(&self), guard::token));
        let worked = Router::new()
            .route("/credentials/verify", post(credentials::verify))
            .route("/presentations/verify", post(credentials::verify_presentation))
            .route("/1.0/identifiers/{did}", get(identifiers::resolve))
            .route("/status/{list}", get(status::list))
            .merge(guarded)
            .route_layer(from_fn_with_state(Arc::clone(&self), guard::time));
        // What says whether the server is up, and what was revoked, has to be told even when it is busy: these take no place.
        Router::new()
            .route("/health", get(presence::health))
            .route("/issuers", get(presence::issuers))
            .route("/openapi.json", get(openapi::openapi))
            .merge(worked)
            .method_not_allowed_fallback(wrong_method)
            .fallback(nowhere)
            .layer(from_fn_with_state(Arc::clone(&self), guard::host))
            .layer(from_fn(guard::head))
            .layer(from_fn_with_state(Arc::clone(&self), guard::log))
            .layer(from_fn(guard::headers))
            .with_state(self)
    }
}

fn places(number: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(number.min(Semaphore::MAX_PERMITS)))
}

async fn nowhere() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, code::request::PATH, "GET /openapi.json lists what there is")
}

async fn wrong_method() -> Problem {
    let detail = "the header `allow` says which";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, code::request::METHOD, detail)
}

/// The URL without a slash at its end, if it is one.
fn public_url(text: String) -> Result<String, Error> {
    let plain = |url: &url::Url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    };
    // What is mended in reading it would stand unmended in ids of status lists, which others compare letter by letter.
    let is_exact = |url: &url::Url| url.as_str().trim_end_matches('/') == text.trim_end_matches('/');
    match url::Url::parse(&text).ok().filter(plain).filter(is_exact) {
        Some(_) => Ok(text.trim_end_matches('/').to_owned()),
        None => Err(Error::PublicUrl(text)),
    }
}

/// Without a token, the URL has to be one of this machine: any other says that somebody else gets here, by whatever way, and to a proxy
/// that has come from this machine everything that it brings along looks as if it did.
fn refuse_unguarded(url: String) -> Result<String, Error> {
    if guard::is_local(&url) { Ok(url) } else { Err(Error::UnguardedUrl(url)) }
}

/// Whether status lists can stand below the URL. Otherwise the first credential that is to be revocable would be the one to tell.
fn check_lists(url: &str) -> Result<(), Error> {
    // As long as the names of lists are; which they are, the store says.
    let named = format!("{}/{SOME_STORE}-{{list}}", status::lists_under(url));
    let plan = ListPlan::new(url, named, StatusPurpose::Revocation);
    plan.check().map_err(|source| Error::ListUrl { url: status::lists_under(url), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is the URL of a server may still be none that lists are looked up at.
    #[test]
    fn lists_stand_where_verifiers_look_them_up() {
        for url in ["https://x.example/vc", "https://localhost:8443", "http://127.0.0.1:8080"] {
            assert!(check_lists(url).is_ok(), "{url}");
        }
        let long = format!("https://x.example/{}", "a".repeat(2_000));
        for url in ["https://127.0.0.1:8443", "https://x_y.example", "https://x.example/a@b", &long] {
            assert!(public_url(url.to_owned()).is_ok() && status::is_published(url), "{url}");
            assert!(matches!(check_lists(url), Err(Error::ListUrl { .. })), "{url}");
        }
    }

    #[test]
    fn a_url_of_this_machine_needs_no_token() {
        for url in ["http://localhost:8080", "https://localhost/vc", "http://127.0.0.2:8080", "https://[::1]:8443"] {
            assert_eq!(refuse_unguarded(url.to_owned()).unwrap(), url);
        }
        for url in [
            "https://vet.example",
            "http://vet.example:8080/vc",
            "https://localhost.vet.example",
            "https://10.0.0.5",
            "https://[2001:db8::1]",
            "http://0.0.0.0:8080",
        ] {
            assert!(matches!(refuse_unguarded(url.to_owned()), Err(Error::UnguardedUrl(_))), "{url}");
        }
    }

    /// A file ends with a break of a line, and a browser shows a name that is not ASCII as it is pronounced.
    #[test]
    fn a_public_url_is_written_as_it_is_read() {
        for (text, url) in [
            ("https://x.example", "https://x.example"),
            ("https://x.example/", "https://x.example"),
            ("https://x.example/vc/", "https://x.example/vc"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("https://xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example"),
        ] {
            assert_eq!(public_url(text.to_owned()).unwrap(), url);
        }
        for wrong in [
            "https://x.example ",
            "https://x.example\n",
            "HTTPS://X.example",
            "https:x.example",
            "https:\\\\x.example",
            "https://m\u{fc}nchen.example",
            "https://x.example:443",
            "https://x.example/a/../b",
            "https://x.example?a",
            "x.example",
        ] {
            assert!(matches!(public_url(wrong.to_owned()), Err(Error::PublicUrl(_))), "{wrong:?}");
        }
    }
}
