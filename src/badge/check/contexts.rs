//! The contexts of a credential, which Open Badges 3.0 fixes by their places.

use super::Checker;
use crate::json::Node;
use crate::report::code;
use crate::vc::context_urls::{DataModel, Family, OPEN_BADGES_3_0_3};

/// The version of the data model that a credential's contexts announce.
pub(super) fn version(credential: Node<'_>) -> Option<DataModel> {
    credential.get("@context")?.each().find_map(|context| DataModel::of(context.as_str()?))
}

/// First the VC Data Model, then Open Badges 3.0, then whatever else, as URLs or maps.
pub(super) fn check(checker: &mut Checker, contexts: Node<'_>) {
    if !contexts.is_array() {
        checker.report(code::model::CONTEXT, contexts, "write an array: the VC context, then that of Open Badges 3.0");
    }
    let mut places = contexts.each();
    let first = places.next();
    if first.and_then(Node::as_str).and_then(DataModel::of).is_none() {
        let detail = "begin with `https://www.w3.org/ns/credentials/v2`";
        checker.report(code::model::CONTEXT, first.unwrap_or(contexts), detail);
    }
    let second = places.next();
    match second.and_then(Node::as_str) {
        Some(OPEN_BADGES_3_0_3) => {}
        Some(url) if Family::of(url) == Family::OpenBadges => {
            let detail = format!("issue with `{OPEN_BADGES_3_0_3}`");
            checker.report(code::model::CONTEXT_OLD, second.unwrap_or(contexts), detail);
        }
        Some(url) if is_open_badges_context(url) => {}
        _ => {
            let detail = format!("put `{OPEN_BADGES_3_0_3}` in the second place");
            checker.report(code::model::CONTEXT, second.unwrap_or(contexts), detail);
        }
    }
    for other in places.filter(|context| context.as_str().is_none() && !context.is_object()) {
        checker.report(code::model::SHAPE, other, "write each context as a URL");
    }
}

/// Whether the URL is formed like those of the contexts of Open Badges 3.0, of whatever later version.
fn is_open_badges_context(url: &str) -> bool {
    let version =
        url.strip_prefix("https://purl.imsglobal.org/spec/ob/v3p0/context").and_then(|rest| rest.strip_suffix(".json"));
    matches!(version.map(str::as_bytes), Some([b'-', b'3', b'.', minor, b'.', patch])
        if minor.is_ascii_digit() && patch.is_ascii_digit())
}
