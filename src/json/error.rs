use crate::limits::Limits;

/// Why a text is not the strict JSON that can be judged, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} (line {line}, column {column})")]
#[non_exhaustive]
pub struct Error {
    /// What was wrong.
    pub kind: ErrorKind,
    /// Line, from 1.
    pub line: usize,
    /// Column in bytes, from 1.
    pub column: usize,
}

/// What was wrong with a text that should have been JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Not JSON.
    #[error("the text is not JSON here: {0}; repair the file or export it again")]
    Syntax(&'static str),
    /// An object has one name twice; two readers would take different values.
    #[error("an object names the member {0:?} twice; keep one of the two")]
    DuplicateKey(String),
    /// Half of a surrogate pair in an escape.
    #[error("a \\u escape holds half of a surrogate pair; write the character itself")]
    Surrogate,
    /// A number that no double can hold.
    #[error("a number is beyond the range of a double; write it smaller, or as a string")]
    Number,
    /// Arrays and objects nested too deeply.
    #[error(
        "arrays and objects are nested more than {0} deep; raise the limit `depth` if that is meant, to {deepest} at most",
        deepest = Limits::DEEPEST
    )]
    Depth(usize),
    /// Names of members, one inside another, that are too long.
    #[error("the names of members that stand inside one another have more than {most} bytes; shorten them", most = Limits::NAMES)]
    Names,
    /// Too many values.
    #[error("the document holds more than {0} values; raise the limit `values` if that is meant")]
    Values(usize),
    /// Too many bytes.
    #[error("the input has more than {0} bytes; raise the limit `bytes` if that is meant")]
    TooLarge(usize),
    /// Not UTF-8.
    #[error("the input is not UTF-8; convert it (a JSON file is always UTF-8)")]
    Encoding,
}

impl Error {
    pub(super) fn new(kind: ErrorKind, text: &[u8], at: usize) -> Self {
        let before = &text[..at.min(text.len())];
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        Self {
            kind,
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
            column: 1 + before.len() - line_start,
        }
    }
}
