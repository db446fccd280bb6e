mod conversion;
mod object;
mod write;

pub use object::Object;
pub(super) use write::write_list;
pub(crate) use write::write_string;

use super::Number;
use zeroize::Zeroize;

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
