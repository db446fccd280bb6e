mod complete;
mod prepare;

pub use complete::{Completed, IssueComplete};
pub use prepare::{IssuePrepare, ToSign};

use crate::badge::{AchievementCredential, Profile};
use crate::env::Environment;
use crate::issue::{self, Disclosure, IssueError, Issuer, ProofOptions, Secured, attach_within};
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::jsonld::Contexts;
use crate::key::SignerIdentity;
use crate::limits::Limits;
use crate::microcredential::carrier::{Carrier, LossReport};
use crate::microcredential::{MicroCredential, Offer};
use crate::ops::check::untimely;
use crate::ops::request::Request;
use crate::ops::request::document::DocumentKind;
use crate::ops::status::{StatusStore, within_status};
use crate::ops::{Answer, Error, Operation, SigningKey, sealed};
use crate::proof::Suite;
use crate::proof::jose::KeyReference;
use crate::report::{Code, Effect, Finding, Findings, code};
use crate::status::{BitstringStatusListEntry, StatusPurpose};
use crate::trust;
use crate::vc::{DateTimeStamp, Document};
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
    pub disclosure: Disclosure,
    /// How a token names the key, if not by its verification method.
    pub key_reference: Option<KeyReference>,
    /// How a micro-credential is carried.
    pub carrier: Option<Carrier>,
    /// In whose name a micro-credential is issued.
    pub issuer: Option<Profile>,
    /// Where it gets places in status lists from, if it is to be revocable.
    pub status: Option<StatusStore>,
    /// Signed endorsements, which go into the badge or micro-credential: each into what it is about ([`attach`](issue::attach)).
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
            disclosure: Disclosure::new(),
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
    /// keys pass, in anybody's name ([`Issuer::danger_tolerating`]). Badges are held to Open Badges 3.0 all the same.
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

    fn suite(&self) -> Suite {
        self.suite.unwrap_or_else(|| Suite::for_key(self.key.public_key().key_type()))
    }

    /// Refuses what a strict verifier would refuse as soon as it is signed.
    fn refuse_untimely(&self, environment: &Environment) -> Result<(), Error> {
        let now = environment.now();
        let is_refused = |code| !self.tolerated.contains(&code);
        let ProofOptions { created, expires, .. } = &self.options;
        if expires.as_ref().is_some_and(|expires| expires.instant() <= now) && is_refused(code::proof::EXPIRED) {
            return Err(Error::member(
                "expires",
                "write a moment to come: a proof that has expired is believed by nobody",
            ));
        }
        let latest = now.checked_add_signed(Policy::strict().skew());
        let is_late = |created: &DateTimeStamp| latest.is_some_and(|latest| created.instant() > latest);
        if created.as_ref().is_some_and(is_late) && is_refused(code::proof::CREATED_FUTURE) {
            return Err(Error::member("created", "write a moment that has been, or leave it out: a proof is made now"));
        }
        Ok(())
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
            None => Err(wrong(format!("this is not a profile of Open Badges 3.0: {findings}"))),
        }
    }

    /// Makes something of the document: signs it, or prepares it for a signature that is made elsewhere; with what was noticed and
    /// keeps nobody from it.
    pub(in crate::ops) fn make<T>(
        self,
        environment: &Environment,
        typed: impl FnOnce(&Issuer, &MicroCredential) -> Result<T, IssueError>,
        as_given: impl FnOnce(&Issuer, &str, Suite) -> Result<T, IssueError>,
    ) -> Result<(T, Findings), Error> {
        let document = Document::read(&self.document, &self.limits).map_err(Error::refused)?;
        let root = document.root();
        self.refuse_untimely(environment)?;
        match DocumentKind::of(root) {
            DocumentKind::MicroCredential => self.micro_credential(root, environment, typed),
            DocumentKind::Credential | DocumentKind::EuropeanDigitalCredential if !self.endorsements.is_empty() => {
                Err(Error::member("endorsements", "leave them out: they go into badges and micro-credentials"))
            }
            DocumentKind::Badge if !self.endorsements.is_empty() => {
                let endorsed = endorsed(root, &self.endorsements, &self.limits)?.to_string();
                let with_them = Self { document: endorsed.into_bytes(), endorsements: Vec::new(), ..self };
                with_them.make(environment, typed, as_given)
            }
            DocumentKind::Badge | DocumentKind::Credential | DocumentKind::EuropeanDigitalCredential => {
                let (refusals, noticed): (Findings, Findings) =
                    issue::rules(root).into_iter().partition(issue::refuses);
                if !refusals.is_empty() {
                    return Err(Error::Refused(refusals));
                }
                let (made, more) = self.credential(&document, environment, as_given)?;
                Ok((made, noticed.into_iter().chain(more).collect()))
            }
            DocumentKind::Offer => Err(Error::Refused(not_issuable())),
            DocumentKind::OpenBadge2 => Err(Error::Refused(replaced())),
        }
    }

    fn micro_credential<T>(
        self,
        root: Node<'_>,
        environment: &Environment,
        make: impl FnOnce(&Issuer, &MicroCredential) -> Result<T, IssueError>,
    ) -> Result<(T, Findings), Error> {
        let held = MicroCredential::from_node(root).map_err(Error::reasons)?;
        let (suite, identity) = (self.suite(), self.key.identity()?);
        let profile = match self.issuer {
            Some(profile) => profile,
            None => issuer_of(held.offer(), &identity)?,
        };
        let issuer = self
            .key
            .issuer(profile, self.contexts, self.limits, environment)?
            .with_suite(suite)
            .with_proof_options(self.options)
            .with_disclosure(self.disclosure)
            .with_key_reference(self.key_reference.unwrap_or(KeyReference::VerificationMethod))
            .with_carrier(self.carrier.unwrap_or_default())
            .with_endorsements(self.endorsements);
        let issuer = match self.status {
            Some(store) => {
                // A place cannot be given back: it is taken once nothing else keeps this from being issued.
                issuer.prepare(&held)?;
                issuer.with_status(store.open(environment).map_err(within_status)?)
            }
            None => issuer,
        };
        let made = make(&issuer, &held).map_err(of_status)?;
        Ok((made, held.check_on(environment.now().date_naive())))
    }

    fn credential<T>(
        self,
        document: &Document,
        environment: &Environment,
        make: impl FnOnce(&Issuer, &str, Suite) -> Result<T, IssueError>,
    ) -> Result<(T, Findings), Error> {
        let of_micro_credentials = [("carrier", self.carrier.is_some()), ("issuer", self.issuer.is_some())];
        if let Some((member, _)) = of_micro_credentials.into_iter().find(|(_, given)| *given) {
            let detail =
                "leave it out: it is for micro-credentials, and a credential names its own issuer and carries itself";
            return Err(Error::member(member, detail));
        }
        let (suite, identity) = (self.suite(), self.key.identity()?);
        // Whose name it is in stands in the document; `secure` refuses one that the key cannot sign for.
        let profile = Profile::new(identity.did().unwrap_or(identity.verification_method()));
        let issuer = self
            .key
            .issuer(profile, self.contexts, self.limits.clone(), environment)?
            .with_proof_options(self.options)
            .with_disclosure(self.disclosure)
            .with_key_reference(self.key_reference.unwrap_or(KeyReference::VerificationMethod))
            .danger_tolerating(self.tolerated);
        let root = document.root();
        let noticed = document.findings().iter().cloned().chain(untimely(root, environment)).collect();
        let Some(store) = self.status else { return Ok((make(&issuer, document.tree().text(), suite)?, noticed)) };
        // Likewise, with an entry that stands for those that it will have.
        if let Some(tried) = with_some_status(root, &store.url) {
            issuer.prepare_secure(&tried.to_string(), suite)?;
        }
        let lists = store.open(environment).map_err(within_status)?;
        let with_status = lists.add_to(root).map_err(of_status)?;
        Ok((make(&issuer, &with_status.to_string(), suite)?, noticed))
    }

    /// Reads everything, the key with what is given for it.
    pub(in crate::ops) fn read_with(
        request: &mut Request<'_>,
        key: impl FnOnce(&mut Request<'_>) -> Option<SigningKey>,
    ) -> Option<Self> {
        let document = request.required_document("document");
        let key = key(request);
        let suites: Vec<_> = Suite::all().map(Suite::name).collect();
        let suite = request.named("suite", &suites.join(", "), Suite::from_name);
        let always = request.pointers("always");
        let by_choice = request.pointers("byChoice");
        let mut options = ProofOptions::new();
        options.expires = request.read("expires", Self::expiry);
        options.domains = request.strings("domain");
        options.challenge = request.string("challenge").map(str::to_owned);
        options.id = request.string("proofId").map(str::to_owned);
        options.previous = request.strings("previousProof");
        let key_reference = key_reference(request);
        let carrier = request.named("carrier", "standard or extended", Carrier::from_name);
        let issuer = request.read("issuer", Self::profile);
        let status = request.read("status", StatusStore::read_status);
        let (contexts, limits) = (request.contexts(), request.limits());
        let endorsements = request.documents("endorsements");
        let issue = Self::new(document?, key?);
        let disclosure = Disclosure::new().always(always).by_choice(by_choice);
        Some(Self {
            suite,
            options,
            disclosure,
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

/// An unsigned badge with endorsements in it.
fn endorsed(root: Node<'_>, endorsements: &[Vec<u8>], limits: &Limits) -> Result<Value, Error> {
    if root.get("proof").is_some() {
        return Err(Error::member(
            "endorsements",
            "the badge is signed already, and they would break that; keep them beside it",
        ));
    }
    let (mut badge, findings) = AchievementCredential::read(root).map_err(Error::reasons)?;
    if findings.has_errors() {
        return Err(Error::reasons(findings));
    }
    endorsements.iter().try_for_each(|one| attach_within(&mut badge, one, limits).map(drop))?;
    Ok(badge.to_json())
}

/// A credential with an entry like those that it will have, behind what stands there. None if it has no members, or is signed already, which
/// is told when places are asked for.
fn with_some_status(root: Node<'_>, url: &str) -> Option<Value> {
    let Value::Object(mut document) = root.to_value() else { return None };
    if document.get("proof").is_some() {
        return None;
    }
    let own = root.get("credentialStatus").into_iter().flat_map(Node::each).map(Node::to_value);
    let entry = BitstringStatusListEntry::new(StatusPurpose::Revocation, url, 0).to_json();
    document.insert("credentialStatus", Value::Array(own.chain([entry.into()]).collect()));
    Some(document.into())
}

/// What the registry refused is about what stands in the request as `status`.
fn of_status(error: IssueError) -> Error {
    match error {
        IssueError::Registry(error) => within_status(error.into()),
        error => error.into(),
    }
}

/// `"jwk"`, or `{"kid": NAME}`.
fn key_reference(request: &mut Request<'_>) -> Option<KeyReference> {
    let node = request.take("keyReference")?;
    let reference = match (node.as_str(), node.get("kid").and_then(Node::as_str)) {
        (Some("jwk"), _) => Some(KeyReference::Jwk),
        (_, Some(kid)) => Some(KeyReference::Kid(kid.to_owned())),
        _ => None,
    };
    if reference.is_none() {
        request.wrong("keyReference", "write jwk, or an object with the `kid`");
    }
    reference
}

/// In whose name a micro-credential is issued if nobody says.
pub(in crate::ops) fn issuer_of(offer: &Offer, identity: &SignerIdentity) -> Result<Profile, Error> {
    let bodies = &offer.awarding_bodies;
    let own = bodies.iter().find(|body| trust::may_bind(&body.id, identity.verification_method()).is_ok());
    let (id, body) = match (own, identity.did()) {
        (Some(body), _) => (body.id.as_str(), Some(body)),
        (None, Some(did)) => (did, bodies.first()),
        (None, None) => {
            return Err(Error::member(
                "issuer",
                "the key belongs to none of the awarding bodies; give the profile of the issuer that it belongs to",
            ));
        }
    };
    let profile = Profile::new(id);
    let Some(body) = body else { return Ok(profile) };
    let profile = profile.name(body.name.preferring(languages(offer)).to_owned());
    Ok(if body.id.starts_with("https://") { profile.url(body.id.clone()) } else { profile })
}

fn languages(offer: &Offer) -> impl Iterator<Item = &str> {
    offer.languages.iter().map(|tag| tag.as_str())
}

fn replaced() -> Findings {
    let detail =
        "Open Badges 2.0 are not issued any more; `convert` makes one of 3.0 from it, which its issuer can sign";
    Findings::from_iter([Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail)])
}

fn not_issuable() -> Findings {
    let detail = "this is neither a credential nor the record of a learner; award it first: `learner`, `issued`, and what stands here as `offer`";
    Findings::from_iter([Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail)])
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
