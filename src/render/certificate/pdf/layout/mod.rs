//! Where everything stands on the pages.

mod masthead;
#[cfg(test)]
mod tests;
mod verification;

use super::super::super::fonts::{Face, Typesetter};
use super::super::super::{Colour, Language};
use super::super::content::{Content, Section, Value};
use super::paragraph::{self, Line, QUIET, Style};
use super::sheets::{Group, HEIGHT, Meaning, Shape, Sheets, WIDTH, rectangle};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::outline::{Outline, OutlineNode};
use krilla::tagging::{ListNumbering, Tag};
use std::num::NonZeroU16;

const MARGIN: f32 = 56.0;
const TOP: f32 = 50.0;
/// Where the text of a page ends; the foot stands below.
const BOTTOM: f32 = HEIGHT - 66.0;
const MEASURE: f32 = WIDTH - 2.0 * MARGIN;
/// The column of names, and the white behind it.
const NAMES: f32 = 124.0;
const GUTTER: f32 = 20.0;
const INK: [u8; 3] = [0x1b, 0x22, 0x2d];
const LINE: [u8; 3] = [0xd8, 0xdd, 0xe5];
const PANEL: [u8; 3] = [0xf4, 0xf6, 0xf9];

/// Puts a certificate on pages, from top to bottom.
pub(super) struct Layout {
    sheets: Sheets,
    typesetter: Typesetter,
    language: Language,
    accent: [u8; 3],
    /// The accent as it can be read on white.
    legible: [u8; 3],
    /// How far down the last page is filled.
    y: f32,
    headings: Vec<(String, usize, f32)>,
}

impl Layout {
    pub(super) fn new(language: Language, colour: Colour, typesetter: Typesetter) -> Self {
        let mut layout = Self {
            sheets: Sheets::new(),
            typesetter,
            language,
            accent: colour.channels(),
            legible: colour.on_white().channels(),
            y: TOP,
            headings: Vec::new(),
        };
        layout.sheets.fill(0.0, 0.0, WIDTH, 12.0, layout.accent);
        layout
    }

    pub(super) fn pages(&self) -> usize {
        self.sheets.count()
    }

    /// The name of an element on the left, and what is stated on the right.
    pub(super) fn section(&mut self, section: &Section) {
        let name = self.language.word(section.key);
        let named = Style::new(Face::Bold, 9.5, QUIET);
        let stated = Style::new(Face::Regular, 10.5, INK);
        let names = self.lines(&Value::ours(name), named, NAMES);
        let width = MEASURE - NAMES - GUTTER;
        let is_list = section.values.len() > 1;
        let indent = if is_list { 11.0 } else { 0.0 };
        let values: Vec<Vec<Line>> =
            section.values.iter().map(|value| self.lines(value, stated, width - indent)).collect();
        let gap = 2.0;
        let count: usize = values.iter().map(Vec::len).sum();
        let high = (names.len() as f32 * named.leading).max(count as f32 * stated.leading + values.len() as f32 * gap);
        self.make_room(high + 14.0, 4.0 * stated.leading);

        self.sheets.fill(MARGIN, self.y, MEASURE, 0.6, LINE);
        self.y += 7.0;
        let (page, top) = (self.pages(), self.y);
        self.headings.push((name.to_owned(), page - 1, top));
        let whole = self.sheets.whole();
        let part = self.sheets.group(whole, Tag::Section);
        let heading = self.sheets.group(part, Tag::Hn(second(), Some(name.to_owned())));
        self.write_lines(heading, MARGIN, top + 0.8, names, named);
        let names_end = top + high;
        let x = MARGIN + NAMES + GUTTER;
        let list = if is_list { self.sheets.group(part, Tag::L(ListNumbering::Disc)) } else { part };
        for lines in values {
            if is_list {
                let item = self.sheets.group(list, Tag::LI);
                let label = self.sheets.group(item, Tag::Lbl);
                if self.y + stated.leading > BOTTOM {
                    self.turn_page();
                }
                let bullet = self.lines(&Value::ours("•"), Style { colour: self.legible, ..stated }, indent);
                self.write_lines(label, x, self.y, bullet, stated);
                let body = self.sheets.group(item, Tag::LBody);
                self.flow(body, x + indent, lines, stated);
            } else {
                let body = self.sheets.group(list, Tag::P);
                self.flow(body, x, lines, stated);
            }
            self.y += gap;
        }
        if self.pages() == page {
            self.y = self.y.max(names_end);
        }
        self.y += 6.0;
    }

