use super::request::Request;
use super::{Answer, Error, Issue, Operation, SigningKey, sealed};
use crate::badge::Profile;
use crate::env::Environment;
use crate::issue::Secured;
use crate::json::{Object, Value};
use crate::jsonld::Contexts;
use crate::limits::Limits;
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
            contexts: Contexts::bundled(),
            limits: Limits::default(),
        }
    }
}

impl Operation for Endorse {
    const NAME: &'static str = "endorse";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/endorse.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/endorse.response.schema.json");
    type Answer = Endorsement;

    fn run(self, environment: &Environment) -> Result<Endorsement, Error> {
        let identity = self.key.identity()?;
        let profile = match (self.issuer, identity.did()) {
            (Some(profile), _) => profile,
            (None, Some(did)) => Profile::new(did),
            (None, None) => return Err(Error::member("issuer", "give the profile that the key belongs to")),
        };
        let issuer = self.key.issuer(profile, self.contexts, self.limits, environment)?;
        Ok(Endorsement { secured: issuer.endorse(&self.id, &self.name, &self.comment)? })
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
        let (contexts, limits) = (request.contexts(), request.limits());
        Some(Self { issuer, contexts, limits, ..Self::new(id?, name?, comment?, key?) })
    }
}

impl Endorsement {
    /// The endorsement.
    pub fn secured(&self) -> &Secured {
        &self.secured
    }
}

impl Answer for Endorsement {
    /// The exact text under `credential`, as a string.
    fn to_json(&self) -> Value {
        Object::new().with("type", "Endorsement").with("credential", self.secured.as_str()).into()
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
