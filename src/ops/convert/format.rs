use crate::report::UnknownName;
use std::fmt;
use std::str::FromStr;

/// The forms that micro-credentials are converted from and to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialFormat {
    /// Open Badges 2.0.
    OpenBadges2,
    /// Open Badges 3.0.
    OpenBadges3,
    /// A European Digital Credential, in terms of the [European Learning Model](crate::elm); sealed or not.
    Elm,
    /// The [JSON form](crate::microcredential::form) of a micro-credential.
    MicroCredential,
}

impl CredentialFormat {
    /// Every form there is.
    pub const ALL: [Self; 4] = [Self::OpenBadges2, Self::OpenBadges3, Self::Elm, Self::MicroCredential];

    /// The word used on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpenBadges2 => "ob2",
            Self::OpenBadges3 => "ob3",
            Self::Elm => "elm",
            Self::MicroCredential => "microcredential",
        }
    }

    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// Whether something is converted to it. Nothing is made of what has been replaced.
    pub fn is_written(self) -> bool {
        self != Self::OpenBadges2
    }
}

impl fmt::Display for CredentialFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for CredentialFormat {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::from_name(text).ok_or_else(|| UnknownName::new("form of a credential", Self::ALL.map(Self::as_str)))
    }
}
