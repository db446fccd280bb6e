//! What excludes single credentials, whatever else is counted.

use super::super::identity::MOST_IDENTIFIERS;
use super::super::part::Part;
use super::super::selector::{Selector, Truth};
use super::learner::Learner;
use crate::stack::context::Context;
use crate::stack::requirement::Agreement;
use crate::stack::{Bounds, CredentialKey, GradeBound, Reason, Requirement, Rule, Scale, Use};
use chrono::{Days, Months, NaiveDate, NaiveTime, SecondsFormat};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

/// Why a credential cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exclusion {
    /// The requirement, by its place; nothing for what holds in every pathway.
    pub(super) requirement: Option<usize>,
    pub(super) reason: Reason,
}

/// A verdict on one credential under one rule: it stands, it does not, or that cannot be told.
enum Verdict {
    Stands,
    Falls(String),
    Unknown(String),
}

/// What excludes each of the parts; apart from what depends on whose they are, where that is still to be told.
///
/// Of the copies of one credential one counts: of those that nothing excludes, one that fits somewhere, if there is any.
pub(super) fn exclusions(
    context: &Context<'_>,
    parts: &[Part],
    fits: &[bool],
    learner: Option<&Learner>,
) -> Vec<Vec<Exclusion>> {
    let mut all: Vec<Vec<Exclusion>> =
        (0..parts.len()).map(|index| exclusions_of(context, parts, index, learner)).collect();
    let rank = |index: usize| {
        let Part { is_selection, trust, verified_at, .. } = parts[index];
        (all[index].is_empty(), fits[index], !is_selection, trust, verified_at)
    };
    let mut standing: BTreeMap<&CredentialKey, usize> = BTreeMap::new();
    for (index, part) in parts.iter().enumerate() {
        let best = standing.entry(&part.key).or_insert(index);
        if rank(index) > rank(*best) {
            *best = index;
        }
    }
    for (index, part) in parts.iter().enumerate() {
        if standing.get(&part.key) != Some(&index) {
            let detail = "it was given more than once".to_owned();
            let reason = Reason { by: "duplicate".to_owned(), detail, is_unknown: false };
            all[index] = vec![Exclusion { requirement: None, reason }];
        }
    }
    all
}

/// What excludes one of the parts, whatever copies of it there are.
fn exclusions_of(context: &Context<'_>, parts: &[Part], index: usize, learner: Option<&Learner>) -> Vec<Exclusion> {
    let part = &parts[index];
    let pathway = context.pathway;
    let mut found = Vec::new();
    let mut say = |requirement: Option<usize>, by: &str, detail: String, is_unknown: bool| {
        found.push(Exclusion { requirement, reason: Reason { by: by.to_owned(), detail, is_unknown } });
    };
    if part.is_selection {
        let detail = "its holder has shown a selection, so that what is not shown cannot be told; ask for all of it";
        say(None, "selection", detail.to_owned(), true);
        return found;
    }
    if is_to_come(context, part) {
        let detail = format!("it says that it was awarded on {}, which is to come; ask its issuer", part.awarded);
        say(None, "awarded", detail, true);
    }
    if part.trust < pathway.minimum_trust {
        let detail =
            format!("its issuer is known as {}, not as {}", part.trust.as_str(), pathway.minimum_trust.as_str());
        say(None, "trust", detail, false);
    }
    if let Some(days) = verified_before(context, part) {
        say(None, "verification", format!("it was verified more than {days} days before; verify it again"), true);
    }
    if let Some(learner) = learner.filter(|learner| !learner.is_theirs[index]) {
        let detail = match part.learner.has_too_many() {
            true => format!(
                "it cannot be told to be the same learner's: it states more than {MOST_IDENTIFIERS} identifiers, which are not compared"
            ),
            false => "it cannot be told to be the same learner's: no id that is the same, no identifier that matches"
                .to_owned(),
        };
        let other = part.learner.id.is_some()
            && parts.iter().enumerate().any(|(place, own)| learner.is_theirs[place] && own.learner.id.is_some());
        match other {
            true => say(one_learner(context), "learner", "it is about another learner".to_owned(), false),
            false => say(one_learner(context), "learner", detail, true),
        }
    }
    if let Err(detail) = context.credits(part) {
        say(None, "credits", detail, true);
    }
    if !part.has_id {
        let detail =
            "it has no id, so that it cannot be told whether it was counted already; ask its issuer for one that has";
        say(None, "doubleUse", detail.to_owned(), true);
    }
    if !part.nameless.is_empty() {
        let detail = "it names what it was made of without an id, or has evidence with a digest alone, which may be a credential, so that it cannot be told whether that was counted already; give that as well, or ask its issuer for one that names the ids";
        say(None, "doubleUse", detail.to_owned(), true);
    }
    if !pathway.demands(|rule| matches!(rule, Rule::NoDoubleUse(_))) {
        match double_use(context, part, 1) {
            Verdict::Stands => {}
            Verdict::Falls(detail) => say(None, "doubleUse", detail, false),
            Verdict::Unknown(detail) => say(None, "doubleUse", detail, true),
        }
    }
    if !pathway.demands(|rule| matches!(rule, Rule::StillValid { .. }))
        && let Verdict::Falls(detail) = still_valid(context, part, false, None)
    {
        say(None, "validity", detail, false);
    }
    for (place, requirement) in pathway.requirements.iter().enumerate().filter(|(_, own)| !own.optional) {
        match verdict(context, parts, index, learner, requirement) {
            Verdict::Stands => {}
            Verdict::Falls(detail) => say(Some(place), &requirement.id, detail, false),
            Verdict::Unknown(detail) => say(Some(place), &requirement.id, detail, true),
        }
    }
    found
}

