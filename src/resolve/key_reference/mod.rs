//! How the header of a token names its key ([RFC 7515 §4.1](https://www.rfc-editor.org/rfc/rfc7515#section-4.1),
//! [VC-JOSE-COSE §4](https://www.w3.org/TR/vc-jose-cose/#key-discovery)), and how to get from there to the key.

use super::did::{self, Did, DidUrl};
use super::document;
use super::key_document;
use super::key_set;
use super::plan::{self, Plan};
use super::verification_method::Lifetime;
use super::{Answer, HttpsUrl, Need, NeedKind, Purpose, Refusal, Source, VerificationMethod};
use crate::key::{PublicKey, thumbprint};
use crate::report::code;

/// How the header of a JOSE or COSE token names the key that signed it.
///
/// Whoever made the token wrote its header, so none of this says whose key it is: [`trust::bind`](crate::trust::bind) does.
/// From here it goes as for the verification method of a proof, with the issuer's id (`iss`, or `issuer` of the credential)
/// beside it: [`plan`](Self::plan), ask the host, [`interpret`](Self::interpret).
///
/// ```
/// use microcred::resolve::{KeyReference, Memory, Purpose, Resolver};
/// use microcred::trust::{self, Basis, Bond};
///
/// let issuer = "https://vet.example/issuers/1";
/// let set = r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "2026",
///     "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
/// let host = Memory::new().with("https://vet.example/.well-known/jwks.json", set);
///
/// let reference = KeyReference::from_kid("2026");
/// trust::may_bind_reference(issuer, &reference)?;
/// let microcred::resolve::Plan::Needs(need) = reference.plan(Some(issuer))? else { unreachable!("an id is looked up") };
/// let method = reference.interpret(Some(issuer), &host.resolve(&need), Purpose::AssertionMethod)?;
/// let Bond::Bound(binding) = trust::bind(issuer, &method)? else { unreachable!("the issuer's host has said it all") };
/// assert_eq!(binding.basis(), Basis::KeySet);
/// # Ok::<(), microcred::resolve::Refusal>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyReference {
    /// A `kid` that is a DID URL or a web address.
    Url(String),
    /// Any other `kid`: a fragment (`#key-1`), a name, a thumbprint. The issuer says where to look for it.
    Id(String),
    /// The key itself (`jwk`), perhaps with a key id beside it.
    Embedded {
        /// The key.
        key: PublicKey,
        /// The key id, if the header has one too.
        id: Option<String>,
    },
}

impl KeyReference {
    /// What the `kid` of a header means.
    pub fn from_kid(kid: &str) -> Self {
        let is_url = ["did:", "https://", "http://"].iter().any(|scheme| kid.starts_with(scheme));
        if is_url { Self::Url(kid.to_owned()) } else { Self::Id(kid.to_owned()) }
    }

    /// A key in the header itself.
    pub fn embedded(key: PublicKey) -> Self {
        Self::Embedded { key, id: None }
    }

    /// A key in the header itself, with a key id beside it. Where the issuer has another key under that id, it does not bind.
    pub fn embedded_with_id(key: PublicKey, id: impl Into<String>) -> Self {
        Self::Embedded { key, id: Some(id.into()) }
    }

    /// Says what is needed for the key. Costs no I/O.
    ///
    /// Before anybody fetches what it needs, ask [`trust::may_bind_reference`](crate::trust::may_bind_reference).
    ///
    /// # Errors
    /// Those of [`plan`](super::plan()) for a URL; for an id, `proof.vm.unresolved` where no issuer says where to look, and
    /// `proof.vm.mismatch` for one that is not the key of an issuer that is a key.
    pub fn plan(&self, issuer: Option<&str>) -> Result<Plan, Refusal> {
        match self.place(issuer)? {
            Place::Here(method) => Ok(Plan::Immediate(*method)),
            Place::Method(url) => plan::plan(&url),
            Place::Address(url) => Ok(Plan::Needs(HttpsUrl::parse(url)?.need())),
            Place::Document { did, address, .. } => {
                Ok(Plan::Needs(Need::new(NeedKind::DidDocument, did.as_str(), address)))
            }
            Place::KeySet { set, .. } => Ok(Plan::Needs(Need::new(NeedKind::KeySet, set.clone(), set))),
        }
    }

