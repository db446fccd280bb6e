#[cfg(feature = "cose")]
use crate::codec::base64;
use crate::microcredential::carrier::LossReport;
use std::fmt;

/// A secured document, ready to carry: JSON with a proof, a token, or a binary message.
///
/// Keep it as it is. Formatting JSON differently does no harm to the RDF suites, but there is never a need to.
#[derive(Clone, PartialEq, Eq)]
pub struct Secured {
    text: String,
    /// What a binary message consists of.
    bytes: Option<Vec<u8>>,
    losses: LossReport,
}

impl Secured {
    pub(crate) fn of_text(text: String) -> Self {
        Self { text, bytes: None, losses: LossReport::default() }
    }

    #[cfg(feature = "cose")]
    pub(super) fn of_bytes(bytes: Vec<u8>) -> Self {
        Self { text: base64::encode(&bytes), bytes: Some(bytes), losses: LossReport::default() }
    }

    pub(super) fn with_losses(self, losses: LossReport) -> Self {
        Self { losses, ..self }
    }

    /// What the carrier could not hold of the micro-credential; empty for everything else.
    pub fn losses(&self) -> &LossReport {
        &self.losses
    }

    /// The bytes to carry.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// Whether it is a binary message rather than a text.
    pub fn is_binary(&self) -> bool {
        self.bytes.is_some()
    }

    /// The text: JSON, a token, or, for a binary message, its base64 with padding.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, given away.
    pub fn into_string(self) -> String {
        self.text
    }
}

impl AsRef<[u8]> for Secured {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl AsRef<str> for Secured {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Secured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl fmt::Debug for Secured {
    /// Only the size: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Secured").field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}
