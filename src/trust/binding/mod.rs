use crate::key::PublicKey;
use crate::report::code;
use crate::resolve::did::{Did, DidUrl};
use crate::resolve::{
    Answer, HttpsUrl, KeyReference, Lifetime, Need, NeedKind, Purpose, Refusal, Source, VerificationMethod, Voucher,
    hear, vouch, vouch_for_key, voucher,
};
use chrono::{DateTime, Utc};

/// A key that an issuer has said to be its own. Only [`bind`] and [`bind_by_document`] make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    issuer: String,
    key: PublicKey,
    basis: Basis,
    lifetime: Lifetime,
}

/// What a binding rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Basis {
    /// The issuer is the key: a `did:key` or a `did:jwk`.
    Did,
    /// The issuer's DID document lists the key.
    DidDocument,
    /// The document under the issuer's https URL lists the key.
    IssuerDocument,
    /// The key's document is the issuer's own, or stands below its https URL and names the issuer, whose own document speaks of no keys,
    /// is a page, or does not exist.
    KeyDocument,
    /// The key's document names the issuer, and the issuer's document lists the key.
    Both,
    /// The key set of the issuer's host lists the key.
    KeySet,
}

impl Basis {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Did => "did",
            Self::DidDocument => "did_document",
            Self::IssuerDocument => "issuer_document",
            Self::KeyDocument => "key_document",
            Self::Both => "key_and_issuer_document",
            Self::KeySet => "key_set",
        }
    }
}

