//! What a document says to be, by its types.

use crate::json::Node;

/// The types of an object, one or many, as far as they are strings.
pub(crate) fn types(object: Node<'_>) -> impl Iterator<Item = &str> {
    object.get("type").into_iter().flat_map(Node::each).filter_map(Node::as_str)
}

/// Whether a type is among those of an object.
pub(crate) fn has_type(object: Node<'_>, class: &str) -> bool {
    types(object).any(|name| name == class)
}

/// Whether a document says to be a credential.
pub(crate) fn is_credential(root: Node<'_>) -> bool {
    has_type(root, "VerifiableCredential")
}

/// Whether a document says to be a presentation.
pub(crate) fn is_presentation(root: Node<'_>) -> bool {
    has_type(root, "VerifiablePresentation")
}
