use std::fmt;

/// A JSON Pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)): where in a document something stands.
///
/// ```
/// use microcred::json::Pointer;
/// let pointer = Pointer::root().member("issuer").member("a/b").item(0);
/// assert_eq!(pointer.as_str(), "/issuer/a~1b/0");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// A pointer from its text, taken as it is.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The member `key` of the object that this points at.
    #[must_use]
    pub fn member(&self, key: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + key.len() + 1);
        text.push_str(&self.0);
        text.push('/');
        let mut rest = key;
        while let Some(at) = memchr::memchr2(b'~', b'/', rest.as_bytes()) {
            text.push_str(&rest[..at]);
            text.push_str(if rest.as_bytes()[at] == b'~' { "~0" } else { "~1" });
            rest = &rest[at + 1..];
        }
        text.push_str(rest);
        Self(text)
    }

    /// The item at `index` of the array that this points at.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        // Formatting would take ten times as long, and reports are full of places.
        let index = index.to_string();
        let mut text = String::with_capacity(self.0.len() + index.len() + 1);
        text.push_str(&self.0);
        text.push('/');
        text.push_str(&index);
        Self(text)
    }

    /// This place seen from further out: `prefix` followed by this pointer.
    #[must_use]
    pub fn below(&self, prefix: &Self) -> Self {
        Self(format!("{}{}", prefix.0, self.0))
    }

    /// The text of the pointer; empty for the whole document.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The unescaped steps, from the outside in.
    pub fn steps(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(|step| match step.contains('~') {
            true => step.replace("~1", "/").replace("~0", "~"),
            false => step.to_owned(),
        })
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
