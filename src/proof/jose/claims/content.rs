//! The content without the claims beside it, or with what they say filled in.

use super::Outside;
use super::comparison::{dates, party};
use crate::json::{Node, Object, Tree, Value};
use crate::proof::TokenKind;
use crate::proof::jose::registered::{self, Registered, at};
use crate::report::{Finding, code};
use crate::vc::DateTimeStamp;
use crate::vc::context_urls::Dates;
use chrono::{DateTime, Utc};

/// A token status list is no status that is read here, and must not go unnoticed.
pub(super) fn unread_status(root: Node<'_>, outside: &Outside<'_>) -> Option<Finding> {
    let is_outside = outside.claims.is_some_and(|claims| claims.root().get("status").is_some());
    let is_said = is_token_status(root) || is_outside;
    is_said.then(|| at("status", code::status::UNSUPPORTED, "it is a token status list"))
}

/// Beside the content in a member of its own, whatever `status` says is the token's.
fn is_token_status(root: Node<'_>) -> bool {
    let is_beside = || ["vc", "vp"].iter().any(|content| root.get(content).is_some());
    root.get("status").is_some_and(|status| status.get("status_list").is_some() || is_beside())
}

/// The payload without the claims, if there are any. What is left stands as it stood.
pub(super) fn without_claims(payload: &Tree) -> Option<Tree> {
    let has_status = is_token_status(payload.root());
    payload.without(|name| registered::NAMES.contains(&name) || name == "status" && has_status)
}

/// The content with what the claims say filled in where it is missing
/// ([VC Data Model 1.1 §6.3.1](https://www.w3.org/TR/vc-data-model/#jwt-decoding)).
pub(super) fn folded(node: Node<'_>, kind: TokenKind, claims: &Registered) -> Value {
    let mut content: Object = node.members().map(|(name, value)| (name.to_owned(), value.to_value())).collect();
    let mut fill = |name: &str, value: Option<String>| {
        if let (None, Some(value)) = (content.get(name), value) {
            content.insert(name, value);
        }
    };
    let stamp =
        |instant: Option<DateTime<Utc>>| instant.map(|instant| DateTimeStamp::from(instant).as_str().to_owned());
    fill("id", claims.jti.clone());
    fill(party(node, kind).1, claims.iss.clone());
    if kind == TokenKind::Credential {
        let Dates { from, until } = dates(node);
        fill(from, stamp(claims.nbf));
        fill(until, stamp(claims.exp));
    }
    for (member, id) in [(party(node, kind).1, &claims.iss), ("credentialSubject", &claims.sub)] {
        if let (Some(object), Some(id)) = (content.get_mut(member).and_then(Value::as_object_mut), id)
            && object.get("id").is_none()
        {
            object.insert("id", id);
        }
    }
    content.into()
}
