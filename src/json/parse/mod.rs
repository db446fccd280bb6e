use super::number;
use super::tree::{Entry, EntryKind, Places, Seen, Tree};
use super::{Name, NameSet};
use crate::limits::Limits;

/// Why a text is not the strict JSON that can be judged, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} (line {line}, column {column})")]
#[non_exhaustive]
pub struct Error {
    /// What was wrong.
    pub kind: ErrorKind,
    /// Line, from 1.
    pub line: usize,
    /// Column in bytes, from 1.
    pub column: usize,
}

/// What was wrong with a text that should have been JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Not JSON.
    #[error("the text is not JSON here: {0}; repair the file or export it again")]
    Syntax(&'static str),
    /// An object has one name twice; two readers would take different values.
    #[error("an object names the member {0:?} twice; keep one of the two")]
    DuplicateKey(String),
    /// Half of a surrogate pair in an escape.
    #[error("a \\u escape holds half of a surrogate pair; write the character itself")]
    Surrogate,
    /// A number that no double can hold.
    #[error("a number is beyond the range of a double; write it smaller, or as a string")]
    Number,
    /// Arrays and objects nested too deeply.
    #[error(
        "arrays and objects are nested more than {0} deep; raise the limit `depth` if that is meant, to {deepest} at most",
        deepest = Limits::DEEPEST
    )]
    Depth(usize),
    /// Too many values.
    #[error("the document holds more than {0} values; raise the limit `values` if that is meant")]
    Values(usize),
    /// Too many bytes.
    #[error("the input has more than {0} bytes; raise the limit `bytes` if that is meant")]
    TooLarge(usize),
    /// Not UTF-8.
    #[error("the input is not UTF-8; convert it (a JSON file is always UTF-8)")]
    Encoding,
}

impl Error {
    fn new(kind: ErrorKind, text: &[u8], at: usize) -> Self {
        let before = &text[..at.min(text.len())];
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        Self {
            kind,
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
            column: 1 + before.len() - line_start,
        }
    }
}

pub(super) fn check_size(bytes: usize, limits: &Limits) -> Result<(), Error> {
    if bytes > limits.bytes.min(u32::MAX as usize / 2) {
        return Err(Error::new(ErrorKind::TooLarge(limits.bytes), &[], 0));
    }
    Ok(())
}

pub(super) fn decode(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|error| Error::new(ErrorKind::Encoding, bytes, error.valid_up_to()))
}

pub(super) fn parse(text: &str, limits: &Limits) -> Result<Tree, Error> {
    check_size(text.len(), limits)?;
    let mut parser = Parser {
        bytes: text.as_bytes(),
        text,
        at: 0,
        depth: 0,
        values: 0,
        limits,
        seen: Seen::NOTHING,
        unescaped: String::new(),
        entries: Vec::with_capacity(text.len() / 8 + 8),
        keys: Vec::with_capacity(64),
    };
    parser
        .value()
        .and_then(|()| parser.end())
        .map_err(|failure| Error::new(failure.kind, text.as_bytes(), failure.at))?;
    parser.seen.may_be_spacious |= !parser.unescaped.is_empty();
    Ok(Tree {
        text: text.into(),
        unescaped: parser.unescaped,
        entries: parser.entries,
        seen: parser.seen,
        places: Places::default(),
    })
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    values: usize,
    limits: &'a Limits,
    seen: Seen,
    unescaped: String,
    entries: Vec<Entry>,
    /// Key entries of the objects that are open, innermost last.
    keys: Vec<u32>,
}

/// A step of the parser; boxed, so that going on costs next to nothing.
type Step<T = ()> = Result<T, Box<Failure>>;

struct Failure {
    kind: ErrorKind,
    at: usize,
}

#[cold]
fn failure(kind: ErrorKind, at: usize) -> Box<Failure> {
    Box::new(Failure { kind, at })
}

