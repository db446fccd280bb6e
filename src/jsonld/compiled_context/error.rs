/// Why a context cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContextError {
    /// A term that another context protects is defined differently.
    #[error("the term {0:?} is protected and would be redefined; leave one of the two contexts out")]
    Protected(String),
    /// A context URL that is not registered.
    #[error("the context <{0}> is not registered; register its body with its SHA-256")]
    Unknown(String),
    /// Not a context that JSON-LD 1.1 can process.
    #[error("{0}; repair the context")]
    Malformed(String),
    /// Contexts that load each other without end.
    #[error("contexts import each other without end; break the cycle")]
    Cycle,
    /// A feature that pinned contexts do not use.
    #[error("the context uses {0}, which only the general way understands")]
    Exotic(&'static str),
    /// A registered body that does not have the digest it was registered with.
    #[error("the body of <{url}> has SHA-256 {found}, not the {expected} it was registered with")]
    HashMismatch {
        /// The context's URL.
        url: String,
        /// The digest that was asked for, in hexadecimal.
        expected: String,
        /// The digest of the body, in hexadecimal.
        found: String,
    },
}

pub(super) fn malformed(message: impl Into<String>) -> ContextError {
    ContextError::Malformed(message.into())
}
