use crate::report::Code;

/// Why there is no key to be had, or why a key does not count: a code for the report and what exactly was the matter.
///
/// The detail holds no identifier, so it may be logged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {} ({detail})", code.sentence())]
#[non_exhaustive]
pub struct Refusal {
    /// The code.
    pub code: Code,
    /// What exactly, and what to do: one sentence.
    pub detail: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// A text out of somebody's document, shortened and quoted for a message.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{:?}…", &text[..cut]),
        None => format!("{text:?}"),
    }
}
