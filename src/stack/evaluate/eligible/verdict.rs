//! What a rule about single credentials says about one of them.

use super::grade::grade;
use super::{Considered, stands};
use crate::microcredential::{AssessmentType, QualityAssuranceType};
use crate::stack::context::Context;
use crate::stack::part::Part;
use crate::stack::selector::{Selector, Truth};
use crate::stack::{Bounds, Expired, Rule, Use};
use chrono::{Days, Months, NaiveDate, NaiveTime, SecondsFormat};
use std::collections::BTreeSet;
use std::fmt::Display;

/// A verdict on one credential under one rule: it stands, it does not, or that cannot be told.
pub(super) enum Verdict {
    Stands,
    Falls(String),
    Unknown(String),
}

impl Verdict {
    pub(super) fn stands(&self) -> bool {
        matches!(self, Self::Stands)
    }
}

impl Considered<'_> {
    /// What a rule about single credentials says about it; one about sums says nothing.
    pub(super) fn verdict(self, rule: &Rule) -> Verdict {
        let (context, part) = (self.context, self.part());
        match rule {
            Rule::MaximumAge(of, months) => self.about(of, || maximum_age(context, part, *months)),
            Rule::StillValid { expired, status_within } => still_valid(context, part, *expired, *status_within),
            Rule::NoDoubleUse(awards) => double_use(context, part, *awards),
            Rule::Prerequisite { before, after, strict } => self.about(after, || self.prerequisite(before, *strict)),
            Rule::MinimumGrade(of, bound) => self.about(of, || grade(part, bound)),
            Rule::Assessment { of, types, supervised, identity_verified } => {
                self.about(of, || assessment(part, types, *supervised, *identity_verified))
            }
            Rule::Quality { of, types, agencies } => self.about(of, || quality(part, types, agencies)),
            Rule::Formality(of, settings) => self.about(of, || match &part.setting {
                Some(own) => falls(!settings.contains(own), || format!("it is of {own} learning")),
                None => Verdict::Unknown("it does not say whether its learning was formal".to_owned()),
            }),
            Rule::Size(of, bounds) => self.about(of, || size(context, part, *bounds)),
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

    /// The verdict, if the rule is about it. Where that cannot be told, it must meet the rule.
    fn about(self, of: &Selector, judge: impl FnOnce() -> Verdict) -> Verdict {
        match of.selects(self.part(), self.context) {
            Truth::No => Verdict::Stands,
            Truth::Yes => judge(),
            Truth::Unknown => match judge() {
                Verdict::Stands => Verdict::Stands,
                _ => Verdict::Unknown(format!("it cannot be told whether it is {}", self.context.words().selector(of))),
            },
        }
    }

    /// Whether the learner holds what has to come before it.
    fn prerequisite(self, before: &Selector, strict: bool) -> Verdict {
        let (context, part) = (self.context, self.part());
        let Some(learner) = self.learner else { return Verdict::Stands };
        let is_earlier = |other: &Part| match strict {
            true => other.awarded < part.awarded,
            false => other.awarded <= part.awarded,
        };
        // A copy of it is itself, and so is what it is a part of, or what is for the same achievement.
        let is_itself =
            |other: &Part| other.key == part.key || other.contains(part) || context.is_one_achievement(part, other);
        let is_held = |(place, other): (usize, &Part)| {
            is_earlier(other)
                && !is_itself(other)
                && learner.is_theirs[place]
                && stands(context, other)
                && before.selects(other, context) == Truth::Yes
        };
        let found = self.parts.iter().enumerate().any(is_held);
        falls(!found, || format!("{} was not awarded before it", context.words().selector(before)))
    }
}

pub(super) fn falls(does: bool, detail: impl FnOnce() -> String) -> Verdict {
    if does { Verdict::Falls(detail()) } else { Verdict::Stands }
}

pub(super) fn is_older(day: NaiveDate, today: NaiveDate, days: u32) -> bool {
    day.checked_add_days(Days::new(u64::from(days))).is_some_and(|limit| limit < today)
}

fn maximum_age(context: &Context<'_>, part: &Part, months: u32) -> Verdict {
    let limit = part.awarded.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX);
    falls(limit < context.day, || format!("it was awarded on {}, more than {months} months before", part.awarded))
}

fn assessment(part: &Part, types: &[AssessmentType], supervised: bool, identity_verified: bool) -> Verdict {
    if !types.is_empty() && !types.iter().any(|kind| part.assessment.contains(kind)) {
        return Verdict::Falls(format!("it was assessed by {}", list(&part.assessment)));
    }
    match part.supervision {
        Some(own) if (own.supervised || !supervised) && (own.identity_verified || !identity_verified) => {
            Verdict::Stands
        }
        Some(own) => Verdict::Falls(format!("its assessment was {own}")),
        None if supervised || identity_verified => {
            Verdict::Unknown("it does not say whether its assessment was supervised".to_owned())
        }
        None => Verdict::Stands,
    }
}

fn quality(part: &Part, types: &[QualityAssuranceType], agencies: &[String]) -> Verdict {
    let met = part.quality.iter().any(|own| {
        let agency = own.agency.as_ref().and_then(|agency| agency.id.as_ref());
        let in_force = own.valid_from.is_none_or(|from| from <= part.awarded)
            && own.valid_until.is_none_or(|until| part.awarded <= until);
        in_force
            && (types.is_empty() || types.contains(&own.kind))
            && (agencies.is_empty() || agency.is_some_and(|id| agencies.contains(id)))
    });
    falls(!met, || "its quality assurance is another, or was not in force when it was awarded".to_owned())
}

pub(super) fn still_valid(context: &Context<'_>, part: &Part, expired: Expired, status_within: Option<u32>) -> Verdict {
    // What ends as a day begins is not valid on that day.
    let starts = context.day.and_time(NaiveTime::MIN).and_utc();
    if let Some(until) = part.valid_until.filter(|until| expired == Expired::Refused && *until <= starts) {
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

pub(super) fn double_use(context: &Context<'_>, part: &Part, awards: u32) -> Verdict {
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