fn one_learner(context: &Context<'_>) -> Option<usize> {
    let demands = |own: &Requirement| !own.optional && matches!(own.rule, Rule::OneLearner { .. });
    context.pathway.requirements.iter().position(demands)
}

/// What an optional requirement about single credentials has to say about one that is counted.
pub(super) fn advice(
    context: &Context<'_>,
    parts: &[Part],
    index: usize,
    learner: &Learner,
    requirement: &Requirement,
) -> Option<String> {
    match verdict(context, parts, index, Some(learner), requirement) {
        Verdict::Stands => None,
        Verdict::Falls(detail) | Verdict::Unknown(detail) => Some(detail),
    }
}

/// What a rule about single credentials says about one of them; one about sums says nothing.
fn verdict(
    context: &Context<'_>,
    parts: &[Part],
    index: usize,
    learner: Option<&Learner>,
    requirement: &Requirement,
) -> Verdict {
    let part = &parts[index];
    let about = |of: &Selector, judge: &dyn Fn() -> Verdict| match of.selects(part, context) {
        Truth::No => Verdict::Stands,
        Truth::Yes => judge(),
        // Where it cannot be told whether the rule is about it, it must meet the rule.
        Truth::Unknown => match judge() {
            Verdict::Stands => Verdict::Stands,
            _ => Verdict::Unknown(format!("it cannot be told whether it is {}", context.words().selector(of))),
        },
    };
    match &requirement.rule {
        Rule::MaximumAge(of, months) => about(of, &|| {
            let limit = part.awarded.checked_add_months(Months::new(*months)).unwrap_or(NaiveDate::MAX);
            falls(limit < context.day, || {
                format!("it was awarded on {}, more than {months} months before", part.awarded)
            })
        }),
        Rule::StillValid { expired_counts, status_within } => {
            still_valid(context, part, *expired_counts, *status_within)
        }
        Rule::NoDoubleUse(awards) => double_use(context, part, *awards),
        Rule::Prerequisite { before, after, strict } => about(after, &|| {
            let earlier = |other: &Part| match strict {
                true => other.awarded < part.awarded,
                false => other.awarded <= part.awarded,
            };
            let Some(learner) = learner else { return Verdict::Stands };
            // A copy of it is itself, and so is what it is a part of, or what is for the same achievement.
            let is_itself =
                |other: &Part| other.key == part.key || other.contains(part) || context.is_one_achievement(part, other);
            let held = |(place, other): (usize, &Part)| {
                earlier(other)
                    && !is_itself(other)
                    && learner.is_theirs[place]
                    && stands(context, other)
                    && before.selects(other, context) == Truth::Yes
            };
            let found = parts.iter().enumerate().any(held);
            falls(!found, || format!("{} was not awarded before it", context.words().selector(before)))
        }),
        Rule::MinimumGrade(of, bound) => about(of, &|| grade(part, bound)),
        Rule::Assessment { of, types, supervised, identity_verified } => about(of, &|| {
            if !types.is_empty() && !types.iter().any(|kind| part.assessment.contains(kind)) {
                return Verdict::Falls(format!("it was assessed by {}", list(&part.assessment)));
            }
            match part.supervision {
                Some(own) if (own.supervised || !supervised) && (own.identity_verified || !identity_verified) => {
                    Verdict::Stands
                }
                Some(own) => Verdict::Falls(format!("its assessment was {own}")),
                None if *supervised || *identity_verified => {
                    Verdict::Unknown("it does not say whether its assessment was supervised".to_owned())
                }
                None => Verdict::Stands,
            }
        }),
        Rule::Quality { of, types, agencies } => about(of, &|| {
            let met = part.quality.iter().any(|own| {
                let agency = own.agency.as_ref().and_then(|agency| agency.id.as_ref());
                let in_force = own.valid_from.is_none_or(|from| from <= part.awarded)
                    && own.valid_until.is_none_or(|until| part.awarded <= until);
                in_force
                    && (types.is_empty() || types.contains(&own.kind))
                    && (agencies.is_empty() || agency.is_some_and(|id| agencies.contains(id)))
            });
            falls(!met, || "its quality assurance is another, or was not in force when it was awarded".to_owned())
        }),
        Rule::Formality(of, settings) => about(of, &|| match &part.setting {
            Some(own) => falls(!settings.contains(own), || format!("it is of {own} learning")),
            None => Verdict::Unknown("it does not say whether its learning was formal".to_owned()),
        }),
        Rule::Size(of, bounds) => about(of, &|| size(context, part, *bounds)),
        Rule::TotalCredits(_)
        | Rule::Credits(..)
        | Rule::Share(..)
        | Rule::Count(..)
        | Rule::AverageGrade(..)
        | Rule::Capstone { .. }
        | Rule::NoOverlap { .. }
        | Rule::Window(_)
        | Rule::OneLearner { .. } => Verdict::Stands,
    }
}

