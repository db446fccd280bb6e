//! Characters that nobody sees, and that change what is seen around them.

use std::borrow::Cow;

/// Whether a terminal could take it for an order, or would turn the text around it: control characters and marks of direction.
pub fn commands_a_terminal(character: char) -> bool {
    character.is_control() || turns_text(character)
}

/// Somebody's words on one line, with nothing in them that a terminal could take for an order: a line of ours begins where we say so.
pub(crate) fn in_one_line(words: &str) -> String {
    let breaks = |character| commands_a_terminal(character) || matches!(character, '\u{2028}' | '\u{2029}');
    words.replace(breaks, "\u{fffd}")
}

/// The same JSON with such characters as escapes, which say the same: lines may end.
pub fn escaped_in_json(json: &str) -> Cow<'_, str> {
    let is_kept_back = |character| commands_a_terminal(character) && character != '\n';
    if !json.contains(is_kept_back) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        match is_kept_back(character) {
            true => text.push_str(&format!("\\u{:04x}", u32::from(character))),
            false => text.push(character),
        }
    }
    Cow::Owned(text)
}

/// Whether it turns the direction of what stands around it.
pub(crate) fn turns_text(character: char) -> bool {
    overrides_direction(character) || matches!(character, '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Whether it embeds, overrides or isolates a direction up to its end, which may be that of the document.
pub(crate) fn overrides_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether it turns text, or takes no room itself.
pub(crate) fn is_invisible(character: char) -> bool {
    turns_text(character) || matches!(character, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_holds_the_ones_before_it() {
        for character in '\0'..=char::MAX {
            let kinds = [overrides_direction, turns_text, is_invisible].map(|kind| kind(character));
            assert!(kinds.is_sorted(), "{character:?}");
            assert_eq!(commands_a_terminal(character), turns_text(character) || character.is_control());
        }
        // https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
        let turning = "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{200e}\u{200f}\u{61c}";
        assert!(turning.chars().all(turns_text));
        assert_eq!(('\0'..=char::MAX).filter(|character| turns_text(*character)).count(), turning.chars().count());
        assert!(
            "\u{1b}\u{9b}\r\n".chars().all(commands_a_terminal) && !"aé日\u{200d} ".chars().any(commands_a_terminal)
        );
    }
}
