use crate::framework::Table;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::sync::LazyLock;

/// Languages that have a concept in the authority table of the EU.
static LANGUAGES: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/eu/languages.tsv")));

/// The codes of three letters by which libraries know languages of that table, where it has others (ISO 639-2/B).
const OF_LIBRARIES: [(&str, &str); 12] = [
    ("alb", "sq"),
    ("baq", "eu"),
    ("chi", "zh"),
    ("cze", "cs"),
    ("dut", "nl"),
    ("fre", "fr"),
    ("ger", "de"),
    ("gre", "el"),
    ("ice", "is"),
    ("mac", "mk"),
    ("rum", "ro"),
    ("slo", "sk"),
];

/// A language as a [BCP 47](https://www.rfc-editor.org/rfc/rfc5646) tag, in the case that BCP 47 recommends, and with the code
/// of two letters where a language has one: `ger` and `deu` are no tags but `de` is.
///
/// ```
/// use microcred::microcredential::LanguageTag;
/// assert_eq!(LanguageTag::parse("PT-br").unwrap().as_str(), "pt-BR");
/// assert_eq!(LanguageTag::parse("ger").unwrap().as_str(), "de");
/// assert!(LanguageTag::parse("english").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageTag(Box<str>);

impl LanguageTag {
    /// The tag for a language that is not said ([RFC 5646 §4.1](https://www.rfc-editor.org/rfc/rfc5646#section-4.1)).
    pub fn undetermined() -> Self {
        Self("und".into())
    }

    /// A well-formed tag: language, script, region, variants, extensions and private use, in that order.
    pub fn parse(tag: &str) -> Option<Self> {
        // Nearly all tags are a language and no more, such as `pt`.
        if tag.len() == 2 && tag.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Some(Self(tag.into()));
        }
        let mut subtags: Vec<&str> = tag.split('-').collect();
        if !well_formed(&subtags) {
            return None;
        }
        if let Some(first) = subtags.first_mut() {
            *first = two_letters(first).unwrap_or(*first);
        }
        Some(Self(recommended_case(&subtags).into()))
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag, such as `pt` of `pt-BR`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// The concept of the language in the [authority table](http://publications.europa.eu/resource/authority/language) of the EU, for
    /// the languages that are known here.
    pub fn uri(&self) -> Option<&'static str> {
        LANGUAGES.find("bcp47", self.as_str()).map(|row| LANGUAGES.cell(row, "uri"))
    }

    /// The language of that concept.
    pub fn from_uri(uri: &str) -> Option<Self> {
        LANGUAGES.find("uri", uri).and_then(|row| Self::parse(LANGUAGES.cell(row, "bcp47")))
    }

    /// The [concept](Self::uri) of the language, whatever region or script the tag adds, and its English name: of `pt-BR`, the table
    /// has Portuguese.
    pub(crate) fn concept(&self) -> Option<(&'static str, &'static str)> {
        let row = LANGUAGES.find("bcp47", self.language())?;
        Some((LANGUAGES.cell(row, "uri"), LANGUAGES.cell(row, "label")))
    }

    /// The same, of the language [as which it is shown](Self::shown_as).
    pub(crate) fn shown_concept(&self) -> Option<(&'static str, &'static str)> {
        let row = LANGUAGES.find("bcp47", self.shown_as())?;
        Some((LANGUAGES.cell(row, "uri"), LANGUAGES.cell(row, "label")))
    }

    /// The language as which it is shown where lists are shorter, such as that of Europass: Bokmål and Nynorsk as Norwegian, any
    /// other as itself.
    pub(crate) fn shown_as(&self) -> &str {
        let row = LANGUAGES.find("bcp47", self.language());
        row.map(|row| LANGUAGES.cell(row, "shown")).filter(|tag| !tag.is_empty()).unwrap_or(self.language())
    }

    /// Whether it says that the language is not said.
    pub fn is_undetermined(&self) -> bool {
        &*self.0 == "und"
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The grammar of [RFC 5646 §2.1](https://www.rfc-editor.org/rfc/rfc5646#section-2.1), without the grandfathered tags
/// and the lengths of language that it reserves.
fn well_formed(subtags: &[&str]) -> bool {
    let letters = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let alphanumeric = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let is_region =
        |text: &str| letters(text, 2..=2) || text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_variant =
        |text: &str| alphanumeric(text, 5..=8) || alphanumeric(text, 4..=4) && text.as_bytes()[0].is_ascii_digit();
    let mut rest = match subtags {
        [language, rest @ ..] if letters(language, 2..=3) => rest,
        _ => return false,
    };
    let mut skip = |matches: &dyn Fn(&str) -> bool, most: usize| {
        let count = rest.iter().take(most).take_while(|subtag| matches(subtag)).count();
        rest = &rest[count..];
        count
    };
    skip(&|text| letters(text, 3..=3), 3);
    skip(&|text| letters(text, 4..=4), 1);
    skip(&is_region, 1);
    skip(&is_variant, usize::MAX);
    while skip(&|text| alphanumeric(text, 1..=1) && !text.eq_ignore_ascii_case("x"), 1) == 1 {
        if skip(&|text| alphanumeric(text, 2..=8), usize::MAX) == 0 {
            return false;
        }
    }
    if skip(&|text| text.eq_ignore_ascii_case("x"), 1) == 1 && skip(&|text| alphanumeric(text, 1..=8), usize::MAX) == 0
    {
        return false;
    }
    rest.is_empty()
}

/// The code of two letters that a language has, where it is written with three
/// ([RFC 5646 §2.2.1](https://www.rfc-editor.org/rfc/rfc5646#section-2.2.1): the shorter one is the tag).
fn two_letters(language: &str) -> Option<&'static str> {
    if language.len() != 3 {
        return None;
    }
    let of_libraries = OF_LIBRARIES.iter().find(|(three, _)| three.eq_ignore_ascii_case(language));
    let row = || LANGUAGES.find("code", &language.to_ascii_uppercase());
    of_libraries.map(|(_, two)| *two).or_else(|| row().map(|row| LANGUAGES.cell(row, "bcp47")))
}

/// Region in capitals, script capitalised, all else in small letters
/// ([RFC 5646 §2.1.1](https://www.rfc-editor.org/rfc/rfc5646#section-2.1.1)).
fn recommended_case(subtags: &[&str]) -> String {
    let mut after_singleton = false;
    let cased = subtags.iter().enumerate().map(|(index, subtag)| {
        let lower = subtag.to_ascii_lowercase();
        let plain = index == 0 || after_singleton;
        after_singleton |= subtag.len() == 1;
        match subtag.len() {
            2 if !plain => lower.to_ascii_uppercase(),
            4 if !plain => lower[..1].to_ascii_uppercase() + &lower[1..],
            _ => lower,
        }
    });
    cased.collect::<Vec<_>>().join("-")
}

/// A text for people, in one language or several, one wording for each; the order of the languages means nothing.
///
/// A text that does not say its language has the tag `und`.
///
/// ```
/// use microcred::microcredential::Text;
/// let title = Text::in_language("en", "Green skills").and("pt", "Competências verdes");
/// assert_eq!(title.for_language("pt-BR"), Some("Competências verdes"));
/// assert_eq!(Text::from("Green skills").any(), "Green skills");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text {
    wordings: BTreeMap<LanguageTag, String>,
    /// Tags that were given and are none, or were given twice: told by the check, never dropped silently.
    malformed: Vec<String>,
}

