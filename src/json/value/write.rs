//! Values as text.

use super::Value;
use crate::json::scan::{is_ordinary, ordinary};
use std::fmt;
use zeroize::Zeroizing;

impl Value {
    /// The text, indented by two spaces, with a newline at the end: for files that people read.
    pub fn to_string_pretty(&self) -> String {
        let mut text = String::new();
        self.write_pretty(&mut text, 0);
        text.push('\n');
        text
    }

    pub(in crate::json) fn write(&self, text: &mut String) {
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
pub(in crate::json) fn write_list<T>(
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
    if is_ordinary(string.as_bytes()) {
        text.push_str(string);
    } else {
        write_escaped(text, string);
    }
    text.push('"');
}

fn write_escaped(text: &mut String, string: &str) {
    let mut rest = string;
    loop {
        let (plain, special) = rest.split_at(ordinary(rest.as_bytes()));
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

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It may hold a private key, of which a text that grew would leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(4096));
        self.write(&mut text);
        formatter.write_str(&text)
    }
}
