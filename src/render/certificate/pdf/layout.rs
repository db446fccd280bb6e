//! Where everything stands on the pages.

use super::super::super::fonts::{Face, Typesetter};
use super::super::super::{Colour, Language};
use super::super::content::{Content, Section, Value, Verification};
use super::paragraph::{self, Line, QUIET, Style};
use super::picture::{self, Drawable};
use super::sheets::{Group, HEIGHT, Meaning, Shape, Sheets, WIDTH, box_of, rectangle};
use krilla::destination::XyzDestination;
use krilla::geom::{Point, Rect};
use krilla::image::Image;
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
const PAPER: [u8; 3] = [0xff, 0xff, 0xff];
const CODE: f32 = 104.0;
const BADGE: f32 = 84.0;
const LOGO_HEIGHT: f32 = 46.0;
const LOGO_WIDTH: f32 = 190.0;

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

    /// What it is, what it is called, who got it, from whom and when.
    pub(super) fn masthead(&mut self, content: &Content, logo: Option<Drawable>, badge: Image) {
        let whole = self.sheets.whole();
        // It says nothing that is not said beside it.
        if let Some(place) = Rect::from_xywh(MARGIN + MEASURE - BADGE, self.y - 8.0, BADGE, BADGE) {
            self.sheets.draw(Meaning::Decoration, None, vec![Shape::Picture { image: badge, place }]);
        }
        let beside = MEASURE - BADGE - 28.0;
        let has_logo = logo.is_some();
        match logo {
            Some(logo) => self.logo(logo),
            None => self.y += 4.0,
        }
        let style = Style::new(Face::Bold, 12.0, self.legible);
        let kind = self.lines(&content.kind, style, beside);
        self.paragraph(whole, MARGIN, kind, style.size);
        // Without a logo above, there is room for the title beside the badge.
        let measure = if has_logo { MEASURE } else { beside };
        if has_logo {
            self.y = self.y.max(TOP + BADGE - 8.0);
        }
        self.y += 5.0;

        let style = self.title_style(&content.name, measure);
        let heading = self.sheets.group(whole, Tag::Hn(first(), Some(content.name.clone())));
        self.headings.push((content.name.clone(), 0, self.y));
        let title = self.lines(&content.title, style, measure);
        self.flow(heading, MARGIN, title, style);
        self.y = self.y.max(TOP + BADGE - 16.0) + 12.0;

        let quiet = Style::new(Face::Regular, 10.0, QUIET);
        let words = self.lines(&Value::ours(self.language.word("learner")), quiet, MEASURE);
        self.paragraph(whole, MARGIN, words, quiet.size);
        let style = Style { leading: 26.0, ..Style::new(Face::Serif, 19.0, self.legible) };
        let learner = self.lines(&content.learner, style, MEASURE);
        let group = self.sheets.group(whole, Tag::P);
        self.flow(group, MARGIN, learner, style);
        self.y += 8.0;

        let style = Style::new(Face::Bold, 11.5, INK);
        for line in &content.origin {
            let lines = self.lines(line, style, MEASURE);
            self.paragraph(whole, MARGIN, lines, style.size);
        }
        let style = Style::new(Face::Regular, 10.5, INK);
        let issued = self.lines(&content.issued, style, MEASURE);
        self.paragraph(whole, MARGIN, issued, style.size);
        self.facts(&content.facts);
        self.y += 10.0;
    }

    fn logo(&mut self, logo: Drawable) {
        let height = LOGO_HEIGHT.min(LOGO_WIDTH / logo.ratio);
        let width = height * logo.ratio;
        let alternative = if logo.alternative.is_empty() { None } else { Some(logo.alternative) };
        let meaning = match alternative {
            None => Meaning::Decoration,
            alternative => {
                let place = box_of(0, MARGIN, self.y, width, height);
                Meaning::Part(self.sheets.group(self.sheets.whole(), Tag::Figure(alternative).with_bbox(place)))
            }
        };
        if let Some(place) = Rect::from_xywh(MARGIN, self.y, width, height) {
            self.sheets.draw(meaning, None, vec![Shape::Picture { image: logo.image, place }]);
        }
        self.y += LOGO_HEIGHT + 9.0;
    }

    /// The longer a title, the smaller, until no word of it has to be broken.
    fn title_style(&mut self, title: &str, measure: f32) -> Style {
        let usual = match title.chars().count() {
            0..=48 => 27.0,
            49..=110 => 22.0,
            111..=220 => 17.0,
            _ => 14.0,
        };
        let mut style = Style::new(Face::Serif, usual, INK);
        let widest = paragraph::widest_word(title, style.face, self.language.tag(), &mut self.typesetter);
        while style.size > 12.0 && widest * style.size > measure {
            style.size -= 1.0;
        }
        Style { leading: style.size * 1.22, ..style }
    }

    /// Workload and level, beside each other.
    fn facts(&mut self, facts: &[Value]) {
        if facts.is_empty() {
            return;
        }
        self.y += 14.0;
        let style = Style::new(Face::Bold, 12.0, self.legible);
        let list = self.sheets.group(self.sheets.whole(), Tag::L(ListNumbering::None));
        for row in facts.chunks(4) {
            let column = MEASURE / row.len() as f32;
            let cells: Vec<Vec<Line>> = row.iter().map(|fact| self.lines(fact, style, column - 20.0)).collect();
            let most = cells.iter().map(Vec::len).max().unwrap_or_default();
            let height = most as f32 * style.leading + 16.0;
            self.sheets.fill(MARGIN, self.y, MEASURE, height, PANEL);
            for (at, lines) in cells.into_iter().enumerate() {
                let x = MARGIN + column * at as f32;
                self.sheets.fill(x, self.y, 3.0, height, self.accent);
                let item = self.sheets.group(list, Tag::LI);
                let body = self.sheets.group(item, Tag::LBody);
                self.write_lines(body, x + 14.0, self.y + 8.0, lines, style);
            }
            self.y += height + 5.0;
        }
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

    /// How far it can be believed, and where the original is: one panel, on one page.
    pub(super) fn verification(&mut self, verification: &Verification) {
        let title = self.language.word("verification");
        let padding = 16.0;
        let code = verification.code.as_deref().filter(|text| picture::code(text, 0.0, 0.0, CODE).is_some());
        let x = MARGIN + padding + if code.is_some() { CODE + 20.0 } else { 0.0 };
        let width = MARGIN + MEASURE - padding - x;
        let (headed, spoken) = (Style::new(Face::Serif, 12.5, INK), Style::new(Face::Bold, 10.5, INK));
        let (named, stated) = (Style::new(Face::Bold, 9.0, QUIET), Style::new(Face::Regular, 9.5, INK));
        let said = Style::new(Face::Regular, 8.5, QUIET);
        let names = 92.0;

        let heading = self.lines(&Value::ours(title), headed, width);
        let sentence = self.lines(&Value::ours(verification.sentence), spoken, width - 22.0);
        let rows: Vec<(Vec<Line>, Vec<Line>)> = verification
            .rows
            .iter()
            .map(|(key, value)| {
                let name = self.language.word(key.unwrap_or("status"));
                (self.lines(&Value::ours(name), named, names - 8.0), self.lines(value, stated, width - names))
            })
            .collect();
        let caption = self.lines(&Value::ours(self.language.word("scan")), said, CODE);
        let mut cautions: Vec<Vec<Line>> =
            verification.cautions.iter().map(|words| self.lines(&Value::ours(*words), said, width)).collect();
        if let Some(note) = self.note_on_missing() {
            cautions.push(self.lines(&note, said, width));
        }
        let row_height = |(name, value): &(Vec<Line>, Vec<Line>)| {
            (name.len() as f32 * named.leading).max(value.len() as f32 * stated.leading) + 2.0
        };
        let text = heading.len() as f32 * headed.leading
            + 4.0
            + sentence.len() as f32 * spoken.leading
            + 8.0
            + rows.iter().map(row_height).sum::<f32>()
            + 4.0
            + cautions.iter().map(|lines| lines.len() as f32 * said.leading + 3.0).sum::<f32>();
        let picture = code.map_or(0.0, |_| CODE + 4.0 + caption.len() as f32 * said.leading);
        let height = text.max(picture) + 2.0 * padding;
        self.y += 8.0;
        self.make_room(height, height);

        self.sheets.fill(MARGIN, self.y, MEASURE, height, PANEL);
        self.sheets.fill(MARGIN, self.y, MEASURE, 2.5, self.accent);
        let top = self.y + padding;
        let part = self.sheets.group(self.sheets.whole(), Tag::Section);
        self.headings.push((title.to_owned(), self.pages() - 1, self.y));
        let group = self.sheets.group(part, Tag::Hn(second(), Some(title.to_owned())));
        self.y = top;
        self.flow(group, x, heading, headed);
        self.y += 4.0;
        self.tick(x, self.y);
        let group = self.sheets.group(part, Tag::P);
        self.flow(group, x + 22.0, sentence, spoken);
        self.y += 8.0;
        let list = self.sheets.group(part, Tag::L(ListNumbering::None));
        for row in rows {
            let high = row_height(&row);
            let item = self.sheets.group(list, Tag::LI);
            let label = self.sheets.group(item, Tag::Lbl);
            self.write_lines(label, x, self.y + 0.5, row.0, named);
            let body = self.sheets.group(item, Tag::LBody);
            self.write_lines(body, x + names, self.y, row.1, stated);
            self.y += high;
        }
        self.y += 4.0;
        for lines in cautions {
            let group = self.sheets.group(part, Tag::P);
            self.flow(group, x, lines, said);
            self.y += 3.0;
        }
        if let Some(text) = code {
            self.code(part, text, top, caption, said);
        }
        self.y = top + height;
    }

    /// The QR code on white, and what it is for.
    fn code(&mut self, part: Group, text: &str, top: f32, caption: Vec<Line>, said: Style) {
        let x = MARGIN + 16.0;
        self.sheets.fill(x, top, CODE, CODE, PAPER);
        let place = box_of(self.pages() - 1, x, top, CODE, CODE);
        let label = self.language.word("scan");
        let figure = self.sheets.group(part, Tag::Figure(Some(format!("{label}: {text}"))).with_bbox(place));
        if let Some(path) = picture::code(text, x, top, CODE) {
            self.sheets.draw(Meaning::Part(figure), None, vec![Shape::Filled { path, colour: [0, 0, 0] }]);
        }
        let group = self.sheets.group(part, Tag::P);
        self.write_lines(group, x, top + CODE + 4.0, caption, said);
    }

    fn tick(&mut self, x: f32, y: f32) {
        let shapes = [(picture::disc(x, y, 14.5), self.legible), (picture::tick(x, y, 14.5), PAPER)];
        let shapes = shapes.into_iter().filter_map(|(path, colour)| Some(Shape::Filled { path: path?, colour }));
        self.sheets.draw(Meaning::Decoration, None, shapes.collect());
    }

    /// What the replacement character stands for, if it had to be used.
    fn note_on_missing(&self) -> Option<Value> {
        let missing = self.typesetter.missing();
        if missing.is_empty() {
            return None;
        }
        let numbers: Vec<String> = missing.iter().map(|one| format!("U+{:04X}", u32::from(*one))).collect();
        Some(Value::ours(format!("{} {}", self.language.word("missing_characters"), numbers.join(", "))))
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
