//! Strings that hold escapes.

use super::{ErrorKind, Parser, Step, failure};
use crate::json::tree::EntryKind;

impl Parser<'_> {
    #[inline(never)]
    pub(super) fn string_with_escapes(&mut self, start: usize) -> Step {
        let unescaped_start = self.unescaped.len();
        let mut run = start;
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.unescaped.push_str(&self.text[run..self.at]);
                    self.push(EntryKind::Unescaped, unescaped_start, self.unescaped.len());
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.unescaped.push_str(&self.text[run..self.at]);
                    let character = self.escape()?;
                    self.unescaped.push(character);
                    run = self.at;
                }
                Some(byte) if *byte < 0x20 => return Err(self.syntax("a control character stands in a string")),
                Some(_) => self.skip_ordinary(),
                None => return Err(self.syntax("a string is not closed")),
            }
        }
    }

    fn escape(&mut self) -> Step<char> {
        self.at += 2;
        Ok(match self.bytes.get(self.at - 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.syntax("an unknown escape stands in a string")),
        })
    }

    fn unicode_escape(&mut self) -> Step<char> {
        let start = self.at;
        let first = self.four_hex_digits()?;
        let code = match first {
            0xD800..=0xDBFF => {
                if self.bytes.get(self.at..self.at + 2) != Some(b"\\u") {
                    return Err(failure(ErrorKind::Surrogate, start));
                }
                self.at += 2;
                let second = self.four_hex_digits()?;
                if !(0xDC00..=0xDFFF).contains(&second) {
                    return Err(failure(ErrorKind::Surrogate, start));
                }
                0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            }
            other => other,
        };
        char::from_u32(code).ok_or_else(|| failure(ErrorKind::Surrogate, start))
    }

    fn four_hex_digits(&mut self) -> Step<u32> {
        let digits = self.bytes.get(self.at..self.at + 4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let Some(digits) = digits else {
            return Err(self.syntax("four hexadecimal digits are expected after \\u"));
        };
        self.at += 4;
        Ok(digits.iter().fold(0, |sum, digit| sum * 16 + (*digit as char).to_digit(16).unwrap_or(0)))
    }
}
