//! What is missing where some credentials are counted and stay so: as few credits more as will do, each of them for as much
//! as it can be.

use super::super::super::selector::{Selector, Truth};
use super::super::Evaluating;
use super::super::eligible;
use super::super::model::{Model, Origin};
use crate::stack::{GradeBound, Members, Rule, Select};

/// How often requirements are gone through again because what one of them adds changes what another takes. Those that
/// contradict each other would never end.
const ROUNDS: usize = 8;

/// Steps while they are made up, for one allocation.
pub(super) struct Plan<'a> {
    evaluating: &'a Evaluating<'a>,
    model: &'a Model<'a>,
    places: &'a [Option<usize>],
    sums: Vec<i128>,
    counted: i128,
    pub(super) steps: Vec<Draft>,
    /// Whether something stands in the way that nothing more would change.
    is_possible: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Draft {
    /// Hundredths; nothing where any number will do.
    pub(super) credits: Option<i128>,
    pub(super) credentials: u32,
    pub(super) group: Option<usize>,
    pub(super) conditions: Vec<Condition>,
}

/// Something that what is to come has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    /// Which credentials are meant, if it is about that.
    pub(super) of: Option<Selector>,
    pub(super) words: String,
}

/// The steps from an allocation to completion; nothing if there are none.
pub(super) fn steps<'a>(
    evaluating: &'a Evaluating<'a>,
    model: &'a Model<'a>,
    places: &'a [Option<usize>],
) -> Option<Vec<Draft>> {
    let counted = model.problem.items.iter().zip(places).filter(|(_, place)| place.is_some());
    let mut plan = Plan {
        evaluating,
        model,
        places,
        sums: model.problem.sums(places),
        counted: counted.map(|(item, _)| i128::from(item.credits)).sum(),
        steps: Vec::new(),
        is_possible: true,
    };
    plan.make();
    plan.is_possible.then_some(plan.steps)
}

/// How many credits steps come to.
pub(super) fn cost(steps: &[Draft]) -> i128 {
    steps.iter().filter_map(|step| step.credits).sum()
}

impl<'a> Plan<'a> {
    fn make(&mut self) {
        for group in 0..self.model.layout.groups.len() {
            if self.model.layout.groups[group].depth == 0 && self.model.layout.groups[group].mandatory {
                self.group(group);
            }
        }
        self.total();
        let requirements = &self.evaluating.context.pathway.requirements;
        let rules: Vec<(usize, &Rule)> =
            requirements.iter().enumerate().filter(|(_, own)| !own.optional).map(|(at, own)| (at, &own.rule)).collect();
        let (single, sums): (Vec<_>, Vec<_>) =
            rules.iter().partition(|(_, rule)| matches!(rule, Rule::Count(..) | Rule::Capstone { .. }));
        sums.iter().for_each(|(at, rule)| self.requirement(*at, rule));
        self.is_possible &= (0..ROUNDS).any(|_| {
            let before = self.steps.clone();
            // Last, since they are of all that will then be counted.
            rules.iter().for_each(|(_, rule)| self.shares(rule));
            rules.iter().for_each(|(_, rule)| self.cap(rule));
            before == self.steps || !self.is_possible
        });
        // What is one credential may be any of those that are planned by then.
        single.iter().for_each(|(at, rule)| self.requirement(*at, rule));
        rules.iter().for_each(|(_, rule)| self.order(rule));
        rules.iter().for_each(|(_, rule)| self.room(rule));
    }

    fn words(&self, of: &Selector) -> String {
        self.evaluating.context.words().selector(of)
    }

    fn holds(&self, origin: Origin) -> bool {
        let goals = self.model.goals.iter().zip(&self.model.problem.goals).filter(|(own, _)| **own == origin);
        goals.into_iter().all(|(_, goal)| self.model.problem.holds(&goal.formula, self.places))
    }

