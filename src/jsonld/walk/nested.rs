//! Contexts that stand inside a document.

use super::{Place, Step, WalkError, Walker};
use crate::json::Node;
use crate::jsonld::contexts::ContextNumber;
use crate::report::code;
use crate::vc::types::{has_type, is_presentation};

impl Walker<'_> {
    /// A context inside the document. An embedded credential may repeat the contexts of the outermost object, which
    /// changes nothing. A credential in a presentation has its own, under which it is verified by itself, as have the envelope
    /// that it comes in and a proof of it that repeats them. Anything else is read, but not plain.
    pub(super) fn nested_context(&mut self, object: Node<'_>, local: Node<'_>, place: Place) -> Step<ContextNumber> {
        let Place { number, graph, .. } = place;
        if local.is_null() || local.each().any(|item| item.as_str().is_none()) {
            self.departs(code::context::NESTED, local, "contexts belong at the top of the document only");
            self.walked.outside = true;
            return Ok(number);
        }
        // Each would be processed, whether a proof holds or not.
        if local.each().nth(self.limits.contexts).is_some() {
            return Err(WalkError::Limit(code::context::TOO_MANY).into());
        }
        let outermost = object.sibling(0);
        let presented = graph.is_some() && is_presentation(outermost);
        let outer = outermost.get("@context");
        // The same ones in the same order, though some may be left out.
        let mut outer = outer.into_iter().flat_map(Node::each);
        let repeats = local.each().all(|url| outer.any(|known| known.as_str() == url.as_str()));
        // A proof over the document's own tree repeats the contexts of its document.
        const OWN: [&str; 3] = ["VerifiableCredential", "EnvelopedVerifiableCredential", "DataIntegrityProof"];
        if !(OWN.iter().any(|class| has_type(object, class)) && (repeats || presented)) {
            self.departs(code::context::NESTED, local, "contexts belong at the top of the document only");
        }
        self.scopes.apply_nested(number, local).map_err(WalkError::context)
    }
}
