//! What is to be baked: a credential as JSON or as a compact token, and the names that it travels under.

use super::Error;
use crate::codec::base64url;
use crate::json::{Node, Tree};
use crate::limits::Limits;

/// A credential, with as much known about it as the image has to say.
#[derive(Debug)]
pub(super) struct Content<'c> {
    pub(super) text: &'c str,
    pub(super) is_json: bool,
    pub(super) names: &'static Names,
}

/// What credentials of one kind are called in images.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Names {
    /// The keyword of the chunk in a PNG.
    pub(super) keyword: &'static str,
    /// The namespace of the element in an SVG.
    pub(super) namespace: &'static str,
    /// The prefix that this namespace is given.
    pub(super) prefix: &'static str,
    /// The name of the element.
    pub(super) element: &'static str,
    /// Whether it is of before Open Badges 3.0.
    pub(super) is_legacy: bool,
}

/// Every name that is read; the first two are written.
pub(super) static KNOWN: [Names; 3] = [
    Names {
        keyword: "openbadgecredential",
        namespace: "https://purl.imsglobal.org/ob/v3p0",
        prefix: "openbadges",
        element: "credential",
        is_legacy: false,
    },
    Names {
        keyword: "clrcredential",
        namespace: "https://purl.imsglobal.org/clr/v2p0",
        prefix: "clr",
        element: "credential",
        is_legacy: false,
    },
    Names {
        keyword: "openbadges",
        namespace: "http://openbadges.org",
        prefix: "openbadges",
        element: "assertion",
        is_legacy: true,
    },
];

impl<'c> Content<'c> {
    pub(super) fn read(credential: &'c [u8], limits: &Limits) -> Result<Self, Error> {
        let binary = Error::NotACredential("it is a binary message; put it into an EnvelopedVerifiableCredential");
        let unmarked = credential.strip_prefix(b"\xef\xbb\xbf").unwrap_or(credential);
        let text = std::str::from_utf8(unmarked.trim_ascii()).map_err(|_| binary)?;
        let is_json = text.starts_with('{');
        let kind = match is_json {
            true => kind_of_json(text, limits),
            false => kind_of_token(text, limits),
        };
        let [badge, record, _] = &KNOWN;
        match kind {
            Some(Kind::Badge) => Ok(Self { text, is_json, names: badge }),
            Some(Kind::Record) => Ok(Self { text, is_json, names: record }),
            None => Err(Error::NotACredential("give a credential as JSON, or the token that it is in")),
        }
    }
}

enum Kind {
    Badge,
    Record,
}

fn kind_of_json(text: &str, limits: &Limits) -> Option<Kind> {
    kind_of(Tree::parse(text, limits).ok()?.root())
}

/// A token has its credential for a payload, or in the claim `vc`.
fn kind_of_token(text: &str, limits: &Limits) -> Option<Kind> {
    let mut parts = text.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    let of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~=".contains(&byte);
    if !text.bytes().all(of_token) {
        return None;
    }
    let payload = base64url::decode(payload).ok()?;
    let tree = Tree::parse_bytes(&payload, limits).ok()?;
    kind_of(tree.root().get("vc").unwrap_or(tree.root()))
}

fn kind_of(credential: Node<'_>) -> Option<Kind> {
    let has = |name| credential.get("type")?.each().find(|node| node.as_str() == Some(name));
    if has("ClrCredential").is_some() {
        return Some(Kind::Record);
    }
    has("VerifiableCredential").or_else(|| has("EnvelopedVerifiableCredential")).map(|_| Kind::Badge)
}