    fn group(&mut self, group: usize) {
        let model = self.model;
        if model.problem.holds(&model.group_formulas[group], self.places) {
            return;
        }
        let flat = &model.layout.groups[group];
        match (flat.group.select, &flat.group.members) {
            (Select::All, Members::Credentials(_)) => {
                let open = open_slots(model, self.places, group);
                let slots = open.into_iter().map(|selector| Draft {
                    credentials: 1,
                    group: Some(group),
                    conditions: vec![Condition { of: Some(selector.clone()), words: self.words(selector) }],
                    credits: None,
                });
                let slots: Vec<Draft> = slots.collect();
                self.steps.extend(slots);
            }
            (Select::AtLeast(least, _), Members::Credentials(_)) => {
                let missing = i128::from(least) - self.sums[model.group_counts[group]];
                let credentials = u32::try_from(missing).unwrap_or_default();
                self.steps.push(Draft { credentials, group: Some(group), ..Draft::default() });
            }
            (Select::Credits(bounds), _) => {
                let least = bounds.at_least.map_or(0, |least| i128::from(least.hundredths()));
                let missing = least - self.sums[model.group_credits[group]];
                self.steps.push(Draft { credits: Some(missing), group: Some(group), ..Draft::default() });
            }
            (Select::All, Members::Groups(_)) => {
                for child in &flat.children {
                    if !model.layout.groups[*child].group.optional {
                        self.group(*child);
                    }
                }
            }
            (Select::AtLeast(least, _), Members::Groups(_)) => {
                let mut ways: Vec<Vec<Draft>> = flat.children.iter().map(|child| self.alone(*child)).collect();
                let met = ways.iter().filter(|way| way.is_empty()).count();
                ways.retain(|way| !way.is_empty());
                ways.sort_by_key(|way| (cost(way), way.iter().map(|step| step.credentials).sum::<u32>()));
                let wanted = (least as usize).saturating_sub(met);
                self.steps.extend(ways.into_iter().take(wanted).flatten());
            }
        }
    }

    /// The steps that one group would take.
    fn alone(&mut self, group: usize) -> Vec<Draft> {
        let before = std::mem::take(&mut self.steps);
        self.group(group);
        std::mem::replace(&mut self.steps, before)
    }

    fn planned(&self) -> i128 {
        cost(&self.steps)
    }

    /// What is missing in all, beyond what the groups take.
    fn total(&mut self) {
        let missing = self.model.least - self.counted - self.planned();
        if missing <= 0 {
            return;
        }
        match self.steps.iter_mut().find(|step| step.credits.is_none()) {
            Some(step) => step.credits = Some(missing),
            None => self.steps.push(Draft { credits: Some(missing), ..Draft::default() }),
        }
    }

    fn requirement(&mut self, at: usize, rule: &Rule) {
        if self.holds(Origin::Requirement(at)) {
            return;
        }
        match rule {
            Rule::Credits(of, bounds) => {
                let least = bounds.at_least.map_or(0, |least| i128::from(least.hundredths()));
                self.condition(&self.meant(of), least - self.credits_of(of, Truth::Yes));
            }
            Rule::Count(of, bounds) => {
                let missing = bounds.at_least.unwrap_or(0).saturating_sub(self.count_of(of));
                self.credentials(&self.meant(of), missing);
            }
            Rule::AverageGrade(of, bound) => self.average(of, bound),
            Rule::Capstone { of, last, grade } => self.capstone(of, *last, grade.as_ref()),
            _ => {}
        }
    }

    fn meant(&self, of: &Selector) -> Condition {
        Condition { of: Some(of.clone()), words: self.words(of) }
    }

    fn capstone(&mut self, of: &Selector, last: bool, grade: Option<&GradeBound>) {
        self.credentials(&self.meant(of), 1);
        let more =
            [last.then(|| "awarded last".to_owned()), grade.map(|own| format!("graded {} or better", own.at_least))];
        let found = self.steps.iter().position(|step| self.implies(step, of));
        if let Some(index) = found {
            let more = more.into_iter().flatten().map(|words| Condition { of: None, words });
            self.steps[index].conditions.extend(more);
        }
    }

