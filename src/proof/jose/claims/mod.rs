mod comparison;
mod content;
mod outside;
mod place;

pub(crate) use outside::Outside;
pub use place::Place;
pub(in crate::proof) use place::{is_sd_jwt_vc, sd_jwt_vc};

use super::Jws;
use super::registered::{Registered, at};
use crate::env::Clock;
use crate::json::{Pointer, Tree};
use crate::limits::Limits;
use crate::proof::TokenKind;
use crate::report::{Finding, Findings, code};
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;

/// What a token claims: the credential or presentation in it, and the registered claims beside it.
///
/// Reading them says nothing about who signed. What disagrees is in [`findings`](Self::findings); where two readers could
/// take different credentials, there are no claims at all.
#[derive(Clone)]
pub struct Claims {
    content: Tree,
    kind: TokenKind,
    place: Place,
    registered: Registered,
    findings: Findings,
}

impl Claims {
    /// The claims of a token that is a credential or a presentation.
    ///
    /// # Errors
    /// `jose.typ` for a token that is meant for something else, `jose.claims.ambiguous` if the content stands in two places,
    /// `jose.claims.malformed` and `validity.malformed` for claims that are not of their form, and whatever is not strict JSON.
    pub fn of_jws(jws: &Jws, limits: &Limits) -> Result<Self, Finding> {
        let outside = Outside::of_jws(jws.header())?;
        Self::read(jws.claims_set(limits)?, &outside, limits)
    }

    pub(crate) fn read(payload: Tree, outside: &Outside<'_>, limits: &Limits) -> Result<Self, Finding> {
        let root = payload.root();
        let place = place::place(root, outside)?;
        let node = match place {
            Place::Payload => Some(root),
            Place::VcClaim => root.get("vc"),
            Place::VpClaim => root.get("vp"),
        };
        let node = node.filter(|node| node.is_object());
        let node = node.ok_or_else(|| at(place.claim(), code::jose::CLAIMS_MALFORMED, "it must be an object"))?;
        let kind = place::kind(node, place);
        if outside.kind.is_some_and(|wanted| wanted != kind) {
            let detail = "its type says credential and its content is a presentation, or the other way round";
            return Err(Finding::new(code::jose::TYP, Pointer::root().member("type"), detail));
        }
        let mut registered = Registered::read(root)?;
        let mut findings = Findings::new();
        if let Some(claims) = outside.claims {
            findings.extend(registered.join(Registered::read(claims.root())?));
        }
        if place == Place::VcClaim && place::is_repeated(root) {
            findings.push(at("vc", code::jose::CLAIMS_REPEATED, "what stands in `vc` is what counts"));
        }
        findings.extend(comparison::compare(node, kind, &registered, outside));
        findings.extend(content::unread_status(root, outside));
        let content = match place {
            Place::Payload => content::without_claims(&payload).unwrap_or(payload),
            Place::VcClaim | Place::VpClaim => Tree::of(&content::folded(node, kind, &registered), limits)?,
        };
        Ok(Self { content, kind, place, registered, findings })
    }

    /// The same with what was found on the way to the payload.
    pub(crate) fn with_findings(mut self, findings: Findings) -> Self {
        self.findings.extend(findings);
        self
    }

    /// The credential or presentation: without the registered claims where those stand among its members; with what they
    /// say filled in where it stood in a claim of its own.
    pub fn content(&self) -> &Tree {
        &self.content
    }

    /// Whether it is a credential or a presentation.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// Where the content stood.
    pub fn place(&self) -> Place {
        self.place
    }

    /// What is missing (a warning) and what disagrees. Pointers lead into the payload.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// `iss`: who issued the token.
    pub fn issuer(&self) -> Option<&str> {
        self.registered.iss.as_deref()
    }

    /// `sub`: whom the token is about.
    pub fn subject(&self) -> Option<&str> {
        self.registered.sub.as_deref()
    }

    /// `aud`: for whom the token is.
    pub fn audience(&self) -> &[String] {
        &self.registered.aud
    }

    /// `nonce`: what the verifier had asked to be signed.
    pub fn nonce(&self) -> Option<&str> {
        self.registered.nonce.as_deref()
    }

    /// `nbf`: before when the token does not hold.
    pub fn not_before(&self) -> Option<DateTime<Utc>> {
        self.registered.nbf
    }

    /// `exp`: until when the token holds. Together with `validUntil`, whichever is earlier counts.
    pub fn expires(&self) -> Option<DateTime<Utc>> {
        self.registered.exp
    }

    /// `iat`: when the token was issued, if that can be read.
    pub fn issued_at(&self) -> Option<DateTime<Utc>> {
        self.registered.iat
    }

    /// `validity.not_yet` or `validity.expired` if the token does not hold at a time, give or take a difference of clocks.
    pub fn outside_window(&self, now: DateTime<Utc>, skew: TimeDelta) -> Option<Finding> {
        let clock = Clock { now, skew };
        let early = self.not_before().filter(|start| clock.is_before(*start));
        let late = self.expires().filter(|end| clock.is_after(*end));
        let not_yet = early.map(|start| at("nbf", code::validity::NOT_YET, &format!("it starts at {start}")));
        not_yet.or_else(|| late.map(|end| at("exp", code::validity::EXPIRED, &format!("it ended at {end}"))))
    }
}

impl fmt::Debug for Claims {
    /// Without content and names: they say who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Claims")
            .field("kind", &self.kind)
            .field("place", &self.place)
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}
