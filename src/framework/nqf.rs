use super::order::Place;
use super::spelling::{compared, eu_country, is_of};
use super::{Eqf, Table};
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

static LEVELS: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/frameworks/levels.tsv")));
static FRAMEWORKS: LazyLock<Table> =
    LazyLock::new(|| Table::parse(include_str!("../../vocab/frameworks/frameworks.tsv")));
/// By country, framework and level as they are compared.
static ROWS: LazyLock<HashMap<(&'static str, &'static str, String), usize>> = LazyLock::new(|| {
    let key = |row| (LEVELS.cell(row, "country"), LEVELS.cell(row, "framework"), compared(LEVELS.cell(row, "level")));
    (0..LEVELS.len()).map(|row| (key(row), row)).collect()
});
/// The frameworks that have a name, as names are compared: an abbreviation of the table may be two, as in `SQF/SOK`.
static NAMES: LazyLock<HashMap<String, Vec<usize>>> = LazyLock::new(|| {
    let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
    for row in 0..FRAMEWORKS.len() {
        let abbreviation = FRAMEWORKS.cell(row, "abbreviation");
        let (_, national) = FRAMEWORKS.cell(row, "national").split_once(':').unwrap_or_default();
        let others =
            FRAMEWORKS.cell(row, "names").split('|').chain([abbreviation, national, FRAMEWORKS.cell(row, "name")]);
        for name in abbreviation.split('/').chain(others).map(compared).filter(|name| !name.is_empty()) {
            let rows = rows.entry(name).or_default();
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
    }
    rows
});

/// The country and the abbreviation under which a framework stands in the tables, whichever of its names is used: a country
/// has a part of which the framework is, and `GB` is `UK`.
pub(super) fn framework(country: &str, name: &str) -> Option<(&'static str, &'static str)> {
    let country = eu_country(country);
    let rows = NAMES.get(&compared(name))?;
    let mut found = rows.iter().copied().filter(|row| is_of(FRAMEWORKS.cell(*row, "country"), &country));
    let row = found.next().filter(|_| found.next().is_none())?;
    Some((FRAMEWORKS.cell(row, "country"), FRAMEWORKS.cell(row, "abbreviation")))
}

/// A level of a national qualifications framework.
///
/// A level of the tables is always [`Named`](Self::Named), and as they write it, so that one level has one value, by whichever
/// of its names it was made; levels and frameworks that the tables do not know are kept as they are.
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
        /// The country as the EU writes it (`EL` is Greece, `UK` the United Kingdom), or a part of one (`UK-SCT`, `BE-VL`). It is
        /// looked up as ISO 3166-1 writes it too, and the framework of a part under the whole country.
        country: String,
        /// The framework's abbreviation, unique within its country; each of several is looked up (`SQF`, `SOK`).
        framework: String,
        /// The level as the framework writes it, such as `8` or `4A`.
        level: String,
    },
    /// By a concept URI that the tables do not know.
    Concept(String),
}

impl NqfLevel {
    /// A level by its name; it need not be in the tables. What they know under another country, abbreviation or spelling is
    /// as they write it.
    pub fn new(country: impl Into<String>, framework: impl Into<String>, level: impl Into<String>) -> Self {
        Self::Named { country: country.into(), framework: framework.into(), level: level.into() }.canonical()
    }

    /// The same level as the tables write it.
    pub(crate) fn canonical(self) -> Self {
        let Self::Named { country, framework, level } = self else { return self };
        match self::framework(&country, &framework) {
            Some((country, framework)) => {
                let row = ROWS.get(&(country, framework, compared(&level)));
                let level = row.map_or(level, |row| LEVELS.cell(*row, "level").to_owned());
                Self::Named { country: country.to_owned(), framework: framework.to_owned(), level }
            }
            None => Self::Named { country, framework, level },
        }
    }

    /// The level of a row of the table.
    fn of_row(row: usize) -> Self {
        let cell = |column| LEVELS.cell(row, column).to_owned();
        Self::Named { country: cell("country"), framework: cell("framework"), level: cell("level") }
    }

    /// A level by its concept URI.
    pub fn from_uri(uri: &str) -> Self {
        match LEVELS.find("uri", uri) {
            Some(row) => Self::of_row(row),
            None => Self::Concept(uri.to_owned()),
        }
    }

    /// The level whose concept has this label in EU Vocabularies, such as `MECU Level 7`, if no other one has.
    pub(crate) fn from_label(label: &str) -> Option<Self> {
        let mut rows = (0..LEVELS.len()).filter(|row| !label.is_empty() && LEVELS.cell(*row, "label") == label);
        let row = rows.next().filter(|_| rows.next().is_none())?;
        Some(Self::of_row(row))
    }

    /// How the concepts of the scheme begin in which EU Vocabularies keeps national frameworks.
    pub(crate) const SCHEME: &'static str = "http://data.europa.eu/snb/qdr/";

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

    /// Whether the tables have at least medium confidence in the referencing.
    pub(crate) fn eqf_is_likely(&self) -> bool {
        self.eqf_is_certain() || self.row().is_some_and(|row| LEVELS.cell(row, "confidence") == "medium")
    }

