//! From a document in any form to what all forms have in common.

use super::CredentialFormat;
use super::european::ANOTHER_IDENTIFIER;
use crate::badge::{AchievementCredential, Profile};
use crate::codec::digest;
use crate::elm::{self, InOwnWords, NationalNumber, Seal, Validity};
use crate::env::{Environment, urn_uuid};
use crate::json::Pointer;
use crate::limits::Limits;
use crate::microcredential::MicroCredential;
use crate::microcredential::carrier::{self, Loss, Lost, Recovered, Source};
use crate::openbadges2::{self, Presented};
use crate::ops::Error;
use crate::ops::request::document::DocumentKind;
use crate::ops::request::{european, open_badge};
use crate::proof::Unwrapped;
use crate::report::{Finding, Findings, code};
use crate::resolve::Resolver;
use crate::vc::Document;
use crate::vc::types::has_type;

/// What was read.
pub(super) struct Taken {
    /// The id of the document that it was made from.
    pub(super) id: Option<String>,
    pub(super) content: Content,
    /// What is lost whatever it is converted to; pointers go into the document that was read.
    pub(super) losses: Vec<Loss>,
    /// What is lost beside unless it stays a badge.
    pub(super) beyond: Vec<Loss>,
    /// Where elements came from, likewise.
    pub(super) sources: Vec<Source>,
    pub(super) findings: Findings,
    /// The seals on it.
    pub(super) seals: Vec<Seal>,
}

/// The ids that somebody wants in what is made.
#[derive(Clone, Copy)]
pub(super) struct Ids<'a> {
    pub(super) issuer: Option<&'a str>,
    pub(super) achievement: Option<&'a str>,
}

/// What all forms have in common, at its richest.
pub(super) enum Content {
    /// A badge of 3.0, and what it says about the elements of Annex I.
    Badge(Box<(AchievementCredential, Recovered)>),
    /// A whole micro-credential.
    Held(Box<MicroCredential>),
    /// What is stated about the elements of Annex I, whole or not, and who issued it, as it says.
    Stated(Box<Stated>),
}

/// What a European Digital Credential states.
pub(super) struct Stated {
    pub(super) recovered: Recovered,
    pub(super) issuer: Option<Profile>,
    pub(super) in_own_words: Option<InOwnWords>,
    pub(super) validity: Validity,
    pub(super) national_number: Option<NationalNumber>,
    /// The digest of the document.
    digest: String,
    /// Where ids of awarding bodies stand that say nothing outside the document.
    local_bodies: Vec<Pointer>,
}

impl Stated {
    /// What is lost of the issuer: a micro-credential has no place for who issues it, and elsewhere another id may stand in its place.
    pub(super) fn issuer_losses(&self, to: CredentialFormat, asked: Option<&str>) -> Vec<Loss> {
        let Some(words) = &self.in_own_words else { return Vec::new() };
        let loss = |member: &str, lost, reason| Loss { pointer: words.at.member(member), lost, reason };
        let id = self.issuer.as_ref().and_then(|issuer| issuer.id.as_deref());
        let body = self.recovered.elements.awarding_bodies.iter().find(|body| Some(body.id.as_str()) == id);
        let is_named = words.name.is_empty() || body.is_some_and(|body| body.name == words.name);
        let mut losses = Vec::new();
        match to {
            CredentialFormat::MicroCredential => {
                const NO_ISSUER: &str = "a micro-credential does not say who issues it, if it is no awarding body";
                if id.is_some_and(|id| !elm::is_local(id)) && body.is_none() {
                    losses.push(loss("id", Lost::Missing, NO_ISSUER));
                }
                if !is_named {
                    losses.push(loss("legalName", Lost::Missing, NO_ISSUER));
                }
            }
            _ => {
                if id.is_some() && asked.is_some_and(|asked| Some(asked) != id) {
                    losses.push(loss("id", Lost::Altered, "the id that was asked for stands in its place"));
                }
                let reason = match (to, words.name.wordings().count()) {
                    _ if is_named => None,
                    (CredentialFormat::Elm, _) if body.is_none() => None,
                    (CredentialFormat::Elm, _) => {
                        Some("the name of the awarding body with this id stands in its place")
                    }
                    (_, 1) if words.name.as_plain().is_some() => None,
                    (_, 1) => Some(elm::LANGUAGE_NOT_KEPT),
                    _ => Some(elm::ONE_WORDING),
                };
                losses.extend(reason.map(|reason| loss("legalName", Lost::Altered, reason)));
            }
        }
        losses
    }

