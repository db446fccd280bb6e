//! Words broken into lines.

use super::super::super::fonts::{Face, Run, Typesetter};
use super::super::content::{self, Value};

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
struct Breaker<'t> {
    typesetter: &'t mut Typesetter,
    /// The language of the document.
    language: &'static str,
    width: f32,
    lines: Vec<Line>,
    line: Line,
    /// What no blank has ended yet: it stays on one line if it can, whoever says which part of it.
    word: Vec<Piece<'t>>,
    /// How wide a blank of the last face is, where the size of the font is 1.
    blank: Option<(Face, f32)>,
}

/// A part of a word.
#[derive(Clone, Copy)]
struct Piece<'p> {
    text: &'p str,
    language: Option<&'p str>,
    style: Style,
}

impl Style {
    pub(super) fn new(face: Face, size: f32, colour: [u8; 3]) -> Self {
        Self { face, size, leading: size * 1.36, colour }
    }

    /// What matters less, which does not stand out.
    fn small(self) -> Self {
        let face = if self.face == Face::Bold { Face::Regular } else { self.face };
        Self { face, size: self.size * 0.88, colour: QUIET, ..self }
    }
}

/// The lines of a value.
pub(super) fn lines<'v>(
    value: &'v Value,
    style: Style,
    width: f32,
    language: &'static str,
    typesetter: &'v mut Typesetter,
) -> Vec<Line> {
    let mut breaker = Breaker {
        typesetter,
        language,
        width,
        lines: Vec::new(),
        line: Line::default(),
        word: Vec::new(),
        blank: None,
    };
    breaker.value(value, style);
    breaker.end_paragraph();
    breaker.lines
}

/// How wide the widest word of a text is, where the size of the font is 1.
pub(super) fn widest_word(text: &str, face: Face, language: &str, typesetter: &mut Typesetter) -> f32 {
    let words = text.split_whitespace();
    words.map(|word| typesetter.shape(word, face, language).iter().map(|run| run.width).sum()).fold(0.0, f32::max)
}

impl<'t> Breaker<'t> {
    fn value(&mut self, value: &'t Value, style: Style) {
        for piece in value.pieces() {
            match piece {
                content::Piece::Ours(words) | content::Piece::Time { words, .. } => self.text(words, None, style),
                content::Piece::Theirs { words, language } => self.text(words, language.as_deref(), style),
                content::Piece::Small(inside) => self.value(inside, style.small()),
                content::Piece::Break => self.end_paragraph(),
            }
        }
    }

    fn text(&mut self, text: &'t str, language: Option<&'t str>, style: Style) {
        for (at, paragraph) in text.split('\n').enumerate() {
            if at > 0 {
                self.end_paragraph();
            }
            // A word keeps the blank behind it, so that whoever copies the line gets its words apart.
            for text in paragraph.split_inclusive([' ', '\t']) {
                self.word.push(Piece { text, language, style });
                if text.ends_with([' ', '\t']) {
                    self.end_word();
                }
            }
        }
    }

    fn end_paragraph(&mut self) {
        self.end_word();
        self.end_line();
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        let parts: Vec<Part> = word.iter().flat_map(|piece| self.parts(*piece)).collect();
        let blank = match word.last() {
            Some(last) if last.text.ends_with([' ', '\t']) => self.blank(*last),
            _ => 0.0,
        };
        if self.line.width + width(&parts) - blank <= self.width {
            return self.push(parts);
        }
        if width(&parts) - blank <= self.width {
            self.end_line();
            return self.push(parts);
        }
        // It fits into no line: it is broken behind its punctuation, or else anywhere.
        for piece in word {
            for text in piece.text.split_inclusive(['/', '-', '.', '_', ':', '?', '&', '=', ',', '#', '@']) {
                let part = Piece { text, ..piece };
                let parts = self.parts(part);
                if self.line.width + width(&parts) <= self.width {
                    self.push(parts);
                } else if width(&parts) <= self.width {
                    self.end_line();
                    self.push(parts);
                } else {
                    self.letters(part);
                }
            }
        }
    }

    /// As many letters on each line as it takes.
    fn letters(&mut self, piece: Piece<'t>) {
        let mut rest = piece.text;
        // About what the line before took.
        let mut count = 60;
        while !rest.is_empty() {
            let ends: Vec<usize> = rest.char_indices().map(|(at, one)| at + one.len_utf8()).take(1000).collect();
            count = count.clamp(1, ends.len());
            // So many fit, and so many do not: twice as many are tried until they do not, and then what is between.
            let (mut few, mut many) = (0, ends.len() + 1);
            while many - few > 1 {
                match self.fits(piece, rest, &ends, count) {
                    true => few = count,
                    false => many = count,
                }
                count = if many > ends.len() { (few * 2).min(ends.len()) } else { few.midpoint(many) };
            }
            count = few.max(1);
            if !self.line.parts.is_empty() && !self.fits(piece, rest, &ends, count) {
                self.end_line();
                continue;
            }
            let (text, more) = rest.split_at(ends.get(count - 1).copied().unwrap_or(rest.len()));
            let parts = self.parts(Piece { text, ..piece });
            self.push(parts);
            rest = more;
            if !rest.is_empty() {
                self.end_line();
            }
        }
    }

    /// Whether so many letters of a text still fit on this line.
    fn fits(&mut self, piece: Piece<'_>, text: &str, ends: &[usize], count: usize) -> bool {
        let text = ends.get(count - 1).and_then(|end| text.get(..*end)).unwrap_or(text);
        self.line.width + width(&self.parts(Piece { text, ..piece })) <= self.width
    }

    fn parts(&mut self, piece: Piece<'_>) -> Vec<Part> {
        let text = piece.text.replace('\t', " ");
        let runs = self.typesetter.shape(&text, piece.style.face, piece.language.unwrap_or(self.language));
        let language = piece.language.map(str::to_owned);
        runs.into_iter()
            .map(|run| Part { language: language.clone(), size: piece.style.size, colour: piece.style.colour, run })
            .collect()
    }

    fn blank(&mut self, piece: Piece<'_>) -> f32 {
        let face = piece.style.face;
        let width = match self.blank {
            Some((known, width)) if known == face => width,
            _ => self.parts(Piece { text: " ", ..piece }).iter().map(|part| part.run.width).sum(),
        };
        self.blank = Some((face, width));
        width * piece.style.size
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
