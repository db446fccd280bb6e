//! A European Digital Credential that an operation is given: as it is, sealed, or in a token of the VC Data Model.

use super::document::DocumentKind;
use super::text_of;
use crate::elm;
use crate::json::{Node, Pointer, Tree};
use crate::limits::Limits;
use crate::ops::Error;
use crate::proof::Unwrapped;
use crate::report::{Finding, Findings, code};

/// Whether it is one, by how it looks.
pub(in crate::ops) fn is_one(root: Node<'_>) -> bool {
    DocumentKind::of(root) == DocumentKind::EuropeanDigitalCredential
}

/// Whether it is one as it stands, not in a token or a message.
pub(in crate::ops) fn is_bare(document: &[u8], limits: &Limits) -> bool {
    Tree::parse_bytes(document, limits).is_ok_and(|tree| is_one(tree.root()))
}

/// Whether it is one, or a token or a message with one inside.
pub(in crate::ops) fn is_carried(document: &[u8], limits: &Limits) -> bool {
    is_bare(document, limits)
        || Unwrapped::read_to_show(document, limits).is_ok_and(|unwrapped| is_one(unwrapped.document().root()))
}

/// What it states.
pub(in crate::ops) fn read(document: &[u8], limits: &Limits) -> Result<elm::Read, Error> {
    taken(document, limits, elm::read)
}

/// What it lacks of what its shapes demand.
pub(in crate::ops) fn check(document: &[u8], limits: &Limits) -> Result<Findings, Error> {
    taken(document, limits, elm::check)
}

fn taken<T>(document: &[u8], limits: &Limits, take: fn(&[u8], &Limits) -> Result<T, elm::Error>) -> Result<T, Error> {
    // In a token it stands among claims.
    let taken = take(document, limits).or_else(|error| match Unwrapped::read_to_show(document, limits) {
        Ok(unwrapped) => take(text_of(unwrapped.document().root()).as_bytes(), limits),
        Err(_) => Err(error),
    });
    taken
        .map_err(|error| Error::refused(Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), error.to_string())))
}
