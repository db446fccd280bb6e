//! The statements of a dataset with other names for its blank nodes, as selective disclosure signs them one by one.

use super::quads::Dataset;
use std::fmt;
use std::ops::Range;

/// The lines of a dataset under given labels: in order, each once.
pub(crate) struct Labelled {
    text: String,
    lines: Vec<Range<usize>>,
    /// For each statement of the dataset, the number of its line.
    places: Vec<u32>,
}

impl fmt::Debug for Labelled {
    /// Only the size: statements say who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Labelled").field("lines", &self.lines.len()).finish_non_exhaustive()
    }
}

impl Labelled {
    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// A line, with the end of line that belongs to it.
    pub(crate) fn line(&self, number: usize) -> &str {
        &self.text[self.lines[number].clone()]
    }

    /// For each statement of the dataset, the number of its line.
    pub(crate) fn places(&self) -> &[u32] {
        &self.places
    }
}

impl Dataset {
    /// The statements as sorted lines, their blank nodes named by number with `labels`, which leave out the `_:`.
    pub(crate) fn labelled(&self, labels: &[String]) -> Labelled {
        let mut text = String::with_capacity(self.quads.len() * 128);
        let ranges: Vec<Range<usize>> = self
            .quads
            .iter()
            .map(|quad| {
                let start = text.len();
                self.write_quad(&mut text, quad, |text, blank| {
                    text.push_str("_:");
                    text.push_str(&labels[blank as usize]);
                });
                start..text.len()
            })
            .collect();
        let bytes = |quad: u32| &text.as_bytes()[ranges[quad as usize].clone()];
        let mut order: Vec<u32> = (0..ranges.len() as u32).collect();
        order.sort_unstable_by(|left, right| bytes(*left).cmp(bytes(*right)));
        let mut lines: Vec<Range<usize>> = Vec::with_capacity(order.len());
        let mut places = vec![0; order.len()];
        for quad in order {
            if lines.last().is_none_or(|last| text.as_bytes()[last.clone()] != *bytes(quad)) {
                lines.push(ranges[quad as usize].clone());
            }
            places[quad as usize] = lines.len() as u32 - 1;
        }
        Labelled { text, lines, places }
    }

    /// The statements that are to be kept, by their number; blank nodes keep theirs.
    pub(crate) fn subset(&self, keep: impl Fn(usize) -> bool) -> Self {
        let kept = self.quads.iter().enumerate().filter(|(number, _)| keep(*number));
        Self { text: self.text.clone(), quads: kept.map(|(_, quad)| *quad).collect(), blanks: self.blanks }
    }

    /// For each blank node, whether a statement mentions it.
    pub(crate) fn mentioned(&self) -> Vec<bool> {
        let mut mentioned = vec![false; self.blanks as usize];
        for quad in &self.quads {
            quad.for_each_blank(|blank| mentioned[blank as usize] = true);
        }
        mentioned
    }
}
