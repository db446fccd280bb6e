//! Whether one copy of something says nothing that the other does not say.

use super::moment::moment;
use super::{is_address, same_as};
use crate::json::{Kind, Node, Pointer};
use std::cell::Cell;

/// So much is held against each other and no more. What stands in the same order in both costs as much as it is long; what does not
/// could cost the square of that.
const MOST_STEPS: usize = 1_000_000;

/// To read a moment or an address costs as much as so many steps.
const READING: usize = 10;

/// What a verification object is called.
const VERIFICATION: [&str; 2] = ["verification", "verify"];

/// What is held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copied {
    Assertion,
    BadgeClass,
    Profile,
}

impl Copied {
    /// The member that may be an address in one and described in the other: it is compared by its id here, and what it is where
    /// that stands.
    fn link(self) -> Option<&'static str> {
        match self {
            Self::Assertion => Some("badge"),
            Self::BadgeClass => Some("issuer"),
            Self::Profile => None,
        }
    }
}

/// What a copy says and the original does not.
#[derive(Debug)]
pub(crate) struct Unsaid {
    pub(crate) at: Pointer,
    /// Why it was not looked for to the end, if it was not.
    pub(crate) detail: &'static str,
}

/// The first place of a copy that the original does not bear out. The original may say more.
pub(crate) fn unsaid(copy: Node<'_>, original: Node<'_>, copied: Copied) -> Option<Unsaid> {
    let comparison = Comparison { steps: Cell::new(MOST_STEPS) };
    let node = comparison.unsaid(copy, original, Some(copied))?;
    let detail = match comparison.steps.get() {
        0 => "there is too much of it in another order to be looked for; keep it in the order of the original",
        _ => "",
    };
    Some(Unsaid { at: node.path(), detail })
}

/// What an assertion says of its badge class and its issuer, where it describes them, and none of the documents that there are
/// does: the copy of it that is hosted, and the class and the profile at their own addresses.
pub(crate) fn undescribed(assertion: Node<'_>, [hosted, class, profile]: [Option<Node<'_>>; 3]) -> Option<Unsaid> {
    let own = described(assertion, "badge")?;
    let hosted = hosted.and_then(|hosted| described(hosted, "badge"));
    let classes = [hosted, class].into_iter().flatten();
    unsaid_by_all_of(own, classes.clone(), Copied::BadgeClass).or_else(|| {
        let profiles = classes.filter_map(|class| described(class, "issuer")).chain(profile);
        unsaid_by_all_of(described(own, "issuer")?, profiles, Copied::Profile)
    })
}

/// What is described in a member.
fn described<'t>(node: Node<'t>, name: &str) -> Option<Node<'t>> {
    node.get(name).filter(|inside| inside.is_object())
}

/// What each of several originals leaves unsaid, as the last of them does.
fn unsaid_by_all_of<'o>(copy: Node<'_>, originals: impl Iterator<Item = Node<'o>>, copied: Copied) -> Option<Unsaid> {
    let mut unsaid_by_last = None;
    for original in originals {
        unsaid_by_last = Some(unsaid(copy, original, copied)?);
    }
    unsaid_by_last
}

