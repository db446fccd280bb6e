use super::Eqf;
use std::fmt;

/// A cycle of the [Qualifications Framework of the European Higher Education Area](https://ehea.info/page-qualification-frameworks).
///
/// EU Vocabularies has no concepts for them, so their IRIs are ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums)] // the framework has four cycles
pub enum Cycle {
    /// Short cycle, within or linked to the first.
    Short,
    /// First cycle: bachelor.
    First,
    /// Second cycle: master.
    Second,
    /// Third cycle: doctorate.
    Third,
}

impl Cycle {
    /// All four, lowest first.
    pub const ALL: [Self; 4] = [Self::Short, Self::First, Self::Second, Self::Third];

    /// The word used in JSON: `short`, `first`, `second`, `third`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::First => "first",
            Self::Second => "second",
            Self::Third => "third",
        }
    }

    /// The cycle of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cycle| cycle.name() == name)
    }

    /// The IRI, in our vocabulary.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Short => "https://w3id.org/microcred#shortCycle",
            Self::First => "https://w3id.org/microcred#firstCycle",
            Self::Second => "https://w3id.org/microcred#secondCycle",
            Self::Third => "https://w3id.org/microcred#thirdCycle",
        }
    }

    /// The cycle with this IRI.
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cycle| cycle.uri() == uri)
    }

    /// The EQF level that it corresponds to
    /// ([Council Recommendation 2017/C 189/03, Annex II](https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32017H0615(01))).
    pub fn eqf(self) -> Option<Eqf> {
        Eqf::new(match self {
            Self::Short => 5,
            Self::First => 6,
            Self::Second => 7,
            Self::Third => 8,
        })
    }

    /// What people call it, in English.
    pub fn label(self) -> &'static str {
        match self {
            Self::Short => "Short cycle",
            Self::First => "First cycle",
            Self::Second => "Second cycle",
            Self::Third => "Third cycle",
        }
    }
}

impl fmt::Display for Cycle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::Table;

    #[test]
    fn the_cycles_are_those_of_the_table() {
        let table = Table::parse(include_str!("../../vocab/frameworks/qf-ehea.tsv"));
        assert_eq!(table.len(), Cycle::ALL.len());
        for cycle in Cycle::ALL {
            let row = table.find("cycle", cycle.name()).unwrap();
            assert_eq!(table.cell(row, "label"), cycle.label());
            assert_eq!(table.cell(row, "eqf").parse().ok().and_then(Eqf::new), cycle.eqf());
            assert_eq!(Cycle::from_uri(cycle.uri()), Some(cycle));
        }
    }
}
