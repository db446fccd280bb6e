mod escapes;

use super::scan::ordinary;
use super::tree::{Entry, EntryKind, Places, Seen, Tree};
use super::{Error, ErrorKind, Name, NameSet, number};
use crate::limits::Limits;

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
        names: 0,
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
    /// Bytes of the names of the members that are open.
    names: usize,
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
            let name = self.key()?;
            self.names += name;
            if self.names > Limits::NAMES {
                return Err(failure(ErrorKind::Names, self.at));
            }
            self.space();
            self.punctuation(b':', "a colon is expected")?;
            self.value()?;
            self.names -= name;
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

    /// A member's name; gives its length in bytes.
    fn key(&mut self) -> Step<usize> {
        let place = self.entries.len();
        self.keys.push(place as u32);
        self.string()?;
        let bytes = self.key_bytes(place as u32);
        let (name, is_keyword, length) = (Name::of(bytes), bytes.first() == Some(&b'@'), bytes.len());
        self.seen.names.insert(name);
        self.seen.may_have_keywords |= is_keyword && self.depth > 1;
        self.entries[place].name = name;
        Ok(length)
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
