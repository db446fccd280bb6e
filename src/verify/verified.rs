use crate::badge::EndorsementCredential;
use crate::json::Pointer;
use crate::report::{Outcome, Trust};
use chrono::{DateTime, Utc};
use std::ops::Deref;

/// Content that a verifier has accepted, with what is known about it.
///
/// Nobody else can make one: there is no public constructor, it cannot be deserialised, and what is inside cannot be
/// changed in place.
///
/// ```compile_fail
/// let forged = microcred::verify::Verified { value: 1 };
/// ```
#[derive(Clone, PartialEq)]
pub struct Verified<T> {
    value: T,
    provenance: Provenance,
}

/// What is known about accepted content.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Provenance {
    /// The issuer's id.
    pub issuer: String,
    /// What the issuer calls itself, if it says so. Anybody can take any name.
    pub issuer_name: Option<String>,
    /// What the anchors of the verifier call the issuer, if it is trusted and they have a name for it: the one name that is not its own word.
    pub trusted_name: Option<String>,
    /// The credential's id, if it has one. Double use is found by issuer and credential id together.
    pub credential: Option<String>,
    /// How far the issuer is known.
    pub trust: Trust,
    /// Whether the issuer is an anchor of the verifier, and the key none of those that are noted for it.
    pub(crate) has_other_key: bool,
    /// SHA-256 of the policy that judged, in hexadecimal.
    pub policy_sha256: String,
    /// SHA-256 of what arrived, in hexadecimal.
    pub input_sha256: String,
    /// When it was verified.
    pub verified_at: DateTime<Utc>,
    /// The moment that its validity was judged for.
    pub as_of: DateTime<Utc>,
    /// Until when it is valid, by the credential or by the token that it stands in, whichever ends earlier; nothing if neither does.
    pub valid_until: Option<DateTime<Utc>>,
    /// When its status was looked up; nothing if it has none, or if it could not be and the policy does without.
    pub status_checked_at: Option<DateTime<Utc>>,
    /// Whether it has a status, looked up or not.
    pub(crate) has_status: bool,
    /// Whether all of it was shown.
    pub disclosure: Disclosure,
    /// Who speaks for it, or for what it describes. None of them adds to the trust in it.
    pub endorsements: Vec<Endorsement>,
    /// The credentials that it says it was made of, if it is a larger award.
    pub made_of: Vec<StatedPart>,
    /// Whether the order of the grades of a scheme is signed with them.
    pub(crate) signs_order: bool,
    /// Other editions of what it is awarded for, by the ids of their achievements: other versions, other languages.
    pub editions: Vec<String>,
}

/// A credential that another one says it was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatedPart {
    /// Its id, if that is said.
    pub id: Option<String>,
    /// The digest of what was counted, as [Subresource Integrity](https://www.w3.org/TR/SRI/) writes it, if that is said.
    pub digest: Option<String>,
}

/// An endorsement that stands in a credential, and what came of verifying it by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endorsement {
    /// Where it stands.
    pub pointer: Pointer,
    /// Whether it holds, and is about what it stands in.
    pub outcome: Outcome,
    /// How far the endorser is known.
    pub trust: Trust,
    /// What it says; nothing unless it is accepted by itself, with the trust that the policy requires.
    pub credential: Option<EndorsementCredential>,
}

/// Whether a holder showed all of a credential or a selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Disclosure {
    /// All of it.
    Whole,
    /// What the holder selected; absence of a member proves nothing.
    Selected,
}

impl<T> Verified<T> {
    pub(super) fn new(value: T, provenance: Provenance) -> Self {
        Self { value, provenance }
    }

    /// What is known about it.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The content, from here on no longer marked as verified.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Verified<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Verified").field("value", &self.value).field("provenance", &self.provenance).finish()
    }
}
