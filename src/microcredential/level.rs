use crate::framework::{Cycle, Eqf, NqfLevel};

/// Annex I, "Level (and cycle, if applicable) of the learning experience leading to the micro-credential": one statement;
/// an offer may make several, in different frameworks.
///
/// ```
/// use microcred::microcredential::Level;
/// assert_eq!(Level::Eqf(4).uri(), Some("http://data.europa.eu/snb/eqf/4"));
/// assert_eq!(Level::nqf("IE", "NFQ", "8").to_string(), "NFQ (IE) level 8");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// A level of the European Qualifications Framework, 1 to 8; any other number is found by `build`.
    Eqf(u8),
    /// A level of a national framework.
    Nqf(NqfLevel),
    /// A cycle of the Qualifications Framework of the European Higher Education Area.
    QfEhea(Cycle),
}

impl Level {
    /// A level of a national framework: the country as the EU writes it, the framework's abbreviation, the level.
    pub fn nqf(country: impl Into<String>, framework: impl Into<String>, level: impl Into<String>) -> Self {
        Self::Nqf(NqfLevel::new(country, framework, level))
    }

    /// The URI of the concept, if it has one.
    pub fn uri(&self) -> Option<&str> {
        match self {
            Self::Eqf(level) => Eqf::new(*level).map(Eqf::uri),
            Self::Nqf(level) => level.uri(),
            Self::QfEhea(cycle) => Some(cycle.uri()),
        }
    }

    /// The EQF level that it is, is referenced to, or corresponds to, if that is known.
    pub fn eqf(&self) -> Option<Eqf> {
        match self {
            Self::Eqf(level) => Eqf::new(*level),
            Self::Nqf(level) => level.eqf(),
            Self::QfEhea(cycle) => cycle.eqf(),
        }
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Eqf(level) => write!(formatter, "EQF Level {level}"),
            Self::Nqf(level) => level.fmt(formatter),
            Self::QfEhea(cycle) => write!(formatter, "QF-EHEA {}", cycle.label().to_lowercase()),
        }
    }
}
