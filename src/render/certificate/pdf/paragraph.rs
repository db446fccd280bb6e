//! Words broken into lines.

use super::super::super::fonts::{Face, Run, Typesetter};
use super::super::content::{Piece, Value};

/// How words look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) face: Face,
    /// The size of the font, in points.
    pub(super) size: f32,
    /// From one line to the next, in points.
    pub(super) leading: f32,
    /// Red, green and blue.
    pub(super) colour: [u8; 3],
}

/// What fits beside each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) parts: Vec<Part>,
    pub(super) width: f32,
}

/// Letters of one language and one look.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) language: Option<String>,
    pub(super) size: f32,
    pub(super) colour: [u8; 3],
    pub(super) run: Run,
}

/// The grey of what matters less; 4.5 to 1 on white and on the panel.
pub(super) const QUIET: [u8; 3] = [0x55, 0x5b, 0x66];

/// Breaks values into lines of a width.
pub(super) struct Breaker<'t> {
    typesetter: &'t mut Typesetter,
    /// The language of the document.
    language: &'static str,
    width: f32,
    lines: Vec<Line>,
    line: Line,
}

impl Style {
    pub(super) fn new(face: Face, size: f32, colour: [u8; 3]) -> Self {
        Self { face, size, leading: size * 1.36, colour }
    }

    fn small(self) -> Self {
        Self { size: self.size * 0.88, colour: QUIET, ..self }
    }
}

/// The lines of a value.
pub(super) fn lines(
    value: &Value,
    style: Style,
    width: f32,
    language: &'static str,
    typesetter: &mut Typesetter,
) -> Vec<Line> {
    let mut breaker = Breaker { typesetter, language, width, lines: Vec::new(), line: Line::default() };
    breaker.value(value, style);
    breaker.end_line();
    breaker.lines
}

impl Breaker<'_> {
    fn value(&mut self, value: &Value, style: Style) {
        for piece in value.pieces() {
            match piece {
                Piece::Ours(words) | Piece::Time { words, .. } => self.text(words, None, style),
                Piece::Theirs { words, language } => self.text(words, language.as_deref(), style),
                Piece::Small(inside) => self.value(inside, style.small()),
                Piece::Break => self.end_line(),
            }
        }
    }

    fn text(&mut self, text: &str, language: Option<&str>, style: Style) {
        for (at, paragraph) in text.split('\n').enumerate() {
            if at > 0 {
                self.end_line();
            }
            // A word keeps the blank behind it, so that whoever copies the line gets its words apart.
            paragraph.split_inclusive([' ', '\t']).for_each(|word| self.word(word, language, style));
        }
    }

    fn word(&mut self, word: &str, language: Option<&str>, style: Style) {
        let word = word.replace('\t', " ");
        let parts = self.parts(&word, language, style);
        let blank = if word.ends_with(' ') { self.width_of(" ", language, style) } else { 0.0 };
        if self.line.width + width(&parts) - blank <= self.width {
            return self.push(parts);
        }
        if width(&parts) - blank <= self.width {
            self.end_line();
            return self.push(parts);
        }
        // It fits into no line: it is broken behind its punctuation, or else anywhere.
        for piece in word.split_inclusive(['/', '-', '.', '_', ':', '?', '&', '=', ',', '#', '@']) {
            let parts = self.parts(piece, language, style);
            if self.line.width + width(&parts) <= self.width {
                self.push(parts);
            } else if width(&parts) <= self.width {
                self.end_line();
                self.push(parts);
            } else {
                self.letters(piece, language, style);
            }
        }
    }

    fn letters(&mut self, word: &str, language: Option<&str>, style: Style) {
        let mut rest = word;
        while !rest.is_empty() {
            let mut taken = 0;
            for (at, character) in rest.char_indices() {
                let end = at + character.len_utf8();
                let fits =
                    self.line.width + self.width_of(rest.get(..end).unwrap_or(rest), language, style) <= self.width;
                if !fits && (taken > 0 || !self.line.parts.is_empty()) {
                    break;
                }
                taken = end;
                if !fits {
                    break;
                }
            }
            if taken > 0 {
                let parts = self.parts(rest.get(..taken).unwrap_or(rest), language, style);
                self.push(parts);
                rest = rest.get(taken..).unwrap_or_default();
            }
            if !rest.is_empty() {
                self.end_line();
            }
        }
    }

    fn parts(&mut self, text: &str, language: Option<&str>, style: Style) -> Vec<Part> {
        let runs = self.typesetter.shape(text, style.face, language.unwrap_or(self.language));
        let language = language.map(str::to_owned);
        runs.into_iter()
            .map(|run| Part { language: language.clone(), size: style.size, colour: style.colour, run })
            .collect()
    }

    fn width_of(&mut self, text: &str, language: Option<&str>, style: Style) -> f32 {
        width(&self.parts(text, language, style))
    }

    fn push(&mut self, parts: Vec<Part>) {
        self.line.width += width(&parts);
        self.line.parts.extend(parts);
    }

    fn end_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
    }
}

fn width(parts: &[Part]) -> f32 {
    parts.iter().map(|part| part.run.width * part.size).sum()
}
