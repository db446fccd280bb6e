//! Keys under https URLs: a document of the key alone, the issuer's profile that lists it, or a bare JWK.

use super::document::{self, Document, Rules, unresolved_issuer};
use super::key_set::KeySet;
use super::plan::from_fragment;
use super::verification_method::Lifetime;
use super::{Answer, Need, NeedKind, Purpose, Refusal, Source, VerificationMethod};
use crate::codec::https_url::{self, HttpsUrl};
use crate::json::{Node, Tree};
use crate::key::{self, Jwk};
use crate::report::code;

impl HttpsUrl<'_> {
    /// The need for what stands under it.
    pub(crate) fn need(self) -> Need {
        Need::new(NeedKind::KeyDocument, self.document(), self.document())
    }

    /// Where its host publishes the keys of the issuers that live there.
    pub(crate) fn key_set(self) -> String {
        format!("{}/.well-known/jwks.json", self.origin())
    }
}

impl From<https_url::Error> for Refusal {
    fn from(error: https_url::Error) -> Self {
        Self::new(code::proof::VM_MALFORMED, error.to_string())
    }
}

/// Reads the answer about a verification method under an https URL.
pub(super) fn interpret(url: &HttpsUrl<'_>, answer: &Answer, purpose: Purpose) -> Result<VerificationMethod, Refusal> {
    read(url, answer, purpose, false)
}

/// Reads the answer about the `kid` of a token, under which a bare JWK or a set of them may stand too.
pub(super) fn interpret_kid(
    url: &HttpsUrl<'_>,
    answer: &Answer,
    purpose: Purpose,
) -> Result<VerificationMethod, Refusal> {
    read(url, answer, purpose, true)
}

fn read(
    url: &HttpsUrl<'_>,
    answer: &Answer,
    purpose: Purpose,
    jwk_will_do: bool,
) -> Result<VerificationMethod, Refusal> {
    let tree = match document::parse(answer) {
        Ok(tree) => tree,
        Err(refusal) => {
            let unresolved = Refusal::new(code::issuer::KEY_UNRESOLVED, refusal.detail.as_str());
            return claimed(url, unresolved).unwrap_or(Err(refusal));
        }
    };
    document::refuse_other_origin(answer, url.document())?;
    let root = tree.root();
    if jwk_will_do && (root.get("kty").is_some() || KeySet::is(root)) {
        return bare_jwk(url, root);
    }
    let method = match is_the_key_itself(url, root) {
        true => {
            let method = document::read_method(root, url.text(), Rules::Https)?;
            VerificationMethod { source: Source::KeyDocument, ..method }
        }
        false => {
            let document = Document::new(root, url.document(), Rules::Https);
            document.check_subject()?;
            let Some(node) = document.definition(url.text())? else {
                let detail = "the document under its address does not list this key; a fragment that looks like a key is not one";
                let missing = Refusal::new(code::proof::VM_NOT_FOUND, detail);
                return claimed(url, Refusal::new(code::issuer::KEY_UNBOUND, detail)).unwrap_or(Err(missing));
            };
            let method = document::read_method(node, url.text(), Rules::Https)?;
            document.check_purpose(url.text(), purpose)?;
            let method = document.as_long_as_its_key(method)?;
            let is_own = method.controller == url.document();
            VerificationMethod {
                source: if is_own { Source::ControllerDocument } else { Source::KeyDocument },
                ..method
            }
        }
    };
    // A key that only says whose it is counts for where it stands; a redirect on the host may lead to a stranger's upload.
    if method.source == Source::KeyDocument {
        document::refuse_redirect(answer, url.document())?;
    }
    Ok(method)
}

fn is_the_key_itself(url: &HttpsUrl<'_>, root: Node<'_>) -> bool {
    document::holds_key(root) && root.get("id").and_then(Node::as_str) == Some(url.text())
}

/// A JWK that stands alone, or in a set, where the fragment names it.
fn bare_jwk(url: &HttpsUrl<'_>, root: Node<'_>) -> Result<VerificationMethod, Refusal> {
    let key = if KeySet::is(root) {
        KeySet::read(root)?.named(None, url.fragment())?
    } else {
        let kid = root.get("kid").and_then(Node::as_str);
        if url.fragment().is_some_and(|fragment| kid != Some(fragment) && kid != Some(url.text())) {
            let detail = "the JWK under its address has another `kid` than the fragment";
            return Err(Refusal::new(code::proof::VM_NOT_FOUND, detail));
        }
        match Jwk::read(root) {
            Ok(jwk) => Ok(jwk.key().clone()),
            Err(key::Error::Unsupported(kind)) => Err(kind),
            Err(error) => return Err(Refusal::new(error.code(), error.to_string())),
        }
    };
    Ok(VerificationMethod::new(url.text(), url.text(), key, Source::Jwk))
}

