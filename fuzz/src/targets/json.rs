//! Strict JSON: what is read, written and read again is the same, and what we take, another reader takes for the same.

use super::text;
use crate::Target;
use crate::judge::same_when_read;
use crate::mutate::Shape;
use crate::seeds::{Seeds, files};
use microcred::Limits;
use microcred::json::{Kind, Node, Pointer, Tree, Value};

pub const TARGET: Target = Target { name: "json", shape: Shape::Json, longest: 8 * 1024, hold, seeds };

fn hold(data: &[u8]) {
    let limits = Limits { depth: 32, values: 2_000, ..Limits::default() };
    let tree = match Tree::parse_bytes(data, &limits) {
        Ok(tree) => tree,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let text = text(data).expect("what was read is UTF-8");
    assert_eq!(tree.text(), text);
    assert!(tree.len() <= limits.values);
    let value = tree.root().to_value();
    same_when_read(&value, &value.to_string());
    same_when_read(&value, &value.to_string_pretty());
    exact(&value, &serde_json::Value::from(value.clone()));
    walk(tree.root(), 0, &tree);
    // Another reader takes it too, for the same.
    let theirs: serde_json::Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    same(&value, &theirs);
}

fn walk(node: Node<'_>, depth: usize, tree: &Tree) {
    assert!(depth <= 32);
    let path = node.path();
    let again = tree.root().pointer(&path).expect("a place leads to itself");
    assert_eq!(again.path(), path);
    assert_eq!(Pointer::from_text(path.as_str()).steps().collect::<Vec<_>>(), path.steps().collect::<Vec<_>>());
    match node.kind() {
        Kind::Array => node.items().for_each(|item| walk(item, depth + 1, tree)),
        Kind::Object => node.members().for_each(|(name, member)| {
            assert_eq!(node.get(name).map(Node::path), Some(member.path()), "a name stands once");
            walk(member, depth + 1, tree);
        }),
        Kind::Number => {
            let number = node.as_f64().expect("a number");
            assert!(number.is_finite());
            assert_eq!(Some(number), node.number_text().and_then(|text| text.parse().ok()));
        }
        _ => {}
    }
}

/// On the way to serde_json, numbers stay the nearest doubles.
fn exact(ours: &Value, theirs: &serde_json::Value) {
    match (ours, theirs) {
        (Value::Number(ours), theirs) => assert_eq!(Some(ours.as_f64()), theirs.as_f64()),
        (Value::Array(ours), serde_json::Value::Array(theirs)) => {
            ours.iter().zip(theirs).for_each(|(ours, theirs)| exact(ours, theirs));
        }
        (Value::Object(ours), theirs) => ours.iter().for_each(|(name, ours)| exact(ours, &theirs[name])),
        _ => {}
    }
}

fn same(ours: &Value, theirs: &serde_json::Value) {
    match (ours, theirs) {
        (Value::Null, serde_json::Value::Null) => {}
        (Value::Bool(ours), serde_json::Value::Bool(theirs)) => assert_eq!(ours, theirs),
        (Value::Number(ours), serde_json::Value::Number(theirs)) => {
            let (ours, theirs) = (ours.as_f64(), theirs.as_f64().unwrap_or_default());
            assert!((ours - theirs).abs() <= theirs.abs() * f64::EPSILON, "{ours} {theirs}");
        }
        (Value::String(ours), serde_json::Value::String(theirs)) => assert_eq!(ours, theirs),
        (Value::Array(ours), serde_json::Value::Array(theirs)) => {
            assert_eq!(ours.len(), theirs.len());
            ours.iter().zip(theirs).for_each(|(ours, theirs)| same(ours, theirs));
        }
        (Value::Object(ours), serde_json::Value::Object(theirs)) => {
            assert_eq!(ours.len(), theirs.len());
            ours.iter().for_each(|(name, ours)| same(ours, &theirs[name]));
        }
        _ => panic!("{ours} is not {theirs}"),
    }
}

fn seeds(seeds: &mut Seeds) {
    seeds.words([
        "true",
        "false",
        "null",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\\u0000",
        "1e400",
        "-0",
        "[[",
        "{\"\":",
        "\u{feff}",
    ]);
    for text in [
        "null",
        "[]",
        "{}",
        "\"\\u00e9\\ud83d\\ude00\"",
        "[0,-0,1.5e-7,1E400,-1]",
        "{\"a\":{\"a\":[true,false]},\"b\":\"\"}",
    ] {
        seeds.add(text);
    }
    files(&["json", "jsonld"]).into_iter().filter(|file| file.len() < 8 * 1024).for_each(|file| seeds.add(file));
}
