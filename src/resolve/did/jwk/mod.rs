//! did:jwk ([the method](https://github.com/quartzjer/did-jwk/blob/main/spec.md)): the DID is a JWK in base64url, so there is
//! nothing to look up.

use super::{Did, DidUrl, signing_document};
use crate::codec::base64url;
use crate::json::{Object, Tree, Value};
use crate::key::{self, Jwk, KeyType};
use crate::limits::Limits;
use crate::report::code;
use crate::resolve::{Refusal, Source, VerificationMethod};

/// The fragment of the one method that there is.
pub(crate) const FRAGMENT: &str = "0";

/// The verification method of a `did:jwk`, written with its fragment `#0` or without.
///
/// # Errors
/// `did.malformed` for anything but exactly one public key, `key.private_exposed` for a private one, `proof.key.weak` for a
/// weak one, `proof.purpose.not_authorized` for one that is meant for something else than signatures, and
/// `proof.vm.mismatch` for another fragment.
pub fn verification_method(url: &DidUrl) -> Result<VerificationMethod, Refusal> {
    let tree = parse(url.did())?;
    let key = match Jwk::read(tree.root()) {
        Ok(jwk) => Ok(jwk.key().clone()),
        Err(key::Error::Unsupported(kind)) => Err(kind),
        Err(error) => return Err(refusal(&error)),
    };
    if url.fragment().is_some_and(|fragment| fragment != FRAGMENT) {
        return Err(Refusal::new(code::proof::VM_MISMATCH, "a did:jwk has one key, and its fragment is `#0`"));
    }
    Ok(VerificationMethod::new(url.as_str(), url.did().as_str(), key, Source::Did))
}

/// The document of a `did:jwk`: its one method as a `JsonWebKey` with the JWK as the DID has it, for whatever such a key can do.
///
/// ```
/// use microcred::resolve::did::{Did, jwk};
/// let jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
/// let did = Did::parse(&format!("did:jwk:{}", microcred::codec::base64url::encode(jwk.as_bytes())))?;
/// let document = jwk::document(&did)?;
/// assert_eq!(document.get("id").and_then(|id| id.as_str()), Some(did.as_str()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of [`verification_method`]; `did.method_unsupported` for another method, and `proof.key.type_mismatch` for a key of a
/// kind that is not used here.
pub fn document(did: &Did) -> Result<Value, Refusal> {
    if did.method() != "jwk" {
        return Err(Refusal::new(code::proof::DID_METHOD_UNSUPPORTED, "it is not a did:jwk"));
    }
    let tree = parse(did)?;
    let jwk = Jwk::read(tree.root()).map_err(|error| refusal(&error))?;
    let usage = tree.root().get("use").and_then(|usage| usage.as_str());
    let agrees = matches!(jwk.key().key_type(), KeyType::P256 | KeyType::P384 | KeyType::P521) && usage != Some("sig");
    let id = format!("{did}#{FRAGMENT}");
    let method = Object::new()
        .with("id", id.as_str())
        .with("type", "JsonWebKey")
        .with("controller", did.as_str())
        .with("publicKeyJwk", tree.root().to_value());
    Ok(signing_document(did, "https://w3id.org/security/jwk/v1", &id, method, agrees))
}

/// The `kid` of the JWK, if it has one.
pub(crate) fn kid(did: &Did) -> Option<String> {
    parse(did).ok()?.root().get("kid")?.as_str().map(str::to_owned)
}

fn parse(did: &Did) -> Result<Tree, Refusal> {
    let malformed = |detail: String| Refusal::new(code::proof::DID_MALFORMED, detail);
    let bytes = base64url::decode(did.identifier())
        .map_err(|error| malformed(format!("the identifier of the did:jwk is not base64url: {error}")))?;
    let tree = Tree::parse_bytes(&bytes, &Limits { depth: 4, values: 64, ..Limits::default() })
        .map_err(|error| malformed(format!("what the did:jwk encodes is not strict JSON: {error}")))?;
    match tree.root().is_object() {
        true => Ok(tree),
        false => Err(malformed("what the did:jwk encodes is not a JWK".to_owned())),
    }
}

fn refusal(error: &key::Error) -> Refusal {
    let code = match error {
        key::Error::PrivateExposed | key::Error::Unsupported(_) => error.code(),
        error if error.is_of_the_key_itself() => error.code(),
        key::Error::Purpose("use" | "key_ops") => code::proof::PURPOSE_NOT_AUTHORIZED,
        _ => code::proof::DID_MALFORMED,
    };
    Refusal::new(code, error.to_string())
}

#[cfg(test)]
mod tests;
