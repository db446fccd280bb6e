//! What concepts, countries and languages are called in the languages of the EU, from `vocab/eu`.

use super::Language;
use crate::framework::Table;
use crate::microcredential::LanguageTag;
use std::sync::LazyLock;

static CONCEPTS: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/eu/labels.tsv")));
static COUNTRIES: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/eu/country-names.tsv")));
static LANGUAGES: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/eu/language-names.tsv")));
static ENGLISH_LANGUAGES: LazyLock<Table> =
    LazyLock::new(|| Table::parse(include_str!("../../vocab/eu/languages.tsv")));

/// The name of a concept by its URI; nothing in English, where the concepts themselves have it.
pub(super) fn concept(uri: &str, language: Language) -> Option<&'static str> {
    cell(&CONCEPTS, "uri", uri, language).filter(|_| language != Language::ENGLISH)
}

/// The name of a country by its code.
pub(super) fn country(code: &str, language: Language) -> Option<&'static str> {
    cell(&COUNTRIES, "alpha2", code, language)
}

/// The name of a language: of the whole tag, or else of its primary language.
pub(super) fn language(tag: &LanguageTag, language: Language) -> Option<&'static str> {
    let of = |tag: &str| cell(&LANGUAGES, "bcp47", tag, language);
    of(tag.as_str()).or_else(|| of(tag.language()))
}

/// The English name of a language.
pub(super) fn english_language(tag: &LanguageTag) -> Option<&'static str> {
    let of = |tag: &str| ENGLISH_LANGUAGES.find("bcp47", tag);
    let row = of(tag.as_str()).or_else(|| of(tag.language()))?;
    Some(ENGLISH_LANGUAGES.cell(row, "label"))
}

fn cell(table: &'static Table, column: &str, key: &str, language: Language) -> Option<&'static str> {
    let row = table.find(column, key)?;
    Some(table.cell(row, language.tag())).filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concepts_have_names_in_other_languages() {
        let named = |uri, tag| concept(uri, Language::of(tag).unwrap_or_default());
        let written = "http://data.europa.eu/snb/assessment/6e6cb2cc78";
        assert_eq!(named(written, "bg"), Some("Писмен изпит"));
        assert_eq!((named(written, "en"), named("https://example.org/", "bg")), (None, None));
    }

    #[test]
    fn every_label_is_of_a_concept_that_the_tables_know() {
        let tables = [
            include_str!("../../vocab/eu/assessment-types.tsv"),
            include_str!("../../vocab/eu/modes.tsv"),
            include_str!("../../vocab/eu/learning-settings.tsv"),
            include_str!("../../vocab/eu/learning-activities.tsv"),
        ];
        for row in 0..CONCEPTS.len() {
            let uri = CONCEPTS.cell(row, "uri");
            let found = tables.iter().find_map(|table| {
                let table = Table::parse(table);
                table.find("uri", uri).map(|row| table.cell(row, "label").to_lowercase())
            });
            assert_eq!(found.as_deref(), Some(CONCEPTS.cell(row, "en").to_lowercase().as_str()), "{uri}");
        }
    }

    #[test]
    fn countries_and_languages_have_names() {
        let greek = Language::of("el").unwrap_or_default();
        assert_eq!(country("PT", greek), Some("Πορτογαλία"));
        let tag = LanguageTag::parse("mt").unwrap_or_else(LanguageTag::undetermined);
        assert_eq!(super::language(&tag, greek), Some("Μαλτεζικά"));
        assert_eq!(english_language(&tag), Some("Maltese"));
    }
}
