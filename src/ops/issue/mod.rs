mod complete;
mod making;
mod prepare;

pub use complete::{Completed, IssueComplete};
pub(in crate::ops) use making::{issuer_of, of_status, revocable};
pub use prepare::{IssuePrepare, ToSign};

use crate::badge::Profile;
use crate::env::Environment;
use crate::issue::{HolderChoice, ProofOptions, Secured};
use crate::json::{Object, Pointer, Tree, Value};
use crate::jsonld::Contexts;
use crate::limits::Limits;
use crate::microcredential::carrier::{Carrier, LossReport};
use crate::ops::request::Request;
use crate::ops::request::members::Members;
use crate::ops::status::StatusStore;
use crate::ops::{Answer, Error, Operation, SigningKey, sealed};
use crate::proof::Suite;
use crate::proof::jose::KeyNaming;
use crate::report::{Code, Effect, Findings};
use crate::vc::DateTimeStamp;
use crate::verify::Policy;
use std::fmt;

/// Signs a micro-credential or an unsigned credential.
///
/// A credential names its own issuer and is signed as it is, once nothing in it is what a strict verifier would refuse, but for its dates:
/// that it is valid from a day to come, or until one that is over, is told, with whatever else is only noticed.
/// A micro-credential is issued in the name of, in this order:
///
/// 1. the [`issuer`](Self::issuer) that is given;
/// 2. the first of its awarding bodies whose id the key can belong to: the DID of the key, or an https URL on its host;
/// 3. the DID of the key, with the name of its first awarding body.
#[derive(Clone)]
#[non_exhaustive]
pub struct Issue {
    /// What is to be signed: the [JSON form](crate::microcredential::form) of a micro-credential, or a credential.
    pub document: Vec<u8>,
    /// The key, whose `kid` says where its public half is found.
    pub key: SigningKey,
    /// The suite; the one [for the key](Suite::for_key) if nothing is said.
    pub suite: Option<Suite>,
    /// What the proof says beside its signature: all of it in a Data Integrity proof; expiry, one domain and the challenge
    /// in the token of a presentation.
    pub options: ProofOptions,
    /// What holders may choose about, with a suite that lets them.
    pub holder_choice: HolderChoice,
    /// How a token names the key, if not by its verification method.
    pub key_reference: Option<KeyNaming>,
    /// How a micro-credential is carried.
    pub carrier: Option<Carrier>,
    /// In whose name a micro-credential is issued.
    pub issuer: Option<Profile>,
    /// Where it gets places in status lists from, if it is to be revocable.
    pub status: Option<StatusStore>,
    /// Signed endorsements, which go into the badge or micro-credential: each into what it is about ([`attach`](crate::issue::attach)).
    pub endorsements: Vec<Vec<u8>>,
    /// The contexts that are known; those inside the library if nothing is said.
    pub contexts: Contexts,
    /// The budgets.
    pub limits: Limits,
    /// What a strict verifier refuses and is signed all the same.
    tolerated: Vec<Code>,
}

/// What was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    secured: Secured,
    findings: Findings,
}

impl Issue {
    /// Signs with the suite for the key; a micro-credential travels in terms of Open Badges 3.0 alone.
    pub fn new(document: impl Into<Vec<u8>>, key: impl Into<SigningKey>) -> Self {
        Self {
            document: document.into(),
            key: key.into(),
            suite: None,
            options: ProofOptions::new(),
            holder_choice: HolderChoice::new(),
            key_reference: None,
            carrier: None,
            issuer: None,
            status: None,
            endorsements: Vec::new(),
            contexts: Contexts::bundled(),
            limits: Limits::default(),
            tolerated: Vec::new(),
        }
    }

    /// The same, signing what is valid under this policy although strict verifiers refuse it: under one that lets unbound
    /// keys pass, in anybody's name ([`Issuer::danger_tolerating`](crate::issue::Issuer::danger_tolerating)). Badges are held to Open Badges 3.0 all the same.
    #[must_use]
    pub fn danger_under(self, policy: &Policy) -> Self {
        let passes =
            |code: &Code| code.effect() >= Effect::Indeterminate && policy.effect(*code) < Effect::Indeterminate;
        Self { tolerated: Code::all().filter(passes).collect(), ..self }
    }

    /// Reads a moment until when a proof holds, in the form of [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339).
    ///
    /// # Errors
    /// If it is not one with its offset.
    pub fn expiry(text: &str) -> Result<DateTimeStamp, Error> {
        DateTimeStamp::parse(text).map_err(|error| Error::member("expires", error.to_string()))
    }

