//! Whether one selector says more than another.

use super::context::Context;
use super::selector::Selector;
use std::collections::HashMap;

/// Two selectors that are compared, each part of one with each part of the other and no more than once: whoever writes a pathway may
/// have put selectors into each other so deeply that to take them apart in every order would never end.
pub(super) struct Comparison<'c> {
    context: &'c Context<'c>,
    known: HashMap<(Question, *const Selector, *const Selector), bool>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Question {
    Implies,
    Excludes,
}

impl<'c> Comparison<'c> {
    pub(super) fn new(context: &'c Context<'c>) -> Self {
        Self { context, known: HashMap::new() }
    }

    pub(super) fn implies(&mut self, one: &Selector, other: &Selector) -> bool {
        self.told(Question::Implies, one, other)
    }

    pub(super) fn excludes(&mut self, one: &Selector, other: &Selector) -> bool {
        self.told(Question::Excludes, one, other)
    }

    fn told(&mut self, question: Question, one: &Selector, other: &Selector) -> bool {
        let key = (question, std::ptr::from_ref(one), std::ptr::from_ref(other));
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let told = match question {
            Question::Implies => self.makes_out_that_it_implies(one, other),
            Question::Excludes => self.makes_out_that_it_excludes(one, other),
        };
        self.known.insert(key, told);
        told
    }

    fn makes_out_that_it_implies(&mut self, one: &Selector, other: &Selector) -> bool {
        use Selector::{Achievement, And, Any, Assessment, Field, Issuer, Kind, Level, Not, Or, Outcome, Setting, Tag};
        match (one, other) {
            (_, Any) => true,
            (one, other) if one == other => true,
            (Or(some), other) => some.iter().all(|one| self.implies(one, other)),
            (one, And(all)) => all.iter().all(|other| self.implies(one, other)),
            (Not(one), Not(other)) => self.implies(other, one),
            (one, Not(other)) if self.excludes(one, other) => true,
            (one, Or(some)) if some.iter().any(|other| self.implies(one, other)) => true,
            (And(all), other) => all.iter().any(|one| self.implies(one, other)),
            (Achievement(own), Achievement(other)) => {
                own.iter().all(|id| other.iter().any(|other| self.context.takes_for(id, other)))
            }
            (Outcome(own), Outcome(other)) | (Issuer(own), Issuer(other)) | (Tag(own), Tag(other)) => {
                own.iter().all(|one| other.contains(one))
            }
            (Kind(own), Kind(other)) => own.iter().all(|one| other.contains(one)),
            (Assessment(own), Assessment(other)) => own.iter().all(|one| other.contains(one)),
            (Setting(own), Setting(other)) => own.iter().all(|one| other.contains(one)),
            (Field(own), Field(other)) => {
                own.iter().all(|code| other.iter().any(|other| code.starts_with(other.as_str())))
            }
            (Level(own), Level(other)) => own.implies(other, self.context),
            _ => false,
        }
    }

    fn makes_out_that_it_excludes(&mut self, one: &Selector, other: &Selector) -> bool {
        use Selector::{Achievement, And, Issuer, Kind, Level, Not, Or, Setting};
        match (one, other) {
            (Or(some), other) | (other, Or(some)) => some.iter().all(|one| self.excludes(one, other)),
            (And(all), other) | (other, And(all)) => all.iter().any(|one| self.excludes(one, other)),
            (Not(one), other) | (other, Not(one)) => self.implies(other, one),
            (Issuer(own), Issuer(other)) => !own.iter().any(|one| other.contains(one)),
            (Kind(own), Kind(other)) => !own.iter().any(|one| other.contains(one)),
            (Setting(own), Setting(other)) => !own.iter().any(|one| other.contains(one)),
            (Achievement(own), Achievement(other)) => {
                let context = self.context;
                let same =
                    |one: &String, other: &String| context.takes_for(one, other) || context.takes_for(other, one);
                !own.iter().any(|one| other.iter().any(|other| same(one, other)))
            }
            (Level(own), Level(other)) => own.excludes(other, self.context),
            _ => false,
        }
    }
}