    /// As few credits with the best grade as bring the average up; what else comes must not bring it down again.
    fn average(&mut self, of: &Selector, bound: &GradeBound) {
        let value = |item: usize| eligible::grade_value(&self.evaluating.parts[self.model.parts[item]], bound);
        let meant = self.model.selected(self.evaluating, of, Truth::Unknown);
        let counted: Vec<usize> =
            (0..self.places.len()).filter(|item| self.places[*item].is_some() && meant[*item]).collect();
        let (Some(least), Some((top, best))) = (bound.scale.value(&bound.at_least), bound.scale.highest()) else {
            return;
        };
        let surplus = |item: usize| {
            let credits = i128::from(self.model.problem.items[item].credits);
            value(item).map(|own| i128::from(own - least) * credits)
        };
        let Some(surplus) = counted.iter().map(|item| surplus(*item)).sum::<Option<i128>>() else {
            // What is counted without a grade that compares gets none from what is to come.
            self.is_possible = false;
            return;
        };
        let gain = i128::from(best - least);
        if surplus < 0 && gain <= 0 {
            self.is_possible = false;
            return;
        }
        let missing =
            if surplus < 0 { (-surplus).div_euclid(gain) + i128::from((-surplus).rem_euclid(gain) > 0) } else { 0 };
        let planned: Vec<usize> = (0..self.steps.len()).filter(|step| !self.excludes(&self.steps[*step], of)).collect();
        let words = format!("{}, graded {top}, for an average of {}", self.words(of), bound.at_least);
        match missing {
            0 if planned.is_empty() => self.credentials(
                &Condition {
                    of: Some(of.clone()),
                    words: format!("{}, graded {} or better", self.words(of), bound.at_least),
                },
                1,
            ),
            0 => {}
            missing => self.condition(&Condition { of: Some(of.clone()), words }, missing),
        }
        let rest = format!("graded {} or better", bound.at_least);
        for step in planned {
            let graded = self.steps[step].conditions.iter().any(|own| own.words.contains("graded "));
            if !graded {
                self.steps[step].conditions.push(Condition { of: None, words: rest.clone() });
            }
        }
    }

    /// Whether they hold now or not: what is planned changes them too.
    fn shares(&mut self, rule: &Rule) {
        let Rule::Share(of, percent) = rule else { return };
        if let Some(least) = percent.at_least {
            self.share(of, self.credits_of(of, Truth::Yes), i128::from(least.hundredths()));
        }
        if let Some(most) = percent.at_most {
            let own = self.counted - self.credits_of(of, Truth::Unknown);
            self.share(&of.negated(), own, 10_000 - i128::from(most.hundredths()));
        }
    }

    /// A share of what will then be counted, in hundredths of a per cent.
    fn share(&mut self, of: &Selector, own: i128, share: i128) {
        let planned = self.planned();
        let all = (self.counted + planned).max(self.model.least);
        let missing = (share * all - 10_000 * own).max(0);
        let missing = missing / 10_000 + i128::from(missing % 10_000 > 0);
        let fitting: i128 =
            self.steps.iter().filter(|step| !self.excludes(step, of)).filter_map(|step| step.credits).sum();
        let open = self.steps.iter().any(|step| step.credits.is_none() && !self.excludes(step, of));
        if missing <= fitting || open && planned == 0 {
            return self.condition(&self.meant(of), missing);
        }
        if share >= 10_000 {
            self.is_possible = false;
            return;
        }
        // Every credit beyond what is planned anyway makes the whole larger too.
        let short = share * all - 10_000 * (own + fitting);
        let more = short / (10_000 - share) + i128::from(short % (10_000 - share) > 0);
        self.condition(&self.meant(of), fitting + more);
    }

