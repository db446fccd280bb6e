//! Whether a document that was read and written again still says everything that it said.

use microcred::json::{Object, Value};
use microcred::vc::DateTimeStamp;

/// The first place whose value is not in the written form any more.
///
/// Written forms may differ by what the documentation says: one ≡ many, a string that became the id of an object, the
/// number that stood in a string or the string that held a number, a language map that became language values, dates in
/// UTC, and what is null or empty.
pub fn lost(original: &Value, written: &Value) -> Option<String> {
    match (original, written) {
        (Value::Null, _) => None,
        (Value::Object(map), _) if became_language_values(map, written) => None,
        (Value::Array(items), _) => items.iter().find_map(|item| {
            let candidates = written.as_array().unwrap_or(std::slice::from_ref(written));
            let kept = candidates.iter().any(|candidate| lost(item, candidate).is_none());
            (!kept).then(|| format!("an item: {item}"))
        }),
        (_, Value::Array(candidates)) => {
            let kept = candidates.iter().any(|candidate| lost(original, candidate).is_none());
            (!kept).then(|| format!("{original}"))
        }
        (Value::Object(members), Value::Object(_)) => members.iter().find_map(|(name, value)| {
            let new_name = match name {
                "@context" => return None,
                "issuanceDate" if written.get(name).is_none() => "validFrom",
                "expirationDate" if written.get(name).is_none() => "validUntil",
                other => other,
            };
            match written.get(new_name) {
                Some(kept) => lost(value, kept).map(|place| format!("{name}: {place}")),
                None if is_nothing(value) => None,
                None => Some(name.to_owned()),
            }
        }),
        (Value::Object(members), Value::String(_)) => match members.get("@value") {
            Some(value) => lost(value, written),
            None => Some(original.to_string()),
        },
        (Value::String(text), Value::Object(object)) => {
            let kept = object.get("id").and_then(Value::as_str) == Some(text)
                || object.get("@value").and_then(Value::as_str) == Some(text);
            (!kept).then(|| text.clone())
        }
        (Value::String(text), Value::Number(number)) => (number.text() != text).then(|| text.clone()),
        (Value::Number(number), Value::String(text)) => (number.text() != text).then(|| text.clone()),
        (Value::String(text), Value::Bool(value)) => (text != &value.to_string()).then(|| text.clone()),
        (Value::String(text), Value::String(other)) if text != other => {
            let same = matches!((DateTimeStamp::parse(text), DateTimeStamp::parse(other)), (Ok(a), Ok(b)) if a.instant() == b.instant());
            (!same).then(|| text.clone())
        }
        _ => (original != written).then(|| original.to_string()),
    }
}

/// Whether each entry of a map stands in the written form as a language value.
fn became_language_values(map: &Object, written: &Value) -> bool {
    let values = written.as_array().unwrap_or(std::slice::from_ref(written));
    let is_there = |(tag, words): (&str, &Value)| {
        values.iter().any(|value| {
            value.get("@value") == Some(words) && value.get("@language").and_then(Value::as_str) == Some(tag)
        })
    };
    !map.is_empty() && map.iter().all(is_there)
}

fn is_nothing(value: &Value) -> bool {
    matches!(value, Value::Null) || value.as_array().is_some_and(|items| items.iter().all(is_nothing))
}
