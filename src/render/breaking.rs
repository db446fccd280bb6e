//! Where a line may end, and about how wide it is, for fonts that nobody knows yet.

/// Lines of at most such a width, broken where words end, and within those that are longer.
pub(super) fn broken(text: &str, most: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for word in text.split_whitespace() {
        for (at, unit) in units(word).enumerate() {
            let blank = (at == 0 && used > 0.0).then_some(' ');
            if used > 0.0 && used + blank.map_or(0.0, letter) + width(unit) > most {
                lines.push(String::new());
                used = 0.0;
            }
            for character in blank.filter(|_| used > 0.0).into_iter().chain(unit.chars()) {
                if used > 0.0 && used + letter(character) > most {
                    if let Some(line) = lines.last_mut().filter(|line| line.ends_with(takes_hyphen)) {
                        line.push('-');
                    }
                    lines.push(String::new());
                    used = 0.0;
                }
                if let Some(line) = lines.last_mut() {
                    line.push(character);
                    used += letter(character);
                }
            }
        }
    }
    lines
}

/// Whether each part of a text that should stay whole fits in such a width.
pub(super) fn fits_whole(text: &str, most: f64) -> bool {
    text.split_whitespace().flat_map(units).all(|unit| width(unit) <= most)
}

/// The parts of a word between which a line may end: letters of scripts that do without blanks, and all else as it stands
/// ([UAX #14](https://www.unicode.org/reports/tr14/), classes ID, CJ and SA, without a dictionary for the last).
fn units(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let mut before = rest.chars().next()?;
        let end = rest.char_indices().skip(1).find_map(|(at, next)| {
            let ends = may_end(before, next);
            before = next;
            ends.then_some(at)
        });
        let (unit, more) = rest.split_at(end.unwrap_or(rest.len()));
        rest = more;
        Some(unit)
    })
}

/// Whether a line may end between two characters of a word.
fn may_end(before: char, next: char) -> bool {
    const OPENING: &str = "([{«“（「『【〈《";
    // Vowels of Thai and Lao that are written before their consonant, and signs over it and behind it; small kana.
    let leads = matches!(before, '\u{e40}'..='\u{e44}' | '\u{ec0}'..='\u{ec4}');
    let follows = matches!(next, '\u{e30}'..='\u{e3a}' | '\u{e45}'..='\u{e4e}' | '\u{eb0}'..='\u{ebc}' | '\u{ec8}'..='\u{ece}')
        || "ぁぃぅぇぉっゃゅょァィゥェォッャュョー".contains(next);
    let closes = !next.is_alphanumeric() && !OPENING.contains(next);
    (stands_alone(before) || stands_alone(next)) && !leads && !follows && !closes && !OPENING.contains(before)
}

/// Letters of scripts that put no blanks between words, and the punctuation behind which their lines may end.
fn stands_alone(character: char) -> bool {
    matches!(character,
        '\u{e01}'..='\u{edf}' | '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff20}' | '\u{20000}'..='\u{3ffff}')
}

/// Letters of scripts that divide words by hyphens.
fn takes_hyphen(character: char) -> bool {
    character.is_alphabetic() && !stands_alone(character)
}

/// Whether a text runs from right to left, by its first letter that has a direction ([UAX #9](https://www.unicode.org/reports/tr9/), P2).
pub(super) fn is_right_to_left(text: &str) -> bool {
    text.chars().find(|letter| letter.is_alphabetic()).is_some_and(|letter| {
        matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    })
}

/// About how wide a text is where the size of the font is 1: who shows the image has fonts of their own.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(letter).sum()
}

/// As the widest of usual fonts have it.
fn letter(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'I' | 't' | 'f' | 'r' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | ' ' | '’' | '·' | 'ι'
        | 'і' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | 'ж' | 'ш' | 'щ' | 'ю' | 'м' | 'ф' | 'ω' | 'Ж' | 'Ш' | 'Щ' | 'Ю' | 'М'
        | 'Ω' | 'Φ' => 0.98,
        _ if character.is_uppercase() => 0.76,
        '\u{1100}'.. => 1.04,
        _ => 0.62,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_between_words_and_else_with_a_hyphen() {
        assert_eq!(broken("Green skills", 4.0), ["Green", "skills"]);
        assert_eq!(broken("Donau", 2.1), ["Don-", "au"]);
        assert!(!fits_whole("Donau", 2.1) && fits_whole("Donau Dampf", 4.0));
    }

    /// Chinese, Japanese and Thai have no blanks and no hyphens, and no line begins with what ends a sentence.
    #[test]
    fn letters_that_stand_alone_are_kept_whole() {
        assert_eq!(broken("绿色技能与", 2.2), ["绿色", "技能", "与"]);
        assert_eq!(broken("绿色，技能", 2.2), ["绿", "色，", "技能"]);
        assert_eq!(broken("Python入門", 4.6), ["Python", "入門"]);
        assert_eq!(broken("キャリア", 2.2), ["キャ", "リア"]);
        assert_eq!(units("เก่าดี").collect::<Vec<_>>(), ["เก่า", "ดี"]);
        assert!(fits_whole("面向职业教育", 1.1));
    }

    #[test]
    fn the_first_letter_says_where_a_text_begins() {
        assert!(is_right_to_left("(2026) مهارات Python") && is_right_to_left("שלום"));
        assert!(!is_right_to_left("Python مهارات") && !is_right_to_left("2026"));
    }
}
