use crate::framework::Table;
use std::fmt;
use std::sync::LazyLock;

static CONCEPTS: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/eu/supervision.tsv")));

/// Annex I, "Supervision and identity verification during assessment": two questions, and where it took place.
///
/// ```
/// use microcred::microcredential::{Supervision, Venue};
/// let supervision = Supervision::supervised().with_identity_verification().at(Venue::Online);
/// assert_eq!(supervision.to_string(), "supervised with identity verification, online");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_structs)] // two questions and a place
pub struct Supervision {
    /// Whether somebody watched over the assessment.
    pub supervised: bool,
    /// Whether the learner's identity was verified.
    pub identity_verified: bool,
    /// Where it took place, if that is said.
    pub venue: Option<Venue>,
}

/// Where an assessment took place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums)] // Annex I says "online, or onsite"
pub enum Venue {
    /// At a distance.
    Online,
    /// On the premises.
    Onsite,
}

impl Supervision {
    /// Somebody watched over the assessment; the identity was not verified.
    pub fn supervised() -> Self {
        Self { supervised: true, identity_verified: false, venue: None }
    }

    /// Nobody watched over the assessment; the identity was not verified.
    pub fn unsupervised() -> Self {
        Self { supervised: false, identity_verified: false, venue: None }
    }

    /// The same, and the learner's identity was verified.
    #[must_use]
    pub fn with_identity_verification(self) -> Self {
        Self { identity_verified: true, ..self }
    }

    /// The same, at a venue.
    #[must_use]
    pub fn at(self, venue: Venue) -> Self {
        Self { venue: Some(venue), ..self }
    }

    /// The URI of the [concept of EU Vocabularies](http://data.europa.eu/snb/supervision-verification/25831c2); it says nothing
    /// about the venue.
    pub fn uri(self) -> &'static str {
        let holds =
            |row: usize, column, value: bool| CONCEPTS.cell(row, column) == if value { "true" } else { "false" };
        let is_it = |row: &usize| {
            holds(*row, "supervised", self.supervised) && holds(*row, "id_verified", self.identity_verified)
        };
        (0..CONCEPTS.len()).find(is_it).map_or("", |row| CONCEPTS.cell(row, "uri"))
    }

    /// The case with this concept URI, without a venue.
    pub fn from_uri(uri: &str) -> Option<Self> {
        CONCEPTS.find("uri", uri).map(Self::of_row)
    }

    /// The case whose concept has this label in EU Vocabularies, in English.
    pub(crate) fn from_label(label: &str) -> Option<Self> {
        CONCEPTS.find("label", label).map(Self::of_row)
    }

    fn of_row(row: usize) -> Self {
        let [supervised, identity_verified] =
            ["supervised", "id_verified"].map(|column| CONCEPTS.cell(row, column) == "true");
        Self { supervised, identity_verified, venue: None }
    }
}

impl Venue {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Online, Self::Onsite];

    /// The word used in JSON: `online`, `onsite`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Onsite => "onsite",
        }
    }

    /// The venue of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|venue| venue.name() == name)
    }

    /// The IRI, in our vocabulary.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Online => "https://w3id.org/microcred#online",
            Self::Onsite => "https://w3id.org/microcred#onsite",
        }
    }

    /// The venue with this IRI.
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|venue| venue.uri() == uri)
    }
}

impl fmt::Display for Supervision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.supervised { "supervised" } else { "unsupervised" })?;
        formatter.write_str(if self.identity_verified {
            " with identity verification"
        } else {
            " with no identity verification"
        })?;
        self.venue.map_or(Ok(()), |venue| write!(formatter, ", {}", venue.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_concepts_are_the_four_cases() {
        for row in 0..CONCEPTS.len() {
            let uri = CONCEPTS.cell(row, "uri");
            let supervision = Supervision::from_uri(uri).unwrap();
            assert_eq!(supervision.uri(), uri);
            let label = CONCEPTS.cell(row, "label").to_lowercase();
            assert_eq!(
                supervision.to_string().replace("no identity", "id").replace("identity", "id").contains("with id"),
                label.contains("id verification")
            );
            assert_eq!(label.starts_with("supervised"), supervision.supervised);
            assert_eq!(label.contains(" with "), supervision.identity_verified);
        }
        assert_eq!(CONCEPTS.len(), 4);
    }
}
