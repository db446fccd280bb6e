use crate::env::Environment;
use crate::issue::StatusLists;
use crate::json::Pointer;
use crate::key::SignerIdentity;
use crate::ops::Error;
use crate::ops::request::Request;
use crate::proof::Suite;
use crate::status::StatusPurpose;
#[cfg(feature = "store")]
use crate::status::registry::SqliteRegistry;
use crate::status::registry::{self, DEFAULT_ENTRIES, ListPlan, PublishError, Registry, RegistryError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file that says who has which place in which status list, and what lists are opened as. Keeping one takes the feature
/// `store`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusStore {
    /// The file; it is made if there is none.
    pub path: PathBuf,
    /// Where lists are published: see [`ListPlan::url`](crate::status::registry::ListPlan::url). For `{store}` the name of the store is put
    /// in, which it has drawn at random: so a new store never publishes lists at the URLs of one that was lost, in which what was revoked
    /// there is not.
    pub url: String,
    /// Whether credentials get a place in a list for suspension too.
    pub suspension: bool,
    /// What credentials get a place in a list for messages with: see [`StatusLists::with_messages`].
    pub messages: Vec<String>,
    /// How many entries new lists have.
    pub entries: u32,
}

impl StatusStore {
    /// Lists for revocation, of the usual length.
    pub fn new(path: impl Into<PathBuf>, url: impl Into<String>) -> Self {
        Self { path: path.into(), url: url.into(), suspension: false, messages: Vec::new(), entries: DEFAULT_ENTRIES }
    }

    /// Reads the members `store`, `url`, `suspension`, `messages` and `entries`.
    pub(in crate::ops) fn read(request: &mut Request<'_>) -> Option<Self> {
        request.require("store", STORE);
        let path = request.string("store");
        request.require("url", "give the URL under which the lists are published");
        let url = request.string("url");
        let suspension = request.flag("suspension");
        let messages = request.strings("messages");
        let entries = request.count("entries").unwrap_or(DEFAULT_ENTRIES);
        Some(Self { suspension, messages, entries, ..Self::new(path?, url?) })
    }

    /// Reads the same members of the object that stands in a request as `status`.
    pub(in crate::ops) fn read_status(text: &str) -> Result<Self, Error> {
        Request::parse(text, Self::read).map_err(|findings| within_status(Error::Request(findings)))
    }

    /// The lists in the file.
    pub(in crate::ops) fn open(&self, environment: &Environment) -> Result<StatusLists, Error> {
        let (registry, url) = open_named(&self.path, &self.url, environment)?;
        let lists = StatusLists::new(registry, url).with_messages(self.messages.clone()).with_entries(self.entries);
        Ok(if self.suspension { lists.with_suspension() } else { lists })
    }

    /// The URL of a list such as those in the file, which need not be there yet.
    pub(in crate::ops) fn some_list(&self) -> String {
        let url = self.url.replace(registry::STORE, registry::SOME_STORE);
        ListPlan::new("", url, StatusPurpose::Revocation).url(1)
    }

    /// The lists in the file that stands in a request as `status`, for what is signed with a key: one that can sign the lists as well,
    /// unless its issuer may have others.
    pub(in crate::ops) fn open_for(
        &self,
        identity: &SignerIdentity,
        environment: &Environment,
    ) -> Result<StatusLists, Error> {
        let is_its_key = |did: &str| did.starts_with("did:key:") || did.starts_with("did:jwk:");
        let is_selective = Suite::for_key(identity.public_key().key_type()).is_selective();
        if is_selective && identity.did().is_some_and(is_its_key) {
            let detail = "this key signs nothing but what lets its holder choose, and so no status list, and its DID has no other; issue with another key, or leave this out";
            return Err(Error::member("status", detail));
        }
        self.open(environment).map_err(within_status)
    }
}

/// The same about a request in which all of this stands as `status`.
pub(in crate::ops) fn within_status(error: Error) -> Error {
    let at = Pointer::root().member("status");
    match error {
        Error::Request(findings) => Error::Request(findings.below(&at)),
        other => other,
    }
}

/// What to do where `store` is missing.
pub(in crate::ops) const STORE: &str = "name the file of the status registry";

#[cfg(feature = "store")]
pub(in crate::ops) fn open(path: &Path, environment: &Environment) -> Result<Arc<dyn Registry>, Error> {
    Ok(Arc::new(SqliteRegistry::open(path, environment.clone())?))
}

#[cfg(not(feature = "store"))]
pub(in crate::ops) fn open(_: &Path, _: &Environment) -> Result<Arc<dyn Registry>, Error> {
    Err(Error::member("store", "this build keeps no status registry; use one with the feature `store`"))
}

/// The same, and a URL with its name in it.
#[cfg(feature = "store")]
fn open_named(path: &Path, url: &str, environment: &Environment) -> Result<(Arc<dyn Registry>, String), Error> {
    let registry = SqliteRegistry::open(path, environment.clone())?;
    let url = match url.contains(registry::STORE) {
        true => url.replace(registry::STORE, &registry.name()?),
        false => url.to_owned(),
    };
    Ok((Arc::new(registry), url))
}

#[cfg(not(feature = "store"))]
fn open_named(path: &Path, url: &str, environment: &Environment) -> Result<(Arc<dyn Registry>, String), Error> {
    Ok((open(path, environment)?, url.to_owned()))
}

/// A file that is there: to make one here would be to say that it knows nobody.
pub(in crate::ops) fn open_existing(path: &Path, environment: &Environment) -> Result<Arc<dyn Registry>, Error> {
    match path.exists() {
        true => open(path, environment),
        false => Err(Error::member(
            "store",
            "there is no such file; the first credential that is issued with a status makes it",
        )),
    }
}

impl From<RegistryError> for Error {
    fn from(error: RegistryError) -> Self {
        let member = match &error {
            RegistryError::Plan(_) => "url",
            RegistryError::Text { what: "a reason", .. } => "reason",
            RegistryError::Text { .. } | RegistryError::UnknownCredential { .. } | RegistryError::Ambiguous => {
                "credential"
            }
            RegistryError::NoSuchList(_) | RegistryError::Purpose { .. } => "list",
            RegistryError::NotAllocated { .. } => "index",
            RegistryError::Message { .. } => "value",
            RegistryError::Foreign
            | RegistryError::Version { .. }
            | RegistryError::Shared { .. }
            | RegistryError::Unusable(_) => "store",
            RegistryError::Entropy(_)
            | RegistryError::Predictable
            | RegistryError::Busy
            | RegistryError::Storage(_) => return Self::failed(error.to_string()),
        };
        Self::member(member, error.to_string())
    }
}

impl From<PublishError> for Error {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Registry(error) => error.into(),
            error @ PublishError::Io { .. } => Self::member("folder", error.to_string()),
        }
    }
}
