//! The shortest way to completion: from what is counted now, or from other credentials or places if that is nearer.

mod plan;

use super::super::allocate::{Formula, Needs};
use super::super::selector::{Selector, Truth};
use super::model::{Model, Origin};
use super::result::amount;
use super::{Evaluating, Solved};
use crate::stack::{Regrouped, Rule, Step};
use chrono::Months;
pub(super) use plan::open_slots;
use plan::{Draft, Questions};
use std::borrow::Cow;

/// How much work the search for a shorter way may be: comparisons of one row.
const WORK: u64 = 4_000_000;

/// How often that search may ask whether what is to come is meant by a selector, and making up the way that it found once more.
const QUESTIONS: u64 = 1_000_000;

/// The way, and how sure it is.
pub(super) struct Way {
    pub(super) steps: Vec<Step>,
    /// What counts elsewhere than now, or no longer.
    pub(super) regrouped: Vec<Regrouped>,
    pub(super) is_shortest: bool,
}

pub(super) fn of(evaluating: &Evaluating<'_>, solved: &Solved<'_>) -> Way {
    let from = start(evaluating, solved);
    let model = &from.model;
    let questions = Questions::new(QUESTIONS);
    let mut cost =
        |places: &[Option<usize>]| plan::steps(evaluating, model, places, &questions).map(|steps| plan::cost(&steps));
    let needs = needs(evaluating, model);
    let (places, is_shortest) = model.problem.nearest(&from.allocation.places, &needs, &mut cost, WORK);
    let is_shortest = is_shortest && questions.are_left();
    // The one that is chosen is planned once more, whatever the search has asked.
    let questions = Questions::new(QUESTIONS);
    let (places, drafts) = match plan::steps(evaluating, model, &places, &questions) {
        Some(drafts) => (places, drafts),
        // Nothing that is counted leads anywhere: from the start, if that does.
        None => {
            let none = vec![None; places.len()];
            let drafts = plan::steps(evaluating, model, &none, &questions).unwrap_or_default();
            (none, drafts)
        }
    };
    Way {
        steps: drafts.iter().map(|draft| told(evaluating, model, draft)).collect(),
        regrouped: if drafts.is_empty() { Vec::new() } else { regrouped(evaluating, solved, model, &places) },
        is_shortest,
    }
}

/// Where the way starts: with what is counted now; but what is to come is of no window of time that is over.
fn start<'s, 'a>(evaluating: &'a Evaluating<'a>, solved: &'s Solved<'a>) -> Cow<'s, Solved<'a>> {
    let Some((_, months)) = evaluating.context.pathway.window() else { return Cow::Borrowed(solved) };
    let day = evaluating.context.day;
    let is_open = |part: &usize| {
        let end = evaluating.parts[*part].awarded.checked_add_months(Months::new(months));
        end.is_none_or(|end| end >= day)
    };
    let open: Vec<usize> = evaluating.candidates().into_iter().filter(is_open).collect();
    if open == solved.model.parts {
        return Cow::Borrowed(solved);
    }
    let model = Model::of(evaluating, open);
    let allocation = model.problem.solve(WORK);
    Cow::Owned(Solved { model, allocation })
}

/// What is mandatory, as the search reads it.
fn needs(evaluating: &Evaluating<'_>, model: &Model<'_>) -> Needs {
    let mandatory = || model.goals.iter().zip(&model.problem.goals).filter(|(_, goal)| goal.mandatory);
    let rule_of = |origin: &Origin| match origin {
        Origin::Group(_) => None,
        Origin::Requirement(at) => Some(&evaluating.context.pathway.requirements[*at].rule),
    };
    let of_rules = mandatory().filter_map(|(origin, goal)| Some((rule_of(origin)?, goal.formula.clone())));
    let (rules, together): (Vec<&Rule>, Vec<Formula>) = of_rules.unzip();
    let wanted: Vec<Option<Selector>> = rules.into_iter().map(wanted).collect();
    let pairs = (0..wanted.len()).flat_map(|one| (0..one).map(move |other| (one, other)));
    let clash = |one: usize, other: usize| {
        let pair = wanted[one].as_ref().zip(wanted[other].as_ref());
        pair.is_some_and(|(one, other)| one.excludes(other, &evaluating.context))
    };
    // Groups in groups are goals too, and so is what they are in.
    let outermost = mandatory().filter(|(origin, _)| match origin {
        Origin::Group(group) => model.layout.groups[*group].depth == 0,
        Origin::Requirement(_) => false,
    });
    let requirements = evaluating.context.pathway.requirements.iter().filter(|own| !own.optional);
    let most = requirements.filter_map(|own| match own.rule {
        Rule::TotalCredits(bounds) => bounds.at_most.map(|most| i128::from(most.hundredths())),
        _ => None,
    });
    Needs {
        gains: model.gains.clone(),
        apart: outermost.map(|(_, goal)| goal.formula.clone()).collect(),
        together,
        clashes: pairs.filter(|(one, other)| clash(*one, *other)).collect(),
        most: most.min(),
    }
}

