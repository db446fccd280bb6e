/// Whether a credential stands.
///
/// The tri-state of [ETSI EN 319 102-1](https://www.etsi.org/deliver/etsi_en/319100_319199/31910201/): what could not be
/// checked is neither valid nor invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums)] // a fourth outcome would be another library
pub enum Outcome {
    /// Every required check passed.
    Valid,
    /// A required check failed.
    Invalid,
    /// A required check could not be made.
    Indeterminate,
}

impl Outcome {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Indeterminate => "indeterminate",
        }
    }
}

/// How far the issuer is known, apart from whether the credential stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums)] // ordered levels, part of the API's promise
pub enum Trust {
    /// No proof holds.
    None,
    /// Somebody signed exactly this.
    Integrity,
    /// The issuer that the credential names has said that the signing key is its own.
    IssuerBound,
    /// The issuer is one of the verifier's anchors.
    Trusted,
}

impl Trust {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Integrity => "integrity",
            Self::IssuerBound => "issuer_bound",
            Self::Trusted => "trusted",
        }
    }

    /// The level of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::None, Self::Integrity, Self::IssuerBound, Self::Trusted].into_iter().find(|trust| trust.as_str() == name)
    }
}
