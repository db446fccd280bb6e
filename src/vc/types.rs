//! What a document says to be, by its types.

use crate::json::Node;

/// Whether a type is among those of an object.
pub(crate) fn has_type(object: Node<'_>, class: &str) -> bool {
    object.get("type").is_some_and(|types| types.each().any(|name| name.as_str() == Some(class)))
}

/// Whether a document says to be a credential.
pub(crate) fn is_credential(root: Node<'_>) -> bool {
    has_type(root, "VerifiableCredential")
}

/// Whether a document says to be a presentation.
pub(crate) fn is_presentation(root: Node<'_>) -> bool {
    has_type(root, "VerifiablePresentation")
}
