//! What excludes single credentials, whatever else is counted.

mod grade;
mod verdict;

pub(super) use grade::{grade_value, meets};

use super::learner::Learner;
use crate::stack::context::Context;
use crate::stack::identity::MOST_IDENTIFIERS;
use crate::stack::part::Part;
use crate::stack::{CredentialKey, Expired, Reason, Requirement, Rule};
use std::collections::BTreeMap;
use verdict::{Verdict, double_use, falls, is_older, still_valid};

/// Why a credential cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exclusion {
    /// The requirement, by its place; nothing for what holds in every pathway.
    pub(super) requirement: Option<usize>,
    pub(super) reason: Reason,
}

/// One credential, among the others that it is judged with.
#[derive(Clone, Copy)]
pub(super) struct Considered<'p> {
    pub(super) context: &'p Context<'p>,
    pub(super) parts: &'p [Part],
    /// Which of the parts it is.
    pub(super) index: usize,
    /// Whose they are, where that is told already.
    pub(super) learner: Option<&'p Learner>,
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
    let considered = |index| Considered { context, parts, index, learner };
    let mut all: Vec<Vec<Exclusion>> = (0..parts.len()).map(|index| considered(index).exclusions()).collect();
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

impl<'p> Considered<'p> {
    fn part(self) -> &'p Part {
        &self.parts[self.index]
    }

    /// What excludes it, whatever copies of it there are.
    fn exclusions(self) -> Vec<Exclusion> {
        let (context, part) = (self.context, self.part());
        let pathway = context.pathway;
        let mut found = Vec::new();
        let mut say = |requirement: Option<usize>, by: &str, verdict: Verdict| {
            let (detail, is_unknown) = match verdict {
                Verdict::Stands => return,
                Verdict::Falls(detail) => (detail, false),
                Verdict::Unknown(detail) => (detail, true),
            };
            found.push(Exclusion { requirement, reason: Reason { by: by.to_owned(), detail, is_unknown } });
        };
        if part.is_selection {
            let detail =
                "its holder has shown a selection, so that what is not shown cannot be told; ask for all of it";
            say(None, "selection", Verdict::Unknown(detail.to_owned()));
            return found;
        }
        say(None, "awarded", awarded_by_then(context, part));
        say(None, "trust", known_well_enough(context, part));
        say(None, "verification", verified_lately(context, part));
        say(one_learner(context), "learner", self.same_learner());
        say(None, "credits", context.credits(part).map_or_else(Verdict::Unknown, |_| Verdict::Stands));
        say(None, "doubleUse", has_id(part));
        say(None, "doubleUse", names_its_parts(part));
        if !pathway.demands(|rule| matches!(rule, Rule::NoDoubleUse(_))) {
            say(None, "doubleUse", double_use(context, part, 1));
        }
        if !pathway.demands(|rule| matches!(rule, Rule::StillValid { .. })) {
            say(None, "validity", still_valid(context, part, Expired::Refused, None));
        }
        for (place, requirement) in pathway.requirements.iter().enumerate().filter(|(_, own)| !own.optional) {
            say(Some(place), &requirement.id, self.verdict(&requirement.rule));
        }
        found
    }

    /// What an optional requirement about single credentials has to say about it, where it is counted.
    pub(super) fn advice(self, requirement: &Requirement) -> Option<String> {
        match self.verdict(&requirement.rule) {
            Verdict::Stands => None,
            Verdict::Falls(detail) | Verdict::Unknown(detail) => Some(detail),
        }
    }

    /// Whether it is the learner's, as far as it is told who that is.
    fn same_learner(self) -> Verdict {
        let part = self.part();
        let Some(learner) = self.learner.filter(|learner| !learner.is_theirs[self.index]) else {
            return Verdict::Stands;
        };
        let mut theirs = self.parts.iter().zip(&learner.is_theirs).filter(|(_, is_theirs)| **is_theirs);
        if part.learner.id.is_some() && theirs.any(|(own, _)| own.learner.id.is_some()) {
            return Verdict::Falls("it is about another learner".to_owned());
        }
        Verdict::Unknown(match part.learner.has_too_many() {
            true => format!(
                "it cannot be told to be the same learner's: it states more than {MOST_IDENTIFIERS} identifiers, which are not compared"
            ),
            false => "it cannot be told to be the same learner's: no id that is the same, no identifier that matches"
                .to_owned(),
        })
    }
}

/// The place of the requirement about one learner, if the pathway has it.
fn one_learner(context: &Context<'_>) -> Option<usize> {
    let demands = |own: &Requirement| !own.optional && matches!(own.rule, Rule::OneLearner { .. });
    context.pathway.requirements.iter().position(demands)
}

/// Not after the day, by what it says itself. Where it was awarded, the next day may have begun.
fn awarded_by_then(context: &Context<'_>, part: &Part) -> Verdict {
    match context.day.succ_opt().is_some_and(|tomorrow| part.awarded > tomorrow) {
        true => Verdict::Unknown(format!(
            "it says that it was awarded on {}, which is to come; ask its issuer",
            part.awarded
        )),
        false => Verdict::Stands,
    }
}

fn known_well_enough(context: &Context<'_>, part: &Part) -> Verdict {
    let wanted = context.pathway.minimum_trust;
    falls(part.trust < wanted, || format!("its issuer is known as {}, not as {}", part.trust.as_str(), wanted.as_str()))
}

fn verified_lately(context: &Context<'_>, part: &Part) -> Verdict {
    match context.pathway.verified_within {
        Some(days) if is_older(part.verified_at.date_naive(), context.day, days) => {
            Verdict::Unknown(format!("it was verified more than {days} days before; verify it again"))
        }
        _ => Verdict::Stands,
    }
}

fn has_id(part: &Part) -> Verdict {
    let detail =
        "it has no id, so that it cannot be told whether it was counted already; ask its issuer for one that has";
    if part.has_id { Verdict::Stands } else { Verdict::Unknown(detail.to_owned()) }
}

fn names_its_parts(part: &Part) -> Verdict {
    let detail = "it names what it was made of without an id, or has evidence with a digest alone, which may be a credential, so that it cannot be told whether that was counted already; give that as well, or ask its issuer for one that names the ids";
    if part.nameless.is_empty() { Verdict::Stands } else { Verdict::Unknown(detail.to_owned()) }
}

/// Whether something may rest on a credential, be it counted or not: all of it is shown, its issuer is known as the pathway wants,
/// it was awarded by then and verified lately enough, and it is still valid.
pub(super) fn stands(context: &Context<'_>, part: &Part) -> bool {
    let pathway = context.pathway;
    let says_validity = pathway.demands(|rule| matches!(rule, Rule::StillValid { .. }));
    let is_valid = |expired, status_within| still_valid(context, part, expired, status_within).stands();
    let meets = |own: &Requirement| match own.rule {
        Rule::StillValid { expired, status_within } => is_valid(expired, status_within),
        _ => true,
    };
    !part.is_selection
        && awarded_by_then(context, part).stands()
        && known_well_enough(context, part).stands()
        && verified_lately(context, part).stands()
        && pathway.requirements.iter().filter(|own| !own.optional).all(meets)
        && (says_validity || is_valid(Expired::Refused, None))
}
