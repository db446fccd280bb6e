use super::own_table::{self, TableError};
use super::spelling::{compared, eu_country, is_of};
use super::{Conversion, CreditSystem, Eqf, NqfLevel, Quantity, Ratio, Rounding, Table, Unit};
use crate::report::UnknownName;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

static BUNDLED: LazyLock<Frameworks> = LazyLock::new(Frameworks::of_the_tables);

/// How well a referencing of a national level to the EQF is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums)] // the four grades of the tables
pub enum Confidence {
    /// Hardly known: check again before relying on it.
    Low,
    /// Check again before relying on it.
    Medium,
    /// Number and names of the levels were read, the referencing is general knowledge of the referencing reports.
    MediumHigh,
    /// The referencing itself was read in the source.
    High,
}

/// What a national level corresponds to, how well that is known, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Referencing {
    /// The EQF level; nothing for a level below EQF 1 or one that is not referenced.
    pub eqf: Option<Eqf>,
    /// Whether the framework is formally referenced to the EQF. Where it is not, `eqf` is the level that this one was designed for,
    /// and nobody has agreed to that.
    pub is_formal: bool,
    /// How well it is known.
    pub confidence: Confidence,
    /// Where it is written.
    pub source: String,
}

/// National qualifications frameworks and the EQF levels that theirs are referenced to, and what credits are worth: what
/// `vocab/frameworks` says, and what is added.
///
/// Levels of one framework compare as they stand in it, those of two through the EQF and in no other way. The way back is a set,
/// since several levels are referenced to one; a level that is not placed compares with none of another framework.
///
/// ```
/// use microcred::framework::{Eqf, Frameworks, NqfLevel};
/// let frameworks = Frameworks::bundled();
/// let (irish, slovenian) = (NqfLevel::new("IE", "NFQ", "8"), NqfLevel::new("SI", "SQF/SOK", "7"));
/// assert_eq!(frameworks.compare(&irish, &slovenian), Some(std::cmp::Ordering::Equal));
/// let level6 = Eqf::new(6).ok_or("there is a level 6")?;
/// assert_eq!(frameworks.levels_at(level6, Some("IE")).len(), 2, "NFQ 7 and 8");
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug)]
pub struct Frameworks {
    pub(super) levels: BTreeMap<(String, String, String), Referencing>,
    /// Credit systems that were added: their spellings in small letters, and what one credit is in ECTS.
    systems: Vec<(BTreeSet<String>, Ratio)>,
}

impl Confidence {
    const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::MediumHigh, Self::High];

    /// The word of the tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::MediumHigh => "medium-high",
            Self::High => "high",
        }
    }

    /// The grade of that word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.as_str() == name)
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Confidence {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::from_name(text).ok_or_else(|| UnknownName::new("grade of confidence", Self::ALL.map(Self::as_str)))
    }
}

impl Frameworks {
    /// Those of `vocab/frameworks`.
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    fn of_the_tables() -> Self {
        let levels = Table::parse(include_str!("../../vocab/frameworks/levels.tsv"));
        let frameworks = Table::parse(include_str!("../../vocab/frameworks/frameworks.tsv"));
        let framework = |country, abbreviation, column| {
            let is_it = |row: &usize| {
                frameworks.cell(*row, "country") == country && frameworks.cell(*row, "abbreviation") == abbreviation
            };
            (0..frameworks.len()).find(is_it).map_or("", |row| frameworks.cell(row, column))
        };
        let rows = (0..levels.len()).map(|row| {
            let cell = |column| levels.cell(row, column);
            let referencing = Referencing {
                eqf: cell("eqf").parse().ok().and_then(Eqf::new),
                is_formal: framework(cell("country"), cell("framework"), "referenced") == "true",
                confidence: Confidence::from_name(cell("confidence")).unwrap_or(Confidence::Low),
                source: framework(cell("country"), cell("framework"), "source").to_owned(),
            };
            ((cell("country").to_owned(), cell("framework").to_owned(), cell("level").to_owned()), referencing)
        });
        Self { levels: rows.collect(), systems: Vec::new() }
    }

    /// The same, with a table of one's own: of [levels](Self::with_levels) or of [credit systems](Self::with_credit_systems), which
    /// its columns tell apart.
    ///
    /// # Errors
    /// If it is neither, or cannot be used; then nothing of it is.
    pub fn with_table(self, table: &str) -> Result<Self, TableError> {
        let names = own_table::names(table);
        match (names.contains(&"eqf"), names.contains(&"numerator")) {
            (true, _) => self.with_levels(table),
            (false, true) => self.with_credit_systems(table),
            (false, false) => Err(TableError::Unknown),
        }
    }

