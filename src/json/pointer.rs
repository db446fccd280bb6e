use std::fmt;
use std::str::FromStr;

/// A JSON Pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)): where in a document something stands.
///
/// ```
/// use microcred::json::Pointer;
/// let pointer = Pointer::root().member("issuer").member("a/b").item(0);
/// assert_eq!(pointer.as_str(), "/issuer/a~1b/0");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

/// A text that is no JSON Pointer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error(
    "a JSON Pointer is empty or begins with a slash, such as /credentialSubject/result, and has `~` in it as `~0` and a slash in a name as `~1`"
)]
#[non_exhaustive]
pub struct PointerError;

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// A pointer from its text, as somebody wrote it.
    ///
    /// ```
    /// use microcred::json::Pointer;
    /// assert!(Pointer::parse("/issuer/a~1b/0").is_ok());
    /// assert!(Pointer::parse("issuer").is_err() && Pointer::parse("/a~b").is_err());
    /// ```
    ///
    /// # Errors
    /// If it is none: it neither is empty nor begins with a slash, or `~` stands in it without a 0 or 1 behind it.
    pub fn parse(text: &str) -> Result<Self, PointerError> {
        let starts_well = text.is_empty() || text.starts_with('/');
        let is_escaped_well = text.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
        if starts_well && is_escaped_well { Ok(Self(text.to_owned())) } else { Err(PointerError) }
    }

    /// A pointer from its text, taken as it is; [`parse`](Self::parse) looks at what a stranger wrote.
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

    /// Whether this is the place that the other one is, or a place in it.
    ///
    /// ```
    /// use microcred::json::Pointer;
    /// let [place, inside, beside] = ["/a", "/a/0", "/ab"].map(Pointer::from_text);
    /// assert!(inside.is_within(&place) && place.is_within(&place) && place.is_within(&Pointer::root()));
    /// assert!(!place.is_within(&inside) && !beside.is_within(&place));
    /// ```
    pub fn is_within(&self, outer: &Self) -> bool {
        self.0.strip_prefix(&outer.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
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

/// The item that a step leads to: each index has one spelling, without a sign or zeros before it.
pub(crate) fn index_of(step: &str) -> Option<usize> {
    let index: usize = step.parse().ok()?;
    (index.to_string() == step).then_some(index)
}

impl FromStr for Pointer {
    type Err = PointerError;

    fn from_str(text: &str) -> Result<Self, PointerError> {
        Self::parse(text)
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    /// RFC 6901, sections 3 and 5.
    #[test]
    fn what_is_no_pointer_is_refused() {
        for text in ["", "/", "/foo/0", "/a~1b", "/m~0n", "/c%d", "/ ", "/~01"] {
            assert_eq!(Pointer::parse(text).map(|pointer| pointer.to_string()), Ok(text.to_owned()));
        }
        for text in ["foo", "#/foo", "/~", "/a~", "/a~2b", "/~~0", " /foo"] {
            assert_eq!(Pointer::parse(text), Err(PointerError), "{text}");
        }
    }

    /// RFC 6901, section 4: an index has no sign and no zeros before it.
    #[test]
    fn an_index_has_one_spelling() {
        let tree = Tree::parse(r#"{"a": ["x", "y"], "01": "z"}"#, &Limits::default()).unwrap();
        let at = |text| tree.root().pointer(&Pointer::from_text(text)).and_then(|node| node.as_str());
        assert_eq!(["/a/0", "/a/1", "/01"].map(at), [Some("x"), Some("y"), Some("z")]);
        assert_eq!(["/a/01", "/a/+1", "/a/-", "/a/2", "/a/", "/a/ 1"].map(at), [None; 6]);
    }
}
