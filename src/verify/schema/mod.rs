//! Whether the credential is as the JSON Schemas want it that it declares.
//!
//! Only schemas that are registered are used, and those that the verifier wants to be asked for. Without the feature `schema`, one that is registered makes the answer
//! indeterminate, and one that is not gives the same warning as with it.

#[cfg(feature = "schema")]
mod compiled;
#[cfg(feature = "schema")]
mod cost;
mod registry;
#[cfg(all(test, feature = "schema"))]
mod tests;

pub use registry::{SchemaError, Schemas};

use super::Verifier;
use super::checks::Checks;
use super::opened::Opened;
use super::proof::signature::Proven;
use super::referral::{Referral, Referred};
use crate::codec::digest;
use crate::json::Node;
use crate::report::{Finding, Group, Resource, code};
use crate::resolve::{HttpsUrl, Need, NeedKind};

/// Asks for the schemas that a credential declares and that are not at hand, if the verifier wants that.
pub(super) fn ask<'v>(verifier: &Verifier, opened: &Opened, proven: &Proven) -> Vec<Referral<'v>> {
    if !verifier.fetching_schemas || proven.selection(opened).is_some() {
        return Vec::new();
    }
    let mut urls = Vec::new();
    for entry in registry::declared(opened.root()) {
        let url = registry::fetched(entry).filter(|url| verifier.schemas.bytes(url).is_none());
        if let Some(url) = url.filter(|url| !urls.contains(url) && HttpsUrl::parse(url).is_ok()) {
            urls.push(url);
        }
    }
    urls.into_iter().map(|url| Referral::document(Need::new(NeedKind::Schema, url, url))).collect()
}

/// Holds the credential to the schemas that it declares, those that were asked for among them.
pub(super) fn check(
    verifier: &Verifier,
    opened: &Opened,
    proven: &Proven,
    referred: &[Referred],
    checks: &mut Checks<'_>,
) {
    let id = "schema.declared";
    let root = opened.root();
    let Some(declared) = root.get("credentialSchema") else { return };
    if proven.selection(opened).is_some() {
        let detail = "the holder shows a part, and a schema is about the whole";
        checks.found(id, Finding::new(code::schema::UNCHECKED, declared.path(), detail));
        return;
    }
    let mut schemas = verifier.schemas.clone();
    let mut failed = Vec::new();
    for Referred { need, arrived } in referred.iter().filter(|referred| referred.need.kind == NeedKind::Schema) {
        match arrived {
            Err((_, reason)) => failed.push((need, code::schema::UNCHECKED, reason.clone())),
            Ok(arrived) => match schemas.clone().with(&need.url, &*arrived.found.bytes) {
                Ok(more) => schemas = more,
                Err(error) => failed.push((need, code::schema::UNUSABLE, error.to_string())),
            },
        }
    }
    // Of what was asked for and cannot be used, it is said why.
    let explained = |finding: Finding| {
        let url = root.pointer(&finding.pointer).and_then(|entry| entry.get("id")).and_then(Node::as_str);
        let why = failed.iter().find(|(need, ..)| Some(need.url.as_str()) == url.map(registry::document_of));
        match why.filter(|_| finding.code == code::schema::UNCHECKED) {
            Some((_, code, reason)) => Finding::new(*code, finding.pointer, reason.clone()),
            None => finding,
        }
    };
    checks.result(id, Group::Conformance, schemas.check(root).into_iter().map(explained).collect());
    let mut urls: Vec<&str> =
        registry::declared(root).filter_map(|entry| entry.get("id")?.as_str()).map(registry::document_of).collect();
    urls.sort_unstable();
    urls.dedup();
    for url in urls {
        if let Some(bytes) = verifier.schemas.bytes(url) {
            checks.report.resources.push(Resource::new("schema", url, digest::sha256_hex(bytes), "supplied"));
        }
    }
}
