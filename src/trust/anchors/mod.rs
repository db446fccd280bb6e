//! The issuers that a verifier knows.

mod names;

use self::names::Names;
use super::Binding;
use crate::codec::digest;
use crate::codec::excerpt;
use crate::json::{self, Kind, Node, Object, Pointer, Tree, Value};
use crate::key::PublicKey;
use crate::limits::Limits;
use crate::resolve::HttpsUrl;
use crate::resolve::did::Did;
use std::collections::HashMap;
use std::fmt;

/// Why a file of anchors is not used. None of it is used then: a list of whom to trust is right or it is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnchorsError {
    /// The file is not strict JSON.
    #[error(transparent)]
    Json(#[from] json::Error),
    /// The file says something that it should not, or not so.
    #[error("the anchors are not as they should be:\n{}", list(.0))]
    Problems(Vec<AnchorsProblem>),
}

/// One thing that is wrong with a file of anchors.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnchorsProblem {
    /// Where in the file.
    pub pointer: Pointer,
    /// What is wrong and what to do: one sentence.
    pub detail: String,
}

impl fmt::Display for AnchorsProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => write!(formatter, "the whole: {}", self.detail),
            pointer => write!(formatter, "{pointer}: {}", self.detail),
        }
    }
}

fn list(problems: &[AnchorsProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The issuers that a verifier knows: a file that its operator keeps.
///
/// ```json
/// {
///   "anchors": [
///     {"id": "did:web:vet.example", "name": "Example VET"},
///     {
///       "id": "https://university.example/issuers/1",
///       "keys": ["z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"],
///       "note": "by telephone, 2026-11-23"
///     }
///   ]
/// }
/// ```
///
/// | Member | Meaning |
/// |---|---|
/// | `id` | the issuer's id, a DID or an https URL, exactly as its credentials have it: no case is folded, no slash added |
/// | `name` | how reports call the issuer; the name in a credential is only what it says of itself, and who goes by this one without being the anchor is pointed out |
/// | `keys` | the only keys to accept from this issuer, as Multikeys: what another key has signed, or none, is `issuer.anchor.other_key`, indeterminate; without it, any key that is bound to the issuer |
/// | `note` | for those who keep the file |
///
/// An anchor is looked for only after a key was [bound](super::bind) to the issuer, whatever that rests on: an id that a credential
/// merely claims matches nothing. `keys` holds for every way of securing: the JWK in a token's header and the entry of a
/// key set are compared with them as the keys that they are. A `did:key` or a `did:jwk` is its own only key, so that `keys` adds
/// nothing to it. Anything wrong in the file, down to a member that is not one of these, makes all of it unusable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchors {
    anchors: HashMap<String, Anchor>,
    names: Names,
    sha256: String,
}

/// One issuer that a verifier knows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Anchor {
    /// The issuer's id.
    pub id: String,
    /// How reports call the issuer.
    pub name: Option<String>,
    /// The only keys to accept, if not any.
    pub keys: Option<Vec<PublicKey>>,
}

impl Anchor {
    /// The issuer of that id, with any key that is bound to it.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None, keys: None }
    }

    /// The same, as reports shall call it.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// The same, with these keys alone.
    #[must_use]
    pub fn with_keys(self, keys: impl IntoIterator<Item = PublicKey>) -> Self {
        Self { keys: Some(keys.into_iter().collect()), ..self }
    }

    fn to_json(&self) -> Value {
        let keys = self.keys.as_ref().map(|keys| keys.iter().map(PublicKey::to_multikey).collect::<Vec<_>>());
        Object::new()
            .with("id", self.id.as_str())
            .with_some("name", self.name.as_deref())
            .with_some("keys", keys)
            .into()
    }
}

