//! The fonts that documents and images are set in: those of `vocab/fonts`, and none of the machine's.

use super::markup::shown;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use resvg::usvg::fontdb::Database;
use rustybuzz::{Direction, Language, UnicodeBuffer};
use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

const REGULAR: &[u8] = include_bytes!("../../vocab/fonts/SourceSans3_400Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../vocab/fonts/SourceSans3_600SemiBold.ttf");
const SERIF: &[u8] = include_bytes!("../../vocab/fonts/NotoSerif_600SemiBold.ttf");

/// What stands for a character that no font has.
const MISSING: &str = "\u{fffd}";

/// A face; where it lacks a character, the others are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// For running text.
    Regular,
    /// For what stands out.
    Bold,
    /// For names and titles.
    Serif,
}

/// Letters in one font, ready to be drawn from left to right.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) font: Font,
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// Of the whole, where the size of the font is 1.
    pub(super) width: f32,
}

/// Turns text into letters, and remembers what it could not.
#[derive(Default)]
pub(super) struct Typesetter {
    missing: BTreeSet<char>,
    /// The letter for what no font has, by the face that it is wanted in.
    stand_ins: Vec<(Face, &'static Loaded, Vec<KrillaGlyph>)>,
}

struct Loaded {
    font: Font,
    shaper: rustybuzz::Face<'static>,
}

/// In the order of [`Face`]; empty if the files were no fonts, which a test rules out.
static LOADED: LazyLock<Vec<Loaded>> = LazyLock::new(|| [REGULAR, BOLD, SERIF].into_iter().filter_map(load).collect());

fn load(bytes: &'static [u8]) -> Option<Loaded> {
    Some(Loaded { font: Font::new(bytes.into(), 0)?, shaper: rustybuzz::Face::from_slice(bytes, 0)? })
}

/// The same fonts, for drawing SVG.
pub(super) static DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut database = Database::new();
    [REGULAR, BOLD, SERIF].into_iter().for_each(|font| database.load_font_data(font.to_vec()));
    database.set_sans_serif_family("Source Sans 3");
    database.set_serif_family("Noto Serif SemiBold");
    Arc::new(database)
});

impl Face {
    /// The fonts to try, by their place in [`LOADED`].
    fn order(self) -> [usize; 3] {
        match self {
            Self::Regular => [0, 2, 1],
            Self::Bold => [1, 2, 0],
            Self::Serif => [2, 1, 0],
        }
    }
}

/// Whether there is a letter for every character of a text.
pub(super) fn have(text: &str) -> bool {
    missing([text]).is_empty()
}

/// The characters of texts that no font has, each once, in the order of Unicode.
pub(super) fn missing<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<char> {
    let mut typesetter = Typesetter::default();
    for word in texts.into_iter().flat_map(str::split_whitespace) {
        typesetter.shape(&shown(word), Face::Regular, "en");
    }
    typesetter.missing()
}

/// The characters of a text that no font has, each looked at by itself.
pub(super) fn missing_letters(text: &str) -> BTreeSet<char> {
    let letters: BTreeSet<char> = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let alone = |letter: &char| have(letter.encode_utf8(&mut [0; 4]));
    letters.into_iter().filter(|letter| !alone(letter)).collect()
}

/// The first of some characters by their numbers, and how many there are beyond.
pub(crate) fn code_points(characters: &[char]) -> String {
    const NAMED: usize = 20;
    let names = characters.iter().take(NAMED).map(|one| format!("U+{:04X}", u32::from(*one)));
    let named = names.collect::<Vec<_>>().join(", ");
    match characters.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named}, … (+{more})"),
    }
}

impl Typesetter {
    /// The letters of a text in one language. Nothing is left out: U+FFFD is drawn for a character that no font has, and
    /// copying it gives the character itself.
    pub(super) fn shape(&mut self, text: &str, face: Face, language: &str) -> Vec<Run> {
        let mut runs = Vec::new();
        self.shape_with(text, &face.order(), face, language, &mut runs);
        runs
    }

    /// The characters that no font has, each once, in the order of Unicode.
    pub(super) fn missing(&self) -> Vec<char> {
        self.missing.iter().copied().collect()
    }

    fn shape_with(&mut self, text: &str, fonts: &[usize], face: Face, language: &str, runs: &mut Vec<Run>) {
        let Some((loaded, rest)) = fonts.split_first().and_then(|(first, rest)| Some((LOADED.get(*first)?, rest)))
        else {
            return text.chars().for_each(|character| self.stand_in(character, face, runs));
        };
        let glyphs = glyphs(loaded, text, language);
        // Stretches that the font has, and stretches that it lacks.
        for stretch in stretches(&glyphs) {
            let start = stretch.first().map_or(0, |glyph| glyph.text_range.start);
            let end = stretch.iter().map(|glyph| glyph.text_range.end).max().unwrap_or(start);
            let Some(part) = text.get(start..end) else { continue };
            if stretch.iter().any(is_missing) {
                self.shape_with(part, rest, face, language, runs);
            } else {
                runs.push(run(loaded, part, stretch, start));
            }
        }
    }