    /// Of what is planned, no more may be meant by a cap than it leaves room for.
    fn cap(&mut self, rule: &Rule) {
        let Rule::Credits(of, bounds) = rule else { return };
        let Some(most) = bounds.at_most.filter(|_| *of != Selector::Any && !self.is_of_used(of)) else { return };
        let room = (i128::from(most.hundredths()) - self.credits_of(of, Truth::Unknown)).max(0);
        let may_be: i128 =
            self.steps.iter().filter(|step| !self.excludes(step, of)).filter_map(|step| step.credits).sum();
        if may_be <= room {
            return;
        }
        let others = of.negated();
        let is_other = |step: &&Draft| !self.excludes(step, &others);
        let could_be: i128 = self.steps.iter().filter(is_other).filter_map(|step| step.credits).sum();
        let wanted = self.planned() - room;
        match wanted <= could_be {
            true => self.condition(&self.meant(&others), wanted),
            false => self.is_possible = false,
        }
    }

    /// What is new is not counted towards another award yet.
    fn is_of_used(&self, of: &Selector) -> bool {
        of.implies(&Selector::Used, &self.evaluating.context)
    }

    /// What comes last has to come after what is to come, and what comes first has to come before it.
    fn order(&mut self, rule: &Rule) {
        match rule {
            Rule::Capstone { of, last: true, .. } if !self.steps.is_empty() => {
                let meant = self.model.selected(self.evaluating, of, Truth::Yes);
                let parts = (0..self.places.len()).filter(|item| self.places[*item].is_some() && meant[*item]);
                let day = self.evaluating.context.day;
                let is_there = parts.into_iter().any(|item| self.model.problem.items[item].date >= day);
                if !is_there && !self.steps.iter().any(|step| self.implies(step, of)) {
                    let last = Condition { of: None, words: "awarded last".to_owned() };
                    let conditions = vec![self.meant(of), last];
                    self.steps.push(Draft { credentials: 1, conditions, ..Draft::default() });
                }
            }
            Rule::Prerequisite { before, after, .. } => {
                let evaluating = self.evaluating;
                let context = &evaluating.context;
                let held = |(place, part): (usize, &crate::stack::part::Part)| {
                    evaluating.learner.is_theirs[place]
                        && eligible::stands(context, part)
                        && before.selects(part, context) == Truth::Yes
                };
                let is_planned = self.steps.iter().any(|step| self.implies(step, before));
                if self.steps.iter().any(|step| self.implies(step, after))
                    && !is_planned
                    && !evaluating.parts.iter().enumerate().any(held)
                {
                    let words = format!("awarded before {}", self.words(after));
                    let conditions = vec![self.meant(before), Condition { of: None, words }];
                    self.steps.push(Draft { credentials: 1, conditions, ..Draft::default() });
                }
            }
            _ => {}
        }
    }

    /// Whether there is room for what is planned.
    fn room(&mut self, rule: &Rule) {
        match rule {
            Rule::TotalCredits(bounds) => {
                let most = bounds.at_most.map(|most| i128::from(most.hundredths()));
                self.is_possible &= most.is_none_or(|most| self.counted + self.planned() <= most);
            }
            Rule::Count(Selector::Any, bounds) => {
                let counted = self.places.iter().filter(|place| place.is_some()).count();
                let planned: usize = self.steps.iter().map(|step| step.credentials.max(1) as usize).sum();
                // Several steps may be one credential.
                let least = counted + planned.min(1).max(self.steps.iter().map(|step| step.credentials as usize).sum());
                self.is_possible &= bounds.at_most.is_none_or(|most| least <= most as usize);
            }
            _ => {}
        }
    }

    fn credits_of(&self, of: &Selector, truth: Truth) -> i128 {
        let meant = self.model.selected(self.evaluating, of, truth);
        let items = self.model.problem.items.iter().enumerate();
        items
            .filter(|(item, _)| meant[*item] && self.places[*item].is_some())
            .map(|(_, own)| i128::from(own.credits))
            .sum()
    }

    fn count_of(&self, of: &Selector) -> u32 {
        let meant = self.model.selected(self.evaluating, of, Truth::Yes);
        let counted = meant.iter().zip(self.places).filter(|(meant, place)| **meant && place.is_some()).count();
        u32::try_from(counted).unwrap_or(u32::MAX)
    }