    /// The same, with the levels of a table; one that is there already is replaced.
    ///
    /// The table is tab-separated like those of `vocab/frameworks`: comments on top, then the names of the columns `country`,
    /// `framework`, `level`, `eqf`, `confidence` and `source` in any order, then the rows. `eqf` is empty for a level that
    /// is not placed. What is of confidence `low` does not count as formally referenced.
    ///
    /// # Errors
    /// The first column that is missing, or the first row that cannot be used; then nothing of the table is.
    pub fn with_levels(mut self, table: &str) -> Result<Self, TableError> {
        let columns = ["country", "framework", "level", "eqf", "confidence", "source"];
        for (line, [country, framework, level, eqf, confidence, source]) in own_table::rows(table, columns)? {
            let wrong = |detail| TableError::Row { line, detail };
            if country.is_empty() || framework.is_empty() || level.is_empty() {
                return Err(wrong("country, framework and level must be given"));
            }
            let eqf = match eqf {
                "" => None,
                number => {
                    let known = number.parse().ok().and_then(Eqf::new);
                    Some(known.ok_or_else(|| wrong("the EQF level is none; write 1 to 8, or leave it empty"))?)
                }
            };
            let confidence = Confidence::from_name(confidence)
                .ok_or_else(|| wrong("the confidence is none; write high, medium-high, medium or low"))?;
            let is_formal = confidence > Confidence::Low;
            let referencing = Referencing { eqf, is_formal, confidence, source: source.to_owned() };
            if let Some(key) = key(&NqfLevel::new(country, framework, level)) {
                self.levels.insert(key, referencing);
            }
        }
        Ok(self)
    }

    /// The same, with the credit systems of a table, which come before those that are there already.
    ///
    /// The table is tab-separated like those of `vocab/frameworks`, with the columns `code`, `label`, `names` (other spellings,
    /// with vertical bars between them), `numerator`, `denominator`, `confidence` and `source` in any order: one credit is
    /// numerator/denominator ECTS credits. Capitals and small letters are the same.
    ///
    /// # Errors
    /// The first column that is missing, or the first row that cannot be used; then nothing of the table is.
    pub fn with_credit_systems(mut self, table: &str) -> Result<Self, TableError> {
        let columns = ["code", "label", "names", "numerator", "denominator", "confidence", "source"];
        let mut added = Vec::new();
        for (line, [code, label, names, numerator, denominator, confidence, _]) in own_table::rows(table, columns)? {
            let wrong = |detail| TableError::Row { line, detail };
            let spellings = [code, label].into_iter().chain(names.split('|')).map(|name| name.trim().to_lowercase());
            let spellings: BTreeSet<String> = spellings.filter(|name| !name.is_empty()).collect();
            if spellings.is_empty() {
                return Err(wrong("it has no name; give a code or a label"));
            }
            if spellings.contains("ects") {
                return Err(wrong("ECTS is what others are measured by; it cannot be given another ratio"));
            }
            let ratio = numerator.parse().ok().zip(denominator.parse().ok()).and_then(|(n, d)| Ratio::new(n, d));
            let ratio = ratio.ok_or_else(|| wrong("numerator and denominator are whole numbers above zero"))?;
            Confidence::from_name(confidence)
                .ok_or_else(|| wrong("the confidence is none; write high, medium-high, medium or low"))?;
            added.push((spellings, ratio));
        }
        added.append(&mut self.systems);
        self.systems = added;
        Ok(self)
    }

    /// How much one credit of a system is in ECTS, if that is known.
    pub fn in_ects(&self, system: &CreditSystem) -> Option<Ratio> {
        self.own_system(system).map(|(_, ratio)| *ratio).or_else(|| system.in_ects())
    }

    /// Whether credits of a system are converted where the learning is at this level, if any is known.
    pub(crate) fn converts_at(&self, system: &CreditSystem, level: Option<Eqf>) -> bool {
        self.own_system(system).is_some() || system.converts_at(level)
    }

    /// Whether both count the same credits, however they are spelled.
    pub fn is_same_system(&self, one: &CreditSystem, other: &CreditSystem) -> bool {
        match (self.own_system(one), self.own_system(other)) {
            (Some((one, _)), Some((other, _))) => one == other,
            (None, None) => one.is_same(other),
            _ => false,
        }
    }

    fn own_system(&self, system: &CreditSystem) -> Option<&(BTreeSet<String>, Ratio)> {
        let (CreditSystem::Named(name) | CreditSystem::Iri(name)) = system else { return None };
        let name = name.to_lowercase();
        self.systems.iter().find(|(spellings, _)| spellings.contains(&name))
    }

    /// Converts credits of one system into another, by way of ECTS; nothing where a ratio is not known, and for hours, whose
    /// ratio has to be [stated](Conversion::by).
    pub fn convert(&self, from: &Unit, amount: Quantity, to: &Unit, rounding: Rounding) -> Option<Conversion> {
        let (Unit::Credits(one), Unit::Credits(other)) = (from, to) else { return None };
        let ratio = self.in_ects(one)?.times(self.in_ects(other)?.inverse())?;
        Conversion::by(from.clone(), amount, to.clone(), ratio, rounding)
    }

