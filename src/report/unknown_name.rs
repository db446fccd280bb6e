/// A name that is none of those that there are. It is not repeated: it may be anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is the name of no {kind}; write one of {}", .known.join(", "))]
pub struct UnknownName {
    kind: &'static str,
    known: Vec<&'static str>,
}

impl UnknownName {
    /// What it should be the name of, in words, and all the names of that.
    pub(crate) fn new(kind: &'static str, known: impl IntoIterator<Item = &'static str>) -> Self {
        Self { kind, known: known.into_iter().collect() }
    }
}