impl Parser<'_> {
    fn value(&mut self) -> Step {
        self.space();
        self.values += 1;
        if self.values > self.limits.values {
            return Err(failure(ErrorKind::Values(self.limits.values), self.at));
        }
        let start = self.at;
        match self.bytes.get(start) {
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", EntryKind::True),
            Some(b'f') => self.word("false", EntryKind::False),
            Some(b'n') => self.word("null", EntryKind::Null),
            Some(_) => Err(self.syntax("a value is expected")),
            None => Err(self.syntax("the text ends where a value is expected")),
        }
    }

    fn object(&mut self) -> Step {
        let place = self.open(EntryKind::Object)?;
        let first_key = self.keys.len();
        self.space();
        if self.bytes.get(self.at) == Some(&b'}') {
            self.at += 1;
            return self.close(place);
        }
        loop {
            self.space();
            if self.bytes.get(self.at) != Some(&b'"') {
                return Err(self.syntax("a member name in double quotes is expected"));
            }
            self.key()?;
            self.space();
            self.punctuation(b':', "a colon is expected")?;
            self.value()?;
            self.space();
            match self.bytes.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    self.refuse_duplicates(first_key)?;
                    return self.close(place);
                }
                _ => return Err(self.syntax("a comma or a closing brace is expected")),
            }
        }
    }

    fn key(&mut self) -> Step {
        let place = self.entries.len();
        self.keys.push(place as u32);
        self.string()?;
        let bytes = self.key_bytes(place as u32);
        let (name, is_keyword) = (Name::of(bytes), bytes.first() == Some(&b'@'));
        self.seen.names.insert(name);
        self.seen.may_have_keywords |= is_keyword && self.depth > 1;
        self.entries[place].name = name;
        Ok(())
    }

    fn array(&mut self) -> Step {
        let place = self.open(EntryKind::Array)?;
        self.space();
        if self.bytes.get(self.at) == Some(&b']') {
            self.at += 1;
            return self.close(place);
        }
        loop {
            self.value()?;
            self.space();
            match self.bytes.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return self.close(place);
                }
                _ => return Err(self.syntax("a comma or a closing bracket is expected")),
            }
        }
    }

    #[inline]
    fn string(&mut self) -> Step {
        self.at += 1;
        let start = self.at;
        self.skip_ordinary();
        match self.bytes.get(self.at) {
            Some(b'"') => {
                self.push(EntryKind::Text, start, self.at);
                self.at += 1;
                Ok(())
            }
            Some(b'\\') => self.string_with_escapes(start),
            Some(_) => Err(self.syntax("a control character stands in a string")),
            None => Err(self.syntax("a string is not closed")),
        }
    }

    /// Moves on to the next byte that means something in a string.
    #[inline]
    fn skip_ordinary(&mut self) {
        self.at += ordinary(&self.bytes[self.at..]);
    }

    #[inline(never)]
    fn string_with_escapes(&mut self, start: usize) -> Step {
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

    fn number(&mut self) -> Step {
        let start = self.at;
        let Some(end) = number::scan(self.bytes, start) else {
            return Err(self.syntax("a number is malformed"));
        };
        // Up to 300 plain digits cannot leave the range of a double, so only the rest is parsed here.
        let suspicious = end - start > 300 || self.bytes[start..end].iter().any(|byte| matches!(byte, b'e' | b'E'));
        if suspicious && !self.text[start..end].parse::<f64>().is_ok_and(f64::is_finite) {
            return Err(failure(ErrorKind::Number, start));
        }
        self.at = end;
        self.push(EntryKind::Number, start, end);
        Ok(())
    }

    fn word(&mut self, word: &'static str, kind: EntryKind) -> Step {
        let start = self.at;
        if !self.bytes[start..].starts_with(word.as_bytes()) {
            return Err(self.syntax("a value is expected"));
        }
        self.at += word.len();
        self.push(kind, start, self.at);
        Ok(())
    }

    fn open(&mut self, kind: EntryKind) -> Step<usize> {
        self.depth += 1;
        if self.depth > self.limits.nesting() {
            return Err(failure(ErrorKind::Depth(self.limits.nesting()), self.at));
        }
        let place = self.entries.len();
        self.push(kind, self.at, self.at);
        self.at += 1;
        Ok(place)
    }

    fn close(&mut self, place: usize) -> Step {
        self.depth -= 1;
        let next = self.entries.len() as u32;
        let entry = &mut self.entries[place];
        entry.end = self.at as u32;
        entry.next = next;
        Ok(())
    }

    fn push(&mut self, kind: EntryKind, start: usize, end: usize) {
        let next = self.entries.len() as u32 + 1;
        self.entries.push(Entry { kind, name: Name::OTHER, start: start as u32, end: end as u32, next });
    }

    fn refuse_duplicates(&mut self, first_key: usize) -> Step {
        let keys = &self.keys[first_key..];
        let mut known = NameSet::default();
        let mut others = Vec::new();
        let mut duplicate = None;
        for key in keys {
            match self.entries[*key as usize].name {
                Name::OTHER => others.push(self.key_text(*key)),
                name if known.insert(name) => {}
                _ => duplicate = Some(self.key_text(*key)),
            }
        }
        others.sort_unstable();
        let twice = || others.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        if let Some(name) = duplicate.or_else(twice) {
            return Err(failure(ErrorKind::DuplicateKey(name.chars().take(64).collect()), self.at));
        }
        self.keys.truncate(first_key);
        Ok(())
    }

    fn key_text(&self, place: u32) -> &str {
        let entry = self.entries[place as usize];
        let range = entry.start as usize..entry.end as usize;
        match entry.kind {
            EntryKind::Unescaped => &self.unescaped[range],
            _ => &self.text[range],
        }
    }

    fn key_bytes(&self, place: u32) -> &[u8] {
        let entry = &self.entries[place as usize];
        let source = if entry.kind == EntryKind::Unescaped { self.unescaped.as_bytes() } else { self.bytes };
        &source[entry.start as usize..entry.end as usize]
    }

    fn punctuation(&mut self, byte: u8, expectation: &'static str) -> Step {
        if self.bytes.get(self.at) != Some(&byte) {
            return Err(self.syntax(expectation));
        }
        self.at += 1;
        Ok(())
    }

    #[inline]
    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
            self.seen.may_be_spacious = true;
        }
    }

    fn end(&mut self) -> Step {
        self.space();
        if self.at < self.bytes.len() {
            return Err(self.syntax("something follows the end of the document"));
        }
        Ok(())
    }

    #[cold]
    fn syntax(&self, expectation: &'static str) -> Box<Failure> {
        failure(ErrorKind::Syntax(expectation), self.at)
    }
}

