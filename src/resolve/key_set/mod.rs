//! JSON Web Key Sets ([RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5)), above all the one that an issuer's host
//! publishes at `/.well-known/jwks.json`
//! ([Open Badges 3.0 implementation guide](https://www.imsglobal.org/spec/ob/v3p0/impl/#key-management)).

use super::document::{self, unresolved_issuer};
use super::{Answer, Purpose, Refusal, Source, VerificationMethod};
use crate::json::Node;
use crate::key::{self, Jwk, KeyType, PublicKey, WrittenKey, thumbprint};
use crate::report::code;

/// The key that goes by an id in the key set of an issuer's host.
pub(super) fn interpret(
    issuer: &str,
    set: &str,
    answer: &Answer,
    id: Option<&str>,
    purpose: Purpose,
) -> Result<VerificationMethod, Refusal> {
    let tree = document::parse(answer)?;
    document::refuse_other_origin(answer, set)?;
    check_purpose(purpose)?;
    let key = KeySet::read(tree.root())?.named(Some(issuer), id)?;
    let url = id.map_or_else(|| set.to_owned(), |id| format!("{set}#{}", id.trim_start_matches('#')));
    Ok(VerificationMethod::new(&url, issuer, key, Source::KeySet))
}

/// Whether the key set of an issuer's host, in an answer, lists a key, wherever the key itself was found.
///
/// Where the set has a key that goes by `id`, it must be that one.
pub(super) fn vouch_for_key(
    issuer: &str,
    set: &str,
    answer: &Answer,
    key: &PublicKey,
    id: Option<&str>,
    purpose: Purpose,
) -> Result<(), Refusal> {
    let tree = document::parse(answer).map_err(unresolved_issuer)?;
    document::refuse_other_origin(answer, set).map_err(unresolved_issuer)?;
    check_purpose(purpose)?;
    KeySet::read(tree.root()).map_err(unresolved_issuer)?.lists(issuer, key, id)
}

/// A set says that its keys check what the host signs, and nothing more exact.
fn check_purpose(purpose: Purpose) -> Result<(), Refusal> {
    match purpose {
        Purpose::AssertionMethod | Purpose::Authentication => Ok(()),
        _ => Err(Refusal::new(
            code::proof::PURPOSE_NOT_AUTHORIZED,
            format!("a key set lists no keys for `{}`", purpose.as_str()),
        )),
    }
}

/// The keys of a set.
#[derive(Clone, Copy)]
pub(super) struct KeySet<'t>(Node<'t>);

/// What an entry is to somebody who looks for a key.
enum Entry {
    /// A key to check signatures with, or the kind of one that cannot be used here.
    Key(Result<PublicKey, KeyType>),
    /// Nothing for us, and why.
    Unusable(Refusal),
}

impl<'t> KeySet<'t> {
    /// Whether a document is a set at all.
    pub(super) fn is(node: Node<'_>) -> bool {
        node.get("keys").is_some_and(Node::is_array)
    }

    pub(super) fn read(root: Node<'t>) -> Result<Self, Refusal> {
        match root.get("keys") {
            Some(keys) if keys.is_array() => Ok(Self(keys)),
            _ => Err(Refusal::new(code::proof::VM_UNRESOLVED, "what was found is no key set: `keys` is missing")),
        }
    }

    /// The key that goes by an id, or the only one there is.
    pub(super) fn named(self, issuer: Option<&str>, id: Option<&str>) -> Result<Result<PublicKey, KeyType>, Refusal> {
        let missing = |detail: &str| Refusal::new(code::proof::VM_NOT_FOUND, detail);
        let named = self.entries().filter(|entry| id.is_none_or(|id| goes_by(*entry, id)));
        let mut usable = None;
        let mut refused = None;
        for entry in named {
            match read_entry(entry, issuer) {
                Entry::Key(key) if usable.as_ref().is_some_and(|known| *known != key) => {
                    return Err(missing("several keys of the set go by that id; give each its own `kid`"));
                }
                Entry::Key(key) => usable = Some(key),
                // A key that anybody can sign with is not to be passed over in silence.
                Entry::Unusable(refusal) if refusal.code == code::proof::KEY_PRIVATE_EXPOSED => return Err(refusal),
                Entry::Unusable(refusal) => refused = Some(refusal),
            }
        }
        usable.ok_or_else(|| refused.unwrap_or_else(|| missing("the key set holds no key that goes by that id")))
    }

