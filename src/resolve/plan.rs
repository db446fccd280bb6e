use super::did::{self, DidUrl};
use super::{Answer, HttpsUrl, Need, NeedKind, Purpose, Refusal, Source, VerificationMethod, document, key_document};
use crate::key::{self, KeyType, PublicKey};
use crate::report::code;

/// What it takes to get from a verification method's URL to its key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // there either is something to look up or there is not
pub enum Plan {
    /// Nothing: the URL holds the key. Look at its [`source`](VerificationMethod::source) before trusting it.
    Immediate(VerificationMethod),
    /// One document; [`interpret`] reads it.
    Needs(Need),
}

/// Says what is needed for the key of a verification method. Costs no I/O.
///
/// Before anybody fetches what it needs, ask [`trust::may_bind`](crate::trust::may_bind) whether it could help at all:
/// a stranger's proof names whatever address a stranger likes.
///
/// # Errors
/// `did.malformed`, `proof.vm.malformed`, `proof.vm.mismatch`, `proof.key.weak` for a URL that can never lead to a key;
/// `did.method_unsupported` and `proof.vm.unresolved` for one that others may follow, such as a DID URL with a path or a query.
pub fn plan(url: &str) -> Result<Plan, Refusal> {
    match Target::parse(url)? {
        Target::DidKey(did) => did::key::verification_method(&did).map(Plan::Immediate),
        Target::DidJwk(did) => did::jwk::verification_method(&did).map(Plan::Immediate),
        Target::DidDocument(did) => {
            let address = did::address(did.did()).map_err(malformed_did)?;
            Ok(Plan::Needs(Need::new(NeedKind::DidDocument, did.did().as_str(), address)))
        }
        Target::Https(https) => Ok(Plan::Needs(https.need())),
        Target::Elsewhere => claimed_by_fragment(url).map(Plan::Immediate),
    }
}

/// Reads the answer to what [`plan`] needed, for a purpose. For a URL that holds its key the answer is not looked at.
///
/// | URL | Key found | What must be so |
/// |---|---|---|
/// | `did:key:zK`, `did:key:zK#zK` | [`Source::Did`] | the fragment repeats the key |
/// | `did:jwk:J`, `did:jwk:J#0` | [`Source::Did`] | the JWK is a public one, for signatures |
/// | `did:web:…#f` | [`Source::ControllerDocument`] | the document is of that DID, lists the method for the purpose, and the method is controlled by the DID |
/// | `did:…#f`, of any other method | [`Source::ControllerDocument`] | the same, and the document was supplied: it has no address here |
/// | `https://…` in the document of that URL | [`Source::ControllerDocument`] | as for did:web; a document that states no purposes at all is taken to list its keys for all |
/// | `https://…` as a document of its own, or controlled by another | [`Source::KeyDocument`] | the document's id is the URL |
/// | `https://…#z6Mk…`, not found so | [`Source::Fragment`] | nothing: it proves nothing about anybody |
///
/// # Errors
/// Those of [`plan`]; `proof.vm.unresolved` where there is no answer, or `did.method_unsupported`; `issuer.did.mismatch` for somebody else's document;
/// `proof.vm.not_found`, `proof.vm.controller_mismatch`, `proof.purpose.not_authorized`, `proof.key.malformed`,
/// `proof.key.weak`, `key.private_exposed` and `proof.unsupported` for what is in it.
pub fn interpret(url: &str, answer: &Answer, purpose: Purpose) -> Result<VerificationMethod, Refusal> {
    match Target::parse(url)? {
        Target::DidKey(did) => did::key::verification_method(&did),
        Target::DidJwk(did) => did::jwk::verification_method(&did),
        Target::DidDocument(did) => {
            let address = did::address(did.did()).map_err(malformed_did)?;
            document::interpret(&did, &address, answer, purpose)
        }
        Target::Https(https) => key_document::interpret(&https, answer, purpose),
        Target::Elsewhere => claimed_by_fragment(url),
    }
}

