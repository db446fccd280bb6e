use super::IssueError;
use super::structure::{party, structure};
#[cfg(feature = "batch")]
use crate::json::Object;
use crate::json::{Node, Pointer, Value};
use crate::report::{Finding, code};
use crate::status::StatusPurpose;
use crate::status::registry::{DEFAULT_ENTRIES, ListPlan, Place, Registry, RegistryError, Target};
use std::fmt;
use std::sync::Arc;

/// Gives every credential that is issued its places in status lists.
///
/// ```
/// use microcred::badge::{Achievement, AchievementCredential, AchievementSubject, Criteria, Profile};
/// use microcred::issue::StatusLists;
/// use microcred::key::{InMemorySigner, PrivateKey, Signer};
/// use microcred::status::registry::{Change, MemoryRegistry, Registry, Target};
/// use microcred::{Environment, Issuer};
/// use std::sync::Arc;
///
/// let signer = InMemorySigner::new(PrivateKey::from_ed25519_seed(&[7; 32]))?;
/// let profile = Profile::new(signer.identity().did().ok_or("not a DID")?).name("Example VET");
/// // For good: a `SqliteRegistry` in a file (feature `store`), or a registry of your own in a database.
/// let registry = Arc::new(MemoryRegistry::new(Environment::system()));
/// let lists = StatusLists::new(registry.clone(), "https://vet.example/status").with_suspension();
/// let issuer = Issuer::new(profile.clone(), signer).with_status(lists);
///
/// let achievement = Achievement::new("Green skills", "Energy audits", Criteria::narrative("An audit."));
/// let mut badge = AchievementCredential::new(profile, AchievementSubject::new(achievement).id("did:example:ana"));
/// badge.id = Some("urn:uuid:0b5e7a3c-3f5e-4f0e-9d55-0f4f6a5f7b11".to_owned());
/// badge.name = Some("Green skills".into());
/// let issued = issuer.issue(&badge)?;
/// assert!(issued.as_str().contains("BitstringStatusListEntry"));
///
/// // Later on: the change takes effect when the list is published again.
/// let credential = Target::credential("urn:uuid:0b5e7a3c-3f5e-4f0e-9d55-0f4f6a5f7b11");
/// let revoked = registry.set(&credential, Change::Revoke, "the exam was somebody else's")?;
/// let list = issuer.status_list(&registry.snapshot(revoked.place.list)?)?;
/// assert!(list.as_str().contains("BitstringStatusListCredential"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct StatusLists {
    registry: Arc<dyn Registry>,
    url: String,
    entries: u32,
    suspension: bool,
    messages: Vec<String>,
}

impl StatusLists {
    /// A place in a list for revocation. Lists are published under `url`: see [`ListPlan::url`].
    pub fn new(registry: Arc<dyn Registry>, url: impl Into<String>) -> Self {
        Self { registry, url: url.into(), entries: DEFAULT_ENTRIES, suspension: false, messages: Vec::new() }
    }

    /// A place in a list for suspension too.
    #[must_use]
    pub fn with_suspension(self) -> Self {
        Self { suspension: true, ..self }
    }

    /// A place in a list for messages too: 2, 4, 8 … up to 256 of them, the first for new credentials.
    #[must_use]
    pub fn with_messages(self, messages: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { messages: messages.into_iter().map(Into::into).collect(), ..self }
    }

    /// The same with longer lists than of 131,072 entries.
    #[must_use]
    pub fn with_entries(self, entries: u32) -> Self {
        Self { entries, ..self }
    }

    /// Who has which place.
    pub fn registry(&self) -> &Arc<dyn Registry> {
        &self.registry
    }

    /// The places of one credential: those that it has, or new ones.
    ///
    /// # Errors
    /// Those of [`Registry::allocate`].
    pub fn allocate(&self, issuer: &str, credential: &str) -> Result<Vec<Place>, RegistryError> {
        self.registry.allocate(credential, &self.plans(issuer))
    }

    /// The places of several credentials, in their order: as [`allocate`](Self::allocate), and much faster where the registry is
    /// a file.
    ///
    /// # Errors
    /// Those of [`Registry::allocate_all`].
    pub fn allocate_all(&self, issuer: &str, credentials: &[&str]) -> Result<Vec<Vec<Place>>, RegistryError> {
        self.registry.allocate_all(credentials, &self.plans(issuer))
    }

