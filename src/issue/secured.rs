use crate::microcredential::carrier::LossReport;
use std::fmt;

/// A credential with its proof: the exact text that was signed, ready to carry.
///
/// Keep it as it is. Formatting it differently does no harm to the RDF suites, but there is never a need to.
#[derive(Clone, PartialEq, Eq)]
pub struct Secured {
    text: String,
    losses: LossReport,
}

impl Secured {
    pub(super) fn new(text: String) -> Self {
        Self { text, losses: LossReport::default() }
    }

    pub(super) fn with_losses(self, losses: LossReport) -> Self {
        Self { losses, ..self }
    }

    /// What the carrier could not hold of the micro-credential; empty for everything else.
    pub fn losses(&self) -> &LossReport {
        &self.losses
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The JSON text, given away.
    pub fn into_string(self) -> String {
        self.text
    }
}

impl AsRef<[u8]> for Secured {
    fn as_ref(&self) -> &[u8] {
        self.text.as_bytes()
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
