use super::markup::escaped;
use super::{Colour, Language};
use crate::microcredential::{Elements, Level};

/// A badge image drawn from what is offered, so that nobody needs a designer to start: title, awarding body, credits, level.
///
/// ```
/// use microcred::microcredential::{AwardingBody, Elements, Offer};
/// use microcred::render::BadgeImage;
/// let mut elements = Elements::default();
/// elements.title = "Green skills for VET trainers".into();
/// assert!(BadgeImage::of(&elements).to_svg().contains("Green skills"));
/// ```
#[derive(Clone, Debug)]
pub struct BadgeImage<'e> {
    elements: &'e Elements,
    language: Language,
    colour: Colour,
}

/// The side of the drawing, and how much of it a line may take.
const SIDE: usize = 512;
const LINE: usize = 380;
/// The share of the size of a font that a letter takes, as the widest of usual fonts have it.
const LETTER: f64 = 0.64;

impl<'e> BadgeImage<'e> {
    /// An image in English where there is a choice.
    pub fn of(elements: &'e Elements) -> Self {
        Self { elements, language: Language::ENGLISH, colour: Colour::default() }
    }

    /// The same in another language.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The same in another colour.
    #[must_use]
    pub fn in_colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// The image as SVG, with a title for those who do not see it.
    pub fn to_svg(&self) -> String {
        let (language, elements) = (self.language, self.elements);
        let title = language.wording(&elements.title).1;
        let body = elements.awarding_bodies.first().map_or("", |body| language.wording(&body.name).1);
        let ects = elements.workload.ects.map(|credits| format!("{} ECTS", language.number(credits)));
        let hours =
            elements.workload.hours.map(|hours| format!("{} {}", language.number(hours), language.word("hours")));
        let level = elements.levels.iter().find_map(Level::eqf).map(|level| format!("EQF {}", level.level()));
        let facts: Vec<String> = ects.or(hours).into_iter().chain(level).collect();
        let (accent, ink) = (self.colour, self.colour.ink());

        let mut image = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SIDE} {SIDE}\" width=\"{SIDE}\" height=\"{SIDE}\" role=\"img\">\n\
             <title>{}</title>\n<circle cx=\"256\" cy=\"256\" r=\"250\" fill=\"{accent}\"/>\n\
             <circle cx=\"256\" cy=\"256\" r=\"232\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"4\"/>\n\
             <g fill=\"{ink}\" text-anchor=\"middle\" font-family=\"system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif\">\n",
            escaped(&[title, body].join(" – ")),
        );
        let (size, lines) = fitted(title, 44, 5);
        let top = 250 - (lines.len() - 1) * size * 6 / 10;
        write(&mut image, &lines, size, top, true);
        let (size, lines) = fitted(body, 24, 2);
        write(&mut image, &lines, size, 128 - (lines.len() - 1) * size / 2, false);
        let (size, lines) = fitted(&facts.join(" · "), 30, 1);
        write(&mut image, &lines, size, 400, true);
        image.push_str("</g>\n</svg>\n");
        image
    }
}

fn write(image: &mut String, lines: &[String], size: usize, top: usize, is_bold: bool) {
    let weight = if is_bold { " font-weight=\"bold\"" } else { "" };
    for (at, line) in lines.iter().enumerate() {
        let y = top + at * size * 12 / 10;
        let line = escaped(line);
        image.push_str(&format!(
            "<text x=\"256\" y=\"{y}\" font-size=\"{size}\"{weight} unicode-bidi=\"isolate\">{line}</text>\n"
        ));
    }
}

/// The largest size in which a text fits into so many lines, and the lines; a text that never fits is cut.
fn fitted(text: &str, largest: usize, most: usize) -> (usize, Vec<String>) {
    let mut size = largest;
    loop {
        let letters = (LINE as f64 / (size as f64 * LETTER)) as usize;
        let mut lines = broken(text, letters);
        if lines.len() <= most || size <= 14 {
            if lines.len() > most {
                lines.truncate(most);
                if let Some(last) = lines.last_mut() {
                    last.push('…');
                }
            }
            return (size, lines);
        }
        size -= 2;
    }
}

/// Lines of at most so many letters, broken between words, and within those that are longer.
fn broken(text: &str, letters: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > letters {
            lines.push(String::new());
            used = 0;
        }
        for character in (used > 0).then_some(' ').into_iter().chain(word.chars()) {
            if used == letters {
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(character);
                used += 1;
            }
        }
    }
    lines
}