/// What kind of URL it is.
enum Target<'u> {
    DidKey(DidUrl),
    DidJwk(DidUrl),
    DidDocument(DidUrl),
    Https(HttpsUrl<'u>),
    Elsewhere,
}

impl<'u> Target<'u> {
    fn parse(url: &'u str) -> Result<Self, Refusal> {
        if url.starts_with("https://") {
            return Ok(Self::Https(HttpsUrl::parse(url)?));
        }
        if !url.starts_with("did:") {
            return Ok(Self::Elsewhere);
        }
        let parsed = DidUrl::parse(url).map_err(malformed_did)?;
        let is_more = parsed.path().is_some() || parsed.query().is_some();
        match parsed.did().method() {
            "key" | "jwk" if is_more => Err(Refusal::new(
                code::proof::DID_MALFORMED,
                "a DID that is its key has no path or query; name the key by the DID and a fragment",
            )),
            "key" => Ok(Self::DidKey(parsed)),
            "jwk" => Ok(Self::DidJwk(parsed)),
            // What has a document may have versions of it, and parts.
            "web" if is_more => {
                did::address(parsed.did()).map_err(malformed_did)?;
                Err(Refusal::new(
                    code::proof::VM_UNRESOLVED,
                    "what the path or query of a DID asks for, such as an earlier version of its document, is not looked up here; name the key by the DID and a fragment",
                ))
            }
            _ if is_more => Err(document::unsupported_method(
                "where the document of another is supplied, it is looked up without path and query",
            )),
            "web" if parsed.fragment().is_none() => Err(Refusal::new(
                code::proof::VM_MALFORMED,
                "a did:web holds several keys; the fragment that picks one is missing",
            )),
            _ if parsed.fragment().is_none() => {
                Err(document::unsupported_method("where the document of another is supplied, a fragment picks its key"))
            }
            _ => Ok(Self::DidDocument(parsed)),
        }
    }
}

pub(super) fn malformed_did(error: did::Error) -> Refusal {
    Refusal::new(code::proof::DID_MALFORMED, error.to_string())
}

/// A URL that cannot be looked up, with a fragment that looks like a key: `urn:uuid:…#z6Mk…`, `http://…#z6Mk…`.
fn claimed_by_fragment(url: &str) -> Result<VerificationMethod, Refusal> {
    let malformed = |detail: &str| Refusal::new(code::proof::VM_MALFORMED, detail);
    let (document, fragment) = url.split_once('#').unwrap_or((url, ""));
    if document.starts_with("http://") {
        let refusal = Refusal::new(code::proof::VM_UNRESOLVED, "keys are looked up over https alone; publish it there");
        let unbound =
            Refusal::new(code::issuer::KEY_UNRESOLVED, "keys are looked up over https alone; publish it there");
        return from_fragment(url, document, fragment, unbound).unwrap_or(Err(refusal));
    }
    if !document.starts_with("urn:") {
        return Err(malformed("give a DID URL or an https URL"));
    }
    let unbound = Refusal::new(code::issuer::KEY_UNBOUND, "a urn cannot be looked up, so its fragment proves nothing");
    from_fragment(url, document, fragment, unbound).unwrap_or(Err(malformed("a urn cannot be looked up")))
}

/// The key that a fragment claims to be, if it looks like one.
pub(super) fn from_fragment(
    url: &str,
    document: &str,
    fragment: &str,
    why_not_more: Refusal,
) -> Option<Result<VerificationMethod, Refusal>> {
    if !fragment.starts_with('z') {
        return None;
    }
    let key = match PublicKey::from_multikey(fragment) {
        Ok(key) => Ok(key),
        // Nearly any fragment that starts so decodes to one of a kind that is not known.
        Err(key::Error::Unsupported(kind)) if kind != KeyType::Other => Err(kind),
        Err(error) if error.is_of_the_key_itself() => return Some(Err(Refusal::new(error.code(), error.to_string()))),
        Err(_) => return None,
    };
    Some(Ok(VerificationMethod::new(url, document, key, Source::Fragment(why_not_more))))
}