    /// Reads the answer to what [`plan`](Self::plan) needed, for a purpose. Where nothing was needed it is not looked at.
    ///
    /// | Header | Issuer | Key found | What must be so |
    /// |---|---|---|---|
    /// | `jwk` | any | [`Source::Header`] | nothing: it proves nothing about anybody |
    /// | `kid`, a DID URL | any | as [`interpret`](super::interpret()) says | |
    /// | `kid`, `https://…` | any | as [`interpret`](super::interpret()) says, or [`Source::Jwk`] | a bare JWK, or the one of a set with that fragment |
    /// | `kid`, in `/.well-known/jwks.json` of the issuer's host | `https://…` | [`Source::KeySet`] | as for an id |
    /// | `kid`, an id | `did:key:…`, `did:jwk:…` | [`Source::Did`] | the fragment, the JWK's `kid`, or the thumbprint |
    /// | `kid`, an id | `did:web:…`, or supplied of any other method | [`Source::ControllerDocument`] | the fragment of a method, its JWK's `kid` or its thumbprint; listed for the purpose |
    /// | `kid`, `#…` | `https://…` | as for that URL under the issuer's | |
    /// | `kid`, another id | `https://…` | [`Source::KeySet`] | the `kid` (or, without one, the thumbprint) of a key in the set of the issuer's host; its `iss`, if any, is the issuer |
    ///
    /// # Errors
    /// Those of [`plan`](Self::plan) and of [`interpret`](super::interpret()).
    pub fn interpret(
        &self,
        issuer: Option<&str>,
        answer: &Answer,
        purpose: Purpose,
    ) -> Result<VerificationMethod, Refusal> {
        match self.place(issuer)? {
            Place::Here(method) => Ok(*method),
            Place::Method(url) => plan::interpret(&url, answer, purpose),
            Place::Address(url) => key_document::interpret_kid(&HttpsUrl::parse(url)?, answer, purpose),
            Place::Document { did, address, id } => document::interpret_id(&did, &address, answer, id, purpose),
            Place::KeySet { issuer, set, id } => key_set::interpret(issuer, &set, answer, id, purpose),
        }
    }

    fn place<'r>(&'r self, issuer: Option<&'r str>) -> Result<Place<'r>, Refusal> {
        match self {
            Self::Embedded { key, id } => {
                let url = format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{}", thumbprint(key));
                let source = Source::Header(id.clone());
                Ok(Place::Here(Box::new(VerificationMethod::new(&url, &url, Ok(key.clone()), source))))
            }
            Self::Url(url) if url.starts_with("https://") => {
                let parsed = HttpsUrl::parse(url)?;
                match issuer.and_then(|issuer| Some((issuer, HttpsUrl::parse(issuer).ok()?.key_set()))) {
                    Some((issuer, set)) if parsed.document() == set => {
                        Ok(Place::KeySet { issuer, set, id: parsed.fragment() })
                    }
                    _ => Ok(Place::Address(url)),
                }
            }
            Self::Url(url) => Ok(Place::Method(url.clone())),
            Self::Id(id) => match issuer {
                Some(issuer) => place_of_id(id, issuer),
                None => Err(Refusal::new(
                    code::proof::VM_UNRESOLVED,
                    "the header names its key by an id, and no issuer says where to look for it",
                )),
            },
        }
    }
}

