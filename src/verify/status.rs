//! Whether the credential was withdrawn.

use super::checks::Checks;
use crate::json::Node;
use crate::report::{Finding, Group, code};

pub(super) fn check(root: Node<'_>, checks: &mut Checks<'_>) {
    let entries: Vec<Node<'_>> = root.get("credentialStatus").into_iter().flat_map(Node::each).collect();
    if entries.is_empty() {
        checks.not_applicable("status", Group::Status);
    }
    for entry in entries {
        let kind = entry.get("type").and_then(|kind| kind.each().next()).and_then(Node::as_str).unwrap_or("no type");
        let detail = format!("a status of type {kind:.60} is not looked up by this version");
        checks.found("status", Finding::new(code::status::UNSUPPORTED, entry.path(), detail));
    }
}
