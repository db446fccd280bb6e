//! What is missing, and the shortest way to completion that keeps what is counted: as few credits more as will do, each of
//! them for as much as it can be.

use super::super::selector::{Selector, Truth};
use super::model::Origin;
use super::result::amount;
use super::{Evaluating, Solved};
use crate::stack::{Members, Rule, Select, Step};

/// Steps while they are made up.
struct Way<'a> {
    evaluating: &'a Evaluating<'a>,
    solved: &'a Solved<'a>,
    steps: Vec<Draft>,
}

#[derive(Clone, Debug, Default)]
struct Draft {
    /// Hundredths; nothing where any number will do.
    credits: Option<i128>,
    credentials: u32,
    group: Option<usize>,
    conditions: Vec<String>,
}

pub(super) fn of(evaluating: &Evaluating<'_>, solved: &Solved<'_>) -> Vec<Step> {
    let mut way = Way { evaluating, solved, steps: Vec::new() };
    for group in 0..solved.model.layout.groups.len() {
        if solved.model.layout.groups[group].depth == 0 && solved.model.layout.groups[group].mandatory {
            way.group(group);
        }
    }
    way.total();
    let mandatory = || evaluating.context.pathway.requirements.iter().filter(|own| !own.optional);
    mandatory().for_each(|requirement| way.requirement(&requirement.rule));
    // Last, since they are of all that will then be counted.
    mandatory().for_each(|requirement| way.shares(&requirement.rule));
    way.steps.iter().map(|step| way.told(step)).collect()
}