impl Text {
    /// A text that does not say its language.
    pub fn new(words: impl Into<String>) -> Self {
        Self { wordings: BTreeMap::from([(LanguageTag::undetermined(), words.into())]), malformed: Vec::new() }
    }

    /// A text in a language (BCP 47 tag). A malformed tag is found by `build`.
    pub fn in_language(tag: &str, words: impl Into<String>) -> Self {
        Self::default().and(tag, words)
    }

    /// The same text with a wording in one more language (BCP 47 tag). A malformed tag, or one that is there already,
    /// is found by `build`.
    #[must_use]
    pub fn and(mut self, tag: &str, words: impl Into<String>) -> Self {
        match LanguageTag::parse(tag).map(|tag| self.wordings.entry(tag)) {
            Some(Entry::Vacant(place)) => {
                place.insert(words.into());
            }
            _ => self.malformed.push(tag.to_owned()),
        }
        self
    }

    /// Whether nothing is said at all.
    pub fn is_empty(&self) -> bool {
        self.wordings.is_empty() && self.malformed.is_empty()
    }

    /// The wordings with their languages, ordered by tag.
    pub fn wordings(&self) -> impl Iterator<Item = (&LanguageTag, &str)> {
        self.wordings.iter().map(|(tag, words)| (tag, words.as_str()))
    }

    /// Whether there is a wording with exactly this tag.
    pub(crate) fn has(&self, tag: &LanguageTag) -> bool {
        self.wordings.contains_key(tag)
    }

    /// The words, if there is one wording and it does not say its language.
    pub fn as_plain(&self) -> Option<&str> {
        let mut wordings = self.wordings();
        let (tag, words) = wordings.next()?;
        (tag.is_undetermined() && wordings.next().is_none()).then_some(words)
    }