    /// Whether the issuer's id says nothing outside the document.
    pub(super) fn is_issuer_local(&self) -> bool {
        let id = match &self.issuer {
            Some(issuer) => issuer.id.as_deref(),
            None => self.recovered.elements.awarding_bodies.first().map(|body| body.id.as_str()),
        };
        id.is_some_and(elm::is_local)
    }

    /// Gives each awarding body whose id says nothing outside the document one that nobody else has: in every document of Europass, the
    /// first organisation has one and the same. What is lost is said.
    pub(super) fn name_bodies(&mut self) -> impl Iterator<Item = Loss> {
        const NAMED: &str = "it says nothing outside the document, so that an id of its own stands in its place";
        let bodies = self.recovered.elements.awarding_bodies.iter_mut();
        for body in bodies.filter(|body| elm::is_local(&body.id)) {
            let digest = digest::sha256(format!("{} {}", self.digest, body.id));
            body.id = urn_uuid(std::array::from_fn(|at| digest[at]), 8);
        }
        self.local_bodies.iter().map(|at| Loss { pointer: at.clone(), lost: Lost::Altered, reason: NAMED })
    }

    /// What is not lost of what is read, in what it is converted to: a badge and ELM say from when they are valid, and ELM has a place
    /// for the country of the learner's number, and for a legal identifier, unless another one was asked for.
    pub(super) fn keep(&self, to: CredentialFormat, identifier: Option<&str>, losses: &mut Vec<Loss>) {
        if to != CredentialFormat::MicroCredential {
            losses.retain(|loss| !self.validity.is_at(&loss.pointer));
        }
        if to != CredentialFormat::Elm {
            return;
        }
        if let Some(number) = &self.national_number {
            losses.retain(|loss| loss.pointer != number.at);
        }
        let own = self.in_own_words.as_ref().and_then(|words| words.legal_identifier.as_ref());
        let Some(own) = own else { return };
        let is_another = identifier.is_some_and(|asked| asked != own.notation);
        if own.is_notation_alone && !is_another {
            losses.retain(|loss| loss.pointer != own.at);
        }
        let reason = if is_another { ANOTHER_IDENTIFIER } else { "its notation alone is kept" };
        let told = losses.iter_mut().filter(|loss| loss.pointer == own.at);
        told.for_each(|loss| (loss.lost, loss.reason) = (Lost::Altered, reason));
    }
}

/// The form of a document by how it looks.
pub(super) fn format_of(document: &[u8], limits: &Limits) -> Result<CredentialFormat, Error> {
    if let Some(presented) = Presented::read(document, limits) {
        return presented.map(|_| CredentialFormat::OpenBadges2).map_err(Error::refused);
    }
    if european::is_carried(document, limits) {
        return Ok(CredentialFormat::Elm);
    }
    let unwrapped = Unwrapped::read_to_show(document, limits).map_err(Error::refused)?;
    match DocumentKind::unwrapped(unwrapped.document().root())? {
        DocumentKind::Badge => Ok(CredentialFormat::OpenBadges3),
        DocumentKind::MicroCredential => Ok(CredentialFormat::MicroCredential),
        DocumentKind::Credential if has_type(unwrapped.document().root(), "ClrCredential") => {
            let detail = "it is a learner record, of several credentials; convert each of them";
            Err(Error::refused(Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail)))
        }
        kind => {
            let detail = format!("it was taken for {}; say with `from` what it is", kind.with_article());
            Err(Error::refused(Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail)))
        }
    }
}

