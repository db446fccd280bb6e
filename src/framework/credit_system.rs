use super::Table;
use std::sync::LazyLock;

static SYSTEMS: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/eu/credit-systems.tsv")));

/// The IRI of the hour as a unit of workload, in our vocabulary.
pub const HOUR_IRI: &str = "https://w3id.org/microcred#hour";

/// What credits are counted in. Credits of two systems are never added; a [`Conversion`](super::Conversion) has to be asked for.
///
/// ```
/// use microcred::framework::CreditSystem;
/// assert_eq!(CreditSystem::from_iri("http://data.europa.eu/snb/education-credit/6fcec5c5af"), CreditSystem::Ects);
/// assert_eq!(CreditSystem::Ects.label(), "European Credit Transfer System");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CreditSystem {
    /// The [European Credit Transfer and Accumulation System](https://education.ec.europa.eu/education-levels/higher-education/inclusive-and-connected-higher-education/european-credit-transfer-and-accumulation-system).
    Ects,
    /// The European credit system for vocational education and training.
    Ecvet,
    /// Another system that has an IRI.
    Iri(String),
    /// Another system by its name. Those of `vocab/frameworks/credit-systems.tsv` have an IRI in our vocabulary.
    Named(String),
}

impl CreditSystem {
    /// The system with this IRI.
    pub fn from_iri(iri: &str) -> Self {
        match SYSTEMS.find("uri", iri).map(|row| SYSTEMS.cell(row, "code")) {
            Some("ECTS") => Self::Ects,
            Some("ECVET") => Self::Ecvet,
            _ => super::national_credits::national_of_iri(iri).unwrap_or_else(|| Self::Iri(iri.to_owned())),
        }
    }

    /// The system with this code, `ECTS` or `ECVET`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "ECTS" => Some(Self::Ects),
            "ECVET" => Some(Self::Ecvet),
            _ => None,
        }
    }

    /// The IRI, if it has one.
    pub fn iri(&self) -> Option<&str> {
        match self {
            Self::Ects => self.cell("ECTS", "uri"),
            Self::Ecvet => self.cell("ECVET", "uri"),
            Self::Iri(iri) => Some(iri),
            Self::Named(name) => super::national_credits::national_iri(name),
        }
    }

    /// What people call it: the English label, the name, or the IRI.
    pub fn label(&self) -> &str {
        match self {
            Self::Ects => self.cell("ECTS", "label").unwrap_or_default(),
            Self::Ecvet => self.cell("ECVET", "label").unwrap_or_default(),
            Self::Iri(text) | Self::Named(text) => text,
        }
    }

    fn cell(&self, code: &str, column: &str) -> Option<&'static str> {
        SYSTEMS.find("code", code).map(|row| SYSTEMS.cell(row, column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_systems_of_the_table_are_known_by_their_iri() {
        assert_eq!(SYSTEMS.len(), 2);
        for system in [CreditSystem::Ects, CreditSystem::Ecvet] {
            assert_eq!(CreditSystem::from_iri(system.iri().unwrap()), system);
            assert!(system.label().starts_with("European"));
        }
    }
}