    /// What the places depend on.
    #[cfg(feature = "batch")]
    pub(super) fn terms(&self) -> Value {
        Object::new()
            .with("url", self.url.as_str())
            .with("entries", self.entries.to_string())
            .with("suspension", self.suspension)
            .with("messages", Value::Array(self.messages.iter().map(Value::from).collect()))
            .into()
    }

    fn plans(&self, issuer: &str) -> Vec<ListPlan> {
        let purposes = [
            Some(StatusPurpose::Revocation),
            self.suspension.then_some(StatusPurpose::Suspension),
            (!self.messages.is_empty()).then_some(StatusPurpose::Message),
        ];
        let plans = purposes.into_iter().flatten().map(|purpose| {
            let messages = if purpose == StatusPurpose::Message { self.messages.clone() } else { Vec::new() };
            ListPlan::new(issuer, &self.url, purpose).with_entries(self.entries).with_messages(messages)
        });
        plans.collect()
    }

    /// An unsigned credential together with its places in its `credentialStatus`, behind what stands there.
    ///
    /// # Errors
    /// If it names no issuer or has no id, so that nobody could say later what is to be revoked; if it has a proof, which would
    /// break; if a credential of that id was revoked; and those of [`Registry::allocate`].
    pub fn add_to(&self, credential: Node<'_>) -> Result<Value, IssueError> {
        let refused = |code, member: &str, detail: &str| {
            Err(IssueError::refused(Finding::new(code, Pointer::root().member(member), detail)))
        };
        if credential.get("proof").is_some() {
            let detail = "the credential is signed already, and a status would break that; give it one before";
            return refused(code::status::ENTRY_MALFORMED, "credentialStatus", detail);
        }
        let Some(id) = credential.get("id").and_then(Node::as_str) else {
            return refused(code::model::REQUIRED, "id", "give the credential an id, by which it can be revoked");
        };
        let Some(issuer) = party(credential) else {
            return refused(code::issuer::MISSING, "issuer", "name the issuer by its DID or URL");
        };
        let places = self.allocate(issuer, id)?;
        if let Some(finding) = self.revoked(issuer, id, &places)? {
            return Err(IssueError::refused(finding));
        }
        with_places(credential, &places)
    }

    /// Why nothing is issued under the id of a credential that has these places, if that was revoked.
    pub(crate) fn revoked(&self, issuer: &str, id: &str, places: &[Place]) -> Result<Option<Finding>, RegistryError> {
        let target = Target::Credential { id: id.to_owned(), issuer: Some(issuer.to_owned()) };
        let is_so = |(place, value): &(Place, u32)| {
            *value != 0 && place.purpose == StatusPurpose::Revocation && places.contains(place)
        };
        let detail =
            "a credential of this id was revoked, and this one would be from the beginning; give it an id of its own";
        let finding = || Finding::new(code::status::REVOKED, Pointer::root().member("id"), detail);
        Ok(self.registry.find(&target)?.iter().any(is_so).then(finding))
    }
}

/// The credential with places in its `credentialStatus`, behind what stands there.
pub(super) fn with_places(credential: Node<'_>, places: &[Place]) -> Result<Value, IssueError> {
    let Value::Object(mut document) = credential.to_value() else {
        return Err(IssueError::Findings(structure(credential)));
    };
    let own = credential.get("credentialStatus").into_iter().flat_map(Node::each).map(Node::to_value);
    let given = places.iter().map(|place| place.entry().to_json().into());
    let mut entries: Vec<Value> = own.chain(given).collect();
    if !entries.is_empty() {
        let status = if entries.len() == 1 { entries.remove(0) } else { Value::Array(entries) };
        document.insert("credentialStatus", status);
    }
    Ok(document.into())
}

impl fmt::Debug for StatusLists {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StatusLists")
            .field("url", &self.url)
            .field("entries", &self.entries)
            .field("suspension", &self.suspension)
            .field("messages", &self.messages)
            .finish_non_exhaustive()
    }
}
