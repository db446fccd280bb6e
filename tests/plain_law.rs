//! The law of plain documents: equal datasets ⇔ equal normal readings, and both ways to RDF agree.
//!
//! Documents are carried micro-credentials; the changes are those that somebody would make who wants one signature to
//! fit two readings.

#[path = "generators/microcredential.rs"]
#[allow(dead_code)]
mod microcredential;

use microcred::Limits;
use microcred::json::{Node, Object, Tree, Value};
use microcred::jsonld::{Contexts, Hash, Work, say_the_same, statements};
use microcred::microcredential::MicroCredential;
use microcred::microcredential::carrier::Carrier;
use proptest::prelude::*;
use proptest::sample::Index;

/// A badge as text, in one carrier or the other.
fn badge(held: &MicroCredential, carrier: Carrier) -> Value {
    let held = held.clone().with_ids(&microcred::Environment::system()).unwrap();
    let issuer = microcred::badge::Profile::new("https://vet.example/issuer").name("Example VET");
    carrier.carry(&held, &issuer).unwrap().badge.to_json()
}

fn tree(value: &Value) -> Tree {
    Tree::parse(&value.to_string(), &Limits::default()).unwrap()
}

/// The canonical statements, if the document is plain.
fn canonical(root: Node<'_>) -> Option<String> {
    let found = statements(root, &Contexts::bundled(), &[], &Limits::default()).ok()?;
    if !found.departures.is_empty() {
        return None;
    }
    Some(found.dataset.canonicalize(Hash::Sha256, &mut Work::new(100_000)).ok()?.nquads().to_owned())
}

fn equal_readings(left: &Tree, right: &Tree) -> bool {
    say_the_same(left.root(), right.root(), &Contexts::bundled(), &[], &Limits::default()).unwrap()
}

