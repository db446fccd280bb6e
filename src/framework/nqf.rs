use super::{Eqf, Table};
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

static LEVELS: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/frameworks/levels.tsv")));
static FRAMEWORKS: LazyLock<Table> =
    LazyLock::new(|| Table::parse(include_str!("../../vocab/frameworks/frameworks.tsv")));
static ROWS: LazyLock<HashMap<[&'static str; 3], usize>> = LazyLock::new(|| {
    let key = |row| ["country", "framework", "level"].map(|column| LEVELS.cell(row, column));
    (0..LEVELS.len()).map(|row| (key(row), row)).collect()
});

/// A level of a national qualifications framework.
///
/// A level of the tables is always [`Named`](Self::Named), so that one level has one value; levels and frameworks that
/// the tables do not know are kept as they are.
///
/// ```
/// use microcred::framework::{Eqf, NqfLevel};
/// let level = NqfLevel::new("IE", "NFQ", "8");
/// assert_eq!(level.uri(), Some("http://data.europa.eu/snb/qdr/c_218a7e54"));
/// assert_eq!(level.eqf(), Eqf::new(6));
/// assert_eq!(NqfLevel::from_uri("http://data.europa.eu/snb/qdr/c_218a7e54"), level);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums)] // by its name or by its URI; there is no third way to refer to one
pub enum NqfLevel {
    /// By name.
    Named {
        /// The country as the EU writes it (`EL` is Greece, `UK` the United Kingdom), or a part of one (`UK-SCT`, `BE-VL`).
        country: String,
        /// The framework's abbreviation, unique within its country.
        framework: String,
        /// The level as the framework writes it, such as `8` or `4A`.
        level: String,
    },
    /// By a concept URI that the tables do not know.
    Concept(String),
}

impl NqfLevel {
    /// A level by its name; it need not be in the tables.
    pub fn new(country: impl Into<String>, framework: impl Into<String>, level: impl Into<String>) -> Self {
        Self::Named { country: country.into(), framework: framework.into(), level: level.into() }
    }

    /// A level by its concept URI.
    pub fn from_uri(uri: &str) -> Self {
        match LEVELS.find("uri", uri) {
            Some(row) => {
                Self::new(LEVELS.cell(row, "country"), LEVELS.cell(row, "framework"), LEVELS.cell(row, "level"))
            }
            None => Self::Concept(uri.to_owned()),
        }
    }

    /// How the concepts of the scheme begin in which EU Vocabularies keeps national frameworks.
    pub(crate) const SCHEME: &'static str = "http://data.europa.eu/snb/qdr/";

    /// Whether a URI is a concept of that scheme.
    pub fn is_uri(uri: &str) -> bool {
        uri.starts_with(Self::SCHEME)
    }

    /// The concept URI, if there is one.
    pub fn uri(&self) -> Option<&str> {
        match self {
            Self::Concept(uri) => Some(uri),
            Self::Named { .. } => Some(LEVELS.cell(self.row()?, "uri")).filter(|uri| !uri.is_empty()),
        }
    }

    /// The EQF level that it is referenced to, if it is in the tables and referenced.
    pub fn eqf(&self) -> Option<Eqf> {
        LEVELS.cell(self.row()?, "eqf").parse().ok().and_then(Eqf::new)
    }

    /// Whether the referencing was read in the source, rather than taken as general knowledge.
    pub fn eqf_is_certain(&self) -> bool {
        self.row().is_some_and(|row| matches!(LEVELS.cell(row, "confidence"), "high" | "medium-high"))
    }

    /// The full name of the framework, if it is in the tables.
    pub fn framework_name(&self) -> Option<&'static str> {
        let row = self.row()?;
        let (country, abbreviation) = (LEVELS.cell(row, "country"), LEVELS.cell(row, "framework"));
        let is_it = |row: &usize| {
            FRAMEWORKS.cell(*row, "country") == country && FRAMEWORKS.cell(*row, "abbreviation") == abbreviation
        };
        (0..FRAMEWORKS.len()).find(is_it).map(|row| FRAMEWORKS.cell(row, "name"))
    }

    fn row(&self) -> Option<usize> {
        match self {
            Self::Named { country, framework, level } => {
                let rows: &HashMap<[&str; 3], usize> = &ROWS;
                rows.get(&[country.as_str(), framework.as_str(), level.as_str()]).copied()
            }
            Self::Concept(_) => None,
        }
    }
}

impl fmt::Display for NqfLevel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named { country, framework, level } => write!(formatter, "{framework} ({country}) level {level}"),
            Self::Concept(uri) => formatter.write_str(uri),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_concept_of_the_table_is_found_by_name_and_by_uri() {
        let mut concepts = 0;
        for row in 0..LEVELS.len() {
            let cells = ["country", "framework", "level"].map(|column| LEVELS.cell(row, column));
            let level = NqfLevel::new(cells[0], cells[1], cells[2]);
            assert_eq!(level.row(), Some(row), "{level}");
            assert!(level.framework_name().is_some(), "{level}");
            if let Some(uri) = level.uri() {
                concepts += 1;
                assert_eq!(NqfLevel::from_uri(uri), level);
            }
        }
        assert_eq!((LEVELS.len(), concepts), (416, 381));
    }

    #[test]
    fn levels_are_referenced_as_the_countries_did() {
        for (country, framework, level, eqf) in [
            ("IE", "NFQ", "7", Some(6)),
            ("IE", "NFQ", "10", Some(8)),
            ("ES", "MECES", "2", Some(6)),
            ("NL", "NLQF", "4+", Some(4)),
        ] {
            let level = NqfLevel::new(country, framework, level);
            assert_eq!(level.eqf(), eqf.and_then(Eqf::new), "{level}");
        }
        let elsewhere = NqfLevel::new("NZ", "NZQCF", "4");
        assert_eq!((elsewhere.uri(), elsewhere.eqf()), (None, None));
    }
}
