use std::fmt;

/// A credential with its proof: the exact text that was signed, ready to carry.
///
/// Keep it as it is. Formatting it differently does no harm to the RDF suites, but there is never a need to.
#[derive(Clone, PartialEq, Eq)]
pub struct Secured(String);

impl Secured {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The JSON text, given away.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl AsRef<[u8]> for Secured {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl AsRef<str> for Secured {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Secured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Secured {
    /// Only the size: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Secured").field("bytes", &self.0.len()).finish_non_exhaustive()
    }
}
