use super::{CreditSystem, Eqf, Quantity, Ratio, Table};
use std::sync::LazyLock;

static SYSTEMS: LazyLock<Table> =
    LazyLock::new(|| Table::parse(include_str!("../../vocab/frameworks/credit-systems.tsv")));
static WORDS: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/frameworks/credit-words.tsv")));

impl CreditSystem {
    /// The system of that name: a code or a spelling of `vocab/frameworks/credit-systems.tsv`, or a name that is kept as it is.
    /// All spellings of one system give the same value.
    pub fn from_name(name: &str) -> Self {
        Self::from_code(name).unwrap_or_else(|| match row_of(name) {
            Some(row) if SYSTEMS.cell(row, "code") == "ECTS" => Self::Ects,
            Some(row) => Self::Named(SYSTEMS.cell(row, "label").to_owned()),
            None => Self::Named(name.to_owned()),
        })
    }

    /// Whether both count the same credits, however they are spelled.
    pub fn is_same(&self, other: &Self) -> bool {
        self == other || self.clone().canonical() == other.clone().canonical()
    }

    /// The same system by the name, or under the variant, that all its spellings share.
    pub(crate) fn canonical(self) -> Self {
        match self {
            Self::Named(name) => Self::from_name(&name),
            Self::Iri(iri) => Self::from_iri(&iri),
            system => system,
        }
    }

    /// What a word may be that names several kinds of credits and does not tell which.
    pub(crate) fn readings(&self) -> Option<&'static str> {
        let Self::Named(name) = self else { return None };
        let name = name.trim().to_lowercase();
        let row = (0..WORDS.len()).find(|row| WORDS.cell(*row, "word").to_lowercase() == name)?;
        Some(WORDS.cell(row, "readings"))
    }

    /// Whether the ratio to ECTS holds for what is at a level: one word may name credits of higher education and others below.
    pub(crate) fn converts_at(&self, level: Option<Eqf>) -> bool {
        let row = match self {
            Self::Named(name) => row_of(name),
            _ => None,
        };
        let from: Option<Eqf> = row.and_then(|row| SYSTEMS.cell(row, "from").parse().ok().and_then(Eqf::new));
        from.is_none_or(|from| level.is_some_and(|level| level >= from))
    }

    /// How much one credit is in ECTS, if that is known; of studiepoeng, those of higher education.
    pub fn in_ects(&self) -> Option<Ratio> {
        let row = match self {
            Self::Ects => row_of("ECTS"),
            Self::Named(name) => row_of(name),
            Self::Ecvet | Self::Iri(_) => None,
        }?;
        let number = |column| SYSTEMS.cell(row, column).parse().ok();
        Ratio::new(number("numerator")?, number("denominator")?)
    }

    /// The hours of work that so many credits are by the word of the system itself.
    pub(crate) fn hours(&self, credits: Quantity) -> Option<(u32, u32)> {
        let Self::Named(name) = self else { return None };
        let hours: u32 = SYSTEMS.cell(row_of(name)?, "hours").parse().ok()?;
        let hundredths = credits.hundredths().checked_mul(hours)?;
        Some((hundredths / 100, hundredths.div_ceil(100)))
    }

    /// What stands behind an amount where the credits are at home, such as `EAP` or `hp`; in the JSON form as well.
    pub fn unit(&self) -> &str {
        match self {
            Self::Named(name) => row_of(name).map_or(name, |row| SYSTEMS.cell(row, "unit")),
            system => system.short(),
        }
    }

    /// The code, where it is in the table of the EU, else what people call it in English: short enough to stand behind an amount.
    pub(crate) fn short(&self) -> &str {
        match self {
            Self::Ects => "ECTS",
            Self::Ecvet => "ECVET",
            Self::Iri(text) | Self::Named(text) => text,
        }
    }
}

/// The IRI of a national system in our vocabulary, by any of its spellings.
pub(super) fn national_iri(name: &str) -> Option<&'static str> {
    Some(SYSTEMS.cell(row_of(name)?, "uri")).filter(|iri| !iri.is_empty())
}

/// The national system that has this IRI in our vocabulary.
pub(super) fn national_of_iri(iri: &str) -> Option<CreditSystem> {
    let row = SYSTEMS.find("uri", iri)?;
    Some(CreditSystem::Named(SYSTEMS.cell(row, "label").to_owned()))
}

/// The row of the table of credit systems that has this code, label or spelling.
fn row_of(name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    (0..SYSTEMS.len()).find(|row| {
        let cell = |column| SYSTEMS.cell(*row, column).to_lowercase();
        cell("code") == name || cell("label") == name || cell("names").split('|').any(|spelling| spelling == name)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Conversion, Rounding, Unit};
    use super::*;

    /// KP was 1.5 ECTS in Latvia until 2022 and is something else elsewhere; a fagskole's studiepoeng are no ECTS credits.
    #[test]
    fn a_word_that_does_not_tell_is_not_converted() {
        for word in ["KP", "kp", "SP", "sp"] {
            let system = CreditSystem::from_name(word);
            assert_eq!((system.in_ects(), system.iri(), system.unit()), (None, None, word));
            assert!(system.readings().is_some(), "{word}");
        }
        let old = Unit::Credits(CreditSystem::from_name("Latvian credit points before 2022"));
        let old = Conversion::between(old, 4_u8.into(), Unit::Credits(CreditSystem::Ects), Rounding::Down).unwrap();
        assert_eq!(old.to_string(), ("4 Latvian credit points before 2022 × 3/2 = 6 ECTS"));
        let norwegian = CreditSystem::from_name("studiepoeng");
        let at = |level| norwegian.converts_at(Eqf::new(level));
        assert_eq!((at(5), at(6), at(8), norwegian.converts_at(None)), (false, true, true, false));
        for name in ["YH-poäng", "kompetenspoäng", "FET credits", "studiepoeng (fagskole)"] {
            let system = CreditSystem::from_name(name);
            assert!(system.in_ects().is_none() && system.iri().is_some(), "{name}");
        }
    }

    /// As they are printed: in Turkey, Ukraine, Serbia, Austria, Flanders, Finland, Scotland.
    #[test]
    fn national_names_of_credits_are_known() {
        for name in ["AKTS", "ЄКТС", "ЕСПБ", "ESPB", "ECTS-AP", "ECTS-Anrechnungspunkte"] {
            assert_eq!(CreditSystem::from_name(name), CreditSystem::Ects, "{name}");
        }
        for (name, ratio) in [("studiepunten", "1"), ("studiepoäng", "1"), ("SCQF credit points", "1/2")] {
            assert_eq!(CreditSystem::from_name(name).in_ects().unwrap().to_string(), ratio, "{name}");
        }
    }

    #[test]
    fn every_row_of_the_tables_of_credits_can_be_used() {
        for row in 0..SYSTEMS.len() {
            let system = CreditSystem::from_name(SYSTEMS.cell(row, "code"));
            let has_ratio = !SYSTEMS.cell(row, "numerator").is_empty();
            assert_eq!(system.in_ects().is_some(), has_ratio, "{system:?}");
            assert_eq!(system.readings(), None, "{system:?}");
            assert_eq!(CreditSystem::from_iri(system.iri().unwrap()), system, "its IRI leads back to it");
            for spelling in SYSTEMS.cell(row, "names").split('|') {
                assert!(CreditSystem::from_name(&spelling.to_uppercase()).is_same(&system), "{spelling}");
            }
        }
        assert_eq!((SYSTEMS.len(), WORDS.len()), (16, 2));
    }
}
