use super::{Number, parse};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashSet;
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// A JSON value being written, members in the order they were added.
///
/// ```
/// use microcred::json::{Object, Value};
/// let value = Value::from(Object::new().with("name", "Ana").with("credits", 3));
/// assert_eq!(value.to_string(), r#"{"name":"Ana","credits":3}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // JSON has no seventh kind
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number with its text
    Number(Number),
    /// A string
    String(String),
    /// An array
    Array(Vec<Value>),
    /// An object
    Object(Object),
}

/// The members of a JSON object, in order, each name once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(Vec<(String, Value)>);

impl Object {
    /// No members yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a member.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.put(key, value.into());
        self
    }

    /// Adds or replaces a member if there is a value.
    #[must_use]
    pub fn with_some(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Adds or replaces a member if the array would not be empty (Open Badges 3.0 omits empty arrays).
    #[must_use]
    pub fn with_all<T: Into<Value>>(self, key: &str, values: impl IntoIterator<Item = T>) -> Self {
        let values: Vec<Value> = values.into_iter().map(Into::into).collect();
        if values.is_empty() { self } else { self.with(key, Value::Array(values)) }
    }

    /// Adds or replaces a member.
    pub fn insert(&mut self, key: &str, value: impl Into<Value>) {
        self.put(key, value.into());
    }

    // Apart from what is generic, so that it is compiled once.
    fn put(&mut self, key: &str, value: Value) {
        match self.get_mut(key) {
            Some(place) => *place = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    /// The value of a member.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The value of a member, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.0.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Takes a member out.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let place = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(place).1)
    }

    /// The members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(members: I) -> Self {
        Self::of(members.into_iter().collect())
    }
}

impl Object {
    // Apart from what is generic, so that it is compiled once.
    fn of(members: Vec<(String, Value)>) -> Self {
        let is_new = |at: usize| members[..at].iter().all(|(other, _)| *other != members[at].0);
        let are_distinct = match members.len() {
            // Comparing few with each other costs less than putting them into a set.
            count @ 0..=16 => (0..count).all(is_new),
            count => members.iter().map(|(key, _)| key.as_str()).collect::<HashSet<_>>().len() == count,
        };
        if are_distinct {
            return Self(members);
        }
        let mut object = Self::new();
        for (key, value) in members {
            object.put(&key, value);
        }
        object
    }
}

impl IntoIterator for Object {
    type Item = (String, Value);
    type IntoIter = std::vec::IntoIter<(String, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Value {
    /// The string, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The object, if this is one.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The object, to change it.
    pub fn as_object_mut(&mut self) -> Option<&mut Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The items, if this is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The member `key`, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_object()?.get(key)
    }

    /// The text, indented by two spaces, with a newline at the end: for files that people read.
    pub fn to_string_pretty(&self) -> String {
        let mut text = String::new();
        self.write_pretty(&mut text, 0);
        text.push('\n');
        text
    }

    pub(super) fn write(&self, text: &mut String) {
        match self {
            Self::Null => text.push_str("null"),
            Self::Bool(true) => text.push_str("true"),
            Self::Bool(false) => text.push_str("false"),
            Self::Number(number) => text.push_str(number.text()),
            Self::String(string) => write_string(text, string),
            Self::Array(items) => write_list(text, ['[', ']'], items, |text, item| item.write(text)),
            Self::Object(object) => write_list(text, ['{', '}'], object.iter(), |text, (key, value)| {
                write_string(text, key);
                text.push(':');
                value.write(text);
            }),
        }
    }

    fn write_pretty(&self, text: &mut String, depth: usize) {
        let newline = |text: &mut String, depth: usize| {
            text.push('\n');
            (0..depth).for_each(|_| text.push_str("  "));
        };
        match self {
            Self::Array(items) if !items.is_empty() => {
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    newline(text, depth + 1);
                    item.write_pretty(text, depth + 1);
                }
                newline(text, depth);
                text.push(']');
            }
            Self::Object(object) if !object.is_empty() => {
                text.push('{');
                for (index, (key, value)) in object.iter().enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    newline(text, depth + 1);
                    write_string(text, key);
                    text.push_str(": ");
                    value.write_pretty(text, depth + 1);
                }
                newline(text, depth);
                text.push('}');
            }
            other => other.write(text),
        }
    }
}

/// Writes items or members between their brackets.
pub(super) fn write_list<T>(
    text: &mut String,
    [open, close]: [char; 2],
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut String, T),
) {
    text.push(open);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write(text, item);
    }
    text.push(close);
}

/// Writes a JSON string with the escapes of RFC 8785: the shortest ones, and no others.
pub(crate) fn write_string(text: &mut String, string: &str) {
    text.reserve(string.len() + 2);
    text.push('"');
    if parse::is_ordinary(string.as_bytes()) {
        text.push_str(string);
    } else {
        write_escaped(text, string);
    }
    text.push('"');
}

fn write_escaped(text: &mut String, string: &str) {
    let mut rest = string;
    loop {
        let (plain, special) = rest.split_at(parse::ordinary(rest.as_bytes()));
        text.push_str(plain);
        let Some(byte) = special.bytes().next() else { break };
        match byte {
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            0x08 => text.push_str("\\b"),
            0x0c => text.push_str("\\f"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            control => text.push_str(&format!("\\u{control:04x}")),
        }
        rest = &special[1..];
    }
}

impl Zeroize for Value {
    /// Overwrites every string and number, and leaves `null`.
    fn zeroize(&mut self) {
        match std::mem::replace(self, Self::Null) {
            Self::String(mut text) => text.zeroize(),
            Self::Number(number) => number.into_text().zeroize(),
            Self::Array(mut items) => items.iter_mut().for_each(Self::zeroize),
            Self::Object(mut object) => object.0.iter_mut().for_each(|(_, value)| value.zeroize()),
            Self::Null | Self::Bool(_) => {}
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It may hold a private key, of which a text that grew would leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(4096));
        self.write(&mut text);
        formatter.write_str(&text)
    }
}

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
