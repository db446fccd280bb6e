use super::breaking::{broken, fits_whole, is_right_to_left, width};
use super::markup::escaped;
use super::words::{ALL_LETTERS, Letters};
use super::{Colour, Language};
use crate::framework::NqfLevel;
use crate::microcredential::{Elements, Level, Text};

/// A badge image drawn from what is offered, so that nobody needs a designer to start: title, awarding body, credits, level.
/// Credits and level are those that are stated, in their own systems and frameworks: nothing is converted.
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
    Place { middle: 392, width: 250, height: 48, largest: 28, smallest: 13, look: "font-weight=\"600\"" };
/// The largest size in which two lines have room there.
const TWO_LINES: usize = 20;

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
        self.drawn(ALL_LETTERS)
    }

    /// The image as PNG, 1024 pixels high and wide, in the fonts of `vocab/fonts` and no others. Where a text is not there in
    /// the language that is asked for nor in English, a wording that they have the letters of comes first; a letter that they
    /// [lack](Self::missing) is an empty box.
    ///
    /// # Errors
    /// If it cannot be drawn, which is a fault of ours.
    #[cfg(feature = "pdf")]
    pub fn to_png(&self) -> Result<Vec<u8>, super::NotDrawn> {
        super::png::drawn(self.drawn(super::fonts::have).as_bytes(), PIXELS).map_err(super::NotDrawn::Fault)
    }

    /// The characters of what is drawn that none of the fonts of the [PNG](Self::to_png) has.
    #[cfg(feature = "pdf")]
    pub fn missing(&self) -> Vec<char> {
        let (title, body) = self.names(super::fonts::have);
        let drawn = [TITLE.fitted(title).1, BODY.fitted(body).1, self.facts()].concat();
        super::fonts::missing(drawn.iter().map(String::as_str))
    }

    /// The image as SVG, for fonts that have these letters.
    pub(super) fn drawn(&self, letters: Letters) -> String {
        let (title, body) = self.names(letters);
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
            let (size, lines) = FACTS.side_by_side(facts);
            let widest = lines.iter().map(|line| width(line)).fold(0.0, f64::max);
            let (width, height) = ((widest * size as f64) as usize + 44, 50 + (lines.len() - 1) * 10);
            let (x, y) = ((SIDE - width) / 2, FACTS.middle - height / 2);
            image.push_str(&format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"25\" fill=\"{ink}\"/>\n\
                 <g fill=\"{}\" text-anchor=\"middle\" font-family=\"{SANS}\">\n",
                self.colour.against_ink(),
            ));
            FACTS.write_lines(&mut image, size, &lines, false);
            image.push_str("</g>\n");
        }
        image.push_str("</svg>\n");
        image
    }

    /// The title, and the name of the awarding body.
    fn names(&self, letters: Letters) -> (&'e str, &'e str) {
        let wording = |text: &'e Text| self.language.wording(text, letters, &self.elements.languages).1;
        (wording(&self.elements.title), self.elements.awarding_bodies.first().map_or("", |body| wording(&body.name)))
    }

    /// The workload and the level as they are stated: ECTS and EQF before the others, and credits before hours. What is too
    /// long to be read there is left out: half of it would say something else.
    fn facts(&self) -> Vec<String> {
        let (language, workload) = (self.language, &self.elements.workload);
        let number = |quantity| language.number(quantity);
        let ects = workload.ects.map(|credits| format!("{} ECTS", number(credits)));
        let credits = workload.credits.iter();
        let credits =
            credits.map(|credits| format!("{} {}", number(credits.points), language.credits(&credits.system)));
        let hours = workload.hours.map(|hours| language.hours(hours));
        let levels = &self.elements.levels;
        let eqf = levels.iter().find(|level| matches!(level, Level::Eqf(_)));
        let levels = eqf.into_iter().chain(levels).filter_map(|level| stated(level, language));
        let has_room = |fact: &String| FACTS.size_of(fact) >= FACTS.smallest;
        let workload = ects.into_iter().chain(credits).chain(hours).find(has_room);
        workload.into_iter().chain(levels.filter(has_room).take(1)).collect()
    }
}

/// A level in the words of its own framework; nothing if only an address of it is known.
fn stated(level: &Level, language: Language) -> Option<String> {
    match level {
        Level::Eqf(_) => level.eqf().map(|level| format!("{} {}", language.word("eqf"), level.level())),
        Level::Nqf(own @ NqfLevel::Named { level, .. }) => Some(format!("{} {level}", language.framework(own))),
        Level::Nqf(NqfLevel::Concept(_)) => None,
        Level::QfEhea(cycle) => Some(format!("QF-EHEA {}", language.cycle(*cycle))),
    }
}

impl Place {
    fn write(&self, image: &mut String, text: &str) {
        let (size, lines) = self.fitted(text);
        self.write_lines(image, size, &lines, is_right_to_left(text));
    }

    /// All lines run as the text that they are of does, whatever each begins with.
    fn write_lines(&self, image: &mut String, size: usize, lines: &[String], from_right: bool) {
        let direction = if from_right { " direction=\"rtl\"" } else { "" };
        let leading = size * 6 / 5;
        // Small letters reach about half the size of the font above the line that they stand on.
        let first = (self.middle + size * 7 / 20).saturating_sub((lines.len() - 1) * leading / 2);
        for (at, line) in lines.iter().enumerate() {
            let (y, look, line) = (first + at * leading, self.look, escaped(line));
            image.push_str(&format!(
                "<text x=\"256\" y=\"{y}\" font-size=\"{size}\" {look}{direction} unicode-bidi=\"isolate\">{line}</text>\n"
            ));
        }
    }

    /// The size in which a text fits in one line.
    fn size_of(&self, text: &str) -> usize {
        ((self.width as f64 / width(text)) as usize).min(self.largest)
    }

    /// Texts in one line, or else each in its own.
    fn side_by_side(&self, texts: Vec<String>) -> (usize, Vec<String>) {
        let line = texts.join(" · ");
        let size = self.size_of(&line);
        if texts.len() == 1 || size >= TWO_LINES {
            return (size, vec![line]);
        }
        (texts.iter().map(|text| self.size_of(text)).fold(TWO_LINES, usize::min), texts)
    }

    /// The largest size in which a text fits without a broken word, and the lines; a text that never fits is cut, and says so.
    fn fitted(&self, text: &str) -> (usize, Vec<String>) {
        let mut size = self.largest;
        loop {
            let mut lines = broken(text, self.width as f64 / size as f64);
            let most = self.height * 5 / 6 / size;
            if fits_whole(text, self.width as f64 / size as f64) && lines.len() <= most || size <= self.smallest {
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