/// What has to be added where a rule about credits is not satisfied.
fn wanted(rule: &Rule) -> Option<Selector> {
    match rule {
        Rule::Credits(of, _) => Some(of.clone()),
        Rule::Share(of, percent) => match (percent.at_least, percent.at_most) {
            (Some(_), None) => Some(of.clone()),
            (None, Some(_)) => Some(of.negated()),
            _ => None,
        },
        _ => None,
    }
}

/// What is counted in another place than now, no longer, or only then.
fn regrouped(
    evaluating: &Evaluating<'_>,
    solved: &Solved<'_>,
    model: &Model<'_>,
    places: &[Option<usize>],
) -> Vec<Regrouped> {
    let group_of = |model: &Model<'_>, places: &[Option<usize>], part: usize| -> Option<String> {
        let item = model.parts.iter().position(|own| *own == part)?;
        let group = model.layout.places[places[item]?].group;
        Some(group.map(|group| model.layout.groups[group].group.id.clone()).unwrap_or_default())
    };
    let changed = (0..evaluating.parts.len()).filter_map(|part| {
        let now = group_of(&solved.model, &solved.allocation.places, part);
        let then = group_of(model, places, part);
        let own = &evaluating.parts[part];
        (now != then).then(|| Regrouped { key: own.key.clone(), title: own.title.clone(), from: now, to: then })
    });
    changed.collect()
}

fn told(evaluating: &Evaluating<'_>, model: &Model<'_>, step: &Draft) -> Step {
    let unit = &evaluating.context.pathway.credits.unit;
    let group = step.group.map(|group| model.layout.groups[group].group);
    let count = match step.credentials {
        0 => String::new(),
        1 => "1 credential".to_owned(),
        count => format!("{count} credentials"),
    };
    let conditions: Vec<String> = step.conditions.iter().map(|own| own.words.clone()).collect();
    let credits = step.credits.map(|credits| format!("{} {unit}", amount(credits))).unwrap_or_default();
    let from = group.map(|group| format!(" from group “{}”", group.shown())).unwrap_or_default();
    let being = if conditions.is_empty() { String::new() } else { format!(": {}", conditions.join(", ")) };
    let words = match (step.credentials, step.credits.is_some()) {
        (0, true) => format!("{credits}{from}{being}"),
        (0, false) => format!("credits{from}{being}"),
        (_, false) => format!("{count}{from}{being}"),
        (1, true) => format!("{count}{from}, of {credits}{being}"),
        (_, true) => format!("{count}{from}, together {credits}{being}"),
    };
    Step {
        credits: amount(step.credits.unwrap_or_default()),
        credentials: step.credentials,
        group: group.map(|group| group.id.clone()),
        conditions,
        words,
    }
}

/// What is missing for a rule about sums, in words.
pub(super) fn shortage(evaluating: &Evaluating<'_>, solved: &Solved<'_>, rule: &Rule) -> String {
    let unit = &evaluating.context.pathway.credits.unit;
    let words = evaluating.context.words();
    let missing = |least: i128, own: i128| amount(least - own);
    let counted = i128::from(solved.allocation.score.credits);
    let meant = |of: &Selector, truth: Truth| {
        let meant = solved.model.selected(evaluating, of, truth);
        let items = solved.model.problem.items.iter().enumerate();
        items.filter(move |(item, _)| meant[*item] && solved.allocation.places[*item].is_some()).map(|(_, own)| own)
    };
    let credits_of = |of: &Selector, truth| meant(of, truth).map(|own| i128::from(own.credits)).sum::<i128>();
    match rule {
        Rule::TotalCredits(bounds) => {
            let least = bounds.at_least.map_or(0, |least| i128::from(least.hundredths()));
            format!("{} {unit}", missing(least, counted))
        }
        Rule::Credits(of, bounds) => {
            let least = bounds.at_least.map_or(0, |least| i128::from(least.hundredths()));
            format!("{} {unit} of {}", missing(least, credits_of(of, Truth::Yes)), words.selector(of))
        }
        Rule::Count(of, bounds) => {
            let own = u32::try_from(meant(of, Truth::Yes).count()).unwrap_or(u32::MAX);
            let missing = bounds.at_least.unwrap_or(0).saturating_sub(own);
            format!("{missing} credentials: {}", words.selector(of))
        }
        Rule::Share(of, percent) => {
            // What cannot be told counts against the most, and not towards the least.
            let truth = if percent.at_least.is_some() { Truth::Yes } else { Truth::Unknown };
            let all = counted.max(solved.model.least);
            format!("{} of {} {unit} are of {}", amount(credits_of(of, truth)), amount(all), words.selector(of))
        }
        Rule::AverageGrade(_, bound) => format!("the average is below {}, or a grade does not compare", bound.at_least),
        Rule::Capstone { of, last, .. } => match (last, meant(of, Truth::Yes).count()) {
            (true, 1..) => format!("{} was not awarded last, or not with the grade that it takes", words.selector(of)),
            _ => words.selector(of),
        },
        _ => String::new(),
    }
}