impl Binding {
    /// The issuer's id, exactly as the credential has it.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// What it rests on.
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// Whether the key counts at an instant, by everything that was read to bind it: the issuer's document may say of a key
    /// what the key itself does not. [`VerificationMethod::check_at`] says which instant to pass.
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

/// How far binding came.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // there either is something to look up or there is not
pub enum Bond {
    /// The key is the issuer's.
    Bound(Binding),
    /// The key, or whoever signed with it, says that it is the issuer's; the issuer's own document or the key set of its
    /// host, which this need asks for, has to say so too. Where the document of the key stands below the issuer's URL, the
    /// issuer's own must not say otherwise, and need not exist. [`bind_by_document`] reads the answer.
    Needs(Need),
}

/// Whether a verification method could be the issuer's at all, judging by the two URLs alone. Costs no I/O.
///
/// Ask before anything is fetched: where this says no, no document could change it, and the address is a stranger's.
///
/// ```
/// use microcred::trust::may_bind;
/// assert!(may_bind("https://vet.example/issuer", "https://vet.example/keys#1").is_ok());
/// assert!(may_bind("https://vet.example/issuer", "https://elsewhere.example/keys#1").is_err());
/// ```
///
/// # Errors
/// `issuer.key.unbound`, or what makes one of the URLs useless: `did.malformed`, `proof.vm.malformed`.
pub fn may_bind(issuer: &str, verification_method: &str) -> Result<(), Refusal> {
    if verification_method.starts_with("did:") {
        let url = DidUrl::parse(verification_method)
            .map_err(|error| Refusal::new(code::proof::DID_MALFORMED, error.to_string()))?;
        return match url.did().as_str() == issuer {
            true => Ok(()),
            false => Err(unbound("the key belongs to another DID than the issuer's id")),
        };
    }
    if verification_method.starts_with("https://") {
        let method = HttpsUrl::parse(verification_method)?;
        return match HttpsUrl::parse(issuer).is_ok_and(|issuer| issuer.same_origin(method)) {
            true => Ok(()),
            false => Err(unbound("the key stands on another host than the issuer's id; publish it on the issuer's")),
        };
    }
    Err(unbound("only keys under a DID or an https URL can be shown to be an issuer's"))
}

/// Whether the key that a token's header names could be the issuer's at all. Costs no I/O.
///
/// An id is only ever looked up where the issuer says, and a key in the header is not looked up. A URL goes through
/// [`may_bind`]: a `kid` that leads to a stranger's host is never fetched.
///
/// # Errors
/// Those of [`may_bind`].
pub fn may_bind_reference(issuer: &str, reference: &KeyReference) -> Result<(), Refusal> {
    match reference {
        KeyReference::Url(url) => may_bind(issuer, url),
        KeyReference::Id(_) | KeyReference::Embedded { .. } => Ok(()),
    }
}

/// Binds a verification method to the issuer that a credential names.
///
/// The issuer's id counts in every character, as the credential has it. `purpose` has been checked when the method was
/// [interpreted](crate::resolve::interpret), except for documents that are still needed.
///
/// # Warning
/// This says nothing about the signature, about whether the key had been revoked
/// ([`VerificationMethod::check_at`], [`Binding::check_at`]), or about whether the issuer deserves trust
/// ([`Anchors`](super::Anchors)).
///
/// # Errors
/// `issuer.key.unbound`, `issuer.key.unresolved`, `proof.vm.controller_mismatch`, or `proof.key.type_mismatch` for a key of a kind
/// that is not used here.
pub fn bind(issuer: &str, method: &VerificationMethod) -> Result<Bond, Refusal> {
    let basis = match method.source() {
        Source::Fragment(why_not_more) => return Err(why_not_more.clone()),
        Source::Did | Source::ControllerDocument | Source::KeySet if method.controller() != issuer => {
            return Err(unbound("the key is controlled by somebody else than the issuer"));
        }
        Source::Did => Basis::Did,
        Source::ControllerDocument if Did::parse(issuer).is_ok() => Basis::DidDocument,
        Source::ControllerDocument => Basis::IssuerDocument,
        Source::KeySet => Basis::KeySet,
        Source::KeyDocument => match bind_key_document(issuer, method)? {
            None => Basis::KeyDocument,
            Some(need) => return Ok(Bond::Needs(need)),
        },
        Source::Jwk => {
            may_bind(issuer, method.url())?;
            return bind_found_key(issuer, method);
        }
        Source::Header(_) => return bind_found_key(issuer, method),
    };
    binding(issuer, method, basis, method.lifetime()).map(Bond::Bound)
}

/// Binds a verification method through the issuer's own document or the key set of its host, which [`bind`] asked for.
///
/// # Errors
/// `issuer.key.unresolved` without that document, unless the key's own stands below the issuer's URL and it is known that there is none; `issuer.did.mismatch`
/// for somebody else's; `issuer.key.unbound` or `proof.purpose.not_authorized` for one that does not list the key;
/// `key.private_exposed` for one that gives a secret away; and those of [`bind`].
pub fn bind_by_document(
    issuer: &str,
    method: &VerificationMethod,
    answer: &Answer,
    purpose: Purpose,
) -> Result<Binding, Refusal> {
    let need = match bind(issuer, method)? {
        Bond::Bound(binding) => return Ok(binding),
        Bond::Needs(need) => need,
    };
    let id = match method.source() {
        Source::Header(id) => id.as_deref(),
        Source::Jwk => None,
        _ => {
            let said = match HttpsUrl::parse(method.url())?.is_below(HttpsUrl::parse(issuer)?) {
                true => hear(issuer, method, answer, purpose)?,
                false => Some(vouch(issuer, method, answer, purpose)?),
            };
            let basis = if said.is_some() { Basis::Both } else { Basis::KeyDocument };
            return binding(issuer, method, basis, said.unwrap_or_default().and(method.lifetime()));
        }
    };
    let lifetime = vouch_for_key(issuer, usable(method)?, id, answer, purpose)?;
    let basis = if need.kind == NeedKind::KeySet { Basis::KeySet } else { Basis::DidDocument };
    binding(issuer, method, basis, lifetime)
}

/// A key that was merely found is the issuer's if the issuer is that key, or if the issuer lists it.
fn bind_found_key(issuer: &str, method: &VerificationMethod) -> Result<Bond, Refusal> {
    match voucher(issuer, usable(method)?)? {
        Voucher::Issuer => binding(issuer, method, Basis::Did, method.lifetime()).map(Bond::Bound),
        Voucher::Document(need) | Voucher::KeySet(need) => Ok(Bond::Needs(need)),
    }
}

/// What a document that merely names the issuer as controller still lacks: nothing if it is the issuer's own; else that is asked for.
///
/// It is also where the document of the key stands below the issuer's URL, and then need not be there: a host that lets others put
/// files below its own address lets them write key documents.
fn bind_key_document(issuer: &str, method: &VerificationMethod) -> Result<Option<Need>, Refusal> {
    may_bind(issuer, method.url())?;
    if method.controller() != issuer {
        return Err(Refusal::new(code::proof::VM_CONTROLLER, "the key names another controller than the issuer"));
    }
    let (document, issuer) = (HttpsUrl::parse(method.url())?, HttpsUrl::parse(issuer)?);
    Ok((document.document() != issuer.document()).then(|| issuer.need()))
}

fn binding(issuer: &str, method: &VerificationMethod, basis: Basis, lifetime: Lifetime) -> Result<Binding, Refusal> {
    Ok(Binding { issuer: issuer.to_owned(), key: usable(method)?.clone(), basis, lifetime })
}

fn usable(method: &VerificationMethod) -> Result<&PublicKey, Refusal> {
    method.usable_key(|kind| format!("the issuer's key is of the kind {kind}, which is not used here"))
}

fn unbound(detail: &str) -> Refusal {
    Refusal::new(code::issuer::KEY_UNBOUND, detail)
}

#[cfg(test)]
mod silence;
#[cfg(test)]
pub(super) mod tests;
#[cfg(test)]
mod tokens;
