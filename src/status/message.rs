use crate::json::{Node, Object};

/// What one value of a status means, in its issuer's words
/// ([`statusMessage`](https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry)).
///
/// The specification wants it for those who look for errors rather than for learners.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusMessage {
    /// The value.
    pub status: u32,
    /// The words.
    pub message: String,
}

impl StatusMessage {
    /// What a value means.
    pub fn new(status: u32, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    /// The JSON form: the value in hexadecimal, as `0x2`.
    pub fn to_json(&self) -> Object {
        Object::new().with("status", format!("0x{:x}", self.status)).with("message", self.message.as_str())
    }

    /// Reads the JSON form; nothing if it is none.
    pub(super) fn read(node: Node<'_>) -> Option<Self> {
        let digits = node.get("status")?.as_str()?.strip_prefix("0x")?;
        let is_hexadecimal = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let status = u32::from_str_radix(digits, 16).ok().filter(|_| is_hexadecimal)?;
        Some(Self::new(status, node.get("message")?.as_str()?))
    }
}