/// What a verifier knows of an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // known, known with other keys, or unknown
pub enum Standing<'a> {
    /// The issuer is an anchor, and the key one of its keys.
    Anchored(&'a Anchor),
    /// The issuer is an anchor, and the key is none of those that were noted for it.
    OtherKey(&'a Anchor),
    /// The issuer is none of the anchors.
    Unknown,
}

/// The limits of anchors: they are the operator's own, however many there are.
fn own() -> Limits {
    Limits { bytes: usize::MAX, values: usize::MAX, ..Limits::default() }
}

impl Anchors {
    /// Reads a file of anchors, in the form that is described [above](Self).
    ///
    /// ```
    /// use microcred::trust::Anchors;
    /// let anchors = Anchors::parse(r#"{"anchors": [{"id": "did:web:vet.example", "name": "Example VET"}]}"#)?;
    /// assert_eq!(anchors.len(), 1);
    /// assert!(Anchors::parse(r#"{"anchors": [{"id": "vet.example"}]}"#).is_err());
    /// # Ok::<(), microcred::trust::AnchorsError>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn parse(text: &str) -> Result<Self, AnchorsError> {
        Self::parse_within(text, &own())
    }

    /// The anchors that are kept elsewhere, such as in a database: as if they stood in a file in this order.
    ///
    /// ```
    /// use microcred::trust::{Anchor, Anchors};
    /// let known = Anchors::of([Anchor::new("did:web:vet.example").named("Example VET")])?;
    /// assert_eq!(known, Anchors::parse(r#"{"anchors":[{"id":"did:web:vet.example","name":"Example VET"}]}"#)?);
    /// assert!(Anchors::of([Anchor::new("vet.example")]).is_err());
    /// # Ok::<(), microcred::trust::AnchorsError>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with them, at once, such as an id that is neither a DID nor an https URL; `/anchors/0` is the first.
    pub fn of(anchors: impl IntoIterator<Item = Anchor>) -> Result<Self, AnchorsError> {
        let list: Vec<Value> = anchors.into_iter().map(|anchor| anchor.to_json()).collect();
        let file = Value::from(Object::new().with("anchors", Value::Array(list)));
        Self::parse_within(&file.to_string(), &own())
    }

    /// The same within other budgets.
    pub(crate) fn parse_within(text: &str, limits: &Limits) -> Result<Self, AnchorsError> {
        let tree = Tree::parse(text, limits)?;
        let mut reader = Reader::default();
        reader.file(tree.root());
        match reader.problems.is_empty() {
            true => Ok(Self { anchors: reader.anchors, names: reader.names, sha256: digest::sha256_hex(text) }),
            false => Err(AnchorsError::Problems(reader.problems)),
        }
    }

    /// What is known of the issuer of a binding, and of its key.
    pub fn judge(&self, binding: &Binding) -> Standing<'_> {
        match self.anchors.get(binding.issuer()) {
            None => Standing::Unknown,
            Some(anchor) => match &anchor.keys {
                Some(keys) if !keys.contains(binding.key()) => Standing::OtherKey(anchor),
                _ => Standing::Anchored(anchor),
            },
        }
    }

    /// The anchor of that id, whatever keys are noted for it.
    pub fn anchor(&self, id: &str) -> Option<&Anchor> {
        self.anchors.get(id)
    }

    /// The anchor that somebody of another id can be mistaken for by this name.
    pub(crate) fn imitated(&self, id: &str, name: &str) -> Option<&Anchor> {
        self.anchors.get(self.names.imitated(id, name)?)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.anchors.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// SHA-256 of the file in hexadecimal, for the report; empty if there was none.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

#[derive(Default)]
struct Reader {
    anchors: HashMap<String, Anchor>,
    names: Names,
    problems: Vec<AnchorsProblem>,
}

impl Reader {
    fn file(&mut self, root: Node<'_>) {
        if !root.is_object() {
            return self.problem(root, "write an object with the member `anchors`");
        }
        self.refuse_unknown_members(root, &["anchors"]);
        match root.get("anchors") {
            Some(list) if list.is_array() => list.items().for_each(|entry| self.anchor(entry)),
            Some(other) => self.problem(other, "write an array of anchors"),
            None => self.problem(root, "the member `anchors` is missing"),
        }
    }

    fn anchor(&mut self, entry: Node<'_>) {
        if !entry.is_object() {
            return self.problem(entry, "write an object with the member `id`");
        }
        self.refuse_unknown_members(entry, &["id", "name", "keys", "note"]);
        let name = self.text(entry, "name").map(str::to_owned);
        self.text(entry, "note");
        let keys = entry.get("keys").map(|keys| self.keys(keys));
        let Some(id) = self.text(entry, "id") else {
            if entry.get("id").is_none() {
                self.problem(entry, "the member `id` is missing");
            }
            return;
        };
        if Did::parse(id).is_err() && HttpsUrl::parse(id).is_err() {
            return self.problem(
                entry,
                "`id` is neither a DID nor an https URL; write the issuer's id as its credentials have it",
            );
        }
        if let Some(name) = &name {
            self.names.note(name, id);
        }
        let anchor = Anchor { id: id.to_owned(), name, keys };
        if self.anchors.insert(id.to_owned(), anchor).is_some() {
            self.problem(entry, "this `id` stands in the file twice; keep one of them");
        }
    }

    fn keys(&mut self, list: Node<'_>) -> Vec<PublicKey> {
        let mut keys = Vec::new();
        if !list.is_array() || list.items().next().is_none() {
            self.problem(
                list,
                "write an array of at least one Multikey, or leave `keys` out to accept any key of the issuer",
            );
        }
        for item in list.items() {
            match item.as_str().map(PublicKey::from_multikey) {
                Some(Ok(key)) => keys.push(key),
                Some(Err(error)) => self.problem(item, &format!("this is not a Multikey (z6Mk…): {error}")),
                None => self.problem(item, "write a Multikey (z6Mk…) as a string"),
            }
        }
        keys
    }

    fn text<'t>(&mut self, entry: Node<'t>, member: &str) -> Option<&'t str> {
        let node = entry.get(member)?;
        if node.kind() != Kind::String {
            self.problem(node, "write a string");
        }
        node.as_str()
    }

    fn refuse_unknown_members(&mut self, node: Node<'_>, known: &[&str]) {
        for (name, value) in node.members().filter(|(name, _)| !known.contains(name)) {
            let shown = excerpt(name, 40);
            self.problem(value, &format!("there is no member {shown:?}; the members are: {}", known.join(", ")));
        }
    }

    fn problem(&mut self, node: Node<'_>, detail: &str) {
        self.problems.push(AnchorsProblem { pointer: node.path(), detail: detail.to_owned() });
    }
}

#[cfg(test)]
mod tests;
