//! The JSON form of a [`Pathway`], made to be written by hand; `vocab/schemas/pathway.schema.json` says the same for editors.
//!
//! Everything that is wrong is told at once, with a pointer to its place.

mod contradictions;
mod evaluation;
mod read;
mod rules;
mod write;

use super::Pathway;
use crate::framework::Frameworks;
use crate::json::{Node, Pointer};
use crate::microcredential::form::{Reader, from_text};
use crate::report::Findings;

impl Pathway {
    /// Reads the JSON form from a text.
    ///
    /// # Errors
    /// Everything that is malformed, contradictory or can never be met, at once.
    pub fn from_json(text: &str) -> Result<Self, Findings> {
        from_text(text, Self::from_node)
    }

    /// The same, where levels are placed and credits converted by these tables: a level that they do not place can never be met, and
    /// what they have no ratio for is never converted.
    ///
    /// # Errors
    /// Everything that is malformed, contradictory or can never be met, at once.
    pub fn from_json_with(text: &str, frameworks: &Frameworks) -> Result<Self, Findings> {
        from_text(text, |node| Self::read(node, frameworks))
    }

    /// Reads the JSON form from a place in a document.
    ///
    /// # Errors
    /// Everything that is malformed, contradictory or can never be met, at once, with pointers into the document.
    pub fn from_node(node: Node<'_>) -> Result<Self, Findings> {
        Self::read(node, Frameworks::bundled())
    }

    fn read(node: Node<'_>, frameworks: &Frameworks) -> Result<Self, Findings> {
        let mut reader = Reader::default();
        let pathway = read::pathway(&mut reader, node);
        let mut findings = reader.into_findings();
        match pathway {
            Some(pathway) => {
                // Where something could not be read, less is there than was written.
                let is_told = |place: &Pointer| findings.iter().any(|told| told.pointer.is_within(place));
                let more = contradictions::check(&pathway, &node.path(), frameworks);
                let more: Vec<_> = more.into_iter().filter(|finding| !is_told(&finding.pointer)).collect();
                findings.extend(more);
                findings.into_result(pathway)
            }
            None => Err(findings),
        }
    }
}