    /// Reads a profile to issue in the name of.
    ///
    /// # Errors
    /// If it is not one, or has no id.
    pub fn profile(text: &str) -> Result<Profile, Error> {
        let wrong = |detail: String| Error::member("issuer", detail);
        let tree = Tree::parse(text, &Limits::default()).map_err(|error| wrong(error.to_string()))?;
        let mut findings = Findings::new();
        match Profile::from_json(tree.root(), &mut findings).filter(|_| !findings.has_errors()) {
            Some(profile) if profile.id.is_some() => Ok(profile),
            Some(_) => Err(wrong("give the profile its `id`, a DID or an https URL".to_owned())),
            None if findings.is_empty() => {
                Err(wrong("write a profile of Open Badges 3.0: an object with `id`, `type` and `name`".to_owned()))
            }
            None => Err(wrong(format!("this is not a profile of Open Badges 3.0: {findings}"))),
        }
    }

    /// Reads everything, the key with what is given for it.
    pub(in crate::ops) fn read_with(
        request: &mut Request<'_>,
        key: impl FnOnce(&mut Request<'_>) -> Option<SigningKey>,
    ) -> Option<Self> {
        let document = request.required_document("document");
        let key = key(request);
        let suite = request.suite();
        let always = request.pointers("always");
        let by_choice = request.pointers("byChoice");
        let mut options = ProofOptions::new();
        options.expires = request.read("expires", Self::expiry);
        options.domains = request.strings("domain");
        if options.domains.iter().any(String::is_empty) {
            request.wrong("domain", "one of them is empty: give what was meant, or leave it out");
        }
        options.challenge = request.filled("challenge").map(str::to_owned);
        options.id = request.string("proofId").map(str::to_owned);
        options.previous = request.strings("previousProof");
        let key_reference = key_reference(request);
        let carrier = request.named("carrier", "standard or extended", Carrier::from_name);
        let issuer = request.read("issuer", Self::profile);
        let status = request.read("status", StatusStore::read_status);
        let (contexts, limits) = (request.contexts(), request.limits());
        let endorsements = request.documents("endorsements");
        let issue = Self::new(document?, key?);
        let holder_choice = HolderChoice::new().always(always).by_choice(by_choice);
        Some(Self {
            suite,
            options,
            holder_choice,
            key_reference,
            carrier,
            issuer,
            status,
            contexts,
            limits,
            endorsements,
            ..issue
        })
    }
}

impl Operation for Issue {
    const NAME: &'static str = "issue";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/issue.schema.json");
    const RESPONSE: &'static str = include_str!("../../../vocab/schemas/operations/issue.response.schema.json");
    type Answer = Issued;

    fn run(self, environment: &Environment) -> Result<Issued, Error> {
        let (secured, findings) = self.make(
            environment,
            |issuer, held| issuer.issue(held),
            |issuer, text, suite| issuer.secure(text, suite),
        )?;
        Ok(Issued { secured, findings })
    }
}

impl sealed::Sealed for Issue {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        Self::read_with(request, |request| {
            let key = SigningKey::read(request);
            request.require("key", "give the private JWK to sign with");
            key
        })
    }
}

const KEY_REFERENCE: &str = "write jwk, or an object with the `kid`";

/// `"jwk"`, or `{"kid": NAME}`.
fn key_reference(request: &mut Request<'_>) -> Option<KeyNaming> {
    let node = request.take("keyReference")?;
    if node.as_str() == Some("jwk") {
        return Some(KeyNaming::Jwk);
    }
    if !node.is_object() {
        request.wrong("keyReference", KEY_REFERENCE);
        return None;
    }
    let mut members = Members::at(node);
    members.require("kid", KEY_REFERENCE);
    let kid = members.string("kid").map(str::to_owned);
    request.tell(members.finish(), Pointer::root());
    kid.map(KeyNaming::Kid)
}

impl Issued {
    /// The signed credential.
    pub fn secured(&self) -> &Secured {
        &self.secured
    }

    /// What the badge could not carry of a micro-credential.
    pub fn losses(&self) -> &LossReport {
        self.secured.losses()
    }

    /// What was noticed and is signed all the same: warnings and notes, with pointers into what was given.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}

impl Answer for Issued {
    /// The exact text that was signed under `credential`, as a string, what it could not carry under `losses`, and under `findings` what
    /// was noticed. A binary message is written in base64, and `encoding` says so.
    fn to_json(&self) -> Value {
        Object::new()
            .with("type", "Issued")
            .with("credential", self.secured.as_str())
            .with_some("encoding", self.secured.is_binary().then_some("base64"))
            .with("losses", self.losses().to_json())
            .with("findings", self.findings.to_json())
            .into()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self.secured.as_bytes())
    }
}

impl fmt::Display for Issued {
    /// The exact text that was signed.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.secured.as_str())
    }
}
