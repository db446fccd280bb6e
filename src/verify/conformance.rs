//! Whether the credential is made as its specifications say: apart from whether it is authentic.

use super::session::{Checks, Opened};

use crate::json::Node;
use crate::report::Group;

pub(super) fn check(opened: &Opened, checks: &mut Checks<'_>) {
    let root = opened.root();
    if is_badge(root) {
        checks.result("model.open_badges", Group::Conformance, crate::badge::check(root));
    } else {
        checks.not_applicable("model.open_badges", Group::Conformance);
    }
}

/// Whether the rules of Open Badges 3.0 apply.
pub(super) fn is_badge(root: Node<'_>) -> bool {
    let types = root.get("type").into_iter().flat_map(Node::each).filter_map(Node::as_str);
    types
        .into_iter()
        .any(|name| matches!(name, "AchievementCredential" | "OpenBadgeCredential" | "EndorsementCredential"))
}
