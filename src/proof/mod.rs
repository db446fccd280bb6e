//! Ways of securing a document, one file each.
