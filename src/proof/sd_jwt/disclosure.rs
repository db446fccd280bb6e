use super::{HashAlgorithm, root};
use crate::codec::base64url;
use crate::json::{Node, Tree, Value};
use crate::limits::Limits;
use crate::report::{Finding, code};
use std::fmt;

/// What a holder may show or leave out: a member of an object or an item of an array, with the salt that keeps its digest
/// from being guessed ([RFC 9901 §4.2](https://www.rfc-editor.org/rfc/rfc9901#section-4.2)).
#[derive(Clone)]
pub struct Disclosure {
    text: Box<str>,
    digest: String,
    content: Tree,
}

impl Disclosure {
    /// Reads `[salt, name, value]` or `[salt, value]` in base64url.
    pub(super) fn parse(text: &str, algorithm: HashAlgorithm, limits: &Limits) -> Result<Self, Finding> {
        if text.is_empty() {
            return Err(root(code::sd_jwt::MALFORMED, "between two `~` a disclosure belongs"));
        }
        let bytes = base64url::decode(text).map_err(|error| malformed(&error.to_string()))?;
        let content = Tree::parse_bytes(&bytes, limits).map_err(|error| malformed(&error.to_string()))?;
        let items: Vec<Node<'_>> = content.root().items().take(4).collect();
        let is_text = |node: &Node<'_>| node.as_str().is_some();
        let well_formed = match items.as_slice() {
            [salt, _] => is_text(salt),
            [salt, name, _] => is_text(salt) && is_text(name),
            _ => false,
        };
        if !well_formed {
            return Err(malformed("it must be an array of a salt, a name where it is a member, and a value"));
        }
        Ok(Self { text: text.into(), digest: algorithm.digest(text), content })
    }

    /// A fresh one, and its text.
    pub(super) fn write(salt: &[u8; 16], name: Option<&str>, value: Value) -> String {
        let mut items = vec![Value::from(base64url::encode(salt))];
        items.extend(name.map(Value::from));
        items.push(value);
        base64url::encode(Value::Array(items).to_string().as_bytes())
    }

    /// The text as it stands in the token.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its digest in base64url, which stands in the payload or in another disclosure.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The name, if it is a member of an object and no item of an array.
    pub fn name(&self) -> Option<&str> {
        self.key()?.as_str()
    }

    /// The name where it stands.
    pub(super) fn key(&self) -> Option<Node<'_>> {
        let mut items = self.content.root().items().skip(1);
        let name = items.next()?;
        items.next().map(|_| name)
    }

    /// The value, in which there may be more digests.
    pub(super) fn value(&self) -> Node<'_> {
        let content = self.content.root();
        content.items().last().unwrap_or(content)
    }
}

impl fmt::Debug for Disclosure {
    /// Only the size: it is about the learner.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Disclosure").field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

fn malformed(detail: &str) -> Finding {
    root(code::sd_jwt::DISCLOSURE_MALFORMED, detail)
}
