//! What every request goes through before it is read.

use super::application::Application;
use super::problem::{Problem, Reason};
use crate::report::code;
use axum::body::Body;
use axum::extract::{MatchedPath, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, Version};
use axum::middleware::Next;
use axum::response::IntoResponse;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a log is told about a request: nothing that was in it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Logged<'a> {
    /// The method, if it is one that HTTP or PATCH defines: any other is whatever somebody wrote.
    pub method: Option<&'a Method>,
    /// The template of the path, such as `/status/{list}`; nothing for a path that is not there.
    pub path: Option<&'a str>,
    /// The status of the answer; nothing where whoever asked had gone before there was one. What was asked for may be done all the same.
    pub status: Option<u16>,
    /// How long it took, until there was an answer to send, or nobody to send it to.
    pub duration: Duration,
    /// What is wrong with the server itself, where that is why it could not answer; it may name files.
    pub reason: Option<&'a str>,
}

/// A request that is not in the log yet. However it ends, it gets there.
struct Line {
    app: Arc<Application>,
    method: Method,
    path: Option<MatchedPath>,
    began: Instant,
    status: Option<u16>,
    reason: Option<String>,
}

impl Drop for Line {
    fn drop(&mut self) {
        const KNOWN: [Method; 9] = [
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
            Method::TRACE,
            Method::CONNECT,
        ];
        (self.app.log)(&Logged {
            method: Some(&self.method).filter(|method| KNOWN.contains(method)),
            path: self.path.as_ref().map(MatchedPath::as_str),
            status: self.status,
            duration: self.began.elapsed(),
            reason: self.reason.as_deref(),
        });
    }
}

/// Keeps the log. When a client has gone, nothing that was to follow here happens, but for what a value does as it is dropped.
pub(super) async fn log(State(app): State<Arc<Application>>, request: Request<Body>, next: Next) -> Response<Body> {
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let mut line = Line { app, method, path, began: Instant::now(), status: None, reason: None };
    let response = next.run(request).await;
    line.status = Some(response.status().as_u16());
    line.reason = response.extensions().get::<Reason>().map(|Reason(reason)| reason.clone());
    response
}

/// Answers are about people, and are nobody's to keep unless something else is said.
pub(super) async fn headers(request: Request<Body>, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Whether a URL is one of this machine, at which nobody else gets here.
pub(super) fn is_local(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    })
}

/// The names that a server without a token answers to.
///
/// Whoever can make a browser believe that `evil.example` is at 127.0.0.1 could issue here from a web page; the browser
/// still says whom it thinks it is talking to.
pub(super) struct Hosts(Vec<String>);

impl Hosts {
    pub(super) fn new(address: SocketAddr) -> Self {
        let ours = match address {
            SocketAddr::V4(address) => address.ip().to_string(),
            SocketAddr::V6(address) => format!("[{}]", address.ip()),
        };
        let local = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned);
        Self(local.into_iter().chain([ours]).collect())
    }

    fn has(&self, host: &str) -> bool {
        let port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
        let name = match host.rsplit_once(':') {
            Some((name, after)) if port(after) => name,
            _ => host,
        };
        self.0.contains(&name.to_ascii_lowercase())
    }
}

/// Refuses a head that can be read in two ways ([RFC 9112 §3.2](https://www.rfc-editor.org/rfc/rfc9112#section-3.2),
/// [§6.1](https://www.rfc-editor.org/rfc/rfc9112#section-6.1)), and ends the connection: nobody knows what else is on it.
pub(super) async fn head(request: Request<Body>, next: Next) -> Response<Body> {
    let headers = request.headers();
    // Of two, whoever stands before this server may have gone by the other one.
    let once = [HOST, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING, AUTHORIZATION];
    let twice = once.into_iter().find(|name| headers.get_all(name).iter().nth(1).is_some());
    let detail = match twice {
        Some(name) => format!("send the header `{name}` once"),
        None if headers.contains_key(TRANSFER_ENCODING) && headers.contains_key(CONTENT_LENGTH) => {
            "send either `content-length` or `transfer-encoding`".to_owned()
        }
        None if request.version() == Version::HTTP_11 && !headers.contains_key(HOST) => {
            "send the header `host`".to_owned()
        }
        None => return next.run(request).await,
    };
    let mut refused = Problem::new(StatusCode::BAD_REQUEST, code::request::HEAD, detail).into_response();
    refused.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    refused
}

pub(super) async fn host(State(app): State<Arc<Application>>, request: Request<Body>, next: Next) -> Response<Body> {
    let host = request.uri().host().or_else(|| request.headers().get(HOST)?.to_str().ok());
    let known = app.hosts.as_ref().is_none_or(|hosts| host.is_some_and(|host| hosts.has(host)));
    match known {
        true => next.run(request).await,
        false => {
            let detail = "this server answers to local names alone; guarded by a token, it answers to any: start it with --token FILE";
            Problem::new(StatusCode::MISDIRECTED_REQUEST, code::request::HOST, detail).into_response()
        }
    }
}

/// Gives each request as long as it may take.
pub(super) async fn time(State(app): State<Arc<Application>>, request: Request<Body>, next: Next) -> Response<Body> {
    match tokio::time::timeout(app.limits.request_time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::busy("it took too long; send it again when less is asked").into_response(),
    }
}

pub(super) async fn token(State(app): State<Arc<Application>>, request: Request<Body>, next: Next) -> Response<Body> {
    let Some(token) = &app.token else { return next.run(request).await };
    let sent = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(bearer);
    match sent {
        Some(sent) if token.is(sent) => next.run(request).await,
        Some(_) => Problem::unauthorized("this is not the token of this server").into_response(),
        None => Problem::unauthorized("send the token: authorization: Bearer …").into_response(),
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