impl Way<'_> {
    fn sums(&self) -> Vec<i128> {
        self.solved.model.problem.sums(&self.solved.allocation.places)
    }

    fn holds(&self, origin: Origin) -> bool {
        let model = &self.solved.model;
        let goals = model.goals.iter().zip(&model.problem.goals).filter(|(own, _)| **own == origin);
        goals.into_iter().all(|(_, goal)| model.problem.holds(&goal.formula, &self.solved.allocation.places))
    }

    fn group(&mut self, group: usize) {
        let model = &self.solved.model;
        if model.problem.holds(&model.group_formulas[group], &self.solved.allocation.places) {
            return;
        }
        let flat = &model.layout.groups[group];
        let sums = self.sums();
        match (flat.group.select, &flat.group.members) {
            (Select::All, Members::Credentials(_)) => {
                let open = open_slots(self.solved, group);
                let slots = open.iter().map(|selector| Draft {
                    credentials: 1,
                    group: Some(group),
                    conditions: vec![self.evaluating.context.words().selector(selector)],
                    credits: None,
                });
                self.steps.extend(slots);
            }
            (Select::AtLeast(least, _), Members::Credentials(_)) => {
                let missing = u32::try_from(i128::from(least) - sums[model.group_counts[group]]).unwrap_or_default();
                self.steps.push(Draft { credentials: missing, group: Some(group), ..Draft::default() });
            }
            (Select::Credits(bounds), _) => {
                let least = bounds.at_least.map_or(0, |least| i128::from(least.hundredths()));
                let missing = least - sums[model.group_credits[group]];
                self.steps.push(Draft { credits: Some(missing), group: Some(group), ..Draft::default() });
            }
            (Select::All, Members::Groups(_)) => {
                let children = flat.children.clone();
                for child in children {
                    if !self.solved.model.layout.groups[child].group.optional {
                        self.group(child);
                    }
                }
            }
            (Select::AtLeast(least, _), Members::Groups(_)) => {
                let children = flat.children.clone();
                let mut ways: Vec<Vec<Draft>> = children.into_iter().map(|child| self.alone(child)).collect();
                let met = ways.iter().filter(|way| way.is_empty()).count();
                ways.retain(|way| !way.is_empty());
                ways.sort_by_key(|way| way.iter().map(|step| step.credits.unwrap_or(1)).sum::<i128>());
                let wanted = (least as usize).saturating_sub(met);
                self.steps.extend(ways.into_iter().take(wanted).flatten());
            }
        }
    }

    /// The steps that one group would take.
    fn alone(&self, group: usize) -> Vec<Draft> {
        let mut way = Way { evaluating: self.evaluating, solved: self.solved, steps: Vec::new() };
        way.group(group);
        way.steps
    }

    fn planned(&self) -> i128 {
        self.steps.iter().filter_map(|step| step.credits).sum()
    }

    fn counted(&self) -> i128 {
        i128::from(self.solved.allocation.score.credits)
    }

    /// What is missing in all, beyond what the groups take.
    fn total(&mut self) {
        let missing = self.solved.model.least - self.counted() - self.planned();
        if missing <= 0 {
            return;
        }
        match self.steps.iter_mut().find(|step| step.credits.is_none()) {
            Some(step) => step.credits = Some(missing),
            None => self.steps.push(Draft { credits: Some(missing), ..Draft::default() }),
        }
    }

    fn requirement(&mut self, rule: &Rule) {
        let place = self.evaluating.context.pathway.requirements.iter().position(|own| std::ptr::eq(&own.rule, rule));
        if place.is_none_or(|place| self.holds(Origin::Requirement(place))) {
            return;
        }
        match rule {
            Rule::Credits(of, bounds) => {
                let least = bounds.at_least.map_or(0, |least| i128::from(least.hundredths()));
                self.condition(&self.evaluating.context.words().selector(of), least - self.credits_of(of));
            }
            Rule::Count(of, bounds) => {
                let missing = bounds.at_least.unwrap_or(0).saturating_sub(self.count_of(of));
                self.credentials(&self.evaluating.context.words().selector(of), missing);
            }
            Rule::AverageGrade(_, bound) => {
                let words = format!("graded so well that the average is {}", bound.at_least);
                self.steps.push(Draft { conditions: vec![words], ..Draft::default() });
            }
            Rule::Capstone { of, last, .. } => {
                let last = if *last { ", awarded last" } else { "" };
                self.credentials(&format!("{}{last}", self.evaluating.context.words().selector(of)), 1);
            }
            _ => {}
        }
    }

    /// Whether they hold now or not: what is planned changes them too.
    fn shares(&mut self, rule: &Rule) {
        let Rule::Share(of, percent) = rule else { return };
        if let Some(least) = percent.at_least {
            self.share(of, i128::from(least.hundredths()));
        }
        if let Some(most) = percent.at_most {
            let others = Selector::Not(Box::new(of.clone()));
            self.share(&others, 10_000 - i128::from(most.hundredths()));
        }
    }

    fn credits_of(&self, of: &Selector) -> i128 {
        let meant = self.solved.model.selected(self.evaluating, of, Truth::Yes);
        let places = &self.solved.allocation.places;
        let items = self.solved.model.problem.items.iter().enumerate();
        items.filter(|(item, _)| meant[*item] && places[*item].is_some()).map(|(_, own)| i128::from(own.credits)).sum()
    }

    fn count_of(&self, of: &Selector) -> u32 {
        let meant = self.solved.model.selected(self.evaluating, of, Truth::Yes);
        let places = &self.solved.allocation.places;
        let counted = meant.iter().zip(places).filter(|(meant, place)| **meant && place.is_some()).count();
        u32::try_from(counted).unwrap_or(u32::MAX)
    }

    /// A share of what will then be counted, in hundredths of a per cent.
    fn share(&mut self, of: &Selector, share: i128) {
        let all = (self.counted() + self.planned()).max(self.solved.model.least);
        let own = self.credits_of(of);
        let missing = (share * all - 10_000 * own).max(0);
        let missing = missing / 10_000 + i128::from(missing % 10_000 > 0);
        let planned = self.planned();
        if missing <= planned || share >= 10_000 {
            return self.condition(&self.evaluating.context.words().selector(of), missing);
        }
        // Every credit beyond what is planned anyway makes the whole larger too.
        let short = share * all - 10_000 * (own + planned);
        let more = short / (10_000 - share) + i128::from(short % (10_000 - share) > 0);
        self.condition(&self.evaluating.context.words().selector(of), planned + more);
    }

    /// So many of the planned credits have to be so; what they are too few for comes on top.
    fn condition(&mut self, words: &str, mut missing: i128) {
        let mut index = 0;
        while missing > 0 && index < self.steps.len() {
            let step = &mut self.steps[index];
            match step.credits {
                None => {
                    step.credits = Some(missing);
                    missing = 0;
                }
                Some(credits) if credits > missing => {
                    // Only a part of it has to be so.
                    let rest = Draft { credits: Some(credits - missing), credentials: 0, ..step.clone() };
                    step.credits = Some(missing);
                    if step.credentials == 0 {
                        self.steps.insert(index + 1, rest);
                    } else {
                        self.steps[index].credits = Some(credits);
                    }
                    missing = 0;
                }
                Some(credits) => missing -= credits,
            }
            self.steps[index].conditions.push(words.to_owned());
            index += 1;
        }
        if missing > 0 {
            self.steps.push(Draft { credits: Some(missing), conditions: vec![words.to_owned()], ..Draft::default() });
        }
    }

    /// So many of the planned credentials have to be so.
    fn credentials(&mut self, words: &str, mut missing: u32) {
        for step in &mut self.steps {
            let room = step.credentials.max(1);
            if missing > 0 {
                step.conditions.push(words.to_owned());
                step.credentials = step.credentials.max(missing.min(room));
                missing = missing.saturating_sub(room);
            }
        }
        if missing > 0 {
            self.steps.push(Draft { credentials: missing, conditions: vec![words.to_owned()], ..Draft::default() });
        }
    }

    fn told(&self, step: &Draft) -> Step {
        let unit = &self.evaluating.context.pathway.credits.unit;
        let group = step.group.map(|group| self.solved.model.layout.groups[group].group);
        let count = match step.credentials {
            0 => String::new(),
            1 => "1 credential".to_owned(),
            count => format!("{count} credentials"),
        };
        let credits = step.credits.map(|credits| format!("{} {unit}", amount(credits))).unwrap_or_default();
        let from = group.map(|group| format!(" from group “{}”", group.shown())).unwrap_or_default();
        let being =
            if step.conditions.is_empty() { String::new() } else { format!(": {}", step.conditions.join(", ")) };
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
            conditions: step.conditions.clone(),
            words,
        }
    }
}

