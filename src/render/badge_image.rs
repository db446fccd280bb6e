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

/// The side of the drawing.
const SIDE: usize = 512;
/// How high an image in pixels is.
#[cfg(feature = "pdf")]
const PIXELS: f32 = 1024.0;
/// Fonts as machines have them; ours come first, for images in pixels.
const SANS: &str = "'Source Sans 3', system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif";
const SERIF: &str = "'Noto Serif SemiBold', 'Noto Serif', Georgia, 'DejaVu Serif', serif";

/// Lines of text that have to fit somewhere.
struct Place {
    /// Where the middle of the lines is, from the top.
    middle: usize,
    /// How wide a line may be, and how high all of them together.
    width: usize,
    height: usize,
    /// The sizes of the font to try.
    largest: usize,
    smallest: usize,
    look: &'static str,
}

const BODY: Place =
    Place { middle: 122, width: 300, height: 64, largest: 25, smallest: 13, look: "font-weight=\"600\"" };
const TITLE: Place =
    Place { middle: 252, width: 384, height: 176, largest: 46, smallest: 13, look: "font-weight=\"600\"" };
const FACTS: Place =
    Place { middle: 392, width: 250, height: 34, largest: 28, smallest: 15, look: "font-weight=\"600\"" };

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
        let (accent, ink) = (self.colour, self.colour.ink());
        let (rim, facts) = (self.colour.shaded(), self.facts());

        let mut image = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SIDE} {SIDE}\" width=\"{SIDE}\" height=\"{SIDE}\" role=\"img\">\n\
             <title>{}</title>\n<circle cx=\"256\" cy=\"256\" r=\"254\" fill=\"{rim}\"/>\n\
             <circle cx=\"256\" cy=\"256\" r=\"236\" fill=\"{accent}\"/>\n\
             <circle cx=\"256\" cy=\"256\" r=\"226\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"1.5\" stroke-opacity=\"0.6\"/>\n\
             <g fill=\"{ink}\" text-anchor=\"middle\" font-family=\"{SANS}\">\n",
            escaped(&[title, body].join(" – ")),
        );
        BODY.write(&mut image, body);
        image.push_str(&format!("</g>\n<g fill=\"{ink}\" text-anchor=\"middle\" font-family=\"{SERIF}\">\n"));
        TITLE.write(&mut image, title);
        image.push_str("</g>\n");
        if !facts.is_empty() {
            let (size, _) = FACTS.fitted(&facts);
            let width = (width(&facts) * size as f64) as usize + 44;
            let (x, y) = ((SIDE - width) / 2, FACTS.middle - 25);
            image.push_str(&format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"50\" rx=\"25\" fill=\"{ink}\"/>\n\
                 <g fill=\"{}\" text-anchor=\"middle\" font-family=\"{SANS}\">\n",
                self.colour.against_ink(),
            ));
            FACTS.write(&mut image, &facts);
            image.push_str("</g>\n");
        }
        image.push_str("</svg>\n");
        image
    }

    /// The image as PNG, 1024 pixels high and wide, in the fonts of `vocab/fonts` and no others. A letter that they lack is an empty box.
    ///
    /// # Errors
    /// If it cannot be drawn, which is a fault of ours.
    #[cfg(feature = "pdf")]
    pub fn to_png(&self) -> Result<Vec<u8>, super::NotDrawn> {
        super::png::drawn(self.to_svg().as_bytes(), PIXELS).map_err(super::NotDrawn::Fault)
    }

    /// Credits or hours, and the level, as far as they are stated.
    fn facts(&self) -> String {
        let (language, workload) = (self.language, &self.elements.workload);
        let ects = workload.ects.map(|credits| format!("{} ECTS", language.number(credits)));
        let hours = workload.hours.map(|hours| format!("{} {}", language.number(hours), language.word("hours")));
        let level = self.elements.levels.iter().find_map(Level::eqf).map(|level| format!("EQF {}", level.level()));
        let facts: Vec<String> = ects.or(hours).into_iter().chain(level).collect();
        facts.join(" · ")
    }
}

impl Place {
    fn write(&self, image: &mut String, text: &str) {
        let (size, lines) = self.fitted(text);
        let leading = size * 6 / 5;
        // Small letters reach about half the size of the font above the line that they stand on.
        let first = (self.middle + size * 7 / 20).saturating_sub((lines.len() - 1) * leading / 2);
        for (at, line) in lines.iter().enumerate() {
            let (y, look, line) = (first + at * leading, self.look, escaped(line));
            image.push_str(&format!(
                "<text x=\"256\" y=\"{y}\" font-size=\"{size}\" {look} unicode-bidi=\"isolate\">{line}</text>\n"
            ));
        }
    }

    /// The largest size in which a text fits without a broken word, and the lines; a text that never fits is cut, and says so.
    fn fitted(&self, text: &str) -> (usize, Vec<String>) {
        let mut size = self.largest;
        loop {
            let mut lines = broken(text, self.width as f64 / size as f64);
            let most = self.height * 5 / 6 / size;
            let is_whole = text.split_whitespace().all(|word| width(word) * size as f64 <= self.width as f64);
            if is_whole && lines.len() <= most || size <= self.smallest {
                if lines.len() > most {
                    lines.truncate(most);
                    if let Some(last) = lines.last_mut() {
                        last.pop();
                        last.push('…');
                    }
                }
                return (size, lines);
            }
            size -= 1;
        }
    }
}

/// Lines of at most such a width, broken between words, and within those that are longer.
fn broken(text: &str, most: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for word in text.split_whitespace() {
        if used > 0.0 && used + width(" ") + width(word) > most {
            lines.push(String::new());
            used = 0.0;
        }
        for character in (used > 0.0).then_some(' ').into_iter().chain(word.chars()) {
            if used > 0.0 && used + letter(character) > most {
                if let Some(line) = lines.last_mut().filter(|line| line.ends_with(char::is_alphabetic)) {
                    line.push('-');
                }
                lines.push(String::new());
                used = 0.0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(character);
                used += letter(character);
            }
        }
    }
    lines
}

/// About how wide a text is where the size of the font is 1: who shows the image has fonts of their own.
fn width(text: &str) -> f64 {
    text.chars().map(letter).sum()
}

/// As the widest of usual fonts have it.
fn letter(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'I' | 't' | 'f' | 'r' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | ' ' | '’' | '·' | 'ι'
        | 'і' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | 'ж' | 'ш' | 'щ' | 'ю' | 'м' | 'ф' | 'ω' | 'Ж' | 'Ш' | 'Щ' | 'Ю' | 'М'
        | 'Ω' | 'Φ' => 0.98,
        _ if character.is_uppercase() => 0.76,
        '\u{1100}'.. => 1.04,
        _ => 0.62,
    }
}
