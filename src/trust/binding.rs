use crate::key::PublicKey;
use crate::report::code;
use crate::resolve::did::{Did, DidUrl};
use crate::resolve::{Answer, HttpsUrl, Need, Purpose, Refusal, Source, VerificationMethod, vouch};

/// A key that an issuer has said to be its own. Only [`bind`] and [`bind_by_document`] make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    issuer: String,
    key: PublicKey,
    basis: Basis,
}

/// What a binding rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Basis {
    /// The issuer is the key: a `did:key`.
    Did,
    /// The issuer's DID document lists the key.
    DidDocument,
    /// The document under the issuer's https URL lists the key.
    IssuerDocument,
    /// The key's document stands at or below the issuer's https URL and names the issuer.
    KeyDocument,
    /// The key's document names the issuer, and the issuer's document lists the key.
    Both,
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
}

/// How far binding came.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // there either is something to look up or there is not
pub enum Bond {
    /// The key is the issuer's.
    Bound(Binding),
    /// The key says that it is the issuer's; the issuer's own document, which this need asks for, has to say so too.
    /// [`bind_by_document`] reads the answer.
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

/// Binds a verification method to the issuer that a credential names.
///
/// The issuer's id counts in every character, as the credential has it. `purpose` has been checked when the method was
/// [interpreted](crate::resolve::interpret), except for documents that are still needed.
///
/// # Warning
/// This says nothing about the signature, about whether the key had been revoked
/// ([`VerificationMethod::check_at`]), or about whether the issuer deserves trust ([`Anchors`](super::Anchors)).
///
/// # Errors
/// `issuer.key.unbound`, `issuer.key.unresolved`, `proof.vm.controller_mismatch`, or `proof.key.type_mismatch` for a key of a kind
/// that is not used here.
pub fn bind(issuer: &str, method: &VerificationMethod) -> Result<Bond, Refusal> {
    let basis = match method.source() {
        Source::Fragment(why_not_more) => return Err(why_not_more.clone()),
        Source::Did | Source::ControllerDocument if method.controller() != issuer => {
            return Err(unbound("the key is controlled by somebody else than the issuer"));
        }
        Source::Did => Basis::Did,
        Source::ControllerDocument if Did::parse(issuer).is_ok() => Basis::DidDocument,
        Source::ControllerDocument => Basis::IssuerDocument,
        Source::KeyDocument => match bind_key_document(issuer, method)? {
            None => Basis::KeyDocument,
            Some(need) => return Ok(Bond::Needs(need)),
        },
    };
    binding(issuer, method, basis).map(Bond::Bound)
}

/// Binds a verification method through the issuer's own document, which [`bind`] asked for.
///
/// # Errors
/// `issuer.key.unresolved` without that document; `issuer.did.mismatch` for somebody else's; `issuer.key.unbound` or
/// `proof.purpose.not_authorized` for one that does not list the key; and those of [`bind`].
pub fn bind_by_document(
    issuer: &str,
    method: &VerificationMethod,
    answer: &Answer,
    purpose: Purpose,
) -> Result<Binding, Refusal> {
    match bind(issuer, method)? {
        Bond::Bound(binding) => Ok(binding),
        Bond::Needs(_) => {
            vouch(issuer, method, answer, purpose)?;
            binding(issuer, method, Basis::Both)
        }
    }
}

/// What a document that merely names its controller still lacks: nothing if it stands at or below the issuer's URL.
fn bind_key_document(issuer: &str, method: &VerificationMethod) -> Result<Option<Need>, Refusal> {
    may_bind(issuer, method.url())?;
    if method.controller() != issuer {
        return Err(Refusal::new(code::proof::VM_CONTROLLER, "the key names another controller than the issuer"));
    }
    let (document, issuer) = (HttpsUrl::parse(method.url())?, HttpsUrl::parse(issuer)?);
    Ok((!document.is_at_or_below(issuer)).then(|| issuer.need()))
}

fn binding(issuer: &str, method: &VerificationMethod, basis: Basis) -> Result<Binding, Refusal> {
    let key = method.key().map_err(|kind| {
        Refusal::new(
            code::proof::KEY_TYPE_MISMATCH,
            format!("the issuer's key is of the kind {kind}, which is not used here"),
        )
    })?;
    Ok(Binding { issuer: issuer.to_owned(), key: key.clone(), basis })
}

fn unbound(detail: &str) -> Refusal {
    Refusal::new(code::issuer::KEY_UNBOUND, detail)
}

#[cfg(test)]
pub(super) mod tests;
