//! Pathways in words, for those who wrote them and for learners.

use super::requirement::{Bounds, CountBounds, GradeBound, Percent, Requirement, Rule, Scale};
use super::{Group, LevelBound, Members, Pathway, Select, Selector};
use crate::framework::Unit;
use crate::microcredential::Level;

impl Pathway {
    /// What the pathway takes, in words: a line for the award, for each group, for each requirement.
    pub fn summary(&self) -> String {
        let unit = &self.credits.unit;
        let level = self.award.levels.first().map(|level| format!(", {level}")).unwrap_or_default();
        let bodies: Vec<_> = self.award.awarding_bodies.iter().map(|body| body.name.any()).collect();
        let mut lines = vec![
            format!("{} ({}{level}), version {}", self.award.title, self.award.kind.name(), self.version),
            format!("Awarded by {}; credits are counted in {unit}.", bodies.join(", ")),
        ];
        lines.extend(self.conversions());
        match (self.valid_from, self.valid_until) {
            (Some(from), Some(until)) => lines.push(format!("Valid from {from} to {until}.")),
            (Some(from), None) => lines.push(format!("Valid from {from}.")),
            (None, Some(until)) => lines.push(format!("Valid to {until}.")),
            (None, None) => {}
        }
        if !self.groups.is_empty() {
            lines.push("Groups:".to_owned());
        }
        self.groups.iter().for_each(|group| group_lines(group, unit, 1, &mut lines));
        lines.push("Requirements:".to_owned());
        lines.push(format!("  The issuer of every credential is known at least as {}.", self.minimum_trust.as_str()));
        if let Some(days) = self.verified_within {
            lines.push(format!("  Every credential was verified no more than {days} days before."));
        }
        for requirement in &self.requirements {
            lines.push(format!("  {}", requirement_words(requirement, unit)));
        }
        lines.push("The organisation decides; nobody is entitled to the award.".to_owned());
        lines.join("\n") + "\n"
    }

    fn conversions(&self) -> Option<String> {
        let rule = &self.credits;
        let named = rule.convert.iter().map(|from| match (from, rule.hours_per_credit) {
            (Unit::Hours, Some(hours)) => format!("hours ({hours} a credit)"),
            (from, _) => from.to_string(),
        });
        let named: Vec<_> = named.collect();
        (!named.is_empty())
            .then(|| format!("Converted into them: {}; rounded {}.", named.join(", "), rule.rounding.name()))
    }
}

fn group_lines(group: &Group, unit: &Unit, depth: usize, lines: &mut Vec<String>) {
    let optional = if group.optional { " (optional)" } else { "" };
    lines.push(format!("{}{}{optional}: {}", "  ".repeat(depth), group.shown(), group_words(group, unit)));
    if let Members::Groups(groups) = &group.members {
        groups.iter().for_each(|inner| group_lines(inner, unit, depth + 1, lines));
    }
}

fn group_words(group: &Group, unit: &Unit) -> String {
    let what = match &group.members {
        Members::Groups(_) => "of these groups".to_owned(),
        Members::Credentials(selectors) => {
            let separator = if group.select == Select::All { "; " } else { " or " };
            selectors.iter().map(selector_words).collect::<Vec<_>>().join(separator)
        }
    };
    match (group.select, &group.members) {
        (Select::All, Members::Groups(_)) => "all of these groups".to_owned(),
        (Select::All, Members::Credentials(_)) => format!("one credential each: {what}"),
        (Select::AtLeast(least, None), _) => format!("at least {least}: {what}"),
        (Select::AtLeast(least, Some(most)), _) => format!("{least} to {most}: {what}"),
        (Select::Credits(bounds), _) => format!("{} {unit}: {what}", bounds_words(bounds)),
    }
}

pub(super) fn requirement_words(requirement: &Requirement, unit: &Unit) -> String {
    let words = rule_words(&requirement.rule, unit);
    if requirement.optional { format!("{words} (advice)") } else { words }
}

