use super::UnknownName;
use std::fmt;
use std::str::FromStr;

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
    const ALL: [Self; 3] = [Self::Valid, Self::Invalid, Self::Indeterminate];

    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Indeterminate => "indeterminate",
        }
    }

    /// The outcome of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == name)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Outcome {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::from_name(text).ok_or_else(|| UnknownName::new("outcome", Self::ALL.map(Self::as_str)))
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
    const ALL: [Self; 4] = [Self::None, Self::Integrity, Self::IssuerBound, Self::Trusted];

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
        Self::ALL.into_iter().find(|trust| trust.as_str() == name)
    }
}

impl fmt::Display for Trust {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Trust {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::from_name(text).ok_or_else(|| UnknownName::new("level of trust", Self::ALL.map(Self::as_str)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Effect, Severity};

    #[test]
    fn what_is_displayed_is_parsed() {
        for outcome in Outcome::ALL {
            assert_eq!(outcome.to_string().parse(), Ok(outcome));
        }
        for trust in Trust::ALL {
            assert_eq!(trust.to_string().parse(), Ok(trust));
        }
        for effect in [Effect::Ignore, Effect::Info, Effect::Warn, Effect::Indeterminate, Effect::Invalid] {
            assert_eq!(effect.to_string().parse(), Ok(effect));
        }
        assert_eq!(format!("{:>8}", Severity::Error.to_string()), "   error");
        let error = "Valid".parse::<Outcome>().unwrap_err().to_string();
        assert_eq!(error, "this is the name of no outcome; write one of valid, invalid, indeterminate");
    }
}
