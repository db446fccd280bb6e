//! From a document to what is made of it: what kind it is, in whose name, and what keeps it from being issued.

use super::Issue;
use crate::badge::{AchievementCredential, Profile};
use crate::env::Environment;
use crate::issue::{self, Issuable, IssueError, Issuer, ProofOptions, attach_all};
use crate::json::{Node, Pointer, Value};
use crate::key::SignerIdentity;
use crate::limits::Limits;
use crate::microcredential::{MicroCredential, Offer};
use crate::ops::Error;
use crate::ops::check::untimely;
use crate::ops::request::document::DocumentKind;
use crate::ops::status::{StatusStore, within_status};
use crate::proof::Suite;
use crate::proof::jose::KeyNaming;
use crate::report::{Finding, Findings, code};
use crate::status::{BitstringStatusListEntry, StatusPurpose};
use crate::trust;
use crate::vc::{DateTimeStamp, Document};
use crate::verify::Policy;

impl Issue {
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
            DocumentKind::Badge | DocumentKind::Endorsement if !self.endorsements.is_empty() => {
                let endorsed = endorsed(root, &self.endorsements, &self.limits)?.to_string();
                let with_them = Self { document: endorsed.into_bytes(), endorsements: Vec::new(), ..self };
                with_them.make(environment, typed, as_given)
            }
            DocumentKind::Badge
            | DocumentKind::Endorsement
            | DocumentKind::Credential
            | DocumentKind::EuropeanDigitalCredential => {
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
        let proof_alone = self.options.expires.as_ref().filter(|_| held.valid_until().is_none()).map(proof_alone);
        let profile = match self.issuer {
            Some(profile) => profile,
            None => issuer_of(held.offer(), &identity)?,
        };
        let issuer = self
            .key
            .issuer(profile, self.contexts, self.limits, environment)?
            .with_suite(suite)
            .with_proof_options(self.options)
            .with_holder_choice(self.holder_choice)
            .with_key_reference(self.key_reference.unwrap_or(KeyNaming::VerificationMethod))
            .with_carrier(self.carrier.unwrap_or_default())
            .with_endorsements(self.endorsements);
        let issuer = revocable(issuer, &held, self.status.as_ref(), &identity, environment)?;
        let made = make(&issuer, &held).map_err(of_status)?;
        Ok((made, held.check_at(environment.now()).into_iter().chain(proof_alone).collect()))
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
            .with_holder_choice(self.holder_choice)
            .with_key_reference(self.key_reference.unwrap_or(KeyNaming::VerificationMethod))
            .danger_tolerating(self.tolerated);
        let root = document.root();
        let noticed = document.findings().iter().cloned().chain(untimely(root, environment)).collect();
        let Some(store) = self.status else { return Ok((make(&issuer, document.tree().text(), suite)?, noticed)) };
        // Likewise, with an entry that stands for those that it will have.
        if let Some(tried) = with_some_status(root, &store.some_list()) {
            issuer.prepare_secure(&tried.to_string(), suite)?;
        }
        let lists = store.open_for(&identity, environment)?;
        let with_status = lists.add_to(root).map_err(of_status)?;
        Ok((make(&issuer, &with_status.to_string(), suite)?, noticed))
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
        let clock = Policy::strict().clock(now);
        let is_late = |created: &DateTimeStamp| clock.is_before(created.instant());
        if created.as_ref().is_some_and(is_late) && is_refused(code::proof::CREATED_FUTURE) {
            return Err(Error::member("created", "write a moment that has been, or leave it out: a proof is made now"));
        }
        Ok(())
    }
}

/// That a proof ends, and the micro-credential under it does not.
fn proof_alone(expires: &DateTimeStamp) -> Finding {
    let detail = format!(
        "the proof ends at {expires}, and the credential has no end; state `validUntil`, which everybody is shown"
    );
    Finding::new(code::ec::VALIDITY_PROOF, Pointer::root().member("validUntil"), detail)
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
    attach_all(&mut badge, endorsements, limits)?;
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

/// The same issuer for something that it can issue, giving that a place in the lists of a store, if there is one. A place cannot be
/// given back: it is taken when this issues, once nothing else keeps that from being issued.
pub(in crate::ops) fn revocable(
    issuer: Issuer,
    content: &impl Issuable,
    store: Option<&StatusStore>,
    identity: &SignerIdentity,
    environment: &Environment,
) -> Result<Issuer, Error> {
    let Some(store) = store else { return Ok(issuer) };
    issuer.prepare(content)?;
    Ok(issuer.with_status(store.open_for(identity, environment)?))
}

/// What the registry refused is about what stands in the request as `status`.
pub(in crate::ops) fn of_status(error: IssueError) -> Error {
    match error {
        IssueError::Registry(error) => within_status(error.into()),
        error => error.into(),
    }
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