fn rule_words(rule: &Rule, unit: &Unit) -> String {
    match rule {
        Rule::TotalCredits(bounds) => format!("{} {unit} in all", bounds_words(*bounds)),
        Rule::Credits(of, bounds) => format!("{} {unit} of {}", bounds_words(*bounds), selector_words(of)),
        Rule::Share(of, percent) => format!("{} of the credits are of {}", percent_words(*percent), selector_words(of)),
        Rule::Count(of, bounds) => format!("{} credentials: {}", count_words(*bounds), selector_words(of)),
        Rule::MaximumAge(of, months) => format!("{}: awarded no more than {months} months before", selector_words(of)),
        Rule::StillValid { expired_counts, status_within } => {
            let expired = if *expired_counts { "validity that has ended does not matter" } else { "still valid" };
            let status = status_within.map(|days| format!(", status looked up no more than {days} days before"));
            format!("{expired}{}", status.unwrap_or_default())
        }
        Rule::NoDoubleUse(1) => "counted towards no other award".to_owned(),
        Rule::NoDoubleUse(awards) => format!("counted towards no more than {awards} awards, this one included"),
        Rule::NoOverlap { outcomes, exclusions } => {
            let outcomes = if *outcomes { "one learning outcome is counted once" } else { "nothing is counted twice" };
            let pairs = exclusions
                .iter()
                .map(|(one, other)| format!("; not both {} and {}", selector_words(one), selector_words(other)));
            format!("{outcomes}{}", pairs.collect::<String>())
        }
        Rule::Prerequisite { before, after, strict } => {
            let order = if *strict { "on an earlier day" } else { "before" };
            format!("{} counts after {}, awarded {order}", selector_words(after), selector_words(before))
        }
        Rule::Capstone { of, last, grade } => {
            let last = if *last { ", awarded last" } else { "" };
            let grade = grade.as_ref().map(|grade| format!(", with {}", grade_words(grade))).unwrap_or_default();
            format!("completed by {}{last}{grade}", selector_words(of))
        }
        Rule::MinimumGrade(of, grade) => format!("{}: {}", selector_words(of), grade_words(grade)),
        Rule::AverageGrade(of, grade) => {
            format!("{}: on average, weighted by credits, {}", selector_words(of), grade_words(grade))
        }
        Rule::Assessment { of, types, supervised, identity_verified } => {
            let types = (!types.is_empty()).then(|| list(types.iter().map(ToString::to_string)));
            let supervised = supervised.then(|| "under supervision".to_owned());
            let identity = identity_verified.then(|| "with identity verification".to_owned());
            let how: Vec<_> = types.into_iter().chain(supervised).chain(identity).collect();
            format!("{}: assessed {}", selector_words(of), how.join(" "))
        }
        Rule::Quality { of, types, agencies } => {
            let types = (!types.is_empty()).then(|| list(types.iter().map(ToString::to_string)));
            let agencies = (!agencies.is_empty()).then(|| format!("by {}", list(agencies.iter().cloned())));
            let how: Vec<_> = types.into_iter().chain(agencies).collect();
            format!("{}: quality assured {}", selector_words(of), how.join(" "))
        }
        Rule::Formality(of, settings) => {
            format!("{}: learning that is {}", selector_words(of), list(settings.iter().map(ToString::to_string)))
        }
        Rule::Size(of, bounds) => format!("{}: {} {unit} each", selector_words(of), bounds_words(*bounds)),
        Rule::Window(months) => format!("all awarded within {months} months"),
        Rule::OneLearner { identifiers: true } => {
            "about one learner, by id or by matching identifiers; a name alone never is enough".to_owned()
        }
        Rule::OneLearner { identifiers: false } => "about one learner, by id alone".to_owned(),
    }
}

pub(super) fn selector_words(selector: &Selector) -> String {
    match selector {
        Selector::Any => "any credential".to_owned(),
        Selector::Achievement(ids) => list(ids.iter().map(|id| format!("<{id}>"))),
        Selector::Outcome(uris) => format!("the outcome {}", list(uris.iter().map(|uri| format!("<{uri}>")))),
        Selector::Issuer(ids) => format!("issuer {}", list(ids.iter().cloned())),
        Selector::Anchored => "an issuer among the anchors".to_owned(),
        Selector::Level(bound) => match bound {
            LevelBound::AtLeast(level) => format!("{} or higher", level_words(level)),
            LevelBound::Exactly(level) => level_words(level),
            LevelBound::AtMost(level) => format!("{} or lower", level_words(level)),
        },
        Selector::Field(codes) => format!("field {}", list(codes.iter().cloned())),
        Selector::Tag(tags) => list(tags.iter().map(|tag| format!("“{tag}”"))),
        Selector::Kind(kinds) => format!("kind {}", list(kinds.iter().map(|kind| kind.name().to_owned()))),
        Selector::Assessment(types) => list(types.iter().map(ToString::to_string)),
        Selector::Setting(settings) => format!("{} learning", list(settings.iter().map(ToString::to_string))),
        Selector::Used => "what was counted towards another award".to_owned(),
        Selector::And(all) => all.iter().map(selector_words).collect::<Vec<_>>().join(", "),
        Selector::Or(some) => format!("({})", some.iter().map(selector_words).collect::<Vec<_>>().join(" or ")),
        Selector::Not(one) => format!("not {}", selector_words(one)),
    }
}

fn level_words(level: &Level) -> String {
    match level {
        Level::Eqf(level) => format!("EQF {level}"),
        level => level.to_string(),
    }
}

fn grade_words(grade: &GradeBound) -> String {
    match &grade.scale {
        Scale::Range(least, most) => format!("grade {} or better, from {least} to {most}", grade.at_least),
        Scale::Values(_) => format!("grade {} or better", grade.at_least),
    }
}

fn bounds_words(bounds: Bounds) -> String {
    between(bounds.at_least.map(|least| least.to_string()), bounds.at_most.map(|most| most.to_string()))
}

fn percent_words(percent: Percent) -> String {
    let shown = |amount: Option<crate::framework::Quantity>| amount.map(|amount| format!("{amount} %"));
    between(shown(percent.at_least), shown(percent.at_most))
}

fn count_words(bounds: CountBounds) -> String {
    between(bounds.at_least.map(|least| least.to_string()), bounds.at_most.map(|most| most.to_string()))
}

fn between(least: Option<String>, most: Option<String>) -> String {
    match (least, most) {
        (Some(least), Some(most)) if least == most => format!("exactly {least}"),
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => "any number of".to_owned(),
    }
}

fn list(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" or ")
}
