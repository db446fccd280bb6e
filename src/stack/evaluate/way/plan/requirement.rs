//! What each rule about all that is counted asks of the steps.

use super::{Condition, Draft, Plan};
use crate::stack::evaluate::eligible;
use crate::stack::evaluate::model::Origin;
use crate::stack::selector::{Selector, Truth};
use crate::stack::{GradeBound, Rule};

impl Plan<'_> {
    pub(super) fn requirement(&mut self, at: usize, rule: &Rule) {
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
    pub(super) fn shares(&mut self, rule: &Rule) {
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
    pub(super) fn cap(&mut self, rule: &Rule) {
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
    pub(super) fn order(&mut self, rule: &Rule) {
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
    pub(super) fn room(&mut self, rule: &Rule) {
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
}
