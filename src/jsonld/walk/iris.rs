//! IRIs and language tags: written in full, or noted.

use super::Walker;
use super::departures::shown;
use crate::json::Node;
use crate::jsonld::compiled_context::{Context, is_language_tag, is_well_formed};
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
        self.holds_iri_characters(iri, value, code).then(|| self.walked.dataset.iri(iri))
    }

    /// Whether RDF would keep a statement with this IRI.
    pub(super) fn holds_iri_characters(&mut self, iri: &str, value: Node<'_>, code: Code) -> bool {
        let holds = is_well_formed(iri);
        if !holds {
            let detail = "an IRI holds a character that IRIs cannot have, so the statement would be dropped";
            self.departs(code, value, detail);
        }
        holds
    }

    pub(super) fn language_tag(&mut self, tag: &str, value: Node<'_>) -> Option<String> {
        if !is_language_tag(tag) {
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
