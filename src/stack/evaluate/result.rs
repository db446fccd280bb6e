//! What is said about a pathway once its allocation is known.

use super::super::part::Part;
use super::super::selector::{Selector, Truth};
use super::model::{Origin, overlap_by};
use super::{Evaluating, Solved, eligible, way};
use crate::framework::Unit;
use crate::stack::{
    Amount, CountedCredential, Evaluation, GroupResult, Members, Optimality, RequirementResult, Rule, Select, Status,
    UnusedCredential,
};
use chrono::{Months, NaiveDate};

pub(super) fn of(evaluating: &Evaluating<'_>, solved: &Solved<'_>) -> Evaluation {
    let telling = Telling { evaluating, solved, complete: is_complete(evaluating, solved) };
    let pathway = evaluating.context.pathway;
    let counted = telling.counted();
    let groups = (0..solved.model.layout.groups.len()).map(|group| telling.group(group)).collect();
    let always = telling.always();
    let requirements =
        always.into_iter().chain((0..pathway.requirements.len()).map(|place| telling.requirement(place)));
    let way = match telling.complete {
        true => way::Way { steps: Vec::new(), regrouped: Vec::new(), is_shortest: true },
        false => way::of(evaluating, solved),
    };
    Evaluation {
        pathway: pathway.id.clone(),
        version: pathway.version.clone(),
        day: evaluating.context.day,
        is_complete: telling.complete,
        credits: Amount::from_hundredths(solved.allocation.score.credits),
        unit: pathway.credits.unit.to_string(),
        groups,
        requirements: requirements.collect(),
        unused: telling.unused(),
        way: way.steps,
        regrouped: way.regrouped,
        way_is_shortest: way.is_shortest,
        optimality: telling.optimality(),
        counted,
    }
}

fn is_complete(evaluating: &Evaluating<'_>, solved: &Solved<'_>) -> bool {
    let mandatory = solved.model.problem.goals.iter().filter(|goal| goal.mandatory).count();
    let counts_anything = solved.allocation.places.iter().any(Option::is_some);
    evaluating.context.pathway.holds_on(evaluating.context.day)
        && counts_anything
        && solved.allocation.score.mandatory as usize == mandatory
}

struct Telling<'a> {
    evaluating: &'a Evaluating<'a>,
    solved: &'a Solved<'a>,
    complete: bool,
}

