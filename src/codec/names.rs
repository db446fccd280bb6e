//! The characters of names in [XML](https://www.w3.org/TR/xml/#NT-Name), which are those of blank nodes' labels in
//! [N-Quads](https://www.w3.org/TR/n-quads/#grammar-production-BLANK_NODE_LABEL) too. Each adds punctuation of its own.

/// Whether a name may begin with it.
pub(crate) fn begins(character: char) -> bool {
    matches!(character, 'A'..='Z' | 'a'..='z' | '_' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// Whether a name may go on with it.
pub(crate) fn goes_on(character: char) -> bool {
    begins(character)
        || matches!(character, '0'..='9' | '-' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}
