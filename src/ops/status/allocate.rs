use crate::env::Environment;
use crate::json::{Object, Value};
use crate::ops::request::Request;
use crate::ops::status::StatusStore;
use crate::ops::{Answer, Error, Operation, sealed};
use crate::status::registry::Place;
use std::fmt;

/// Gives a credential its places in status lists, for whoever signs elsewhere. [`Issue`](crate::ops::Issue) does it by itself.
///
/// A credential that is asked for again has the places that it had.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusAllocate {
    /// Who has which place, and what lists are opened as.
    pub store: StatusStore,
    /// The id of the credential's issuer, who publishes the lists.
    pub issuer: String,
    /// The id of the credential.
    pub credential: String,
}

/// The places that a credential has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusPlaces {
    /// One in each list.
    pub places: Vec<Place>,
}

impl StatusAllocate {
    /// The places of a credential.
    pub fn new(store: StatusStore, issuer: impl Into<String>, credential: impl Into<String>) -> Self {
        Self { store, issuer: issuer.into(), credential: credential.into() }
    }
}

impl Operation for StatusAllocate {
    const NAME: &'static str = "status_allocate";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/status_allocate.schema.json");
    const RESPONSE: &'static str =
        include_str!("../../../vocab/schemas/operations/status_allocate.response.schema.json");
    type Answer = StatusPlaces;

    fn run(self, environment: &Environment) -> Result<StatusPlaces, Error> {
        let places = self.store.open(environment)?.allocate(&self.issuer, &self.credential)?;
        Ok(StatusPlaces { places })
    }
}

impl sealed::Sealed for StatusAllocate {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let store = StatusStore::read(request);
        request.require("issuer", "give the id of the issuer, a DID or a URL");
        let issuer = request.string("issuer");
        request.require("credential", "give the id of the credential");
        let credential = request.string("credential");
        Some(Self::new(store?, issuer?, credential?))
    }
}

impl Answer for StatusPlaces {
    /// What the credential says in `credentialStatus`, always as an array.
    fn to_json(&self) -> Value {
        let entries = self.places.iter().map(|place| place.entry().to_json().into()).collect();
        Object::new().with("type", "StatusPlaces").with("credentialStatus", Value::Array(entries)).into()
    }
}

impl fmt::Display for StatusPlaces {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut places = self.places.iter();
        places
            .try_for_each(|place| writeln!(formatter, "{:<10}  {}#{}", place.purpose.as_str(), place.url, place.index))
    }
}
