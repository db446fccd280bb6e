use super::Tls;
use super::guard::Logged;
use crate::codec::digest;
use crate::jsonld::Contexts;
use crate::key::{Algorithm, FileError};
use crate::limits::Limits;
use crate::ops;
use crate::resolve::{Memory, Resolver};
use crate::status::registry::RegistryError;
use crate::trust::Anchors;
use crate::verify::{Policy, Schemas};
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What a server is started with.
#[derive(Clone)]
#[non_exhaustive]
pub struct Configuration {
    /// Where it listens; port 0 takes a free one.
    pub address: SocketAddr,
    /// The URL that others reach it under, without a slash at the end; that of the address if nothing is said. One whose host is neither
    /// `localhost` nor a loopback address takes a [`token`](Self::token).
    pub public_url: Option<String>,
    /// The folder of the issuers' keys, one file a kind of key, made on the first start. Those in its folder `retired` sign the status
    /// lists of those who issued with them, and nothing else. Without it, keys live as long as the process.
    pub keys: Option<PathBuf>,
    /// The file that says who has which place in which status list, made if the keys were never used with one; without it, nothing that
    /// is issued can be revoked. Beside the keys stands in `status-store` which one it is: with another, no server is started.
    pub store: Option<PathBuf>,
    /// What follows from what is found when something is verified, and what is signed although it is found.
    pub policy: Policy,
    /// The issuers that are trusted. Where they are given, a credential of anybody else is valid and not believed.
    pub anchors: Option<Anchors>,
    /// The contexts that are known.
    pub contexts: Contexts,
    /// The JSON Schemas that a credential is held to if it declares them.
    pub schemas: Schemas,
    /// What verifications and resolving DIDs may need, at hand: DID documents, key documents, key sets and status lists, each under its
    /// DID or its URL.
    pub resources: Memory,
    /// Who may issue, derive and change a status; whoever reaches it if nothing is said, which then has to be somebody on this machine.
    pub token: Option<Token>,
    /// Certificate and key, to speak https.
    pub tls: Option<Tls>,
    /// Whom to ask for the rest, such as an [`HttpResolver`](crate::resolve::http::HttpResolver); nothing is fetched without it.
    pub resolver: Option<Arc<dyn Resolver + Send + Sync>>,
    /// What is told about each request.
    pub log: Arc<dyn Fn(&Logged<'_>) + Send + Sync>,
    /// Every budget.
    pub limits: ServerLimits,
}

impl Configuration {
    /// A strict server, offline, without anchors and without a token, with keys in memory, that logs nothing.
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            public_url: None,
            keys: None,
            store: None,
            policy: Policy::strict(),
            anchors: None,
            contexts: Contexts::bundled(),
            schemas: Schemas::new(),
            resources: Memory::new(),
            token: None,
            tls: None,
            resolver: None,
            log: Arc::new(|_| ()),
            limits: ServerLimits::default(),
        }
    }
}

impl fmt::Debug for Configuration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Configuration")
            .field("address", &self.address)
            .field("public_url", &self.public_url)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// The budgets of a server, beside those of each [operation](crate::Limits).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // made to be written with `..ServerLimits::default()`
pub struct ServerLimits {
    /// Bytes in the body of a request; more are answered with 413.
    pub body: usize,
    /// Requests that have arrived and wait or are worked on; more are answered with 503, but for those for status lists, `/issuers`, `/health`
    /// and the description, which are always taken. Of bodies that are still being sent, so many times [`body`](Self::body) bytes are kept
    /// in all.
    pub requests: usize,
    /// Open connections; more wait to be taken.
    pub connections: usize,
    /// For the head of a request to arrive, for a connection to do nothing, and for whoever asked to read something of the
    /// answer.
    pub head_time: Duration,
    /// For the body of a request to arrive; one that takes longer is answered with 408.
    pub body_time: Duration,
    /// For the whole of a request; one that takes longer is answered with 503.
    pub request_time: Duration,
    /// For requests to be finished once the server was told to stop.
    pub grace: Duration,
}

