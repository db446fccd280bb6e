//! From when until when, in the words of either version of the data model.

use super::Verifier;
use super::checks::Checks;
use super::opened::Opened;
use crate::json::{Node, Pointer};
use crate::report::{Finding, Group, code};
use crate::vc::DateTimeStamp;
use crate::vc::context_urls::{FROM, UNTIL};
use chrono::{DateTime, Utc};

/// When a credential ends, by the earliest end that it names itself.
pub(super) fn end(root: Node<'_>) -> Option<DateTime<Utc>> {
    let stamps = UNTIL.iter().filter_map(|name| DateTimeStamp::parse_instant(root.get(name)?.as_str()?).ok());
    stamps.min()
}

pub(super) fn check(verifier: &Verifier, root: Node<'_>, checks: &mut Checks<'_>) {
    let clock = verifier.policy.clock(checks.report.as_of);
    let start = moments(root, FROM, "validity.from", checks).into_iter().max_by_key(|(_, start)| *start);
    let end = moments(root, UNTIL, "validity.until", checks).into_iter().min_by_key(|(_, end)| *end);
    if let Some((from, start)) = start {
        let finding = clock.is_before(start).then(|| {
            Finding::new(code::validity::NOT_YET, Pointer::root().member(from), format!("it starts at {start}"))
        });
        conclude("validity.from", finding, checks);
    }
    if let Some((until, end)) = end {
        let place = || Pointer::root().member(until);
        let finding = match start {
            Some((_, start)) if end < start => Some(Finding::new(code::validity::WINDOW_INVERTED, place(), "")),
            _ if clock.is_after(end) => {
                Some(Finding::new(code::validity::EXPIRED, place(), format!("it ended at {end}")))
            }
            _ => None,
        };
        conclude("validity.until", finding, checks);
    }
}

/// From when until when the token holds, whatever the credential in it says.
pub(super) fn check_token(verifier: &Verifier, opened: &Opened, checks: &mut Checks<'_>) {
    // Most tokens repeat what the credential says, and once is enough.
    let finding = opened.outside_window(checks.report.as_of, verifier.policy.skew());
    if let Some(finding) = finding.filter(|finding| !checks.report.has(finding.code)) {
        checks.found("validity.token", finding);
    }
}

fn conclude(id: &'static str, finding: Option<Finding>, checks: &mut Checks<'_>) {
    match finding {
        Some(finding) => checks.found(id, finding),
        None => checks.holds(id, Group::Validity),
    }
}

/// What is said under one of the names. Nothing, where it is malformed: that is found besides.
fn moments(
    root: Node<'_>,
    names: [&'static str; 2],
    id: &'static str,
    checks: &mut Checks<'_>,
) -> Vec<(&'static str, DateTime<Utc>)> {
    let (mut moments, mut is_said) = (Vec::new(), false);
    for (name, value) in names.into_iter().filter_map(|name| Some((name, root.get(name)?))) {
        is_said = true;
        match value.as_str().map(DateTimeStamp::parse_instant) {
            Some(Ok(instant)) => moments.push((name, instant)),
            Some(Err(error)) => malformed(id, value, error.to_string(), checks),
            None => malformed(
                id,
                value,
                "write one date as a string, or leave it out where there is none".to_owned(),
                checks,
            ),
        }
    }
    if !is_said {
        checks.not_applicable(id, Group::Validity);
    }
    moments
}

fn malformed(id: &'static str, value: Node<'_>, detail: String, checks: &mut Checks<'_>) {
    checks.found(id, Finding::new(code::validity::MALFORMED, value.path(), detail));
}
