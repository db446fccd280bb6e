use super::compiled_context::is_language_tag;
use crate::codec::{iri, names};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroU32;
use std::ops::Range;

/// RDF statements as text: one buffer, and for each quad where its terms stand in it.
///
/// Every term is written once, already in its canonical N-Quads form; blank nodes are numbers until they are named.
#[derive(Clone, Default)]
pub struct Dataset {
    pub(super) text: String,
    pub(super) quads: Vec<Quad>,
    /// How many blank nodes there are; they are numbered from 0.
    pub(super) blanks: u32,
}

impl fmt::Debug for Dataset {
    /// Only the size: statements say who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Dataset").field("statements", &self.quads.len()).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Quad {
    pub(super) subject: Slot,
    pub(super) predicate: Predicate,
    pub(super) object: Slot,
    pub(super) graph: Option<Slot>,
}

/// A property, and its place among the others of the dataset where that is known beforehand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Predicate {
    pub(super) span: Span,
    place: u32,
}

impl Predicate {
    /// A property whose place is known or not.
    pub(super) const fn new(span: Span, place: Option<u32>) -> Self {
        let place = match place {
            Some(place) => place,
            None => u32::MAX,
        };
        Self { span, place }
    }

    /// The place, if it is known.
    #[inline]
    pub(super) fn place(self) -> Option<u32> {
        (self.place != u32::MAX).then_some(self.place)
    }
}

impl Quad {
    /// Visits the blank nodes that it mentions, each once.
    #[inline]
    pub(super) fn for_each_blank(&self, mut visit: impl FnMut(u32)) {
        let (subject, object) = (self.subject.number(), self.object.number());
        let graph = self.graph.and_then(Slot::number);
        if let Some(subject) = subject {
            visit(subject);
        }
        if let Some(object) = object.filter(|_| object != subject) {
            visit(object);
        }
        if let Some(graph) = graph.filter(|_| graph != subject && graph != object) {
            visit(graph);
        }
    }

    /// Whether the blank node is its object or its graph.
    #[inline]
    pub(super) fn mentions_beside_subject(&self, blank: u32) -> bool {
        let blank = Slot::blank(blank);
        self.object == blank || self.graph == Some(blank)
    }
}

/// A term: a numbered blank node, or a stretch of the text.
///
/// It is packed so that it travels in registers: a stretch that ends at 0 is a blank node, its number the start less one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Slot {
    start: NonZeroU32,
    end: u32,
}

/// A slot, unpacked.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Blank(u32),
    Text(Span),
}

impl Slot {
    #[inline]
    pub(super) fn blank(number: u32) -> Self {
        Self { start: NonZeroU32::MIN.saturating_add(number), end: 0 }
    }

    /// A space comes before every term, so that none starts at 0.
    #[inline]
    pub(super) fn text(span: Span) -> Self {
        Self { start: NonZeroU32::MIN.saturating_add(span.start - 1), end: span.end }
    }

    #[inline]
    pub(super) fn place(self) -> Place {
        match self.end {
            0 => Place::Blank(self.start.get() - 1),
            end => Place::Text(Span { start: self.start.get(), end }),
        }
    }

    /// The number of a blank node.
    #[inline]
    pub(super) fn number(self) -> Option<u32> {
        match self.place() {
            Place::Blank(number) => Some(number),
            Place::Text(_) => None,
        }
    }

    /// Where anything but a blank node stands in the text.
    #[inline]
    pub(super) fn span(self) -> Option<Span> {
        match self.place() {
            Place::Blank(_) => None,
            Place::Text(span) => Some(span),
        }
    }
}

const LINE_END: &str = " .\n";

