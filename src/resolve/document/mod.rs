//! Controlled identifier documents ([Controlled Identifiers 1.0 §2](https://www.w3.org/TR/cid-1.0/)), DID documents among them.

use super::did::{Did, DidUrl};
use super::refusal::quoted;
use super::verification_method::Lifetime;
use super::{Answer, Found, Provenance, Purpose, Refusal, Source, VerificationMethod};
use crate::codec::https_url::HttpsUrl;
use crate::json::{Node, Tree};
use crate::key::{self, Jwk, KeyType, PublicKey, thumbprint};
use crate::limits::Limits;
use crate::report::code;
use chrono::{DateTime, Utc};

/// Members by which a published key gives its secret away.
const SECRETS: [&str; 6] =
    ["secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk", "privateKeyBase58", "privateKeyHex"];

/// More methods of a document are not looked through for a key.
const MOST_METHODS: usize = 128;

/// Reads the answer about a DID's document, which must come from `address` and not from where that redirects to. Where the DID itself
/// is the address, nothing was fetched from anywhere: the host supplies it.
pub(super) fn interpret(
    url: &DidUrl,
    address: &str,
    answer: &Answer,
    purpose: Purpose,
) -> Result<VerificationMethod, Refusal> {
    let tree = parse_of_did(address, answer)?;
    let did = url.did().as_str();
    let document = Document::new(tree.root(), did, Rules::Did);
    document.check_subject()?;
    let Some(node) = document.definition(url.as_str())? else {
        return Err(Refusal::new(
            code::proof::VM_NOT_FOUND,
            "the DID document lists no such method; a fragment that looks like a key is not one",
        ));
    };
    let method = read_method(node, url.as_str(), Rules::Did)?;
    if method.controller != did {
        return Err(Refusal::new(code::proof::VM_CONTROLLER, "the method names another controller than the DID"));
    }
    document.check_purpose(url.as_str(), purpose)?;
    Ok(method)
}

/// Reads the answer about a DID's document for the one method that a bare key id names.
pub(super) fn interpret_id(
    did: &Did,
    address: &str,
    answer: &Answer,
    id: &str,
    purpose: Purpose,
) -> Result<VerificationMethod, Refusal> {
    let tree = parse_of_did(address, answer)?;
    let document = Document::new(tree.root(), did.as_str(), Rules::Did);
    document.check_subject()?;
    let method = document.method_of_id(id)?.ok_or_else(|| {
        Refusal::new(code::proof::VM_NOT_FOUND, "no method of the issuer's DID document goes by the key id")
    })?;
    if method.controller != did.as_str() {
        return Err(Refusal::new(code::proof::VM_CONTROLLER, "the method names another controller than the DID"));
    }
    document.check_purpose(&method.url, purpose)?;
    Ok(method)
}

/// Whether a DID's document, in an answer, lists a key for a purpose, wherever the key itself was found; and for how long.
///
/// Where the document has a method that goes by `id`, it must be that key.
pub(super) fn vouch_for_key(
    did: &Did,
    address: &str,
    answer: &Answer,
    key: &PublicKey,
    id: Option<&str>,
    purpose: Purpose,
) -> Result<Lifetime, Refusal> {
    let unbound = |detail: &str| Refusal::new(code::issuer::KEY_UNBOUND, detail);
    let tree = parse_of_did(address, answer).map_err(unresolved_issuer)?;
    let document = Document::new(tree.root(), did.as_str(), Rules::Did);
    document.check_subject()?;
    if let Some(id) = id
        && document.method_of_id(id)?.is_some_and(|method| method.key.as_ref() != Ok(key))
    {
        return Err(unbound("the issuer's DID document has another key under this key id"));
    }
    let listed: Vec<_> = document
        .methods()
        .into_iter()
        .filter(|method| method.controller == did.as_str() && method.key.as_ref() == Ok(key))
        .collect();
    let Some(first) = listed.first() else {
        return Err(unbound("the key in the token's header is none of the issuer's DID document"));
    };
    let mut authorised = listed.iter().filter(|method| document.check_purpose(&method.url, purpose).is_ok());
    match authorised.next() {
        Some(method) => Ok(authorised.fold(method.lifetime, |lifetime, another| lifetime.and(another.lifetime))),
        None => document.check_purpose(&first.url, purpose).map(|()| first.lifetime),
    }
}

/// The issuer's own document is out of reach, and so the answer to whose key it is.
pub(super) fn unresolved_issuer(refusal: Refusal) -> Refusal {
    match refusal.code == code::proof::DID_METHOD_UNSUPPORTED {
        true => refusal,
        false => Refusal::new(code::issuer::KEY_UNRESOLVED, format!("the issuer's own document: {}", refusal.detail)),
    }
}

