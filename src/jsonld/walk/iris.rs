//! IRIs and language tags: written in full, or noted.

use super::{Walker, shown};
use crate::json::Node;
use crate::jsonld::compiled_context::{Context, is_well_formed};
use crate::jsonld::quads::Span;
use crate::report::{Code, code};

impl Walker<'_> {
    /// An IRI in a place where only prefixes could abbreviate it.
    pub(super) fn reference(&mut self, text: &str, value: Node<'_>, context: &Context, relative: Code) -> Option<Span> {
        let Some(iri) = context.expand_reference(text) else {
            self.departs(relative, value, "write an absolute IRI, such as https://… or urn:uuid:…");
            self.walked.outside = true;
            return None;
        };
        if *iri != *text {
            self.departs(code::context::NOT_COMPACTED, value, "write the IRI in full");
        }
        self.well_formed(&iri, value, code::context::SAFE_MODE)
    }

    /// An IRI in a place where terms abbreviate it, such as `proofPurpose`.
    pub(super) fn vocabulary_reference(&mut self, text: &str, value: Node<'_>, context: &Context) -> Option<Span> {
        let Some(iri) = context.expand_vocabulary(text) else {
            self.departs(code::context::UNDEFINED_TERM, value, format!("{} is in none of the contexts", shown(text)));
            self.walked.outside = true;
            return None;
        };
        if context.term(text).is_none() && (*iri != *text || context.names(&iri)) {
            self.departs(code::context::NOT_COMPACTED, value, "use the name that the contexts give it");
        }
        self.well_formed(&iri, value, code::context::SAFE_MODE)
    }

    /// Writes an IRI, unless it is one that RDF would drop.
    pub(super) fn well_formed(&mut self, iri: &str, value: Node<'_>, code: Code) -> Option<Span> {
        if iri.starts_with("_:") {
            self.departs(
                code::context::SAFE_MODE,
                value,
                "a blank node cannot be named from outside; leave the id away",
            );
            self.walked.outside = true;
            return None;
        }
        if !is_well_formed(iri) {
            self.departs(
                code,
                value,
                "an IRI holds a character that IRIs cannot have, so the statement would be dropped",
            );
            return None;
        }
        Some(self.walked.dataset.iri(iri))
    }

    pub(super) fn language_tag(&mut self, tag: &str, value: Node<'_>) -> Option<String> {
        let well_formed = tag.split('-').enumerate().all(|(place, part)| {
            let alphabet = if place == 0 { u8::is_ascii_alphabetic } else { u8::is_ascii_alphanumeric };
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| alphabet(&byte))
        });
        if !well_formed {
            self.departs(
                code::context::SAFE_MODE,
                value,
                "the language is not a BCP 47 tag, so the text would be dropped",
            );
            return None;
        }
        Some(tag.to_ascii_lowercase())
    }
}
