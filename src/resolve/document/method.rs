//! One verification method, and the key in it.

use super::Rules;
use crate::json::Node;
use crate::key::{self, Jwk, KeyType, PublicKey, WrittenKey};
use crate::report::code;
use crate::resolve::refusal::quoted;
use crate::resolve::verification_method::Lifetime;
use crate::resolve::{Refusal, Source, VerificationMethod};
use crate::vc::DateTimeStamp;
use chrono::{DateTime, Utc};

/// Members by which a published key gives its secret away.
const SECRETS: [&str; 6] =
    ["secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk", "privateKeyBase58", "privateKeyHex"];

/// Reads a verification method. Its source is the document of its controller, unless whoever asks knows better.
pub(in crate::resolve) fn read_method(node: Node<'_>, url: &str, rules: Rules) -> Result<VerificationMethod, Refusal> {
    let malformed = |detail: &str| Refusal::new(code::proof::KEY_MALFORMED, detail);
    refuse_secrets(node)?;
    let controller = node
        .get("controller")
        .and_then(Node::as_str)
        .ok_or_else(|| malformed("the verification method names no controller"))?;
    let key = read_key(node, rules)?;
    Ok(VerificationMethod {
        lifetime: lifetime(node)?,
        ..VerificationMethod::new(url, controller, key, Source::ControllerDocument)
    })
}

fn refuse_secrets(node: Node<'_>) -> Result<(), Refusal> {
    match SECRETS.iter().any(|member| node.get(member).is_some()) {
        true => Err(refused(&key::Error::PrivateExposed)),
        false => Ok(()),
    }
}

fn refused(error: &key::Error) -> Refusal {
    Refusal::new(error.code(), error.to_string())
}

fn lifetime(node: Node<'_>) -> Result<Lifetime, Refusal> {
    Ok(Lifetime { expires: instant(node, "expires")?, revoked: instant(node, "revoked")? })
}

/// For how long a key counts by one of the methods that hold it, whatever else is the matter with that. Who knows its secret half can
/// sign under its other names too.
pub(super) fn lifetime_of_key(node: Node<'_>) -> Result<Lifetime, Refusal> {
    refuse_secrets(node)?;
    match node.get("publicKeyJwk").is_some_and(Jwk::exposes_private) {
        true => Err(refused(&key::Error::PrivateExposed)),
        false => lifetime(node),
    }
}

/// Whether a node holds a key as it is written.
pub(super) fn holds(node: Node<'_>, key: &WrittenKey) -> bool {
    let multikey = node.get("publicKeyMultibase").and_then(Node::as_str);
    multikey.is_some_and(|text| key.is_multikey(text)) || node.get("publicKeyJwk").is_some_and(|jwk| key.is_in_jwk(jwk))
}

/// Whether a node holds a key, in one form or another.
pub(in crate::resolve) fn holds_key(node: Node<'_>) -> bool {
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
        Err(error) => Err(refused(&error)),
    }
}

fn multikey(node: Option<Node<'_>>) -> Result<PublicKey, key::Error> {
    let node = node.ok_or(key::Error::Missing("publicKeyMultibase"))?;
    PublicKey::from_multikey(node.as_str().ok_or(key::Error::WrongType("publicKeyMultibase"))?)
}

/// An `xsd:dateTimeStamp`, as credentials have it.
fn instant(node: Node<'_>, member: &str) -> Result<Option<DateTime<Utc>>, Refusal> {
    let Some(value) = node.get(member) else { return Ok(None) };
    match value.as_str().map(DateTimeStamp::parse_instant) {
        Some(Ok(instant)) => Ok(Some(instant)),
        _ => Err(Refusal::new(
            code::proof::KEY_MALFORMED,
            format!("`{member}` of the verification method is not a date and time with a time zone"),
        )),
    }
}
