use super::Refusal;
use crate::key::{KeyType, PublicKey};
use crate::report::{UnknownName, code};
use chrono::{DateTime, Utc};
use std::fmt;
use std::str::FromStr;

/// What a key may be used for: the verification relationships of
/// [Controlled Identifiers 1.0 §2.3](https://www.w3.org/TR/cid-1.0/#verification-relationships).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// Making statements: credentials.
    AssertionMethod,
    /// Showing who one is: presentations.
    Authentication,
    /// Agreeing on secrets.
    KeyAgreement,
    /// Exercising a capability.
    CapabilityInvocation,
    /// Passing a capability on.
    CapabilityDelegation,
}

impl Purpose {
    pub(super) const ALL: [Self; 5] = [
        Self::AssertionMethod,
        Self::Authentication,
        Self::KeyAgreement,
        Self::CapabilityInvocation,
        Self::CapabilityDelegation,
    ];

    /// The name, as a proof's `proofPurpose` has it and as documents name the relationship.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AssertionMethod => "assertionMethod",
            Self::Authentication => "authentication",
            Self::KeyAgreement => "keyAgreement",
            Self::CapabilityInvocation => "capabilityInvocation",
            Self::CapabilityDelegation => "capabilityDelegation",
        }
    }

    /// The purpose of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == name)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Purpose {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::from_name(text).ok_or_else(|| UnknownName::new("purpose of a proof", Self::ALL.map(Self::as_str)))
    }
}

/// Where a verification method comes from, which decides what it can prove about an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// The DID is the key.
    Did,
    /// The document of its controller lists it for the purpose that was asked for.
    ControllerDocument,
    /// A document of its own, or of somebody else, which merely names a controller.
    KeyDocument,
    /// Nothing but the fragment of the URL, which anybody can write. Enough to check that the bytes are intact and
    /// never enough to say whose key it is; the refusal says what stood in the way of more.
    Fragment(Refusal),
    /// The key set of its controller's host lists it ([RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5),
    /// at `/.well-known/jwks.json`).
    KeySet,
    /// A JWK, or a set of them, somewhere on a host. It names no controller, so it proves nothing before the issuer lists it.
    Jwk,
    /// The header of the token that it signed, perhaps with a key id beside it: whoever made the token wrote both.
    Header(Option<String>),
}

/// How long a key counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lifetime {
    pub(crate) expires: Option<DateTime<Utc>>,
    pub(crate) revoked: Option<DateTime<Utc>>,
}

impl Lifetime {
    /// What two documents say of one key: the earlier end counts.
    pub(crate) fn and(self, other: Self) -> Self {
        let earlier = |one: Option<_>, other: Option<_>| one.into_iter().chain(other).min();
        Self { expires: earlier(self.expires, other.expires), revoked: earlier(self.revoked, other.revoked) }
    }

    pub(crate) fn check_at(self, instant: DateTime<Utc>) -> Result<(), Refusal> {
        self.check_revoked(instant)?;
        self.check_expired(instant)
    }

    pub(crate) fn check_revoked(self, instant: DateTime<Utc>) -> Result<(), Refusal> {
        is_before(self.revoked, instant, "the issuer's document says when it was revoked")
    }

    pub(crate) fn check_expired(self, instant: DateTime<Utc>) -> Result<(), Refusal> {
        is_before(self.expires, instant, "the issuer's document says when it expired")
    }
}

/// Whether an instant lies before the end, if there is one.
fn is_before(end: Option<DateTime<Utc>>, instant: DateTime<Utc>, otherwise: &str) -> Result<(), Refusal> {
    match end.is_some_and(|end| end <= instant) {
        true => Err(Refusal::new(code::proof::KEY_REVOKED, otherwise)),
        false => Ok(()),
    }
}

/// A key with what is known about it ([Controlled Identifiers 1.0 §2.2](https://www.w3.org/TR/cid-1.0/#verification-methods)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationMethod {
    pub(super) url: String,
    pub(super) controller: String,
    pub(super) key: Result<PublicKey, KeyType>,
    pub(super) source: Source,
    pub(super) lifetime: Lifetime,
}

impl VerificationMethod {
    pub(super) fn new(url: &str, controller: &str, key: Result<PublicKey, KeyType>, source: Source) -> Self {
        let lifetime = Lifetime::default();
        Self { url: url.to_owned(), controller: controller.to_owned(), key, source, lifetime }
    }

    /// The URL that the proof names. For a key in the header of a token, the URN of its thumbprint
    /// ([RFC 9278](https://www.rfc-editor.org/rfc/rfc9278)).
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Who controls it, as its source says. Where its source names nobody, its own URL: for a bare fragment, a bare JWK,
    /// and the header of a token.
    pub fn controller(&self) -> &str {
        &self.controller
    }

    /// The key.
    ///
    /// # Errors
    /// The kind of key that was found, if it is one that cannot be used here: `proof.key.type_mismatch` for a suite
    /// that demands another.
    pub fn key(&self) -> Result<&PublicKey, KeyType> {
        self.key.as_ref().map_err(|kind| *kind)
    }

    /// The key, if it is of a kind that is used here; `otherwise` says what the matter is. Whether a key would fit whose kind
    /// has no name here, nobody can tell.
    pub(crate) fn usable_key(&self, otherwise: impl FnOnce(KeyType) -> String) -> Result<&PublicKey, Refusal> {
        self.key().map_err(|kind| {
            let code = match kind {
                KeyType::Other => code::proof::UNSUPPORTED,
                _ => code::proof::KEY_TYPE_MISMATCH,
            };
            Refusal::new(code, otherwise(kind))
        })
    }

    /// Where it comes from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// From when on it no longer counts, if its document says so.
    pub fn expires(&self) -> Option<DateTime<Utc>> {
        self.lifetime.expires
    }

    /// From when on it is revoked, if its document says so.
    pub fn revoked(&self) -> Option<DateTime<Utc>> {
        self.lifetime.revoked
    }

    /// Whether it counts at an instant.
    ///
    /// The standard speaks of the time of verifying, because whoever has a revoked key can write any time of creation;
    /// credentials outlive keys that only expire. So a verification looks at [`revoked`](Self::revoked) now, and at
    /// [`expires`](Self::expires) when the proof was made, or now for presentations. Pass the one or the other.
    ///
    /// # Errors
    /// `proof.key.revoked` from the moment of its expiry or revocation on.
    pub fn check_at(&self, instant: DateTime<Utc>) -> Result<(), Refusal> {
        self.lifetime.check_at(instant)
    }

    pub(crate) fn lifetime(&self) -> Lifetime {
        self.lifetime
    }
}