    /// The wording for a language: of the same tag, or else of the same primary language.
    pub fn for_language(&self, tag: &str) -> Option<&str> {
        let tag = LanguageTag::parse(tag)?;
        let near = || self.wordings().find(|(own, _)| own.language() == tag.language()).map(|(_, words)| words);
        self.wordings.get(&tag).map(String::as_str).or_else(near)
    }

    /// One wording: the first of the languages that there is one for, else English, else whatever there is.
    pub fn preferring<'a>(&self, languages: impl IntoIterator<Item = &'a str>) -> &str {
        let wanted = languages.into_iter().chain(["en"]).find_map(|tag| self.for_language(tag));
        wanted.unwrap_or_else(|| self.any())
    }

    /// One wording: English if there is one, else whatever there is; empty if there is none.
    pub fn any(&self) -> &str {
        let first = || self.wordings().next().map_or("", |(_, words)| words);
        self.for_language("en").unwrap_or_else(first)
    }

    pub(super) fn malformed(&self) -> &[String] {
        &self.malformed
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        Self::new(words)
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self::new(words)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.any())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_rfc_5646_are_read_and_written_in_their_case() {
        // From Appendix A of RFC 5646.
        for tag in [
            "de",
            "fr",
            "ja",
            "zh-Hant",
            "zh-Hans",
            "sr-Cyrl",
            "zh-cmn-Hans-CN",
            "cmn-Hans-CN",
            "zh-yue-HK",
            "yue-HK",
            "zh-Hans-CN",
            "sr-Latn-RS",
            "sl-rozaj",
            "sl-rozaj-biske",
            "sl-nedis",
            "de-CH-1901",
            "sl-IT-nedis",
            "hy-Latn-IT-arevela",
            "de-DE",
            "en-US",
            "es-419",
            "de-CH-x-phonebk",
            "az-Arab-x-aze-derbend",
            "qaa-Qaaa-qm-x-southern",
            "de-Qaaa",
            "sr-Latn-QM",
            "sr-Qaaa-RS",
            "en-US-u-islamcal",
            "zh-CN-a-myext-x-private",
            "en-a-myext-b-another",
        ] {
            let lower = tag.to_ascii_lowercase();
            match tag {
                "qaa-Qaaa-qm-x-southern" => {
                    assert_eq!(LanguageTag::parse(&lower).unwrap().as_str(), "qaa-Qaaa-QM-x-southern")
                }
                _ => assert_eq!(LanguageTag::parse(&lower).unwrap().as_str(), tag),
            }
        }
        for wrong in [
            "de-419-DE",
            "a-DE",
            "",
            "-",
            "en-",
            "en--GB",
            "english",
            "en_GB",
            "en-x",
            "en-a",
            "x-whatever",
            "é",
            "en-é",
        ] {
            assert_eq!(LanguageTag::parse(wrong), None, "{wrong}");
        }
    }

    /// Codes of three letters are for languages that have none of two; with any other, one language would have two tags.
    #[test]
    fn a_language_has_the_shortest_of_its_codes() {
        for (written, tag) in [
            ("ger", "de"),
            ("deu", "de"),
            ("GER-at", "de-AT"),
            ("fre", "fr"),
            ("ell", "el"),
            ("cmn", "cmn"),
            ("und", "und"),
        ] {
            assert_eq!(LanguageTag::parse(written).unwrap().as_str(), tag, "{written}");
        }
        for row in 0..LANGUAGES.len() {
            let [code, tag] = ["code", "bcp47"].map(|column| LANGUAGES.cell(row, column));
            assert_eq!(LanguageTag::parse(code).unwrap().as_str(), tag, "{code}");
        }
        for (three, two) in OF_LIBRARIES {
            assert!(LANGUAGES.find("bcp47", two).is_some() && LANGUAGES.find("code", three).is_none(), "{three}");
        }
        assert_eq!(Text::in_language("ger", "a").and("de", "b").malformed(), ["de"]);
    }

    #[test]
    fn a_language_has_one_wording() {
        let text = Text::in_language("en", "one").and("EN", "two").and("klingon", "three");
        assert_eq!(text.wordings().count(), 1);
        assert_eq!(text.malformed(), ["EN", "klingon"]);
    }

    #[test]
    fn the_nearest_wording_is_found() {
        let text = Text::in_language("pt-PT", "a").and("de", "b");
        assert_eq!(text.preferring(["fr", "pt-BR"]), "a");
        assert_eq!(text.preferring([]), "b");
        assert_eq!(Text::default().any(), "");
        assert_eq!((Text::new("x").as_plain(), text.as_plain()), (Some("x"), None));
    }
}