    /// What a national level is referenced to, if it is in the tables.
    pub fn referencing(&self, level: &NqfLevel) -> Option<&Referencing> {
        self.levels.get(&key(&level.clone().canonical())?)
    }

    /// The EQF level that a national level is referenced to, if it is placed.
    pub fn eqf(&self, level: &NqfLevel) -> Option<Eqf> {
        self.referencing(level)?.eqf
    }

    /// The levels of that name in a country, one in each of its frameworks. A part of a country is found by the country too.
    pub fn named(&self, country: &str, level: &str) -> Vec<(NqfLevel, &Referencing)> {
        let country = eu_country(country);
        let level = compared(level);
        let found = self.levels.iter().filter(|((own, _, name), _)| is_of(own, &country) && compared(name) == level);
        found.map(|((country, framework, level), known)| (NqfLevel::new(country, framework, level), known)).collect()
    }

    /// Every national level that is referenced to an EQF level, in one country or in all.
    pub fn levels_at(&self, eqf: Eqf, country: Option<&str>) -> BTreeSet<NqfLevel> {
        let country = country.map(eu_country);
        let is_there = |own: &str| country.as_ref().is_none_or(|country| is_of(own, country));
        let found = self.levels.iter().filter(|((own, _, _), known)| known.eqf == Some(eqf) && is_there(own));
        found.map(|((country, framework, level), _)| NqfLevel::new(country, framework, level)).collect()
    }

    /// The frameworks of a country and of its parts, each with the levels that it has here.
    pub(crate) fn of_country(&self, country: &str) -> BTreeMap<(&str, &str), Vec<&str>> {
        let country = eu_country(country);
        let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (own, framework, level) in self.levels.keys().filter(|(own, _, _)| is_of(own, &country)) {
            found.entry((own.as_str(), framework.as_str())).or_default().push(level.as_str());
        }
        // 10 comes after 9.
        found.values_mut().for_each(|levels| levels.sort_by_key(|level| level.len()));
        found
    }

    /// The countries that have a framework here, as the EU writes them.
    pub fn countries(&self) -> BTreeSet<&str> {
        self.levels.keys().map(|(country, _, _)| country.as_str()).collect()
    }
}

