//! The head of a certificate: what it is, who got it, from whom and when.

use super::super::paragraph::{self, Line, QUIET, Style};
use super::super::picture::Drawable;
use super::super::sheets::{Meaning, Shape, box_of};
use super::{INK, Layout, MARGIN, MEASURE, PANEL, TOP, first};
use crate::render::certificate::content::{Content, Value};
use crate::render::fonts::Face;
use krilla::geom::Rect;
use krilla::image::Image;
use krilla::tagging::{ListNumbering, Tag};

const BADGE: f32 = 84.0;
const LOGO_HEIGHT: f32 = 46.0;
const LOGO_WIDTH: f32 = 190.0;

impl Layout {
    /// What it is, what it is called, who got it, from whom and when.
    pub(in crate::render::certificate::pdf) fn masthead(
        &mut self,
        content: &Content,
        logo: Option<Drawable>,
        badge: Image,
    ) {
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
            self.make_room(height, height);
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
}
