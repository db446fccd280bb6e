//! The types of a node.

use super::departures::shown;
use super::{Step, WalkError, Walker};
use crate::json::Node;
use crate::jsonld::compiled_context::Context;
use crate::jsonld::quads::Slot;
use crate::report::code;

impl Walker<'_> {
    /// A statement for each type.
    pub(super) fn types(&mut self, subject: Slot, value: Node<'_>, context: &Context, graph: Option<Slot>) -> Step {
        for item in value.each() {
            let Some(name) = item.as_str() else {
                self.departs(code::context::SAFE_MODE, item, "a type must be a string");
                self.walked.outside = true;
                continue;
            };
            self.types += 1;
            if self.types > self.limits.types {
                return Err(WalkError::Limit(code::input::LIMIT_TYPES).into());
            }
            if let Some(iri) = context.term(name).and_then(|term| term.predicate.as_deref()) {
                let object = self.walked.dataset.term(iri);
                self.quad(subject, self.rdf_type, Slot::text(object), graph, item)?;
                continue;
            }
            let Some(iri) = context.expand_vocabulary(name) else {
                self.departs(
                    code::context::UNDEFINED_TERM,
                    item,
                    format!(
                        "the type {} is in none of the contexts; remove it, or add the context that defines it",
                        shown(name)
                    ),
                );
                continue;
            };
            if context.term(name).is_none() {
                if !name.contains(':') {
                    self.departs(
                        code::context::NOT_COMPACTED,
                        item,
                        format!("the type {} has a meaning only through @vocab", shown(name)),
                    );
                } else if *iri != *name || context.names(&iri) {
                    self.departs(code::context::NOT_COMPACTED, item, "use the name that the contexts give this type");
                }
            }
            if let Some(object) = self.well_formed(&iri, item, code::context::SAFE_MODE) {
                self.quad(subject, self.rdf_type, Slot::text(object), graph, item)?;
            }
        }
        Ok(())
    }
}
