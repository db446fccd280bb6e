//! Whether one copy of something says nothing that the other does not say.

use crate::json::{Kind, Node, Pointer};
use crate::vc::DateTimeStamp;

/// The first place of a copy that the original does not bear out. The original may say more; `badge` and `issuer` may be
/// an address in one and described in the other, and are compared by their ids: what they are is looked up where they are.
pub(super) fn unsaid(copy: Node<'_>, original: Node<'_>) -> Option<Pointer> {
    copy.members().find_map(|(name, said)| match (name, original.get(name)) {
        ("@context", _) => None,
        (_, None) => (!said.is_null()).then(|| said.path()),
        ("badge" | "issuer", Some(known)) => (id(said) != id(known)).then(|| said.path()),
        (_, Some(known)) => said.each().find_map(|item| unsaid_by_all(item, known)),
    })
}

/// The id of what is named or described.
fn id(node: Node<'_>) -> Option<&str> {
    node.as_str().or_else(|| node.get("id")?.as_str())
}

/// The place of an item that none of the known ones is.
fn unsaid_by_all(item: Node<'_>, known: Node<'_>) -> Option<Pointer> {
    (!known.each().any(|other| is_said_by(item, other))).then(|| item.path())
}

fn is_said_by(said: Node<'_>, known: Node<'_>) -> bool {
    match (said.kind(), known.kind()) {
        (Kind::Object, Kind::Object) => unsaid(said, known).is_none(),
        // A bare address says less than what is described under it.
        (Kind::String, Kind::Object) => id(said) == id(known),
        (Kind::String, Kind::String) => said.as_str() == known.as_str() || is_same_moment(said, known),
        (Kind::Number, Kind::Number) => said.as_f64() == known.as_f64(),
        (Kind::Array, Kind::Array) => said.each().all(|item| unsaid_by_all(item, known).is_none()),
        _ => said.to_value() == known.to_value(),
    }
}

fn is_same_moment(one: Node<'_>, other: Node<'_>) -> bool {
    let moment = |node: Node<'_>| DateTimeStamp::parse(node.as_str()?).ok().map(|stamp| stamp.instant());
    moment(one).is_some_and(|moment_of_one| moment(other) == Some(moment_of_one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    fn first(copy: &str, original: &str) -> Option<String> {
        let [copy, original] = [copy, original].map(|text| Tree::parse(text, &Limits::default()).unwrap());
        unsaid(copy.root(), original.root()).map(|at| at.to_string())
    }

    #[test]
    fn a_copy_may_say_less_and_not_more() {
        let original = r#"{"id": "a", "t": ["x", "y"], "n": 1.0, "on": "2026-01-01T00:00:00Z", "e": {"id": "e", "is": "work"}, "badge": "b"}"#;
        for copy in [
            r#"{"id": "a"}"#,
            r#"{"t": "y", "n": 1}"#,
            r#"{"t": ["y", "x"]}"#,
            r#"{"on": "2026-01-01T01:00:00+01:00"}"#,
            r#"{"e": "e", "gone": null}"#,
            r#"{"badge": {"id": "b", "name": "looked up elsewhere"}, "@context": "other"}"#,
        ] {
            assert_eq!(first(copy, original), None, "{copy}");
        }
        for (copy, at) in [
            (r#"{"id": "b"}"#, "/id"),
            (r#"{"t": ["x", "z"]}"#, "/t/1"),
            (r#"{"n": 2}"#, "/n"),
            (r#"{"on": "2026-01-02T00:00:00Z"}"#, "/on"),
            (r#"{"e": {"id": "e", "is": "other"}}"#, "/e"),
            (r#"{"e": {"id": "e", "also": "more"}}"#, "/e"),
            (r#"{"badge": "c"}"#, "/badge"),
            (r#"{"badge": {"name": "nameless"}}"#, "/badge"),
            (r#"{"more": 1}"#, "/more"),
            (r#"{"id": ["a", "b"]}"#, "/id/1"),
        ] {
            assert_eq!(first(copy, original).as_deref(), Some(at), "{copy}");
        }
    }
}