pub(super) fn read(
    document: &[u8],
    format: CredentialFormat,
    ids: Ids<'_>,
    limits: &Limits,
    resolver: &dyn Resolver,
    environment: &Environment,
) -> Result<Taken, Error> {
    match format {
        CredentialFormat::OpenBadges2 => open_badges_2(document, ids, limits, resolver, environment),
        CredentialFormat::OpenBadges3 => open_badges_3(document, limits),
        CredentialFormat::Elm => european_digital_credential(document, limits),
        CredentialFormat::MicroCredential => micro_credential(document, limits),
    }
}

fn open_badges_2(
    document: &[u8],
    ids: Ids<'_>,
    limits: &Limits,
    resolver: &dyn Resolver,
    environment: &Environment,
) -> Result<Taken, Error> {
    let none =
        || Finding::new(code::ob2::CONTEXT, Pointer::root(), format!("add {} if it is one", openbadges2::CONTEXT));
    let presented = Presented::read(document, limits).ok_or_else(|| Error::refused(none()))?.map_err(Error::refused)?;
    let (badge, findings) = open_badge::whole(&presented, limits, resolver).map_err(Error::reasons)?;
    let upgraded = badge
        .upgrade_with_ids(ids.issuer.unwrap_or_else(|| badge.issuer.id_in_3()), ids.achievement, environment)
        .map_err(|error| Error::failed(error.to_string()))?;
    let recovered = Recovered::from_badge(&upgraded.badge);
    let [losses, beyond] = [&upgraded.losses, &upgraded.beyond].map(|told| open_badge::losses(&presented, told));
    let sources = open_badge::sources(&presented, upgraded.sources);
    Ok(Taken {
        id: Some(badge.assertion.id),
        losses,
        sources,
        findings: findings.into_iter().chain(upgraded.findings).collect(),
        beyond,
        seals: Vec::new(),
        content: Content::Badge(Box::new((upgraded.badge, recovered))),
    })
}

fn open_badges_3(document: &[u8], limits: &Limits) -> Result<Taken, Error> {
    let unwrapped = Unwrapped::read_to_show(document, limits).map_err(Error::refused)?;
    let root = unwrapped.document().root();
    let (badge, _) = AchievementCredential::read(root).map_err(Error::reasons)?;
    let recovered = Recovered::from_badge(&badge);
    Ok(Taken {
        id: badge.id.clone(),
        losses: Vec::new(),
        sources: recovered.sources.clone(),
        findings: recovered.findings.clone(),
        beyond: carrier::leftovers(root, &badge, &recovered).iter().cloned().collect(),
        seals: Vec::new(),
        content: Content::Badge(Box::new((badge, recovered))),
    })
}

fn european_digital_credential(document: &[u8], limits: &Limits) -> Result<Taken, Error> {
    let read = european::read(document, limits)?;
    let recovered = read.recovered;
    Ok(Taken {
        id: recovered.id.clone(),
        losses: read.losses.iter().cloned().collect(),
        sources: recovered.sources.clone(),
        findings: recovered.findings.clone(),
        beyond: Vec::new(),
        seals: read.source.seals,
        content: Content::Stated(Box::new(Stated {
            recovered,
            issuer: read.issuer,
            in_own_words: read.issuer_in_own_words,
            validity: read.validity,
            national_number: read.national_number,
            digest: read.source.digest,
            local_bodies: read.local_bodies,
        })),
    })
}

fn micro_credential(document: &[u8], limits: &Limits) -> Result<Taken, Error> {
    let document = Document::read(document, limits).map_err(Error::refused)?;
    let held = MicroCredential::from_node(document.root()).map_err(Error::reasons)?;
    Ok(Taken {
        id: held.id().map(str::to_owned),
        losses: Vec::new(),
        sources: Vec::new(),
        findings: Findings::new(),
        beyond: Vec::new(),
        seals: Vec::new(),
        content: Content::Held(Box::new(held)),
    })
}