    /// Everything that a step has to be: what its group takes, and its conditions.
    fn demands(&self, step: &Draft) -> Vec<Selector> {
        let own = step.conditions.iter().filter_map(|condition| condition.of.clone());
        let group = step.group.map(|group| {
            let places = self.model.layout.places.iter().filter(|place| self.model.layout.is_within(place, group));
            Selector::Or(places.flat_map(|place| place.selectors.iter().cloned()).collect())
        });
        own.chain(group).collect()
    }

    /// Whether what a step brings is certainly meant by a selector.
    fn implies(&self, step: &Draft, of: &Selector) -> bool {
        self.demands(step).iter().any(|own| own.implies(of, &self.evaluating.context))
    }

    /// Whether it certainly is not.
    fn excludes(&self, step: &Draft, of: &Selector) -> bool {
        self.demands(step).iter().any(|own| own.excludes(of, &self.evaluating.context))
    }

    /// So many of the planned credits have to be so; what they are too few for comes on top.
    fn condition(&mut self, condition: &Condition, mut missing: i128) {
        let of = condition.of.clone().unwrap_or(Selector::Any);
        let is_so = |plan: &Self, step: &Draft| match condition.words == plan.words(&of) {
            true => plan.implies(step, &of),
            false => step.conditions.contains(condition),
        };
        let there: i128 = self.steps.iter().filter(|step| is_so(self, step)).filter_map(|step| step.credits).sum();
        missing -= there;
        let mut index = 0;
        while missing > 0 && index < self.steps.len() {
            let step = &self.steps[index];
            let (so, never) = (is_so(self, step), self.excludes(step, &of));
            let step = &mut self.steps[index];
            match step.credits {
                _ if never => {}
                None => {
                    step.credits = Some(missing);
                    missing = 0;
                    if !so {
                        step.conditions.push(condition.clone());
                    }
                }
                Some(_) if so => {}
                Some(credits) => {
                    step.conditions.push(condition.clone());
                    if credits > missing && step.credentials == 0 {
                        // Only a part of it has to be so.
                        let mut rest = Draft { credits: Some(credits - missing), ..step.clone() };
                        rest.conditions.pop();
                        step.credits = Some(missing);
                        self.steps.insert(index + 1, rest);
                    }
                    missing -= credits;
                }
            }
            index += 1;
        }
        if missing > 0 {
            self.steps.push(Draft { credits: Some(missing), conditions: vec![condition.clone()], ..Draft::default() });
        }
    }

    /// So many of the planned credentials have to be so.
    fn credentials(&mut self, condition: &Condition, mut missing: u32) {
        let of = condition.of.clone().unwrap_or(Selector::Any);
        for index in 0..self.steps.len() {
            let step = &self.steps[index];
            let (so, never) = (self.implies(step, &of), self.excludes(step, &of));
            if missing == 0 || never {
                continue;
            }
            let step = &mut self.steps[index];
            let room = step.credentials.max(1);
            if !so {
                step.conditions.push(condition.clone());
                step.credentials = step.credentials.max(missing.min(room));
            }
            missing = missing.saturating_sub(room);
        }
        if missing > 0 {
            self.steps.push(Draft { credentials: missing, conditions: vec![condition.clone()], ..Draft::default() });
        }
    }
}

/// The selectors of a group for which nothing is counted, as the group names them.
pub(in crate::stack::evaluate) fn open_slots<'m>(
    model: &'m Model<'_>,
    places: &[Option<usize>],
    group: usize,
) -> Vec<&'m Selector> {
    let filled = |place: usize| places.contains(&Some(place));
    let open = model.layout.places.iter().enumerate();
    let open = open.filter(|(place, own)| own.group == Some(group) && own.is_slot && !filled(*place));
    let mut selectors: Vec<&Selector> = open.flat_map(|(_, own)| own.selectors.iter()).collect();
    if let Members::Credentials(order) = &model.layout.groups[group].group.members {
        selectors.sort_by_key(|selector| order.iter().position(|own| std::ptr::eq(own, *selector)));
    }
    selectors
}
