//! Controlled identifier documents ([Controlled Identifiers 1.0 §2](https://www.w3.org/TR/cid-1.0/)), DID documents among them.

mod controlled;
mod method;

pub(super) use controlled::{Document, Rules};
pub(super) use method::{holds_key, read_method};

use super::did::{Did, DidUrl, METHODS};
use super::verification_method::Lifetime;
use super::{Answer, Found, Provenance, Purpose, Refusal, VerificationMethod};
use crate::codec::https_url::HttpsUrl;
use crate::json::Tree;
use crate::key::PublicKey;
use crate::limits::Limits;
use crate::report::code;

/// The document of a DID, in an answer: from `address` and not from where that redirects to, about that DID, and not deactivated. Where
/// the DID itself is the address, nothing was fetched from anywhere: the host supplies it.
///
/// # Errors
/// `did.method_unsupported` for a DID that is not looked up here, `proof.vm.unresolved` or the code of the answer where there is no
/// such document, `issuer.did.mismatch` for somebody else's, `proof.key.revoked` for one that was deactivated.
pub(crate) fn of_did(did: &Did, address: &str, answer: &Answer) -> Result<Tree, Refusal> {
    let tree = parse_of_did(address, answer)?;
    Document::new(tree.root(), did.as_str(), Rules::Did).check_subject()?;
    Ok(tree)
}

/// Reads the answer about a DID's document for one method of it.
pub(super) fn interpret(
    url: &DidUrl,
    address: &str,
    answer: &Answer,
    purpose: Purpose,
) -> Result<VerificationMethod, Refusal> {
    let tree = of_did(url.did(), address, answer)?;
    let did = url.did().as_str();
    let document = Document::new(tree.root(), did, Rules::Did);
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
    document.as_long_as_its_key(method)
}

/// Reads the answer about a DID's document for the one method that a bare key id names.
pub(super) fn interpret_id(
    did: &Did,
    address: &str,
    answer: &Answer,
    id: &str,
    purpose: Purpose,
) -> Result<VerificationMethod, Refusal> {
    let tree = of_did(did, address, answer)?;
    let document = Document::new(tree.root(), did.as_str(), Rules::Did);
    let method = document.method_of_id(id)?.ok_or_else(|| {
        Refusal::new(code::proof::VM_NOT_FOUND, "no method of the issuer's DID document goes by the key id")
    })?;
    if method.controller != did.as_str() {
        return Err(Refusal::new(code::proof::VM_CONTROLLER, "the method names another controller than the DID"));
    }
    document.check_purpose(&method.url, purpose)?;
    document.as_long_as_its_key(method)
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
    let mut listed = document.methods_of(key);
    listed.retain(|method| method.controller == did.as_str());
    let Some(first) = listed.first() else {
        return Err(unbound("the key in the token's header is none of the issuer's DID document"));
    };
    if !document.allows_any(&listed, purpose) {
        document.check_purpose(&first.url, purpose)?;
    }
    document.lifetime_of(key)
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
        return Err(unsupported_method(reason));
    }
    let tree = parse(answer)?;
    refuse_redirect(answer, address)?;
    Ok(tree)
}

/// A DID of another method than those that are resolved here; and what then.
pub(super) fn unsupported_method(then: &str) -> Refusal {
    Refusal::new(code::proof::DID_METHOD_UNSUPPORTED, format!("{METHODS}: {then}"))
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

#[cfg(test)]
mod tests;
