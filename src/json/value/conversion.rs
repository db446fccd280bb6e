//! Values from what they are made of, and to serde and back.

use super::{Object, Value};
use crate::json::Number;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::String(text.clone())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::from(i64::from(value))
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Bool(value),
            serde_json::Value::Number(number) => {
                let number = Number::from_text(&number.to_string()).and_then(|number| Native::of(&number).to_number());
                number.map_or(Self::Null, Self::Number)
            }
            serde_json::Value::String(text) => Self::String(text),
            serde_json::Value::Array(items) => Self::Array(items.into_iter().map(Into::into).collect()),
            serde_json::Value::Object(members) => {
                Self::Object(members.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
        }
    }
}

impl From<Value> for serde_json::Value {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => match Native::of(&number) {
                Native::Signed(number) => number.into(),
                Native::Unsigned(number) => number.into(),
                // serde_json reads a text as a double that is not always the nearest.
                Native::Float(number) => number.into(),
            },
            Value::String(text) => Self::String(text),
            Value::Array(items) => Self::Array(items.into_iter().map(Into::into).collect()),
            Value::Object(object) => Self::Object(object.into_iter().map(|(key, value)| (key, value.into())).collect()),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => match Native::of(number) {
                Native::Signed(number) => serializer.serialize_i64(number),
                Native::Unsigned(number) => serializer.serialize_u64(number),
                Native::Float(number) => serializer.serialize_f64(number),
            },
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(object) => {
                let mut map = serializer.serialize_map(Some(object.len()))?;
                for (key, value) in object.iter() {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde_json's own value knows how its numbers travel under every feature of that crate.
        let mut value = serde_json::Value::deserialize(deserializer)?;
        value.sort_all_objects();
        Ok(value.into())
    }
}

/// A number as serde knows it. Only so is it the same whichever features of serde_json a program switches on: one of
/// them keeps the text of numbers, and another the order of members.
enum Native {
    Signed(i64),
    Unsigned(u64),
    Float(f64),
}

impl Native {
    fn of(number: &Number) -> Self {
        let text = number.text();
        match (text.parse(), text.parse()) {
            (Ok(number), _) if text != "-0" => Self::Signed(number),
            (_, Ok(number)) => Self::Unsigned(number),
            _ => Self::Float(number.as_f64()),
        }
    }

    fn to_number(&self) -> Option<Number> {
        match self {
            Self::Signed(number) => Some((*number).into()),
            Self::Unsigned(number) => Number::from_text(&number.to_string()),
            Self::Float(number) => Number::from_text(&serde_json::Number::from_f64(*number)?.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found by fuzzing: serde_json by itself reads some of these one off in the last place.
    #[test]
    fn doubles_stay_the_nearest_on_their_way_to_serde_json() {
        for text in ["1.0000000000000001e-28", "0.1", "-2.50", "3.0", "123456789012345678901", "5e-324"] {
            let number = Number::from_text(text).unwrap();
            let theirs = serde_json::Value::from(Value::Number(number.clone()));
            assert_eq!(theirs.as_f64().map(f64::to_bits), Some(number.as_f64().to_bits()), "{text}");
        }
        for whole in ["0", "-9223372036854775808", "18446744073709551615"] {
            let number = Value::Number(Number::from_text(whole).unwrap());
            assert_eq!(serde_json::Value::from(number).to_string(), whole);
        }
    }
}