/// The document of a DID in an answer, from nowhere but its address.
fn parse_of_did(address: &str, answer: &Answer) -> Result<Tree, Refusal> {
    if let Answer::Unavailable { code: None, reason } = answer
        && !address.starts_with("https://")
    {
        return Err(unsupported_method(&format!("only did:key, did:jwk and did:web are resolved here: {reason}")));
    }
    let tree = parse(answer)?;
    refuse_redirect(answer, address)?;
    Ok(tree)
}

pub(super) fn unsupported_method(detail: &str) -> Refusal {
    Refusal::new(code::proof::DID_METHOD_UNSUPPORTED, detail)
}

/// The document in an answer: strict JSON, an object, served as such.
pub(super) fn parse(answer: &Answer) -> Result<Tree, Refusal> {
    let unresolved = |detail: &str| Refusal::new(code::proof::VM_UNRESOLVED, detail);
    let found =
        answer.resource().map_err(|(code, reason)| Refusal::new(code.unwrap_or(code::proof::VM_UNRESOLVED), reason))?;
    if !found.may_be_json() {
        return Err(unresolved("what was found under its address is not served as JSON"));
    }
    let limits = Limits { bytes: 256 * 1024, depth: 32, values: 10_000, ..Limits::default() };
    let tree = Tree::parse_bytes(&found.bytes, &limits)
        .map_err(|error| unresolved(&format!("what was found under its address is not strict JSON: {error}")))?;
    match tree.root().is_object() {
        true => Ok(tree),
        false => Err(unresolved("what was found under its address is JSON, but not a document")),
    }
}

/// Refuses what was found elsewhere than where it was asked for.
pub(super) fn refuse_redirect(answer: &Answer, address: &str) -> Result<(), Refusal> {
    refuse_unless(answer, address, |asked, last| asked.same_place(last))
}

/// Refuses what was found on another host than the one that was asked.
pub(super) fn refuse_other_origin(answer: &Answer, address: &str) -> Result<(), Refusal> {
    refuse_unless(answer, address, |asked, last| asked.same_origin(last))
}

fn refuse_unless(answer: &Answer, address: &str, alike: fn(HttpsUrl<'_>, HttpsUrl<'_>) -> bool) -> Result<(), Refusal> {
    let Answer::Found(Found { final_url, provenance: Provenance::Network | Provenance::Cache, .. }) = answer else {
        return Ok(());
    };
    match (HttpsUrl::parse(address), HttpsUrl::parse(final_url)) {
        (Ok(asked), Ok(last)) if alike(asked, last) => Ok(()),
        _ => Err(Refusal::new(
            code::proof::VM_UNRESOLVED,
            "it was found after a redirect that is not followed for keys; publish it under its own address",
        )),
    }
}

/// How strictly a document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    /// A DID document: a key counts only for what it is listed for.
    Did,
    /// A document under an https URL, often an Open Badges `Profile`: one that states no purposes at all lists its keys for all of
    /// them, keys may stand in `publicKey`, and a Multikey may call itself `DataIntegrityProof` (as the text of Open Badges 3.0 does).
    Https,
}

/// What a key id may be to a method.
#[derive(Clone, Copy)]
enum Name {
    Url,
    Kid,
    Thumbprint,
}

/// A document that lists verification methods.
#[derive(Clone, Copy)]
pub(super) struct Document<'t> {
    root: Node<'t>,
    /// The URL it was asked for, which must be its id, and which relative ids complete.
    base: &'t str,
    rules: Rules,
}

impl<'t> Document<'t> {
    pub(super) fn new(root: Node<'t>, base: &'t str, rules: Rules) -> Self {
        Self { root, base, rules }
    }

    /// Whether the document is about whom it was asked for, exactly, in every character, and about somebody who still uses it.
    ///
    /// That a DID was [deactivated](https://www.w3.org/TR/did-core/#dfn-deactivated) belongs beside its document; who writes it into
    /// the document, as where there is nothing but that, means the same.
    pub(super) fn check_subject(self) -> Result<(), Refusal> {
        if self.root.get("deactivated").is_some_and(|said| said.as_bool() != Some(false)) {
            return Err(Refusal::new(
                code::proof::KEY_REVOKED,
                "its document says that it was deactivated, with all of its keys",
            ));
        }
        match self.root.get("id").map(Node::as_str) {
            Some(Some(id)) if id == self.base => Ok(()),
            Some(_) => Err(Refusal::new(code::issuer::DID_MISMATCH, "its id is another one than it was asked for")),
            None => Err(Refusal::new(code::issuer::DID_MISMATCH, "it has no id")),
        }
    }

