//! The panel that says how far it can be believed, with the code that leads to the original.

use super::super::paragraph::{Line, QUIET, Style};
use super::super::picture;
use super::super::sheets::{Group, Meaning, Shape, box_of};
use super::{INK, Layout, MARGIN, MEASURE, PANEL, second};
use crate::render::certificate::content::{Value, Verification};
use crate::render::fonts::{Face, code_points};
use crate::report::Trust;
use krilla::tagging::{ListNumbering, Tag};

const CODE: f32 = 104.0;
const SIGN: f32 = 14.5;
const PAPER: [u8; 3] = [0xff, 0xff, 0xff];

impl Layout {
    /// How far it can be believed, and where the original is: one panel, on one page.
    pub(in crate::render::certificate::pdf) fn verification(&mut self, verification: &Verification) {
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
        let indent = if verification.trust >= Trust::IssuerBound { 22.0 } else { 0.0 };
        let sentence = self.lines(&Value::ours(verification.sentence), spoken, width - indent);
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
        self.sign(verification.trust, x, self.y);
        let group = self.sheets.group(part, Tag::P);
        self.flow(group, x + indent, sentence, spoken);
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

    /// A tick for whom the verifier trusts; that something is said of whom anybody can be; nothing of whom nobody knows.
    fn sign(&mut self, trust: Trust, x: f32, y: f32) {
        let (ground, sign) = match trust {
            Trust::Trusted => (self.legible, picture::tick(x, y, SIGN)),
            Trust::IssuerBound => (QUIET, picture::information(x, y, SIGN)),
            Trust::Integrity | Trust::None => return,
        };
        let shapes = [(picture::disc(x, y, SIGN), ground), (sign, PAPER)];
        let shapes = shapes.into_iter().filter_map(|(path, colour)| Some(Shape::Filled { path: path?, colour }));
        self.sheets.draw(Meaning::Decoration, None, shapes.collect());
    }

    /// What the replacement character stands for, if it had to be used.
    fn note_on_missing(&self) -> Option<Value> {
        let missing = self.typesetter.missing();
        if missing.is_empty() {
            return None;
        }
        Some(Value::ours(format!("{} {}", self.language.word("missing_characters"), code_points(&missing))))
    }
}