    fn stand_in(&mut self, character: char, face: Face, runs: &mut Vec<Run>) {
        self.missing.insert(character);
        if !self.stand_ins.iter().any(|(known, ..)| *known == face) {
            let drawn = face.order().into_iter().filter_map(|font| LOADED.get(font)).find_map(|loaded| {
                let glyphs = glyphs(loaded, MISSING, "en");
                (!glyphs.iter().any(is_missing)).then_some((face, loaded, glyphs))
            });
            self.stand_ins.extend(drawn);
        }
        let Some((_, loaded, mut glyphs)) = self.stand_ins.iter().find(|(known, ..)| *known == face).cloned() else {
            return;
        };
        // Code points for private use mean nothing to whoever copies them, and archives refuse them.
        let copied = if is_private(character) { MISSING.to_owned() } else { character.to_string() };
        glyphs.iter_mut().for_each(|glyph| glyph.text_range = 0..copied.len());
        runs.push(run(loaded, &copied, &glyphs, 0));
    }
}

fn run(loaded: &Loaded, text: &str, glyphs: &[KrillaGlyph], start: usize) -> Run {
    let glyphs: Vec<KrillaGlyph> = glyphs
        .iter()
        .cloned()
        .map(|mut glyph| {
            glyph.text_range = glyph.text_range.start - start..glyph.text_range.end - start;
            glyph
        })
        .collect();
    let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
    Run { text: text.to_owned(), font: loaded.font.clone(), glyphs, width }
}

/// The letters of a text in one font, from left to right; that which it lacks has the number 0.
fn glyphs(loaded: &Loaded, text: &str, language: &str) -> Vec<KrillaGlyph> {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    if let Ok(language) = Language::from_str(language) {
        buffer.set_language(language);
    }
    buffer.guess_segment_properties();
    buffer.set_direction(Direction::LeftToRight);
    let shaped = rustybuzz::shape(&loaded.shaper, &[], buffer);
    let em = loaded.font.units_per_em();
    let starts = shaped.glyph_infos().iter().map(|info| info.cluster as usize);
    // Each letter ends where the next cluster begins.
    let mut ends: Vec<usize> = Vec::with_capacity(shaped.len());
    let (mut end, mut begun) = (text.len(), text.len());
    for start in starts.rev() {
        if start < begun {
            (end, begun) = (begun, start);
        }
        ends.push(end);
    }
    let places = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).zip(ends.into_iter().rev());
    places
        .map(|((info, position), end)| {
            let start = info.cluster as usize;
            let scaled = |units: i32| units as f32 / em;
            // Private use is nothing that a document may carry, whatever a font has there.
            let is_private = text.get(start..end).is_some_and(|cluster| cluster.chars().any(is_private));
            KrillaGlyph::new(
                GlyphId::new(if is_private { 0 } else { info.glyph_id }),
                scaled(position.x_advance),
                scaled(position.x_offset),
                scaled(position.y_offset),
                scaled(position.y_advance),
                start..end,
                None,
            )
        })
        .collect()
}

/// Neighbouring letters that are all there, or all lacking; letters of one cluster stay together.
fn stretches(glyphs: &[KrillaGlyph]) -> impl Iterator<Item = &[KrillaGlyph]> {
    let clusters: Vec<&[KrillaGlyph]> =
        glyphs.chunk_by(|one, next| one.text_range.start == next.text_range.start).collect();
    let mut bounds = vec![0];
    let mut at = 0;
    let mut last = None;
    for cluster in clusters {
        let lacks = cluster.iter().any(is_missing);
        if last.is_some_and(|last| last != lacks) {
            bounds.push(at);
        }
        last = Some(lacks);
        at += cluster.len();
    }
    bounds.push(at);
    let pairs: Vec<(usize, usize)> =
        bounds.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?))).collect();
    pairs.into_iter().filter_map(|(start, end)| glyphs.get(start..end)).filter(|stretch| !stretch.is_empty())
}

fn is_missing(glyph: &KrillaGlyph) -> bool {
    glyph.glyph_id.to_u32() == 0
}

fn is_private(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render;

    #[test]
    fn the_fonts_are_fonts() {
        assert_eq!((LOADED.len(), DATABASE.len()), (3, 3));
    }

    /// Every letter of the EU's languages is there, in every face by itself or with help.
    #[test]
    fn the_words_of_every_language_can_be_set() {
        for language in render::Language::all() {
            for face in [Face::Regular, Face::Bold, Face::Serif] {
                let mut typesetter = Typesetter::default();
                for (_, word) in language.words() {
                    let runs = typesetter.shape(word, face, language.tag());
                    assert_eq!(runs.iter().map(|run| run.text.as_str()).collect::<String>(), word);
                }
                assert!(typesetter.missing().is_empty(), "{}", language.tag());
            }
        }
    }

    #[test]
    fn what_no_font_has_is_shown_and_told() {
        let mut typesetter = Typesetter::default();
        let text = "Ana 王\u{e000} e\u{301} Ω";
        let runs = typesetter.shape(text, Face::Regular, "en");
        let copied: String = runs.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(copied, "Ana 王\u{fffd} e\u{301} Ω");
        assert!(runs.iter().flat_map(|run| &run.glyphs).all(|glyph| !is_missing(glyph)));
        assert_eq!(typesetter.missing(), ['王', '\u{e000}']);
    }

    #[test]
    fn a_few_characters_stand_for_many() {
        let many: Vec<char> = ('\u{4e00}'..='\u{4e2f}').collect();
        assert_eq!(code_points(&many[..2]), "U+4E00, U+4E01");
        let told = code_points(&many);
        assert!(told.ends_with("U+4E13, … (+28)") && told.matches("U+").count() == 20, "{told}");
        let missing: Vec<char> = missing_letters("Ana 王 Ω").into_iter().collect();
        assert_eq!(missing, ['王']);
    }
}
