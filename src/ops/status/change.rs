use super::store::{self, STORE};
use crate::env::Environment;
use crate::json::{Object, Value};
use crate::ops::request::Request;
use crate::ops::{Answer, Error, Operation, sealed};
use crate::status::registry::{Change, Changed, Target};
use std::fmt;
use std::path::PathBuf;

/// Revokes or suspends a credential, lifts its suspension, or shows another message.
///
/// It takes effect when the list is [published](crate::ops::StatusPublish) again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusChange {
    /// The file of the registry.
    pub store: PathBuf,
    /// Whose status.
    pub target: Target,
    /// What is to become of it.
    pub change: Change,
    /// Why, for the record.
    pub reason: String,
}

/// What a change came to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusChanged {
    /// What was asked for.
    pub change: Change,
    /// What stands there now.
    pub changed: Changed,
}

impl StatusChange {
    /// A change with its reason.
    pub fn new(store: impl Into<PathBuf>, target: Target, change: Change, reason: impl Into<String>) -> Self {
        Self { store: store.into(), target, change, reason: reason.into() }
    }
}

impl Operation for StatusChange {
    const NAME: &'static str = "status_change";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/status_change.schema.json");
    const RESPONSE: &'static str = include_str!("../../../vocab/schemas/operations/status_change.response.schema.json");
    type Answer = StatusChanged;

    fn run(self, environment: &Environment) -> Result<StatusChanged, Error> {
        let registry = store::open_existing(&self.store, environment)?;
        Ok(StatusChanged { change: self.change, changed: registry.set(&self.target, self.change, &self.reason)? })
    }
}

impl sealed::Sealed for StatusChange {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        request.require("store", STORE);
        let store = request.string("store");
        let target = target(request);
        request.require("change", CHANGES);
        let value = request.count("value");
        let change = request.named("change", CHANGES, |name| match name {
            "message" => Some(Change::Message(value.unwrap_or_default())),
            _ => [Change::Revoke, Change::UndoRevocation, Change::Suspend, Change::Reinstate]
                .into_iter()
                .find(|change| change.name() == name),
        });
        if value.is_some() != matches!(change, Some(Change::Message(_))) && change.is_some() {
            request.wrong("value", "a value is for a change of the message, which has one");
        }
        request.require("reason", "say why, for the record");
        let reason = request.string("reason");
        Some(Self::new(store?, target?, change?, reason?))
    }
}

const CHANGES: &str = "revoke, suspend, reinstate, message or undo_revocation";

/// `credential` with its `issuer`, or `list` and `index`.
fn target(request: &mut Request<'_>) -> Option<Target> {
    let credential = request.string("credential").map(str::to_owned);
    let issuer = request.string("issuer").map(str::to_owned);
    let (list, index) = (request.count("list"), request.count("index"));
    match (credential, list, index) {
        (Some(id), None, None) => Some(Target::Credential { id, issuer }),
        (None, Some(list), Some(index)) if issuer.is_none() => Some(Target::place(list, index)),
        _ => {
            request.wrong(
                "credential",
                "give the id of the credential, with its issuer if need be, or the list and the index",
            );
            None
        }
    }
}

impl Answer for StatusChanged {
    /// The place, the value, and whether that is `new`.
    fn to_json(&self) -> Value {
        let place = &self.changed.place;
        Object::new()
            .with("type", "StatusChanged")
            .with("change", self.change.name())
            .with("list", i64::from(place.list))
            .with("index", i64::from(place.index))
            .with("statusListCredential", place.url.as_str())
            .with("statusPurpose", place.purpose.as_str())
            .with("value", i64::from(self.changed.value))
            .with("new", self.changed.is_new)
            .into()
    }
}

impl fmt::Display for StatusChanged {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Changed { place, value, is_new, .. } = &self.changed;
        writeln!(formatter, "{} of {}#{} is {value}", place.purpose.as_str(), place.url, place.index)?;
        match is_new {
            true => writeln!(formatter, "Verifiers see it once list {} is published.", place.list),
            false => writeln!(formatter, "It was so already."),
        }
    }
}
