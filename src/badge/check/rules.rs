//! What no table can say about a class.

use super::{Checker, form};
use crate::json::Node;
use crate::report::code;

/// Nothing beyond the table.
pub(super) fn none(_: &mut Checker, _: Node<'_>) {}

/// It is said who the learner is, and results refer to what the achievement describes.
pub(super) fn subject(checker: &mut Checker, subject: Node<'_>) {
    learner(checker, subject);
    let Some(achievement) = subject.get("achievement").and_then(|achievement| achievement.each().next()) else {
        return;
    };
    required_levels(checker, achievement);
    results(checker, subject, achievement);
}

/// It is said who the learner is.
pub(super) fn learner(checker: &mut Checker, subject: Node<'_>) {
    let has_id = subject.get("id").and_then(Node::as_str).is_some_and(|id| !id.is_empty());
    let has_identifier = subject.get("identifier").is_some_and(|identifiers| identifiers.each().any(Node::is_object));
    if !has_id && !has_identifier {
        let detail = "add the learner's `id`, such as a DID, or an `identifier`, such as a hashed e-mail address";
        checker.report(code::model::SUBJECT_IDENTITY, subject, detail);
    }
}

/// The criteria say something, here or elsewhere.
pub(super) fn criteria(checker: &mut Checker, criteria: Node<'_>) {
    let says = |name| criteria.get(name).is_some_and(|value| !value.is_null() && value.as_str() != Some(""));
    if !says("id") && !says("narrative") {
        let detail = "add a `narrative` that says what has to be done, or the `id` of a page that does";
        checker.report(code::model::CRITERIA, criteria, detail);
    }
}

/// The learner's identifier is not given away.
pub(super) fn identity(checker: &mut Checker, identity: Node<'_>) {
    let hash = identity.get("identityHash").and_then(Node::as_str).unwrap_or_default();
    match identity.get("hashed").and_then(Node::as_bool) {
        Some(false) => {
            let detail = "issue it hashed, unless the learner agrees to show it to whoever sees the badge";
            checker.report(code::subject::PLAIN_IDENTIFIER, identity, detail);
        }
        Some(true) if !form::is_identity_hash(hash) => {
            let detail = "write `sha256$` and 64 hexadecimal digits";
            checker.report(code::model::IDENTITY_HASH, identity, detail);
        }
        Some(true) => {
            if hash.starts_with("md5$") {
                checker.report(code::subject::WEAK_HASH, identity, "issue it with SHA-256 and a random salt");
            }
            if identity.get("salt").and_then(Node::as_str).is_none_or(str::is_empty) {
                checker.report(code::subject::UNSALTED_HASH, identity, "issue it with a random salt of 128 bits");
            }
        }
        None => {}
    }
}

/// The level that a description requires is one of its own.
fn required_levels(checker: &mut Checker, achievement: Node<'_>) {
    for description in each(achievement, "resultDescription") {
        let Some(required) = description.get("requiredLevel").filter(|level| level.as_str().is_some()) else {
            continue;
        };
        let own = |level: Node<'_>| level.get("id").and_then(Node::as_str) == required.as_str();
        if !each(description, "rubricCriterionLevel").any(own) {
            let detail = "name the `id` of one of this description's `rubricCriterionLevel`";
            checker.report(code::model::LINK, required, detail);
        }
    }
}

/// Results refer to descriptions and levels of the achievement, and have a status where their description wants one.
fn results(checker: &mut Checker, subject: Node<'_>, achievement: Node<'_>) {
    if each(subject, "result").next().is_none() {
        return;
    }
    // Sorted by id; of several with one id, the last stands.
    let mut descriptions: Vec<_> = each(achievement, "resultDescription")
        .filter_map(|description| Some((id(description)?, description)))
        .collect();
    descriptions.sort_by_key(|(id, _)| *id);
    let mut levels: Vec<_> = each(achievement, "resultDescription")
        .flat_map(|description| each(description, "rubricCriterionLevel"))
        .filter_map(id)
        .collect();
    levels.sort_unstable();
    for result in each(subject, "result") {
        unfinished(checker, result);
        if let Some((link, target)) = link(result, "resultDescription") {
            let end = descriptions.partition_point(|(id, _)| *id <= target);
            match descriptions[..end].last().filter(|(id, _)| *id == target) {
                None => {
                    let detail = "name the `id` of a `resultDescription` of this badge's achievement";
                    checker.report(code::model::LINK, link, detail);
                }
                Some((_, description)) => status(checker, result, *description),
            }
        }
        if let Some((link, target)) = link(result, "achievedLevel")
            && levels.binary_search(&target).is_err()
        {
            let detail = "name the `id` of a `rubricCriterionLevel` of this badge's achievement";
            checker.report(code::model::LINK, link, detail);
        }
    }
}

/// Where the description's type is `Status`, the result says the status.
fn status(checker: &mut Checker, result: Node<'_>, description: Node<'_>) {
    let wants_status = description.get("resultType").and_then(Node::as_str) == Some("Status");
    if wants_status && result.get("status").is_none_or(Node::is_null) {
        checker.report(code::model::RESULT_STATUS, result, "add `status`, such as `Completed`");
    }
}

/// A badge says that something was achieved. Results may say of it that it is not so, or not yet.
fn unfinished(checker: &mut Checker, result: Node<'_>) {
    for status in each(result, "status") {
        // What is no status at all is told by its vocabulary.
        if let Some(name @ ("Enrolled" | "Failed" | "InProgress" | "OnHold" | "Provisional" | "Withdrew")) =
            status.as_str()
        {
            let detail = format!("it is {name}; correct it to Completed, or award nothing until it is");
            checker.report(code::model::RESULT_UNFINISHED, status, detail);
        }
    }
}

pub(super) fn id<'t>(node: Node<'t>) -> Option<&'t str> {
    node.get("id")?.as_str()
}

pub(super) fn each<'t>(node: Node<'t>, name: &str) -> impl Iterator<Item = Node<'t>> + use<'t> {
    node.get(name).into_iter().flat_map(Node::each)
}

pub(super) fn link<'t>(node: Node<'t>, name: &str) -> Option<(Node<'t>, &'t str)> {
    let link = node.get(name)?;
    Some((link, link.as_str()?))
}