    /// The one definition of a method, wherever in the document it stands.
    pub(super) fn definition(self, url: &str) -> Result<Option<Node<'t>>, Refusal> {
        let mut definitions =
            self.lists().flat_map(Node::each).filter(|entry| entry.is_object() && self.names(*entry, url));
        let first = definitions.next();
        if let Some(first) = first.map(Node::to_value)
            && definitions.any(|other| other.to_value() != first)
        {
            return Err(Refusal::new(
                code::proof::KEY_MALFORMED,
                "its document describes the method twice, and differently",
            ));
        }
        Ok(first)
    }

    /// Every method that can be read, each once.
    pub(super) fn methods(self) -> Vec<VerificationMethod> {
        let mut methods: Vec<VerificationMethod> = Vec::new();
        for (url, node) in self.entries() {
            if !methods.iter().any(|known| known.url == url) {
                methods.extend(read_method(node, &url, self.rules));
            }
        }
        // What is described twice, and differently, is no method.
        methods.retain(|method| self.definition(&method.url).is_ok());
        methods
    }

    /// The one method that a key id means: by its URL or fragment, else by the `kid` of its JWK, else by its thumbprint.
    fn method_of_id(self, id: &str) -> Result<Option<VerificationMethod>, Refusal> {
        let fragment = id.strip_prefix('#').unwrap_or(id);
        let goes_by = |name: Name, url: &str, node: Node<'_>| match name {
            Name::Url => url == id || url.split_once('#').is_some_and(|(_, own)| own == fragment),
            Name::Kid => node.get("publicKeyJwk").and_then(|jwk| jwk.get("kid")).and_then(Node::as_str) == Some(id),
            Name::Thumbprint => read_method(node, url, self.rules)
                .is_ok_and(|method| method.key.is_ok_and(|key| thumbprint(&key) == fragment)),
        };
        for name in [Name::Url, Name::Kid, Name::Thumbprint] {
            let mut named = self.entries().into_iter().filter(|(url, node)| goes_by(name, url, *node));
            let Some((url, node)) = named.next() else { continue };
            // The same method again is well, and looked at by `definition`; another one under the same id is not.
            if named.any(|(other, _)| other != url) {
                return Err(Refusal::new(
                    code::proof::VM_NOT_FOUND,
                    "several methods of the document go by the key id; name one by its URL",
                ));
            }
            let node = self.definition(&url)?.unwrap_or(node);
            return read_method(node, &url, self.rules).map(Some);
        }
        Ok(None)
    }

    /// The definitions of methods with their whole URLs, in the order of the document.
    fn entries(self) -> Vec<(String, Node<'t>)> {
        self.lists()
            .flat_map(Node::each)
            .filter_map(|entry| {
                let id = entry.get("id").and_then(Node::as_str)?;
                let url = if id.starts_with('#') { format!("{}{id}", self.base) } else { id.to_owned() };
                Some((url, entry))
            })
            .take(MOST_METHODS)
            .collect()
    }

    /// Its lists of keys.
    fn lists(self) -> impl Iterator<Item = Node<'t>> {
        let legacy = (self.rules == Rules::Https).then_some("publicKey");
        let members = ["verificationMethod"].into_iter().chain(legacy).chain(Purpose::ALL.map(Purpose::as_str));
        members.filter_map(move |member| self.root.get(member)).filter(|list| !list.is_null())
    }

    /// Whether it says anything about keys at all. An empty list says that there are none.
    pub(super) fn speaks_of_keys(self) -> bool {
        self.lists().next().is_some()
    }

    /// Whether a method may be used for a purpose.
    pub(super) fn check_purpose(self, url: &str, purpose: Purpose) -> Result<(), Refusal> {
        let listed = |member: &str| {
            self.root.get(member).is_some_and(|entries| entries.each().any(|entry| self.names(entry, url)))
        };
        let states_purposes = || Purpose::ALL.iter().any(|purpose| self.root.get(purpose.as_str()).is_some());
        let allowed = match self.rules {
            Rules::Https if !states_purposes() => listed("verificationMethod") || listed("publicKey"),
            _ => listed(purpose.as_str()),
        };
        match allowed {
            true => Ok(()),
            false => Err(Refusal::new(
                code::proof::PURPOSE_NOT_AUTHORIZED,
                format!("its document does not list it under `{}`", purpose.as_str()),
            )),
        }
    }

    /// Whether the document lists a method by its name, for whatever.
    pub(super) fn mentions(self, url: &str) -> bool {
        self.lists().any(|list| list.each().any(|entry| self.names(entry, url)))
    }

    /// Whether an entry is a method or points at it; ids that are mere fragments are completed.
    fn names(self, entry: Node<'_>, url: &str) -> bool {
        let id = entry.as_str().or_else(|| entry.get("id").and_then(Node::as_str)).unwrap_or_default();
        match id.starts_with('#') {
            true => url.strip_prefix(self.base) == Some(id),
            false => id == url,
        }
    }
}

