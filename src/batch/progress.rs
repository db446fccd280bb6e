/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// How many rows or credentials are done.
    pub done: u64,
    /// How many of them were refused, or are not valid.
    pub refused: u64,
    /// Which part of the whole is behind it, from 0 to 1, if that is known.
    pub share: Option<f64>,
}

impl Progress {
    /// The part that so much of a whole is.
    pub(super) fn share_of(part: u64, whole: u64) -> Option<f64> {
        (whole > 0).then(|| (part as f64 / whole as f64).min(1.0))
    }
}
