//! From when until when, in the words of either version of the data model.

use super::Verifier;
use super::checks::Checks;
use super::input::data_model;
use super::proof::token::Token;
use crate::json::{Node, Pointer};
use crate::report::{Finding, Group, code};
use crate::vc::DateTimeStamp;
use crate::vc::context_urls::DataModel;
use chrono::{DateTime, Utc};

pub(super) fn check(verifier: &Verifier, root: Node<'_>, checks: &mut Checks<'_>) {
    let (from, until) = match data_model(root) {
        Some(DataModel::V1) => ("issuanceDate", "expirationDate"),
        _ => ("validFrom", "validUntil"),
    };
    let as_of = checks.report.as_of;
    let skew = verifier.policy.skew();
    let start = moment(root, from, "validity.from", checks);
    let end = moment(root, until, "validity.until", checks);
    if let Moment::At(start) = start {
        let early = start.checked_sub_signed(skew).is_none_or(|start| as_of < start);
        let finding = early.then(|| {
            Finding::new(code::validity::NOT_YET, Pointer::root().member(from), format!("it starts at {start}"))
        });
        conclude("validity.from", finding, checks);
    }
    if let Moment::At(end) = end {
        let place = || Pointer::root().member(until);
        let late = end.checked_add_signed(skew).is_some_and(|end| as_of > end);
        let finding = match start {
            Moment::At(start) if end < start => Some(Finding::new(code::validity::WINDOW_INVERTED, place(), "")),
            _ if late => Some(Finding::new(code::validity::EXPIRED, place(), format!("it ended at {end}"))),
            _ => None,
        };
        conclude("validity.until", finding, checks);
    }
}

/// From when until when the token holds, whatever the credential in it says.
pub(super) fn check_token(verifier: &Verifier, token: &Token, checks: &mut Checks<'_>) {
    if let Some(finding) = token.claims.outside_window(checks.report.as_of, verifier.policy.skew()) {
        checks.found("validity.token", finding);
    }
}

fn conclude(id: &'static str, finding: Option<Finding>, checks: &mut Checks<'_>) {
    match finding {
        Some(finding) => checks.found(id, finding),
        None => checks.holds(id, Group::Validity),
    }
}

enum Moment {
    At(DateTime<Utc>),
    Unsaid,
    Malformed,
}

fn moment(root: Node<'_>, member: &str, id: &'static str, checks: &mut Checks<'_>) -> Moment {
    let Some(value) = root.get(member) else {
        checks.not_applicable(id, Group::Validity);
        return Moment::Unsaid;
    };
    let parsed = match value.as_str() {
        Some(text) => DateTimeStamp::parse_instant(text).map_err(|error| error.to_string()),
        None => Err("write one date as a string".to_owned()),
    };
    match parsed {
        Ok(instant) => Moment::At(instant),
        Err(detail) => {
            checks.found(id, Finding::new(code::validity::MALFORMED, value.path(), detail));
            Moment::Malformed
        }
    }
}