    /// The foot of every page: what it belongs to, and which page it is.
    pub(super) fn footers(&mut self, content: &Content) {
        let style = Style::new(Face::Regular, 8.0, QUIET);
        let count = self.pages();
        let y = HEIGHT - 46.0;
        for page in 0..count {
            let number = self.lines(&Value::ours(format!("{} / {count}", page + 1)), style, MEASURE);
            let id = content.verification.credential.as_deref().unwrap_or_default();
            let mut belongs = self.lines(&Value::theirs(&content.name, None), style, MEASURE - 50.0);
            belongs.truncate(1);
            let mut named = self.lines(&Value::theirs(id, None), style, MEASURE - 50.0);
            named.truncate(1);
            let rule = rectangle(MARGIN, y, MEASURE, 0.6).map(|path| Shape::Filled { path, colour: LINE });
            self.sheets.draw_on(page, Meaning::Footer, None, rule.into_iter().collect());
            for (at, line) in belongs.into_iter().chain(named).enumerate() {
                self.sheets.line_on(page, Meaning::Footer, MARGIN, y + 12.0 + at as f32 * 10.5, line);
            }
            for line in number {
                let x = MARGIN + MEASURE - line.width;
                self.sheets.line_on(page, Meaning::Footer, x, y + 12.0, line);
            }
        }
    }

    /// Writes everything, and says which characters there is no font for.
    pub(super) fn write(self, document: &mut krilla::Document) -> Vec<char> {
        self.sheets.write(document);
        let mut outline = Outline::new();
        for (title, page, y) in self.headings {
            outline.push_child(OutlineNode::new(title, XyzDestination::new(page, Point::from_xy(MARGIN, y))));
        }
        document.set_outline(outline);
        self.typesetter.missing()
    }

    fn lines(&mut self, value: &Value, style: Style, width: f32) -> Vec<Line> {
        paragraph::lines(value, style, width, self.language.tag(), &mut self.typesetter)
    }

    fn paragraph(&mut self, within: Group, x: f32, lines: Vec<Line>, size: f32) {
        let group = self.sheets.group(within, Tag::P);
        self.flow(group, x, lines, Style::new(Face::Regular, size, INK));
    }

    /// Lines below each other, over as many pages as they take.
    fn flow(&mut self, group: Group, x: f32, lines: Vec<Line>, style: Style) {
        for line in lines {
            if self.y + style.leading > BOTTOM {
                self.turn_page();
            }
            self.sheets.line(Meaning::Part(group), x, baseline(self.y, style), line);
            self.y += style.leading;
        }
    }

    /// Lines below each other from somewhere on this page, which have room there.
    fn write_lines(&mut self, group: Group, x: f32, y: f32, lines: Vec<Line>, style: Style) {
        for (at, line) in lines.into_iter().enumerate() {
            let top = y + at as f32 * style.leading;
            self.sheets.line(Meaning::Part(group), x, baseline(top, style), line);
        }
    }

    /// Another page, unless what comes fits on this one, or is so high that it has to be divided anyway and begins here.
    fn make_room(&mut self, height: f32, least: f32) {
        let left = BOTTOM - self.y;
        let is_divided = height > BOTTOM - TOP;
        if if is_divided { left < least } else { left < height } {
            self.turn_page();
        }
    }

    fn turn_page(&mut self) {
        self.sheets.turn_page();
        self.sheets.fill(0.0, 0.0, WIDTH, 5.0, self.accent);
        self.y = TOP;
    }
}

fn baseline(top: f32, style: Style) -> f32 {
    top + style.leading * 0.5 + style.size * 0.34
}

fn first() -> NonZeroU16 {
    NonZeroU16::MIN
}

fn second() -> NonZeroU16 {
    NonZeroU16::MIN.saturating_add(1)
}