fn falls(does: bool, detail: impl FnOnce() -> String) -> Verdict {
    if does { Verdict::Falls(detail()) } else { Verdict::Stands }
}

fn is_older(day: NaiveDate, today: NaiveDate, days: u32) -> bool {
    day.checked_add_days(Days::new(u64::from(days))).is_some_and(|limit| limit < today)
}

/// Whether a credential says that it was awarded after the day. Where it was awarded, the next day may have begun.
fn is_to_come(context: &Context<'_>, part: &Part) -> bool {
    context.day.succ_opt().is_some_and(|tomorrow| part.awarded > tomorrow)
}

/// Within how many days it should have been verified, where it was not.
fn verified_before(context: &Context<'_>, part: &Part) -> Option<u32> {
    context.pathway.verified_within.filter(|days| is_older(part.verified_at.date_naive(), context.day, *days))
}

/// Whether something may rest on a credential, be it counted or not: all of it is shown, its issuer is known as the pathway wants,
/// it was awarded by then and verified lately enough, and it is still valid.
pub(super) fn stands(context: &Context<'_>, part: &Part) -> bool {
    let rules = &context.pathway.requirements;
    let says_validity = context.pathway.demands(|rule| matches!(rule, Rule::StillValid { .. }));
    let is_valid = |expired_counts, status_within| {
        matches!(still_valid(context, part, expired_counts, status_within), Verdict::Stands)
    };
    let meets = |own: &Requirement| match own.rule {
        Rule::StillValid { expired_counts, status_within } => is_valid(expired_counts, status_within),
        _ => true,
    };
    !part.is_selection
        && !is_to_come(context, part)
        && part.trust >= context.pathway.minimum_trust
        && verified_before(context, part).is_none()
        && rules.iter().filter(|own| !own.optional).all(meets)
        && (says_validity || is_valid(false, None))
}

fn still_valid(context: &Context<'_>, part: &Part, expired_counts: bool, status_within: Option<u32>) -> Verdict {
    // What ends as a day begins is not valid on that day.
    let starts = context.day.and_time(NaiveTime::MIN).and_utc();
    if let Some(until) = part.valid_until.filter(|until| !expired_counts && *until <= starts) {
        return Verdict::Falls(format!("its validity ended at {}", until.to_rfc3339_opts(SecondsFormat::Secs, true)));
    }
    match (status_within, part.status_checked_at) {
        (Some(days), Some(looked)) if is_older(looked.date_naive(), context.day, days) => {
            Verdict::Unknown(format!("its status was looked up more than {days} days before; verify it again"))
        }
        (Some(_), None) if part.has_status => {
            Verdict::Unknown("it has a status, which was not looked up; verify it again with its list".to_owned())
        }
        _ => Verdict::Stands,
    }
}

