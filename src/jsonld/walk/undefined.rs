//! Members that no term defines.

use super::departures::shown;
use super::{OWN_NAME, Property, Step, Walker};
use crate::json::Node;
use crate::jsonld::compiled_context::deciding_name;
use crate::jsonld::quads::{Predicate, Slot};
use crate::report::code;
use crate::vc::types::types;

impl Walker<'_> {
    /// The classes that give a name its meaning, if the node is of none that gives any.
    fn classes_with(&self, object: Node<'_>, name: &str, property: Property<'_>) -> Option<String> {
        let mut scoped =
            types(object).filter_map(|class| property.context.term(class)).filter(|term| term.scoped.is_some());
        let classes = property.context.classes_with(name);
        (scoped.next().is_none() && !classes.is_empty()).then(|| classes.join(" or "))
    }

    /// A member that no term defines: an IRI, a compact IRI, a name under `@vocab`, or nothing at all.
    pub(super) fn undefined_member(
        &mut self,
        object: Node<'_>,
        subject: Slot,
        name: &str,
        value: Node<'_>,
        property: Property<'_>,
    ) -> Step {
        let Some(iri) = property.context.expand_vocabulary(name) else {
            // Looking for each of very many takes long, and would be noted nowhere.
            if !self.is_news(code::context::UNDEFINED_TERM) {
                return Ok(());
            }
            if let Some(classes) = self.classes_with(object, name, property) {
                if !self.untyped.contains(&object.index()) {
                    self.untyped.push(object.index());
                    let detail = format!(
                        "{} means something in nodes of the type {classes}; give this one its `type`",
                        shown(name)
                    );
                    self.departs(code::context::UNDEFINED_TERM, value, detail);
                }
                return Ok(());
            }
            let place = if name.contains(':') { value } else { object.get(name).unwrap_or(value) };
            self.departs(
                code::context::UNDEFINED_TERM,
                place,
                format!("{} is in none of the contexts; remove it, or add the context that defines it", shown(name)),
            );
            return Ok(());
        };
        if iri.starts_with("_:") {
            self.departs(code::context::SAFE_MODE, value, "a blank node cannot be a property");
            return Ok(());
        }
        let bare = !value.each().any(|item| item.get("@type").is_some());
        if deciding_name(&iri).is_some() && (bare || !property.context.names(&iri)) {
            self.departs(code::context::POLICY_TERM_SPELLING, value, OWN_NAME);
        } else if name.contains(':') {
            self.departs(
                code::context::NOT_COMPACTED,
                value,
                format!("{} is spelled as an IRI; use the name that the contexts give it", shown(name)),
            );
        } else {
            self.departs(
                code::context::NOT_COMPACTED,
                value,
                format!("{} has a meaning only through @vocab; use a context that defines it", shown(name)),
            );
        }
        match self.well_formed(&iri, value, code::context::SAFE_MODE) {
            Some(span) => self.values(subject, Predicate::new(span, None), value, property),
            None => Ok(()),
        }
    }
}
