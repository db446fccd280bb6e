//! Which form a word has behind a number.

use crate::framework::Quantity;

/// The form of a cell such as `one:hour|other:hours` behind a number; a cell without forms is the one for all.
pub(super) fn form<'c>(cell: &'c str, language: &str, number: Quantity) -> &'c str {
    let of = |wanted: &str| cell.split('|').find_map(|form| form.strip_prefix(wanted)?.strip_prefix(':'));
    of(category(language, number)).or_else(|| of("other")).unwrap_or(cell)
}

/// The category that Unicode CLDR gives a number in a language that there are words in
/// ([rules](https://www.unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules)), but for those of whole millions.
fn category(language: &str, number: Quantity) -> &'static str {
    let (whole, part) = (number.hundredths() / 100, number.hundredths() % 100);
    // Some look at the digits behind the separator as they are written, where there are any.
    let digits = match part {
        0 => whole,
        tenths if tenths % 10 == 0 => tenths / 10,
        hundredths => hundredths,
    };
    let teens = |number: u32| (11..=19).contains(&(number % 100));
    match language {
        "fr" if whole <= 1 => "one",
        "da" if whole == 1 || whole == 0 && part > 0 => "one",
        "hr" if digits % 10 == 1 && digits % 100 != 11 => "one",
        "hr" if matches!(digits % 10, 2..=4) && !matches!(digits % 100, 12..=14) => "few",
        "lv" if digits % 10 == 0 || teens(digits) => "zero",
        "lv" if digits % 10 == 1 => "one",
        "fr" | "da" | "hr" | "lv" => "other",
        "cs" | "sk" if part > 0 => "many",
        "ro" | "sl" if part > 0 => "few",
        _ if part > 0 => "other",
        "cs" | "sk" if matches!(whole, 2..=4) => "few",
        "sl" => ["other", "one", "two", "few", "few"].get(whole as usize % 100).copied().unwrap_or("other"),
        "ga" | "mt" if whole == 2 => "two",
        "ga" if matches!(whole, 3..=6) => "few",
        "ga" if matches!(whole, 7..=10) => "many",
        "mt" if whole == 0 || matches!(whole % 100, 3..=10) => "few",
        "mt" if teens(whole) => "many",
        "ro" if whole == 0 || whole != 1 && matches!(whole % 100, 1..=19) => "few",
        _ if whole == 1 => "one",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use crate::render::Language;

    /// As the examples of CLDR have it.
    #[test]
    fn a_word_has_the_form_of_its_number() {
        for (tag, expected) in [
            ("en", &["0 hours", "1 hour", "1.5 hours", "2 hours", "60 hours"][..]),
            ("fr", &["0 heure", "1 heure", "1,5 heure", "2 heures", "60 heures"]),
            ("ro", &["0 ore", "1 oră", "1,5 ore", "19 ore", "20 de ore", "60 de ore", "101 ore"]),
            ("mt", &["1 siegħa", "2 sagħtejn", "10 sigħat", "11 siegħa", "60 siegħa", "103 sigħat"]),
            ("cs", &["1 hodina", "1,5 hodiny", "4 hodiny", "5 hodin", "60 hodin"]),
            ("sl", &["1 ura", "1,5 ure", "2 uri", "3 ure", "5 ur", "60 ur", "101 ura"]),
            ("hr", &["1 sat", "2 sata", "5 sati", "11 sati", "21 sat", "60 sati"]),
            ("lv", &["1 stunda", "2 stundas", "11 stundu", "21 stunda", "60 stundu"]),
            ("ga", &["1 uair an chloig", "3 huaire an chloig", "7 n-uaire an chloig", "60 uair an chloig"]),
            ("da", &["0,5 time", "1 time", "60 timer"]),
            ("pl", &["1 godz.", "60 godz."]),
        ] {
            let language = Language::of(tag).unwrap_or_default();
            for said in expected {
                let number = said.split(' ').next().unwrap_or_default().replace(',', ".");
                assert_eq!(language.hours(number.parse().unwrap()), *said, "{tag}");
            }
        }
    }
}