/// Where a term stands in the text of its dataset. A space comes before it, and the end of a line after it, so that
/// it can be copied with either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(super) const NOWHERE: Self = Self { start: 0, end: 0 };

    #[inline]
    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

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

    /// No statements yet, with room for so many.
    pub(super) fn with_capacity(quads: usize) -> Self {
        Self { text: String::with_capacity(quads * 64), quads: Vec::with_capacity(quads), blanks: 0 }
    }

    /// How many statements there are; repeated ones count each time.
    pub fn len(&self) -> usize {
        self.quads.len()
    }

    /// Whether there are no statements.
    pub fn is_empty(&self) -> bool {
        self.quads.is_empty()
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

    #[inline]
    pub(super) fn str(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    #[inline]
    pub(super) fn fresh_blank(&mut self) -> Slot {
        self.blanks += 1;
        Slot::blank(self.blanks - 1)
    }

    /// Adds a term that is in its canonical form already.
    #[inline]
    pub(super) fn term(&mut self, term: &str) -> Span {
        self.text.push(' ');
        let start = self.text.len() as u32;
        self.text.push_str(term);
        self.text.push_str(LINE_END);
        self.since(start)
    }

    /// Adds `<iri>` to the text.
    #[inline]
    pub(super) fn iri(&mut self, iri: &str) -> Span {
        let text = &mut self.text;
        text.push_str(" <");
        let start = text.len() as u32 - 1;
        text.push_str(iri);
        text.push_str("> .\n");
        self.since(start)
    }

    /// Adds a literal to the text, with what follows its closing quote.
    pub(super) fn literal(&mut self, value: &str, kind: LiteralKind<'_>) -> Span {
        self.literal_with(kind, |text| escape(text, value))
    }

    /// Adds a literal whose value needs no escapes.
    pub(super) fn verbatim_literal(&mut self, value: &str, kind: LiteralKind<'_>) -> Span {
        self.literal_with(kind, |text| text.push_str(value))
    }

    fn literal_with(&mut self, kind: LiteralKind<'_>, value: impl FnOnce(&mut String)) -> Span {
        let text = &mut self.text;
        text.push_str(" \"");
        let start = text.len() as u32 - 1;
        value(text);
        match kind {
            LiteralKind::Plain => text.push_str("\" .\n"),
            LiteralKind::Datatype(datatype) if datatype == XSD_STRING => text.push_str("\" .\n"),
            LiteralKind::Datatype(datatype) => {
                text.push_str("\"^^<");
                text.push_str(datatype);
                text.push_str("> .\n");
            }
            LiteralKind::Language(language) => {
                text.push_str("\"@");
                text.push_str(language);
                text.push_str(LINE_END);
            }
        }
        self.since(start)
    }

    /// The term that was written since, with the end of a line after it.
    #[inline]
    fn since(&self, start: u32) -> Span {
        Span { start, end: (self.text.len() - LINE_END.len()) as u32 }
    }

    /// Compares two terms as the lines that hold them compare, byte by byte, given how the labels of blank nodes compare.
    ///
    /// Lines can be compared term by term, since nothing that can follow a term in a longer one comes before the space
    /// that ends it.
    #[inline]
    pub(super) fn compare_slots(&self, left: Slot, right: Slot, labels: impl Fn(u32, u32) -> Ordering) -> Ordering {
        match (left.place(), right.place()) {
            (Place::Text(left), Place::Text(right)) => self.compare_spans(left, right),
            (Place::Blank(left), Place::Blank(right)) => labels(left, right),
            // `_` comes after `<` and `"`.
            (Place::Blank(_), Place::Text(_)) => Ordering::Greater,
            (Place::Text(_), Place::Blank(_)) => Ordering::Less,
        }
    }

    #[inline]
    pub(super) fn compare_spans(&self, left: Span, right: Span) -> Ordering {
        if left == right { Ordering::Equal } else { self.str(left).as_bytes().cmp(self.str(right).as_bytes()) }
    }

    /// Compares what follows subject and predicate in two lines.
    #[inline]
    pub(super) fn compare_ends(
        &self,
        left: &Quad,
        right: &Quad,
        labels: impl Fn(u32, u32) -> Ordering + Copy,
    ) -> Ordering {
        self.compare_slots(left.object, right.object, labels).then_with(|| match (left.graph, right.graph) {
            (Some(left), Some(right)) => self.compare_slots(left, right, labels),
            (left, right) => left.is_some().cmp(&right.is_some()),
        })
    }

    /// Writes one line, naming its blank nodes with `name`.
    #[inline]
    pub(super) fn write_quad(&self, text: &mut String, quad: &Quad, mut name: impl FnMut(&mut String, u32)) {
        match quad.subject.place() {
            Place::Blank(blank) => name(text, blank),
            Place::Text(span) => text.push_str(self.str(span)),
        }
        let Range { start, end } = quad.predicate.span.range();
        text.push_str(&self.text[start - 1..end + 1]);
        let last = match quad.graph {
            None => quad.object,
            Some(graph) => {
                match quad.object.place() {
                    Place::Blank(blank) => name(text, blank),
                    Place::Text(span) => text.push_str(self.str(span)),
                }
                text.push(' ');
                graph
            }
        };
        match last.place() {
            Place::Blank(blank) => {
                name(text, blank);
                text.push_str(LINE_END);
            }
            Place::Text(span) => {
                let Range { start, end } = span.range();
                text.push_str(&self.text[start..end + LINE_END.len()]);
            }
        }
    }

    /// Drops statements that stand there more than once.
    pub(super) fn remove_duplicates(&mut self) {
        let mut seen = std::collections::HashSet::new();
        let Self { text, quads, .. } = self;
        let key = |slot: Slot| match slot.place() {
            Place::Blank(blank) => (Some(blank), ""),
            Place::Text(span) => (None, &text[span.range()]),
        };
        quads.retain(|quad| {
            seen.insert((key(quad.subject), &text[quad.predicate.span.range()], key(quad.object), quad.graph.map(key)))
        });
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

/// What a literal is besides its text.
#[derive(Clone, Copy, Debug)]
pub(super) enum LiteralKind<'a> {
    Plain,
    Datatype(&'a str),
    Language(&'a str),
}

const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// Escapes a literal as [canonical N-Quads](https://www.w3.org/TR/rdf-canon/#canonical-quads) does.
fn escape(text: &mut String, value: &str) {
    // No early end, so that the compiler can look at many bytes at once.
    let special = |byte: u8| (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (byte == 0x7f);
    if !value.bytes().fold(false, |found, byte| found | special(byte)) {
        return text.push_str(value);
    }
    let mut run = 0;
    for (at, byte) in value.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0..0x20 | 0x7f => "",
            _ => continue,
        };
        text.push_str(&value[run..at]);
        if escape.is_empty() {
            text.push_str(&format!("\\u{byte:04X}"));
        } else {
            text.push_str(escape);
        }
        run = at + 1;
    }
    text.push_str(&value[run..]);
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
