//! What a pathway that can be read may still have wrong: bounds that contradict each other, parts that ask for nothing.

use crate::framework::{Frameworks, Quantity, Unit};
use crate::json::Pointer;
use crate::microcredential::Level;
use crate::report::{Code, Finding, Findings, code};
use crate::stack::{Bounds, Group, Members, Pathway, Rule, Select, Selector};
use std::collections::BTreeSet;

/// How many groups, places in them and requirements a pathway may have.
const MOST: usize = 1000;

pub(super) fn check(pathway: &Pathway, at: &Pointer, frameworks: &Frameworks) -> Findings {
    let mut found = Contradictions { pathway, frameworks, names: BTreeSet::new(), findings: Findings::new() };
    if let (Some(from), Some(until)) = (pathway.valid_from, pathway.valid_until)
        && until < from
    {
        found.say(code::stack::BOUNDS, at.member("validUntil"), "it is before `validFrom`; correct one of them");
    }
    let converts_hours = pathway.credits.convert.contains(&Unit::Hours);
    if converts_hours != pathway.credits.hours_per_credit.is_some() {
        let detail = "hours are converted where `convert` names them and `hoursPerCredit` says how many make a credit; give both";
        found.say(code::stack::BOUNDS, at.member("credits"), detail);
    }
    for (index, unit) in pathway.credits.convert.iter().enumerate() {
        let is_known = match (unit, &pathway.credits.unit) {
            (Unit::Credits(from), Unit::Credits(to)) => [from, to].iter().all(|own| frameworks.in_ects(own).is_some()),
            (Unit::Hours, Unit::Credits(_)) => true,
            (_, Unit::Hours) => false,
        };
        if !is_known {
            let detail = "nobody has said how much of one is how much of the other, so that nothing would be converted; \
                          correct the name, leave it out, or give a table that has it";
            found.say(code::stack::BOUNDS, at.member("credits").member("convert").item(index), detail);
        }
    }
    let parts = count(&pathway.groups) + pathway.requirements.len();
    if parts > MOST {
        let detail = format!(
            "it has {parts} groups, selectors in them and requirements, and no more than {MOST} are taken; divide it"
        );
        found.say(code::stack::TOO_LARGE, at.clone(), &detail);
    }
    if pathway.groups.is_empty() && pathway.requirements.is_empty() {
        found.say(code::stack::EMPTY, at.clone(), "give it groups, requirements, or both");
    }
    for (index, group) in pathway.groups.iter().enumerate() {
        found.group(group, &at.member("groups").item(index));
    }
    for (index, requirement) in pathway.requirements.iter().enumerate() {
        let at = at.member("requirements").item(index);
        found.name(&requirement.id, &at);
        found.rule(&requirement.rule, &at.member(requirement.rule.name()));
    }
    found.findings
}

fn count(groups: &[Group]) -> usize {
    let inside = |group: &Group| match &group.members {
        Members::Credentials(selectors) => selectors.len(),
        Members::Groups(groups) => count(groups),
    };
    groups.iter().map(|group| 1 + inside(group)).sum()
}

struct Contradictions<'a> {
    pathway: &'a Pathway,
    frameworks: &'a Frameworks,
    names: BTreeSet<&'a str>,
    findings: Findings,
}

impl<'a> Contradictions<'a> {
    fn say(&mut self, code: Code, at: Pointer, detail: &str) {
        self.findings.push(Finding::new(code, at, detail));
    }

    /// Groups and requirements are told apart by their names, in answers too.
    fn name(&mut self, id: &'a str, at: &Pointer) {
        if !self.names.insert(id) {
            self.say(
                code::ec::DUPLICATE,
                at.member("id"),
                "another group or requirement has this name; give it its own",
            );
        }
    }

    fn group(&mut self, group: &'a Group, at: &Pointer) {
        self.name(&group.id, at);
        let count = match &group.members {
            Members::Credentials(selectors) => {
                for (index, selector) in selectors.iter().enumerate() {
                    self.selector(selector, &at.member("credentials").item(index));
                }
                selectors.len()
            }
            Members::Groups(groups) => {
                for (index, inner) in groups.iter().enumerate() {
                    self.group(inner, &at.member("groups").item(index));
                }
                groups.len()
            }
        };
        if count == 0 {
            self.say(code::stack::EMPTY, at.clone(), "name what counts in it");
        }
        match (group.select, &group.members) {
            (Select::AtLeast(least, Some(most)), _) if most < least => {
                self.say(code::stack::BOUNDS, at.member("select"), "it takes more at least than at most");
            }
            (Select::AtLeast(least, _), Members::Groups(groups)) if least as usize > groups.len() => {
                self.say(code::stack::EMPTY, at.member("select"), "it takes more groups than it has");
            }
            (Select::AtLeast(_, Some(_)), Members::Groups(_)) => {
                self.say(code::stack::BOUNDS, at.member("select"), "only credentials have an `atMost`; leave it out");
            }
            (Select::Credits(bounds), _) => self.bounds(bounds, &at.member("select").member("credits")),
            _ => {}
        }
    }