    pub(super) fn lists(self, issuer: &str, key: &PublicKey, id: Option<&str>) -> Result<(), Refusal> {
        let unbound = |detail: &str| Refusal::new(code::issuer::KEY_UNBOUND, detail);
        let written = WrittenKey::of(key);
        let mut refused = None;
        let mut listed = false;
        for entry in self.entries() {
            let named = id.is_some_and(|id| goes_by(entry, id));
            // What is another key is nothing to us, unless anybody can sign with it.
            if !named && !written.is_in_jwk(entry) && !Jwk::exposes_private(entry) {
                continue;
            }
            match read_entry(entry, Some(issuer)) {
                Entry::Key(Ok(known)) if known == *key => listed = true,
                Entry::Key(_) if named => {
                    return Err(unbound("the issuer's key set has another key under this key id"));
                }
                Entry::Key(_) => {}
                Entry::Unusable(refusal)
                    if refusal.code == code::proof::KEY_PRIVATE_EXPOSED && written.is_in_jwk(entry) =>
                {
                    return Err(refusal);
                }
                Entry::Unusable(refusal) => {
                    let same = named || Jwk::read(entry).is_ok_and(|jwk| jwk.key() == key);
                    if same || refusal.code == code::proof::KEY_PRIVATE_EXPOSED {
                        refused = Some(refusal);
                    }
                }
            }
        }
        match (listed, refused) {
            (true, _) => Ok(()),
            (false, Some(refusal)) => Err(refusal),
            (false, None) => Err(unbound("the key is not in the key set that the issuer's host publishes")),
        }
    }

    /// All of them: of one that is not seen it would be said that it is not there. What may be read of a document bounds their number.
    fn entries(self) -> impl Iterator<Item = Node<'t>> {
        self.0.items().filter(|entry| entry.is_object())
    }
}

/// Whether an entry goes by an id: by its `kid`, or by its thumbprint.
fn goes_by(entry: Node<'_>, id: &str) -> bool {
    let kid = entry.get("kid").and_then(Node::as_str);
    kid == Some(id) || kid.is_none() && Jwk::read(entry).is_ok_and(|jwk| thumbprint(jwk.key()) == id)
}

fn read_entry(entry: Node<'_>, issuer: Option<&str>) -> Entry {
    let unusable = |code, detail: String| Entry::Unusable(Refusal::new(code, detail));
    if let (Some(owner), Some(issuer)) = (entry.get("iss"), issuer)
        && owner.as_str() != Some(issuer)
    {
        return unusable(code::issuer::KEY_UNBOUND, "the key set has this key for another issuer (`iss`)".to_owned());
    }
    match Jwk::read(entry) {
        Ok(jwk) => Entry::Key(Ok(jwk.key().clone())),
        // Whatever kind it is, a key for encrypting is not one for signatures.
        Err(key::Error::Unsupported(_)) if entry.get("use").is_some_and(|usage| usage.as_str() != Some("sig")) => {
            unusable(code::proof::PURPOSE_NOT_AUTHORIZED, key::Error::Purpose("use").to_string())
        }
        Err(key::Error::Unsupported(kind)) => Entry::Key(Err(kind)),
        Err(error @ key::Error::Purpose("use" | "key_ops")) => {
            unusable(code::proof::PURPOSE_NOT_AUTHORIZED, error.to_string())
        }
        Err(error) => unusable(error.code(), error.to_string()),
    }
}

#[cfg(test)]
mod tests;