/// The selectors of a group for which nothing is counted.
pub(super) fn open_slots<'s>(solved: &'s Solved<'_>, group: usize) -> Vec<&'s Selector> {
    let model = &solved.model;
    let filled = |place: usize| solved.allocation.places.contains(&Some(place));
    let open = model.layout.places.iter().enumerate();
    let open = open.filter(|(place, own)| own.group == Some(group) && own.is_slot && !filled(*place));
    let selectors = open.flat_map(|(_, own)| own.selectors.iter());
    let mut selectors: Vec<&Selector> = selectors.collect();
    // As the group names them, not as they were filled.
    if let Members::Credentials(order) = &model.layout.groups[group].group.members {
        selectors.sort_by_key(|selector| order.iter().position(|own| std::ptr::eq(own, *selector)));
    }
    selectors
}

/// What is missing for a rule about sums, in words.
pub(super) fn shortage(evaluating: &Evaluating<'_>, solved: &Solved<'_>, rule: &Rule) -> String {
    let way = Way { evaluating, solved, steps: Vec::new() };
    let unit = &evaluating.context.pathway.credits.unit;
    let words = evaluating.context.words();
    let missing = |least: i128, own: i128| amount(least - own);
    match rule {
        Rule::TotalCredits(bounds) => {
            let least = bounds.at_least.map_or(0, |least| i128::from(least.hundredths()));
            format!("{} {unit}", missing(least, way.counted()))
        }
        Rule::Credits(of, bounds) => {
            let least = bounds.at_least.map_or(0, |least| i128::from(least.hundredths()));
            format!("{} {unit} of {}", missing(least, way.credits_of(of)), words.selector(of))
        }
        Rule::Count(of, bounds) => {
            let missing = bounds.at_least.unwrap_or(0).saturating_sub(way.count_of(of));
            format!("{missing} credentials: {}", words.selector(of))
        }
        Rule::Share(of, _) => {
            let all = way.counted().max(solved.model.least);
            format!("{} of {} {unit} are of {}", amount(way.credits_of(of)), amount(all), words.selector(of))
        }
        Rule::AverageGrade(_, bound) => format!("the average is below {}, or a grade does not compare", bound.at_least),
        Rule::Capstone { of, last, .. } => match (last, way.count_of(of)) {
            (true, 1..) => format!("{} was not awarded last, or not with the grade that it takes", words.selector(of)),
            _ => words.selector(of),
        },
        _ => String::new(),
    }
}
