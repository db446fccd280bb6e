//! N-Quads, read and written.

use super::terms::{Predicate, Quad, Slot};
use super::{Dataset, LiteralKind};
use crate::codec::{iri, names};
use crate::jsonld::compiled_context::is_language_tag;
use std::collections::HashMap;

/// Why a text is not N-Quads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not an N-Quads statement; export the dataset again")]
#[non_exhaustive]
pub struct NQuadsError {
    /// The line, from 1.
    pub line: usize,
}

impl Dataset {
    /// Reads N-Quads, one statement a line.
    ///
    /// # Errors
    /// For the first line that is neither a statement nor empty nor a comment.
    pub fn parse_nquads(text: &str) -> Result<Self, NQuadsError> {
        let mut dataset = Self::default();
        let mut labels = HashMap::new();
        for (index, line) in text.lines().enumerate() {
            let line = spaceless(line);
            if !line.is_empty() && !line.starts_with('#') {
                dataset.parse_line(line, &mut labels).ok_or(NQuadsError { line: index + 1 })?;
            }
        }
        Ok(dataset)
    }

    /// The statements as N-Quads, in the order they were made, blank nodes numbered.
    pub fn to_nquads(&self) -> String {
        let mut text = String::new();
        for quad in &self.quads {
            self.write_quad(&mut text, quad, |text, blank| {
                text.push_str("_:b");
                text.push_str(&blank.to_string());
            });
        }
        text
    }

    fn parse_line<'a>(&mut self, line: &'a str, labels: &mut HashMap<&'a str, u32>) -> Option<()> {
        let mut rest = line;
        let subject = self.parse_node(&mut rest, labels)?;
        let predicate = self.parse_node(&mut rest, labels)?.span()?;
        let object = match spaceless(rest).starts_with('"') {
            true => self.parse_literal(&mut rest)?,
            false => self.parse_node(&mut rest, labels)?,
        };
        let graph = match spaceless(rest).starts_with('.') {
            true => None,
            false => Some(self.parse_node(&mut rest, labels)?),
        };
        spaceless(rest).strip_prefix('.').filter(|after| spaceless(after).is_empty())?;
        self.quads.push(Quad { subject, predicate: Predicate::new(predicate, None), object, graph });
        Some(())
    }

    /// An IRI or a blank node.
    fn parse_node<'a>(&mut self, rest: &mut &'a str, labels: &mut HashMap<&'a str, u32>) -> Option<Slot> {
        let text = spaceless(rest);
        if let Some(after) = text.strip_prefix("_:") {
            let inside = |character| names::goes_on(character) || character == '.';
            let label = &after[..after.find(|character| !inside(character)).unwrap_or(after.len())];
            // A full stop at its end is that of the statement.
            let label = label.trim_end_matches('.');
            *rest = &after[label.len()..];
            if !label.starts_with(|first: char| names::begins(first) || first.is_ascii_digit()) {
                return None;
            }
            let blanks = &mut self.blanks;
            let number = *labels.entry(label).or_insert_with(|| {
                *blanks += 1;
                *blanks - 1
            });
            return Some(Slot::blank(number));
        }
        let (iri, after) = text.strip_prefix('<')?.split_once('>')?;
        *rest = after;
        Some(Slot::text(self.iri(&iri_reference(iri)?)))
    }

    fn parse_literal(&mut self, rest: &mut &str) -> Option<Slot> {
        let after = spaceless(rest).strip_prefix('"')?;
        let mut escaped = false;
        let end = after.bytes().position(|byte| {
            let closes = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            closes
        })?;
        let value = unescape(&after[..end]).filter(|_| !after[..end].contains('\r'))?;
        let after = &after[end + 1..];
        if let Some(after) = after.strip_prefix("^^<") {
            let (datatype, after) = after.split_once('>')?;
            *rest = after;
            return Some(Slot::text(self.literal(&value, LiteralKind::Datatype(&iri_reference(datatype)?))));
        }
        if let Some(after) = after.strip_prefix('@') {
            let of_tag = |character: char| character.is_ascii_alphanumeric() || character == '-';
            let (language, after) = after.split_at(after.find(|character| !of_tag(character)).unwrap_or(after.len()));
            *rest = after;
            return is_language_tag(language)
                .then(|| Slot::text(self.literal(&value, LiteralKind::Language(language))));
        }
        *rest = after;
        Some(Slot::text(self.literal(&value, LiteralKind::Plain)))
    }
}

/// What follows the white space that N-Quads has within a line.
fn spaceless(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

/// What stands between angle brackets, without its escapes; nothing if it holds what IRIs cannot hold.
fn iri_reference(text: &str) -> Option<String> {
    unescape(text).filter(|iri| iri::is_made_of_iri_characters(iri))
}

fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut characters = after.chars();
        let (character, used) = match characters.next()? {
            't' => ('\t', 1),
            'b' => ('\u{8}', 1),
            'n' => ('\n', 1),
            'r' => ('\r', 1),
            'f' => ('\u{c}', 1),
            '"' => ('"', 1),
            '\'' => ('\'', 1),
            '\\' => ('\\', 1),
            'u' => (char::from_u32(u32::from_str_radix(after.get(1..5)?, 16).ok()?)?, 5),
            'U' => (char::from_u32(u32::from_str_radix(after.get(1..9)?, 16).ok()?)?, 9),
            _ => return None,
        };
        out.push(character);
        rest = after.get(used..)?;
    }
    out.push_str(rest);
    Some(out)
}
