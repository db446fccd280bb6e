//! A European Digital Credential that an operation is given: as it is, sealed, or in a token of the VC Data Model.

use super::document::DocumentKind;
use super::text_of;
use crate::elm;
use crate::json::{Node, Pointer, Tree};
use crate::limits::Limits;
use crate::ops::Error;
use crate::proof::Unwrapped;
use crate::report::{Finding, code};

/// Whether it is one, by how it looks.
pub(in crate::ops) fn is_one(document: &[u8], limits: &Limits) -> bool {
    let is_so = |root: Node<'_>| DocumentKind::of(root) == DocumentKind::EuropeanDigitalCredential;
    Tree::parse_bytes(document, limits).is_ok_and(|tree| is_so(tree.root()))
        || Unwrapped::read(document, limits).is_ok_and(|unwrapped| is_so(unwrapped.document().root()))
}

/// What it states.
pub(in crate::ops) fn read(document: &[u8], limits: &Limits) -> Result<elm::Read, Error> {
    // In a token it stands among claims.
    let read = elm::read(document, limits).or_else(|error| match Unwrapped::read(document, limits) {
        Ok(unwrapped) => elm::read(text_of(unwrapped.document().root()).as_bytes(), limits),
        Err(_) => Err(error),
    });
    read.map_err(|error| Error::refused(Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), error.to_string())))
}
