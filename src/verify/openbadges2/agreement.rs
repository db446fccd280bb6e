//! Whether one copy of something says nothing that the other does not say.

use crate::json::{Kind, Node, Pointer};
use crate::vc::DateTimeStamp;
use std::cell::Cell;

/// So much is held against each other and no more. What stands in the same order in both costs as much as it is long; what does not
/// could cost the square of that.
const MOST_STEPS: usize = 1_000_000;

/// To read a moment costs as much as so many steps.
const MOMENT: usize = 10;

/// What a copy says and the original does not.
#[derive(Debug)]
pub(super) struct Unsaid {
    pub(super) at: Pointer,
    /// Why it was not looked for to the end, if it was not.
    pub(super) detail: &'static str,
}

/// The first place of a copy that the original does not bear out. The original may say more; `badge` and `issuer` may be
/// an address in one and described in the other, and are compared by their ids: what they are is looked up where they are.
pub(super) fn unsaid(copy: Node<'_>, original: Node<'_>) -> Option<Unsaid> {
    let comparison = Comparison { steps: Cell::new(MOST_STEPS) };
    let node = comparison.unsaid(copy, original)?;
    let detail = match comparison.steps.get() {
        0 => "there is too much of it in another order to be looked for; keep it in the order of the original",
        _ => "",
    };
    Some(Unsaid { at: node.path(), detail })
}

/// The id of what is named or described.
fn id(node: Node<'_>) -> Option<&str> {
    node.as_str().or_else(|| node.get("id")?.as_str())
}

/// Two documents that are held against each other.
struct Comparison {
    /// How many steps are left.
    steps: Cell<usize>,
}

impl Comparison {
    /// Goes so many steps, if they are left. What is not looked at is not the same.
    fn go(&self, steps: usize) -> bool {
        let left = self.steps.get().saturating_sub(steps);
        self.steps.set(left);
        left > 0
    }

    fn unsaid<'c>(&self, copy: Node<'c>, original: Node<'_>) -> Option<Node<'c>> {
        let mut ahead = original.members();
        copy.members().find_map(|(name, said)| {
            let is_it = |(own, _): &(&str, Node<'_>)| self.go(1) && *own == name;
            // Copies have their members in one order.
            let known = ahead.find(is_it).or_else(|| {
                ahead = original.members();
                ahead.find(is_it)
            });
            match (name, known) {
                ("@context", _) => None,
                (_, None) => (!said.is_null()).then_some(said),
                ("badge" | "issuer", Some((_, known))) => (id(said) != id(known)).then_some(said),
                (_, Some((_, known))) => self.unsaid_by_all(said, known),
            }
        })
    }

    /// The first of several items that none of the known ones is.
    fn unsaid_by_all<'c>(&self, said: Node<'c>, known: Node<'_>) -> Option<Node<'c>> {
        let mut ahead = known.each();
        said.each().find(|item| {
            // They have their items in one order too.
            let is_said = ahead.any(|other| self.is_said_by(*item, other)) || {
                ahead = known.each();
                ahead.any(|other| self.is_said_by(*item, other))
            };
            !is_said
        })
    }

    fn is_said_by(&self, said: Node<'_>, known: Node<'_>) -> bool {
        if !self.go(1) {
            return false;
        }
        match (said.kind(), known.kind()) {
            (Kind::Object, Kind::Object) => self.unsaid(said, known).is_none(),
            // A bare address says less than what is described under it.
            (Kind::String, Kind::Object) => {
                let id = known.members().find(|(name, _)| self.go(1) && *name == "id");
                id.is_some_and(|(_, id)| id.as_str() == said.as_str())
            }
            (Kind::String, Kind::String) => said.as_str() == known.as_str() || self.is_same_moment(said, known),
            (Kind::Number, Kind::Number) => said.as_f64() == known.as_f64(),
            (Kind::Array, Kind::Array) => self.unsaid_by_all(said, known).is_none(),
            (Kind::Bool, Kind::Bool) => said.as_bool() == known.as_bool(),
            (Kind::Null, Kind::Null) => true,
            _ => false,
        }
    }

    fn is_same_moment(&self, one: Node<'_>, other: Node<'_>) -> bool {
        let moment = |node: Node<'_>| DateTimeStamp::parse(node.as_str()?).ok().map(|stamp| stamp.instant());
        let is_dated =
            |node: Node<'_>| node.as_str().is_some_and(|text| text.starts_with(|first: char| first.is_ascii_digit()));
        is_dated(one)
            && is_dated(other)
            && self.go(MOMENT)
            && moment(one).is_some_and(|moment_of_one| moment(other) == Some(moment_of_one))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    fn first(copy: &str, original: &str) -> Option<String> {
        let [copy, original] = [copy, original].map(|text| Tree::parse(text, &Limits::default()).unwrap());
        unsaid(copy.root(), original.root()).map(|unsaid| unsaid.at.to_string())
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

    /// What stands in both in one order, or in the copy in part, is found in one go; much in another order is not looked for to the end.
    #[test]
    fn a_long_copy_costs_no_more_than_its_length() {
        let items = |numbers: &mut dyn Iterator<Item = usize>| {
            let items: Vec<String> =
                numbers.map(|number| format!(r#"{{"id": "e{number}", "name": "{number}"}}"#)).collect();
            format!(r#"{{"evidence": [{}]}}"#, items.join(","))
        };
        let original = items(&mut (0..4_000));
        assert_eq!(first(&original, &original), None);
        assert_eq!(first(&items(&mut (0..4_000).step_by(3)), &original), None);
        assert_eq!(first(&items(&mut (0..300).rev()), &items(&mut (0..300))), None);
        assert_eq!(first(&items(&mut (0..4_001)), &original).as_deref(), Some("/evidence/4000"));
        let [copy, original] =
            [items(&mut (0..4_000).rev()), original].map(|text| Tree::parse(&text, &Limits::default()).unwrap());
        let unsaid = unsaid(copy.root(), original.root()).unwrap();
        assert!(unsaid.detail.contains("order"), "{unsaid:?}");
    }

    /// However much stands there, it ends.
    #[test]
    fn no_copy_is_compared_without_end() {
        let of = |first: &str, others: &str, last: &str| {
            format!(r#"{{"z": [{first}{}{last}]}}"#, format!("{others},").repeat(9_000))
        };
        let members = |letter: char| (0..9_000).map(|at| format!(r#""{letter}{at}": 1"#)).collect::<Vec<_>>().join(",");
        for (copy, original) in [
            (of("", "\"a\"", "\"a\""), of("", "\"b\"", "\"a\"")),
            (of("", "\"2026-01-01T00:00:00Z\"", "1"), of("", "\"2026-01-01T00:00:01Z\"", "1")),
            (of("", "[1]", "[]"), of("", "[2]", "[1]")),
            (of("", "{\"a\": 1}", "1"), of("", "{\"b\": 1}", "1")),
            (of("", "\"x\"", "1"), format!(r#"{{"z": [{{{}}}, {{{}}}]}}"#, members('a'), members('b'))),
            (format!("{{{}}}", members('a')), format!("{{{}, {}}}", members('b'), members('a'))),
        ] {
            let [copy, original] = [copy, original].map(|text| Tree::parse(&text, &Limits::default()).unwrap());
            let began = std::time::Instant::now();
            let _ = unsaid(copy.root(), original.root());
            assert!(began.elapsed().as_secs() < 10);
        }
    }
}