    /// The full name of the framework, if it is in the tables.
    pub fn framework_name(&self) -> Option<&'static str> {
        self.row()?;
        self.framework_row().map(|row| FRAMEWORKS.cell(row, "name"))
    }

    /// The abbreviation of the framework as it is in a language of its country, such as `HKO` in Croatian, else as it is written; of a
    /// concept that the tables do not know, its URI.
    pub(crate) fn abbreviation_in(&self, language: &str) -> &str {
        let written = match self {
            Self::Named { framework, .. } => framework,
            Self::Concept(uri) => uri,
        };
        let national = self.framework_row().and_then(|row| FRAMEWORKS.cell(row, "national").split_once(':'));
        national.filter(|(own, _)| *own == language).map_or(written, |(_, abbreviation)| abbreviation)
    }

    fn framework_row(&self) -> Option<usize> {
        let Self::Named { country, framework, .. } = self else { return None };
        let (country, abbreviation) = self::framework(country, framework)?;
        let is_it = |row: &usize| {
            FRAMEWORKS.cell(*row, "country") == country && FRAMEWORKS.cell(*row, "abbreviation") == abbreviation
        };
        (0..FRAMEWORKS.len()).find(is_it)
    }

    /// Whether it is in the tables.
    pub(crate) fn is_known(&self) -> bool {
        self.row().is_some()
    }

    /// The levels of its framework, if that is in the tables.
    pub(crate) fn known_levels(&self) -> Option<Vec<&'static str>> {
        let Self::Named { country, framework, .. } = self else { return None };
        let own = self::framework(country, framework)?;
        let is_own = |row: &usize| (LEVELS.cell(*row, "country"), LEVELS.cell(*row, "framework")) == own;
        let levels: Vec<_> = (0..LEVELS.len()).filter(is_own).map(|row| LEVELS.cell(row, "level")).collect();
        Some(levels).filter(|levels| !levels.is_empty())
    }

    /// The frameworks that the tables have of its country.
    pub(crate) fn known_frameworks(&self) -> Vec<&'static str> {
        let Self::Named { country, .. } = self else { return Vec::new() };
        let country = eu_country(country);
        let of_country = |row: &usize| is_of(FRAMEWORKS.cell(*row, "country"), &country);
        (0..FRAMEWORKS.len()).filter(of_country).map(|row| FRAMEWORKS.cell(row, "abbreviation")).collect()
    }

    /// Where it stands in its framework, if it is in the tables.
    pub(super) fn place(&self) -> Option<Place> {
        Place::of_row(&LEVELS, self.row()?)
    }

    fn row(&self) -> Option<usize> {
        match self {
            Self::Named { country, framework, level } => {
                let (country, framework) = self::framework(country, framework)?;
                ROWS.get(&(country, framework, compared(level))).copied()
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
        assert_eq!((LEVELS.len(), concepts), (447, 381));
    }

    /// Of France's mastery of basic knowledge, nobody says what it corresponds to.
    #[test]
    fn a_level_below_those_that_are_referenced_is_one() {
        for (country, framework, level) in [("FR", "RNCP", "1"), ("NO", "NKR", "1"), ("BG", "BQF", "0")] {
            let level = NqfLevel::new(country, framework, level);
            assert!(level.row().is_some() && level.eqf().is_none(), "{level}");
        }
    }

    /// As certificates print them in the languages of the countries, with the word for a level there.
    #[test]
    fn frameworks_and_levels_are_found_as_they_are_called_at_home() {
        for (country, framework, level, eqf) in [
            ("BG", "НКР", "Ниво 6", 6),
            ("GR", "ΕΠΠ", "Επίπεδο 6", 6),
            ("DE", "Deutscher Qualifikationsrahmen", "Niveau 6", 6),
            ("NL", "Nederlands Kwalificatieraamwerk", "niveau 4+", 4),
            ("AT", "Nationaler Qualifikationsrahmen", "Niveau 5", 5),
            ("UA", "НРК", "7", 7),
            ("RS", "НОКС", "6.1", 6),
            ("CH", "NQR Berufsbildung", "5", 5),
            ("CH", "Qualifikationsrahmen für den schweizerischen Hochschulbereich", "1", 6),
            ("CH", "Cadre de qualifications pour le domaine des hautes écoles", "niveau 2", 7),
            ("CH", "nqf.ch-hs", "3", 8),
            ("GB", "FHEQ", "Level 4", 5),
            ("GB-ENG", "Framework for Higher Education Qualifications", "7", 7),
            ("IS", "ÍSQF", "4", 5),
            ("PL", "PRK", "Poziom 6", 6),
            ("PT", "QNQ", "Nível 5", 5),
            ("FI", "FiNQF", "taso 6", 6),
            ("HR", "HKO", "razina 6.st", 6),
        ] {
            let level = NqfLevel::new(country, framework, level);
            assert_eq!(level.eqf(), Eqf::new(eqf), "{level}");
        }
    }

    #[test]
    fn frameworks_are_found_by_each_of_their_names() {
        let eqf = |country, framework, level| NqfLevel::new(country, framework, level).eqf().map(Eqf::level);
        assert_eq!(
            (eqf("SI", "SOK", "7"), eqf("SI", "SQF", "7"), eqf("SI", "SQF/SOK", "7")),
            (Some(6), Some(6), Some(6))
        );
        assert_eq!(
            (eqf("GB", "SCQF", "8"), eqf("UK", "SCQF", "8"), eqf("UK-SCT", "SCQF", "8")),
            (Some(5), Some(5), Some(5))
        );
        assert_eq!(
            (
                eqf("GB-SCT", "SCQF", "8"),
                eqf("GB-ENG", "RQF", "8"),
                eqf("UK-NIR", "RQF", "8"),
                eqf("GB-WLS", "RQF", "8")
            ),
            (Some(5), Some(8), Some(8), None)
        );
        assert_eq!(
            (eqf("HR", "HKO", "4.2"), eqf("FR", "RNCP", "6"), eqf("GR", "HQF", "6")),
            (Some(4), Some(6), Some(6))
        );
        assert_eq!((eqf("IE", "SCQF", "8"), eqf("UK", "", "8"), eqf("ES", "MECES", "5")), (None, None, None));
        assert_eq!(NqfLevel::new("ES", "MECES", "6").known_levels().unwrap(), ["1", "2", "3", "4"]);
    }

    /// As people write them, whether EU Vocabularies has a concept or not.
    #[test]
    fn levels_are_found_as_people_write_them() {
        for (country, framework, level, eqf) in [
            ("NO", "NKR", "4A", Some(4)),
            ("NO", "nkr", "level 4b", Some(4)),
            ("NO", "NKR", "5", Some(5)),
            ("NO", "NKR", "6", Some(6)),
            ("ES", "MECU", "5 A", Some(5)),
            ("HR", "HKO", "7", Some(7)),
            ("HR", "HKO", "6.st", Some(6)),
            ("HR", "HKO", "7.1.SV", Some(7)),
            ("CY", "CYQF", "7", Some(7)),
            ("IS", "ISQF", "5", Some(6)),
            ("ME", "MQF", "Level 4", Some(4)),
            ("UK-WLS", "CQFW", "Entry Level 3", Some(1)),
            ("UK", "CQFW", "Entry 2", None),
            ("UK", "CQFW", "Entry 1-3", None),
        ] {
            let level = NqfLevel::new(country, framework, level);
            assert!(level.is_known(), "{level}");
            assert_eq!(level.eqf(), eqf.and_then(Eqf::new), "{level}");
        }
        // A whole level stands for what all its parts have in common.
        for row in (0..LEVELS.len()).filter(|row| LEVELS.cell(*row, "uri").is_empty()) {
            let cell = |row, column| LEVELS.cell(row, column);
            let is_part = |other: &usize| {
                let rest = cell(*other, "level").strip_prefix(cell(row, "level")).unwrap_or_default();
                ["country", "framework"].iter().all(|column| cell(row, column) == cell(*other, column))
                    && (rest.starts_with('.') || ["a", "b", "c"].contains(&rest))
            };
            let parts: Vec<usize> = (0..LEVELS.len()).filter(is_part).collect();
            assert!(parts.iter().all(|part| cell(*part, "eqf") == cell(row, "eqf")), "{}", NqfLevel::of_row(row));
        }
    }

    #[test]
    fn one_level_has_one_value() {
        for (one, other) in [
            (NqfLevel::new("SI", "SQF", "7"), NqfLevel::new("SI", "sok", "Level 7")),
            (NqfLevel::new("GR", "HQF", "6"), NqfLevel::new("EL", "HQF", "6")),
            (NqfLevel::new("GB", "SCQF", "8"), NqfLevel::new("UK-SCT", "SCQF", " level 8 ")),
            (NqfLevel::new("MK", "MQF", "5A"), NqfLevel::new("MK", "mqf", "5 a")),
            (NqfLevel::new("FR", "RNCP", "6"), NqfLevel::new("FR", "cncp", "level 6")),
            (NqfLevel::new("NL", "NLQF", "Entry level"), NqfLevel::new("NL", "NLQF", "entry")),
        ] {
            assert_eq!(one, other);
            assert!(one.is_known() && (one.uri().is_some() || one.to_string().contains("FR")), "{one}");
        }
        assert_eq!(NqfLevel::new("FR", "RNCP", "6").to_string(), "RNCP (FR) level 6", "as certificates call it");
        let unknown = NqfLevel::new("NZ", "NZQCF", "Level 4");
        assert_eq!(unknown.to_string(), "NZQCF (NZ) level Level 4", "what nobody knows is kept as it is");
        let row = |row| (0..LEVELS.len()).filter(|other| NqfLevel::of_row(*other) == NqfLevel::of_row(row)).count();
        assert!((0..LEVELS.len()).all(|own| row(own) == 1), "no two rows are one level");
        assert_eq!(ROWS.len(), LEVELS.len(), "nor are they for people's spellings");
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