fn double_use(context: &Context<'_>, part: &Part, awards: u32) -> Verdict {
    let spent = |count: usize| u32::try_from(count).unwrap_or(u32::MAX) >= awards;
    let last = |used: Option<&Use>| used.map(|used| format!(", last on {} for {}", used.on, used.pathway));
    let uses = context.ledger.uses(&part.key);
    let towards: BTreeSet<&str> = uses.iter().map(|used| used.award.as_str()).collect();
    if spent(towards.len()) {
        let last = last(uses.last()).unwrap_or_default();
        let awards = if towards.len() == 1 { "an award" } else { "awards" };
        return Verdict::Falls(format!("it was counted towards {awards} already{last}"));
    }
    // An award and what it was made of are one thing; it names its parts by ids, which two issuers may have given out.
    let mut named: Vec<&Use> = context.uses_by_name(part).collect();
    let known: BTreeSet<&str> = named.iter().map(|used| used.award.as_str()).chain(towards).collect();
    if named.is_empty() || !spent(known.len()) {
        return Verdict::Stands;
    }
    named.sort_by_key(|used| used.on);
    let last = last(named.last().copied()).unwrap_or_default();
    Verdict::Unknown(format!(
        "by its id, it is a part of what was counted towards an award already, or has a part that was{last}; compare the two"
    ))
}

/// Whether a grade is good enough; a grade of another scale is not compared.
fn grade(part: &Part, bound: &GradeBound) -> Verdict {
    let Some(own) = &part.grade else {
        return Verdict::Unknown("it has no grade".to_owned());
    };
    match (compared(part, bound), bound.scale.value(&bound.at_least)) {
        (Ok(value), Some(least)) => {
            falls(value < least, || format!("its grade is {}, and {} is needed", own.value, bound.at_least))
        }
        (Err(why), _) => Verdict::Unknown(why.to_owned()),
        (Ok(_), None) => Verdict::Unknown(OTHER_SCALE.to_owned()),
    }
}

const OTHER_SCALE: &str = "its grade is of another scale, or does not say of which";

/// The grade as a number that compares with others of the same scale, or why there is none.
fn compared(part: &Part, bound: &GradeBound) -> Result<i64, &'static str> {
    let (Some(grade), Some(scheme)) = (&part.grade, &part.scheme) else { return Err(OTHER_SCALE) };
    match bound.scale.agreement(scheme) {
        Agreement::Same if matches!(bound.scale, Scale::Values(_)) && !part.signs_order => {
            Err("the order of the grades in its scale is not signed, so that nothing says which are better")
        }
        Agreement::Same => bound.scale.value(&grade.value).ok_or(OTHER_SCALE),
        Agreement::OtherOrder => Err(
            "its own scale has the grades in another order than the pathway's, so that the two contradict each other",
        ),
        Agreement::DoubtfulOrder => Err(
            "the grades are taken as they are listed, from the lowest to the highest, which does not fit what they mean, so that nothing says which are better",
        ),
        Agreement::Other => Err(OTHER_SCALE),
    }
}

/// The grade as a number that compares with others of the same scale.
pub(super) fn grade_value(part: &Part, bound: &GradeBound) -> Option<i64> {
    compared(part, bound).ok()
}

/// Whether a grade is known to be good enough.
pub(super) fn meets(part: &Part, bound: &GradeBound) -> bool {
    matches!(grade(part, bound), Verdict::Stands)
}

fn size(context: &Context<'_>, part: &Part, bounds: Bounds) -> Verdict {
    match context.credits(part) {
        Ok(own) => {
            let small = bounds.at_least.is_some_and(|least| own.credits < least);
            let large = bounds.at_most.is_some_and(|most| own.credits > most);
            falls(small || large, || {
                format!(
                    "its {} {} are too {}",
                    own.credits,
                    context.pathway.credits.unit,
                    if small { "few" } else { "many" }
                )
            })
        }
        Err(detail) => Verdict::Unknown(detail),
    }
}

fn list<T: Display>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
