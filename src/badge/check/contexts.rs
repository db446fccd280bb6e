//! The contexts of a credential, which Open Badges 3.0 and CLR 2.0 fix by their places.

use super::Checker;
use crate::json::Node;
use crate::report::code;
use crate::vc::context_urls::{CLR_2_0_1, DataModel, Family, OPEN_BADGES_3_0_3};

/// The version of the data model that a credential's contexts announce.
pub(super) fn version(credential: Node<'_>) -> Option<DataModel> {
    credential.get("@context")?.each().find_map(|context| DataModel::of(context.as_str()?))
}

/// First the VC Data Model, then Open Badges 3.0, then whatever else, as URLs or maps.
pub(super) fn check(checker: &mut Checker, contexts: Node<'_>) {
    in_places(checker, contexts, &[OPEN_BADGES]);
}

/// First the VC Data Model, then CLR 2.0, then Open Badges 3.0, then whatever else, as URLs or maps.
pub(super) fn check_learner_record(checker: &mut Checker, contexts: Node<'_>) {
    in_places(checker, contexts, &[CLR, OPEN_BADGES]);
}

/// First the VC Data Model, then whatever else, as URLs or maps.
pub(super) fn check_any(checker: &mut Checker, contexts: Node<'_>) {
    in_places(checker, contexts, &[]);
}

/// A context that has its place.
struct Fixed {
    family: Family,
    newest: &'static str,
    /// What a URL of it looks like, in whatever later version, around the version's number.
    form: [&'static str; 2],
}

const OPEN_BADGES: Fixed = Fixed {
    family: Family::OpenBadges,
    newest: OPEN_BADGES_3_0_3,
    form: ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.", ".json"],
};

const CLR: Fixed = Fixed {
    family: Family::Clr,
    newest: CLR_2_0_1,
    form: ["https://purl.imsglobal.org/spec/clr/v2p0/context-2.", ".json"],
};

fn in_places(checker: &mut Checker, contexts: Node<'_>, fixed: &[Fixed]) {
    if !contexts.is_array() {
        checker.report(code::model::CONTEXT, contexts, "write an array that begins with the VC context");
    }
    let mut places = contexts.each();
    let first = places.next();
    if first.and_then(Node::as_str).and_then(DataModel::of).is_none() {
        let detail = "begin with `https://www.w3.org/ns/credentials/v2`";
        checker.report(code::model::CONTEXT, first.unwrap_or(contexts), detail);
    }
    for (number, Fixed { family, newest, form }) in (2..).zip(fixed) {
        let found = places.next();
        match found.and_then(Node::as_str) {
            Some(url) if url == *newest => {}
            Some(url) if Family::of(url) == *family => {
                checker.report(code::model::CONTEXT_OLD, found.unwrap_or(contexts), format!("issue with `{newest}`"));
            }
            Some(url) if is_of_form(url, *form) => {}
            _ => {
                let detail = format!("put `{newest}` in place {number}");
                checker.report(code::model::CONTEXT, found.unwrap_or(contexts), detail);
            }
        }
    }
    for other in places.filter(|context| context.as_str().is_none() && !context.is_object()) {
        checker.report(code::model::SHAPE, other, "write each context as a URL");
    }
}

/// Whether the URL is formed like those of a context, of whatever later version.
fn is_of_form(url: &str, [before, after]: [&str; 2]) -> bool {
    let version = url.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    matches!(version.map(str::as_bytes), Some([minor, b'.', patch]) if minor.is_ascii_digit() && patch.is_ascii_digit())
}