    fn bounds<T: PartialOrd>(&mut self, bounds: Bounds<T>, at: &Pointer) {
        match (bounds.at_least, bounds.at_most) {
            (None, None) => self.say(code::stack::EMPTY, at.clone(), "give `atLeast`, `atMost` or both"),
            (Some(least), Some(most)) if most < least => {
                self.say(code::stack::BOUNDS, at.clone(), "it takes more at least than at most");
            }
            _ => {}
        }
    }

    fn rule(&mut self, rule: &'a Rule, at: &Pointer) {
        match rule {
            Rule::TotalCredits(bounds) => self.bounds(*bounds, at),
            Rule::Credits(of, bounds) | Rule::Size(of, bounds) => {
                self.selector(of, &at.member("of"));
                self.bounds(*bounds, at);
            }
            Rule::Share(of, percent) => {
                self.selector(of, &at.member("of"));
                self.bounds(*percent, at);
                let over = |share: Option<Quantity>| share.is_some_and(|own| own.hundredths() > 10_000);
                if over(percent.at_least) || over(percent.at_most) {
                    self.say(code::stack::BOUNDS, at.clone(), "a share is no more than 100 per cent");
                }
            }
            Rule::Count(of, bounds) => {
                self.selector(of, &at.member("of"));
                self.bounds(*bounds, at);
            }
            Rule::MaximumAge(of, _)
            | Rule::MinimumGrade(of, _)
            | Rule::AverageGrade(of, _)
            | Rule::Capstone { of, .. } => {
                self.selector(of, &at.member("of"));
            }
            Rule::Assessment { of, types, supervised, identity_verified } => {
                self.selector(of, &at.member("of"));
                if types.is_empty() && !supervised && !identity_verified {
                    self.say(code::stack::EMPTY, at.clone(), "say what the assessment has to be");
                }
            }
            Rule::Quality { of, types, agencies } => {
                self.selector(of, &at.member("of"));
                if types.is_empty() && agencies.is_empty() {
                    self.say(code::stack::EMPTY, at.clone(), "say what the quality assurance has to be");
                }
            }
            Rule::Formality(of, settings) => {
                self.selector(of, &at.member("of"));
                if settings.is_empty() {
                    self.say(code::stack::EMPTY, at.clone(), "name at least one setting");
                }
            }
            Rule::Prerequisite { before, after, .. } => {
                self.selector(before, &at.member("before"));
                self.selector(after, &at.member("after"));
            }
            Rule::NoOverlap { exclusions, .. } => {
                for (index, (one, other)) in exclusions.iter().enumerate() {
                    let at = at.member("exclusions").item(index);
                    self.selector(one, &at.item(0));
                    self.selector(other, &at.item(1));
                }
            }
            Rule::StillValid { .. } | Rule::NoDoubleUse(_) | Rule::Window(_) | Rule::OneLearner { .. } => {}
        }
    }

    fn selector(&mut self, selector: &Selector, at: &Pointer) {
        match selector {
            Selector::Tag(tags) => {
                let known = |tag: &String| self.pathway.catalogue.iter().any(|entry| entry.tags.contains(tag));
                if !tags.iter().all(known) {
                    self.say(code::stack::UNKNOWN_TAG, at.member("tag"), "add it to the achievements that have it");
                }
            }
            // Placed by whoever evaluates, too: the tables may be extended.
            Selector::Level(bound) => {
                let unknown = match bound.level() {
                    Level::Nqf(level) => self.frameworks.referencing(level).is_some_and(|own| own.eqf.is_none()),
                    level => level.eqf().is_none(),
                };
                if unknown {
                    let detail = "the level is not placed in the EQF, so that none of another framework compares with it; name another";
                    self.say(code::ec::LEVEL_RANGE, at.member("level"), detail);
                }
            }
            Selector::And(some) | Selector::Or(some) => {
                let name = if matches!(selector, Selector::And(_)) { "and" } else { "or" };
                for (index, one) in some.iter().enumerate() {
                    self.selector(one, &at.member(name).item(index));
                }
            }
            Selector::Not(one) => self.selector(one, &at.member("not")),
            _ => {}
        }
    }
}
