//! Issuing: the typed door and the door for documents.
