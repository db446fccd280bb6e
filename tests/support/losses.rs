//! Whether a loss report names exactly what was lost.

use microcred::json::{Object, Pointer, Value};
use microcred::microcredential::carrier::{LossReport, Lost};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What is not named came back as it was, and what is named did not.
pub fn are_exactly(losses: &LossReport, carried: &Value, back: &Value) -> Result<(), TestCaseError> {
    let mut whole = carried.clone();
    let mut missing: Vec<_> = losses.iter().filter(|loss| loss.lost == Lost::Missing).collect();
    missing.reverse();
    for loss in &missing {
        remove(&mut whole, &loss.pointer);
    }
    let removed: Vec<_> = missing.iter().map(|loss| &loss.pointer).collect();
    let altered = losses.iter().filter(|loss| loss.lost == Lost::Altered);
    let altered: BTreeSet<String> = altered.map(|loss| moved(&loss.pointer, &removed)).collect();
    let mut met = BTreeSet::new();
    same_but_for(&whole, back, &Pointer::root(), &altered, &mut met)?;
    prop_assert_eq!(met, altered, "something is told as altered and came back as it was");
    Ok(())
}

fn remove(value: &mut Value, pointer: &Pointer) {
    let steps: Vec<String> = pointer.steps().collect();
    let (last, parents) = steps.split_last().unwrap();
    let parent = parents.iter().fold(value, |value, step| match value {
        Value::Object(object) => object.get_mut(step).unwrap(),
        Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
        _ => unreachable!(),
    });
    match parent {
        Value::Object(object) => {
            assert!(object.remove(last).is_some(), "{pointer} is told to be lost, and was not there")
        }
        Value::Array(items) => drop(items.remove(last.parse().unwrap())),
        _ => unreachable!(),
    }
}

/// A pointer after the items before it were removed from their lists.
fn moved(pointer: &Pointer, removed: &[&Pointer]) -> String {
    let mut place = Pointer::root();
    let mut before = Pointer::root();
    for step in pointer.steps() {
        let earlier = |index: usize| (0..index).filter(|index| removed.contains(&&before.item(*index))).count();
        place = match step.parse::<usize>() {
            Ok(index) => place.item(index - earlier(index)),
            Err(_) => place.member(&step),
        };
        before = before.member(&step);
    }
    place.to_string()
}

fn same_but_for(
    whole: &Value,
    back: &Value,
    at: &Pointer,
    altered: &BTreeSet<String>,
    met: &mut BTreeSet<String>,
) -> Result<(), TestCaseError> {
    if altered.contains(at.as_str()) {
        prop_assert_ne!(whole, back);
        met.insert(at.to_string());
        return Ok(());
    }
    match (whole, back) {
        (Value::Object(one), Value::Object(other)) => {
            let names = |object: &Object| object.iter().map(|(name, _)| name.to_owned()).collect::<BTreeSet<_>>();
            prop_assert_eq!(names(one), names(other), "{}", at);
            for (name, value) in one.iter() {
                same_but_for(value, other.get(name).unwrap(), &at.member(name), altered, met)?;
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            prop_assert_eq!(one.len(), other.len(), "{}", at);
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                same_but_for(one, other, &at.item(index), altered, met)?;
            }
        }
        _ => prop_assert_eq!(whole, back, "{}", at),
    }
    Ok(())
}