/// Country, framework and level, by which a level is found.
fn key(level: &NqfLevel) -> Option<(String, String, String)> {
    match level {
        NqfLevel::Named { country, framework, level } => Some((country.clone(), framework.clone(), level.clone())),
        NqfLevel::Concept(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_levels_are_those_of_the_table() {
        let frameworks = Frameworks::bundled();
        assert_eq!(frameworks.levels.len(), 447);
        for (country, framework, level) in frameworks.levels.keys() {
            let level = NqfLevel::new(country, framework, level);
            assert_eq!(frameworks.eqf(&level), level.eqf(), "{level}");
            let known = frameworks.referencing(&level).unwrap();
            assert_eq!(known.confidence >= Confidence::MediumHigh, level.eqf_is_certain(), "{level}");
            assert!(!known.source.is_empty(), "{level} has no source");
        }
        let with_mapping: BTreeSet<_> = frameworks.levels.keys().map(|(country, name, _)| (country, name)).collect();
        assert_eq!(with_mapping.len(), 49, "46 frameworks, and three of higher education: MECES, FHEQ, nqf.ch-HS");
    }

    /// How well a referencing is known says nothing about whether there is one: Bosnia and Herzegovina's levels are known well.
    #[test]
    fn whether_a_framework_is_referenced_is_a_fact_of_its_own() {
        let table = Table::parse(include_str!("../../vocab/frameworks/frameworks.tsv"));
        let words: BTreeSet<_> = (0..table.len()).map(|row| table.cell(row, "referenced")).collect();
        assert_eq!(words, BTreeSet::from(["true", "false"]), "each row says so");
        let frameworks = Frameworks::bundled();
        let informal = frameworks.levels.iter().filter(|(_, known)| !known.is_formal);
        let informal: BTreeSet<_> =
            informal.map(|((country, framework, _), _)| (country.as_str(), framework.as_str())).collect();
        let countries: BTreeSet<_> = informal.iter().map(|(country, _)| *country).collect();
        assert_eq!(countries, BTreeSet::from(["BA", "BE-DE", "CH", "GE", "MD", "UA"]));
        assert!(informal.contains(&("CH", "nqf.ch-HS")) && !informal.contains(&("CH", "NQF VPET")));
        let head = "country\tframework\tlevel\teqf\tconfidence\tsource\n";
        let rows = "NZ\tNZQCF\t7\t6\tmedium\tours\nNZ\tNZQCF\t8\t7\tlow\tours\n";
        let own = frameworks.clone().with_levels(&format!("{head}{rows}")).unwrap();
        let is_formal = |level| own.referencing(&NqfLevel::new("NZ", "NZQCF", level)).unwrap().is_formal;
        assert_eq!((is_formal("7"), is_formal("8")), (true, false));
    }

    #[test]
    fn an_unplaced_level_compares_with_none_of_another_framework() {
        let frameworks = Frameworks::bundled();
        let (entry, first) = (NqfLevel::new("NL", "NLQF", "Entry"), NqfLevel::new("IE", "NFQ", "1"));
        assert_eq!((frameworks.compare(&entry, &first), frameworks.compare(&first, &entry)), (None, None));
        assert_eq!(frameworks.eqf(&NqfLevel::new("ZZ", "QF", "1")), None);
    }

    #[test]
    fn the_way_back_is_a_set() {
        let frameworks = Frameworks::bundled();
        let at = |eqf, country| frameworks.levels_at(Eqf::new(eqf).unwrap(), Some(country));
        assert_eq!(
            at(6, "IE").iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["NFQ (IE) level 7", "NFQ (IE) level 8"]
        );
        assert_eq!(at(8, "SI").len(), 2);
        assert!(at(5, "ES").contains(&NqfLevel::new("ES", "MECES", "1")), "and MECU 5");
        assert_eq!(frameworks.named("UK", "8").len(), 4, "two in England, and in Scotland and Wales");
        for (level, known) in frameworks.named("IE", "8") {
            assert!(frameworks.levels_at(known.eqf.unwrap(), None).contains(&level));
        }
    }

    #[test]
    fn a_table_of_ones_own_is_added_or_refused_whole() {
        let head = "# ours\ncountry\tframework\tlevel\teqf\tconfidence\tsource\n";
        let own =
            Frameworks::bundled().clone().with_levels(&format!("{head}NZ\tNZQCF\t7\t6\tmedium\tcomparison 2016\n"));
        let own = own.unwrap();
        assert_eq!(own.eqf(&NqfLevel::new("NZ", "NZQCF", "7")), Eqf::new(6));
        assert_eq!(own.eqf(&NqfLevel::new("IE", "NFQ", "9")), Eqf::new(7));
        let wrong = |table: &str| Frameworks::bundled().clone().with_levels(table).unwrap_err();
        assert_eq!(wrong("country\tlevel\n"), TableError::Column("framework"));
        assert_eq!(Frameworks::bundled().clone().with_table("country\tlevel\n").unwrap_err(), TableError::Unknown);
        for row in ["NZ\tNZQCF\t7\t9\thigh\tx", "NZ\tNZQCF\t\t6\thigh\tx", "NZ\tNZQCF\t7\t6\tsure\tx"] {
            assert!(matches!(wrong(&format!("{head}{row}\n")), TableError::Row { line: 3, .. }), "{row}");
        }
    }

    #[test]
    fn credit_systems_of_ones_own_have_exact_ratios() {
        let head = "\u{feff}code\tlabel\tnames\tnumerator\tdenominator\tconfidence\tsource\r\n";
        let row = "US\tsemester credits\tSCH|semester hours\t2\t1\tmedium\tcredit transfer tables\r\n";
        let own = Frameworks::bundled().clone().with_table(&format!("{head}{row}")).unwrap();
        let unit = |name: &str| Unit::Credits(CreditSystem::from_name(name));
        let convert = |from: &str, to: &str| {
            own.convert(&unit(from), "7.5".parse().unwrap(), &unit(to), Rounding::Down).map(|made| made.to_string())
        };
        assert_eq!(convert("Semester Hours", "ECTS").as_deref(), Some("7.5 Semester Hours × 2 = 15 ECTS"));
        assert_eq!(convert("UK", "us").as_deref(), Some("7.5 UK credits × 1/4 = 1.87 us, rounded down"));
        assert_eq!(convert("quarter hours", "ECTS"), None);
        assert!(own.is_same_system(&CreditSystem::from_name("sch"), &CreditSystem::from_name("US")));
        assert!(own.is_same_system(&CreditSystem::from_name("CATS"), &CreditSystem::from_name("UK")));
        assert!(!own.is_same_system(&CreditSystem::from_name("US"), &CreditSystem::from_name("UK")));
        for row in
            ["\t\t\t1\t2\thigh\tx", "ECTS\tours\t\t1\t2\thigh\tx", "A\ta\t\t0\t2\thigh\tx", "A\ta\t\t1\t2\tsure\tx"]
        {
            let refused = Frameworks::bundled().clone().with_table(&format!("{head}{row}\n"));
            assert!(matches!(refused, Err(TableError::Row { line: 2, .. })), "{row}");
        }
    }
}