/// Whether two descriptions of a badge class name one issuer.
pub(crate) fn name_one_issuer(one: Node<'_>, other: Node<'_>) -> bool {
    let issuer = |class: Node<'_>| class.get("issuer").and_then(|issuer| id(issuer).map(str::to_owned));
    match (issuer(one), issuer(other)) {
        (Some(one), Some(other)) => same_as(&one)(&other),
        _ => false,
    }
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

    /// The first member of an object that the other does not say. `copied` says what the whole is, of which this may be a part.
    fn unsaid<'c>(&self, copy: Node<'c>, original: Node<'_>, copied: Option<Copied>) -> Option<Node<'c>> {
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
                (name, _) if copied == Some(Copied::Assertion) && VERIFICATION.contains(&name) => {
                    self.unsaid_verification(said, original)
                }
                (_, None) => (!said.is_null()).then_some(said),
                // They were found by the ids that name them, and may say that they have moved.
                ("id", Some(_)) if matches!(copied, Some(Copied::BadgeClass | Copied::Profile)) => None,
                (name, Some((_, known))) if copied.and_then(Copied::link) == Some(name) => {
                    match (id(said), id(known)) {
                        (Some(own), Some(known)) => (!same_as(known)(own)).then_some(said),
                        _ => self.unsaid_by_all(said, known),
                    }
                }
                (_, Some((_, known))) => self.unsaid_by_all(said, known),
            }
        })
    }

    /// What is not said of how an assertion is verified, which has two names, and two for each way. Its address may be repeated.
    fn unsaid_verification<'c>(&self, said: Node<'c>, original: Node<'_>) -> Option<Node<'c>> {
        let known = VERIFICATION.into_iter().find_map(|name| original.get(name).filter(|own| own.is_object()));
        let Some(known) = known.filter(|_| said.is_object()) else { return Some(said) };
        let way = |name: Node<'_>| match name.as_str() {
            Some("hosted") => Some("HostedBadge".to_owned()),
            Some("signed") => Some("SignedBadge".to_owned()),
            other => other.map(str::to_owned),
        };
        let known_ways = || known.get("type").into_iter().flat_map(Node::each).filter_map(way);
        said.members().find_map(|(name, own)| {
            let stands = known.members().find(|(other, _)| self.go(1) && *other == name);
            match (name, stands) {
                ("type", _) => own.each().find(|own| {
                    let own = way(*own);
                    !known_ways().any(|known| self.go(1) && own.as_ref() == Some(&known))
                }),
                ("url", None) => original.get("id").is_none_or(|id| !self.is_said_by(own, id)).then_some(own),
                (_, None) => (!own.is_null()).then_some(own),
                (_, Some((_, known))) => self.unsaid_by_all(own, known),
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
            (Kind::Object, Kind::Object) => self.unsaid(said, known, None).is_none(),
            // A bare address says less than what is described under it.
            (Kind::String, Kind::Object) => {
                let id = known.members().find(|(name, _)| self.go(1) && *name == "id");
                id.is_some_and(|(_, id)| id.kind() == Kind::String && self.is_same_text(said, id))
            }
            (Kind::String, Kind::String) => self.is_same_text(said, known),
            (Kind::Number, Kind::Number) => said.as_f64() == known.as_f64(),
            (Kind::Array, Kind::Array) => self.unsaid_by_all(said, known).is_none(),
            (Kind::Bool, Kind::Bool) => said.as_bool() == known.as_bool(),
            (Kind::Null, Kind::Null) => true,
            _ => false,
        }
    }

    /// Whether two texts are one, or one moment, or addresses of one place: issuers have moved from http to https.
    fn is_same_text(&self, one: Node<'_>, other: Node<'_>) -> bool {
        let (Some(one), Some(other)) = (one.as_str(), other.as_str()) else { return false };
        one == other || self.is_same_moment(one, other) || self.is_same_place(one, other)
    }

    fn is_same_moment(&self, one: &str, other: &str) -> bool {
        let is_dated = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
        let instant = |text: &str| moment(text).ok().map(|stamp| stamp.instant());
        is_dated(one)
            && is_dated(other)
            && self.go(READING)
            && instant(one).is_some_and(|instant_of_one| instant(other) == Some(instant_of_one))
    }

    fn is_same_place(&self, one: &str, other: &str) -> bool {
        is_address(one) && is_address(other) && self.go(READING) && same_as(one)(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    fn first(copy: &str, original: &str) -> Option<String> {
        let [copy, original] = [copy, original].map(|text| Tree::parse(text, &Limits::default()).unwrap());
        unsaid(copy.root(), original.root(), Copied::Assertion).map(|unsaid| unsaid.at.to_string())
    }

    #[test]
    fn a_copy_may_say_less_and_not_more() {
        let original = r#"{"id": "a", "t": ["x", "y"], "n": 1.0, "on": "2026-01-01T00:00:00Z", "e": {"id": "e", "is": "work", "issuer": "i"}, "badge": "b"}"#;
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
            (r#"{"e": {"id": "e", "issuer": {"id": "i", "name": "of another"}}}"#, "/e"),
            (r#"{"more": 1}"#, "/more"),
            (r#"{"id": ["a", "b"]}"#, "/id/1"),
        ] {
            assert_eq!(first(copy, original).as_deref(), Some(at), "{copy}");
        }
    }

    /// Issuers have moved from http to https, and from the names of one generation to those of the next.
    #[test]
    fn an_address_and_a_way_to_verify_may_be_written_otherwise() {
        let original = r#"{"id": "https://vet.example/1", "badge": "https://vet.example/class", "e": ["https://vet.example/work"],
            "verification": {"type": "HostedBadge"}, "on": "2026-01-01T00:00:00Z"}"#;
        for copy in [
            r#"{"id": "http://vet.example/1", "badge": "http://vet.example/class", "e": "http://vet.example/work"}"#,
            r#"{"badge": {"id": "http://vet.example/class"}, "on": "2026-01-01T01:00+0100"}"#,
            r#"{"verify": {"type": "hosted", "url": "http://vet.example/1"}}"#,
            r#"{"verification": {"type": ["HostedBadge"], "url": "https://vet.example/1"}}"#,
        ] {
            assert_eq!(first(copy, original), None, "{copy}");
        }
        for (copy, at) in [
            (r#"{"id": "http://vet.example/2"}"#, "/id"),
            (r#"{"badge": "http://vet.example.attacker.example/class"}"#, "/badge"),
            (
                r#"{"badge": ["https://vet.example/class", {"id": "https://vet.example/class", "name": "x"}]}"#,
                "/badge/1",
            ),
            (r#"{"verify": {"type": "signed"}}"#, "/verify/type"),
            (r#"{"verify": {"type": "hosted", "url": "https://attacker.example/1"}}"#, "/verify/url"),
            (r#"{"verify": "hosted"}"#, "/verify"),
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
        let unsaid = unsaid(copy.root(), original.root(), Copied::Assertion).unwrap();
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
            let _ = unsaid(copy.root(), original.root(), Copied::Assertion);
            assert!(began.elapsed().as_secs() < 10);
        }
    }
}
