//! Strings of strangers as text in HTML, SVG, XML and PDF.

use crate::codec::invisible::overrides_direction;

/// The same text without what no document may hold and what turns the direction of a line around: U+FFFD stands there instead.
pub(super) fn shown(text: &str) -> String {
    text.chars().map(shown_character).collect()
}

fn shown_character(character: char) -> char {
    match character {
        '\n' | '\t' => character,
        '\r' => '\n',
        _ if is_kept_out(character) => '\u{fffd}',
        _ => character,
    }
}

/// The same text where markup is expected: nothing in it can begin or end anything, and nothing turns the direction of
/// a line around.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(shown_character(character)),
        }
    }
    out
}

/// Control characters, those that override or isolate directions, a mark of byte order, and code points that XML does not have.
fn is_kept_out(character: char) -> bool {
    character.is_control()
        || overrides_direction(character)
        || matches!(character, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A text of the credential in HTML: with its language where that is said, and a direction of its own.
pub(super) fn isolated(text: &str, language: Option<&str>) -> String {
    match language {
        Some(tag) => format!("<bdi lang=\"{}\">{}</bdi>", escaped(tag), escaped(text)),
        None => format!("<bdi>{}</bdi>", escaped(text)),
    }
}