impl Telling<'_> {
    /// The items that are counted, in order: what `used` refers to.
    fn counted_items(&self) -> Vec<usize> {
        let places = &self.solved.allocation.places;
        (0..places.len()).filter(|item| places[*item].is_some()).collect()
    }

    fn counted(&self) -> Vec<CountedCredential> {
        let model = &self.solved.model;
        let of_item = |item: usize| {
            let index = model.parts[item];
            let part = &self.evaluating.parts[index];
            let place = self.solved.allocation.places[item].map(|place| &model.layout.places[place]);
            let group = place.and_then(|place| place.group).map(|group| model.layout.groups[group].group.id.clone());
            CountedCredential {
                key: part.key.clone(),
                input_sha256: part.input_sha256.clone(),
                achievement: part.achievement.clone(),
                title: part.title.clone(),
                awarded: part.awarded,
                group: group.unwrap_or_default(),
                credits: Amount::from_hundredths(model.problem.items[item].credits),
                conversion: self.evaluating.credits[index].as_ref().and_then(|own| own.conversion.clone()),
            }
        };
        self.counted_items().into_iter().map(of_item).collect()
    }

    fn unused(&self) -> Vec<UnusedCredential> {
        let model = &self.solved.model;
        let is_counted = |part: usize| {
            let item = model.parts.iter().position(|own| *own == part);
            item.is_some_and(|item| self.solved.allocation.places[item].is_some())
        };
        let parts = (0..self.evaluating.parts.len()).filter(|part| !is_counted(*part));
        let unused = parts.map(|part| UnusedCredential {
            key: self.evaluating.parts[part].key.clone(),
            title: self.evaluating.parts[part].title.clone(),
            reasons: self.evaluating.reasons(self.solved, part),
        });
        unused.collect()
    }

    fn group(&self, group: usize) -> GroupResult {
        let model = &self.solved.model;
        let flat = &model.layout.groups[group];
        let places = &self.solved.allocation.places;
        let satisfied = model.problem.holds(&model.group_formulas[group], places);
        let items = self.counted_items();
        let inside =
            |item: usize| places[item].is_some_and(|place| model.layout.is_within(&model.layout.places[place], group));
        let credits: u64 =
            items.iter().filter(|item| inside(**item)).map(|item| model.problem.items[*item].credits).sum();
        GroupResult {
            id: flat.group.id.clone(),
            title: flat.group.shown().to_owned(),
            depth: flat.depth,
            status: self.status(satisfied, !flat.mandatory, self.may_fit(group)),
            used: (0..items.len()).filter(|place| inside(items[*place])).collect(),
            credits: Amount::from_hundredths(credits),
            missing: (!satisfied).then(|| self.missing_in(group)),
        }
    }

    /// Whether something that is not counted may belong there, and only that it cannot be told keeps it out.
    fn may_fit(&self, group: usize) -> bool {
        let model = &self.solved.model;
        let evaluating = self.evaluating;
        (0..evaluating.parts.len()).any(|part| {
            let unknown_alone = evaluating.exclusions[part].iter().all(|own| own.reason.is_unknown);
            let fits = model.layout.places.iter().filter(|place| model.layout.is_within(place, group));
            let fits = fits.map(|place| place.takes(&evaluating.parts[part], &evaluating.context)).max();
            let excluded = !evaluating.exclusions[part].is_empty();
            unknown_alone
                && match fits {
                    Some(Truth::Unknown) => true,
                    Some(Truth::Yes) => excluded,
                    _ => false,
                }
        })
    }

    fn missing_in(&self, group: usize) -> String {
        let model = &self.solved.model;
        let flat = &model.layout.groups[group];
        let sums = model.problem.sums(&self.solved.allocation.places);
        match (flat.group.select, &flat.group.members) {
            (Select::All, Members::Credentials(_)) => {
                let words = self.evaluating.context.words();
                let open = way::open_slots(&self.solved.model, &self.solved.allocation.places, group);
                open.iter().map(|selector| words.selector(selector)).collect::<Vec<_>>().join("; ")
            }
            (Select::AtLeast(least, _), Members::Credentials(_)) => {
                let missing = i128::from(least) - sums[model.group_counts[group]];
                format!("{missing} of {least} credentials")
            }
            (Select::Credits(bounds), _) => {
                let least = bounds.at_least.map_or(0, |least| i128::from(least.hundredths()));
                format!("{} {}", amount(least - sums[model.group_credits[group]]), self.unit())
            }
            (_, Members::Groups(_)) => "groups in it".to_owned(),
        }
    }

    fn unit(&self) -> &Unit {
        &self.evaluating.context.pathway.credits.unit
    }

    fn status(&self, satisfied: bool, optional: bool, cannot_be_told: bool) -> Status {
        match (satisfied, optional, cannot_be_told) {
            (true, _, _) => Status::Pass,
            (false, true, _) => Status::Warn,
            (false, false, true) => Status::NotEvaluable,
            (false, false, false) => Status::Fail,
        }
    }

    /// What holds in every pathway.
    fn always(&self) -> Vec<RequirementResult> {
        let context = &self.evaluating.context;
        let pathway = context.pathway;
        let mut always = Vec::new();
        if !pathway.holds_on(context.day) {
            always.push(RequirementResult {
                id: "pathway".to_owned(),
                kind: "validity",
                words: "the pathway is valid on the day".to_owned(),
                status: Status::Fail,
                used: Vec::new(),
                missing: Some("the pathway is not valid on the day; ask for the version that is".to_owned()),
            });
        }
        let trust = format!("the issuer is known at least as {}", pathway.minimum_trust.as_str());
        always.push(self.implied("trust", "trust", trust));
        if let Some(days) = pathway.verified_within {
            always.push(self.implied(
                "verification",
                "verification",
                format!("verified no more than {days} days before"),
            ));
        }
        if !pathway.requirements.iter().any(|own| matches!(own.rule, Rule::OneLearner { .. })) {
            let words = "about one learner, by id or by matching identifiers; a name alone never is enough";
            always.push(self.implied("learner", "oneLearner", words.to_owned()));
        }
        let titles: Vec<_> =
            self.counted_parts().filter(|part| part.is_standalone).map(|part| format!("“{}”", part.title)).collect();
        if !titles.is_empty() {
            always.push(RequirementResult {
                id: "standalone".to_owned(),
                kind: "stackability",
                words: "made to be stacked".to_owned(),
                status: Status::Warn,
                used: Vec::new(),
                missing: Some(format!("said to stand alone: {}; the organisation decides", titles.join(", "))),
            });
        }
        always.extend(self.informal_levels());
        always.extend(self.sum());
        always
    }

    /// An award that states more than was counted towards it. The organisation decides what its award is worth; whoever reads the
    /// award would find less in its parts, so it should decide that knowingly.
    fn sum(&self) -> Option<RequirementResult> {
        let context = &self.evaluating.context;
        let stated = context.award_states().map(Amount::from).filter(|_| self.complete);
        let counted = Amount::from_hundredths(self.solved.allocation.score.credits);
        let more = stated.filter(|stated| *stated > counted).max()?;
        let unit = self.unit();
        Some(RequirementResult {
            id: "sum".to_owned(),
            kind: "sum",
            words: "what is counted comes to what the award states".to_owned(),
            status: Status::Warn,
            used: Vec::new(),
            missing: Some(format!(
                "the award states {more} {unit}, and {counted} are counted; the organisation decides"
            )),
        })
    }

    /// What is counted at a level that no formal referencing places: a pathway that asks for levels should not rest on it unseen.
    fn informal_levels(&self) -> Option<RequirementResult> {
        let context = &self.evaluating.context;
        let asked = context.pathway.levels();
        if asked.is_empty() {
            return None;
        }
        let counted = self.counted_parts().filter(|part| context.is_placed_informally(&part.levels));
        let titles = counted.map(|part| format!("“{}”", part.title));
        let asked = asked.into_iter().filter(|level| context.is_placed_informally([*level]));
        let named: Vec<String> = titles.chain(asked.map(ToString::to_string)).collect();
        (!named.is_empty()).then(|| RequirementResult {
            id: "referencing".to_owned(),
            kind: "level",
            words: "levels are placed by a formal referencing to the EQF".to_owned(),
            status: Status::Warn,
            used: Vec::new(),
            missing: Some(format!("without one, the organisation decides: {}", named.join(", "))),
        })
    }

    fn implied(&self, id: &str, kind: &'static str, words: String) -> RequirementResult {
        let excluded = self.excluded(|exclusion| exclusion.requirement.is_none() && exclusion.reason.by == id);
        let status = self.exclusion_status(&excluded);
        let status = match status {
            Status::Pass if id == "learner" && self.is_by_identifiers() => Status::Warn,
            status => status,
        };
        let missing = self.refused(&excluded).or_else(|| {
            (status == Status::Warn)
                .then(|| "some credentials are the learner's by matching identifiers alone".to_owned())
        });
        RequirementResult { id: id.to_owned(), kind, words, status, used: Vec::new(), missing }
    }

    fn is_by_identifiers(&self) -> bool {
        self.evaluating.learner.by_identifiers
    }

    /// The parts that would fit and are excluded for such a reason, and whether that could be told.
    fn excluded(&self, meant: impl Fn(&eligible::Exclusion) -> bool) -> Vec<(usize, bool)> {
        let evaluating = self.evaluating;
        let fitting = (0..evaluating.parts.len()).filter(|part| evaluating.fits(self.solved, *part) != Truth::No);
        let found = fitting.filter_map(|part| {
            let exclusion = evaluating.exclusions[part].iter().find(|own| meant(own))?;
            Some((part, exclusion.reason.is_unknown))
        });
        found.collect()
    }

    /// A rule about single credentials fails where it keeps some out and the award is not complete without them.
    fn exclusion_status(&self, excluded: &[(usize, bool)]) -> Status {
        match self.complete || excluded.is_empty() {
            true => Status::Pass,
            false if excluded.iter().all(|(_, unknown)| *unknown) => Status::NotEvaluable,
            false => Status::Fail,
        }
    }

    fn refused(&self, excluded: &[(usize, bool)]) -> Option<String> {
        let titles = excluded.iter().map(|(part, _)| format!("“{}”", self.evaluating.parts[*part].title));
        (!excluded.is_empty()).then(|| format!("not counted: {}", titles.collect::<Vec<_>>().join(", ")))
    }

    fn requirement(&self, place: usize) -> RequirementResult {
        let requirement = &self.evaluating.context.pathway.requirements[place];
        let goals = self.solved.model.goals.iter().zip(&self.solved.model.problem.goals);
        let goals: Vec<_> = goals.filter(|(origin, _)| **origin == Origin::Requirement(place)).collect();
        let places = &self.solved.allocation.places;
        let satisfied = goals.iter().all(|(_, goal)| self.solved.model.problem.holds(&goal.formula, places));
        let (status, missing) = if !goals.is_empty() {
            let status = self.status(satisfied, requirement.optional, self.may_count(&requirement.rule));
            (status, (!satisfied).then(|| way::shortage(self.evaluating, self.solved, &requirement.rule)))
        } else if requirement.optional {
            self.advice(place)
        } else {
            let excluded = self.excluded(|exclusion| exclusion.requirement == Some(place));
            (self.exclusion_status(&excluded), self.refused(&excluded))
        };
        let is_learner = matches!(requirement.rule, Rule::OneLearner { .. });
        let (status, missing) = match status {
            Status::Pass if is_learner && self.is_by_identifiers() => {
                (Status::Warn, Some("some credentials are the learner's by matching identifiers alone".to_owned()))
            }
            status => (status, missing),
        };
        RequirementResult {
            id: requirement.id.clone(),
            kind: requirement.rule.name(),
            words: self.evaluating.context.words().requirement(requirement),
            status,
            used: self.used(&requirement.rule),
            missing,
        }
    }

    /// What an optional rule that is none about sums has to say about what is counted.
    fn advice(&self, place: usize) -> (Status, Option<String>) {
        let requirement = &self.evaluating.context.pathway.requirements[place];
        let together = match &requirement.rule {
            Rule::Window(months) => self.outside_window(*months),
            rule @ Rule::NoOverlap { .. } => self.overlapping(rule),
            _ => None,
        };
        if let Some(detail) = together {
            return (Status::Warn, Some(detail));
        }
        let said = self.counted_items().into_iter().filter_map(|item| {
            let part = self.solved.model.parts[item];
            let Evaluating { context, parts, learner, .. } = self.evaluating;
            let detail = eligible::advice(context, parts, part, learner, requirement)?;
            Some(format!("“{}”: {detail}", parts[part].title))
        });
        let said: Vec<_> = said.collect();
        match said.is_empty() {
            true => (Status::Pass, None),
            false => (Status::Warn, Some(said.join("; "))),
        }
    }

    /// What is counted, oldest first.
    fn counted_parts(&self) -> impl Iterator<Item = &Part> {
        self.counted_items().into_iter().map(|item| &self.evaluating.parts[self.solved.model.parts[item]])
    }

    /// What is the matter where the oldest and the youngest that are counted lie further apart.
    fn outside_window(&self, months: u32) -> Option<String> {
        let first = self.counted_parts().min_by_key(|part| part.awarded)?;
        let last = self.counted_parts().max_by_key(|part| part.awarded)?;
        let end = first.awarded.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX);
        (last.awarded > end).then(|| {
            let days =
                format!("“{}” was awarded on {}, “{}” on {}", first.title, first.awarded, last.title, last.awarded);
            format!("{days}: more than {months} months apart")
        })
    }

    /// Which of those that are counted overlap.
    fn overlapping(&self, rule: &Rule) -> Option<String> {
        let counted: Vec<&Part> = self.counted_parts().collect();
        let pairs = (0..counted.len()).flat_map(|one| (one + 1..counted.len()).map(move |other| (one, other)));
        let said: Vec<String> = pairs
            .filter_map(|(one, other)| {
                let (one, other) = (counted[one], counted[other]);
                let why = overlap_by(rule, one, other, &self.evaluating.context)?;
                Some(format!("“{}” and “{}”: {why}", one.title, other.title))
            })
            .collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// What counts towards a rule.
    fn used(&self, rule: &Rule) -> Vec<usize> {
        let Some(of) = subject(rule) else { return Vec::new() };
        let items = self.counted_items();
        let meant = |item: &usize| {
            let part = &self.evaluating.parts[self.solved.model.parts[*item]];
            of.selects(part, &self.evaluating.context) == Truth::Yes
        };
        (0..items.len()).filter(|place| meant(&items[*place])).collect()
    }

    /// Whether a sum may be satisfied in truth: something may be meant by it, and it cannot be told.
    fn may_count(&self, rule: &Rule) -> bool {
        let Some(of) = subject(rule) else { return false };
        let evaluating = self.evaluating;
        (0..evaluating.parts.len()).any(|part| {
            let truth = of.selects(&evaluating.parts[part], &evaluating.context);
            let fits = evaluating.fits(self.solved, part);
            let exclusions = &evaluating.exclusions[part];
            let unknown_alone = exclusions.iter().all(|own| own.reason.is_unknown);
            let unsure = truth == Truth::Unknown || fits == Truth::Unknown || !exclusions.is_empty();
            let ungraded = matches!(rule, Rule::AverageGrade(_, bound)
                if eligible::grade_value(&evaluating.parts[part], bound).is_none());
            unknown_alone && truth != Truth::No && fits != Truth::No && (unsure || ungraded)
        })
    }

    fn optimality(&self) -> Optimality {
        let allocation = &self.solved.allocation;
        match allocation.bound == allocation.score {
            true => Optimality::Proven { is_first: allocation.is_first },
            false => Optimality::Gap {
                satisfied: (
                    allocation.score.mandatory + allocation.score.optional,
                    allocation.bound.mandatory + allocation.bound.optional,
                ),
                credits: (
                    Amount::from_hundredths(allocation.score.credits),
                    Amount::from_hundredths(allocation.bound.credits),
                ),
            },
        }
    }
}

/// Which credentials a rule about sums is about.
pub(super) fn subject(rule: &Rule) -> Option<&Selector> {
    match rule {
        Rule::TotalCredits(_) => Some(&Selector::Any),
        Rule::Credits(of, _) | Rule::Share(of, _) | Rule::Count(of, _) | Rule::AverageGrade(of, _) => Some(of),
        Rule::Capstone { of, .. } => Some(of),
        _ => None,
    }
}

/// Hundredths as an amount; nothing below zero.
pub(super) fn amount(hundredths: i128) -> Amount {
    Amount::from_hundredths(u64::try_from(hundredths.max(0)).unwrap_or(u64::MAX))
}