fn claimed(url: &HttpsUrl<'_>, why_not_more: Refusal) -> Option<Result<VerificationMethod, Refusal>> {
    from_fragment(url.text(), url.document(), url.fragment()?, why_not_more)
}

/// Whether the document of an issuer, in an answer, lists a method that stands elsewhere for a purpose; and for how long.
///
/// `issuer` is the https URL that the document was asked for and that must be its id. A document that describes the method
/// itself must describe the same key.
///
/// # Errors
/// `issuer.key.unresolved` where there is no such document, `issuer.did.mismatch` for somebody else's, and
/// `issuer.key.unbound` or `proof.purpose.not_authorized` for one that does not list the method.
pub(crate) fn vouch(
    issuer: &str,
    method: &VerificationMethod,
    answer: &Answer,
    purpose: Purpose,
) -> Result<Lifetime, Refusal> {
    let tree = own_document(issuer, answer).map_err(unresolved_issuer)?;
    let document = Document::new(tree.root(), issuer, Rules::Https);
    document.check_subject()?;
    check_description(document, method)?;
    document.check_purpose(method.url(), purpose)?;
    lifetime_of(document, method)
}

/// What the document of an issuer, in an answer, says of a key whose own document stands below it and names it: nothing where there
/// is no such document, or where it speaks of no keys at all; else for how long the key counts.
///
/// The issuer may list the key under its own name or under another one, or its document may be a key. Whoever may put files below the
/// issuer's URL could write there that a key is the issuer's, so where the issuer says which keys are its own, that counts.
///
/// A host that has nothing there, or a page, is silent as most issuers are, and so is a profile that speaks of no keys: one that does is
/// more than Open Badges asks for. But a host that was not heard was not silent: what it lists may exclude this key, or say that it was
/// revoked. A stranger chooses what is asked for before it (other proofs, each with an address on the same host, until that refuses to
/// answer) and so could keep it from being heard; and whoever was never asked cannot have been silent. Nor is what was heard and not
/// understood: a document that does not say that it is the issuer's, or that speaks of keys in another form than is read here.
///
/// # Errors
/// `issuer.key.unbound` or `proof.purpose.not_authorized` where the issuer lists others and not this one, `proof.key.revoked` where it says
/// that it is deactivated, `issuer.did.mismatch` where the document that lists keys is somebody else's, and `issuer.key.unresolved` where
/// it is not known what the issuer says.
pub(crate) fn hear(
    issuer: &str,
    method: &VerificationMethod,
    answer: &Answer,
    purpose: Purpose,
) -> Result<Option<Lifetime>, Refusal> {
    let tree = match own_document(issuer, answer) {
        Ok(tree) => tree,
        Err(_) if is_silence(answer) => return Ok(None),
        Err(refusal) => return Err(unheard(&refusal.detail)),
    };
    let root = tree.root();
    let document = Document::new(root, issuer, Rules::Https);
    document.refuse_deactivated()?;
    if document.speaks_of_keys() {
        return listed(issuer, document, method, purpose).map(Some);
    }
    let set = [Some(root), root.get("jwks")].into_iter().flatten().find(|node| KeySet::is(*node));
    if let Some(set) = set {
        let key = method.key.as_ref().map_err(|_| unlisted())?;
        return KeySet::read(set)?.lists(issuer, key, None).map(|()| Some(Lifetime::default()));
    }
    if document::holds_key(root) || root.get("kty").is_some() {
        return the_one_key(issuer, root, method).map(Some);
    }
    check_silence(issuer, root, document).map(|()| None)
}

/// What the document of an issuer that lists keys says of one.
fn listed(
    issuer: &str,
    document: Document<'_>,
    method: &VerificationMethod,
    purpose: Purpose,
) -> Result<Lifetime, Refusal> {
    document.check_subject()?;
    check_description(document, method)?;
    let key = method.key.as_ref().map_err(|_| unlisted())?;
    if let Err(refusal) = document.check_purpose(method.url(), purpose) {
        let mut same_key = document.methods_of(key);
        let is_unlisted = same_key.is_empty() && !document.mentions(method.url());
        same_key.retain(|listed| listed.controller == issuer);
        if !document.allows_any(&same_key, purpose) {
            return Err(if is_unlisted { unlisted() } else { refusal });
        }
    }
    document.lifetime_of(key)
}