/// How many bytes stand before the first that means something in a string: a quote, a backslash, a control character.
#[inline]
pub(super) fn ordinary(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let special = special(chunk);
        if special != 0 {
            // Borrows run upwards only, so the lowest hit is a true one.
            return at + special.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + bytes[at..].iter().take_while(|byte| !is_special(**byte)).count()
}

/// Whether no byte means anything in a string, so that it is written as it is.
#[inline]
pub(super) fn is_ordinary(bytes: &[u8]) -> bool {
    match bytes.last_chunk::<8>() {
        Some(last) => bytes.as_chunks::<8>().0.iter().chain([last]).fold(0, |found, chunk| found | special(chunk)) == 0,
        None => !bytes.iter().any(|byte| is_special(*byte)),
    }
}

/// The highest bits of those of eight bytes that mean something in a string, and perhaps of some after the first of them.
#[inline]
fn special(chunk: &[u8; 8]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // A byte is below a bound where subtracting that borrows from its highest bit.
    let below = |word: u64, bound: u64| word.wrapping_sub(ONES * bound) & !word & HIGHS;
    let word = u64::from_le_bytes(*chunk);
    // With one bit turned, a quote (0x22) is 0x20, control characters stay below, and all others are above.
    below(word ^ (ONES * 0x02), 0x21) | below(word ^ (ONES * u64::from(b'\\')), 1)
}

#[inline]
fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..0x20)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wherever it stands among others, each byte means in a string what it means.
    #[test]
    fn bytes_in_strings() {
        for length in 0..20 {
            for at in 0..length {
                for byte in 0..0x80_u8 {
                    let mut inside = vec![b'a'; length];
                    inside[at] = byte;
                    assert_eq!(is_ordinary(&inside), ordinary(&inside) == length, "{inside:?}");
                    let text = format!("[\"{}\"]", String::from_utf8(inside).unwrap());
                    let parsed = parse(&text, &Limits::default());
                    match byte {
                        0..0x20 | b'"' => assert!(parsed.is_err(), "{text:?}"),
                        b'\\' => assert!(parsed.is_err() || at + 1 < length, "{text:?}"),
                        _ => {
                            assert_eq!(parsed.unwrap().root().items().next().unwrap().as_str(), text.get(2..2 + length))
                        }
                    }
                }
            }
        }
    }
}
