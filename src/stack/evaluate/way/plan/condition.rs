//! What a step has to be, and how more is asked of the steps that there are.

use super::{Condition, Draft, Plan};
use crate::stack::selector::Selector;

impl Plan<'_> {
    /// Whether what a step brings is certainly meant by a selector.
    pub(super) fn implies(&self, step: &Draft, of: &Selector) -> bool {
        self.is_asked(step, |own| own.implies(of, &self.evaluating.context))
    }

    /// Whether it certainly is not.
    pub(super) fn excludes(&self, step: &Draft, of: &Selector) -> bool {
        self.is_asked(step, |own| own.excludes(of, &self.evaluating.context))
    }

    /// Whether one of the things that a step has to be is so: one of its conditions, or everything that its group takes.
    fn is_asked(&self, step: &Draft, is_so: impl Fn(&Selector) -> bool) -> bool {
        let asked = |own: &Selector| self.questions.ask() && is_so(own);
        let layout = &self.model.layout;
        let all = |group| {
            let within = layout.places.iter().filter(|place| layout.is_within(place, group));
            within.flat_map(|place| place.selectors).all(asked)
        };
        step.conditions.iter().filter_map(|own| own.of.as_ref()).any(asked) || step.group.is_some_and(all)
    }

    /// So many of the planned credits have to be so; what they are too few for comes on top.
    pub(super) fn condition(&mut self, condition: &Condition, mut missing: i128) {
        let of = condition.of.clone().unwrap_or(Selector::Any);
        let is_plain = condition.words == self.words(&of);
        let is_so = |plan: &Self, step: &Draft| match is_plain {
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
    pub(super) fn credentials(&mut self, condition: &Condition, mut missing: u32) {
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
