//! Whether the credential is as the JSON Schemas want it that it declares.
//!
//! Only schemas that are registered are used. Without the feature `schema`, one that is registered makes the answer
//! indeterminate, and one that is not gives the same warning as with it.

#[cfg(feature = "schema")]
mod compiled;
#[cfg(feature = "schema")]
mod cost;
mod registry;

pub use registry::{SchemaError, Schemas};

use super::Verifier;
use super::checks::Checks;
use super::opened::Opened;
use crate::codec::digest;
use crate::json::Node;
use crate::report::{Finding, Group, Resource, code};

pub(super) fn check(verifier: &Verifier, opened: &Opened, checks: &mut Checks<'_>) {
    let id = "schema.declared";
    let root = opened.root();
    let Some(declared) = root.get("credentialSchema") else { return };
    if opened.selection().is_some() {
        let detail = "the holder shows a part, and a schema is about the whole";
        checks.found(id, Finding::new(code::schema::UNCHECKED, declared.path(), detail));
        return;
    }
    checks.result(id, Group::Conformance, verifier.schemas.check(root));
    for url in declared.each().filter_map(|entry| entry.get("id")).filter_map(Node::as_str) {
        if let Some(bytes) = verifier.schemas.bytes(url) {
            checks.report.resources.push(Resource::new("schema", url, digest::sha256_hex(bytes), "supplied"));
        }
    }
}
