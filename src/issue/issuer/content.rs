//! What an issuer issues, as the document that carries it.

use super::super::IssueError;
use super::super::endorse::attach_all;
use super::Issuer;
use crate::badge::{AchievementCredential, ClrCredential, EndorsementCredential};
use crate::env::Environment;
use crate::json::{Pointer, Value};
use crate::microcredential::MicroCredential;
use crate::microcredential::carrier::LossReport;
use crate::report::{Finding, Findings, code};
use crate::vc::DateTimeStamp;
use crate::vc::masked::Masked;
use chrono::SecondsFormat;
use std::fmt;

/// Typed content that an issuer can issue: a micro-credential, a badge, an endorsement, a learner record.
pub trait Issuable {
    /// The document that carries it, complete but for the proof.
    ///
    /// # Errors
    /// What keeps it from being carried.
    fn carry(&self, issuer: &Issuer) -> Result<Content, IssueError>;
}

/// Content on its way to being issued.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Content {
    /// The document, without proof.
    pub document: Value,
    /// What it could not carry.
    pub losses: LossReport,
}

impl Content {
    /// A document that carries everything.
    pub fn whole(document: Value) -> Self {
        Self { document, losses: LossReport::default() }
    }
}

impl fmt::Debug for Content {
    /// Without the document: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let document = Masked(&self.document);
        formatter.debug_struct("Content").field("document", &document).field("losses", &self.losses).finish()
    }
}

impl Issuable for MicroCredential {
    fn carry(&self, issuer: &Issuer) -> Result<Content, IssueError> {
        let held = self.clone().with_ids(&issuer.environment)?;
        let carried = issuer.carrier.carry(&held, &issuer.profile).map_err(IssueError::Findings)?;
        let mut badge = carried.badge;
        badge.valid_from = held.valid_before_midnight(issuer.environment.now()).or(badge.valid_from);
        badge.complete_ids(&issuer.environment)?;
        attach_all(&mut badge, &issuer.endorsements, &issuer.limits)?;
        Ok(Content { document: badge.to_json(), losses: carried.losses })
    }
}

impl Issuable for AchievementCredential {
    fn carry(&self, issuer: &Issuer) -> Result<Content, IssueError> {
        let mut badge = self.clone();
        let mut profile = issuer.profile.clone();
        // What others say of the issuer was put there, and is no part of the profile that it gives itself.
        if let Some(endorsed) = self.issuer.profile().filter(|endorsed| endorsed.id == profile.id) {
            profile.endorsement.extend(endorsed.endorsement.iter().cloned());
            profile.endorsement_jwt.extend(endorsed.endorsement_jwt.iter().cloned());
        }
        badge.issuer = profile.into();
        if badge.valid_from.is_none() {
            badge.valid_from = Some(now(&issuer.environment)?);
        }
        badge.complete_ids(&issuer.environment)?;
        attach_all(&mut badge, &issuer.endorsements, &issuer.limits)?;
        Ok(Content::whole(badge.to_json()))
    }
}

impl Issuable for EndorsementCredential {
    fn carry(&self, issuer: &Issuer) -> Result<Content, IssueError> {
        let mut endorsement = self.clone();
        endorsement.issuer = issuer.profile.clone().into();
        if endorsement.valid_from.is_none() {
            endorsement.valid_from = Some(now(&issuer.environment)?);
        }
        endorsement.complete_ids(&issuer.environment)?;
        Ok(Content::whole(endorsement.to_json()))
    }
}

impl Issuable for ClrCredential {
    fn carry(&self, issuer: &Issuer) -> Result<Content, IssueError> {
        let mut record = self.clone();
        record.issuer = issuer.profile.clone().into();
        if record.valid_from.is_none() {
            record.valid_from = Some(now(&issuer.environment)?);
        }
        record.complete_ids(&issuer.environment)?;
        record.complete_contexts();
        Ok(Content::whole(record.to_json()))
    }
}

/// The moment of issuing, to the second.
fn now(environment: &Environment) -> Result<DateTimeStamp, IssueError> {
    let text = environment.now().to_rfc3339_opts(SecondsFormat::Secs, true);
    DateTimeStamp::parse(&text).map_err(|error| {
        let finding = Finding::new(code::validity::MALFORMED, Pointer::root().member("validFrom"), error.to_string());
        IssueError::Findings(Findings::from_iter([finding]))
    })
}
