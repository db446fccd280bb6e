use crate::env::Environment;
use crate::json::{Object, Pointer, Tree, Value};
use crate::limits::Limits;
use crate::ops::request::Request;
use crate::ops::{Answer, Error, Operation, sealed};
use crate::report::{Code, Finding, Findings, code};
use crate::resolve::did::{self, Did, DidUrl};
use crate::resolve::{self, Answer as Resource, Fallback, Found, Memory, Need, NeedKind, Refusal, Resolver, document};
use std::fmt;
use std::sync::Arc;

/// Gives the document of a DID, or what stands under the https URL of a key.
///
/// A `did:key` and a `did:jwk` carry their documents in themselves. For others the document is among
/// [`resources`](Self::resources), or a [resolver](Self::with_resolver) is asked; by default nothing is fetched. What a verification
/// would not take for the document of a DID is refused here as well: where its address redirects to, what is served as a page, what
/// is about another DID, or deactivated. Of a DID URL, the document of its DID is given, and there must be such a method in it.
#[derive(Clone)]
#[non_exhaustive]
pub struct DidResolve {
    /// The DID, the DID URL or the https URL.
    pub id: String,
    /// Documents at hand, each under its DID or its URL.
    pub resources: Memory,
    /// The budgets for what stands under an https URL. The document of a DID has those of every verification.
    pub limits: Limits,
    /// Whom to ask for the rest.
    resolver: Option<Arc<dyn Resolver + Send + Sync>>,
}

/// The document that was found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Resolved {
    /// The DID or URL that it is about.
    pub id: String,
    /// The document.
    pub document: Value,
    /// Where it came from: `did` for one that the DID carries in itself, else as reports call it.
    pub provenance: &'static str,
    /// SHA-256 of its bytes in hexadecimal, if it came from elsewhere.
    pub sha256: Option<String>,
}

impl DidResolve {
    /// Resolves offline.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), resources: Memory::new(), limits: Limits::default(), resolver: None }
    }

    /// The same, asking a resolver for what is not at hand.
    #[must_use]
    pub fn with_resolver(self, resolver: impl Resolver + Send + Sync + 'static) -> Self {
        Self { resolver: Some(Arc::new(resolver)), ..self }
    }

    fn answer(self, need: &Need) -> Resource {
        let at_hand = Fallback::new().or(self.resources);
        match self.resolver {
            Some(resolver) => at_hand.or(resolver),
            None => at_hand,
        }
        .resolve(need)
    }
}

impl Operation for DidResolve {
    const NAME: &'static str = "did_resolve";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/did_resolve.schema.json");
    const RESPONSE: &'static str = include_str!("../../../vocab/schemas/operations/did_resolve.response.schema.json");
    type Answer = Resolved;

    fn run(self, _: &Environment) -> Result<Resolved, Error> {
        Ok(self.find()?)
    }
}

/// Why there is no document.
pub(super) enum Missing {
    /// There is none at its address.
    Gone,
    /// It could not be had, or is not what it should be.
    Refused(Error),
}

impl From<Error> for Missing {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl From<Missing> for Error {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::Gone => refused(Refusal::new(code::proof::VM_UNRESOLVED, "there is no document at its address")),
            Missing::Refused(error) => error,
        }
    }
}

impl DidResolve {
    pub(super) fn find(self) -> Result<Resolved, Missing> {
        let id = self.id.clone();
        if !id.starts_with("did:") {
            let Ok(resolve::Plan::Needs(need)) = resolve::plan(&id) else {
                return Err(Error::member("id", "write a DID, a DID URL or an https URL").into());
            };
            let limits = self.limits.clone();
            let answer = self.answer(&need);
            let found = found(&answer)?;
            let tree = Tree::parse_bytes(&found.bytes, &limits).map_err(Error::from)?;
            return Ok(Resolved::found(need.subject, &tree, found));
        }
        let url = DidUrl::parse(&id).map_err(|error| Error::member("id", error.to_string()))?;
        if url.path().is_some() || url.query().is_some() {
            return Err(Error::member("id", "write the DID without path and query").into());
        }
        let did = url.did().clone();
        let resolved = match did.method() {
            "key" | "jwk" => Resolved {
                id: did.to_string(),
                document: did::document(&did).map_err(refused)?,
                provenance: "did",
                sha256: None,
            },
            _ => self.looked_up(&did)?,
        };
        match url.fragment() {
            Some(_) if resolved.method(&url).is_none() => {
                Err(refused(Refusal::new(code::proof::VM_NOT_FOUND, "the document has no method of that name")).into())
            }
            _ => Ok(resolved),
        }
    }

    /// The document of a did:web, or what was supplied as that of another DID, as a verification reads it.
    fn looked_up(self, did: &Did) -> Result<Resolved, Missing> {
        let address = did::address(did).map_err(|error| Error::member("id", error.to_string()))?;
        let need = Need::new(NeedKind::DidDocument, did.as_str(), address);
        let answer = self.answer(&need);
        if let (Resource::Unavailable { code: None, .. }, false) = (&answer, did.method() == "web") {
            return Err(refused(Refusal::new(code::proof::DID_METHOD_UNSUPPORTED, did::METHODS)).into());
        }
        let found = found(&answer)?;
        let tree = document::of_did(did, &need.url, &answer).map_err(refused)?;
        Ok(Resolved::found(need.subject, &tree, found))
    }
}

impl sealed::Sealed for DidResolve {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        request.require("id", "give the DID, the DID URL or the https URL");
        let id = request.string("id");
        let resources = request.resources();
        let (limits, resolver) = (request.limits(), request.resolver());
        Some(Self { resources, limits, resolver, ..Self::new(id?) })
    }
}

fn found(answer: &Resource) -> Result<&Found, Missing> {
    if matches!(answer, Resource::NotFound) {
        return Err(Missing::Gone);
    }
    let unresolved = |(code, reason): (Option<Code>, &str)| {
        refused(Refusal::new(code.unwrap_or(code::proof::VM_UNRESOLVED), reason))
    };
    Ok(answer.resource().map_err(unresolved)?)
}

impl Resolved {
    fn found(id: String, tree: &Tree, found: &Found) -> Self {
        let (document, provenance) = (tree.root().to_value(), found.provenance.as_str());
        Self { id, document, provenance, sha256: Some(found.sha256()) }
    }

    /// The verification method that a DID URL names, if the document describes it.
    pub(in crate::ops) fn method(&self, url: &DidUrl) -> Option<Value> {
        let relative = url.fragment().map(|fragment| format!("#{fragment}"));
        let is_it = |id: &str| id == url.as_str() || Some(id) == relative.as_deref();
        let entries = self.document.as_object()?.iter().filter_map(|(_, value)| value.as_array()).flatten();
        entries.into_iter().find(|entry| entry.get("id").and_then(Value::as_str).is_some_and(is_it)).cloned()
    }
}

fn refused(refusal: Refusal) -> Error {
    Error::Refused(Findings::from_iter([Finding::new(refusal.code, Pointer::root(), refusal.detail)]))
}

impl Answer for Resolved {
    /// `id`, `document`, `provenance`, and `sha256` where there is one.
    fn to_json(&self) -> Value {
        Object::new()
            .with("type", "Resolved")
            .with("id", self.id.as_str())
            .with("document", self.document.clone())
            .with("provenance", self.provenance)
            .with_some("sha256", self.sha256.as_deref())
            .into()
    }
}

/// The document as JSON.
impl fmt::Display for Resolved {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.document.to_string_pretty())
    }
}
