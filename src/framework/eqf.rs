use super::Table;
use std::fmt;
use std::sync::LazyLock;

static LEVELS: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/eu/eqf.tsv")));

/// A level of the [European Qualifications Framework](https://europass.europa.eu/en/europass-digital-tools/european-qualifications-framework), 1 to 8.
///
/// ```
/// use microcred::framework::Eqf;
/// let level = Eqf::new(4).unwrap();
/// assert_eq!(level.uri(), "http://data.europa.eu/snb/eqf/4");
/// assert_eq!(Eqf::from_uri(level.uri()), Some(level));
/// assert_eq!(Eqf::new(9), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Eqf(u8);

impl Eqf {
    /// The level of that number, if there is one.
    pub fn new(level: u8) -> Option<Self> {
        (1..=8).contains(&level).then_some(Self(level))
    }

    /// The level with this concept URI.
    pub fn from_uri(uri: &str) -> Option<Self> {
        LEVELS.cell(LEVELS.find("uri", uri)?, "level").parse().ok().and_then(Self::new)
    }

    /// The number.
    pub fn level(self) -> u8 {
        self.0
    }

    /// The concept URI in EU Vocabularies.
    pub fn uri(self) -> &'static str {
        self.cell("uri")
    }

    /// What people call it, in English.
    pub fn label(self) -> &'static str {
        self.cell("label")
    }

    fn cell(self, column: &str) -> &'static str {
        LEVELS.cell(usize::from(self.0 - 1), column)
    }
}

impl fmt::Display for Eqf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_its_level() {
        for number in 1..=8 {
            let level = Eqf::new(number).unwrap();
            assert_eq!(level.uri(), format!("http://data.europa.eu/snb/eqf/{number}"));
            assert_eq!(level.to_string(), format!("EQF Level {number}"));
        }
        assert_eq!((LEVELS.len(), Eqf::new(0)), (8, None));
    }
}