/// Reads a verification method. Its source is the document of its controller, unless whoever asks knows better.
pub(super) fn read_method(node: Node<'_>, url: &str, rules: Rules) -> Result<VerificationMethod, Refusal> {
    let malformed = |detail: &str| Refusal::new(code::proof::KEY_MALFORMED, detail);
    if SECRETS.iter().any(|member| node.get(member).is_some()) {
        let error = key::Error::PrivateExposed;
        return Err(Refusal::new(error.code(), error.to_string()));
    }
    let controller = node
        .get("controller")
        .and_then(Node::as_str)
        .ok_or_else(|| malformed("the verification method names no controller"))?;
    let key = read_key(node, rules)?;
    let lifetime = Lifetime { expires: instant(node, "expires")?, revoked: instant(node, "revoked")? };
    Ok(VerificationMethod { lifetime, ..VerificationMethod::new(url, controller, key, Source::ControllerDocument) })
}

/// Whether a node holds a key, in one form or another.
pub(super) fn holds_key(node: Node<'_>) -> bool {
    node.get("publicKeyMultibase").is_some() || node.get("publicKeyJwk").is_some()
}

/// The key in the form that the method's type demands, or the kind of a key that cannot be used here.
fn read_key(node: Node<'_>, rules: Rules) -> Result<Result<PublicKey, KeyType>, Refusal> {
    let malformed = |detail: &str| Refusal::new(code::proof::KEY_MALFORMED, detail);
    let (multibase, jwk) = (node.get("publicKeyMultibase"), node.get("publicKeyJwk"));
    if multibase.is_some() && jwk.is_some() {
        return Err(malformed("the verification method holds two keys; keep one of them"));
    }
    let name =
        node.get("type").and_then(Node::as_str).ok_or_else(|| malformed("the verification method has no type"))?;
    let read = match name {
        "Multikey" | "Ed25519VerificationKey2020" => multikey(multibase),
        "DataIntegrityProof" if rules == Rules::Https => multikey(multibase),
        "JsonWebKey" | "JsonWebKey2020" => {
            let jwk =
                jwk.ok_or_else(|| malformed("a verification method of this type holds its key in `publicKeyJwk`"))?;
            Jwk::read(jwk).map(|jwk| jwk.key().clone())
        }
        other => {
            let detail = format!("verification methods of the type {} are not read here", quoted(other));
            return Err(Refusal::new(code::proof::UNSUPPORTED, detail));
        }
    };
    let kind = match &read {
        Ok(key) => Some(key.key_type()),
        Err(key::Error::Unsupported(kind)) => Some(*kind),
        Err(_) => None,
    };
    if name == "Ed25519VerificationKey2020" && kind.is_some_and(|kind| kind != KeyType::Ed25519) {
        return Err(malformed("an Ed25519VerificationKey2020 holds a key of another kind"));
    }
    match read {
        Ok(key) => Ok(Ok(key)),
        Err(key::Error::Unsupported(kind)) => Ok(Err(kind)),
        Err(error) => Err(Refusal::new(error.code(), error.to_string())),
    }
}

fn multikey(node: Option<Node<'_>>) -> Result<PublicKey, key::Error> {
    let node = node.ok_or(key::Error::Missing("publicKeyMultibase"))?;
    PublicKey::from_multikey(node.as_str().ok_or(key::Error::WrongType("publicKeyMultibase"))?)
}

/// An `xsd:dateTimeStamp`: with `T`, with seconds, with a time zone.
fn instant(node: Node<'_>, member: &str) -> Result<Option<DateTime<Utc>>, Refusal> {
    let Some(value) = node.get(member) else { return Ok(None) };
    let text = value.as_str().filter(|text| text.as_bytes().get(10) == Some(&b'T') && !text.ends_with('z'));
    match text.map(DateTime::parse_from_rfc3339) {
        Some(Ok(instant)) => Ok(Some(instant.to_utc())),
        _ => Err(Refusal::new(
            code::proof::KEY_MALFORMED,
            format!("`{member}` of the verification method is not a date and time with a time zone"),
        )),
    }
}

#[cfg(test)]
mod tests;
