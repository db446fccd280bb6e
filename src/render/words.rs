//! The words of the interface, from `vocab/interface/words.tsv`.

use super::plural;
use crate::framework::{CreditSystem, Cycle, NqfLevel, Quantity, Table};
use crate::microcredential::{LanguageTag, Text};
use chrono::{Datelike, NaiveDate};
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../vocab/interface/words.tsv");

static WORDS: LazyLock<Table> = LazyLock::new(|| Table::parse(TABLE));

/// Whether there are letters for a text where it is to stand.
pub(super) type Letters = fn(&str) -> bool;

/// Where whoever reads it brings the fonts.
pub(super) const ALL_LETTERS: Letters = |_| true;

/// A language that the words around a credential are written in.
///
/// ```
/// use microcred::render::Language;
/// assert_eq!(Language::of("pt-BR").map(|language| language.tag()), Some("pt"));
/// assert_eq!(Language::of("nn-NO"), Language::of("no"));
/// assert!(Language::of("tlh").is_none());
/// assert!(Language::ENGLISH.is_reviewed() && !Language::all().all(Language::is_reviewed));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Language(&'static str);

impl Language {
    /// English.
    pub const ENGLISH: Self = Self("en");

    /// The language of a tag of BCP 47, if there are words in it; Norwegian for Bokmål and Nynorsk.
    pub fn of(tag: &str) -> Option<Self> {
        let wanted = LanguageTag::parse(tag)?;
        Self::all().find(|language| is_in(&wanted, language.0))
    }

    /// Every language that there are words in.
    pub fn all() -> impl Iterator<Item = Self> {
        let header = TABLE.lines().find(|line| !line.starts_with('#')).unwrap_or_default();
        header.split('\t').skip(1).map(Self)
    }

    /// The tag.
    pub fn tag(self) -> &'static str {
        self.0
    }

    /// What it is called in itself.
    pub fn name(self) -> &'static str {
        self.word("name")
    }

    /// Whether somebody who speaks the language of the field has read the words; a page says so where not.
    pub fn is_reviewed(self) -> bool {
        self.word("reviewed") == "yes"
    }

    /// The word for a key; empty if there is no such key. A test knows that every key has one in every language.
    pub(super) fn word(self, key: &str) -> &'static str {
        WORDS.find("key", key).map_or("", |row| WORDS.cell(row, self.0))
    }

    /// Every key with its word.
    #[cfg(all(test, feature = "pdf"))]
    pub(super) fn words(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        (0..WORDS.len()).map(move |row| (WORDS.cell(row, "key"), WORDS.cell(row, self.0)))
    }

    /// A day as it is written in this language.
    pub(super) fn date(self, day: NaiveDate) -> String {
        let month = self.word("months").split('|').nth(day.month0() as usize).unwrap_or_default();
        let pattern = self.word("date");
        let number = if day.day() == 1 { self.word("first_day").to_owned() } else { day.day().to_string() };
        pattern.replace("{d}", &number).replace("{m}", month).replace("{y}", &day.year().to_string())
    }

    /// A quantity with the separator of this language.
    pub(super) fn number(self, quantity: Quantity) -> String {
        quantity.to_string().replace('.', self.word("decimal"))
    }

    /// An amount of hours.
    pub(super) fn hours(self, hours: Quantity) -> String {
        format!("{} {}", self.number(hours), plural::form(self.word("hours"), self.0, hours))
    }

    /// Credits behind an amount: in English as the system is called there, in the other languages as where it is at home.
    pub(super) fn credits(self, system: &CreditSystem) -> &str {
        if self == Self::ENGLISH { system.short() } else { system.unit() }
    }

    /// The framework of a national level: by its abbreviation in this language, if that is one of the country.
    pub(super) fn framework(self, level: &NqfLevel) -> &str {
        level.abbreviation_in(self.0)
    }

    /// A cycle of the QF-EHEA.
    pub(super) fn cycle(self, cycle: Cycle) -> &'static str {
        self.word(match cycle {
            Cycle::Short => "short_cycle",
            Cycle::First => "first_cycle",
            Cycle::Second => "second_cycle",
            Cycle::Third => "third_cycle",
        })
    }

    /// The wording to show, and the language that it says to be in: this one if there is one, else English, else the first of the
    /// languages of what is shown, else any; of these one that there are letters for before one that there are not.
    pub(super) fn wording<'x>(
        self,
        text: &'x Text,
        letters: Letters,
        own: &[LanguageTag],
    ) -> (Option<&'x str>, &'x str) {
        let of = |wanted: &str| text.wordings().find(|(tag, _)| is_in(tag, wanted));
        let others = || own.iter().filter_map(|tag| of(tag.language())).chain(text.wordings());
        let legible = || others().find(|(_, words)| letters(words));
        let found = of(self.0).or_else(|| of("en")).or_else(legible).or_else(|| others().next());
        match found {
            Some((tag, words)) => ((!tag.is_undetermined()).then_some(tag.as_str()), words),
            None => (None, ""),
        }
    }
}

/// Whether what is in the language of a tag is in this one: Bokmål and Nynorsk are Norwegian.
fn is_in(tag: &LanguageTag, language: &str) -> bool {
    tag.language() == language || tag.shown_as() == language
}

impl Default for Language {
    fn default() -> Self {
        Self::ENGLISH
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_word_in_every_language() {
        for row in 0..WORDS.len() {
            for language in Language::all() {
                let cell = WORDS.cell(row, language.tag());
                assert!(!cell.trim().is_empty(), "{} {}", WORDS.cell(row, "key"), language.tag());
            }
        }
        for language in Language::all() {
            assert_eq!(language.word("months").split('|').count(), 12, "{}", language.tag());
            assert!(["{d}", "{m}", "{y}"].iter().all(|part| language.word("date").contains(part)));
        }
    }

    /// A title in Bokmål is one for who asks for Norwegian, and Norwegian is what who asks for Bokmål or Nynorsk gets.
    #[test]
    fn bokmal_and_nynorsk_are_norwegian() {
        let norwegian = Language::of("no").unwrap();
        assert_eq!(
            [Language::of("nb"), Language::of("nn-NO"), Language::of("da")].map(|it| it == Some(norwegian)),
            [true, true, false]
        );
        assert_eq!((norwegian.tag(), norwegian.name(), norwegian.word("level")), ("no", "norsk", "Nivå"));
        let text = Text::in_language("en", "Green skills").and("nb", "Grønne ferdigheter");
        assert_eq!(norwegian.wording(&text, ALL_LETTERS, &[]), (Some("nb"), "Grønne ferdigheter"));
    }

    #[test]
    fn dates_and_numbers_follow_the_language() {
        let day = NaiveDate::from_ymd_opt(2026, 6, 5).unwrap_or_default();
        let said = |tag| Language::of(tag).unwrap_or_default().date(day);
        assert_eq!((said("en").as_str(), said("de").as_str()), ("5 June 2026", "5. Juni 2026"));
        assert_eq!((said("bg").as_str(), said("el").as_str()), ("5 юни 2026 г.", "5 Ιουνίου 2026"));
        let first = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap_or_default();
        let said = ["fr", "de"].map(|tag| Language::of(tag).unwrap_or_default().date(first));
        assert_eq!(said, ["1er juin 2026", "1. Juni 2026"]);
        let half = Quantity::from_hundredths(250).unwrap();
        assert_eq!(Language::of("fr").map(|french| french.number(half)).as_deref(), Some("2,5"));
    }
}