/// What the document of an issuer says of a key that is itself one: a key document, or a JWK.
fn the_one_key(issuer: &str, root: Node<'_>, method: &VerificationMethod) -> Result<Lifetime, Refusal> {
    let unread = |refusal: Refusal| match refusal.code == code::proof::KEY_PRIVATE_EXPOSED {
        true => refusal,
        false => unheard(&refusal.detail),
    };
    if root.get("kty").is_some() {
        return match Jwk::read(root) {
            Ok(jwk) if method.key.as_ref() == Ok(jwk.key()) => Ok(Lifetime::default()),
            Ok(_) | Err(key::Error::Unsupported(_)) => Err(unlisted()),
            Err(error) => Err(unread(Refusal::new(error.code(), error.to_string()))),
        };
    }
    let own = document::read_method(root, issuer, Rules::Https).map_err(unread)?;
    if !is_about(issuer, root) {
        return Err(unheard(NOT_ITS_OWN));
    }
    match own.key == method.key && own.controller == issuer {
        true => Ok(own.lifetime),
        false => Err(unlisted()),
    }
}

const NOT_ITS_OWN: &str = "the `id` of what stands there is another one, or missing";

/// Whether the id of a document is an issuer's, or names something in the issuer's.
fn is_about(issuer: &str, root: Node<'_>) -> bool {
    let without_fragment = |url: &str| url.split_once('#').map_or(url.len(), |(document, _)| document.len());
    let id = root.get("id").and_then(Node::as_str).unwrap_or_default();
    id[..without_fragment(id)] == issuer[..without_fragment(issuer)]
}

/// Whether the document of an issuer speaks of no keys, as far as can be seen.
fn check_silence(issuer: &str, root: Node<'_>, document: Document<'_>) -> Result<(), Refusal> {
    if !is_about(issuer, root) {
        return Err(unheard(NOT_ITS_OWN));
    }
    let is_there = |member: &str| root.get(member).is_some_and(|value| !value.is_null());
    match ["@graph", "jwks", "jwks_uri"].into_iter().any(is_there) || document.speaks_of_keys_otherwise() {
        true => Err(unheard("it speaks of them in a form that is not read; list them in `verificationMethod`")),
        false => Ok(()),
    }
}

/// Whether there is nothing under the issuer's address, or a page. What is no page and cannot be read here may list keys all the same:
/// JSON of whatever kind, what was said to be something else, and bytes that are no text.
fn is_silence(answer: &Answer) -> bool {
    match answer {
        Answer::NotFound => true,
        Answer::Unavailable { code, .. } => *code == Some(code::net::PAGE),
        Answer::Found(found) => {
            let text = found.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&found.bytes).trim_ascii_start();
            match text.first() {
                Some(b'{' | b'[') => false,
                Some(b'<') | None => true,
                Some(_) => found.is_page() || std::str::from_utf8(text).is_ok(),
            }
        }
    }
}

fn unheard(detail: &str) -> Refusal {
    let detail = format!("what the issuer says of its keys under its own address is not known: {detail}");
    Refusal::new(code::issuer::KEY_UNRESOLVED, detail)
}

fn unlisted() -> Refusal {
    let detail = "the issuer's own document lists its keys, and this is none of them; a document below its address that says otherwise \
                  may be anybody's who can put files there";
    Refusal::new(code::issuer::KEY_UNBOUND, detail)
}

/// The document in an answer about an issuer's URL.
fn own_document(issuer: &str, answer: &Answer) -> Result<Tree, Refusal> {
    let tree = document::parse(answer)?;
    let asked_for = issuer.split_once('#').map_or(issuer, |(document, _)| document);
    document::refuse_other_origin(answer, asked_for)?;
    Ok(tree)
}

/// Whether an issuer's document, where it describes a method, describes it as the same key.
fn check_description(document: Document<'_>, method: &VerificationMethod) -> Result<(), Refusal> {
    let Some(node) = document.definition(method.url())? else { return Ok(()) };
    match document::read_method(node, method.url(), Rules::Https)?.key == method.key {
        true => Ok(()),
        false => {
            Err(Refusal::new(code::issuer::KEY_UNBOUND, "the issuer's own document lists another key under this name"))
        }
    }
}

/// For how long the key of a method counts by an issuer's document. One that cannot be used counts for nothing anyway.
fn lifetime_of(document: Document<'_>, method: &VerificationMethod) -> Result<Lifetime, Refusal> {
    method.key.as_ref().map_or_else(|_| Ok(Lifetime::default()), |key| document.lifetime_of(key))
}

#[cfg(test)]
mod tests;
