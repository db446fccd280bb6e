mod nquads;
mod terms;

pub use nquads::NQuadsError;
pub(super) use terms::{Predicate, Quad, Slot, Span};

use self::terms::Place;
use std::cmp::Ordering;
use std::fmt;
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

const LINE_END: &str = " .\n";

impl Dataset {
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
