//! What has to be known of an object before its members can be walked.

use crate::json::{Name, Node};
use crate::jsonld::compiled_context::Context;

/// The members of an object that decide about all the others, found in one go.
#[derive(Default)]
pub(super) struct NodeKeywords<'t> {
    pub(super) context: Option<Node<'t>>,
    pub(super) id: Option<Node<'t>>,
    pub(super) types: Option<Node<'t>>,
    /// Whether one of them stands there under two names.
    pub(super) several: bool,
    /// How many members there are.
    pub(super) members: usize,
}

impl<'t> NodeKeywords<'t> {
    pub(super) fn of(object: Node<'t>, context: &Context) -> Self {
        let mut keywords = Self::default();
        for (key, value) in object.members_by_key() {
            keywords.members += 1;
            if context.is_id(key) {
                keywords.several |= keywords.id.replace(value).is_some();
            } else if context.is_type(key) {
                keywords.several |= keywords.types.replace(value).is_some();
            } else if key.name() == Name::CONTEXT {
                keywords.context = Some(value);
            }
        }
        keywords
    }
}
