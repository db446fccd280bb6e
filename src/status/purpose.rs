use std::fmt;

/// What a status says about a credential
/// ([`statusPurpose`](https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry)).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StatusPurpose {
    /// Whether it was withdrawn, for good.
    Revocation,
    /// Whether it is not to be accepted for a while.
    Suspension,
    /// Whether a newer version can be had from its refresh service.
    Refresh,
    /// Whatever its issuer has to say: see [`StatusMessage`](super::StatusMessage).
    Message,
    /// Another purpose, in its issuer's word.
    Other(String),
}

impl StatusPurpose {
    /// The word used in documents.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Revocation => "revocation",
            Self::Suspension => "suspension",
            Self::Refresh => "refresh",
            Self::Message => "message",
            Self::Other(name) => name,
        }
    }
}

impl From<&str> for StatusPurpose {
    fn from(name: &str) -> Self {
        match name {
            "revocation" => Self::Revocation,
            "suspension" => Self::Suspension,
            "refresh" => Self::Refresh,
            "message" => Self::Message,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for StatusPurpose {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
