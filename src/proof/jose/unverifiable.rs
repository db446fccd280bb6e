use super::algorithm;
use crate::codec::base64url;
use crate::json::{Object, Tree, Value};
use crate::key::Algorithm;
use crate::limits::Limits;

/// A token made with an algorithm that nobody verifies here. What it says of itself can be shown all the same.
pub(in crate::proof) struct Unverifiable {
    /// The algorithm that it names.
    pub(in crate::proof) algorithm: String,
    /// The token as it would be if it named one that is known: its signature, at which nobody looks, proves nothing of it.
    pub(in crate::proof) readable: String,
}

impl Unverifiable {
    /// Nothing if the algorithm is known here, or if the token is not signed at all.
    pub(in crate::proof) fn of(token: &str) -> Option<Self> {
        let (header, rest) = token.split_once('.')?;
        let decoded = base64url::decode(header).ok()?;
        let limits = Limits { bytes: 64 * 1024, depth: 8, values: 512, ..Limits::default() };
        let tree = Tree::parse_bytes(&decoded, &limits).ok()?;
        let named = tree.root().get("alg")?.as_str()?.to_owned();
        if named.is_empty() || named.eq_ignore_ascii_case("none") || algorithm::from_name(&named).is_some() {
            return None;
        }
        // The key that came along is of a kind that is not read here either.
        let members = tree.root().members().filter(|(name, _)| !["alg", "jwk"].contains(name));
        let members: Object = members.map(|(name, value)| (name.to_owned(), value.to_value())).collect();
        let header = Value::from(members.with("alg", Algorithm::Ed25519.jose_name())).to_string();
        let readable = format!("{}.{rest}", base64url::encode(header.as_bytes()));
        Some(Self { algorithm: named.chars().take(64).collect(), readable })
    }
}