/// Where the key stands that a header names.
enum Place<'r> {
    /// Here.
    Here(Box<VerificationMethod>),
    /// Under the URL of a verification method.
    Method(String),
    /// Under an https URL, where a bare JWK may stand too.
    Address(&'r str),
    /// Somewhere in the document of the issuer, a DID.
    Document { did: Did, address: String, id: &'r str },
    /// In the key set of the issuer's host.
    KeySet { issuer: &'r str, set: String, id: Option<&'r str> },
}

fn place_of_id<'r>(id: &'r str, issuer: &'r str) -> Result<Place<'r>, Refusal> {
    let fragment = id.strip_prefix('#');
    match Keys::of(issuer)? {
        Keys::Own(method) => {
            let did = DidUrl::parse(method.url()).map_err(plan::malformed_did)?;
            let name = fragment.unwrap_or(id);
            let goes_by = did.fragment() == Some(name)
                || did.did().method() == "jwk" && did::jwk::kid(did.did()).as_deref() == Some(id)
                || method.key().is_ok_and(|key| thumbprint(key) == name);
            match goes_by {
                true => Ok(Place::Here(method)),
                false => Err(Refusal::new(code::proof::VM_MISMATCH, "the issuer's DID is a key that has another id")),
            }
        }
        Keys::Document { did, address } => Ok(Place::Document { did, address, id }),
        Keys::Set(set) => match fragment {
            Some(fragment) => {
                let document = issuer.split_once('#').map_or(issuer, |(document, _)| document);
                Ok(Place::Method(format!("{document}#{fragment}")))
            }
            None => Ok(Place::KeySet { issuer, set, id: Some(id) }),
        },
    }
}

/// Where the keys of an issuer stand.
enum Keys {
    /// The issuer is its only key.
    Own(Box<VerificationMethod>),
    /// In the document of a DID.
    Document { did: Did, address: String },
    /// In the key set of the host of an https URL.
    Set(String),
}

impl Keys {
    fn of(issuer: &str) -> Result<Self, Refusal> {
        if issuer.starts_with("https://") {
            return Ok(Self::Set(HttpsUrl::parse(issuer)?.key_set()));
        }
        let Ok(did) = Did::parse(issuer) else {
            let detail = "only the keys of an issuer with a DID or an https URL can be looked up";
            return Err(Refusal::new(code::proof::VM_UNRESOLVED, detail));
        };
        match did.method() {
            "key" => method_of(&format!("{did}#{}", did.identifier()), did::key::verification_method),
            "jwk" => method_of(&format!("{did}#{}", did::jwk::FRAGMENT), did::jwk::verification_method),
            _ => {
                let address = did::address(&did).map_err(plan::malformed_did)?;
                Ok(Self::Document { did, address })
            }
        }
    }
}

fn method_of(url: &str, read: fn(&DidUrl) -> Result<VerificationMethod, Refusal>) -> Result<Keys, Refusal> {
    DidUrl::parse(url).map_err(plan::malformed_did).and_then(|url| read(&url)).map(|method| Keys::Own(Box::new(method)))
}

/// What shows that a key which merely was found is an issuer's.
pub(crate) enum Voucher {
    /// The issuer is this key.
    Issuer,
    /// The issuer's DID document, if it lists the key.
    Document(Need),
    /// The key set of the issuer's host, if it lists the key.
    KeySet(Need),
}

/// What would show that a key is an issuer's, wherever the key itself was found. Costs no I/O.
pub(crate) fn voucher(issuer: &str, key: &PublicKey) -> Result<Voucher, Refusal> {
    let keys = Keys::of(issuer).map_err(|refusal| {
        // What has no address vouches for nobody; what has one without https might, elsewhere.
        let code = match refusal.code == code::proof::VM_UNRESOLVED {
            true if issuer.starts_with("http://") => code::issuer::KEY_UNRESOLVED,
            true => code::issuer::KEY_UNBOUND,
            false => refusal.code,
        };
        Refusal::new(code, refusal.detail)
    })?;
    match keys {
        Keys::Own(method) if method.key() == Ok(key) => Ok(Voucher::Issuer),
        Keys::Own(_) => {
            Err(Refusal::new(code::issuer::KEY_UNBOUND, "the issuer's DID is another key than the header's"))
        }
        Keys::Document { did, address } => {
            Ok(Voucher::Document(Need::new(NeedKind::DidDocument, did.as_str(), address)))
        }
        Keys::Set(set) => Ok(Voucher::KeySet(Need::new(NeedKind::KeySet, set.clone(), set))),
    }
}

/// Whether an answer to a [`Voucher`]'s need lists the key for a purpose; and for how long.
pub(crate) fn vouch_for_key(
    issuer: &str,
    key: &PublicKey,
    id: Option<&str>,
    answer: &Answer,
    purpose: Purpose,
) -> Result<Lifetime, Refusal> {
    match Keys::of(issuer)? {
        Keys::Own(_) => Ok(Lifetime::default()),
        Keys::Document { did, address } => document::vouch_for_key(&did, &address, answer, key, id, purpose),
        Keys::Set(set) => key_set::vouch_for_key(issuer, &set, answer, key, id, purpose).map(|()| Lifetime::default()),
    }
}

#[cfg(test)]
mod tests;