impl ServerLimits {
    /// The budgets of what a request asks for: a body that is let in is read.
    pub(super) fn of_operations(&self) -> Limits {
        let limits = Limits::default();
        Limits { bytes: limits.bytes.max(self.body), ..limits }
    }
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            body: 1024 * 1024,
            requests: 128,
            connections: 512,
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(10),
            request_time: Duration::from_secs(30),
            grace: Duration::from_secs(10),
        }
    }
}

/// A secret that whoever may issue sends along, as `Authorization: Bearer …`. Only its digest is kept.
#[derive(Clone)]
pub struct Token([u8; 32]);

/// Shorter tokens can be guessed.
const SHORTEST_TOKEN: usize = 16;

impl Token {
    /// A token. White space around it does not count.
    ///
    /// # Errors
    /// If it has fewer than 16 characters, or some that a header has not.
    pub fn new(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        match text.len() >= SHORTEST_TOKEN && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => Ok(Self(digest::sha256(text))),
            false => Err(Error::Token),
        }
    }

    /// Whether somebody sent this token. It takes as long whatever was sent: digests are compared, to their ends.
    pub(super) fn is(&self, sent: &str) -> bool {
        digest::same(&self.0, &digest::sha256(sent))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token")
    }
}

/// Why a server was not started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address is taken, or not ours.
    #[error("cannot listen on {address}: {source}; choose another port or address")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// Anybody who reaches it could issue in our name.
    #[error("{0} can be reached by others, who could issue with the keys here; listen on 127.0.0.1, or give a token")]
    Unguarded(SocketAddr),
    /// Others reach it there, and could issue in our name.
    #[error(
        "others reach this server at {0}, who could issue with the keys here: give a token, such as 32 random bytes in base64 (whoever only verifies needs none), or leave the public URL out"
    )]
    UnguardedUrl(String),
    /// The URL is not one that a server has.
    #[error(
        "`{0}` is not the URL of a server as URLs are written: http or https in lower case, a host in lower case and ASCII (xn--…), perhaps a port that is not the usual one and a path, no query and no space"
    )]
    PublicUrl(String),
    /// The URL is one, but none under which verifiers look status lists up.
    #[error("no status list can stand below the public URL, at {url}/…: {source}")]
    ListUrl {
        /// Where lists would stand.
        url: String,
        /// What speaks against it.
        source: RegistryError,
    },
    /// The folder for keys cannot be used.
    #[error("the folder {path} for keys cannot be used: {source}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// A key file cannot be used.
    #[error(transparent)]
    KeyFile(#[from] FileError),
    /// A key file holds a key of another kind than its name says.
    #[error(
        "the key in {path} is one of {found}, and its name says {wanted}; put the right one there, or move it into the folder `retired` beside it, and a new one is made"
    )]
    KeyKind {
        /// The file.
        path: PathBuf,
        /// What its key is.
        found: Algorithm,
        /// What it should be.
        wanted: Algorithm,
    },
    /// The registry of status lists cannot be used.
    #[error(transparent)]
    Store(#[from] RegistryError),
    /// The keys were used with another store, which knows what was revoked.
    #[error(
        "the keys were used with another store of status lists than {store}, as {note} says: name that one, or put it back from a copy, since it alone knows what was revoked; if it is lost for good, delete {note}, and another is begun"
    )]
    OtherStore {
        /// The store that was named.
        store: PathBuf,
        /// The file that says which one it has to be.
        note: PathBuf,
    },
    /// No key could be made.
    #[error(transparent)]
    Key(#[from] ops::Error),
    /// The token can be guessed, or not be sent.
    #[error(
        "a token has at least {SHORTEST_TOKEN} printable ASCII characters and no space; 32 random bytes in base64 are a good one"
    )]
    Token,
    /// Certificate or key cannot be used.
    #[error("{path} cannot be used for TLS: {detail}; give certificates and their private key in PEM")]
    Tls {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
}
