//! Quads and their terms, by where these stand in the text of a dataset.

use std::num::NonZeroU32;
use std::ops::Range;

#[derive(Clone, Copy, Debug)]
pub(in crate::jsonld) struct Quad {
    pub(in crate::jsonld) subject: Slot,
    pub(in crate::jsonld) predicate: Predicate,
    pub(in crate::jsonld) object: Slot,
    pub(in crate::jsonld) graph: Option<Slot>,
}

/// A property, and its place among the others of the dataset where that is known beforehand.
#[derive(Clone, Copy, Debug)]
pub(in crate::jsonld) struct Predicate {
    pub(in crate::jsonld) span: Span,
    place: u32,
}

impl Predicate {
    /// A property whose place is known or not.
    pub(in crate::jsonld) const fn new(span: Span, place: Option<u32>) -> Self {
        let place = match place {
            Some(place) => place,
            None => u32::MAX,
        };
        Self { span, place }
    }

    /// The place, if it is known.
    #[inline]
    pub(in crate::jsonld) fn place(self) -> Option<u32> {
        (self.place != u32::MAX).then_some(self.place)
    }
}

impl Quad {
    /// How many bytes its line has, as if blank nodes had names of eight letters.
    #[inline]
    pub(in crate::jsonld) fn line_length(&self) -> usize {
        let slot = |slot: Slot| slot.span().map_or(8, Span::len);
        let graph = self.graph.map_or(0, |graph| 1 + slot(graph));
        slot(self.subject) + self.predicate.span.len() + slot(self.object) + graph + 5
    }

    /// Visits the blank nodes that it mentions, each once.
    #[inline]
    pub(in crate::jsonld) fn for_each_blank(&self, mut visit: impl FnMut(u32)) {
        let (subject, object) = (self.subject.number(), self.object.number());
        let graph = self.graph.and_then(Slot::number);
        if let Some(subject) = subject {
            visit(subject);
        }
        if let Some(object) = object.filter(|_| object != subject) {
            visit(object);
        }
        if let Some(graph) = graph.filter(|_| graph != subject && graph != object) {
            visit(graph);
        }
    }

    /// Whether the blank node is its object or its graph.
    #[inline]
    pub(in crate::jsonld) fn mentions_beside_subject(&self, blank: u32) -> bool {
        let blank = Slot::blank(blank);
        self.object == blank || self.graph == Some(blank)
    }
}

/// A term: a numbered blank node, or a stretch of the text.
///
/// It is packed so that it travels in registers: a stretch that ends at 0 is a blank node, its number the start less one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::jsonld) struct Slot {
    start: NonZeroU32,
    end: u32,
}

/// A slot, unpacked.
#[derive(Clone, Copy)]
pub(in crate::jsonld) enum Place {
    Blank(u32),
    Text(Span),
}

impl Slot {
    #[inline]
    pub(in crate::jsonld) fn blank(number: u32) -> Self {
        Self { start: NonZeroU32::MIN.saturating_add(number), end: 0 }
    }

    /// A space comes before every term, so that none starts at 0.
    #[inline]
    pub(in crate::jsonld) fn text(span: Span) -> Self {
        Self { start: NonZeroU32::MIN.saturating_add(span.start - 1), end: span.end }
    }

    #[inline]
    pub(in crate::jsonld) fn place(self) -> Place {
        match self.end {
            0 => Place::Blank(self.start.get() - 1),
            end => Place::Text(Span { start: self.start.get(), end }),
        }
    }

    /// The number of a blank node.
    #[inline]
    pub(in crate::jsonld) fn number(self) -> Option<u32> {
        match self.place() {
            Place::Blank(number) => Some(number),
            Place::Text(_) => None,
        }
    }

    /// Where anything but a blank node stands in the text.
    #[inline]
    pub(in crate::jsonld) fn span(self) -> Option<Span> {
        match self.place() {
            Place::Blank(_) => None,
            Place::Text(span) => Some(span),
        }
    }
}

/// Where a term stands in the text of its dataset. A space comes before it, and the end of a line after it, so that
/// it can be copied with either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::jsonld) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    pub(in crate::jsonld) const NOWHERE: Self = Self { start: 0, end: 0 };

    #[inline]
    fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    #[inline]
    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}
