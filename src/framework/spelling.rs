//! Levels, frameworks and countries as people spell them.

use super::Table;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The word "level" in the languages of certificates, in small letters.
static LEVEL_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let words = Table::parse(include_str!("../../vocab/interface/words.tsv"));
    let level = words.find("key", "level").map_or(&[][..], |row| words.cells(row));
    level.iter().copied().chain(["levels"]).map(str::to_lowercase).collect()
});

/// A level or a framework as people's spellings of it are compared: without capitals, blanks and the word "level".
pub(super) fn compared(name: &str) -> String {
    let words = name.split_whitespace().map(str::to_lowercase);
    let joined: String = words.filter(|word| !LEVEL_WORDS.contains(word)).collect();
    let number = joined.strip_prefix("level").filter(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    number.map_or(joined.clone(), str::to_owned)
}

/// The country as the EU writes it, where ISO 3166 writes it otherwise; so for the parts of the United Kingdom, of which two have
/// one framework.
pub(super) fn eu_country(country: &str) -> Cow<'_, str> {
    match country {
        "GB" => "UK".into(),
        "GR" => "EL".into(),
        "GB-NIR" | "UK-NIR" => "UK-ENG-NIR".into(),
        other => match other.strip_prefix("GB-") {
            Some(part) => format!("UK-{part}").into(),
            None => other.into(),
        },
    }
}

/// Whether a framework's country is this one, as the EU writes it, or a part of it.
pub(super) fn is_of(own: &str, country: &str) -> bool {
    let own = eu_country(own);
    own == country || own.strip_prefix(country).is_some_and(|part| part.starts_with('-'))
}
