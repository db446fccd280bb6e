use super::request::Request;
use super::{Answer, Error, Issue, Operation, SigningKey, sealed};
use crate::badge::Profile;
use crate::env::Environment;
use crate::issue::Secured;
use crate::json::{Object, Value};
use crate::jsonld::Contexts;
use crate::limits::Limits;
use crate::proof::Suite;
use crate::vc::DateTimeStamp;
use std::fmt;

/// Endorses an achievement, a badge or the profile of an issuer.
#[derive(Clone)]
#[non_exhaustive]
pub struct Endorse {
    /// The id of what is endorsed.
    pub id: String,
    /// What the endorsement is called.
    pub name: String,
    /// What is said, in Markdown.
    pub comment: String,
    /// The endorser's key.
    pub key: SigningKey,
    /// In whose name it is endorsed; that of the key's DID if nothing is said.
    pub issuer: Option<Profile>,
    /// How it is secured; the suite [for the key](Suite::for_key) if nothing is said.
    pub suite: Option<Suite>,
    /// Until when it is valid, if it ends.
    pub valid_until: Option<DateTimeStamp>,
    /// The contexts that are known; those inside the library if nothing is said.
    pub contexts: Contexts,
    /// The budgets.
    pub limits: Limits,
}

/// A signed endorsement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endorsement {
    secured: Secured,
}

impl Endorse {
    /// Endorses in the name of the key's DID.
    pub fn new(
        id: impl Into<String>,
        name: impl Into<String>,
        comment: impl Into<String>,
        key: impl Into<SigningKey>,
    ) -> Self {
        let [id, name, comment] = [id.into(), name.into(), comment.into()];
        Self {
            id,
            name,
            comment,
            key: key.into(),
            issuer: None,
            suite: None,
            valid_until: None,
            contexts: Contexts::bundled(),
            limits: Limits::default(),
        }
    }
}

impl Endorse {
    /// Reads a moment until when an endorsement is valid, in the form of [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339).
    ///
    /// # Errors
    /// If it is not one with its offset.
    pub fn end(text: &str) -> Result<DateTimeStamp, Error> {
        DateTimeStamp::parse(text).map_err(|error| Error::member("validUntil", error.to_string()))
    }
}

impl Operation for Endorse {
    const NAME: &'static str = "endorse";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/endorse.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/endorse.response.schema.json");
    type Answer = Endorsement;

    fn run(self, environment: &Environment) -> Result<Endorsement, Error> {
        for (member, text) in [("name", &self.name), ("comment", &self.comment)] {
            if text.trim().is_empty() {
                return Err(Error::member(
                    member,
                    "write some words: an endorsement that says nothing endorses nothing",
                ));
            }
        }
        let identity = self.key.identity()?;
        let profile = match (self.issuer, identity.did()) {
            (Some(profile), _) => profile,
            (None, Some(did)) => Profile::new(did),
            (None, None) => return Err(Error::member("issuer", "give the profile that the key belongs to")),
        };
        let suite = self.suite.unwrap_or_else(|| Suite::for_key(self.key.public_key().key_type()));
        let issuer = self.key.issuer(profile, self.contexts, self.limits, environment)?.with_suite(suite);
        Ok(Endorsement { secured: issuer.endorse_until(&self.id, &self.name, &self.comment, self.valid_until)? })
    }
}

impl sealed::Sealed for Endorse {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        request.require("id", "give the id of what is endorsed");
        request.require("name", "say what the endorsement is called");
        request.require("comment", "say what is endorsed about it");
        request.require("key", "give the endorser's private key");
        let [id, name, comment] = ["id", "name", "comment"].map(|member| request.string(member).map(str::to_owned));
        let key = SigningKey::read(request);
        let issuer = request.read("issuer", Issue::profile);
        let suite = request.suite();
        let valid_until = request.read("validUntil", Self::end);
        let (contexts, limits) = (request.contexts(), request.limits());
        Some(Self { issuer, suite, valid_until, contexts, limits, ..Self::new(id?, name?, comment?, key?) })
    }
}

impl Endorsement {
    /// The endorsement.
    pub fn secured(&self) -> &Secured {
        &self.secured
    }
}

impl Answer for Endorsement {
    /// The exact text under `credential`, as a string. A binary message is written in base64, and `encoding` says so.
    fn to_json(&self) -> Value {
        Object::new()
            .with("type", "Endorsement")
            .with("credential", self.secured.as_str())
            .with_some("encoding", self.secured.is_binary().then_some("base64"))
            .into()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self.secured.as_bytes())
    }
}

impl fmt::Display for Endorsement {
    /// The exact text.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.secured.fmt(formatter)
    }
}