/// Every object in a value, as a path of member names and item numbers.
fn objects(value: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    match value {
        Value::Object(object) => {
            found.push(path.clone());
            for (name, member) in object.iter().filter(|(name, _)| *name != "@context") {
                path.push(name.to_owned());
                objects(member, path, found);
                path.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(index.to_string());
                objects(item, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

fn at<'v>(value: &'v mut Value, path: &[String]) -> &'v mut Object {
    let mut here = value;
    for step in path {
        here = match here {
            Value::Object(object) => object.get_mut(step).unwrap(),
            Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            _ => unreachable!("paths lead through objects and arrays"),
        };
    }
    here.as_object_mut().unwrap()
}

/// One change that somebody might try.
#[derive(Clone, Debug)]
enum Change {
    Remove(Index, Index),
    MoveMember(Index, Index, Index),
    CopyMember(Index, Index, Index),
    ReverseArray(Index, Index),
    RepeatItem(Index, Index),
    Unwrap(Index, Index),
    Wrap(Index, Index),
    SpellNumber(Index, Index),
    ReferToInstead(Index, Index),
    MoveDescription(Index, Index),
    RenameMember(Index, Index, Index),
    OtherText(Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    let i = any::<Index>;
    prop_oneof![
        (i(), i()).prop_map(|(a, b)| Change::Remove(a, b)),
        (i(), i(), i()).prop_map(|(a, b, c)| Change::MoveMember(a, b, c)),
        (i(), i(), i()).prop_map(|(a, b, c)| Change::CopyMember(a, b, c)),
        (i(), i()).prop_map(|(a, b)| Change::ReverseArray(a, b)),
        (i(), i()).prop_map(|(a, b)| Change::RepeatItem(a, b)),
        (i(), i()).prop_map(|(a, b)| Change::Unwrap(a, b)),
        (i(), i()).prop_map(|(a, b)| Change::Wrap(a, b)),
        (i(), i()).prop_map(|(a, b)| Change::SpellNumber(a, b)),
        (i(), i()).prop_map(|(a, b)| Change::ReferToInstead(a, b)),
        (i(), i()).prop_map(|(a, b)| Change::MoveDescription(a, b)),
        (i(), i(), i()).prop_map(|(a, b, c)| Change::RenameMember(a, b, c)),
        (i(), i()).prop_map(|(a, b)| Change::OtherText(a, b)),
    ]
}

/// The change made; nothing if it does not apply there.
fn changed(original: &Value, change: &Change) -> Option<Value> {
    let mut value = original.clone();
    let mut paths = Vec::new();
    objects(&value, &mut Vec::new(), &mut paths);
    let pick = |index: &Index| paths[index.index(paths.len())].clone();
    let member = |value: &mut Value, path: &[String], index: &Index| {
        let names: Vec<String> = at(value, path).iter().map(|(name, _)| name.to_owned()).collect();
        (!names.is_empty()).then(|| names[index.index(names.len())].clone())
    };
    match change {
        Change::Remove(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            at(&mut value, &path).remove(&name);
        }
        Change::MoveMember(a, b, c) | Change::CopyMember(a, b, c) => {
            let (from, to) = (pick(a), pick(c));
            let name = member(&mut value, &from, b)?;
            let moved = at(&mut value, &from).get(&name)?.clone();
            if matches!(change, Change::MoveMember(..)) && !to.starts_with(&from) {
                at(&mut value, &from).remove(&name);
            }
            at(&mut value, &to).insert(&name, moved);
        }
        Change::ReverseArray(a, b) | Change::RepeatItem(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            let Value::Array(items) = at(&mut value, &path).get_mut(&name)? else { return None };
            match change {
                Change::ReverseArray(..) => items.reverse(),
                _ => items.push(items.first()?.clone()),
            }
        }
        Change::Unwrap(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            let place = at(&mut value, &path).get_mut(&name)?;
            let Value::Array(items) = &*place else { return None };
            let [one] = items.as_slice() else { return None };
            *place = one.clone();
        }
        Change::Wrap(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            let place = at(&mut value, &path).get_mut(&name)?;
            *place = Value::Array(vec![place.clone()]);
        }
        Change::SpellNumber(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            let place = at(&mut value, &path).get_mut(&name)?;
            let Value::Number(number) = &*place else { return None };
            let text = number.text().to_owned();
            let spelled = if text.contains(['.', 'e']) { format!("{text}0") } else { format!("{text}.0") };
            *place = Value::Number(microcred::json::Number::from_text(&spelled)?);
        }
        Change::ReferToInstead(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            let place = at(&mut value, &path).get_mut(&name)?;
            let id = place.as_str()?.to_owned();
            *place = Object::new().with("id", id).into();
        }
        Change::MoveDescription(a, b) => {
            // An object goes to where it was only referred to, and leaves a reference behind.
            let (from, to) = (pick(a), pick(b));
            if to.starts_with(&from) || from.starts_with(&to) {
                return None;
            }
            let description = at(&mut value, &from).clone();
            let id = description.get("id")?.clone();
            let (name, _) = at(&mut value, &to).iter().find(|(_, member)| **member == id)?;
            let name = name.to_owned();
            if name == "id" {
                return None;
            }
            at(&mut value, &to).insert(&name, description);
            *at(&mut value, &from) = Object::new().with("id", id);
        }
        Change::RenameMember(a, b, c) => {
            let (path, other) = (pick(a), pick(c));
            let name = member(&mut value, &path, b)?;
            let new = member(&mut value, &other, b)?;
            let content = at(&mut value, &path).remove(&name)?;
            at(&mut value, &path).insert(&new, content);
        }
        Change::OtherText(a, b) => {
            let path = pick(a);
            let name = member(&mut value, &path, b)?;
            let place = at(&mut value, &path).get_mut(&name)?;
            let text = place.as_str()?.to_owned();
            *place = format!("{text} ").into();
        }
    }
    Some(value)
}

fn carrier() -> impl Strategy<Value = Carrier> {
    prop_oneof![Just(Carrier::Standard), Just(Carrier::Extended)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn equal_datasets_if_and_only_if_equal_readings(
        held in microcredential::micro_credential(),
        carrier in carrier(),
        changes in proptest::collection::vec(change(), 1..8),
    ) {
        let original = badge(&held, carrier);
        let original_tree = tree(&original);
        let statements = canonical(original_tree.root()).expect("what we carry is plain");
        // One at a time, and then all together.
        let mut all = original.clone();
        for change in &changes {
            if let Some(next) = changed(&all, change) {
                all = next;
            }
        }
        let single = changes.iter().filter_map(|change| changed(&original, change));
        for value in single.chain([all]) {
            let changed_tree = tree(&value);
            if let Some(changed_statements) = canonical(changed_tree.root()) {
                let readings = equal_readings(&original_tree, &changed_tree);
                prop_assert_eq!(statements == changed_statements, readings, "{}", value);
            }
        }
    }

    /// What changes nothing that is said: sets turned round, one or many, spellings of numbers.
    #[test]
    fn spellings_of_one_reading_have_one_dataset(
        held in microcredential::micro_credential(),
        picks in proptest::collection::vec((any::<Index>(), any::<Index>(), 0_u8..4), 1..20),
    ) {
        let original = badge(&held, Carrier::Standard);
        let mut value = original.clone();
        for (a, b, kind) in picks {
            let change = match kind {
                0 => Change::ReverseArray(a, b),
                1 => Change::Unwrap(a, b),
                2 => Change::SpellNumber(a, b),
                _ => Change::Wrap(a, b),
            };
            if let Some(next) = changed(&value, &change) {
                let plain = canonical(tree(&next).root()).is_some();
                let ordered = next.to_string().contains("allowedValue") || matches!(change, Change::Wrap(..));
                if plain && !ordered {
                    value = next;
                }
            }
        }
        let (left, right) = (tree(&original), tree(&value));
        prop_assert_eq!(canonical(left.root()), canonical(right.root()));
        prop_assert!(equal_readings(&left, &right));
    }

    /// The walk and the general way make the same statements.
    #[cfg(feature = "json-ld")]
    #[test]
    fn both_ways_agree(held in microcredential::micro_credential(), carrier in carrier()) {
        use microcred::jsonld::Dataset;
        use microcred::jsonld::general::{Options, to_nquads};
        let text = badge(&held, carrier).to_string();
        let contexts = Contexts::bundled();
        let source = |url: &str| contexts.body(url).map(std::sync::Arc::from);
        let general = to_nquads(&text, &source, &Options::safe()).unwrap();
        let dataset = Dataset::parse_nquads(&general).unwrap();
        let mut work = Work::new(100_000);
        let general = dataset.canonicalize(Hash::Sha256, &mut work).unwrap();
        let tree = Tree::parse(&text, &Limits::default()).unwrap();
        let walked = canonical(tree.root());
        prop_assert_eq!(walked.as_deref(), Some(general.nquads()));
    }
}
